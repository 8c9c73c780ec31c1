"""The web's connections: one kind for the door (accounts, sessions, audit), one for the pages, whose rights are few."""

import logging
import queue
from collections.abc import Generator
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg import errors
from psycopg.sql import SQL, Identifier

from hotich.errors import HotichError
from hotich.settings import Settings
from hotich.storage import readers
from hotich.storage.database import database_url, open_url, transient_errors
from hotich.storage.server import Server

log = logging.getLogger(__name__)

_KEPT = 8
"""Idle connections of each kind that are kept open."""


class Connections:
    """Connections kept open between requests; safe to use from several threads."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._door = _Pool()
        self._pages = _Pool()

    @contextmanager
    def door(self) -> Generator[psycopg.Connection[Any]]:
        """The owner's connection: for `hotich.jobs.accounts` and the session, never for what a page asks."""
        with self._door.lend(lambda: database_url(self._settings)) as conn:
            yield conn

    @contextmanager
    def pages(self, session: bytes, *, writes: bool = False) -> Generator[psycopg.Connection[Any]]:
        """A connection in a transaction that sees only what the session (its token's hash) may see.

        One state of the data for the whole page; read-only unless `writes`.
        """
        access = "READ WRITE" if writes else "READ ONLY"
        with self._pages.lend(self._pages_url) as conn, transient_errors(), conn.transaction():
            conn.execute(f"SET TRANSACTION ISOLATION LEVEL REPEATABLE READ {access}")
            _lower(conn, readers.DASHBOARD)
            # What pages read is in memory: without this the planner takes reading a whole table for cheaper than an index.
            conn.execute(
                "SELECT set_config('hotich.session', %s, true), set_config('random_page_cost', '1.1', true)",
                [session.hex()],
            )
            yield conn

    @contextmanager
    def counts(self) -> Generator[psycopg.Connection[Any]]:
        """A connection that sees the counts of all units and no person: for a program, not for a browser."""
        with (
            self._door.lend(lambda: database_url(self._settings)) as conn,
            transient_errors(),
            conn.transaction(),
        ):
            conn.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            _lower(conn, readers.REPORT)
            yield conn

    def _pages_url(self) -> str:
        """The login that owns nothing; only where none is set, the owner's (whose rights are lowered all the same)."""
        if self._settings.web_database_url:
            return self._settings.web_database_url
        if self._settings.database_url is None:
            return Server(self._settings.home).start().web_url()
        log.warning(
            "HOTICH_WEB_DATABASE_URL chưa đặt: các trang đọc bằng tài khoản chủ cơ sở dữ liệu với quyền đã hạ."
            " Nên lập tài khoản riêng: docs/how-to/use-another-postgresql.md."
        )
        return self._settings.database_url

    def close(self) -> None:
        """Close what is open."""
        self._door.close()
        self._pages.close()


def _lower(conn: psycopg.Connection[Any], role: str) -> None:
    """Go on as a role that may less; HotichError where the server lacks it or has opened nothing to it."""
    try:
        conn.execute(SQL("SET LOCAL ROLE {}").format(Identifier(role)))
        row = conn.execute("SELECT has_schema_privilege('hotich', 'USAGE')").fetchone()
    except (errors.InvalidParameterValue, errors.InsufficientPrivilege):
        row = None
    if row is None or not row[0]:
        raise HotichError(
            f"Máy chủ cơ sở dữ liệu chưa có vai trò {role}, chưa mở gì cho vai trò ấy, hoặc tài khoản của bảng tiến độ"
            " chưa được nhận nó. Người quản trị làm theo docs/how-to/use-another-postgresql.md rồi chạy"
            " `hotich database upgrade`."
        )


class _Pool:
    """Connections that wait to be used again, the last used first."""

    def __init__(self) -> None:
        self._idle: queue.LifoQueue[psycopg.Connection[Any]] = queue.LifoQueue(_KEPT)

    @contextmanager
    def lend(self, url: Any) -> Generator[psycopg.Connection[Any]]:
        conn = self._take() or self._open(url())
        try:
            yield conn
        finally:
            self._put_back(conn)

    def _take(self) -> psycopg.Connection[Any] | None:
        """One that still answers; the server may have been restarted since."""
        while True:
            try:
                conn = self._idle.get_nowait()
            except queue.Empty:
                return None
            try:
                conn.execute("DISCARD ALL")
            except psycopg.Error:
                conn.close()
                continue
            return conn

    @staticmethod
    def _open(url: str) -> psycopg.Connection[Any]:
        conn = open_url(url)
        conn.prepare_threshold = None  # DISCARD ALL takes prepared statements away
        return conn

    def _put_back(self, conn: psycopg.Connection[Any]) -> None:
        if conn.closed or conn.info.transaction_status != psycopg.pq.TransactionStatus.IDLE:
            conn.close()
            return
        try:
            self._idle.put_nowait(conn)
        except queue.Full:
            conn.close()

    def close(self) -> None:
        while not self._idle.empty():
            self._idle.get_nowait().close()
