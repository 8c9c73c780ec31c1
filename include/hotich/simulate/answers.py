"""The offices' part of the return loop: slips in the outbox are filled in from the truth and sent back.

An officer who has the book before him: a planted fault is mended, a value that the book really has is confirmed, a
difference between two keyings is decided for the book, a sampled case is right unless a fault was planted in it.
"""

import os
import shutil
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from hashlib import sha256
from multiprocessing import get_context
from pathlib import Path
from typing import Any, Final

import openpyxl
import polars as pl

from hotich.registers import REGISTERS, Register
from hotich.slips import Slip
from hotich.slips.layout import (
    ARBITRATION_SHEET,
    COLUMNS,
    CONFIRMED,
    GUIDE_SHEET,
    PERSON,
    RETURNED_SHEET,
    SAMPLE_SHEET,
    WARNING_SHEET,
)

_ANSWER: Final = COLUMNS.index("giaTriDung")
_PEOPLE: Final = {
    Slip.RETURNED: "Cao Thị Sửa Phiếu",
    Slip.ARBITRATION: "Lưu Văn Đối Chiếu",
    Slip.SAMPLE: "Mai Thị Kiểm Mẫu",
}
"""Who fills in each slip; nobody of these keys books."""
_RIGHT, _WRONG = "đúng", "sai"
_WORTH_PROCESSES: Final = 100
"""So many slips are filled in sooner by several processes, although starting these takes seconds."""

_Waiting = tuple[Slip, Path, Path]
"""A kind of slip, the slip, and where its answer goes."""


@dataclass(slots=True)
class Answers:
    """How many slips went back, and how many of their cells were answered, by kind of slip."""

    slips: Counter[Slip] = field(default_factory=Counter)
    cells: Counter[Slip] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class _Book:
    """What is true of the cells of a book's files."""

    originals: Mapping[tuple[int, str], str | None]
    """(row, field) → what should have been keyed, where something else was planted."""
    decided: Mapping[tuple[int, str], str]
    """(row, field) → what the book has, where the two keyings differ."""


def answer_slips(
    outbox: Path, inbox: Path, truth: Path, advance: Callable[[int, int], None] | None = None
) -> Answers:
    """Fill in every slip of the outbox that was not sent back since it was written, and put it into the inbox.

    A book's differences of two keyings are decided once its returned rows are mended.

    Args:
        advance: called with (slips looked at, slips in all).
    """
    answers = Answers()
    found = [one for path in sorted(outbox.glob("*/*.fix.xlsx")) if (one := _unanswered(path, inbox))]
    waiting = _one_a_book(found)
    for number, (slip, cells) in enumerate(_filled_in(waiting, inbox, truth), start=1):
        if advance is not None:
            advance(number, len(waiting))
        if cells:
            answers.slips[slip] += 1
            answers.cells[slip] += cells
    return answers


def _unanswered(path: Path, inbox: Path) -> _Waiting | None:
    """The slip, with its kind and the place of its answer, unless it was sent back since it was written."""
    slip = next((slip for slip in Slip if path.name.startswith(slip)), None)
    sent = inbox / path.parent.name / path.name
    if slip is None or (sent.exists() and sent.stat().st_mtime >= path.stat().st_mtime):
        return None
    return slip, path, sent


def _one_a_book(found: Sequence[_Waiting]) -> list[_Waiting]:
    """What an office sends back at a time: the system takes one slip with values of a book in each of its runs."""
    returned = {_book(path) for slip, path, _ in found if slip is Slip.RETURNED}
    return [one for one in found if one[0] is not Slip.ARBITRATION or _book(one[1]) not in returned]


def _book(path: Path) -> tuple[str, ...]:
    """Unit, register, year and number of a slip's book, as its name tells them."""
    return tuple(path.name.split(".")[1:5])


def _filled_in(waiting: Sequence[_Waiting], inbox: Path, truth: Path) -> Iterable[tuple[Slip, int]]:
    """Fill in these slips; the kind and the number of answered cells of each, in the same order."""
    if len(waiting) < _WORTH_PROCESSES:
        yield from map(partial(_fill_in, _Truth(inbox, truth)), waiting)
        return
    # Started anew: forked processes would lack the threads of polars.
    with ProcessPoolExecutor(
        os.cpu_count(), get_context("spawn"), initializer=_Office.open, initargs=(inbox, truth)
    ) as offices:
        yield from offices.map(_Office.fill_in, waiting, chunksize=8)


