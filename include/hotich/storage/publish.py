"""Publishing a batch: its rows become cases in one fenced transaction, with history, lineage and audit.

Either all of the batch's files end in their final state, or nothing happened. Running it again changes nothing.
"""

import json
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

import polars as pl
import psycopg
from psycopg import sql

from hotich.errors import FencedOutError, HotichError
from hotich.storage.attempts import Attempt, check_fence, close_attempt, open_attempt
from hotich.storage.corrections import CorrectingWave
from hotich.storage.database import transient_errors
from hotich.storage.merge import Merge
from hotich.storage.outcomes import FileOutcome, count_rows, finished_before, write_outcomes
from hotich.storage.pairs import find_pairs
from hotich.storage.quarantine import close_replaced, keep_returned
from hotich.storage.scans import mark_due
from hotich.storage.staging import Corrections, PublishBatch, PublishFile, judged_rows, persons
from hotich.storage.states import BookState, CorrectionState, FileState, LoadState
from hotich.storage.versions import NOTHING, BookContent, book_contents, slip_contents

__all__ = ["Attempt", "FileOutcome", "PublishBatch", "PublishFile", "open_attempt", "publish"]


@dataclass(slots=True)
class _Wave:
    """The files of one wave that are to be merged, and what became of their rows."""

    files: list[PublishFile]
    contents: dict[int, BookContent]
    """book_id → what the book held before this wave."""
    rows: pl.DataFrame
    """Of `judged_rows`, these files' only."""
    inserted: list[pl.DataFrame] = field(default_factory=list)
    changed: dict[int, int] = field(default_factory=dict)
    unchanged: dict[int, int] = field(default_factory=dict)
    held: dict[int, tuple[str, str]] = field(default_factory=dict)
    """n → (rule, what holds the key) of the rows that only the database refuses."""
    missing: dict[int, int] = field(default_factory=dict)
    undone: dict[int, int] = field(default_factory=dict)

    @property
    def file_ids(self) -> list[int]:
        return [file.file_id for file in self.files]

    @property
    def corrects(self) -> bool:
        """Whether its files are slips: they never stand beside books in a wave."""
        return self.files[0].slip is not None

    @property
    def redelivered(self) -> list[PublishFile]:
        return [file for file in self.files if self.contents[file.book_id].case_count]

    def inserted_counts(self) -> dict[int, int]:
        """file_id → new cases."""
        added = pl.concat(self.inserted) if self.inserted else pl.DataFrame(schema={"file_id": pl.Int32})
        return dict(added.group_by("file_id").len().rows())


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
        with transient_errors(), conn.transaction():
            check_fence(conn, attempt)
            done = finished_before(conn, batch)
            files = [file for file in batch.files if file.file_id not in done]
            if files:
                done |= _publish_files(conn, batch, attempt, files)
            close_attempt(conn, attempt, LoadState.PUBLISHED)
    except Exception as error:
        state = LoadState.REPLACED if isinstance(error, FencedOutError) else LoadState.FAILED
        with suppress(psycopg.Error):  # a lost connection: the next attempt writes it down
            close_attempt(
                conn, attempt, state, str(error) if isinstance(error, HotichError) else type(error).__name__
            )
        raise
    return [done[file.file_id] for file in batch.files]


def _publish_files(
    conn: psycopg.Connection[Any], batch: PublishBatch, attempt: Attempt, files: Sequence[PublishFile]
) -> dict[int, FileOutcome]:
    """Merge the files wave by wave; file_id → outcome."""
    rows = judged_rows(batch)
    merge = Merge(conn, batch, attempt.actor, attempt.load_id)
    outcomes: dict[int, FileOutcome] = {}
    waves: list[_Wave] = []
    for number in sorted({file.wave for file in files}):
        in_wave = [file for file in files if file.wave == number]
        contents = book_contents(conn, [file.book_id for file in in_wave])
        wave = _Wave([], contents, rows)
        for file in in_wave:
            known = _known_slip(conn, file) if file.slip else _known_book(conn, file, contents)
            if known is None:
                wave.files.append(file)
            else:
                outcomes[file.file_id] = known
        if wave.files:
            wave.rows = rows.filter(pl.col("file_id").is_in(wave.file_ids))
            publish_wave = _correct_wave if wave.corrects else _publish_wave
            outcomes |= publish_wave(conn, batch, attempt, merge, wave)
            waves.append(wave)
        write_outcomes(conn, attempt.load_id, in_wave, outcomes)
    mark_due(conn, {file.book_id for wave in waves for file in wave.files})
    _find_pairs(conn, batch, attempt, waves)
    return outcomes


