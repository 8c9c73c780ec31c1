"""Where each part of the plan stands: sums, schedule, scope, order, and the baselines that decisions make."""

import itertools
from dataclasses import asdict, replace
from datetime import date, timedelta

import numpy as np
import pytest
from tests.unit.progress.small_plan import (
    DONG_VINH,
    EVERY_UNIT,
    PLAN,
    QUYNH_LUU,
    QUYNH_THACH,
    QUYNH_VAN,
    STAGE,
    VINH,
    board,
    row,
    steady,
)

from hotich.errors import HotichError
from hotich.progress import Adherence, Board, Scope, worst_first
from hotich.progress.snapshots import NUMBERS
from hotich.schedule import MONTH


def test_nothing_known_is_no_denominator():
    found = board([], date(2020, 8, 1)).standing(STAGE)
    assert (found.planned, found.target, found.spi_t, found.months_ahead) == (None, None, None, None)
    assert found.adherence is Adherence.NO_DENOMINATOR
    assert found.units_without_denominator == 3
    assert found.accepted_percent is None
    assert found.forecast_gap == "chưa có mẫu số"


def test_unit_without_inventory_is_never_done_and_never_in_a_percentage():
    rows = [row(date(2020, 7, 1), 100, 100), row(date(2020, 7, 1), 50, None, unit=QUYNH_VAN)]
    shown = board(rows, date(2020, 8, 1))
    alone = shown.standing(Scope(unit_id=QUYNH_VAN))
    assert (alone.adherence, alone.accepted, alone.earned) == (Adherence.NO_DENOMINATOR, 50, 0)
    assert alone.accepted_percent is None
    stage = shown.standing(STAGE)
    assert (stage.planned, stage.accepted, stage.earned, stage.units_without_denominator) == (
        100,
        150,
        100,
        2,
    )
    assert stage.adherence is not Adherence.DONE
    assert stage.forecast_gap == "còn 2 đơn vị chưa có mẫu số"


def test_more_than_the_inventory_counts_hides_nothing_elsewhere():
    rows = [row(date(2020, 7, 1), 130, 100, register="KH"), row(date(2020, 7, 1), 70, 100, register="KS")]
    found = board(rows + EVERY_UNIT[:1] + EVERY_UNIT[2:], date(2020, 8, 1)).standing(STAGE)
    assert (found.accepted, found.earned, found.planned) == (200, 170, 200)
    assert found.adherence is not Adherence.DONE


def test_newest_row_of_each_key_counts_up_to_the_data_date():
    rows = [
        row(date(2020, 7, 10), 30),
        row(date(2020, 8, 10), 60),
        row(date(2020, 7, 20), 5, 10, register="KT"),
    ]
    found = board(rows, date(2020, 8, 10)).standing(STAGE)
    assert (found.earned, found.planned, found.delivered) == (65, 110, 65)


def brute_force(shown: Board, scope: Scope, as_of: date) -> float:
    """Earned schedule of a stage by walking its days: the planned day nearest to today on which today's work was due."""
    course, standing = shown.course(scope), shown.standing(scope)
    days = (standing.end - standing.start).days + 1
    curve = [0.0, *course.planned[(standing.start - course.days[0]).days :][:days]]
    actual = (as_of - standing.start).days + 1
    moments = np.arange(days * 1000 + 1) / 1000
    gaps = np.abs(np.interp(moments, np.arange(days + 1), curve) - standing.earned)
    best = moments[gaps <= gaps.min() + 1e-6]
    return float(best[np.abs(best - actual).argmin()])


