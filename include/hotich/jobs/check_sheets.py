"""Check sheets of acceptance samples: written to the outbox, taken back filled in."""

import logging
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, date, datetime
from itertools import groupby
from typing import Any

import psycopg

from hotich.acceptance.check_sheet import (
    CheckSheet,
    SheetReading,
    read_check_sheet,
    write_check_sheet,
)
from hotich.acceptance.sampling import passed
from hotich.errors import DeliveryError
from hotich.intake.inbox import Inbox
from hotich.intake.slip_cells import slip_rows
from hotich.jobs.companions import BOOK_UNKNOWN, SAME_AGAIN, WAIT_FOR_BOOK
from hotich.jobs.roles import take_role
from hotich.plan import Plan
from hotich.registers import register as register_of
from hotich.settings import Settings
from hotich.slips import Slip, slip_name
from hotich.slips.layout import GUIDE_SHEET, SAMPLE_SHEET
from hotich.storage import deliveries, inventories, sample_sheets, samples
from hotich.storage.attempts import lock_books
from hotich.storage.database import transient_errors
from hotich.storage.deliveries import FileRow
from hotich.storage.sample_sheets import CaseAnswer, Sample
from hotich.storage.states import FileKind, FileState, Role, SampleState

log = logging.getLogger(__name__)

ACTOR = "hotich"
"""Who draws and decides, in the audit log, by what people wrote on the sheets."""

SHEETS_AT_ONCE = 50
"""Samples whose cases are read together: bounds the memory."""

PASSED_STEP = "Không phải làm gì thêm."
MEND_STEP = "Sửa các trường hợp sai đã thấy trong tệp của quyển rồi giao lại; chỉ các trường hợp ấy đổi thì không phải kiểm mẫu lại."
FAILED_STEP = "Nhập lại cả quyển từ sổ giấy rồi giao lại bằng tệp của quyển; hoặc chờ người có thẩm quyền quyết định nhận."


def write_sheets(
    settings: Settings, conn: psycopg.Connection[Any], plan: Plan, stage_id: str, as_of: date
) -> int:
    """Write the check sheets of open samples that have none yet; returns how many."""
    waiting = sample_sheets.unwritten(conn, stage_id)
    for register, of_register in groupby(waiting, key=lambda one: one.register):
        group = list(of_register)
        for start in range(0, len(group), SHEETS_AT_ONCE):
            _write_some(settings, conn, plan, register, group[start : start + SHEETS_AT_ONCE], as_of)
    return len(waiting)


def _write_some(
    settings: Settings, conn: psycopg.Connection[Any], plan: Plan, register: str, some: Sequence[Sample], as_of: date
) -> None:  # fmt: skip
    cases = sample_sheets.sampled_cases(conn, register, [one.sample_id for one in some])
    listed = inventories.listed_books(conn, [one.book_id for one in some], as_of)
    for one in some:
        unit = plan.units.by_id(one.unit_id)
        book = listed.get(one.book_id)
        sheet = CheckSheet(
            one.sample_id, unit.code, unit.name, one.year, one.book_no, one.case_count, one.allowed, one.limit_quality,
            one.risk, book.line.expected if book else None, cases[one.sample_id],
        )  # fmt: skip
        name = slip_name(Slip.SAMPLE, unit.code, register, one.year, one.book_no)
        write_check_sheet(settings.outbox / unit.code / name, register_of(register), sheet)
    # Last: a kill before this writes the same sheets once more.
    sample_sheets.note_written(conn, [one.sample_id for one in some])


def take_sheets(conn: psycopg.Connection[Any], inbox: Inbox, stage_id: str) -> Counter[str]:
    """Take the delivered check sheets of a stage, oldest first. Returns counts: sheets, passed, failed."""
    counts: Counter[str] = Counter()
    for file in deliveries.open_files(conn, FileKind.SAMPLE):
        if file.book_id is None:
            if datetime.now(UTC) - file.seen_at > WAIT_FOR_BOOK:
                deliveries.finish_file(conn, file.file_id, FileState.REJECTED, BOOK_UNKNOWN)
        elif file.stage_id == stage_id:
            counts["sheets"] += 1
            _take_sheet(conn, inbox, file, counts)
    return counts


def _take_sheet(conn: psycopg.Connection[Any], inbox: Inbox, file: FileRow, counts: Counter[str]) -> None:
    assert file.book_id is not None
    if deliveries.same_content_before(conn, file):
        deliveries.finish_file(conn, file.file_id, FileState.UNCHANGED, SAME_AGAIN)
        return
    try:
        reading = _read(inbox, file)
        with transient_errors(), conn.transaction():
            lock_books(conn, [file.book_id])
            _judge(conn, file, reading, counts)
    except DeliveryError as error:
        deliveries.finish_file(conn, file.file_id, FileState.REJECTED, str(error))