def _find_pairs(
    conn: psycopg.Connection[Any], batch: PublishBatch, attempt: Attempt, waves: Sequence[_Wave]
) -> None:
    """Look for pairs of cases last, under the audit's lock."""
    again = {file.book_id for wave in waves for file in wave.redelivered}
    columns = ("book_id", "case_id", "row_hash", "entry_year", "key_book")
    added = [
        part.filter(~pl.col("book_id").is_in(list(again)))
        .join(wave.rows.select("n", "entry_year", "key_book"), on="n")
        .select(columns)
        for wave in waves
        for part in wave.inserted
    ]
    if added:
        find_pairs(conn, batch.register, batch.pair_rules, attempt.load_id, pl.concat(added), sorted(again))


def _known_book(
    conn: psycopg.Connection[Any], file: PublishFile, contents: dict[int, BookContent]
) -> FileOutcome | None:
    """A file whose content is loaded already, or was replaced since: nothing is merged, its rows are counted."""
    state = contents.get(file.book_id, NOTHING).decide(file.content_digest, file.version)
    if state is None:
        return None
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


def _known_slip(conn: psycopg.Connection[Any], file: PublishFile) -> FileOutcome | None:
    """A slip that says nothing, or what the last one said, or what a later one has replaced."""
    assert file.slip is not None
    outcome = FileOutcome(file.file_id, file.file_no, file.book_id, FileState.UNCHANGED, "")
    if file.blank:
        outcome.reason = "Phiếu chưa ghi ô giaTriDung nào; các dòng vẫn chờ."
        return outcome
    known = slip_contents(conn, [file.book_id], file.slip)[file.book_id]
    state = known.decide(file.content_digest, file.version) if file.content_digest else None
    if state is FileState.SUPERSEDED:
        outcome.state = state
        outcome.reason = (
            "Phiếu này đã nhận trước đó và sau đó đã có phiếu khác của quyển; kho giữ theo phiếu sau."
        )
    elif state is FileState.UNCHANGED:
        row = conn.execute(
            "SELECT rows_read, rows_returned FROM delivery_file WHERE book_id = %s AND kind = %s AND content_digest = %s"
            " AND state IN ('loaded', 'partly_loaded') ORDER BY decided_at DESC, file_id DESC LIMIT 1",
            [file.book_id, file.slip.value, file.content_digest],
        ).fetchone()
        read, returned = row or (0, 0)
        outcome.rows_read, outcome.rows_returned, outcome.rows_unchanged = read, returned, read - returned
        outcome.reason = "Phiếu giống hệt phiếu đã nhận; không có gì thay đổi."
    return None if state is None else outcome


def _correct_wave(
    conn: psycopg.Connection[Any], batch: PublishBatch, attempt: Attempt, merge: Merge, wave: _Wave
) -> dict[int, FileOutcome]:
    """Slips: their rows stay the rows of the files that were delivered, and nothing is missing from a book by them."""
    assert batch.corrections is not None
    said = batch.corrections.of_files(wave.file_ids)
    wave.rows = wave.rows.join(said.targets, on="n", how="left", maintain_order="left")
    correcting = CorrectingWave(conn, batch, said, attempt.load_id, attempt.actor)
    wave.held = correcting.begin(wave.rows)
    held = pl.col("n").is_in(list(wave.held))
    _merge_rows(conn, batch, merge, wave, wave.rows.filter(~pl.col("returned") & ~held))
    as_delivered = wave.rows.with_columns(file_id="target_file_id", row_no=pl.col("target_row_no"))
    keep_returned(conn, batch, as_delivered, wave.held, attempt.load_id)
    correcting.finish()
    outcomes = _outcomes(wave, said)
    _write_corrected_books(conn, wave)
    _mark_straddling(conn, batch, wave)
    _audit_added(conn, batch, attempt, wave)
    return outcomes


def _merge_rows(
    conn: psycopg.Connection[Any], batch: PublishBatch, merge: Merge, wave: _Wave, loadable: pl.DataFrame
) -> None:
    """Bring the rows into the case table; those whose key another book holds are noted."""
    elsewhere: list[tuple[int, int, int]] = []
    for turn in loadable.partition_by("occurrence", maintain_order=True):
        result = merge.turn(turn)
        wave.inserted.append(result.inserted)
        elsewhere += result.held_elsewhere
        for total, part in (
            (wave.changed, result.changed),
            (wave.unchanged, result.unchanged),
            (wave.undone, result.undone),
        ):
            for file_id, count in part.items():
                total[file_id] = total.get(file_id, 0) + count
    names = _book_names(conn, {book_id for _, _, book_id in elsewhere})
    wave.held |= {n: (batch.held_rule_id, names[book_id]) for n, _, book_id in elsewhere}