class _Truth:
    """The truth about a province, book by book."""

    def __init__(self, inbox: Path, truth: Path) -> None:
        self._inbox = inbox
        self._faults = pl.read_parquet(truth / "faults.parquet").filter(pl.col("field").is_not_null())
        self._typing = pl.read_parquet(truth / "typing.parquet")
        files = pl.read_parquet(truth / "files.parquet").filter(pl.col("kind") == "book")
        self._files: dict[tuple[str, str, int, int], list[str]] = {}
        for unit, register, year, number, path in files.select(
            "unit_code", "register", "year", "book_no", "path"
        ).iter_rows():
            self._files.setdefault((unit, register, year, number), []).append(path)
        self._paths: dict[str, str] = {}

    def book(self, path: Path) -> tuple[Register, dict[str, _Book]]:
        """The register of a slip and the truth of its book's files, by the digest of the file; "" for any other file."""
        unit, code, year, number = _book(path)
        found: dict[str, _Book] = {}
        merged: tuple[dict[tuple[int, str], str | None], dict[tuple[int, str], str]] = ({}, {})
        for file in self._files.get((unit, code, int(year), int(number)), []):
            one = self._of_file(file)
            found[sha256((self._inbox / file).read_bytes()).hexdigest()] = one
            merged[0].update(one.originals)
            merged[1].update(one.decided)
        # A slip that follows on a slip names that one; its rows have kept their numbers.
        found[""] = _Book(*merged)
        return REGISTERS[code], found

    def _of_file(self, file: str) -> _Book:
        faults = self._faults.filter(pl.col("file") == file).select("row", "field", "original")
        typing = self._typing.filter(pl.col("file") == file).select(
            "row", "field", "first", "second", "wrong"
        )
        return _Book(
            {(row, name): original for row, name, original in faults.iter_rows()},
            {
                (row, name): second if wrong == "first" else first
                for row, name, first, second, wrong in typing.iter_rows()
            },
        )


class _Office:
    """One of several processes that fill in slips: it has read the truth once."""

    known: _Truth

    @classmethod
    def open(cls, inbox: Path, truth: Path) -> None:
        cls.known = _Truth(inbox, truth)

    @classmethod
    def fill_in(cls, waiting: _Waiting) -> tuple[Slip, int]:
        return _fill_in(cls.known, waiting)


def _fill_in(known: _Truth, waiting: _Waiting) -> tuple[Slip, int]:
    """Send back the filled-in copy of a slip; returns how many cells were answered (0: nothing is sent)."""
    slip, path, sent = waiting
    workbook = openpyxl.load_workbook(path)
    register, books = known.book(path)
    answered = 0
    if slip is Slip.SAMPLE:
        answered = _check(workbook[SAMPLE_SHEET])
    else:
        for name in (RETURNED_SHEET, WARNING_SHEET, ARBITRATION_SHEET):
            if name in workbook.sheetnames:
                answered += _mend(workbook[name], register, books)
    if answered:
        _sign(workbook[GUIDE_SHEET], _PEOPLE[slip])
        part = sent.with_name(f"{sent.name}.part")
        workbook.save(part)
        shutil.move(part, sent)
    return slip, answered


def _lines(sheet: Any) -> Iterator[tuple[Any, dict[str, str]]]:
    """(cells, text by column) of each line of a data sheet."""
    heads = [str(cell.value or "").split()[0] if cell.value else "" for cell in sheet[1]]
    for cells in sheet.iter_rows(min_row=2):
        yield cells, {head: str(cell.value or "") for head, cell in zip(heads, cells, strict=True) if head}


def _mend(sheet: Any, register: Register, books: Mapping[str, _Book]) -> int:
    fields = {described.column: described.name for described in register.all_fields}
    answered = 0
    for cells, line in _lines(sheet):
        name = fields.get(line["cot"])
        if name is None:
            continue
        book = books.get(line["sha256"], books[""])
        place = (int(line["dong"]), name)
        if sheet.title == ARBITRATION_SHEET:
            right = book.decided.get(place, CONFIRMED)
        else:
            right = book.originals.get(place, CONFIRMED) or CONFIRMED
        cells[_ANSWER].value = right
        answered += 1
    return answered


def _check(sheet: Any) -> int:
    answered = 0
    for cells, line in _lines(sheet):
        column = list(line).index("ketQua")
        cells[column].value = _RIGHT
        answered += 1
    return answered


def _sign(sheet: Any, person: str) -> None:
    for label, cell in sheet.iter_rows(min_row=1, max_row=10, max_col=2):
        if label.value == PERSON:
            cell.value = person
