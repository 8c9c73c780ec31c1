"""Difficulties (khó khăn, vướng mắc): what waits and with whom; a unit reports one, each level answers or passes it on."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Form, HTTPException, Query
from starlette.responses import RedirectResponse, Response

from hotich import difficulties
from hotich.difficulties import DifficultyLine, difficulty_lines, load_thresholds, summarise, unit_title
from hotich.difficulties.free_text import LONGEST
from hotich.errors import HotichError
from hotich.storage.difficulties import Difficulty, history
from hotich.storage.states import DifficultyLevel, DifficultyState
from hotich.units import Unit
from hotich.web import paths
from hotich.web.context import Context, Signed

router = APIRouter()

PAGE = "/kho-khan"
ONE = PAGE + "/{number:int}"
Text = Annotated[str, Form(max_length=4 * LONGEST)]
Short = Annotated[str, Form(max_length=100)]
LevelId = Annotated[str, Query(alias="cap")]
KindId = Annotated[str, Query(alias="loai")]

Act = Callable[[Any, int, str, date], Difficulty]


@router.get(PAGE)
def listed(context: Signed, level: LevelId = "", kind: KindId = "") -> Response:
    """`cap`: what has reached that level; `loai`: of one kind."""
    return _list(context, level, kind)


@router.post(PAGE)
def report(
    context: Signed, don_vi: Short = "", loai: Short = "", noi_dung: Text = "", de_nghi: Text = "",
    giai_doan: Short = "",
) -> Response:  # fmt: skip
    """A unit reports a difficulty."""
    day = _today(context)
    try:
        reporting = {str(unit.unit_id): unit for unit in _reporting(context)}
        if don_vi not in reporting:
            raise HotichError("Chọn đơn vị gặp khó khăn, trong các đơn vị mà tài khoản này được xem.")
        with context.parts.connections.door() as conn:
            number = difficulties.record_difficulty(
                conn, context.plan, _thresholds(context), reporting[don_vi], kind=loai, words=noi_dung, request=de_nghi,
                stage_id=giai_doan or None, as_of=day, actor=context.account.name,
            )  # fmt: skip
    except HotichError as error:
        written = {
            "loai": loai,
            "noi_dung": noi_dung,
            "de_nghi": de_nghi,
            "giai_doan": giai_doan,
            "don_vi": don_vi,
        }
        return _list(context, "", "", str(error), written, 400)
    return _seen(context, number)


@router.get(ONE)
def one(context: Signed, number: int) -> Response:
    """One difficulty with its history; 404 for one of a unit that is not the account's to see."""
    return _one(context, number)


@router.post(ONE + "/tra-loi")
def answer(context: Signed, number: int, noi_dung: Text = "") -> Response:
    """Whoever has it in hand answers."""

    def act(conn: Any, number: int, words: str, day: date) -> Difficulty:
        return difficulties.answer_difficulty(
            conn, context.plan, number, words, as_of=day, actor=context.account.name
        )

    return _do(context, number, noi_dung, act, _may_answer)


@router.post(ONE + "/chuyen-len")
def escalate(context: Signed, number: int, noi_dung: Text = "") -> Response:
    """Whoever has it in hand, or the unit whom an answer did not help, passes it on."""

    def act(conn: Any, number: int, words: str, day: date) -> Difficulty:
        return difficulties.escalate_difficulty(
            conn, context.plan, number, words, as_of=day, actor=context.account.name
        )

    return _do(context, number, noi_dung, act, _may_end)


@router.post(ONE + "/dong")
def close(context: Signed, number: int, noi_dung: Text = "") -> Response:
    """Whoever has it in hand, or the unit that was answered, closes it."""

    def act(conn: Any, number: int, words: str, day: date) -> Difficulty:
        return difficulties.close_difficulty(
            conn, context.plan, number, words, as_of=day, actor=context.account.name
        )

    return _do(context, number, noi_dung, act, _may_end)


