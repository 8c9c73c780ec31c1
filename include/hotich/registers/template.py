"""Writes the Excel templates: one for each register and one for the inventory of books.

The data sheet has the Ministry's header in row 1 and nothing else, so that a filled-in template can go to the
Ministry's own import as it is; Vietnamese terms stand in the header's notes, in the message beside the cell and
on the sheet "Ghi chu". All cells are text: a date or a number like 01/2018 stays as typed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

from hotich.registers.examples import Row, example_inventory, example_rows
from hotich.registers.hints import KIND_TERMS, hint
from hotich.registers.inventory import INVENTORY
from hotich.registers.model import ORDINAL_COLUMN, SHEET_NAME, CodeList, Edition, Field, Kind, Register
from hotich.registers.nations import countries, ethnicities

NOTE_SHEET = "Ghi chu"
LIST_SHEET = "Danh muc"
EXAMPLE_SHEET = "Vi du"
INVENTORY_SHEET = "Thong ke so"
LAST_ROW = 5_000
"""Drop-downs and messages reach down to this row; a book of paper has 24 to 500 cases."""

_TEXT_FORMAT = 49
"""Excel's built-in number format "Text": what is typed stays as typed."""
_FONT = {"font_name": "Times New Roman", "font_size": 12}
_BLOCK_COLOURS = ("#DDEBF7", "#E2EFDA", "#FFF2CC", "#FCE4D6", "#EDEDED")
_WIDTHS: Mapping[Kind, int] = {
    Kind.NAME: 26,
    Kind.PLACE: 34,
    Kind.DATE: 14,
    Kind.DATE_IN_WORDS: 34,
    Kind.ETHNICITY: 13,
    Kind.NATIONALITY: 15,
    Kind.CODE: 12,
    Kind.ENTRY_NUMBER: 12,
    Kind.IDENTITY_NUMBER: 18,
    Kind.TEXT: 20,
}
# Excel's own limits for the message beside a cell.
_MESSAGE_TITLE, _MESSAGE_TEXT = 32, 255


@dataclass(frozen=True)
class _Plan:
    """What one template consists of; the writers below only draw it."""

    title: str
    sheet: str
    note_sheet: str
    fields: tuple[Field, ...]
    required: frozenset[str]
    examples: Sequence[Row]
    advice: Sequence[str]
    ordinal: bool = False

    @property
    def first_column(self) -> int:
        return 1 if self.ordinal else 0


_ADVICE = (
    "Mỗi sổ gốc một tệp; mỗi trường hợp một dòng ở sheet đầu tiên, từ dòng 2. Không đổi tên cột ở dòng 1.",
    "Ghi đúng như sổ, không tự sửa; chỗ nào sổ không có thông tin thì để trống.",
    "Ngày ghi dd.mm.yyyy (ví dụ 05.01.2017); chỉ biết tháng: 01.2017; chỉ biết năm: 2017.",
    "Cột nền đậm là cột bắt buộc: thiếu thì dòng bị trả lại. Cột có dấu * là cột nhập lần hai để đối chiếu.",
    "Không dùng công thức, không gộp ô. Lưu dạng .xlsx.",
)


def write_template(register: Register, path: Path, edition: Edition | None = None) -> Path:
    """Write the empty template of a register (of that edition) to `path` and return the path.

    Sheets: "DL Import" (header, drop-downs, messages), "Ghi chu" (every column explained), "Danh muc" (lists),
    "Vi du" (two fictitious rows). An existing file is replaced.
    """
    name = f"Sổ {register.term.lower()} ({register.code})"
    file_name = (
        f"Tên tệp: <xã>_<huyện>_<tỉnh>.{register.code}.<năm>.<quyển>.xlsx, "
        f"ví dụ AnHiep_CT_BT.{register.code}.2017.01.xlsx."
    )
    plan = _Plan(
        title=name if edition is None else f"{name} – {edition.term}",
        sheet=SHEET_NAME if edition is None else edition.sheet,
        note_sheet=NOTE_SHEET if edition is None else edition.note_sheet,
        fields=register.template_fields(edition),
        required=frozenset(register.required),
        examples=example_rows(register),
        advice=(file_name, *_ADVICE),
        ordinal=edition is not None and edition.ordinal,
    )
    return _write(plan, path)


def write_inventory_template(path: Path) -> Path:
    """Write the empty inventory of original books (`thong_ke_so.xlsx`) to `path` and return the path."""
    plan = _Plan(
        title=INVENTORY.term,
        sheet=INVENTORY_SHEET,
        note_sheet=NOTE_SHEET,
        fields=INVENTORY.fields,
        required=frozenset({*INVENTORY.key, "case_count"}),
        examples=example_inventory(INVENTORY),
        advice=(
            "Mỗi sổ hộ tịch gốc một dòng, kể cả sổ rách, mờ, mất. Tệp đặt tên thong_ke_so.xlsx.",
            "Tổng số trường hợp lấy ở trang khóa sổ; tiến độ của đơn vị được tính trên số này.",
            "Có thay đổi thì gửi lại cả bảng: bảng sau thay bảng trước.",
        ),
    )
    return _write(plan, path)


