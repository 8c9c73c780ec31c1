"""Takes in what comes beside the books: inventories, which give the control totals, and second keyings."""

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl
import psycopg

from hotich.errors import DeliveryError
from hotich.intake.inbox import Inbox
from hotich.intake.inventory import InventoryBook, read_inventory
from hotich.intake.normalise import normalise
from hotich.intake.opening import opening_date
from hotich.intake.reading import BookFile, read_second_keying
from hotich.jobs.placing import stage_of_opening
from hotich.plan import Plan
from hotich.registers import Register
from hotich.registers import register as register_of
from hotich.storage import deliveries
from hotich.storage.database import transient_errors
from hotich.storage.deliveries import FileRow
from hotich.storage.inventories import InventoryLine, take_inventory
from hotich.storage.short_rows import keep_short_rows
from hotich.storage.states import FileKind, FileState

SAME_AGAIN = "Nội dung giống bản đã nhận; không có gì thay đổi."
WAIT_FOR_BOOK = timedelta(days=30)
"""How long a second keying waits for the first (delivery contract §4)."""
BOOK_UNKNOWN = (
    f"Sau {WAIT_FOR_BOOK.days} ngày vẫn chưa có tệp nhập lần một của quyển này:"
    " kiểm tra loại sổ, năm, quyển số ở tên tệp rồi gửi lại."
)
FILES_AT_ONCE = 50
"""Second keyings read together: bounds the memory."""


def take_inventories(conn: psycopg.Connection[Any], inbox: Inbox, plan: Plan) -> int:
    """Take every new inventory, oldest first; from its date it replaces the unit's former one. Returns how many."""
    files = deliveries.open_files(conn, FileKind.INVENTORY)
    # One commit for all: each would wait for the disk.
    with transient_errors(), conn.transaction():
        for file in files:
            try:
                _take_inventory(conn, inbox, plan, file)
            except DeliveryError as error:
                deliveries.finish_file(conn, file.file_id, FileState.REJECTED, str(error))
    return len(files)


def _take_inventory(conn: psycopg.Connection[Any], inbox: Inbox, plan: Plan, file: FileRow) -> None:
    if deliveries.same_content_before(conn, file):
        deliveries.finish_file(conn, file.file_id, FileState.UNCHANGED, SAME_AGAIN)
        return
    assert file.unit_id is not None
    reading = read_inventory(inbox.read(file.path, file.sha256))
    lines = [_line(plan, file.unit_id, book) for book in reading.books]
    dated_on = file.modified_at.astimezone(ZoneInfo(plan.time_zone)).date()
    notices = [
        {"id": "inventory_line", "text": remark.text} for remark in (*reading.refused, *reading.remarks)
    ]
    read = len(lines) + len(reading.refused)
    if not lines:
        raise DeliveryError(
            f"Không dòng nào của thống kê dùng được. {reading.refused[0].text if reading.refused else ''}".strip()
        )
    take_inventory(conn, file.file_id, file.unit_id, dated_on, lines)
    state = FileState.PARTLY_LOADED if reading.refused else FileState.LOADED
    reason = f"Đã nhận {len(lines)} sổ" + (
        f"; {len(reading.refused)} dòng không dùng được." if reading.refused else "."
    )
    deliveries.finish_file(
        conn, file.file_id, state, reason, rows_read=read, rows_loaded=len(lines), rows_returned=len(reading.refused),
        notices=notices,
    )  # fmt: skip


def _line(plan: Plan, unit_id: int, book: InventoryBook) -> InventoryLine:
    opened_on = opening_date(book.opened_on, None, book.year)
    return InventoryLine(
        book.register, book.year, book.book_no, book.opened_on, book.locked_on, book.page_count, book.case_count,
        book.struck_out_count, book.condition, book.note, stage_of_opening(plan, unit_id, opened_on),
    )  # fmt: skip


def take_second_keyings(conn: psycopg.Connection[Any], inbox: Inbox, plan: Plan) -> int:
    """Read and keep every new second keying, for the comparison with the first. Returns how many files.

    One whose book nobody knows yet is left for a later look.
    """
    by_register: dict[str, list[FileRow]] = defaultdict(list)
    for file in deliveries.open_files(conn, FileKind.SHORT):
        assert file.register is not None
        if file.book_id is not None:
            by_register[file.register].append(file)
        elif datetime.now(UTC) - file.seen_at > WAIT_FOR_BOOK:
            deliveries.finish_file(conn, file.file_id, FileState.REJECTED, BOOK_UNKNOWN)
    for code, files in by_register.items():
        for start in range(0, len(files), FILES_AT_ONCE):
            _take_short(conn, inbox, plan, register_of(code), files[start : start + FILES_AT_ONCE])
    return sum(map(len, by_register.values()))


def _take_short(
    conn: psycopg.Connection[Any], inbox: Inbox, plan: Plan, described: Register, files: Sequence[FileRow]
) -> None:
    sources = [
        BookFile(no, file.path.rpartition(".")[2].lower(), partial(inbox.read, file.path, file.sha256))
        for no, file in enumerate(files)
    ]
    raw, faults, facts = read_second_keying(sources, described)
    constants = [
        {"file_no": no, "unit_id": file.unit_id, "file_year": file.year, "file_book_no": file.book_no}
        for no, file in enumerate(files)
    ]
    clean = normalise(raw, faults, described, constants, plan)
    rows = clean.with_columns(pl.Series("values", list(_values(clean, described)), dtype=pl.String))
    for file, fact in zip(files, facts.iter_rows(named=True), strict=True):
        if fact["reason"] is not None:
            deliveries.finish_file(conn, file.file_id, FileState.REJECTED, fact["reason"])
        elif deliveries.same_content_before(conn, file):
            deliveries.finish_file(conn, file.file_id, FileState.UNCHANGED, SAME_AGAIN)
        else:
            _keep(conn, file, rows.filter(pl.col("file_no") == fact["file_no"]))


def _keep(conn: psycopg.Connection[Any], file: FileRow, rows: pl.DataFrame) -> None:
    assert file.book_id is not None
    kept = rows.select(
        "row_no", pl.col("entry_number__year").alias("entry_year"), pl.col("entry_number__no").alias("entry_no"),
        pl.col("entry_number__suffix").alias("entry_suffix"), "values", "written",
    )  # fmt: skip
    numbered = kept["entry_no"].is_not_null()
    keep_short_rows(conn, file.file_id, file.book_id, kept)
    unnumbered = int((~numbered).sum())
    state = FileState.PARTLY_LOADED if unnumbered else FileState.LOADED
    reason = f"Đã giữ {kept.height} dòng nhập lần hai" + (
        f"; {unnumbered} dòng không có số đăng ký." if unnumbered else "."
    )
    deliveries.finish_file(
        conn, file.file_id, state, reason, rows_read=kept.height, rows_loaded=kept.height - unnumbered,
        rows_returned=unnumbered,
    )  # fmt: skip


def _values(clean: pl.DataFrame, described: Register) -> Iterator[str]:
    """The normalised values of each row as JSON, blanks left out."""
    names = [field.name for field in described.all_fields]
    for row in clean.select(names).iter_rows(named=True):
        yield json.dumps(
            {name: value for name, value in row.items() if value is not None},
            ensure_ascii=False,
            default=_text,
        )


def _text(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)
