"""Publishing a batch: staged rows become cases in one fenced transaction, with history, lineage and audit.

Either all of the batch's files end in their final state, or nothing happened. Running it again changes nothing.
"""

import json
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import polars as pl
import psycopg

from hotich.errors import FencedOutError, HotichError
from hotich.storage.attempts import Attempt, check_fence, close_attempt, open_attempt
from hotich.storage.database import transient_errors
from hotich.storage.merge import merge_turn, report_missing
from hotich.storage.quarantine import close_replaced, keep_returned
from hotich.storage.schema import CASE_TABLES
from hotich.storage.staging import PublishBatch, PublishFile, StagedBatch, stage
from hotich.storage.states import BookState, FileState, LoadState
from hotich.storage.versions import NOTHING, BookContent, book_contents

__all__ = ["KEY_OTHER_BOOK", "Attempt", "FileOutcome", "PublishBatch", "PublishFile", "open_attempt", "publish"]

KEY_OTHER_BOOK = "KEY-OTHER-BOOK"
"""Rule id of a row whose key is held by another book: known only here, under the database's eyes."""


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
    held_elsewhere: tuple[tuple[int, str], ...] = ()
    """(index of the row in the clean frame, the other book's name): returned by rule KEY-OTHER-BOOK."""


@dataclass(slots=True)
class _Wave:
    """The files of one wave that are to be merged, and what became of their rows."""

    number: int
    files: list[PublishFile]
    contents: dict[int, BookContent]
    inserted: dict[int, int] = field(default_factory=dict)
    changed: dict[int, int] = field(default_factory=dict)
    unchanged: dict[int, int] = field(default_factory=dict)
    held_elsewhere: dict[int, list[tuple[int, str]]] = field(default_factory=dict)
    missing: dict[int, int] = field(default_factory=dict)

    @property
    def file_ids(self) -> list[int]:
        return [file.file_id for file in self.files]

    @property
    def redelivered(self) -> list[PublishFile]:
        return [file for file in self.files if self.contents[file.book_id].case_count]


def publish(conn: psycopg.Connection[Any], batch: PublishBatch, attempt: Attempt) -> list[FileOutcome]:
    """Load the batch's rows and end its files; returns one outcome a file, in the order of `batch.files`.

    Raises:
        FencedOutError: a newer attempt owns a book of the batch; nothing was written, retrying is useless.
        DatabaseUnavailableError: a passing failure; nothing was written, a retry may succeed.
        RuleError: rows without a key passed the rules; nothing was written.
    """
    if unfenced := {file.book_id for file in batch.files} - set(attempt.fences):
        raise ValueError(f"books without a fence: {sorted(unfenced)}")
    try:
        with transient_errors():
            done = _finished_before(conn, batch)
            files = [file for file in batch.files if file.file_id not in done]
            staged = stage(conn, batch, attempt.load_id) if files else None
            with conn.transaction():
                check_fence(conn, attempt)
                if staged is not None:
                    for number in sorted({file.wave for file in files}):
                        wave_files = [file for file in files if file.wave == number]
                        done |= _publish_wave(conn, batch, staged, attempt, number, wave_files)
                close_attempt(conn, attempt, LoadState.PUBLISHED)
    except Exception as error:
        state = LoadState.REPLACED if isinstance(error, FencedOutError) else LoadState.FAILED
        with suppress(psycopg.Error):  # a lost connection: the next attempt writes it down
            close_attempt(conn, attempt, state, str(error) if isinstance(error, HotichError) else type(error).__name__)
        raise
    return [done[file.file_id] for file in batch.files]


def _finished_before(conn: psycopg.Connection[Any], batch: PublishBatch) -> dict[int, FileOutcome]:
    """Outcomes that an earlier attempt of this batch committed (its answer may never have reached the caller)."""
    numbers = {file.file_id: file.file_no for file in batch.files}
    rows = conn.execute(
        "SELECT f.file_id, f.book_id, f.state, f.reason, f.rows_read, f.rows_loaded, f.rows_unchanged, f.rows_returned"
        " FROM delivery_file f JOIN load l ON l.load_id = f.load_id"
        " WHERE f.file_id = ANY(%s) AND l.batch_id = %s AND f.decided_at IS NOT NULL",
        [list(numbers), batch.batch_id],
    ).fetchall()
    return {
        file_id: FileOutcome(file_id, numbers[file_id], book_id, FileState(state), reason or "", *counts)
        for file_id, book_id, state, reason, *counts in rows
    }


