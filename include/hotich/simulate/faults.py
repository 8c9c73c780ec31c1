"""Planting faults: which kinds there are for a register, where they are put, what truth remembers of them.

The keys of faults are those of the rules that must find them (`KS.registered_on.unreadable`), without the register.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from random import Random
from typing import Final, Literal

from hotich.plan import Plan
from hotich.registers import Field, Register
from hotich.simulate.cases import Book, Case
from hotich.simulate.places import Gazetteer
from hotich.simulate.sheets import Cell
from hotich.simulate.styles import Style
from hotich.simulate.workbooks import first_row
from hotich.units import Level

NOTED_AFTERWARDS: Final = "_noted_on"
"""Ending of dates of marginal notes: never before registration."""
Severity = Literal["structural", "content", "notice"]


@dataclass(frozen=True, slots=True)
class FaultRates:
    """How much goes wrong, as shares of rows or files; all zero: a delivery without any fault."""

    structural: float = 0.006
    """Share of rows that must be returned."""
    content: float = 0.012
    """Share of rows with something to look at."""
    files: float = 0.012
    """Share of book files that can't be taken as they are."""
    books: float = 0.0
    """Share of books with a fault of the book as a whole."""
    copies: float = 0.0
    """Share of a commune's books without the place of registration that its district sends as well; one of each register
    comes for certain if the share is not 0."""
    untouched: float = 0.0
    """Share of books that are spared faults of rows."""
    typing: float = 0.0022
    """Share of critical cells of a second keying that differ (domain handbook §5: 22 in 10,000)."""
    scans: float = 0.04
    """Share of scans with which something is wrong."""

    @classmethod
    def none(cls) -> "FaultRates":
        """A delivery without any planted fault."""
        return cls(0.0, 0.0, 0.0, typing=0.0, scans=0.0)


@dataclass(slots=True)
class Line:
    """One row on its way into a file."""

    case: Case
    cells: dict[str, Cell]
    faults: list["Planted"] = field(default_factory=list)
    written: dict[str, Cell] = field(default_factory=dict)
    """What the book says in the cells that a structural fault changed: what a second typist writes."""
    repeated: bool = False
    """A copy of the line before it."""

    def text(self, name: str) -> str:
        """The text in a cell, empty for a blank or a special cell."""
        cell = self.cells.get(name, "")
        return cell if isinstance(cell, str) else ""

    @property
    def sound(self) -> bool:
        """Whether nothing was planted in it."""
        return not self.faults


@dataclass(frozen=True, slots=True)
class Planted:
    """One planted fault of a row."""

    key: str
    """The rule that must find it, without the register: `registered_on.unreadable`."""
    severity: Severity
    field: str
    """The cell's field; empty when the row as a whole is meant."""
    original: str
    planted: str


@dataclass(slots=True)
class Page:
    """One file in the making: what planters may look at."""

    book: Book
    register: Register
    style: Style
    lines: list[Line]
    level: Level
    plan: Plan
    gazetteer: Gazetteer
    rng: Random
    others: Mapping[tuple[str, str, int], Sequence[tuple[Line, Book]]]
    """(unit, register, year) → sound lines of books that were written before this one and stand."""
    numbers: Mapping[tuple[str, str, int], int]
    """(unit, register, year) → highest entry number of the year."""
    fields: Sequence[Field]
    """The columns of the office's template, in the file's order."""
    columns: frozenset[str]
    """Names of the fields that the file has: nothing can be wrong in the others."""
    neighbours: Sequence[str]
    """Codes of units whose names tell them from all others."""
    used: set[int] = field(default_factory=set)
    """Cases of other books whose numbers were already given to lines of this one."""
    partners: list[tuple[str, Line]] = field(default_factory=list)
    """(key, line of an earlier file) of faults that both sides must be warned of."""
    elsewhere: list[tuple[Line, Planted]] = field(default_factory=list)
    """Faults that a line has only in the copy of the file that another unit sends."""
    also: list[str] = field(default_factory=list)
    """Keys of the other rules that the change last made breaks: one slip can be seen from several sides."""

    @property
    def first_row(self) -> int:
        """Number of the first line's row as Excel shows it."""
        return first_row(self.style)

    @property
    def tier(self) -> str:
        """Id of the tier of the plan that the unit belongs to."""
        return next(tier.id for tier in self.plan.tiers if self.level in tier.levels)

    def day(self, day: date) -> str:
        """A date in the manner of the file."""
        mark = self.style.separator
        return f"{day.day:02d}{mark}{day.month:02d}{mark}{day.year}"


Change = Mapping[str, Cell | None]
"""Cells to be put in place, by field name; None blanks a cell."""
Plant = Callable[[Page, int], Change | None]
"""Makes the change for the line at that index, or None where the fault can't be there."""


