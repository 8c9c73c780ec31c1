"""Every rule of the catalogue has a planter, and the planter finds a row or a book that it can spoil."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest
from benchmarks.quality import RATES as USUAL_RATES
from benchmarks.quality import SHARES as USUAL_SHARES
from benchmarks.quality import UNITS

from hotich.quality.catalogue import BOOK, RULES
from hotich.simulate import delivery
from hotich.simulate.content_faults import content_kinds
from hotich.simulate.faults import FaultKind, Page, Rotation
from hotich.simulate.structural_faults import structural_kinds

CASES, SEED = 16_000, 11
RATES, SHARES = replace(USUAL_RATES, books=0.3), replace(USUAL_SHARES, second_book=0.6)
"""The province of the quality bench, a third as large, with more faults of whole books."""
CONSEQUENCES = {"SO.duplicates", "SO.encoding_unclear", "SO.straddling"}
"""What books show when rows are spoiled, or of themselves: nobody plants it."""


class Finder:
    """Looks for a place for each kind in the sound rows of a province, and spoils none."""

    def __init__(self) -> None:
        self.fitted: set[str] = set()
        self.waiting: dict[str, list[FaultKind]] = {}

    def __call__(self, page: Page, rotation: Rotation, share: float, most: float) -> None:
        code = page.register.code
        if code not in self.waiting:
            self.waiting[code] = [*structural_kinds(page.register), *content_kinds(page.register)]
        for index in range(len(page.lines)):
            for kind in list(self.waiting[code]):
                if self._fits(kind, page, index):
                    self.waiting[code].remove(kind)
                    self.fitted.add(f"{code}.{kind.key}")

    @staticmethod
    def _fits(kind: FaultKind, page: Page, index: int) -> bool:
        before = [(dict(line.cells), list(line.faults)) for line in page.lines]
        change = kind.plant(page, index)
        for line, (cells, faults) in zip(page.lines, before, strict=True):
            line.cells, line.faults = cells, faults
        page.partners.clear()
        page.used.clear()
        return change is not None and page.columns.issuperset(change)


@pytest.fixture(scope="module")
def planted(
    tmp_path_factory: pytest.TempPathFactory, make_province: Callable[..., object]
) -> tuple[set[str], set[str]]:
    """(keys of faults that rows have room for, keys of what was planted in whole books)."""
    finder = Finder()
    root: Path = tmp_path_factory.mktemp("every_rule")
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(delivery, "spoil", finder)
        make_province(root, units=UNITS, cases=CASES, seed=SEED, faults=RATES, shares=SHARES)
    truth = set(pl.read_parquet(root / "truth" / "faults.parquet")["key"])
    return finder.fitted, truth


def test_every_rule_can_be_planted(planted):
    fitted, truth = planted
    assert len(RULES) > 1_000
    assert {rule.key for rule in RULES} - fitted - truth - CONSEQUENCES == set()


def test_nothing_is_planted_that_no_rule_finds(planted):
    fitted, truth = planted
    assert (fitted | truth) - {rule.key for rule in RULES} == set()


def test_every_fault_of_whole_books_is_planted(planted):
    _, truth = planted
    books = {rule.key for rule in RULES if rule.register == BOOK}
    assert books - truth == CONSEQUENCES