def _write(plan: _Plan, path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(str(path), options) as book:
        book.set_properties({"title": plan.title, "comments": "Mẫu nhập dữ liệu số hóa sổ hộ tịch"})
        drawer = _Drawer(book, plan)
        data = book.add_worksheet(plan.sheet)
        notes = book.add_worksheet(plan.note_sheet)
        ranges = drawer.lists(book.add_worksheet(LIST_SHEET))
        drawer.header(data)
        drawer.entry_cells(data, ranges)
        drawer.notes(notes)
        drawer.examples(book.add_worksheet(EXAMPLE_SHEET))
        data.activate()
    return path


class _Drawer:
    """Draws the sheets of one template into an open workbook."""

    def __init__(self, book: Any, plan: _Plan) -> None:
        self.book = book
        self.plan = plan
        self.text = book.add_format({**_FONT, "num_format": _TEXT_FORMAT})
        self.bold = book.add_format({**_FONT, "bold": True})
        self.title = book.add_format({**_FONT, "bold": True, "font_size": 14})
        self.wrapped = book.add_format({**_FONT, "text_wrap": True, "valign": "top", "border": 1})
        self.table_head = book.add_format(
            {**_FONT, "bold": True, "bg_color": "#D9D9D9", "border": 1, "text_wrap": True}
        )

    def header(self, sheet: Any) -> None:
        """Row 1: the official names, coloured by block, the Vietnamese term in a note; frozen and printed."""
        plan = self.plan
        sheet.set_row(0, 32)
        if plan.ordinal:
            sheet.set_column(0, 0, 6, self.text)
            sheet.write_string(0, 0, ORDINAL_COLUMN, self._header_format(None, required=False))
        for column, field in enumerate(plan.fields, start=plan.first_column):
            style = self._header_format(field.block, required=field.name in plan.required)
            sheet.set_column(
                column, column, max(_WIDTHS.get(field.kind, 10), len(field.column) + 2), self.text
            )
            sheet.write_string(0, column, field.column, style)
            note = f"{field.term}\n{hint(field)}" + ("\n* nhập lần hai" if field.critical else "")
            sheet.write_comment(0, column, note, {"author": "Mẫu", "x_scale": 1.8, "y_scale": 1.2})
        sheet.freeze_panes(1, plan.first_column + 1)
        _set_print(sheet, plan.title)

    def _header_format(self, block: str | None, *, required: bool) -> Any:
        blocks = list(dict.fromkeys(field.block for field in self.plan.fields))
        place = blocks.index(block) if block in blocks else 0
        colour = "#F4B084" if required else _BLOCK_COLOURS[place % len(_BLOCK_COLOURS)]
        return self.book.add_format(
            {**_FONT, "bold": True, "border": 1, "valign": "vcenter", "text_wrap": True, "bg_color": colour}
        )

    def entry_cells(self, sheet: Any, ranges: Mapping[str, str]) -> None:
        """Below the header: a message for each column, drop-downs where there is a list."""
        for column, field in enumerate(self.plan.fields, start=self.plan.first_column):
            rule = {
                "input_title": field.term[:_MESSAGE_TITLE],
                "input_message": f"{field.term}: {hint(field)}"[:_MESSAGE_TEXT],
                **_cell_rule(field, f"{xl_col_to_name(column)}2", ranges),
            }
            sheet.data_validation(1, column, LAST_ROW - 1, column, rule)
        last = xl_col_to_name(self.plan.first_column + len(self.plan.fields) - 1)
        sheet.ignore_errors({"number_stored_as_text": f"A1:{last}{LAST_ROW}"})

    def lists(self, sheet: Any) -> dict[str, str]:
        """The sheet of lists; name of the list → range of its values, for the drop-downs."""
        columns: list[tuple[str, str, Sequence[tuple[str, str]]]] = [
            (codes.name, codes.term, list(codes.values.items())) for codes in _code_lists(self.plan.fields)
        ]
        kinds = {field.kind for field in self.plan.fields}
        if Kind.ETHNICITY in kinds:
            columns.append((Kind.ETHNICITY, "dân tộc", [(group.name, group.code) for group in ethnicities()]))
        if Kind.NATIONALITY in kinds:
            names = [(country.name, country.english) for country in countries()]
            columns.append((Kind.NATIONALITY, "quốc tịch, quốc gia", names))
        ranges: dict[str, str] = {}
        for number, (name, term, values) in enumerate(columns):
            left = 3 * number
            ranges[name] = _write_list(sheet, left, term, values, self.table_head, self.text)
        sheet.freeze_panes(1, 0)
        _set_print(sheet, "Danh mục")
        return ranges

    def notes(self, sheet: Any) -> None:
        """How to fill the template in, and every column with its meaning, kind and codes."""
        sheet.write_string(0, 0, self.plan.title, self.title)
        for row, line in enumerate(self.plan.advice, start=1):
            sheet.write_string(row, 0, f"{row}. {line}", self.text)
        top = len(self.plan.advice) + 2
        for column, (name, width) in enumerate(
            (
                ("Cột", 44),
                ("Ý nghĩa", 50),
                ("Loại", 20),
                ("Bắt buộc", 11),
                ("Nhập lần hai", 14),
                ("Cách ghi", 80),
            )
        ):
            sheet.set_column(column, column, width)
            sheet.write_string(top, column, name, self.table_head)
        for row, field in enumerate(self.plan.fields, start=top + 1):
            cells = (
                field.column,
                field.term,
                KIND_TERMS[field.kind],
                "x" if field.name in self.plan.required else "",
                "*" if field.critical else "",
                hint(field),
            )
            for column, cell in enumerate(cells):
                sheet.write_string(row, column, cell, self.wrapped)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(top)

    def examples(self, sheet: Any) -> None:
        """The header again and the fictitious rows; nothing on this sheet is ever read."""
        plan = self.plan
        if plan.ordinal:
            sheet.write_string(0, 0, ORDINAL_COLUMN, self.table_head)
        for row in range(len(plan.examples)):
            if plan.ordinal:
                sheet.write_string(row + 1, 0, str(row + 1), self.text)
        for column, field in enumerate(plan.fields, start=plan.first_column):
            values = [example.get(field.name, "") for example in plan.examples]
            widest = max(len(text) for text in (field.column, *values)) + 2
            sheet.set_column(column, column, min(widest, 50), self.text)
            sheet.write_string(0, column, field.column, self.table_head)
            for row, value in enumerate(values, start=1):
                if value:
                    sheet.write_string(row, column, value, self.text)
        below = len(plan.examples) + 2
        sheet.write_string(below, 0, "Người, số và địa chỉ trong ví dụ là hư cấu.", self.bold)
        sheet.freeze_panes(1, plan.first_column + 1)
        sheet.ignore_errors({"number_stored_as_text": "A1:CZ10"})
        _set_print(sheet, "Ví dụ")


def _write_list(
    sheet: Any, left: int, term: str, values: Sequence[tuple[str, str]], head: Any, text: Any
) -> str:
    """One list in two columns (value, word); returns the range of its values."""
    widths = (max(len(value) for value, _ in values) + 2, max(len(word) for _, word in values) + 2)
    for side, width in enumerate(widths):
        sheet.set_column(left + side, left + side, max(width, 8), text)
    sheet.write_string(0, left, term, head)
    sheet.write_string(0, left + 1, "", head)
    for row, (value, word) in enumerate(values, start=1):
        sheet.write_string(row, left, value, text)
        sheet.write_string(row, left + 1, "" if word == value else word, text)
    name = xl_col_to_name(left)
    return f"='{LIST_SHEET}'!${name}$2:${name}${len(values) + 1}"


def _code_lists(fields: Sequence[Field]) -> list[CodeList]:
    return list({field.codes.name: field.codes for field in fields if field.codes is not None}.values())


def _cell_rule(field: Field, cell: str, ranges: Mapping[str, str]) -> dict[str, Any]:
    """The check that Excel makes while typing; only codes are refused, all else is as the book has it."""
    if field.codes is not None:
        message = f"Chọn một mã trong danh sách: {hint(field)}"[:_MESSAGE_TEXT]
        source = ranges[field.codes.name]
        return {
            "validate": "list",
            "source": source,
            "error_title": "Mã không có trong danh mục",
            "error_message": message,
        }
    if field.kind in {Kind.ETHNICITY, Kind.NATIONALITY}:
        return {"validate": "list", "source": ranges[field.kind], "show_error": False}
    if field.name == "registered_on":
        formula = f'=AND(LEN({cell})=10,MID({cell},3,1)=".",MID({cell},6,1)=".")'
        return _doubt(formula, "Ngày đăng ký phải đủ ngày, tháng, năm: dd.mm.yyyy, ví dụ 05.01.2017.")
    if field.kind is Kind.ENTRY_NUMBER:
        formula = f'=ISNUMBER(SEARCH("/",{cell}))'
        return _doubt(formula, "Số đăng ký có dạng số/năm, ví dụ 01/2018.")
    return {"validate": "any"}


def _doubt(formula: str, message: str) -> dict[str, Any]:
    """A check that asks once and then lets the clerk go on."""
    return {
        "validate": "custom",
        "value": formula,
        "error_type": "warning",
        "error_title": "Xem lại",
        "error_message": message,
    }


def _set_print(sheet: Any, title: str) -> None:
    """A3 landscape, the header on every page, page numbers below."""
    sheet.set_landscape()
    sheet.set_paper(8)
    sheet.repeat_rows(0)
    sheet.print_across()
    sheet.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
    sheet.set_header(f"&C{title}")
    sheet.set_footer("&RTrang &P/&N")
