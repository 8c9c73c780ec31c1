"""What data show of difficulties: each measure one query over the views that progress and the queue are read from."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import psycopg

from hotich.difficulties.thresholds import Kind
from hotich.plan import Plan, Stage
from hotich.progress import Board, Standing
from hotich.storage.difficulties import Figures


@dataclass(frozen=True, slots=True)
class Sight:
    """One difficulty that the data show: whose, of which stage and group ("" where of none in particular)."""

    unit_id: int
    stage_id: str
    group_id: str
    figures: Figures


@dataclass(frozen=True, slots=True)
class Look:
    """What measures look at: one state of the data on one day."""

    conn: psycopg.Connection[Any]
    """In a transaction whose data date is `as_of`."""
    plan: Plan
    """As amended by `as_of`."""
    as_of: date
    standings: Sequence[Standing]
    """Of every begun stage × unit, as `unit_standings` gives them."""

    def begun(self) -> dict[str, Stage]:
        """Stages whose window has begun, by id: before that nothing of them is a difficulty."""
        return {stage.id: stage for stage in self.plan.stages if stage.window_start <= self.as_of}


def sights(look: Look, kind: Kind) -> list[Sight]:
    """What the data show of a kind; nothing for a kind that only units report."""
    return [] if kind.measure is None else list(_MEASURES[kind.measure](look, kind))


def _book_condition(look: Look, kind: Kind) -> Iterable[Sight]:
    """Listed books of these conditions that were not delivered: once delivered, they could be read."""
    rows = look.conn.execute(
        "SELECT p.unit_id, p.stage_id, count(*)::int, coalesce(sum(p.planned), 0)::int FROM book_progress p"
        " JOIN current_inventory c USING (unit_id)"
        " JOIN inventory_book l ON l.inventory_id = c.inventory_id AND l.book_id = p.book_id"
        " WHERE l.condition = ANY(%s) AND NOT p.delivered_book GROUP BY 1, 2 ORDER BY 1, 2",
        [list(kind.conditions)],
    ).fetchall()
    begun = look.begun()
    for unit_id, stage_id, books, cases in rows:
        if stage_id in begun:
            yield Sight(unit_id, stage_id, "", {"books": books, "cases": cases})


def _inventory(look: Look, kind: Kind) -> Iterable[Sight]:
    for unit_id, due_on in missing_inventories(look.standings).items():
        if (look.as_of - due_on).days > (kind.days or 0):
            yield Sight(unit_id, "", "", {"due_on": due_on.isoformat()})


def unit_standings(board: Board) -> list[Standing]:
    """Where each unit stands in each stage that has begun; units that owe their inventory are among them."""
    begun = [stage.id for stage in board.plan.stages if stage.window_start <= board.as_of]
    return board.standings(
        scope for stage_id in begun for scope in board.scopes(stage_id=stage_id, by="unit")
    )


def missing_inventories(standings: Iterable[Standing]) -> dict[int, date]:
    """Unit that has to send an inventory and has sent none → the day its first stage began."""
    due: dict[int, date] = {}
    for one in standings:
        unit_id = one.scope.unit_id
        if unit_id is not None and one.units_without_denominator:
            due[unit_id] = min(due.get(unit_id, one.start), one.start)
    return due


def _queue(look: Look, kind: Kind) -> Iterable[Sight]:
    """Work that a unit let wait longer than the given days. Files count all, other work what waits over 30 days."""
    rows = look.conn.execute(
        "SELECT unit_id, stage_id,"
        " sum(CASE WHEN kind LIKE 'file_%%' THEN items ELSE over_30 END)::int,"
        " min((oldest_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date)"
        " FROM work_queue WHERE kind = ANY(%s) AND unit_id IS NOT NULL AND owner_unit_id IS NOT NULL"
        " GROUP BY 1, 2 HAVING max(oldest_days) > %s ORDER BY 1, 2",
        [list(kind.queue), kind.days or 0],
    )
    for unit_id, stage_id, items, oldest_on in rows.fetchall():
        yield Sight(unit_id, stage_id, "", {"items": items, "oldest_on": oldest_on.isoformat()})


def _overdue(look: Look, _kind: Kind) -> Iterable[Sight]:
    for one in look.standings:
        if one.overdue and one.target is not None and one.scope.unit_id and one.scope.stage_id:
            found: dict[str, int | str] = {"cases": one.left, "due_on": one.end.isoformat()}
            yield Sight(one.scope.unit_id, one.scope.stage_id, "", found)


def _idle_group(look: Look, kind: Kind) -> Iterable[Sight]:
    """Groups of books of which a unit has delivered nothing though much of the stage's window is over and their turn has come."""
    rows = look.conn.execute(
        "SELECT unit_id, stage_id, register, coalesce(planned, 0), delivered, books_delivered FROM unit_progress"
        " WHERE stage_id = ANY(%s) ORDER BY 1, 2",
        [
            [
                stage.id
                for stage in look.begun().values()
                if _gone(stage, look.as_of) >= (kind.window_percent or 0)
            ]
        ],
    )
    groups: dict[tuple[int, str, str], list[int]] = {}
    for unit_id, stage_id, register, *numbers in rows.fetchall():
        place = (unit_id, stage_id, look.plan.group_of(register).id)
        groups[place] = [a + b for a, b in zip(groups.get(place, [0, 0, 0]), numbers, strict=True)]
    for (unit_id, stage_id, group_id), (planned, delivered, books) in groups.items():
        if (
            planned
            and not delivered
            and not books
            and _turn_has_come(look, groups, unit_id, stage_id, group_id)
        ):
            yield Sight(unit_id, stage_id, group_id, {"cases": planned})


def _turn_has_come(
    look: Look,
    groups: Mapping[tuple[int, str, str], Sequence[int]],
    unit_id: int,
    stage_id: str,
    group_id: str,
) -> bool:
    """Whether the window is past the share of the unit's cases that stand before the group in the stage's order."""
    stage = look.begun()[stage_id]
    planned = {one.id: groups.get((unit_id, stage_id, one.id), (0,))[0] for one in stage.groups}
    order = list(planned)
    before = sum(planned[one] for one in order[: order.index(group_id)])
    return 100 * before / sum(planned.values()) < _gone(stage, look.as_of)


def _gone(stage: Stage, as_of: date) -> float:
    """How much of a stage's window is over, in percent of its days."""
    whole = (stage.window_end - stage.window_start).days + 1
    return 100 * ((as_of - stage.window_start).days + 1) / whole


_MEASURES: dict[str, Callable[[Look, Kind], Iterable[Sight]]] = {
    "book_condition": _book_condition,
    "inventory": _inventory,
    "queue": _queue,
    "overdue": _overdue,
    "idle_group": _idle_group,
}
