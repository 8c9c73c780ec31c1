"""Takes packages of scans: looks into each, opens every PDF, says which case each belongs to and what is missing."""

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, date, datetime
from itertools import groupby
from pathlib import Path
from typing import Any, Final

import polars as pl
import psycopg

from hotich.acceptance.scan_list import list_name, write_scan_list
from hotich.acceptance.scans import CASES, SCANS, match_scans
from hotich.errors import DeliveryError
from hotich.intake.inbox import Inbox
from hotich.intake.pdf import PdfOpener
from hotich.intake.scan_package import OpenedScan, ScanPackage
from hotich.jobs.companions import BOOK_UNKNOWN, SAME_AGAIN, WAIT_FOR_BOOK
from hotich.settings import Settings
from hotich.storage import deliveries, scans
from hotich.storage.attempts import lock_books
from hotich.storage.database import connect, transient_errors
from hotich.storage.deliveries import FileRow
from hotich.storage.states import FileKind, FileState, ScanState

_BOOKS_AT_ONCE: Final = 500
"""Books matched again in one transaction: bounds the memory, and how long they are locked."""
_REPLACED: Final = "Gói này cũ hơn gói đã nhận ở cùng chỗ; hệ thống giữ gói mới hơn."
_UNUSABLE: Final = frozenset({ScanState.UNREADABLE, ScanState.DOUBLED, ScanState.MISNAMED})
_WORDS: Final = (
    (ScanState.MATCHED, "khớp"), (ScanState.SURPLUS, "thừa (chưa có trường hợp)"), (ScanState.UNREADABLE, "không mở được"),
    (ScanState.DOUBLED, "trùng số"), (ScanState.MISNAMED, "tên sai"), (ScanState.REPLACED, "đã có tệp gửi sau"),
)  # fmt: skip


def take_scans(settings: Settings, stage_id: str, as_of: date) -> dict[str, Any]:
    """Take the stage's new packages, one transaction each, and match again the scans of books that changed since.

    One whose book nobody knows yet waits. Again: nothing changes. Returns counts: packages, files (in them), the states
    of these files, rejected, unchanged, rematched (books). Raises OSError when the store did not answer for a package
    (worth retrying; all others were taken).
    """
    inbox = Inbox(settings.inbox)
    counts: Counter[str] = Counter()
    silent: OSError | None = None
    with connect(settings) as conn, PdfOpener() as opener:
        for file in deliveries.open_files(conn, FileKind.SCAN):
            try:
                if file.book_id is None:
                    _reject_orphan(conn, file)
                elif file.stage_id in {None, stage_id}:
                    counts += _take(conn, inbox, opener, file)
            except OSError as error:
                silent = error
        books = scans.due_books(conn, stage_id)
        for start in range(0, len(books), _BOOKS_AT_ONCE):
            _match_again(conn, books[start : start + _BOOKS_AT_ONCE])
    if silent is not None:
        raise silent
    names = ("packages", "files", "rejected", "unchanged", *(state.value for state in ScanState))
    return {
        "stage_id": stage_id,
        "as_of": as_of.isoformat(),
        **{name: counts[name] for name in names},
        "rematched": len(books),
    }


def _reject_orphan(conn: psycopg.Connection[Any], file: FileRow) -> None:
    if datetime.now(UTC) - file.seen_at > WAIT_FOR_BOOK:
        deliveries.finish_file(conn, file.file_id, FileState.REJECTED, BOOK_UNKNOWN)


def _take(conn: psycopg.Connection[Any], inbox: Inbox, opener: PdfOpener, file: FileRow) -> Counter[str]:
    """Read a package without any lock, then write it in one transaction."""
    assert file.book_id is not None
    try:
        with inbox.open(file.path, file.size, file.modified_at) as stream:
            package = ScanPackage(stream, file.size)
            digest = package.digest
            known = scans.known_content(file, digest, scans.former_packages(conn, file.book_id))
            opened = [] if known else list(package.scans(opener))
    except DeliveryError as error:
        deliveries.finish_file(conn, file.file_id, FileState.REJECTED, str(error))
        return Counter(packages=1, rejected=1)
    with transient_errors(), conn.transaction():
        if not scans.lock_undecided(conn, file):
            return Counter()
        former = scans.former_packages(conn, file.book_id)
        known = scans.known_content(file, digest, former)
        if known is not None:
            reason = SAME_AGAIN if known is FileState.UNCHANGED else _REPLACED
            deliveries.finish_file(conn, file.file_id, known, reason, content_digest=digest)
            return Counter(packages=1, unchanged=1)
        return _keep(conn, file, digest, opened, former)


