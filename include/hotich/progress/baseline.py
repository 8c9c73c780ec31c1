"""What the plan asks of each stage, unit and group, in time: the planned value (PV)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from hotich.plan import Plan
from hotich.progress.history import Floats, Mask
from hotich.schedule import elapsed_shares, planned_curve, work_calendar

OUT_OF_ORDER = 0.05
"""Share of what is earned in a stage that may be in groups whose turn it is not yet: books overlap at the seams."""


@dataclass(frozen=True, slots=True)
class Window:
    """First and last day of planned work."""

    start: date
    end: date

    @property
    def days(self) -> int:
        return (self.end - self.start).days + 1

    def passed(self, day: date) -> int:
        """Days that have passed at the close of that day; 0 before the start."""
        return max((day - self.start).days + 1, 0)


class Baseline:
    """Targets of one version of the plan, laid out over its windows.

    Each unit works through its own books: in a stage its groups follow each other in the stage's order, each for as
    long as its share of the unit's cases. What a wider scope plans is the sum.
    """

    def __init__(self, plan: Plan, targets: Floats) -> None:
        """`targets`: (stages, units, groups) cases to be accepted, stages and groups in the plan's order."""
        calendar = work_calendar(plan.tracking.country)
        self.targets = targets
        self.windows = [Window(stage.window_start, stage.window_end) for stage in plan.stages]
        self._shares = [elapsed_shares(calendar.working(one.start, one.end)) for one in self.windows]
        groups = [group.id for group in plan.groups]
        self._orders = [
            np.array([groups.index(group.id) for group in stage.groups], dtype=np.intp)
            for stage in plan.stages
        ]

    def window(self, stages: Sequence[int]) -> Window:
        """From the first to the last day of these stages (places in the plan, at least one)."""
        windows = [self.windows[stage] for stage in stages]
        return Window(min(one.start for one in windows), max(one.end for one in windows))

    def planned(self, stages: Sequence[int], units: Mask, group: int | None = None) -> tuple[Window, Floats]:
        """Window and curve of the chosen units in these stages: planned by each of its moments.

        The window of one group begins when its turn comes, that is with the first case planned of it.
        """
        window, curve = self.window(stages), self._curve(stages, units, group)
        if group is None or curve[-1] == 0:
            return window, curve
        wait = int(np.searchsorted(curve, 0.0, side="right")) - 1
        return Window(window.start + timedelta(days=wait), window.end), curve[wait:]

    def _curve(self, stages: Sequence[int], units: Mask, group: int | None) -> Floats:
        whole = self.window(stages)
        planned = np.zeros(whole.days + 1)
        for stage in stages:
            begin = (self.windows[stage].start - whole.start).days
            curve = self._stage_curve(stage, units, group)
            planned[begin : begin + len(curve)] += curve
            planned[begin + len(curve) :] += curve[-1]
        return planned

    def _stage_curve(self, stage: int, units: Mask, group: int | None) -> Floats:
        targets, shares = self.targets[stage, units], self._shares[stage]
        if group is None:
            # The groups of a unit follow each other without a gap, so together they are even work.
            even: Floats = targets.sum() * shares
            return even
        ordered = targets[:, self._orders[stage]]
        at = int(np.flatnonzero(self._orders[stage] == group)[0])
        parts = (ordered[:, :at].sum(axis=1), ordered[:, at], ordered[:, at + 1 :].sum(axis=1))
        curve: Floats = planned_curve(np.stack(parts, axis=1), shares)[:, 1].sum(axis=0)
        return curve

    def out_of_order(self, stages: Sequence[int], units: Mask, earned: Floats) -> set[int]:
        """Groups (places in the plan) that hold work whose turn it is not yet.

        Had the same work been done in the plan's order, so and so much would be in each group; what a group has beyond
        that is out of order, unit by unit.

        Args:
            earned: (stages, units, groups) as `targets`.
        """
        found: set[int] = set()
        for stage in stages:
            beyond, totals = self._beyond(stage, units, earned)
            late = np.flatnonzero(beyond.sum(axis=0) > OUT_OF_ORDER * totals.sum())
            found |= {int(self._orders[stage][at]) for at in late}
        return found

    def units_out_of_order(self, stages: Sequence[int], units: Mask, earned: Floats) -> int:
        """How many of the units hold, in one of these stages, a group whose turn it is not yet."""
        found = np.zeros(int(units.sum()), dtype=bool)
        for stage in stages:
            beyond, totals = self._beyond(stage, units, earned)
            found |= (beyond > OUT_OF_ORDER * totals).any(axis=1)
        return int(found.sum())

    def _beyond(self, stage: int, units: Mask, earned: Floats) -> tuple[Floats, Floats]:
        """(units, groups in the stage's order) work that is out of order; (units, 1) all work of each."""
        order = self._orders[stage]
        targets, done = self.targets[stage, units][:, order], earned[stage, units][:, order]
        totals = done.sum(axis=1, keepdims=True)
        in_order = np.clip(totals - (np.cumsum(targets, axis=1) - targets), 0, targets)
        return np.maximum(done - in_order, 0), totals


def targets_of(shape: tuple[int, int, int], places: tuple[NDArray[np.intp], ...], values: Floats) -> Floats:
    """(stages, units, groups) sums of values that stand at these places."""
    sums = np.zeros(shape)
    np.add.at(sums, places, values)
    return sums
