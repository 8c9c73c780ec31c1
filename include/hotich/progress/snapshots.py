"""Snapshots of progress: what the numbers were, kept for ever; only what has changed is written."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import psycopg
from psycopg.sql import SQL, Composed, Identifier

from hotich.progress.dating import dated
from hotich.storage.database import transient_errors
from hotich.storage.turns import Facts, take_turn
from hotich.storage.work import WORK

NUMBERS: Final = (
    "planned",
    "lost",
    "delivered",
    "checked",
    "returned",
    "loaded",
    "accepted",
    "books_planned",
    "books_delivered",
    "books_loaded",
)
"""What is kept of each unit × register × stage: columns of the view `unit_progress`."""


@dataclass(frozen=True, slots=True)
class _Kept:
    """A view whose rows are kept in a table."""

    view: str
    table: str
    numbers: tuple[str, ...]
    nullable: str | None
    """The number that may be unknown."""


_PROGRESS: Final = _Kept("unit_progress", "progress_snapshot", NUMBERS, "planned")
_WORK: Final = _Kept("unit_work", "work_snapshot", WORK, None)

_NOTE: Final = """
INSERT INTO progress_count (snapshot_id, stage_id, as_of, taken_at)
SELECT %(run)s, stage_id, %(as_of)s, %(taken)s FROM (
    SELECT stage_id FROM current_stage UNION SELECT stage_id FROM unit_progress
    UNION SELECT stage_id FROM progress_snapshot
) known WHERE %(stage)s::text IS NULL OR stage_id = %(stage)s
ON CONFLICT DO NOTHING RETURNING stage_id
"""

_KEEP: Final = """
WITH counted AS (
    SELECT stage_id, unit_id, register, {numbers} FROM {view} WHERE stage_id = ANY(%(stages)s)
), former AS (
    SELECT DISTINCT ON (stage_id, unit_id, register) stage_id, unit_id, register, {numbers}
    FROM {table} WHERE stage_id = ANY(%(stages)s) AND as_of <= %(as_of)s
    ORDER BY stage_id, unit_id, register, as_of DESC, taken_at DESC
), changed AS (
    SELECT stage_id, unit_id, register, {now}, {before}
    FROM counted FULL JOIN former USING (stage_id, unit_id, register)
    WHERE former.unit_id IS NULL OR ({counted}) IS DISTINCT FROM ({former})
), later AS (
    SELECT c.*, next.as_of FROM changed c CROSS JOIN LATERAL (
        SELECT n.as_of FROM progress_count n WHERE n.stage_id = c.stage_id AND n.as_of > %(as_of)s ORDER BY 1 LIMIT 1
    ) next
    WHERE NOT EXISTS (
        SELECT FROM {table} s WHERE (s.stage_id, s.unit_id, s.register) = (c.stage_id, c.unit_id, c.register)
        AND s.as_of > %(as_of)s AND s.as_of <= next.as_of
    )
)
INSERT INTO {table} (snapshot_id, stage_id, unit_id, register, as_of, taken_at, {numbers})
SELECT %(run)s, stage_id, unit_id, register, %(as_of)s, %(taken)s, {numbers} FROM changed
UNION ALL
SELECT %(run)s, stage_id, unit_id, register, as_of, %(taken)s, {olds} FROM later
"""


def take_snapshot(conn: psycopg.Connection[Any], stage_id: str | None, as_of: date, run: str) -> int:
    """Keep the progress of a stage (None: of all) per unit × register × stage; returns the rows written.

    Beside it `work_snapshot` keeps, in the same manner, what only the budget counts.

    Only what differs from the newest row before is written, what fell to nothing as zeros; so the state of a day is,
    for each of them, the newest row up to that day. A snapshot of a day before others leaves those as they are: what
    they had silently carried over is written down beside it.

    `run`: id of the run that counts; a second call in the same run for the same stage writes nothing (0).
    """
    words: dict[str, Any] = {"run": run, "as_of": as_of, "stage": stage_id}
    with transient_errors(), dated(conn, as_of):
        # Two counts at a time would both write the same change.
        words["taken"] = take_turn(conn, Facts.PROGRESS)
        stages = [stage for (stage,) in conn.execute(_NOTE, words)]
        if not stages:
            return 0
        conn.execute(_statement(_WORK), words | {"stages": stages})
        return conn.execute(_statement(_PROGRESS), words | {"stages": stages}).rowcount


def _statement(kept: _Kept) -> Composed:
    names = [Identifier(name) for name in kept.numbers]
    olds = [Identifier(f"old_{name}") for name in kept.numbers]
    # What is gone is nothing planned; what was not there yet had no denominator.
    counted = [SQL("coalesce(counted.{}, 0)").format(name) for name in names]
    former = [SQL("coalesce(former.{}, 0)").format(name) for name in names]
    if kept.nullable is not None:
        at = kept.numbers.index(kept.nullable)
        counted[at] = SQL("CASE WHEN counted.unit_id IS NULL THEN 0 ELSE counted.{} END").format(names[at])
        former[at] = SQL("former.{}").format(names[at])
    comma = SQL(", ")

    def named(values: list[Composed], as_names: list[Identifier]) -> Composed:
        pairs = zip(values, as_names, strict=True)
        return comma.join(SQL("{} AS {}").format(value, name) for value, name in pairs)

    return SQL(_KEEP).format(
        view=Identifier(kept.view),
        table=Identifier(kept.table),
        numbers=comma.join(names),
        olds=comma.join(olds),
        now=named(counted, names),
        before=named(former, olds),
        counted=comma.join(counted),
        former=comma.join(former),
    )
