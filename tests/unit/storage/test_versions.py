"""Which content of a book is new, known or old."""

import pytest

from hotich.storage.states import FileState
from hotich.storage.versions import NOTHING, BookContent

BOOK = BookContent("hai", 7, 2, frozenset({"một", "hai"}), 100)


@pytest.mark.parametrize(
    ("digest", "version", "state"),
    [
        ("hai", 0, FileState.UNCHANGED),
        ("hai", 1, FileState.UNCHANGED),
        ("hai", 3, FileState.UNCHANGED),
        ("một", 0, FileState.SUPERSEDED),
        ("một", 2, FileState.SUPERSEDED),
        ("ba", 1, FileState.SUPERSEDED),
        ("ba", 0, None),
        ("ba", 2, None),
        ("ba", 3, None),
        ("một", 3, None),
    ],
)
def test_content_is_decided_by_what_the_book_has_held(digest, version, state):
    assert BOOK.decide(digest, version) is state


def test_any_content_of_an_unknown_book_is_new():
    assert NOTHING.decide("một", 1) is None
