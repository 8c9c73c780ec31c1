"""Who sees which rows: held by the database, also against SQL that somebody writes into the pages' own connection."""

from collections.abc import Generator, Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest
from psycopg import errors

from hotich.errors import HotichError
from hotich.storage import readers, sharing
from hotich.storage.database import open_url
from hotich.storage.schema import CASE_TABLES, METADATA
from hotich.storage.sessions import hash_of

pytestmark = pytest.mark.postgres

PERSONS = [*(table.name for table in CASE_TABLES.values()), *sharing.PERSONS]
SHARED_VIEWS = sorted({*sharing.VIEWS, *sharing.OWNER_RUN})
CANARY = "TRẦN THỊ BÍ MẬT"


@pytest.fixture(scope="module")
def sessions() -> dict[str, bytes]:
    """Account → key of its session, once it has signed in."""
    return {}


@pytest.fixture
def pages(app, signed_in, sessions):
    """Opens a page's connection for an account."""

    @contextmanager
    def make(name: str) -> Generator[psycopg.Connection[Any]]:
        if name not in sessions:
            sessions[name] = hash_of(signed_in(name).cookie)
        with app.state.parts.connections.pages(sessions[name]) as conn:
            yield conn

    return make


@pytest.fixture
def report(province) -> Iterator[psycopg.Connection[Any]]:
    with open_url(province.settings.database_url) as conn, conn.transaction():
        conn.execute(f"SET LOCAL ROLE {readers.REPORT}")
        yield conn


def units_in(conn: psycopg.Connection[Any], name: str) -> set[int]:
    """Units whose rows a table or view shows."""
    columns = {column.name for column in conn.execute(f"SELECT * FROM {name} LIMIT 0").description or ()}
    if "unit_id" in columns:
        query = f"SELECT DISTINCT unit_id FROM {name} WHERE unit_id IS NOT NULL"
    elif "difficulty_id" in columns:
        query = f"SELECT DISTINCT d.unit_id FROM {name} JOIN difficulty d USING (difficulty_id)"
    elif "owner_unit_id" in columns:
        query = f"SELECT DISTINCT owner_unit_id FROM {name} WHERE owner_unit_id IS NOT NULL"
    elif "book_id" in columns:
        query = f"SELECT DISTINCT unit_id FROM {name} JOIN book USING (book_id)"
    else:
        return set()
    return {row[0] for row in conn.execute(query)}


def test_pages_say_what_to_do_where_nothing_is_open_to_their_role(province, pages):
    """The role was made, and the upgrade that opens the tables to it was not run again."""
    with open_url(province.settings.database_url) as conn:
        conn.execute("REVOKE USAGE ON SCHEMA hotich FROM hotich_dashboard")
        try:
            with pytest.raises(HotichError, match="hotich database upgrade"), pages("so-tu-phap"):
                pass
        finally:
            conn.execute("GRANT USAGE ON SCHEMA hotich TO hotich_dashboard")


HERE, THERE = 32885501, 32890901
TODAY = {HERE: 32881003}
"""Who answers for it today."""


def test_the_owner_and_a_province_see_both_units(province, pages):
    with open_url(province.settings.database_url) as conn:
        assert units_in(conn, "book") == {HERE, THERE}
    with pages("so-tu-phap") as conn:
        for name in (
            "book",
            "inventory",
            "delivery_file",
            "progress_snapshot",
            "unit_progress",
            "returned_queue",
        ):
            assert units_in(conn, name) == {HERE, THERE}, name


@pytest.mark.parametrize("account", ["xa-o-day", "huyen-chau-thanh"])
def test_a_unit_sees_its_own_rows_and_no_others(province, pages, account):
    seen = set()
    with pages(account) as conn:
        own = {*conn.execute("SELECT hotich.visible_units()").fetchone()[0], TODAY[HERE]}
        assert THERE not in own
        for name in [*sharing.TABLES, *SHARED_VIEWS]:
            if name in {"unit", "unit_today"}:
                continue
            columns = (
                "*" if name not in sharing.TABLES else ", ".join(readers.readable(name, readers.DASHBOARD))
            )
            relation = name if columns == "*" else f"(SELECT {columns} FROM {name}) x"
            found = units_in(conn, relation)
            assert found <= own, name
            if found:
                seen.add(name)
    assert {"book", "inventory", "inventory_book", "progress_snapshot", "delivery_file", "returned_count", "returned_queue",
            "warning_queue", "work_queue", "work_queue_by_unit", "unit_progress", "book_progress"} <= seen  # fmt: skip


def test_a_view_shows_a_unit_what_the_owner_counts_for_it(province, pages):
    queries = (
        f"SELECT * FROM unit_progress WHERE unit_id = {HERE}",
        f"SELECT * FROM returned_queue WHERE unit_id = {HERE}",
        f"SELECT * FROM work_queue WHERE unit_id = {HERE} ORDER BY kind",
    )
    with pages("xa-o-day") as conn:
        shown = [conn.execute(query).fetchall() for query in queries]
    assert shown == [province.all(query) for query in queries]
    assert all(shown)


@pytest.mark.parametrize(
    "trick",
    [
        "SELECT set_config('hotich.session', '', true)",
        "SELECT set_config('hotich.session', repeat('00', 32), true)",
        f"SELECT set_config('hotich.visible_units', '{{{THERE}}}', true)",
        "RESET ROLE",
        "SELECT set_config('role', 'none', true)",
    ],
)
def test_hand_written_sql_finds_no_other_units_rows(pages, trick):
    with pages("xa-o-day") as conn:
        conn.execute(trick)
        for name in ("book", "progress_snapshot", "work_queue"):
            try:
                with conn.transaction():
                    assert units_in(conn, f"hotich.{name}") <= {HERE, TODAY[HERE]}
            except errors.InsufficientPrivilege:
                assert "role" in trick.lower(), name


