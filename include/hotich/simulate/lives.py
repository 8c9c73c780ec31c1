"""Lives: from founders of the villages to their great-grandchildren, year by year, with every event registered.

The model is small on purpose. It keeps what registers show and checks look at: who is whose child, who lives on a
day, who is of age, who moved where. Rates are set for the mix of registers, not for demography.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

from hotich.simulate.births import register_birth
from hotich.simulate.changes import change_birth
from hotich.simulate.deaths import register_death
from hotich.simulate.kinship_events import protect, protect_incapable, recognise
from hotich.simulate.marriages import Marriage, certify, divorce, marry
from hotich.simulate.people import Person, random_day, years_after
from hotich.simulate.population import weighted, work_day
from hotich.simulate.registrar import Registrar

FIRST_YEAR: Final = 1950
LAST_YEAR: Final = 2018
_FERTILITY: Final = ((1968, 5.0), (1978, 4.4), (1988, 3.5), (1998, 2.6), (9999, 2.0))
_TWINS: Final = 0.012
_ORPHANED: Final = 0.02
_UNMARRIED: Final = 0.05
_FOREIGN: Final = ((1986, 0.0), (1995, 0.02), (2016, 0.07), (9999, 0.04))
"""Share of brides who marry a foreigner, by year."""


class Lives:
    """The people of one district and what happens to them; events go to the registrar."""

    def __init__(
        self, registrar: Registrar, communes: Sequence[str], weights: Sequence[float], rare: float = 1.0
    ) -> None:
        self._rare = rare
        self.registrar = registrar
        self.rng = registrar.rng
        self.people = registrar.people
        self._communes = communes
        self._weights = weights
        self._ready: dict[int, list[Person]] = defaultdict(list)
        self._residents: list[Person] = []

    def run(self, founders: int) -> None:
        """Let that many founders and all their descendants live until the registers end."""
        for _ in range(founders):
            self._found()
        for year in range(FIRST_YEAR, LAST_YEAR + 1):
            self._wed_year(year)
        self._foundlings(founders // 150 + 1)
        for person in self._residents:
            if self._rarely(0.0025, most=0.08) and person.died and person.age_on(person.died) > 30:
                protect_incapable(self.registrar, person)
            if person.known_to == "day" or self.rng.random() < 0.8:
                register_death(self.registrar, person)

    def _found(self) -> None:
        born = random_day(self.rng, date(1928, 1, 1), date(1966, 12, 31))
        commune = weighted(self.rng, self._communes, self._weights)
        person = self.people.settler(commune, self.rng.choice("12"), born)
        person.died = max(
            person.died or born, years_after(born, 22) + timedelta(days=self.rng.randrange(9000))
        )
        if self.rng.random() < 0.55:
            self.people.give_parents(person)
        self._settle(person)
        if person.mother is not None:
            self._register_birth(person)

    def _settle(self, person: Person) -> None:
        """Plan the person's wedding; the death is registered when all is done."""
        self._residents.append(person)
        if self.rng.random() < 0.88:
            youngest, usual = (20.6, 25.0) if person.sex == "1" else (18.6, 22.0)
            age = self.rng.triangular(youngest, 33.0, usual)
            ready = person.born + timedelta(days=int(age * 365.25))
            self._ready[max(ready.year, FIRST_YEAR)].append(person)

    def _register_birth(self, child: Person, *, kind: str = "", on: date | None = None) -> None:
        case = register_birth(self.registrar, child, kind=kind, on=on)
        if case is not None and self._rarely(0.03):
            change_birth(self.registrar, case)

    def _wed_year(self, year: int) -> None:
        ready = [person for person in self._ready.pop(year, []) if person.alive_on(date(year, 12, 31))]
        self.rng.shuffle(ready)
        men: dict[str, list[Person]] = defaultdict(list)
        for person in ready:
            if person.sex == "1":
                men[person.address.unit_code].append(person)
        share = next(share for until, share in _FOREIGN if year < until)
        for bride in ready:
            if bride.sex == "2" and year >= 1972 and self._rarely(_UNMARRIED):
                day = random_day(self.rng, date(year, 1, 2), date(year, 11, 20))
                self._unmarried_mother(bride, max(day, bride.birthday(18)))
                self._ready[year + 1].append(bride)
            elif bride.sex == "2":
                groom = self._groom(bride, men, year, share)
                if groom is not None:
                    self._wed(groom, bride, year)
        for groom in [man for left in men.values() for man in left]:
            self._bachelor(groom, year)

    def _groom(self, bride: Person, men: dict[str, list[Person]], year: int, foreign: float) -> Person | None:
        rng = self.rng
        if rng.random() < foreign:
            return self.people.foreigner("1", years_after(bride.born, -rng.randrange(2, 24)))
        if rng.random() < 0.12:
            return self._from_elsewhere(bride, "1", year)
        commune = bride.address.unit_code if rng.random() < 0.7 else rng.choice(self._communes)
        pool = men[commune] or men[bride.address.unit_code]
        for _ in range(4):
            if pool:
                man = pool.pop(rng.randrange(len(pool)))
                if not _kin(man, bride) and abs(man.born.year - bride.born.year) <= 14:
                    return man
                pool.append(man)
        if bride.age_on(date(year, 1, 1)) < 36 and rng.random() < 0.7:
            self._ready[year + 1].append(bride)
            return None
        return self._from_elsewhere(bride, "1", year)

    def _from_elsewhere(self, partner: Person, sex: str, year: int) -> Person:
        gap = self.rng.randrange(0, 7)
        born = years_after(partner.born, -gap if sex == "1" else gap)
        oldest = date(year - (23 if sex == "1" else 21), 6, 1)
        person = self.people.outsider(sex, min(born, oldest) + timedelta(days=self.rng.randrange(300)))
        person.died = max(person.died or person.born, date(year + self.rng.randrange(8, 40), 5, 5))
        return person

    def _bachelor(self, man: Person, year: int) -> None:
        if man.age_on(date(year, 1, 1)) < 38 and self.rng.random() < 0.75:
            self._ready[year + 1].append(man)
        elif self.rng.random() < 0.6:
            self._wed(man, self._from_elsewhere(man, "2", year), year)

    def _wed(self, husband: Person, wife: Person, year: int) -> None:
        of_age = max(husband.birthday(20), wife.birthday(18)) + timedelta(days=185)
        day = work_day(self.rng, max(of_age, date(year, 1, 3)), date(max(year, of_age.year), 12, 28))
        if not (husband.alive_on(day) and wife.alive_on(day)) or day.year > LAST_YEAR:
            return
        commune = husband.address.unit_code or wife.address.unit_code
        if self.rng.random() < 0.1 and wife.address.unit_code:
            commune = wife.address.unit_code
        if husband.foreign:
            commune = wife.address.unit_code
        marriage = marry(self.registrar, husband, wife, day, commune)
        self._residents += [
            person for person in (husband, wife) if not (person.foreign or person.address.unit_code)
        ]
        self._certificates(husband, wife, day)
        if husband.foreign:
            self._foreign_family(marriage)
        else:
            self._family(marriage)

    def _certificates(self, husband: Person, wife: Person, wedding: date) -> None:
        """Certificates for other ends than this wedding: loans, land, a job, a wedding abroad."""
        for person in (husband, wife):
            if not person.foreign and person.address.unit_code and self.rng.random() < 0.07:
                on = work_day(
                    self.rng, max(person.birthday(20), date(1994, 1, 5)), wedding - timedelta(days=200)
                )
                if on < wedding - timedelta(days=100) and on.year >= 1994:
                    usage, purpose = self.rng.choice(
                        (("5", "Bổ túc hồ sơ vay vốn ngân hàng"), ("5", "Làm thủ tục chuyển nhượng quyền sử dụng đất"),
                         ("5", "Bổ túc hồ sơ xin việc làm"), ("4", "Để đăng ký kết hôn với người nước ngoài tại nước ngoài"))
                    )  # fmt: skip
                    certify(self.registrar, person, on, usage, purpose)

    def _family(self, marriage: Marriage) -> None:
        rng = self.rng
        mean = next(mean for until, mean in _FERTILITY if marriage.on.year < until)
        count = max(0, round(rng.gauss(mean, 1.1)))
        orphaned = self._orphaning(marriage) if self._rarely(_ORPHANED) else None
        born = marriage.on + timedelta(days=rng.randrange(290, 800))
        children: list[Person] = []
        for _ in range(count):
            if not self._can_bear(marriage, born):
                break
            children += self._bear(marriage.wife, marriage.husband, born)
            born += timedelta(days=rng.randrange(500, 1700))
        if orphaned is not None:
            for child in children:
                protect(self.registrar, child, orphaned, marriage.commune)
        elif self._rarely(0.03) and marriage.on.year >= 1986:
            noted = divorce(self.registrar, marriage)
            if noted is not None:
                self._remarry((marriage.husband, marriage.wife), noted.on)
        else:
            for dead, left in ((marriage.husband, marriage.wife), (marriage.wife, marriage.husband)):
                if dead.died is not None and self._rarely(0.03, most=0.2):
                    self._remarry((left,), dead.died)

    def _remarry(self, people: Sequence[Person], after: date) -> None:
        """Let those of our communes who are not old look for somebody else."""
        for person in people:
            year = after.year + self.rng.randrange(1, 6)
            if (
                person.address.unit_code
                and year <= LAST_YEAR
                and person.age_on(after) < 42
                and self.rng.random() < 0.5
            ):
                self._ready[year].append(person)

    def _rarely(self, share: float, most: float = 0.4) -> bool:
        """Whether something happens that usually befalls that share: more often in a province of rare events."""
        return self.rng.random() < min(share * self._rare, max(share, most))

    def _can_bear(self, marriage: Marriage, born: date) -> bool:
        mother, father = marriage.wife, marriage.husband
        young = born.year - mother.born.year < 44 and born <= date(LAST_YEAR, 11, 20)
        return young and mother.alive_on(born) and father.alive_on(born - timedelta(days=200))

    def _bear(self, mother: Person, father: Person | None, born: date) -> list[Person]:
        rng = self.rng
        twins = self._rarely(_TWINS, most=0.08)
        children = []
        for _ in range(2 if twins else 1):
            children.append(self.people.child(mother, father, "1" if rng.random() < 0.52 else "2", born))
        if twins:
            self._register_twins(children)
        else:
            self._register_birth(children[0])
        for child in children:
            self._settle(child)
        return children

    def _register_twins(self, twins: list[Person]) -> None:
        first = register_birth(self.registrar, twins[0], kind="twin")
        twins[1].known_to, twins[1].lower_case = twins[0].known_to, twins[0].lower_case
        if first is not None:
            twin = register_birth(self.registrar, twins[1], kind="twin", on=first.on)
            if twin is not None:
                twin.facts["child_birth_place"] = first.facts.get("child_birth_place")
                # One who is of age declares for himself.
                if "declarant" in first.roles and first.roles["declarant"] is not twins[0]:
                    twin.facts["declarant_relation"] = first.facts.get("declarant_relation")
                    twin.roles["declarant"] = first.roles["declarant"]

    def _orphaning(self, marriage: Marriage) -> date | None:
        """Let both parents die while their children are small; the day the last of them died, None if they may not."""
        dead = random_day(self.rng, years_after(marriage.on, 4), years_after(marriage.on, 14))
        if dead.year < 1974 or dead > date(LAST_YEAR, 3, 1):
            return None
        couple = (marriage.husband, marriage.wife)
        if any(person.last_seen and person.last_seen > dead - timedelta(days=200) for person in couple):
            return None
        marriage.husband.died = dead - timedelta(days=self.rng.randrange(0, 200))
        marriage.wife.died = dead
        return dead

    def _foreign_family(self, marriage: Marriage) -> None:
        rng = self.rng
        widowed = years_after(marriage.on, 2) + timedelta(days=rng.randrange(5000))
        if rng.random() < 0.12 and widowed.year < LAST_YEAR:
            marriage.husband.died = widowed
            register_death(self.registrar, marriage.husband, commune=marriage.commune)
        if rng.random() < 0.45:
            born = marriage.on + timedelta(days=rng.randrange(290, 1500))
            if self._can_bear(marriage, born):
                self._bear(marriage.wife, marriage.husband, born)
        if self._rarely(0.14):
            divorce(self.registrar, marriage)

    def _unmarried_mother(self, mother: Person, born: date) -> None:
        child = self._bear(mother, None, born)[0]
        if self.rng.random() < 0.7:
            foreign = self.rng.random() < 0.12
            man_born = years_after(mother.born, -self.rng.randrange(2, 12))
            father = (
                self.people.foreigner("1", man_born)
                if foreign
                else self.people.settler(mother.address.unit_code, "1", man_born)
            )
            father.died = max(father.died or born, years_after(born, 12))
            recognise(self.registrar, father, child)

    def _foundlings(self, count: int) -> None:
        for _ in range(count):
            born = random_day(self.rng, date(1980, 1, 1), date(LAST_YEAR, 6, 1))
            child = self.people.foundling(
                weighted(self.rng, self._communes, self._weights), self.rng.choice("12"), born
            )
            self._register_birth(child)


def _kin(man: Person, woman: Person) -> bool:
    """Whether they share a parent or grandparent."""
    return bool(_elders(man) & _elders(woman))


def _elders(person: Person) -> set[int]:
    parents = [parent for parent in (person.mother, person.father) if parent is not None]
    elders = [elder for parent in parents for elder in (parent.mother, parent.father) if elder is not None]
    return {elder.person_id for elder in (*parents, *elders)}
