"""Acceptance samples: which books are to be decided, what they hold now, samples drawn, voided, books accepted and reopened.

The digest of a book's cases ties a sample to what it speaks of. Every change of a book is made with its row locked.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import psycopg
from psycopg.sql import SQL, Identifier

from hotich.storage.attempts import lock_books
from hotich.storage.database import transient_errors
from hotich.storage.schema import CASE_TABLES
from hotich.storage.states import SampleState

TO_CHECK = "Đối chiếu các trường hợp trong phiếu kiểm mẫu với sổ giấy, ghi kết quả rồi gửi lại phiếu."
VOID_STEP = "Bỏ phiếu này: nội dung sổ đã đổi sau khi lấy mẫu. Dùng phiếu kiểm mẫu mới của quyển sổ."
_EMPTY = sha256(b"").hexdigest()

_COLUMNS = (
    "a.book_id, a.unit_id, a.register, a.year, a.book_no, a.stage_id, a.state, a.case_count, a.current_file_id,"
    " a.file_count, a.sample_id, a.sample_state, a.sample_digest"
)
_LOADED = "a.accepted_at IS NULL AND a.state IN ('loaded', 'partly_loaded', 'rekeying')"
_UNHELD = "NOT a.rows_returned AND NOT a.differences_open AND NOT a.files_waiting"
_UNDECIDED = (
    "(a.sample_id IS NULL OR a.sample_state = 'passed' OR (a.sample_state = 'open' AND a.register = ANY(%(unsampled)s))"
    " OR a.sample_state = 'failed' AND a.sample_file_id IS DISTINCT FROM a.current_file_id AND NOT a.rows_missing)"
)
_NOT_KEYED_ANEW = "a.sample_state = 'failed' AND (a.sample_file_id IS NOT DISTINCT FROM a.current_file_id OR a.rows_missing)"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A loaded book that nothing holds back, with its last sample that is not void."""

    book_id: int
    unit_id: int
    register: str
    year: int
    book_no: int
    stage_id: str
    state: str
    case_count: int
    current_file_id: int | None
    file_count: int
    sample_id: int | None
    sample_state: SampleState | None
    sample_digest: str | None


@dataclass(frozen=True, slots=True)
class NewSample:
    """A sample to be kept."""

    book: Candidate
    content_digest: str
    seed: int
    scheme: str
    allowed: int
    limit_quality: float
    risk: float
    case_ids: tuple[int, ...]
    """In the order of the check sheet."""
    case_count: int


def undecided_books(
    conn: psycopg.Connection[Any], stage_id: str, unsampled: Sequence[str]
) -> dict[str, list[int]]:
    """Register → books of the stage that can be accepted or sampled now. `unsampled`: registers that are not sampled."""
    with transient_errors():
        rows = conn.execute(
            f"SELECT a.register, a.book_id FROM book_acceptance a WHERE a.stage_id = %(stage)s"  # noqa: S608
            f" AND {_LOADED} AND {_UNDECIDED} AND {_UNHELD}"
            # Most books wait for their checker: left out at once.
            " AND a.book_id NOT IN (SELECT o.book_id FROM sample o JOIN book w USING (book_id)"
            " WHERE o.state = 'open' AND NOT w.register = ANY(%(unsampled)s)) ORDER BY 1, 2",
            {"stage": stage_id, "unsampled": list(unsampled)},
        ).fetchall()
    found: dict[str, list[int]] = {}
    for register, book_id in rows:
        found.setdefault(register, []).append(book_id)
    return found


def lock_undecided(
    conn: psycopg.Connection[Any], book_ids: Sequence[int], unsampled: Sequence[str]
) -> list[Candidate]:
    """Lock these books and look again: those of them that can still be decided. Inside a transaction."""
    lock_books(conn, sorted(book_ids))
    rows = conn.execute(
        f"SELECT {_COLUMNS} FROM book_acceptance a WHERE a.book_id = ANY(%(books)s)"  # noqa: S608
        f" AND {_LOADED} AND {_UNDECIDED} AND {_UNHELD} ORDER BY a.book_id",
        {"books": list(book_ids), "unsampled": list(unsampled)},
    ).fetchall()
    return [_candidate(row) for row in rows]


def lock_changed(conn: psycopg.Connection[Any], stage_id: str) -> list[Candidate]:
    """Lock and return the books that took a file since their open sample was last looked at. Inside a transaction."""
    seen = conn.execute(
        "SELECT s.book_id FROM sample s JOIN book b USING (book_id) LEFT JOIN (SELECT book_id, count(*)::int AS files"
        " FROM delivery_file WHERE load_id IS NOT NULL AND state IN ('loaded', 'partly_loaded') GROUP BY 1) f"
        " USING (book_id) WHERE s.state = 'open' AND b.stage_id = %s AND s.file_count <> coalesce(f.files, 0)",
        [stage_id],
    ).fetchall()
    if not seen:
        return []
    book_ids = sorted(book_id for (book_id,) in seen)
    lock_books(conn, book_ids)
    rows = conn.execute(
        f"SELECT {_COLUMNS} FROM book_acceptance a WHERE a.book_id = ANY(%s) AND a.sample_state = 'open'"  # noqa: S608
        " AND a.file_count <> a.sample_file_count ORDER BY a.book_id",
        [book_ids],
    ).fetchall()
    return [_candidate(row) for row in rows]


