"""Periods by name, by day, and one after the other."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotich.errors import HotichError
from hotich.plan import ReportKind
from hotich.reports.period import ended_periods, period_around, period_of, span

REGULAR = [ReportKind.MONTHLY, ReportKind.QUARTERLY, ReportKind.YEARLY]


@pytest.mark.parametrize(
    ("kind", "written", "start", "end", "title"),
    [
        ("monthly", "2024-02", date(2024, 2, 1), date(2024, 2, 29), "tháng 02 năm 2024"),
        ("monthly", "2025-9", date(2025, 9, 1), date(2025, 9, 30), "tháng 9 năm 2025"),
        ("quarterly", "2025-Q3", date(2025, 7, 1), date(2025, 9, 30), "quý III năm 2025"),
        ("quarterly", "2025-q1", date(2025, 1, 1), date(2025, 3, 31), "quý I năm 2025"),
        ("yearly", "2025", date(2025, 1, 1), date(2025, 12, 31), "năm 2025"),
    ],
)
def test_named_periods(kind, written, start, end, title):
    period = period_of(ReportKind(kind), written)
    assert (period.start, period.end, period.title) == (start, end, title)


@pytest.mark.parametrize(
    ("kind", "written"),
    [
        ("monthly", "2025-13"),
        ("monthly", "2025-Q3"),
        ("quarterly", "2025-Q5"),
        ("yearly", "25"),
        ("span", "2025"),
    ],
)
def test_what_is_no_period_is_refused_with_an_example(kind, written):
    with pytest.raises(HotichError, match=r"dạng|--from"):
        period_of(ReportKind(kind), written)


def test_a_span_runs_forwards_and_is_followed_by_as_many_days():
    period = span(date(2025, 7, 1), date(2025, 8, 15))
    assert (period.next().start, (period.next().end - period.next().start).days) == (date(2025, 8, 16), 45)
    with pytest.raises(HotichError, match="ngược"):
        span(date(2025, 8, 15), date(2025, 7, 1))


@given(st.sampled_from(REGULAR), st.dates(date(1950, 1, 1), date(2100, 1, 1)))
def test_each_day_lies_in_one_period_that_its_own_name_gives_back(kind, day):
    period = period_around(kind, day)
    assert period.start <= day <= period.end
    assert period_of(kind, period.id) == period
    assert period_around(kind, period.next().start) == period.next()


def test_ended_periods_leave_out_what_goes_on():
    found = list(ended_periods(ReportKind.MONTHLY, date(2025, 1, 15), date(2025, 3, 30)))
    assert [period.id for period in found] == ["2025-01", "2025-02"]
