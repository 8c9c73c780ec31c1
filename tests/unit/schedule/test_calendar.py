"""Working days: weekends, holidays, and the Saturdays worked in place of a holiday."""

from datetime import date

import pytest

from hotich.schedule import work_calendar

VIETNAM = work_calendar("VN")


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        pytest.param(date(2019, 7, 1), True, id="a Monday"),
        pytest.param(date(2019, 7, 6), False, id="a Saturday"),
        pytest.param(date(2019, 2, 6), False, id="Tet"),
        pytest.param(date(2019, 4, 15), False, id="Hung Kings' day fell on a Sunday"),
        pytest.param(date(2019, 4, 29), False, id="bridge day"),
        pytest.param(date(2019, 5, 4), True, id="the Saturday worked for the bridge day"),
    ],
)
def test_day(day, worked):
    assert VIETNAM.working(day, day).tolist() == [worked]


def test_span_over_years_has_one_value_a_day():
    first, last = date(2019, 12, 30), date(2021, 1, 4)
    span = VIETNAM.working(first, last)
    assert len(span) == (last - first).days + 1
    assert span[[0, 2, -1]].tolist() == [True, False, True]
    assert VIETNAM.count(first, last) == span.sum()


def test_reversed_span_is_empty():
    assert VIETNAM.count(date(2020, 1, 2), date(2020, 1, 1)) == 0


def test_another_country_has_other_holidays():
    assert work_calendar("LA").working(date(2020, 9, 2), date(2020, 9, 2)).tolist() == [True]
    assert VIETNAM.working(date(2020, 9, 2), date(2020, 9, 2)).tolist() == [False]
