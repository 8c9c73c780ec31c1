"""Books (sổ): which case stands in which, under which number, from when to when; and the quotas of a delivery."""

import itertools
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from random import Random
from typing import Final

from hotich.plan import Plan
from hotich.registers import REGISTERS
from hotich.simulate.cases import Book, Case
from hotich.simulate.styles import Shares
from hotich.units import Level

SHARES: Final[Mapping[str, float]] = {
    "KS": 0.634, "KH": 0.166, "HN": 0.094, "KT": 0.089, "CMC": 0.004,
    "TDCC": 0.007, "GH": 0.0025, "CDGH": 0.0015, "LH": 0.002,
}  # fmt: skip
"""Shares of the registers (domain handbook §5; the last four, which no source counts, small)."""
OFFICE_SHARE: Final[Mapping[Level, float]] = {Level.PROVINCE: 0.035, Level.DISTRICT: 0.03}
"""Most that the province's and a district's own registers may take of all cases."""
_SMALL: Final = 0.01
"""Registers with a smaller share than this are small."""
_SQUEEZED: Final = 0.0015


def choose(
    cases: Sequence[Case], total: int, plan: Plan, levels: Mapping[str, Level], rng: Random, rare: float = 1.0
) -> list[Case]:
    """`total` of the cases (fewer if there are fewer) in the mix of registers; entries referred to stay together.

    Small registers are taken from all stages in turn, so that each stage has some; with `rare` they are that many times
    as large.
    """
    sizes = {code: share if share > _SMALL else share * rare for code, share in SHARES.items()}
    shares = {code: size / sum(sizes.values()) for code, size in sizes.items()}
    offices = [case for case in cases if levels[case.unit] is not Level.COMMUNE]
    chosen: dict[int, Case] = {}
    for level, share in OFFICE_SHARE.items():
        own = [case for case in offices if levels[case.unit] is level]
        _take(chosen, _in_turn(own, plan, levels, rng), round(total * share))
    communes = [case for case in cases if levels[case.unit] is Level.COMMUNE]
    rest = total - len(chosen)
    for register in sorted(SHARES, key=SHARES.__getitem__):
        pool = [case for case in communes if case.register == register]
        quota = max(1, round(rest * shares[register]))
        present = sum(
            1 for case in chosen.values() if case.register == register and levels[case.unit] is Level.COMMUNE
        )
        _take(chosen, _in_turn(pool, plan, levels, rng), quota - present)
    for register in ("KS", "KH", "KT", "HN", "TDCC", "CMC", "GH", "LH", "CDGH"):
        _take(chosen, [case for case in communes if case.register == register], total - len(chosen))
    return [case for case in cases if case.case_id in chosen]


def _take(chosen: dict[int, Case], pool: Iterable[Case], quota: int) -> None:
    for case in pool:
        if quota <= 0:
            return
        if case.case_id not in chosen:
            chosen[case.case_id] = case
            quota -= 1
            for entry in case.refers.values():
                chosen.setdefault(entry.case_id, entry)


def _in_turn(pool: Sequence[Case], plan: Plan, levels: Mapping[str, Level], rng: Random) -> list[Case]:
    """The cases shuffled; of small registers (and small pools) one of each register and stage first."""
    shuffled = rng.sample(list(pool), len(pool))
    first: dict[tuple[str, str], Case] = {}
    for case in shuffled:
        first.setdefault((case.register, stage_of(plan, levels[case.unit], case.on)), case)
    early = {case.case_id for case in first.values()}
    return [*first.values(), *(case for case in shuffled if case.case_id not in early)]


def stage_of(plan: Plan, level: Level, on: date) -> str:
    """Id of the stage a registration of that day belongs to; empty for none."""
    tier = next(tier for tier in plan.tiers if level in tier.levels)
    stage = plan.stage_for(tier.id, on)
    return stage.id if stage else ""


def shelve(
    cases: Sequence[Case], plan: Plan, levels: Mapping[str, Level], rng: Random, shares: Shares
) -> list[Book]:
    """Put the cases of one district (or of the province's office) into books, and number them."""
    shelves: dict[tuple[str, str], list[Case]] = defaultdict(list)
    for case in sorted(cases, key=lambda case: (case.on, case.case_id)):
        shelves[case.unit, case.register].append(case)
    books: list[Book] = []
    for (unit, _), entries in sorted(shelves.items(), key=lambda item: (item[0][0], _place(item[0][1]))):
        _number(entries, rng)
        bounds = _bounds(plan, levels[unit])
        for group in _groups(entries, bounds, shares.book_size, rng):
            parts = _parts(group, shares, rng)
            books += [
                _book(part, place, parts, bounds, plan, levels[unit]) for place, part in enumerate(parts)
            ]
    _renumber(books)
    return books


