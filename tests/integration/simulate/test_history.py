"""A written history holds together: snapshots, books, inventories, queues and views say the same, in any province."""

from datetime import date, timedelta
from pathlib import Path

import psycopg
import pytest

from hotich.errors import HotichError
from hotich.plan import load_plan
from hotich.progress.dating import dated
from hotich.progress.runs import last_loads, stage_runs
from hotich.simulate.history import write_history
from hotich.storage.database import open_url
from hotich.storage.states import QueueKind

pytestmark = pytest.mark.postgres

GOLDEN = Path(__file__).parents[2] / "golden" / "plans" / "nghe_an_hu_cau.yaml"
BEN_TRE, NGHE_AN = ("ben_tre_2019", date(2023, 3, 15)), (str(GOLDEN), date(2021, 10, 6))
COUNTS = "planned, lost, delivered, checked, returned, loaded, accepted, books_planned, books_delivered, books_loaded"
TABLES = (
    "book", "delivery_file", "inventory", "inventory_book", "returned_row", "case_warning", "sample", "keying_difference",
    "approval", "scan", "incident", "progress_snapshot",
)  # fmt: skip


@pytest.fixture(scope="module", params=[BEN_TRE, NGHE_AN], ids=["ben_tre", "nghe_an"])
def province(request, server, template_database):
    """A connection to a database with a history, its plan and its data date."""
    plan_name, as_of = request.param
    plan = load_plan(plan_name)
    with fresh(server, template_database, f"history_{plan.id}") as conn:
        write_history(conn, plan, seed=7, cases=60_000, as_of=as_of)
        yield conn, plan, as_of


def fresh(server, template, name):
    with psycopg.connect(server.url(), autocommit=True) as admin:
        admin.execute(f'DROP DATABASE IF EXISTS "{name}"')
        admin.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    return open_url(server.url().rsplit("/", 1)[0] + "/" + name)


def test_the_newest_snapshots_say_what_the_view_says(province):
    conn, _, as_of = province
    with dated(conn, as_of):
        odd = conn.execute(
            f"WITH newest AS (SELECT DISTINCT ON (stage_id, unit_id, register) stage_id, unit_id, register, {COUNTS}"
            " FROM progress_snapshot ORDER BY stage_id, unit_id, register, as_of DESC),"
            f" seen AS (SELECT stage_id, unit_id, register, {COUNTS} FROM unit_progress)"
            " (SELECT * FROM newest EXCEPT SELECT * FROM seen) UNION ALL (SELECT * FROM seen EXCEPT SELECT * FROM newest)"
        ).fetchall()
        accepted = conn.execute("SELECT sum(accepted) FROM unit_progress").fetchone()[0]
    assert odd == []
    assert accepted > 10_000


def test_a_snapshot_stands_only_where_something_changed(province):
    conn, _, _ = province
    same = conn.execute(
        f"SELECT count(*) FROM (SELECT ({COUNTS})::text AS now, lag(({COUNTS})::text) OVER"
        " (PARTITION BY stage_id, unit_id, register ORDER BY as_of) AS before FROM progress_snapshot) x WHERE now = before"
    ).fetchone()[0]
    assert same == 0


def test_counts_keep_their_order(province):
    """Accepted ≤ loaded ≤ checked ≤ delivered; nothing below 0; no data date after the last one."""
    conn, _, as_of = province
    broken = conn.execute(
        "SELECT count(*) FROM progress_snapshot WHERE NOT (0 <= accepted AND accepted <= loaded AND loaded <= checked"
        " AND checked <= delivered AND loaded + returned <= delivered AND 0 <= returned AND books_loaded <= books_delivered"
        " AND coalesce(planned, 0) >= lost AND as_of <= %s)",
        [as_of],
    ).fetchone()[0]
    assert broken == 0


def test_planned_is_what_the_inventory_of_the_day_tells(province):
    conn, _, as_of = province
    days = [as_of - timedelta(days=(as_of.isoweekday() - 5) % 7 + 7 * weeks) for weeks in (0, 26, 60)]
    for day in days:
        told = conn.execute(
            "SELECT coalesce(sum(l.case_count - l.struck_out_count), 0) FROM inventory_book l WHERE l.inventory_id IN"
            " (SELECT DISTINCT ON (unit_id) inventory_id FROM inventory WHERE dated_on <= %s ORDER BY unit_id, dated_on DESC)",
            [day],
        ).fetchone()[0]
        shown = conn.execute(
            "SELECT coalesce(sum(planned), 0) FROM (SELECT DISTINCT ON (stage_id, unit_id, register) planned"
            " FROM progress_snapshot WHERE as_of <= %s ORDER BY stage_id, unit_id, register, as_of DESC) x",
            [day],
        ).fetchone()[0]
        assert told == shown, day


