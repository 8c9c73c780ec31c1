"""Standings and courses made by hand, for looking at what charts make of them."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from hotich.progress import Adherence, Course, Scope, Standing

AS_OF = date(2025, 3, 14)
_STANDING = Standing(
    scope=Scope(stage_id="huyen_xa_4"), title="Cấp huyện, cấp xã – Giai đoạn 4", as_of=AS_OF,
    start=date(2023, 7, 1), end=date(2025, 12, 31), planned=842_311, lost=12, target=842_311, planned_by_now=512_000.4, planned_at_start=840_000,
    delivered=450_000, checked=445_000, returned=4_000, loaded=440_000, accepted=401_234, earned=401_234, books_planned=300,
    books_delivered=200, books_loaded=180, units_without_denominator=2, adherence=Adherence.VERY_LATE, overdue=False,
    months_ahead=-3.4, spi_t=0.82, spi=0.78, forecast_end=date(2026, 6, 1), forecast=None, forecast_gap="chưa đủ dữ liệu",
    pace=230.0, pace_needed=410.0, out_of_order=(), left=441_065, units_out_of_order=0, unlikely=False, overdue_stages=(),
)  # fmt: skip


@pytest.fixture
def make_standing() -> Callable[..., Standing]:
    def make(**changes: Any) -> Standing:
        return replace(_STANDING, **changes)

    return make


@pytest.fixture
def course() -> Course:
    """Ten days before and ten after the data date; a scope that grows on the fifth day."""
    days = tuple(AS_OF + timedelta(days=at) for at in range(-10, 11))
    past = [day <= AS_OF for day in days]
    return Course(
        scope=Scope(),
        as_of=AS_OF,
        days=days,
        planned=tuple(10.0 * at for at in range(21)),
        accepted=tuple(6.0 * at if known else None for at, known in enumerate(past)),
        loaded=tuple(7.0 * at if known else None for at, known in enumerate(past)),
        scope_total=tuple((180.0 if at < 5 else 200.0) if known else None for at, known in enumerate(past)),
        fan=tuple(None if known else (at * 5.0, at * 6.0, at * 8.0) for at, known in enumerate(past)),
    )
