"""Rows of the second keying, kept as they came for the comparison with the first."""

from typing import Any

import polars as pl
import psycopg

from hotich.storage.database import transient_errors


def keep_short_rows(conn: psycopg.Connection[Any], file_id: int, book_id: int, rows: pl.DataFrame) -> int:
    """Keep the rows of one second keying; returns how many. The same file again changes nothing.

    `rows`: row_no, entry_year, entry_no, entry_suffix, key_book, `values` (JSON text: name of each field whose column
    the file has → normalised value, null for an empty cell), `written` (JSON text or null: field name → text as
    written, where it differs).
    """
    columns = ["row_no", "entry_year", "entry_no", "entry_suffix", "key_book", "values", "written"]
    with transient_errors(), conn.transaction():
        conn.execute("DELETE FROM short_row WHERE file_id = %s", [file_id])
        statement = (
            'COPY short_row (file_id, book_id, row_no, entry_year, entry_no, entry_suffix, key_book, "values", written)'
            " FROM STDIN"
        )
        with conn.cursor().copy(statement) as copy:
            for row in rows.select(columns).iter_rows():
                copy.write_row((file_id, book_id, *row))
    return len(rows)
