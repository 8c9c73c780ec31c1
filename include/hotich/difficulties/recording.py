"""What people do with difficulties: report one, answer, pass it up, close it. Every step stays readable."""

from datetime import date
from typing import Any

import psycopg

from hotich.difficulties.free_text import checked
from hotich.difficulties.ladder import Rung, ladder, rung_above
from hotich.difficulties.raising import first_rung
from hotich.difficulties.thresholds import Thresholds
from hotich.errors import HotichError
from hotich.plan import Plan
from hotich.progress.dating import dated
from hotich.storage import audit
from hotich.storage import difficulties as kept
from hotich.storage.database import transient_errors
from hotich.storage.difficulties import Difficulty, Event
from hotich.storage.states import DifficultyAction, DifficultyState
from hotich.storage.turns import Facts, take_turn
from hotich.units import Unit


def record_difficulty(
    conn: psycopg.Connection[Any], plan: Plan, thresholds: Thresholds, unit: Unit, *, kind: str, words: str,
    request: str | None = None, stage_id: str | None = None, group_id: str | None = None, as_of: date, actor: str,
) -> int:  # fmt: skip
    """A unit reports a difficulty; returns its number. It waits for an answer from the level that the kind asks.

    `actor`: the account that writes; shown nowhere. Raises HotichError on an unknown kind, stage or group, and on a text
    with what looks like personal data.
    """
    described, version = thresholds.kind(kind), plan.at(as_of)
    said = checked(words, "Nội dung", required=True)
    asked = checked(request, "Đề nghị", field="request")
    if stage_id:
        version.stage(stage_id)
    if group_id and group_id not in {group.id for group in version.groups}:
        known = ", ".join(group.id for group in version.groups)
        raise HotichError(f"Kế hoạch không có nhóm sổ “{group_id}”. Có: {known}.")
    with transient_errors(), dated(conn, as_of):
        take_turn(conn, Facts.DIFFICULTIES)
        number = kept.insert_difficulty(
            conn, kind=kind, raised=False, unit_id=unit.unit_id, stage_id=stage_id or "", group_id=group_id or "",
            words=said, request=asked,
        )  # fmt: skip
        rung = first_rung(ladder(version, unit, as_of), described)
        _write(
            conn, number, DifficultyAction.RECORDED, DifficultyState.OPEN, rung, as_of, actor, unit.unit_id
        )
    return number


def answer_difficulty(
    conn: psycopg.Connection[Any], plan: Plan, number: int, words: str, *, as_of: date, actor: str
) -> Difficulty:
    """The level that has it in hand answers; the unit does as told and closes it, or it goes up. Returns it as it stands."""
    said = checked(words, "Trả lời", required=True)
    return _act(conn, plan, number, DifficultyAction.ANSWERED, DifficultyState.ANSWERED, said, as_of, actor)


def escalate_difficulty(
    conn: psycopg.Connection[Any],
    plan: Plan,
    number: int,
    words: str | None = None,
    *,
    as_of: date,
    actor: str,
) -> Difficulty:
    """Pass it to the next level up, which now has to answer. Raises HotichError at the highest. Returns it as it stands."""
    said = checked(words, "Lý do")
    return _act(conn, plan, number, DifficultyAction.ESCALATED, DifficultyState.OPEN, said, as_of, actor)


def close_difficulty(
    conn: psycopg.Connection[Any], plan: Plan, number: int, words: str, *, as_of: date, actor: str
) -> Difficulty:
    """It is over. One that data raised is raised again only when its numbers grow. Returns it as it stands."""
    said = checked(words, "Kết quả", required=True)
    return _act(conn, plan, number, DifficultyAction.CLOSED, DifficultyState.CLOSED, said, as_of, actor)


def _act(
    conn: psycopg.Connection[Any], plan: Plan, number: int, action: DifficultyAction, state: DifficultyState,
    words: str | None, as_of: date, actor: str,
) -> Difficulty:  # fmt: skip
    with transient_errors(), dated(conn, as_of):
        take_turn(conn, Facts.DIFFICULTIES)
        before = kept.read_difficulty(conn, number)
        if before.state is DifficultyState.CLOSED:
            assert before.closed_on is not None
            raise HotichError(
                f"Khó khăn số {number} đã đóng ngày {before.closed_on:%d/%m/%Y}. Còn vướng thì phản ánh lại thành khó khăn mới."
            )
        rung = _rung(plan, before, action, as_of)
        _write(conn, number, action, state, rung, as_of, actor, before.unit_id, words, before)
        return kept.read_difficulty(conn, number)


def _rung(plan: Plan, before: Difficulty, action: DifficultyAction, as_of: date) -> Rung:
    units = plan.units
    if action is not DifficultyAction.ESCALATED:
        return Rung(before.level, None if before.owner_unit_id is None else units.by_id(before.owner_unit_id))
    above = rung_above(ladder(plan.at(as_of), units.by_id(before.unit_id), as_of), before.level)
    if above is None:
        raise HotichError(
            f"Khó khăn số {before.difficulty_id} đã ở {before.level.term}, cấp cao nhất của kế hoạch: trả lời hoặc đóng."
        )
    return above


def _write(
    conn: psycopg.Connection[Any], number: int, action: DifficultyAction, state: DifficultyState, rung: Rung,
    as_of: date, actor: str, unit_id: int, words: str | None = None, before: Difficulty | None = None,
) -> None:  # fmt: skip
    owner = None if rung.unit is None else rung.unit.unit_id
    event = Event(
        as_of, action, state, rung.level, owner, actor, words, {} if before is None else before.figures
    )
    kept.add_event(conn, number, event)
    audit.write(
        conn, actor, f"difficulty_{action.value}", unit_id=unit_id,
        detail={"difficulty_id": number, "state": state.value, "level": rung.level.value},
    )  # fmt: skip
