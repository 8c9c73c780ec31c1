"""Names people bear: by sex, year of birth and people, with the frequencies of southern Vietnam.

The names are data (`names.csv`): family names with their frequency (domain handbook §4; southern forms, Huỳnh and Võ),
given names by period, middle names, names of minorities and foreigners, and how many bear the traditional middle names
Thị and Văn. Combinations are made by chance; no list of real people was used.
"""

import csv
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources
from itertools import accumulate
from random import Random
from typing import Final, NamedTuple

from hotich.registers.nations import KINH

_ALWAYS: Final = 9999


class _Name(NamedTuple):
    name: str
    weight: float


@cache
def _names() -> Mapping[tuple[str, str, str], Mapping[int, Sequence[_Name]]]:
    """(part, people, sex) → first year of birth that does not count any more → names."""
    found: dict[tuple[str, str, str], dict[int, list[_Name]]] = defaultdict(lambda: defaultdict(list))
    text = resources.files("hotich.simulate").joinpath("names.csv").read_text(encoding="utf-8")
    for row in csv.DictReader(text.splitlines()):
        periods = found[row["part"], row["people"], row["sex"]]
        periods[int(row["born_before"] or _ALWAYS)].append(_Name(row["name"], float(row["weight"])))
    return found


@cache
def _of_year(part: str, people: str, sex: str, year: int) -> Sequence[_Name]:
    """The names of that part borne by people of that year of birth; empty for none."""
    periods = _names().get((part, people, sex), {})
    return next((names for until, names in sorted(periods.items()) if year < until), ())


@cache
def _bounds(people: str, sex: str) -> tuple[tuple[str, ...], tuple[float, ...]]:
    """The family names of a people with their running totals of weight."""
    names = _of_year("surname", people, sex, 0)
    return tuple(one.name for one in names), tuple(accumulate(one.weight for one in names))


@cache
def foreign_countries() -> tuple[str, ...]:
    """The countries that the list has names of."""
    known = [people for part, people, sex in _names() if part == "surname" and sex == "1"]
    return tuple(dict.fromkeys(known))


class NameGiver:
    """Gives names with one source of chance; two givers with equal seeds give equal names."""

    def __init__(self, rng: Random) -> None:
        self._rng = rng

    def surname(self, ethnicity: str = KINH, sex: str = "") -> str:
        """A family name, as often as that people bears it (one without a list of its own: as the Kinh do)."""
        names, bounds = _bounds(ethnicity, sex)
        if not names:
            return self.surname()
        return names[bisect_right(bounds, self._rng.random() * bounds[-1])]

    def full_name(self, sex: str, year: int, surname: str, ethnicity: str = KINH) -> str:
        """Full name in title case of a person of that sex ("1", "2"), born in `year`, with that family name."""
        rng = self._rng
        if whole := _of_year("full", ethnicity, sex, year):
            return rng.choice(whole).name
        if ethnicity != KINH and (given := _of_year("given", ethnicity, sex, year)):
            return f"{surname} {rng.choice(given).name}"
        if year < 1950 and rng.random() < 0.004:
            return rng.choice(_of_year("full", KINH, "", year)).name
        return f"{surname} {self.middle_and_given(sex, year)}"

    def middle_and_given(self, sex: str, year: int) -> str:
        """Middle and given name of the period; a few have two middle names, a few none."""
        rng = self._rng
        given = rng.choice(_of_year("given", KINH, sex, year)).name
        middles = _of_year("middle", KINH, sex, year)
        traditional = _of_year("traditional", KINH, sex, year)[0]
        chance = rng.random()
        if chance < traditional.weight:
            if sex == "2" and rng.random() < (0.22 if year >= 1975 else 0.05):
                return f"{traditional.name} {rng.choice(middles).name} {given}"
            return f"{traditional.name} {given}"
        if chance > 0.992:
            return given
        middle = next(one.name for one in rng.sample(middles, 2) if one.name != given)
        if year >= 1985 and rng.random() < 0.12:
            more = next(one.name for one in rng.sample(middles, 3) if one.name not in {given, middle})
            middle = f"{middle} {more}"
        return f"{middle} {given}"

    def foreign_name(self, sex: str, country: str) -> str:
        """A foreigner's name in Latin capitals, as passports have it."""
        return f"{self.surname(country, sex)} {self._rng.choice(_of_year('given', country, sex, 0)).name}"