def _candidate(row: tuple[Any, ...]) -> Candidate:
    values = list(row)
    values[11] = None if row[11] is None else SampleState(row[11])
    return Candidate(*values)


def content_digests(
    conn: psycopg.Connection[Any], register: str, books: Mapping[int, int | None]
) -> dict[int, str]:
    """book_id → digest of its cases: sha256 of their fingerprints, 16 bytes each, in ascending order.

    `books`: book_id → a passed sample whose wrong cases are left out (they are to be mended), None for all cases.
    """
    with transient_errors():
        rows = conn.execute(
            SQL(
                "SELECT c.book_id, encode(sha256(string_agg(uuid_send(c.row_hash), ''::bytea ORDER BY c.row_hash)), 'hex')"
                " FROM unnest(%s::int[], %s::int[]) AS k (book_id, sample_id) JOIN {} c ON c.book_id = k.book_id"
                " LEFT JOIN sample_case w ON w.sample_id = k.sample_id AND w.case_id = c.case_id AND NOT w.is_right"
                " WHERE w.case_id IS NULL GROUP BY 1"
            ).format(Identifier("hotich", CASE_TABLES[register].name)),
            [list(books), list(books.values())],
        ).fetchall()
    return dict.fromkeys(books, _EMPTY) | dict(rows)


def case_keys(
    conn: psycopg.Connection[Any], register: str, book_ids: Sequence[int]
) -> dict[int, list[tuple[int, tuple[int, int, int, str]]]]:
    """book_id → (case_id, (entry year, book number in the key, entry number, suffix)) of each of its cases."""
    rows = conn.execute(
        SQL(
            "SELECT book_id, case_id, entry_year, key_book, entry_no, entry_suffix FROM {} WHERE book_id = ANY(%s)"
        ).format(Identifier("hotich", CASE_TABLES[register].name)),
        [list(book_ids)],
    ).fetchall()
    found: dict[int, list[tuple[int, tuple[int, int, int, str]]]] = {}
    for book_id, case_id, *key in rows:
        found.setdefault(book_id, []).append((case_id, tuple(key)))
    return found


def keep_samples(conn: psycopg.Connection[Any], samples: Sequence[NewSample], actor: str) -> None:
    """Keep drawn samples with their cases, open, each with its row in the audit log. Inside a transaction."""
    if not samples:
        return
    facts = [
        {
            "book_id": one.book.book_id, "digest": one.content_digest, "file_id": one.book.current_file_id,
            "file_count": one.book.file_count, "seed": one.seed, "scheme": one.scheme, "cases": one.case_count,
            "size": len(one.case_ids), "allowed": one.allowed, "limit_quality": one.limit_quality, "risk": one.risk,
            "unit_id": one.book.unit_id,
        }
        for one in samples
    ]  # fmt: skip
    rows = conn.execute(
        "INSERT INTO sample (book_id, content_digest, file_id, file_count, seed, scheme, case_count, size, allowed_count,"
        " limit_quality, risk, state, owner_unit_id, next_step)"
        " SELECT x.book_id, x.digest, x.file_id, x.file_count, x.seed, x.scheme, x.cases, x.size, x.allowed,"
        " x.limit_quality, x.risk, 'open', x.unit_id, %s FROM jsonb_to_recordset(%s::jsonb) AS x (book_id int,"
        " digest text, file_id int, file_count int, seed bigint, scheme text, cases int, size int, allowed int,"
        " limit_quality float, risk float, unit_id int) RETURNING book_id, sample_id",
        [TO_CHECK, json.dumps(facts, ensure_ascii=False)],
    ).fetchall()
    ids = dict(rows)
    with conn.cursor().copy("COPY sample_case (sample_id, case_id, position) FROM STDIN") as copy:
        for one in samples:
            for position, case_id in enumerate(one.case_ids, start=1):
                copy.write_row((ids[one.book.book_id], case_id, position))
    details = {
        one.book.book_id: {
            "sample_id": ids[one.book.book_id], "size": len(one.case_ids), "of": one.case_count, "digest": one.content_digest,
        }
        for one in samples
    }  # fmt: skip
    audit_books(conn, actor, "sample_drawn", details)


def void_samples(
    conn: psycopg.Connection[Any], sample_ids: Iterable[int], next_step: str = VOID_STEP
) -> None:
    """These samples say nothing of what their books now hold."""
    conn.execute(
        "UPDATE sample SET state = 'void', next_step = %s, closed_at = coalesce(closed_at, now())"
        " WHERE sample_id = ANY(%s)",
        [next_step, list(sample_ids)],
    )


def note_file_counts(conn: psycopg.Connection[Any], books: Iterable[Candidate]) -> None:
    """These books took files that changed none of their cases: their samples still hold."""
    for book in books:
        conn.execute(
            "UPDATE sample SET file_count = %s WHERE sample_id = %s", [book.file_count, book.sample_id]
        )


