"""Numbers of progress: each has one definition, and equals a recount."""

import itertools
from datetime import UTC, date, datetime

import psycopg
import pytest

from hotich import progress
from hotich.plan import load_plan
from hotich.storage.deliveries import (
    ExtractedFile,
    SeenFile,
    record_extracted,
    record_validated,
    register_files,
)
from hotich.storage.inventories import InventoryLine, take_inventory
from hotich.storage.plans import sync_plan
from hotich.storage.states import FileKind

pytestmark = pytest.mark.postgres

AS_OF = date(2021, 3, 1)
STAGE = "huyen_xa_2"
_serial = itertools.count(1)


@pytest.fixture
def unit(conn):
    """A commune of the plan whose progress nobody has touched yet."""
    sync_plan(conn, load_plan("ben_tre_2019"))
    found = conn.execute(
        "SELECT unit_id FROM unit u WHERE level = 'commune' AND NOT EXISTS"
        " (SELECT FROM book b WHERE b.unit_id = u.unit_id) ORDER BY 1 LIMIT 1"
    ).fetchone()
    return found[0]


def see(conn, unit_id: int, kind: FileKind = FileKind.BOOK, book_no: int | None = 1) -> int:
    serial = next(_serial)
    facts = ("KS", 2011, book_no) if kind is FileKind.BOOK else (None, None, None)
    moment = datetime(2020, 1, 1, 0, 0, 0, serial, tzinfo=UTC)
    (file_id,) = register_files(
        conn, [SeenFile(f"{unit_id}/{serial}", 1, moment, None, kind, unit_id, *facts)]
    )
    conn.execute("UPDATE book SET stage_id = %s WHERE unit_id = %s", [STAGE, unit_id])
    return file_id


def inventory(conn, unit_id: int, dated_on: date, *lines: InventoryLine) -> None:
    take_inventory(conn, see(conn, unit_id, FileKind.INVENTORY), unit_id, dated_on, lines)


def line(book_no: int, cases: int | None, struck: int = 0, condition: str = "tot") -> InventoryLine:
    return InventoryLine(
        "KS", 2011, book_no, date(2011, 1, 3), None, None, cases, struck, condition, None, STAGE
    )


def row(conn, unit_id: int, as_of: date = AS_OF) -> dict:
    code = conn.execute("SELECT code FROM unit WHERE unit_id = %s", [unit_id]).fetchone()[0]
    (found,) = [
        r for r in progress.unit_table(conn, as_of, STAGE) if r["code"] == code and r["unit_id"] == unit_id
    ]
    return found


def test_unit_without_inventory_has_no_denominator(conn, unit):
    see(conn, unit)
    found = row(conn, unit)
    assert (found["planned"], found["loaded_percent"]) == (None, None)
    assert progress.percent(0, 0) is None
    assert progress.percent(1, 3) == 33.3


def test_planned_is_the_inventory_in_force_less_struck_out_cases(conn, unit):
    inventory(conn, unit, date(2020, 1, 1), line(1, 100, 4), line(2, 50, 0, "mat"))
    inventory(conn, unit, date(2021, 6, 1), line(1, 120, 4))
    before, after = row(conn, unit), row(conn, unit, date(2021, 6, 1))
    assert (before["planned"], before["lost"], before["books_planned"]) == (146, 50, 2)
    assert (after["planned"], after["lost"], after["books_planned"]) == (116, 0, 1)


def test_file_counts_as_delivered_when_read_and_as_checked_when_judged(conn, unit):
    file_id = see(conn, unit)
    assert (row(conn, unit)["delivered"], row(conn, unit)["books_delivered"]) == (0, 1)
    record_extracted(conn, [ExtractedFile(file_id, 30, "d")])
    assert (row(conn, unit)["delivered"], row(conn, unit)["checked"]) == (30, 0)
    record_validated(conn, [file_id])
    assert (row(conn, unit)["delivered"], row(conn, unit)["checked"], row(conn, unit)["loaded"]) == (
        30,
        30,
        0,
    )


def _returned(conn, unit_id: int, file_id: int, entry_no: int | None, case_id: int | None = None) -> None:
    conn.execute(
        "INSERT INTO returned_row (load_id, book_id, file_id, row_no, case_id, entry_year, key_book, entry_no,"
        " entry_suffix, row, reasons, state, owner_unit_id, next_step)"
        " SELECT 1, book_id, %s, 2, %s, 2011, 0, %s, '', '{}',"
        ' \'[{"rule_id": "KS-001", "severity": "error"}, {"rule_id": "KS-050", "severity": "warning"}]\','
        " 'open', unit_id, 'x' FROM book WHERE unit_id = %s",
        [file_id, case_id, entry_no, unit_id],
    )


