"""Dates as the books have them: a day, a month or only a year, in digits.

Delivery contract §2, "Dates": `dd.mm.yyyy`, `mm.yyyy`, `yyyy`, `00.00.yyyy`, `00.mm.yyyy`, separators `.` `/` `-`, day
first. Two-digit years, words and impossible dates are unreadable. A date is kept as EDTF text (ISO 8601-2): "1985",
"1985-03", "1985-03-02", with the first and last day that it may mean.
"""

import re
from calendar import monthrange
from datetime import date
from functools import lru_cache
from typing import Any, Final, Literal, NamedTuple

import polars as pl

from hotich.text.distinct import read_values

State = Literal["blank", "full", "month", "year", "unreadable"]


class PartialDate(NamedTuple):
    """What a written date says: EDTF text, the span of days that it may mean, and how exact it is."""

    edtf: str | None
    first: date | None
    last: date | None
    state: State


BLANK: Final = PartialDate(None, None, None, "blank")
UNREADABLE: Final = PartialDate(None, None, None, "unreadable")

SCHEMA: Final[dict[str, Any]] = {"edtf": pl.String, "from": pl.Date, "until": pl.Date, "state": pl.String}
"""Columns of `read_dates`."""

_FEW: Final = 50
_LONGEST: Final = 24
_FORM: Final = re.compile(
    r"(?:(?:(?P<day>[0-9]{1,2})\s*[./-]\s*)?(?P<month>[0-9]{1,2})\s*[./-]\s*)?(?P<year>[1-9][0-9]{3})",
    re.ASCII,
)
_CANONICAL: Final = r"^[0-3][0-9]\.[01][0-9]\.[1-9][0-9]{3}$"
_EDTF: Final = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?", re.ASCII)


def read_date(text: str | None) -> PartialDate:
    """The date that a cleaned `text` says; `BLANK` for none, `UNREADABLE` for what is no possible date."""
    if not text:
        return BLANK
    form = _FORM.fullmatch(text) if len(text) <= _LONGEST else None
    if form is None:
        return UNREADABLE
    day, month, year = (None if part is None else int(part) for part in form.group("day", "month", "year"))
    assert year is not None
    if day == 0 and month == 0:
        return partial_date(year)
    if month is None:
        return partial_date(year)
    return partial_date(year, month, day or None)


@lru_cache(maxsize=40_000)
def partial_date(year: int, month: int | None = None, day: int | None = None) -> PartialDate:
    """The date of these numbers; `UNREADABLE` where the calendar has no such day or month."""
    if not 1000 <= year <= 9999:
        return UNREADABLE
    if month is None:
        return PartialDate(f"{year}", date(year, 1, 1), date(year, 12, 31), "year")
    if not 1 <= month <= 12:
        return UNREADABLE
    days = monthrange(year, month)[1]
    if day is None:
        return PartialDate(f"{year}-{month:02}", date(year, month, 1), date(year, month, days), "month")
    if not 1 <= day <= days:
        return UNREADABLE
    exact = date(year, month, day)
    return PartialDate(exact.isoformat(), exact, exact, "full")


def from_edtf(edtf: str) -> PartialDate:
    """The date that EDTF text of ours says; ValueError for any other text."""
    form = _EDTF.fullmatch(edtf)
    found = partial_date(*(int(part) for part in form.groups() if part)) if form else UNREADABLE
    if found.edtf is None:
        raise ValueError(f"không phải ngày dạng EDTF (yyyy, yyyy-mm hoặc yyyy-mm-dd): {edtf!r}")
    return found


def written_form(edtf: str) -> str:
    """EDTF text as the template writes it: dd.mm.yyyy, mm.yyyy or yyyy."""
    return ".".join(reversed(edtf.split("-")))


def read_dates(values: pl.Series) -> pl.DataFrame:
    """`read_date` of cleaned distinct texts: one row each, columns as in `SCHEMA`."""
    if values.len() <= _FEW:
        return read_values(values, read_date, BLANK, SCHEMA)
    days = values.str.contains(_CANONICAL)
    exact = pl.select(pl.when(days).then(values)).to_series().str.to_date("%d.%m.%Y", strict=False)
    table = pl.DataFrame({"edtf": exact.cast(pl.String), "from": exact, "until": exact}).with_columns(
        state=pl.when(pl.col("from").is_not_null()).then(pl.lit("full"))
    )
    rest = table["state"].is_null().arg_true()
    if not rest.is_empty():
        readings = read_values(values.gather(rest), read_date, BLANK, SCHEMA)
        table = pl.DataFrame([table[name].scatter(rest, readings[name]) for name in table.columns])
    return table


def written_forms(values: pl.Series) -> pl.Series:
    """`written_form` of a column of EDTF texts."""
    swapped = values.str.replace(r"^(\d{4})-(\d{2})-(\d{2})$", "$3.$2.$1")
    return swapped.str.replace(r"^(\d{4})-(\d{2})$", "$2.$1")