def _publish_wave(
    conn: psycopg.Connection[Any], batch: PublishBatch, attempt: Attempt, merge: Merge, wave: _Wave
) -> dict[int, FileOutcome]:
    _merge_rows(conn, batch, merge, wave, wave.rows.filter(~pl.col("returned")))
    keep_returned(conn, batch, wave.rows, wave.held, attempt.load_id)
    if redelivered := wave.redelivered:
        wave.missing = merge.report_missing([file.file_id for file in redelivered])
    close_replaced(conn, batch.register, [file.book_id for file in wave.files], wave.file_ids)
    outcomes = _outcomes(wave)
    _write_books(conn, wave, outcomes)
    _mark_straddling(conn, batch, wave)
    _audit_added(conn, batch, attempt, wave)
    return outcomes


def _book_names(conn: psycopg.Connection[Any], book_ids: set[int]) -> dict[int, str]:
    """ "sổ KS quyển 2 năm 2011": how an officer finds the other book."""
    if not book_ids:
        return {}
    rows = conn.execute(
        "SELECT book_id, register, book_no, year FROM book WHERE book_id = ANY(%s)", [list(book_ids)]
    ).fetchall()
    return {book_id: f"sổ {register} quyển {book_no} năm {year}" for book_id, register, book_no, year in rows}


def _outcomes(wave: _Wave, said: Corrections | None = None) -> dict[int, FileOutcome]:
    counts, inserted = count_rows(wave.rows), wave.inserted_counts()
    held = dict(wave.rows.filter(pl.col("n").is_in(list(wave.held))).group_by("file_id").len().rows())
    outcomes = {}
    for file in wave.files:
        read, returned = counts.get(file.file_id, (0, 0))
        changed = wave.changed.get(file.file_id, 0)
        outcome = FileOutcome(
            file.file_id, file.file_no, file.book_id, FileState.LOADED, "",
            rows_read=read + file.unusable_rows + file.decided_rows,
            rows_loaded=inserted.get(file.file_id, 0) + changed,
            rows_unchanged=wave.unchanged.get(file.file_id, 0) + file.decided_rows,
            rows_returned=returned + held.get(file.file_id, 0) + file.unusable_rows, rows_changed=changed,
            rows_missing=wave.missing.get(file.file_id, 0), cells_undone=wave.undone.get(file.file_id, 0),
        )  # fmt: skip
        if said is None:
            outcome.conclude(file.out_of_phase)
        else:
            outcome.conclude_slip(*_answer_counts(said, file.file_id))
        outcomes[file.file_id] = outcome
    return outcomes


def _answer_counts(said: Corrections, file_id: int) -> tuple[int, int, int]:
    """Cells that a slip mends, confirms; lines of it that can't be used."""
    answers = said.answers.filter(pl.col("file_id") == file_id)
    usable = answers.filter(pl.col("state") != CorrectionState.UNUSABLE.value)
    confirmed = int(usable["confirms"].sum())
    return usable.height - confirmed, confirmed, answers.height - usable.height


def _write_books(conn: psycopg.Connection[Any], wave: _Wave, outcomes: dict[int, FileOutcome]) -> None:
    """New state and counts of the wave's books; a file of which every row is returned is no content of its book."""
    inserted = wave.inserted_counts()
    facts = [
        {
            "book_id": file.book_id,
            "file_id": file.file_id,
            "inserted": inserted.get(file.file_id, 0),
            "version": file.version,
            "state": _book_state(outcomes[file.file_id], wave.contents[file.book_id]),
            "current": outcomes[file.file_id].state is not FileState.REJECTED,
            "touched": outcomes[file.file_id].rows_loaded > 0,
        }
        for file in wave.files
    ]
    conn.execute(
        "UPDATE book b SET state = x.state, case_count = b.case_count + x.inserted, updated_at = now(),"
        " current_file_id = CASE WHEN x.current THEN x.file_id ELSE b.current_file_id END,"
        " current_version = CASE WHEN x.current THEN greatest(b.current_version, x.version)"
        " ELSE b.current_version END, accepted_at = CASE WHEN x.touched THEN NULL ELSE b.accepted_at END"
        " FROM jsonb_to_recordset(%s::jsonb) AS x"
        " (book_id int, file_id int, inserted int, version smallint, state text, current boolean, touched boolean)"
        " WHERE b.book_id = x.book_id",
        [json.dumps(facts, ensure_ascii=False)],
    )


