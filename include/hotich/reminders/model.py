"""What a unit is reminded of (đôn đốc): measured, put on a step of severity, and told in one sentence."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from hotich.difficulties import Subject
from hotich.units import Unit


class News(StrEnum):
    """Why a reminder goes out now."""

    NEW = "new"
    WORSE = "worse"
    CHANGED = "changed"
    GROWN = "grown"

    @property
    def term(self) -> str:
        """Vietnamese words for it."""
        return {
            "new": "mới", "worse": "nặng thêm một bậc", "changed": "có thay đổi", "grown": "tăng nhiều",
        }[self.value]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reminder:
    """One thing that one unit has to do."""

    unit_id: int
    """Who has to act today: the unit that made the books, or its successor."""
    subject: Subject
    stage_id: str
    """ "" where it is of no stage in particular."""
    level: int
    """Step of severity, from 1."""
    words: str
    items: int | None
    """How many things wait; None: it is not about a number of things."""
    basis: str
    """What makes it another reminder when it changes, besides level and items: a due day that was moved."""

    @property
    def key(self) -> str:
        """What the memory knows it by."""
        return f"{self.subject.id}:{self.stage_id}" if self.stage_id else self.subject.id

    @property
    def severity(self) -> float:
        """Share of its steps that it has passed, for putting the worst first."""
        return self.level / len(self.subject.steps)


@dataclass(frozen=True, slots=True)
class UnitReminders:
    """All that one unit is reminded of, the worst first."""

    unit: Unit
    name: str
    """With its district, as two communes may have one name."""
    above: str
    """The unit above it: who passes the list on."""
    reminders: Sequence[Reminder]

    @property
    def severity(self) -> float:
        """Of the worst."""
        return max((one.severity for one in self.reminders), default=0.0)


def level_of(subject: Subject, value: float) -> int:
    """How many steps a measured value has passed: days upward, percent of the pace needed downward."""
    if subject.measure == "pace":
        return sum(value < step or (step == 0 and value <= 0) for step in subject.steps)
    return sum(value >= step for step in subject.steps)
