"""All snapshots up to a data date against one version of the plan, ready to be asked where any scope stands."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import psycopg

from hotich.plan import Plan
from hotich.progress.baseline import Baseline, Window, targets_of
from hotich.progress.forecasting import Remaining, course_end, forecast
from hotich.progress.history import Daily, Floats, History, Mask, read_history
from hotich.progress.scopes import ScopeIndex, inside
from hotich.progress.standing import Adherence, Counts, Course, Scope, Standing
from hotich.schedule import EarnedSchedule, complete_since, earned_schedule, work_calendar

PACE_DAYS = 28
"""Days over which the pace is taken."""
_LONGEST_FORECAST = 50 * 366
"""Days; a forecast end beyond it says nothing."""
_FAN = (0.05, 0.5, 0.95)


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Snapshot rows that belong to no stage or unit of this version of the plan: told, counted nowhere."""

    planned: int
    accepted: int


@dataclass(frozen=True, slots=True)
class _Work:
    """What a scope holds, put together once for its standing and its course."""

    scope: Scope
    stages: list[int]
    units: Mask
    keys: Mask
    missing: int
    """Units without an inventory."""
    window: Window
    curve: Floats
    planned: int | None
    target: int
    lost: int
    """Of the target, in lost books: nobody can do them."""
    earned: int
    daily: Daily
    begin: int
    """Ordinal of the first day of `daily`."""
    completed: int | None
    """Ordinal of the day on which all was done and stayed so; None: it is not done."""

    @property
    def left(self) -> int:
        return max(self.target - self.lost - self.earned, 0)


