"""The ledger of money (`budget_entry`): allotments and spending, never changed; a mistake is countered by its mirror."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import psycopg
from psycopg.rows import class_row

from hotich.errors import HotichError
from hotich.storage import audit
from hotich.storage.database import transient_errors
from hotich.storage.states import EntryKind
from hotich.storage.turns import Facts, take_turn


@dataclass(frozen=True, slots=True, kw_only=True)
class NewEntry:
    """A document about money, to be entered."""

    kind: EntryKind
    unit_id: int
    """Unit of the authority that pays."""
    year: int
    """Budget year."""
    activity: str
    amount: int
    """Đồng, > 0."""
    quantity: int | None
    """In the activity's unit; None: the document does not say."""
    document_number: str
    document_on: date
    content: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry(NewEntry):
    """A line of the ledger."""

    entry_id: int
    counters: int | None
    """The entry that this one takes back; its amount and quantity are negative."""
    countered_by: int | None
    """The entry that takes this one back."""
    entered_at: datetime


@dataclass(frozen=True, slots=True)
class Total:
    """What an authority was allotted and has spent for an activity in a year; None: nothing was entered."""

    unit_id: int
    year: int
    activity: str
    allotted: int | None
    spent: int | None
    spent_quantity: int | None
    """Sum of the quantities; None when a spending without quantity is among them, or nothing was spent."""


def same_document(conn: psycopg.Connection[Any], new: NewEntry) -> int | None:
    """Number of the entry in force that says the same of the same document, None where there is none."""
    with transient_errors():
        row = conn.execute(
            "SELECT e.entry_id FROM budget_entry e WHERE (e.kind, e.unit_id, e.year, e.activity, e.amount,"
            " e.document_number, e.document_on, e.content) = (%s, %s, %s, %s, %s, %s, %s, %s)"
            " AND e.counters IS NULL AND NOT EXISTS (SELECT FROM budget_entry c WHERE c.counters = e.entry_id)",
            [
                new.kind.value, new.unit_id, new.year, new.activity, new.amount, new.document_number,
                new.document_on, new.content,
            ],
        ).fetchone()  # fmt: skip
    return None if row is None else int(row[0])


def enter(conn: psycopg.Connection[Any], entries: Sequence[NewEntry], by: str) -> list[int]:
    """Write entries, all or none; returns their numbers in the order given."""
    with transient_errors(), conn.transaction():
        take_turn(conn, Facts.BUDGET)
        return [_enter(conn, new, by) for new in entries]


def _enter(conn: psycopg.Connection[Any], new: NewEntry, by: str) -> int:
    row = conn.execute(
        "INSERT INTO budget_entry (kind, unit_id, year, activity, amount, quantity, document_number, document_on,"
        " content, entered_by, entered_at) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, clock_timestamp())"
        " RETURNING entry_id",
        [
            new.kind.value, new.unit_id, new.year, new.activity, new.amount, new.quantity, new.document_number,
            new.document_on, new.content, by,
        ],
    ).fetchone()  # fmt: skip
    assert row is not None
    detail = {
        "entry": row[0],
        "kind": new.kind.value,
        "year": new.year,
        "activity": new.activity,
        "amount": new.amount,
    }
    audit.write(conn, by, "budget_entered", unit_id=new.unit_id, detail=detail)
    return int(row[0])