def test_nothing_is_done_on_holidays(province):
    """Files come on working days only: none at Tết, none at weekends."""
    conn, plan, _ = province
    came = {
        day
        for (day,) in conn.execute(
            "SELECT DISTINCT (seen_at AT TIME ZONE %s)::date FROM delivery_file WHERE kind = 'book'",
            [plan.time_zone],
        )
    }
    assert {day for day in came if day.isoweekday() > 5} == set()
    assert not came & {date(2021, 2, 12), date(2022, 2, 1), date(2020, 9, 2), date(2021, 4, 30)}
    assert len(came) > 100


def test_files_add_up_and_end(province):
    conn, _, _ = province
    assert conn.execute(
        "SELECT count(*) FROM delivery_file WHERE rows_read <> rows_loaded + rows_unchanged + rows_returned"
        " AND decided_at IS NOT NULL"
    ).fetchone() == (0,)
    assert conn.execute(
        "SELECT count(*) FROM book b JOIN delivery_file f ON f.file_id = b.current_file_id WHERE f.book_id <> b.book_id"
    ).fetchone() == (0,)
    assert conn.execute(
        "SELECT count(*) FROM delivery_file f LEFT JOIN load l USING (load_id)"
        " WHERE f.kind IN ('book', 'fix') AND f.rows_read > 0 AND f.decided_at IS NOT NULL"
        " AND (l.state IS DISTINCT FROM 'published' OR l.finished_at <> f.decided_at)"
    ).fetchone() == (0,)


def test_an_accepted_book_waits_for_nothing(province):
    conn, _, _ = province
    held = conn.execute(
        "SELECT count(*) FROM book_acceptance WHERE accepted_at IS NOT NULL"
        " AND (rows_returned OR differences_open OR files_waiting OR state <> 'loaded')"
    ).fetchone()[0]
    assert held == 0


def test_keyings_are_compared_and_estimates_have_their_quantities(province):
    conn, _, as_of = province
    twice, waiting = conn.execute(
        "SELECT count(*) FILTER (WHERE double_keyed), count(*) FILTER (WHERE waiting) FROM book_keying"
    ).fetchone()
    assert twice > 0
    assert waiting == 0
    names = "stage_id, unit_id, register, second_keyed, pages_by_inventory, cases_by_inventory"
    with dated(conn, as_of):
        odd = conn.execute(
            f"(SELECT {names} FROM unit_work EXCEPT SELECT {names} FROM (SELECT DISTINCT ON (stage_id, unit_id, register) *"
            " FROM work_snapshot ORDER BY stage_id, unit_id, register, as_of DESC) x)"
        ).fetchall()
    # What is nothing is not kept.
    assert [row for row in odd if any(row[3:])] == []
    assert conn.execute("SELECT count(DISTINCT as_of) FROM work_snapshot").fetchone()[0] > 1


def test_the_next_identifiers_are_free(province):
    """Work can go on in the database."""
    conn, plan, _ = province
    unit = next(iter(plan.units)).unit_id
    with conn.transaction(force_rollback=True):
        conn.execute(
            "INSERT INTO book (unit_id, register, year, book_no, state) VALUES (%s, 'KS', 1901, 1, 'listed')",
            [unit],
        )
        conn.execute(
            "INSERT INTO delivery_file (path, size, modified_at, kind, state) VALUES ('a', 1, now(), 'book', 'received')"
        )