def _keep(
    conn: psycopg.Connection[Any],
    file: FileRow,
    digest: str,
    opened: Sequence[OpenedScan],
    former: Sequence[scans.FormerPackage],
) -> Counter[str]:
    assert file.book_id is not None
    with conn.transaction() as kept:
        scans.keep_package(conn, file, opened, former)
        matches, cases = _match(conn, [file.book_id])
        own = matches.filter(pl.col("file_id") == file.file_id)
        states = Counter(own["state"].to_list())
        usable = any(
            states[state] for state in ScanState if state not in {ScanState.UNREADABLE, ScanState.MISNAMED}
        )
        if not usable:
            # Nothing in it serves: the former package of its place stays.
            raise psycopg.Rollback(kept)
    missing = cases.height - matches["case_id"].drop_nulls().n_unique()
    _finish(conn, file, digest, states, usable=usable, missing=missing, cases=cases.height)
    return Counter(packages=1, files=len(opened), rejected=int(not usable)) + states


def _finish(
    conn: psycopg.Connection[Any],
    file: FileRow,
    digest: str,
    states: Counter[str],
    *,
    usable: bool,
    missing: int,
    cases: int,
) -> None:
    """The package's end, with its counts in words."""
    read, returned = states.total(), sum(states[state] for state in _UNUSABLE)
    told = ", ".join(f"{states[state]} {word}" for state, word in _WORDS if states[state])
    if not usable:
        state, reason = FileState.REJECTED, f"Không tệp nào trong gói dùng được: {told}."
    else:
        state = FileState.PARTLY_LOADED if returned else FileState.LOADED
        reason = f"Đã nhận {read} tệp: {told}. " + (
            f"Quyển có {cases} trường hợp đã nạp, {missing} chưa có bản quét."
            if cases
            else "Quyển chưa có trường hợp nào được nạp; bản quét được khớp khi sổ được nạp."
        )
    deliveries.finish_file(
        conn, file.file_id, state, reason, rows_read=read, rows_loaded=read - returned, rows_returned=returned,
        content_digest=digest,
    )  # fmt: skip


def _match_again(conn: psycopg.Connection[Any], book_ids: Sequence[int]) -> None:
    with transient_errors(), conn.transaction():
        lock_books(conn, sorted(book_ids))
        _match(conn, book_ids)


def _match(conn: psycopg.Connection[Any], book_ids: Sequence[int]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Match all scans of these books with all their cases and write the result; both are returned."""
    cases = pl.DataFrame(scans.cases_of(conn, book_ids), schema=CASES, orient="row")
    matches = match_scans(pl.DataFrame(scans.scans_of(conn, book_ids), schema=SCANS, orient="row"), cases)
    scans.write_matches(conn, book_ids, matches, cases)
    return matches, cases


def scan_table(settings: Settings, unit_code: str | None = None) -> list[dict[str, Any]]:
    """One row a book with scans (of the books that the unit made or answers for today): the view `scan_progress`."""
    with connect(settings) as conn:
        rows = scans.scan_books(conn)
    return [
        row | {"book": f"{row['book_no']:02d}/{row['year']}"}
        for row in rows
        if unit_code in {None, row["unit_code"], row["today_code"]}
    ]


def write_scan_lists(settings: Settings, unit_code: str | None = None) -> list[Path]:
    """For each unit with something to do about its scans a list in its outbox folder; returns the files."""
    books = [row["book_id"] for row in scan_table(settings, unit_code)]
    with connect(settings) as conn:
        lines = scans.open_scans(conn, books)
    paths = []
    for code, own in groupby(lines, key=lambda line: line.unit_code):
        path = settings.outbox / code / list_name(code)
        write_scan_list(path, list(own))
        paths.append(path)
    return paths
