"""Whole numbers over periods: the parts make the whole, whatever the plan and whatever was done."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from hotich.budget.spread import needed_by, pages, parts, rounded, scaled, share


@st.composite
def plans(draw: st.DrawFn) -> tuple[list[float], int]:
    """What is planned by the end of each period, never falling, the last one the whole."""
    whole = draw(st.integers(0, 5_000_000))
    shares = sorted(draw(st.lists(st.floats(0, 1), max_size=8)))
    return [*(share * whole for share in shares), float(whole)], whole


@given(plans(), st.integers(0, 6_000_000))
def test_parts_are_exactly_what_is_left(plan, done):
    planned, whole = plan
    found = parts(needed_by(rounded(planned, whole), done))
    assert sum(found) == max(whole - done, 0)
    assert min(found) >= 0
    assert len(found) == len(planned)


@given(plans(), st.integers(0, 10_000_000))
def test_pages_follow_the_cases_and_lose_none(plan, whole_pages):
    planned, whole = plan
    by_end = scaled(rounded(planned, whole), whole_pages)
    assert by_end[-1] == whole_pages
    assert parts(by_end) == [abs(part) for part in parts(by_end)]
    if not whole:
        assert by_end[0] == whole_pages


@given(plans(), st.integers(1, 7))
def test_twice_the_books_are_twice_the_work(plan, factor):
    planned, whole = plan
    # Scaled whole numbers stay whole: no rounding may creep in.
    exact = rounded(planned, whole)
    assert parts(needed_by([factor * value for value in exact], 0)) == [
        factor * part for part in parts(needed_by(exact, 0))
    ]


def test_overdue_work_falls_into_the_first_period():
    # 100 were planned by the end of the first year, 40 of them are done; 50 and 30 come later.
    assert parts(needed_by([100, 150, 180], 40)) == [60, 50, 30]


def test_work_ahead_of_the_plan_relieves_the_next_period_first():
    assert parts(needed_by([100, 150, 180], 120)) == [0, 30, 30]


def test_halves_round_up_once():
    assert rounded([0.5, 1.49, 2.5, 4.0], 4) == [1, 1, 3, 4]
    assert scaled([1, 2], 1) == [1, 1]
    assert share(7, 1, 2) == 4
    assert share(7, 0, 0) == 0
    assert pages(3, Decimal("1.5")) == 5
    assert pages(1, Decimal("1.25")) == 1


@given(st.integers(0, 10**7), st.integers(0, 10**7), st.integers(1, 10**7))
def test_a_share_of_all_is_all(whole, part, of):
    assert share(whole, of, of) == whole
    assert share(whole, min(part, of), of) <= whole
