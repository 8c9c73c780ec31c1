"""What is open, as tables for people: who must do what, since when."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

import psycopg
from psycopg.rows import dict_row

from hotich.progress.dating import dated
from hotich.storage.database import transient_errors
from hotich.storage.states import QueueKind

_BY_OWNER: Final = (
    "SELECT * FROM work_queue_by_unit WHERE %(kinds)s::text[] IS NULL OR kind = ANY(%(kinds)s)"
    " ORDER BY oldest_at, owner, kind"
)
_BY_BOOK: Final = (
    "SELECT * FROM work_queue WHERE (%(kinds)s::text[] IS NULL OR kind = ANY(%(kinds)s))"
    " AND (%(unit)s::text IS NULL OR %(unit)s IN (owner_code, unit_code))"
    " ORDER BY oldest_at, register, year, book_no, kind"
)


def queue_by_owner(
    conn: psycopg.Connection[Any], as_of: date, kinds: Sequence[QueueKind] = ()
) -> list[dict[str, Any]]:
    """One row for each who must act × kind (none named: all kinds), the oldest first: the view `work_queue_by_unit`."""
    return _read(conn, as_of, _BY_OWNER, kinds, None)


def queue_by_book(
    conn: psycopg.Connection[Any], as_of: date, unit_code: str | None = None, kinds: Sequence[QueueKind] = ()
) -> list[dict[str, Any]]:
    """One row for each book (or file, or decision) × kind, the oldest first: the view `work_queue`.

    `unit_code`: what that unit has to do today, and what waits of the books that it made.
    """
    return _read(conn, as_of, _BY_BOOK, kinds, unit_code)


def _read(
    conn: psycopg.Connection[Any], as_of: date, query: str, kinds: Sequence[QueueKind], unit_code: str | None
) -> list[dict[str, Any]]:
    words = {"kinds": [kind.value for kind in kinds] or None, "unit": unit_code}
    with transient_errors(), dated(conn, as_of), conn.cursor(row_factory=dict_row) as cursor:
        rows = cursor.execute(query.encode(), words).fetchall()
    return [{**row, "as_of": as_of, "what": QueueKind(row["kind"]).term} for row in rows]
