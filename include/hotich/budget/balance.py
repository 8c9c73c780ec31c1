"""Spent against estimated: what a year was to cost, what was allotted and spent, and what is still to be done."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import psycopg

from hotich.budget.costing import Costing
from hotich.budget.estimate import Estimate, Line, estimate
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
    to_do: Line | None
    """What remains to be done and falls into this year, as of the data date."""

    @property
    def term(self) -> str:
        """Name of the activity."""
        return self.activity.term if self.activity is not None else self.activity_id

    @property
    def estimated_amount(self) -> int | None:
        """Of the year's estimate; None without one, or without a price."""
        return self.estimated.amount if self.estimated is not None else None

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
        """Not yet spent (negative: overspent); None without a budget."""
        return None if self.budget is None else self.budget - (self.spent or 0)

    @property
    def surplus(self) -> int | None:
        """What would be left once all is done (negative: so much is missing); None where it can't be said."""
        if self.left is None or self.to_do_amount is None:
            return None
        return self.left - self.to_do_amount

    @property
    def verified(self) -> bool:
        """Whether no unverified figure stands in the line."""
        return all(line is None or line.verified for line in (self.estimated, self.to_do))

    @property
    def remarks(self) -> tuple[str, ...]:
        """What a reader must know, of both estimates."""
        lines = [line for line in (self.estimated, self.to_do) if line is not None]
        return tuple(dict.fromkeys(remark for line in lines for remark in line.remarks))


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
    now: Estimate | None = None,
    payer: int | None = None,
) -> list[Balance]:
    """Every authority × year × activity with money or work, by authority, year and activity.

    Args:
        years: budget years (none: those with spending, and from the current one on).
        visible: as of `estimate`.
        now: the estimate as of `as_of`, where it was made already.
        payer: unit of the one authority that is asked for (None: all).
    """
    only = None if payer is None else (lambda _, authority: authority.unit_id == payer)
    now = now or estimate(conn, plan, costing, as_of, known_at=known_at, visible=visible, only=only)
    money = totals(conn, as_of, known_at)
    if payer is not None:
        money = {key: value for key, value in money.items() if key[0] == payer}
    wanted = sorted(set(years) or {*now.years, *(year for _, year, _ in money)})
    first = first_data_date(conn)
    estimates = {as_of: now}
    lines: dict[tuple[int, int, str], dict[str, Line]] = {}
    authorities: dict[int, Authority] = {}
    for year in wanted:
        basis = basis_date(first, year, as_of)
        if basis not in estimates:
            estimates[basis] = estimate(
                conn, plan, costing, basis, known_at=known_at, visible=visible, only=only
            )
        for name, made in (("estimated", estimates[basis]), ("to_do", now)):
            for line in made.select(year=year):
                key = (line.authority.unit_id, year, line.activity.id)
                lines.setdefault(key, {})[name] = line
                authorities[line.authority.unit_id] = line.authority
    payers = Payers(plan.at(as_of), costing, as_of)
    for unit_id, year, _ in money:
        if year in wanted and unit_id not in authorities:
            authorities[unit_id] = payers.named(plan.units.by_id(unit_id))
    keys = {*lines, *(key for key in money if key[1] in wanted)}
    order = {activity.id: place for place, activity in enumerate(costing.activities)}
    place = lambda key: (authorities[key[0]], key[1], order.get(key[2], len(order)), key[2])  # noqa: E731
    known = {activity.id: activity for activity in costing.activities}
    return [
        _balance(authorities[unit_id], year, activity, known, lines.get((unit_id, year, activity), {}),
                 money.get((unit_id, year, activity)))
        for unit_id, year, activity in sorted(keys, key=place)
    ]  # fmt: skip


def _balance(
    authority: Authority,
    year: int,
    activity_id: str,
    known: dict[str, Activity],
    lines: dict[str, Line],
    money: Total | None,
) -> Balance:
    return Balance(
        authority=authority,
        year=year,
        activity=known.get(activity_id),
        activity_id=activity_id,
        estimated=lines.get("estimated"),
        allotted=money.allotted if money else None,
        spent=money.spent if money else None,
        to_do=lines.get("to_do"),
    )
