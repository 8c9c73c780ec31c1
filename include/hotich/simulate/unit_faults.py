"""Content faults of units and their names: places under names of later, entries of before the unit was formed."""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache, partial
from typing import Final

from hotich.registers import Kind, Register
from hotich.simulate.faults import NOTED_AFTERWARDS, Change, Line, Page, Plant
from hotich.simulate.people import years_after
from hotich.text.dates import read_date
from hotich.units import Level, UnitRegistry

NOT_YET: Final = "row.unit_not_yet"


def unit_kinds(register: Register) -> Iterator[tuple[str, Plant, str]]:
    """(key, planter, field that truth names) of these faults of the register."""
    for field in register.all_fields:
        if field.name == "registration_place":
            yield f"{field.name}.later_name", _own_later_name, ""
        elif field.kind is Kind.PLACE:
            yield f"{field.name}.later_name", partial(_later_name, field.name), ""
    yield NOT_YET, _before_the_unit, ""


def _later_name(name: str, page: Page, index: int) -> Change | None:
    """The place under the name of a unit that was formed after the registration."""
    line = page.lines[index]
    if not line.text(name):
        return None
    later = [text for since, text in _dated_names(page.plan.units) if since > line.case.on]
    return {name: page.rng.choice(later)} if later else None


@lru_cache(maxsize=4)
def _dated_names(units: UnitRegistry) -> tuple[tuple[date, str], ...]:
    """(day, full name) of the communes that were formed on a day under a name that no older one of the place bears."""
    communes = [unit for unit in units if unit.level is Level.COMMUNE]
    older = {units.full_name(unit, unit.valid_to or date.max) for unit in communes if unit.valid_from is None}
    found = [
        (unit.valid_from, units.full_name(unit, unit.valid_from))
        for unit in communes
        if unit.valid_from is not None
    ]
    return tuple((since, text[:1].upper() + text[1:]) for since, text in found if text not in older)


def _own_later_name(page: Page, index: int) -> Change | None:
    """The registering unit under the name that it bears today."""
    case, gazetteer = page.lines[index].case, page.gazetteer
    short = page.style.short_office
    now = gazetteer.office(case.unit, gazetteer.last_day, short=short)
    return {"registration_place": now} if now != gazetteer.office(case.unit, case.on, short=short) else None


def _before_the_unit(page: Page, index: int) -> Change | None:
    """A day before the unit was formed."""
    return before_the_unit(page, index, code=page.book.unit)


def before_the_unit(page: Page, index: int, *, code: str) -> Change | None:
    """The year of the day mistyped, so that it lies before that unit was formed; everything else fits the wrong day.

    The number goes on showing the right year, and places may bear names that came up between the two days: the rules on
    both are named in `page.also`.
    """
    line = page.lines[index]
    unit = page.plan.units.at(code, line.case.on)
    formed = unit.valid_from if unit is not None else None
    if unit is None or formed is None or not _movable(page, line, formed):
        return None
    day = _possible_day(page, line, formed)
    if day is None or page.plan.stage_for(page.tier, day) != page.plan.stage_for(page.tier, line.case.on):
        return None
    page.also.append("entry_number.year_differs")
    page.also += [
        f"{field.name}.later_name"
        for field in page.register.of_kind(Kind.PLACE)
        if field.name in page.columns
        and _names_later(page.plan.units, line.text(field.name), day, line.case.on)
    ]
    return {"registered_on": page.day(day)}


_FIRST_FORMED: Final = 1977
"""Units that are older were there before the registers."""


def _movable(page: Page, line: Line, formed: date) -> bool:
    return formed.year >= _FIRST_FORMED and line.sound and not page.plan.key_by_book(formed)


_ADULTS: Final = ("husband", "wife", "subject", "guardian", "parent")
_GROWN: Final = 21
"""Years of age at which nobody is too young for anything."""
_IN_TIME, _LATE = timedelta(days=25), timedelta(days=75)
"""A birth is certainly registered in time up to so long after it, certainly late from so long after it."""


def _possible_day(page: Page, line: Line, formed: date) -> date | None:
    """The last day before the unit, or a little earlier, on which everything in the row had happened; None: there is none."""
    earliest, last = date(formed.year - 1, 1, 1), formed - timedelta(days=1)
    for field in page.register.of_kind(Kind.DATE):
        happened = read_date(line.text(field.name)).last
        if happened is None or field.name == "registered_on" or field.name.endswith(NOTED_AFTERWARDS):
            continue
        grown = field.part == "birth_date" and field.block in _ADULTS
        earliest = max(earliest, years_after(happened, _GROWN) if grown else happened + timedelta(days=1))
    if page.register.code == "KS":
        # In time or late, as the row says, on the wrong day too.
        born = read_date(line.text("child_birth_date"))
        if born.first is None or born.last is None:
            return None
        if line.text("registration_kind") == "1":
            last = min(last, born.first + _IN_TIME)
        else:
            earliest = max(earliest, born.last + _LATE)
    return last if earliest <= last else None


def _names_later(units: UnitRegistry, text: str, day: date, on: date) -> bool:
    """Whether the text has a name of a district that came up after `day` and by `on`."""
    small = text.casefold()
    return any(day < since <= on and name in small for since, name in _districts(units))


@lru_cache(maxsize=4)
def _districts(units: UnitRegistry) -> tuple[tuple[date, str], ...]:
    """(first day, name in small letters) of the districts formed or renamed on a day."""
    found: list[tuple[date, str]] = []
    for unit in units:
        if unit.level is Level.DISTRICT:
            found += [(unit.valid_from, unit.name.casefold())] if unit.valid_from else []
            found += [
                (other.until + timedelta(days=1), unit.name.casefold())
                for other in unit.other_names
                if other.until
            ]
    return tuple(found)
