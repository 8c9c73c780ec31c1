"""Draws slips: one look, text that no program takes for a formula, everything locked but the answers.

A slip begins with a sheet of instructions and a place for the name of who fills it in; then come its data sheets; a
hidden sheet holds the values of the drop-downs.
"""

import re
import zipfile
from collections import defaultdict
from collections.abc import Generator, Iterable, Sequence
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name, xl_range

from hotich.registers import Field, Kind
from hotich.registers.hints import hint
from hotich.registers.nations import countries, ethnicities
from hotich.slips.layout import GUIDE_SHEET, LIST_SHEET, PERSON

Sheet = Any
"""A worksheet of XlsxWriter, which ships no types for its formats and options."""


class Mark(StrEnum):
    """What a coloured cell means; the value is the severity of what was found."""

    ERROR = "error"
    WARNING = "warning"


_COLOURS: Final = {Mark.ERROR: "#F8CBAD", Mark.WARNING: "#FFE699"}
_ANSWER_COLOUR: Final = "#E2EFDA"
_FONT: Final = {"font_name": "Times New Roman", "font_size": 12}
_OPTIONS: Final = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
_GUIDE_WIDTHS: Final = (26, 84)
_LINE_HEIGHT: Final = 16.5
"""Points of a line of text."""
_MOST_LINES: Final = 12
"""A row is not made higher: longer texts are read in the cell."""
_A4: Final = 9
_LONGEST_CELL: Final = 32_000
"""Excel holds 32,767 characters in a cell."""
_INVISIBLE: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufffe\uffff]"
)
_FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r")
_INPUT_TITLE, _INPUT_MESSAGE = 32, 255
"""Letters that Excel shows beside a cell."""
_RANGES_AT_ONCE: Final = 200
"""Ranges that share one drop-down."""


_COMMENT: Final = re.compile("<dc:description>([^<]*)</dc:description>")


@contextmanager
def slip_file(path: Path, title: str, comment: str = "") -> Generator["Drawer"]:
    """A slip to draw; when the block ends it appears under `path`, whole, or (after an exception) not at all.

    `title`, `comment`: what the file's properties say.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.part")
    workbook = xlsxwriter.Workbook(str(part), _OPTIONS)
    workbook.set_properties({"title": title, "comments": comment})
    drawer = Drawer(workbook)
    yield drawer
    drawer.finish()
    workbook.close()
    part.replace(path)


def slip_comment(path: Path) -> str | None:
    """The comment in the properties of a slip, None where there is no slip or it can't be read."""
    try:
        with zipfile.ZipFile(path) as package:
            found = _COMMENT.search(package.read("docProps/core.xml").decode())
    except (OSError, KeyError, ValueError, zipfile.BadZipFile):
        return None
    return found.group(1) if found else None


