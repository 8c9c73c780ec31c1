"""How the files of a published batch ended."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import polars as pl
import psycopg

from hotich.storage.staging import PublishBatch, PublishFile
from hotich.storage.states import FileState


@dataclass(slots=True)
class FileOutcome:
    """How a file ended. rows_read = rows_loaded + rows_unchanged + rows_returned."""

    file_id: int
    file_no: int
    book_id: int
    state: FileState
    reason: str
    rows_read: int = 0
    rows_loaded: int = 0
    """New or changed."""
    rows_unchanged: int = 0
    rows_returned: int = 0
    rows_changed: int = 0
    """Of the loaded rows, those that changed a case known before."""
    rows_missing: int = 0
    """Cases of the book that this re-delivery lacks; they stay."""
    cells_undone: int = 0
    """Cells that this re-delivery sets back to what they were before a slip corrected them."""

    def conclude(self, out_of_phase: str | None = None) -> None:
        """Set state and reason by the counts; `out_of_phase`: why all rows are returned, where that is why."""
        read, returned = self.rows_read, self.rows_returned
        missing = (
            f" {self.rows_missing} trường hợp đã nạp không còn trong tệp này; kho vẫn giữ, đề nghị đơn vị kiểm tra."
            if self.rows_missing
            else ""
        )
        undone = (
            f" {self.cells_undone} ô đã sửa bằng phiếu nay lại mang giá trị cũ theo tệp này: đối chiếu sổ; nếu tệp sai thì gửi lại phiếu."
            if self.cells_undone
            else ""
        )
        unchanged = f", {self.rows_unchanged} dòng không đổi" if self.rows_unchanged else ""
        if returned and returned == read:
            self.state, text = FileState.REJECTED, f"Cả {read} dòng đều bị trả lại; xem phiếu trả lại."
            text = f"{out_of_phase} {text}" if out_of_phase else text
        elif returned:
            self.state = FileState.PARTLY_LOADED
            text = f"Đã nạp {self.rows_loaded} dòng{unchanged}, trả lại {returned} trên {read} dòng; xem phiếu trả lại."
        elif read and not self.rows_loaded and not self.rows_missing:
            self.state, text = FileState.UNCHANGED, "Mọi dòng đã có trong kho; không có gì thay đổi."
        else:
            self.state, text = FileState.LOADED, f"Đã nạp {self.rows_loaded} dòng{unchanged}."
        self.reason = text + missing + undone

    def conclude_slip(self, mended: int, confirmed: int, unusable: int) -> None:
        """Set state and reason of a slip: how many cells it mends and confirms, how many of its lines can't be used."""
        read, returned = self.rows_read, self.rows_returned
        said = f"Phiếu ghi {mended} ô sửa, {confirmed} ô xác nhận đúng như sổ"
        if unusable:
            said += f"; {unusable} dòng không dùng được, xem lưu ý"
        if returned == read:
            self.state = FileState.REJECTED
            wrong = "vẫn còn lỗi hoặc không dùng được"
            self.reason = f"{said}. Cả {read} dòng sổ {wrong}; xem phiếu trả lại mới."
        elif returned or unusable:
            self.state = FileState.PARTLY_LOADED
            again = f", {returned} dòng chưa nhận được; xem phiếu trả lại mới" if returned else ""
            self.reason = f"{said}. Đã nhận {read - returned} dòng sổ{again}."
        else:
            self.state = FileState.LOADED
            self.reason = f"{said}. Đã nhận {read} dòng sổ."


def finished_before(conn: psycopg.Connection[Any], batch: PublishBatch) -> dict[int, FileOutcome]:
    """Outcomes that an earlier attempt of this batch committed (its answer may never have reached the caller)."""
    numbers = {file.file_id: file.file_no for file in batch.files}
    rows = conn.execute(
        "SELECT f.file_id, f.book_id, f.state, f.reason, f.rows_read, f.rows_loaded, f.rows_unchanged, f.rows_returned,"
        " (SELECT count(DISTINCT a.case_id)::int FROM audit_log a WHERE a.load_id = f.load_id AND a.file_id = f.file_id"
        " AND a.action = 'case_changed'),"
        " (SELECT count(*)::int FROM missing_row m WHERE m.file_id = f.file_id)"
        " FROM delivery_file f JOIN load l ON l.load_id = f.load_id"
        " WHERE f.file_id = ANY(%s) AND l.batch_id = %s AND f.decided_at IS NOT NULL",
        [list(numbers), batch.batch_id],
    ).fetchall()
    return {
        file_id: FileOutcome(file_id, numbers[file_id], book_id, FileState(state), reason or "", *counts)
        for file_id, book_id, state, reason, *counts in rows
    }


def count_rows(rows: pl.DataFrame) -> dict[int, tuple[int, int]]:
    """file_id → (rows read, rows that the rules return), from `judged_rows`."""
    counted = rows.group_by("file_id").agg(pl.len(), pl.col("returned").sum())
    return {file_id: (read, returned) for file_id, read, returned in counted.rows()}


def write_outcomes(
    conn: psycopg.Connection[Any],
    load_id: int,
    files: Iterable[PublishFile],
    outcomes: dict[int, FileOutcome],
) -> None:
    """Give the files their final state."""
    facts = [
        {
            "file_id": file.file_id, "state": outcome.state, "reason": outcome.reason, "read": outcome.rows_read,
            "loaded": outcome.rows_loaded, "unchanged": outcome.rows_unchanged, "returned": outcome.rows_returned,
            "digest": file.content_digest or None, "notices": file.notices,
            "present": None if file.slip else sorted(file.present), "encoding": file.encoding,
        }
        for file in files
        for outcome in (outcomes[file.file_id],)
    ]  # fmt: skip
    conn.execute(
        "UPDATE delivery_file f SET state = x.state, reason = x.reason, rows_read = x.read, rows_loaded = x.loaded,"
        " rows_unchanged = x.unchanged, rows_returned = x.returned, content_digest = x.digest, notices = x.notices,"
        " present_columns = x.present, encoding = x.encoding, load_id = %s, decided_at = now()"
        " FROM jsonb_to_recordset(%s::jsonb) AS x (file_id int, state text, reason text, read int, loaded int,"
        " unchanged int, returned int, digest text, notices jsonb, present text[], encoding text) WHERE f.file_id = x.file_id",
        [load_id, json.dumps(facts, ensure_ascii=False)],
    )
