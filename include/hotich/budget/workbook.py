"""The estimate as a workbook for the finance side (Sở Tài chính): live formulas, sources, marks on what is unverified.

Sheets: summary by authority and year; all years; what lateness moves; one sheet a budget year; spent against estimated;
prices; quantities by unit; how it is computed. A price is written once, on the sheet of prices: change it there and every
amount follows.
"""

from collections.abc import Sequence
from io import BytesIO
from itertools import groupby
from pathlib import Path
from typing import Any, Final

import xlsxwriter
from xlsxwriter.utility import xl_range, xl_rowcol_to_cell

from hotich.budget.at_pace import Forecast, at_pace
from hotich.budget.balance import Balance
from hotich.budget.costing import NO_PRICE, UNVERIFIED
from hotich.budget.estimate import Estimate
from hotich.budget.frame import Frame, Sheet
from hotich.budget.lines import Line, total
from hotich.budget.method import how_computed
from hotich.budget.pace_sheet import PACE, draw_pace
from hotich.budget.payers import Authority
from hotich.budget.schema import Activity, Price
from hotich.budget.spending_sheets import BALANCE, YEARS, draw_spending, draw_years, named
from hotich.text.shown import show_day, show_number

SUMMARY, PRICES, UNITS, METHOD = "Tổng hợp", "Đơn giá", "Theo đơn vị", "Cách tính"
"""Names of the sheets, besides one a year and those of spending and pace."""
DRAFT: Final = f"DỰ THẢO – có số {UNVERIFIED}, không dùng làm căn cứ chi."
_TOTAL: Final = "TỔNG CỘNG"


def year_sheet(year: int) -> str:
    """Name of a budget year's sheet."""
    return f"Năm {year}"


