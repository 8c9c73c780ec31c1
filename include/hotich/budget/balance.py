"""Spent against estimated: what a year was to cost, what was allotted and spent, what was done and is still to be done."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import psycopg

from hotich.budget.costing import Costing
from hotich.budget.estimate import Chosen, Estimate, estimate
from hotich.budget.lines import Line, line_of
from hotich.budget.payers import Authority, Payers
from hotich.budget.schema import Activity
from hotich.plan import Plan
from hotich.storage.ledger import Total, totals
from hotich.storage.work import first_data_date


@dataclass(frozen=True, slots=True)
class Balance:
    """Money of one authority for one activity in one budget year. Đồng; None: nothing is known."""

    authority: Authority
    year: int
    activity: Activity | None
    """None: the budget file no longer has it; `activity_id` says what was entered."""
    activity_id: str
    estimated: Line | None
    """As estimated at the start of the year; None: nothing was needed, or no data were there."""
    allotted: int | None
    """Given by decision (dự toán được giao)."""
    spent: int | None
    done: Line | None
    """What was done in this year, up to the data date; the first year with data also has what was done before."""
    to_do: Line | None
    """What remains to be done and falls into this year, as of the data date."""
    booked: bool
    """Whether any spending of the authority in this year was entered. Until then nobody knows what is left."""

    @property
    def term(self) -> str:
        """Name of the activity."""
        return self.activity.term if self.activity is not None else self.activity_id

    @property
    def estimated_amount(self) -> int | None:
        """Of the year's estimate; None without one, or without a price."""
        return self.estimated.amount if self.estimated is not None else None

    @property
    def done_amount(self) -> int | None:
        """What was done in the year at its price: 0 where nothing was, None without a price."""
        return self.done.amount if self.done is not None else 0

    @property
    def to_do_amount(self) -> int | None:
        """Of what remains: 0 where nothing does, None without a price."""
        return self.to_do.amount if self.to_do is not None else 0

    @property
    def budget(self) -> int | None:
        """What the year has: what was allotted, else what was estimated."""
        return self.allotted if self.allotted is not None else self.estimated_amount

    @property
    def left(self) -> int | None:
        """Not yet spent (negative: overspent); None without a budget, or while no spending was entered."""
        return None if self.budget is None or not self.booked else self.budget - (self.spent or 0)

    @property
    def surplus(self) -> int | None:
        """What would be left once all is done (negative: so much is missing); None where it can't be said."""
        if self.left is None or self.to_do_amount is None:
            return None
        return self.left - self.to_do_amount

    @property
    def verified(self) -> bool:
        """Whether no unverified figure stands in the line."""
        return all(line.verified for line in self.lines)

    @property
    def lines(self) -> tuple[Line, ...]:
        """Those that its amounts rest on."""
        return tuple(line for line in (self.to_do, self.done, self.estimated) if line is not None)

    @property
    def remarks(self) -> tuple[str, ...]:
        """What a reader must know: what rests on no document, and what the work still to be done is made of."""
        marks = [mark for line in self.lines for mark in line.marks]
        return tuple(dict.fromkeys([*marks, *(self.to_do.counts if self.to_do is not None else ())]))


def basis_date(first: date | None, year: int, as_of: date) -> date:
    """The data date on which a year's estimate rests: the last day before the year.

    Where data begin only later, the first day with data; never after `as_of`.
    """
    return min(as_of, max(date(year, 1, 1) - timedelta(days=1), first or date.min))