@pytest.mark.parametrize("as_of", [date(2020, 7, 15), date(2020, 9, 2), date(2020, 11, 30), date(2021, 5, 1)])
@pytest.mark.parametrize("per_day", [1, 3])
def test_months_and_index_are_those_of_the_walk_along_the_plan(as_of, per_day):
    rows = steady(per_day, (as_of - date(2020, 7, 1)).days + 1, 1000)
    found = board(rows, as_of).standing(STAGE)
    earned, actual = brute_force(board(rows, as_of), STAGE, as_of), (as_of - date(2020, 7, 1)).days + 1
    assert found.spi_t == pytest.approx(earned / actual, abs=2e-3)
    assert found.months_ahead == pytest.approx((earned - actual) / MONTH, abs=0.01)
    whole = (found.forecast_end - found.start).days + 1
    assert whole == pytest.approx(184 / found.spi_t, abs=1)


def test_on_plan_on_every_day_is_on_time():
    begin, whole = date(2020, 7, 1), 100_000
    curve = board([row(begin, 0, whole)], begin).course(STAGE)
    for day in (date(2020, 7, 3), date(2020, 9, 3), date(2020, 12, 31)):
        due = round(curve.planned[curve.days.index(day)])
        found = board([row(begin, 0, whole), row(day, due, whole)], day).standing(STAGE)
        assert found.spi_t == pytest.approx(1, abs=1e-3)
        assert found.months_ahead == pytest.approx(0, abs=1e-2)


@pytest.mark.parametrize(
    ("earned", "word"),
    [(1000, Adherence.ON_TIME), (900, Adherence.LATE), (700, Adherence.VERY_LATE)],
)
def test_words_follow_the_plan_s_levels(earned, word):
    as_of = date(2020, 9, 30)
    due = board([row(date(2020, 7, 1), 0, 2000)], as_of).standing(STAGE).planned_by_now
    rows = [row(date(2020, 7, 1), 0, 2000), row(as_of, round(due * earned / 1000), 2000)]
    assert board(rows, as_of).standing(STAGE).adherence is word
    text = replace(PLAN.text, tracking=replace(PLAN.tracking, on_time_from=0.6, late_from=0.5))
    assert board(rows, as_of, replace(PLAN, text=text)).standing(STAGE).adherence is Adherence.ON_TIME


def test_before_its_window_a_stage_is_not_open():
    found = board([row(date(2020, 6, 1), 0, 100)], date(2020, 6, 30)).standing(STAGE)
    assert (found.adherence, found.spi_t, found.months_ahead) == (Adherence.NOT_OPEN, None, None)
    assert (found.planned_by_now, found.spi) == (0, None)
    assert not found.overdue


def test_overdue_goes_on_and_is_never_called_on_time():
    rows = [row(date(2020, 7, 1), 0, 1000), row(date(2020, 12, 31), 999, 1000)]
    found = board(rows, date(2021, 1, 5)).standing(STAGE)
    assert found.spi_t > 0.95
    assert (found.overdue, found.adherence, found.pace_needed) == (True, Adherence.LATE, None)
    later = board(rows, date(2022, 1, 5)).standing(STAGE)
    assert later.adherence is Adherence.VERY_LATE
    assert later.months_ahead < found.months_ahead


@pytest.mark.parametrize("done", [date(2020, 10, 1), date(2021, 4, 1)])
def test_time_stops_for_completed_work(done):
    rows = [row(date(2020, 7, 1), 0, 100), row(done, 100, 100), *EVERY_UNIT[:1], *EVERY_UNIT[2:]]
    first, later = (board(rows, as_of).standing(STAGE) for as_of in (done, date(2022, 1, 1)))
    assert first.adherence is later.adherence is Adherence.DONE
    assert first.months_ahead == later.months_ahead
    assert later.forecast_end == done
    assert (later.overdue, later.forecast, later.forecast_gap) == (False, None, "đã hoàn thành")
    assert (later.months_ahead > 0) == (done < first.end)


def test_reopened_book_makes_it_open_again():
    rows = [row(date(2020, 7, 1), 0, 100), row(date(2020, 9, 1), 100, 100), row(date(2020, 9, 8), 80, 100)]
    found = board(rows + EVERY_UNIT[:1] + EVERY_UNIT[2:], date(2020, 9, 10)).standing(STAGE)
    assert found.adherence is not Adherence.DONE
    assert found.earned == 80


