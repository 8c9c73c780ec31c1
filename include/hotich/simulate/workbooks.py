"""Writes the files of a delivery: books as xlsx or csv, inventories, manifests; equal rows give equal bytes."""

import csv
import hashlib
import io
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from random import Random
from typing import Any, Final

import xlsxwriter

from hotich.registers import ORDINAL_COLUMN, Field, Kind, Register
from hotich.registers.inventory import INVENTORY
from hotich.simulate.styles import Style
from hotich.text.legacy import encode

TYPED_ON: Final = datetime(2019, 8, 1, 8, 0, 0)  # noqa: DTZ001 – a workbook's properties have no zone
"""What the files say of their making: fixed, so that equal content is equal bytes."""


@dataclass(frozen=True, slots=True)
class Special:
    """A cell that is no plain text: kind `formula`, `date`, `number` or `raw`, with its content."""

    kind: str
    content: str


Cell = str | Special


@dataclass(slots=True)
class Sheet:
    """What a file of a book shows: columns, then rows by field name."""

    register: Register
    fields: Sequence[Field]
    rows: Sequence[Mapping[str, Cell]]
    style: Style

    @property
    def header_row(self) -> int:
        """Number of the header's row as Excel shows it."""
        return 2 if self.style.caption else 1

    @property
    def first_row(self) -> int:
        """Number of the first case's row as Excel (or a reader of csv lines) shows it."""
        return first_row(self.style)


def first_row(style: Style) -> int:
    """Number of the first case's row: below the header, or below title, header and captions."""
    return 4 if style.caption else 2


def columns(register: Register, style: Style, rng: Random) -> list[Field]:
    """The columns of a file, in the template's order, or in one of its own."""
    edition = register.edition(style.edition) if style.edition else None
    fields = list(register.template_fields(edition))
    if style.shuffled:
        rng.shuffle(fields)
    return fields


def headers(sheet: Sheet) -> list[str]:
    """Column names as typed: some with stray blanks or a hint after the name."""
    names = [field.column for field in sheet.fields]
    if not sheet.style.noisy_header:
        return names
    noisy = []
    for position, field in enumerate(sheet.fields):
        name = names[position]
        if field.kind is Kind.ENTRY_NUMBER:
            name += " "
        elif field.codes is not None and field.codes.numeric:
            name += f" \ni=[{','.join(field.codes.values)}]"
        elif position % 11 == 7:
            name = f"{name} "
        noisy.append(name)
    return noisy


def write_book(path: Path, sheet: Sheet) -> None:
    """Write a book to `path`, as csv if its style says so; an existing file is replaced."""
    if sheet.style.csv:
        _write_csv(path, sheet)
    else:
        _write_xlsx(path, sheet)


def _typed(text: str, style: Style) -> str:
    if style.encoding is not None:
        return encode(text, style.encoding)
    if style.decomposed:
        return unicodedata.normalize("NFD", text)
    return text


def _write_csv(path: Path, sheet: Sheet) -> None:
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=sheet.style.csv, lineterminator="\r\n")
    writer.writerow(headers(sheet))
    names = [field.name for field in sheet.fields]
    for row in sheet.rows:
        cells = (row.get(name, "") for name in names)
        writer.writerow([cell if isinstance(cell, str) else cell.content for cell in cells])
    path.write_bytes(("\ufeff" if sheet.style.csv == ";" else "").encode() + out.getvalue().encode())


def new_workbook(path: Path) -> Any:
    """An XlsxWriter workbook that takes texts as they are and gives equal bytes for equal content."""
    workbook = xlsxwriter.Workbook(
        path,
        {
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "in_memory": True,
        },
    )
    workbook.set_properties({"author": "", "created": TYPED_ON})
    return workbook