def balances(
    conn: psycopg.Connection[Any],
    plan: Plan,
    costing: Costing,
    as_of: date,
    *,
    years: Sequence[int] = (),
    known_at: datetime | None = None,
    visible: frozenset[int] | None = None,
    payer: int | None = None,
    estimate_of: Callable[[date], Estimate] | None = None,
) -> list[Balance]:
    """Every authority × year × activity with money or work, by authority, year and activity.

    Args:
        years: budget years (none: all, from the first with data on).
        visible: as of `estimate`.
        payer: unit of the one authority that is asked for (None: all).
        estimate_of: where estimates of a data date, as `conn` sees them and of that authority, were made already.
    """
    only = None if payer is None else (lambda _, authority: authority.unit_id == payer)
    made: dict[date, Estimate] = {}

    def as_at(day: date) -> Estimate:
        if day not in made:
            made[day] = (
                estimate_of(day)
                if estimate_of is not None
                else estimate(conn, plan, costing, day, known_at=known_at, visible=visible, only=only)
            )
        return made[day]

    def done_before(day: date, units: frozenset[int]) -> Mapping[tuple[int, str], int]:
        """What the units had done by then. Somebody else may have paid for their books at that time."""
        if payer is None:
            return as_at(day).done
        chosen: Chosen = lambda maker, _: maker.unit_id in units  # noqa: E731
        return estimate(conn, plan, costing, day, known_at=known_at, visible=visible, only=chosen).done

    money = totals(conn, as_of, known_at)
    if payer is not None:
        money = {key: value for key, value in money.items() if key[0] == payer}
    first = first_data_date(conn)
    wanted = sorted(set(years) or _all_years(as_at(as_of), first, money))
    lines: dict[tuple[int, int, str], dict[str, Line]] = {}
    payers = Payers(plan.at(as_of), costing, as_of, visible)
    authorities: dict[int, Authority] = {}
    for year in wanted:
        found = {
            "estimated": as_at(basis_date(first, year, as_of)).select(year=year),
            "done": _done_in(year, first, as_of, as_at, done_before, visible),
            "to_do": as_at(as_of).select(year=year),
        }
        for name, of_year in found.items():
            for line in of_year:
                lines.setdefault((line.authority.unit_id, year, line.activity.id), {})[name] = line
                authorities[line.authority.unit_id] = line.authority
    for unit_id, year, _ in money:
        if year in wanted and unit_id not in authorities:
            authorities[unit_id] = payers.named(plan.units.by_id(unit_id))
    booked = {(unit_id, year) for (unit_id, year, _), one in money.items() if one.spent is not None}
    keys = {*lines, *(key for key in money if key[1] in wanted)}
    order = {activity.id: place for place, activity in enumerate(costing.activities)}
    place = lambda key: (authorities[key[0]], key[1], order.get(key[2], len(order)), key[2])  # noqa: E731
    known = {activity.id: activity for activity in costing.activities}
    return [
        _balance(authorities[unit_id], year, activity, known, lines.get((unit_id, year, activity), {}),
                 money.get((unit_id, year, activity)), (unit_id, year) in booked)
        for unit_id, year, activity in sorted(keys, key=place)
    ]  # fmt: skip


def _all_years(now: Estimate, first: date | None, money: Mapping[tuple[int, int, str], Total]) -> set[int]:
    past = range(first.year, now.as_of.year + 1) if first is not None else ()
    return {*past, *now.years, *(year for _, year, _ in money)}


def _done_in(
    year: int,
    first: date | None,
    as_of: date,
    as_at: Callable[[date], Estimate],
    done_before: Callable[[date, frozenset[int]], Mapping[tuple[int, str], int]],
    visible: frozenset[int] | None,
) -> list[Line]:
    """What was done in a year up to the data date, by who paid at its end."""
    end, before = min(date(year, 12, 31), as_of), date(year - 1, 12, 31)
    if first is None or end < first or before >= as_of:
        return []
    then = as_at(end)
    units = frozenset(unit_id for unit_id, _ in then.done)
    earlier = done_before(before, units) if before >= first else {}
    payers = Payers(then.plan, then.costing, end, visible)
    sums: dict[tuple[Authority, str], int] = defaultdict(int)
    for unit_id, activity in then.done.keys() | earlier.keys():
        grown = then.done.get((unit_id, activity), 0) - earlier.get((unit_id, activity), 0)
        if grown:
            sums[payers.of(then.plan.units.by_id(unit_id)), activity] += grown
    return [
        line_of(then.costing, basis_date(first, year, as_of), authority, year, activity, quantity)
        for (authority, activity), quantity in sums.items()
    ]


def _balance(
    authority: Authority,
    year: int,
    activity_id: str,
    known: dict[str, Activity],
    lines: dict[str, Line],
    money: Total | None,
    booked: bool,
) -> Balance:
    return Balance(
        authority=authority,
        year=year,
        activity=known.get(activity_id),
        activity_id=activity_id,
        estimated=lines.get("estimated"),
        allotted=money.allotted if money else None,
        spent=money.spent if money else None,
        done=lines.get("done"),
        to_do=lines.get("to_do"),
        booked=booked,
    )
