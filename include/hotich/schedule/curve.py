"""The planned curve (PV): how much is to be done by each moment of a window."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def elapsed_shares(working: NDArray[np.bool_]) -> Floats:
    """Share of a window's working time that is over at each of its moments, 0 … 1.

    Args:
        working: one value a day of the window. Where no day is worked, every day counts.

    Returns:
        One value more than days; flat over weekends and holidays.
    """
    days = working if working.any() else np.ones(len(working), dtype=bool)
    return np.concatenate([[0.0], np.cumsum(days) / days.sum()])


def planned_curve(counts: NDArray[np.generic], shares: Floats) -> Floats:
    """What each group is to have done at each moment, where the groups are worked on one after the other.

    The whole work is spread evenly over the working time, so each group takes the part of it that its count is of all.

    Args:
        counts: (…, groups) planned, in the order of work; each leading index is worked on by people of its own.
        shares: (moments,) of `elapsed_shares`.

    Returns:
        (…, groups, moments), never falling in time; 0 at the first moment, `counts` at the last.
    """
    planned = np.asarray(counts, dtype=np.float64)
    upto = np.cumsum(planned, axis=-1)
    done = upto[..., -1:, None] * shares
    before = (upto - planned)[..., None]
    return np.minimum(np.maximum(done - before, 0.0), planned[..., None])
