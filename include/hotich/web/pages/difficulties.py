"""Difficulties (khó khăn, vướng mắc): what waits and with whom, and the form by which a unit reports one."""

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Form, Query
from starlette.responses import RedirectResponse, Response

from hotich.difficulties import difficulty_lines, record_difficulty, summarise, unit_title
from hotich.difficulties.free_text import LONGEST
from hotich.errors import HotichError, InputError
from hotich.storage.states import DifficultyLevel
from hotich.units import Unit
from hotich.web import paths
from hotich.web.context import Context, Signed
from hotich.web.faults import Fault, fault_of

router = APIRouter()

PAGE = "/kho-khan"
TYPED = 4 * LONGEST
"""Letters that a field takes: too long a text is told, not cut off."""
Text = Annotated[str, Form(max_length=2 * TYPED)]
"""A line's end that a field counts as one letter arrives as two."""
Short = Annotated[str, Form(max_length=100)]
LevelId = Annotated[str, Query(alias="cap")]
KindId = Annotated[str, Query(alias="loai")]

_FIELDS = {
    "unit": "don-vi",
    "kind": "loai",
    "stage_id": "giai-doan",
    "words": "noi-dung-kk",
    "request": "de-nghi",
}
_BLANK = dict.fromkeys(("don_vi", "loai", "giai_doan", "noi_dung", "de_nghi"), "")
"""The form before anything is written into it."""


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
    try:
        unit = {str(unit.unit_id): unit for unit in _reporting(context)}.get(don_vi)
        if unit is None:
            raise InputError("unit", "Chọn đơn vị gặp khó khăn, trong các đơn vị mà tài khoản này được xem.")
        if not loai:
            raise InputError("kind", "Chọn loại khó khăn, loại gần đúng nhất trong danh sách.")
        with context.parts.connections.door() as conn:
            number = record_difficulty(
                conn, context.plan, context.thresholds, unit, kind=loai, words=noi_dung, request=de_nghi,
                stage_id=giai_doan or None, as_of=context.today, actor=context.account.name,
            )  # fmt: skip
    except HotichError as error:
        written = {
            "don_vi": don_vi, "loai": loai, "giai_doan": giai_doan, "noi_dung": noi_dung, "de_nghi": de_nghi,
        }  # fmt: skip
        return _list(context, "", "", fault_of(error, _FIELDS), written, 400)
    return RedirectResponse(f"{paths.home(context.request)}{PAGE}/{number}", 303)


def _list(
    context: Context, level: str, kind: str, fault: Fault | None = None, written: Mapping[str, str] = _BLANK,
    status: int = 200,
) -> Response:  # fmt: skip
    thresholds = context.thresholds
    wanted = DifficultyLevel(level) if level in set(DifficultyLevel) else None
    lines = difficulty_lines(
        context.conn, context.plan, as_of=context.as_of, level=wanted, thresholds=thresholds
    )
    kept = [line for line in lines if kind in {"", line.kind.id}]
    return context.page(
        "difficulties.html",
        status=status,
        lines=kept,
        summaries=summarise(kept),
        levels=list(DifficultyLevel),
        kinds=thresholds.difficulties,
        level=level,
        kind=kind,
        units=[(str(unit.unit_id), unit_title(context.plan, unit)) for unit in _reporting(context)],
        stages=[
            stage for stage in context.plan.at(context.as_of).stages if stage.window_start <= context.as_of
        ],
        typed=TYPED,
        writable=context.as_of == context.today,
        fault=fault,
        written=written,
    )


def _reporting(context: Context) -> list[Unit]:
    """The units for whom the account may report: its own, and those that it sees and that are there today."""
    units = [
        unit
        for unit in context.plan.units.active(context.today)
        if context.may_see(unit.unit_id)
        and context.plan.includes(unit)
        and unit.unit_id != context.account.unit_id
    ]
    units.sort(key=lambda unit: (unit.level.rank, unit.code))
    return [context.unit, *units]
