"""One difficulty with its history, and the steps that whoever has it in hand may take: answer, pass on, close."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from fastapi import APIRouter, HTTPException
from starlette.responses import RedirectResponse, Response

from hotich.difficulties import (
    DifficultyLine,
    answer_difficulty,
    close_difficulty,
    difficulty_lines,
    escalate_difficulty,
    office_title,
)
from hotich.errors import HotichError
from hotich.storage.difficulties import Difficulty, Event, history
from hotich.storage.states import DifficultyLevel, DifficultyState
from hotich.web import paths
from hotich.web.context import Context, Signed
from hotich.web.faults import Fault, fault_of
from hotich.web.pages.difficulties import PAGE, TYPED, Text

router = APIRouter()

ONE = PAGE + "/{number:int}"
_NOTHING: Final[Mapping[str, str]] = {}


@dataclass(frozen=True, slots=True)
class Step:
    """What can be done with a difficulty."""

    id: str
    """Last part of its address, and `id` of the field with its words."""
    act: Callable[..., Difficulty]
    may: Callable[[Context, Difficulty], bool]
    label: str
    button: str
    required: bool = True
    """Whether it wants words."""


@router.get(ONE)
def one(context: Signed, number: int) -> Response:
    """One difficulty with its history; 404 for one of a unit that is not the account's to see."""
    return _one(context, number)


@router.post(ONE + "/{step_id}")
def take(context: Signed, number: int, step_id: str, noi_dung: Text = "") -> Response:
    """Take a step; 403 to whoever may not."""
    step = next((step for step in STEPS if step.id == step_id), None)
    if step is None:
        raise HTTPException(404)
    if not step.may(context, _line(context, number).difficulty):
        raise HTTPException(
            403,
            "Khó khăn này đã đóng hoặc đang do cấp khác giải quyết. Hãy mở lại trang để xem ai đang giải quyết.",
        )
    try:
        with context.parts.connections.door() as conn:
            step.act(conn, context.plan, number, noi_dung, as_of=context.today, actor=context.account.name)
    except HotichError as error:
        return _one(context, number, fault_of(error, {"words": step.id}), {step.id: noi_dung}, 400)
    return RedirectResponse(f"{paths.home(context.request)}{PAGE}/{number}", 303)


def _one(
    context: Context, number: int, fault: Fault | None = None, written: Mapping[str, str] = _NOTHING, status: int = 200
) -> Response:  # fmt: skip
    line = _line(context, number)
    here = context.as_of == context.today
    return context.page(
        "difficulty.html",
        status=status,
        here=f"{PAGE}/{number}",
        line=line,
        events=[(event, _owner(context, event)) for event in history(context.conn, number, context.as_of)],
        steps=[step for step in STEPS if here and step.may(context, line.difficulty)],
        typed=TYPED,
        fault=fault,
        written=written,
    )


def _owner(context: Context, event: Event) -> str:
    """Who had it in hand after a step, under the name of that day."""
    if event.owner_unit_id is None:
        return DifficultyLevel.COMMITTEE.term
    return office_title(context.plan.at(event.dated_on), event.owner_unit_id, event.dated_on)


def _line(context: Context, number: int) -> DifficultyLine:
    lines = difficulty_lines(
        context.conn, context.plan, period=(date.min, context.as_of), as_of=context.as_of,
        thresholds=context.thresholds,
    )  # fmt: skip
    for line in lines:
        if line.difficulty.difficulty_id == number:
            return line
    raise HTTPException(404)


def _may_answer(context: Context, one: Difficulty) -> bool:
    """Whoever has it in hand; the committee has no account of its own: the department keeps what it says."""
    if one.state is DifficultyState.CLOSED:
        return False
    return context.sees_all or (one.owner_unit_id is not None and context.may_see(one.owner_unit_id))


def _may_close(context: Context, one: Difficulty) -> bool:
    """Whoever has it in hand, or the unit that was answered."""
    answered = one.state is DifficultyState.ANSWERED and context.may_see(one.unit_id)
    return answered or _may_answer(context, one)


def _may_escalate(context: Context, one: Difficulty) -> bool:
    """The same, while there is a level above."""
    return one.level is not DifficultyLevel.COMMITTEE and _may_close(context, one)


STEPS: Final = (
    Step("tra-loi", answer_difficulty, _may_answer, "Trả lời đơn vị", "Trả lời"),
    Step("chuyen-len", escalate_difficulty, _may_escalate, "Vì sao chuyển lên (có thể bỏ trống)", "Chuyển lên cấp trên",
         required=False),
    Step("dong", close_difficulty, _may_close, "Đã giải quyết thế nào", "Đóng"),
)  # fmt: skip
