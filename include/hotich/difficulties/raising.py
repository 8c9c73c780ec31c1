"""Difficulties that data show by themselves: raised once, brought up to date, and settled when the data show them no more."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any, Final

import psycopg

from hotich.difficulties.ladder import Rung, ladder, rung_above, rung_at
from hotich.difficulties.measures import Look, Sight, sights
from hotich.difficulties.thresholds import Asks, Kind, Thresholds
from hotich.plan import Plan
from hotich.progress import Standing
from hotich.progress.dating import dated
from hotich.storage import difficulties as kept
from hotich.storage.database import transient_errors
from hotich.storage.difficulties import Difficulty, Event, Figures
from hotich.storage.states import DifficultyAction, DifficultyState
from hotich.storage.turns import Facts, take_turn

SYSTEM: Final = "hệ thống"
"""Who writes what data show."""

_Place = tuple[str, int, str, str]
"""Kind, unit, stage, group: what makes two sights the same difficulty."""


def raise_difficulties(
    conn: psycopg.Connection[Any],
    plan: Plan,
    thresholds: Thresholds,
    standings: Sequence[Standing],
    as_of: date,
) -> dict[str, int]:
    """Bring the raised difficulties up to what the data show on a day; again: nothing is written.

    `standings`: of every stage × unit. One transaction. Returns counts: raised, changed, settled, open.
    """
    counts: Counter[str] = Counter()
    with transient_errors(), dated(conn, as_of):
        take_turn(conn, Facts.DIFFICULTIES)
        look = Look(conn, plan.at(as_of), as_of, standings)
        known = {_place(one): one for one in kept.read_difficulties(conn) if one.raised}
        seen: set[_Place] = set()
        for kind in thresholds.difficulties:
            for sight in sights(look, kind):
                place = (kind.id, sight.unit_id, sight.stage_id, sight.group_id)
                seen.add(place)
                counts[_take(look, kind, sight, known.get(place))] += 1
        for place, one in known.items():
            if place not in seen and one.state is not DifficultyState.CLOSED:
                _settle(conn, one, as_of)
                counts["settled"] += 1
    return {name: counts[name] for name in ("raised", "changed", "settled")} | {
        "open": len(seen) - counts["kept_closed"]
    }


def _place(one: Difficulty) -> _Place:
    return one.kind, one.unit_id, one.stage_id, one.group_id


def _take(look: Look, kind: Kind, sight: Sight, known: Difficulty | None) -> str:
    """Write what is new about a sight; returns what was done."""
    rungs = ladder(look.plan, look.plan.units.by_id(sight.unit_id), look.as_of)
    if known is None or known.state is DifficultyState.CLOSED:
        if known is not None and not known.settled and not _worse(sight.figures, known.figures):
            return "kept_closed"
        number = kept.insert_difficulty(
            look.conn, kind=kind.id, raised=True, unit_id=sight.unit_id, stage_id=sight.stage_id, group_id=sight.group_id
        )  # fmt: skip
        _write(
            look,
            number,
            DifficultyAction.RAISED,
            DifficultyState.OPEN,
            first_rung(rungs, kind),
            sight.figures,
        )
        return "raised"
    rung = rung_at(rungs, known.level)
    if dict(known.figures) == dict(sight.figures) and rung.level is known.level:
        return "same"
    _write(look, known.difficulty_id, DifficultyAction.CHANGED, known.state, rung, sight.figures)
    return "changed"


def first_rung(rungs: list[Rung], kind: Kind) -> Rung:
    """Who has to answer first."""
    if kind.asks is Asks.OWN:
        return rungs[0]
    return rung_above(rungs, rungs[0].level) or rungs[0]


def _worse(now: Figures, closed_with: Figures) -> bool:
    """Whether a number is higher than when a person closed the difficulty."""
    return any(
        isinstance(value, int) and value > int(closed_with.get(name, 0)) for name, value in now.items()
    )


def _write(
    look: Look, number: int, action: DifficultyAction, state: DifficultyState, rung: Rung, figures: Figures
) -> None:
    owner = None if rung.unit is None else rung.unit.unit_id
    kept.add_event(
        look.conn, number, Event(look.as_of, action, state, rung.level, owner, SYSTEM, figures=figures)
    )


def _settle(conn: psycopg.Connection[Any], one: Difficulty, as_of: date) -> None:
    event = Event(
        as_of, DifficultyAction.SETTLED, DifficultyState.CLOSED, one.level, one.owner_unit_id, SYSTEM,
        "Số liệu không còn cho thấy khó khăn này.", one.figures,
    )  # fmt: skip
    kept.add_event(conn, one.difficulty_id, event)