def _publish_wave(
    conn: psycopg.Connection[Any], batch: PublishBatch, staged: StagedBatch, attempt: Attempt, number: int,
    files: Sequence[PublishFile],
) -> dict[int, FileOutcome]:  # fmt: skip
    contents = book_contents(conn, [file.book_id for file in files])
    outcomes: dict[int, FileOutcome] = {}
    wave = _Wave(number, [], {})
    for file in files:
        content = contents.get(file.book_id, NOTHING)
        state = content.decide(file.content_digest, file.version)
        if state is None:
            wave.files.append(file)
            wave.contents[file.book_id] = content
        else:
            outcomes[file.file_id] = _known_content(conn, file, state)
    if wave.files:
        _merge(conn, batch, staged, attempt, wave)
        outcomes |= _outcomes(staged, wave)
        _write_books(conn, batch, staged, attempt, wave, outcomes)
    _write_files(conn, attempt, {file.file_id: file for file in files}, outcomes)
    return outcomes


def _known_content(conn: psycopg.Connection[Any], file: PublishFile, state: FileState) -> FileOutcome:
    """A file whose content is loaded already, or was replaced since: nothing is merged, its rows are counted."""
    outcome = FileOutcome(file.file_id, file.file_no, file.book_id, state, "")
    if state is FileState.SUPERSEDED:
        outcome.reason = "Nội dung này đã được thay bằng bản giao sau; kho giữ bản mới hơn."
        return outcome
    row = conn.execute(
        "UPDATE book b SET current_version = greatest(b.current_version, %s) FROM delivery_file f"
        " WHERE b.book_id = %s AND f.file_id = b.current_file_id RETURNING f.rows_read, f.rows_returned",
        [file.version, file.book_id],
    ).fetchone()
    read, returned = row or (0, 0)
    outcome.rows_read, outcome.rows_returned, outcome.rows_unchanged = read, returned, read - returned
    outcome.reason = "Nội dung giống hệt bản đã nạp; không có gì thay đổi."
    return outcome


def _merge(
    conn: psycopg.Connection[Any], batch: PublishBatch, staged: StagedBatch, attempt: Attempt, wave: _Wave
) -> None:
    ids = wave.file_ids
    rows = staged.rows.filter(pl.col("file_id").is_in(ids))
    holders: dict[int, list[tuple[int, int]]] = {}
    for turn in staged.turns:
        if turn[0] != wave.number:
            continue
        of_turn = rows.filter((pl.col("occurrence") == turn[1]) & ~pl.col("returned"))
        done = merge_turn(conn, batch.register, turn, of_turn, attempt.actor, attempt.load_id)
        for total, part in (
            (wave.inserted, done.inserted), (wave.changed, done.changed), (wave.unchanged, done.unchanged)
        ):  # fmt: skip
            for file_id, count in part.items():
                total[file_id] = total.get(file_id, 0) + count
        for n, file_id, book_id in done.held_elsewhere:
            holders.setdefault(file_id, []).append((n, book_id))
    names = _book_names(conn, {book_id for held in holders.values() for _, book_id in held})
    wave.held_elsewhere = {
        file_id: [(n, names[book_id]) for n, book_id in held] for file_id, held in holders.items()
    }
    extra = {n: name for held in wave.held_elsewhere.values() for n, name in held}
    close_replaced(conn, [file.book_id for file in wave.files], ids)
    keep_returned(conn, batch, rows, extra, KEY_OTHER_BOOK, attempt.load_id)
    if redelivered := wave.redelivered:
        wave.missing = report_missing(conn, batch.register, [f.file_id for f in redelivered], attempt.load_id)


def _book_names(conn: psycopg.Connection[Any], book_ids: set[int]) -> dict[int, str]:
    """"KS quyển 2 năm 2011": how an officer finds the other book."""
    if not book_ids:
        return {}
    rows = conn.execute(
        "SELECT book_id, register, book_no, year FROM book WHERE book_id = ANY(%s)", [list(book_ids)]
    ).fetchall()
    return {book_id: f"sổ {register} quyển {book_no} năm {year}" for book_id, register, book_no, year in rows}


