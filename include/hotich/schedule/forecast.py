"""When the work ends if it goes on as in the last weeks: weeks drawn at random from those that were (bootstrap)."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from hotich.schedule.curve import Floats

WEEKS = 26
"""Weeks looked back on."""
LEAST_WEEKS = 8
"""Fewer weeks say too little."""
RUNS = 1000
SEED = 1437
HORIZON = 1040
"""Weeks looked ahead: twenty years."""


@dataclass(frozen=True, slots=True)
class Outlook:
    """What came of the runs."""

    days: Floats
    """(RUNS,) days from now until each run had done all, in order; infinite: not within the horizon."""
    _runs: Floats
    """(RUNS, weeks) earned from now on by the end of each week."""
    _last: NDArray[np.intp]
    """(RUNS,) week in which all was done; beyond the last: not within the horizon."""
    _left: float

    def day(self, share: float) -> float:
        """Days by which that share of the runs had done all, 0 … 1; infinite beyond the horizon."""
        return float(self.days[_place(share, len(self.days))])

    def in_time(self, days: float) -> float:
        """Share of the runs that had done all within so many days."""
        return float(np.searchsorted(self.days, days, side="right") / len(self.days))

    def fan(self, shares: tuple[float, ...], days: int) -> Floats:
        """(shares, days + 1) earned by each day from now on, of which that share of the runs had no more; at most what was left."""
        weeks = min(self._runs.shape[1], -(-days // 7))
        # A run that is over stays over, though its later weeks may take work back.
        over = np.arange(weeks) >= self._last[:, None]
        done = np.where(over, self._left, np.minimum(self._runs[:, :weeks], self._left))
        ordered = np.sort(np.ascontiguousarray(done.T), axis=1)
        bounds = [ordered[:, _place(share, RUNS)] for share in shares]
        moments = np.arange(days + 1) / 7
        return np.stack([np.interp(moments, np.arange(weeks + 1), [0.0, *bound]) for bound in bounds])


def _place(share: float, runs: int) -> int:
    """Place of the run, counted from 0, within which that share of the ordered runs lies."""
    return max(int(np.ceil(share * runs)) - 1, 0)


def weekly(earned: Floats, weeks: int = WEEKS) -> Floats:
    """Earned in each of the last whole weeks, the newest last; negative where more was taken back than earned.

    Args:
        earned: earned in all by the close of each day up to now; the first value is what stood before the first day.
        weeks: at most so many.
    """
    whole = max(min(weeks, (len(earned) - 1) // 7), 0)
    return np.diff(earned[len(earned) - 1 - 7 * whole :: 7])


def outlook(weeks: Floats, left: float) -> Outlook | None:
    """Runs of the work from now on; the same weeks and the same work left give the same runs.

    None: there are fewer weeks than LEAST_WEEKS, or they brought nothing on the whole.

    Args:
        weeks: earned in each of the last weeks.
        left: still to be earned, more than 0.
    """
    if len(weeks) < LEAST_WEEKS or weeks.sum() <= 0:
        return None
    mean = float(weeks.mean())
    needed = left / mean
    # Four standard deviations beyond the mean are enough for nearly every run; the whole horizon only where they are not.
    enough = needed + 4 * float(weeks.std()) / mean * needed**0.5 + LEAST_WEEKS
    for horizon in (int(min(enough, HORIZON)), HORIZON):
        runs = np.cumsum(weeks[_draws(len(weeks))[:, :horizon]], axis=1)
        done = runs >= left
        last = done.argmax(axis=1)
        ended = done[np.arange(RUNS), last]
        if ended.all():
            break
    each = np.arange(RUNS)
    before = np.where(last > 0, runs[each, last - 1], 0.0)
    reached = np.where(ended, runs[each, last], np.inf)
    days = np.where(ended, 7 * (last + (left - before) / (reached - before)), np.inf)
    return Outlook(np.sort(days), runs, np.where(ended, last, runs.shape[1]), left)


@lru_cache(maxsize=WEEKS)
def _draws(weeks: int) -> NDArray[np.int8]:
    """(RUNS, HORIZON) which of the weeks each run repeats; the same for all work, so that one can be compared with another.

    NumPy promises never to change what its old generator draws, and an old report must be made again to the digit.
    """
    return np.random.RandomState(SEED).randint(0, weeks, size=(RUNS, HORIZON)).astype(np.int8)
