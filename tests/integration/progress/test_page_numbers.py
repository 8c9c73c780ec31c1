"""What the pages of quality, runs and units read agrees with the tables it counts."""

from datetime import date, timedelta
from typing import Any

import psycopg
import pytest

from hotich.plan import load_plan
from hotich.progress.books import books_of, returned_files
from hotich.progress.returned import delivered_months, open_rules, returned_months, rule_months
from hotich.progress.runs import last_loads, stage_runs
from hotich.settings import Settings
from hotich.simulate.history import write_history
from hotich.storage.database import open_url

pytestmark = pytest.mark.postgres

AS_OF = date(2024, 6, 14)


@pytest.fixture(scope="module")
def filled(database: str) -> str:
    with open_url(database) as conn:
        write_history(conn, load_plan(Settings.read().plan), seed=11, cases=6_000, as_of=AS_OF)
    return database


@pytest.fixture
def conn(filled: str) -> Any:
    with open_url(filled) as connection:
        yield connection


def count(conn: psycopg.Connection[Any], query: str, *values: Any) -> Any:
    row = conn.execute(query, values).fetchone()  # type: ignore[arg-type]
    assert row is not None
    return row[0]


def test_open_rules_are_the_open_rows_and_unconfirmed_warnings(conn: psycopg.Connection[Any]) -> None:
    found = open_rules(conn)
    errors = [one for one in found if one.severity == "error"]
    warnings = [one for one in found if one.severity == "warning"]
    assert errors
    assert warnings
    assert sum(one.items for one in errors) == count(
        conn, "SELECT count(*) FROM returned_row, jsonb_array_elements(reasons) r WHERE state = 'open' AND r ->> 'severity' = 'error'"
    )  # fmt: skip
    assert sum(one.items for one in warnings) == count(
        conn, "SELECT count(*) FROM case_warning WHERE NOT confirmed"
    )
    unit = count(conn, "SELECT owner_unit_id FROM returned_row WHERE state = 'open' LIMIT 1")
    assert sum(one.items for one in open_rules(conn, [unit]) if one.severity == "error") == count(
        conn, "SELECT count(*) FROM returned_row, jsonb_array_elements(reasons) r WHERE state = 'open' AND r ->> 'severity' = 'error' AND owner_unit_id = %s", unit
    )  # fmt: skip


def test_months_add_up_to_the_files_decided_by_the_data_date(conn: psycopg.Connection[Any]) -> None:
    months = delivered_months(conn, AS_OF)
    assert [one.month.day for one in months] == [1] * len(months)
    of_books = "SELECT coalesce(sum(rows_read), 0) FROM delivery_file WHERE kind = 'book' AND (decided_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date <= %s"
    assert sum(one.rows_read for one in months) == count(conn, of_books, AS_OF)
    before = date(2022, 1, 15)
    assert sum(one.rows_read for one in delivered_months(conn, before)) == count(conn, of_books, before)


def test_the_last_moment_of_the_data_date_counts_by_the_clock_of_vietnam(
    conn: psycopg.Connection[Any],
) -> None:
    day = count(
        conn,
        "SELECT max((decided_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date) FROM delivery_file WHERE kind = 'book'",
    )
    with conn.transaction(force_rollback=True):
        conn.execute(
            "UPDATE delivery_file SET decided_at = (%s + 1)::timestamp AT TIME ZONE 'Asia/Ho_Chi_Minh' - interval '1 second'"
            " WHERE file_id = (SELECT file_id FROM delivery_file WHERE kind = 'book' AND rows_read > 0"
            " AND (decided_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date = %s LIMIT 1)",
            [day, day],
        )
        whole = sum(one.rows_read for one in delivered_months(conn, day))
        earlier = sum(one.rows_read for one in delivered_months(conn, day - timedelta(days=1)))
        assert whole > earlier


def test_rule_months_add_up_to_what_the_gate_said(conn: psycopg.Connection[Any]) -> None:
    assert sum(one.failed for one in rule_months(conn, AS_OF)) == count(
        conn, "SELECT sum(failed_count) FROM validation_result"
    )
    assert rule_months(conn, date(2019, 1, 1)) == []


def test_months_of_returned_rows_keep_those_that_were_mended(conn: psycopg.Connection[Any]) -> None:
    """By rows they add up to what the gate said by batches, so that a unit's chart is a part of the province's."""
    months = returned_months(conn, AS_OF)
    told = sum(one.failed for one in months)
    assert told == count(conn, "SELECT sum(failed_count) FROM validation_result WHERE severity = 'error'")
    assert told > sum(one.items for one in open_rules(conn) if one.severity == "error")
    assert {one.month: 0 for one in months} == {
        one.month: 0 for one in rule_months(conn, AS_OF) if one.severity == "error"
    }
    day = months[len(months) // 2].month - timedelta(days=1)
    assert returned_months(conn, day) == [one for one in months if one.month <= day]


def test_runs_count_the_batches_of_each_stage(conn: psycopg.Connection[Any]) -> None:
    runs = stage_runs(conn)
    assert set(runs) == {stage.id for stage in load_plan(Settings.read().plan).stages}
    for state, field in (("loaded", "batches_loaded"), ("failed", "batches_failed")):
        assert sum(getattr(one, field) for one in runs.values()) == count(
            conn, "SELECT count(*) FROM batch WHERE state = %s", state
        )
    assert sum(one.incidents for one in runs.values()) == count(
        conn, "SELECT count(*) FROM incident WHERE closed_at IS NULL"
    )
    loads = last_loads(conn, 10)
    assert [one.load_id for one in loads] == sorted((one.load_id for one in loads), reverse=True)
    assert loads[0].load_id == count(conn, "SELECT max(load_id) FROM load")


def test_the_books_of_a_unit_are_those_it_made(conn: psycopg.Connection[Any]) -> None:
    unit = count(conn, "SELECT unit_id FROM book GROUP BY 1 ORDER BY count(*) DESC LIMIT 1")
    books = books_of(conn, unit, AS_OF)
    assert len(books) == count(conn, "SELECT count(*) FROM book WHERE unit_id = %s", unit)
    assert sum(one.loaded for one in books) == count(
        conn, "SELECT sum(case_count) FROM book WHERE unit_id = %s", unit
    )


def test_returned_files_name_only_files_that_came_back(conn: psycopg.Connection[Any]) -> None:
    unit = count(
        conn,
        "SELECT unit_id FROM delivery_file WHERE rows_returned > 0 GROUP BY 1 ORDER BY count(*) DESC LIMIT 1",
    )
    files = returned_files(conn, unit, AS_OF)
    assert files
    assert all(one.rows_returned > 0 or one.state == "rejected" for one in files)
    assert returned_files(conn, unit, date(2019, 1, 1)) == []