def _outcomes(staged: StagedBatch, wave: _Wave) -> dict[int, FileOutcome]:
    counted = (
        staged.rows.filter(pl.col("file_id").is_in(wave.file_ids))
        .group_by("file_id")
        .agg(pl.len().alias("read"), pl.col("returned").sum())
    )
    counts = {file_id: (read, returned) for file_id, read, returned in counted.rows()}
    outcomes = {}
    for file in wave.files:
        read, returned = counts.get(file.file_id, (0, 0))
        held = tuple(wave.held_elsewhere.get(file.file_id, ()))
        changed = wave.changed.get(file.file_id, 0)
        outcome = FileOutcome(
            file.file_id, file.file_no, file.book_id, FileState.LOADED, "", rows_read=read,
            rows_loaded=wave.inserted.get(file.file_id, 0) + changed,
            rows_unchanged=wave.unchanged.get(file.file_id, 0), rows_returned=returned + len(held),
            rows_changed=changed, rows_missing=wave.missing.get(file.file_id, 0), held_elsewhere=held,
        )  # fmt: skip
        outcome.state, outcome.reason = _ending(outcome)
        outcomes[file.file_id] = outcome
    return outcomes


def _ending(outcome: FileOutcome) -> tuple[FileState, str]:
    read, returned = outcome.rows_read, outcome.rows_returned
    missing = (
        f" {outcome.rows_missing} trường hợp đã nạp không còn trong tệp này; kho vẫn giữ, đề nghị đơn vị kiểm tra."
        if outcome.rows_missing
        else ""
    )
    if returned and returned == read:
        return FileState.REJECTED, f"Cả {read} dòng đều bị trả lại; xem phiếu trả lại.{missing}"
    if returned:
        kept = f"Đã nạp {outcome.rows_loaded}, không đổi {outcome.rows_unchanged}"
        return FileState.PARTLY_LOADED, f"{kept}, trả lại {returned} trên {read} dòng; xem phiếu trả lại.{missing}"
    if read and not outcome.rows_loaded and not outcome.rows_missing:
        return FileState.UNCHANGED, "Mọi dòng đã có trong kho; không có gì thay đổi."
    unchanged = f", {outcome.rows_unchanged} dòng không đổi" if outcome.rows_unchanged else ""
    return FileState.LOADED, f"Đã nạp {outcome.rows_loaded} dòng{unchanged}.{missing}"


def _write_books(
    conn: psycopg.Connection[Any], batch: PublishBatch, staged: StagedBatch, attempt: Attempt, wave: _Wave,
    outcomes: dict[int, FileOutcome],
) -> None:  # fmt: skip
    """New state and counts of the wave's books, and the audit rows of what was added to them."""
    facts = [
        {
            "book_id": file.book_id,
            "file_id": file.file_id,
            "inserted": wave.inserted.get(file.file_id, 0),
            "version": file.version,
            "state": _book_state(outcomes[file.file_id], wave.contents[file.book_id]),
            "current": outcomes[file.file_id].state is not FileState.REJECTED,
        }
        for file in wave.files
    ]
    conn.execute(
        "UPDATE book b SET state = x.state, case_count = b.case_count + x.inserted, updated_at = now(),"
        " current_file_id = CASE WHEN x.current THEN x.file_id ELSE b.current_file_id END,"
        " current_version = CASE WHEN x.current THEN greatest(b.current_version, x.version)"
        " ELSE b.current_version END"
        " FROM jsonb_to_recordset(%s::jsonb) AS x"
        " (book_id int, file_id int, inserted int, version smallint, state text, current boolean)"
        " WHERE b.book_id = x.book_id",
        [json.dumps(facts)],
    )
    _mark_straddling(conn, batch, staged, wave)
    _audit_added(conn, batch, attempt, wave)


def _book_state(outcome: FileOutcome, content: BookContent) -> str:
    if outcome.state is FileState.REJECTED:
        return BookState.PARTLY_LOADED if content.case_count else BookState.RETURNED
    return BookState.PARTLY_LOADED if outcome.rows_returned else BookState.LOADED


