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
_BLOCK = 32
"""Weeks that all runs go on by at a time; so many numbers fit into a processor's cache."""


@dataclass(frozen=True, slots=True)
class Outlook:
    """What came of the runs."""

    days: Floats
    """(RUNS,) days from now until each run had done all; infinite: not within the horizon."""
    _weeks: Floats
    _left: float

    def day(self, share: float) -> float:
        """Days by which that share of the runs had done all, 0 … 1; infinite beyond the horizon."""
        return float(np.sort(self.days)[_place(share, RUNS)])

    def in_time(self, days: float) -> float:
        """Share of the runs that had done all within so many days."""
        return float((self.days <= days).mean())

    def fan(self, shares: tuple[float, ...], days: int) -> Floats:
        """(shares, days + 1) earned by each day from now on, of which that share of the runs had no more; at most what was left."""
        ends = np.arange(1, min(HORIZON, -(-days // 7)) + 1)
        runs = np.add.accumulate(_drawn(self._weeks, 0, len(ends)), axis=0)
        # A run that is over stays over, though its later weeks may take work back.
        over = 7 * ends[:, None] >= self.days
        ordered = np.sort(np.where(over, self._left, np.minimum(runs, self._left)), axis=1)
        bounds = [ordered[:, _place(share, RUNS)] for share in shares]
        moments = np.arange(days + 1) / 7
        return np.stack([np.interp(moments, [0, *ends], [0.0, *bound]) for bound in bounds])


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
    days = np.full(RUNS, np.inf)
    done, each = np.zeros(RUNS), np.arange(RUNS)
    for first in range(0, HORIZON, _BLOCK):
        runs = done + np.add.accumulate(_drawn(weeks, first, first + _BLOCK), axis=0)
        enough = runs >= left
        last = enough.argmax(axis=0)
        ends = enough[last, each] & np.isinf(days)
        before = np.where(last > 0, runs[last - 1, each], done)[ends]
        part = (left - before) / (runs[last, each][ends] - before)
        days[ends] = 7 * (first + last[ends] + part)
        if np.isfinite(days).all():
            break
        done = runs[-1]
    return Outlook(days, weeks, left)


def _drawn(weeks: Floats, first: int, last: int) -> Floats:
    """(weeks, RUNS) what the runs earn from the week `first` up to, not with, `last`."""
    # By position, not by mask or wrapped index: several times as fast on small numbers.
    return np.take(weeks, _draws(len(weeks))[first:last], mode="clip")


@lru_cache(maxsize=WEEKS)
def _draws(weeks: int) -> NDArray[np.int8]:
    """(HORIZON, RUNS) which of the weeks each run repeats; the same for all work, so that one can be compared with another.

    NumPy promises never to change what its old generator draws, and an old report must be made again to the digit.
    """
    return np.random.RandomState(SEED).randint(0, weeks, size=(HORIZON, RUNS)).astype(np.int8)