def test_amended_inventory_is_a_change_of_scope_and_a_first_one_is_none():
    rows = [
        row(date(2020, 7, 1), 0, 100),
        row(date(2020, 8, 1), 0, 130),
        row(date(2020, 8, 1), 0, 20, register="KT"),
        row(date(2020, 9, 1), 0, 500, unit=QUYNH_VAN),
    ]
    found = board(rows, date(2020, 9, 1)).standing(STAGE)
    assert (found.planned, found.planned_at_start, found.scope_change) == (650, 600, 50)
    only = board(rows, date(2020, 9, 1)).standing(Scope(unit_id=QUYNH_VAN))
    assert only.scope_change == 0


def test_pace_reached_and_needed_count_working_days():
    as_of = date(2020, 9, 30)
    rows = steady(2, 92, 1000)
    found = board(rows, as_of).standing(STAGE)
    # 3/9 to 30/9: four weeks without a holiday; 1/10 to 31/12: 66 weekdays, none of them a holiday.
    assert found.pace == pytest.approx(2 * 28 / 20)
    assert found.pace_needed == pytest.approx((1000 - 184) / 66)


def test_forecast_needs_eight_weeks():
    assert board(steady(2, 55, 1000), date(2020, 8, 24)).standing(STAGE).forecast_gap == "chưa đủ dữ liệu"
    found = board(steady(2, 56, 1000), date(2020, 8, 25)).standing(STAGE)
    assert (found.forecast.weeks, found.forecast_gap) == (8, "")
    left = timedelta(days=(1000 - 112) / 2)
    assert found.forecast.p50 == found.forecast.p95 == date(2020, 8, 25) + left
    assert found.forecast.in_time == 0


def test_idle_work_has_no_forecast():
    rows = [row(date(2020, 7, 1), 10, 100)]
    assert "không nghiệm thu thêm" in board(rows, date(2021, 6, 1)).standing(STAGE).forecast_gap


def test_groups_are_planned_in_the_stage_s_own_order():
    rows = [row(date(2020, 1, 1), 0, 100, stage="xa_2", register=register) for register in ("KS", "KH", "KT")]
    shown = board(rows, date(2021, 4, 1))
    by_group = {one.group_id: shown.standing(one) for one in shown.scopes(stage_id="xa_2", by="group")}
    assert by_group["ket_hon"].planned_by_now > 70
    assert by_group["khai_sinh"].planned_by_now == 0, "births come after marriages in this stage"
    assert by_group["ket_hon"].planned_by_now == pytest.approx(
        shown.standing(Scope(stage_id="xa_2")).planned_by_now
    )


def test_work_in_a_group_before_its_turn_is_told():
    def shown(marriages: int, births: int):
        day = date(2021, 4, 1)
        rows = [
            row(day, marriages, 100, stage="xa_2", register="KH"),
            row(day, births, 100, stage="xa_2", register="KS"),
        ]
        return board(rows, day)

    assert shown(50, 50).standing(Scope(stage_id="xa_2")).out_of_order == ("khai_sinh",)
    assert shown(50, 50).standing(Scope(stage_id="xa_2", group_id="ket_hon")).out_of_order == ()
    assert shown(100, 50).standing(Scope(stage_id="xa_2")).out_of_order == ()
    assert shown(98, 50).standing(Scope(stage_id="xa_2")).out_of_order == (), "books overlap at the seam"


def a_province() -> list[dict]:
    """Three communes, two stages, three registers, weekly, by a fixed pattern."""
    random = np.random.RandomState(3)
    rows = []
    for unit, stage, register in itertools.product(
        (DONG_VINH, QUYNH_THACH, QUYNH_VAN), ("xa_1", "xa_2"), ("KS", "KH", "KT")
    ):
        planned, done = int(random.randint(50, 400)), 0
        for week in range(40):
            done = min(planned, done + int(random.randint(0, 12)))
            rows.append(
                row(
                    date(2020, 7, 6) + timedelta(weeks=week),
                    done,
                    planned,
                    unit=unit,
                    stage=stage,
                    register=register,
                )
            )
    return rows


