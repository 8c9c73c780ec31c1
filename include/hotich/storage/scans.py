"""Packages of scans and their files: which packages count for a book, and what each scan is to its cases."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any, Final, Protocol

import polars as pl
import psycopg
from psycopg.rows import dict_row
from psycopg.sql import SQL, Identifier

from hotich.storage.attempts import lock_books
from hotich.storage.database import transient_errors
from hotich.storage.deliveries import FileRow
from hotich.storage.schema import CASE_TABLES
from hotich.storage.states import FileState

_ENDING: Final = re.compile(r"(\.v[0-9]{1,4})?\.zip\Z", re.IGNORECASE)


class Opened(Protocol):
    """A file of a package as it was opened (`hotich.intake.scan_package.OpenedScan`)."""

    @property
    def name(self) -> str: ...
    @property
    def size(self) -> int: ...
    @property
    def page_count(self) -> int | None: ...
    @property
    def fault(self) -> str | None: ...


@dataclass(frozen=True, slots=True)
class FormerPackage:
    """A package of a book that was taken before."""

    file_id: int
    path: str
    version: int
    content_digest: str | None
    counts: bool
    """Its scans stand in the table: no later one took its place."""

    @property
    def place(self) -> str:
        """The path without `.vN`: a later package of the same place is a re-delivery."""
        return place(self.path)


def place(path: str) -> str:
    """`28855/a.KS.2011.01.v2.zip` and `28855/a.KS.2011.01.zip` are one place."""
    return _ENDING.sub("", path).lower()


def former_packages(conn: psycopg.Connection[Any], book_id: int) -> list[FormerPackage]:
    """The packages that were taken of a book, oldest first."""
    with transient_errors():
        rows = conn.execute(
            "SELECT f.file_id, f.path, f.version, f.content_digest, EXISTS (SELECT FROM scan s WHERE s.file_id = f.file_id)"
            " FROM delivery_file f WHERE f.book_id = %s AND f.kind = 'scan' AND f.state IN ('loaded', 'partly_loaded')"
            " ORDER BY f.decided_at, f.file_id",
            [book_id],
        ).fetchall()
    return [FormerPackage(*row) for row in rows]


def known_content(file: FileRow, digest: str, former: Iterable[FormerPackage]) -> FileState | None:
    """UNCHANGED or SUPERSEDED where the package brings nothing new; None where it has to be read."""
    packages = list(former)
    if any(package.counts and package.content_digest == digest for package in packages):
        return FileState.UNCHANGED
    there = [package for package in packages if package.place == place(file.path)]
    newest = max((package.version for package in there), default=file.version)
    was_there = any(package.content_digest == digest for package in there)
    if file.version < newest or (was_there and file.version <= newest):
        return FileState.SUPERSEDED
    return None


def lock_undecided(conn: psycopg.Connection[Any], file: FileRow) -> bool:
    """Lock the file's book for this transaction; False if the file has ended meanwhile (a twin was here)."""
    assert file.book_id is not None
    lock_books(conn, [file.book_id])
    found = conn.execute(
        "SELECT decided_at IS NULL FROM delivery_file WHERE file_id = %s", [file.file_id]
    ).fetchone()
    return bool(found and found[0])


def keep_package(
    conn: psycopg.Connection[Any], file: FileRow, opened: Iterable[Opened], former: Iterable[FormerPackage]
) -> None:
    """Put the package's files into the table, in place of the former package of its place. Their state comes by matching."""
    replaced = [package.file_id for package in former if package.place == place(file.path)]
    conn.execute("DELETE FROM scan WHERE file_id = ANY(%s)", [[*replaced, file.file_id]])
    statement = "COPY scan (file_id, name, book_id, size, page_count, fault, state) FROM STDIN"
    with conn.cursor().copy(statement) as copy:
        for scan in opened:
            copy.write_row(
                (file.file_id, scan.name, file.book_id, scan.size, scan.page_count, scan.fault, "surplus")
            )
    conn.execute(
        "INSERT INTO book_scan (book_id, due) VALUES (%s, true) ON CONFLICT (book_id) DO UPDATE SET due = true",
        [file.book_id],
    )


def mark_due(conn: psycopg.Connection[Any], book_ids: Collection[int]) -> None:
    """Cases of these books were loaded or changed: what scans they have must be matched again."""
    conn.execute(
        "UPDATE book_scan SET due = true WHERE book_id = ANY(%s) AND NOT due",
        [sorted(book_ids)],
    )


def due_books(conn: psycopg.Connection[Any], stage_id: str) -> list[int]:
    """The books of a stage (and those of none) whose scans must be matched again."""
    with transient_errors():
        rows = conn.execute(
            "SELECT book_id FROM book_scan JOIN book USING (book_id) WHERE due AND coalesce(stage_id, %(stage)s) = %(stage)s"
            " ORDER BY book_id",
            {"stage": stage_id},
        ).fetchall()
    return [book_id for (book_id,) in rows]


def scans_of(conn: psycopg.Connection[Any], book_ids: Collection[int]) -> list[tuple[Any, ...]]:
    """All files of all packages that count for these books: rows for `hotich.acceptance.scans.SCANS`."""
    return conn.execute(
        "SELECT b.book_id, b.register, b.year, b.book_no, f.turn, s.file_id, s.name, s.page_count, s.fault"
        " FROM scan s JOIN book b USING (book_id) JOIN (SELECT file_id, dense_rank() OVER (PARTITION BY book_id"
        " ORDER BY modified_at, path)::int AS turn FROM delivery_file WHERE kind = 'scan' AND book_id = ANY(%(books)s))"
        " f USING (file_id) WHERE s.book_id = ANY(%(books)s)",
        {"books": list(book_ids)},
    ).fetchall()


