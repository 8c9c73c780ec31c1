"""The plan and its units in the database, for the numbers that are counted there."""

from typing import Any

import psycopg

from hotich.errors import HotichError
from hotich.plan import Plan
from hotich.storage.database import transient_errors
from hotich.units import Unit


def sync_plan(conn: psycopg.Connection[Any], plan: Plan) -> int:
    """Write the plan's units and stages; returns plan_version_id. A version, once written, is never changed.

    `plan` as amended on some day is a version of its own, so that a former baseline stays.
    """
    with transient_errors(), conn.transaction():
        conn.execute("SELECT pg_advisory_xact_lock(hashtext('hotich.plan'))")
        _write_units(conn, plan)
        amended_by = ",".join(amendment.decision for amendment in plan.applied)
        found = conn.execute(
            "SELECT plan_version_id FROM plan_version WHERE plan_id = %s AND sha256 = %s AND amended_by = %s",
            [plan.id, plan.sha256, amended_by],
        ).fetchone()
        if found is not None:
            return int(found[0])
        row = conn.execute(
            "INSERT INTO plan_version (plan_id, sha256, amended_by, name, province) VALUES (%s, %s, %s, %s, %s)"
            " RETURNING plan_version_id",
            [plan.id, plan.sha256, amended_by, plan.name, plan.province.name],
        ).fetchone()
        assert row is not None
        _write_stages(conn, plan, row[0])
    return int(row[0])


def _write_units(conn: psycopg.Connection[Any], plan: Plan) -> None:
    with conn.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO unit (unit_id, code, name, kind, level, tier, parent_code, valid_from, valid_to, successor_ids)"
            " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"
            " ON CONFLICT (unit_id) DO UPDATE SET name = excluded.name, kind = excluded.kind, tier = excluded.tier,"
            " parent_code = excluded.parent_code, valid_from = excluded.valid_from, valid_to = excluded.valid_to,"
            " successor_ids = excluded.successor_ids"
            " WHERE (unit.name, unit.kind, unit.tier, unit.parent_code, unit.valid_from, unit.valid_to,"
            " unit.successor_ids) IS DISTINCT FROM (excluded.name, excluded.kind, excluded.tier, excluded.parent_code,"
            " excluded.valid_from, excluded.valid_to, excluded.successor_ids)",
            [
                (
                    unit.unit_id, unit.code, unit.name, unit.kind, unit.level.value, _tier(plan, unit),
                    unit.parent_code, unit.valid_from, unit.valid_to, list(unit.successor_ids),
                )
                for unit in plan.units
            ],
        )  # fmt: skip


def _tier(plan: Plan, unit: Unit) -> str | None:
    try:
        return plan.tier_of(unit).id
    except HotichError:
        return None


def _write_stages(conn: psycopg.Connection[Any], plan: Plan, plan_version_id: int) -> None:
    with conn.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO stage (plan_version_id, stage_id, position, tier, phase_no, title, clause, window_start,"
            " window_end, registrations_from, registrations_until)"
            " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
            [
                (
                    plan_version_id, stage.id, position, stage.tier, stage.phase_no, stage.name, stage.clause,
                    stage.window_start, stage.window_end, stage.registrations_from, stage.registrations_until,
                )
                for position, stage in enumerate(plan.stages, start=1)
            ],
        )  # fmt: skip
