"""The numbers of a page, read once for all who may see the same on the same day."""

from datetime import date
from typing import Any

import psycopg

from hotich.plan import Plan
from hotich.progress import Board, read_board
from hotich.storage.database import transient_errors
from hotich.web.kept import Kept


class Boards:
    """Boards by what is seen, data date, plan and newest snapshot."""

    def __init__(self) -> None:
        self._kept: Kept[Board] = Kept()

    def get(
        self, conn: psycopg.Connection[Any], sight: frozenset[int] | None, plan: Plan, as_of: date,
        baseline: date | None = None,
    ) -> Board:  # fmt: skip
        """The board of that day as `conn` sees it. `sight`: the units it sees (None: all); `plan` as issued.

        `baseline`: measure against the plan as amended by that day instead.
        """
        key = (sight, as_of, baseline, plan.sha256, newest_count(conn))
        return self._kept.get(key, lambda: read_board(conn, plan, as_of, baseline=baseline, visible=sight))


def newest_count(conn: psycopg.Connection[Any]) -> str:
    """What changes with every new snapshot."""
    with transient_errors():
        row = conn.execute("SELECT max(taken_at)::text FROM progress_count").fetchone()
    return str(row[0]) if row else ""
