"""A small sample province goes through all stages, and what became of it is held against the truth about it."""

from datetime import date

import polars as pl
import pytest

from hotich.jobs.keyings import compare_keyings
from hotich.jobs.province import compare_with_truth
from hotich.plan import load_plan
from hotich.quality.catalogue import rule_with_key
from hotich.simulate import FaultRates, Shares, UnitCounts, simulate
from hotich.storage.schema import CASE_TABLES

pytestmark = pytest.mark.postgres

CASES = 1_500


@pytest.fixture(scope="module")
def province(make_office):
    """The office, the summary of the simulation, and the counts of the run through all stages."""
    office = make_office()
    home = office.settings.home
    office.inbox.rmdir()
    rates = FaultRates(structural=0.06, content=0.1, files=0.05, typing=0.01)
    plan = load_plan(office.settings.plan)
    units = UnitCounts(communes=3, districts=2)
    summary = simulate(
        home, plan=plan, units=units, cases=CASES, seed=7, faults=rates, shares=Shares(short=0.2, legacy=0.1)
    )
    counts = office.run(*[stage.id for stage in plan.stages])
    return office, summary, counts


def test_every_planted_structural_fault_is_returned_and_no_sound_row_is(province):
    office, summary, counts = province
    assert counts["failed"] == {}
    compared = compare_with_truth(office.settings, office.settings.home / "truth")
    assert compared.missed == ()
    assert compared.wronged == ()
    assert compared.planted_returned == compared.planted_structural >= 30
    assert compared.sound_returned == 0
    assert summary.cases == CASES


def test_every_file_ends_as_the_truth_says(province):
    office, _, _ = province
    compared = compare_with_truth(office.settings, office.settings.home / "truth")
    assert compared.unexpected == ()
    assert compared.files_not_as_expected == 0
    waiting = office.all(
        "SELECT path FROM delivery_file WHERE decided_at IS NULL AND kind IN ('book', 'short', 'inventory')"
    )
    assert waiting == []


def test_every_planted_content_fault_is_warned_by_its_rule(province):
    office, _, _ = province
    faults = pl.read_parquet(office.settings.home / "truth" / "faults.parquet").filter(
        pl.col("severity") == "content"
    )
    assert faults.height > 50
    cases = " UNION ALL ".join(
        f"SELECT case_id, file_id, row_no FROM {table.name}" for table in CASE_TABLES.values()
    )
    loaded = office.all(
        "SELECT f.path, c.row_no, w.rule_id FROM case_warning w"
        f" JOIN ({cases}) c USING (case_id) JOIN delivery_file f USING (file_id)"
    )
    returned = office.all(
        "SELECT f.path, r.row_no, x.value ->> 'rule_id' FROM returned_row r JOIN delivery_file f USING (file_id),"
        " jsonb_array_elements(r.reasons) x"
    )
    planted = [
        (path, row, rule_with_key(key).id)
        for path, row, key in faults.select("file", "row", "key").iter_rows()
    ]
    assert set(planted) - {*loaded, *returned} == set()


def test_all_registers_and_stages_hold_cases(province):
    office, summary, _ = province
    assert len(summary.registers) == 9
    loaded = dict(office.all("SELECT stage_id, sum(loaded)::int FROM stage_progress GROUP BY 1"))
    assert len(loaded) == 8
    assert min(loaded.values()) > 0


def test_exactly_the_planted_differences_of_two_keyings_are_found(province):
    office, _, _ = province
    stages = [stage.id for stage in load_plan(office.settings.plan).stages]
    counts = [compare_keyings(office.settings, stage_id, date(2026, 6, 30)) for stage_id in stages]
    assert sum(count["compared"] for count in counts) >= 5
    truth = office.settings.home / "truth"
    cases = " UNION ALL ".join(
        f"SELECT case_id, file_id, row_no FROM {table.name}" for table in CASE_TABLES.values()
    )
    loaded = set(office.all(f"SELECT f.path, c.row_no FROM ({cases}) c JOIN delivery_file f USING (file_id)"))
    typing = pl.read_parquet(truth / "typing.parquet")
    planted = [
        (path, row, field)
        for path, row, field, *texts in typing.select("file", "row", "field", "first", "second").iter_rows()
        if (path, row) in loaded and not _same_country(field, *texts)
    ]
    found = office.all(
        f"SELECT f.path, c.row_no, d.field FROM keying_difference d JOIN ({cases}) c USING (case_id)"
        " JOIN delivery_file f USING (file_id) WHERE d.finding = 'cell'"
    )
    assert len(planted) >= 30
    assert sorted(found) == sorted(planted)
    # Rows that only the second keying has: the first typist left out or mistyped the number, and they were returned.
    faults = pl.read_parquet(truth / "faults.parquet").filter(pl.col("field") == "entry_number")
    wrong = set(faults.select("file").to_series())
    whole = office.all(
        "SELECT d.finding, f.path FROM keying_difference d JOIN book b USING (book_id)"
        " JOIN delivery_file f ON f.book_id = b.book_id AND f.kind = 'book' WHERE d.field = ''"
    )
    assert {finding for finding, _ in whole} <= {"only_second"}
    assert {path for _, path in whole} <= wrong


def _same_country(field, first, second):
    """A blank in the wrong place makes no other country: the list's reader knows it all the same."""
    return field.endswith("nationality") and first.replace(" ", "") == second.replace(" ", "")


def test_what_must_always_hold_holds(province, check_invariants):
    check_invariants(province[0])