class Board:
    """Where each part of the work stands as of a day. Asked twice, it answers the same; it does no more reading."""

    def __init__(
        self, plan: Plan, rows: Any, *, as_of: date, known_at: datetime, counted_on: date | None = None,
        visible: Collection[int] | None = None,
    ) -> None:  # fmt: skip
        """`plan`: the version to measure against; `rows`: frame of `read_history`; `visible`: as for `read_board`."""
        self.plan = plan
        """The version of the plan that is the baseline; `plan.applied` are the decisions in it."""
        self.as_of = as_of
        self.known_at = known_at
        """Snapshots and decisions of later moments are not seen."""
        self.counted_on = counted_on
        """Last day that was counted, so how old the figures are; None: none was."""
        within = inside(plan, rows)
        outside = History(rows.filter(~within))
        self.left_out = LeftOut(
            int(np.nan_to_num(outside.latest("planned")).sum()), int(outside.latest("accepted").sum())
        )
        self._history = History(rows.filter(within))
        self._index = ScopeIndex(plan, self._history.keys)
        self._share = np.array([float(stage.target_percent) / 100 for stage in plan.stages])[
            self._index.stage
        ]
        planned = self._history.latest("planned")
        places = (self._index.stage, self._index.unit, self._index.group)
        shape = (len(plan.stages), len(self._index.units), len(plan.groups))
        self._baseline = Baseline(plan, targets_of(shape, places, np.nan_to_num(planned) * self._share))
        self._earned = targets_of(shape, places, self._history.earned)
        self._lost = targets_of(shape, places, self._history.latest("lost") * self._share)
        self._missing: Mask = np.ones(len(self._index.units), dtype=bool)
        self._missing[self._index.unit[~np.isnan(planned)]] = False
        if visible is not None:
            self._missing &= np.array([unit.unit_id in visible for unit in self._index.units], dtype=bool)
        self._at_first = self._history.planned_at_first()
        self._steps = self._history.steps(self._share)
        self._calendar = work_calendar(plan.tracking.country)
        self._standings: dict[tuple[Scope, bool], Standing] = {}
        self._counts: dict[date, tuple[Floats, Mask]] = {}

    def scopes(
        self, *, stage_id: str | None = None, district_id: int | None = None, unit_id: int | None = None, by: str
    ) -> list[Scope]:  # fmt: skip
        """The scopes below a part of the plan, `by` stage, district, unit or group, in the plan's order or by code.

        Those that have books, units that have not sent their inventory, and every stage where all are asked for.
        """
        scope = Scope(stage_id=stage_id, district_id=district_id, unit_id=unit_id)
        books = (self._history.latest("books_planned") > 0) | (self._history.latest("books_delivered") > 0)
        return self._index.divide(scope, by, books, self._missing)

    def standings(self, scopes: Iterable[Scope]) -> list[Standing]:
        """Where each stands, in the same order."""
        return [self.standing(scope) for scope in scopes]

    def title(self, scope: Scope) -> str:
        """Vietnamese name of a scope. Raises HotichError on an unknown stage, unit or group."""
        return self._index.title(scope)

    def standing(self, scope: Scope, *, drawn: bool = True) -> Standing:
        """Where a scope stands. Raises HotichError on an unknown stage, unit or group.

        `drawn`: with the forecast that is drawn from the last weeks, the dearest figure; a long table has no room for it.
        """
        if (scope, True) in self._standings:
            return self._standings[scope, True]
        if (scope, drawn) not in self._standings:
            self._standings[scope, drawn] = self._standing(self._work(scope), drawn=drawn)
        return self._standings[scope, drawn]

    def counts(self, scope: Scope, on: date | None = None) -> Counts:
        """What was counted of a scope by the close of a day, as far as it was known at this board's moment.

        `on`: not after the data date (None: the data date). Raises HotichError on an unknown stage, unit or group.
        """
        day = on or self.as_of
        if day not in self._counts:
            values = self._history.by(day.toordinal())
            table = np.array([values[one.name] for one in fields(Counts)])
            self._counts[day] = np.nan_to_num(table), ~np.isnan(values["planned"])
        table, known = self._counts[day]
        keys = self._index.keys_of(scope)
        planned, *rest = table[:, keys].sum(axis=1).astype(int).tolist()
        return Counts(planned if known[keys].any() else None, *rest)

    def course(self, scope: Scope) -> Course:
        """How a scope went and is to go, day by day."""
        work, standing = self._work(scope), self.standing(scope)
        end = course_end(standing, work.window)
        busy = np.flatnonzero((work.daily.loaded > 0) | (work.daily.accepted > 0))
        first = min([work.window.start.toordinal(), *(work.begin + busy[:1] - 1).tolist()])
        days = [date.fromordinal(day) for day in range(first, end.toordinal() + 1)]
        past = max(self.as_of.toordinal() - first + 1, 0)
        shown = slice(first - work.begin + 1, first - work.begin + 1 + past)
        moments = [min(work.window.passed(day), work.window.days) for day in days]
        outlook = self._remaining(work).outlook()
        fan: list[tuple[float, float, float] | None] = [None] * past
        if outlook is not None and 0 < past < len(days):
            grown = work.earned + outlook.fan(_FAN, len(days) - past)
            fan += [(low, middle, high) for low, middle, high in grown.T.tolist()[1:]]
        return Course(
            scope=scope,
            as_of=self.as_of,
            days=tuple(days),
            planned=tuple(work.curve[moments].tolist()),
            accepted=_past(work.daily.earned[shown], len(days)),
            loaded=_past(work.daily.loaded[shown], len(days)),
            scope_total=_past(np.where(work.daily.known, work.daily.planned, np.nan)[shown], len(days)),
            fan=tuple(fan + [None] * (len(days) - len(fan))),
        )

    def _work(self, scope: Scope) -> _Work:
        index, keys = self._index, self._index.keys_of(scope)
        units = index.units_of(scope)
        stages = index.stages_of(scope, keys, self._missing)
        missing = int((index.due[stages].any(axis=0) & self._missing & units).sum())
        group = None if scope.group_id is None else index.group_place(scope.group_id)
        window, curve = self._baseline.planned(stages, units, group)
        first_row = self._history.first_day
        begin = min(window.start.toordinal(), self.as_of.toordinal() if first_row is None else first_row)
        daily = self._history.daily(keys, self._steps, begin, self.as_of.toordinal() - begin + 1)
        lost = round(float((self._history.latest("lost") * self._share)[keys].sum()))
        done = daily.known & (daily.earned >= np.rint(daily.target) - lost) & (daily.planned > 0)
        since = complete_since(done) if missing == 0 else None
        return _Work(
            scope=scope,
            stages=stages,
            units=units,
            keys=keys,
            missing=missing,
            window=window,
            curve=curve,
            planned=round(daily.planned[-1]) if daily.known[-1] else None,
            target=round(daily.target[-1]),
            lost=lost,
            earned=round(daily.earned[-1]),
            daily=daily,
            begin=begin,
            completed=None if since is None else begin + since - 1,
        )

    def _standing(self, work: _Work, *, drawn: bool) -> Standing:
        window, keys = work.window, work.keys
        schedule = self._schedule(work)
        planned_by_now = float(work.curve[min(window.passed(self.as_of), window.days)])
        known = work.planned is not None
        found, gap = forecast(self._remaining(work)) if drawn else (None, "không dự báo ở bảng dài")
        overdue = (
            self.as_of > window.end and work.completed is None and (bool(work.planned) or work.missing > 0)
        )
        return Standing(
            scope=work.scope,
            title=self._index.title(work.scope),
            as_of=self.as_of,
            start=window.start,
            end=window.end,
            target=work.target if known else None,
            planned_by_now=planned_by_now,
            planned_at_start=int(np.nansum(self._at_first[keys])) if known else None,
            **asdict(self.counts(work.scope)),
            left=work.left,
            units_without_denominator=work.missing,
            adherence=self._adherence(work, schedule, overdue),
            overdue=overdue,
            months_ahead=schedule.months_ahead if schedule else None,
            spi_t=schedule.index if schedule else None,
            spi=work.earned / planned_by_now if planned_by_now > 0 else None,
            forecast_end=self._forecast_end(work, schedule),
            forecast=found,
            forecast_gap=gap,
            pace=self._pace(work),
            pace_needed=self._pace_needed(work),
            out_of_order=self._out_of_order(work),
            units_out_of_order=self._baseline.units_out_of_order(work.stages, work.units, self._earned),
            unlikely=bool(found and not overdue and found.in_time < float(self.plan.tracking.likely_from)),
            overdue_stages=self._overdue_stages(work),
        )

    def _schedule(self, work: _Work) -> EarnedSchedule | None:
        """None: without a denominator."""
        if not work.planned:
            return None
        until = self.as_of if work.completed is None else date.fromordinal(work.completed)
        return earned_schedule(work.curve, work.earned, work.window.passed(until))

    def _adherence(self, work: _Work, schedule: EarnedSchedule | None, overdue: bool) -> Adherence:
        if work.completed is not None:
            return Adherence.DONE
        if schedule is None:
            return Adherence.NO_DENOMINATOR
        if schedule.index is None:
            return Adherence.NOT_OPEN
        levels = self.plan.tracking
        if schedule.index < float(levels.late_from):
            return Adherence.VERY_LATE
        return Adherence.LATE if overdue or schedule.index < float(levels.on_time_from) else Adherence.ON_TIME

    def _forecast_end(self, work: _Work, schedule: EarnedSchedule | None) -> date | None:
        if work.completed is not None:
            return date.fromordinal(work.completed)
        days = schedule.forecast_days if schedule else None
        if days is None or days > _LONGEST_FORECAST or not work.left:
            return None
        return work.window.start + timedelta(days=int(np.ceil(days)) - 1)

    def _remaining(self, work: _Work) -> Remaining:
        """What the forecast is drawn from: weeks since the window opened, or since work began if that was earlier."""
        began = np.flatnonzero(work.daily.accepted > 0)
        first = work.window.start.toordinal() - work.begin
        first = min([first, *(began[:1] - 1).tolist()])
        return Remaining(
            as_of=self.as_of,
            end=work.window.end,
            planned=work.planned,
            missing=work.missing,
            done=work.completed is not None,
            left=work.left,
            earned=work.daily.earned[max(first, 0) :],
        )

    def _pace(self, work: _Work) -> float:
        earned = work.daily.earned
        gained = earned[-1] - earned[max(len(earned) - 1 - PACE_DAYS, 0)]
        worked = self._calendar.count(self.as_of - timedelta(days=PACE_DAYS - 1), self.as_of)
        return float(gained / worked) if worked else 0.0

    def _pace_needed(self, work: _Work) -> float | None:
        since = max(self.as_of + timedelta(days=1), work.window.start)
        worked = self._calendar.count(since, work.window.end)
        return float(work.left / worked) if work.planned and worked else None

    def _out_of_order(self, work: _Work) -> tuple[str, ...]:
        found = self._baseline.out_of_order(work.stages, work.units, self._earned)
        ids = [group_id for at, group_id in enumerate(self._index.group_ids) if at in found]
        return tuple(one for one in ids if work.scope.group_id in {None, one})

    def _overdue_stages(self, work: _Work) -> tuple[str, ...]:
        return tuple(
            self._index.stage_ids[stage]
            for stage in work.stages
            if self.as_of > self._baseline.windows[stage].end and self._owes(work, stage)
        )

    def _owes(self, work: _Work, stage: int) -> bool:
        """Whether something of the scope is left to do in a stage, or an inventory is missing there."""
        group = work.scope.group_id
        groups = slice(None) if group is None else self._index.group_place(group)
        target, lost, earned = (
            round(float(one[stage, work.units][:, groups].sum()))
            for one in (self._baseline.targets, self._lost, self._earned)
        )
        missing = self._index.due[stage] & self._missing & work.units
        return target - lost > earned or bool(missing.any())


