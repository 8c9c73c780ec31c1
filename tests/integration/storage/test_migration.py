"""The migrations make exactly the described tables, and can be undone."""

import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, create_engine, inspect

from hotich.errors import HotichError
from hotich.storage import migration, reference
from hotich.storage.database import open_url
from hotich.storage.schema import METADATA

pytestmark = pytest.mark.postgres


def _connect(url: str) -> Connection:
    # Another search path than ours: else Alembic takes our schema for the default one and compares by bare names.
    own = psycopg.connect
    engine = create_engine("postgresql+psycopg://", creator=lambda: own(url, options="-c search_path=public"))
    return engine.connect()


def test_migrated_database_equals_the_description(database):
    with _connect(database) as bind:
        context = MigrationContext.configure(
            bind,
            opts={
                "include_schemas": True, "compare_type": True, "compare_server_default": True,
                "version_table": "schema_revision", "version_table_schema": "hotich",
                "include_name": lambda name, kind, _: kind != "schema" or name == "hotich",
            },
        )  # fmt: skip
        assert compare_metadata(context, METADATA) == []


def test_every_table_column_and_view_is_commented(database):
    with _connect(database) as bind:
        inspector = inspect(bind)
        for table in METADATA.tables.values():
            assert inspector.get_table_comment(table.name, "hotich")["text"] == table.comment
            for column in inspector.get_columns(table.name, "hotich"):
                assert column["comment"] == table.columns[column["name"]].comment, (
                    table.name,
                    column["name"],
                )
                assert column["comment"]
        assert set(inspector.get_view_names("hotich")) == set(reference.view_comments())


def test_constraints_equal_the_description(database):
    with open_url(database) as conn:
        rows = conn.execute(
            "SELECT c.conrelid::regclass::text, pg_get_constraintdef(c.oid) FROM pg_constraint c"
            " WHERE c.connamespace = 'hotich'::regnamespace AND c.contype IN ('c', 'f')"
        ).fetchall()
    checks = sum(1 for _, text in rows if text.startswith("CHECK"))
    foreign = sum(1 for _, text in rows if text.startswith("FOREIGN"))
    described = [c for table in METADATA.tables.values() for c in table.constraints]
    assert checks == sum(1 for c in described if type(c).__name__ == "CheckConstraint")
    assert foreign == sum(1 for c in described if type(c).__name__ == "ForeignKeyConstraint")


def test_up_down_and_up_again(empty_database):
    assert migration.upgrade(empty_database) == migration.head()
    assert migration.upgrade(empty_database) == migration.head()
    assert migration.downgrade(empty_database, "base") is None
    with open_url(empty_database) as conn:
        left = conn.execute(
            "SELECT relname::text FROM pg_class WHERE relnamespace = 'hotich'::regnamespace AND relkind IN ('r', 'v', 'S')"
            " UNION SELECT proname::text FROM pg_proc WHERE pronamespace = 'hotich'::regnamespace"
        ).fetchall()
        assert left == [("schema_revision",)]
        assert migration.current(conn) is None
        with pytest.raises(HotichError, match="chưa có bảng"):
            migration.require_head(conn)
    assert migration.upgrade(empty_database) == migration.head()
    with open_url(empty_database) as conn:
        migration.require_head(conn)


def test_failed_upgrade_leaves_the_old_schema_whole(empty_database, monkeypatch):
    migration.upgrade(empty_database)
    migration.downgrade(empty_database, "base")

    def fail(bind: object) -> None:
        raise RuntimeError("killed")

    monkeypatch.setattr(migration, "_create_views", fail)
    with pytest.raises(RuntimeError):
        migration.upgrade(empty_database)
    with open_url(empty_database) as conn:
        assert migration.current(conn) is None
        assert conn.execute("SELECT to_regclass('hotich.book')").fetchone() == (None,)


def test_unknown_revision_is_refused(empty_database):
    migration.upgrade(empty_database)
    with open_url(empty_database) as conn:
        conn.execute("UPDATE schema_revision SET version_num = '9999'")
        with pytest.raises(HotichError, match="9999 mà chương trình này không biết"):
            migration.require_head(conn)
        with pytest.raises(HotichError, match="9999"):
            migration.upgrade(empty_database)
        conn.execute("UPDATE schema_revision SET version_num = %s", [migration.head()])


def test_snapshots_of_before_are_noted_and_can_be_taken_back(empty_database):
    """0004: what was counted before stands in `progress_count`; back again, a snapshot has one row of a key."""
    migration.upgrade(empty_database)
    migration.downgrade(empty_database, "0003")
    keep = "INSERT INTO hotich.progress_snapshot (snapshot_id, stage_id, unit_id, register, as_of) VALUES ('a', 's', 1, 'KS', %s)"
    with open_url(empty_database) as conn:
        conn.execute(keep, ["2020-07-01"])
    migration.upgrade(empty_database)
    with open_url(empty_database) as conn:
        noted = conn.execute("SELECT snapshot_id, stage_id, as_of::text FROM progress_count").fetchall()
        assert noted == [("a", "s", "2020-07-01")]
        conn.execute(keep, ["2020-08-01"])
    migration.downgrade(empty_database, "0003")
    with open_url(empty_database) as conn:
        assert conn.execute("SELECT as_of::text FROM progress_snapshot").fetchall() == [("2020-07-01",)]
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            conn.execute("DELETE FROM progress_snapshot")
    migration.upgrade(empty_database)
