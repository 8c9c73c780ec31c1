"""The metrics that runs emit (StatsD, OpenTelemetry): each described once, each read from a view."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import psycopg
from psycopg import sql

from hotich.progress.dating import dated
from hotich.storage.database import transient_errors
from hotich.storage.states import QueueKind


@dataclass(frozen=True, slots=True)
class Metric:
    """One gauge per unit × register (or kind of open work) × stage."""

    name: str
    column: str
    """Of the view `unit_progress`, or (the queue's) `work_queue`; of where work stands, the name in `Standing`."""
    unit: str
    """What is counted: case, row, book, …; or ratio (0…1), index (1: as planned), flag (0 or 1), code."""
    term: str
    """Vietnamese name."""
    meaning: str
    """English meaning; the SQL of the view is the definition."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One value of one metric."""

    name: str
    value: float
    tags: Mapping[str, str]
    """stage, unit (GSO code), register; of the queue: stage, unit (who must act today), kind; of where work stands: scope,
    stage, unit."""


TAGS = ("stage", "unit", "register")

METRICS = (
    Metric("hotich.cases.planned", "planned", "case", "Trường hợp theo thống kê",
           "Cases in the inventory in force less those struck out; not emitted where there is no inventory"),
    Metric("hotich.cases.delivered", "delivered", "case", "Trường hợp đã giao", "Distinct keys delivered"),
    Metric("hotich.cases.checked", "checked", "case", "Trường hợp đã kiểm tra", "Of these, judged by the rules"),
    Metric("hotich.rows.returned", "returned", "row", "Dòng đang trả lại", "Rows that wait for the unit's correction"),
    Metric("hotich.cases.loaded", "loaded", "case", "Trường hợp đã nạp", "Cases in the register's table"),
    Metric("hotich.cases.accepted", "accepted", "case", "Trường hợp đã nghiệm thu", "Cases of accepted books"),
    Metric("hotich.books.planned", "books_planned", "book", "Sổ theo thống kê", "Books in the inventory in force"),
    Metric("hotich.books.delivered", "books_delivered", "book", "Sổ đã giao", "Books of which a file was delivered"),
    Metric("hotich.books.loaded", "books_loaded", "book", "Sổ đã nạp", "Books with at least one loaded case"),
)  # fmt: skip

QUEUE_TAGS = ("stage", "unit", "kind")
QUEUE_METRICS = (
    Metric("hotich.queue.items", "items", "item", "Việc đang mở", "Open items of that kind; 0 where nothing is open"),
    Metric("hotich.queue.over_30", "over_30", "item", "Việc mở quá 30 ngày", "Of these, open for more than 30 days"),
)  # fmt: skip
SYSTEM = "he_thong"
"""Stands as the unit of what no unit has to act on and that concerns none."""


def queue_metrics(conn: psycopg.Connection[Any], as_of: date, stage_id: str | None = None) -> list[Reading]:
    """What is open, for each unit that has books in the stage × each kind: a gauge that falls to nothing must say 0."""
    words = {"stage": stage_id, "system": SYSTEM}
    with transient_errors(), dated(conn, as_of):
        units = conn.execute(
            "SELECT DISTINCT p.stage_id, t.today_code FROM unit_progress p JOIN unit_today t USING (unit_id)"
            " WHERE %(stage)s::text IS NULL OR p.stage_id = %(stage)s",
            words,
        ).fetchall()
        rows = conn.execute(
            "SELECT stage_id, coalesce(owner_code, unit_code, %(system)s), kind, sum(items)::int, sum(over_30)::int"
            " FROM work_queue WHERE %(stage)s::text IS NULL OR stage_id = %(stage)s GROUP BY 1, 2, 3",
            words,
        ).fetchall()
    values = {
        (stage, unit, kind.value): [0] * len(QUEUE_METRICS) for stage, unit in units for kind in QueueKind
    }
    values |= {(stage, unit, kind): numbers for stage, unit, kind, *numbers in rows}
    return [
        Reading(metric.name, value, dict(zip(QUEUE_TAGS, place, strict=True)))
        for place, numbers in sorted(values.items())
        for metric, value in zip(QUEUE_METRICS, numbers, strict=True)
    ]


def metrics(conn: psycopg.Connection[Any], as_of: date, stage_id: str | None = None) -> list[Reading]:
    """Every metric's value for each unit × register × stage that has books (of one stage, if given)."""
    columns = sql.SQL(", ").join(sql.Identifier("p", metric.column) for metric in METRICS)
    query = sql.SQL(
        "SELECT p.stage_id, u.code, p.register, {} FROM unit_progress p JOIN unit u USING (unit_id)"
        " WHERE %(stage)s::text IS NULL OR p.stage_id = %(stage)s ORDER BY 1, 2, 3"
    ).format(columns)
    with transient_errors(), dated(conn, as_of):
        rows = conn.execute(query, {"stage": stage_id}).fetchall()
    return [
        Reading(metric.name, value, {"stage": stage, "unit": code, "register": register})
        for stage, code, register, *values in rows
        for metric, value in zip(METRICS, values, strict=True)
        if value is not None
    ]
