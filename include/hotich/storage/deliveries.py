"""Delivered files: seen once, followed to their one final state."""

import json
from collections.abc import Container, Generator, Iterable, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import psycopg

from hotich.storage.database import transient_errors
from hotich.storage.states import FileKind, FileState


@dataclass(frozen=True, slots=True)
class SeenFile:
    """A file as the scan of the inbox sees it."""

    path: str
    size: int
    modified_at: datetime
    """By the store's clock, with time zone."""
    sha256: str | None
    kind: FileKind
    unit_id: int | None
    register: str | None
    year: int | None
    book_no: int | None
    version: int = 0
    """N of `.vN`; 0: none."""
    state: FileState = FileState.RECEIVED
    """REJECTED when the name or place alone decides, with `reason`."""
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class FileRow:
    """A file as the database knows it."""

    file_id: int
    path: str
    size: int
    modified_at: datetime
    sha256: str | None
    kind: FileKind
    unit_id: int | None
    register: str | None
    year: int | None
    book_no: int | None
    version: int
    book_id: int | None
    batch_id: str | None
    state: FileState
    reason: str | None
    seen_at: datetime
    stage_id: str | None
    """Of its book."""


@dataclass(frozen=True, slots=True)
class ExtractedFile:
    """What reading a file found."""

    file_id: int
    rows_read: int
    content_digest: str
    sheet: str | None = None
    notices: tuple[Mapping[str, str], ...] = ()


_FILE = (
    "SELECT f.file_id, f.path, f.size, f.modified_at, f.sha256, f.kind, f.unit_id, f.register, f.year, f.book_no,"
    " f.version, f.book_id, f.batch_id, f.state, f.reason, f.seen_at, b.stage_id"
    " FROM delivery_file f LEFT JOIN book b USING (book_id) "
)


@contextmanager
def intake_lock(conn: psycopg.Connection[Any]) -> Generator[None]:
    """One intake at a time looks into the inbox; another waits for it, however long the first look at a province takes."""
    with transient_errors(), conn.transaction():
        conn.execute("SET LOCAL lock_timeout = 0")
        conn.execute("SELECT pg_advisory_lock(hashtext('hotich.intake'))")
    try:
        yield
    finally:
        conn.execute("SELECT pg_advisory_unlock(hashtext('hotich.intake'))")


def known_files(conn: psycopg.Connection[Any]) -> dict[tuple[str, int, datetime], int]:
    """(path, size, modified_at) → file_id of every file seen so far: such a file need not be opened again."""
    with transient_errors():
        rows = conn.execute("SELECT path, size, modified_at, file_id FROM delivery_file").fetchall()
    return {(path, size, modified_at): file_id for path, size, modified_at, file_id in rows}


def last_sightings(conn: psycopg.Connection[Any]) -> list[tuple[str, int, datetime, str | None, datetime]]:
    """Of each path the newest sighting: path, size, modified_at, sha256, seen_at."""
    with transient_errors():
        return conn.execute(
            "SELECT DISTINCT ON (path) path, size, modified_at, sha256, seen_at FROM delivery_file"
            " ORDER BY path, file_id DESC"
        ).fetchall()


def register_files(conn: psycopg.Connection[Any], files: Sequence[SeenFile]) -> list[int]:
    """Write down files that were seen; returns their file_id in the same order. A sighting known before keeps its id.

    The book of a first keying is made where it is not known yet; other files that wait for it are tied to it.
    """
    with transient_errors(), conn.transaction():
        _make_books(conn, files)
        rows = conn.execute(
            "INSERT INTO delivery_file (path, size, modified_at, sha256, kind, unit_id, register, year, book_no, version,"
            " state, reason, decided_at, book_id)"
            " SELECT x.path, x.size, x.modified_at, x.sha256, x.kind, x.unit_id, x.register, x.year, x.book_no,"
            " x.version, x.state, x.reason, CASE WHEN x.final THEN now() END, b.book_id"
            " FROM jsonb_to_recordset(%s::jsonb) AS x (path text, size bigint, modified_at timestamptz, sha256 text,"
            " kind text, unit_id int, register text, year smallint, book_no smallint, version smallint, state text,"
            " reason text, final boolean)"
            " LEFT JOIN book b ON (b.unit_id, b.register, b.year, b.book_no)"
            " = (x.unit_id, x.register, x.year, x.book_no)"
            # A sighting known before comes back with its id: RETURNING skips rows that DO NOTHING left alone.
            " ON CONFLICT (path, modified_at, size) DO UPDATE SET path = excluded.path"
            " RETURNING path, size, modified_at, file_id",
            [json.dumps([_facts(file) for file in files], default=str)],
        ).fetchall()
        tie_to_books(conn)
    ids = {(path, size, modified_at): file_id for path, size, modified_at, file_id in rows}
    return [ids[file.path, file.size, file.modified_at] for file in files]


