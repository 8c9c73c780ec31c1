"""Writes the slips of what is open in books, from the database: the same after a load and whenever somebody asks."""

from collections import defaultdict
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

import psycopg

from hotich.plan import load_plan
from hotich.quality.returned import Finding, ReturnedBook, returned_name, row_lines, write_returned
from hotich.registers import Register
from hotich.registers import register as register_of
from hotich.settings import Settings
from hotich.slips.drawing import slip_comment
from hotich.slips.lines import SlipLine
from hotich.storage.database import connect
from hotich.storage.open_items import OpenItems, OpenRow, books_with_open_items, open_items
from hotich.units import UnitRegistry

_BOOKS_AT_ONCE: Final = 200
"""Bounds the memory."""


def write_open_slips(settings: Settings, unit_code: str | None = None) -> dict[str, Any]:
    """Write the slip of every book in which a row or a warning is open; returns counts: books, written.

    A slip that says the same already is left alone: an officer may be working in it.
    """
    units = load_plan(settings.plan).units
    with connect(settings) as conn:
        found = books_with_open_items(conn)
        books: dict[str, list[int]] = defaultdict(list)
        for code, book_id in found:
            books[code].append(book_id)
        written = 0
        for code, book_ids in books.items():
            for start in range(0, len(book_ids), _BOOKS_AT_ONCE):
                some = dict.fromkeys(book_ids[start : start + _BOOKS_AT_ONCE], True)
                written += _write(settings, conn, units, register_of(code), some, unit_code)
    return {"books": len(found), "written": written}


def write_slips(
    settings: Settings, conn: psycopg.Connection[Any], register: Register, books: Mapping[int, bool]
) -> int:
    """Bring the slips of these books up to what is open in them; returns how many were written.

    `books`: book_id → whether to write one where there is none yet. A slip in which nothing is open any more goes.
    """
    if not books:
        return 0
    units = load_plan(settings.plan).units
    told = sorted(books.items())
    return sum(
        _write(settings, conn, units, register, dict(told[start : start + _BOOKS_AT_ONCE]))
        for start in range(0, len(told), _BOOKS_AT_ONCE)
    )


def _write(
    settings: Settings, conn: psycopg.Connection[Any], units: UnitRegistry, register: Register, books: dict[int, bool],
    unit_code: str | None = None,
) -> int:  # fmt: skip
    written = 0
    for items in open_items(conn, register, books):
        unit = units.by_id(items.unit_id)
        if unit_code not in {None, unit.code}:
            continue
        book = ReturnedBook(unit.code, unit.name, items.year, items.book_no, Path(items.path).name)
        path = settings.outbox / unit.code / returned_name(register, book)
        if books[items.book_id] or path.exists():
            written += _write_one(path, register, book, items)
    return written


def _write_one(path: Path, register: Register, book: ReturnedBook, items: OpenItems) -> bool:
    returned = [line for row in items.returned for line in _lines(register, row)]
    warnings = [line for row in items.warned for line in _lines(register, row)]
    if not returned and not warnings:
        path.unlink(missing_ok=True)
        return False
    digest = _digest([*returned, *warnings])
    if slip_comment(path) == digest:
        return False
    write_returned(path, register, book, returned, warnings, digest)
    return True


def _lines(register: Register, row: OpenRow) -> list[SlipLine]:
    findings = [
        Finding(rule_id, severity, name or None, detail) for rule_id, severity, name, detail in row.findings
    ]
    return row_lines(register, row.sha256, row.row_no, row.row, findings)


def _digest(lines: list[SlipLine]) -> str:
    """Digest of what a slip says."""
    told = sha256()
    for line in lines:
        field = "" if line.field is None else line.field.name
        words = (
            line.sha256,
            str(line.row_no),
            field,
            *line.rule_ids,
            *line.reasons,
            line.value or "",
            line.mark,
        )
        told.update("\x1f".join(words).encode("utf-8", "surrogatepass") + b"\x1e")
    return told.hexdigest()
