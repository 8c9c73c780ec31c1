"""Returned rows: kept as written with every reason, until a later delivery mends or replaces them."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import polars as pl
import psycopg

from hotich.registers import Register
from hotich.storage.cases import KEY
from hotich.storage.database import transient_errors
from hotich.storage.schema import CASE_TABLES
from hotich.storage.staging import PublishBatch

_NEXT_STEP = "Sửa các ô được nêu trong phiếu trả lại rồi gửi lại phiếu."
_NEXT_STEP_OTHER_BOOK = "Đối chiếu hai quyển sổ, sửa số đăng ký hoặc bỏ dòng trùng rồi gửi lại phiếu."


@dataclass(frozen=True, slots=True)
class ReturnedRow:
    """One row in quarantine."""

    returned_row_id: int
    book_id: int
    file_id: int
    row_no: int
    row: dict[str, str]
    """Field name → text as written."""
    reasons: list[dict[str, str]]
    """rule_id, field, detail."""
    state: str
    owner_unit_id: int
    next_step: str
    opened_at: datetime


def open_rows(
    conn: psycopg.Connection[Any], *, book_id: int | None = None, unit_id: int | None = None
) -> list[ReturnedRow]:
    """The rows that wait for a book's or a unit's correction, oldest first."""
    with transient_errors():
        rows = conn.execute(
            "SELECT returned_row_id, book_id, file_id, row_no, row, reasons, state, owner_unit_id, next_step, opened_at"
            " FROM returned_row WHERE state = 'open' AND (%(book)s::int IS NULL OR book_id = %(book)s)"
            " AND (%(unit)s::int IS NULL OR owner_unit_id = %(unit)s) ORDER BY opened_at, returned_row_id",
            {"book": book_id, "unit": unit_id},
        ).fetchall()
    return [ReturnedRow(*row) for row in rows]


@dataclass(frozen=True, slots=True)
class OpenBook:
    """A book with rows that wait for its unit."""

    unit_id: int
    register: str
    year: int
    book_no: int
    rows: int
    oldest_at: datetime
    next_step: str


def open_books(conn: psycopg.Connection[Any]) -> list[OpenBook]:
    """Books with open returned rows, the longest waiting first."""
    with transient_errors():
        rows = conn.execute(
            "SELECT r.owner_unit_id, b.register, b.year, b.book_no, count(*)::int, min(r.opened_at), min(r.next_step)"
            " FROM returned_row r JOIN book b USING (book_id) WHERE r.state = 'open'"
            " GROUP BY r.owner_unit_id, b.book_id ORDER BY min(r.opened_at), b.book_id"
        ).fetchall()
    return [OpenBook(*row) for row in rows]


def close_replaced(
    conn: psycopg.Connection[Any], register: Register, book_ids: Sequence[int], file_ids: Sequence[int]
) -> None:
    """Close what former files of these books left open: `mended` where the new file brought the case, else `replaced`."""
    conn.execute(
        psycopg.sql.SQL(
            "UPDATE returned_row r SET closed_at = now(), closed_by_file_id = f.file_id, state = CASE WHEN EXISTS ("
            "SELECT FROM {} c WHERE c.book_id = r.book_id"
            " AND (c.unit_id, c.entry_year, c.key_book, c.entry_no, c.entry_suffix)"
            " = (r.owner_unit_id, r.entry_year, r.key_book, r.entry_no, r.entry_suffix)"
            " AND NOT EXISTS (SELECT FROM missing_row m WHERE m.case_id = c.case_id)"
            " AND NOT EXISTS (SELECT FROM returned_row n WHERE n.file_id = f.file_id AND n.case_id = c.case_id)"
            ") THEN 'mended' ELSE 'replaced' END"
            " FROM delivery_file f WHERE f.file_id = ANY(%(files)s) AND f.book_id = r.book_id"
            " AND r.book_id = ANY(%(books)s) AND r.state = 'open' AND r.file_id <> f.file_id"
        ).format(psycopg.sql.Identifier("hotich", register.table)),
        {"books": list(book_ids), "files": list(file_ids)},
    )


def keep_returned(
    conn: psycopg.Connection[Any], batch: PublishBatch, rows: pl.DataFrame, held: Mapping[int, tuple[str, str]],
    load_id: int,
) -> None:  # fmt: skip
    """Put the rows that the rules return, and those whose key is another entry's, into quarantine.

    `rows`: the wave's rows (of `judged_rows`); `held`: n → (rule, what holds the key).
    """
    returned = rows.filter(pl.col("returned") | pl.col("n").is_in(list(held)))
    if returned.is_empty():
        return
    reasons = _reasons(batch.verdict, returned, held)
    faults = _faults(batch, returned)
    names = [name for name in batch.raw.columns if name not in {"file_no", "row_no"}]
    written = batch.raw[returned["n"]].select(names).iter_rows(named=True)
    facts = returned.select("n", "book_id", "file_id", "row_no", "unit_id", *KEY[1:]).iter_rows()
    statement = (
        "COPY returned_row (load_id, book_id, file_id, row_no, owner_unit_id, entry_year, key_book, entry_no,"
        " entry_suffix, row, reasons, faults, state, next_step) FROM STDIN"
    )
    with conn.cursor().copy(statement) as copy:
        for (n, *fact), row in zip(facts, written, strict=True):
            text = json.dumps({k: _storable(v) for k, v in row.items() if v is not None}, ensure_ascii=False)
            step = _NEXT_STEP_OTHER_BOOK if held.get(n, ("", ""))[0] == batch.held_rule_id else _NEXT_STEP
            told = json.dumps(reasons[n], ensure_ascii=False)
            copy.write_row((load_id, *fact, text, told, json.dumps(faults.get(n, [])), "open", step))
    conn.execute(
        psycopg.sql.SQL(
            "UPDATE returned_row r SET case_id = c.case_id FROM {} c WHERE r.load_id = %s AND r.file_id = ANY(%s)"
            " AND c.book_id = r.book_id AND c.unit_id = r.owner_unit_id AND c.entry_year = r.entry_year"
            " AND c.key_book = r.key_book AND c.entry_no = r.entry_no AND c.entry_suffix = r.entry_suffix"
        ).format(psycopg.sql.Identifier("hotich", CASE_TABLES[batch.register.code].name)),
        [load_id, returned["file_id"].unique().to_list()],
    )


def _storable(text: str) -> str:
    """PostgreSQL has no NUL in text: its visible symbol stands for it."""
    return text.replace("\0", "\u2400") if "\0" in text else text


def _faults(batch: PublishBatch, returned: pl.DataFrame) -> dict[int, list[dict[str, str]]]:
    """n → damaged cells of the row: what was a formula does not show in the text."""
    if batch.faults is None or batch.faults.is_empty():
        return {}
    places = batch.clean[returned["n"]].select("file_no", "row_no").with_columns(returned["n"])
    found: dict[int, list[dict[str, str]]] = {}
    cells = batch.faults.join(places, on=["file_no", "row_no"]).select("n", "field", "fault")
    for n, field, fault in cells.iter_rows():
        found.setdefault(n, []).append({"field": field, "fault": fault})
    return found


def _reasons(
    verdict: pl.DataFrame, returned: pl.DataFrame, held: Mapping[int, tuple[str, str]]
) -> dict[int, list[dict[str, str]]]:
    """n → every rule that the row broke, errors first."""
    broken = verdict.filter(pl.col("row").cast(pl.UInt32).is_in(returned["n"].implode())).sort(
        "row", pl.col("severity") != "error", maintain_order=True
    )
    reasons: dict[int, list[dict[str, str]]] = {
        n: [{"rule_id": rule_id, "severity": "error", "field": "entry_number", "detail": detail}]
        for n, (rule_id, detail) in held.items()
    }
    for n, rule_id, severity, field in broken.select("row", "rule_id", "severity", "field").iter_rows():
        reasons.setdefault(n, []).append({"rule_id": rule_id, "severity": severity, "field": field or ""})
    return reasons