@dataclass(frozen=True, slots=True)
class FaultKind:
    """A way in which a row goes wrong."""

    key: str
    severity: Severity
    plant: Plant
    field: str = ""
    """The field that truth names; empty: the first one changed."""


_RARE_AFTER: Final = 8
"""A kind that found no place in so many lines in a row is put wherever it finds one."""


@dataclass(slots=True)
class _Turn:
    """A kind that waits for its turn."""

    kind: FaultKind
    passed: int = 0
    """Lines in a row into which it did not fit."""


@dataclass(slots=True)
class _Deck:
    """The kinds of one register."""

    usual: list[_Turn]
    rare: list[_Turn] = field(default_factory=list)
    """Those that hardly ever fit."""
    planted: Counter[str] = field(default_factory=Counter)
    """Key → how often it was planted."""


class Rotation:
    """Deals the kinds of a register out in turn, so that all come up about equally often."""

    def __init__(self, kinds: Callable[[Register], Sequence[FaultKind]], rng: Random) -> None:
        self._kinds = kinds
        self._rng = rng
        self._decks: dict[str, _Deck] = {}

    def plant(self, page: Page, index: int) -> bool:
        """Plant the next kind that fits into the line at `index`; whether one did."""
        deck = self._deck(page)
        if self.plant_rare(page, index):
            return True
        for turn in list(deck.usual):
            if _planted(turn.kind, page, index):
                _move_back(deck, turn, deck.usual)
                return True
            turn.passed += 1
            if turn.passed >= _RARE_AFTER:
                deck.usual.remove(turn)
                deck.rare.append(turn)
        return False

    def plant_rare(self, page: Page, index: int) -> bool:
        """Plant a kind that hardly ever fits, if one fits here: the one that was planted least and waited longest."""
        deck = self._deck(page)
        for turn in sorted(deck.rare, key=lambda turn: (deck.planted[turn.kind.key], -turn.passed)):
            if _planted(turn.kind, page, index):
                _move_back(deck, turn, deck.rare)
                return True
            turn.passed += 1
        return False

    def _deck(self, page: Page) -> _Deck:
        code = page.register.code
        if code not in self._decks:
            kinds = list(self._kinds(page.register))
            self._rng.shuffle(kinds)
            self._decks[code] = _Deck([_Turn(kind) for kind in kinds])
        return self._decks[code]


def _move_back(deck: _Deck, turn: _Turn, out_of: list[_Turn]) -> None:
    """To the end of the deck, planted once more."""
    out_of.remove(turn)
    deck.usual.append(turn)
    deck.planted[turn.kind.key] += 1
    turn.passed = 0


def _planted(kind: FaultKind, page: Page, index: int) -> bool:
    """Whether the kind fits into the line; if so, it is there now."""
    page.also.clear()
    change = kind.plant(page, index)
    if change is None or not page.columns.issuperset(change):
        return False
    planted = apply(page.lines[index], kind, change)
    page.lines[index].faults += [replace(planted, key=key) for key in page.also]
    return True


def apply(line: Line, kind: FaultKind, change: Change) -> Planted:
    """Put the change into the line and note it."""
    name = kind.field or next(iter(change), "")
    original = line.text(name)
    for changed, cell in change.items():
        if kind.severity == "structural" and changed in line.cells:
            line.written[changed] = line.cells[changed]
        if cell is None:
            line.cells.pop(changed, None)
        else:
            line.cells[changed] = cell
    planted = Planted(kind.key, kind.severity, name, original, shown(line.cells.get(name, "")))
    line.faults.append(planted)
    return planted


def repeated(line: Line) -> Line:
    """The same line typed once more: returned, while the first stands."""
    copy = Line(line.case, dict(line.cells), repeated=True)
    copy.faults.append(Planted("key.repeated", "structural", "", "", ""))
    return copy


def shown(cell: Cell) -> str:
    """A cell as truth shows it: short, and special cells with their kind."""
    text = cell if isinstance(cell, str) else f"{cell.kind}:{cell.content}"
    return text if len(text) <= 200 else f"{text[:200]}… ({len(text)})"


def spoil(page: Page, rotation: Rotation, share: float, most: float) -> None:
    """Plant faults in about `share` of the sound lines, and in `most` of all lines at most."""
    if not share or len(page.lines) < _LEAST_LINES:
        return
    left = int(len(page.lines) * most)
    for index, line in enumerate(page.lines):
        chosen = page.rng.random() < share
        if left and line.sound:
            left -= (rotation.plant if chosen else rotation.plant_rare)(page, index)


_LEAST_LINES: Final = 4