SUMS = (
    "planned", "target", "planned_by_now", "planned_at_start", "lost", "delivered", "checked", "returned", "loaded",
    "accepted", "earned", "books_planned", "books_delivered", "books_loaded", "pace",
)  # fmt: skip


@pytest.mark.parametrize("by", ["unit", "group", "district"])
def test_a_stage_is_the_sum_of_its_parts(by):
    shown = board(a_province(), date(2021, 2, 1))
    whole, parts = shown.standing(STAGE), shown.standings(shown.scopes(stage_id="xa_1", by=by))
    assert len(parts) == {"unit": 3, "group": 3, "district": 2}[by]
    for name in SUMS:
        assert getattr(whole, name) == pytest.approx(sum(getattr(part, name) for part in parts)), name


def test_the_plan_is_the_sum_of_its_stages():
    shown = board(a_province(), date(2021, 2, 1))
    whole, parts = shown.standing(Scope()), shown.standings(shown.scopes(by="stage"))
    assert [part.scope.stage_id for part in parts] == [stage.id for stage in PLAN.at(date(2021, 2, 1)).stages]
    assert whole.earned == sum(part.earned for part in parts)
    assert whole.planned == sum(part.planned or 0 for part in parts)
    assert whole.planned_by_now == pytest.approx(sum(part.planned_by_now for part in parts))
    assert (whole.start, whole.end) == (min(p.start for p in parts), max(p.end for p in parts))


def test_course_ends_in_the_standing():
    shown = board(a_province(), date(2021, 2, 1))
    for scope in (Scope(), STAGE, *shown.scopes(stage_id="xa_2", by="unit"), Scope(group_id="khai_sinh")):
        course, standing = shown.course(scope), shown.standing(scope)
        today = course.days.index(date(2021, 2, 1))
        assert course.planned[today] == pytest.approx(standing.planned_by_now)
        assert course.accepted[today] == standing.earned
        assert course.loaded[today] == standing.loaded
        assert course.scope_total[today] == standing.planned
        assert course.planned[-1] == pytest.approx(standing.target)
        assert (
            len(
                set(
                    map(
                        len,
                        (
                            course.days,
                            course.planned,
                            course.accepted,
                            course.loaded,
                            course.scope_total,
                            course.fan,
                        ),
                    )
                )
            )
            == 1
        )
        assert all(value is None for value in course.accepted[today + 1 :])
        assert all(value is None for value in course.fan[: today + 1])
        assert course.days[0] <= standing.start
        if standing.forecast:
            low, middle, high = course.fan[-1]
            assert standing.earned <= low <= middle <= high <= standing.target


@pytest.mark.parametrize("on", [date(2020, 7, 1), date(2020, 9, 30), date(2020, 12, 28), date(2021, 2, 1)])
def test_counts_of_an_earlier_day_are_those_of_its_own_board(on):
    rows = [*a_province(), row(date(2020, 10, 1), 9, None, stage="xa_2", unit=QUYNH_VAN, register="GH")]
    shown, earlier = board(rows, date(2021, 2, 1)), board(rows, on, PLAN.at(date(2021, 2, 1)))
    scopes = [Scope(), STAGE, Scope(group_id="khai_sinh"), Scope(unit_id=QUYNH_VAN), Scope(district_id=VINH)]
    for scope in scopes:
        then, standing = shown.counts(scope, on), earlier.standing(scope)
        assert {name: getattr(standing, name) for name in asdict(then)} == asdict(then)
    assert shown.counts(Scope()).accepted > shown.counts(Scope(), date(2020, 9, 30)).accepted > 0


