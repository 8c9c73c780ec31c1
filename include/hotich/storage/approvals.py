"""Requests that a person decides: a book released although its sample failed, a stage closed. The answer is kept for ever."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import psycopg

from hotich.storage.database import transient_errors
from hotich.storage.states import ApprovalKind, ApprovalState


@dataclass(frozen=True, slots=True)
class Approval:
    """A request, and its answer where there is one."""

    approval_id: int
    kind: ApprovalKind
    stage_id: str
    book_id: int | None
    figures: dict[str, Any]
    """Numbers that the request rests on, no personal data."""
    state: ApprovalState
    answered_by: str | None
    remark: str | None
    owner_unit_id: int
    """Who has to decide."""
    next_step: str
    opened_at: datetime
    answered_at: datetime | None
    unit_id: int | None
    """Of the book, like what follows; None: a whole stage."""
    register: str | None
    year: int | None
    book_no: int | None


_APPROVAL = (
    "SELECT a.approval_id, a.kind, a.stage_id, a.book_id, a.figures, a.state, a.answered_by, a.remark, a.owner_unit_id,"
    " a.next_step, a.opened_at, a.answered_at, b.unit_id, b.register, b.year, b.book_no"
    " FROM approval a LEFT JOIN book b USING (book_id) "
)


def request_approval(
    conn: psycopg.Connection[Any], kind: ApprovalKind, stage_id: str, book_id: int | None,
    figures: Mapping[str, object], owner_unit_id: int, next_step: str,
) -> int | None:  # fmt: skip
    """Ask for a decision; None: the same is asked already."""
    with transient_errors():
        row = conn.execute(
            "INSERT INTO approval (kind, stage_id, book_id, figures, state, owner_unit_id, next_step)"
            " VALUES (%s, %s, %s, %s, 'open', %s, %s) ON CONFLICT DO NOTHING RETURNING approval_id",
            [kind.value, stage_id, book_id, json.dumps(figures), owner_unit_id, next_step],
        ).fetchone()
    return None if row is None else int(row[0])


def open_approvals(conn: psycopg.Connection[Any], stage_id: str | None = None) -> list[Approval]:
    """What waits for a decision (of a stage, if given), the oldest first."""
    return _approvals(
        conn,
        "WHERE a.answered_at IS NULL AND (%s::text IS NULL OR a.stage_id = %s) ORDER BY a.opened_at, a.approval_id",
        [stage_id, stage_id],
    )


def find_approval(conn: psycopg.Connection[Any], approval_id: int, *, lock: bool = False) -> Approval | None:
    """The request of that number; `lock`: nobody else answers it until the transaction ends."""
    where = "WHERE a.approval_id = %s" + (" FOR UPDATE OF a" if lock else "")
    return next(iter(_approvals(conn, where, [approval_id])), None)


def last_stage_approval(conn: psycopg.Connection[Any], stage_id: str) -> Approval | None:
    """The newest request to close the stage."""
    where = "WHERE a.kind = 'close_stage' AND a.stage_id = %s ORDER BY a.approval_id DESC LIMIT 1"
    return next(iter(_approvals(conn, where, [stage_id])), None)


def _approvals(conn: psycopg.Connection[Any], where: str, words: list[Any]) -> list[Approval]:
    with transient_errors():
        rows = conn.execute((_APPROVAL + where).encode(), words).fetchall()
    found = []
    for row in rows:
        values = list(row)
        values[1], values[5] = ApprovalKind(row[1]), ApprovalState(row[5])
        found.append(Approval(*values))
    return found


def keep_answer(
    conn: psycopg.Connection[Any], approval_id: int, state: ApprovalState, *, by: str | None, remark: str | None,
    next_step: str,
) -> None:  # fmt: skip
    """Write down the answer to an open request, or (WITHDRAWN) that none is needed."""
    with transient_errors():
        conn.execute(
            "UPDATE approval SET state = %s, answered_by = %s, remark = %s, next_step = %s, answered_at = now()"
            " WHERE approval_id = %s AND answered_at IS NULL",
            [state.value, by, remark, next_step, approval_id],
        )


@dataclass(frozen=True, slots=True)
class FailedBook:
    """A book whose last sample failed and that was neither keyed anew nor decided on since."""

    book_id: int
    stage_id: str
    register: str
    sample_id: int
    case_count: int
    size: int
    wrong: int
    wrong_fields: int
    allowed: int
    risk: float
    failures: int
    """Samples of this book that failed, this one among them."""


def undecided_failures(conn: psycopg.Connection[Any], stage_id: str) -> list[FailedBook]:
    """Books of a stage that wait for new keying, for which nobody has been asked to release them as they are.

    A release that a later change took back is asked for again; a refusal stands until the book is keyed anew.
    """
    with transient_errors():
        rows = conn.execute(
            "SELECT a.book_id, a.stage_id, a.register, s.sample_id, s.case_count, s.size, s.wrong_count,"
            " s.wrong_field_count, s.allowed_count, s.risk,"
            " (SELECT count(*)::int FROM sample f WHERE f.book_id = a.book_id AND f.state = 'failed')"
            " FROM book_acceptance a JOIN sample s ON s.sample_id = a.sample_id"
            " WHERE a.stage_id = %s AND a.state = 'rekeying' AND a.accepted_at IS NULL AND a.sample_state = 'failed'"
            " AND NOT a.files_waiting AND NOT EXISTS (SELECT FROM approval p WHERE p.book_id = a.book_id"
            " AND p.kind = 'release_book' AND p.state IN ('open', 'refused')"
            " AND (p.figures ->> 'sample_id')::int = s.sample_id) ORDER BY a.book_id",
            [stage_id],
        ).fetchall()
    return [FailedBook(*row) for row in rows]


def needless_releases(conn: psycopg.Connection[Any], stage_id: str) -> list[int]:
    """Open requests to release books that were keyed anew, or accepted, since they were asked for."""
    with transient_errors():
        rows = conn.execute(
            "SELECT p.approval_id FROM approval p JOIN book_acceptance a USING (book_id)"
            " WHERE p.stage_id = %s AND p.kind = 'release_book' AND p.answered_at IS NULL"
            " AND (a.state <> 'rekeying' OR a.sample_id IS DISTINCT FROM (p.figures ->> 'sample_id')::int)"
            " AND NOT a.files_waiting ORDER BY 1",
            [stage_id],
        ).fetchall()
    return [row[0] for row in rows]


@dataclass(frozen=True, slots=True)
class StageWork:
    """How much of a stage's work is accepted."""

    done: bool
    """Every listed book that is not lost is accepted with all its cases, and every delivered one is accepted."""
    figures: Mapping[str, int | None]


