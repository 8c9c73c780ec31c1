"""The own plan of a district, or of a commune where there are no districts."""

from datetime import date
from pathlib import Path
from typing import Any

from hotich.budget.local_plan import LocalPlan, local_plan
from hotich.budget.local_plan_workbook import write_local_plan
from hotich.plan import load_plan
from hotich.reports.lint import lint
from hotich.reports.local_plan import write_local_plan_document
from hotich.reports.papers import LOCAL_PLAN
from hotich.settings import Settings
from hotich.storage.database import connect


def local_plan_table(settings: Settings, code: str, as_of: date) -> dict[str, Any]:
    """Shares by unit, stage and group, each with its months. Counts are cases.

    Keys: area, area_code, as_of, planned, lost, left, without_denominator, shares (unit, unit_code, stage, stage_id, group,
    group_id, planned, accepted, earned, left, months: {"2020-07": cases}), money (authority, year, activity, term, unit, quantity,
    price, amount, verified; đồng).
    """
    found = _read(settings, code, as_of)
    return {
        "area": found.area.name,
        "area_code": found.area.code,
        "as_of": as_of,
        "planned": found.planned,
        "lost": found.lost,
        "left": found.left,
        "without_denominator": [f"{unit.name} ({unit.code})" for unit in found.without_denominator],
        "shares": [
            {
                "unit": share.unit.name,
                "unit_code": share.unit.code,
                "stage": share.stage.name,
                "stage_id": share.stage.id,
                "group": share.group.term,
                "group_id": share.group.id,
                "planned": share.planned,
                "accepted": share.accepted,
                "earned": share.earned,
                "left": share.left,
                "first_month": share.by_month[0][0].term if share.by_month else "",
                "last_month": share.by_month[-1][0].term if share.by_month else "",
                "months": {f"{month.year}-{month.month:02d}": cases for month, cases in share.by_month},
            }
            for share in found.shares
        ],
        "money": [
            {
                "authority": line.authority.name,
                "year": line.year,
                "activity": line.activity.id,
                "term": line.activity.term,
                "unit": line.activity.unit.term,
                "quantity": line.quantity,
                "price": None if line.price is None else line.price.dong,
                "amount": line.amount,
                "verified": line.verified,
            }
            for line in found.money
        ],
    }


def write_local_plan_workbook(settings: Settings, code: str, as_of: date, path: Path | None = None) -> Path:
    """Write the plan as a workbook; returns the path (default: `<outbox>/ke_hoach/ke_hoach.<code>.<data date>.xlsx`)."""
    found = _read(settings, code, as_of)
    path = path or settings.outbox / "ke_hoach" / f"ke_hoach.{found.area.code}.{as_of.isoformat()}.xlsx"
    write_local_plan(path, found)
    return path


def write_local_plan_word(
    settings: Settings, code: str, as_of: date, path: Path | None = None
) -> tuple[Path, list[str]]:
    """Write the plan as a Word document in the decree's form; (path, findings of the linter).

    Default: `<outbox>/ke_hoach/ke_hoach.<code>.<data date>.docx`. A clerk's own template is taken, if there is one.
    """
    found = _read(settings, code, as_of)
    path = path or settings.outbox / "ke_hoach" / f"ke_hoach.{found.area.code}.{as_of.isoformat()}.docx"
    write_local_plan_document(LOCAL_PLAN.in_use(settings.report_templates), found, path)
    return path, [str(finding) for finding in lint(path)]


def _read(settings: Settings, code: str, as_of: date) -> LocalPlan:
    with connect(settings) as conn, conn.transaction():
        conn.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        return local_plan(conn, load_plan(settings.plan), code, as_of)
