"""Differences of two keyings: opened once, decided by the third person's answers, closed when they no longer hold.

A difference is found again by its book, number and field. Everything here runs inside the caller's transaction, which
holds the books' rows.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import polars as pl
import psycopg
from psycopg.sql import SQL, Identifier

from hotich.registers import Register
from hotich.storage.keyings import KeyedBook
from hotich.storage.roles import BookRole
from hotich.storage.staging import csv_bytes
from hotich.storage.states import Finding, Role, Weight

_LIGHT: Final = "light"
STEPS: Final[Mapping[str, str]] = {
    Finding.CELL: "Người thứ ba đối chiếu sổ gốc, ghi giá trị đúng vào phiếu đối chiếu rồi gửi lại phiếu.",
    _LIGHT: "Chỉ khác cách viết: không bắt buộc xử lý, không giữ việc nghiệm thu.",
    Finding.ONLY_FIRST: "Lần nhập hai không có trường hợp này: người thứ ba xem sổ gốc, trả lời trong phiếu đối chiếu.",
    Finding.ONLY_SECOND: "Lần nhập một không có trường hợp này: người thứ ba xem sổ gốc, trả lời trong phiếu đối chiếu.",
    Finding.DOUBLED: "Tệp nhập lần hai có nhiều dòng mang số này: sửa số theo sổ gốc rồi gửi lại tệp .short.",
}
"""What an office is to do, by finding; for a cell that only differs in manner under its own name."""
_DONE: Final = "Không còn việc phải làm."
_WAITING: Final = "Đã có câu trả lời trong phiếu đối chiếu, chờ nạp."
_REFUSED: Final = "Câu trả lời trong phiếu đối chiếu chưa nhận được: xem lý do của phiếu, ghi lại rồi gửi lại phiếu đối chiếu."
_ADD: Final = "Sổ gốc có trường hợp này: bổ sung vào tệp nhập lần một rồi gửi lại cả quyển."
_REMOVE: Final = (
    "Sổ gốc không có trường hợp này: bỏ dòng hoặc sửa số ở tệp nhập lần một rồi gửi lại cả quyển."
)

_SAME = SQL(
    "(d.book_id, d.entry_year, d.key_book, d.entry_no, d.entry_suffix)"
    " = (f.book_id, f.entry_year, f.key_book, f.entry_no, f.entry_suffix)"
)


def apply_answers(
    conn: psycopg.Connection[Any], register: Register, book_ids: Sequence[int], in_book: str, not_in_book: str
) -> list[BookRole]:
    """Close the open differences of these books that a third person has decided; returns who decided, one for each.

    An answered cell decides once its value is loaded or confirmed. For a whole row the answer is `in_book` or
    `not_in_book`: it decides where it needs no change of the first keying, else it says what to do.
    """
    words = {"books": list(book_ids), "in": in_book, "out": not_in_book, "done": _DONE, "waiting": _WAITING,
             "refused": _REFUSED, "add": _ADD, "remove": _REMOVE}  # fmt: skip
    table = Identifier("hotich", register.table)
    decided = conn.execute(SQL(_ANSWERED + _DECIDE).format(table=table), words).fetchall()
    conn.execute(SQL(_ANSWERED + _TELL).format(table=table), words)
    return [BookRole(book_id, Role.ARBITER, person or "", file_id) for book_id, person, file_id in decided]


_ANSWERED: Final = (
    "WITH answer AS (SELECT DISTINCT ON (d.difference_id) d.difference_id, x.file_id, x.person, x.state,"
    " CASE WHEN x.confirms AND d.field <> '' THEN d.first_value ELSE lower(btrim(x.after)) END AS word,"
    " CASE WHEN x.confirms THEN d.first_value ELSE x.after END AS value"
    " FROM keying_difference d JOIN correction x ON x.book_id = d.book_id AND x.field = d.field AND x.at >= d.opened_at"
    " JOIN delivery_file s ON s.file_id = x.file_id AND s.kind = 'arbitration'"
    " LEFT JOIN {table} c ON c.case_id = d.case_id"
    " WHERE d.book_id = ANY(%(books)s) AND d.closed_at IS NULL AND (x.case_id = d.case_id"
    " OR (x.target_file_id, x.target_row_no) = (c.file_id, c.row_no) OR d.field = ''"
    " AND x.target_row_no = d.second_row_no AND EXISTS (SELECT FROM delivery_file t JOIN delivery_file o"
    " ON o.file_id = t.file_id OR o.sha256 = t.sha256 WHERE t.file_id = x.target_file_id AND o.file_id = d.second_file_id))"
    " ORDER BY d.difference_id, x.at DESC, x.file_id DESC, x.line_no DESC) "
)
"""Of each open difference the last answer. A second keying that was delivered twice is one file."""
_DECIDE: Final = (
    "UPDATE keying_difference d SET state = 'decided', closed_at = now(), next_step = %(done)s,"
    " decided_value = a.value, decided_by = a.person, decided_file_id = a.file_id"
    " FROM answer a WHERE a.difference_id = d.difference_id AND CASE WHEN d.field <> '' THEN a.state = 'applied'"
    " WHEN d.finding = 'only_first' THEN a.word = %(in)s WHEN d.finding = 'only_second' THEN a.word = %(out)s"
    " ELSE false END RETURNING d.book_id, d.decided_by, d.decided_file_id"
)
_TELL: Final = (
    "UPDATE keying_difference d SET next_step = t.step FROM (SELECT a.difference_id,"
    " CASE WHEN o.field <> '' AND a.state = 'waiting' THEN %(waiting)s"
    " WHEN o.field <> '' AND a.state IN ('returned', 'unusable') THEN %(refused)s"
    " WHEN o.finding = 'only_first' AND a.word = %(out)s THEN %(remove)s"
    " WHEN o.finding = 'only_second' AND a.word = %(in)s THEN %(add)s END AS step"
    " FROM answer a JOIN keying_difference o USING (difference_id)) t"
    " WHERE t.difference_id = d.difference_id AND t.step <> d.next_step"
)


def write_differences(
    conn: psycopg.Connection[Any], register: Register, books: Sequence[KeyedBook], found: pl.DataFrame
) -> dict[str, int]:
    """Bring the kept differences of these books in line with those found; returns counts: opened, agreed.

    `found`: book_id, case_id, entry_year, key_book, entry_no, entry_suffix, field, finding, weight, critical,
    first_value, second_value, second_row_no. What is unchanged keeps the moment it was opened. A decided difference
    stays so while the first keying holds the decided value and the second says the same as then. One that is no longer
    found has agreed if its cell was compared (`keying_field` says which are), and is void if its row stands alone now.
    """
    _stage(conn, books, found)
    ids = [book.book_id for book in books]
    agreed = conn.execute(SQL(_CLOSE).format(same=_SAME), {"books": ids, "done": _DONE}).rowcount
    reopened = conn.execute(SQL(_REOPEN).format(same=_SAME)).rowcount
    conn.execute(SQL(_FOLLOW).format(same=_SAME))
    added = conn.execute(SQL(_ADD_NEW).format(same=_SAME), {"register": register.code}).rowcount
    return {"opened": reopened + added, "agreed": agreed}


def _stage(conn: psycopg.Connection[Any], books: Sequence[KeyedBook], found: pl.DataFrame) -> None:
    owners = pl.DataFrame(
        [(book.book_id, book.unit_id, book.second_file_id) for book in books],
        schema={"book_id": pl.Int32, "owner_unit_id": pl.Int32, "second_file_id": pl.Int32},
        orient="row",
    )
    light = pl.when(pl.col("weight") == Weight.LIGHT.value).then(pl.lit(_LIGHT))
    step = light.otherwise("finding").replace_strict(
        {str(k): v for k, v in STEPS.items()}, return_dtype=pl.String
    )
    rows = found.join(owners, on="book_id").with_columns(next_step=step)
    conn.execute(
        "CREATE TEMP TABLE found ON COMMIT DROP AS SELECT book_id, case_id, entry_year, key_book, entry_no, entry_suffix,"
        " field, finding, weight, critical, first_value, second_value, second_row_no, owner_unit_id, second_file_id, next_step"
        " FROM keying_difference WHERE false"
    )
    statement = SQL("COPY found ({}) FROM STDIN (FORMAT csv, FORCE_NOT_NULL (entry_suffix, field))").format(
        SQL(", ").join(map(Identifier, rows.columns))
    )
    with conn.cursor().copy(statement) as copy:
        copy.write(csv_bytes(rows))
    conn.execute("ANALYZE found")


_CLOSE: Final = (
    "UPDATE keying_difference d SET closed_at = now(), next_step = %(done)s, state = CASE WHEN d.field <> ''"
    " AND EXISTS (SELECT FROM found f WHERE {same} AND f.field = '') THEN 'void' ELSE 'agreed' END"
    " WHERE d.book_id = ANY(%(books)s) AND d.closed_at IS NULL"
    " AND NOT EXISTS (SELECT FROM found f WHERE {same} AND f.field = d.field)"
    " AND (d.field = '' OR EXISTS (SELECT FROM found f WHERE {same} AND f.field = '')"
    " OR EXISTS (SELECT FROM keying_field k WHERE k.book_id = d.book_id AND k.field = d.field))"
)
"""A column that a newer second keying lacks was not compared: its differences stay."""
_REOPEN: Final = (
    "UPDATE keying_difference d SET state = 'open', opened_at = now(), closed_at = NULL, decided_value = NULL,"
    " decided_by = NULL, decided_file_id = NULL, finding = f.finding, weight = f.weight, critical = f.critical, case_id = f.case_id,"
    " first_value = f.first_value, second_value = f.second_value, second_file_id = f.second_file_id,"
    " second_row_no = f.second_row_no, owner_unit_id = f.owner_unit_id, next_step = f.next_step"
    " FROM found f WHERE {same} AND f.field = d.field AND CASE d.state"
    " WHEN 'open' THEN (d.finding, d.first_value, d.second_value, d.weight)"
    " IS DISTINCT FROM (f.finding, f.first_value, f.second_value, f.weight)"
    " WHEN 'decided' THEN d.second_value IS DISTINCT FROM f.second_value"
    " OR nullif(normalize(btrim(CASE WHEN d.field = '' THEN d.first_value ELSE d.decided_value END)), '')"
    " IS DISTINCT FROM nullif(normalize(btrim(f.first_value)), '') ELSE true END"
)
_FOLLOW: Final = (
    "UPDATE keying_difference d SET case_id = f.case_id, second_file_id = f.second_file_id,"
    " second_row_no = f.second_row_no FROM found f WHERE {same} AND f.field = d.field"
    " AND (d.case_id, d.second_file_id, d.second_row_no) IS DISTINCT FROM (f.case_id, f.second_file_id, f.second_row_no)"
)
_ADD_NEW: Final = (
    "INSERT INTO keying_difference (book_id, register, case_id, entry_year, key_book, entry_no, entry_suffix, field,"
    " finding, weight, critical, first_value, second_value, second_file_id, second_row_no, state, owner_unit_id, next_step)"
    " SELECT f.book_id, %(register)s, f.case_id, f.entry_year, f.key_book, f.entry_no, f.entry_suffix, f.field, f.finding, f.weight,"
    " f.critical, f.first_value, f.second_value, f.second_file_id, f.second_row_no, 'open', f.owner_unit_id, f.next_step"
    " FROM found f WHERE NOT EXISTS (SELECT FROM keying_difference d WHERE {same} AND d.field = f.field)"
)
