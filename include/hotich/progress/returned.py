"""What the rules say of the rows: open now, and month by month."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import psycopg
from psycopg.rows import class_row

from hotich.progress.dating import dated
from hotich.storage.database import transient_errors


@dataclass(frozen=True, slots=True)
class OpenRule:
    """Rows that a rule holds back, or cases that it warns of, today. A row that breaks two rules counts with each."""

    rule_id: str
    severity: str
    """error (returned) or warning."""
    items: int
    units: int
    """Units that have such rows."""
    oldest_on: date | None


@dataclass(frozen=True, slots=True)
class DeliveredMonth:
    """Rows of first keyings that were judged in a month."""

    month: date
    """Its first day."""
    rows_read: int
    rows_returned: int


@dataclass(frozen=True, slots=True)
class RuleMonth:
    """How many rows broke one rule in a month."""

    month: date
    rule_id: str
    severity: str
    failed: int


_DELIVERED: Final = (
    "SELECT month, sum(rows_read)::int AS rows_read, sum(rows_returned)::int AS rows_returned FROM delivery_month"
    " WHERE %(units)s::int[] IS NULL OR unit_id = ANY(%(units)s) GROUP BY month ORDER BY month"
)


def open_rules(conn: psycopg.Connection[Any], unit_ids: list[int] | None = None) -> list[OpenRule]:
    """By rule, errors first, the most first: the view `open_rule`, of these units (None: all that may be seen)."""
    query = (
        "SELECT rule_id, severity, sum(items)::int AS items, count(DISTINCT unit_id)::int AS units,"
        " min(oldest_on) AS oldest_on FROM open_rule"
        " WHERE %(units)s::int[] IS NULL OR unit_id = ANY(%(units)s)"
        " GROUP BY rule_id, severity ORDER BY severity, items DESC, rule_id"
    )
    with transient_errors(), conn.cursor(row_factory=class_row(OpenRule)) as cursor:
        return cursor.execute(query, {"units": unit_ids}).fetchall()


def delivered_months(
    conn: psycopg.Connection[Any], as_of: date, unit_ids: list[int] | None = None
) -> list[DeliveredMonth]:
    """Month by month up to the data date: the view `delivery_month`, of these units (None: all that may be seen)."""
    with transient_errors(), dated(conn, as_of), conn.cursor(row_factory=class_row(DeliveredMonth)) as cursor:
        return cursor.execute(_DELIVERED, {"units": unit_ids}).fetchall()


def rule_months(conn: psycopg.Connection[Any], as_of: date) -> list[RuleMonth]:
    """Rule by rule and month by month up to the data date: the view `rule_month`; of the whole plan, never of a unit."""
    query = "SELECT month, rule_id, severity, failed FROM rule_month ORDER BY month, rule_id"
    with transient_errors(), dated(conn, as_of), conn.cursor(row_factory=class_row(RuleMonth)) as cursor:
        return cursor.execute(query).fetchall()


def returned_months(conn: psycopg.Connection[Any], as_of: date) -> list[RuleMonth]:
    """Rows that came back, rule by rule and month by month up to the data date, of what may be seen: `returned_month`.

    Of the units that may be seen this is all that can be told: which units a batch's warnings were of is kept nowhere, and
    a case's warnings go when it is mended.
    """
    query = (
        "SELECT month, rule_id, 'error' AS severity, sum(rows)::int AS failed FROM returned_month"
        " GROUP BY month, rule_id ORDER BY month, rule_id"
    )
    with transient_errors(), dated(conn, as_of), conn.cursor(row_factory=class_row(RuleMonth)) as cursor:
        return cursor.execute(query).fetchall()
