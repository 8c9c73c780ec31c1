"""The planned curve: groups one after the other, over the working days of the window."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotich.schedule import elapsed_shares, planned_curve, work_calendar


def shares(first: date, last: date):
    return elapsed_shares(work_calendar("VN").working(first, last))


def test_flat_over_tet():
    first = date(2020, 1, 20)
    curve = planned_curve(np.array([100]), shares(first, date(2020, 2, 7)))[0]
    eve, back = (date(2020, 1, 22) - first).days + 1, (date(2020, 1, 29) - first).days + 1
    assert set(curve[eve : back + 1]) == {curve[eve]}, (
        "from the last day worked to the close of the last day off"
    )
    assert curve[eve - 1] < curve[eve] < curve[back + 1]


def test_groups_follow_each_other():
    # Ten working days, 30 + 70 cases: the first group takes three days.
    curve = planned_curve(np.array([30, 70]), elapsed_shares(np.ones(10, dtype=bool)))
    assert curve[0].tolist() == pytest.approx([0, 10, 20, 30, 30, 30, 30, 30, 30, 30, 30])
    assert curve[1].tolist() == pytest.approx([0, 0, 0, 0, 10, 20, 30, 40, 50, 60, 70])


def test_each_unit_is_at_its_own_group():
    curve = planned_curve(np.array([[10, 10], [0, 20]]), elapsed_shares(np.ones(2, dtype=bool)))
    assert curve[:, :, 1].tolist() == [[10, 0], [0, 10]]


def test_window_without_a_working_day_is_spread_over_its_days():
    tet = shares(date(2020, 1, 25), date(2020, 1, 28))
    assert tet.tolist() == [0, 0.25, 0.5, 0.75, 1]


@given(
    st.lists(st.integers(0, 10_000), min_size=1, max_size=6),
    st.lists(st.booleans(), min_size=1, max_size=200),
)
def test_begins_at_nothing_ends_at_all_and_never_falls(counts, working):
    curve = planned_curve(np.array(counts), elapsed_shares(np.array(working)))
    assert curve.shape == (len(counts), len(working) + 1)
    assert curve[:, 0].tolist() == [0] * len(counts)
    assert curve[:, -1].tolist() == counts
    assert (np.diff(curve) >= 0).all()
    off = ~np.array(working)
    if not off.all():
        assert (np.diff(curve)[:, off] == 0).all(), "nothing is planned on a day off"


@given(
    st.lists(st.integers(0, 10_000), min_size=2, max_size=6),
    st.lists(st.booleans(), min_size=1, max_size=60),
)
def test_no_group_begins_before_the_one_before_it_is_done(counts, working):
    curve = planned_curve(np.array(counts), elapsed_shares(np.array(working)))
    for earlier, later in zip(range(len(counts)), range(1, len(counts)), strict=False):
        begun = curve[later] > 1e-6
        assert curve[earlier, begun] == pytest.approx(counts[earlier])


@given(st.lists(st.integers(0, 1000), min_size=1, max_size=5), st.integers(1, 1000))
def test_scales_with_the_counts(counts, factor):
    shown = elapsed_shares(np.array([True, False, True, True]))
    once, scaled = planned_curve(np.array(counts), shown), planned_curve(np.array(counts) * factor, shown)
    assert scaled == pytest.approx(once * factor)
