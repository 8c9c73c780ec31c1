"""The estimate as a workbook for the finance side (Sở Tài chính): live formulas, sources, marks on what is unverified.

Sheets: summary by authority and year; one sheet a budget year; spent against estimated; prices; quantities by unit; how it
is computed. A price is written once, on the sheet of prices: change it there and every amount follows.
"""

from collections.abc import Sequence
from itertools import groupby
from pathlib import Path
from typing import Any, Final

import xlsxwriter
from xlsxwriter.utility import xl_rowcol_to_cell

from hotich.budget.balance import Balance
from hotich.budget.costing import NO_PRICE, UNVERIFIED
from hotich.budget.estimate import Estimate, Line, total
from hotich.budget.method import how_computed
from hotich.budget.payers import Authority
from hotich.budget.schema import Activity, Price
from hotich.plan.model import show
from hotich.slips.drawing import visible

SUMMARY, BALANCE, PRICES, UNITS, METHOD = "Tổng hợp", "Đã chi", "Đơn giá", "Theo đơn vị", "Cách tính"
"""Names of the sheets, besides one a year."""
_FONT: Final = {"font_name": "Times New Roman", "font_size": 12}
_MONEY: Final = "#,##0"
_A4: Final = 9
_Sheet = Any
"""A worksheet of XlsxWriter, which ships no types."""


def year_sheet(year: int) -> str:
    """Name of a budget year's sheet."""
    return f"Năm {year}"