def read_board(
    conn: psycopg.Connection[Any], plan: Plan, as_of: date, *, known_at: datetime | None = None,
    baseline: date | None = None, visible: Collection[int] | None = None,
) -> Board:  # fmt: skip
    """The snapshots up to a data date, against the plan as amended by then.

    Args:
        plan: as issued (`load_plan`).
        known_at: what was counted, and decided, after this moment is not seen: the report of that moment, to the digit.
        baseline: measure against the plan as amended by this day instead.
        visible: units whose rows `conn` shows, where it does not show all: others are no units without an inventory.
    """
    rows, seen, counted_on = read_history(conn, as_of, known_at)
    signed = date.max if known_at is None else known_at.astimezone(ZoneInfo(plan.time_zone)).date()
    amended = plan.at(baseline or as_of, known_on=signed)
    return Board(amended, rows, as_of=as_of, known_at=seen, counted_on=counted_on, visible=visible)


_WORST = (
    Adherence.VERY_LATE, Adherence.LATE, Adherence.NO_DENOMINATOR, Adherence.ON_TIME, Adherence.NOT_OPEN, Adherence.DONE,
)  # fmt: skip


def worst_first(standings: Sequence[Standing]) -> list[Standing]:
    """Those that need somebody's attention first: by adherence, then the furthest behind, then the most left to do."""

    def rank(one: Standing) -> tuple[int, float, int, str]:
        return _WORST.index(one.adherence), one.months_ahead or 0.0, -one.left, one.title

    return sorted(standings, key=rank)


def _past(values: Floats, days: int) -> tuple[float | None, ...]:
    """The values of the days up to the data date, then nothing."""
    shown = [None if np.isnan(value) else float(value) for value in values]
    return tuple(shown + [None] * (days - len(shown)))
