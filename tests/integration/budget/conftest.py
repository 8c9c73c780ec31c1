"""Snapshots laid into a database as a count would have left them."""

from collections.abc import Callable
from datetime import date
from typing import Any

import psycopg
import pytest

from hotich.plan import load_plan
from hotich.storage.plans import sync_plan

_PROGRESS = ("planned", "lost", "delivered", "checked", "returned", "loaded", "accepted",
             "books_planned", "books_delivered", "books_loaded")  # fmt: skip
_WORK = ("scanned", "second_keyed", "pages_scanned", "pages_by_scans", "cases_by_scans", "pages_by_inventory",
         "cases_by_inventory")  # fmt: skip


def put_snapshot(
    conn: psycopg.Connection[Any],
    as_of: date,
    stage: str,
    unit_code: str,
    register: str,
    **numbers: int | None,
) -> None:
    """What was counted of one unit's register in one stage on a day."""
    plan = load_plan("ben_tre_2019")
    sync_plan(conn, plan)
    unit_id = plan.units.lives(unit_code)[0].unit_id
    key = [f"{as_of}", stage, unit_id, register, as_of]
    for table, names in (("progress_snapshot", _PROGRESS), ("work_snapshot", _WORK)):
        values = [numbers.get(name, 0) for name in names]
        marks = ", ".join(["%s"] * (len(key) + len(values)))
        conn.execute(
            f"INSERT INTO {table} (snapshot_id, stage_id, unit_id, register, as_of, {', '.join(names)})"
            f" VALUES ({marks})".encode(),
            [*key, *values],
        )


@pytest.fixture(scope="session")
def snapshot() -> Callable[..., None]:
    return put_snapshot
