"""The roles that read are made where that is allowed; where not, the upgrade says so and goes through."""

import logging
import secrets

import psycopg
import pytest
from psycopg import errors, sql

from hotich.storage import migration, readers, sharing
from hotich.storage.database import open_url

pytestmark = pytest.mark.postgres

UNITS = (1, 2)


@pytest.fixture
def province(conn):
    """Two units with a book, a returned row and a session each; tables empty again afterwards."""
    with conn.transaction(force_rollback=True):
        for unit in UNITS:
            conn.execute(
                "INSERT INTO unit (unit_id, code, name, kind, level) VALUES (%s, %s, 'Xã', 'Xã', 'commune')",
                [unit, str(unit)],
            )
            conn.execute(
                "INSERT INTO book (unit_id, register, year, book_no, state, stage_id) VALUES (%s, 'KS', 2016, 1, 'returned', 's')",
                [unit],
            )
            conn.execute(
                "INSERT INTO account (name, role, unit_id, password_hash) VALUES (%s, 'unit', %s, 'x')",
                [f"xa-{unit}", unit],
            )
            conn.execute(
                "INSERT INTO session (token_hash, account_id, sees_all, unit_ids, idle_until, expires_at)"
                " SELECT sha256(%s::bytea), account_id, false, ARRAY[%s], 'infinity', 'infinity' FROM account WHERE name = %s",
                [str(unit), unit, f"xa-{unit}"],
            )
        conn.execute(
            "INSERT INTO returned_row (load_id, book_id, file_id, row_no, row, reasons, state, owner_unit_id, next_step)"
            " SELECT 1, book_id, 1, 2, '{}', '[{\"rule_id\": \"KS-001\", \"severity\": \"error\"}]', 'open', unit_id, 'sửa' FROM book"
        )
        yield conn


def seen(conn, view, unit):
    with conn.transaction(force_rollback=True):
        conn.execute("SET LOCAL ROLE hotich_dashboard")
        conn.execute(
            "SELECT set_config('hotich.session', encode(sha256(%s::bytea), 'hex'), true)", [str(unit)]
        )
        return {row[0] for row in conn.execute(f"SELECT unit_id FROM {view}")}


VIEWS = ("book", "book_progress", "unit_progress", "work_queue", "returned_queue")


@pytest.fixture(params=["as from 15 on", "as on 14"])
def on_14(request, server, monkeypatch):
    """Whether views run with their owner's rights, as they always do on 14; a later server can do as if."""
    with psycopg.connect(server.url()) as conn:
        if request.param == "as from 15 on" and conn.info.server_version < readers.INVOKER_VIEWS:
            pytest.skip("this server's views always run with their owner's rights")
    if request.param == "as on 14":
        monkeypatch.setattr(readers, "INVOKER_VIEWS", 10**9)
    return request.param == "as on 14"


def test_views_filter_on_every_version_of_the_server(province, on_14):
    """On 14 a view runs with its owner's rights: it then belongs to the role whose rows are filtered."""
    if on_14:
        for view in sorted(sharing.VIEWS):
            for words in (
                "ALTER VIEW hotich.{} RESET (security_invoker)",
                "ALTER VIEW hotich.{} OWNER TO CURRENT_USER",
                "GRANT SELECT ON hotich.{} TO hotich_dashboard",
            ):
                province.execute(sql.SQL(words).format(sql.Identifier(view)))
        assert seen(province, "book_progress", 1) == {1, 2}, "nothing else holds them back"
        drop_policies(province)
        assert readers.apply(province) == {}
    for view in VIEWS:
        for unit in UNITS:
            assert seen(province, view, unit) == {unit}, view
        assert seen(province, view, "ai khác") == set()
        assert {row[0] for row in province.execute(f"SELECT unit_id FROM {view}")} == set(UNITS), (
            "the owner sees all"
        )
        with province.transaction(force_rollback=True):
            province.execute("SET LOCAL ROLE hotich_report")
            assert {row[0] for row in province.execute(f"SELECT unit_id FROM {view}")} == set(UNITS), (
                "so do reports"
            )


def drop_policies(conn):
    for name, table in conn.execute(
        "SELECT policyname, tablename FROM pg_policies WHERE schemaname = 'hotich'"
    ).fetchall():
        conn.execute(
            sql.SQL("DROP POLICY {} ON hotich.{}").format(sql.Identifier(name), sql.Identifier(table))
        )


@pytest.fixture
def superuser(server):
    """libpq URL of the server's superuser."""
    return server.url()


