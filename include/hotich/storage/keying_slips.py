"""What a slip of arbitration says, and whether the one in the outbox still says it."""

from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg.sql import SQL, Identifier

from hotich.storage.database import transient_errors
from hotich.storage.schema import CASE_TABLES
from hotich.storage.states import Finding, Weight


@dataclass(frozen=True, slots=True)
class SlipBook:
    """A book whose slip is to be looked at; its row is locked."""

    book_id: int
    unit_id: int
    register: str
    year: int
    book_no: int
    slip_digest: str | None
    """Of the slip that was written; None: there is none."""


@dataclass(frozen=True, slots=True)
class OpenDifference:
    """An open difference and where its case stands."""

    entry_no: int
    entry_suffix: str
    entry_year: int
    field: str
    finding: Finding
    weight: Weight
    first_value: str | None
    second_value: str | None
    sha256: str
    row_no: int
    scan: str | None


def books_with_slip_due(conn: psycopg.Connection[Any], stage_id: str) -> list[int]:
    """Books of a stage that were compared since their slip was looked at."""
    with transient_errors():
        rows = conn.execute(
            "SELECT book_id FROM keying JOIN book USING (book_id) WHERE stage_id = %s AND slip_due ORDER BY book_id",
            [stage_id],
        )
        return [book_id for (book_id,) in rows.fetchall()]


def lock_slip(conn: psycopg.Connection[Any], book_id: int) -> SlipBook | None:
    """Lock the book until the transaction ends; None when its slip is no longer due."""
    with transient_errors():
        row = conn.execute(
            "SELECT b.book_id, b.unit_id, b.register, b.year, b.book_no, k.slip_digest FROM book b JOIN keying k USING (book_id)"
            " WHERE b.book_id = %s AND k.slip_due FOR UPDATE",
            [book_id],
        ).fetchone()
    return None if row is None else SlipBook(*row)


def open_differences(conn: psycopg.Connection[Any], book: SlipBook) -> list[OpenDifference]:
    """The book's open differences in order of the case. The lineage is the loaded case's, else the second keying's."""
    with transient_errors():
        rows = conn.execute(
            SQL(
                "SELECT d.entry_no, d.entry_suffix, d.entry_year, d.field, d.finding, d.weight, d.first_value,"
                " d.second_value, coalesce(one.sha256, two.sha256), coalesce(c.row_no, d.second_row_no),"
                " (SELECT min(name) FROM scan s WHERE s.case_id = d.case_id AND s.state = 'matched')"
                " FROM keying_difference d LEFT JOIN {} c ON c.case_id = d.case_id"
                " LEFT JOIN delivery_file one ON one.file_id = c.file_id"
                " LEFT JOIN delivery_file two ON two.file_id = d.second_file_id"
                " WHERE d.book_id = %s AND d.closed_at IS NULL"
                " ORDER BY d.entry_year, d.entry_no, d.entry_suffix, d.key_book, d.difference_id"
            ).format(Identifier("hotich", CASE_TABLES[book.register].name)),
            [book.book_id],
        ).fetchall()
    return [
        OpenDifference(
            number, suffix, year, field, Finding(finding), Weight(weight), first, second, sha, row_no, scan
        )
        for number, suffix, year, field, finding, weight, first, second, sha, row_no, scan in rows
    ]


def note_slip(conn: psycopg.Connection[Any], book_id: int, digest: str | None) -> None:
    """The slip in the outbox is the one with this digest; None: there is none."""
    with transient_errors():
        conn.execute(
            "UPDATE keying SET slip_due = false, slip_digest = %s WHERE book_id = %s", [digest, book_id]
        )
