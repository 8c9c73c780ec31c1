"""The list that a unit gets of its scans: which files to look at, which cases to scan. Nothing to fill in, no names of persons."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import xlsxwriter

from hotich.slips.drawing import visible
from hotich.storage.scans import ListedScan
from hotich.storage.states import QueueKind, ScanState

FILES_SHEET: Final = "Can xem lai"
MISSING_SHEET: Final = "Thieu ban quet"
_FILES: Final = (
    ("Loại sổ", 9), ("Năm", 7), ("Quyển", 7), ("Số đăng ký", 11), ("Tình trạng", 28), ("Tệp PDF", 42),
    ("Gói .zip", 44), ("Phải làm", 70),
)  # fmt: skip
_MISSING: Final = (("Loại sổ", 9), ("Năm", 7), ("Quyển", 7), ("Số đăng ký", 14))


def list_name(unit_code: str) -> str:
    """`ban_quet.<unit>.xlsx`."""
    return f"ban_quet.{unit_code}.xlsx"


def write_scan_list(path: Path, lines: Sequence[ListedScan]) -> None:
    """Write the list of one unit; it appears whole or not at all, in place of the former one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.part")
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    files = [line for line in lines if line.state != "missing"]
    missing = [line for line in lines if line.state == "missing"]
    with xlsxwriter.Workbook(str(part), options) as workbook:
        _sheet(
            workbook, FILES_SHEET, _FILES,
            [(*_book(line), line.entry, _state(line), line.name, line.package, line.remark) for line in files],
        )  # fmt: skip
        _sheet(workbook, MISSING_SHEET, _MISSING, [(*_book(line), line.entry) for line in missing])
    part.replace(path)


def _book(line: ListedScan) -> tuple[str, str, str]:
    return line.register, str(line.year), f"{line.book_no:02d}"


def _state(line: ListedScan) -> str:
    return QueueKind.SCAN_ODD.term if line.state == ScanState.MATCHED else ScanState(line.state).term


def _sheet(
    workbook: xlsxwriter.Workbook,
    name: str,
    columns: Sequence[tuple[str, int]],
    rows: Sequence[Sequence[str]],
) -> None:
    font = {"font_name": "Times New Roman", "font_size": 12}
    # As text, so that a name that begins like a formula stays a name.
    cell = workbook.add_format({**font, "num_format": 49, "quote_prefix": True})
    sheet = workbook.add_worksheet(name)
    head = workbook.add_format({**font, "bold": True, "bg_color": "#D9D9D9"})
    for column, (title, width) in enumerate(columns):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, title, head)
    for number, row in enumerate(rows, start=1):
        for column, text in enumerate(row):
            sheet.write_string(number, column, visible(text), cell)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(len(rows), 1), len(columns) - 1)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
