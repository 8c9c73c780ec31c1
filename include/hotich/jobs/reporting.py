"""Makes progress reports, lists those that were made, says which are due, and checks the form of a document."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

import psycopg

from hotich.budget.balance import Balance, balances
from hotich.budget.costing import load_costing
from hotich.difficulties import difficulties_of
from hotich.errors import HotichError
from hotich.plan import Plan, ReportKind, load_plan
from hotich.progress import read_board
from hotich.reports.annex import write_annex
from hotich.reports.blanks import fill
from hotich.reports.content import Content
from hotich.reports.document import write_document
from hotich.reports.gathering import gather
from hotich.reports.issuer import Issuer, issuer_of, reporting_districts
from hotich.reports.lint import lint
from hotich.reports.papers import PAPERS, REPORT
from hotich.reports.period import Period, ended_periods, period_of, span
from hotich.reports.pictures import draw
from hotich.settings import Settings
from hotich.storage.database import connect
from hotich.storage.reports import Made, MadeReport, keep_report, made_reports
from hotich.storage.turns import one_state
from hotich.units import Level

FOLDER: Final = Path("bao_cao", "tien_do")
"""Where reports stand below the outbox."""
_DUE_FOR: Final = timedelta(days=60)
"""A report that a schedule missed is still made so long after its period."""


def period_named(kind: str, period: str | None, start: date | None, end: date | None) -> Period:
    """The period that a kind with “2025-Q3”, or with its first and last day, names. Raises HotichError otherwise."""
    if start is not None and end is not None and period is None:
        return span(start, end)
    if period is None or start is not None or end is not None:
        raise HotichError("Ghi kỳ báo cáo bằng --period, hoặc bằng cả --from và --to; không ghi cả hai cách.")
    if kind not in set(ReportKind):
        raise HotichError(f"Không có loại báo cáo “{kind}”. Các loại: {', '.join(ReportKind)}.")
    return period_of(ReportKind(kind), period)


def make_report(
    settings: Settings,
    period: Period,
    level: Level,
    unit_code: str | None = None,
    *,
    as_of: date | None = None,
    known_at: datetime | None = None,
    made_by: str,
) -> dict[str, Any]:
    """Make a report (.docx) with its annex (.xlsx) from one state of the data, check its form, and write down that it was made.

    Args:
        unit_code: of the district; None for the province.
        as_of: data date; None: the period's last day, or today while the period goes on.
        known_at: as the data were known at that moment; None: now. Equal periods, units, data dates and moments give
            equal figures.

    Returns:
        report_id, document, annex (paths), as_of, known_at, figures_sha256, findings (texts of the linter).
    """
    plan = load_plan(settings.plan)
    day = as_of or min(period.end, _today(plan))
    if day < period.start:
        raise HotichError(
            f"Ngày số liệu {day:%d/%m/%Y} trước ngày đầu kỳ {period.start:%d/%m/%Y}: kỳ này chưa bắt đầu, hoặc chọn --as-of khác."
        )
    if day > period.end:
        raise HotichError(
            f"Ngày số liệu {day:%d/%m/%Y} sau ngày cuối kỳ {period.end:%d/%m/%Y}: báo cáo của kỳ chỉ nói đến hết kỳ. "
            "Bỏ --as-of, hoặc chọn khoảng ngày khác bằng --from và --to."
        )
    issuer = issuer_of(plan.at(day), level, unit_code, day)
    template = REPORT.in_use(settings.report_templates)
    with connect(settings) as conn:
        with one_state(conn) as moment:
            content = _content(conn, plan, issuer, period, day, known_at or moment)
        filled = fill(content)
        folder = settings.outbox / FOLDER / issuer.unit.code
        stem = _free_name(folder, f"bao_cao.{issuer.unit.code}.{period.id}")
        document = write_document(template, filled, draw(content), folder / f"{stem}.docx")
        annex = write_annex(content, folder / f"{stem}.xlsx")
        findings = lint(document)
        made = Made(
            kind=period.kind.value,
            period_start=period.start,
            period_end=period.end,
            unit_id=issuer.unit.unit_id,
            as_of=day,
            known_at=content.known_at,
            plan_sha256=plan.sha256,
            amended_by=",".join(one.decision for one in content.plan.applied),
            template_sha256=_digest(template.read_bytes()),
            figures_sha256=_digest(json.dumps(filled, ensure_ascii=False, sort_keys=True).encode()),
            document=str(document.relative_to(settings.outbox)),
            document_sha256=_digest(document.read_bytes()),
            annex=str(annex.relative_to(settings.outbox)),
            annex_sha256=_digest(annex.read_bytes()),
            finding_count=len(findings),
            made_by=made_by,
        )
        report_id = keep_report(conn, made)
    return {
        "report_id": report_id,
        "document": str(document),
        "annex": str(annex),
        "as_of": day.isoformat(),
        "known_at": content.known_at.isoformat(),
        "figures_sha256": made.figures_sha256,
        "findings": [str(one) for one in findings],
    }


def make_due_report(settings: Settings, due: dict[str, Any], made_by: str) -> dict[str, Any]:
    """Make one of `due_reports`, its data date the period's last day; nothing when it has been made meanwhile.

    Returns: report_id, findings (how many departures from the form).
    """
    plan = load_plan(settings.plan)
    period, level = period_of(ReportKind(due["kind"]), due["period"]), Level(due["level"])
    unit = issuer_of(plan.at(period.end), level, due["unit"], period.end).unit
    with connect(settings) as conn:
        former = [
            one
            for one in made_reports(conn)
            if _key(one) == (period.kind, period.start, period.end, unit.unit_id)
        ]
    if former:
        return {"report_id": former[0].report_id, "findings": former[0].finding_count}
    made = make_report(settings, period, level, due["unit"], made_by=made_by)
    return {"report_id": made["report_id"], "findings": len(made["findings"])}


def make_again(settings: Settings, report_id: int, made_by: str) -> dict[str, Any]:
    """Make a report again with its data date, as the data were known then.

    Returns:
        As `make_report`, and: former_id, same (every figure is the same), plan_changed (the plan file is not the same).
    """
    with connect(settings) as conn:
        former = next((one for one in made_reports(conn) if one.report_id == report_id), None)
    if former is None:
        raise HotichError(f"Không có báo cáo số {report_id}: xem `hotich report list`.")
    plan = load_plan(settings.plan)
    unit = plan.units.by_id(former.unit_id)
    made = make_report(
        settings,
        Period(ReportKind(former.kind), former.period_start, former.period_end),
        unit.level,
        unit.code if unit.level is Level.DISTRICT else None,
        as_of=former.as_of,
        known_at=former.known_at,
        made_by=made_by,
    )
    return made | {
        "former_id": report_id,
        "same": made["figures_sha256"] == former.figures_sha256,
        "plan_changed": plan.sha256 != former.plan_sha256,
    }


def report_list(settings: Settings) -> list[dict[str, Any]]:
    """The reports that were made, the newest first, with the unit's name and the period in words."""
    plan = load_plan(settings.plan)
    with connect(settings) as conn:
        found = made_reports(conn)
    rows = []
    for one in found:
        unit = plan.units.by_id(one.unit_id)
        period = Period(ReportKind(one.kind), one.period_start, one.period_end)
        rows.append(
            asdict(one)
            | {"unit": f"{unit.name_on(one.as_of)} ({unit.code})", "period": period.id, "title": period.title}
        )
    return rows


