"""The rates at which two keyings of a book disagree, as the views define them."""

from typing import Any

import psycopg
from psycopg.rows import dict_row

from hotich.storage.database import transient_errors
from hotich.storage.states import RateBy

_QUERIES = {
    RateBy.REGISTER: "SELECT * FROM keying_rate_by_register ORDER BY register",
    RateBy.FIELD: "SELECT * FROM keying_rate_by_field ORDER BY per_10000 DESC, register, field",
    RateBy.BOOK: "SELECT r.*, b.year, b.book_no FROM keying_rate_by_book r JOIN book b USING (book_id)"
    " ORDER BY per_10000 DESC, book_id",
}


def rates(conn: psycopg.Connection[Any], by: RateBy) -> list[dict[str, Any]]:
    """The rows of the view, the worst first (registers in order): cells, content, light, open, per_10000 and what they are of."""
    with transient_errors(), conn.cursor(row_factory=dict_row) as cursor:
        return cursor.execute(_QUERIES[by]).fetchall()
