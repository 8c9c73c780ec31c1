"""A csv file as rows of text: UTF-8, `,` `;` or tab, RFC 4180 to the letter (delivery contract §2)."""

import csv
import io
import re
from collections.abc import Iterator

from hotich.errors import DeliveryError
from hotich.intake.cells import CellBlock
from hotich.intake.limits import HEADER_ROWS, LAST_ROW, MAX_COLUMNS, MAX_ROWS, thousands
from hotich.intake.package import MEBIBYTE, WORKBOOK_LIMITS
from hotich.intake.sheet_xml import SheetLook
from hotich.intake.table import Template

_RESAVE = "Mở tệp bằng Excel, chọn Lưu thành (Save As), kiểu “CSV UTF-8 (*.csv)”, rồi gửi lại."
_DELIMITERS = ",;\t"


class CsvSheet:
    """A csv file; the same to a `Table` as the sheet of a workbook. Raises DeliveryError when it can't be read."""

    def __init__(self, data: bytes, template: Template) -> None:
        self.look = SheetLook("csv")
        text = _decoded(data)
        head = "".join(text.splitlines(keepends=True)[: 4 * HEADER_ROWS])
        self._header_row, delimiter = _header(head, template)
        self._rows = _records(text, delimiter)

    def blocks(self) -> Iterator[CellBlock]:
        """All records as one block; numbers count records from 1, as Excel shows them."""
        width = self._width()
        for number, row in enumerate(self._rows[self._header_row :], self._header_row + 1):
            if len(row) != width and any(row):
                raise DeliveryError(
                    f"Dòng {number} của tệp csv có {len(row)} ô, dòng tiêu đề có {width} ô: có thể thiếu hoặc thừa "
                    f"dấu phân cách hay dấu ngoặc kép. {_RESAVE}"
                )
        if len(self._rows) > LAST_ROW:
            raise DeliveryError(
                f"Tệp csv có hơn {thousands(MAX_ROWS)} dòng, quá giới hạn. Chia thành nhiều tệp."
            )
        if width > MAX_COLUMNS:
            raise DeliveryError(f"Tệp csv có {width} cột, quá giới hạn {MAX_COLUMNS} cột. Dùng đúng mẫu.")
        if self._rows:
            yield CellBlock.of_rows(1, 1, [(row + [""] * width)[:width] for row in self._rows])

    def _width(self) -> int:
        if self._header_row:
            return len(self._rows[self._header_row - 1])
        return max(map(len, self._rows[:HEADER_ROWS]), default=0)


def _decoded(data: bytes) -> str:
    if not data:
        raise DeliveryError("Tệp rỗng (0 byte). Kiểm tra tệp gốc và gửi lại.")
    if len(data) > WORKBOOK_LIMITS.file_bytes:
        limit = WORKBOOK_LIMITS.file_bytes // MEBIBYTE
        raise DeliveryError(
            f"Tệp lớn {len(data) / MEBIBYTE:.0f} MB, quá giới hạn {limit} MB. Chia nhỏ rồi gửi lại."
        )
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise DeliveryError(f"Tệp csv lưu theo bảng mã UTF-16, cần UTF-8. {_RESAVE}")
    if data.startswith(b"PK\x03\x04"):
        raise DeliveryError(
            "Tệp thực chất là gói nén hoặc sổ Excel đổi đuôi thành .csv. Đổi lại đuôi .xlsx rồi gửi lại."
        )
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise DeliveryError(f"Tệp csv không theo bảng mã UTF-8 (dòng {line}). {_RESAVE}") from error


def _header(head: str, template: Template) -> tuple[int, str]:
    """Number of the header's record and the delimiter that makes it one; (0, ",") when there is none."""
    for delimiter in _DELIMITERS:
        rows = csv.reader(io.StringIO(head, newline=""), delimiter=delimiter)
        try:
            for number, row in zip(range(1, HEADER_ROWS + 1), rows, strict=False):
                if template.is_header(row):
                    return number, delimiter
        except csv.Error:
            continue
    return 0, ","


def _records(text: str, delimiter: str) -> list[list[str]]:
    """All records. Raises DeliveryError where quotes stand against RFC 4180."""
    if '"' in text:
        _refuse_stray_quote(text, delimiter)
    # One cell may be as long as the file: its row is returned, the file still read.
    previous = csv.field_size_limit(max(len(text), 1))
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise DeliveryError(f"Tệp csv không đúng chuẩn (dấu ngoặc kép không đóng). {_RESAVE}") from error
    finally:
        csv.field_size_limit(previous)


def _refuse_stray_quote(text: str, delimiter: str) -> None:
    mark = re.escape(delimiter)
    field = rf'(?:"(?:[^"]|"")*+"|[^"{mark}\r\n]*+)(?:{mark}|\r\n|\n|\r|\Z)'
    valid = re.match(rf"(?:{field})*+", text)
    end = valid.end() if valid else 0
    if end < len(text):
        line = text.count("\n", 0, end) + 1
        raise DeliveryError(
            f"Tệp csv không đúng chuẩn ở dòng {line}: dấu ngoặc kép đặt sai chỗ hoặc không đóng. {_RESAVE}"
        )
