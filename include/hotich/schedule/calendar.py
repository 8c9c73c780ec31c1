"""Working days of a country: weekends and public holidays off, Saturdays that are worked in their place on."""

from datetime import date, timedelta
from functools import lru_cache

import holidays
import numpy as np
from numpy.typing import NDArray


class WorkCalendar:
    """The working days of one country, as the `holidays` library knows them."""

    def __init__(self, country: str) -> None:
        """`country`: ISO 3166-1 code that the library knows, "VN"."""
        self._known = holidays.country_holidays(country)
        self._years: dict[int, NDArray[np.bool_]] = {}

    def working(self, first: date, last: date) -> NDArray[np.bool_]:
        """One value a day from `first` to `last`, both included: is it worked? Empty where `last` comes before."""
        if last < first:
            return np.zeros(0, dtype=bool)
        years = np.concatenate([self._year(year) for year in range(first.year, last.year + 1)])
        skipped = (first - date(first.year, 1, 1)).days
        return years[skipped : skipped + (last - first).days + 1]

    def count(self, first: date, last: date) -> int:
        """Working days from `first` to `last`, both included."""
        return int(self.working(first, last).sum())

    def _year(self, year: int) -> NDArray[np.bool_]:
        if year not in self._years:
            first = date(year, 1, 1)
            days = (first + timedelta(days=no) for no in range((date(year, 12, 31) - first).days + 1))
            self._years[year] = np.array([self._known.is_working_day(day) for day in days], dtype=bool)
        return self._years[year]


@lru_cache(maxsize=8)
def work_calendar(country: str) -> WorkCalendar:
    """The calendar of a country, made once per process."""
    return WorkCalendar(country)