def counter(conn: psycopg.Connection[Any], entry_id: int, reason: str, by: str, on: date) -> int:
    """Take an entry back by its mirror, dated `on`; returns the number of the mirror.

    Raises HotichError when there is no such entry, it is a mirror itself, or it was taken back already.
    """
    with transient_errors(), conn.transaction():
        take_turn(conn, Facts.BUDGET)
        found = conn.execute(
            "SELECT e.counters, c.entry_id, e.unit_id FROM budget_entry e"
            " LEFT JOIN budget_entry c ON c.counters = e.entry_id WHERE e.entry_id = %s",
            [entry_id],
        ).fetchone()
        if found is None:
            raise HotichError(f"Không có bút toán số {entry_id}: xem `hotich budget list`.")
        mirrored, countered_by, unit_id = found
        if mirrored is not None:
            raise HotichError(
                f"Bút toán số {entry_id} là bút toán đảo của số {mirrored}, không đảo được nữa. Cần thì ghi lại khoản"
                " ấy bằng bút toán mới."
            )
        if countered_by is not None:
            raise HotichError(f"Bút toán số {entry_id} đã được đảo bằng bút toán số {countered_by}.")
        row = conn.execute(
            "INSERT INTO budget_entry (kind, unit_id, year, activity, amount, quantity, document_number, document_on,"
            " content, counters, entered_by, entered_at) SELECT kind, unit_id, year, activity, -amount, -quantity,"
            " document_number, greatest(document_on, %s), %s, entry_id, %s, clock_timestamp() FROM budget_entry"
            " WHERE entry_id = %s"
            " RETURNING entry_id",
            [on, reason, by, entry_id],
        ).fetchone()
        assert row is not None
        audit.write(
            conn, by, "budget_countered", unit_id=unit_id, detail={"entry": row[0], "counters": entry_id}
        )
    return int(row[0])


def entries(
    conn: psycopg.Connection[Any], as_of: date, *, year: int | None = None, unit_id: int | None = None
) -> list[Entry]:
    """The ledger by number: documents dated up to `as_of`, of one budget year or authority if given."""
    with transient_errors(), conn.cursor(row_factory=class_row(_Row)) as cursor:
        rows = cursor.execute(
            "SELECT e.entry_id, e.kind, e.unit_id, e.year, e.activity, e.amount, e.quantity, e.document_number,"
            " e.document_on, e.content, e.counters, e.entered_at, c.entry_id AS countered_by FROM budget_entry e"
            " LEFT JOIN budget_entry c ON c.counters = e.entry_id AND c.document_on <= %(as_of)s"
            " WHERE e.document_on <= %(as_of)s AND (%(year)s::int IS NULL OR e.year = %(year)s)"
            " AND (%(unit)s::int IS NULL OR e.unit_id = %(unit)s) ORDER BY e.entry_id",
            {"as_of": as_of, "year": year, "unit": unit_id},
        ).fetchall()
    return [row.entry for row in rows]


class _Row:
    """Makes an `Entry` of a line of the table."""

    def __init__(self, kind: str, **columns: Any) -> None:
        self.entry = Entry(kind=EntryKind(kind), **columns)


def totals(
    conn: psycopg.Connection[Any], as_of: date, known_at: datetime | None = None
) -> dict[tuple[int, int, str], Total]:
    """(unit, year, activity) → sums of the documents dated up to `as_of` (entered by `known_at`, if given)."""
    with transient_errors():
        rows = conn.execute(
            "SELECT unit_id, year, activity, sum(amount) FILTER (WHERE kind = 'allotted')::bigint,"
            " sum(amount) FILTER (WHERE kind = 'spent')::bigint,"
            " CASE WHEN bool_and(quantity IS NOT NULL) FILTER (WHERE kind = 'spent' AND standing)"
            " THEN sum(quantity) FILTER (WHERE kind = 'spent' AND standing)::bigint END"
            " FROM (SELECT e.kind, e.unit_id, e.year, e.activity, e.amount, e.quantity, e.counters IS NULL AND NOT EXISTS (SELECT FROM budget_entry c"
            "       WHERE c.counters = e.entry_id AND c.document_on <= %(as_of)s"
            "       AND c.entered_at <= coalesce(%(known)s, c.entered_at)) AS standing FROM budget_entry e"
            "       WHERE e.document_on <= %(as_of)s AND e.entered_at <= coalesce(%(known)s, e.entered_at)) x"
            " GROUP BY unit_id, year, activity",
            {"as_of": as_of, "known": known_at},
        ).fetchall()
    return {(row[0], row[1], row[2]): Total(*row) for row in rows}


def newest_entry(conn: psycopg.Connection[Any]) -> int:
    """Number of the last entry that `conn` sees; 0: there is none."""
    with transient_errors():
        row = conn.execute("SELECT coalesce(max(entry_id), 0) FROM budget_entry").fetchone()
    return 0 if row is None else int(row[0])
