"""How much of each activity is still to be done, by unit, stage, register and period."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Final

import numpy as np

from hotich.budget.costing import Costing
from hotich.budget.periods import Period, periods, planned_by_ends
from hotich.budget.schema import Activity, Done, Measure
from hotich.budget.spread import needed_by, pages, parts, rounded, scaled, share
from hotich.plan import Plan, Stage
from hotich.registers import REGISTERS
from hotich.storage.work import Work


@dataclass(frozen=True, slots=True)
class Need:
    """A quantity of one activity that one unit's books need in one period."""

    unit_id: int
    """The unit that made the books."""
    stage_id: str
    register: str
    activity: str
    period: Period
    quantity: int
    """In the activity's unit."""
    assumed: int
    """Pages of these that rest on the assumed pages a case."""


@dataclass(frozen=True, slots=True)
class Path:
    """Cases of one unit's register in one stage, as the plan wants them done."""

    work: Work
    to_do: int
    """Cases by the inventory, less those of lost books."""
    periods: Sequence[Period]
    planned_by: Sequence[int]
    """By the end of each period; the last is `to_do`."""


def to_do(work: Work) -> int:
    """Cases to digitise: by the inventory, less those of lost books."""
    return max((work.planned or 0) - work.lost, 0)


def planned_paths(plan: Plan, work: Iterable[Work], as_of: date, *, monthly: bool = False) -> Iterator[Path]:
    """What is planned by the end of each period, for every unit × register × stage with an inventory.

    plan: as amended by `as_of`. Each unit works on its groups one after the other; within a group its registers keep
    their proportions.
    """
    by_stage: dict[str, list[Work]] = defaultdict(list)
    for one in work:
        if one.planned is not None and plan.includes(plan.units.by_id(one.unit_id)):
            by_stage[one.stage_id].append(one)
    for stage in plan.stages:
        if found := by_stage.get(stage.id):
            yield from _stage_paths(plan, stage, found, periods(as_of, stage.window_end, monthly=monthly))


def _stage_paths(plan: Plan, stage: Stage, work: Sequence[Work], ends: Sequence[Period]) -> Iterator[Path]:
    groups = {group.id: place for place, group in enumerate(stage.groups)}
    units = {unit_id: place for place, unit_id in enumerate(sorted({one.unit_id for one in work}))}
    counts = np.zeros((len(units), len(groups)), dtype=np.int64)
    places = [(units[one.unit_id], groups[plan.group_of(one.register).id]) for one in work]
    for one, place in zip(work, places, strict=True):
        counts[place] += to_do(one)
    planned = planned_by_ends(stage, counts, ends, plan.tracking.country)
    for one, place in zip(work, places, strict=True):
        own, whole = to_do(one), int(counts[place])
        curve = planned[place] * (own / whole) if whole else planned[place]
        yield Path(one, own, ends, rounded(curve.tolist(), own))


def needs(costing: Costing, paths: Iterable[Path], as_of: date) -> Iterator[Need]:
    """What each path still needs of each activity in each period; nothing where nothing is needed."""
    wanted = {
        register: [one for one in costing.activities if one.registers is None or register in one.registers]
        for register in REGISTERS
    }

    @cache
    def per_case(register: str) -> Decimal:
        return costing.pages_per_case(register, as_of).per_case

    for path in paths:
        for activity in wanted[path.work.register]:
            yield from _needs(path, activity, per_case)


def _needs(path: Path, activity: Activity, per_case: Callable[[str], Decimal]) -> Iterator[Need]:
    work, done = path.work, activity.done
    assumed = [0] * len(path.periods)
    if activity.unit is Measure.BOOK:
        by_end = needed_by(scaled(path.planned_by, work.books_planned), getattr(work, _BOOKS_DONE[done]))
    else:
        by_end = needed_by(path.planned_by, getattr(work, _CASES_DONE[done]))
    if activity.unit is Measure.PAGE:
        known, guessed = _pages_left(path, done, by_end[-1], per_case)
        assumed = parts(scaled(by_end, guessed))
        quantities = [sum(both) for both in zip(parts(scaled(by_end, known)), assumed, strict=True)]
    else:
        quantities = parts(by_end)
    for period, quantity, guess in zip(path.periods, quantities, assumed, strict=True):
        if quantity:
            yield Need(work.unit_id, work.stage_id, work.register, activity.id, period, quantity, guess)


_CASES_DONE: Final[Mapping[Done, str]] = {
    Done.SCANNED: "scanned",
    Done.DELIVERED: "delivered",
    Done.SECOND_KEYED: "second_keyed",
    Done.LOADED: "loaded",
    Done.ACCEPTED: "accepted",
}
"""State → the number of `Work` that counts cases in it."""
_BOOKS_DONE: Final[Mapping[Done, str]] = {Done.DELIVERED: "books_delivered", Done.LOADED: "books_loaded"}


def _pages_left(
    path: Path, done: Done, cases_left: int, per_case: Callable[[str], Decimal]
) -> tuple[int, int]:
    """Pages still to do: known by scans or the inventory, and assumed."""
    work = path.work
    rest = max(path.to_do - work.cases_by_scans - work.cases_by_inventory, 0)
    assumed = pages(rest, per_case(work.register)) if rest else 0
    known = work.pages_by_scans + work.pages_by_inventory
    if done is Done.SCANNED:
        return max(known - work.pages_scanned, 0), assumed
    return share(known, cases_left, path.to_do), share(assumed, cases_left, path.to_do)
