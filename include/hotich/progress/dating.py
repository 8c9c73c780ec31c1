"""The data date of a figure: the views ask the session for it."""

from collections.abc import Generator
from contextlib import contextmanager
from datetime import date
from typing import Any

import psycopg


@contextmanager
def dated(conn: psycopg.Connection[Any], as_of: date) -> Generator[None]:
    """One transaction, so one state of the data, in which the views count as of that day."""
    with conn.transaction():
        conn.execute("SELECT set_config('hotich.as_of', %s, true)", [as_of.isoformat()])
        yield