def cases_of(conn: psycopg.Connection[Any], book_ids: Collection[int]) -> list[tuple[Any, ...]]:
    """All loaded cases of these books: rows for `hotich.acceptance.scans.CASES`."""
    wanted = list(book_ids)
    registers = conn.execute(
        "SELECT DISTINCT register FROM book WHERE book_id = ANY(%s)", [wanted]
    ).fetchall()
    rows: list[tuple[Any, ...]] = []
    for (code,) in registers:
        query = SQL(
            "SELECT book_id, case_id, entry_year, entry_no, entry_suffix, registered_on,"
            " coalesce(registered_until, registered_on) FROM {} WHERE book_id = ANY(%s)"
        ).format(Identifier("hotich", CASE_TABLES[code].name))
        rows += conn.execute(query, [wanted]).fetchall()
    return rows


def write_matches(
    conn: psycopg.Connection[Any], book_ids: Collection[int], matches: pl.DataFrame, cases: pl.DataFrame
) -> int:
    """Write what the matching found (rows of `match_scans` for all scans of these books); returns the rows that changed."""
    columns = (
        "file_id",
        "name",
        "entry_no",
        "entry_suffix",
        "registered_on",
        "case_id",
        "state",
        "remark",
    )
    changed = conn.execute(
        "UPDATE scan s SET entry_no = x.entry_no, entry_suffix = x.entry_suffix, registered_on = x.registered_on,"
        " case_id = x.case_id, state = x.state, remark = x.remark FROM unnest(%s::int[], %s::text[], %s::int[], %s::text[],"
        " %s::date[], %s::bigint[], %s::text[], %s::text[])"
        " AS x (file_id, name, entry_no, entry_suffix, registered_on, case_id, state, remark)"
        " WHERE s.file_id = x.file_id AND s.name = x.name"
        " AND (s.entry_no, s.entry_suffix, s.registered_on, s.case_id, s.state, s.remark) IS DISTINCT FROM"
        " (x.entry_no, x.entry_suffix, x.registered_on, x.case_id, x.state, x.remark)",
        [matches[name].to_list() for name in columns],
    ).rowcount
    missing = cases.filter(~pl.col("case_id").is_in(matches["case_id"].drop_nulls().implode()))
    counts = dict(missing.group_by("book_id").len().iter_rows())
    books = sorted(book_ids)
    conn.execute(
        "UPDATE book_scan b SET due = false, missing_count = x.missing, matched_at = now()"
        " FROM unnest(%s::int[], %s::int[]) AS x (book_id, missing) WHERE b.book_id = x.book_id",
        [books, [counts.get(book_id, 0) for book_id in books]],
    )
    return changed


def scan_books(conn: psycopg.Connection[Any]) -> list[dict[str, Any]]:
    """The view `scan_progress`: one row a book with scans, with its unit's code and name, by unit and book."""
    with transient_errors(), conn.cursor(row_factory=dict_row) as cursor:
        return cursor.execute(
            "SELECT u.code AS unit_code, u.name AS unit, t.today_code, t.today_name, p.* FROM scan_progress p"
            " JOIN unit u USING (unit_id) JOIN unit_today t USING (unit_id)"
            " ORDER BY u.code, p.register, p.year, p.book_no"
        ).fetchall()


@dataclass(frozen=True, slots=True)
class ListedScan:
    """A line of the list that a unit gets: a file to look at, or a case without any."""

    unit_code: str
    register: str
    year: int
    book_no: int
    entry: str
    """Number as on paper ("15a", with its year), empty where the name tells none."""
    package: str
    """Path of the .zip in the inbox; empty for a case without a scan."""
    name: str
    state: str
    remark: str


def open_scans(conn: psycopg.Connection[Any], book_ids: Collection[int]) -> list[ListedScan]:
    """All that is to be done about the scans of these books, by book and number."""
    words = {"books": list(book_ids)}
    with transient_errors():
        rows = conn.execute(
            "SELECT u.code, b.register, b.year, b.book_no, x.entry, x.package, x.name, x.state, x.remark FROM ("
            " SELECT s.book_id, s.entry_no, coalesce(s.entry_no || s.entry_suffix, '') AS entry, f.path AS package, s.name,"
            " s.state, coalesce(s.remark, '') AS remark FROM scan s JOIN delivery_file f USING (file_id)"
            " WHERE s.book_id = ANY(%(books)s) AND (s.state NOT IN ('matched', 'replaced')"
            " OR (s.state = 'matched' AND s.remark IS NOT NULL))"
            " UNION ALL SELECT book_id, entry_no, entry_no || entry_suffix || '/' || entry_year, '', '', 'missing', ''"
            " FROM missing_scan WHERE book_id = ANY(%(books)s)"
            " ) x JOIN book b USING (book_id) JOIN unit u USING (unit_id)"
            " ORDER BY u.code, b.register, b.year, b.book_no, x.entry_no NULLS LAST, x.name",
            words,
        ).fetchall()
    return [ListedScan(*row) for row in rows]