def tie_to_books(conn: psycopg.Connection[Any]) -> None:
    """Tie open files to their books, as far as these are known by now."""
    with transient_errors():
        conn.execute(
            "UPDATE delivery_file f SET book_id = b.book_id FROM book b WHERE f.book_id IS NULL"
            " AND f.decided_at IS NULL AND (b.unit_id, b.register, b.year, b.book_no)"
            " = (f.unit_id, f.register, f.year, f.book_no)"
        )


def open_files(conn: psycopg.Connection[Any], *kinds: FileKind, unbatched: bool = False) -> list[FileRow]:
    """Files of these kinds (none named: books) that have no final state yet, in order of time, then path.

    `unbatched`: only those that no batch holds which may still run.
    """
    free = (
        " AND NOT EXISTS (SELECT FROM batch w WHERE w.batch_id = f.batch_id AND w.state <> 'loaded')"
        if unbatched
        else ""
    )
    with transient_errors():
        rows = conn.execute(
            psycopg.sql.SQL(
                _FILE + "WHERE f.kind = ANY(%s) AND f.decided_at IS NULL{} ORDER BY f.modified_at, f.path"
            ).format(psycopg.sql.SQL(free)),
            [[kind.value for kind in kinds or (FileKind.BOOK,)]],
        ).fetchall()
    return [_file_row(row) for row in rows]


def files_of(conn: psycopg.Connection[Any], file_ids: Iterable[int]) -> list[FileRow]:
    """These files, in order of time, then path."""
    with transient_errors():
        rows = conn.execute(
            _FILE + "WHERE f.file_id = ANY(%s) ORDER BY f.modified_at, f.path", [list(file_ids)]
        )
        return [_file_row(row) for row in rows.fetchall()]


def place_books(conn: psycopg.Connection[Any], places: Mapping[int, tuple[date | None, str | None]]) -> None:
    """Set the opening date and stage of books: book_id → (opened_on, stage_id). What is the same is not written."""
    facts = [
        {"book_id": book_id, "opened_on": opened_on, "stage_id": stage_id}
        for book_id, (opened_on, stage_id) in sorted(places.items())
    ]
    with transient_errors():
        conn.execute(
            "UPDATE book b SET opened_on = x.opened_on, stage_id = x.stage_id, updated_at = now()"
            " FROM jsonb_to_recordset(%s::jsonb) AS x (book_id int, opened_on date, stage_id text)"
            " WHERE b.book_id = x.book_id"
            " AND (b.opened_on, b.stage_id) IS DISTINCT FROM (x.opened_on, x.stage_id)",
            [json.dumps(facts, default=str)],
        )


def record_extracted(conn: psycopg.Connection[Any], files: Sequence[ExtractedFile]) -> None:
    """Note what reading found; a file that has ended already is left alone."""
    facts = [
        {
            "file_id": file.file_id, "rows_read": file.rows_read, "digest": file.content_digest, "sheet": file.sheet,
            "notices": [dict(notice) for notice in file.notices],
        }
        for file in files
    ]  # fmt: skip
    with transient_errors():
        conn.execute(
            "UPDATE delivery_file f SET state = 'extracted', rows_read = x.rows_read, content_digest = x.digest,"
            " sheet = x.sheet, notices = x.notices"
            " FROM jsonb_to_recordset(%s::jsonb) AS x (file_id int, rows_read int, digest text, sheet text, notices jsonb)"
            " WHERE f.file_id = x.file_id AND f.decided_at IS NULL",
            [json.dumps(facts, ensure_ascii=False)],
        )


def record_validated(conn: psycopg.Connection[Any], file_ids: Iterable[int]) -> None:
    """Note that the rules have judged these files; a file that has ended already is left alone."""
    with transient_errors():
        conn.execute(
            "UPDATE delivery_file SET state = 'validated' WHERE file_id = ANY(%s) AND decided_at IS NULL",
            [list(file_ids)],
        )


def finish_file(
    conn: psycopg.Connection[Any], file_id: int, state: FileState, reason: str, *, rows_read: int = 0,
    rows_loaded: int = 0, rows_unchanged: int = 0, rows_returned: int = 0, content_digest: str | None = None,
    notices: Sequence[Mapping[str, str]] = (),
) -> None:  # fmt: skip
    """Give a file its final state where no publishing does: refused, unchanged, inventory, short or scan file.

    A file rejected before its rows were judged has read 0. A file that has ended already keeps its end.
    """
    with transient_errors():
        conn.execute(
            "UPDATE delivery_file SET state = %(state)s, reason = %(reason)s, rows_read = %(read)s,"
            " rows_loaded = %(loaded)s, rows_unchanged = %(unchanged)s, rows_returned = %(returned)s,"
            " content_digest = coalesce(%(digest)s, content_digest), notices = notices || %(notices)s::jsonb,"
            " decided_at = now() WHERE file_id = %(file)s AND decided_at IS NULL",
            {
                "state": state.value, "reason": reason, "read": rows_read, "loaded": rows_loaded,
                "unchanged": rows_unchanged, "returned": rows_returned, "digest": content_digest, "file": file_id,
                "notices": json.dumps([dict(notice) for notice in notices], ensure_ascii=False),
            },
        )  # fmt: skip


