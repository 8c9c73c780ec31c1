"""What a state by SPI(t) may hide: lost books, overdue stages, a small chance, units out of order, work nobody counts."""

from datetime import date, timedelta

from tests.unit.progress.small_plan import (
    DONG_VINH,
    EVERY_UNIT,
    QUYNH_THACH,
    QUYNH_VAN,
    STAGE,
    board,
    row,
    steady,
)

from hotich.progress import Adherence, Scope

WHOLE = Scope()
UNIT = Scope(stage_id="xa_2", unit_id=QUYNH_THACH)


def test_cases_in_lost_books_stay_in_the_denominator_and_are_nobodys_work() -> None:
    rows = [row(date(2020, 7, 1), 40, 100, lost=60), *EVERY_UNIT]
    found = board(rows, date(2020, 8, 1)).standing(STAGE)
    assert (found.planned, found.left, found.lost) == (100, 0, 60)
    assert found.accepted_percent == 40.0
    assert found.adherence is Adherence.DONE
    rows[0] |= {"accepted": 39}
    again = board(rows, date(2020, 8, 1)).standing(STAGE)
    assert (again.left, again.adherence is Adherence.DONE) == (1, False)


def test_less_than_all_is_never_a_hundred_percent() -> None:
    found = board([row(date(2020, 7, 1), 9_999, 10_000), *EVERY_UNIT], date(2020, 8, 1)).standing(STAGE)
    assert found.accepted_percent == 99.9


def test_stages_within_a_scope_that_are_over_and_not_done_are_named() -> None:
    rows = [
        row(date(2020, 7, 1), 90, 100),
        row(date(2021, 1, 1), 100, 100, stage="xa_2"),
        row(date(2022, 1, 1), 1, 100, stage="xa_3"),
        *EVERY_UNIT,
    ]
    shown = board(rows, date(2022, 2, 1))
    assert shown.standing(Scope(unit_id=QUYNH_THACH)).overdue_stages == ("xa_1",)
    assert shown.standing(STAGE).overdue_stages == ("xa_1",)
    assert board(rows, date(2020, 12, 31)).standing(Scope(unit_id=QUYNH_THACH)).overdue_stages == ()


def test_who_is_on_time_may_still_be_unlikely_to_end_in_time() -> None:
    """Half a year far ahead, then ten weeks of next to nothing: SPI(t) forgives, the weeks don't."""
    quick = steady(10, 60, 1000)
    slow = [row(date(2020, 8, 29) + timedelta(days=no), 600 + no // 10, 1000) for no in range(1, 60)]
    found = board(quick + slow + EVERY_UNIT, date(2020, 10, 20)).standing(STAGE)
    assert found.adherence is Adherence.ON_TIME
    assert found.forecast is not None
    assert found.forecast.in_time < 0.5
    assert found.unlikely
    even = board(steady(8, 120, 1000) + EVERY_UNIT, date(2020, 10, 28)).standing(STAGE)
    assert even.unlikely is False


def test_units_that_work_out_of_order_are_counted_though_their_share_is_small() -> None:
    """Quỳnh Vạn does its births, which come second, before any marriage; the others are far larger and in order."""
    rows = [
        row(date(2021, 1, 1), 900, 1000, stage="xa_2", register="KH"),
        row(date(2021, 1, 1), 0, 1000, stage="xa_2"),
        row(date(2021, 1, 1), 0, 10, stage="xa_2", unit=QUYNH_VAN, register="KH"),
        row(date(2021, 1, 1), 5, 10, stage="xa_2", unit=QUYNH_VAN),
        row(date(2021, 1, 1), 0, 0, stage="xa_2", unit=DONG_VINH),
    ]
    shown = board(rows, date(2021, 3, 1))
    found = shown.standing(Scope(stage_id="xa_2"))
    assert (found.out_of_order, found.units_out_of_order) == ((), 1)
    assert shown.standing(UNIT).units_out_of_order == 0
    assert shown.standing(Scope(stage_id="xa_2", unit_id=QUYNH_VAN)).units_out_of_order == 1


def test_pace_counts_what_brings_the_end_nearer() -> None:
    counted = steady(1, 60, 100)
    beside = [row(date(2020, 7, 1) + timedelta(days=no), 50 * no, None, unit=QUYNH_VAN) for no in range(60)]
    day = date(2020, 8, 29)
    assert board(counted + beside, day).standing(STAGE).pace == board(counted, day).standing(STAGE).pace


def test_a_small_rest_that_nobody_works_on_has_no_likely_end() -> None:
    rows = [row(date(2020, 7, 1), 99, 100), *EVERY_UNIT]
    found = board(rows, date(2022, 2, 1)).standing(STAGE)
    assert (found.overdue, found.forecast, found.likely_end) == (True, None, None)
    assert found.forecast_end is not None, "the formula says tomorrow"


def test_the_districts_and_what_belongs_to_none_make_up_the_whole() -> None:
    office = next(unit for unit in board([], date(2020, 8, 1)).plan.units if unit.level == "province")
    stage = next(one for one in board([], date(2020, 8, 1)).plan.stages if one.tier.startswith("tinh"))
    rows = [row(date(2020, 7, 1), 1, 100), row(date(2020, 7, 1), 2, 50, stage=stage.id, unit=office.unit_id)]
    shown = board(rows, date(2020, 8, 1))
    parts = shown.standings(shown.scopes(by="district"))
    assert sum(one.planned or 0 for one in parts) == shown.standing(WHOLE).planned
    last = parts[-1]
    assert last.scope == Scope(unit_id=office.unit_id)
    assert last.title.startswith(shown.plan.tier_of(office).maker)
