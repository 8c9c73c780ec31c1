"""Estimate and spending as one page shows them, read once for all who may see the same."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import psycopg

from hotich.budget.balance import Balance, balances
from hotich.budget.costing import load_costing
from hotich.budget.estimate import Estimate, estimate
from hotich.plan import Plan
from hotich.storage.ledger import newest_entry
from hotich.web.boards import newest_count
from hotich.web.kept import Kept


@dataclass(frozen=True, slots=True)
class Budget:
    """What remains to be paid for, and every year's spending against its estimate."""

    estimate: Estimate
    balances: tuple[Balance, ...]


class Budgets:
    """Budgets by what is seen, data date, plan, prices, newest snapshot and newest entry of the ledger."""

    def __init__(self) -> None:
        self._kept: Kept[Budget] = Kept()

    def get(
        self, conn: psycopg.Connection[Any], sight: frozenset[int] | None, plan: Plan, as_of: date
    ) -> Budget:
        """The budget of that day as `conn` sees it. `sight`: the units it sees (None: all); `plan` as issued.

        Raises HotichError when the plan has no budget file, or a faulty one.
        """
        costing = load_costing(plan)

        def read() -> Budget:
            now = estimate(conn, plan, costing, as_of, visible=sight)
            return Budget(now, tuple(balances(conn, plan, costing, as_of, visible=sight, now=now)))

        key = (sight, as_of, plan.sha256, costing.sha256, newest_count(conn), newest_entry(conn))
        return self._kept.get(key, read)
