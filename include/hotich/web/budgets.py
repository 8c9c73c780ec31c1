"""Estimate and spending as one page shows them, read once for all who may see the same."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import psycopg

from hotich.budget.balance import Balance, balances
from hotich.budget.costing import load_costing
from hotich.budget.estimate import Estimate, estimate
from hotich.plan import Plan
from hotich.storage.ledger import newest_entry
from hotich.web.boards import newest_count
from hotich.web.kept import Kept

_MOST_ESTIMATES: Final = 64
"""The budget of a day rests on estimates of the last days of all years before it, which other days share."""


@dataclass(frozen=True, slots=True)
class Budget:
    """What remains to be paid for, and every year's spending against its estimate."""

    estimate: Estimate
    balances: tuple[Balance, ...]


class Budgets:
    """Budgets by what is seen, data date, plan, prices, newest snapshot and newest entry of the ledger."""

    def __init__(self) -> None:
        self._kept: Kept[Budget] = Kept()
        self._estimates: Kept[Estimate] = Kept(_MOST_ESTIMATES)

    def get(
        self, conn: psycopg.Connection[Any], sight: frozenset[int] | None, plan: Plan, as_of: date
    ) -> Budget:
        """The budget of that day as `conn` sees it. `sight`: the units it sees (None: all); `plan` as issued.

        Raises HotichError when the plan has no budget file, or a faulty one.
        """
        costing = load_costing(plan)
        known = (sight, plan.sha256, costing.sha256, newest_count(conn))

        def estimate_of(day: date) -> Estimate:
            return self._estimates.get(
                (*known, day), lambda: estimate(conn, plan, costing, day, visible=sight)
            )

        def read() -> Budget:
            found = balances(conn, plan, costing, as_of, visible=sight, estimate_of=estimate_of)
            return Budget(estimate_of(as_of), tuple(found))

        return self._kept.get((*known, as_of, newest_entry(conn)), read)