def _write_corrected_books(conn: psycopg.Connection[Any], wave: _Wave) -> None:
    """A slip brings no new content of its book: the file stays, the state follows from the rows that still wait.

    A book that has to be keyed anew as a whole stays so; one that changes is accepted no longer.
    """
    inserted = wave.inserted_counts()
    facts = [
        {
            "book_id": file.book_id,
            "inserted": inserted.get(file.file_id, 0),
            "touched": bool(inserted.get(file.file_id, 0) + wave.changed.get(file.file_id, 0)),
        }
        for file in wave.files
    ]
    conn.execute(
        "UPDATE book b SET case_count = b.case_count + x.inserted, updated_at = now(),"
        " accepted_at = CASE WHEN x.touched THEN NULL ELSE b.accepted_at END,"
        " state = CASE WHEN b.state IN ('rekeying', 'listed') THEN b.state"
        " WHEN EXISTS (SELECT FROM returned_row r WHERE r.book_id = b.book_id AND r.state = 'open')"
        " THEN CASE WHEN b.case_count + x.inserted > 0 THEN 'partly_loaded' ELSE 'returned' END"
        " WHEN b.case_count + x.inserted > 0 THEN 'loaded' ELSE b.state END"
        " FROM jsonb_to_recordset(%s::jsonb) AS x (book_id int, inserted int, touched boolean)"
        " WHERE b.book_id = x.book_id",
        [json.dumps(facts, ensure_ascii=False)],
    )


def _book_state(outcome: FileOutcome, content: BookContent) -> str:
    if outcome.state is FileState.REJECTED:
        return BookState.PARTLY_LOADED if content.case_count else BookState.RETURNED
    return BookState.PARTLY_LOADED if outcome.rows_returned else BookState.LOADED


def _mark_straddling(conn: psycopg.Connection[Any], batch: PublishBatch, wave: _Wave) -> None:
    """Flag the books whose cases lie in more than one stage."""
    stages = wave.rows.filter(~pl.col("returned")).group_by("book_id").agg(pl.col("stage_id").n_unique())
    doubtful = stages.filter(pl.col("stage_id") > 1)["book_id"].to_list()
    doubtful += [file.book_id for file in wave.redelivered]
    if doubtful:
        conn.execute(
            sql.SQL(
                "UPDATE book b SET straddling = x.straddling FROM (SELECT book_id, count(DISTINCT stage_id) > 1"
                " AS straddling FROM {} WHERE book_id = ANY(%s) GROUP BY 1) x WHERE b.book_id = x.book_id"
            ).format(sql.Identifier("hotich", batch.register.table)),
            [doubtful],
        )


def _audit_added(conn: psycopg.Connection[Any], batch: PublishBatch, attempt: Attempt, wave: _Wave) -> None:
    """First load: one row a book with the digest of its cases; later: one row for each added case.

    The digest is the sha256 of the cases' fingerprints, 16 bytes each, in ascending order.
    """
    added = pl.concat(wave.inserted) if wave.inserted else None
    if added is None or added.is_empty():
        return
    again = pl.col("file_id").is_in([file.file_id for file in wave.redelivered])
    columns = ("unit_id", "book_id", "file_id")
    facts: list[dict[str, object]] = []
    who = {file_id: {"person": person} for file_id, person in persons(batch).items()}
    books = added.filter(~again).sort("book_id", "row_hash").group_by(columns, maintain_order=True)
    for unit_id, book_id, file_id, cases, marks in books.agg(
        pl.len(), pl.col("row_hash").str.join("")
    ).rows():
        detail = {"cases": cases, "digest": sha256(bytes.fromhex(marks)).hexdigest(), **who.get(file_id, {})}
        fact = {"action": "book_loaded", "unit_id": unit_id, "book_id": book_id, "file_id": file_id}
        facts.append({**fact, "detail": detail})
    for unit_id, book_id, file_id, case_id, mark in (
        added.filter(again).select(*columns, "case_id", "row_hash").rows()
    ):
        fact = {
            "action": "case_added",
            "unit_id": unit_id,
            "book_id": book_id,
            "file_id": file_id,
            "case_id": case_id,
        }
        facts.append({**fact, "detail": {"digest": mark, **who.get(file_id, {})}})
    conn.execute(
        "INSERT INTO audit_log (actor, action, register, unit_id, book_id, case_id, load_id, file_id, detail)"
        " SELECT %s, x.action, %s, x.unit_id, x.book_id, x.case_id, %s, x.file_id, x.detail"
        " FROM jsonb_to_recordset(%s::jsonb) AS x"
        " (action text, unit_id int, book_id int, case_id bigint, file_id int, detail jsonb)",
        [attempt.actor, batch.register.code, attempt.load_id, json.dumps(facts, ensure_ascii=False)],
    )
