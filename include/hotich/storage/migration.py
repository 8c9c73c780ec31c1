"""Bringing a database to a revision of the schema, and refusing one that this program does not know."""

import logging
from collections.abc import Generator
from contextlib import contextmanager
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

import psycopg
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, create_engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from hotich.errors import HotichError
from hotich.storage import readers
from hotich.storage.cases import SCHEMA
from hotich.storage.database import open_url, transient_errors

log = logging.getLogger(__name__)

_FOLDER = Path(__file__).with_name("migrations")


def upgrade(url: str, revision: str = "head") -> str:
    """Bring the database to `revision`; returns the revision reached. Nothing happens when it is there already.

    One transaction: killed half-way, the old schema is whole. Raises HotichError when the database has a revision
    that this program does not know, DatabaseUnavailableError when it does not answer.
    """
    return _migrate(url, "upgrade", revision)


def downgrade(url: str, revision: str) -> str | None:
    """Take the database back to `revision` (`base`: nothing of ours is left but an empty schema)."""
    return _migrate(url, "downgrade", revision) or None


def current(conn: psycopg.Connection[Any]) -> str | None:
    """The database's revision; None when it has none of our tables."""
    with transient_errors():
        found = conn.execute("SELECT to_regclass('hotich.schema_revision')").fetchone()
        if found is None or found[0] is None:
            return None
        row = conn.execute("SELECT version_num FROM hotich.schema_revision").fetchone()
    return None if row is None else str(row[0])


def head() -> str:
    """The revision that this program works with."""
    revision = ScriptDirectory(str(_FOLDER)).get_current_head()
    assert revision is not None
    return revision


def require_head(conn: psycopg.Connection[Any]) -> None:
    """Raise HotichError unless the database has exactly the revision that this program works with."""
    found = current(conn)
    if found is None:
        raise HotichError("Cơ sở dữ liệu chưa có bảng của hệ thống. Hãy chạy `hotich database upgrade`.")
    if found == head():
        return
    _require_known(found)
    raise HotichError(
        f"Cơ sở dữ liệu ở phiên bản {found}, chương trình cần {head()}. Hãy chạy `hotich database upgrade`."
    )


def _migrate(url: str, direction: str, revision: str) -> str:
    engine = create_engine("postgresql+psycopg://", creator=lambda: _transactional(url), poolclass=NullPool)
    with transient_errors(), _driver_errors(), engine.begin() as bind:
        bind.exec_driver_sql(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}")
        bind.exec_driver_sql("SELECT pg_advisory_xact_lock(hashtext('hotich.migration'))")
        found = _revision(bind)
        if found is not None:
            _require_known(found)
        _drop_policies(bind)
        _drop_views(bind)
        config = Config()
        config.set_main_option("script_location", str(_FOLDER))
        config.attributes["connection"] = bind
        try:
            getattr(command, direction)(config, revision)
        except CommandError as error:
            raise HotichError(
                f"Không chuyển được cơ sở dữ liệu tới phiên bản “{revision}”: {error}."
            ) from error
        reached = _revision(bind)
        if reached == head():
            _create_views(bind)
            _open_to_readers(bind)
    return reached or ""


def _transactional(url: str) -> psycopg.Connection[Any]:
    conn = open_url(url)
    conn.autocommit = False
    return conn


def _revision(bind: Connection) -> str | None:
    if bind.exec_driver_sql("SELECT to_regclass('hotich.schema_revision')").scalar() is None:
        return None
    found = bind.exec_driver_sql("SELECT version_num FROM hotich.schema_revision").scalar()
    return None if found is None else str(found)


def _require_known(revision: str) -> None:
    known = {script.revision for script in ScriptDirectory(str(_FOLDER)).walk_revisions()}
    if revision not in known:
        raise HotichError(
            f"Cơ sở dữ liệu ở phiên bản {revision} mà chương trình này không biết (nó biết đến {head()})."
            " Hãy dùng bản chương trình mới hơn; chưa có gì bị thay đổi."
        )


def _drop_views(bind: Connection) -> None:
    """Views are no part of any revision: they go before tables change, and come back at the newest revision."""
    names = bind.exec_driver_sql(
        "SELECT quote_ident(viewname) FROM pg_views WHERE schemaname = 'hotich' ORDER BY viewname"
    ).scalars()
    for name in list(names):
        bind.exec_driver_sql(f"DROP VIEW IF EXISTS {SCHEMA}.{name} CASCADE")


def _create_views(bind: Connection) -> None:
    with as_file(files("hotich.storage") / "views.sql") as file:
        connection = bind.connection.driver_connection
        assert connection is not None
        connection.execute(file.read_text(encoding="utf-8"))


def _drop_policies(bind: Connection) -> None:
    """Nor are the policies: they go first, for they depend on columns and functions."""
    found = bind.exec_driver_sql(
        "SELECT quote_ident(policyname), quote_ident(tablename) FROM pg_policies WHERE schemaname = 'hotich' ORDER BY 2, 1"
    ).all()
    for policy, table in found:
        bind.exec_driver_sql(f"DROP POLICY {policy} ON {SCHEMA}.{table}")


def _open_to_readers(bind: Connection) -> None:
    connection = bind.connection.driver_connection
    assert connection is not None
    left_out = readers.apply(connection)
    if left_out:
        log.warning(
            "Chưa mở được số liệu cho vai trò %s: bảng tiến độ chưa đọc được. Người quản trị máy chủ chạy: %s;"
            " rồi chạy lại `hotich database upgrade`. Xem docs/how-to/use-another-postgresql.md, mục “Roles for readers”.",
            ", ".join(left_out),
            "; ".join(left_out.values()),
        )


@contextmanager
def _driver_errors() -> Generator[None]:
    """Take the driver's error out of SQLAlchemy's wrapping."""
    try:
        yield
    except DBAPIError as error:
        raise error.orig or error from error
