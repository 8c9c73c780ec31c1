"""The books of a unit one by one, and the files it delivered. As they are now, whatever the data date."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

import psycopg
from psycopg.rows import class_row

from hotich.progress.dating import dated
from hotich.storage.database import transient_errors


@dataclass(frozen=True, slots=True)
class BookLine:
    """A book: the columns of the view `book_progress`."""

    register: str
    year: int
    book_no: int
    stage_id: str
    state: str
    planned: int | None
    """None: the inventory in force does not list it, or does not count it."""
    lost: int
    delivered: int
    returned: int
    loaded: int
    accepted: int


@dataclass(frozen=True, slots=True)
class FileLine:
    """A delivered file and how it ended."""

    path: str
    kind: str
    state: str
    reason: str | None
    rows_read: int
    rows_loaded: int
    rows_returned: int
    seen_at: datetime
    decided_at: datetime | None


_BOOKS: Final = (
    "SELECT register, year, book_no, stage_id, state, planned, lost, delivered, returned, loaded, accepted"
    " FROM book_progress WHERE unit_id = %s ORDER BY stage_id, register, year, book_no"
)
_FILES: Final = (
    "SELECT path, kind, state, reason, rows_read, rows_loaded, rows_returned, seen_at, decided_at FROM delivery_file"
    " WHERE unit_id = %(unit)s"
    " AND coalesce(decided_at, seen_at) < (%(until)s::date + 1)::timestamp AT TIME ZONE 'Asia/Ho_Chi_Minh'"
    " AND (state = 'rejected' AND removed_at IS NULL OR rows_returned > 0)"
    " ORDER BY coalesce(decided_at, seen_at) DESC, file_id DESC LIMIT %(most)s"
)


def books_of(conn: psycopg.Connection[Any], unit_id: int, today: date) -> list[BookLine]:
    """The books that the unit made, beside the inventory that is in force today."""
    with transient_errors(), dated(conn, today), conn.cursor(row_factory=class_row(BookLine)) as cursor:
        return cursor.execute(_BOOKS, [unit_id]).fetchall()


def returned_files(
    conn: psycopg.Connection[Any], unit_id: int, as_of: date, most: int = 20
) -> list[FileLine]:
    """Its files that were refused, or of which rows came back, by the end of the data date; the newest first."""
    words = {"unit": unit_id, "until": as_of, "most": most}
    with transient_errors(), conn.cursor(row_factory=class_row(FileLine)) as cursor:
        return cursor.execute(_FILES, words).fetchall()
