"""The fence: which attempt owns a book, so that a late twin of a killed task can't publish (reliability: fence)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg import errors

from hotich.errors import DatabaseUnavailableError, FencedOutError
from hotich.storage.database import transient_errors
from hotich.storage.states import LoadState


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt to load a batch, and the fence that it holds on each book."""

    load_id: int
    batch_id: str
    actor: str
    fences: Mapping[int, int]
    """book_id → the number that the book must still have when this attempt publishes."""


def open_attempt(
    conn: psycopg.Connection[Any],
    batch_id: str,
    register: str,
    book_ids: Iterable[int],
    *,
    actor: str,
    rule_set: str,
) -> Attempt:
    """Begin an attempt: from now on every earlier attempt on these books is fenced out.

    `actor`: who or which program loads; `rule_set`: version of the rules that judged the rows (lineage).
    """
    wanted = sorted(set(book_ids))
    with transient_errors(), conn.transaction():
        row = conn.execute(
            "INSERT INTO load (batch_id, register, state, actor, rule_set) VALUES (%s, %s, 'open', %s, %s)"
            " RETURNING load_id",
            [batch_id, register, actor, rule_set],
        ).fetchone()
        assert row is not None
        lock_books(conn, wanted)
        fences = conn.execute(
            "UPDATE book SET fence = fence + 1, attempt_load_id = %s WHERE book_id = ANY(%s) RETURNING book_id, fence",
            [row[0], wanted],
        ).fetchall()
        conn.execute(
            "UPDATE load SET state = 'replaced', finished_at = now() WHERE batch_id = %s AND state = 'open'"
            " AND load_id <> %s",
            [batch_id, row[0]],
        )
    return Attempt(row[0], batch_id, actor, dict(fences))


def lock_books(conn: psycopg.Connection[Any], book_ids: list[int]) -> dict[int, tuple[int, int | None]]:
    """Lock the books' rows in order (so that two loads can't wait for each other); book_id → (fence, its load).

    Raises DatabaseUnavailableError that names the blocker when a lock is not granted in time.
    """
    try:
        with conn.transaction():
            rows = conn.execute(
                "SELECT book_id, fence, attempt_load_id FROM book WHERE book_id = ANY(%s) ORDER BY book_id FOR UPDATE",
                [book_ids],
            ).fetchall()
    except errors.LockNotAvailable as error:
        raise DatabaseUnavailableError(
            f"Sổ đang được một lần nạp khác giữ ({_blockers(conn)}). Chưa có gì được ghi dở; hãy thử lại sau ít phút."
        ) from error
    return {book_id: (fence, load_id) for book_id, fence, load_id in rows}


def check_fence(conn: psycopg.Connection[Any], attempt: Attempt) -> None:
    """Lock the attempt's books and raise FencedOutError if a newer attempt owns one of them."""
    held = lock_books(conn, sorted(attempt.fences))
    for book_id, fence in attempt.fences.items():
        now, owner = held.get(book_id, (None, None))
        if now != fence:
            raise FencedOutError(
                f"Lần nạp {attempt.load_id} của lô {attempt.batch_id} bị thay thế: lần nạp {owner} mới hơn đang giữ"
                f" quyển sổ {book_id}. Không có gì được ghi; không cần làm gì thêm."
            )


def close_attempt(
    conn: psycopg.Connection[Any], attempt: Attempt, state: LoadState, reason: str | None = None
) -> None:
    """Write down how the attempt ended."""
    conn.execute(
        "UPDATE load SET state = %s, reason = %s, finished_at = now() WHERE load_id = %s AND state = 'open'",
        [state.value, reason, attempt.load_id],
    )


def _blockers(conn: psycopg.Connection[Any]) -> str:
    """Who holds rows of `book` for longest: process number and program."""
    rows = conn.execute(
        "SELECT DISTINCT a.pid, a.application_name FROM pg_locks l JOIN pg_stat_activity a USING (pid)"
        " WHERE l.relation = 'hotich.book'::regclass AND l.mode IN ('RowShareLock', 'RowExclusiveLock')"
        " AND a.pid <> pg_backend_pid() AND a.xact_start IS NOT NULL ORDER BY 1 LIMIT 3"
    ).fetchall()
    return ", ".join(f"tiến trình {pid} {name}".strip() for pid, name in rows) or "không rõ tiến trình"