def test_a_standing_without_the_drawn_forecast_is_the_same_but_for_it():
    shown = board(a_province(), date(2021, 2, 1))
    short, long = shown.standing(STAGE, drawn=False), shown.standing(STAGE)
    assert long.forecast is not None
    assert (short.forecast, bool(short.forecast_gap)) == (None, True)
    assert (
        replace(short, forecast=long.forecast, forecast_gap=long.forecast_gap, unlikely=long.unlikely) == long
    )
    assert shown.standing(STAGE, drawn=False) is long, "what is known is given"


def test_scaling_every_count_changes_no_ratio():
    once = board(a_province(), date(2021, 2, 1))
    scaled_rows = [
        one | {name: None if one[name] is None else one[name] * 7 for name in NUMBERS} for one in a_province()
    ]
    scaled = board(scaled_rows, date(2021, 2, 1))
    for scope in (Scope(), STAGE, Scope(unit_id=QUYNH_VAN), Scope(group_id="ket_hon")):
        first, second = once.standing(scope), scaled.standing(scope)
        for name in ("spi_t", "spi", "months_ahead"):
            assert getattr(first, name) == pytest.approx(getattr(second, name)), name
        for name in ("forecast_end", "forecast", "adherence", "out_of_order", "accepted_percent"):
            assert getattr(first, name) == getattr(second, name), name


def test_units_that_sent_nothing_are_listed_too():
    shown = board([row(date(2020, 7, 1), 10)], date(2020, 8, 1))
    listed = [scope.unit_id for scope in shown.scopes(stage_id="xa_1", by="unit")]
    assert listed == [DONG_VINH, QUYNH_THACH, QUYNH_VAN]
    assert [scope.unit_id for scope in shown.scopes(district_id=VINH, stage_id="xa_1", by="unit")] == [
        DONG_VINH
    ]


def test_unit_with_an_inventory_is_listed_where_it_has_books():
    shown = board(
        [
            row(date(2020, 7, 1), 0, 0, unit=DONG_VINH, books_planned=0),
            row(date(2020, 7, 1), stage="xa_2", unit=DONG_VINH),
        ],
        date(2020, 8, 1),
    )
    assert DONG_VINH not in [scope.unit_id for scope in shown.scopes(stage_id="xa_1", by="unit")]
    assert DONG_VINH in [scope.unit_id for scope in shown.scopes(stage_id="xa_2", by="unit")]


def test_titles():
    shown = board([], date(2020, 8, 1))
    assert shown.standing(Scope()).title == "Toàn bộ kế hoạch"
    assert shown.standing(Scope(unit_id=QUYNH_VAN, group_id="ket_hon")).title == (
        "Xã Quỳnh Văn, huyện Quỳnh Lưu · " + PLAN.groups[1].term
    )
    assert shown.standing(Scope(stage_id="xa_1", district_id=QUYNH_LUU)).title.startswith(
        "Huyện Quỳnh Lưu · "
    )


@pytest.mark.parametrize(
    "scope", [Scope(stage_id="xa_9"), Scope(group_id="la"), Scope(unit_id=1), Scope(district_id=1)]
)
def test_unknown_part_is_refused(scope):
    with pytest.raises(HotichError, match="không có"):
        board([], date(2020, 8, 1)).standing(scope)


def test_unknown_division_is_refused():
    with pytest.raises(HotichError, match="Không chia được theo “year”"):
        board([], date(2020, 8, 1)).scopes(by="year")


def test_worst_first():
    rows = [
        row(date(2020, 7, 1), 0, 100, unit=QUYNH_THACH),
        row(date(2020, 7, 1), 0, 100, unit=DONG_VINH),
        row(date(2020, 9, 1), 100, 100, unit=DONG_VINH),
    ]
    shown = board(rows, date(2020, 10, 1))
    ordered = worst_first(shown.standings(shown.scopes(stage_id="xa_1", by="unit")))
    assert [one.scope.unit_id for one in ordered] == [QUYNH_THACH, QUYNH_VAN, DONG_VINH]


