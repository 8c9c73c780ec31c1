"""Inventories of books: every version kept, the one in force on a day gives the control totals."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

import psycopg

from hotich.storage.database import transient_errors


@dataclass(frozen=True, slots=True)
class InventoryLine:
    """One book of an inventory."""

    register: str
    year: int
    book_no: int
    opened_on: date | None
    locked_on: date | None
    page_count: int | None
    case_count: int | None
    struck_out_count: int
    condition: str | None
    note: str | None
    stage_id: str | None
    """Of the opening date, else of 1 January of the year."""

    @property
    def expected(self) -> int | None:
        """Cases to digitise: all less those struck out; None when the inventory does not say."""
        return None if self.case_count is None else max(0, self.case_count - self.struck_out_count)


@dataclass(frozen=True, slots=True)
class ListedBook:
    """A book as the inventory in force lists it."""

    book_id: int
    line: InventoryLine


def take_inventory(
    conn: psycopg.Connection[Any], file_id: int, unit_id: int, dated_on: date, lines: Sequence[InventoryLine]
) -> int:
    """Keep an inventory; from `dated_on` it replaces the unit's former one. Returns inventory_id; again: nothing new.

    Books that nobody knew are made, `listed`; a book without a stage takes the line's.
    """
    facts = json.dumps([asdict(line) for line in lines], default=str, ensure_ascii=False)
    words = {"lines": facts, "unit": unit_id}
    with transient_errors(), conn.transaction():
        row = conn.execute(
            "INSERT INTO inventory (unit_id, file_id, dated_on) VALUES (%s, %s, %s)"
            " ON CONFLICT (file_id) DO UPDATE SET dated_on = excluded.dated_on RETURNING inventory_id",
            [unit_id, file_id, dated_on],
        ).fetchone()
        assert row is not None
        conn.execute(
            "INSERT INTO book (unit_id, register, year, book_no, state, opened_on, stage_id)"
            " SELECT %(unit)s, x.register, x.year, x.book_no, 'listed', x.opened_on, x.stage_id"
            " FROM jsonb_to_recordset(%(lines)s::jsonb) AS x"
            " (register text, year smallint, book_no smallint, opened_on date, stage_id text)"
            " ORDER BY 2, 3, 4"
            " ON CONFLICT (unit_id, register, year, book_no) DO UPDATE SET"
            " opened_on = coalesce(excluded.opened_on, book.opened_on),"
            " stage_id = coalesce(excluded.stage_id, book.stage_id)",
            words,
        )
        conn.execute("DELETE FROM inventory_book WHERE inventory_id = %s", [row[0]])
        conn.execute(
            "INSERT INTO inventory_book (inventory_id, book_id, stage_id, opened_on, locked_on, page_count, case_count,"
            " struck_out_count, condition, note)"
            " SELECT %(inventory)s, b.book_id, x.stage_id, x.opened_on, x.locked_on, x.page_count, x.case_count,"
            " x.struck_out_count, x.condition, x.note FROM jsonb_to_recordset(%(lines)s::jsonb) AS x (register text,"
            " year smallint, book_no smallint, opened_on date, locked_on date, page_count int, case_count int,"
            " struck_out_count int, condition text, note text, stage_id text)"
            " JOIN book b ON (b.unit_id, b.register, b.year, b.book_no) = (%(unit)s, x.register, x.year, x.book_no)",
            {**words, "inventory": row[0]},
        )
    return int(row[0])


def listed_books(
    conn: psycopg.Connection[Any], book_ids: Iterable[int], as_of: date
) -> dict[int, ListedBook]:
    """The lines of these books in the inventories in force on a day; a book that none lists is absent."""
    with transient_errors():
        rows = conn.execute(
            "SELECT b.book_id, b.register, b.year, b.book_no, i.opened_on, i.locked_on, i.page_count, i.case_count,"
            " i.struck_out_count, i.condition, i.note, i.stage_id FROM book b JOIN inventory_book i USING (book_id)"
            " WHERE b.book_id = ANY(%s) AND i.inventory_id = (SELECT v.inventory_id FROM inventory v"
            " WHERE v.unit_id = b.unit_id AND v.dated_on <= %s ORDER BY v.dated_on DESC, v.inventory_id DESC LIMIT 1)",
            [list(book_ids), as_of],
        ).fetchall()
    return {book_id: ListedBook(book_id, InventoryLine(*line)) for book_id, *line in rows}


def units_with_inventory(conn: psycopg.Connection[Any], as_of: date) -> set[int]:
    """The units whose progress has a denominator on that day."""
    with transient_errors():
        rows = conn.execute("SELECT DISTINCT unit_id FROM inventory WHERE dated_on <= %s", [as_of]).fetchall()
    return {unit_id for (unit_id,) in rows}
