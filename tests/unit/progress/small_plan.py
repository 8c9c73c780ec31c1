"""A made-up plan of three communes in three tiers, and snapshots of it written by hand."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import polars as pl

from hotich.plan import load_plan
from hotich.progress import Board, Scope
from hotich.progress.history import KEY
from hotich.progress.snapshots import NUMBERS

PLAN = load_plan(Path(__file__).parents[2] / "golden" / "plans" / "nghe_an_hu_cau.yaml")
"""Communes: xa_1 from 1/7/2020 to 31/12/2020, xa_2 in 2021 (marriages before births), xa_3 in 2022."""
UNIT = {unit.name: unit.unit_id for unit in PLAN.units}
DONG_VINH, QUYNH_THACH, QUYNH_VAN = (
    UNIT[f"{name}"] for name in ("Phường Đông Vĩnh", "Xã Quỳnh Thạch", "Xã Quỳnh Văn")
)
VINH, QUYNH_LUU = UNIT["Thành phố Vinh"], UNIT["Huyện Quỳnh Lưu"]
KNOWN_AT = datetime(2026, 1, 1, tzinfo=UTC)
SCHEMA = dict(zip(KEY, (pl.String, pl.Int32, pl.String), strict=True)) | {"day": pl.Int32}
SCHEMA |= dict.fromkeys(NUMBERS, pl.Int32)


def row(
    day: date,
    accepted: int = 0,
    planned: int | None = 100,
    *,
    stage="xa_1",
    unit=QUYNH_THACH,
    register="KS",
    **numbers,
):
    """One line of a snapshot; books and deliveries follow the cases where not given."""
    facts = dict.fromkeys(NUMBERS, 0) | {
        "planned": planned, "accepted": accepted, "loaded": accepted, "delivered": accepted, "checked": accepted,
        "books_planned": 0 if planned is None else 1, "books_delivered": int(accepted > 0),
    }  # fmt: skip
    return (
        {"stage_id": stage, "unit_id": unit, "register": register, "day": day.toordinal()} | facts | numbers
    )


def board(rows, as_of: date, plan=None) -> Board:
    frame = pl.DataFrame(rows, schema=SCHEMA, orient="row").sort(*KEY, "day")
    seen = frame.filter(pl.col("day") <= as_of.toordinal())
    return Board(plan or PLAN.at(as_of), seen, as_of=as_of, known_at=KNOWN_AT)


def steady(per_day: int, days: int, planned: int, start: date = date(2020, 7, 1), **key):
    """So many cases accepted each day of the calendar."""
    return [row(start + timedelta(days=no), per_day * (no + 1), planned, **key) for no in range(days)]


STAGE = Scope(stage_id="xa_1")
EVERY_UNIT = [
    row(date(2020, 7, 1), 0, 0, unit=unit, register="KH") for unit in (DONG_VINH, QUYNH_THACH, QUYNH_VAN)
]
"""All three communes have sent an inventory, which is empty in the stage."""
