"""Names of units that are younger than a day: a place that is written with one was not written on that day.

TT 04/2020/TT-BTP: places are named as they were called at the registration. An older name is legitimate (a native place,
an old habit), so only names that no unit bore *yet* are looked for, and only where nothing else can be meant: districts
by their names, communes by their names followed by that of their district or province.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from functools import lru_cache
from typing import Final

import polars as pl

from hotich.units import Level, Unit, UnitRegistry

_DAY: Final = timedelta(days=1)
_SHORT: Final = {"thành phố ": ("tp ", "tp.", "tp. "), "thị xã ": ("tx ", "tx.", "tx. "), "thị trấn ": ("tt ", "tt.", "tt. ")}  # fmt: skip


@lru_cache(maxsize=8)
def younger_names(units: UnitRegistry) -> tuple[tuple[date, tuple[str, ...]], ...]:
    """(first day, the ways of writing the names that came up on it), oldest first."""
    first: dict[str, date] = {}
    for unit in units:
        for phrase, since in _phrases(units, unit):
            first[phrase] = min(since, first.get(phrase, since))
    days: dict[date, list[str]] = defaultdict(list)
    for phrase, since in first.items():
        # Where the district's name is as young, that name alone tells.
        container = phrase.partition(", ")[2]
        if since > date.min and not (container and first.get(container) == since):
            days[since] += _spellings(phrase)
    return tuple((since, tuple(sorted(days[since]))) for since in sorted(days))


def _phrases(units: UnitRegistry, unit: Unit) -> Iterator[tuple[str, date]]:
    """What names the unit beyond doubt, and since when it was so called."""
    if unit.level is Level.DISTRICT:
        yield from _names(unit)
    elif unit.level is Level.COMMUNE:
        above = [life for life in units.lives(unit.parent_code or "") if _meet(unit, life)]
        for name, since in _names(unit):
            for container in above:
                for tail, tail_since in _names(container):
                    yield f"{name}, {tail}", max(since, tail_since)


def _names(unit: Unit) -> Iterator[tuple[str, date]]:
    """Each name of the unit in small letters with the first day on which it was borne."""
    begin = unit.valid_from or date.min
    dated = sorted((other.until, other.name) for other in unit.other_names if other.until)
    for until, name in dated:
        yield name.lower(), begin
        begin = until + _DAY
    yield unit.name.lower(), begin
    yield from ((other.name.lower(), begin) for other in unit.other_names if other.until is None)


def _meet(one: Unit, other: Unit) -> bool:
    """Whether the two existed at the same time."""
    return (one.valid_from or date.min) <= (other.valid_to or date.max) and (
        other.valid_from or date.min
    ) <= (one.valid_to or date.max)


def _spellings(phrase: str) -> Iterator[str]:
    """The phrase as texts have it; letters with marks in the three manners of capitals (of ASCII, case does not count)."""
    written = [phrase]
    for kind, shorts in _SHORT.items():
        written += [text.replace(kind, short, 1) for text in written if kind in text for short in shorts]
    for text in written:
        yield text
        yield text.upper()
        kind, blank, name = text.partition(" ")
        yield f"{kind}{blank}{name.title()}"
        yield text.title()


def have_younger_names(places: pl.Series, days: pl.Series, units: UnitRegistry) -> pl.Series:
    """Boolean for each text: does it name a unit by a name that nothing bore on its day? (null text or day: false)"""
    ages = younger_names(units)
    nothing = pl.repeat(value=False, n=places.len(), dtype=pl.Boolean, eager=True)
    names = [name for _, spellings in ages for name in spellings]
    if not names or places.null_count() == places.len():
        return nothing
    # One pass over all texts finds the few that hold any such name; only these are looked at day by day.
    found = places.str.contains_any(names, ascii_case_insensitive=True).fill_null(value=False).arg_true()
    if found.is_empty():
        return nothing
    frame = pl.DataFrame({"place": places.gather(found), "day": days.gather(found)})
    place, day = pl.col("place"), pl.col("day")
    younger = [
        place.str.contains_any(list(spellings), ascii_case_insensitive=True) & (day < since)
        for since, spellings in ages
    ]
    return nothing.scatter(found, frame.select(pl.any_horizontal(younger).fill_null(value=False)).to_series())


def formed_on(units: UnitRegistry, unit_ids: Iterable[int]) -> dict[int, date]:
    """unit_id → the unit's first day, of those that have one."""
    found = {unit_id: units.by_id(unit_id).valid_from for unit_id in unit_ids}
    return {unit_id: since for unit_id, since in found.items() if since is not None}
