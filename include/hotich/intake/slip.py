"""A slip that came back filled in: who filled it in, and which cells have an answer (delivery contract §4).

A data sheet is any sheet whose header has the contract's columns; lines without an answer say nothing. What is wrong with
a line is told in Vietnamese, without any value, and stops no other line.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from hotich.errors import DeliveryError
from hotich.intake.cells import Chunk, cell_text, type_fault
from hotich.intake.table import Table, Template
from hotich.intake.workbook import Workbook
from hotich.registers import Field, Kind, Register
from hotich.slips.drawing import visible
from hotich.slips.layout import COLUMNS, CONFIRMED, GUIDE_SHEET, LIST_SHEET, PERSON
from hotich.text.folding import fold, fold_plain
from hotich.text.unicode import clean, fault, trim

_MOST_SHEETS = 10
_GUIDE_ROWS = 30
"""Rows of the guide in which the officer's name is looked for."""
_LONGEST_NAME = 200
_SHA256 = re.compile(r"[0-9a-f]{64}")
_ROW_NO = re.compile(r"[0-9]{1,7}")
_ANSWER = "giaTriDung"
_KNOWN = {
    name: Field(name, name, name, Kind.COUNT if name == "dong" else Kind.TEXT, part=name) for name in COLUMNS
}
_TEMPLATE = Template(
    term="phiếu", fields=_KNOWN, key_column="sha256", required=("sha256", "dong", "cot", _ANSWER), known_needed=4
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Answer:
    """One filled-in line."""

    sheet: str
    line_no: int
    """As Excel shows it."""
    sha256: str
    row_no: int
    field: Field | None
    """None: the row as a whole."""
    rule_ids: tuple[str, ...]
    text: str
    """As written."""
    faults: tuple[str, ...] = ()
    """What keeps the text from being taken as it is, by the names of a book's cells."""


@dataclass(frozen=True, slots=True)
class UnusableLine:
    """A filled-in line that can't be taken, and why."""

    sheet: str
    line_no: int
    reason: str
    sha256: str = ""
    row_no: int | None = None
    field: str = ""
    text: str | None = None


@dataclass(frozen=True, slots=True)
class SlipReading:
    """A slip as read."""

    person: str | None
    """Who filled it in, as written; None: not told."""
    answers: tuple[Answer, ...]
    unusable: tuple[UnusableLine, ...]


def read_slip(data: bytes, register: Register) -> SlipReading:
    """Read a filled-in slip of a book of that register.

    Raises:
        DeliveryError: not a workbook that can be read, or none of its sheets has the columns of a slip.
    """
    names = Workbook(data).sheets
    if len(names) > _MOST_SHEETS:
        raise DeliveryError(f"Phiếu có {len(names)} trang tính; giữ nguyên các trang của phiếu đã nhận.")
    answers: list[Answer] = []
    unusable: list[UnusableLine] = []
    refusal: DeliveryError | None = None
    found = False
    for name in (name for name in names if name not in {GUIDE_SHEET, LIST_SHEET}):
        sheet = Workbook(data, name)
        try:
            table = Table(sheet, _TEMPLATE)
        except DeliveryError as error:
            refusal = refusal or error
            continue
        found = True
        for line in _lines(sheet, table, register):
            (answers if isinstance(line, Answer) else unusable).append(line)  # type: ignore[arg-type]
    if not found:
        raise refusal or DeliveryError(
            f"Phiếu không có trang dữ liệu với các cột {', '.join(COLUMNS)}. Ghi vào phiếu đã nhận rồi gửi lại."
        )
    return SlipReading(_person(data) if GUIDE_SHEET in names else None, tuple(answers), tuple(unusable))


def confirms(text: str, written: str | None) -> bool:
    """Whether an answer says that the cell stands in the book as written: in words, or by the same value again."""
    said = text.strip(" .!\t\n")
    if fold(said) == fold(CONFIRMED) or fold_plain(said) == fold_plain(CONFIRMED):
        return True
    former = written or ""
    return trim(text) in {trim(former), trim(visible(former))}


def _lines(sheet: Workbook, table: Table, register: Register) -> Iterator[Answer | UnusableLine]:
    """The filled-in lines of one sheet, in their order."""
    columns = {field.name: column for column, field in table.layout.columns.items()}
    chunks = list(table.chunks())
    # Formulas are known once the sheet is read to its end.
    damaged = {
        (row, column) for row, column in sheet.look.formulas | sheet.look.errors if column in columns.values()
    }
    by_row: dict[int, set[int]] = {}
    for row, column in damaged:
        by_row.setdefault(row, set()).add(column)
    for chunk in chunks:
        for place, line_no in enumerate(chunk.row_nos.tolist()):
            line = _Line(sheet.look.name, line_no, chunk, place)
            answered = columns[_ANSWER] in by_row.get(line_no, ())
            if answered or line.text(_ANSWER).strip():
                yield line.read(register, damaged=line_no in by_row)


@dataclass(frozen=True, slots=True)
class _Line:
    sheet: str
    line_no: int
    chunk: Chunk
    place: int

    def value(self, name: str) -> object:
        codes = self.chunk.codes.get(name)
        return "" if codes is None else self.chunk.values[codes[self.place]]

    def text(self, name: str, kind: Kind = Kind.TEXT) -> str:
        return cell_text(self.value(name), kind)

    def read(self, register: Register, *, damaged: bool) -> Answer | UnusableLine:
        """The answer of this line, or why there is none."""
        sha256, row_text = self.text("sha256").strip().lower(), self.text("dong").strip()
        column = (clean(self.text("cot")) or "").strip()
        if not _SHA256.fullmatch(sha256) or not _ROW_NO.fullmatch(row_text):
            return self._unusable(
                "cột sha256 hoặc dong không còn như phiếu đã nhận: chép lại từ phiếu gốc rồi ghi lại"
            )
        field = _field(register, column)
        if field is None and column:
            return self._unusable(
                f"sổ {register.code} không có cột mang tên ở «cot»: chép lại từ phiếu gốc",
                sha256,
                int(row_text),
            )
        name = "" if field is None else field.name
        if damaged:
            return self._unusable(
                "ô chứa công thức hoặc giá trị lỗi: gõ giá trị vào ô rồi gửi lại", sha256, int(row_text), name
            )
        kind = Kind.TEXT if field is None else field.kind
        text = self.text(_ANSWER, kind)
        faults = [name for name in (type_fault(self.value(_ANSWER), text, kind), fault(text)) if name]
        rules = tuple(part.strip() for part in re.split(r"[;,\n]", self.text("ruleId")) if part.strip())
        return Answer(self.sheet, self.line_no, sha256, int(row_text), field, rules, text, tuple(faults))

    def _unusable(
        self, reason: str, sha256: str = "", row_no: int | None = None, field: str = ""
    ) -> UnusableLine:
        return UnusableLine(
            self.sheet, self.line_no, f"{reason}.", sha256, row_no, field, self.text(_ANSWER) or None
        )


def _field(register: Register, column: str) -> Field | None:
    """The field under a header, letter case ignored."""
    wanted = column.casefold()
    return next((field for field in register.all_fields if field.column.casefold() == wanted), None)


def _person(data: bytes) -> str | None:
    """The name beside its label on the guide sheet; a formula is no name."""
    sheet = Workbook(data, GUIDE_SHEET)
    label = fold(PERSON)
    found: list[tuple[int, int, str]] = []
    for block in islice(sheet.blocks(), 1):
        for place in range(min(block.height, _GUIDE_ROWS)):
            cells = block.row(place)
            for at, cell in enumerate(cells[:-1]):
                if isinstance(cell, str) and fold(cell.strip(" :")) == label:
                    found.append((block.first_row + place, block.first_column + at + 1, str(cells[at + 1])))
    for row, column, text in found[:1]:
        if (row, column) not in sheet.look.formulas | sheet.look.errors and fault(text) is None:
            return (clean(text) or "")[:_LONGEST_NAME] or None
    return None
