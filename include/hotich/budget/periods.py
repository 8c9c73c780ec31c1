"""Periods into which remaining work is spread: budget years, or months."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from hotich.plan import Stage
from hotich.schedule import elapsed_shares, planned_curve, work_calendar

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A budget year (Luật Ngân sách nhà nước 83/2015/QH13 Điều 14: the calendar year), or a month of one."""

    year: int
    month: int | None = None

    @property
    def last(self) -> date:
        """Its last day."""
        following = date(self.year + (self.month or 12) // 12, (self.month or 12) % 12 + 1, 1)
        return following - timedelta(days=1)

    @property
    def next(self) -> "Period":
        """The period after it."""
        if self.month is None:
            return Period(self.year + 1)
        return Period(self.year + self.month // 12, self.month % 12 + 1)

    @property
    def term(self) -> str:
        """ "2026", or "01/2026"."""
        return str(self.year) if self.month is None else f"{self.month:02d}/{self.year}"


def periods(as_of: date, until: date, *, monthly: bool = False) -> list[Period]:
    """The periods that still have days after the close of `as_of`, up to the one of `until`; at least one."""
    tomorrow = as_of + timedelta(days=1)
    period = Period(tomorrow.year, tomorrow.month if monthly else None)
    found = [period]
    while found[-1].last < until:
        found.append(found[-1].next)
    return found


def planned_by_ends(stage: Stage, counts: NDArray[np.int64], ends: Sequence[Period], country: str) -> Floats:
    """(units, groups, periods) planned to be done by the end of each period; all by the end of the last.

    Args:
        counts: (units, groups) cases to do, groups in the stage's order of work.
        ends: periods, of which the last ends with the window or after it, unless the window is over.
    """
    shares = elapsed_shares(work_calendar(country).working(stage.window_start, stage.window_end))
    moments = [(period.last - stage.window_start).days + 1 for period in ends]
    at = np.array([shares[min(max(moment, 0), len(shares) - 1)] for moment in moments])
    at[-1] = 1.0
    return planned_curve(counts, at)