def test_the_filter_cannot_be_put_off(pages):
    with pages("xa-o-day") as conn:
        conn.execute("SET LOCAL row_security = off")
        with pytest.raises(errors.InsufficientPrivilege, match="row-level security"):
            conn.execute("SELECT case_count FROM book")


@pytest.mark.parametrize(
    "forbidden",
    [
        "SELECT encode(token_hash, 'hex') FROM hotich.session",
        "SELECT name, password_hash FROM hotich.account",
        "SET LOCAL ROLE hotich",
        "SET LOCAL ROLE hotich_report",
        "SET SESSION AUTHORIZATION hotich",
        "CREATE TABLE hotich.mine (x int)",
        "CREATE VIEW hotich.mine AS SELECT 1",
        "COPY (SELECT 1) TO PROGRAM 'cat'",
        "SELECT pg_read_file('/etc/passwd')",
        "ALTER POLICY hotich_dashboard ON hotich.book USING (true)",
        "UPDATE hotich.book SET case_count = 0",
        "DELETE FROM hotich.progress_snapshot",
        "INSERT INTO hotich.session SELECT * FROM hotich.session",
    ],
)
def test_nor_does_it_get_any_further(pages, forbidden):
    refused = (errors.InsufficientPrivilege, errors.ReadOnlySqlTransaction)
    for first in ("SELECT 1", "RESET ROLE"):
        with pages("xa-o-day") as conn:
            conn.execute(first)
            with pytest.raises(refused), conn.transaction():
                conn.execute(forbidden)


def test_a_connection_forgets_what_was_set_in_it(app, pages):
    """Settings made for the whole session do not pass on to who borrows the connection next."""
    with pages("so-tu-phap") as conn:
        token = conn.execute("SELECT current_setting('hotich.session')").fetchone()[0]
        conn.execute("SELECT set_config('hotich.session', %s, false)", [token])
    with app.state.parts.connections.pages(b"") as conn:
        assert units_in(conn, "book") == set()


def test_without_a_session_nothing_is_seen(app):
    with app.state.parts.connections.pages(b"\0" * 32) as conn:
        for name in (
            "book",
            "delivery_file",
            "progress_snapshot",
            "work_queue",
            "returned_queue",
            "incident",
        ):
            assert conn.execute(f"SELECT count(*) FROM {name}").fetchone() == (0,), name


def test_a_session_that_is_over_sees_nothing(app, signed_in, province):
    visitor = signed_in("so-tu-phap")
    key = hash_of(visitor.cookie)
    for change in ("idle_until", "expires_at"):
        province.all(
            f"UPDATE session SET {change} = now() - interval '1 second' WHERE token_hash = %s RETURNING 1",
            key,
        )
        with app.state.parts.connections.pages(key) as conn:
            assert units_in(conn, "book") == set()
        province.all(
            f"UPDATE session SET {change} = now() + interval '1 hour' WHERE token_hash = %s RETURNING 1", key
        )
        with app.state.parts.connections.pages(key) as conn:
            assert units_in(conn, "book") == {HERE, THERE}


@pytest.mark.parametrize("role", [readers.REPORT, readers.DASHBOARD])
def test_tables_of_persons_are_closed_to_readers(province, role):
    assert len(PERSONS) == len(METADATA.tables) - len(sharing.TABLES)
    questions = [f"SELECT * FROM {view}" for view in sharing.CLOSED_VIEWS]
    for name in PERSONS:
        columns = [f'"{column.name}"' for column in METADATA.tables[f"hotich.{name}"].columns]
        questions += [f"SELECT {what} FROM {name}" for what in ("*", "count(*)", *columns)]
    with open_url(province.settings.database_url) as conn, conn.transaction():
        conn.execute(f"SET LOCAL ROLE {role}")
        for question in questions:
            with pytest.raises(errors.InsufficientPrivilege), conn.transaction():
                conn.execute(question)


def test_a_closed_table_that_is_opened_would_be_noticed(province):
    """The test above can fail: with a grant the same question is answered."""
    with open_url(province.settings.database_url) as conn, conn.transaction(force_rollback=True):
        conn.execute(f"GRANT SELECT ON hotich.birth TO {readers.REPORT}")
        conn.execute(f"SET LOCAL ROLE {readers.REPORT}")
        assert conn.execute("SELECT count(*) FROM hotich.birth").fetchone() == (4,)


def test_reports_count_all_units_and_read_no_persons_words(province, report):
    assert units_in(report, "unit_progress") == {HERE, THERE}
    assert units_in(report, "returned_queue") == {HERE, THERE}
    for name in [*sharing.TABLES, *SHARED_VIEWS]:
        columns = "*" if name not in sharing.TABLES else ", ".join(readers.readable(name, readers.REPORT))
        text = report.execute(
            f"SELECT string_agg(x::text, ' ') FROM (SELECT {columns} FROM {name}) x"
        ).fetchone()[0]
        assert CANARY not in (text or ""), name
    kept = province.one("SELECT count(*)::int FROM returned_row r WHERE r::text LIKE %s", f"%{CANARY}%")
    assert kept == 2, "the name that was looked for is there to be found"


@pytest.mark.parametrize("column", ["path", "reason", "notices"])
def test_words_of_units_are_not_the_reports(report, pages, column):
    with pages("xa-o-day") as conn:
        assert conn.execute(f"SELECT {column} FROM delivery_file").fetchall()
    with pytest.raises(errors.InsufficientPrivilege):
        report.execute(f"SELECT {column} FROM delivery_file")
