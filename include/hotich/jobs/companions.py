"""Takes in what comes beside the books: inventories, which give the control totals, and second keyings."""

import json
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
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
from hotich.jobs.roles import take_role
from hotich.plan import Plan
from hotich.registers import Register
from hotich.registers import register as register_of
from hotich.storage import deliveries
from hotich.storage.database import transient_errors
from hotich.storage.deliveries import FileRow
from hotich.storage.inventories import InventoryLine, take_inventory
from hotich.storage.roles import KEYER
from hotich.storage.short_rows import keep_short_rows
from hotich.storage.states import FileKind, FileState, Role

SAME_AGAIN = "Nội dung giống bản đã nhận; không có gì thay đổi."
WAIT_FOR_BOOK = timedelta(days=30)
"""How long a second keying or a slip waits for its book (delivery contract §4)."""
BOOK_UNKNOWN = (
    f"Sau {WAIT_FOR_BOOK.days} ngày vẫn chưa có tệp nhập lần một của quyển này:"
    " kiểm tra loại sổ, năm, quyển số ở tên tệp rồi gửi lại."
)
NO_KEYER = "Tệp không ghi người nhập (cột nguoiThucHien): không kiểm tra được hai lần nhập có do hai người khác nhau làm không."
ROWS_NAMED = 10
"""Rows that a file's reason names by number."""
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
        if files:
            deliveries.tie_to_books(conn)
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


def refuse_orphans(conn: psycopg.Connection[Any]) -> int:
    """End the slips whose book has stayed unknown for too long. Returns how many."""
    orphans = [
        file
        for file in deliveries.open_files(conn, FileKind.FIX, FileKind.ARBITRATION)
        if file.book_id is None and datetime.now(UTC) - file.seen_at > WAIT_FOR_BOOK
    ]
    for file in orphans:
        deliveries.finish_file(conn, file.file_id, FileState.REJECTED, BOOK_UNKNOWN)
    return len(orphans)


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
    rows = dict(clean.partition_by("file_no", as_dict=True).items())
    for file, fact in zip(files, facts.iter_rows(named=True), strict=True):
        if fact["reason"] is not None:
            deliveries.finish_file(conn, file.file_id, FileState.REJECTED, fact["reason"])
        elif deliveries.same_content_before(conn, file):
            deliveries.finish_file(conn, file.file_id, FileState.UNCHANGED, SAME_AGAIN)
        else:
            _keep(conn, file, rows.get((fact["file_no"],), clean.clear()), fact["present_columns"])


def _keep(
    conn: psycopg.Connection[Any], file: FileRow, clean: pl.DataFrame, present: Collection[str]
) -> None:
    """Keep the rows, unless one of their keyers keyed the book first."""
    assert file.book_id is not None
    try:
        with transient_errors(), conn.transaction():
            for person in clean[KEYER].drop_nulls().unique().sort():
                take_role(conn, file.book_id, Role.SECOND_KEYER, person, file.file_id)
    except DeliveryError as error:
        deliveries.finish_file(conn, file.file_id, FileState.REJECTED, str(error))
        return
    kept = clean.select(
        "row_no", pl.col("entry_number__year").alias("entry_year"), pl.col("entry_number__no").alias("entry_no"),
        pl.col("entry_number__suffix").alias("entry_suffix"), "key_book",
        pl.Series("values", list(_values(clean, present)), dtype=pl.String), "written",
    )  # fmt: skip
    keep_short_rows(conn, file.file_id, file.book_id, kept)
    unusable = _unusable(kept)
    lost = sum(len(rows) for _, rows in unusable)
    said = "".join(f"; {len(rows)} dòng {why} ({_listed(rows)})" for why, rows in unusable)
    state = FileState.PARTLY_LOADED if lost else FileState.LOADED
    deliveries.finish_file(
        conn, file.file_id, state, f"Đã giữ {kept.height} dòng nhập lần hai{said}.", rows_read=kept.height,
        rows_loaded=kept.height - lost, rows_returned=lost,
        notices=[] if clean[KEYER].count() else [{"id": "no_keyer", "text": NO_KEYER}],
    )  # fmt: skip


def _unusable(kept: pl.DataFrame) -> list[tuple[str, list[int]]]:
    """(what is wrong, row numbers): rows that can't be put beside one row of the first keying."""
    key = ["entry_year", "key_book", "entry_no", "entry_suffix"]
    numbered = pl.col("entry_no").is_not_null()
    doubled = kept.filter(numbered).filter(pl.struct(key).is_duplicated())
    found = [
        ("không có số đăng ký", kept.filter(~numbered)["row_no"].to_list()),
        ("trùng số đăng ký với dòng khác", doubled["row_no"].to_list()),
    ]
    return [(why, rows) for why, rows in found if rows]


def _listed(rows: Sequence[int]) -> str:
    more = len(rows) - ROWS_NAMED
    return f"dòng {', '.join(map(str, rows[:ROWS_NAMED]))}" + (f" và {more} dòng nữa" if more > 0 else "")


def _values(clean: pl.DataFrame, present: Collection[str]) -> Iterator[str]:
    """The normalised values of the columns that the file has, each row as JSON; an empty cell is null."""
    for row in clean.select(sorted(present)).iter_rows(named=True):
        yield json.dumps(row, ensure_ascii=False, default=_text)


def _text(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)
