"""From the files of a batch of books to one raw frame (delivery contract §2)."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import polars as pl

from hotich.errors import DeliveryError
from hotich.intake.cells import FAULT_SCHEMA, cell_texts, text_faults
from hotich.intake.table import Sheet, Table, Template, book_template, short_template
from hotich.intake.tabular import CsvSheet
from hotich.intake.workbook import Workbook
from hotich.registers import Register

_FLUSH_ROWS = 5_000
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
        texts: dict[str, Sequence[str]] = {}
        for number, column in columns.items():
            texts[column.name], found = cell_texts(chunk.values[number], column)
            rows.add_faults(
                file.file_no, [(chunk.row_nos[index], column.name, fault) for index, fault in found]
            )
        rows.add(file.file_no, chunk.row_nos, texts)
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
    """Rows of many files on their way into one frame; turned into columns of text a few thousand at a time."""

    def __init__(self, names: Sequence[str]) -> None:
        self._names = names
        self._frames: list[pl.DataFrame] = []
        self._faults: list[tuple[int, int, str, str]] = []
        self._text_faults: list[pl.DataFrame] = []
        self._forgotten: set[int] = set()
        self._clear()

    def add(self, file_no: int, row_nos: Sequence[int], texts: Mapping[str, Sequence[str]]) -> None:
        """Append rows of one file; columns that `texts` lacks stay blank."""
        self._file_nos += [file_no] * len(row_nos)
        self._row_nos += row_nos
        blank = ("",) * len(row_nos)
        for name, column in self._columns.items():
            column += texts.get(name, blank)
        if len(self._row_nos) >= _FLUSH_ROWS:
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
        typed = pl.DataFrame(self._faults, schema=FAULT_SCHEMA, orient="row")
        faults = pl.concat([typed, *self._text_faults])
        if self._forgotten:
            rows = rows.filter(~pl.col("file_no").is_in(list(self._forgotten)))
        if not faults.is_empty():
            faults = faults.join(rows, on=["file_no", "row_no"], how="semi")
        return rows.rechunk(), faults.sort("file_no", "row_no", "field", "fault")

    def _flush(self) -> None:
        places = {"file_no": self._file_nos, "row_no": self._row_nos}
        series = [pl.Series(name, numbers, pl.UInt32) for name, numbers in places.items()]
        series += [pl.Series(name, texts, pl.String) for name, texts in self._columns.items()]
        texts = pl.col(self._names)
        frame = pl.DataFrame(series).with_columns(pl.when(texts != "").then(texts))
        self._frames.append(frame)
        self._text_faults.append(text_faults(frame, self._names))
        self._clear()

    def _clear(self) -> None:
        self._file_nos: list[int] = []
        self._row_nos: list[int] = []
        self._columns: dict[str, list[str]] = {name: [] for name in self._names}
