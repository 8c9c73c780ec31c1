"""The forecast of a scope in words that a standing shows: days, or why there are none."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from hotich.progress.baseline import Window
from hotich.progress.history import Floats
from hotich.progress.standing import Forecast, Standing
from hotich.schedule import LEAST_WEEKS, WEEKS, Outlook, outlook, weekly

_SHOWN = timedelta(days=5 * 365)
"""A course shows so much of a forecast beyond its window and its data date."""


@dataclass(frozen=True, slots=True)
class Remaining:
    """What is left to do, and how it went until now."""

    as_of: date
    end: date
    """Deadline."""
    planned: int | None
    missing: int
    """Units without an inventory."""
    done: bool
    left: float
    earned: Floats
    """Earned by the close of each day up to `as_of`; the first value is what stood before work began."""

    def gap(self) -> str:
        """Why nothing can be forecast, in Vietnamese; empty: it can, as far as the weeks allow."""
        if self.done:
            return "đã hoàn thành"
        if not self.planned:
            return "chưa có mẫu số"
        if not self.left:
            return f"còn {self.missing} đơn vị chưa có mẫu số"
        if len(weekly(self.earned)) < LEAST_WEEKS:
            return "chưa đủ dữ liệu"
        return ""

    def outlook(self) -> Outlook | None:
        """Runs of the work from now on; None: nothing can be forecast."""
        return None if self.gap() else outlook(weekly(self.earned), self.left)


def forecast(remaining: Remaining) -> tuple[Forecast | None, str]:
    """When it ends by the last weeks, or why that can't be said."""
    gap = remaining.gap()
    if gap:
        return None, gap
    found = remaining.outlook()
    if found is None:
        return None, f"{WEEKS} tuần qua không nghiệm thu thêm"
    days = [found.day(share) for share in (0.5, 0.8, 0.95)]
    if not np.isfinite(days).all():
        return None, "với tốc độ hiện nay, 20 năm nữa chưa xong"
    p50, p80, p95 = (remaining.as_of + timedelta(days=int(np.ceil(day))) for day in days)
    in_time = found.in_time((remaining.end - remaining.as_of).days)
    return Forecast(p50, p80, p95, in_time, weeks=len(weekly(remaining.earned))), ""


def course_end(standing: Standing, window: Window) -> date:
    """Last day of a course: the window's, the data date, or the forecast's if later, within reason."""
    least = max(window.end, standing.as_of)
    ends = standing.forecast.p95 if standing.forecast else standing.forecast_end or least
    return min(max(least, ends), least + _SHOWN)
