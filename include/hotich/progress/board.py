"""All snapshots up to a data date against one version of the plan, ready to be asked where any scope stands."""

from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass, fields
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import psycopg

from hotich.plan import Plan
from hotich.progress.baseline import Baseline, targets_of
from hotich.progress.forecasting import course_end, forecast
from hotich.progress.history import Floats, History, Mask, read_history
from hotich.progress.scope_work import ScopeWork
from hotich.progress.scopes import ScopeIndex, inside
from hotich.progress.standing import Counts, Course, Scope, Standing
from hotich.schedule import complete_since, work_calendar


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Snapshot rows that belong to no stage or unit of this version of the plan: told, counted nowhere."""

    planned: int
    accepted: int


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
        work = self._work(scope)
        return work.course(course_end(self.standing(scope), work.window))

    def _work(self, scope: Scope) -> ScopeWork:
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
        return ScopeWork(
            scope=scope,
            as_of=self.as_of,
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

    def _standing(self, work: ScopeWork, *, drawn: bool) -> Standing:
        window, keys = work.window, work.keys
        schedule = work.schedule()
        planned_by_now = float(work.curve[min(window.passed(self.as_of), window.days)])
        known = work.planned is not None
        found, gap = forecast(work.remaining()) if drawn else (None, "không dự báo ở bảng dài")
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
            adherence=work.adherence(self.plan.tracking, schedule),
            overdue=work.overdue,
            months_ahead=schedule.months_ahead if schedule else None,
            spi_t=schedule.index if schedule else None,
            spi=work.earned / planned_by_now if planned_by_now > 0 else None,
            forecast_end=work.forecast_end(schedule),
            forecast=found,
            forecast_gap=gap,
            pace=work.pace(self._calendar),
            pace_needed=work.pace_needed(self._calendar),
            out_of_order=self._out_of_order(work),
            units_out_of_order=self._baseline.units_out_of_order(work.stages, work.units, self._earned),
            unlikely=bool(
                found and not work.overdue and found.in_time < float(self.plan.tracking.likely_from)
            ),
            overdue_stages=self._overdue_stages(work),
        )

    def _out_of_order(self, work: ScopeWork) -> tuple[str, ...]:
        found = self._baseline.out_of_order(work.stages, work.units, self._earned)
        ids = [group_id for at, group_id in enumerate(self._index.group_ids) if at in found]
        return tuple(one for one in ids if work.scope.group_id in {None, one})

    def _overdue_stages(self, work: ScopeWork) -> tuple[str, ...]:
        return tuple(
            self._index.stage_ids[stage]
            for stage in work.stages
            if self.as_of > self._baseline.windows[stage].end and self._owes(work, stage)
        )

    def _owes(self, work: ScopeWork, stage: int) -> bool:
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
