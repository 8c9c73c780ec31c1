"""What units were reminded of, when and how badly it stood then (`reminder`): the memory that keeps reminders from repeating."""

from collections.abc import Generator, Iterable
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

import psycopg

from hotich.errors import DatabaseUnavailableError
from hotich.storage.database import transient_errors
from hotich.storage.states import Channel


@dataclass(frozen=True, slots=True)
class Note:
    """One line of the memory."""

    unit_id: int
    subject: str
    level: int
    """0: there is nothing to remind of any more."""
    digest: str
    items: int | None
    told: bool
    """False: it got better, so nothing was sent."""
    as_of: date
    reminder_id: int = 0
    """Given by the database."""


@dataclass(frozen=True, slots=True)
class Memory:
    """What is known of one thing that a unit is reminded of."""

    now: Note
    """As it was noted last."""
    told: Note | None
    """As it was told last."""


@contextmanager
def sole_sender(conn: psycopg.Connection[Any]) -> Generator[None]:
    """While the block runs nobody else reminds; the database itself lets go when this process is killed.

    Raises DatabaseUnavailableError (worth retrying) while another process is at it.
    """
    with transient_errors():
        row = conn.execute("SELECT pg_try_advisory_lock(hashtext('hotich.reminder'))").fetchone()
    if row is None or not row[0]:
        raise DatabaseUnavailableError(
            "Một lần đôn đốc khác đang gửi. Chưa có gì được gửi hai lần; hãy thử lại sau ít phút."
        )
    try:
        yield
    finally:
        with transient_errors():
            conn.execute("SELECT pg_advisory_unlock(hashtext('hotich.reminder'))")


def remembered(conn: psycopg.Connection[Any], channel: Channel) -> dict[tuple[int, str], Memory]:
    """(unit, subject) → what a channel remembers."""
    now = _newest(conn, channel, told_only=False)
    told = _newest(conn, channel, told_only=True)
    return {place: Memory(note, told.get(place)) for place, note in now.items()}


def _newest(
    conn: psycopg.Connection[Any], channel: Channel, *, told_only: bool
) -> dict[tuple[int, str], Note]:
    with transient_errors():
        rows = conn.execute(
            "SELECT DISTINCT ON (unit_id, subject) unit_id, subject, level, digest, items, told, as_of, reminder_id"
            " FROM reminder WHERE channel = %s AND (told OR NOT %s) ORDER BY unit_id, subject, reminder_id DESC",
            [channel.value, told_only],
        ).fetchall()
    return {(note.unit_id, note.subject): note for note in (Note(*row) for row in rows)}


def write_notes(conn: psycopg.Connection[Any], channel: Channel, notes: Iterable[Note]) -> None:
    """Add lines, all or none."""
    with transient_errors(), conn.transaction(), conn.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO reminder (unit_id, channel, subject, level, digest, items, told, as_of)"
            " VALUES (%s, %s, %s, %s, %s, %s, %s, %s)",
            [
                (note.unit_id, channel.value, note.subject, note.level, note.digest, note.items, note.told, note.as_of)
                for note in notes
            ],
        )  # fmt: skip