_FIGURES: Sequence[str] = (
    "planned", "lost", "delivered", "returned", "loaded", "accepted", "books_planned", "books_delivered", "books_loaded",
)  # fmt: skip


def stage_work(conn: psycopg.Connection[Any], stage_id: str) -> StageWork:
    """The stage's figures from the views, as of the session's day (`hotich.progress.dating.dated`)."""
    figures = psycopg.sql.SQL(", ").join(map(psycopg.sql.Identifier, _FIGURES))
    with transient_errors():
        row = conn.execute(
            psycopg.sql.SQL(
                "SELECT units_without_denominator = 0 AND coalesce(planned, 0) > 0 AND NOT EXISTS ("
                "SELECT FROM book_progress p JOIN book b USING (book_id)"
                " LEFT JOIN current_inventory c ON c.unit_id = b.unit_id"
                " LEFT JOIN inventory_book l ON l.inventory_id = c.inventory_id AND l.book_id = b.book_id"
                " WHERE p.stage_id = g.stage_id AND CASE"
                " WHEN b.accepted_at IS NOT NULL THEN p.accepted < p.planned - p.lost"
                # Never delivered: only what is lost, or has no cases, is nobody's work.
                " WHEN b.state = 'listed' THEN l.book_id IS NOT NULL AND l.condition IS DISTINCT FROM 'mat'"
                " AND coalesce(l.case_count - l.struck_out_count, 1) > 0 ELSE true END"
                "), {}"
                " FROM stage_progress g WHERE stage_id = %s"
            ).format(figures),
            [stage_id],
        ).fetchone()
    if row is None:
        return StageWork(False, {})
    return StageWork(bool(row[0]), dict(zip(_FIGURES, row[1:], strict=True)))
