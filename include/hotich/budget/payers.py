"""Who pays for whose books on a day (cơ quan chi), by the plan's tiers, the units of that day and the budget file."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Final

from hotich.budget.costing import Costing
from hotich.budget.schema import Payer
from hotich.errors import HotichError
from hotich.plan import Plan
from hotich.units import Level, Unit

_MOST_NAMED: Final = 2
"""More units whose part is seen are counted, not named."""


@dataclass(frozen=True, slots=True, order=True)
class Authority:
    """An authority that draws up and spends a budget."""

    order: tuple[int, str]
    """Place of its tier in the plan, then its code."""
    unit_id: int
    code: str
    name: str = field(compare=False)
    """As documents call it: "UBND huyện Ba Tri"."""
    known: bool = field(compare=False, default=True)
    """False: the unit is no more, and the sources name no successor."""
    verified: bool = field(compare=False, default=True)
    """Whether a document says that it pays."""
    part: bool = field(compare=False, default=False)
    """Whether only some of the books that it pays for are seen: `name` says whose."""


def keeper(plan: Plan, maker: Unit, on: date) -> Unit:
    """Who answers for a unit's books on the day: itself, or the last successor that the sources name."""
    current = maker
    while current.valid_to is not None and current.valid_to < on and current.successor_ids:
        current = plan.units.by_id(current.successor_ids[0])
    return current


class Payers:
    """The authorities of one day."""

    def __init__(
        self, plan: Plan, costing: Costing, as_of: date, visible: Collection[int] | None = None
    ) -> None:
        """visible: units whose books are seen (None: all); an authority that pays for others too bears their name."""
        self._plan = plan
        self._costing = costing
        self._as_of = as_of
        self._visible = visible
        self._of: dict[int, Authority] = {}

    def of(self, maker: Unit) -> Authority:
        """Who pays for the books that a unit made: the unit of the payer's level in which its keeper lies."""
        if maker.unit_id not in self._of:
            whole = self._whole(maker)
            part = self._parts.get(whole.unit_id)
            named = whole if part is None else replace(
                whole, name=f"Phần việc của {part}, do {whole.name} chi", part=True
            )  # fmt: skip
            self._of[maker.unit_id] = named
        return self._of[maker.unit_id]

    def _whole(self, maker: Unit) -> Authority:
        payer = self._costing.payer(self._plan.tier_of(maker).id)
        return self._authority(self._at_level(keeper(self._plan, maker, self._as_of), payer.level), payer)

    @cached_property
    def _parts(self) -> dict[int, str]:
        """Authority of whose books only some are seen → whose they are."""
        if self._visible is None:
            return {}
        makers = {unit.unit_id: unit for stage in self._plan.stages for unit in self._plan.makers_of(stage)}
        paid: dict[int, list[Unit]] = defaultdict(list)
        for maker in makers.values():
            paid[self._whole(maker).unit_id].append(maker)
        return {
            unit_id: self._told([unit for unit in units if unit.unit_id in self._visible], unit_id)
            for unit_id, units in paid.items()
            if any(unit.unit_id not in self._visible for unit in units)
        }

    def _told(self, seen: list[Unit], payer_id: int) -> str:
        """Whose books these are, inside a sentence: their keepers', or their makers' where the keeper itself pays."""
        found = {}
        for maker in seen:
            kept_by = keeper(self._plan, maker, self._as_of)
            one = maker if kept_by.unit_id == payer_id else kept_by
            found[one.unit_id] = one
        if len(found) > _MOST_NAMED:
            return f"{len(found)} đơn vị"
        ordered = sorted(found.values(), key=lambda one: (one.valid_from or date.min, one.code))
        return " và ".join(_small(one.name_on(self._as_of)) for one in ordered)

    def named(self, unit: Unit) -> Authority:
        """The authority of a unit that paid once, whoever pays now."""
        own = [payer for payer in self._costing.text.payers if payer.level == unit.level]
        return self._authority(unit, own[0] if own else self._costing.payer(self._plan.tier_of(unit).id))

    def find(self, code: str) -> Authority:
        """The authority with that code on the day.

        Raises:
            DeliveryError: no unit bore the code on that day; says which to use.
            HotichError: the unit draws up no budget; says who pays for it.
        """
        unit = self._plan.units.resolve(code.strip(), self._as_of)
        authority = self.of(unit)
        if authority.unit_id != unit.unit_id:
            raise HotichError(
                f"{unit.name} ({unit.code}) không lập dự toán riêng: {authority.name} chi cho sổ của đơn vị này. Dùng mã"
                f" {authority.code}."
            )
        return authority

    def _at_level(self, unit: Unit, level: Level) -> Unit:
        above: Unit | None = unit
        while above is not None and above.level.rank > level.rank:
            above = self._plan.units.parent(above, self._as_of)
        return above if above is not None and above.level.rank == level.rank else unit

    def _authority(self, unit: Unit, payer: Payer) -> Authority:
        known = unit.valid_on(self._as_of)
        tiers = [tier.id for tier in self._plan.tiers]
        return Authority(
            order=(tiers.index(payer.tier), unit.code),
            unit_id=unit.unit_id,
            code=unit.code,
            name=f"{payer.title} {self._unit_name(unit)}" if payer.with_unit else payer.title,
            known=known,
            verified=payer.verified,
        )

    def _unit_name(self, unit: Unit) -> str:
        """With the district, where there is one: four names of communes exist twice."""
        name = unit.name_on(self._as_of)
        above = self._plan.units.parent(unit, self._as_of)
        tail = f", {_small(above.name_on(self._as_of))}" if above and above.level is Level.DISTRICT else ""
        return _small(name) + tail


def _small(name: str) -> str:
    return name[:1].lower() + name[1:]