@pytest.fixture
def modest(server):
    """libpq URL of a database whose owner may make no roles."""
    name, password = "khiem_ton", secrets.token_urlsafe(12)
    with psycopg.connect(server.url(), autocommit=True) as admin:
        admin.execute(
            sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}").format(sql.Identifier(name), sql.Literal(password))
        )
        admin.execute(
            sql.SQL("CREATE DATABASE {0} OWNER {0} TEMPLATE template0").format(sql.Identifier(name))
        )
    yield (
        server.url().replace("//hotich:", f"//{name}:").rsplit("@", 1)[0].rsplit(":", 1)[0]
        + f":{password}@"
        + server.url().rsplit("@", 1)[1].rsplit("/", 1)[0]
        + f"/{name}"
    )
    with psycopg.connect(server.url(), autocommit=True) as admin:
        admin.execute(sql.SQL("DROP DATABASE {}").format(sql.Identifier(name)))
        admin.execute(sql.SQL("DROP ROLE {}").format(sql.Identifier(name)))


def test_an_owner_that_may_make_no_roles_upgrades_and_is_told(modest, superuser, on_14, monkeypatch, caplog):
    """The cluster's roles are hidden from it, as on a server that has none yet."""
    exists = readers._exists
    monkeypatch.setattr(readers, "_exists", lambda conn, name: False)
    migration.upgrade(modest)
    assert "hotich_dashboard" in caplog.text
    assert "use-another-postgresql.md" in caplog.text
    with open_url(modest) as conn:
        assert readers.make_groups(conn) == list(readers.GROUPS)
        assert conn.execute("SELECT count(*) FROM pg_policies").fetchone() == (0,)
    monkeypatch.setattr(readers, "_exists", exists)
    caplog.clear()
    migration.upgrade(modest)  # after an administrator made them
    told = [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING]
    with open_url(modest) as conn:
        assert policies(conn) == (["hotich_report"] if on_14 else ["hotich_dashboard", "hotich_report"])
        with pytest.raises(errors.InsufficientPrivilege):
            conn.execute("SET ROLE hotich_dashboard")
    if not on_14:
        assert told == []
        return
    (todo,) = told
    assert "GRANT hotich_dashboard TO khiem_ton" in todo
    with psycopg.connect(superuser, autocommit=True) as admin:
        admin.execute("GRANT hotich_dashboard TO khiem_ton")
    caplog.clear()
    migration.upgrade(modest)
    migration.upgrade(modest)
    assert [record for record in caplog.records if record.levelno >= logging.WARNING] == []
    with open_url(modest) as conn:
        assert policies(conn) == ["hotich_dashboard", "hotich_report"]


def policies(conn):
    """The roles with a policy on every shared table."""
    return [
        role
        for role, tables in conn.execute(
            "SELECT policyname::text, count(*) FROM pg_policies WHERE schemaname = 'hotich' GROUP BY 1 ORDER BY 1"
        )
        if tables == len(sharing.TABLES)
    ]


def test_readers_keep_their_rights_through_an_upgrade(database):
    migration.upgrade(database)
    migration.upgrade(database)
    with open_url(database) as conn, conn.transaction(force_rollback=True):
        assert conn.execute("SELECT count(*) FROM pg_policies").fetchone() == (2 * len(sharing.TABLES),)
        conn.execute("SET LOCAL ROLE hotich_report")
        for view in (*sharing.VIEWS, *sharing.OWNER_RUN):
            conn.execute(f"SELECT * FROM {view} LIMIT 1")
        for table in sharing.TABLES:
            conn.execute(f"SELECT {', '.join(readers.readable(table, readers.REPORT))} FROM {table} LIMIT 1")


def test_a_cluster_that_knows_no_login_of_the_pages_gets_one(tmp_path, open_to_server):
    """As after an update of the program: the server runs, its kept passwords name two roles."""
    from hotich.storage.server import Server, _Kept

    open_to_server(tmp_path)
    server = Server(tmp_path).start()
    try:
        kept = server._kept()
        server._keep(_Kept(kept.port, {name: kept.passwords[name] for name in ("hotich", "airflow")}))
        url = server.web_url()
        with psycopg.connect(url) as conn:
            assert conn.execute(
                "SELECT current_user, rolsuper, rolinherit FROM pg_roles WHERE rolname = current_user"
            ).fetchone() == ("hotich_web", False, False)
        assert server.web_url() == url
    finally:
        server.stop()
