"""Dates in Vietnamese words, as the forms of births and deaths ask for beside the digits.

"Ngày mười lăm, tháng hai, năm một nghìn chín trăm tám mươi lăm" → EDTF "1985-02-15". Read are solar dates in today's
spelling with the spoken variants of both regions (nghìn/ngàn, linh/lẻ, tư/bốn, lăm/nhăm, bảy/bẩy, mồng/mùng, years
read digit by digit). Lunar dates ("rằm", "âm lịch", a year of the cycle) and anything else stay unread: no guess.
Source: TT 04/2020/TT-BTP (date in digits and words must agree); delivery contract §2.
"""

import re
from functools import lru_cache
from typing import Any, Final, Literal

import polars as pl

from hotich.text.dates import PartialDate, from_edtf, partial_date, read_date
from hotich.text.distinct import read_values

State = Literal["blank", "read", "unread"]

SCHEMA: Final[dict[str, Any]] = {"edtf": pl.String, "state": pl.String}
"""Columns of `read_words_column`."""

_LONGEST: Final = 200
_UNITS: Final = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_DIGITS: Final = {word: digit for digit, word in enumerate(_UNITS)} | {"tư": 4, "bẩy": 7}
_AFTER_TENS: Final = _DIGITS | {"mốt": 1, "lăm": 5, "nhăm": 5}
_THOUSANDS: Final = frozenset({"nghìn", "ngàn"})
_ZERO_TENS: Final = frozenset({"linh", "lẻ", "không"})
_DAY_OPENERS: Final = frozenset({"mồng", "mùng"})
_PUNCTUATION: Final = re.compile(r"[\s,;:()]+|\.(?=\s|$)")


def read_words(text: str | None) -> PartialDate | None:
    """The date that a cleaned `text` says in words (digits among the words are read too); None if unread."""
    if not text or len(text) > _LONGEST:
        return None
    lower = text.lower()
    split = max(lower.find(" nghìn"), lower.find(" ngàn"))
    numbers = _split_at(lower[:split], lower[split:]) if split > 0 else _read_tokens(_tokens(lower))
    found = partial_date(*numbers) if numbers else read_date(text)
    return found if found.edtf is not None else None


def _tokens(lower: str) -> tuple[str, ...]:
    return tuple(_PUNCTUATION.sub(" ", lower).split())


def _split_at(before: str, thousands: str) -> tuple[int, ...] | None:
    """Year, month, day of a date whose text before the word for thousands, and from it on, are given.

    Both halves come again and again (732 beginnings, 100 ends a century), so each is read once.
    """
    beginning, end = _read_beginning(before), _read_end(thousands)
    if beginning is None or end is None:
        return None
    millennium, *month_and_day = beginning
    return (1000 * millennium + end, *month_and_day)


@lru_cache(maxsize=4_000)
def _read_beginning(text: str) -> tuple[int, ...] | None:
    """Thousands of the year, month, day of "ngày mười lăm, tháng hai, năm một"."""
    tokens = _tokens(text)
    millennium = _DIGITS.get(tokens[-1]) if tokens else None
    head = _read_head(tokens[:-1])
    return None if not millennium or head is None else (millennium, *head)


@lru_cache(maxsize=4_000)
def _read_end(text: str) -> int | None:
    """Hundreds and less of "nghìn chín trăm tám mươi lăm"."""
    thousands, *rest = _tokens(text)
    return _read_below_thousand(tuple(rest)) if thousands in _THOUSANDS else None


def _read_tokens(tokens: tuple[str, ...]) -> tuple[int, ...] | None:
    """Year, month, day of a date whose year is said digit by digit or written in digits."""
    starts = [i + 1 for i, token in enumerate(tokens) if token == "năm"]
    for start in starts:
        year, head = _read_year(tokens[start:]), _read_head(tokens[:start])
        if year is not None and head is not None:
            return (year, *head)
    return None


def _read_head(tokens: tuple[str, ...]) -> tuple[int, ...] | None:
    """Month and day, or month, or nothing, of what stands before the year's number; None if it can't be read."""
    if tokens in {(), ("năm",), ("ngày", "tháng", "năm")}:
        return ()
    if tokens[-1] != "năm" or "tháng" not in tokens:
        return None
    middle = tokens.index("tháng")
    month = _read_month(tokens[middle + 1 : -1])
    day = tokens[:middle]
    if month is None:
        return None
    if day in {(), ("ngày",)}:
        return (month,)
    number = _read_day(day[1:] if day[0] == "ngày" else day)
    return None if number is None else (month, number)


