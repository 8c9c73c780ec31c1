"""Difficulties as reports and pages tell them: of an area and a period, as they stood on a day."""

from collections import defaultdict
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import psycopg

from hotich.difficulties.thresholds import Asks, Kind, Thresholds, load_thresholds
from hotich.difficulties.wording import figures_in_words, place_in_words, sum_figures
from hotich.errors import HotichError
from hotich.plan import Plan
from hotich.progress import Scope
from hotich.progress.dating import dated
from hotich.storage.database import transient_errors
from hotich.storage.difficulties import Difficulty, read_difficulties
from hotich.storage.states import DifficultyLevel, DifficultyState
from hotich.text.shown import show_day, show_number
from hotich.units import Unit


@dataclass(frozen=True, slots=True)
class DifficultyLine:
    """One difficulty with the words that people read."""

    difficulty: Difficulty
    kind: Kind
    unit: Unit
    """The unit that has it."""
    unit_name: str
    place: str
    """Stage and group that it is of, "" where of none in particular."""
    owner_name: str
    """Who has it in hand: a unit by name, or the committee."""
    words: str
    """What it is: the unit's own words, or what the data show."""

    @property
    def request(self) -> str:
        """What is asked for: the unit's own request, else the kind's proposal."""
        return self.difficulty.request or self.kind.proposal


@dataclass(frozen=True, slots=True)
class DifficultySummary:
    """All difficulties of one kind, in counts and words."""

    kind: Kind
    units: int
    """How many units have it."""
    open: int
    answered: int
    closed: int
    """Of the period, by state on the data date."""
    level: DifficultyLevel
    """The highest level that one of them has reached."""
    figures: Mapping[str, int | str]
    """Of those not closed: numbers added up, the earliest of days."""
    words: str
    """A sentence for a report."""
    requests: tuple[str, ...]
    """What is asked for: by units first, then by the kind; each once."""
    lines: tuple[DifficultyLine, ...]
    """The difficulties themselves, the highest level first, then the oldest."""

    @property
    def count(self) -> int:
        """All of them."""
        return self.open + self.answered + self.closed


def difficulties_of(
    conn: psycopg.Connection[Any], plan: Plan, scope: Scope | None = None,
    period: tuple[date, date] | None = None, *, as_of: date, level: DifficultyLevel | None = None,
    known_at: datetime | None = None, thresholds: Thresholds | None = None,
) -> list[DifficultySummary]:  # fmt: skip
    """The difficulties of a scope by kind, most severe first: those that were open at some time in the period.

    `scope`: stage, district or unit, group; None: the whole plan. `period`: first and last day, None: what is open on
    `as_of`. `level`: only what has reached that level or a higher one. `known_at`: as the database knew it at that
    moment, for a report that is made again. One state of the data.
    """
    lines = difficulty_lines(
        conn, plan, scope, period, as_of=as_of, level=level, known_at=known_at, thresholds=thresholds
    )
    return summarise(lines)


def summarise(lines: Sequence[DifficultyLine]) -> list[DifficultySummary]:
    """The same difficulties by kind, most severe first."""
    by_kind: dict[str, list[DifficultyLine]] = defaultdict(list)
    for line in lines:
        by_kind[line.kind.id].append(line)
    found = [_summary(kind) for kind in by_kind.values()]
    return sorted(found, key=lambda one: (-one.level.rank, -one.open, -one.count, one.kind.term))


def difficulty_lines(
    conn: psycopg.Connection[Any], plan: Plan, scope: Scope | None = None,
    period: tuple[date, date] | None = None, *, as_of: date, level: DifficultyLevel | None = None,
    known_at: datetime | None = None, thresholds: Thresholds | None = None,
) -> list[DifficultyLine]:  # fmt: skip
    """The same difficulties one by one, the highest level first, then the oldest."""
    version, described = plan.at(as_of), thresholds or load_thresholds()
    kinds = {kind.id: kind for kind in described.difficulties}
    with transient_errors(), _known(conn, as_of, known_at):
        every = read_difficulties(conn)
    lines = [
        _line(version, kinds.get(one.kind) or _unknown(one.kind), one, as_of)
        for one in every
        if _in_scope(plan, scope or Scope(), one)
        and _in_period(period, one)
        and (level is None or one.level.rank >= level.rank)
    ]
    return sorted(
        lines, key=lambda line: (-line.difficulty.level.rank, line.difficulty.opened_on, line.unit.code)
    )


