"""The estimate (dự toán): remaining quantities × prices, by authority, budget year and activity."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

import psycopg

from hotich.budget.costing import NO_PRICE, UNVERIFIED, Costing
from hotich.budget.needs import Need, needs, planned_paths
from hotich.budget.payers import Authority, Payers
from hotich.budget.schema import Activity, Price
from hotich.plan import Plan
from hotich.registers import REGISTERS
from hotich.storage.work import Work, read_work
from hotich.units import Unit

Chosen = Callable[[Unit, Authority], bool]
"""Whether the books of a unit, for which an authority pays, are meant."""


@dataclass(frozen=True, slots=True)
class Line:
    """What one authority needs for one activity in one budget year."""

    authority: Authority
    year: int
    activity: Activity
    quantity: int
    """In the activity's unit."""
    assumed: int
    """Of these, pages that rest on the assumed pages a case."""
    price: Price | None
    """In force on the first day of the year, or on the data date if later; None: the table has none."""
    pages_verified: bool
    """Whether what `assumed` rests on was counted."""

    @property
    def amount(self) -> int | None:
        """Đồng: quantity × price, exact; None without a price."""
        return None if self.price is None else self.quantity * self.price.dong

    @property
    def verified(self) -> bool:
        """Whether price, payer and pages rest on documents; False also without a price."""
        pages = self.pages_verified or not self.assumed
        return self.price is not None and self.price.verified and self.authority.verified and pages

    @property
    def remarks(self) -> tuple[str, ...]:
        """What a reader must know of this line, in Vietnamese; empty when everything rests on documents."""
        found = []
        if self.price is None:
            found.append(NO_PRICE)
        elif not self.price.verified:
            found.append(f"đơn giá {UNVERIFIED}")
        if self.assumed:
            mark = "" if self.pages_verified else f" {UNVERIFIED}"
            found.append(f"{_thousands(self.assumed)} trang theo số giả định{mark}")
        if not self.authority.verified:
            found.append(f"cơ quan chi {UNVERIFIED}")
        if not self.authority.known:
            found.append("đơn vị không còn, danh mục chưa ghi đơn vị kế thừa")
        return tuple(found)


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
class Sum:
    """A total in đồng that says what it leaves out."""

    amount: int
    unpriced: int
    """Lines without a price, not in the amount."""
    unverified: int
    """Lines in the amount that don't rest on documents."""


def total(lines: Iterable[Line]) -> Sum:
    """The sum of lines."""
    known = list(lines)
    return Sum(
        amount=sum(line.amount or 0 for line in known),
        unpriced=sum(1 for line in known if line.price is None),
        unverified=sum(1 for line in known if line.price is not None and not line.verified),
    )


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
    payers = Payers(amended, costing, as_of)
    work = read_work(conn, as_of, known_at)
    if only is not None:
        chosen = {
            unit.unit_id
            for unit in map(amended.units.by_id, {one.unit_id for one in work} | _makers(amended).keys())
            if amended.includes(unit) and only(unit, payers.of(unit))
        }
        work = [one for one in work if one.unit_id in chosen]
        visible = frozenset(chosen if visible is None else chosen & visible)
    sums: dict[tuple[Authority, int, str], _Quantity] = defaultdict(_Quantity)
    units: dict[tuple[Authority, int, int, str], int] = defaultdict(int)
    counted = {code for code in REGISTERS if costing.pages_counted(code, as_of)}
    for need in needs(costing, planned_paths(amended, work, as_of), as_of):
        authority, year = payers.of(amended.units.by_id(need.unit_id)), need.period.year
        units[authority, need.unit_id, year, need.activity] += need.quantity
        sums[authority, year, need.activity].add(need, need.register in counted)
    order = {activity.id: place for place, activity in enumerate(costing.activities)}
    return Estimate(
        plan=amended,
        costing=costing,
        as_of=as_of,
        lines=tuple(
            _line(costing, as_of, key, sums[key])
            for key in sorted(sums, key=lambda key: (key[0], key[1], order[key[2]]))
        ),
        quantities=tuple(
            UnitQuantity(key[0], amended.units.by_id(key[1]), key[2], key[3], units[key])
            for key in sorted(units, key=lambda key: (*key[:3], order[key[3]]))
        ),
        without_denominator=_without_denominator(amended, work, visible),
    )


@dataclass
class _Quantity:
    """Adds up the needs of one line."""

    quantity: int = 0
    assumed: int = 0
    pages_verified: bool = True

    def add(self, need: Need, pages_verified: bool) -> None:
        self.quantity += need.quantity
        self.assumed += need.assumed
        self.pages_verified &= pages_verified or not need.assumed


def _line(costing: Costing, as_of: date, key: tuple[Authority, int, str], found: _Quantity) -> Line:
    authority, year, activity = key
    return Line(
        authority=authority,
        year=year,
        activity=costing.activity(activity),
        quantity=found.quantity,
        assumed=found.assumed,
        price=costing.price(activity, max(as_of, date(year, 1, 1))),
        pages_verified=found.pages_verified,
    )


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


def _thousands(number: int) -> str:
    return f"{number:,}".replace(",", ".")
