"""What a paper's template may name: each blank described once, with its meaning for clerks and what fills it.

The names are Vietnamese without diacritics, because clerks write them in Word.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

T = TypeVar("T")
"""What a paper tells of."""


@dataclass(frozen=True, slots=True)
class Blank(Generic[T]):
    """One value, or a list of lines of text. Its name may have a dot: "ky.ten" is filled by {{ ky.ten }}."""

    name: str
    meaning: str
    make: Callable[[T], Any]


@dataclass(frozen=True, slots=True)
class Rows(Generic[T]):
    """A list of lines for a table."""

    name: str
    meaning: str
    make: Callable[[T], list[dict[str, Any]]]


def fill(blanks: Iterable[Blank[T] | Rows[T]], content: T) -> dict[str, Any]:
    """Everything that the template may name: names with a dot become mappings."""
    filled: dict[str, Any] = {}
    for blank in blanks:
        group, _, name = blank.name.rpartition(".")
        place = filled.setdefault(group, {}) if group else filled
        place[name] = blank.make(content)
    return filled