def accept(conn: psycopg.Connection[Any], details: Mapping[int, Mapping[str, object]], actor: str) -> None:
    """Accept books (book_id → what the audit log keeps of why). Inside a transaction that has locked them."""
    if not details:
        return
    conn.execute(
        "UPDATE book SET accepted_at = now(), state = CASE state WHEN 'rekeying' THEN 'loaded' ELSE state END,"
        " updated_at = now() WHERE book_id = ANY(%s)",
        [list(details)],
    )
    audit_books(conn, actor, "book_accepted", details)


def reopen_held(conn: psycopg.Connection[Any], stage_id: str, actor: str) -> int:
    """Take back the acceptance of books of which a row was returned or two keyings found to differ since; how many."""
    held = (
        "SELECT b.book_id, {} AS reason FROM book b WHERE b.stage_id = %(stage)s AND b.accepted_at IS NOT NULL"
        " AND b.book_id IN (SELECT book_id FROM {})"
    )
    query = " UNION ALL ".join((
        held.format("'rows_returned'", "returned_row WHERE state = 'open'"),
        held.format("'differences_open'", "keying_difference WHERE closed_at IS NULL AND critical"),
    ))  # fmt: skip
    with transient_errors(), conn.transaction():
        reasons = dict(conn.execute(query, {"stage": stage_id}).fetchall())
        if not reasons:
            return 0
        lock_books(conn, sorted(reasons))
        reasons = dict(conn.execute(query, {"stage": stage_id}).fetchall())
        reopen(conn, {book_id: {"reason": reason} for book_id, reason in reasons.items()}, actor)
    return len(reasons)


def reopen(conn: psycopg.Connection[Any], details: Mapping[int, Mapping[str, object]], actor: str) -> None:
    """Take back the acceptance of locked books."""
    conn.execute(
        "UPDATE book SET accepted_at = NULL, updated_at = now() WHERE book_id = ANY(%s)", [list(details)]
    )
    audit_books(conn, actor, "book_reopened", details)


def mark_rekeying(conn: psycopg.Connection[Any], book_ids: Sequence[int]) -> None:
    """These locked books are to be keyed anew."""
    conn.execute(
        "UPDATE book SET state = 'rekeying', updated_at = now() WHERE book_id = ANY(%s)", [list(book_ids)]
    )


def keep_rekeying(conn: psycopg.Connection[Any], stage_id: str, actor: str) -> int:
    """Books whose sample failed stay to be keyed anew, also when single rows were mended since; how many went back."""
    query = (
        "SELECT a.book_id, a.sample_id FROM book_acceptance a WHERE a.stage_id = %(stage)s AND a.accepted_at IS NULL"  # noqa: S608
        f" AND a.state IN ('loaded', 'partly_loaded') AND {_NOT_KEYED_ANEW}"
        " AND a.book_id IN (SELECT f.book_id FROM sample f WHERE f.state = 'failed')"
        " AND NOT a.files_waiting"
    )
    with transient_errors(), conn.transaction():
        if not (found := dict(conn.execute(query, {"stage": stage_id}).fetchall())):
            return 0
        lock_books(conn, sorted(found))
        found = dict(conn.execute(query, {"stage": stage_id}).fetchall())
        mark_rekeying(conn, list(found))
        released = conn.execute(
            "SELECT book_id FROM approval WHERE state = 'approved' AND book_id = ANY(%s)"
            " AND (figures ->> 'sample_id')::int = ANY(%s)",
            [list(found), list(found.values())],
        ).fetchall()
        details = {book_id: {"reason": "changed_after_release"} for (book_id,) in released}
        audit_books(conn, actor, "book_reopened", details)
    return len(found)


def audit_books(
    conn: psycopg.Connection[Any], actor: str, action: str, details: Mapping[int, Mapping[str, object]]
) -> None:
    """One row of the audit log for each book; `details`: book_id → numbers and reasons, no names."""
    facts = [{"book_id": book_id, "detail": detail} for book_id, detail in sorted(details.items())]
    conn.execute(
        "INSERT INTO audit_log (actor, action, register, unit_id, book_id, detail)"
        " SELECT %s, %s, b.register, b.unit_id, b.book_id, x.detail FROM jsonb_to_recordset(%s::jsonb)"
        " AS x (book_id int, detail jsonb) JOIN book b USING (book_id) ORDER BY b.book_id",
        [actor, action, json.dumps(facts, ensure_ascii=False)],
    )


def failed_book(conn: psycopg.Connection[Any], book_id: int) -> Candidate | None:
    """The book, when its last sample failed and nothing but that holds it back."""
    row = conn.execute(
        f"SELECT {_COLUMNS} FROM book_acceptance a WHERE a.book_id = %s AND {_LOADED} AND {_UNHELD}"  # noqa: S608
        f" AND {_NOT_KEYED_ANEW}",
        [book_id],
    ).fetchone()
    return None if row is None else _candidate(row)
