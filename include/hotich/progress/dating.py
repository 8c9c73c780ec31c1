"""The data date of a figure: the views ask the session for it."""

from collections.abc import Generator
from contextlib import contextmanager
from datetime import date
from typing import Any

import psycopg
from psycopg.pq import TransactionStatus


@contextmanager
def dated(conn: psycopg.Connection[Any], as_of: date) -> Generator[None]:
    """One transaction, so one state of the data, in which the views count as of that day.

    Within another transaction the views then count as of its day again.
    """
    outer = conn.info.transaction_status == TransactionStatus.INTRANS
    with conn.transaction():
        former = conn.execute("SELECT current_setting('hotich.as_of', true)").fetchone() if outer else None
        _date(conn, as_of.isoformat())
        yield
        if former is not None:
            _date(conn, former[0])


def _date(conn: psycopg.Connection[Any], day: str | None) -> None:
    conn.execute("SELECT set_config('hotich.as_of', %s, true)", [day or ""])
