"""Difficulties as the faces use them: raised from data, reported, answered, passed up, closed, listed."""

from datetime import date
from typing import Any

from hotich import difficulties
from hotich.difficulties import DifficultyLine, DifficultySummary, load_thresholds, unit_standings, unit_title
from hotich.errors import HotichError
from hotich.plan import Plan, load_plan
from hotich.progress import Scope, read_board
from hotich.progress.dating import dated
from hotich.settings import Settings
from hotich.storage import difficulties as kept
from hotich.storage.database import connect
from hotich.storage.states import DifficultyLevel, DifficultyState
from hotich.text.shown import show_day
from hotich.units import Unit

COMMAND_LINE = "dòng lệnh"
"""Who writes by `hotich difficulty`."""


def raise_difficulties(settings: Settings, as_of: date) -> dict[str, int]:
    """Bring the difficulties that data show up to a day; again: nothing changes. Counts: raised, changed, settled, open."""
    plan, thresholds = load_plan(settings.plan), load_thresholds(settings.thresholds)
    with connect(settings) as conn:
        standings = unit_standings(read_board(conn, plan, as_of))
        return difficulties.raise_difficulties(conn, plan, thresholds, standings, as_of)


def add_difficulty(
    settings: Settings, as_of: date, *, unit_code: str, kind: str, words: str, request: str | None = None,
    stage_id: str | None = None, group_id: str | None = None, actor: str = COMMAND_LINE,
) -> dict[str, Any]:  # fmt: skip
    """A unit reports a difficulty; answers with its number and who has to answer it."""
    plan = load_plan(settings.plan)
    unit = unit_of(plan, unit_code, as_of)
    with connect(settings) as conn:
        number = difficulties.record_difficulty(
            conn, plan, load_thresholds(settings.thresholds), unit, kind=kind, words=words, request=request,
            stage_id=stage_id, group_id=group_id, as_of=as_of, actor=actor,
        )  # fmt: skip
    return _told(settings, number, as_of)


def answer_difficulty(
    settings: Settings, as_of: date, number: int, words: str, actor: str = COMMAND_LINE
) -> dict[str, Any]:
    """Answer a difficulty."""
    with connect(settings) as conn:
        difficulties.answer_difficulty(
            conn, load_plan(settings.plan), number, words, as_of=as_of, actor=actor
        )
    return _told(settings, number, as_of)


def escalate_difficulty(
    settings: Settings, as_of: date, number: int, words: str | None = None, actor: str = COMMAND_LINE
) -> dict[str, Any]:
    """Pass a difficulty to the next level up."""
    with connect(settings) as conn:
        difficulties.escalate_difficulty(
            conn, load_plan(settings.plan), number, words, as_of=as_of, actor=actor
        )
    return _told(settings, number, as_of)


def close_difficulty(
    settings: Settings, as_of: date, number: int, words: str, actor: str = COMMAND_LINE
) -> dict[str, Any]:
    """Close a difficulty."""
    with connect(settings) as conn:
        difficulties.close_difficulty(conn, load_plan(settings.plan), number, words, as_of=as_of, actor=actor)
    return _told(settings, number, as_of)


def difficulty_table(
    settings: Settings, as_of: date, *, unit_code: str | None = None, level: str | None = None, closed: bool = False
) -> list[dict[str, Any]]:  # fmt: skip
    """One row a difficulty, the highest level first, then the oldest; `closed`: those that are over too."""
    plan = load_plan(settings.plan)
    scope = _scope(plan, unit_code, as_of)
    period = (date.min, as_of) if closed else None
    with connect(settings) as conn:
        lines = difficulties.difficulty_lines(
            conn, plan, scope, period, as_of=as_of, level=_level(level), thresholds=load_thresholds(settings.thresholds)
        )  # fmt: skip
    return [_row(line) for line in lines]


