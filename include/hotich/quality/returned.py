"""The workbook of returned rows: what an officer mends without a manual, and sends back under its own name.

Delivery contract §4: columns `sha256, dong, cot, ruleId, lyDo, giaTriCu, giaTriDung` beside the row as written. One line is
one cell (found again by sha256, dong, cot); all that is wrong with the cell stands in that line.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import polars as pl
import xlsxwriter

from hotich.quality.catalogue import rule
from hotich.registers import Field, Kind, Register
from hotich.registers.hints import hint
from hotich.registers.nations import countries, ethnicities
from hotich.slips import Slip, slip_name

COLUMNS: Final = ("sha256", "dong", "cot", "ruleId", "lyDo", "giaTriCu", "giaTriDung")
DATA_SHEET: Final = "Tra lai"
GUIDE_SHEET: Final = "Huong dan"
LIST_SHEET: Final = "Danh muc"
CONFIRMED: Final = "đúng như sổ"
"""What an officer writes when the book really says so."""

_WIDTHS: Final = (10, 7, 18, 16, 60, 26, 26)
_LINE_HEIGHT, _LINE_LETTERS = 17, 100
"""Of the guide: points, and letters that surely fit in its column."""
_LONGEST_CELL: Final = 32_000
"""Excel holds 32,767 characters in a cell."""
_INVISIBLE: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufffe\uffff]"
)
_FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r")
_FONT: Final = {"font_name": "Times New Roman", "font_size": 12}
_COLOURS: Final = {"error": "#F8CBAD", "warning": "#FFE699"}


@dataclass(frozen=True, slots=True)
class ReturnedBook:
    """The delivered file whose rows go back."""

    file_no: int
    sha256: str
    unit_code: str
    unit_name: str
    year: int
    book_no: int
    file_name: str
    """As delivered, for the officer to find it."""


@dataclass(frozen=True, slots=True)
class _Line:
    row: int
    row_no: int
    field: Field | None
    severity: str
    rule_ids: tuple[str, ...]
    reasons: tuple[str, ...]


def returned_name(register: Register, book: ReturnedBook) -> str:
    """File name of the book's workbook: `phieu_tra_lai.<unit>.<TYPE>.<year>.<bookNo>.fix.xlsx`."""
    return slip_name(Slip.RETURNED, book.unit_code, register.code, book.year, book.book_no)


def write_returned(
    path: Path, register: Register, book: ReturnedBook, raw: pl.DataFrame, verdict: pl.DataFrame
) -> int:
    """Write the workbook of the returned rows of `book` to `path`; returns how many rows it holds (0: nothing written).

    `raw` is the RAW frame of the batch, `verdict` the frame of its `Verdict` (`row` = position in `raw`). Rows with at
    least one error are in the workbook, with their warnings. The file appears whole or not at all.
    """
    lines = list(_lines(register, book, raw, verdict))
    if not lines:
        return 0
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.part")
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(str(part), options) as workbook:
        workbook.set_properties({"title": f"Phiếu trả lại – sổ {register.code}", "comments": book.sha256})
        guide = workbook.add_worksheet(GUIDE_SHEET)
        drawer = _Drawer(workbook, register, _shown_fields(register, raw, lines))
        drawer.lines(workbook.add_worksheet(DATA_SHEET), lines, book, raw)
        row_count = len({line.row for line in lines})
        drawer.guide(guide, book, row_count)
        guide.activate()
    part.replace(path)
    return row_count


def _lines(
    register: Register, book: ReturnedBook, raw: pl.DataFrame, verdict: pl.DataFrame
) -> Iterator[_Line]:
    """One line for each cell at fault (and one for each row at fault as a whole), by row; errors before warnings."""
    of_book = raw.select("file_no", "row_no").with_row_index("row").filter(pl.col("file_no") == book.file_no)
    found = verdict.join(of_book.select(pl.col("row").cast(pl.UInt32), "row_no"), on="row")
    returned = found.filter(pl.col("severity") == "error")["row"].unique().implode()
    cells = (
        found.filter(pl.col("row").is_in(returned))
        .sort("row", "severity", "rule_id")
        .group_by("row", "row_no", "field", maintain_order=True)
        .agg(pl.col("severity").min(), pl.col("rule_id").unique(maintain_order=True))
        .sort("row", "severity", maintain_order=True)
    )
    for row, row_no, name, severity, rule_ids in cells.iter_rows():
        yield _Line(
            row=row,
            row_no=row_no,
            field=None if name is None else register.field(name),
            severity=severity,
            rule_ids=tuple(rule_ids),
            reasons=tuple(rule(rule_id).message for rule_id in rule_ids),
        )