def write_estimate(path: Path, estimate: Estimate, balances: Sequence[Balance], forecast: Forecast) -> None:
    """Draw the workbook under `path`; it appears whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.part")
    part.write_bytes(estimate_workbook(estimate, balances, forecast))
    part.replace(path)


def estimate_workbook(estimate: Estimate, balances: Sequence[Balance], forecast: Forecast) -> bytes:
    """The workbook."""
    options = {
        "in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
    }  # fmt: skip
    stream = BytesIO()
    with xlsxwriter.Workbook(stream, options) as book:
        book.set_properties({"title": f"Dự toán kinh phí – {estimate.plan.name}"})
        _Drawer(book, estimate).draw(balances, forecast)
    return stream.getvalue()


class _Drawer:
    """Draws the sheets into an open workbook. Rows and columns count from 0."""

    def __init__(self, book: Any, estimate: Estimate) -> None:
        self._estimate = estimate
        known = all(line.verified for line in estimate.lines)
        subtitle = f"{estimate.plan.name} ({estimate.plan.text.issued_by}). Số liệu đến ngày {show_day(estimate.as_of)}."
        self._frame = Frame(book, subtitle, "" if known else DRAFT)
        self._prices: dict[tuple[str, Price | None], int] = {}
        """(activity, price) → its row on the sheet of prices."""
        self._subtotals: dict[tuple[Authority, int], str] = {}
        """(authority, year) → cell of its subtotal."""

    def draw(self, balances: Sequence[Balance], forecast: Forecast) -> None:
        """All sheets; the summary is first, though it is drawn after what it adds up."""
        sheet, paces = self._frame.sheet, at_pace(self._estimate, forecast)
        summary, all_years, late = (sheet(name) for name in (SUMMARY, YEARS, PACE))
        years = [(year, sheet(year_sheet(year))) for year in self._estimate.years]
        spent, prices, units, method = (sheet(name) for name in (BALANCE, PRICES, UNITS, METHOD))
        moved = [line for pace in paces for one in pace.slices for line in one.lines]
        self._draw_prices(
            prices, [*self._estimate.lines, *moved, *(line for one in balances for line in one.lines)]
        )
        for year, page in years:
            self._draw_year(page, year)
        self._draw_summary(summary)
        draw_years(self._frame, all_years, draw_spending(self._frame, spent, balances, self._price_cell))
        draw_pace(self._frame, late, forecast, paces, self._price_cell)
        self._draw_units(units)
        self._frame.prose(method, "Cách tính và căn cứ", how_computed(self._estimate))
        summary.activate()

    def _price_cell(self, line: Line) -> str:
        return f"'{PRICES}'!$C${self._prices[line.activity.id, line.price] + 1}"

    def _draw_prices(self, sheet: Sheet, lines: Sequence[Line]) -> None:
        heads = (("Việc", 36.0), ("Đơn vị tính", 12.0), ("Đơn giá (đồng)", 14.0), ("Áp dụng từ", 12.0), ("Đến", 12.0),
                 ("Kiểm chứng", 18.0), ("Căn cứ", 60.0))  # fmt: skip
        row = self._frame.top(
            sheet, "Đơn giá", heads, "Sửa đơn giá ở ô nền xanh: mọi thành tiền tính lại theo."
        )
        for line in lines:
            key = (line.activity.id, line.price)
            if key not in self._prices:
                self._prices[key] = row
                self._draw_price(sheet, row, line.activity, line.price)
                row += 1

    def _draw_price(self, sheet: Sheet, row: int, activity: Activity, price: Price | None) -> None:
        frame, sure = self._frame, price is not None and price.verified
        state = NO_PRICE if price is None else "đã kiểm chứng" if sure else UNVERIFIED
        texts = {0: activity.term, 1: activity.unit.term, 3: "", 4: "", 5: state, 6: ""}
        if price is not None:
            until = show_day(price.until) if price.until else ""
            texts |= {3: show_day(price.from_), 4: until, 6: price.source}
        frame.row(sheet, row, texts, {} if sure else {5: frame.mark})
        if price is None:
            sheet.write_blank(row, 2, None, frame.entry)
        else:
            sheet.write_number(row, 2, price.dong, frame.entry)

    def _draw_year(self, sheet: Sheet, year: int) -> None:
        heads = (("STT", 6.0), ("Nội dung chi", 42.0), ("Đơn vị tính", 12.0), ("Khối lượng", 13.0), ("Đơn giá (đồng)", 14.0),
                 ("Thành tiền (đồng)", 20.0), ("Ghi chú", 44.0))  # fmt: skip
        first = row = self._frame.top(sheet, f"Dự toán kinh phí năm {year}", heads)
        lines = self._estimate.select(year=year)
        for no, (authority, found) in enumerate(groupby(lines, key=lambda line: line.authority), start=1):
            row = self._draw_block(sheet, row, no, authority, list(found))
        self._frame.bold_row(sheet, row, {1: _TOTAL}, len(heads))
        amount = total(lines).amount
        sheet.write_formula(row, 5, f"=SUBTOTAL(9,{xl_range(first, 5, row - 1, 5)})", self._frame.sum, amount)

    def _draw_block(
        self, sheet: Sheet, top: int, no: int, authority: Authority, lines: Sequence[Line]
    ) -> int:
        """One authority: its name with its subtotal, then its lines. Returns the row below."""
        self._frame.bold_row(sheet, top, {0: str(no), 1: named(authority)}, 7)
        below = top + 1 + len(lines)
        formula = f"=SUBTOTAL(9,{xl_range(top + 1, 5, below - 1, 5)})"
        sheet.write_formula(top, 5, formula, self._frame.sum, total(lines).amount)
        cell = xl_rowcol_to_cell(top, 5, row_abs=True, col_abs=True)
        self._subtotals[authority, lines[0].year] = f"'{sheet.get_name()}'!{cell}"
        for row, line in enumerate(lines, start=top + 1):
            self._draw_line(sheet, row, line)
        return below

    def _draw_line(self, sheet: Sheet, row: int, line: Line) -> None:
        frame = self._frame
        marked = {6: frame.mark} if line.remarks else {}
        texts = {0: "", 1: line.activity.term, 2: line.activity.unit.term, 6: "; ".join(line.remarks)}
        frame.row(sheet, row, texts, marked)
        sheet.write_number(row, 3, line.quantity, frame.number)
        price = self._price_cell(line)
        product = f"D{row + 1}*E{row + 1}"
        if line.price is None:
            sheet.write_formula(row, 4, f'=IF({price}="","",{price})', frame.number, "")
            sheet.write_formula(row, 5, f'=IF(E{row + 1}="","{NO_PRICE}",{product})', frame.number, NO_PRICE)
        else:
            sheet.write_formula(row, 4, f"={price}", frame.number, line.price.dong)
            sheet.write_formula(row, 5, f"={product}", frame.number, line.amount)

    def _draw_summary(self, sheet: Sheet) -> None:
        estimate, years, frame = self._estimate, self._estimate.years, self._frame
        heads = [
            ("STT", 6.0),
            ("Cơ quan lập dự toán", 44.0),
            *((f"Năm {year}", 18.0) for year in years),
            ("Cộng", 20.0),
        ]
        first = row = frame.top(sheet, "Tổng hợp dự toán kinh phí (đồng)", heads)
        for no, authority in enumerate(estimate.authorities, start=1):
            frame.row(sheet, row, {0: str(no), 1: named(authority)})
            for column, year in enumerate(years, start=2):
                amount = total(estimate.select(year=year, authority=authority)).amount
                cell = self._subtotals.get((authority, year))
                sheet.write_formula(row, column, f"={cell or 0}", frame.number, amount)
            amount = total(estimate.select(authority=authority)).amount
            sheet.write_formula(
                row, 2 + len(years), f"=SUM({xl_range(row, 2, row, 1 + len(years))})", frame.number, amount
            )
            row += 1
        self._frame.bold_row(sheet, row, {1: _TOTAL}, len(heads))
        amounts = [
            *(total(estimate.select(year=year)).amount for year in years),
            total(estimate.lines).amount,
        ]
        self._frame.sums(sheet, first, row, enumerate(amounts, start=2))
        for below, text in enumerate(summary_notes(estimate), start=row + 2):
            frame.note(sheet, below, text)

    def _draw_units(self, sheet: Sheet) -> None:
        activities, frame = self._estimate.costing.activities, self._frame
        heads = [("Cơ quan lập dự toán", 36.0), ("Đơn vị lập sổ", 36.0), ("Năm", 8.0)]
        heads += [(f"{one.term} ({one.unit.term})", 16.0) for one in activities]
        first = row = frame.top(sheet, "Khối lượng còn phải làm theo đơn vị lập sổ", heads)
        sums = dict.fromkeys((one.id for one in activities), 0)
        for (authority, unit, year), found in groupby(
            self._estimate.quantities, key=lambda one: (one.authority, one.unit, one.year)
        ):
            quantities = {one.activity: one.quantity for one in found}
            frame.row(sheet, row, {0: named(authority), 1: f"{unit.name} ({unit.code})"})
            sheet.write_number(row, 2, year, frame.plain)
            for column, activity in enumerate(activities, start=3):
                sheet.write_number(row, column, quantities.get(activity.id, 0), frame.number)
                sums[activity.id] += quantities.get(activity.id, 0)
            row += 1
        self._frame.bold_row(sheet, row, {0: _TOTAL}, len(heads))
        self._frame.sums(sheet, first, row, enumerate(sums.values(), start=3))


def summary_notes(estimate: Estimate) -> list[str]:
    """What the totals leave out or rest on, in Vietnamese, a line each."""
    found = total(estimate.lines)
    notes = []
    if found.unpriced:
        notes.append(f"{found.unpriced} dòng {NO_PRICE}, không có trong tổng.")
    if found.unverified:
        notes.append(f"{found.unverified} dòng có số {UNVERIFIED}: xem cột Ghi chú và trang «{PRICES}».")
    if estimate.lost:
        notes.append(
            f"Trừ sổ đã mất: {show_number(estimate.lost)} trường hợp có trong thống kê, không phải số hóa nên không tính tiền."
        )
    if estimate.without_denominator:
        notes.append(
            f"{len(estimate.without_denominator)} đơn vị chưa gửi thống kê sổ nên chưa có khối lượng trong dự toán này:"
            f" xem trang «{METHOD}»."
        )
    return notes
