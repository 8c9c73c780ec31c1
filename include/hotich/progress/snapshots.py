"""Snapshots of progress: what the numbers were, kept for ever; only what has changed is written."""

from datetime import date
from typing import Any, Final

import psycopg
from psycopg.sql import SQL, Composed, Identifier

from hotich.progress.dating import dated
from hotich.storage.database import transient_errors

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

_NOTE: Final = """
INSERT INTO progress_count (snapshot_id, stage_id, as_of)
SELECT %(run)s, stage_id, %(as_of)s FROM (
    SELECT stage_id FROM current_stage UNION SELECT stage_id FROM unit_progress
    UNION SELECT stage_id FROM progress_snapshot
) known WHERE %(stage)s::text IS NULL OR stage_id = %(stage)s
ON CONFLICT DO NOTHING RETURNING stage_id
"""

_KEEP: Final = """
WITH counted AS (
    SELECT stage_id, unit_id, register, {numbers} FROM unit_progress WHERE stage_id = ANY(%(stages)s)
), former AS (
    SELECT DISTINCT ON (stage_id, unit_id, register) stage_id, unit_id, register, {numbers}
    FROM progress_snapshot WHERE stage_id = ANY(%(stages)s) AND as_of <= %(as_of)s
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
        SELECT FROM progress_snapshot s WHERE (s.stage_id, s.unit_id, s.register) = (c.stage_id, c.unit_id, c.register)
        AND s.as_of > %(as_of)s AND s.as_of <= next.as_of
    )
)
INSERT INTO progress_snapshot (snapshot_id, stage_id, unit_id, register, as_of, {numbers})
SELECT %(run)s, stage_id, unit_id, register, %(as_of)s, {numbers} FROM changed
UNION ALL
SELECT %(run)s, stage_id, unit_id, register, as_of, {olds} FROM later
"""


def take_snapshot(conn: psycopg.Connection[Any], stage_id: str | None, as_of: date, run: str) -> int:
    """Keep the progress of a stage (None: of all) per unit × register × stage; returns the rows written.

    Only what differs from the newest row before is written, what fell to nothing as zeros; so the state of a day is,
    for each of them, the newest row up to that day. A snapshot of a day before others leaves those as they are: what
    they had silently carried over is written down beside it.

    `run`: id of the run that counts; a second call in the same run for the same stage writes nothing (0).
    """
    words = {"run": run, "as_of": as_of, "stage": stage_id}
    with transient_errors(), dated(conn, as_of):
        # Two counts at a time would both write the same change.
        conn.execute("SELECT pg_advisory_xact_lock(hashtext('hotich.progress_snapshot'))")
        stages = [stage for (stage,) in conn.execute(_NOTE, words)]
        return conn.execute(_statement(), words | {"stages": stages}).rowcount if stages else 0


def _statement() -> Composed:
    names = [Identifier(name) for name in NUMBERS]
    olds = [Identifier(f"old_{name}") for name in NUMBERS]
    # What is gone is nothing planned; what was not there yet had no denominator.
    counted = [SQL("coalesce(counted.{}, 0)").format(name) for name in names]
    counted[0] = SQL("CASE WHEN counted.unit_id IS NULL THEN 0 ELSE counted.{} END").format(names[0])
    former = [SQL("coalesce(former.{}, 0)").format(name) for name in names]
    former[0] = SQL("former.{}").format(names[0])
    comma = SQL(", ")

    def named(values: list[Composed], as_names: list[Identifier]) -> Composed:
        pairs = zip(values, as_names, strict=True)
        return comma.join(SQL("{} AS {}").format(value, name) for value, name in pairs)

    return SQL(_KEEP).format(
        numbers=comma.join(names),
        olds=comma.join(olds),
        now=named(counted, names),
        before=named(former, olds),
        counted=comma.join(counted),
        former=comma.join(former),
    )
