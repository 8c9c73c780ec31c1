"""The look of workbooks about money: title, data date, warning, heads; text that stays text; rows high enough to read."""

from collections.abc import Iterable, Sequence
from typing import Any, Final

from xlsxwriter.utility import xl_range

from hotich.slips.drawing import visible

Sheet = Any
"""A worksheet of XlsxWriter, which ships no types for its formats and options."""
Heads = Sequence[tuple[str, float]]
"""Heading and width of each column."""

_FONT: Final = {"font_name": "Times New Roman", "font_size": 12}
_A4: Final = 9
_LINE: Final = 17.0
"""Points of a line of text, Vietnamese accents included."""
_FIRST_ROW: Final = 5
_PROSE_WIDTH: Final = 105
_LETTERS: Final = 1.15
"""Letters of a text in the width of one digit."""


class Frame:
    """Draws what all sheets of one workbook have in common. Rows and columns count from 0."""

    def __init__(self, book: Any, subtitle: str, warning: str = "") -> None:
        """`subtitle`: under each title; `warning`: below, in every sheet; empty: none."""
        self.book = book
        self._subtitle, self._warning = subtitle, warning
        cell = {**_FONT, "border": 1, "valign": "top"}
        money = {**cell, "num_format": "#,##0"}
        self.text = book.add_format({**cell, "text_wrap": True, "quote_prefix": True})
        self.mark = book.add_format({**cell, "text_wrap": True, "bg_color": "#FFE699"})
        self.bold = book.add_format({**cell, "text_wrap": True, "bold": True})
        self.number = book.add_format(money)
        self.signed = book.add_format({**cell, "num_format": "+#,##0;-#,##0;0"})
        self.plain = book.add_format({**cell, "num_format": "0"})
        self.entry = book.add_format({**money, "bg_color": "#E2EFDA"})
        self.sum = book.add_format({**money, "bold": True})
        self._head = book.add_format(
            {
                **cell,
                "text_wrap": True,
                "bold": True,
                "bg_color": "#D9D9D9",
                "align": "center",
                "valign": "vcenter",
            }
        )
        self._title = book.add_format({**_FONT, "bold": True, "font_size": 14})
        self._note = book.add_format({**_FONT, "italic": True, "text_wrap": True, "valign": "top"})
        self._warn = book.add_format({**_FONT, "bold": True, "bg_color": "#FFE699"})
        self._prose = book.add_format({**_FONT, "text_wrap": True, "valign": "top"})
        self._widths: dict[str, list[float]] = {}

    def sheet(self, name: str) -> Sheet:
        """A new sheet, landscape on A4, as wide as the page."""
        sheet = self.book.add_worksheet(name)
        sheet.set_default_row(_LINE)
        sheet.set_landscape()
        sheet.set_paper(_A4)
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
        sheet.set_footer("&L&F – &A&RTrang &P/&N")
        return sheet

    def top(self, sheet: Sheet, title: str, heads: Heads, note: str = "") -> int:
        """Title, subtitle, warning and heads; returns the row below."""
        last = len(heads) - 1
        widths = self._widths[sheet.get_name()] = [width for _, width in heads]
        self._line(sheet, 0, last, title, self._title)
        self._line(sheet, 1, last, f"{self._subtitle} {note}".strip(), self._note, sum(widths))
        if self._warning:
            self._line(sheet, 2, last, self._warning, self._warn)
        for column, (head, width) in enumerate(heads):
            sheet.set_column(column, column, width)
            sheet.write_string(_FIRST_ROW - 1, column, visible(head), self._head)
        self._fit(sheet, _FIRST_ROW - 1, [(head, width - 2) for head, width in heads])
        sheet.freeze_panes(_FIRST_ROW, 0)
        sheet.repeat_rows(_FIRST_ROW - 1)
        return _FIRST_ROW

    def row(
        self, sheet: Sheet, row: int, texts: dict[int, str], styles: dict[int, Any] | None = None
    ) -> None:
        """Texts of a row by column, in their style (default: plain), the row made high enough for them."""
        widths = self._widths[sheet.get_name()]
        for column, text in texts.items():
            sheet.write_string(row, column, visible(text), (styles or {}).get(column, self.text))
        self._fit(sheet, row, [(text, widths[column]) for column, text in texts.items()])

    def bold_row(self, sheet: Sheet, row: int, texts: dict[int, str], columns: int) -> None:
        """A row of `columns` cells in bold."""
        styles = dict.fromkeys(range(columns), self.bold)
        self.row(sheet, row, dict.fromkeys(range(columns), "") | texts, styles)

    def sums(self, sheet: Sheet, first: int, row: int, values: Iterable[tuple[int, int]]) -> None:
        """Live sums of the rows from `first` to the one before `row`; `values`: column → sum."""
        for column, value in values:
            formula = f"=SUM({xl_range(first, column, row - 1, column)})" if row > first else "=0"
            sheet.write_formula(row, column, formula, self.sum, value)

    def note(self, sheet: Sheet, row: int, text: str) -> None:
        """A line over the whole width of the table."""
        widths = self._widths[sheet.get_name()]
        self._line(sheet, row, len(widths) - 1, text, self._note, sum(widths))

    def prose(self, sheet: Sheet, title: str, paragraphs: Sequence[str]) -> None:
        """A sheet of text."""
        sheet.set_column(0, 0, _PROSE_WIDTH, self._prose)
        sheet.write_string(0, 0, visible(title), self._title)
        for row, text in enumerate(paragraphs, start=2):
            sheet.write_string(row, 0, visible(text), self._prose)
            self._fit(sheet, row, [(text, _PROSE_WIDTH)])

    def _line(self, sheet: Sheet, row: int, last: int, text: str, style: Any, width: float = 0) -> None:
        if last:
            sheet.merge_range(row, 0, row, last, "", style)
        sheet.write_string(row, 0, visible(text), style)
        if width:
            self._fit(sheet, row, [(text, width)])

    def _fit(self, sheet: Sheet, row: int, cells: Sequence[tuple[str, float]]) -> None:
        # Not every program makes rows higher by itself.
        lines = max((1 + int(len(text) / (_LETTERS * max(width, 4))) for text, width in cells), default=1)
        sheet.set_row(row, _LINE * lines)