def due_reports(settings: Settings, as_of: date) -> list[dict[str, Any]]:
    """The regular reports whose period ended within the last 60 days and that were not made: {kind, period, level, unit}.

    What is regular, for which levels, says the plan (`reports`).
    """
    plan = load_plan(settings.plan)
    with connect(settings) as conn:
        made = {_key(one) for one in made_reports(conn)}
    due = []
    for level in (Level.DISTRICT, Level.PROVINCE):
        for period in _regular_periods(plan, level, as_of):
            version = plan.at(period.end)
            codes = (
                [None]
                if level is Level.PROVINCE
                else [one.code for one in reporting_districts(version, period.end)]
            )
            for code in codes:
                unit = issuer_of(version, level, code, period.end).unit
                if (period.kind.value, period.start, period.end, unit.unit_id) not in made:
                    due.append(
                        {"kind": period.kind.value, "period": period.id, "level": level.value, "unit": code}
                    )
    return due


def lint_document(path: Path) -> list[dict[str, str]]:
    """What departs from the form of the decree in a .docx: rule, where, what, clause."""
    return [asdict(one) for one in lint(path)]


def copy_templates(settings: Settings) -> list[dict[str, Any]]:
    """Put the packaged template of each paper where clerks change it; one that is there stays.

    Returns: title, path, written of each.
    """
    settings.report_templates.mkdir(parents=True, exist_ok=True)
    found = []
    for kind in PAPERS:
        own = settings.report_templates / kind.file_name
        written = not own.exists()
        if written:
            own.write_bytes(kind.packaged.read_bytes())
        found.append({"title": kind.title, "path": str(own), "written": written})
    return found


def _key(one: MadeReport) -> tuple[str, date, date, int]:
    return one.kind, one.period_start, one.period_end, one.unit_id


def _content(
    conn: psycopg.Connection[Any], plan: Plan, issuer: Issuer, period: Period, day: date, known_at: datetime
) -> Content:
    now = read_board(conn, plan, day, known_at=known_at)
    troubles = difficulties_of(conn, plan, issuer.scope, (period.start, day), as_of=day, known_at=known_at)
    money = _money(conn, plan, issuer, day, known_at) if plan.text.budget else []
    return gather(now, issuer, period, troubles=troubles, money=money)


def _money(
    conn: psycopg.Connection[Any], plan: Plan, issuer: Issuer, day: date, known_at: datetime
) -> Sequence[Balance]:
    """The year of the data date: of all authorities for the province, of its own for a district."""
    payer = None if issuer.level is Level.PROVINCE else issuer.unit.unit_id
    costing = load_costing(plan)
    return balances(conn, plan, costing, day, years=[day.year], known_at=known_at, payer=payer)


def _regular_periods(plan: Plan, level: Level, as_of: date) -> list[Period]:
    """Ended within the last days, of the kinds that the plan names for their last day."""
    first = min(stage.window_start for stage in plan.stages)
    found = []
    for kind in ReportKind:
        if kind is ReportKind.SPAN:
            continue
        for period in ended_periods(kind, max(first, as_of - _DUE_FOR), as_of - timedelta(days=1)):
            try:
                reporter = plan.reporter_of(level, period.end)
            except HotichError:
                continue
            if kind in reporter.kinds:
                found.append(period)
    return sorted(found, key=lambda one: (one.end, one.start))


def _today(plan: Plan) -> date:
    return datetime.now(ZoneInfo(plan.time_zone)).date()


def _free_name(folder: Path, stem: str) -> str:
    """A name that no file has: what a clerk may have worked on is never written over."""
    number = 1
    while any((folder / f"{stem}.lan_{number}.{suffix}").exists() for suffix in ("docx", "xlsx")):
        number += 1
    return f"{stem}.lan_{number}"


def _digest(content: bytes) -> str:
    return sha256(content).hexdigest()
