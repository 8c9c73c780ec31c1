"""The plan: its stages on a time line, how far ahead or behind in months, where to look, district by district."""

from fastapi import APIRouter
from starlette.responses import RedirectResponse, Response

from hotich.charts import bars, gantt, s_curve
from hotich.progress import Scope, worst_first
from hotich.storage.states import AccountRole
from hotich.text.shown import show_day
from hotich.web.attention import late_parts, other_notices, passed_deadlines
from hotich.web.baselines import choices
from hotich.web.context import Context, Signed
from hotich.web.figures import DOWNLOADS, Figure, Figures, download, figures
from hotich.web.pages.units import MISSING, UNITS, UNORDERED
from hotich.web.paths import home
from hotich.web.places import DISTRICT, UNIT, page_of

router = APIRouter()


@router.get("/")
def overview(context: Signed) -> Response:
    """Who sees one district or unit only begins there."""
    account = context.account
    if account.role is not AccountRole.PROVINCE:
        path = (DISTRICT if account.role is AccountRole.DISTRICT else UNIT).format(unit_id=account.unit_id)
        query = f"?{context.request.url.query}" if context.request.url.query else ""
        return RedirectResponse(home(context.request) + path + query, 303)
    board = context.board
    whole = board.standing(Scope())
    stages = board.standings(board.scopes(by="stage"))
    return context.page(
        "overview.html",
        plan=board.plan,
        standing=whole,
        late=late_parts(stages, "giai đoạn"),
        notices=[
            *passed_deadlines(whole, board.plan),
            *other_notices(
                whole,
                board.plan,
                units_path=f"{UNITS}?loc={MISSING}",
                unordered_path=f"{UNITS}?loc={UNORDERED}",
            ),
        ],
        deadlines=board.plan.deadlines_on(context.as_of),
        baselines=choices(context.plan, context.as_of),
        figures=_figures(context),
    )


@router.get(DOWNLOADS + "{name}")
def overview_figure(context: Signed, name: str) -> Response:
    """A figure of this page as a file."""
    return download(_figures(context), name)


def _figures(context: Context) -> Figures:
    board = context.board
    whole = board.standing(Scope())
    stages = board.standings(board.scopes(by="stage"))
    districts = worst_first(board.standings(board.scopes(by="district")))
    flags = [(one.on, f"Hạn {show_day(one.on)}") for one in board.plan.deadlines_on(context.as_of)]
    line = Figure(
        gantt(stages, deadlines=flags),
        "Phần tô đậm là tỷ lệ đã nghiệm thu, vẽ theo chiều dài của thời hạn; vạch chấm đi tới ngày dự kiến xong.",
        [page_of(one) for one in stages],
    )
    places = districts and Figure(
        bars(districts, title="Các địa bàn, chậm nhất trước", what="địa bàn", id="dia-ban"),
        links=[page_of(one) for one in districts],
        wide=False,
    )
    course = s_curve(board.course(Scope()), whole, flags=[one for one in flags if one[0] != whole.end])
    return figures(line, Figure(course, wide=not places), places or None)
