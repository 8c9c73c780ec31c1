"""Connections to the project's database, and what its failures mean to the person who waits."""

from collections.abc import Generator
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg import errors

from hotich.errors import DatabaseUnavailableError
from hotich.settings import Settings
from hotich.storage.server import Server

LOCK_TIMEOUT_MS = 20_000
"""A lock not granted in this time is a failure worth a later retry, which names the blocker."""

_TRANSIENT: tuple[tuple[type[Exception], str], ...] = (
    (errors.LockNotAvailable, "Sổ đang được một lần nạp khác giữ"),
    (errors.DeadlockDetected, "Hai lần nạp chờ nhau nên cơ sở dữ liệu đã dừng một lần"),
    (errors.SerializationFailure, "Hai lần nạp cùng sửa một chỗ"),
    (errors.UniqueViolation, "Một lần nạp khác vừa ghi cùng số đăng ký"),
    (errors.TooManyConnections, "Cơ sở dữ liệu đã hết chỗ kết nối"),
    (errors.DiskFull, "Ổ đĩa của cơ sở dữ liệu đã đầy"),
    (errors.OutOfMemory, "Cơ sở dữ liệu thiếu bộ nhớ"),
    (errors.QueryCanceled, "Cơ sở dữ liệu đã dừng câu lệnh vì quá thời gian"),
    (errors.AdminShutdown, "Cơ sở dữ liệu đã ngắt kết nối này"),
    (errors.CrashShutdown, "Cơ sở dữ liệu vừa bị dừng đột ngột"),
    (errors.CannotConnectNow, "Cơ sở dữ liệu đang khởi động hoặc đang dừng"),
    (psycopg.OperationalError, "Mất kết nối tới cơ sở dữ liệu"),
    (psycopg.InterfaceError, "Kết nối tới cơ sở dữ liệu đã đóng"),
)


def database_url(settings: Settings) -> str:
    """libpq URL of the database; starts the embedded server when no other database is set."""
    return settings.database_url or Server(settings.home).start().url()


def connect(settings: Settings) -> psycopg.Connection[tuple[Any, ...]]:
    """A connection to the project's database: times in UTC, schema `hotich` first, locks waited for briefly.

    It commits each statement by itself; what belongs together stands in `with conn.transaction():`.

    Raises DatabaseUnavailableError when the database does not answer.
    """
    return open_url(database_url(settings))


def open_url(url: str) -> psycopg.Connection[tuple[Any, ...]]:
    """As `connect`, for a given libpq URL (an Airflow connection's)."""
    with transient_errors():
        return psycopg.connect(
            url, autocommit=True, application_name="hotich", connect_timeout=10, keepalives_idle=30,
            options=f"-c timezone=UTC -c lock_timeout={LOCK_TIMEOUT_MS} -c search_path=hotich"
            " -c temp_buffers=64MB",
        )  # fmt: skip


@contextmanager
def transient_errors() -> Generator[None]:
    """Turn the database's passing failures into DatabaseUnavailableError (worth retrying), without any data in them."""
    try:
        yield
    except psycopg.Error as error:
        for kind, sentence in _TRANSIENT:
            if isinstance(error, kind):
                raise DatabaseUnavailableError(
                    f"{sentence} (mã {error.sqlstate or 'không có'}). Chưa có gì được ghi dở; hãy thử lại sau ít phút."
                ) from _without_values(error)
        raise


def _without_values(error: psycopg.Error) -> Exception:
    """The failure's class and code only: its text may quote a row."""
    return RuntimeError(f"{type(error).__name__} {error.sqlstate or ''}".strip())
