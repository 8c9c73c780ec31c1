"""A district's own plan as a workbook: shares by unit and stage, groups with their months, months by unit and by group, money; sums are live."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import xlsxwriter
from xlsxwriter.utility import xl_range, xl_rowcol_to_cell

from hotich.budget.frame import Frame, Sheet
from hotich.budget.lines import total
from hotich.budget.local_plan import LocalPlan, Share, monthly
from hotich.budget.periods import Period
from hotich.text.shown import show_day, show_number

UNITS, GROUPS, MONEY = "Theo đơn vị", "Theo nhóm sổ", "Kinh phí"
"""Names of the sheets, besides two a year."""
_TOTAL: Final = "TỔNG CỘNG"
_WARNING: Final = "Kinh phí có số chưa kiểm chứng (cột Ghi chú, trang Kinh phí): không dùng làm căn cứ chi."


def year_sheet(year: int) -> str:
    """Name of the sheet with a year's months by unit."""
    return f"Tháng {year}"


def group_sheet(year: int) -> str:
    """Name of the sheet with a year's months by group of books."""
    return f"Tháng {year}, nhóm sổ"


def write_local_plan(path: Path, found: LocalPlan) -> None:
    """Draw the workbook under `path`; it appears whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.part")
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    title = f"Kế hoạch số hóa sổ hộ tịch trên địa bàn {found.area_name}"
    subtitle = f"{title}, theo {found.plan.name}. Số liệu đến ngày {show_day(found.as_of)}."
    with xlsxwriter.Workbook(str(part), options) as book:
        book.set_properties({"title": title})
        doubtful = any(not line.verified for line in found.money)
        frame = Frame(book, subtitle, _WARNING if doubtful else "")
        _draw_units(frame, found)
        _draw_groups(frame, found)
        for year in dict.fromkeys(month.year for month in found.months):
            _draw_months(frame, year_sheet(year), found, year, "Đơn vị lập sổ", _unit_parts(found))
            _draw_months(frame, group_sheet(year), found, year, "Giai đoạn, nhóm sổ", _group_parts(found))
        if found.money:
            _draw_money(frame, found)
    part.replace(path)


def _draw_units(frame: Frame, found: LocalPlan) -> None:
    sheet = frame.sheet(UNITS)
    stages = found.stages
    heads = [("Đơn vị lập sổ", 40.0), *((stage.name, 22.0) for stage in stages), ("Cộng", 16.0), ("Đã nghiệm thu", 16.0),
             ("Còn phải làm", 16.0)]  # fmt: skip
    first = row = frame.top(sheet, "Khối lượng theo đơn vị (trường hợp)", heads)
    for unit in found.units:
        own = [share for share in found.shares if share.unit == unit]
        frame.row(sheet, row, {0: found.named(unit)})
        counts = [sum(share.planned for share in own if share.stage == stage) for stage in stages]
        for column, count in enumerate(counts, start=1):
            sheet.write_number(row, column, count, frame.number)
        _across(frame, sheet, row, counts)
        sheet.write_number(row, len(stages) + 2, sum(share.earned for share in own), frame.number)
        sheet.write_number(row, len(stages) + 3, sum(share.left for share in own), frame.number)
        row += 1
    sums = [sum(share.planned for share in found.shares if share.stage == stage) for stage in stages]
    _total(
        frame,
        sheet,
        first,
        row,
        [*sums, found.planned, sum(share.earned for share in found.shares), found.left],
    )
    if found.lost:
        listed, lost = (show_number(cases) for cases in (found.planned + found.lost, found.lost))
        row += 1
        frame.note(sheet, row + 1, f"Theo thống kê sổ: {listed} trường hợp; trừ sổ đã mất: {lost}.")
    if found.without_denominator:
        names = "; ".join(found.named(unit) for unit in found.without_denominator)
        frame.note(sheet, row + 2, f"Chưa gửi thống kê sổ, chưa có trong các bảng này: {names}.")


def _draw_groups(frame: Frame, found: LocalPlan) -> None:
    sheet = frame.sheet(GROUPS)
    heads = (("Giai đoạn", 44.0), ("Thứ tự", 8.0), ("Nhóm sổ", 44.0), ("Trường hợp", 14.0), ("Còn phải làm", 14.0),
             ("Từ tháng", 12.0), ("Đến tháng", 12.0))  # fmt: skip
    first = row = frame.top(sheet, "Lộ trình theo nhóm sổ", heads)
    for stage in found.stages:
        for order, group in enumerate(stage.groups, start=1):
            own = [share for share in found.shares if (share.stage, share.group) == (stage, group)]
            if not own:
                continue
            months = list(monthly(own))
            window = f"{stage.name} ({show_day(stage.window_start)} – {show_day(stage.window_end)})"
            ends = {5: months[0].term, 6: months[-1].term} if months else {5: "", 6: ""}
            frame.row(sheet, row, {0: window, 1: str(order), 2: group.term, **ends})
            sheet.write_number(row, 3, sum(share.planned for share in own), frame.number)
            sheet.write_number(row, 4, sum(share.left for share in own), frame.number)
            row += 1
    _total(frame, sheet, first, row, [found.planned, found.left], start=3)


def _draw_months(
    frame: Frame, name: str, found: LocalPlan, year: int, first_head: str, parts: Sequence[tuple[str, Sequence[Share]]]
) -> None:  # fmt: skip
    """A sheet of one year: parts of the work down, each with a name, months across."""
    sheet = frame.sheet(name)
    months = [Period(year, month) for month in range(1, 13)]
    heads = [(first_head, 44.0), *((month.term, 10.0) for month in months), ("Cộng", 13.0)]
    first = row = frame.top(sheet, f"Còn phải nghiệm thu từng tháng năm {year} (trường hợp)", heads)
    for text, own in parts:
        counts = _monthly(own, months)
        if not sum(counts):
            continue
        frame.row(sheet, row, {0: text})
        for column, count in enumerate(counts, start=1):
            sheet.write_number(row, column, count, frame.number)
        _across(frame, sheet, row, counts)
        row += 1
    sums = _monthly(found.shares, months)
    _total(frame, sheet, first, row, [*sums, sum(sums)])


def _unit_parts(found: LocalPlan) -> list[tuple[str, Sequence[Share]]]:
    return [
        (found.named(unit), [share for share in found.shares if share.unit == unit]) for unit in found.units
    ]


def _group_parts(found: LocalPlan) -> list[tuple[str, Sequence[Share]]]:
    return [
        (
            f"{stage.name}: {group.term}",
            [one for one in found.shares if (one.stage, one.group) == (stage, group)],
        )
        for stage in found.stages
        for group in stage.groups
    ]


def _draw_money(frame: Frame, found: LocalPlan) -> None:
    sheet = frame.sheet(MONEY)
    heads = (("Cơ quan", 34.0), ("Năm", 8.0), ("Việc", 40.0), ("Đơn vị tính", 14.0), ("Khối lượng", 14.0), ("Đơn giá (đồng)", 14.0),
             ("Thành tiền (đồng)", 18.0), ("Ghi chú", 58.0))  # fmt: skip
    first = row = frame.top(sheet, "Kinh phí dự kiến theo năm và việc", heads)
    for line in found.money:
        remarks = "; ".join(line.remarks)
        style = {7: frame.mark} if remarks else {}
        texts = {0: line.authority.name, 2: line.activity.term, 3: line.activity.unit.term, 7: remarks}
        frame.row(sheet, row, texts, style)
        sheet.write_number(row, 1, line.year, frame.plain)
        sheet.write_number(row, 4, line.quantity, frame.number)
        if line.price is None:
            frame.row(sheet, row, {5: "", 6: ""})
        else:
            sheet.write_number(row, 5, line.price.dong, frame.number)
            amount = f"={xl_rowcol_to_cell(row, 4)}*{xl_rowcol_to_cell(row, 5)}"
            sheet.write_formula(row, 6, amount, frame.number, line.amount)
        row += 1
    _total(frame, sheet, first, row, [total(found.money).amount], start=6)
    frame.row(sheet, row, {7: ""})


def _monthly(shares: Sequence[Share], months: Sequence[Period]) -> list[int]:
    found = monthly(shares)
    return [found.get(month, 0) for month in months]


def _across(frame: Frame, sheet: Sheet, row: int, counts: Sequence[int]) -> None:
    formula = f"=SUM({xl_range(row, 1, row, len(counts))})"
    sheet.write_formula(row, 1 + len(counts), formula, frame.number, sum(counts))


def _total(frame: Frame, sheet: Sheet, first: int, row: int, sums: Sequence[int], start: int = 1) -> None:
    """The row of sums, from column `start` on."""
    frame.row(
        sheet, row, {0: _TOTAL} | dict.fromkeys(range(1, start), ""), dict.fromkeys(range(start), frame.bold)
    )
    for column, value in enumerate(sums, start=start):
        formula = f"=SUM({xl_range(first, column, row - 1, column)})" if row > first else "=0"
        sheet.write_formula(row, column, formula, frame.sum, value)
