"""The cells of a slip that came back, examined like any delivered workbook before they are parsed."""

from datetime import date
from typing import Any

from hotich.errors import DeliveryError
from hotich.intake.workbook import Workbook

MAX_LINES = 20_000
"""A slip is filled in by hand."""


def slip_rows(data: bytes, sheet: str) -> list[tuple[int, list[str]]]:
    """The rows of one sheet of a slip: (row number as Excel shows it, texts of the cells from column A).

    Raises DeliveryError when the workbook is unsafe or damaged, lacks the sheet, or has more lines than a slip.
    """
    rows: list[tuple[int, list[str]]] = []
    if sheet not in Workbook(data).sheets:
        raise DeliveryError(
            f"Tệp thiếu trang «{sheet}»: dùng lại phiếu đã nhận, không xóa hay đổi tên trang."
        )
    for block in Workbook(data, sheet).blocks():
        margin = [""] * (block.first_column - 1)
        rows += [
            (block.first_row + place, [*margin, *map(cell_text, cells)])
            for place, cells in enumerate(block.rows)
        ]
        if len(rows) > MAX_LINES:
            raise DeliveryError(
                f"Trang «{sheet}» có hơn {MAX_LINES} dòng, không phải phiếu đã nhận. Dùng lại phiếu ấy."
            )
    return rows


def cell_text(value: Any) -> str:
    """A cell as a person reads it: whole numbers without a point, days as dd.mm.yyyy."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, date):
        return f"{value.day:02}.{value.month:02}.{value.year:04}"
    return str(value)