@contextmanager
def _known(conn: psycopg.Connection[Any], as_of: date, known_at: datetime | None) -> Generator[None]:
    with dated(conn, as_of):
        moment = "" if known_at is None else known_at.isoformat()
        conn.execute("SELECT set_config('hotich.known_at', %s, true)", [moment])
        yield


def _in_scope(plan: Plan, scope: Scope, one: Difficulty) -> bool:
    if scope.unit_id not in {None, one.unit_id}:
        return False
    if scope.district_id is not None:
        above = plan.district_of(plan.units.by_id(one.unit_id))
        if above is None or above.unit_id != scope.district_id:
            return False
    # What concerns no stage or group in particular concerns each of them.
    return scope.stage_id in {None, one.stage_id or scope.stage_id} and scope.group_id in {
        None,
        one.group_id or scope.group_id,
    }


def _in_period(period: tuple[date, date] | None, one: Difficulty) -> bool:
    if period is None:
        return one.state is not DifficultyState.CLOSED
    first, last = period
    if first > last:
        raise HotichError(f"Kỳ báo cáo từ {show_day(first)} đến {show_day(last)} là ngược: đổi chỗ hai ngày.")
    return one.opened_on <= last and (one.closed_on is None or one.closed_on >= first)


def _line(plan: Plan, kind: Kind, one: Difficulty, as_of: date) -> DifficultyLine:
    units = plan.units
    unit = units.by_id(one.unit_id)
    shown = figures_in_words(kind, one.figures, plan, one.stage_id, one.group_id)
    told = f"{shown[:1].upper()}{shown[1:]}." if shown else kind.term
    return DifficultyLine(
        difficulty=one,
        kind=kind,
        unit=unit,
        unit_name=unit_title(plan, unit),
        place=place_in_words(plan, one.stage_id, one.group_id),
        owner_name=one.level.term
        if one.owner_unit_id is None
        else office_title(plan, one.owner_unit_id, as_of),
        words=one.words or told,
    )


def unit_title(plan: Plan, unit: Unit) -> str:
    """Name of a unit, of a commune with its district (two communes may have one name): "Xã An Hiệp, huyện Châu Thành"."""
    district = plan.district_of(unit)
    if district is None or district.unit_id == unit.unit_id:
        return unit.name
    return f"{unit.name}, {district.name[:1].lower()}{district.name[1:]}"


def office_title(plan: Plan, unit_id: int, as_of: date) -> str:
    """Who that unit is today."""
    unit = plan.units.by_id(unit_id)
    heir = plan.units.successor(unit, as_of) or unit
    return plan.maker(heir, as_of).partition(",")[0]


def _unknown(kind_id: str) -> Kind:
    """Stands for a kind that the thresholds do not describe any more: what was written stays readable."""
    return Kind(id=kind_id, term=kind_id, asks=Asks.ABOVE, verified=False, source="")


def _summary(lines: list[DifficultyLine]) -> DifficultySummary:
    kind = lines[0].kind
    states = [line.difficulty.state for line in lines]
    waiting = [line for line in lines if line.difficulty.state is not DifficultyState.CLOSED]
    units = {line.difficulty.unit_id for line in lines}
    figures = sum_figures(line.difficulty.figures for line in waiting)
    own = dict.fromkeys(line.difficulty.request for line in waiting if line.difficulty.request)
    requests = [*own, *([kind.proposal] if kind.proposal and waiting else [])]
    return DifficultySummary(
        kind=kind,
        units=len(units),
        open=states.count(DifficultyState.OPEN),
        answered=states.count(DifficultyState.ANSWERED),
        closed=states.count(DifficultyState.CLOSED),
        level=max((line.difficulty.level for line in lines), key=lambda level: level.rank),
        figures=figures,
        words=_sentence(kind, len(units), figures, len(lines), len(lines) - len(waiting)),
        requests=tuple(requests),
        lines=tuple(lines),
    )


_COUNTED = {"books": "quyển", "cases": "trường hợp", "items": "việc hoặc tệp"}
"""Figures that may be added up over units, with their words."""


def _sentence(kind: Kind, units: int, figures: Mapping[str, int | str], count: int, closed: int) -> str:
    """ "Sổ rách, mờ, khó đọc: 12 đơn vị, 34 quyển, 1.234 trường hợp; đã giải quyết 3 trên 15." """
    numbers = [f"{show_number(units)} đơn vị"]
    numbers += [
        f"{show_number(int(figures[name]))} {word}" for name, word in _COUNTED.items() if figures.get(name)
    ]
    ended = f"; đã giải quyết {show_number(closed)} trên {show_number(count)}" if closed else ""
    return f"{kind.term}: {', '.join(numbers)}{ended}."
