"""Difficulties and their history (`difficulty`, `difficulty_event`): rows in, rows out; what they mean is said above."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import psycopg
from psycopg.rows import dict_row

from hotich.errors import HotichError
from hotich.storage.database import transient_errors
from hotich.storage.states import DifficultyAction, DifficultyLevel, DifficultyState

Figures = Mapping[str, int | str]
"""Numbers, and days in ISO 8601; never personal data."""


@dataclass(frozen=True, slots=True)
class Difficulty:
    """One difficulty as of the data date: the view `difficulty_now`."""

    difficulty_id: int
    kind: str
    raised: bool
    unit_id: int
    stage_id: str
    group_id: str
    words: str | None
    request: str | None
    state: DifficultyState
    level: DifficultyLevel
    owner_unit_id: int | None
    figures: Figures
    opened_on: date
    since: date
    closed_on: date | None
    settled: bool | None
    closing_words: str | None
    answer: str | None
    answered_on: date | None
    answered_by: DifficultyLevel | None


@dataclass(frozen=True, slots=True)
class Event:
    """What happened to a difficulty, and how it stands after it."""

    dated_on: date
    action: DifficultyAction
    state: DifficultyState
    level: DifficultyLevel
    owner_unit_id: int | None
    actor: str
    words: str | None = None
    figures: Figures = field(default_factory=dict)


def read_difficulties(conn: psycopg.Connection[Any], difficulty_id: int | None = None) -> list[Difficulty]:
    """Those known on the session's data date (one, if named), the oldest first."""
    with transient_errors(), conn.cursor(row_factory=dict_row) as cursor:
        rows = cursor.execute(
            "SELECT * FROM difficulty_now WHERE %(id)s::int IS NULL OR difficulty_id = %(id)s"
            " ORDER BY opened_on, difficulty_id",
            {"id": difficulty_id},
        ).fetchall()
    return [_difficulty(row) for row in rows]


def read_difficulty(conn: psycopg.Connection[Any], difficulty_id: int) -> Difficulty:
    """One difficulty as of the session's data date. Raises HotichError where there is none of that number."""
    found = read_difficulties(conn, difficulty_id)
    if not found:
        raise HotichError(f"Không có khó khăn, vướng mắc số {difficulty_id}: xem `hotich difficulty list`.")
    return found[0]


def _difficulty(row: dict[str, Any]) -> Difficulty:
    answered_by = row["answered_by"]
    return Difficulty(
        **row
        | {
            "state": DifficultyState(row["state"]),
            "level": DifficultyLevel(row["level"]),
            "answered_by": None if answered_by is None else DifficultyLevel(answered_by),
        }
    )


def insert_difficulty(
    conn: psycopg.Connection[Any], *, kind: str, raised: bool, unit_id: int, stage_id: str = "", group_id: str = "",
    words: str | None = None, request: str | None = None,
) -> int:  # fmt: skip
    """A new difficulty, or the number of the one that data raised about the same before."""
    facts = {
        "kind": kind, "raised": raised, "unit": unit_id, "stage": stage_id, "group": group_id, "words": words,
        "request": request,
    }  # fmt: skip
    with transient_errors():
        row = conn.execute(
            "INSERT INTO difficulty (kind, raised, unit_id, stage_id, group_id, words, request)"
            " VALUES (%(kind)s, %(raised)s, %(unit)s, %(stage)s, %(group)s, %(words)s, %(request)s)"
            " ON CONFLICT DO NOTHING RETURNING difficulty_id",
            facts,
        ).fetchone()
        row = (
            row
            or conn.execute(
                "SELECT difficulty_id FROM difficulty WHERE raised"
                " AND (kind, unit_id, stage_id, group_id) = (%(kind)s, %(unit)s, %(stage)s, %(group)s)",
                facts,
            ).fetchone()
        )
    assert row is not None
    return int(row[0])


def add_event(conn: psycopg.Connection[Any], difficulty_id: int, event: Event) -> None:
    """Write down what happened, in a turn (`turns.take_turn`); what was written before stays as it is."""
    with transient_errors():
        conn.execute(
            "INSERT INTO difficulty_event (difficulty_id, dated_on, action, state, level, owner_unit_id, figures, words, actor, at)"
            " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, clock_timestamp())",
            [
                difficulty_id, event.dated_on, event.action.value, event.state.value, event.level.value,
                event.owner_unit_id, json.dumps(dict(event.figures), ensure_ascii=False), event.words, event.actor,
            ],
        )  # fmt: skip


def history(conn: psycopg.Connection[Any], difficulty_id: int, as_of: date) -> list[Event]:
    """What happened to a difficulty until that day, the first thing first; which account did it is not read."""
    with transient_errors():
        rows = conn.execute(
            "SELECT dated_on, action, state, level, owner_unit_id, words, figures FROM difficulty_event"
            " WHERE difficulty_id = %s AND dated_on <= %s ORDER BY dated_on, event_id",
            [difficulty_id, as_of],
        ).fetchall()
    return [
        Event(day, DifficultyAction(action), DifficultyState(state), DifficultyLevel(level), owner, "", words, figures)
        for day, action, state, level, owner, words, figures in rows
    ]  # fmt: skip
