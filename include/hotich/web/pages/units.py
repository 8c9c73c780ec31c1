"""All units, the latest first, as a list to search in and to filter."""

from collections.abc import Callable, Mapping
from typing import Annotated, Final

from fastapi import APIRouter, Query
from starlette.responses import Response

from hotich.charts import bars
from hotich.progress import Adherence, Standing, worst_first
from hotich.text.folding import fold_plain
from hotich.web.context import Context, Signed
from hotich.web.figures import DOWNLOADS, Figure, Figures, download, figures
from hotich.web.places import called, home_scope, page_of

router = APIRouter()

UNITS = "/don-vi"
LATE: Final = "chua-dung-tien-do"
MISSING: Final = "thieu-thong-ke"
UNORDERED: Final = "sai-thu-tu"
_FILTERS: Final[Mapping[str, tuple[str, Callable[[Standing], bool]]]] = {
    "": ("Tất cả", lambda _: True),
    LATE: ("Chưa đúng tiến độ", lambda one: one.adherence in {Adherence.LATE, Adherence.VERY_LATE}),
    "qua-han": ("Có giai đoạn quá hạn", lambda one: bool(one.overdue_stages)),
    "kho-kip-han": ("Khó kịp hạn", lambda one: one.unlikely),
    MISSING: ("Chưa gửi thống kê", lambda one: one.planned is None),
    "dang-tra-lai": ("Đang có dòng trả lại", lambda one: one.returned > 0),
    UNORDERED: ("Làm nhóm sổ chưa đến lượt", lambda one: one.units_out_of_order > 0),
    "xong": ("Đã hoàn thành", lambda one: one.adherence is Adherence.DONE),
}
"""`loc` → its words, and which units it keeps."""

StageId = Annotated[str | None, Query(alias="giai-doan")]
Kept = Annotated[str, Query(alias="loc")]
Words = Annotated[str, Query(alias="tim", max_length=80)]


@router.get(UNITS)
def units(context: Signed, stage_id: StageId = None, kept: Kept = "", words: Words = "") -> Response:
    """`giai-doan`: of one stage; `loc`: one of the filters; `tim`: part of the name."""
    found = _units(context, stage_id, kept, words)
    return context.page(
        "units.html",
        standings=found,
        stage_id=stage_id or "",
        stages=context.board.plan.stages,
        filters={value: title for value, (title, _) in _FILTERS.items()},
        kept=kept,
        words=words,
        figures=_figures(found),
        query={"giai-doan": stage_id, "loc": kept, "tim": words},
    )


@router.get(UNITS + DOWNLOADS + "{name}")
def units_figure(
    context: Signed, name: str, stage_id: StageId = None, kept: Kept = "", words: Words = ""
) -> Response:
    """The list as a file."""
    return download(_figures(_units(context, stage_id, kept, words)), name)


def _units(context: Context, stage_id: str | None, kept: str, words: str) -> list[Standing]:
    board = context.board
    if stage_id:
        board.plan.stage(stage_id)
    own = home_scope(context, stage_id=stage_id or None)
    scopes = board.scopes(stage_id=own.stage_id, district_id=own.district_id, unit_id=own.unit_id, by="unit")
    found = called(board.plan, worst_first(board.standings(scopes)), "unit")
    wanted = fold_plain(words)
    fits = _FILTERS.get(kept, _FILTERS[""])[1]
    return [one for one in found if fits(one) and wanted in fold_plain(one.title)]


def _figures(found: list[Standing]) -> Figures:
    if not found:
        return {}
    chart = bars(found, title="Các đơn vị, chậm nhất trước", what="đơn vị", id="don-vi")
    return figures(Figure(chart, links=[page_of(one) for one in found]))