def _write_xlsx(path: Path, sheet: Sheet) -> None:
    style = sheet.style
    workbook = new_workbook(path)
    text = workbook.add_format({"num_format": "@", "font_name": "Times New Roman", "font_size": 12})
    bold = workbook.add_format(
        {
            "bold": True,
            "font_name": "Times New Roman",
            "font_size": 12,
            "border": 1,
            "bg_color": "#DDEBF7",
            "text_wrap": True,
        }
    )
    day = workbook.add_format({"num_format": "dd/mm/yyyy", "font_name": "Times New Roman", "font_size": 12})
    page = workbook.add_worksheet(style.sheet)
    # Excel itself stops here; a planted overlong cell must come through.
    page.xls_strmax = 100_000
    shift = 1 if style.edition else 0
    if style.caption:
        page.write_string(0, 0, _typed(f"SỔ {sheet.register.term.upper()}", style), bold)
        page.set_row(sheet.header_row, None, bold)
    for position, name in enumerate(headers(sheet)):
        page.write_string(sheet.header_row - 1, position + shift, name, bold)
        if style.caption:
            page.write_string(
                sheet.header_row, position + shift, _typed(sheet.fields[position].term, style), bold
            )
    page.set_column(0, len(sheet.fields) + shift, 16, text)
    if style.edition:
        page.write_string(sheet.header_row - 1, 0, ORDINAL_COLUMN, bold)
    _write_rows(page, sheet, shift, day)
    page.freeze_panes(sheet.first_row - 1, 1)
    if style.edition:
        _write_notes(workbook, sheet)
    workbook.close()


def _write_rows(page: Any, sheet: Sheet, shift: int, day: Any) -> None:
    style = sheet.style
    plain = style.encoding is None and not style.decomposed
    places = {field.name: position + shift for position, field in enumerate(sheet.fields)}
    dates = (
        {field.name for field in sheet.fields if field.kind is Kind.DATE}
        if style.excel_dates
        else frozenset()
    )
    for number, row in enumerate(sheet.rows):
        line = sheet.first_row - 1 + number
        if style.edition:
            page.write_number(line, 0, number + 1)
        for name, cell in row.items():
            place = places.get(name)
            if place is None:
                continue
            if isinstance(cell, Special):
                _write_special(page, line, place, cell, day)
            elif name in dates and len(cell) == 10 and (read := _day(cell)) is not None:
                page.write_datetime(line, place, read, day)
            else:
                page.write_string(line, place, cell if plain else _typed(cell, style))


def _write_special(page: Any, line: int, place: int, cell: Special, day: Any) -> None:
    if cell.kind == "formula":
        page.write_formula(line, place, cell.content, None, 0)
    elif cell.kind == "date":
        page.write_datetime(line, place, datetime.fromisoformat(cell.content), day)
    else:
        page.write_number(line, place, float(cell.content))


def _day(text: str) -> date | None:
    """The real date of `dd.mm.yyyy`, None for any other text or a day before Excel's calendar."""
    try:
        read = date(int(text[6:]), int(text[3:5]), int(text[:2]))
    except ValueError:
        return None
    return read if read.year >= 1901 else None


def _write_notes(workbook: Any, sheet: Sheet) -> None:
    page = workbook.add_worksheet(sheet.register.edition(sheet.style.edition).note_sheet)
    for line, field in enumerate(sheet.fields):
        page.write_string(line, 0, field.column)
        page.write_string(line, 1, field.term)


def write_inventory(path: Path, rows: Sequence[Mapping[str, str]]) -> None:
    """Write a unit's inventory (`thong_ke_so.xlsx`): field name → text, one row a book."""
    workbook = new_workbook(path)
    page = workbook.add_worksheet("Thong ke so")
    bold = workbook.add_format({"bold": True, "border": 1})
    counts = {field.name for field in INVENTORY.fields if field.kind in {Kind.COUNT, Kind.YEAR}}
    for position, field in enumerate(INVENTORY.fields):
        page.write_string(0, position, field.column, bold)
        page.set_column(position, position, 16)
        for line, row in enumerate(rows, start=1):
            if field.name in counts:
                page.write_number(line, position, int(row[field.name]))
            elif row.get(field.name):
                page.write_string(line, position, row[field.name])
    workbook.close()


def write_manifest(folder: Path) -> Path:
    """Write `manifest.sha256` over the files that stand in `folder` now; the path of the manifest."""
    lines = [
        f"{hashlib.sha256(file.read_bytes()).hexdigest()}  {file.name}"
        for file in sorted(folder.iterdir())
        if file.is_file() and file.name != "manifest.sha256"
    ]
    manifest = folder / "manifest.sha256"
    manifest.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return manifest
