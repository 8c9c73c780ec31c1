"""Takes everything that a report says from the board of its data date: nothing is counted here."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from hotich.budget.balance import Balance
from hotich.difficulties import DifficultySummary
from hotich.progress import Adherence, Board, Course, Scope, worst_first
from hotich.reports.content import Content, Line, Outlook, Section, day_before
from hotich.reports.issuer import Issuer
from hotich.reports.period import Period
from hotich.schedule import work_calendar
from hotich.units import Level


def gather(
    now: Board,
    issuer: Issuer,
    period: Period,
    *,
    troubles: Sequence[DifficultySummary] = (),
    money: Sequence[Balance] = (),
) -> Content:
    """The content of a report on the issuer's part of the plan.

    `now`: figures of the data date; those of the day before the period, as known at the same moment, are in it too.
    """
    lines = _Lines(now, issuer, day_before(period))
    scope = issuer.scope
    parts = lines.parts()
    order = {one.scope: no for no, one in enumerate(worst_first([line.now for line in parts]))}
    stages = lines.below("stage", scope)
    whole = lines.line(scope)
    return Content(
        issuer=issuer,
        period=period,
        as_of=now.as_of,
        known_at=now.known_at,
        plan=now.plan,
        whole=whole,
        course=now.course(scope),
        stages=stages,
        parts=tuple(sorted(parts, key=lambda one: order[one.scope])),
        groups=lines.below("group", scope),
        sections=lines.sections(parts),
        units=lines.sections(lines.below("unit", scope, drawn=False)),
        outlook=_outlook(now, (whole, *stages), period),
        amendments=tuple(one for one in now.plan.applied if period.start <= one.effective_from),
        troubles=tuple(troubles),
        money=tuple(money),
    )


class _Lines:
    """Makes the lines of one report, each under the name that it has there."""

    def __init__(self, now: Board, issuer: Issuer, before: date) -> None:
        self._now, self._issuer, self._before = now, issuer, before

    def line(self, scope: Scope, *, drawn: bool = True) -> Line:
        title = self._title(scope)
        standing = self._now.standing(scope, drawn=drawn)
        return Line(title, replace(standing, title=title), self._now.counts(scope, self._before))

    def below(self, by: str, within: Scope, *, drawn: bool = True) -> tuple[Line, ...]:
        found = self._now.scopes(
            stage_id=within.stage_id, district_id=within.district_id, unit_id=within.unit_id, by=by
        )
        return tuple(self.line(scope, drawn=drawn) for scope in found)

    def sections(self, lines: Sequence[Line]) -> tuple[Section, ...]:
        """Each with its groups, of which no table shows a forecast."""
        return tuple(Section(one, self.below("group", one.scope, drawn=False)) for one in lines)

    def parts(self) -> tuple[Line, ...]:
        """The next lower units that made books; of the province, its own archive and the districts."""
        if self._issuer.level is not Level.PROVINCE:
            return self.below("unit", self._issuer.scope)
        return tuple(
            sorted(self.below("district", Scope()), key=lambda line: line.scope.district_id is not None)
        )

    def _title(self, scope: Scope) -> str:
        """Its narrowest part by name: the group, the stage, the unit, the district, or all."""
        plan = self._now.plan
        if scope.group_id is not None:
            return next(group.term for group in plan.groups if group.id == scope.group_id)
        if scope.stage_id is not None:
            return plan.stage(scope.stage_id).name
        if scope.unit_id is not None:
            unit = plan.units.by_id(scope.unit_id)
            if unit.level is Level.COMMUNE:
                return unit.name
            # Their own archive, not their area.
            return plan.maker(unit, unit.valid_to or self._now.as_of).partition(",")[0]
        if scope.district_id is not None and scope != self._issuer.scope:
            return plan.units.by_id(scope.district_id).name
        return f"Toàn {self._issuer.area}"


def _outlook(now: Board, lines: Sequence[Line], period: Period) -> tuple[Outlook, ...]:
    """What the planned curve asks of the days from the data date to the next period's end."""
    following = period.next()
    end = following.end
    days = work_calendar(now.plan.tracking.country).count(now.as_of + timedelta(days=1), end)
    found = []
    for no, line in enumerate(lines):
        standing = line.now
        if no and (standing.adherence is Adherence.DONE or standing.start > end or standing.planned is None):
            continue
        planned = max(0.0, _planned_by(now.course(line.scope), end) - standing.planned_by_now)
        # What is behind is spread to the deadline, at the pace that the report names; after it nothing is left to spread.
        needed = (
            standing.left if standing.pace_needed is None else min(standing.left, standing.pace_needed * days)
        )
        found.append(
            Outlook(
                period=following,
                title=line.title,
                planned=planned,
                to_catch_up=needed - planned,
                working_days=days,
                overdue=standing.overdue,
            )
        )
    return tuple(found)


def _planned_by(course: Course, day: date) -> float:
    """PV of a day: nothing before the course begins, all at its end."""
    if not course.days or day < course.days[0]:
        return 0.0
    return course.planned[min((day - course.days[0]).days, len(course.planned) - 1)]
