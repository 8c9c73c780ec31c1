"""Sums of balances: of a year, of an authority, of all years; they say what they leave out."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from hotich.budget.balance import Balance

SUMS: Final = (
    ("estimated", "Dự toán đầu năm"), ("allotted", "Được giao"), ("spent", "Đã chi"), ("done", "Đã làm, theo đơn giá"),
    ("left", "Chưa chi"), ("to_do", "Còn phải làm"), ("surplus", "Thừa (+), thiếu (−)"),
)  # fmt: skip
"""Sums that page and workbook show, in their order: field of `Totals`, heading."""
UNSPENT: Final = "chưa ghi số chi"
"""Stands in place of what was spent where nobody entered anything."""


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums of balances. Đồng; None: nothing is known."""

    estimated: int | None
    """None over several years: what a year left undone stands in the next one's estimate again."""
    allotted: int | None
    spent: int | None
    done: int | None
    left: int | None
    """None over several years (what a year did not spend lapses), and while one with a budget entered no spending."""
    to_do: int | None
    surplus: int | None
    """None where `left` is."""
    budget: int | None
    """As `estimated`."""
    years: int
    """Budget years in the sums."""
    payers: int
    """Authorities in the sums."""
    booked: int
    """Of these, those without a budget of which no spending was entered."""
    entered: bool
    """Whether any spending was entered at all."""
    part: bool
    """Whether an authority in them pays for other books too: its spending is not that of these."""
    verified: bool


def total_of(balances: Iterable[Balance]) -> Totals:
    """The sum of balances."""
    found = list(balances)
    years = {one.year for one in found}
    one_year = len(years) <= 1
    silent = {one.authority for one in found if one.budget is not None and not one.booked}
    payers = {one.authority for one in found}
    comparable = one_year and not silent
    return Totals(
        estimated=_sum(one.estimated_amount for one in found) if one_year else None,
        allotted=_sum(one.allotted for one in found),
        spent=_sum(one.spent for one in found),
        done=_sum(one.done_amount for one in found),
        left=_sum(one.left for one in found) if comparable else None,
        to_do=_sum(one.to_do_amount for one in found),
        surplus=_sum(one.surplus for one in found) if comparable else None,
        budget=_sum(one.budget for one in found) if one_year else None,
        years=len(years),
        payers=len(payers),
        booked=len(payers) - len(silent),
        entered=any(one.booked for one in found),
        part=any(one.authority.part for one in found),
        verified=all(one.verified for one in found),
    )


def by_year(balances: Iterable[Balance]) -> list[tuple[int, Sequence[Balance]]]:
    """The balances of each year, in order."""
    found: dict[int, list[Balance]] = defaultdict(list)
    for one in balances:
        found[one.year].append(one)
    return sorted(found.items())


def _sum(amounts: Iterable[int | None]) -> int | None:
    """The sum of what is known; None where nothing is."""
    known = [amount for amount in amounts if amount is not None]
    return sum(known) if known else None