def test_former_baseline_can_still_be_shown():
    """The decision of 1/12/2022 moved the end of xa_3 from 31/12/2022 to 30/6/2023."""
    day = date(2022, 12, 15)
    rows = [row(date(2022, 1, 5), 0, 1000, stage="xa_3"), row(date(2022, 12, 1), 700, 1000, stage="xa_3")]
    scope = Scope(stage_id="xa_3")
    now, former = (
        board(rows, day).standing(scope),
        board(rows, day, PLAN.at(date(2022, 11, 30))).standing(scope),
    )
    assert (former.end, now.end) == (date(2022, 12, 31), date(2023, 6, 30))
    assert former.planned_by_now > 950 > 700 > now.planned_by_now
    assert (former.adherence, now.adherence) == (Adherence.VERY_LATE, Adherence.ON_TIME)
    assert former.earned == now.earned


def test_rows_of_a_stage_that_the_baseline_does_not_know_are_told_apart():
    day = date(2023, 3, 1)
    rows = [row(day, 40, 60, stage="xa_4"), row(day, 10, 20, stage="xa_3")]
    before, after = board(rows, day, PLAN.at(date(2022, 12, 31))), board(rows, day)
    assert (before.left_out.planned, before.left_out.accepted) == (60, 40)
    assert before.standing(Scope()).planned == 20
    assert (after.left_out.planned, after.standing(Scope()).planned) == (0, 80)


def test_target_below_all_is_what_has_to_be_earned():
    stages = tuple(replace(one, target_percent=80) if one.id == "xa_1" else one for one in PLAN.text.stages)
    lower = replace(PLAN, text=replace(PLAN.text, stages=stages))
    rows = [row(date(2020, 7, 1), 0, 100), row(date(2020, 9, 1), 80, 100), *EVERY_UNIT[:1], *EVERY_UNIT[2:]]
    day = date(2020, 9, 1)
    whole, part = board(rows, day).standing(STAGE), board(rows, day, lower).standing(STAGE)
    assert (whole.target, part.target, part.planned) == (100, 80, 100)
    assert (whole.adherence, part.adherence) == (Adherence.ON_TIME, Adherence.DONE)
    assert part.accepted_percent == 80


def test_unit_taken_out_of_the_plan_counts_nowhere():
    without = replace(PLAN, text=replace(PLAN.text, excluded_units=("17152",)))
    rows = [row(date(2020, 7, 1), 5, 50), row(date(2020, 7, 1), 9, 70, unit=QUYNH_VAN)]
    found = board(rows, date(2020, 8, 1), without)
    assert (found.standing(STAGE).planned, found.standing(STAGE).units_without_denominator) == (50, 1)
    assert (found.left_out.planned, found.left_out.accepted) == (70, 9)


def test_window_of_a_group_begins_when_its_turn_comes():
    rows = [row(date(2021, 1, 4), 0, 100, stage="xa_2", register=register) for register in ("KS", "KH", "KT")]
    births = Scope(stage_id="xa_2", group_id="khai_sinh")
    early = board(rows, date(2021, 3, 1)).standing(births)
    assert early.start > date(2021, 4, 20), "marriages take the first third of the year"
    assert (early.adherence, early.spi_t) == (Adherence.NOT_OPEN, None)
    late = board(
        [*rows, row(early.start + timedelta(days=20), 0, 100, stage="xa_2")], early.start + timedelta(days=20)
    )
    assert late.standing(births).months_ahead == pytest.approx(-20 / MONTH, abs=2 / MONTH)
    done = board([*rows, row(date(2021, 2, 1), 50, 100, stage="xa_2")], early.start + timedelta(days=20))
    assert done.standing(births).months_ahead > 0
    assert done.standing(births).forecast_end > early.start
