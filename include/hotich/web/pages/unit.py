"""A unit: where it stands, what to do next, what came back, its books one by one."""

from collections.abc import Sequence
from typing import Any

from fastapi import APIRouter, HTTPException
from starlette.responses import Response

from hotich.charts import Aged, ages, bars, gantt, s_curve
from hotich.progress import Scope, queue_by_book
from hotich.progress.books import books_of, returned_files
from hotich.registers import REGISTERS
from hotich.storage.states import BookState, FileKind, FileState
from hotich.units import Level, Unit
from hotich.web.attention import other_notices
from hotich.web.baselines import choices
from hotich.web.context import Context, Signed
from hotich.web.figures import DOWNLOADS, Figure, Figures, download, figures
from hotich.web.places import DISTRICT, UNIT, called
from hotich.web.tasks import tasks

router = APIRouter()

Line = dict[str, Any]


@router.get(UNIT)
def unit(context: Signed, unit_id: int) -> Response:
    """Answers 404 for a unit that there is not, is not in the plan, or is not the account's to see."""
    found = _unit(context, unit_id)
    board = context.board
    standing = board.standing(Scope(unit_id=unit_id))
    district = context.plan.district_of(found) if found.level is Level.COMMUNE else None
    if district is not None and not context.may_see(district.unit_id):
        district = None  # its page would not open
    queue = _queue(context, found)
    books = books_of(context.conn, unit_id, context.today)
    heir = _heir(context, found)
    former = called(
        board.plan, [board.standing(Scope(unit_id=one.unit_id)) for one in _former(context, found)], "unit"
    )
    return context.page(
        "unit.html",
        unit=found,
        unit_name=context.plan.maker(found, found.valid_to or context.as_of),
        district=district,
        district_path=DISTRICT.format(unit_id=district.unit_id) if district else None,
        standing=standing,
        heir=heir,
        former=former,
        has_books=bool(standing.books_planned or standing.books_delivered) or not former,
        notices=list(other_notices(standing, board.plan)),
        baselines=choices(context.plan, context.as_of),
        tasks=tasks(board.plan, standing, books, queue, (heir or found).name, context.today),
        books=books,
        registers={code: register.term for code, register in REGISTERS.items()},
        stage_names={one.id: one.name for one in board.plan.stages},
        book_states=BookState,
        files=returned_files(context.conn, unit_id, context.as_of),
        file_kinds=FileKind,
        file_states=FileState,
        figures=_figures(context, found, queue),
    )


@router.get(UNIT + DOWNLOADS + "{name}")
def unit_figure(context: Signed, unit_id: int, name: str) -> Response:
    """A figure of this page as a file."""
    found = _unit(context, unit_id)
    return download(_figures(context, found, _queue(context, found)), name)


def _unit(context: Context, unit_id: int) -> Unit:
    try:
        found = context.plan.units.by_id(unit_id)
    except KeyError:
        raise HTTPException(404) from None
    if not context.may_see(unit_id):
        raise HTTPException(404)
    return found


def _heir(context: Context, unit: Unit) -> Unit | None:
    """Who answers for its books on the data date, if not itself."""
    heir = context.plan.units.successor(unit, context.as_of)
    return heir if heir is not None and heir.unit_id != unit.unit_id else None


def _former(context: Context, unit: Unit) -> list[Unit]:
    """Units that are no more, for whose books it answers."""
    units = context.plan.units
    found = []
    for one in units:
        if one.unit_id != unit.unit_id and one.valid_to is not None and one.valid_to < context.as_of:
            heir = units.successor(one, context.as_of)
            if heir is not None and heir.unit_id == unit.unit_id and context.may_see(one.unit_id):
                found.append(one)
    return found


def _queue(context: Context, unit: Unit) -> list[Line]:
    return queue_by_book(context.conn, context.today, unit.code)


def _figures(context: Context, unit: Unit, queue: Sequence[Line]) -> Figures:
    board, scope = context.board, Scope(unit_id=unit.unit_id)
    stages = called(board.plan, board.standings(board.scopes(unit_id=unit.unit_id, by="stage")), "stage")
    groups = called(board.plan, board.standings(board.scopes(unit_id=unit.unit_id, by="group")), "group")
    kinds: dict[str, list[Line]] = {}
    for line in queue:
        kinds.setdefault(line["what"], []).append(line)
    aged = [
        Aged(
            what[:1].upper() + what[1:],
            *(sum(one[age] for one in lines) for age in ("within_7", "within_30", "over_30")),
        )
        for what, lines in kinds.items()
    ]
    aged.sort(key=lambda one: (-one.over_30, -one.items))
    made = [ages(aged, title="Việc đang mở theo tuổi", as_of=context.today)] if aged else []
    if groups:
        made += [
            gantt(stages),
            s_curve(board.course(scope), board.standing(scope)),
            bars(groups, title="Từng nhóm sổ", what="nhóm sổ", id="nhom-so"),
        ]
    return figures(*(Figure(chart, wide=False) for chart in made))
