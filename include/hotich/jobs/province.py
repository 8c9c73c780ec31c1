"""Holds what was loaded and returned against the truth about a sample province."""

from dataclasses import dataclass
from pathlib import Path

import polars as pl

from hotich.settings import Settings
from hotich.storage import recount
from hotich.storage.database import connect
from hotich.storage.recount import Recount

STATES = {"partly loaded": "partly_loaded"}
"""The truth's words for file states where they differ from the tables'."""


@dataclass(frozen=True, slots=True)
class SamplePlan:
    """A sample province to make: how large, from which seed."""

    districts: int
    communes: int
    cases: int
    seed: int


@dataclass(frozen=True, slots=True)
class TruthComparison:
    """What became of the planted faults and of the sound rows."""

    planted_structural: int
    """Rows with a planted structural fault in files that can be read."""
    planted_returned: int
    """Of these, the rows that were returned."""
    sound_returned: int
    """Rows without a planted structural fault that were returned all the same."""
    files_not_as_expected: int
    """Files whose end is not the one that the truth says."""
    missed: tuple[tuple[str, int], ...] = ()
    """(path, row) of planted rows that were not returned; at most 20."""
    wronged: tuple[tuple[str, int], ...] = ()
    """(path, row) of sound rows that were returned; at most 20."""
    unexpected: tuple[tuple[str, str, str], ...] = ()
    """(path, expected state, state); at most 20."""


def compare_with_truth(settings: Settings, truth: Path) -> TruthComparison:
    """Compare the database with the truth tables in the folder `truth` (see `hotich.simulate.truth`)."""
    faults = pl.read_parquet(truth / "faults.parquet")
    files = pl.read_parquet(truth / "files.parquet")
    with connect(settings) as conn:
        returned = set(recount.returned_places(conn))
        states = recount.file_states(conn)
    planted = set(faults.filter(pl.col("severity") == "structural").select("file", "row").iter_rows())
    expected = {
        path: STATES.get(state, state)
        for path, state in files.filter(pl.col("kind").is_in(["book", "short", "inventory"]))
        .select("path", "expected_state").iter_rows()
    }  # fmt: skip
    unexpected = [
        (path, state, states.get(path, "")) for path, state in expected.items() if states.get(path) != state
    ]
    return TruthComparison(
        planted_structural=len(planted),
        planted_returned=len(planted & returned),
        sound_returned=len(returned - planted),
        files_not_as_expected=len(unexpected),
        missed=tuple(sorted(planted - returned)[:20]),
        wronged=tuple(sorted(returned - planted)[:20]),
        unexpected=tuple(sorted(unexpected)[:20]),
    )


def database_digest(settings: Settings) -> Recount:
    """Counts and digests of everything that a run may change; empty tables where nothing was made yet."""
    with connect(settings) as conn:
        return recount.recount(conn)
