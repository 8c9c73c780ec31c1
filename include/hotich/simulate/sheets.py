"""Lays out the sheet of a book fast: XlsxWriter makes the empty workbook once, the rows are put into copies of it.

A delivery has thousands of small workbooks that differ in nothing but their rows. Writing cells one by one through
XlsxWriter takes four times as long as the rest of the simulation; its workbook is made once for each look and only the
sheet's data and the shared strings are written anew. The files are what Excel itself would save.
"""

import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, Final
from xml.sax.saxutils import escape

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

TYPED_ON: Final = datetime(2019, 8, 1, 8, 0, 0)  # noqa: DTZ001 – a workbook's properties have no zone
"""What the files say of their making: fixed, so that equal content is equal bytes."""
TEXT, BOLD, DAY = 1, 2, 3
"""Numbers of the cell formats of every shell, in the order of their first use."""
_EPOCH: Final = date(1899, 12, 30)
_CONTROL: Final = re.compile("[\x00-\x08\x0b-\x1f]")
_ZIP_TIME: Final = (1980, 1, 1, 0, 0, 0)
_FONT: Final = {"font_name": "Times New Roman", "font_size": 12}


@dataclass(frozen=True, slots=True)
class Special:
    """A cell that is no plain text: kind `formula`, `error`, `date` (ISO) or `number`, with its content."""

    kind: str
    content: str


Cell = str | Special


@dataclass(frozen=True, slots=True)
class Look:
    """What workbooks of one kind have in common."""

    sheet: str
    width: int
    """Columns of the sheet."""
    frozen_rows: int
    note_sheet: str = ""
    notes: tuple[tuple[str, str], ...] = ()
    """Rows of the second sheet: column and what it means."""


@dataclass(frozen=True, slots=True)
class _Shell:
    parts: Mapping[str, bytes]
    before: str
    """The sheet's XML up to its rows."""
    after: str
    strings: tuple[str, ...]
    """Shared strings of the second sheet, as XML items."""


def new_workbook(target: Path | io.BytesIO) -> Any:
    """An XlsxWriter workbook that takes texts as they are and gives equal bytes for equal content."""
    workbook = xlsxwriter.Workbook(
        target,
        {
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "in_memory": True,
        },
    )
    workbook.set_properties({"author": "", "created": TYPED_ON})
    return workbook


@lru_cache(maxsize=256)
def _shell(look: Look) -> _Shell:
    out = io.BytesIO()
    workbook = new_workbook(out)
    text = workbook.add_format({"num_format": "@", **_FONT})
    bold = workbook.add_format({"bold": True, "border": 1, "bg_color": "#DDEBF7", "text_wrap": True, **_FONT})
    day = workbook.add_format({"num_format": "dd/mm/yyyy", **_FONT})
    page = workbook.add_worksheet(look.sheet)
    page.set_column(0, look.width - 1, 16, text)
    for place, style in enumerate((text, bold, day)):
        page.write_blank(0, place, None, style)
    page.freeze_panes(look.frozen_rows, 1)
    if look.notes:
        notes = workbook.add_worksheet(look.note_sheet)
        for line, (column, meaning) in enumerate(look.notes):
            notes.write_string(line, 0, column)
            notes.write_string(line, 1, meaning)
    else:
        # A shell without any text would have no table of shared strings.
        page.write_string(0, 3, "so")
    workbook.close()
    with zipfile.ZipFile(out) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    sheet = parts.pop("xl/worksheets/sheet1.xml").decode()
    strings = parts.pop("xl/sharedStrings.xml").decode()
    before, _, rest = sheet.partition("<sheetData>")
    items = tuple(re.findall(r"<si>.*?</si>", strings, re.DOTALL)) if look.notes else ()
    return _Shell(
        parts, re.sub(r'<dimension ref="[^"]*"/>', "", before), rest.partition("</sheetData>")[2], items
    )


class SheetData:
    """The rows of one sheet as XML, with the strings that they share."""

    def __init__(self, look: Look) -> None:
        self._look = look
        self._shell = _shell(look)
        self._names = [xl_col_to_name(place) for place in range(look.width)]
        self._rows: list[str] = []
        self._places: dict[str, int] = {}
        self._uses = 0
        self._first = len(self._shell.strings)

    def add(self, number: int, cells: Sequence[tuple[int, Cell]], style: int = TEXT) -> None:
        """Add the row with that number (as Excel shows it): (place from 0, cell), by rising place."""
        names, places, first = self._names, self._places, self._first
        parts = [f'<row r="{number}">']
        for place, cell in cells:
            if isinstance(cell, str):
                index = places.setdefault(cell, len(places)) + first
                parts.append(f'<c r="{names[place]}{number}" s="{style}" t="s"><v>{index}</v></c>')
                self._uses += 1
            else:
                parts.append(_special(f"{names[place]}{number}", cell, style))
        parts.append("</row>")
        self._rows.append("".join(parts))

    def save(self, path: Path) -> None:
        """Write the workbook; an existing file is replaced."""
        shell = self._shell
        sheet = f"{shell.before}<sheetData>{''.join(self._rows)}</sheetData>{shell.after}"
        items = "".join([*shell.strings, *map(_item, self._places)])
        total = self._first + len(self._places)
        strings = (
            '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
            '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
            f' count="{self._first + self._uses}" uniqueCount="{total}">{items}</sst>'
        )
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as package:
            for name, content in shell.parts.items():
                _put(package, name, content)
            _put(package, "xl/worksheets/sheet1.xml", sheet.encode())
            _put(package, "xl/sharedStrings.xml", strings.encode())


def _put(package: zipfile.ZipFile, name: str, content: bytes) -> None:
    info = zipfile.ZipInfo(name, _ZIP_TIME)
    info.compress_type = zipfile.ZIP_DEFLATED
    info.external_attr = 0o600 << 16
    package.writestr(info, content, compresslevel=1)


def _special(place: str, cell: Special, style: int) -> str:
    if cell.kind == "formula":
        return f'<c r="{place}" s="{style}"><f>{escape(cell.content.removeprefix("="))}</f><v>0</v></c>'
    if cell.kind == "date":
        return f'<c r="{place}" s="{DAY}"><v>{serial(date.fromisoformat(cell.content))}</v></c>'
    if cell.kind == "error":
        return f'<c r="{place}" s="{style}" t="e"><v>{escape(cell.content)}</v></c>'
    return f'<c r="{place}" s="{style}"><v>{int(cell.content)}</v></c>'


def serial(day: date) -> int:
    """Excel's number of a day (1900 system), right from 1 March 1900 on."""
    return (day - _EPOCH).days


def _item(text: str) -> str:
    written = escape(text)
    if not text.isprintable():
        written = _CONTROL.sub(lambda found: f"_x{ord(found.group()):04X}_", written)
    space = ' xml:space="preserve"' if text[:1].isspace() or text[-1:].isspace() or "\n" in text else ""
    return f"<si><t{space}>{written}</t></si>"
