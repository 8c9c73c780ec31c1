"""Two sheets of the estimate's workbook: spent against estimated, line by line, and all years below each other."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from xlsxwriter.utility import xl_col_to_name, xl_range

from hotich.budget.balance import Balance
from hotich.budget.frame import Frame, Sheet
from hotich.budget.lines import Line
from hotich.budget.payers import Authority
from hotich.budget.totals import SUMS, UNSPENT, Totals, by_year, total_of

BALANCE, YEARS = "Đã chi", "Các năm"
"""Names of the sheets."""
PriceCell = Callable[[Line], str]
"""A line → the cell with its price."""

_ADDED: Final = ("allotted", "spent", "done", "to_do")
"""Of these, those that can be added up over years."""
_FIRST: Final = {BALANCE: 3, YEARS: 1}
"""First column of money on each sheet."""


@dataclass(frozen=True, slots=True)
class SpendingRows:
    """Where the lines of each year stand on the sheet of spending."""

    balances: Sequence[Balance]
    """In the order of the rows."""
    years: Sequence[tuple[int, int, int]]
    """(year, its first row, its last row), rows counted from 1."""


def named(authority: Authority) -> str:
    """An authority as tables call it: name and code."""
    return f"{authority.name} ({authority.code})"


def draw_spending(frame: Frame, sheet: Sheet, balances: Sequence[Balance], price: PriceCell) -> SpendingRows:
    """A line an authority × year × activity; returns where the years stand."""
    heads = [
        ("Năm", 7.0),
        ("Cơ quan", 30.0),
        ("Nội dung chi", 32.0),
        *((head, 17.0) for _, head in SUMS),
        ("Ghi chú", 40.0),
    ]
    note = "«Chưa chi» và «Thừa, thiếu» để trống khi cơ quan chưa ghi khoản đã chi nào của năm ấy."
    first = row = frame.top(sheet, "Đã chi so với dự toán (đồng)", heads, note)
    ordered = sorted(balances, key=lambda one: (one.year, one.authority))
    for _, found in groupby(ordered, key=lambda one: (one.year, one.authority)):
        lines = list(found)
        for at, one in enumerate(lines, start=row):
            _draw_line(frame, sheet, at, one, price, (row + 1, row + len(lines)))
        row += len(lines)
    frame.bold_row(sheet, row, {2: "TỔNG CỘNG"}, len(heads))
    _add_up(frame, sheet, first, row, total_of(balances), _FIRST[BALANCE])
    return SpendingRows(ordered, list(_year_rows(ordered, first + 1)))


def draw_years(frame: Frame, sheet: Sheet, rows: SpendingRows) -> None:
    """A line a year, drawn from the sheet of spending, and the sum of what can be added up."""
    heads = [("Năm", 30.0), *((head, 19.0) for _, head in SUMS)]
    note = "Dự toán đầu năm không cộng qua các năm: việc năm trước chưa làm nằm lại trong dự toán năm sau."
    first = row = frame.top(sheet, "Các năm ngân sách (đồng)", heads, note)
    for (year, top, end), (_, lines) in zip(rows.years, by_year(rows.balances), strict=True):
        sheet.write_number(row, 0, year, frame.plain)
        totals = total_of(lines)
        for column, (name, _) in enumerate(SUMS, start=_FIRST[YEARS]):
            value = getattr(totals, name)
            style = frame.signed if name == "surplus" else frame.number
            nothing = UNSPENT if name == "spent" and not totals.part else ""
            formula = _year_formula(name, column + _FIRST[BALANCE] - _FIRST[YEARS], top, end, nothing)
            sheet.write_formula(row, column, formula, style, nothing if value is None else value)
        row += 1
    whole = total_of(rows.balances)
    frame.bold_row(sheet, row, {0: "CỘNG"}, len(heads))
    _add_up(frame, sheet, first, row, whole, _FIRST[YEARS])
    done, to_do = (xl_col_to_name(_FIRST[YEARS] + at) for at in (_place("done"), _place("to_do")))
    frame.bold_row(sheet, row + 2, {0: "Cả kế hoạch, theo đơn giá (đã làm + còn phải làm)"}, 2)
    sheet.write_formula(
        row + 2, 1, f"={done}{row + 1}+{to_do}{row + 1}", frame.sum, (whole.done or 0) + (whole.to_do or 0)
    )


def _draw_line(
    frame: Frame, sheet: Sheet, row: int, one: Balance, price: PriceCell, block: tuple[int, int]
) -> None:
    """`block`: first and last row of the authority's lines in the year, counted from 1."""
    last = _FIRST[BALANCE] + len(SUMS)
    marked = {last: frame.mark} if one.remarks else {}
    frame.row(sheet, row, {1: named(one.authority), 2: one.term, last: "; ".join(one.remarks)}, marked)
    sheet.write_number(row, 0, one.year, frame.plain)
    at = row + 1
    column = {name: xl_col_to_name(_FIRST[BALANCE] + place) for place, (name, _) in enumerate(SUMS)}
    for name, amount in (("allotted", one.allotted), ("spent", one.spent)):
        _put(sheet, f"{column[name]}{at}", amount, frame.number)
    for name, line in (("estimated", one.estimated), ("done", one.done), ("to_do", one.to_do)):
        cell = f"{column[name]}{at}"
        if line is None:
            _put(sheet, cell, None if name == "estimated" else 0, frame.number)
        else:
            product = f'=IF({price(line)}="","",{line.quantity}*{price(line)})'
            sheet.write_formula(cell, product, frame.number, "" if line.amount is None else line.amount)
    estimated, allotted, spent = (f"{column[name]}{at}" for name in ("estimated", "allotted", "spent"))
    entered = f"COUNT({column['spent']}${block[0]}:{column['spent']}${block[1]})=0"
    rest = f'IF({allotted}<>"",{allotted}-N({spent}),IF({estimated}<>"",{estimated}-N({spent}),""))'
    left, to_do = f"{column['left']}{at}", f"{column['to_do']}{at}"
    sheet.write_formula(left, f'=IF({entered},"",{rest})', frame.number, "" if one.left is None else one.left)
    surplus = f'=IF(OR({left}="",{to_do}=""),"",{left}-{to_do})'
    value = "" if one.surplus is None else one.surplus
    sheet.write_formula(f"{column['surplus']}{at}", surplus, frame.signed, value)


