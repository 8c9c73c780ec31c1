"""Registers events as cases: in the books of the units that take part, by who has to come."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from hotich.simulate.cases import Case, Fact
from hotich.simulate.people import Person
from hotich.simulate.population import Population
from hotich.units import Level

_ABSENT = frozenset({"mother", "father", "deceased"})
"""Roles that people have without coming to the office."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """Between which days registers on paper were kept, by level."""

    first_day: date
    last_days: Mapping[Level, date]


class Registrar:
    """Registers events in the books of the units that take part; others leave no trace."""

    def __init__(self, people: Population, units: Collection[str], calendar: Calendar, first_id: int) -> None:
        self.people = people
        self.rng = people.rng
        self.gazetteer = people.gazetteer
        self.calendar = calendar
        self.cases: list[Case] = []
        self._units = frozenset(units)
        self._next_id = first_id

    def open_on(self, unit: str, on: date) -> bool:
        """Whether the unit takes part and kept paper registers on that day."""
        if unit not in self._units or on < self.calendar.first_day or not self.gazetteer.exists(unit, on):
            return False
        return on <= self.calendar.last_days[self.gazetteer.level(unit)]

    def foreign_office(self, commune: str, on: date) -> str:
        """Who registered events with a foreign element: the Sở Tư pháp, from its last day on the district."""
        if on <= self.calendar.last_days[Level.PROVINCE]:
            return self.gazetteer.province_code
        return self.gazetteer.district_of(commune)

    def register(
        self,
        register: str,
        unit: str,
        on: date,
        roles: Mapping[str, Person | None],
        facts: Mapping[str, Fact],
        *,
        refers: Mapping[str, Case | None] | None = None,
        kind: str = "",
    ) -> Case | None:
        """Enter an event; None where the unit keeps no book of ours that day. Roles of nobody are left out."""
        if not self.open_on(unit, on):
            return None
        present = {block: person for block, person in roles.items() if person is not None}
        entries = {prefix: case for prefix, case in (refers or {}).items() if case is not None}
        case = Case(self._next_id, register, unit, on, present, dict(facts), entries, kind)
        self._next_id += 1
        for block, person in present.items():
            if block not in _ABSENT:
                person.last_seen = max(person.last_seen or on, on)
        self.cases.append(case)
        return case