def difficulty_summary(
    settings: Settings, as_of: date, *, unit_code: str | None = None, level: str | None = None
) -> list[DifficultySummary]:
    """What is open on a day by kind, as reports tell it."""
    plan = load_plan(settings.plan)
    with connect(settings) as conn:
        return difficulties.difficulties_of(
            conn, plan, _scope(plan, unit_code, as_of), as_of=as_of, level=_level(level),
            thresholds=load_thresholds(settings.thresholds),
        )  # fmt: skip


def difficulty_history(settings: Settings, as_of: date, number: int) -> list[dict[str, Any]]:
    """What happened to one difficulty until a day, the first thing first; nobody is named."""
    plan = load_plan(settings.plan)
    with connect(settings) as conn:
        with dated(conn, as_of):
            kept.read_difficulty(conn, number)
        events = kept.history(conn, number, as_of)
    return [
        {
            "day": event.dated_on, "action": event.action.term, "state": event.state.term, "level": event.level.term,
            "owner": _unit_name(plan, event.owner_unit_id), "figures": dict(event.figures), "words": event.words,
        }
        for event in events
    ]  # fmt: skip


def unit_of(plan: Plan, code: str, as_of: date) -> Unit:
    """The unit that bears the code on that day, else the last that bore it. Raises HotichError on an unknown code."""
    lives = plan.units.lives(code)
    if not lives:
        raise HotichError(f"Không có đơn vị mang mã “{code}”: xem `hotich units`.")
    return plan.units.at(code, as_of) or lives[-1]


def _scope(plan: Plan, code: str | None, as_of: date) -> Scope | None:
    """A district stands for its communes too."""
    if code is None:
        return None
    unit = unit_of(plan, code, as_of)
    if unit.level.value == "province":
        return None
    return Scope(district_id=unit.unit_id) if unit.level.value == "district" else Scope(unit_id=unit.unit_id)


def _level(text: str | None) -> DifficultyLevel | None:
    try:
        return None if text is None else DifficultyLevel(text)
    except ValueError:
        known = ", ".join(f"{level.value} ({level.term})" for level in DifficultyLevel)
        raise HotichError(f"Không có cấp “{text}”. Các cấp: {known}.") from None


def _told(settings: Settings, number: int, as_of: date) -> dict[str, Any]:
    plan = load_plan(settings.plan)
    with connect(settings) as conn:
        with dated(conn, as_of):
            one = kept.read_difficulty(conn, number)
        lines = difficulties.difficulty_lines(
            conn, plan, Scope(unit_id=one.unit_id), (date.min, as_of), as_of=as_of,
            thresholds=load_thresholds(settings.thresholds),
        )  # fmt: skip
    return next(_row(line) for line in lines if line.difficulty.difficulty_id == number)


def _row(line: DifficultyLine) -> dict[str, Any]:
    one = line.difficulty
    return {
        "number": one.difficulty_id,
        "kind": one.kind,
        "term": line.kind.term,
        "raised": one.raised,
        "unit_code": line.unit.code,
        "unit": line.unit_name,
        "stage_id": one.stage_id,
        "group_id": one.group_id,
        "place": line.place,
        "words": line.words,
        "request": line.request,
        "state": one.state.value,
        "state_term": one.state.term,
        "level": one.level.value,
        "level_term": one.level.term,
        "owner": line.owner_name,
        "opened_on": one.opened_on,
        "since": one.since,
        "answer": _answer(line),
        "closed_on": one.closed_on,
        "closing_words": one.closing_words,
        "figures": dict(one.figures),
        "verified": line.kind.verified,
    }


def _answer(line: DifficultyLine) -> str:
    one = line.difficulty
    if not one.answer or one.answered_by is None:
        return ""
    waits = " (đã chuyển tiếp)" if one.state is DifficultyState.OPEN else ""
    return f"{one.answered_by.term}, {show_day(one.answered_on)}: {one.answer}{waits}"


def _unit_name(plan: Plan, unit_id: int | None) -> str:
    return DifficultyLevel.COMMITTEE.term if unit_id is None else unit_title(plan, plan.units.by_id(unit_id))