class Drawer:
    """Draws the sheets of one slip. Rows and columns count from 0."""

    def __init__(self, workbook: Any) -> None:
        self._workbook = workbook
        self._guide = workbook.add_worksheet(GUIDE_SHEET)
        base = {**_FONT, "num_format": 49, "valign": "top", "border": 1}
        wrapped = {**base, "text_wrap": True}
        self._plain = workbook.add_format(wrapped)
        self._clipped = workbook.add_format(base)
        self._quoted = workbook.add_format({**wrapped, "quote_prefix": True})
        self._marked = {
            mark: workbook.add_format({**wrapped, "bg_color": colour, "quote_prefix": True})
            for mark, colour in _COLOURS.items()
        }
        self._answer = workbook.add_format({**wrapped, "bg_color": _ANSWER_COLOUR, "locked": False})
        self._head = workbook.add_format({**wrapped, "bold": True, "bg_color": "#D9D9D9"})
        self._title = workbook.add_format({**_FONT, "bold": True, "font_size": 14})
        self._guide_text = workbook.add_format({**_FONT, "text_wrap": True, "valign": "top"})
        self._label = workbook.add_format({**_FONT, "bold": True})
        self._lists: dict[str, str] = {}
        self._choices: dict[tuple[str, str], tuple[Sheet, dict[str, Any], list[tuple[int, int]]]] = {}

    def guide(self, title: str, texts: Sequence[str]) -> None:
        """The first sheet: a title, the place for the officer's name, then what to do, a line each."""
        sheet = self._guide
        for column, width in enumerate(_GUIDE_WIDTHS):
            sheet.set_column(column, column, width)
        sheet.write_string(0, 0, visible(title), self._title)
        sheet.write_string(1, 0, PERSON, self._label)
        sheet.write_blank(1, 1, None, self._answer)
        for row, text in enumerate(map(visible, texts), start=3):
            sheet.merge_range(row, 0, row, 1, "", self._guide_text)
            sheet.write_string(row, 0, text, self._guide_text)
            self.fit_row(sheet, row, [(text, sum(_GUIDE_WIDTHS))])
        sheet.protect()
        sheet.set_paper(_A4)
        sheet.fit_to_pages(1, 0)
        sheet.activate()
        sheet.set_selection(1, 1, 1, 1)

    def data_sheet(self, name: str, headers: Sequence[str], widths: Sequence[float]) -> Sheet:
        """A new sheet with its header; `widths`: one for each column, the last for all that follow."""
        sheet = self._workbook.add_worksheet(name)
        for column, header in enumerate(headers):
            sheet.write_string(0, column, header, self._head)
            sheet.set_column(column, column, widths[min(column, len(widths) - 1)])
        return sheet

    def close_sheet(self, sheet: Sheet, rows: int, columns: int, *, frozen: int, printed: int) -> None:
        """Lock, freeze (the header and `frozen` columns), filter; make it fit for paper (the first `printed` columns)."""
        sheet.freeze_panes(1, frozen)
        sheet.autofilter(0, 0, max(rows, 1), columns - 1)
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
        sheet.set_paper(_A4)
        sheet.repeat_rows(0)
        sheet.print_area(0, 0, max(rows, 1), printed - 1)
        sheet.fit_to_pages(1, 0)
        sheet.set_footer("&L&F&R&P/&N")

    def text(self, sheet: Sheet, row: int, column: int, value: str | None, mark: Mark | None = None) -> None:
        """A locked cell that holds `value` as it is, coloured where it is to be looked at."""
        text = visible(value or "")
        plain = self._quoted if text.startswith(_FORMULA_STARTS) else self._plain
        sheet.write_string(row, column, text, plain if mark is None else self._marked[mark])

    def fit_row(self, sheet: Sheet, row: int, cells: Iterable[tuple[str, float]]) -> None:
        """Make the row high enough for its texts: (text, width of its column). Not every program does that by itself."""
        lines = max(
            sum(1 + int(len(line) / width) for line in text.splitlines() or [""]) for text, width in cells
        )
        sheet.set_row(row, _LINE_HEIGHT * min(lines, _MOST_LINES))

    def clipped(self, sheet: Sheet, row: int, column: int, value: str) -> None:
        """A locked cell that may be cut off: it is for the computer."""
        sheet.write_string(row, column, value, self._clipped)

    def answer(
        self,
        sheet: Sheet,
        row: int,
        column: int,
        *,
        field: Field | None = None,
        offered: Sequence[str] = (),
        words: Sequence[str] = (),
    ) -> None:
        """A cell to be filled in. `field`: what goes there, with its own drop-down; `words`: what else may be chosen.

        `offered`: values that the drop-down begins with, also where the field has no list of its own.
        """
        sheet.write_blank(row, column, None, self._answer)
        if field is not None:
            name = "·".join((field.name, *offered, *words))
            self._offer(sheet, row, column, name, self._options_of(field, offered, words))
        elif words:
            name = "·".join(words)
            options = {"validate": "list", "source": self._list(name, words), **_refusal(strict=True)}
            self._offer(sheet, row, column, name, options)

    def _offer(self, sheet: Sheet, row: int, column: int, name: str, options: dict[str, Any]) -> None:
        if options:
            self._choices.setdefault((sheet.get_name(), name), (sheet, options, []))[2].append((row, column))

    def _options_of(self, field: Field, offered: Sequence[str], words: Sequence[str]) -> dict[str, Any]:
        """A drop-down where the field has a list (strict for codes), and how to write its value."""
        message = hint(field)[:_INPUT_MESSAGE]
        shown = {"input_title": field.column[:_INPUT_TITLE], "input_message": message} if message else {}
        values = _values(field)
        if values is None and not offered:
            return {"validate": "any", **shown} if shown else {}
        name, listed = values or ("", [])
        choices = list(dict.fromkeys([*map(visible, offered), *listed, *words]))
        source = self._list("·".join((name, *offered, *words)), choices)
        refusal = _refusal(strict=field.kind is Kind.CODE) if values else {"show_error": False}
        return {"validate": "list", "source": source, **refusal, **shown}

    def _list(self, name: str, values: Sequence[str]) -> str:
        """The range of the hidden sheet that holds the values of a drop-down."""
        if name not in self._lists:
            sheet = self._workbook.get_worksheet_by_name(LIST_SHEET)
            if sheet is None:
                sheet = self._workbook.add_worksheet(LIST_SHEET)
                sheet.hide()
                sheet.protect()
            column = len(self._lists)
            for row, value in enumerate(values):
                sheet.write_string(row, column, value)
            letter = xl_col_to_name(column)
            self._lists[name] = f"='{LIST_SHEET}'!${letter}$1:${letter}${len(values)}"
        return self._lists[name]

    def finish(self) -> None:
        """Write the drop-downs: cells that offer the same share one, for the spreadsheet program to open it soon."""
        for sheet, options, cells in self._choices.values():
            ranges = _ranges(cells)
            for start in range(0, len(ranges), _RANGES_AT_ONCE):
                some = ranges[start : start + _RANGES_AT_ONCE]
                shared = {"multi_range": " ".join(xl_range(*area) for area in some)} if some[1:] else {}
                sheet.data_validation(*some[0], {**options, **shared})


