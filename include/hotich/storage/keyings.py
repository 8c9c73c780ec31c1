"""Two keyings of one book in the database: which books have news, what both say, how far they were compared."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl
import psycopg
from psycopg.sql import SQL, Identifier, Literal

from hotich.registers import Register
from hotich.storage.database import transient_errors
from hotich.storage.frames import read_frame
from hotich.storage.staging import csv_bytes

_KEY = {
    "book_id": pl.Int32, "entry_year": pl.Int16, "key_book": pl.Int16, "entry_no": pl.Int32, "entry_suffix": pl.String,
}  # fmt: skip
_NUMBER = ("book_id", "entry_year", "entry_no", "entry_suffix")


@dataclass(frozen=True, slots=True)
class KeyedBook:
    """A book with a second keying that is to be compared."""

    book_id: int
    register: str
    unit_id: int
    second_file_id: int
    seen: str
    """What a comparison now would see: other than at the last one."""


def books_with_news(
    conn: psycopg.Connection[Any], stage_id: str, book_ids: Sequence[int] | None = None
) -> list[KeyedBook]:
    """Books of a stage (of these, if given) whose keyings say something new since they were compared, by register.

    New is a short file, a load, or an answered slip of arbitration. A book of which nothing is loaded waits.
    """
    with transient_errors():
        rows = conn.execute(
            "SELECT b.book_id, b.register, b.unit_id, s.second_file_id, s.seen"
            " FROM second_keying s JOIN book b USING (book_id) LEFT JOIN keying k USING (book_id)"
            " WHERE b.stage_id = %(stage)s AND b.case_count > 0 AND s.seen IS DISTINCT FROM k.seen"
            " AND (%(books)s::int[] IS NULL OR b.book_id = ANY(%(books)s)) ORDER BY b.register, b.book_id",
            {"stage": stage_id, "books": None if book_ids is None else list(book_ids)},
        ).fetchall()
    return [KeyedBook(*row) for row in rows]


def first_keying(conn: psycopg.Connection[Any], described: Register, book_ids: Sequence[int]) -> pl.DataFrame:
    """The loaded cases of these books: case_id, the key, every field (dates as EDTF) and `<field>__written`.

    A case that the newest file of its book no longer holds is no part of the first keying.
    """
    names = [field.name for field in described.all_fields]
    query = SQL(
        "SELECT c.case_id, {key}, {fields}, c.written FROM {table} c WHERE c.book_id = ANY({books})"
        " AND NOT EXISTS (SELECT FROM missing_row m WHERE m.case_id = c.case_id)"
        " ORDER BY c.book_id, c.entry_year, c.entry_no, c.entry_suffix"
    ).format(
        key=SQL(", ").join(SQL("c.{}").format(Identifier(name)) for name in _KEY),
        fields=SQL(", ").join(
            _REGISTERED_ON if name == "registered_on" else SQL("c.{}").format(Identifier(name))
            for name in names
        ),
        table=Identifier("hotich", described.table),
        books=Literal(list(book_ids)),
    )
    texts = dict.fromkeys(names, pl.String)
    frame = read_frame(conn, query, {"case_id": pl.Int64, **_KEY, **texts, "written": pl.String})
    return _with_written(frame, names)


_REGISTERED_ON = SQL(
    "CASE WHEN c.registered_until IS NULL THEN c.registered_on::text"
    " WHEN date_trunc('month', c.registered_on) = date_trunc('month', c.registered_until)"
    " THEN to_char(c.registered_on, 'YYYY-MM') ELSE to_char(c.registered_on, 'YYYY') END"
)


def second_keying(
    conn: psycopg.Connection[Any], described: Register, file_ids: Sequence[int]
) -> tuple[pl.DataFrame, dict[int, frozenset[str]]]:
    """The rows of these short files, as `first_keying` with `row_no` for case_id; and book_id → fields that they have."""
    names = [field.name for field in described.all_fields]
    query = SQL(
        'SELECT row_no, {}, "values", written FROM short_row WHERE file_id = ANY({}) ORDER BY file_id, row_no'
    ).format(SQL(", ").join(map(Identifier, _KEY)), Literal(list(file_ids)))
    schema = {"row_no": pl.Int32, **_KEY, "values": pl.String, "written": pl.String}
    frame = read_frame(conn, query, schema)
    values = pl.col("values").str.json_decode(pl.Struct(dict.fromkeys(names, pl.String)))
    rows = _with_written(frame.with_columns(values).unnest("values"), names)
    with transient_errors():
        present = conn.execute(
            'SELECT book_id, array_agg(DISTINCT name) FROM short_row, jsonb_object_keys("values") AS name'
            " WHERE file_id = ANY(%s) GROUP BY 1",
            [list(file_ids)],
        ).fetchall()
    return rows, {book_id: frozenset(columns) for book_id, columns in present}


def _with_written(frame: pl.DataFrame, names: Sequence[str]) -> pl.DataFrame:
    """`written` taken apart: `<field>__written` for every field."""
    texts = pl.col("written").str.json_decode(pl.Struct(dict.fromkeys(names, pl.String)))
    renamed = frame.with_columns(texts.struct.rename_fields([f"{name}__written" for name in names]))
    return renamed.unnest("written").with_columns(pl.col("entry_suffix").fill_null(""))


def waiting_numbers(conn: psycopg.Connection[Any], book_ids: Sequence[int]) -> pl.DataFrame:
    """Numbers of rows of the first keying that were returned and not yet mended: book_id, entry_year, entry_no, entry_suffix."""
    query = SQL(
        "SELECT DISTINCT {} FROM returned_row WHERE state = 'open' AND entry_no IS NOT NULL"
        " AND entry_year IS NOT NULL AND book_id = ANY({})"
    ).format(SQL(", ").join(map(Identifier, _NUMBER)), Literal(list(book_ids)))
    frame = read_frame(conn, query, {name: _KEY[name] for name in _NUMBER})
    return frame.with_columns(pl.col("entry_suffix").fill_null(""))


def note_comparison(
    conn: psycopg.Connection[Any], books: Sequence[KeyedBook], counts: pl.DataFrame, cells: pl.DataFrame
) -> None:
    """Write down how far these books were compared; their slips are to be looked at.

    `counts`: book_id, case_count, row_count, both_count, doubled_count, unnumbered_count; `cells`: book_id, field,
    critical, cell_count.
    """
    facts = pl.DataFrame(
        [(book.book_id, book.second_file_id, book.seen) for book in books],
        schema={"book_id": pl.Int32, "second_file_id": pl.Int32, "seen": pl.String},
        orient="row",
    )
    numbers = ["case_count", "row_count", "both_count", "doubled_count", "unnumbered_count"]
    rows = facts.join(counts, on="book_id", how="left").with_columns(pl.col(numbers).fill_null(0))
    columns = ["second_file_id", "seen", *numbers]
    ids = [book.book_id for book in books]
    with transient_errors():
        kept = conn.execute(
            "DELETE FROM keying WHERE book_id = ANY(%s) RETURNING book_id, slip_digest", [ids]
        )
        digests = pl.DataFrame(
            kept.fetchall(), schema={"book_id": pl.Int32, "slip_digest": pl.String}, orient="row"
        )
        rows = rows.join(digests, on="book_id", how="left")
        _copy(
            conn,
            "keying",
            rows.select("book_id", *columns, "slip_digest", pl.lit(value=True).alias("slip_due")),
        )
        conn.execute("DELETE FROM keying_field WHERE book_id = ANY(%s)", [ids])
        _copy(conn, "keying_field", cells.select("book_id", "field", "critical", "cell_count"))


def refuse_second_keying(conn: psycopg.Connection[Any], file_id: int, reason: str) -> None:
    """End a short file that was taken as `rejected`: its rows and its keyer's role are dropped, what it differed in is void."""
    with transient_errors(), conn.transaction():
        conn.execute(
            "UPDATE delivery_file SET state = 'rejected', reason = %s, rows_read = 0, rows_loaded = 0, rows_returned = 0,"
            " decided_at = now() WHERE file_id = %s",
            [reason, file_id],
        )
        conn.execute("DELETE FROM short_row WHERE file_id = %s", [file_id])
        conn.execute("DELETE FROM book_role WHERE file_id = %s AND role = 'second_keyer'", [file_id])
        conn.execute(
            "UPDATE keying_difference SET state = 'void', closed_at = now(), next_step = %s"
            " WHERE second_file_id = %s AND closed_at IS NULL",
            ["Không còn việc phải làm: tệp nhập lần hai bị từ chối.", file_id],
        )
        conn.execute(
            "DELETE FROM keying_field f USING keying k WHERE k.book_id = f.book_id AND k.second_file_id = %s",
            [file_id],
        )
        conn.execute("UPDATE keying SET seen = '', slip_due = true WHERE second_file_id = %s", [file_id])


def _copy(conn: psycopg.Connection[Any], table: str, frame: pl.DataFrame) -> None:
    statement = SQL("COPY {} ({}) FROM STDIN (FORMAT csv)").format(
        Identifier("hotich", table), SQL(", ").join(map(Identifier, frame.columns))
    )
    with conn.cursor().copy(statement) as copy:
        copy.write(csv_bytes(frame))
