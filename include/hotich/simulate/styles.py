"""How one office fills in its books and one clerk types them: the manners of a single file."""

from dataclasses import dataclass, field
from datetime import date
from random import Random
from typing import Final

from hotich.simulate.names import NameGiver
from hotich.simulate.places import Gazetteer
from hotich.text.legacy import LegacyEncoding
from hotich.units import Level

_TITLES: Final = {
    Level.PROVINCE: ("Giám đốc", "Phó Giám đốc"),
    Level.DISTRICT: ("Chủ tịch", "Phó Chủ tịch"),
    Level.COMMUNE: ("Chủ tịch", "Phó Chủ tịch"),
}


@dataclass(frozen=True, slots=True)
class Style:
    """The manner of one file; every choice is legitimate (delivery contract §2)."""

    separator: str = "."
    digits: int = 2
    """Least digits of an entry number: 01/2018 or 001/2018."""
    short_office: bool = True
    codes_in_words: bool = False
    """Sex as "Nam"/"Nữ" instead of 1/2."""
    southern_words: bool = False
    """ngàn, lẻ instead of nghìn, linh."""
    decomposed: bool = False
    """Text typed in NFD, as some keyboards do."""
    blanks: bool = False
    """Stray double or trailing blanks here and there."""
    excel_dates: bool = False
    """Dates other than in the entry's numbers as real Excel dates."""
    noisy_header: bool = False
    """Blanks or hints after column names, as in the official files."""
    caption: bool = False
    """A title line above the header and a row of Vietnamese terms under it."""
    sheet: str = "DL Import"
    edition: str = ""
    csv: str = ""
    """Delimiter when the book is delivered as csv; empty: xlsx."""
    encoding: LegacyEncoding | None = None
    transcriber: str = ""
    shuffled: bool = False
    """Columns in an order of one's own."""
    cases_a_page: int = 1
    without_place: bool = False
    """The column of the registering authority is missing."""


@dataclass(frozen=True, slots=True)
class Shares:
    """How many of the files are made in a special manner (shares of 1)."""

    csv: float = 0.05
    legacy: float = 0.03
    short: float = 0.10
    """Books with a second keying beside them."""
    scans: float = 0.06
    """Books with their scans beside them."""
    excel_dates: float = 0.02
    noisy_header: float = 0.25
    caption: float = 0.06
    codes_in_words: float = 0.04
    decomposed: float = 0.02
    blanks: float = 0.03
    edition: float = 0.4
    """Birth books from 2016 on in the newer template."""
    manifest: float = 0.15
    """Folders with a manifest."""
    not_delivered: float = 0.02
    not_in_inventory: float = 0.015
    lost: float = 0.008
    struck_out: float = 0.0025
    old_in_newer_template: float = 0.02
    """Birth books of before 2016 in the newer template."""
    without_place: float = 0.0
    """Books whose sheet lacks the column of the registering authority."""
    second_book: float = 0.0
    """Small books before which the last pages of an older one were used up in the same year."""
    rare: float = 1.0
    """How many times as often as usual rare events and oddities occur: orphans, divorces, unmarried mothers,
    corrections, remarriages, odd papers, marginal notes. Small registers grow with it."""
    book_size: tuple[int, int] = (24, 200)
    """Least and most cases of a book where there are enough."""


def draw_style(rng: Random, shares: Shares, register: str, year: int, transcribers: list[str]) -> Style:
    """The manner of one file, by chance."""
    legacy = rng.random() < shares.legacy
    csv_file = rng.random() < shares.csv and not legacy
    excel_dates = rng.random() < shares.excel_dates and not (legacy or csv_file)
    newest = shares.edition if year >= 2016 else shares.old_in_newer_template
    edition = "dinh_danh" if register == "KS" and rng.random() < newest else ""
    newer = bool(edition) or rng.random() < 0.6
    return Style(
        separator=rng.choices((".", "/", "-"), (88, 9, 3))[0],
        digits=rng.choices((2, 3, 1), (80, 15, 5))[0],
        short_office=rng.random() < (0.3 if year >= 2016 else 0.7),
        codes_in_words=rng.random() < shares.codes_in_words,
        southern_words=rng.random() < 0.35,
        decomposed=rng.random() < shares.decomposed and not legacy,
        blanks=rng.random() < shares.blanks,
        excel_dates=excel_dates,
        noisy_header=rng.random() < shares.noisy_header,
        caption=rng.random() < shares.caption and not (csv_file or legacy),
        sheet="DL Import" if newer else rng.choice(("Sheet1", register, "Dữ liệu")),
        edition=edition,
        csv=rng.choice(",;\t") if csv_file else "",
        encoding=rng.choice(("tcvn3", "vni")) if legacy else None,
        transcriber=rng.choice(transcribers),
        shuffled=rng.random() < 0.02,
        cases_a_page=rng.choice((1, 1, 2, 2, 4)),
        without_place=bool(shares.without_place) and rng.random() < shares.without_place,
    )


@dataclass(slots=True)
class Offices:
    """Who signs in a unit, five years a term, and who types its books."""

    gazetteer: Gazetteer
    seed: str
    _terms: dict[tuple[str, int], list[str]] = field(default_factory=dict)

    def signer(self, unit: str, on: date, pick: float) -> tuple[str, str]:
        """(name in capitals, title) of who signed that day; `pick` from 0 to 1 chooses among the three."""
        term = on.year // 5
        if (unit, term) not in self._terms:
            rng = Random(f"{self.seed}/signers/{unit}/{term}")
            giver = NameGiver(rng)
            sexes = rng.choices("112", k=3)
            self._terms[unit, term] = [giver.full_name(sex, on.year - 45, giver.surname()) for sex in sexes]
        names = self._terms[unit, term]
        head, deputy = _TITLES[self.gazetteer.level(unit)]
        return (names[0], head) if pick < 0.4 else (names[1 + int(pick > 0.75)], deputy)

    def transcribers(self, unit: str) -> list[str]:
        """The four who type the unit's books today."""
        rng = Random(f"{self.seed}/transcribers/{unit}")
        giver = NameGiver(rng)
        return [giver.full_name(rng.choice("12"), 1990, giver.surname()) for _ in range(4)]