def _refusal(*, strict: bool) -> dict[str, str]:
    return {
        "error_type": "stop" if strict else "information",
        "error_title": "Không có trong danh mục",
        "error_message": "Chọn một giá trị trong danh sách.",
    }


def _values(field: Field) -> tuple[str, list[str]] | None:
    """Name and values of the list that a drop-down offers for the field; None when it has no list."""
    if field.codes is not None:
        return field.codes.name, [*field.codes.values]
    if field.kind is Kind.ETHNICITY:
        return "ethnicities", [entry.name for entry in ethnicities()]
    if field.kind is Kind.NATIONALITY:
        return "countries", [entry.name for entry in countries()]
    return None


def _ranges(cells: Sequence[tuple[int, int]]) -> list[tuple[int, int, int, int]]:
    """The cells as runs down a column: first row, column, last row, column."""
    rows: dict[int, list[int]] = defaultdict(list)
    for row, column in sorted(set(cells)):
        rows[column].append(row)
    ranges = []
    for column, of_column in rows.items():
        first = last = of_column[0]
        for row in of_column[1:]:
            if row != last + 1:
                ranges.append((first, column, last, column))
                first = row
            last = row
        ranges.append((first, column, last, column))
    return ranges


def visible(text: str) -> str:
    """`text` with characters that nobody sees (controls, direction marks) shown by number, cut to what a cell can hold."""
    shown = _INVISIBLE.sub(lambda found: f"⟨U+{ord(found[0]):04X}⟩", text)
    return (
        shown
        if len(shown) <= _LONGEST_CELL
        else f"{shown[:_LONGEST_CELL]}… (còn {len(shown) - _LONGEST_CELL} ký tự)"
    )
