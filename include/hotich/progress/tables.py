"""Progress as tables for people: the command line, the demo, reports."""

from datetime import date
from typing import Any

import psycopg
from psycopg.rows import dict_row

from hotich.progress.dating import dated
from hotich.storage.database import transient_errors
from hotich.text.shown import percent_of

NO_DENOMINATOR = "chưa có mẫu số"
"""Shown in place of a percentage where no inventory says how many cases there are."""


def stage_table(conn: psycopg.Connection[Any], as_of: date) -> list[dict[str, Any]]:
    """One row a stage in the plan's order: the columns of `stage_progress`, and `loaded_percent` (None: no denominator)."""
    return _read(conn, as_of, "SELECT * FROM stage_progress ORDER BY position", {})


def unit_table(
    conn: psycopg.Connection[Any], as_of: date, stage_id: str | None = None
) -> list[dict[str, Any]]:
    """One row for each unit × register of a stage (None: all stages), with the unit's code and name, by code."""
    return _read(
        conn,
        as_of,
        "SELECT u.code, u.name, p.* FROM unit_progress p JOIN unit u USING (unit_id)"
        " WHERE %(stage)s::text IS NULL OR p.stage_id = %(stage)s ORDER BY u.code, p.stage_id, p.register",
        {"stage": stage_id},
    )


def percent(part: int, planned: int | None) -> float | None:
    """`part` in percent of the planned cases; None when there is no denominator (also when nothing is planned)."""
    return percent_of(part, planned)


def _read(
    conn: psycopg.Connection[Any], as_of: date, query: str, words: dict[str, Any]
) -> list[dict[str, Any]]:
    with transient_errors(), dated(conn, as_of), conn.cursor(row_factory=dict_row) as cursor:
        rows = cursor.execute(query.encode(), words).fetchall()
    return [{**row, "as_of": as_of, "loaded_percent": percent(row["loaded"], row["planned"])} for row in rows]
