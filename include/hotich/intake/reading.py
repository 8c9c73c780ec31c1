"""From the files of a batch of books to one raw frame (delivery contract §2)."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from hotich.errors import DeliveryError
from hotich.intake.cells import FAULT_SCHEMA, Chunk, Codes, text_faults
from hotich.intake.table import Sheet, Table, Template, book_template, short_template
from hotich.intake.tabular import CsvSheet
from hotich.intake.workbook import Workbook
from hotich.registers import Register

_FLUSH_TEXTS = 400_000
FILE_SCHEMA: dict[str, Any] = {
    "file_no": pl.UInt32,
    "reason": pl.String,
    "sheet": pl.String,
    "header_row": pl.UInt32,
    "rows_read": pl.UInt32,
    "present_columns": pl.List(pl.String),
    "unknown_columns": pl.List(pl.String),
    "notices": pl.List(pl.Struct({"id": pl.String, "text": pl.String})),
}


@dataclass(frozen=True, slots=True)
class BookFile:
    """One file of a batch."""

    file_no: int
    """Its number in the batch; the rows bear it."""
    extension: str
    """`xlsx` or `csv`."""
    read: Callable[[], bytes]
    """Brings the content; called once, when its turn comes, so that one file at a time is in memory."""
    inventory_cases: int | None = None
    """Cases the unit's inventory counts in the book; 0 makes a header without rows acceptable."""


class RawBatch(NamedTuple):
    """What was read from the files of a batch."""

    rows: pl.DataFrame
    """`file_no`, `row_no` (UInt32), then a String column for every field of the register; null: nothing written."""
    faults: pl.DataFrame
    """`file_no`, `row_no` (UInt32), `field`, `fault` (String): the cells that can't be taken as they are."""
    files: pl.DataFrame
    """One row a file, in the order given, columns `FILE_SCHEMA`. `reason`: why it is rejected, null when it was read.
    `present_columns`, `unknown_columns`: field names and headers."""


def read_batch(files: Iterable[BookFile], register: Register) -> RawBatch:
    """Read books of one register. A file that can't be read is reported in `files` and stops no other.

    Raises:
        OSError: the store failed to bring a file: worth retrying.
    """
    return _read(files, register, book_template(register.code))


def read_second_keying(files: Iterable[BookFile], register: Register) -> RawBatch:
    """Read short files (second keying) of one register: any subset of columns, at least the entry's number."""
    return _read(files, register, short_template(register.code))


def open_table(extension: str, data: bytes, template: Template) -> tuple[Sheet, Table]:
    """The sheet and the table in it. Raises DeliveryError when there is none that can be read."""
    sheet: Sheet = CsvSheet(data, template) if extension == "csv" else Workbook(data)
    return sheet, Table(sheet, template)


def _read(files: Iterable[BookFile], register: Register, template: Template) -> RawBatch:
    rows = _Rows([column.name for column in register.all_fields])
    facts = []
    for file in files:
        try:
            facts.append(_read_file(file, template, rows))
        except DeliveryError as error:
            rows.forget(file.file_no)
            facts.append({"file_no": file.file_no, "reason": str(error), "rows_read": 0})
    frame, faults = rows.frames()
    return RawBatch(frame, faults, pl.DataFrame(facts, schema=FILE_SCHEMA))


def _read_file(file: BookFile, template: Template, rows: "_Rows") -> dict[str, Any]:
    sheet, table = open_table(file.extension, file.read(), template)
    columns = table.layout.columns
    for chunk in table.chunks():
        texts, faults = chunk.texts(columns.values())
        rows.add_faults(file.file_no, faults)
        rows.add(file.file_no, chunk, texts)
    if not table.row_count and file.inventory_cases != 0:
        raise DeliveryError(
            "Tệp chỉ có dòng tiêu đề, không có trường hợp nào. Nếu sổ thật sự trống, ghi tổng số trường hợp là 0 trong "
            "thong_ke_so.xlsx; nếu không, nhập dữ liệu rồi gửi lại."
        )
    for fault, cells in (("formula", sheet.look.formulas), ("error_value", sheet.look.errors)):
        named = [(row, columns[column].name, fault) for row, column in sorted(cells) if column in columns]
        rows.add_faults(file.file_no, [cell for cell in named if cell[0] > table.layout.header_row])
    return {
        "file_no": file.file_no,
        "sheet": sheet.look.name,
        "header_row": table.layout.header_row,
        "rows_read": table.row_count,
        "present_columns": sorted(column.name for column in columns.values()),
        "unknown_columns": list(table.layout.unknown),
        "notices": _notices(sheet, table, template),
    }


