"""Names of files and folders as offices choose them; which units' names tell them from all others."""

import unicodedata
from collections import Counter
from collections.abc import Mapping
from random import Random

from hotich.plan import Plan
from hotich.simulate.cases import Book
from hotich.simulate.places import Gazetteer
from hotich.units import Level


def plain(text: str) -> str:
    """Letters without marks: `Tân Thạch` → `Tan Thach`."""
    base = unicodedata.normalize("NFD", text.replace("Đ", "D").replace("đ", "d"))
    return "".join(c for c in base if not unicodedata.combining(c))


class FileNames:
    """`28804/KS/TanThach_CT_BT.KS.2010.01.xlsx`: one manner for each unit."""

    def __init__(self, gazetteer: Gazetteer, seed: int) -> None:
        self._gazetteer = gazetteer
        self._seed = seed

    def book(self, book: Book, extension: str) -> str:
        """Path below the inbox of a book's file."""
        rng = Random(f"{self._seed}/names/{book.unit}")
        manner = rng.randrange(4)
        number = f"{book.number:0{rng.choice((2, 2, 2, 1, 3))}d}"
        folder = {0: "", 1: f"{book.register}/", 2: f"{book.register}/{book.year}/", 3: f"nam {book.year}/"}[
            manner
        ]
        return f"{book.unit}/{folder}{self._stem(book, rng)}.{book.register}.{book.year}.{number}.{extension}"

    def _stem(self, book: Book, rng: Random) -> str:
        gazetteer, day = self._gazetteer, book.opened_on
        province = _initials(gazetteer.province)
        level = gazetteer.level(book.unit)
        if level is Level.PROVINCE:
            return f"STP_{province}"
        name = _bare(gazetteer.name(book.unit, day))
        if level is Level.DISTRICT:
            return f"{_initials(name)}_{province}"
        district = _bare(gazetteer.name(gazetteer.district_of(book.unit), gazetteer.last_day))
        commune = plain(name)
        return (
            f"{commune if rng.random() < 0.3 else commune.replace(' ', '')}_{_initials(district)}_{province}"
        )


def _initials(name: str) -> str:
    return "".join(word[0] for word in plain(name).upper().split())


def _bare(name: str) -> str:
    for kind in ("Thành phố ", "Thị xã ", "Thị trấn ", "Huyện ", "Xã "):
        name = name.removeprefix(kind)
    return name


def distinct_neighbours(plan: Plan) -> Mapping[Level, tuple[str, ...]]:
    """By level, codes of units that always had one name, which no other unit bears: a place can name them clearly."""
    found: dict[Level, tuple[str, ...]] = {Level.PROVINCE: ()}
    for level in (Level.DISTRICT, Level.COMMUNE):
        units = [unit for unit in plan.units if unit.level is level]
        bare = Counter(_bare(unit.name) for unit in units)
        found[level] = tuple(
            unit.code
            for unit in units
            if bare[_bare(unit.name)] == 1
            and not unit.other_names
            and unit.valid_from is None
            and not _bare(unit.name).startswith("Phường")
            and unit.parent_code is not None
        )
    found[Level.PROVINCE] = found[Level.DISTRICT]
    return found
