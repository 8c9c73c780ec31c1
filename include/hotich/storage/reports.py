"""Reports that were made (`report`)."""

from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any, Final

import psycopg
from psycopg.rows import class_row

from hotich.storage.database import transient_errors


@dataclass(frozen=True, slots=True)
class Made:
    """What was made, from what."""

    kind: str
    period_start: date
    period_end: date
    unit_id: int
    as_of: date
    known_at: datetime
    plan_sha256: str
    amended_by: str
    template_sha256: str
    figures_sha256: str
    document: str
    """Path below the outbox."""
    document_sha256: str
    annex: str
    annex_sha256: str
    finding_count: int
    made_by: str


@dataclass(frozen=True, slots=True)
class MadeReport(Made):
    """The same with its number and moment."""

    report_id: int
    made_at: datetime


_NAMES: Final = tuple(field.name for field in fields(Made))


def keep_report(conn: psycopg.Connection[Any], made: Made) -> int:
    """Write down that a report was made; returns its number."""
    values = {name: getattr(made, name) for name in _NAMES}
    with transient_errors():
        row = conn.execute(
            "INSERT INTO report (kind, period_start, period_end, unit_id, as_of, known_at, plan_sha256, amended_by,"
            " template_sha256, figures_sha256, document, document_sha256, annex, annex_sha256, finding_count, made_by)"
            " VALUES (%(kind)s, %(period_start)s, %(period_end)s, %(unit_id)s, %(as_of)s, %(known_at)s, %(plan_sha256)s,"
            " %(amended_by)s, %(template_sha256)s, %(figures_sha256)s, %(document)s, %(document_sha256)s, %(annex)s,"
            " %(annex_sha256)s, %(finding_count)s, %(made_by)s) RETURNING report_id",
            values,
        ).fetchone()
    assert row is not None
    return int(row[0])


def made_reports(conn: psycopg.Connection[Any]) -> list[MadeReport]:
    """All reports that were made, the newest first."""
    with transient_errors(), conn.cursor(row_factory=class_row(MadeReport)) as cursor:
        return cursor.execute("SELECT * FROM report ORDER BY report_id DESC").fetchall()