def _notices(sheet: Sheet, table: Table, template: Template) -> list[dict[str, str]]:
    present = {column.column for column in table.layout.columns.values()}
    absent = [column for column in template.expected if column not in present]
    merged = any(top > table.layout.header_row for top, *_ in sheet.look.merges)
    unknown = ", ".join(table.layout.unknown)
    said = (
        ("hidden_rows", sheet.look.hidden_rows, "Trang tính có dòng bị ẩn; các dòng đó vẫn được đọc."),
        ("hidden_columns", sheet.look.hidden_columns, "Trang tính có cột bị ẩn; các cột đó vẫn được đọc."),
        ("merged_cells", merged, "Trang tính có ô gộp; chỉ ô góc trên bên trái có giá trị."),
        ("unknown_columns", unknown, f"Bỏ qua cột không có trong mẫu: {unknown}."),
        (
            "absent_columns",
            absent,
            f"Tệp không có cột: {', '.join(absent)}. Giá trị đã nạp của các cột này giữ nguyên.",
        ),
    )
    return [{"id": name, "text": text} for name, holds, text in said if holds]


class _Rows:
    """Rows of many files on their way into one frame; turned into columns of text some thousand at a time."""

    def __init__(self, names: Sequence[str]) -> None:
        self._names = names
        self._frames: list[pl.DataFrame] = []
        self._faults: list[tuple[int, int, str, str]] = []
        self._forgotten: set[int] = set()
        self._clear()

    def add(self, file_no: int, chunk: Chunk, texts: Sequence[str]) -> None:
        """Append rows of one file, whose codes count through `texts`; fields that the chunk lacks stay blank."""
        codes = np.zeros((len(self._names), len(chunk.row_nos)), np.int32)
        for place, name in enumerate(self._names):
            if name in chunk.codes:
                codes[place] = chunk.codes[name]
        # The first of the texts is blank too.
        self._codes.append(codes + np.int32(len(self._texts)))
        self._texts += texts
        self._row_nos.append(chunk.row_nos)
        self._file_nos.append(np.full(len(chunk.row_nos), file_no, np.uint32))
        if len(self._texts) >= _FLUSH_TEXTS:
            self._flush()

    def add_faults(self, file_no: int, faults: Iterable[tuple[int, str, str]]) -> None:
        """Note (row number, field, fault) of one file."""
        self._faults += [(file_no, *fault) for fault in faults]

    def forget(self, file_no: int) -> None:
        """Drop what was added of a file: it turned out to be no readable table."""
        self._forgotten.add(file_no)

    def frames(self) -> tuple[pl.DataFrame, pl.DataFrame]:
        """All rows and all faults, without those of forgotten files."""
        self._flush()
        rows = pl.concat(self._frames)
        faults = pl.DataFrame(self._faults, schema=FAULT_SCHEMA, orient="row")
        if self._forgotten:
            rows = rows.filter(~pl.col("file_no").is_in(list(self._forgotten)))
        if not faults.is_empty():
            faults = faults.join(rows, on=["file_no", "row_no"], how="semi")
        return rows.rechunk(), faults.sort("file_no", "row_no", "field", "fault")

    def _flush(self) -> None:
        codes = np.concatenate([np.zeros((len(self._names), 0), np.int32), *self._codes], axis=1)
        file_nos = np.concatenate([np.zeros(0, np.uint32), *self._file_nos])
        row_nos = np.concatenate([np.zeros(0, np.int32), *self._row_nos])
        texts = pl.Series("text", self._texts, pl.String)
        for code, fault in text_faults(texts).iter_rows():
            for place, row in np.argwhere(codes == code).tolist():
                self._faults.append((int(file_nos[row]), int(row_nos[row]), self._names[place], fault))
        filled = texts.to_frame().select(pl.when(pl.col("text") != "").then("text")).to_series()
        series = [pl.Series("file_no", file_nos), pl.Series("row_no", row_nos, pl.UInt32)]
        series += [filled.gather(codes[place]).alias(name) for place, name in enumerate(self._names)]
        self._frames.append(pl.DataFrame(series))
        self._clear()

    def _clear(self) -> None:
        self._file_nos: list[NDArray[np.uint32]] = []
        self._row_nos: list[Codes] = []
        self._codes: list[Codes] = []
        self._texts: list[str] = []
