"""Whether a delivered content is new, the same again, or one that was replaced since (delivery contract §4)."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import psycopg

from hotich.storage.database import transient_errors
from hotich.storage.states import FileKind, FileState


@dataclass(frozen=True, slots=True)
class BookContent:
    """What is known of a book's contents, past and present."""

    current_digest: str | None
    current_file_id: int | None
    current_version: int
    former_digests: frozenset[str]
    case_count: int

    def decide(self, digest: str, version: int) -> FileState | None:
        """UNCHANGED or SUPERSEDED; None: the content has to be processed. `version`: N of `.vN`, 0 when none."""
        if digest == self.current_digest:
            return FileState.UNCHANGED
        newer = version > self.current_version
        if (version and version < self.current_version) or (digest in self.former_digests and not newer):
            return FileState.SUPERSEDED
        return None


NOTHING = BookContent(None, None, 0, frozenset(), 0)


def book_contents(conn: psycopg.Connection[Any], book_ids: Iterable[int]) -> dict[int, BookContent]:
    """The contents of these books; call it under the books' locks where the answer must stay true."""
    with transient_errors():
        rows = conn.execute(
            "SELECT b.book_id, c.content_digest, b.current_file_id, b.current_version, b.case_count,"
            " coalesce(array_agg(f.content_digest) FILTER (WHERE f.content_digest IS NOT NULL), '{}')"
            " FROM book b LEFT JOIN delivery_file c ON c.file_id = b.current_file_id"
            " LEFT JOIN delivery_file f ON f.book_id = b.book_id AND f.kind = 'book'"
            " AND f.state IN ('loaded', 'partly_loaded')"
            " WHERE b.book_id = ANY(%s) GROUP BY b.book_id, c.content_digest",
            [sorted(set(book_ids))],
        ).fetchall()
    return {
        book_id: BookContent(digest, file_id, version, frozenset(former), cases)
        for book_id, digest, file_id, version, cases, former in rows
    }


def slip_contents(
    conn: psycopg.Connection[Any], book_ids: Iterable[int], kind: FileKind
) -> dict[int, BookContent]:
    """What the slips of a kind that were taken for these books say; the last one taken is the current one."""
    with transient_errors():
        rows = conn.execute(
            "SELECT b.book_id, b.case_count, coalesce(array_agg(f.content_digest ORDER BY f.decided_at, f.file_id)"
            " FILTER (WHERE f.content_digest IS NOT NULL), '{}'), max(f.version)"
            " FROM book b LEFT JOIN delivery_file f ON f.book_id = b.book_id AND f.kind = %s"
            " AND f.state IN ('loaded', 'partly_loaded') WHERE b.book_id = ANY(%s) GROUP BY 1, 2",
            [kind.value, sorted(set(book_ids))],
        ).fetchall()
    return {
        book_id: BookContent(digests[-1] if digests else None, None, version or 0, frozenset(digests), cases)
        for book_id, cases, digests, version in rows
    }
