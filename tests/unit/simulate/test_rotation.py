"""Kinds of faults take turns, and one that hardly ever fits is planted where it does."""

from random import Random
from types import SimpleNamespace
from typing import Any

from hotich.registers import BIRTH
from hotich.simulate.faults import FaultKind, Line, Page, Rotation, spoil

EVERYWHERE = [
    FaultKind(f"note.{number}", "content", lambda page, index: {"note": "?"}) for number in range(5)
]


def page_of(*notes: str) -> Page:
    """A page whose lines hold these notes; planters of the tests look at nothing else."""
    lines: list[Any] = [Line(SimpleNamespace(), {"note": note}) for note in notes]  # type: ignore[arg-type]
    unused: Any = None
    columns = frozenset({"note"})
    return Page(
        unused, BIRTH, unused, lines, unused, unused, unused, Random(1), {}, {}, (), columns, ()
    )  # fmt: skip


def only_on(word: str, key: str = "note.rare") -> FaultKind:
    """A kind that fits into lines with that note."""
    return FaultKind(
        key, "content", lambda page, index: {"note": "!"} if page.lines[index].text("note") == word else None
    )


def planted(page: Page) -> list[list[str]]:
    return [[fault.key for fault in line.faults] for line in page.lines]


def test_kinds_take_turns():
    page = page_of(*["a"] * 20)
    spoil(page, Rotation(lambda register: EVERYWHERE, Random(2)), 1.0, 1.0)
    keys = [key for (key,) in planted(page)]
    assert {keys.count(kind.key) for kind in EVERYWHERE} == {4}


def test_a_kind_that_hardly_ever_fits_is_planted_where_it_does_even_if_the_line_was_not_chosen():
    rotation = Rotation(lambda register: [*EVERYWHERE, only_on("b")], Random(2))
    spoil(page_of(*["a"] * 40), rotation, 1.0, 1.0)
    page = page_of(*["a"] * 20, "b", *["a"] * 20)
    spoil(page, rotation, 1e-9, 1.0)
    assert [keys for keys in planted(page) if keys] == [["note.rare"]]
    assert page.lines[20].cells == {"note": "!"}


def test_of_two_that_fit_the_one_planted_less_comes_first():
    first, second = only_on("b", "note.first"), only_on("b", "note.second")
    rotation = Rotation(lambda register: [*EVERYWHERE, first, second], Random(2))
    spoil(page_of(*["a"] * 60), rotation, 1.0, 1.0)
    pages = [page_of(*["a"] * 10, "b") for _ in range(4)]
    for page in pages:
        spoil(page, rotation, 1e-9, 1.0)
    found = [key for page in pages for keys in planted(page) for key in keys]
    assert set(found[:2]) == {"note.first", "note.second"}


def test_no_more_lines_are_spoiled_than_the_most():
    page = page_of(*["a"] * 30)
    spoil(page, Rotation(lambda register: EVERYWHERE, Random(2)), 1.0, 1 / 3)
    assert sum(bool(keys) for keys in planted(page)) == 10


def test_other_rules_that_see_the_same_slip_are_named():
    def plant(page: Page, index: int) -> dict[str, str]:
        page.also.append("note.seen_twice")
        return {"note": "?"}

    page = page_of("a", "a", "a", "a")
    spoil(page, Rotation(lambda register: [FaultKind("note.plain", "content", plant)], Random(2)), 1.0, 0.25)
    assert planted(page)[0] == ["note.plain", "note.seen_twice"]
    assert {(fault.original, fault.planted) for fault in page.lines[0].faults} == {("a", "?")}