def test_delivered_counts_distinct_keys_of_loaded_and_returned_rows(conn, unit):
    file_id = see(conn, unit)
    conn.execute("UPDATE book SET case_count = 10, state = 'partly_loaded' WHERE unit_id = %s", [unit])
    _returned(conn, unit, file_id, 11)
    _returned(conn, unit, file_id, 11)
    _returned(conn, unit, file_id, None)
    _returned(conn, unit, file_id, 5, case_id=77)
    found = row(conn, unit)
    assert (found["delivered"], found["checked"], found["returned"], found["loaded"]) == (12, 12, 4, 10)
    queue = conn.execute(
        "SELECT rule_id, open_rows FROM returned_queue WHERE unit_id = %s", [unit]
    ).fetchall()
    assert queue == [("KS-001", 4)]


def test_accepted_counts_the_cases_of_accepted_books(conn, unit):
    see(conn, unit)
    conn.execute("UPDATE book SET case_count = 7 WHERE unit_id = %s", [unit])
    assert (row(conn, unit)["loaded"], row(conn, unit)["accepted"]) == (7, 0)
    conn.execute("UPDATE book SET accepted_at = now() WHERE unit_id = %s", [unit])
    assert row(conn, unit)["accepted"] == 7


def test_stage_table_lists_every_stage_of_the_plan_with_the_sums_of_its_units(conn, unit):
    inventory(conn, unit, date(2020, 1, 1), line(1, 10))
    table = progress.stage_table(conn, AS_OF)
    assert [r["stage_id"] for r in table] == [stage.id for stage in load_plan("ben_tre_2019").stages]
    units = progress.unit_table(conn, AS_OF, STAGE)
    (stage,) = [r for r in table if r["stage_id"] == STAGE]
    for column in (
        "delivered",
        "checked",
        "returned",
        "loaded",
        "accepted",
        "books_planned",
        "books_delivered",
    ):
        assert stage[column] == sum(r[column] for r in units), column
    assert stage["planned"] == sum(r["planned"] for r in units if r["planned"] is not None)
    assert stage["units_without_denominator"] == len({r["unit_id"] for r in units if r["planned"] is None})


def test_snapshot_keeps_the_numbers_and_a_second_one_of_the_run_adds_nothing(conn, unit):
    inventory(conn, unit, date(2020, 1, 1), line(1, 10))
    rows = progress.take_snapshot(conn, STAGE, AS_OF, f"run-{unit}")
    assert rows == len(progress.unit_table(conn, AS_OF, STAGE))
    assert progress.take_snapshot(conn, STAGE, AS_OF, f"run-{unit}") == 0
    inventory(conn, unit, date(2020, 2, 1), line(1, 99))
    kept = conn.execute(
        "SELECT planned, as_of FROM progress_snapshot WHERE snapshot_id = %s AND unit_id = %s",
        [f"run-{unit}", unit],
    ).fetchall()
    assert kept == [(10, AS_OF)]


def test_snapshots_are_append_only(conn, unit):
    see(conn, unit)
    progress.take_snapshot(conn, None, AS_OF, f"all-{unit}")
    for statement in ("UPDATE progress_snapshot SET loaded = 1", "DELETE FROM progress_snapshot"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            conn.execute(statement)


def test_metrics_are_the_numbers_of_the_table(conn, unit):
    inventory(conn, unit, date(2020, 1, 1), line(1, 10))
    see(conn, unit, book_no=2)
    found = row(conn, unit)
    readings = {
        r.name: r.value for r in progress.metrics(conn, AS_OF, STAGE) if r.tags["unit"] == found["code"]
    }
    assert readings == {metric.name: found[metric.column] for metric in progress.METRICS}


def test_no_metric_is_emitted_without_a_denominator(conn, unit):
    see(conn, unit)
    code = row(conn, unit)["code"]
    names = {r.name for r in progress.metrics(conn, AS_OF) if r.tags["unit"] == code}
    assert names == {metric.name for metric in progress.METRICS} - {"hotich.cases.planned"}


def test_plan_is_written_once_and_an_amended_one_beside_it(conn):
    plan = load_plan("ben_tre_2019")
    first = sync_plan(conn, plan)
    assert sync_plan(conn, plan) == first
    amended = plan.at(date.max)
    if amended.applied:
        assert sync_plan(conn, amended) != first
        assert sync_plan(conn, plan) == first
