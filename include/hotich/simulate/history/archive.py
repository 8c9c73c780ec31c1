"""The paper of a whole province: which unit keeps which books, how many entries, and what it tells in its inventories."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import count
from random import Random
from typing import Final, NamedTuple

import numpy as np

from hotich.errors import HotichError
from hotich.plan import Plan, Stage
from hotich.simulate.books import OFFICE_SHARE, SHARES
from hotich.simulate.districts import FIRST_REGISTERS
from hotich.units import Level, Unit

SOUND, TORN, FAINT, LOST = "tot", "rach", "mo", "mat"
"""Conditions of a book, as inventories code them."""
_CONDITIONS: Final = ((0.03, TORN), (0.02, FAINT))
_NEVER, _LATE, _AMENDED = 0.05, 0.10, 0.25
"""Shares of the units of a tier that send no inventory, send it late, send a second one."""
_SIZES: Final = (40, 160)
_LONGEST: Final = 8
"""Years that one book serves at most."""
_STRUCK_OUT: Final = 0.006
_LOSING: Final = 0.1
"""Share of the units that have lost a book."""
_DAY: Final = timedelta(days=1)


@dataclass(slots=True, eq=False)
class PaperBook:
    """One original book: how much there is to transcribe, and what inventories say of it."""

    book_id: int
    unit: Unit
    register: str
    stage: Stage
    """Of the day it was opened, by the plan in force when its unit's first inventory was due."""
    year: int
    number: int
    opened_on: date
    locked_on: date
    cases: int = 0
    """Entries to transcribe."""
    struck_out: int = 0
    condition: str = SOUND
    first_listed: int | None = None
    """Which of its unit's inventories has it first; None: none does."""
    told: int = 0
    """Entries to transcribe that the first inventory tells of; later ones tell `cases`."""

    @property
    def page_count(self) -> int:
        """Two entries a page."""
        return (self.cases + self.struck_out + 1) // 2

    def told_by(self, inventory: int) -> int | None:
        """Entries to transcribe by the unit's inventory with that number; None: it does not have the book."""
        if self.first_listed is None or inventory < self.first_listed:
            return None
        return self.told if inventory == 0 else self.cases


@dataclass(slots=True, eq=False)
class Office:
    """A unit that keeps books."""

    unit: Unit
    tier: str
    stages: tuple[Stage, ...]
    """Of its tier, by phase, as the plan had them when the first inventory was due."""
    inventories: list[date] = field(default_factory=list)
    """Days from which its inventories hold, the first one first."""
    books: list[PaperBook] = field(default_factory=list)


class _Period(NamedTuple):
    """Part of a year of one office that lies in one stage."""

    first: date
    last: date
    stage: Stage


def make_archive(plan: Plan, cases: int, seed: int) -> list[Office]:
    """The offices that keep books, with `cases` entries to transcribe in all. `plan`: as issued; amendments hold from their days.

    HotichError: no unit of the plan keeps books.
    """
    offices = list(_offices(plan, seed))
    periods = [list(_periods(plan, office)) for office in offices]
    registers = [code for group in plan.groups for code in group.registers if code in SHARES]
    cells, weights = _cells(offices, periods, registers, seed)
    if not cells:
        raise HotichError(
            f"Kế hoạch {plan.id}: không đơn vị nào có sổ thuộc một giai đoạn. Xem lại units và stages."
        )
    rng = np.random.default_rng([seed, 1])
    counts = rng.multinomial(cases, weights / weights.sum()).tolist()
    shelves: dict[tuple[int, str], list[tuple[_Period, int]]] = defaultdict(list)
    for (place, register, period), entries in zip(cells, counts, strict=True):
        if entries:
            shelves[place, register].append((period, entries))
    numbers = count(1)
    for place, office in enumerate(offices):
        draw = Random(f"{seed}/history/books/{office.unit.unit_id}")
        for register in registers:
            office.books += _shelve(office.unit, register, shelves.get((place, register), ()), numbers, draw)
        _tell(office, draw)
    return [office for office in offices if office.books]


def _offices(plan: Plan, seed: int) -> Iterator[Office]:
    """All units that could keep books, each with the days of its inventories."""
    versions = [plan.at(date.min), *(plan.at(one.effective_from) for one in plan.amendments)]
    for tier in plan.tiers:
        units = [unit for unit in plan.units if unit.level in tier.levels and _has_life(unit, tier.ends.on)]
        opening = min(stage.window_start for stage in versions[0].stages_of(tier.id))
        draw = Random(f"{seed}/history/inventories/{tier.id}")
        for place, unit in enumerate(draw.sample(units, len(units))):
            rank = (place + 0.5) / len(units)
            due = opening + timedelta(days=draw.randrange(-30, 45))
            if len(units) > 1 and rank < _NEVER + _LATE:
                due += timedelta(days=draw.randrange(150, 800))
            again = due + timedelta(days=draw.randrange(200, 1_300))
            version = max((one for one in versions if _since(one) <= due), key=_since)
            if not version.includes(unit):
                continue
            office = Office(unit, tier.id, version.stages_of(tier.id))
            if len(units) == 1 or rank >= _NEVER:
                office.inventories = [due, again] if rank > 1 - _AMENDED else [due]
            yield office


