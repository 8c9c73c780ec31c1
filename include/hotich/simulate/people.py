"""The people of the sample province: who they are, whose children, where they live, what papers they carry."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Final

from hotich.registers.nations import KINH, VIET_NAM
from hotich.simulate.places import Address

FIRST_CARDS: Final = date(1978, 1, 1)
"""No identity card (CMND) in the South before."""
FIRST_CITIZEN_CARDS: Final = date(2016, 1, 1)
"""No 12-digit number (CCCD) before (domain handbook §3)."""


@dataclass(frozen=True, slots=True)
class Paper:
    """An identity paper as a register shows it: kind by the code list, number, day and place of issue."""

    kind: str
    number: str
    issued_on: date
    place: str
    name: str = ""
    """What it is, where the kind is 8 (another paper)."""


@dataclass(slots=True)
class Person:
    """One person. Dates are true days; `known_to` says how much of the birth date the family knows."""

    person_id: int
    sex: str
    """"1" man, "2" woman, as the code list has it."""
    name: str
    surname: str
    born: date
    address: Address
    """Where the person lived first; `address_on` follows the moves."""
    native: Address
    """Quê quán: the father's side's native place."""
    known_to: str = "day"
    """"day", "month" or "year"."""
    ethnicity: str = KINH
    nationality: str = VIET_NAM
    mother: "Person | None" = None
    father: "Person | None" = None
    died: date | None = None
    card_number: str = ""
    """CMND, 9 digits; for a foreigner the passport."""
    card_issues: tuple[date, ...] = ()
    citizen_number: str = ""
    citizen_card_on: date | None = None
    odd_paper: Paper | None = None
    """A paper that the person shows instead of the usual one."""
    issue_place: str = ""
    former_name: str = ""
    renamed_on: date | None = None
    spouses: list["Person"] = field(default_factory=list)
    children: list["Person"] = field(default_factory=list)
    moves: list[tuple[date, Address]] = field(default_factory=list)
    """(day, new address), in order."""
    last_seen: date | None = None
    """Last day on which the person appeared before an office; nobody dies before it."""
    lower_case: bool = False
    """Whether families and offices write the name in small letters ("Nguyễn Văn An")."""

    @property
    def foreign(self) -> bool:
        """Whether the person is not a Vietnamese citizen."""
        return self.nationality != VIET_NAM

    def name_on(self, day: date) -> str:
        """The full name borne on that day."""
        return self.former_name if self.renamed_on and day < self.renamed_on else self.name

    def address_on(self, day: date) -> Address:
        """Where the person lives on that day."""
        current = self.address
        for moved_on, address in self.moves:
            if moved_on <= day:
                current = address
        return current

    def alive_on(self, day: date) -> bool:
        """Whether the person lives on that day."""
        return self.born <= day and (self.died is None or self.died > day)

    def age_on(self, day: date) -> int:
        """Full years of age."""
        return day.year - self.born.year - ((day.month, day.day) < (self.born.month, self.born.day))

    def birthday(self, age: int) -> date:
        """The day on which the person is `age` full years old."""
        return years_after(self.born, age)

    def paper_on(self, day: date) -> Paper | None:
        """The identity paper the person holds on that day, None when there is none yet."""
        if self.foreign:
            return (
                Paper("2", self.card_number, self.card_issues[0], self.issue_place)
                if self.card_number
                else None
            )
        if self.odd_paper is not None and self.odd_paper.issued_on <= day:
            return self.odd_paper
        if self.citizen_card_on and self.citizen_card_on <= day:
            return self.citizen_card(self.citizen_card_on)
        issued = [issue for issue in self.card_issues if issue <= day]
        return Paper("1", self.card_number, issued[-1], self.issue_place) if issued else None

    def citizen_card(self, issued_on: date) -> Paper:
        """The citizen's card (CCCD) issued on that day."""
        return Paper("4", self.citizen_number, issued_on, _citizen_card_office(issued_on))


def odd_paper(person: Person, rng: Random) -> Paper:
    """A passport, a soldier's or policeman's card, or a paper that the list does not know."""
    issued = max(person.birthday(19), FIRST_CARDS) + timedelta(days=rng.randrange(4000))
    kind = rng.choice("2578" if person.sex == "1" else "288")
    digits = f"{rng.randrange(10**7, 10**8)}"
    if kind == "2":
        return Paper(kind, f"{rng.choice('BCN')}{digits[:7]}", issued, "Cục Quản lý xuất nhập cảnh")
    if kind == "8":
        return Paper(
            kind, f"{digits}{rng.randrange(10**4):04d}", issued, person.issue_place, "Giấy phép lái xe"
        )
    return Paper(kind, digits, issued, "Bộ Quốc phòng" if kind == "5" else "Bộ Công an")


def _citizen_card_office(day: date) -> str:
    if day < date(2018, 10, 10):
        return "Cục Cảnh sát đăng ký quản lý cư trú và dữ liệu quốc gia về dân cư"
    return "Cục Cảnh sát quản lý hành chính về trật tự xã hội"


def years_after(day: date, years: int) -> date:
    """The same day `years` later; 28 February where 29 does not exist."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def random_day(rng: Random, first: date, last: date) -> date:
    """A day from `first` to `last`; `first` when they are the wrong way round."""
    return first + timedelta(days=rng.randrange(max((last - first).days, 0) + 1))


def issue_papers(person: Person, rng: Random) -> None:
    """Give a Vietnamese citizen the numbers and days of the papers of a lifetime."""
    prefix, province, office = person.address.papers
    person.issue_place = office
    first = max(person.birthday(15) + timedelta(days=rng.randrange(60, 1500)), FIRST_CARDS)
    issues = [first + timedelta(days=rng.randrange(400)) if first == FIRST_CARDS else first]
    while issues[-1].year < 2020:
        issues.append(issues[-1] + timedelta(days=rng.randrange(4300, 5500)))
    person.card_issues = tuple(issues)
    person.card_number = f"{prefix}{rng.randrange(10**7):07d}"
    century = (person.born.year - 1900) // 100 * 2
    serial = rng.randrange(10**6)
    person.citizen_number = (
        f"{province}{century + int(person.sex) - 1}{person.born.year % 100:02d}{serial:06d}"
    )
    if rng.random() < 0.45:
        earliest = max(FIRST_CITIZEN_CARDS, person.birthday(14)) + timedelta(days=20)
        person.citizen_card_on = earliest + timedelta(days=rng.randrange(1500))
