"""A case (trường hợp), one registered event, and the book (sổ) in which it stands."""

from dataclasses import dataclass, field
from datetime import date

from hotich.simulate.people import Person

Fact = str | date | Person | None
"""What a field holds: words, a day (written in the book's manner), or a person (the name is written)."""


@dataclass(slots=True)
class Case:
    """One registered event with the people in their roles."""

    case_id: int
    register: str
    unit: str
    """Code of the unit that registered it."""
    on: date
    roles: dict[str, Person]
    """Role block of the register (`child`, `mother`, …) → person."""
    facts: dict[str, Fact]
    """Field name → what it holds, beside what follows from the roles."""
    refers: dict[str, "Case"] = field(default_factory=dict)
    """Prefix of reference fields (`original`, `marriage`, `guardianship`) → the entry referred to."""
    kind: str = ""
    """What sort of event it is, for the truth: `twin`, `late`, `foreign`, …"""
    number: int = 0
    suffix: str = ""
    """What follows the number of an entry squeezed in between: "a", "bis"."""
    book: "Book | None" = None
    struck_out: bool = False


@dataclass(slots=True, eq=False)
class Book:
    """One original book of a unit, with its cases in the order of their numbers."""

    unit: str
    register: str
    year: int
    number: int
    opened_on: date
    locked_on: date
    cases: list[Case] = field(default_factory=list)
    stage_id: str = ""
    """Stage of the plan by the day it was opened."""
    straddles: bool = False
    """Whether its cases stand in more than one phase."""
    pages: int = 0
    condition: str = "tot"
    delivered: bool = True
    in_inventory: bool = True
    listed: dict[str, str] = field(default_factory=dict)
    """What the inventory says of it wrongly: field name → text."""

    @property
    def title(self) -> str:
        """`KS.2010.01`, as file names have it."""
        return f"{self.register}.{self.year}.{self.number:02d}"

    @property
    def rows(self) -> list[Case]:
        """The cases that are transcribed: all but those struck out."""
        return [case for case in self.cases if not case.struck_out]