def _shown_fields(register: Register, raw: pl.DataFrame, lines: Sequence[_Line]) -> list[Field]:
    """The template's columns, and those of an edition that hold something in the returned rows."""
    rows = raw[sorted({line.row for line in lines})]
    extra = [name for edition in register.editions for name in (field.name for field in edition.fields)]
    filled = {name for name in extra if rows[name].null_count() < rows.height}
    return [field for field in register.all_fields if field.name in filled or field.name not in extra]


class _Drawer:
    """Draws the sheets of one workbook."""

    def __init__(self, workbook: Any, register: Register, fields: list[Field]) -> None:
        self.workbook = workbook
        self.register = register
        self.fields = fields
        base = {**_FONT, "num_format": 49, "valign": "top", "text_wrap": True, "border": 1}
        self.plain = workbook.add_format(base)
        self.quoted = workbook.add_format({**base, "quote_prefix": True})
        self.marked = {
            severity: workbook.add_format({**base, "bg_color": colour, "quote_prefix": True})
            for severity, colour in _COLOURS.items()
        }
        self.answer = workbook.add_format({**base, "bg_color": "#E2EFDA", "locked": False})
        self.head = workbook.add_format({**base, "bold": True, "bg_color": "#D9D9D9"})
        self.title = workbook.add_format({**_FONT, "bold": True, "font_size": 14})
        self.text = workbook.add_format({**_FONT, "text_wrap": True, "valign": "top"})
        self.ranges: dict[str, str] = {}

    def lines(self, sheet: Any, lines: Sequence[_Line], book: ReturnedBook, raw: pl.DataFrame) -> None:
        """The data sheet: header, one line a cell, everything locked but `giaTriDung`."""
        headers = (*COLUMNS, *(field.column for field in self.fields))
        for column, header in enumerate(headers):
            sheet.write_string(0, column, header, self.head)
        for at, line in enumerate(lines, start=1):
            written = raw.row(line.row, named=True)
            self._line(sheet, at, line, book, written)
        for column, width in enumerate(_WIDTHS):
            sheet.set_column(column, column, width)
        sheet.set_column(len(COLUMNS), len(headers) - 1, 18)
        sheet.freeze_panes(1, len(COLUMNS))
        sheet.autofilter(0, 0, len(lines), len(headers) - 1)
        sheet.protect(
            "",
            {
                "format_columns": True,
                "format_rows": True,
                "autofilter": True,
                "sort": False,
                "select_locked_cells": True,
            },
        )
        sheet.set_landscape()
        sheet.repeat_rows(0)

    def _line(self, sheet: Any, at: int, line: _Line, book: ReturnedBook, written: dict[str, Any]) -> None:
        old = None if line.field is None else written[line.field.name]
        known = (
            book.sha256,
            str(line.row_no),
            line.field.column if line.field else "",
            "; ".join(line.rule_ids),
            "\n".join(line.reasons),
        )
        for column, value in enumerate(known):
            sheet.write_string(at, column, value, self.plain)
        self._cell(sheet, at, 5, old, line.severity)
        if line.field is None:
            # Nothing to type: the row as a whole is meant.
            sheet.write_blank(at, 6, None, self.plain)
        else:
            sheet.write_blank(at, 6, None, self.answer)
            self._choices(sheet, at, line.field)
        for column, field in enumerate(self.fields, start=len(COLUMNS)):
            severity = line.severity if line.field is not None and field.name == line.field.name else None
            self._cell(sheet, at, column, written[field.name], severity)

    def _cell(self, sheet: Any, row: int, column: int, value: str | None, severity: str | None) -> None:
        text = visible(value or "")
        plain = self.quoted if text.startswith(_FORMULA_STARTS) else self.plain
        sheet.write_string(row, column, text, plain if severity is None else self.marked[severity])

    def _choices(self, sheet: Any, row: int, field: Field) -> None:
        """A drop-down where the column has a list (strict for codes), and how to write the value."""
        message = hint(field)[:255]
        options: dict[str, Any] = (
            {"input_title": field.column[:32], "input_message": message} if message else {}
        )
        source = self._list(field)
        if source is None:
            if options:
                sheet.data_validation(row, 6, row, 6, {"validate": "any", **options})
            return
        strict = field.kind is Kind.CODE
        sheet.data_validation(
            row,
            6,
            row,
            6,
            {
                "validate": "list",
                "source": source,
                "error_type": "stop" if strict else "information",
                "error_title": "Không có trong danh mục",
                "error_message": "Chọn một giá trị trong danh sách.",
                **options,
            },
        )

    def _list(self, field: Field) -> str | None:
        """The range with the values that a drop-down offers for the field; None when it has no list."""
        if field.codes is not None:
            name, values = field.codes.name, [*field.codes.values]
        elif field.kind is Kind.ETHNICITY:
            name, values = "ethnicities", [entry.name for entry in ethnicities()]
        elif field.kind is Kind.NATIONALITY:
            name, values = "countries", [entry.name for entry in countries()]
        else:
            return None
        if name not in self.ranges:
            self.ranges[name] = self._write_list([*values, CONFIRMED])
        return self.ranges[name]

    def _write_list(self, values: list[str]) -> str:
        sheet = self.workbook.get_worksheet_by_name(LIST_SHEET) or self.workbook.add_worksheet(LIST_SHEET)
        sheet.hide()
        column = len(self.ranges)
        for row, value in enumerate(values):
            sheet.write_string(row, column, value)
        letter = xlsxwriter.utility.xl_col_to_name(column)
        return f"='{LIST_SHEET}'!${letter}$1:${letter}${len(values)}"

    def guide(self, sheet: Any, book: ReturnedBook, row_count: int) -> None:
        """The first sheet: what this is and what to do."""
        sheet.set_column(0, 0, 110)
        sheet.write_string(0, 0, f"Phiếu trả lại – Sổ {self.register.term.lower()}", self.title)
        for row, text in enumerate(_guide(book, row_count), start=1):
            sheet.write_string(row, 0, text, self.text)
            # Not every program makes room for wrapped text by itself.
            sheet.set_row(row, _LINE_HEIGHT * (1 + len(text) // _LINE_LETTERS))
        sheet.protect()


def _guide(book: ReturnedBook, row_count: int) -> tuple[str, ...]:
    return (
        f"Đơn vị: {visible(book.unit_name)} ({book.unit_code}). Năm {book.year}, quyển {book.book_no}. Tệp đã gửi: {visible(book.file_name)}.",
        f"Có {row_count} dòng chưa nhận được. Các dòng khác của tệp không cần gửi lại.",
        "",
        f"1. Mở trang «{DATA_SHEET}». Mỗi dòng là một ô cần xem: cột «dong» là số dòng trong tệp đã gửi, cột «cot» là tên cột, cột «lyDo»"
        " nói lý do và cách sửa. Bên phải là cả dòng như đã nhập; ô màu cam là ô lỗi, ô màu vàng là ô cần xem lại.",
        "2. Đối chiếu với sổ gốc rồi ghi giá trị đúng vào cột «giaTriDung» (màu xanh). Ô có danh mục thì chọn trong danh sách.",
        f"3. Nếu sổ gốc ghi đúng như đã nhập, ghi: {CONFIRMED}",
        "4. Dòng không có tên cột ở «cot» nói về cả dòng trong tệp: làm theo lý do và gửi lại cả quyển nếu cần.",
        "5. Lưu lại, giữ nguyên tên tệp, đặt vào thư mục của đơn vị. Không đổi tên cột, không xóa cột.",
        "",
        "Chưa rõ giá trị đúng thì để trống; dòng ấy sẽ chờ. Sổ gốc là căn cứ: không tự sửa khác với sổ.",
    )


def visible(text: str) -> str:
    """`text` with characters that nobody sees (controls, direction marks) shown by number, cut to what a cell can hold."""
    shown = _INVISIBLE.sub(lambda found: f"⟨U+{ord(found[0]):04X}⟩", text)
    return (
        shown
        if len(shown) <= _LONGEST_CELL
        else f"{shown[:_LONGEST_CELL]}… (còn {len(shown) - _LONGEST_CELL} ký tự)"
    )
