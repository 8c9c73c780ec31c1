"""Faults of whole books: numbers left out, totals and days that the inventory has wrong, copies, files sent twice.

They return no row; the notices that must tell of them are in the truth with the severity `notice` and without a row.
"""

# ruff: noqa: ARG001 – the ways of spoiling a book share one signature

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Final

from hotich.simulate.cases import Book
from hotich.simulate.faults import Line, Page, Planted

Notices = Sequence[str]
"""Names of the book rules that must speak, without `SO.`; empty: the fault can't be there."""


def spoil_book(page: Page, previous: Book | None, turn: int) -> Notices:
    """Give the book the fault whose turn it is, or the next that fits; what must be noticed.

    `previous`: the book before it in the year, where that one was delivered whole.
    """
    for shift in range(len(_KINDS)):
        notices = _KINDS[(turn + shift) % len(_KINDS)](page, previous)
        if notices:
            return notices
    return ()


def _one_year(book: Book) -> bool:
    return {case.on.year for case in book.cases} == {book.year}


def _gap(page: Page, previous: Book | None) -> Notices:
    """An entry in the middle was passed over."""
    places = range(1, len(page.lines) - 1)
    plain = [place for place in places if _alone(page.lines, place)]
    if not plain or _struck_out(page.book):
        return ()
    del page.lines[page.rng.choice(plain)]
    return "gaps", "total_short"


def _struck_out(book: Book) -> bool:
    """Whether numbers may rightly be missing: nobody can tell which the inventory's struck-out cases are."""
    return len(book.rows) < len(book.cases)


def _alone(lines: Sequence[Line], place: int) -> bool:
    """Whether no suffixed entry shares the number, and the years beside it are the same."""
    near = lines[place - 1 : place + 2]
    numbers = [line.case.number for line in near]
    return len({line.case.on.year for line in near}) == 1 and numbers == list(
        range(numbers[0], numbers[0] + 3)
    )


def _first_left_out(page: Page, previous: Book | None) -> Notices:
    book = page.book
    if not _one_year(book) or len(page.lines) < 3 or page.lines[0].case.number == page.lines[1].case.number:
        return ()
    if page.lines[0].case is not book.cases[0] or _struck_out(book):
        return ()
    if book.number == 1 and page.lines[0].case.number == 1:
        del page.lines[0]
        return "first_number", "total_short"
    if previous is not None and _one_year(previous) and not page.plan.key_by_book(book.cases[0].on):
        if previous.rows[-1].number + 1 != page.lines[0].case.number or page.plan.key_by_book(
            previous.cases[0].on
        ):
            return ()
        del page.lines[0]
        return "continues", "total_short"
    return ()


def _too_few_listed(page: Page, previous: Book | None) -> Notices:
    page.book.listed["case_count"] = str(len(page.book.cases) - 1)
    return ("total_over",)


def _listed_as_lost(page: Page, previous: Book | None) -> Notices:
    page.book.listed["condition"] = "mat"
    return ("lost_but_delivered",)


def _too_few_pages(page: Page, previous: Book | None) -> Notices:
    last = max(int(line.text("page_number") or 0) for line in page.lines)
    page.book.listed["page_count"] = str(last - 1)
    return ("pages_over",) if last > 1 else ()


def _numbers_swapped(page: Page, previous: Book | None) -> Notices:
    """Two entries bear each other's number, so that the days run back."""
    pairs = [
        (one, other)
        for one, other in zip(page.lines, page.lines[1:], strict=False)
        if one.case.on < other.case.on and one.case.on.year == other.case.on.year
        and not (one.case.suffix or other.case.suffix)
    ]  # fmt: skip
    if not pairs:
        return ()
    one, other = page.rng.choice(pairs)
    one.cells["entry_number"], other.cells["entry_number"] = (
        other.cells["entry_number"],
        one.cells["entry_number"],
    )
    return ("order",)


def _opened_late(page: Page, previous: Book | None) -> Notices:
    """The inventory has the book opened after its first entry, in the same phase."""
    book = page.book
    opened = book.rows[0].on + timedelta(days=1)
    stage = page.plan.stage_for(page.tier, opened)
    if opened > book.locked_on or stage is None or stage.id != book.stage_id:
        return ()
    book.listed["opened_on"] = f"{opened:%d.%m.%Y}"
    return ("outside_period",)


def _locked_before(page: Page, previous: Book | None) -> Notices:
    page.book.listed["locked_on"] = f"{page.book.opened_on - timedelta(days=10):%d.%m.%Y}"
    return "period", "outside_period"


def _first_of_last_year(page: Page, previous: Book | None) -> Notices:
    """The first entry's day is typed with the year before, in the same phase."""
    line = page.lines[0]
    day = line.case.on.replace(year=line.case.on.year - 1, day=min(line.case.on.day, 28))
    same = page.plan.stage_for(page.tier, day) == page.plan.stage_for(page.tier, line.case.on)
    if (
        not same
        or page.plan.key_by_book(day) != page.plan.key_by_book(line.case.on)
        or line.case.on.year != page.book.year
        or _struck_out(page.book)
    ):
        return ()
    before = line.text("registered_on")
    line.cells["registered_on"] = page.day(day)
    line.faults.append(
        Planted("entry_number.year_differs", "content", "registered_on", before, page.day(day))
    )
    return "first_year", "outside_period"


_KINDS: Final[tuple[Callable[[Page, Book | None], Notices], ...]] = (
    _gap,
    _first_left_out,
    _too_few_listed,
    _listed_as_lost,
    _too_few_pages,
    _numbers_swapped,
    _opened_late,
    _locked_before,
    _first_of_last_year,
)
