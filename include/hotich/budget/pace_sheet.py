"""A sheet of the estimate's workbook: into which years the remaining work falls if it goes on as now."""

from collections.abc import Callable, Sequence
from itertools import groupby
from typing import Final

from xlsxwriter.utility import xl_range_abs

from hotich.budget.at_pace import AtPace, Forecast, Slice
from hotich.budget.costing import NO_PRICE
from hotich.budget.frame import Frame, Sheet
from hotich.budget.lines import Line, merged
from hotich.text.shown import show_day

PACE: Final = "Nếu giữ tốc độ"
"""Name of the sheet."""
_HEADS: Final = (
    ("Năm", 9.0), ("So với hạn", 14.0), ("Việc", 44.0), ("Đơn vị tính", 13.0), ("Khối lượng", 14.0), ("Đơn giá (đồng)", 15.0),
    ("Thành tiền (đồng)", 20.0),
)  # fmt: skip
_YEAR, _LATE, _TERM, _UNIT, _QUANTITY, _PRICE, _AMOUNT = range(len(_HEADS))
_WORDS: Final = {False: "trong hạn", True: "sau hạn"}


def draw_pace(
    frame: Frame,
    sheet: Sheet,
    forecast: Forecast,
    paces: Sequence[AtPace],
    price: Callable[[Line], str],
) -> None:
    """One block for each end that is forecast, with live sums of each year and of what comes after the deadline."""
    note = (
        f"Hạn của kế hoạch: {show_day(forecast.deadline)}. Khối lượng còn lại rải đều theo ngày làm việc đến ngày dự báo xong, theo tốc"
        f" độ hiện nay của {forecast.of}. Khối lượng không đổi vì chậm; chi phí phát sinh do kéo dài không có trong đơn giá."
    )
    row = frame.top(sheet, "Kinh phí từng năm nếu giữ tốc độ như hiện nay", _HEADS, note)
    if not paces:
        frame.note(sheet, row, f"Chưa nói được việc còn kéo đến bao giờ: {forecast.gap}.")
    for pace in paces:
        row = _draw_block(frame, sheet, row, forecast, pace, price) + 1


def _draw_block(
    frame: Frame, sheet: Sheet, row: int, forecast: Forecast, pace: AtPace, price: Callable[[Line], str]
) -> int:
    """Returns the row below."""
    title = f"Khả năng {pace.chance} %: xong {show_day(pace.until)}"
    frame.bold_row(sheet, row, {_TERM: title}, len(_HEADS))
    first = row = row + 1
    for one in pace.slices:
        row = _draw_slice(frame, sheet, row, one, price)
    amounts, years, late = (
        xl_range_abs(first, column, row - 1, column) for column in (_AMOUNT, _YEAR, _LATE)
    )
    told = [
        (f"Năm {year}", f"=SUMIFS({amounts},{years},{year})", pace.of_year(year))
        for year in dict.fromkeys(one.year for one in pace.slices)
    ]
    told += [
        ("CỘNG", f"=SUM({amounts})", pace.amount),
        (
            f"Trong đó sau hạn {show_day(forecast.deadline)}",
            f'=SUMIFS({amounts},{late},"{_WORDS[True]}")',
            pace.late,
        ),
    ]
    for words, formula, amount in told:
        frame.bold_row(sheet, row, {_TERM: words}, len(_HEADS))
        sheet.write_formula(row, _AMOUNT, formula, frame.sum, amount)
        row += 1
    return row


def _draw_slice(frame: Frame, sheet: Sheet, row: int, one: Slice, price: Callable[[Line], str]) -> int:
    """The activities of a slice, all authorities together. Returns the row below."""
    order = {
        activity_id: place
        for place, activity_id in enumerate(dict.fromkeys(line.activity.id for line in one.lines))
    }
    lines = sorted(one.lines, key=lambda line: order[line.activity.id])
    for _, found in groupby(lines, key=lambda line: line.activity.id):
        line = merged(list(found))
        frame.row(
            sheet, row, {_LATE: _WORDS[one.late], _TERM: line.activity.term, _UNIT: line.activity.unit.term}
        )
        sheet.write_number(row, _YEAR, one.year, frame.plain)
        sheet.write_number(row, _QUANTITY, line.quantity, frame.number)
        cell, at = price(line), row + 1
        sheet.write_formula(
            row,
            _PRICE,
            f'=IF({cell}="","",{cell})',
            frame.number,
            "" if line.price is None else line.price.dong,
        )
        product = f'=IF(F{at}="","{NO_PRICE}",E{at}*F{at})'
        sheet.write_formula(
            row, _AMOUNT, product, frame.number, NO_PRICE if line.amount is None else line.amount
        )
        row += 1
    return row