def _put(sheet: Sheet, cell: str, amount: int | None, style: object) -> None:
    if amount is None:
        sheet.write_blank(cell, None, style)
    else:
        sheet.write_number(cell, amount, style)


def _place(name: str) -> int:
    return [known for known, _ in SUMS].index(name)


def _year_rows(ordered: Sequence[Balance], first: int) -> Iterable[tuple[int, int, int]]:
    row = first
    for year, found in groupby(ordered, key=lambda one: one.year):
        count = len(list(found))
        yield year, row, row + count - 1
        row += count


def _year_formula(name: str, column: int, top: int, end: int, nothing: str) -> str:
    """The sum of a year's lines on the sheet of spending; `nothing` where nothing is known."""

    def of(name: str) -> str:
        letter = xl_col_to_name(_FIRST[BALANCE] + _place(name))
        return f"'{BALANCE}'!{letter}{top}:{letter}{end}"

    own = f"'{BALANCE}'!{xl_range(top - 1, column, end - 1, column)}"
    known = f"COUNT({own})=0"
    if name in {"left", "surplus"}:
        # Nothing is left over while one line with a budget knows of no spending.
        budgets = f'SUMPRODUCT(--(({of("estimated")}<>"")+({of("allotted")}<>"")>0))'
        known = f"OR({known},COUNT({of('left')})<{budgets})"
    return f'=IF({known},"{nothing}",SUM({own}))'


def _add_up(frame: Frame, sheet: Sheet, first: int, row: int, totals: Totals, start: int) -> None:
    """Sums below the lines, of what can be added up; nothing where nothing is known."""
    for name in _ADDED:
        column, value = start + _place(name), getattr(totals, name)
        own = xl_range(first, column, row - 1, column)
        formula = f'=IF(COUNT({own})=0,"",SUM({own}))' if row > first else '=""'
        sheet.write_formula(row, column, formula, frame.sum, "" if value is None else value)
