"""Where the numbers of a book should go on from: the last number of its year in the books before it."""

from collections.abc import Sequence
from typing import Any

import polars as pl
import psycopg

from hotich.registers import Register
from hotich.storage.series import BookNumber, carried_over, last_entry_numbers, used_beyond_the_year


def previous_last_numbers(
    conn: psycopg.Connection[Any], register: Register, files: Sequence[dict[str, Any]], clean: pl.DataFrame
) -> dict[int, int]:
    """file_no → last entry number of the book before, where numbers run through the year and that book is known.

    The book before stands in the same batch as a rule, else in the database.
    """
    running = clean.filter((pl.col("key_book") == 0) & (pl.col("entry_number__year") == pl.col("file_year")))
    ends = dict(running.group_by("file_no").agg(pl.col("entry_number__no").max()).iter_rows())
    of_book = {_number(file): ends[file["file_no"]] for file in files if file["file_no"] in ends}
    wanted = {
        file["file_no"]: BookNumber(file["unit_id"], file["year"], file["book_no"] - 1)
        for file in files
        if file["file_no"] in ends and file["book_no"] > 1
    }
    elsewhere = {number for number in wanted.values() if number not in of_book}
    of_book |= last_entry_numbers(conn, register, elsewhere)
    return {file_no: of_book[number] for file_no, number in wanted.items() if number in of_book}


def carried_over_numbers(
    conn: psycopg.Connection[Any], register: Register, files: Sequence[dict[str, Any]], clean: pl.DataFrame
) -> dict[int, int]:
    """file_no → last entry number of the book's year in books of earlier years, for first books that begin after 01.

    A book is used up beyond the turn of the year, so that the first book of the new year begins in the middle of it.
    Where the inventory knows of such a book and its rows are not there yet (it may belong to a later stage), it may hold
    all numbers that are missing.
    """
    own = clean.filter(pl.col("entry_number__year") == pl.col("file_year"))
    begins = dict(own.group_by("file_no").agg(pl.col("entry_number__no").min()).iter_rows())
    wanted = {
        file["file_no"]: _number(file)
        for file in files
        if file["book_no"] == 1 and begins.get(file["file_no"], 1) > 1
    }
    if not wanted:
        return {}
    entered = pl.col("entry_number__year")
    older = clean.filter(
        (entered > pl.col("file_year")) & (entered == pl.col("registered_on__from").dt.year())
    )
    here = older.group_by("unit_id", "entry_number__year").agg(pl.col("entry_number__no").max())
    last = {(unit_id, year): number for unit_id, year, number in here.iter_rows() if number is not None}
    books = set(wanted.values())
    for (unit_id, year, _), number in carried_over(conn, register, books).items():
        last[unit_id, year] = max(number, last.get((unit_id, year), 0))
    listed = used_beyond_the_year(conn, register, books)
    return {
        no: last.get(book[:2], begins[no] - 1)
        for no, book in wanted.items()
        if book[:2] in last or book in listed
    }


def _number(file: dict[str, Any]) -> BookNumber:
    return BookNumber(file["unit_id"], file["year"], file["book_no"])
