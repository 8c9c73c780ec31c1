"""The forecast: weeks of the past drawn again until the work is done."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotich.schedule import LEAST_WEEKS, WEEKS, outlook, weekly

STEADY = np.full(WEEKS, 50.0)


def test_steady_work_has_one_end():
    found = outlook(STEADY, 500)
    assert (found.day(0.5), found.day(0.8), found.day(0.95)) == (70, 70, 70)
    assert (found.in_time(69), found.in_time(70)) == (0, 1)


def test_too_few_weeks_say_nothing():
    assert outlook(STEADY[: LEAST_WEEKS - 1], 500) is None
    assert outlook(STEADY[:LEAST_WEEKS], 500) is not None


@pytest.mark.parametrize("weeks", [np.zeros(WEEKS), np.array([10.0, -20.0] * 13)], ids=["idle", "backwards"])
def test_weeks_that_brought_nothing_have_no_end(weeks):
    assert outlook(weeks, 500) is None


def test_beyond_the_horizon_is_no_day():
    found = outlook(STEADY / 1000, 50_000)
    assert found.day(0.5) == np.inf
    assert found.in_time(10**6) == 0


def test_same_weeks_give_the_same_runs():
    weeks = np.random.default_rng(7).poisson(40, WEEKS).astype(float)
    first, second = outlook(weeks, 3000), outlook(weeks, 3000)
    assert (first.days == second.days).all()


def test_what_was_drawn_once_is_drawn_for_ever():
    """An old report has to come out again to the digit."""
    weeks = np.arange(WEEKS, dtype=float) % 5 * 10
    found = outlook(weeks, 1000)
    assert [round(found.day(share), 3) for share in (0.5, 0.8, 0.95)] == [360.5, 393.75, 429.333]


def test_restless_work_spreads():
    calm, restless = outlook(STEADY, 2000), outlook(np.array([0.0, 100.0] * 13), 2000)
    assert restless.day(0.95) - restless.day(0.5) > calm.day(0.95) - calm.day(0.5)


def test_lumpy_work_is_followed_until_every_run_has_ended():
    found = outlook(np.array([0.0] * 25 + [100.0]), 300)
    assert np.isfinite(found.days).all()
    assert found.days.mean() == pytest.approx(3 * 26 * 7, rel=0.1)


def test_fan_begins_at_nothing_and_ends_at_what_was_left():
    fan = outlook(np.array([20.0, 80.0] * 13), 900).fan((0.05, 0.5, 0.95), 400)
    assert fan.shape == (3, 401)
    assert fan[:, 0].tolist() == [0, 0, 0]
    assert fan[:, -1].tolist() == [900, 900, 900]
    assert (fan[0] <= fan[1]).all()
    assert (fan[1] <= fan[2]).all()


def test_fan_reaches_the_whole_on_the_day_forecast():
    found = outlook(np.array([20.0, 80.0] * 13), 900)
    middle = found.fan((0.5,), 400)[0]
    reached = int(np.argmax(middle >= 900))
    assert reached == pytest.approx(found.day(0.5), abs=7)


def test_fan_stays_whole_when_later_weeks_take_work_back():
    fan = outlook(np.array([60.0, 60.0, 60.0, -50.0] * 6), 300).fan((0.05,), 700)[0]
    whole = int(np.argmax(fan >= 300))
    assert (fan[whole:] == 300).all()


def test_whole_weeks_end_today():
    earned = np.arange(0, 31, dtype=float) ** 2
    assert weekly(earned).tolist() == [9**2 - 2**2, 16**2 - 9**2, 23**2 - 16**2, 30**2 - 23**2]
    assert len(weekly(np.arange(1000.0))) == WEEKS
    assert weekly(np.array([5.0])).tolist() == []


def test_reopened_book_makes_a_negative_week():
    assert weekly(np.array([100.0] * 8 + [80.0] * 7)).tolist() == [0, -20]


@given(
    st.lists(st.integers(0, 200), min_size=LEAST_WEEKS, max_size=WEEKS).filter(any),
    st.integers(1, 2000),
    st.integers(2, 100),
)
def test_scaling_every_count_changes_no_day(weeks, left, factor):
    once, scaled = (
        outlook(np.array(weeks, float), left),
        outlook(np.array(weeks, float) * factor, left * factor),
    )
    assert scaled.days == pytest.approx(once.days)


@given(st.lists(st.integers(0, 200), min_size=LEAST_WEEKS, max_size=WEEKS).filter(any), st.integers(1, 2000))
def test_shares_are_in_order_and_days_positive(weeks, left):
    found = outlook(np.array(weeks, float), left)
    assert 0 < found.day(0.5) <= found.day(0.8) <= found.day(0.95)
    assert 0 <= found.in_time(30) <= found.in_time(60) <= 1
