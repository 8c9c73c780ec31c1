"""A stage: its curve with the forecast, group by group, district by district, the units worst first."""

from dataclasses import replace
from typing import Final

from fastapi import APIRouter
from starlette.responses import Response

from hotich.charts import bars, matrix, s_curve
from hotich.plan import Stage
from hotich.progress import Scope, Standing, worst_first
from hotich.web.attention import late_parts, other_notices
from hotich.web.baselines import choices
from hotich.web.context import Context, Signed
from hotich.web.figures import DOWNLOADS, Figure, Figures, download, figures
from hotich.web.pages.units import LATE, MISSING, UNITS, UNORDERED
from hotich.web.places import STAGE, called, home_scope, page_of

router = APIRouter()

_MOST_ROWS: Final = 25
"""Of unit × group: more nobody compares; the district's page has all of its own."""


@router.get(STAGE)
def stage(context: Signed, stage_id: str) -> Response:
    """Answers with a sentence that lists the stages when there is none of that name."""
    found = context.board.plan.stage(stage_id)
    board = context.board
    standing = board.standing(home_scope(context, stage_id=stage_id))
    units = f"{UNITS}?giai-doan={stage_id}"
    return context.page(
        "stage.html",
        stage=found,
        stages=board.plan.stages,
        standing=standing,
        late=late_parts(_units(context, found), "đơn vị", more_path=f"{units}&loc={LATE}"),
        notices=list(
            other_notices(
                standing,
                board.plan,
                units_path=f"{units}&loc={MISSING}",
                unordered_path=f"{units}&loc={UNORDERED}",
            )
        ),
        units_path=units,
        baselines=choices(context.plan, context.as_of),
        figures=_figures(context, found),
    )


@router.get(STAGE + DOWNLOADS + "{name}")
def stage_figure(context: Signed, stage_id: str, name: str) -> Response:
    """A figure of this page as a file."""
    return download(_figures(context, context.board.plan.stage(stage_id)), name)


def _units(context: Context, stage: Stage) -> list[Standing]:
    scope = home_scope(context, stage_id=stage.id)
    found = worst_first(context.board.standings(_below(context, scope, "unit")))
    return called(context.board.plan, found, "unit")


def _below(context: Context, scope: Scope, by: str) -> list[Scope]:
    return context.board.scopes(
        stage_id=scope.stage_id, district_id=scope.district_id, unit_id=scope.unit_id, by=by
    )


def _figures(context: Context, stage: Stage) -> Figures:
    board = context.board
    scope = home_scope(context, stage_id=stage.id)
    groups = called(board.plan, board.standings(_below(context, scope, "group")), "group")
    units = _units(context, stage)
    course = Figure(s_curve(board.course(scope), board.standing(scope)))
    by_group = groups and Figure(
        bars(groups, title="Từng nhóm sổ, theo thứ tự của kế hoạch", what="nhóm sổ", id="nhom-so"),
        wide=len(units) < 2,
    )
    by_unit = len(units) > 1 and Figure(
        bars(units, title="Các đơn vị, chậm nhất trước", what="đơn vị", id="don-vi", most=12),
        links=[page_of(one) for one in units],
        wide=False,
    )
    return figures(course, by_group or None, by_unit or None, _by_both(context, stage, units[:_MOST_ROWS]))


def _by_both(context: Context, stage: Stage, units: list[Standing]) -> Figure | None:
    if len(units) < 2:
        return None
    cells = {one.title: row_of(context, one, [group.id for group in stage.groups]) for one in units}
    chart = matrix(
        cells,
        [group.term for group in stage.groups],
        title="Đơn vị và nhóm sổ",
        as_of=context.as_of,
    )
    return Figure(
        chart,
        f"{len(units)} đơn vị chậm nhất; mỗi ô là tỷ lệ đã nghiệm thu của một nhóm sổ.",
        [page_of(one) for one in units],
    )


def row_of(context: Context, unit: Standing, group_ids: list[str]) -> list[Standing | None]:
    """A unit's standings group by group; None where it has no such books."""
    found = [context.board.standing(replace(unit.scope, group_id=one)) for one in group_ids]
    return [one if one.books_planned or one.books_delivered else None for one in found]
