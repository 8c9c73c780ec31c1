"""Writes the files of a delivery: books as xlsx or csv, inventories, manifests; equal rows give equal bytes."""

import csv
import hashlib
import io
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from random import Random

from hotich.registers import ORDINAL_COLUMN, Field, Kind, Register
from hotich.registers.inventory import INVENTORY
from hotich.simulate.sheets import BOLD, Cell, Look, SheetData, Special, new_workbook
from hotich.simulate.styles import Style
from hotich.text.legacy import encode


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
    if style.without_place:
        fields = [field for field in fields if field.name != "registration_place"]
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
        return _encoded(text, style.encoding)
    if style.decomposed:
        return unicodedata.normalize("NFD", text)
    return text


_encoded = lru_cache(maxsize=20_000)(encode)


def _write_csv(path: Path, sheet: Sheet) -> None:
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=sheet.style.csv, lineterminator="\r\n")
    writer.writerow(headers(sheet))
    names = [field.name for field in sheet.fields]
    for row in sheet.rows:
        cells = (row.get(name, "") for name in names)
        writer.writerow([cell if isinstance(cell, str) else cell.content for cell in cells])
    path.write_bytes(("\ufeff" if sheet.style.csv == ";" else "").encode() + out.getvalue().encode())


def _write_xlsx(path: Path, sheet: Sheet) -> None:
    style = sheet.style
    shift = 1 if style.edition else 0
    notes = tuple((field.column, field.term) for field in sheet.fields) if style.edition else ()
    note_sheet = sheet.register.edition(style.edition).note_sheet if style.edition else ""
    data = SheetData(Look(style.sheet, len(sheet.fields) + shift, sheet.first_row - 1, note_sheet, notes))
    head: list[tuple[int, Cell]] = [(0, ORDINAL_COLUMN)] if style.edition else []
    if style.caption:
        data.add(1, [(0, _typed(f"SỔ {sheet.register.term.upper()}", style))], BOLD)
    data.add(
        sheet.header_row, [*head, *((place + shift, name) for place, name in enumerate(headers(sheet)))], BOLD
    )
    if style.caption:
        terms = [(place + shift, _typed(field.term, style)) for place, field in enumerate(sheet.fields)]
        data.add(sheet.header_row + 1, terms, BOLD)
    _add_rows(data, sheet, shift)
    data.save(path)


def _add_rows(data: SheetData, sheet: Sheet, shift: int) -> None:
    style = sheet.style
    plain = style.encoding is None and not style.decomposed
    columns = [(place + shift, field.name) for place, field in enumerate(sheet.fields)]
    dates = (
        {field.name for field in sheet.fields if field.kind is Kind.DATE}
        if style.excel_dates
        else frozenset()
    )
    for line, row in enumerate(sheet.rows):
        cells: list[tuple[int, Cell]] = [(0, Special("number", str(line + 1)))] if style.edition else []
        for place, name in columns:
            cell = row.get(name)
            if not cell:
                continue
            if isinstance(cell, str):
                day = _day(cell) if name in dates and len(cell) == 10 else None
                cell = Special("date", day.isoformat()) if day else cell if plain else _typed(cell, style)
            cells.append((place, cell))
        data.add(sheet.first_row + line, cells)


def _day(text: str) -> date | None:
    """The real date of `dd.mm.yyyy`, None for any other text or a day before Excel's calendar."""
    try:
        read = date(int(text[6:]), int(text[3:5]), int(text[:2]))
    except ValueError:
        return None
    return read if read.year >= 1901 else None


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
