"""The work of one scope: where it is on its curve, how fast it goes, when it will be over."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from hotich.plan import Tracking
from hotich.progress.baseline import Window
from hotich.progress.forecasting import Remaining
from hotich.progress.history import Daily, Floats, Mask
from hotich.progress.standing import Adherence, Course, Scope
from hotich.schedule import EarnedSchedule, WorkCalendar, earned_schedule

PACE_DAYS = 28
"""Days over which the pace is taken."""
_LONGEST_FORECAST = 50 * 366
"""Days; a forecast end beyond it says nothing."""
_FAN = (0.05, 0.5, 0.95)


@dataclass(frozen=True, slots=True)
class ScopeWork:
    """What a scope holds as of a day, put together once for its standing and its course."""

    scope: Scope
    as_of: date
    stages: list[int]
    units: Mask
    keys: Mask
    missing: int
    """Units without an inventory."""
    window: Window
    curve: Floats
    planned: int | None
    target: int
    lost: int
    """Of the target, in lost books: nobody can do them."""
    earned: int
    daily: Daily
    begin: int
    """Ordinal of the first day of `daily`."""
    completed: int | None
    """Ordinal of the day on which all was done and stayed so; None: it is not done."""

    @property
    def left(self) -> int:
        """Cases still to be accepted; those in lost books are not to be done."""
        return max(self.target - self.lost - self.earned, 0)

    @property
    def overdue(self) -> bool:
        """The window is over and the work is not done, or an inventory is missing."""
        return (
            self.as_of > self.window.end
            and self.completed is None
            and (bool(self.planned) or self.missing > 0)
        )

    def schedule(self) -> EarnedSchedule | None:
        """The earned schedule; None: without a denominator."""
        if not self.planned:
            return None
        until = self.as_of if self.completed is None else date.fromordinal(self.completed)
        return earned_schedule(self.curve, self.earned, self.window.passed(until))

    def adherence(self, levels: Tracking, schedule: EarnedSchedule | None) -> Adherence:
        """Whether it is on time, by the levels of the plan."""
        if self.completed is not None:
            return Adherence.DONE
        if schedule is None:
            return Adherence.NO_DENOMINATOR
        if schedule.index is None:
            return Adherence.NOT_OPEN
        if schedule.index < float(levels.late_from):
            return Adherence.VERY_LATE
        return (
            Adherence.LATE
            if self.overdue or schedule.index < float(levels.on_time_from)
            else Adherence.ON_TIME
        )

    def forecast_end(self, schedule: EarnedSchedule | None) -> date | None:
        """When it will be over at the speed of all its time so far; None: it can't be told."""
        if self.completed is not None:
            return date.fromordinal(self.completed)
        days = schedule.forecast_days if schedule else None
        if days is None or days > _LONGEST_FORECAST or not self.left:
            return None
        return self.window.start + timedelta(days=int(np.ceil(days)) - 1)

    def remaining(self) -> Remaining:
        """What the forecast is drawn from: weeks since the window opened, or since work began if that was earlier."""
        began = np.flatnonzero(self.daily.accepted > 0)
        first = self.window.start.toordinal() - self.begin
        first = min([first, *(began[:1] - 1).tolist()])
        return Remaining(
            as_of=self.as_of,
            end=self.window.end,
            planned=self.planned,
            missing=self.missing,
            done=self.completed is not None,
            left=self.left,
            earned=self.daily.earned[max(first, 0) :],
        )

    def pace(self, calendar: WorkCalendar) -> float:
        """Cases a working day, over the last days."""
        earned = self.daily.earned
        gained = earned[-1] - earned[max(len(earned) - 1 - PACE_DAYS, 0)]
        worked = calendar.count(self.as_of - timedelta(days=PACE_DAYS - 1), self.as_of)
        return float(gained / worked) if worked else 0.0

    def pace_needed(self, calendar: WorkCalendar) -> float | None:
        """Cases a working day that meet the deadline; None: without a denominator, or no working day is left."""
        since = max(self.as_of + timedelta(days=1), self.window.start)
        worked = calendar.count(since, self.window.end)
        return float(self.left / worked) if self.planned and worked else None

    def course(self, end: date) -> Course:
        """How it went and is to go, day by day."""
        busy = np.flatnonzero((self.daily.loaded > 0) | (self.daily.accepted > 0))
        first = min([self.window.start.toordinal(), *(self.begin + busy[:1] - 1).tolist()])
        days = [date.fromordinal(day) for day in range(first, end.toordinal() + 1)]
        past = max(self.as_of.toordinal() - first + 1, 0)
        shown = slice(first - self.begin + 1, first - self.begin + 1 + past)
        moments = [min(self.window.passed(day), self.window.days) for day in days]
        outlook = self.remaining().outlook()
        fan: list[tuple[float, float, float] | None] = [None] * past
        if outlook is not None and 0 < past < len(days):
            grown = self.earned + outlook.fan(_FAN, len(days) - past)
            fan += [(low, middle, high) for low, middle, high in grown.T.tolist()[1:]]
        return Course(
            scope=self.scope,
            as_of=self.as_of,
            days=tuple(days),
            planned=tuple(self.curve[moments].tolist()),
            accepted=_past(self.daily.earned[shown], len(days)),
            loaded=_past(self.daily.loaded[shown], len(days)),
            scope_total=_past(np.where(self.daily.known, self.daily.planned, np.nan)[shown], len(days)),
            fan=tuple(fan + [None] * (len(days) - len(fan))),
        )


def _past(values: Floats, days: int) -> tuple[float | None, ...]:
    """The values of the days up to the data date, then nothing."""
    shown = [None if np.isnan(value) else float(value) for value in values]
    return tuple(shown + [None] * (days - len(shown)))
