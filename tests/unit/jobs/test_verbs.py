"""Every verb that the faces may call is there."""

import pytest

from hotich import jobs


@pytest.mark.parametrize("name", jobs.__all__)
def test_a_verb_is_a_function_that_says_what_it_does(name: str) -> None:
    verb = getattr(jobs, name)
    assert verb.__name__ == name
    assert verb.__doc__


def test_what_is_no_verb_is_refused() -> None:
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        jobs.nothing  # noqa: B018
