"""What is open in books, cell by cell: rows that were returned and wait, warnings of loaded cases that nobody has looked at."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import psycopg
from psycopg.rows import dict_row
from psycopg.sql import SQL, Identifier

from hotich.registers import Register
from hotich.storage.database import transient_errors
from hotich.storage.targets import confirmed_cells
from hotich.storage.wording import as_written


@dataclass(frozen=True, slots=True)
class OpenRow:
    """One row with what was found in it; lineage by file digest and row number."""

    sha256: str
    row_no: int
    row: Mapping[str, str]
    """As written: field → text."""
    findings: tuple[tuple[str, str, str, str], ...]
    """(rule, severity, field or "", detail)."""


@dataclass(slots=True)
class OpenItems:
    """What is open in one book."""

    book_id: int
    unit_id: int
    year: int
    book_no: int
    path: str
    """Of the file that was delivered last."""
    returned: list[OpenRow] = field(default_factory=list)
    warned: list[OpenRow] = field(default_factory=list)


def open_items(
    conn: psycopg.Connection[Any], register: Register, book_ids: Collection[int]
) -> list[OpenItems]:
    """What is open in these books of one register, in one snapshot; books without anything open are there too."""
    wanted = sorted(set(book_ids))
    with transient_errors(), conn.transaction():
        conn.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        items = {
            book_id: OpenItems(book_id, unit_id, year, book_no, path or "")
            for book_id, unit_id, year, book_no, path in conn.execute(
                "SELECT b.book_id, b.unit_id, b.year, b.book_no, (SELECT f.path FROM delivery_file f"
                " WHERE f.book_id = b.book_id AND f.kind = 'book' AND f.state IN ('loaded', 'partly_loaded', 'rejected')"
                " ORDER BY f.file_id DESC LIMIT 1) FROM book b WHERE b.book_id = ANY(%s) ORDER BY 1",
                [wanted],
            )
        }
        for book_id, row in _returned(conn, wanted):
            items[book_id].returned.append(row)
        for book_id, row in _warned(conn, register, wanted):
            items[book_id].warned.append(row)
    return list(items.values())


def books_with_open_items(conn: psycopg.Connection[Any], unit_id: int | None = None) -> list[tuple[str, int]]:
    """(register, book_id) of every book in which something is open (of one unit)."""
    with transient_errors():
        return conn.execute(
            "SELECT b.register, b.book_id FROM book b WHERE (%(unit)s::int IS NULL OR b.unit_id = %(unit)s)"
            " AND b.book_id IN (SELECT book_id FROM returned_row WHERE state = 'open'"
            " UNION SELECT book_id FROM case_warning WHERE NOT confirmed) ORDER BY 1, 2",
            {"unit": unit_id},
        ).fetchall()


def _returned(conn: psycopg.Connection[Any], book_ids: list[int]) -> Iterator[tuple[int, OpenRow]]:
    rows = conn.execute(
        "SELECT r.book_id, r.file_id, f.sha256, r.row_no, r.row, r.reasons FROM returned_row r JOIN delivery_file f USING (file_id)"
        " WHERE r.book_id = ANY(%s) AND r.state = 'open' ORDER BY r.book_id, r.row_no, r.returned_row_id",
        [book_ids],
    ).fetchall()
    confirmed = confirmed_cells(conn, book_ids) if rows else {}
    for book_id, file_id, sha256, row_no, row, reasons in rows:
        findings = tuple(
            (reason["rule_id"], reason["severity"], reason["field"], reason.get("detail", ""))
            for reason in reasons
            if reason["severity"] == "error" or (file_id, row_no, reason["field"]) not in confirmed
        )
        yield book_id, OpenRow(sha256, row_no, row, findings)


def _warned(
    conn: psycopg.Connection[Any], register: Register, book_ids: list[int]
) -> Iterator[tuple[int, OpenRow]]:
    rows = conn.cursor(row_factory=dict_row).execute(
        SQL(
            # The few warnings first: most cases of a book have none.
            "SELECT c.*, f.sha256, w.found FROM (SELECT case_id, array_agg(ARRAY[rule_id, field] ORDER BY field, rule_id)"
            " AS found FROM case_warning WHERE book_id = ANY(%s) AND NOT confirmed GROUP BY case_id) w JOIN {} c"
            " USING (case_id) JOIN delivery_file f ON f.file_id = c.file_id ORDER BY c.book_id, c.row_no, c.case_id"
        ).format(Identifier("hotich", register.table)),
        [book_ids],
    )
    for case in rows:
        findings = tuple((rule_id, "warning", name, "") for rule_id, name in case["found"])
        yield case["book_id"], OpenRow(case["sha256"], case["row_no"], as_written(register, case), findings)
