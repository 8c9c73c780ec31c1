"""A district: its own books and those of its communes; and all districts beside each other."""

from fastapi import APIRouter, HTTPException
from starlette.responses import Response

from hotich.charts import bars, gantt, matrix, s_curve
from hotich.progress import Scope, Standing, worst_first
from hotich.units import Level, Unit
from hotich.web.attention import late_parts, other_notices
from hotich.web.baselines import choices
from hotich.web.context import Context, Signed
from hotich.web.figures import DOWNLOADS, Figure, Figures, download, figures
from hotich.web.pages.stage import row_of
from hotich.web.places import DISTRICT, called, home_scope, page_of

router = APIRouter()

DISTRICTS = "/dia-ban"


@router.get(DISTRICTS)
def districts(context: Signed) -> Response:
    """All districts that the account may see, the latest first."""
    found = _districts(context)
    return context.page("districts.html", standings=found, path_of=page_of, figures=_compared(found))


@router.get(DISTRICTS + DOWNLOADS + "{name}")
def districts_figure(context: Signed, name: str) -> Response:
    """A figure of that page as a file."""
    return download(_compared(_districts(context)), name)


@router.get(DISTRICT)
def district(context: Signed, unit_id: int) -> Response:
    """Answers 404 for what is no district or not the account's to see."""
    unit = _district(context, unit_id)
    board = context.board
    standing = board.standing(Scope(district_id=unit_id))
    units = _units(context, unit_id)
    return context.page(
        "district.html",
        unit=unit,
        standing=standing,
        units=units,
        late=late_parts(units, "đơn vị"),
        notices=list(other_notices(standing, board.plan)),
        baselines=choices(context.plan, context.as_of),
        figures=_figures(context, unit),
    )


@router.get(DISTRICT + DOWNLOADS + "{name}")
def district_figure(context: Signed, unit_id: int, name: str) -> Response:
    """A figure of this page as a file."""
    return download(_figures(context, _district(context, unit_id)), name)


def _districts(context: Context) -> list[Standing]:
    own = home_scope(context)
    found = context.board.scopes(district_id=own.district_id, unit_id=own.unit_id, by="district")
    return worst_first(context.board.standings(found))


def _compared(found: list[Standing]) -> Figures:
    if not found:
        return {}
    chart = bars(found, title="Các địa bàn, chậm nhất trước", what="địa bàn", id="dia-ban")
    return figures(Figure(chart, links=[page_of(one) for one in found]))


def _district(context: Context, unit_id: int) -> Unit:
    try:
        unit = context.plan.units.by_id(unit_id)
    except KeyError:
        raise HTTPException(404) from None
    if unit.level is not Level.DISTRICT or not context.may_see(unit_id):
        raise HTTPException(404)
    return unit


def _units(context: Context, unit_id: int) -> list[Standing]:
    found = context.board.standings(context.board.scopes(district_id=unit_id, by="unit"))
    return called(context.board.plan, worst_first(found), "unit")


def _figures(context: Context, unit: Unit) -> Figures:
    board, scope = context.board, Scope(district_id=unit.unit_id)
    stages = called(board.plan, board.standings(board.scopes(district_id=unit.unit_id, by="stage")), "stage")
    units = _units(context, unit.unit_id)
    if not units:
        return {}
    by_unit = bars(units, title="Các đơn vị, chậm nhất trước", what="đơn vị", id="don-vi", most=len(units))
    cells = {one.title: row_of(context, one, [group.id for group in board.plan.groups]) for one in units}
    links = [page_of(one) for one in units]
    terms = [group.term for group in board.plan.groups]
    both = matrix(cells, terms, title="Đơn vị và nhóm sổ", as_of=context.as_of)
    return figures(
        Figure(s_curve(board.course(scope), board.standing(scope)), wide=False),
        Figure(gantt(stages), wide=False),
        Figure(by_unit, links=links),
        Figure(both, "Mỗi ô là tỷ lệ đã nghiệm thu của một nhóm sổ.", links),
    )