def _place(register: str) -> int:
    return list(REGISTERS).index(register)


def _bounds(plan: Plan, level: Level) -> list[date]:
    """Days on which a phase of the tier begins."""
    tier = next(tier for tier in plan.tiers if level in tier.levels)
    return [first for first, _, _ in plan.phase_bounds(tier.id) if first is not None]


def _number(entries: Sequence[Case], rng: Random) -> None:
    """Entry numbers run through the year, across books; a forgotten entry was squeezed in with a suffix."""
    last: Counter[int] = Counter()
    squeezed = False
    for case in entries:
        year = case.on.year
        squeezed = last[year] > 0 and not squeezed and rng.random() < _SQUEEZED
        if squeezed:
            case.suffix = rng.choice(("a", "A", "bis"))
        else:
            last[year] += 1
        case.number = last[year]


def _groups(
    entries: Sequence[Case], bounds: Sequence[date], size: tuple[int, int], rng: Random
) -> list[list[Case]]:
    """Runs of whole years (cut where a phase begins) until there is enough for a book."""
    spans: dict[tuple[int, int], list[Case]] = defaultdict(list)
    for case in entries:
        spans[case.on.year, sum(case.on >= bound for bound in bounds)].append(case)
    groups: list[list[Case]] = []
    before: tuple[int, int] | None = None
    for key, span in sorted(spans.items()):
        same_phase = before is not None and (before[1] == key[1] or rng.random() < 0.08)
        long = before is not None and groups[-1][0].on.year < key[0] - 9
        if groups and same_phase and not long and len(groups[-1]) < size[0] and len(span) < size[1] // 2:
            groups[-1] += span
        else:
            groups.append(list(span))
        before = key
    return groups


def _parts(group: Sequence[Case], shares: Shares, rng: Random) -> list[list[Case]]:
    """The cases of each book: as many books as it takes, now and then a small one before the only one."""
    least, most = shares.book_size
    count = -(-len(group) // rng.randrange(2 * least, most + 1))
    bounds = [place * len(group) // count for place in range(count + 1)]
    begun = sum(1 for case in group if case.on.year == group[0].on.year)
    small = count == 1 and begun > 1 and len(group) > _LEAST_FOR_TWO
    if small and shares.second_book and rng.random() < shares.second_book:
        bounds.insert(1, rng.randrange(1, min(begun, _LAST_PAGES + 1)))
    return [list(group[first:end]) for first, end in itertools.pairwise(bounds)]


_LEAST_FOR_TWO: Final = 5
_LAST_PAGES: Final = 3
"""Cases that stand on the last pages of an older book, at most."""


def _book(
    cases: list[Case],
    place: int,
    parts: Sequence[Sequence[Case]],
    bounds: Sequence[date],
    plan: Plan,
    level: Level,
) -> Book:
    """The book of these cases, the `place`th (from 0) of a run of books, with the days of its opening and locking."""
    first, last = cases[0], cases[-1]
    opened = _opened(first, bounds, first=place == 0)
    book = Book(first.unit, first.register, first.on.year, 0, opened, last.on, cases)
    if place == len(parts) - 1:
        year_end = date(last.on.year, 12, 31)
        next_bound = min((bound for bound in bounds if bound > last.on), default=year_end)
        book.locked_on = min(year_end, max(next_bound, last.on))
    book.stage_id = stage_of(plan, level, book.opened_on)
    book.straddles = len({stage_of(plan, level, case.on) for case in cases}) > 1
    for case in cases:
        case.book = book
    return book


def _opened(case: Case, bounds: Sequence[date], *, first: bool) -> date:
    if not first:
        return case.on
    starts = [date(case.on.year, 1, 1), *(bound for bound in bounds if bound.year == case.on.year)]
    return max(start for start in starts if start <= case.on)


def _renumber(books: Sequence[Book]) -> None:
    """Book numbers run within unit, register and year."""
    last: Counter[tuple[str, str, int]] = Counter()
    for book in books:
        key = (book.unit, book.register, book.year)
        last[key] += 1
        book.number = last[key]
