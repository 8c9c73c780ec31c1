"""Working days of the years of a history, as arrays by ordinal day."""

from bisect import bisect_left
from datetime import date
from typing import Final

import numpy as np
from numpy.typing import NDArray

from hotich.schedule import WorkCalendar

_RAMP: Final = 60
"""Days in which a new team learns its work."""


class WorkingDays:
    """From the first day of the work to a day that no history passes; what comes later counts as that last day."""

    def __init__(self, calendar: WorkCalendar, first: date, last: date) -> None:
        self._first, self._last = first.toordinal(), last.toordinal()
        self._open = calendar.working(first, last)
        self._list: list[int] = (np.flatnonzero(self._open) + self._first).tolist()

    def between(self, first: date, last: date) -> int:
        """Working days of a window, both ends counted; at least 1."""
        found = bisect_left(self._list, last.toordinal() + 1) - bisect_left(self._list, first.toordinal())
        return max(1, found)

    def later(self, day: int, lag: float) -> int:
        """The first working day at least `lag` days after."""
        place = bisect_left(self._list, day + round(lag))
        return self._list[place] if place < len(self._list) else self._last + 1

    def on_weekday(self, day: int, weekday: int) -> int:
        """The first working day from the next such weekday on."""
        return self.later(day, (weekday - (day - 1)) % 7)

    def capacity(self, rng: np.random.Generator) -> NDArray[np.float64]:
        """Work done by the end of each day, in days of usual work: none on holidays, more in some weeks than in others."""
        weeks = np.repeat(rng.lognormal(-0.03, 0.25, len(self._open) // 7 + 1), 7)[: len(self._open)]
        return np.cumsum(self._open * weeks)

    def reached(
        self, capacity: NDArray[np.float64], start: int, efforts: NDArray[np.float64], *, new: bool
    ) -> list[int]:
        """The days by which so many days' work is done after `start`; a `new` team begins at half its pace."""
        place = min(start - self._first, len(capacity) - 1)
        days = np.arange(len(capacity) - place)
        ramp = np.minimum(1.0, 0.5 + days / (2 * _RAMP)) if new else np.ones(len(days))
        done = np.cumsum(np.diff(capacity[place:], prepend=capacity[place - 1] if place else 0.0) * ramp)
        found: list[int] = (np.searchsorted(done, efforts) + start).tolist()
        return [min(day, self._last + 1) for day in found]
