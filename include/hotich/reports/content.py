"""What a report holds, before it is put into words: figures of one data date, and of the day before the period."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from hotich.budget.balance import Balance
from hotich.difficulties import DifficultySummary
from hotich.plan import Amendment, Plan
from hotich.progress import Counts, Course, Scope, Standing
from hotich.reports.issuer import Issuer
from hotich.reports.period import Period

COUNTS: Final = ("delivered", "checked", "returned", "loaded", "accepted")
"""Figures of a standing that a period adds to."""


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that is reported on: where it stands, and where it stood the day before the period."""

    title: str
    now: Standing
    before: Counts

    @property
    def scope(self) -> Scope:
        return self.now.scope

    def gained(self, figure: str) -> int:
        """Change of a count within the period, from its first day to the data date."""
        return int(getattr(self.now, figure)) - int(getattr(self.before, figure))

    @property
    def scope_change(self) -> int:
        """Cases added or taken away by inventories within the period."""
        return (self.now.planned or 0) - (self.before.planned or 0)


@dataclass(frozen=True, slots=True)
class Section:
    """A unit (or district) with its groups of books."""

    line: Line
    groups: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Outlook:
    """What the next period is to bring."""

    period: Period
    title: str
    planned: float
    """Cases that the plan wants accepted within it."""
    to_catch_up: float
    """Cases beyond these (or fewer, where work is ahead): what is behind, spread evenly to the deadline."""
    working_days: int
    overdue: bool = False
    """The deadline is over: all that is left is to be done now."""

    @property
    def needed(self) -> float:
        """Cases to accept in the next period to be done by the deadline."""
        return max(0.0, self.planned + self.to_catch_up)

    @property
    def pace(self) -> float | None:
        """The same per working day; None where it has none."""
        return self.needed / self.working_days if self.working_days else None


@dataclass(frozen=True, slots=True)
class Content:
    """Everything that one report says."""

    issuer: Issuer
    period: Period
    as_of: date
    known_at: datetime
    plan: Plan
    whole: Line
    course: Course
    stages: tuple[Line, ...]
    parts: tuple[Line, ...]
    """Districts, or the units of a district, the worst first."""
    groups: tuple[Line, ...]
    sections: tuple[Section, ...]
    """The parts by code, with their groups of books."""
    units: tuple[Section, ...]
    """Every unit that made books, by code, with its groups."""
    outlook: tuple[Outlook, ...]
    """The whole first, then the stages that have work in the next period."""
    amendments: tuple[Amendment, ...]
    """Decisions that took effect within the period."""
    troubles: tuple[DifficultySummary, ...] = ()
    """Difficulties of the issuer's area that were open within the period, by kind."""
    money: tuple[Balance, ...] = ()
    """Of the authorities of the area, in the data date's year; empty: the plan has no budget file."""

    @property
    def overdue(self) -> tuple[Line, ...]:
        """Stages whose window is over and whose work is not done."""
        return tuple(line for line in self.stages if line.now.overdue)

    @property
    def rescoped(self) -> tuple[Line, ...]:
        """Parts whose denominator changed within the period."""
        return tuple(section.line for section in self.sections if section.line.scope_change)

    @property
    def out_of_order(self) -> tuple[Line, ...]:
        """Stages in which a later group is worked on before an earlier one is done."""
        return tuple(line for line in self.stages if line.now.out_of_order)


def day_before(period: Period) -> date:
    """The day whose figures the period's gains are counted from."""
    return period.start - timedelta(days=1)
