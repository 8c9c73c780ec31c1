"""The Excel annex: every figure of the report, totals as live formulas with their values, ready to print."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import xlsxwriter
from xlsxwriter.utility import xl_rowcol_to_cell

from hotich.progress import Standing
from hotich.reports.annex_columns import (
    COUNT,
    DAY,
    DECIMAL,
    EARNED,
    FIGURES,
    PLANNED,
    SHARE,
    SHORT,
    TEXT,
    Column,
)
from hotich.reports.content import Content, Line
from hotich.reports.words import capital
from hotich.text.shown import show_data_date, show_moment

_FONT: Final = {"font_name": "Times New Roman", "font_size": 11, "valign": "vcenter"}
_OPTIONS: Final = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
_A4: Final = 9
_TOP: Final = 4
"""Row of the headings, counted from 0: title, data date and meaning stand above."""
_MADE: Final = datetime(2020, 3, 5)  # noqa: DTZ001 - the file's own date says nothing: equal content, equal bytes


def write_annex(content: Content, out: Path) -> Path:
    """Write the workbook; it appears under `out` whole or not at all. Equal content gives equal bytes."""
    out.parent.mkdir(parents=True, exist_ok=True)
    part = out.with_name(f"{out.name}.part")
    book = xlsxwriter.Workbook(str(part), _OPTIONS)
    book.set_properties(
        {"title": "Phụ lục số liệu báo cáo tiến độ số hóa sổ hộ tịch", "author": "", "created": _MADE}
    )
    # Whoever opens it sees the values at once, and a program that calculates does so anew.
    book.set_calc_mode("auto")
    sheets = _Sheets(book, content)
    sheets.table(
        "Giai đoạn", "Theo giai đoạn", ("Giai đoạn",), [((line.title,), line) for line in content.stages]
    )
    sheets.table(
        "Đơn vị",
        "Theo huyện, đơn vị, chậm nhất trước",
        ("Đơn vị",),
        [((line.title,), line) for line in content.parts],
    )
    sheets.table("Nhóm sổ", "Theo nhóm sổ", ("Nhóm sổ",), [((line.title,), line) for line in content.groups])
    sheets.table(
        "Chi tiết", "Từng đơn vị lập sổ và nhóm sổ", ("Mã", "Đơn vị", "Nhóm sổ"),
        [(_unit(content, one.line, group), group) for one in content.units for group in one.groups], SHORT,
    )  # fmt: skip
    sheets.outlook()
    sheets.troubles()
    sheets.money()
    book.close()
    part.replace(out)
    return out


def _unit(content: Content, unit: Line, group: Line) -> tuple[str, str, str]:
    assert unit.scope.unit_id is not None
    return content.plan.units.by_id(unit.scope.unit_id).code, unit.title, group.title


class _Sheets:
    def __init__(self, book: Any, content: Content) -> None:
        self.book = book
        self.content = content
        self.formats: dict[tuple[tuple[str, Any], ...], Any] = {}

    def format(self, **words: Any) -> Any:
        key = tuple(sorted(words.items()))
        if key not in self.formats:
            self.formats[key] = self.book.add_format({**_FONT, **words})
        return self.formats[key]

    def open(self, name: str, title: str, headings: Sequence[tuple[str, float]], frozen: int = 1) -> Any:
        """A sheet with its head, its columns and how it is printed."""
        sheet = self.book.add_worksheet(name)
        issuer, content = self.content.issuer, self.content
        last = max(len(headings) - 1, 3)
        sheet.write(
            0,
            0,
            f"{capital(issuer.name)}: số hóa sổ hộ tịch {content.period.title}",
            self.format(bold=True, font_size=14),
        )
        sheet.write(1, 0, f"{title}. Địa bàn: {issuer.short}", self.format(bold=True, font_size=12))
        told = f"{show_data_date(content.as_of)}, như hệ thống biết lúc {show_moment(content.known_at)}"
        sheet.write(2, 0, told, self.format(italic=True))
        for at, (heading, width) in enumerate(headings):
            sheet.set_column(at, at, width)
            sheet.write(
                _TOP,
                at,
                heading,
                self.format(bold=True, border=1, text_wrap=True, align="center", bg_color="#E3E8EF"),
            )
        sheet.set_row(_TOP, 62)
        sheet.freeze_panes(_TOP + 1, frozen)
        sheet.set_paper(_A4)
        sheet.set_landscape()
        sheet.set_margins(left=0.4, right=0.4, top=0.7, bottom=0.5)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(_TOP)
        sheet.set_header("&C&P")
        sheet.set_footer(f"&L&8{show_data_date(content.as_of)}&R&8Trang &P/&N")
        sheet.print_area(0, 0, _TOP, last)
        return sheet

    def table(
        self, name: str, title: str, keys: tuple[str, ...], rows: Iterable[tuple[tuple[str, ...], Line]],
        columns: Sequence[Column] = FIGURES,
    ) -> None:  # fmt: skip
        """One row a line, then the whole: sums as formulas, with the figure of the board as the value that is shown."""
        known = list(rows)
        widths = {"Mã": 6.5, "Giai đoạn": 32.0, "Nhóm sổ": 36.0}
        headings = [("TT", 4.5), *((key, widths.get(key, 22.0)) for key in keys)]
        sheet = self.open(
            name, title, [*headings, *((one.heading, one.width) for one in columns)], frozen=len(headings)
        )
        first = len(headings)
        for no, (texts, line) in enumerate(known, 1):
            row = _TOP + no
            sheet.write_number(row, 0, no, self.format(border=1, align="center"))
            for at, text in enumerate(texts, 1):
                sheet.write_string(row, at, text, self.format(border=1, text_wrap=True))
            self.figures(sheet, row, first, line, columns, total=None)
        total = _TOP + len(known) + 1
        sheet.merge_range(
            total, 0, total, first - 1, self.content.whole.title, self.format(border=1, bold=True)
        )
        self.figures(
            sheet, total, first, self.content.whole, columns, total=(_TOP + 1, total - 1) if known else None
        )
        if known:
            sheet.autofilter(_TOP, 0, total - 1, first + len(columns) - 1)
        sheet.print_area(0, 0, total, first + len(columns) - 1)

    def figures(
        self, sheet: Any, row: int, first: int, line: Line, columns: Sequence[Column], total: tuple[int, int] | None
    ) -> None:  # fmt: skip
        bold = {"bold": True} if line is self.content.whole else {}
        for at, column in enumerate(columns, first):
            value = column.value(line)
            look = self.format(
                border=1,
                num_format=column.form,
                **bold,
                **({"text_wrap": True} if column.form == TEXT else {}),
            )
            if column is SHARE:
                self.share(sheet, row, at, first, line.now, look)
            elif column.summed and total is not None:
                span = f"{xl_rowcol_to_cell(total[0], at)}:{xl_rowcol_to_cell(total[1], at)}"
                sheet.write_formula(row, at, f"=SUBTOTAL(109,{span})", look, value or 0)
            elif value is None:
                sheet.write_blank(row, at, None, look)
            elif column.form == TEXT:
                sheet.write_string(row, at, value, look)
            elif column.form == DAY:
                sheet.write_datetime(row, at, value, look)
            else:
                sheet.write_number(row, at, value, look)

    def share(self, sheet: Any, row: int, at: int, first: int, standing: Standing, look: Any) -> None:
        """Earned in percent of planned; without a denominator nothing."""
        earned, planned = (xl_rowcol_to_cell(row, first + no) for no in (EARNED, PLANNED))
        value = standing.accepted_percent
        # As `percent_of`: what is not quite all is never 100.
        most = f"IF({earned}<{planned},99.9,100)"
        formula = f'=IF(N({planned})>0,MIN({most},ROUND(100*{earned}/{planned},1)),"")'
        sheet.write_formula(row, at, formula, look, "" if value is None else value)

    def outlook(self) -> None:
        content = self.content
        headings = (
            ("Phạm vi", 36.0), ("Kế hoạch giao", 14.0), ("Bù phần chậm", 14.0), ("Phải nghiệm thu", 14.0),
            ("Ngày làm việc", 12.0), ("Mỗi ngày", 12.0), ("Tốc độ 4 tuần qua, mỗi ngày", 14.0),
        )  # fmt: skip
        sheet = self.open("Kỳ sau", f"Nhiệm vụ {content.period.next().title}", headings)
        paces = {line.title: line.now.pace for line in (content.whole, *content.stages)}
        count, decimal = self.format(border=1, num_format=COUNT), self.format(border=1, num_format=DECIMAL)
        row = _TOP
        for row, one in enumerate(content.outlook, _TOP + 1):
            sheet.write_string(row, 0, one.title, self.format(border=1, text_wrap=True))
            sheet.write_number(row, 1, one.planned, count)
            sheet.write_number(row, 2, one.to_catch_up, count)
            cells = [xl_rowcol_to_cell(row, at) for at in range(6)]
            sheet.write_formula(row, 3, f"=MAX(0,{cells[1]}+{cells[2]})", count, one.needed)
            sheet.write_number(row, 4, one.working_days, count)
            sheet.write_formula(
                row, 5, f'=IF({cells[4]}>0,{cells[3]}/{cells[4]},"")', decimal, one.pace or ""
            )
            sheet.write_number(row, 6, paces[one.title], decimal)
        sheet.print_area(0, 0, row, len(headings) - 1)

    def troubles(self) -> None:
        headings = (
            ("Loại", 30.0), ("Số đơn vị", 9.0), ("Đang mở", 9.0), ("Đã trả lời", 9.0), ("Đã giải quyết", 9.0),
            ("Nội dung", 70.0), ("Đề xuất, kiến nghị", 60.0),
        )  # fmt: skip
        sheet = self.open("Khó khăn", "Khó khăn, vướng mắc trong kỳ", headings)
        row = _TOP
        if not self.content.troubles:
            row = _TOP + 1
            none, look = "Không có khó khăn, vướng mắc được ghi nhận.", self.format(border=1)
            sheet.merge_range(row, 0, row, len(headings) - 1, none, look)
        for row, one in enumerate(self.content.troubles, _TOP + 1):
            values = (
                one.kind.term,
                one.units,
                one.open,
                one.answered,
                one.closed,
                one.words,
                "\n".join(one.requests),
            )
            for at, value in enumerate(values):
                look = (
                    self.format(border=1, text_wrap=True)
                    if isinstance(value, str)
                    else self.format(border=1, num_format=COUNT)
                )
                sheet.write(row, at, value, look)
        sheet.print_area(0, 0, row, len(headings) - 1)

    def money(self) -> None:
        if not self.content.money:
            return
        headings = (
            ("Cơ quan chi", 30.0), ("Hoạt động", 32.0), ("Năm", 7.0), ("Dự toán, đồng", 16.0), ("Được giao, đồng", 16.0),
            ("Đã chi, đồng", 16.0), ("Phần việc còn lại, đồng", 16.0), ("Ghi chú", 40.0),
        )  # fmt: skip
        sheet = self.open("Kinh phí", "Kinh phí theo hoạt động", headings)
        count = self.format(border=1, num_format=COUNT)
        rows = [
            (
                one.authority.name, one.term, one.year, one.estimated.amount if one.estimated else None, one.allotted,
                one.spent, one.to_do.amount if one.to_do else None, "; ".join(one.remarks),
            )
            for one in self.content.money
        ]  # fmt: skip
        for row, values in enumerate(rows, _TOP + 1):
            for at, value in enumerate(values):
                if value is None:
                    sheet.write_blank(row, at, None, count)
                elif isinstance(value, str):
                    sheet.write_string(row, at, value, self.format(border=1, text_wrap=True))
                else:
                    sheet.write_number(row, at, value, self.format(border=1) if at == 2 else count)
        total = _TOP + len(rows) + 1
        bold = self.format(border=1, bold=True, num_format=COUNT)
        sheet.merge_range(total, 0, total, 2, "Cộng", self.format(border=1, bold=True))
        for at in range(3, 7):
            span = f"{xl_rowcol_to_cell(_TOP + 1, at)}:{xl_rowcol_to_cell(total - 1, at)}"
            known = [value for values in rows if isinstance(value := values[at], int)]
            if known:
                sheet.write_formula(total, at, f"=SUBTOTAL(109,{span})", bold, sum(known))
            else:
                sheet.write_blank(total, at, None, bold)
        sheet.write_blank(total, 7, None, bold)
        sheet.print_area(0, 0, total, len(headings) - 1)