def _mark_straddling(
    conn: psycopg.Connection[Any], batch: PublishBatch, staged: StagedBatch, wave: _Wave
) -> None:
    """Flag the books whose cases lie in more than one stage."""
    stages = (
        staged.rows.filter(pl.col("file_id").is_in(wave.file_ids) & ~pl.col("returned"))
        .group_by("book_id")
        .agg(pl.col("stage_id").n_unique())
    )
    straddling = stages.filter(pl.col("stage_id") > 1)["book_id"].to_list()
    straddling += [file.book_id for file in wave.redelivered]
    if not straddling:
        return
    table = psycopg.sql.Identifier("hotich", CASE_TABLES[batch.register.code].name)
    conn.execute(
        psycopg.sql.SQL(
            "UPDATE book b SET straddling = x.straddling FROM (SELECT book_id, count(DISTINCT stage_id) > 1 AS straddling"
            " FROM {} WHERE book_id = ANY(%s) GROUP BY 1) x WHERE b.book_id = x.book_id"
        ).format(table),
        [straddling],
    )


def _audit_added(conn: psycopg.Connection[Any], batch: PublishBatch, attempt: Attempt, wave: _Wave) -> None:
    """First load: one row a book with the digest of its cases; later: one row for each added case."""
    redelivered = {file.file_id for file in wave.redelivered}
    words = {
        "actor": attempt.actor, "register": batch.register.code, "load": attempt.load_id,
        "first": [file_id for file_id in wave.file_ids if file_id not in redelivered],
        "again": [file_id for file_id in wave.file_ids if file_id in redelivered and wave.inserted.get(file_id)],
    }  # fmt: skip
    conn.execute(
        "INSERT INTO audit_log (actor, action, register, unit_id, book_id, load_id, file_id, detail)"
        " SELECT %(actor)s, 'book_loaded', %(register)s, s.unit_id, s.book_id, %(load)s, s.file_id,"
        " jsonb_build_object('cases', count(*), 'digest', encode(sha256(string_agg(uuid_send(s.row_hash), ''::bytea"
        " ORDER BY s.row_hash)), 'hex'))"
        " FROM staged s WHERE s.file_id = ANY(%(first)s) AND s.fate = 'new'"
        " GROUP BY s.unit_id, s.book_id, s.file_id ORDER BY s.book_id",
        words,
    )
    if words["again"]:
        conn.execute(
            "INSERT INTO audit_log (actor, action, register, unit_id, book_id, case_id, load_id, file_id, detail)"
            " SELECT %(actor)s, 'case_added', %(register)s, s.unit_id, s.book_id, s.case_id, %(load)s, s.file_id,"
            " jsonb_build_object('digest', s.row_hash) FROM staged s"
            " WHERE s.file_id = ANY(%(again)s) AND s.fate = 'new' ORDER BY s.n",
            words,
        )


def _write_files(
    conn: psycopg.Connection[Any], attempt: Attempt, files: dict[int, PublishFile], outcomes: dict[int, FileOutcome]
) -> None:
    facts = [
        {
            "file_id": outcome.file_id, "state": outcome.state, "reason": outcome.reason, "read": outcome.rows_read,
            "loaded": outcome.rows_loaded, "unchanged": outcome.rows_unchanged, "returned": outcome.rows_returned,
            "digest": files[outcome.file_id].content_digest, "notices": files[outcome.file_id].notices,
        }
        for outcome in outcomes.values()
    ]  # fmt: skip
    conn.execute(
        "UPDATE delivery_file f SET state = x.state, reason = x.reason, rows_read = x.read, rows_loaded = x.loaded,"
        " rows_unchanged = x.unchanged, rows_returned = x.returned, content_digest = x.digest, notices = x.notices,"
        " load_id = %s, decided_at = now()"
        " FROM jsonb_to_recordset(%s::jsonb) AS x (file_id int, state text, reason text, read int, loaded int,"
        " unchanged int, returned int, digest text, notices jsonb) WHERE f.file_id = x.file_id",
        [attempt.load_id, json.dumps(facts, ensure_ascii=False)],
    )