def _read_month(tokens: tuple[str, ...]) -> int | None:
    if tokens == ("giêng",):
        return 1
    if tokens == ("chạp",):
        return 12
    return _read_below_hundred(tokens)


def _read_day(tokens: tuple[str, ...]) -> int | None:
    if tokens[:1] and tokens[0] in _DAY_OPENERS:
        day = _read_below_hundred(tokens[1:])
        return day if day is not None and day <= 10 else None
    return _read_below_hundred(tokens)


def _read_below_hundred(tokens: tuple[str, ...]) -> int | None:
    """The number 0–99 that `tokens` say, None for any other text."""
    match tokens:
        case (one,) if one.isascii() and one.isdigit() and len(one) <= 2:
            return int(one)
        case (one,):
            return 10 if one == "mười" else _DIGITS.get(one)
        case ("mười", unit):
            return _plus(10, unit)
        case (zero, unit) if zero in _ZERO_TENS:
            return _DIGITS.get(unit)
        case (tens, "mươi" | "chục") if _DIGITS.get(tens, 0) > 1:
            return 10 * _DIGITS[tens]
        case (tens, "mươi", unit) if _DIGITS.get(tens, 0) > 1:
            return _plus(10 * _DIGITS[tens], unit)
        case (tens, unit) if _DIGITS.get(tens, 0) > 1:
            return _plus(10 * _DIGITS[tens], unit)
    return None


def _plus(tens: int, unit: str) -> int | None:
    digit = _AFTER_TENS.get(unit)
    return None if not digit else tens + digit


def _read_year(tokens: tuple[str, ...]) -> int | None:
    """The year of "một chín tám lăm" or "1985"; None for any other text."""
    if len(tokens) == 1 and re.fullmatch("[1-9][0-9]{3}", tokens[0], re.ASCII):
        return int(tokens[0])
    if len(tokens) == 4 and tokens[0] in {"một", "hai"}:
        digits = [_AFTER_TENS.get(token) for token in tokens]
        if None not in digits:
            return int("".join(map(str, digits)))
    return None


def _read_below_thousand(tokens: tuple[str, ...]) -> int | None:
    """What follows the thousands of a year: "", "chín trăm", "chín trăm tám mươi lăm", "không trăm linh năm"."""
    if not tokens:
        return 0
    if len(tokens) > 1 and tokens[1] == "trăm":
        hundreds = _DIGITS.get(tokens[0])
        rest = _read_below_hundred(tokens[2:]) if tokens[2:] else 0
        return None if hundreds is None or rest is None else 100 * hundreds + rest
    if len(tokens) == 1 and tokens[0] != "mười":
        return None
    return _read_below_hundred(tokens)


def in_words(edtf: str) -> str:
    """EDTF text as the forms write it in words; the reverse of `read_words`."""
    date = from_edtf(edtf)
    assert date.first is not None
    parts = [f"năm {_year_words(date.first.year)}"]
    if date.state in {"full", "month"}:
        month = date.first.month
        parts.insert(0, f"tháng {'tư' if month == 4 else _below_hundred_words(month)}")
    if date.state == "full":
        parts.insert(0, f"ngày {_below_hundred_words(date.first.day)}")
    text = ", ".join(parts)
    return text[0].upper() + text[1:]


def _year_words(year: int) -> str:
    thousands, rest = divmod(year, 1000)
    words = f"{_UNITS[thousands]} nghìn"
    if rest == 0:
        return words
    hundreds, rest = divmod(rest, 100)
    words += f" {_UNITS[hundreds]} trăm"
    if rest == 0:
        return words
    return f"{words} {'linh ' if rest < 10 else ''}{_below_hundred_words(rest)}"


def _below_hundred_words(number: int) -> str:
    tens, unit = divmod(number, 10)
    if tens == 0:
        return _UNITS[unit]
    words = "mười" if tens == 1 else f"{_UNITS[tens]} mươi"
    if unit == 0:
        return words
    spoken = {1: "mốt", 4: "tư", 5: "lăm"} if tens > 1 else {5: "lăm"}
    return f"{words} {spoken.get(unit, _UNITS[unit])}"


def read_words_column(values: pl.Series) -> pl.DataFrame:
    """`read_words` of cleaned distinct texts: `edtf` (null where unread) and `state` (blank, read, unread)."""
    return read_values(values, _reading, (None, "blank"), SCHEMA)


def _reading(text: str) -> tuple[str | None, State]:
    date = read_words(text)
    return (None, "unread") if date is None else (date.edtf, "read")
