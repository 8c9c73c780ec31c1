"""Month by month, as the page of quality shows it, read once for all who may see the same."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import psycopg

from hotich.progress.returned import DeliveredMonth, RuleMonth, delivered_months, returned_months, rule_months
from hotich.web.boards import newest_count
from hotich.web.kept import Kept


@dataclass(frozen=True, slots=True)
class Trend:
    """What came, what came back, and by which rules."""

    delivered: list[DeliveredMonth]
    by_rule: list[RuleMonth]
    """What the gate said of the whole plan; who sees a part of it sees the rows that came back, and no warnings."""


class Trends:
    """Trends by what is seen, data date and newest snapshot."""

    def __init__(self) -> None:
        self._kept: Kept[Trend] = Kept()

    def get(self, conn: psycopg.Connection[Any], sight: frozenset[int] | None, as_of: date) -> Trend:
        """The months up to that day as `conn` sees them. `sight`: the units it sees (None: all)."""

        def read() -> Trend:
            by_rule = rule_months(conn, as_of) if sight is None else returned_months(conn, as_of)
            return Trend(delivered_months(conn, as_of), by_rule)

        return self._kept.get((sight, as_of, newest_count(conn)), read)