def note_removed(conn: psycopg.Connection[Any], present: Container[str]) -> None:
    """Note which rejected files are no longer in the inbox (nobody has to mend them), and which are there again.

    `present`: paths of all files that a look at the inbox saw.
    """
    with transient_errors(), conn.transaction():
        rows = conn.execute(
            "SELECT file_id, path, removed_at IS NOT NULL FROM delivery_file WHERE state = 'rejected'"
        ).fetchall()
        changed = [file_id for file_id, path, removed in rows if removed is (path in present)]
        conn.execute(
            "UPDATE delivery_file SET removed_at = CASE WHEN removed_at IS NULL THEN now() END WHERE file_id = ANY(%s)",
            [changed],
        )


def same_content_before(conn: psycopg.Connection[Any], file: FileRow) -> bool:
    """Whether the unit's last taken file of this kind (of this book, where it has one) had the same bytes."""
    with transient_errors():
        found = conn.execute(
            "SELECT sha256 FROM delivery_file WHERE kind = %s AND unit_id = %s AND book_id IS NOT DISTINCT FROM %s"
            " AND state IN ('loaded', 'partly_loaded') AND file_id <> %s ORDER BY decided_at DESC, file_id DESC LIMIT 1",
            [file.kind.value, file.unit_id, file.book_id, file.file_id],
        ).fetchone()
    return found is not None and found[0] == file.sha256


@dataclass(frozen=True, slots=True)
class FinishedBook:
    """How the last delivery of a book ended, for the report."""

    unit_id: int
    register: str
    year: int
    book_no: int
    state: FileState
    rows_read: int
    rows_returned: int
    warned_rows: int
    notices: tuple[str, ...]


def finished_books(conn: psycopg.Connection[Any], stage_id: str) -> list[FinishedBook]:
    """The books of a stage of which a delivery has ended, each with the last one that said something new."""
    with transient_errors():
        rows = conn.execute(
            "SELECT DISTINCT ON (b.unit_id, b.register, b.year, b.book_no) b.unit_id, b.register, b.year, b.book_no,"
            " f.state, f.rows_read, f.rows_returned, coalesce(w.cases, 0)::int,"
            " coalesce((SELECT array_agg(n.value ->> 'text') FROM jsonb_array_elements(f.notices) n), '{}')"
            " FROM book b JOIN delivery_file f USING (book_id)"
            " LEFT JOIN (SELECT book_id, count(DISTINCT case_id) AS cases FROM case_warning GROUP BY 1) w USING (book_id)"
            " WHERE b.stage_id = %s AND f.kind = 'book' AND f.state IN ('loaded', 'partly_loaded', 'rejected')"
            " ORDER BY b.unit_id, b.register, b.year, b.book_no, f.decided_at DESC, f.file_id DESC",
            [stage_id],
        ).fetchall()
    return [
        FinishedBook(
            unit_id, register, year, book_no, FileState(state), read, returned, warned, tuple(notices)
        )
        for unit_id, register, year, book_no, state, read, returned, warned, notices in rows
    ]


def outcome_counts(conn: psycopg.Connection[Any], file_ids: Iterable[int]) -> dict[FileState, int]:
    """How many of these files stand in each state."""
    with transient_errors():
        rows = conn.execute(
            "SELECT state, count(*)::int FROM delivery_file WHERE file_id = ANY(%s) GROUP BY 1",
            [list(file_ids)],
        ).fetchall()
    return {FileState(state): count for state, count in rows}


def _make_books(conn: psycopg.Connection[Any], files: Sequence[SeenFile]) -> None:
    """Make the books that the files belong to, and mark listed ones as delivered."""
    keys = sorted(
        {
            (file.unit_id, file.register, file.year, file.book_no)
            for file in files
            if file.kind is FileKind.BOOK
            and file.state is not FileState.REJECTED
            and file.unit_id is not None and file.register and file.year is not None and file.book_no is not None
        }
    )  # fmt: skip
    with conn.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO book (unit_id, register, year, book_no, state) VALUES (%s, %s, %s, %s, 'delivered')"
            " ON CONFLICT (unit_id, register, year, book_no) DO UPDATE SET state = 'delivered', updated_at = now()"
            " WHERE book.state = 'listed'",
            keys,
        )


def _facts(file: SeenFile) -> dict[str, Any]:
    return {
        "path": file.path, "size": file.size, "modified_at": file.modified_at.isoformat(), "sha256": file.sha256,
        "kind": file.kind.value, "unit_id": file.unit_id, "register": file.register, "year": file.year,
        "book_no": file.book_no, "version": file.version, "state": file.state.value, "reason": file.reason,
        "final": file.state.final,
    }  # fmt: skip


def _file_row(row: tuple[Any, ...]) -> FileRow:
    values = list(row)
    values[5], values[13] = FileKind(values[5]), FileState(values[13])
    return FileRow(*values)
