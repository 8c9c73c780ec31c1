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


PerCase = Callable[[str], Decimal]
"""Register → assumed pages a case."""


def needs(costing: Costing, paths: Iterable[Path], as_of: date) -> Iterator[Need]:
    """What each path still needs of each activity in each period; nothing where nothing is needed."""
    wanted, per_case = _wanted(costing), _per_case(costing, as_of)
    for path in paths:
        for activity in wanted[path.work.register]:
            yield from _needs(path, activity, per_case)


def wholes(costing: Costing, paths: Iterable[Path], as_of: date) -> Iterator[tuple[Work, Activity, int]]:
    """What each path needs of each activity in all, done or not: what `needs` tells where nothing is done yet."""
    wanted, per_case = _wanted(costing), _per_case(costing, as_of)
    for path in paths:
        for activity in wanted[path.work.register]:
            if activity.unit is Measure.BOOK:
                whole = path.work.books_planned
            elif activity.unit is Measure.CASE:
                whole = path.to_do
            else:
                whole = sum(_pages(path, per_case))
            yield path.work, activity, whole


def _wanted(costing: Costing) -> dict[str, list[Activity]]:
    """Register → its activities."""
    return {
        register: [one for one in costing.activities if one.registers is None or register in one.registers]
        for register in REGISTERS
    }


def _per_case(costing: Costing, as_of: date) -> PerCase:
    @cache
    def per_case(register: str) -> Decimal:
        return costing.pages_per_case(register, as_of).per_case

    return per_case


def _needs(path: Path, activity: Activity, per_case: PerCase) -> Iterator[Need]:
    work, done = path.work, activity.done
    if activity.unit is Measure.BOOK:
        ready, whole = getattr(work, _BOOKS_DONE[done]), work.books_planned
    else:
        ready, whole = getattr(work, _CASES_DONE[done]), path.to_do
    if ready >= whole and done is not Done.SCANNED:  # of scanned cases not every page may be there
        return
    assumed = [0] * len(path.periods)
    by_end = needed_by(
        scaled(path.planned_by, whole) if activity.unit is Measure.BOOK else path.planned_by, ready
    )
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


def _pages_left(path: Path, done: Done, cases_left: int, per_case: PerCase) -> tuple[int, int]:
    """Pages still to do: known by scans or the inventory, and assumed."""
    known, assumed = _pages(path, per_case)
    if done is Done.SCANNED:
        return max(known - path.work.pages_scanned, 0), assumed
    return share(known, cases_left, path.to_do), share(assumed, cases_left, path.to_do)


def _pages(path: Path, per_case: PerCase) -> tuple[int, int]:
    """Pages done and to do: known by scans or the inventory, and assumed."""
    work = path.work
    rest = max(path.to_do - work.cases_by_scans - work.cases_by_inventory, 0)
    assumed = pages(rest, per_case(work.register)) if rest else 0
    return work.pages_by_scans + work.pages_by_inventory, assumed
