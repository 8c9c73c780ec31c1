"""What offices have confirmed as standing in the book: errors that loaded as warnings, and what the cell said then."""

from collections.abc import Sequence
from typing import Any

import polars as pl
import psycopg
from psycopg.rows import dict_row
from psycopg.sql import SQL, Identifier

from hotich.registers import Register
from hotich.storage.database import transient_errors
from hotich.storage.wording import as_written

_SCHEMA = {
    "book_id": pl.Int64, "unit_id": pl.Int64, "entry_number__year": pl.Int64, "key_book": pl.Int64,
    "entry_number__no": pl.Int64, "entry_number__suffix": pl.String, "field": pl.String, "text": pl.String,
}  # fmt: skip


def confirmed_values(
    conn: psycopg.Connection[Any], register: Register, book_ids: Sequence[int], rule_ids: Sequence[str]
) -> pl.DataFrame:
    """The confirmed cells of the loaded cases of these books, of these rules: the case's key, `field`, `text` as written.

    Columns are named as those of the clean frame, numbers Int64.
    """
    with transient_errors():
        rows = (
            conn.cursor(row_factory=dict_row)
            .execute(
                SQL(
                    "SELECT c.*, w.field AS confirmed_field FROM book b JOIN {} c USING (book_id)"
                    " JOIN case_warning w ON w.case_id = c.case_id"
                    " WHERE b.book_id = ANY(%s) AND b.case_count > 0 AND w.confirmed AND w.rule_id = ANY(%s)"
                ).format(Identifier("hotich", register.table)),
                [list(book_ids), list(rule_ids)],
            )
            .fetchall()
        )
    cells = [
        (
            row["book_id"], row["unit_id"], row["entry_year"], row["key_book"], row["entry_no"], row["entry_suffix"],
            row["confirmed_field"], as_written(register, row).get(row["confirmed_field"]),
        )
        for row in rows
    ]  # fmt: skip
    return pl.DataFrame(cells, schema=_SCHEMA, orient="row")
