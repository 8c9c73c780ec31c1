"""Makes the people of one district: founders, children, people from elsewhere, foreigners, ancestors."""

from collections.abc import Sequence
from datetime import date, timedelta
from random import Random
from typing import Final

from hotich.registers.nations import KINH, OTHER_ETHNICITY
from hotich.simulate.names import NameGiver, foreign_countries
from hotich.simulate.people import Person, issue_papers, odd_paper, random_day
from hotich.simulate.places import Address, Gazetteer

PEOPLES: Final = (
    ("Hoa", 0.012),
    ("Khơ-me", 0.008),
    ("Chăm", 0.002),
    ("Ê-đê", 0.0015),
    ("Tày", 0.001),
    ("Mường", 0.001),
)
"""Shares of the ethnic minorities: more than in Bến Tre, so that checks meet them."""
_MOST_MINORITIES: Final = 5
"""A province of rare events has so many times as many people of the minorities."""
_HOLIDAYS: Final = frozenset({(1, 1), (4, 30), (5, 1), (9, 2)})
_COUNTRY_WEIGHTS: Final = (46, 26, 12, 3, 4, 2, 1, 3, 3)


class Population:
    """The people of one district and the source of chance that makes them."""

    def __init__(self, rng: Random, gazetteer: Gazetteer, first_id: int, rare: float = 1.0) -> None:
        self._rare = rare
        self.rng = rng
        self.gazetteer = gazetteer
        self.names = NameGiver(rng)
        self._next_id = first_id

    def settler(self, commune: str, sex: str, born: date) -> Person:
        """Someone of the commune whose birth no register of ours need hold; the parents are made on demand."""
        home = self.gazetteer.home(self.rng, commune)
        return self._vietnamese(sex, born, home, self._ethnicity())

    def outsider(self, sex: str, born: date, *, place: Address | None = None) -> Person:
        """Someone from another province (or from `place`)."""
        home = place or self.gazetteer.elsewhere(self.rng)
        return self._vietnamese(sex, born, home, self._ethnicity())

    def child(self, mother: Person, father: Person | None, sex: str, born: date) -> Person:
        """A child of these parents (`father` None: not known), with the father's family name, else the mother's."""
        namesake = mother if father is None or father.foreign else father
        ethnicity = KINH if namesake.ethnicity == OTHER_ETHNICITY else namesake.ethnicity
        if father is not None and not father.foreign and self.rng.random() < 0.05:
            ethnicity = mother.ethnicity
        # Children are not named after their parents: that would be disrespect.
        parents = {mother.name, father.name if father else ""}
        name = next(
            name
            for name in iter(lambda: self.names.full_name(sex, born.year, namesake.surname, ethnicity), None)
            if name not in parents
        )
        person = self._add(sex, name, namesake.surname, born, mother.address_on(born), ethnicity)
        person.native = namesake.native
        person.mother, person.father = mother, father
        for parent in (mother, father):
            if parent is not None:
                parent.children.append(person)
        self._fate(person)
        return person

    def foundling(self, commune: str, sex: str, born: date) -> Person:
        """A child found abandoned: no parents, a name given by the office."""
        person = self.settler(commune, sex, born)
        person.known_to = "day"
        return person

    def foreigner(self, sex: str, born: date) -> Person:
        """A citizen of another country, with a passport."""
        country = self.rng.choices(foreign_countries(), _COUNTRY_WEIGHTS)[0]
        name = self.names.foreign_name(sex, country)
        home = self.gazetteer.abroad(self.rng, country)
        person = self._add(sex, name, name.split()[0], born, home, OTHER_ETHNICITY)
        person.nationality = country
        letters = "".join(self.rng.choices("ABCEGHKMNP", k=self.rng.randrange(1, 3)))
        person.card_number = f"{letters}{self.rng.randrange(10**7, 10**8)}"
        person.card_issues = (date(born.year + 19, self.rng.randrange(1, 13), self.rng.randrange(1, 29)),)
        person.issue_place = country
        person.died = born + timedelta(days=365 * 80)
        return person

    def give_parents(self, person: Person) -> None:
        """Parents for a settler or outsider, known by year of birth only; nothing where they exist already."""
        if person.mother is not None:
            return
        mother_born = date(person.born.year - self.rng.randrange(19, 38), 7, 1)
        father_born = date(mother_born.year - self.rng.randrange(0, 6) - 1, 6, 1)
        mother = self.outsider("2", mother_born, place=person.address)
        father = self.outsider("1", father_born, place=person.address)
        father.surname = person.surname
        father.ethnicity = mother.ethnicity = person.ethnicity
        father.name = self.names.full_name("1", father_born.year, person.surname, person.ethnicity)
        mother.name = self.names.full_name("2", mother_born.year, mother.surname, person.ethnicity)
        for parent in (mother, father):
            parent.known_to = "year"
            parent.died = max(
                parent.died or person.born, person.born + timedelta(days=self.rng.randrange(900, 20000))
            )
            parent.children.append(person)
        person.mother, person.father = mother, father

    def _vietnamese(self, sex: str, born: date, home: Address, ethnicity: str) -> Person:
        surname = self.names.surname(ethnicity)
        name = self.names.full_name(sex, born.year, surname, ethnicity)
        person = self._add(sex, name, name.split()[0], born, home, ethnicity)
        self._fate(person)
        return person

    def _add(self, sex: str, name: str, surname: str, born: date, home: Address, ethnicity: str) -> Person:
        person = Person(self._next_id, sex, name, surname, born, home, home, ethnicity=ethnicity)
        self._next_id += 1
        return person

    def rarely(self, share: float) -> bool:
        """Whether something happens that usually befalls that share of people, more often where `rare` says so."""
        return self.rng.random() < min(share * self._rare, max(share, 0.3))

    def _ethnicity(self) -> str:
        chance = self.rng.random()
        for name, share in PEOPLES:
            chance -= share * min(self._rare, _MOST_MINORITIES)
            if chance < 0:
                return name
        return KINH

    def _fate(self, person: Person) -> None:
        """Day of death, how well the birth date is known, papers, and a small habit of writing."""
        rng = self.rng
        chance = rng.random()
        if chance < (0.05 if person.born.year < 1985 else 0.015):
            days = rng.randrange(1, 1500)
        elif chance < 0.14:
            days = rng.randrange(17 * 365, 60 * 365)
        else:
            days = int(rng.gauss(74, 11) * 365.25)
        person.died = person.born + timedelta(days=max(days, 1))
        if person.born.year < 1985:
            chance = rng.random()
            year_only = 0.5 if person.born.year < 1955 else 0.22 if person.born.year < 1970 else 0.05
            person.known_to = (
                "year" if chance < year_only else "month" if chance < year_only + 0.01 else "day"
            )
        person.lower_case = rng.random() < 0.03
        if self.rarely(0.001):
            person.name = person.name.split()[-1]
        issue_papers(person, rng)
        if self.rarely(0.004):
            person.odd_paper = odd_paper(person, rng)


def weighted(rng: Random, codes: Sequence[str], weights: Sequence[float]) -> str:
    """One of `codes`, as often as its weight says."""
    return rng.choices(codes, weights)[0]


def work_day(rng: Random, first: date, last: date) -> date:
    """A day from `first` to `last` on which offices were open: no Sunday, no public holiday.

    Where there is none between, the open day next before.
    """
    day = random_day(rng, first, last)
    step = timedelta(days=1)
    while _closed(day) and day < last:
        day += step
    while _closed(day):
        day -= step
    return day


def _closed(day: date) -> bool:
    return day.weekday() == 6 or (day.month, day.day) in _HOLIDAYS
