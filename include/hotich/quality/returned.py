"""The workbook of returned rows: what an officer mends without a manual, and sends back under its own name.

Delivery contract §4: columns `sha256, dong, cot, ruleId, lyDo, giaTriCu, giaTriDung` beside the row as written. One line is
one cell (found again by sha256, dong, cot); all that is wrong with the cell stands in that line.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from hotich.quality.catalogue import rule
from hotich.registers import Register
from hotich.slips import Slip, slip_name
from hotich.slips.drawing import Mark, slip_file, visible
from hotich.slips.layout import CONFIRMED, PERSON, RETURNED_SHEET
from hotich.slips.lines import SlipLine, draw_lines


@dataclass(frozen=True, slots=True)
class ReturnedBook:
    """The delivered file whose rows go back."""

    file_no: int
    sha256: str
    unit_code: str
    unit_name: str
    year: int
    book_no: int
    file_name: str
    """As delivered, for the officer to find it."""


def returned_name(register: Register, book: ReturnedBook) -> str:
    """File name of the book's workbook: `phieu_tra_lai.<unit>.<TYPE>.<year>.<bookNo>.fix.xlsx`."""
    return slip_name(Slip.RETURNED, book.unit_code, register.code, book.year, book.book_no)


def write_returned(
    path: Path, register: Register, book: ReturnedBook, raw: pl.DataFrame, verdict: pl.DataFrame
) -> int:
    """Write the workbook of the returned rows of `book` to `path`; returns how many rows it holds (0: nothing written).

    `raw` is the RAW frame of the batch, `verdict` the frame of its `Verdict` (`row` = position in `raw`). Rows with at
    least one error are in the workbook, with their warnings. The file appears whole or not at all.
    """
    lines = list(_lines(register, book, raw, verdict))
    if not lines:
        return 0
    row_count = len({line.row_no for line in lines})
    with slip_file(path, f"Phiếu trả lại – sổ {register.code}", book.sha256) as drawer:
        drawer.guide(f"Phiếu trả lại – Sổ {register.term.lower()}", _guide(book, row_count))
        draw_lines(drawer, RETURNED_SHEET, register, lines)
    return row_count


def _lines(
    register: Register, book: ReturnedBook, raw: pl.DataFrame, verdict: pl.DataFrame
) -> Iterator[SlipLine]:
    """One line for each cell at fault (and one for each row at fault as a whole), by row; errors before warnings."""
    of_book = raw.select("file_no", "row_no").with_row_index("row").filter(pl.col("file_no") == book.file_no)
    found = verdict.join(of_book.select(pl.col("row").cast(pl.UInt32), "row_no"), on="row")
    returned = found.filter(pl.col("severity") == "error")["row"].unique().implode()
    cells = (
        found.filter(pl.col("row").is_in(returned))
        .sort("row", "severity", "rule_id")
        .group_by("row", "row_no", "field", maintain_order=True)
        .agg(pl.col("severity").min(), pl.col("rule_id").unique(maintain_order=True))
        .sort("row", "severity", maintain_order=True)
    )
    for row, row_no, name, severity, rule_ids in cells.iter_rows():
        written = raw.row(row, named=True)
        yield SlipLine(
            sha256=book.sha256,
            row_no=row_no,
            field=None if name is None else register.field(name),
            rule_ids=tuple(rule_ids),
            reasons=tuple(rule(rule_id).message for rule_id in rule_ids),
            value=None if name is None else written[name],
            mark=Mark(severity),
            row=written,
        )


def _guide(book: ReturnedBook, row_count: int) -> tuple[str, ...]:
    return (
        f"Đơn vị: {visible(book.unit_name)} ({book.unit_code}). Năm {book.year}, quyển {book.book_no}. Tệp đã gửi: {visible(book.file_name)}.",
        f"Có {row_count} dòng chưa nhận được. Các dòng khác của tệp không cần gửi lại.",
        "",
        f"1. Ghi họ tên vào ô «{PERSON}» ở trên.",
        f"2. Mở trang «{RETURNED_SHEET}». Mỗi dòng là một ô cần xem: cột «dong» là số dòng trong tệp đã gửi, cột «cot» là tên cột, cột «lyDo»"
        " nói lý do và cách sửa. Bên phải là cả dòng như đã nhập; ô màu cam là ô lỗi, ô màu vàng là ô cần xem lại.",
        "3. Đối chiếu với sổ gốc rồi ghi giá trị đúng vào cột «giaTriDung» (màu xanh). Ô có danh mục thì chọn trong danh sách.",
        f"4. Nếu sổ gốc ghi đúng như đã nhập, ghi: {CONFIRMED}",
        "5. Dòng không có tên cột ở «cot» nói về cả dòng trong tệp: làm theo lý do và gửi lại cả quyển nếu cần.",
        "6. Lưu lại, giữ nguyên tên tệp, đặt vào thư mục của đơn vị. Không đổi tên cột, không xóa cột.",
        "",
        "Chưa rõ giá trị đúng thì để trống; dòng ấy sẽ chờ. Sổ gốc là căn cứ: không tự sửa khác với sổ.",
    )