def _read(inbox: Inbox, file: FileRow) -> SheetReading:
    assert file.register is not None
    data = inbox.read(file.path, file.sha256)
    return read_check_sheet(
        register_of(file.register), slip_rows(data, GUIDE_SHEET), slip_rows(data, SAMPLE_SHEET)
    )


def _judge(conn: psycopg.Connection[Any], file: FileRow, reading: SheetReading, counts: Counter[str]) -> None:
    """Keep the answers; when all cases have one the sample passes or fails. The book is locked."""
    sample = _awaited(conn, file, reading)
    known = [one for one in reading.answers if 1 <= one.position <= sample.size]
    if not known:
        raise DeliveryError(
            f"Chưa dòng nào của phiếu có kết quả dùng được. {' '.join(reading.unusable[:1])}".strip()
            + " Ghi cột ketQua rồi gửi lại."
        )
    take_role(conn, sample.book_id, Role.CHECKER, reading.person, file.file_id)
    sample_sheets.keep_answers(
        conn,
        sample.sample_id,
        [CaseAnswer(one.position, one.is_right, one.wrong_fields, one.remark) for one in known],
    )
    found = sample_sheets.tally(conn, sample.sample_id)
    if found.unanswered:
        verdict = f"Còn {found.unanswered} trường hợp chưa có kết quả: kiểm nốt rồi gửi lại phiếu."
    else:
        verdict = _conclude(conn, file, sample, found, reading.person, counts)
    _finish(conn, file, reading, len(known), f"Đã nhận kết quả của {len(known)} trường hợp. {verdict}")


def _awaited(conn: psycopg.Connection[Any], file: FileRow, reading: SheetReading) -> Sample:
    """The open sample that the sheet is of. Raises DeliveryError when there is none or it no longer holds."""
    sample = sample_sheets.find_sample(conn, reading.sample_id)
    if sample is None or sample.book_id != file.book_id:
        raise DeliveryError(
            f"Phiếu số {reading.sample_id} không phải của quyển sổ mà tên tệp nêu: giữ nguyên tên phiếu đã nhận rồi gửi lại."
        )
    if sample.state is SampleState.OPEN:
        assert file.register is not None
        digest = samples.content_digests(conn, file.register, {sample.book_id: None})[sample.book_id]
        if digest == sample.content_digest:
            return sample
    if sample.state in {SampleState.PASSED, SampleState.FAILED}:
        raise DeliveryError(
            f"Mẫu của phiếu số {sample.sample_id} đã có kết quả ({sample.state.term}); phiếu này không được tính."
        )
    raise DeliveryError(f"Phiếu số {sample.sample_id} đã {SampleState.VOID.term}. {samples.VOID_STEP}")


def _conclude(
    conn: psycopg.Connection[Any], file: FileRow, sample: Sample, found: sample_sheets.Tally, person: str,
    counts: Counter[str],
) -> str:  # fmt: skip
    """The sample passes or fails; returns the sentence for the office."""
    good = passed(found.wrong_cases, sample.allowed)
    state = SampleState.PASSED if good else SampleState.FAILED
    digest = None
    if good:
        step = MEND_STEP if found.wrong_cases else PASSED_STEP
        # What was found wrong may be mended without making the rest doubtful.
        digest = samples.content_digests(conn, sample.register, {sample.book_id: sample.sample_id})[
            sample.book_id
        ]
    else:
        step = FAILED_STEP
        samples.mark_rekeying(conn, [sample.book_id])
    sample_sheets.close_sample(
        conn, sample.sample_id, state, found, checked_by=person, file_id=file.file_id, next_step=step,
        content_digest=digest,
    )  # fmt: skip
    counts[state.value] += 1
    detail = {
        "sample_id": sample.sample_id, "size": sample.size, "wrong": found.wrong_cases, "allowed": sample.allowed,
        "wrong_fields": found.wrong_fields,
    }  # fmt: skip
    samples.audit_books(conn, ACTOR, f"sample_{state.value}", {sample.book_id: detail})
    return (
        f"Sai {found.wrong_cases} trường hợp ({found.wrong_fields} ô), được sai tối đa {sample.allowed}:"
        f" mẫu {state.term}. {step}"
    )


def _finish(
    conn: psycopg.Connection[Any], file: FileRow, reading: SheetReading, used: int, reason: str
) -> None:
    unused = reading.line_count - used
    deliveries.finish_file(
        conn, file.file_id, FileState.PARTLY_LOADED if unused else FileState.LOADED, reason,
        rows_read=reading.line_count, rows_loaded=used, rows_returned=unused,
        notices=[{"id": "sample_line", "text": text} for text in reading.unusable],
    )  # fmt: skip
