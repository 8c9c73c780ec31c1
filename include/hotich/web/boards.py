"""The numbers of a page, read once for all who may see the same on the same day."""

import threading
from collections import OrderedDict
from datetime import date
from typing import Any

import psycopg

from hotich.plan import Plan
from hotich.progress import Board, read_board
from hotich.storage.database import transient_errors

_KEPT = 32
Key = tuple[frozenset[int] | None, date, date | None, str, str]


class Boards:
    """Boards by what is seen, data date, plan and newest snapshot; the longest unused go first."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: OrderedDict[Key, Board] = OrderedDict()
        self._making: dict[Key, threading.Lock] = {}

    def get(
        self, conn: psycopg.Connection[Any], sight: frozenset[int] | None, plan: Plan, as_of: date,
        baseline: date | None = None,
    ) -> Board:  # fmt: skip
        """The board of that day as `conn` sees it. `sight`: the units it sees (None: all); `plan` as issued.

        `baseline`: measure against the plan as amended by that day instead.
        """
        key = (sight, as_of, baseline, plan.sha256, _newest(conn))
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
            making = self._making.setdefault(key, threading.Lock())
        with making:  # two who ask for the same at once: one reads, the other waits
            with self._lock:
                if key in self._kept:
                    return self._kept[key]
            board = read_board(conn, plan, as_of, baseline=baseline, visible=sight)
            with self._lock:
                self._kept[key] = board
                self._making.pop(key, None)
                while len(self._kept) > _KEPT:
                    self._kept.popitem(last=False)
        return board


def _newest(conn: psycopg.Connection[Any]) -> str:
    """What changes with every new snapshot."""
    with transient_errors():
        row = conn.execute("SELECT max(taken_at)::text FROM progress_count").fetchone()
    return str(row[0]) if row else ""
