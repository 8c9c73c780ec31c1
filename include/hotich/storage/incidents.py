"""Failed steps and late stages: open until the work they are about is done; what is said of them, and to whom."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import psycopg

from hotich.plan import Stage
from hotich.storage.database import transient_errors

ENGINEER: Final = "kỹ sư dữ liệu"
"""Who has to act on a failed step; on a late stage it is the body that the plan names."""


@dataclass(frozen=True, slots=True)
class Incident:
    """Something that went wrong and who has to do what about it."""

    incident_id: int
    kind: str
    stage_id: str
    step: str
    batch_id: str | None
    run_id: str
    reason: str
    owner: str
    next_step: str
    opened_at: datetime


@dataclass(frozen=True, slots=True)
class Notice:
    """What is said of an incident, in the words of the one who has to act."""

    reason: str
    owner: str
    next_step: str


def failure(reason: str) -> Notice:
    """A step failed."""
    return Notice(reason, ENGINEER, "Làm theo lý do; lần chạy sau tự làm lại lô này, không phải bấm gì.")


def lateness(stage: Stage) -> Notice:
    """A stage's window is over and its work is not done; told to managers, who have the dashboard and no commands."""
    return Notice(
        f"{stage.name} quá hạn {stage.window_end:%d/%m/%Y} mà chưa xong.",
        stage.responsible,
        "Mở trang của giai đoạn này trên bảng tiến độ, vào “Mọi đơn vị của giai đoạn này”: đôn đốc đơn vị chậm nhất và đơn vị"
        " chưa gửi thống kê sổ. Sổ giao muộn vẫn được tự nạp hằng ngày.",
    )


def open_incident(
    conn: psycopg.Connection[Any], notice: Notice, *, kind: str, stage_id: str, step: str, batch_id: str | None,
    run_id: str,
) -> int:  # fmt: skip
    """Keep an incident; returns its id. While the same one (kind, stage, step, batch, reason) is open, no second is made."""
    facts = {
        "kind": kind, "stage": stage_id, "step": step, "batch": batch_id, "run": run_id, "reason": notice.reason,
        "owner": notice.owner, "next": notice.next_step,
    }  # fmt: skip
    with transient_errors(), conn.transaction():
        conn.execute("SELECT pg_advisory_xact_lock(hashtext('hotich.incident'))")
        found = conn.execute(
            "SELECT incident_id FROM incident WHERE closed_at IS NULL AND (kind, stage_id, step, reason)"
            " = (%(kind)s, %(stage)s, %(step)s, %(reason)s) AND batch_id IS NOT DISTINCT FROM %(batch)s",
            facts,
        ).fetchone()
        if found is None:
            found = conn.execute(
                "INSERT INTO incident (kind, stage_id, step, batch_id, run_id, reason, owner, next_step)"
                " VALUES (%(kind)s, %(stage)s, %(step)s, %(batch)s, %(run)s, %(reason)s, %(owner)s, %(next)s)"
                " RETURNING incident_id",
                facts,
            ).fetchone()
        else:
            conn.execute(
                "UPDATE incident SET owner = %(owner)s, next_step = %(next)s"
                " WHERE incident_id = %(id)s AND (owner, next_step) <> (%(owner)s, %(next)s)",
                facts | {"id": found[0]},
            )
    assert found is not None
    return int(found[0])


def close_batch_incidents(conn: psycopg.Connection[Any], batch_id: str) -> None:
    """The batch was loaded: its failures are over."""
    with transient_errors():
        conn.execute(
            "UPDATE incident SET closed_at = now() WHERE batch_id = %s AND closed_at IS NULL", [batch_id]
        )


def close_lateness(conn: psycopg.Connection[Any], stage_id: str) -> None:
    """The stage's work is done: it is late no more."""
    with transient_errors():
        conn.execute(
            "UPDATE incident SET closed_at = now() WHERE kind = 'late' AND stage_id = %s AND closed_at IS NULL",
            [stage_id],
        )


def open_incidents(conn: psycopg.Connection[Any], stage_id: str | None = None) -> list[Incident]:
    """What is still open (of a stage, if given), newest first."""
    with transient_errors():
        rows = conn.execute(
            "SELECT incident_id, kind, stage_id, step, batch_id, run_id, reason, owner, next_step, opened_at FROM incident"
            " WHERE closed_at IS NULL AND (%(stage)s::text IS NULL OR stage_id = %(stage)s) ORDER BY opened_at DESC",
            {"stage": stage_id},
        ).fetchall()
    return [Incident(*row) for row in rows]