def test_a_whole_province_is_told_with_all_that_happens(server, template_database):
    """Units without inventory, growing scope, very late ones, a queue of many kinds, overdue stages."""
    plan, as_of = load_plan("ben_tre_2019"), date(2023, 3, 15)
    with fresh(server, template_database, "history_whole") as conn:
        summary = write_history(conn, plan, seed=3, cases=400_000, as_of=as_of)
        with dated(conn, as_of):
            stages = dict(conn.execute("SELECT stage_id, units_without_denominator FROM stage_progress"))
            kinds = {kind for (kind,) in conn.execute("SELECT DISTINCT kind FROM work_queue")}
            owners = conn.execute(
                "SELECT count(DISTINCT owner_unit_id) FROM work_queue WHERE owner_unit_id IS NOT NULL"
            ).fetchone()[0]
            shares = [
                share
                for (share,) in conn.execute(
                    "SELECT sum(accepted)::float / sum(planned) FROM unit_progress WHERE stage_id = 'huyen_xa_3'"
                    " AND planned > 0 GROUP BY unit_id"
                )
            ]
        grown = conn.execute(
            "SELECT count(DISTINCT unit_id) FROM progress_snapshot a WHERE EXISTS (SELECT FROM progress_snapshot b"
            " WHERE (a.stage_id, a.unit_id, a.register) = (b.stage_id, b.unit_id, b.register) AND b.planned > a.planned)"
        ).fetchone()[0]
        falls = conn.execute(
            "SELECT count(*) FROM (SELECT accepted - lag(accepted) OVER (PARTITION BY stage_id, unit_id, register"
            " ORDER BY as_of) AS more FROM progress_snapshot) x WHERE more < 0"
        ).fetchone()[0]
        late = {stage for (stage,) in conn.execute("SELECT stage_id FROM incident WHERE kind = 'late'")}
    assert summary.books > 5_000
    assert stages["huyen_xa_1"] > 3
    assert grown > 20
    assert falls > 0
    assert min(shares) < 0.1
    assert max(shares) > 0.95
    assert owners > 60
    assert kinds >= {
        QueueKind.RETURNED_ROW, QueueKind.WARNING, QueueKind.SAMPLE, QueueKind.DIFFERENCE, QueueKind.REKEYING,
        QueueKind.FILE_OPEN, QueueKind.INCIDENT, QueueKind.SCAN_UNREADABLE,
    }  # fmt: skip
    assert {"huyen_xa_1", "huyen_xa_2"} <= late
    assert not any(stage.endswith("_4") for stage in late)


def test_the_page_of_runs_finds_what_the_jobs_would_have_left(province):
    conn, plan, _ = province
    runs = stage_runs(conn)
    assert set(runs) == {stage.id for stage in plan.stages}
    assert all(one.cases_counted_at for one in runs.values())
    assert all((one.loaded_at is None) == (one.batches_loaded == 0) for one in runs.values())
    moments = [one.started_at for one in reversed(last_loads(conn, 10_000))]
    assert len(moments) > 100
    assert moments == sorted(moments)


def content(conn):
    return {
        table: conn.execute(
            f"SELECT md5(string_agg(t::text, chr(10) ORDER BY t::text)) FROM {table} t"
        ).fetchone()[0]
        for table in TABLES
    }


def test_a_seed_tells_one_history(server, template_database):
    plan, as_of = load_plan(GOLDEN), date(2021, 4, 2)
    told = []
    for name, seed in (("one", 5), ("two", 5), ("three", 6)):
        with fresh(server, template_database, f"history_{name}") as conn:
            write_history(conn, plan, seed=seed, cases=3_000, as_of=as_of)
            told.append(content(conn))
    first, again, other = told
    assert first == again
    assert first["progress_snapshot"] != other["progress_snapshot"]


def test_a_later_data_date_tells_the_same_story_further(server, template_database):
    plan, friday, later = load_plan(GOLDEN), date(2021, 4, 2), date(2021, 9, 3)
    lines = f"SELECT stage_id, unit_id, register, as_of, {COUNTS} FROM progress_snapshot WHERE as_of <= %s"
    told = []
    for name, as_of in (("soon", friday), ("later", later)):
        with fresh(server, template_database, f"history_{name}") as conn:
            write_history(conn, plan, seed=5, cases=3_000, as_of=as_of)
            # Which waiting file has passed the rules is only known of the last day.
            told.append(set(conn.execute(lines, [friday - timedelta(days=14)]).fetchall()))
    assert told[0] == told[1] != set()


def test_a_database_with_books_is_left_alone(province):
    conn, plan, as_of = province
    before = content(conn)
    with pytest.raises(HotichError, match="trống"):
        write_history(conn, plan, seed=8, cases=100, as_of=as_of)
    assert content(conn) == before


def test_a_day_before_the_plan_is_refused(server, template_database):
    with (
        fresh(server, template_database, "history_early") as conn,
        pytest.raises(HotichError, match="trước ngày đầu tiên"),
    ):
        write_history(conn, load_plan("ben_tre_2019"), seed=1, cases=100, as_of=date(2010, 1, 1))
