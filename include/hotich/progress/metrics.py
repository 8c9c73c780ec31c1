"""The metrics that runs emit (StatsD, OpenTelemetry): each described once, each read from a view."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import psycopg
from psycopg import sql

from hotich.progress.dating import dated
from hotich.storage.database import transient_errors


@dataclass(frozen=True, slots=True)
class Metric:
    """One gauge per unit × register × stage."""

    name: str
    column: str
    """Of the view `unit_progress`."""
    unit: str
    """What is counted: case, row or book."""
    term: str
    """Vietnamese name."""
    meaning: str
    """English meaning; the SQL of the view is the definition."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One value of one metric."""

    name: str
    value: int
    tags: Mapping[str, str]
    """stage, unit (GSO code), register."""


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
