"""The quantities that an estimate rests on, per stage × unit × register, as they were known on a day."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, LiteralString

import psycopg
from psycopg.rows import class_row
from psycopg.sql import SQL, Composed, Identifier

from hotich.storage.database import transient_errors

WORK = (
    "scanned", "second_keyed", "pages_scanned", "pages_by_scans", "cases_by_scans", "pages_by_inventory",
    "cases_by_inventory",
)  # fmt: skip
"""What is kept of each unit × register × stage besides progress: columns of the view `unit_work`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """One unit's books of one register in one stage. Counts are cases unless named otherwise."""

    stage_id: str
    unit_id: int
    """The unit that made the books."""
    register: str
    planned: int | None
    """By the inventory in force, those of lost books included; None: none was sent."""
    lost: int
    delivered: int
    loaded: int
    accepted: int
    books_planned: int
    books_delivered: int
    books_loaded: int
    scanned: int
    second_keyed: int
    pages_scanned: int
    pages_by_scans: int
    """Pages of the books with scans, done and to do."""
    cases_by_scans: int
    """Cases to do of those books."""
    pages_by_inventory: int
    """Pages of the other books whose pages the inventory tells."""
    cases_by_inventory: int


def read_work(conn: psycopg.Connection[Any], as_of: date, known_at: datetime | None = None) -> list[Work]:
    """The latest snapshots up to a data date (taken by `known_at`, if given), by stage, unit and register."""
    latest = SQL(
        "SELECT DISTINCT ON (stage_id, unit_id, register) * FROM {} WHERE as_of <= %(as_of)s"
        " AND taken_at <= coalesce(%(known)s, taken_at)"
        " ORDER BY stage_id, unit_id, register, as_of DESC, taken_at DESC"
    )
    words = SQL(
        "SELECT stage_id, unit_id, register, p.planned, p.lost, p.delivered, p.loaded, p.accepted,"
        " p.books_planned, p.books_delivered, p.books_loaded, {work} FROM ({progress}) p"
        " LEFT JOIN ({snapshot}) w USING (stage_id, unit_id, register) ORDER BY stage_id, unit_id, register"
    ).format(
        work=_columns("coalesce(w.{0}, 0) AS {0}"),
        progress=latest.format(Identifier("progress_snapshot")),
        snapshot=latest.format(Identifier("work_snapshot")),
    )
    with transient_errors(), conn.cursor(row_factory=class_row(Work)) as cursor:
        return cursor.execute(words, {"as_of": as_of, "known": known_at}).fetchall()


def first_data_date(conn: psycopg.Connection[Any]) -> date | None:
    """The data date of the first snapshot; None while there is none."""
    with transient_errors():
        row = conn.execute("SELECT min(as_of) FROM progress_snapshot").fetchone()
    return None if row is None else row[0]


def _columns(form: LiteralString) -> Composed:
    """Each column of the snapshot in this form, with commas between."""
    return SQL(", ").join(SQL(form).format(Identifier(name)) for name in WORK)
