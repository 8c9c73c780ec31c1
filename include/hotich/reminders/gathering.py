"""Finds what each unit has to be reminded of, from the standings and the queue that all pages and reports read."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import psycopg

from hotich.difficulties import Subject, Thresholds, missing_inventories, unit_title
from hotich.plan import Plan
from hotich.progress import Standing, queue_by_owner
from hotich.reminders.model import Reminder, UnitReminders, level_of
from hotich.storage.states import QueueKind
from hotich.text.shown import show_day, show_number
from hotich.units import Unit


@dataclass(frozen=True, slots=True)
class _Look:
    """What is looked at: figures of one day."""

    plan: Plan
    """As amended by the day."""
    as_of: date
    standings: Sequence[Standing]
    queue: Sequence[dict[str, Any]]

    def owner(self, unit_id: int) -> Unit:
        """Who answers for the books of a unit today."""
        unit = self.plan.units.by_id(unit_id)
        return self.plan.units.successor(unit, self.as_of) or unit

    def makers(self, owner: Unit, unit_ids: Iterable[int]) -> str:
        """Whose books they are, where the unit that answers today did not make them itself."""
        names = [
            unit_title(self.plan, self.plan.units.by_id(unit_id))
            for unit_id in unit_ids
            if unit_id != owner.unit_id
        ]
        return f" (sổ của {'; '.join(dict.fromkeys(names))})" if names else ""


def gather_reminders(
    conn: psycopg.Connection[Any],
    plan: Plan,
    thresholds: Thresholds,
    standings: Sequence[Standing],
    as_of: date,
) -> list[UnitReminders]:
    """What every unit is to be reminded of on a day, the worst unit first, then who has most left to do; a unit without any is left out.

    `standings`: of every begun stage × unit (`unit_standings`).
    """
    look = _Look(plan.at(as_of), as_of, standings, queue_by_owner(conn, as_of))
    found: dict[int, list[Reminder]] = defaultdict(list)
    for subject in thresholds.reminders:
        for one in _MEASURES[subject.measure](look, subject):
            if one.level:
                found[one.unit_id].append(one)
    left: dict[int, int] = defaultdict(int)
    for owner, _, some in _by_owner(look, standings):
        left[owner.unit_id] += sum(one.left for one in some)
    units = [_of_unit(look, plan.units.by_id(unit_id), reminders) for unit_id, reminders in found.items()]
    return sorted(units, key=lambda one: (-one.severity, -left[one.unit.unit_id], one.unit.code))


def _of_unit(look: _Look, unit: Unit, reminders: list[Reminder]) -> UnitReminders:
    above = look.plan.units.parent(unit, min(look.as_of, unit.valid_to or look.as_of))
    return UnitReminders(
        unit=unit,
        name=unit_title(look.plan, unit),
        above="" if above is None else above.name_on(look.as_of),
        reminders=sorted(reminders, key=lambda one: (-one.severity, one.key)),
    )


def _inventory(look: _Look, subject: Subject) -> Iterator[Reminder]:
    due: dict[int, dict[int, date]] = defaultdict(dict)
    for unit_id, day in missing_inventories(look.standings).items():
        due[look.owner(unit_id).unit_id][unit_id] = day
    for owner_id, missing in due.items():
        owner, since = look.plan.units.by_id(owner_id), min(missing.values())
        days = (look.as_of - since).days
        words = subject.wording.format(
            maker=look.makers(owner, missing), due_on=show_day(since), days=show_number(days)
        )
        yield Reminder(owner_id, subject, "", level_of(subject, days), words, len(missing), since.isoformat())


def _queue(look: _Look, subject: Subject) -> Iterator[Reminder]:
    kinds = {QueueKind(kind) for kind in subject.queue}
    rows: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for row in look.queue:
        if row["kind"] in kinds and row["owner_unit_id"] is not None:
            rows[row["owner_unit_id"]].append(row)
    for owner_id, some in rows.items():
        items, days = sum(row["items"] for row in some), max(row["oldest_days"] for row in some)
        words = subject.wording.format(items=show_number(items), days=show_number(days))
        yield Reminder(owner_id, subject, "", level_of(subject, days), words, items, "")


def _pace(look: _Look, subject: Subject) -> Iterator[Reminder]:
    open_yet = (one for one in look.standings if one.pace_needed and not one.overdue)
    for owner, stage_id, some in _by_owner(look, open_yet):
        needed, pace = sum(one.pace_needed or 0.0 for one in some), sum(one.pace for one in some)
        words = subject.wording.format_map(
            _of_stage(look, owner, stage_id, some)
            | {"pace_needed": _pace_shown(needed), "pace": _pace_shown(pace)}
        )
        level = level_of(subject, 100 * pace / needed)
        yield Reminder(owner.unit_id, subject, stage_id, level, words, None, some[0].end.isoformat())


def _overdue(look: _Look, subject: Subject) -> Iterator[Reminder]:
    # Where there is no denominator, the inventory is what is asked for.
    late = (one for one in look.standings if one.overdue and one.target is not None)
    for owner, stage_id, some in _by_owner(look, late):
        days = (look.as_of - some[0].end).days
        words = subject.wording.format_map(
            _of_stage(look, owner, stage_id, some) | {"days": show_number(days)}
        )
        yield Reminder(
            owner.unit_id, subject, stage_id, level_of(subject, days), words, None, some[0].end.isoformat()
        )


def _by_owner(look: _Look, standings: Iterable[Standing]) -> Iterator[tuple[Unit, str, list[Standing]]]:
    """Standings of units in stages, put together for who answers today."""
    found: dict[tuple[int, str], list[Standing]] = defaultdict(list)
    for one in standings:
        if one.scope.unit_id is not None and one.scope.stage_id is not None and one.left:
            found[look.owner(one.scope.unit_id).unit_id, one.scope.stage_id].append(one)
    for (owner_id, stage_id), some in found.items():
        yield look.plan.units.by_id(owner_id), stage_id, some


def _of_stage(look: _Look, owner: Unit, stage_id: str, some: Sequence[Standing]) -> dict[str, str]:
    return {
        "stage": look.plan.stage(stage_id).name,
        "maker": look.makers(owner, [one.scope.unit_id for one in some if one.scope.unit_id]),
        "cases": show_number(sum(one.left for one in some)),
        "due_on": show_day(some[0].end),
    }


def _pace_shown(value: float) -> str:
    """Whole cases; what is little is not shown as nothing."""
    return show_number(value, 0 if value >= 10 or not value else 1)


_MEASURES = {"inventory": _inventory, "queue": _queue, "pace": _pace, "overdue": _overdue}
