"""Copies of registers: what a district sends as its own of the second books that its communes once gave it."""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from random import Random
from typing import Final

from hotich.simulate.cases import Book
from hotich.simulate.faults import FaultKind, Page, Planted, apply
from hotich.simulate.places import Gazetteer
from hotich.simulate.unit_faults import NOT_YET, before_the_unit
from hotich.units import Level

Series = tuple[str, str, int]
"""Unit, register, year."""
_PLACE: Final = frozenset({"registration_place"})


class Copies:
    """Which books are sent twice, and what is wrong with them."""

    def __init__(
        self, gazetteer: Gazetteer, levels: Mapping[str, Level], highest: Mapping[Series, int], share: float
    ) -> None:
        self._gazetteer, self._levels, self._highest, self._share = gazetteer, levels, highest, share
        self._titles: set[tuple[str, str]] = set()
        """(district, title) of copies sent to it."""
        self._copied: dict[Series, str] = {}
        """District, register and year → commune whose books were copied."""
        self._met: set[tuple[str, str]] = set()
        """(district, register) of which there is a copy with all that can be wrong with it."""

    def goes_to(self, page: Page, rng: Random) -> str:
        """Code of the district that sends a copy of the book as well; empty for none.

        One copy of each register in a district is certain, the others come by chance. Every row of a copied book is
        at fault; the place of registration is left out, since it would tell whose book it is.
        """
        if not self._share or self._levels[page.book.unit] is not Level.COMMUNE:
            return ""
        district = self._gazetteer.district_of(page.book.unit)
        if not self._free(page.book, district):
            return ""
        first = (district, page.book.register) not in self._met and self._made_first(page, district)
        if not first and not (page.style.without_place and rng.random() < self._share):
            return ""
        if first:
            self._met.add((district, page.book.register))
        self._titles.add((district, page.book.title))
        self._copied |= dict.fromkeys(_series(district, page.book), page.book.unit)
        page.columns -= _PLACE
        for line in page.lines:
            line.faults.append(Planted("row.other_unit_same", "content", "", "", ""))
        return district

    def _free(self, book: Book, district: str) -> bool:
        """Whether the district has no books of its own, nor copies from another commune, with the same numbers."""
        series = _series(district, book)
        return (
            district in self._levels
            and (district, book.title) not in self._titles
            and self._gazetteer.exists(district, book.cases[0].on)
            and not any(self._highest.get(one) for one in series)
            and all(self._copied.get(one, book.unit) == book.unit for one in series)
        )

    def _made_first(self, page: Page, district: str) -> bool:
        """Make the book a register's first copy, unless it must show more than it can.

        Where the district is younger than the registers, the year of one entry is mistyped: in the district's folder it
        then was registered before there was a district.
        """
        if all(life.valid_from is None for life in page.plan.units.lives(district)):
            return True
        columns, page.columns = page.columns, page.columns - _PLACE
        for index, line in enumerate(page.lines):
            page.also.clear()
            change = before_the_unit(page, index, code=district)
            if change is not None:
                planted = apply(
                    line, FaultKind(NOT_YET, "content", partial(before_the_unit, code=district)), change
                )
                line.faults = [replace(planted, key=key) for key in page.also]
                page.elsewhere.append((line, planted))
                return True
        page.columns = columns
        return False


def _series(district: str, book: Book) -> set[Series]:
    return {(district, book.register, case.on.year) for case in book.cases}
