"""Number series: entry numbers that run through the year across the books of a unit."""

from collections.abc import Collection
from typing import Any, NamedTuple

import psycopg
from psycopg.sql import SQL, Composed, Identifier

from hotich.registers import Register
from hotich.storage.database import transient_errors


class BookNumber(NamedTuple):
    """A book of one register by its unit, year and number."""

    unit_id: int
    year: int
    book_no: int


def last_entry_numbers(
    conn: psycopg.Connection[Any], register: Register, books: Collection[BookNumber]
) -> dict[BookNumber, int]:
    """The last loaded entry number of each of these books in its own year; a book with none is absent."""
    query = SQL(
        "SELECT b.unit_id, b.year, b.book_no, max(c.entry_no) FROM book b"
        " JOIN unnest(%s::int[], %s::int[], %s::int[]) AS w (unit_id, year, book_no) USING (unit_id, year, book_no)"
        " JOIN {} c ON c.book_id = b.book_id AND c.entry_year = b.year AND c.key_book = 0"
        " WHERE b.register = %s GROUP BY 1, 2, 3"
    ).format(Identifier("hotich", register.table))
    return {BookNumber(*book): last for *book, last in _asked(conn, query, register, books)}


def carried_over(
    conn: psycopg.Connection[Any], register: Register, books: Collection[BookNumber]
) -> dict[BookNumber, int]:
    """The last loaded entry number of each book's year in the unit's books of earlier years; absent where there is none.

    Only entries registered in that year count: a number with the year mistyped carries nothing over.
    """
    query = SQL(
        "SELECT w.unit_id, w.year, w.book_no, max(c.entry_no)"
        " FROM unnest(%s::int[], %s::int[], %s::int[]) AS w (unit_id, year, book_no)"
        " JOIN book b ON b.unit_id = w.unit_id AND b.year < w.year AND b.register = %s"
        " JOIN {} c ON c.book_id = b.book_id AND c.entry_year = w.year AND extract(year FROM c.registered_on) = w.year"
        " GROUP BY 1, 2, 3"
    ).format(Identifier("hotich", register.table))
    return {BookNumber(*book): last for *book, last in _asked(conn, query, register, books)}


def used_beyond_the_year(
    conn: psycopg.Connection[Any], register: Register, books: Collection[BookNumber]
) -> set[BookNumber]:
    """The books before whose year begins no new series: by the newest inventory, an older book was locked within it."""
    query = SQL(
        "SELECT w.unit_id, w.year, w.book_no FROM unnest(%s::int[], %s::int[], %s::int[]) AS w (unit_id, year, book_no)"
        " WHERE EXISTS (SELECT FROM book b JOIN inventory_book i USING (book_id) WHERE b.register = %s"
        " AND b.unit_id = w.unit_id AND b.year < w.year AND i.locked_on >= make_date(w.year, 1, 1)"
        " AND i.inventory_id = (SELECT v.inventory_id FROM inventory v WHERE v.unit_id = w.unit_id"
        " ORDER BY v.dated_on DESC, v.inventory_id DESC LIMIT 1))"
    )
    return {BookNumber(*book) for book in _asked(conn, query, register, books)}


def _asked(
    conn: psycopg.Connection[Any], query: SQL | Composed, register: Register, books: Collection[BookNumber]
) -> list[tuple[Any, ...]]:
    """The rows of a query about these books: its values are their units, years, numbers and the register."""
    if not books:
        return []
    units, years, numbers = zip(*books, strict=True)
    with transient_errors():
        return conn.execute(query, [list(units), list(years), list(numbers), register.code]).fetchall()
