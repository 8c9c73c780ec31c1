"""Numbers of entries, books and pages as the books write them.

Delivery contract §2, "Numbers": leading zeros are ignored (`1/2011` = `01/2011`), a suffix is folded (`15A` = `15a`,
`15bis`), blanks are dropped; the year of an entry is the year part of `so`. A number without a digit, or one that a
spreadsheet turned into a date, is no number. Book numbers also come as TT 04/2020/TT-BTP Điều 33 forms them:
`01-TP/HT-2020-GH`.
"""

import re
from typing import Any, Final, Literal, NamedTuple

import polars as pl

from hotich.text.distinct import read_values

State = Literal["ok", "blank", "no_digit", "date_cell"]


class EntryNumber(NamedTuple):
    """An entry's number in its book and year: "15A/2016" is 15, "a", 2016."""

    number: int | None
    suffix: str
    """Folded to lower case without blanks ("a", "bis"); "" for none."""
    year: int | None
    """The year part as written; None where none is, or where it has not four digits."""
    state: State


class BookNumber(NamedTuple):
    """A book's number in its year: "01/2011" is 1, 2011."""

    number: int | None
    year: int | None
    state: State


ENTRY_SCHEMA: Final[dict[str, Any]] = {
    "no": pl.Int32, "suffix": pl.String, "year": pl.Int16, "state": pl.String,
}  # fmt: skip
BOOK_SCHEMA: Final[dict[str, Any]] = {"no": pl.Int16, "year": pl.Int16, "state": pl.String}

_LONGEST: Final = 100
_COMMON: Final = re.compile(r"([0-9]{1,6})/((?:19|20)[0-9]{2})", re.ASCII)
_ENTRY: Final = re.compile(
    r"[^0-9]*(?P<number>[0-9]{1,9})(?![0-9]|[.,][0-9]{1,3}(?![0-9]))(?:[-.]?(?P<suffix>bis|ter|[a-zđ](?![a-zđ]))|(?P<letters>[a-zđ]+))?(?P<rest>.*)",
    re.ASCII,
)
_DAMAGED: Final = re.compile(
    r"[0-9]{1,2}[./-][0-9]{1,2}[./-][0-9]{4}|(?:(?:[0-9]{1,2}-)?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)|thg[0-9]{1,2})-[0-9]{2,4}",
    re.ASCII,
)
"""What a spreadsheet makes of "01/2018" when it takes it for a date and saves it as text or csv."""
_YEAR: Final = re.compile(r"(?<![0-9])(?:1[89]|20)[0-9]{2}(?![0-9])", re.ASCII)
_BOOK: Final = re.compile(r"[^0-9]*(?P<number>[0-9]{1,4})(?![0-9])(?P<rest>.*)", re.ASCII)


def read_entry_number(text: str | None) -> EntryNumber:
    """What a cleaned `so` says; `date_cell` where it looks like "01/2018" turned into a date ("01/01/2018")."""
    if not text:
        return EntryNumber(None, "", None, "blank")
    common = _COMMON.fullmatch(text)
    if common is not None:
        return EntryNumber(int(common[1]), "", int(common[2]), "ok")
    written = "".join(text.split()).lower()
    if _DAMAGED.fullmatch(written):
        return EntryNumber(None, "", None, "date_cell")
    found = _ENTRY.fullmatch(written) if len(text) <= _LONGEST else None
    if found is None:
        return EntryNumber(None, "", None, "no_digit")
    suffix = found["suffix"] or found["letters"] or ""
    return EntryNumber(int(found["number"]), suffix, _year_in(found["rest"]), "ok")


def read_book_number(text: str | None) -> BookNumber:
    """What a cleaned `quyenSo` says: "01/2011", "1", "01-TP/HT-2020-GH"."""
    if not text:
        return BookNumber(None, None, "blank")
    written = "".join(text.split()).lower()
    if _DAMAGED.fullmatch(written):
        return BookNumber(None, None, "date_cell")
    found = _BOOK.fullmatch(written) if len(text) <= _LONGEST else None
    if found is None:
        return BookNumber(None, None, "no_digit")
    return BookNumber(int(found["number"]), _year_in(found["rest"]), "ok")


def _year_in(rest: str) -> int | None:
    """The year 1800–2099 among what follows a number; None for none."""
    years = _YEAR.findall(rest)
    return int(years[0]) if years else None


def read_entry_numbers(values: pl.Series) -> pl.DataFrame:
    """`read_entry_number` of cleaned distinct texts, columns as in `ENTRY_SCHEMA`."""
    return read_values(values, read_entry_number, EntryNumber(None, "", None, "blank"), ENTRY_SCHEMA)


def read_book_numbers(values: pl.Series) -> pl.DataFrame:
    """`read_book_number` of cleaned distinct texts, columns as in `BOOK_SCHEMA`."""
    return read_values(values, read_book_number, BookNumber(None, None, "blank"), BOOK_SCHEMA)
