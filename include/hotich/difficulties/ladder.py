"""Who has a difficulty in hand: from the unit up to the people's committee of the province (plan, IV.3)."""

from dataclasses import dataclass
from datetime import date

from hotich.plan import Plan
from hotich.storage.states import DifficultyLevel
from hotich.units import Level, Unit


@dataclass(frozen=True, slots=True)
class Rung:
    """One level with the unit that acts at it."""

    level: DifficultyLevel
    unit: Unit | None
    """None: the committee of the province, which is above all units."""


def ladder(plan: Plan, unit: Unit, as_of: date) -> list[Rung]:
    """The levels that a unit's difficulty can go through on that day, from its own up.

    A unit that is no more is stood for by its successor; levels that were abolished are left out.
    """
    today = plan.units.successor(unit, as_of) or unit
    rungs = [Rung(DifficultyLevel(today.level.value), today)]
    above = plan.units.parent(today, min(as_of, today.valid_to or as_of))
    while above is not None:
        heir = plan.units.successor(above, as_of)
        if heir is not None and heir.level.rank < Level(rungs[-1].level.value).rank:
            rungs.append(Rung(DifficultyLevel(heir.level.value), heir))
        above = plan.units.parent(above, min(as_of, above.valid_to or as_of))
    if rungs[-1].level is not DifficultyLevel.PROVINCE:
        own = plan.units.lives(plan.province.code)[-1]
        rungs.append(Rung(DifficultyLevel.PROVINCE, plan.units.successor(own, as_of) or own))
    return [*rungs, Rung(DifficultyLevel.COMMITTEE, None)]


def rung_above(rungs: list[Rung], level: DifficultyLevel) -> Rung | None:
    """The next rung above a level; None above the highest."""
    return next((rung for rung in rungs if rung.level.rank > level.rank), None)


def rung_at(rungs: list[Rung], level: DifficultyLevel) -> Rung:
    """The rung of a level, or the next above where that level is no more."""
    return next(rung for rung in rungs if rung.level.rank >= level.rank)
