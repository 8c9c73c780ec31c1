"""The workbook in which the finance side lists allotments and spending: its template, and what a filled-in one says."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import xlsxwriter

from hotich.budget.entering import COLUMNS, OPTIONAL, Reader
from hotich.budget.payers import Authority, Payers
from hotich.errors import DeliveryError
from hotich.intake.workbook import Workbook
from hotich.slips.drawing import visible
from hotich.storage.ledger import NewEntry
from hotich.storage.states import EntryKind
from hotich.text.folding import fold

SHEET, LISTS, GUIDE = "So kinh phi", "Danh muc", "Huong dan"
LAST_ROW: Final = 2_000
_WIDTHS: Final = {
    "kind": 20, "authority": 14, "year": 12, "activity": 40, "quantity": 14, "amount": 18, "document_number": 20,
    "document_on": 16, "content": 50,
}  # fmt: skip
_ADVICE: Final = (
    "Mỗi chứng từ và mỗi việc ghi một dòng ở trang «So kinh phi», từ dòng 2. Không đổi tên cột ở dòng 1.",
    "Loại: «dự toán được giao» (quyết định giao dự toán) hoặc «đã chi» (chứng từ chi).",
    "Mã cơ quan, việc: chọn trong danh sách; tên cơ quan ở trang «Danh muc».",
    "Số tiền ghi bằng đồng, số nguyên lớn hơn 0, không ghi công thức. Khối lượng theo đơn vị tính của việc; chứng từ không ghi thì để trống.",
    "Ngày chứng từ ghi 05/01/2026. Nội dung ghi ngắn gọn, không ghi tên cá nhân.",
    "Có một dòng sai thì cả tệp không được ghi: sửa theo thông báo rồi nhập lại cả tệp. Dòng đã ghi rồi thì bị từ chối, không ghi hai lần.",
)


@dataclass(frozen=True, slots=True)
class MoneyReading:
    """What a filled-in workbook says."""

    lines: tuple[tuple[int, NewEntry], ...]
    """(row as Excel shows it, entry)."""
    faults: tuple[str, ...]
    """A sentence for each fault, naming row and column."""


def write_money_template(path: Path, reader: Reader) -> Path:
    """Write the empty workbook to `path` and return the path; it appears whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.part")
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(str(part), options) as book:
        font = {"font_name": "Times New Roman", "font_size": 12}
        sheet, lists, guide = (book.add_worksheet(name) for name in (SHEET, LISTS, GUIDE))
        head = book.add_format({**font, "bold": True, "border": 1, "bg_color": "#D9D9D9", "text_wrap": True})
        text = book.add_format({**font, "num_format": 49})
        number = book.add_format({**font, "num_format": "#,##0"})
        for column, (name, title) in enumerate(COLUMNS.items()):
            style = number if name in {"quantity", "amount"} else text
            sheet.set_column(column, column, _WIDTHS[name], style)
            sheet.write_string(0, column, title, head)
        sheet.freeze_panes(1, 0)
        _draw_lists(sheet, lists, reader, head, text)
        guide.set_column(0, 0, 130, book.add_format({**font, "text_wrap": True}))
        for row, line in enumerate(_ADVICE):
            guide.write_string(row, 0, f"{row + 1}. {line}")
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
    part.replace(path)
    return path