def write_estimate(path: Path, estimate: Estimate, balances: Sequence[Balance]) -> None:
    """Draw the workbook under `path`; it appears whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.part")
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(str(part), options) as book:
        book.set_properties({"title": f"Dự toán kinh phí – {estimate.plan.name}"})
        _Drawer(book, estimate).draw(balances)
    part.replace(path)


class _Drawer:
    """Draws the sheets into an open workbook. Rows and columns count from 0."""

    def __init__(self, book: Any, estimate: Estimate) -> None:
        self._book = book
        self._estimate = estimate
        self._prices: dict[tuple[str, Price | None], int] = {}
        """(activity, price) → its row on the sheet of prices."""
        self._subtotals: dict[tuple[Authority, int], tuple[str, int]] = {}
        """(authority, year) → cell of its subtotal, with its value."""
        cell = {**_FONT, "border": 1, "valign": "top"}
        self._text = book.add_format({**cell, "text_wrap": True, "quote_prefix": True})
        self._number = book.add_format({**cell, "num_format": _MONEY})
        self._input = book.add_format({**cell, "num_format": _MONEY, "bg_color": "#E2EFDA", "locked": False})
        self._bold = book.add_format({**cell, "bold": True, "text_wrap": True})
        self._sum = book.add_format({**cell, "bold": True, "num_format": _MONEY})
        self._mark = book.add_format({**cell, "text_wrap": True, "bg_color": "#FFE699"})
        self._head = book.add_format(
            {
                **cell,
                "bold": True,
                "bg_color": "#D9D9D9",
                "text_wrap": True,
                "align": "center",
                "valign": "vcenter",
            }
        )
        self._title = book.add_format({**_FONT, "bold": True, "font_size": 14})
        self._note = book.add_format({**_FONT, "italic": True})
        self._warn = book.add_format({**_FONT, "bold": True, "bg_color": "#FFE699"})

    def draw(self, balances: Sequence[Balance]) -> None:
        """All sheets; the summary is first, though it is drawn after what it adds up."""
        summary = self._book.add_worksheet(SUMMARY)
        years = [(year, self._book.add_worksheet(year_sheet(year))) for year in self._estimate.years]
        spent = self._book.add_worksheet(BALANCE)
        prices = self._book.add_worksheet(PRICES)
        units = self._book.add_worksheet(UNITS)
        method = self._book.add_worksheet(METHOD)
        self._price_rows(prices)
        for year, sheet in years:
            self._year(sheet, year)
        self._summary(summary)
        self._spent(spent, balances)
        self._units(units)
        self._method(method)
        summary.activate()

    def _top(self, sheet: _Sheet, title: str, heads: Sequence[tuple[str, float]], *, note: str = "") -> int:
        """Title, data date and warning; the heads of a table. Returns the row below."""
        estimate = self._estimate
        sheet.write_string(0, 0, visible(title), self._title)
        line = (
            f"{estimate.plan.name} ({estimate.plan.text.issued_by}). Số liệu đến ngày {show(estimate.as_of)}."
        )
        sheet.write_string(1, 0, visible(f"{line} {note}".strip()), self._note)
        if not all(one.verified for one in estimate.lines):
            sheet.write_string(2, 0, f"DỰ THẢO – có số {UNVERIFIED}, không dùng làm căn cứ chi.", self._warn)
        for column, (head, width) in enumerate(heads):
            sheet.set_column(column, column, width)
            sheet.write_string(4, column, visible(head), self._head)
        sheet.freeze_panes(5, 0)
        sheet.set_landscape()
        sheet.set_paper(_A4)
        sheet.repeat_rows(4)
        sheet.fit_to_pages(1, 0)
        sheet.set_footer("&L&F – &A&RTrang &P/&N")
        return 5

    def _string(self, sheet: _Sheet, row: int, column: int, text: str, style: Any = None) -> None:
        sheet.write_string(row, column, visible(text), style or self._text)

    def _price_rows(self, sheet: _Sheet) -> None:
        heads = (("Việc", 40), ("Đơn vị tính", 12), ("Đơn giá (đồng)", 16), ("Áp dụng từ", 13), ("Đến", 13),
                 ("Kiểm chứng", 16), ("Căn cứ", 80))  # fmt: skip
        row = self._top(sheet, "Đơn giá", heads, note="Sửa đơn giá ở cột C: mọi thành tiền tính lại theo.")
        for line in self._estimate.lines:
            key = (line.activity.id, line.price)
            if key in self._prices:
                continue
            self._prices[key] = row
            self._price(sheet, row, line.activity, line.price)
            row += 1

    def _price(self, sheet: _Sheet, row: int, activity: Activity, price: Price | None) -> None:
        self._string(sheet, row, 0, activity.term)
        self._string(sheet, row, 1, activity.unit.term)
        if price is None:
            sheet.write_blank(row, 2, None, self._input)
            for column, text in enumerate(("", "", NO_PRICE, ""), start=3):
                self._string(sheet, row, column, text, self._mark)
            return
        sheet.write_number(row, 2, price.dong, self._input)
        self._string(sheet, row, 3, show(price.from_))
        self._string(sheet, row, 4, show(price.until) if price.until else "")
        self._string(
            sheet,
            row,
            5,
            "đã kiểm chứng" if price.verified else UNVERIFIED,
            None if price.verified else self._mark,
        )
        self._string(sheet, row, 6, price.source)

    def _year(self, sheet: _Sheet, year: int) -> None:
        heads = (("STT", 6), ("Nội dung chi", 44), ("Đơn vị tính", 12), ("Khối lượng", 14), ("Đơn giá (đồng)", 16),
                 ("Thành tiền (đồng)", 20), ("Ghi chú", 60))  # fmt: skip
        first = row = self._top(sheet, f"Dự toán kinh phí năm {year}", heads)
        lines = self._estimate.select(year=year)
        for no, (authority, found) in enumerate(groupby(lines, key=lambda line: line.authority), start=1):
            own = list(found)
            row = self._block(sheet, row, no, authority, own)
        self._string(sheet, row, 1, "TỔNG CỘNG", self._bold)
        for column in (0, 2, 3, 4, 6):
            sheet.write_blank(row, column, None, self._bold)
        cells = f"F{first + 1}:F{row}"
        sheet.write_formula(row, 5, f"=SUBTOTAL(9,{cells})", self._sum, total(lines).amount)

    def _block(self, sheet: _Sheet, row: int, no: int, authority: Authority, lines: Sequence[Line]) -> int:
        """One authority: its name with its subtotal, then its lines. Returns the row below."""
        top = row
        amount = total(lines).amount
        self._string(sheet, top, 0, str(no), self._bold)
        self._string(sheet, top, 1, f"{authority.name} ({authority.code})", self._bold)
        for column in (2, 3, 4, 6):
            sheet.write_blank(top, column, None, self._bold)
        cells = f"F{top + 2}:F{top + 1 + len(lines)}"
        sheet.write_formula(top, 5, f"=SUBTOTAL(9,{cells})", self._sum, amount)
        self._subtotals[authority, lines[0].year] = (
            f"'{sheet.get_name()}'!{xl_rowcol_to_cell(top, 5, row_abs=True, col_abs=True)}", amount,
        )  # fmt: skip
        for row, line in enumerate(lines, start=top + 1):
            self._line(sheet, row, line)
        return top + 1 + len(lines)

    def _line(self, sheet: _Sheet, row: int, line: Line) -> None:
        price = f"'{PRICES}'!$C${self._prices[line.activity.id, line.price] + 1}"
        own = f"D{row + 1}*E{row + 1}"
        sheet.write_blank(row, 0, None, self._text)
        self._string(sheet, row, 1, line.activity.term)
        self._string(sheet, row, 2, line.activity.unit.term)
        sheet.write_number(row, 3, line.quantity, self._number)
        if line.price is None:
            sheet.write_formula(row, 4, f'=IF({price}="","",{price})', self._number, "")
            sheet.write_formula(row, 5, f'=IF(E{row + 1}="","{NO_PRICE}",{own})', self._number, NO_PRICE)
        else:
            sheet.write_formula(row, 4, f"={price}", self._number, line.price.dong)
            sheet.write_formula(row, 5, f"={own}", self._number, line.amount)
        self._string(sheet, row, 6, "; ".join(line.remarks), self._mark if line.remarks else None)

    def _summary(self, sheet: _Sheet) -> None:
        estimate, years = self._estimate, self._estimate.years
        heads = [
            ("STT", 6.0),
            ("Cơ quan lập dự toán", 44.0),
            *((f"Năm {year}", 20.0) for year in years),
            ("Cộng", 20.0),
        ]
        first = row = self._top(sheet, "Tổng hợp dự toán kinh phí (đồng)", heads)
        for no, authority in enumerate(estimate.authorities, start=1):
            sheet.write_number(row, 0, no, self._number)
            self._string(sheet, row, 1, f"{authority.name} ({authority.code})")
            for column, year in enumerate(years, start=2):
                cell, amount = self._subtotals.get((authority, year), ("", 0))
                if cell:
                    sheet.write_formula(row, column, f"={cell}", self._number, amount)
                else:
                    sheet.write_number(row, column, 0, self._number)
            self._across(
                sheet, row, len(years), total(estimate.select(authority=authority)).amount, self._number
            )
            row += 1
        self._string(sheet, row, 1, "TỔNG CỘNG", self._bold)
        sheet.write_blank(row, 0, None, self._bold)
        for column, year in enumerate(years, start=2):
            cells = f"{xl_rowcol_to_cell(first, column)}:{xl_rowcol_to_cell(row - 1, column)}"
            formula = f"=SUM({cells})" if row > first else "=0"
            sheet.write_formula(row, column, formula, self._sum, total(estimate.select(year=year)).amount)
        self._across(sheet, row, len(years), total(estimate.lines).amount, self._sum)
        for below, text in enumerate(summary_notes(estimate), start=row + 2):
            sheet.write_string(below, 0, visible(text), self._note)

    def _across(self, sheet: _Sheet, row: int, years: int, amount: int, style: Any) -> None:
        cells = f"{xl_rowcol_to_cell(row, 2)}:{xl_rowcol_to_cell(row, 1 + years)}"
        sheet.write_formula(row, 2 + years, f"=SUM({cells})" if years else "=0", style, amount)

    def _spent(self, sheet: _Sheet, balances: Sequence[Balance]) -> None:
        heads = (("Năm", 8), ("Cơ quan", 36), ("Nội dung chi", 36), ("Dự toán đầu năm", 18), ("Được giao", 18), ("Đã chi", 18),
                 ("Chưa chi", 18), ("Còn phải làm", 18), ("Thừa (+), thiếu (−)", 18), ("Ghi chú", 50))  # fmt: skip
        first = row = self._top(sheet, "Đã chi so với dự toán (đồng)", heads)
        for one in sorted(balances, key=lambda one: (one.year, one.authority)):
            at = row + 1
            sheet.write_number(row, 0, one.year, self._book_year())
            self._string(sheet, row, 1, f"{one.authority.name} ({one.authority.code})")
            self._string(sheet, row, 2, one.term)
            estimated = one.estimated.amount if one.estimated else None
            to_do = one.to_do.amount if one.to_do else 0
            for column, value in ((3, estimated), (4, one.allotted), (5, one.spent), (7, to_do)):
                self._known(sheet, row, column, value)
            left = f'=IF(E{at}<>"",E{at}-F{at},IF(D{at}<>"",D{at}-F{at},""))'
            sheet.write_formula(row, 6, left, self._number, "" if one.left is None else one.left)
            surplus = f'=IF(OR(G{at}="",H{at}=""),"",G{at}-H{at})'
            sheet.write_formula(row, 8, surplus, self._number, "" if one.surplus is None else one.surplus)
            self._string(sheet, row, 9, "; ".join(one.remarks), self._mark if one.remarks else None)
            row += 1
        self._string(sheet, row, 2, "TỔNG CỘNG", self._bold)
        for column, value in _column_sums(balances):
            cells = f"{xl_rowcol_to_cell(first, column)}:{xl_rowcol_to_cell(max(row - 1, first), column)}"
            sheet.write_formula(row, column, f"=SUM({cells})", self._sum, value)

    def _book_year(self) -> Any:
        if not hasattr(self, "_plain_number"):
            self._plain_number = self._book.add_format(
                {**_FONT, "border": 1, "valign": "top", "num_format": "0"}
            )
        return self._plain_number

    def _known(self, sheet: _Sheet, row: int, column: int, value: int | None) -> None:
        if value is None:
            sheet.write_blank(row, column, None, self._number)
        else:
            sheet.write_number(row, column, value, self._number)

    def _units(self, sheet: _Sheet) -> None:
        activities = self._estimate.costing.activities
        heads = [("Cơ quan lập dự toán", 36.0), ("Đơn vị lập sổ", 36.0), ("Năm", 8.0)]
        heads += [(f"{one.term} ({one.unit.term})", 18.0) for one in activities]
        first = row = self._top(sheet, "Khối lượng còn phải làm theo đơn vị lập sổ", heads)
        sums = dict.fromkeys((one.id for one in activities), 0)
        for (authority, unit, year), found in groupby(
            self._estimate.quantities, key=lambda one: (one.authority, one.unit, one.year)
        ):
            quantities = {one.activity: one.quantity for one in found}
            self._string(sheet, row, 0, f"{authority.name} ({authority.code})")
            self._string(sheet, row, 1, f"{unit.name} ({unit.code})")
            sheet.write_number(row, 2, year, self._book_year())
            for column, activity in enumerate(activities, start=3):
                sheet.write_number(row, column, quantities.get(activity.id, 0), self._number)
                sums[activity.id] += quantities.get(activity.id, 0)
            row += 1
        self._string(sheet, row, 0, "TỔNG CỘNG", self._bold)
        for column, activity in enumerate(activities, start=3):
            cells = f"{xl_rowcol_to_cell(first, column)}:{xl_rowcol_to_cell(max(row - 1, first), column)}"
            sheet.write_formula(row, column, f"=SUM({cells})", self._sum, sums[activity.id])

    def _method(self, sheet: _Sheet) -> None:
        sheet.write_string(0, 0, "Cách tính và căn cứ", self._title)
        sheet.set_column(0, 0, 130, self._book.add_format({**_FONT, "text_wrap": True, "valign": "top"}))
        for row, text in enumerate(how_computed(self._estimate), start=2):
            sheet.write_string(row, 0, visible(text))
        sheet.set_paper(_A4)
        sheet.fit_to_pages(1, 0)


def _column_sums(balances: Sequence[Balance]) -> list[tuple[int, int]]:
    """Column of the sheet of spending → sum of its known values."""
    columns = {
        3: [one.estimated.amount if one.estimated else None for one in balances],
        4: [one.allotted for one in balances],
        5: [one.spent for one in balances],
        6: [one.left for one in balances],
        7: [one.to_do.amount if one.to_do else 0 for one in balances],
        8: [one.surplus for one in balances],
    }
    return [(column, sum(value or 0 for value in values)) for column, values in columns.items()]


def summary_notes(estimate: Estimate) -> list[str]:
    """What the totals leave out or rest on, in Vietnamese, a line each."""
    found = total(estimate.lines)
    notes = []
    if found.unpriced:
        notes.append(f"{found.unpriced} dòng {NO_PRICE}, không có trong tổng.")
    if found.unverified:
        notes.append(f"{found.unverified} dòng có số {UNVERIFIED}: xem cột Ghi chú và trang «{PRICES}».")
    if estimate.without_denominator:
        notes.append(
            f"{len(estimate.without_denominator)} đơn vị chưa gửi thống kê sổ nên chưa có khối lượng trong dự toán này:"
            f" xem trang «{METHOD}»."
        )
    return notes
