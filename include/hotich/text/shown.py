"""Numbers, days and spans of time as Vietnamese officers write them: 1.234.567,8 · 87,3 % · 05/01/2026 · Chậm 2,3 tháng."""

from datetime import date, datetime
from fractions import Fraction
from math import floor
from zoneinfo import ZoneInfo

NOTHING = "–"
"""Stands where there is no value."""

LOCAL = ZoneInfo("Asia/Ho_Chi_Minh")
"""Moments are told by this clock, wherever the server stands."""

_SIGNS = str.maketrans(",.", ".,")
_LEAST_CHANCE = 0.01
_LEAST_MONTHS = 0.05
"""A difference that one decimal would show as 0,0 is none."""


def show_number(value: float | None, decimals: int = 0) -> str:
    """1234567.8 → "1.234.568" (or "1.234.567,8" with one decimal); None → "–"."""
    if value is None:
        return NOTHING
    text = f"{value:,.{decimals}f}".translate(_SIGNS)
    return text.replace("-", "−") if any(sign in text for sign in "123456789") else text.replace("-", "")


def show_percent(value: float | None, decimals: int = 1) -> str:
    """A value in percent: 87.34 → "87,3 %"; None → "–"."""
    return NOTHING if value is None else f"{show_number(value, decimals)} %"


def percent_of(part: float, whole: float | None, decimals: int = 1) -> float | None:
    """`part` of `whole` in percent, halves up as people and spreadsheets round; None where there is no whole.

    What is not quite all is never 100.
    """
    if not whole:
        return None
    exact = 100 * Fraction(part) / Fraction(whole)
    places: int = 10**decimals
    value = floor(exact * places + Fraction(1, 2)) / places
    return (100 * places - 1) / places if value >= 100 > exact else value


def show_share(part: float, whole: float | None, decimals: int = 1) -> str:
    """`percent_of` as people read it: "87,3 %"; "–" where there is no whole."""
    return show_percent(percent_of(part, whole, decimals), decimals)


def show_chance(chance: float | None) -> str:
    """A chance of 0 … 1 in percent: 0.734 → "73 %". None is ever sure: "dưới 1 %", "trên 99 %"; None → "–"."""
    if chance is None:
        return NOTHING
    if chance < _LEAST_CHANCE:
        return "dưới 1 %"
    return "trên 99 %" if chance > 1 - _LEAST_CHANCE else show_percent(100 * chance, 0)


def show_day(value: date | datetime | None) -> str:
    """dd/mm/yyyy; None → "–"."""
    return NOTHING if value is None else value.strftime("%d/%m/%Y")


def show_moment(value: datetime | None) -> str:
    """hh:mm dd/mm/yyyy by the clock of Vietnam; None → "–"."""
    return NOTHING if value is None else value.astimezone(LOCAL).strftime("%H:%M %d/%m/%Y")


def show_data_date(value: date) -> str:
    """The sentence that stands on every chart and table: "Số liệu đến ngày 30/06/2026"."""
    return f"Số liệu đến ngày {show_day(value)}"


def show_months(months: float | None) -> str:
    """Months ahead (positive) or behind in words: −2.3 → "Chậm 2,3 tháng"; 0 → "Đúng kế hoạch"; None → "Chưa tính được"."""
    if months is None:
        return "Chưa tính được"
    if abs(months) < _LEAST_MONTHS:
        return "Đúng kế hoạch"
    return f"{'Nhanh' if months > 0 else 'Chậm'} {show_number(abs(months), 1)} tháng"