def _draw_lists(sheet: Any, lists: Any, reader: Reader, head: Any, text: Any) -> None:
    """The lists behind the drop-downs, and the drop-downs."""
    authorities = all_authorities(reader)
    columns: Sequence[tuple[str, list[str]]] = (
        (COLUMNS["kind"], [kind.term for kind in EntryKind]),
        (COLUMNS["activity"], [one.term for one in reader.costing.activities]),
        (COLUMNS["authority"], [one.code for one in authorities]),
        ("Tên cơ quan", [one.name for one in authorities]),
        ("Đơn vị tính", [f"{one.term}: {one.unit.term}" for one in reader.costing.activities]),
    )
    for column, (title, values) in enumerate(columns):
        lists.set_column(column, column, 44 if column else 20, text)
        lists.write_string(0, column, title, head)
        for row, value in enumerate(values, start=1):
            lists.write_string(row, column, visible(value), text)
    for name, column in (("kind", 0), ("activity", 1), ("authority", 2)):
        letter, place = "ABC"[column], list(COLUMNS).index(name)
        source = f"='{LISTS}'!${letter}$2:${letter}${len(columns[column][1]) + 1}"
        rule = {"validate": "list", "source": source, "error_title": "Không có trong danh mục",
                "error_message": "Chọn một giá trị trong danh sách."}  # fmt: skip
        sheet.data_validation(1, place, LAST_ROW - 1, place, rule)


def all_authorities(reader: Reader) -> list[Authority]:
    """Everybody who pays for books of the plan, as of today."""
    plan = reader.plan.at(reader.today)
    payers = Payers(plan, reader.costing, reader.today)
    levels = {level for tier in plan.tiers for level in tier.levels}
    return sorted({payers.of(unit) for unit in plan.units.active(reader.today) if unit.level in levels})


def read_money(data: bytes, reader: Reader) -> MoneyReading:
    """Read a filled-in workbook.

    Raises:
        DeliveryError: no workbook that can be read safely, or without the sheet or its headings.
    """
    workbook = Workbook(data)
    if SHEET not in workbook.sheets:
        raise DeliveryError(
            f"Tệp không có trang tính «{SHEET}». Dùng mẫu của `hotich budget template`, giữ nguyên tên trang."
        )
    workbook = Workbook(data, SHEET)
    columns: dict[str, int] = {}
    lines: list[tuple[int, NewEntry]] = []
    faults: list[str] = []
    for block in workbook.blocks():
        for place in range(block.height):
            row_no, cells = block.first_row + place, dict(enumerate(block.row(place), block.first_column))
            if not columns:
                columns = _headings(cells)
                continue
            line = {name: cells.get(column, "") for name, column in columns.items()}
            if all(value == "" or (isinstance(value, str) and value.isspace()) for value in line.values()):
                continue
            _take(row_no, line, reader, lines, faults)
    if not columns:
        raise DeliveryError(f"Trang «{SHEET}» trống. Dùng mẫu của `hotich budget template`.")
    used = {row for row, _ in lines}
    formulas = sorted({row for row, _ in workbook.look.formulas | workbook.look.errors} & used)
    faults += [
        f"Dòng {row}: có ô công thức hoặc ô báo lỗi. Chép giá trị đè lên công thức." for row in formulas
    ]
    return MoneyReading(tuple(lines), tuple(faults))


def _headings(cells: dict[int, Any]) -> dict[str, int]:
    """Key of `COLUMNS` → number of its column. Raises DeliveryError where one is missing."""
    written = {fold(str(cell)): column for column, cell in cells.items() if cell != ""}
    found = {name: written[fold(title)] for name, title in COLUMNS.items() if fold(title) in written}
    missing = [title for name, title in COLUMNS.items() if name not in found and name not in OPTIONAL]
    if missing:
        raise DeliveryError(
            f"Dòng 1 của trang «{SHEET}» thiếu cột: {', '.join(missing)}. Dùng mẫu của `hotich budget template`, không"
            " đổi tên cột."
        )
    return found


def _take(
    row_no: int, line: dict[str, Any], reader: Reader, lines: list[tuple[int, NewEntry]], faults: list[str]
) -> None:
    entry, wrong = reader.read(line)
    if entry is None:
        faults += [f"Dòng {row_no}, {text}." for text in wrong]
        return
    first = next((row for row, known in lines if known == entry), None)
    if first is not None:
        faults.append(
            f"Dòng {row_no} giống hệt dòng {first}. Khoản khác nhau thì ghi “Nội dung” khác nhau; ghi thừa thì xóa dòng."
        )
        return
    lines.append((row_no, entry))
