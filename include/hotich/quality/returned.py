"""The workbook that goes back to an office: returned rows, and warnings of loaded cases, filled in without a manual.

Delivery contract §4: columns `sha256, dong, cot, ruleId, lyDo, giaTriCu, giaTriDung` beside the row as written. One line is
one cell (found again by sha256, dong, cot); all that is wrong with the cell stands in that line.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import polars as pl

from hotich.errors import RuleError
from hotich.quality.catalogue import rule
from hotich.quality.confirmation import can_confirm
from hotich.registers import Register
from hotich.slips import Slip, slip_name
from hotich.slips.drawing import Mark, slip_file, visible
from hotich.slips.layout import CONFIRMED, PERSON, RETURNED_SHEET, WARNING_SHEET
from hotich.slips.lines import SlipLine, draw_lines


class Finding(NamedTuple):
    """What a rule found in a row."""

    rule_id: str
    severity: str
    field: str | None
    """None: the row as a whole."""
    detail: str = ""
    """What only the database knows: the other book."""


@dataclass(frozen=True, slots=True)
class ReturnedBook:
    """The book whose rows go back."""

    unit_code: str
    unit_name: str
    year: int
    book_no: int
    file_name: str
    """As delivered, for the officer to find it."""


def returned_name(register: Register, book: ReturnedBook) -> str:
    """File name of the book's workbook: `phieu_tra_lai.<unit>.<TYPE>.<year>.<bookNo>.fix.xlsx`."""
    return slip_name(Slip.RETURNED, book.unit_code, register.code, book.year, book.book_no)


def row_lines(
    register: Register, sha256: str, row_no: int, row: Mapping[str, str | None], findings: Iterable[Finding]
) -> list[SlipLine]:
    """One line for each cell at fault (and one for the row as a whole, where that is meant); errors first."""
    cells: dict[str | None, list[Finding]] = {}
    for finding in sorted(findings, key=lambda found: (found.severity, found.rule_id)):
        cells.setdefault(finding.field, []).append(finding)
    lines = [
        SlipLine(
            sha256=sha256,
            row_no=row_no,
            field=None if name is None else register.field(name),
            rule_ids=tuple(dict.fromkeys(found.rule_id for found in here)),
            reasons=tuple(dict.fromkeys(map(_reason, here))),
            value=None if name is None else row.get(name),
            mark=Mark(here[0].severity),
            row=row,
            confirmable=all(can_confirm(found.rule_id, found.field, found.severity) for found in here),
        )
        for name, here in cells.items()
    ]
    return sorted(lines, key=lambda line: line.mark)


def _reason(finding: Finding) -> str:
    try:
        message = rule(finding.rule_id).message
    except RuleError:
        # Kept from before the rule was given up.
        message = f"Đối chiếu ô này với sổ ({finding.rule_id})."
    return f"{message} ({finding.detail})" if finding.detail else message


def frame_lines(
    register: Register, file_no: int, sha256: str, raw: pl.DataFrame, verdict: pl.DataFrame
) -> list[SlipLine]:
    """The lines of a file's returned rows (with at least one error, their warnings too), by row.

    `raw` is the RAW frame of the batch, `verdict` the frame of its `Verdict` (`row` = position in `raw`).
    """
    of_book = raw.select("file_no", "row_no").with_row_index("row").filter(pl.col("file_no") == file_no)
    found = verdict.join(of_book.select(pl.col("row").cast(pl.UInt32), "row_no"), on="row")
    returned = found.filter(pl.col("severity") == "error")["row"].unique().implode()
    rows = found.filter(pl.col("row").is_in(returned)).sort("row").partition_by("row", maintain_order=True)
    lines = []
    for findings in rows:
        row, row_no = findings.select("row", "row_no").row(0)
        told = [
            Finding(*cell) for cell in findings.select("rule_id", "severity", "field").unique().iter_rows()
        ]
        lines += row_lines(register, sha256, row_no, raw.row(row, named=True), told)
    return lines


def write_returned(
    path: Path,
    register: Register,
    book: ReturnedBook,
    returned: Sequence[SlipLine],
    warnings: Sequence[SlipLine] = (),
    digest: str = "",
) -> int:
    """Write the workbook to `path`; returns how many returned rows it holds. With no lines at all nothing is written.

    `digest` is kept in the file's properties. The file appears whole or not at all.
    """
    if not returned and not warnings:
        return 0
    row_count = _rows(returned)
    with slip_file(path, f"Phiếu trả lại – sổ {register.code}", digest) as drawer:
        drawer.guide(f"Phiếu trả lại – Sổ {register.term.lower()}", _guide(book, row_count, _rows(warnings)))
        if returned:
            draw_lines(drawer, RETURNED_SHEET, register, returned)
        if warnings:
            draw_lines(drawer, WARNING_SHEET, register, warnings)
    return row_count


def _rows(lines: Sequence[SlipLine]) -> int:
    return len({(line.sha256, line.row_no) for line in lines})


def _guide(book: ReturnedBook, row_count: int, warned: int) -> tuple[str, ...]:
    counts = []
    if row_count:
        counts.append(
            f"Trang «{RETURNED_SHEET}»: {row_count} dòng chưa nhận được vì có lỗi. Các dòng khác của tệp không cần gửi lại."
        )
    if warned:
        counts.append(
            f"Trang «{WARNING_SHEET}»: {warned} trường hợp đã nạp có điều cần đối chiếu với sổ gốc."
        )
    return (
        f"Đơn vị: {visible(book.unit_name)} ({book.unit_code}). Năm {book.year}, quyển {book.book_no}. Tệp đã gửi: {visible(book.file_name)}.",
        *counts,
        "",
        f"1. Ghi họ tên vào ô «{PERSON}» ở trên.",
        "2. Mở trang dữ liệu. Mỗi dòng là một ô cần xem: «dong» là số dòng trong tệp đã gửi, «cot» là tên cột, «lyDo» nói lý do"
        " và cách sửa. Bên phải là cả dòng như đã nhập; ô màu cam là ô lỗi, ô màu vàng là ô cần xem lại.",
        "3. Đối chiếu với sổ gốc rồi ghi giá trị đúng vào cột «giaTriDung» (màu xanh). Ô có danh mục thì chọn trong danh sách.",
        f"4. Nếu sổ gốc ghi đúng như đã nhập, ghi: {CONFIRMED}. Lỗi về số đăng ký, ngày đăng ký không xác nhận như vậy được.",
        "5. Dòng không có tên cột ở «cot» nói về cả dòng trong tệp: làm theo lý do; ô «giaTriDung» màu trắng thì gửi lại cả quyển.",
        "6. Lưu lại, giữ nguyên tên tệp, đặt vào thư mục của đơn vị. Không đổi tên cột, không xóa cột.",
        "",
        "Chưa rõ giá trị đúng thì để trống; dòng ấy sẽ chờ. Sổ gốc là căn cứ: không tự sửa khác với sổ.",
    )
