"""The estimate (dự toán): remaining quantities × prices, by authority, budget year and activity."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

import psycopg

from hotich.budget.costing import Costing
from hotich.budget.lines import Line, line_of
from hotich.budget.needs import Need, Path, needs, planned_paths, wholes
from hotich.budget.payers import Authority, Payers
from hotich.budget.schema import Activity, Measure
from hotich.plan import Plan
from hotich.registers import REGISTERS
from hotich.storage.work import Work, read_work
from hotich.units import Unit

Chosen = Callable[[Unit, Authority], bool]
"""Whether the books of a unit, for which an authority pays, are meant."""


@dataclass(frozen=True, slots=True)
class UnitQuantity:
    """What one unit's books need of one activity in one budget year."""

    authority: Authority
    unit: Unit
    """The unit that made the books."""
    year: int
    activity: str
    quantity: int


@dataclass(frozen=True, slots=True)
class Estimate:
    """What is still to be paid for, as of a data date."""

    plan: Plan
    """As amended by the data date."""
    costing: Costing
    as_of: date
    lines: tuple[Line, ...]
    """By authority, year and activity; nothing where nothing is needed."""
    quantities: tuple[UnitQuantity, ...]
    """The same quantities by unit: by authority, unit, year and activity."""
    done: Mapping[tuple[int, str], int]
    """(unit that made the books, activity) → what is done of what was to do."""
    lost: int
    """Cases of lost books: in the inventories, in no line."""
    without_denominator: tuple[Unit, ...]
    """Units of the plan without an inventory: their work is in no line."""

    @property
    def years(self) -> tuple[int, ...]:
        """Budget years with lines."""
        return tuple(sorted({line.year for line in self.lines}))

    @property
    def authorities(self) -> tuple[Authority, ...]:
        """Authorities with lines, in order."""
        return tuple(sorted({line.authority for line in self.lines}))

    def select(self, *, year: int | None = None, authority: Authority | None = None) -> tuple[Line, ...]:
        """The lines of a year, of an authority."""
        return tuple(
            line for line in self.lines if year in {None, line.year} and authority in {None, line.authority}
        )

    def of(self, authority: Authority) -> "Estimate":
        """The part of one authority."""
        own = tuple(one for one in self.quantities if one.authority == authority)
        return replace(self, lines=self.select(authority=authority), quantities=own)


def estimate(
    conn: psycopg.Connection[Any],
    plan: Plan,
    costing: Costing,
    as_of: date,
    *,
    known_at: datetime | None = None,
    visible: frozenset[int] | None = None,
    only: Chosen | None = None,
) -> Estimate:
    """The estimate of what remains as of a data date. `plan`: as issued; it is taken as amended by that day.

    Args:
        visible: units whose rows `conn` returns (None: all); others are not taken for units without inventory.
        only: the books to estimate, by who made them and who pays for them (None: all).
    """
    amended = plan.at(as_of)
    payers = Payers(amended, costing, as_of, visible)
    work = read_work(conn, as_of, known_at)
    if only is not None:
        chosen = {
            unit.unit_id
            for unit in map(amended.units.by_id, {one.unit_id for one in work} | _makers(amended).keys())
            if amended.includes(unit) and only(unit, payers.of(unit))
        }
        work = [one for one in work if one.unit_id in chosen]
        visible = frozenset(chosen if visible is None else chosen & visible)
    paths = list(planned_paths(amended, work, as_of))
    counted = {code for code in REGISTERS if costing.pages_counted(code, as_of)}
    beyond = _beyond(costing, paths)
    by_unit: dict[tuple[int, int, str], _Quantity] = defaultdict(_Quantity)
    for need in needs(costing, paths, as_of):
        by_unit[need.unit_id, need.period.year, need.activity].add(need, need.register in counted, beyond)
    order = {activity.id: place for place, activity in enumerate(costing.activities)}
    sums: dict[tuple[Authority, int, str], _Quantity] = defaultdict(_Quantity)
    quantities = []
    for (unit_id, year, activity), found in by_unit.items():
        unit = amended.units.by_id(unit_id)
        authority = payers.of(unit)
        sums[authority, year, activity].take(found)
        quantities.append(UnitQuantity(authority, unit, year, activity, found.quantity))
    return Estimate(
        plan=amended,
        costing=costing,
        as_of=as_of,
        lines=tuple(
            line_of(costing, as_of, *key, found.quantity, found.assumed, found.pages_verified, found.accepted)
            for key, found in sorted(sums.items(), key=lambda one: (*one[0][:2], order[one[0][2]]))
        ),
        quantities=tuple(
            sorted(
                quantities, key=lambda one: (one.authority, one.unit.unit_id, one.year, order[one.activity])
            )
        ),
        done=_done(wholes(costing, paths, as_of), by_unit),
        lost=sum((path.work.planned or 0) - path.to_do for path in paths),
        without_denominator=_without_denominator(amended, work, visible),
    )


Beyond = dict[tuple[int, str, str, str], int]
"""(unit, stage, register, activity) → accepted cases that still need the activity."""


def _beyond(costing: Costing, paths: Iterable[Path]) -> Beyond:
    activities = [one for one in costing.activities if one.unit is not Measure.BOOK]
    found: Beyond = {}
    for path in paths:
        work = path.work
        accepted = min(work.accepted, path.to_do)
        for activity in activities:
            # The states are named as the numbers of `Work` that count them.
            if (cases := accepted - int(getattr(work, activity.done.value))) > 0:
                found[work.unit_id, work.stage_id, work.register, activity.id] = cases
    return found


def _done(
    wholes: Iterable[tuple[Work, Activity, int]], left: Mapping[tuple[int, int, str], "_Quantity"]
) -> dict[tuple[int, str], int]:
    found: dict[tuple[int, str], int] = defaultdict(int)
    for work, activity, whole in wholes:
        found[work.unit_id, activity.id] += whole
    for (unit_id, _, activity_id), one in left.items():
        found[unit_id, activity_id] -= one.quantity
    return found


@dataclass
class _Quantity:
    """Adds up the needs of one line."""

    quantity: int = 0
    assumed: int = 0
    pages_verified: bool = True
    accepted: int = 0

    def add(self, need: Need, pages_verified: bool, beyond: Beyond) -> None:
        self.quantity += need.quantity
        self.assumed += need.assumed
        self.pages_verified &= pages_verified or not need.assumed
        key = (need.unit_id, need.stage_id, need.register, need.activity)
        if key in beyond:
            # What was accepted was due first: it stands in the first periods, of which no case needs more than all.
            cases = min(beyond[key], need.quantity)
            self.accepted += cases
            beyond[key] -= cases

    def take(self, other: "_Quantity") -> None:
        """Add what another one added up."""
        self.quantity += other.quantity
        self.assumed += other.assumed
        self.pages_verified &= other.pages_verified
        self.accepted += other.accepted


def _without_denominator(
    plan: Plan, work: Sequence[Work], visible: frozenset[int] | None
) -> tuple[Unit, ...]:
    """Units that made books of the plan and of which no inventory speaks, by code."""
    counted = {one.unit_id for one in work if one.planned is not None}
    makers = _makers(plan)
    seen = makers.keys() if visible is None else makers.keys() & visible
    missing = [makers[unit_id] for unit_id in seen - counted]
    return tuple(sorted(missing, key=lambda unit: (unit.code, unit.unit_id)))


def _makers(plan: Plan) -> dict[int, Unit]:
    """The units that have books to transcribe by the plan, by id."""
    return {unit.unit_id: unit for stage in plan.stages for unit in plan.makers_of(stage)}