def _list(
    context: Context, level: str, kind: str, fault: str = "", written: dict[str, str] | None = None, status: int = 200
) -> Response:  # fmt: skip
    thresholds = _thresholds(context)
    wanted = DifficultyLevel(level) if level in set(DifficultyLevel) else None
    lines = difficulty_lines(
        context.conn, context.plan, as_of=context.as_of, level=wanted, thresholds=thresholds
    )
    return context.page(
        "difficulties.html",
        status=status,
        lines=[line for line in lines if kind in {"", line.kind.id}],
        summaries=summarise(lines),
        levels=list(DifficultyLevel),
        kinds=thresholds.difficulties,
        level=level,
        kind=kind,
        units=[(str(unit.unit_id), unit_title(context.plan, unit)) for unit in _reporting(context)],
        stages=[
            stage for stage in context.plan.at(context.as_of).stages if stage.window_start <= context.as_of
        ],
        longest=LONGEST,
        writable=context.as_of == _today(context),
        fault=fault,
        written=_BLANK | (written or {}),
    )


_BLANK = dict.fromkeys(("don_vi", "loai", "giai_doan", "noi_dung", "de_nghi"), "")
"""The form before anything is written into it."""


def _one(context: Context, number: int, fault: str = "", status: int = 200) -> Response:
    line = _line(context, number)
    units = context.plan.units

    def owner(unit_id: int | None) -> str:
        return (
            DifficultyLevel.COMMITTEE.term
            if unit_id is None
            else unit_title(context.plan, units.by_id(unit_id))
        )

    here = context.as_of == _today(context)
    return context.page(
        "difficulty.html",
        status=status,
        line=line,
        events=history(context.conn, number, context.as_of),
        owner=owner,
        longest=LONGEST,
        fault=fault,
        may_answer=here and _may_answer(context, line.difficulty),
        may_end=here and _may_end(context, line.difficulty),
        highest=line.difficulty.level is DifficultyLevel.COMMITTEE,
    )


def _do(
    context: Context, number: int, words: str, act: Act, may: Callable[[Context, Difficulty], bool]
) -> Response:
    line = _line(context, number)
    if not may(context, line.difficulty):
        raise HTTPException(403, "Khó khăn này đang do cấp khác giải quyết.")
    try:
        with context.parts.connections.door() as conn:
            act(conn, number, words, _today(context))
    except HotichError as error:
        return _one(context, number, str(error), 400)
    return _seen(context, number)


def _may_answer(context: Context, one: Difficulty) -> bool:
    """The committee has no account of its own: the department keeps what it says."""
    if one.state is DifficultyState.CLOSED:
        return False
    return context.sees_all or (one.owner_unit_id is not None and context.may_see(one.owner_unit_id))


def _may_end(context: Context, one: Difficulty) -> bool:
    answered = one.state is DifficultyState.ANSWERED and context.may_see(one.unit_id)
    return answered or _may_answer(context, one)


def _line(context: Context, number: int) -> DifficultyLine:
    lines = difficulty_lines(
        context.conn, context.plan, period=(date.min, context.as_of), as_of=context.as_of,
        thresholds=_thresholds(context),
    )  # fmt: skip
    for line in lines:
        if line.difficulty.difficulty_id == number:
            return line
    raise HTTPException(404)


def _reporting(context: Context) -> list[Unit]:
    """The units for whom the account may report: its own, and those that it sees and that are there today."""
    day = _today(context)
    units = [
        unit
        for unit in context.plan.units.active(day)
        if context.may_see(unit.unit_id)
        and context.plan.includes(unit)
        and unit.unit_id != context.account.unit_id
    ]
    units.sort(key=lambda unit: (unit.level.rank, unit.code))
    return [context.unit, *units]


def _thresholds(context: Context) -> difficulties.Thresholds:
    return load_thresholds(context.settings.thresholds)


def _today(context: Context) -> date:
    """What is written is dated today, whatever day is looked at."""
    return context.parts.as_of or datetime.now(ZoneInfo(context.plan.time_zone)).date()


def _seen(context: Context, number: int) -> Response:
    return RedirectResponse(f"{paths.home(context.request)}{PAGE}/{number}", 303)
