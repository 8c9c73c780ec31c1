"""The list of reminders as a workbook: of all units for the province, of one unit for its folder."""

from collections.abc import Mapping, Sequence
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any, Final

import xlsxwriter

from hotich.reminders.model import News, Reminder, UnitReminders
from hotich.slips.drawing import visible
from hotich.text.shown import show_data_date

SHEET: Final = "Don doc"
LIST_NAME: Final = "danh_sach_don_doc.xlsx"
_COLUMNS: Final = (
    ("Cấp trên", 24), ("Mã", 9), ("Đơn vị", 34), ("Việc", 30), ("Bậc", 8), ("Số việc", 10), ("Nội dung", 70),
    ("Việc cần làm", 52), ("Lần này", 18),
)  # fmt: skip
_A4: Final = 9

FreshNews = Mapping[tuple[int, str], News]
"""(unit, key of a reminder) → why it is told now."""


def unit_list_name(unit_code: str) -> str:
    """`don_doc.<unit>.xlsx`."""
    return f"don_doc.{unit_code}.xlsx"


def write_list(path: Path, title: str, units: Sequence[UnitReminders], news: FreshNews, as_of: date) -> Path:
    """Write the list; it appears whole or not at all, in place of the former one. Returns its path."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.part")
    part.write_bytes(list_workbook(title, units, news, as_of))
    part.replace(path)
    return path


def list_workbook(title: str, units: Sequence[UnitReminders], news: FreshNews, as_of: date) -> bytes:
    """The list as the content of an .xlsx file."""
    content = BytesIO()
    options = {
        "in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
    }  # fmt: skip
    with xlsxwriter.Workbook(content, options) as workbook:
        _draw(workbook, title, units, news, as_of)
    return content.getvalue()


def _draw(workbook: Any, title: str, units: Sequence[UnitReminders], news: FreshNews, as_of: date) -> None:
    font = {"font_name": "Times New Roman", "font_size": 12, "valign": "top"}
    bordered = {**font, "border": 1, "text_wrap": True}
    head = workbook.add_format({**bordered, "bold": True, "bg_color": "#D9D9D9", "align": "center"})
    text = workbook.add_format({**bordered, "num_format": 49, "quote_prefix": True})
    number = workbook.add_format({**bordered, "num_format": "#,##0"})
    sheet = workbook.add_worksheet(SHEET)
    sheet.write_string(0, 0, visible(title), workbook.add_format({**font, "bold": True, "font_size": 14}))
    sheet.write_string(1, 0, f"{show_data_date(as_of)}. {_counted(units)}", workbook.add_format(font))
    for column, (name, width) in enumerate(_COLUMNS):
        sheet.set_column(column, column, width)
        sheet.write_string(3, column, name, head)
    row = 4
    for unit in units:
        for one in unit.reminders:
            for column, value in enumerate(_cells(unit, one, news)):
                if isinstance(value, int):
                    sheet.write_number(row, column, value, number)
                else:
                    sheet.write_string(row, column, visible(value), text)
            row += 1
    sheet.freeze_panes(4, 3)
    sheet.autofilter(3, 0, max(row - 1, 4), len(_COLUMNS) - 1)
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.repeat_rows(3)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&L&F&R&P/&N")


def _cells(unit: UnitReminders, one: Reminder, news: FreshNews) -> tuple[str | int, ...]:
    fresh = news.get((one.unit_id, one.key))
    return (
        unit.above, unit.unit.code, unit.name, one.subject.term, f"{one.level}/{len(one.subject.steps)}",
        "" if one.items is None else one.items, one.words, one.subject.next_step,
        "đã nhắc" if fresh is None else fresh.term,
    )  # fmt: skip


def _counted(units: Sequence[UnitReminders]) -> str:
    return f"{len(units)} đơn vị, {sum(len(unit.reminders) for unit in units)} việc."