def _since(plan: Plan) -> date:
    return max((one.effective_from for one in plan.applied), default=date.min)


def _has_life(unit: Unit, until: date) -> bool:
    return (unit.valid_from is None or unit.valid_from <= until) and (
        unit.valid_to is None or unit.valid_to >= FIRST_REGISTERS
    )


def _periods(plan: Plan, office: Office) -> Iterator[_Period]:
    """The years of an office from the first registers to the last, cut where a stage begins; parts in no stage left out."""
    unit, end = office.unit, plan.tier(office.tier).ends.on
    first = max(FIRST_REGISTERS, unit.valid_from or date.min)
    last = min(end, unit.valid_to or date.max)
    cuts = {first} | {date(year, 1, 1) for year in range(first.year + 1, last.year + 1)}
    cuts |= {one.registrations_from for one in office.stages if one.registrations_from}
    starts = sorted(day for day in cuts if first <= day <= last)
    for start, following in zip(starts, [*starts[1:], last + _DAY], strict=True):
        stage = next((one for one in office.stages if one.covers(start)), None)
        if stage is not None:
            yield _Period(start, min(following - _DAY, stage.registrations_until), stage)


def _cells(
    offices: Sequence[Office], periods: Sequence[Sequence[_Period]], registers: Sequence[str], seed: int
) -> tuple[list[tuple[int, str, _Period]], np.ndarray]:
    """Every office × register × period, and how much of all entries falls on it."""
    draw = Random(f"{seed}/history/weights")
    cells: list[tuple[int, str, _Period]] = []
    weights: list[float] = []
    levels: list[Level] = []
    for place, office in enumerate(offices):
        size = draw.lognormvariate(0, 0.35)
        for period in periods[place]:
            days = (period.last - period.first).days + 1
            weight = size * days * (1 + (period.first.year - FIRST_REGISTERS.year) / 25)
            for register in registers:
                cells.append((place, register, period))
                weights.append(weight * SHARES[register])
                levels.append(office.unit.level)
    return cells, _shared(np.array(weights), levels)


def _shared(weights: np.ndarray, levels: Sequence[Level]) -> np.ndarray:
    """The weights with each level's offices brought to their level's share of the whole."""
    of_level = np.array(levels)
    shares = {level: OFFICE_SHARE.get(level, 1 - sum(OFFICE_SHARE.values())) for level in Level}
    for level, share in shares.items():
        here = of_level == level
        if here.any():
            weights[here] *= share / weights[here].sum()
    return weights


def _shelve(
    unit: Unit, register: str, counts: Sequence[tuple[_Period, int]], numbers: Iterator[int], draw: Random
) -> Iterator[PaperBook]:
    """The entries of one register put into books: a new one when the old is full, too long in use, or of another stage."""
    of_year: Counter[int] = Counter()
    book: PaperBook | None = None
    size = 0
    for period, entries in counts:
        left, days = entries, (period.last - period.first).days
        while left:
            if (
                book is None or book.cases >= size or book.stage is not period.stage
                or period.first.year - book.year >= _LONGEST
            ):  # fmt: skip
                if book is not None:
                    yield book
                opened = period.first + timedelta(days=days * (entries - left) // entries)
                of_year[opened.year] += 1
                size = draw.randrange(*_SIZES)
                book = PaperBook(
                    next(numbers),
                    unit,
                    register,
                    period.stage,
                    opened.year,
                    of_year[opened.year],
                    opened,
                    opened,
                )
            taken = min(left, size - book.cases)
            book.cases += taken
            left -= taken
            book.locked_on = period.first + timedelta(days=days * (entries - left) // entries)
    if book is not None:
        yield book


def _tell(office: Office, draw: Random) -> None:
    """What the inventories say: a second one has books that the first forgot, and entries that it did not count."""
    careless = len(office.inventories) > 1
    for book in office.books:
        book.struck_out = sum(draw.random() < _STRUCK_OUT for _ in range(min(book.cases, 100)))
        chance = draw.random()
        for share, condition in _CONDITIONS:
            if chance < share:
                book.condition = condition
                break
            chance -= share
        if not office.inventories:
            continue
        forgotten = careless and draw.random() < 0.06
        book.first_listed = 1 if forgotten else 0
        book.told = book.cases - (book.cases // 12 if careless and draw.random() < 0.15 else 0)
    if office.books and draw.random() < _LOSING:
        draw.choice(office.books).condition = LOST


def conditions() -> Mapping[str, str]:
    """Condition → what an inventory notes beside it."""
    return {TORN: "rách, mất góc một số trang", FAINT: "chữ mờ, khó đọc", LOST: "không còn sổ gốc"}
