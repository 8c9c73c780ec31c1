"""What a page's handler gets: who asks, a connection that sees only what they may see, the data date, the numbers."""

from collections.abc import Generator
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import psycopg
from fastapi import Depends
from starlette.requests import Request
from starlette.responses import HTMLResponse

from hotich.difficulties import Thresholds, load_thresholds
from hotich.errors import HotichError
from hotich.plan import Plan, load_plan
from hotich.progress import Board, Scope, Standing
from hotich.settings import Settings
from hotich.storage.accounts import Account
from hotich.storage.sessions import Session
from hotich.text.dates import read_date
from hotich.text.shown import show_day
from hotich.units import Unit
from hotich.web.baselines import before_amendments
from hotich.web.budgets import Budget
from hotich.web.parts import Parts
from hotich.web.paths import BASELINE, DATA_DATE
from hotich.web.trends import Trend


@dataclass(frozen=True)
class Context:
    """One request of somebody who is signed in."""

    request: Request
    parts: Parts
    session: Session
    conn: psycopg.Connection[Any]
    """In a read-only transaction, one state of the data; it returns only rows of units that the account may see."""
    as_of: date
    """Data date (số liệu đến ngày): `?den-ngay=`, else the server's, else today."""
    baseline: date | None = None
    """`?co-so=`: measure against the plan as amended by that day; None: as amended by the data date."""

    @property
    def settings(self) -> Settings:
        """The installation's."""
        return self.parts.settings

    @property
    def account(self) -> Account:
        """Who asks."""
        return self.session.account

    @property
    def sees_all(self) -> bool:
        """Whether the account may see every unit."""
        return self.session.sees_all

    @property
    def plan(self) -> Plan:
        """The plan as issued; `.at(day)` as amended."""
        return load_plan(self.settings.plan)

    @property
    def today(self) -> date:
        """Of what is written, and of what is shown as it is now (open work, books, reminders), whatever the data date."""
        return _today(self.parts)

    @property
    def carried(self) -> dict[str, str]:
        """Query parameters that go along to other pages: the day that was asked for, and what it is measured against."""
        asked = {DATA_DATE: self.as_of} if self.request.query_params.get(DATA_DATE) else {}
        if self.baseline is not None:
            asked[BASELINE] = self.baseline
        return {name: day.isoformat() for name, day in asked.items()}

    @property
    def thresholds(self) -> Thresholds:
        """From when on something is a difficulty or a reason to remind."""
        return load_thresholds(self.settings.thresholds)

    @property
    def unit(self) -> Unit:
        """The account's unit."""
        return self.plan.units.by_id(self.account.unit_id)

    @cached_property
    def board(self) -> Board:
        """The numbers of the data date, of what the account may see."""
        return self.parts.boards.get(self.conn, self.session.sight, self.plan, self.as_of, self.baseline)

    @cached_property
    def board_today(self) -> Board:
        """The numbers that go with what is shown as it is now."""
        return self.parts.boards.get(self.conn, self.session.sight, self.plan, self.today)

    @cached_property
    def budget(self) -> Budget:
        """Estimate and spending of the data date, of what the account may see. Raises HotichError without a budget file."""
        return self.parts.budgets.get(self.conn, self.session.sight, self.plan, self.as_of)

    @cached_property
    def trend(self) -> Trend:
        """Month by month up to the data date, of what the account may see."""
        return self.parts.trends.get(self.conn, self.session.sight, self.as_of)

    def originally(self, scope: Scope) -> Standing | None:
        """Where a scope stands against the plan as issued, lest a decision hide a delay.

        None: no decision has changed the plan, a version was chosen, or the plan as issued had no such part.
        """
        issued = before_amendments(self.plan, self.as_of)
        if issued is None or self.baseline is not None:
            return None
        board = self.parts.boards.get(self.conn, self.session.sight, self.plan, self.as_of, issued)
        try:
            return board.standing(scope)
        except HotichError:
            return None

    @cached_property
    def counted_days_ago(self) -> int | None:
        """Days from the last count to the data date, if so many that the page has to say it; None: the figures are fresh.

        What nobody counted looks like work that stands still.
        """
        counted = self.board.counted_on
        days = None if counted is None else (self.as_of - counted).days
        return days if days is not None and days > self.plan.tracking.stale_after_days else None

    def may_see(self, unit_id: int) -> bool:
        """Whether the rows of that unit are the account's to see; a page about another one is `404`."""
        return self.session.sees_all or unit_id in self.session.unit_ids

    def page(self, template: str, *, status: int = 200, **values: Any) -> HTMLResponse:
        """A page from a template of `templates/`: it finds `values`, `as_of` and `context`."""
        return self.parts.pages.render(
            self.request, template, {"as_of": self.as_of, "context": self} | values, status
        )


def parts_of(request: Request) -> Parts:
    """The application's parts."""
    parts: Parts = request.app.state.parts
    return parts


def _context(request: Request) -> Generator[Context]:
    parts = parts_of(request)
    session: Session = request.state.session
    as_of = data_date(request, parts)
    baseline = _day_of(request, BASELINE)
    with parts.connections.pages(session.token_hash) as conn:
        conn.execute("SELECT set_config('hotich.as_of', %s, true)", [as_of.isoformat()])
        yield Context(request, parts, session, conn, as_of, baseline)


Signed = Annotated[Context, Depends(_context, scope="function")]
"""A handler's first parameter: `def page(context: Signed) -> Response`. Handlers are plain functions, not coroutines."""


def data_date(request: Request, parts: Parts) -> date:
    """The day that the page's figures stand for. Raises HotichError on one that is still to come."""
    asked = _day_of(request, DATA_DATE)
    now = datetime.now(ZoneInfo(load_plan(parts.settings.plan).time_zone)).date()
    if asked is not None and asked > now:
        raise HotichError(
            f"Ngày {show_day(asked)} chưa đến: số liệu chỉ có đến hôm nay, {show_day(now)}. Hãy chọn một ngày đã qua."
        )
    return asked or _today(parts)


def _today(parts: Parts) -> date:
    """The server's day if it has one, else today where the plan's deadlines run."""
    return parts.as_of or datetime.now(ZoneInfo(load_plan(parts.settings.plan).time_zone)).date()


def _day_of(request: Request, parameter: str) -> date | None:
    """The day that a parameter names: yyyy-mm-dd in addresses, dd/mm/yyyy as people write it."""
    text = request.query_params.get(parameter, "").strip()
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        written = read_date(text)
    if written.state != "full":
        raise HotichError(
            f"Ngày “{text[:20]}” không đọc được hoặc không có trong lịch: hãy viết ngày/tháng/năm, ví dụ 30/06/2024."
        )
    return written.first
