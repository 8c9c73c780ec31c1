"""Batches: the bounded sets of files that pass through reading, checking and loading together."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import psycopg

from hotich.errors import HotichError
from hotich.storage.database import transient_errors
from hotich.storage.states import BatchState

__all__ = [
    "Batch",
    "BatchState",
    "batch_files",
    "create_batch",
    "get_batch",
    "list_batches",
    "record_results",
    "set_batch_state",
]


@dataclass(frozen=True, slots=True)
class Batch:
    """One batch."""

    batch_id: str
    register: str
    stage_id: str
    group_no: int
    plan_sha256: str
    state: BatchState
    estimated_rows: int
    reason: str | None
    file_count: int


_BATCH = (
    "SELECT w.batch_id, w.register, w.stage_id, w.group_no, w.plan_sha256, w.state, w.estimated_rows, w.reason,"
    " (SELECT count(*)::int FROM delivery_file f WHERE f.batch_id = w.batch_id) FROM batch w "
)


def create_batch(
    conn: psycopg.Connection[Any], batch_id: str, register: str, stage_id: str, group_no: int, plan_sha256: str,
    file_ids: Iterable[int], estimated_rows: int,
) -> None:  # fmt: skip
    """Make a batch of these files; they leave any former batch. The same batch again changes nothing."""
    with transient_errors(), conn.transaction():
        conn.execute(
            "INSERT INTO batch (batch_id, register, stage_id, group_no, plan_sha256, state, estimated_rows)"
            " VALUES (%s, %s, %s, %s, %s, 'planned', %s) ON CONFLICT (batch_id) DO NOTHING",
            [batch_id, register, stage_id, group_no, plan_sha256, estimated_rows],
        )
        conn.execute(
            "UPDATE delivery_file SET batch_id = %s WHERE file_id = ANY(%s) AND decided_at IS NULL"
            " AND batch_id IS DISTINCT FROM %s",
            [batch_id, list(file_ids), batch_id],
        )


def get_batch(conn: psycopg.Connection[Any], batch_id: str) -> Batch:
    """The batch with that id; HotichError when there is none."""
    with transient_errors():
        row = conn.execute(_BATCH + "WHERE w.batch_id = %s", [batch_id]).fetchone()
    if row is None:
        raise HotichError(f"Không có lô “{batch_id}”. Xem các lô đang có bằng `hotich batches`.")
    return _batch(row)


def list_batches(
    conn: psycopg.Connection[Any],
    stage_id: str,
    group_no: int | None = None,
    states: Sequence[BatchState] | None = None,
) -> list[Batch]:
    """The batches of a stage (of one group, in some states), in order of making."""
    with transient_errors():
        rows = conn.execute(
            _BATCH + "WHERE w.stage_id = %(stage)s AND (%(group)s::int IS NULL OR w.group_no = %(group)s)"
            " AND (%(states)s::text[] IS NULL OR w.state = ANY(%(states)s)) ORDER BY w.created_at, w.batch_id",
            {
                "stage": stage_id,
                "group": group_no,
                "states": None if states is None else [s.value for s in states],
            },
        ).fetchall()
    return [_batch(row) for row in rows]


def batch_files(conn: psycopg.Connection[Any], batch_id: str) -> list[int]:
    """file_id of the batch's files, in order of time, then path."""
    with transient_errors():
        rows = conn.execute(
            "SELECT file_id FROM delivery_file WHERE batch_id = %s ORDER BY modified_at, path", [batch_id]
        ).fetchall()
    return [file_id for (file_id,) in rows]


def set_batch_state(
    conn: psycopg.Connection[Any], batch_id: str, state: BatchState, reason: str | None = None
) -> bool:
    """Note how far a batch has come; `reason` when it failed.

    False, and nothing noted, when it is loaded: a late twin of one of its steps can't bring it back.
    """
    with transient_errors():
        noted = conn.execute(
            "UPDATE batch SET state = %s, reason = %s, updated_at = now() WHERE batch_id = %s AND state <> 'loaded'",
            [state.value, reason, batch_id],
        )
    return noted.rowcount > 0


def record_results(
    conn: psycopg.Connection[Any], batch_id: str, results: Sequence[tuple[str, str, int, int]]
) -> None:
    """Keep the gate's results: (rule_id, severity, evaluated, failed). A later run replaces them."""
    with transient_errors(), conn.transaction():
        conn.execute("DELETE FROM validation_result WHERE batch_id = %s", [batch_id])
        with conn.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO validation_result (batch_id, rule_id, severity, evaluated_count, failed_count)"
                " VALUES (%s, %s, %s, %s, %s)",
                [(batch_id, *result) for result in results],
            )


def _batch(row: tuple[Any, ...]) -> Batch:
    values = list(row)
    values[5] = BatchState(values[5])
    return Batch(*values)
