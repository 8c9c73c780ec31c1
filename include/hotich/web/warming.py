"""The numbers of the newest snapshot are worked out before anybody asks: so the first to open a page need not wait."""

import logging
import threading
from collections.abc import Iterator
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from hotich.charts import prepare
from hotich.errors import HotichError
from hotich.plan import Plan, load_plan
from hotich.progress import Board, Scope
from hotich.settings import Settings
from hotich.web.boards import Boards
from hotich.web.budgets import Budgets
from hotich.web.connections import Connections

log = logging.getLogger(__name__)

_LOOK_AGAIN: Final = 60
"""Seconds until it is looked for a newer snapshot."""
_BREATH: Final = 0.002
"""Seconds left to requests after each number."""


class Warming:
    """A thread that keeps board and budget of who sees all ready, of the day that pages show when none is named."""

    def __init__(
        self,
        settings: Settings,
        connections: Connections,
        boards: Boards,
        budgets: Budgets,
        as_of: date | None,
    ) -> None:
        self._settings = settings
        self._connections = connections
        self._boards = boards
        self._budgets = budgets
        self._as_of = as_of
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._run, name="hotich-warming", daemon=True)

    def start(self) -> None:
        """Begin; once."""
        self._thread.start()

    def stop(self) -> None:
        """End, and wait for it."""
        self._ending.set()
        self._thread.join(10)

    def _run(self) -> None:
        prepare()
        ready: Board | None = None
        while not self._ending.is_set():
            try:
                board = self._newest()
                if board is not ready and self._work_out(board):
                    ready = board
                self._keep_budget()
            except HotichError as error:  # the database is away: pages say so themselves
                log.info("Chưa tính trước được số liệu: %s", error)
            self._ending.wait(_LOOK_AGAIN)

    def _newest(self) -> Board:
        plan = load_plan(self._settings.plan)
        with self._connections.door() as conn:
            return self._boards.get(conn, None, plan, self._today(plan))

    def _keep_budget(self) -> None:
        plan = load_plan(self._settings.plan)
        if plan.text.budget is not None and not self._ending.is_set():
            with self._connections.door() as conn:
                self._budgets.get(conn, None, plan, self._today(plan))

    def _today(self, plan: Plan) -> date:
        return self._as_of or datetime.now(ZoneInfo(plan.time_zone)).date()

    def _work_out(self, board: Board) -> bool:
        """Whether all was worked out, not ended half-way."""
        for scope in asked_of(board):
            if self._ending.wait(_BREATH):
                return False
            board.standing(scope)
        return True


def asked_of(board: Board) -> Iterator[Scope]:
    """What the pages ask of a board, those that most people open first."""
    yield Scope()
    yield from board.scopes(by="stage")
    districts = [one for one in board.scopes(by="district") if one.district_id is not None]
    yield from districts
    for stage in board.plan.stages:
        yield from board.scopes(stage_id=stage.id, by="group")
        yield from board.scopes(stage_id=stage.id, by="unit")
    yield from board.scopes(by="unit")
    for district in districts:
        for unit in board.scopes(district_id=district.district_id, by="unit"):
            yield unit
            yield from (
                Scope(district_id=district.district_id, unit_id=unit.unit_id, group_id=group.id)
                for group in board.plan.groups
            )
