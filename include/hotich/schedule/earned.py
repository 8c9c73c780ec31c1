"""Earned schedule (Lipke 2003): at which moment of the plan was today's work planned to be done?"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hotich.schedule.curve import Floats

MONTH = 365.25 / 12
"""Days of a month, as months ahead and behind are counted."""
_ROUNDING = 1e-9
"""Of the whole: sums of floating-point shares may miss a count by so much."""


@dataclass(frozen=True, slots=True)
class EarnedSchedule:
    """Where work stands in time. Days; None where it can't be said."""

    earned: float
    """ES: the moment of the plan at which as much was to be done as is done."""
    actual: float
    """AT: days that have passed; for completed work, until it was completed."""
    duration: int
    """Planned days of the window."""

    @property
    def months_ahead(self) -> float | None:
        """SV(t) in months of 365.25 / 12 days; negative: behind. None until the first day has closed."""
        return (self.earned - self.actual) / MONTH if self.actual > 0 else None

    @property
    def index(self) -> float | None:
        """SPI(t) = ES / AT. None until the first day has closed."""
        return self.earned / self.actual if self.actual > 0 else None

    @property
    def forecast_days(self) -> float | None:
        """Days that the whole takes at this index: duration / SPI(t). None before the start, and while nothing is earned."""
        return self.duration * self.actual / self.earned if self.actual > 0 and self.earned > 0 else None


def earned_time(curve: Floats, earned: float, actual: float) -> float:
    """ES: of all moments at which the curve stands at `earned`, the one nearest to `actual`.

    Over a holiday the curve is flat, so many moments have the same value; taking the nearest, who has done what was
    planned is neither ahead nor behind, on whatever day one asks. Work beyond the whole earns no time.

    Args:
        curve: (D + 1,) planned by each moment, never falling.
        earned: EV, in the same unit.
        actual: AT in days.

    Returns:
        Days, 0 … D.
    """
    tolerance = _ROUNDING * curve[-1]
    earned = min(max(earned, curve[0]), curve[-1])
    first = int(np.searchsorted(curve, earned - tolerance, side="left"))
    after = int(np.searchsorted(curve, earned + tolerance, side="right"))
    low = _crossing(curve, first, earned)
    high = float(len(curve) - 1) if after == len(curve) else _crossing(curve, after, earned)
    return min(max(actual, low), max(low, high))


def _crossing(curve: Floats, at: int, value: float) -> float:
    """Moment between `at` - 1 and `at` at which the curve passes the value."""
    if at == 0:
        return 0.0
    before, rise = curve[at - 1], curve[at] - curve[at - 1]
    return at - 1 + min(max(float((value - before) / rise), 0.0), 1.0)


def earned_schedule(curve: Floats, earned: float, actual: float) -> EarnedSchedule:
    """Where work stands, given its planned curve, what is earned, and how many days have passed.

    For work that is completed, `actual` is the day it was completed (`complete_since`): time goes on, it does not.
    """
    return EarnedSchedule(earned_time(curve, earned, actual), actual, len(curve) - 1)


def complete_since(complete: NDArray[np.bool_]) -> int | None:
    """Index from which on all values are true; None when the last is not. Work re-opened is not complete."""
    if not len(complete) or not complete[-1]:
        return None
    open_days = np.flatnonzero(~complete)
    return int(open_days[-1]) + 1 if len(open_days) else 0
