"""A file ends in exactly one state, by what became of its rows."""

import pytest

from hotich.storage.outcomes import FileOutcome
from hotich.storage.states import FileState


@pytest.mark.parametrize(
    ("read", "loaded", "unchanged", "returned", "missing", "state"),
    [
        (3, 3, 0, 0, 0, "loaded"),
        (3, 1, 2, 0, 0, "loaded"),
        (3, 0, 2, 1, 0, "partly_loaded"),
        (3, 0, 0, 3, 0, "rejected"),
        (3, 0, 3, 0, 0, "unchanged"),
        (3, 0, 3, 0, 1, "loaded"),
        (0, 0, 0, 0, 0, "loaded"),
    ],
)
def test_state_follows_the_counts(read, loaded, unchanged, returned, missing, state):
    outcome = FileOutcome(1, 0, 1, FileState.RECEIVED, "", read, loaded, unchanged, returned, 0, missing)
    outcome.conclude()
    assert outcome.state == state
    assert outcome.state.final
    assert outcome.reason
    assert ("kho vẫn giữ" in outcome.reason) == bool(missing)
