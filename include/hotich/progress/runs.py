"""What the runs did last and what keeps them: batches, loads, incidents. As it is now, whatever the data date."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import psycopg
from psycopg.rows import class_row

from hotich.storage.database import transient_errors


@dataclass(frozen=True, slots=True)
class StageRun:
    """A stage's work of Airflow (or `hotich run`) at a glance."""

    stage_id: str
    batches_loaded: int
    batches_open: int
    """Begun and not ended: a run takes them up."""
    batches_failed: int
    """Ended in an error; the next run tries again."""
    loaded_at: datetime | None
    """When something was last published."""
    cases_counted_at: datetime | None
    """When its figures were last counted."""
    incidents: int


@dataclass(frozen=True, slots=True)
class LastLoad:
    """One attempt to load a batch."""

    load_id: int
    stage_id: str
    register: str
    state: str
    files: int
    rows_read: int
    rows_loaded: int
    rows_returned: int
    started_at: datetime
    finished_at: datetime | None
    reason: str | None


def stage_runs(conn: psycopg.Connection[Any]) -> dict[str, StageRun]:
    """Stage id → its runs: the view `stage_run`."""
    with transient_errors(), conn.cursor(row_factory=class_row(StageRun)) as cursor:
        return {one.stage_id: one for one in cursor.execute("SELECT * FROM stage_run").fetchall()}


def last_loads(conn: psycopg.Connection[Any], most: int = 25) -> list[LastLoad]:
    """The last attempts to load, newest first: the view `load_result`."""
    query = "SELECT * FROM load_result ORDER BY load_id DESC LIMIT %s"
    with transient_errors(), conn.cursor(row_factory=class_row(LastLoad)) as cursor:
        return cursor.execute(query, [most]).fetchall()
