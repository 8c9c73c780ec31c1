"""Earned schedule: the oracle cases, and what holds of every curve."""

from datetime import date

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from hotich.schedule import (
    MONTH,
    complete_since,
    earned_schedule,
    earned_time,
    elapsed_shares,
    planned_curve,
    work_calendar,
)

YEAR = planned_curve(
    np.array([1000]),
    elapsed_shares(work_calendar("VN").working(date(2019, 7, 1), date(2020, 6, 30))),
)[0]
DURATION = 366
TET = (date(2020, 1, 26) - date(2019, 6, 30)).days
"""Close of the second day of Tet 2020."""

curves = st.lists(st.integers(0, 50), min_size=1, max_size=120).map(
    lambda steps: np.concatenate([[0.0], np.cumsum(steps)])
)


@st.composite
def curves_with_a_moment(draw):
    curve = draw(curves.filter(lambda one: one[-1] > 0))
    return curve, draw(st.floats(0, len(curve) - 1))


@given(curves_with_a_moment())
def test_what_was_planned_by_a_moment_earns_that_moment(drawn):
    """ES(PV(t)) = t, on flat stretches too."""
    curve, moment = drawn
    planned = float(np.interp(moment, np.arange(len(curve)), curve))
    assert earned_time(curve, planned, moment) == pytest.approx(moment, abs=1e-6)


@pytest.mark.parametrize("moment", range(0, DURATION + 1, 3))
def test_on_plan_every_day_of_a_real_window(moment):
    standing = earned_schedule(YEAR, YEAR[moment], moment)
    assert standing.earned == pytest.approx(moment)
    assert standing.index == (pytest.approx(1) if moment else None)


def test_flat_over_tet_nobody_falls_behind():
    planned = YEAR[TET]
    assert planned == YEAR[TET + 3]
    for moment in range(TET, TET + 4):
        assert earned_schedule(YEAR, planned, moment).months_ahead == pytest.approx(0)


def test_at_the_start_nothing_can_be_said():
    standing = earned_schedule(YEAR, 0, 0)
    assert (standing.index, standing.months_ahead, standing.forecast_days) == (None, None, None)


def test_nothing_earned_has_no_end():
    standing = earned_schedule(YEAR, 0, 100)
    assert standing.index == pytest.approx(0)
    assert standing.months_ahead == pytest.approx(-100 / MONTH)
    assert standing.forecast_days is None


@pytest.mark.parametrize(
    ("completed", "index", "months"),
    [
        pytest.param(183, 2, 183 / MONTH, id="half the time: twice as fast"),
        pytest.param(366, 1, 0, id="on the last day"),
        pytest.param(732, 0.5, -366 / MONTH, id="a year late"),
    ],
)
def test_all_earned_before_at_and_after_the_planned_end(completed, index, months):
    standing = earned_schedule(YEAR, 1000, completed)
    assert standing.index == pytest.approx(index)
    assert standing.months_ahead == pytest.approx(months)
    assert standing.forecast_days == pytest.approx(completed), "it took as long as it took"


def test_late_work_stays_late_where_plain_spi_comes_back_to_one():
    after = earned_schedule(YEAR, 990, 500)
    assert 990 / YEAR[-1] > 0.95, "plain SPI says: on time"
    assert after.index < 0.75
    assert after.forecast_days > 500


def test_reopened_book_takes_time_back():
    before, after = earned_schedule(YEAR, 500, 200), earned_schedule(YEAR, 480, 201)
    assert after.earned < before.earned
    assert after.index < before.index


@pytest.mark.parametrize(
    ("complete", "since"),
    [
        ([False, True, True], 1),
        ([True, True], 0),
        pytest.param([True, False, True], 2, id="re-opened and closed again"),
        pytest.param([True, True, False], None, id="re-opened"),
        ([], None),
    ],
)
def test_complete_since(complete, since):
    assert complete_since(np.array(complete, dtype=bool)) == since


def test_more_than_all_earns_no_more_time():
    assert earned_time(YEAR, 5000, 300) == earned_time(YEAR, 1000, 300)


@given(curves, st.floats(0, 200), st.floats(0, 200), st.integers(0, 6000), st.integers(2, 1000))
def test_scaling_every_count_changes_no_ratio(curve, moment, other, earned, factor):
    assume(curve[-1] > 0)
    once, scaled = (
        earned_schedule(curve, earned, moment),
        earned_schedule(curve * factor, earned * factor, moment),
    )
    assert scaled.earned == pytest.approx(once.earned, abs=1e-6)
    assert scaled.index == (None if once.index is None else pytest.approx(once.index, abs=1e-6))


@given(curves, st.floats(0, 300), st.lists(st.integers(0, 6000), min_size=2, max_size=2))
def test_more_earned_is_never_later(curve, moment, amounts):
    less, more = sorted(amounts)
    assert earned_time(curve, less, moment) <= earned_time(curve, more, moment) + 1e-6


@given(curves, st.floats(0, 300), st.integers(0, 6000))
def test_earned_time_lies_in_the_window_and_on_the_curve(curve, moment, earned):
    found = earned_time(curve, earned, moment)
    assert 0 <= found <= len(curve) - 1
    at = float(np.interp(found, np.arange(len(curve)), curve))
    assert at == pytest.approx(min(earned, curve[-1]), abs=1e-6 * max(curve[-1], 1))


@given(curves, st.floats(0.1, 300), st.integers(1, 6000))
def test_forecast_is_not_before_now(curve, moment, earned):
    assume(curve[-1] > 0)
    standing = earned_schedule(curve, earned, moment)
    if standing.forecast_days is not None and standing.earned < standing.duration:
        assert standing.forecast_days >= moment - 1e-6
