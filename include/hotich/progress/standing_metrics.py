"""Metrics of where work stands against its plan: each described once, each read from a `Standing`."""

from collections.abc import Iterator
from typing import Final

from hotich.progress.board import Board
from hotich.progress.metrics import Metric, Reading
from hotich.progress.standing import Adherence, Scope, Standing

STANDING_TAGS: Final = ("scope", "stage", "unit")
PLAN, STAGE, UNIT = "plan", "stage", "unit"
"""Values of the tag `scope`: the whole plan, a stage, a unit in a stage. Never add figures of two scopes."""

STANDING_METRICS: Final = (
    Metric("hotich.standing.target", "target", "case", "Chỉ tiêu", "Cases to be accepted by the end of the window"),
    Metric("hotich.standing.planned_by_now", "planned_by_now", "case", "Phải đạt đến nay", "Planned value: cases planned to be accepted by the data date"),
    Metric("hotich.standing.earned", "earned", "case", "Đã đạt", "Earned value: accepted cases within the denominator"),
    Metric("hotich.standing.months_ahead", "months_ahead", "month", "Sớm (+) hoặc chậm (−), tháng", "Earned time less actual time; not emitted where it can't be said"),
    Metric("hotich.standing.spi_t", "spi_t", "index", "SPI(t)", "Earned time / actual time; not emitted where it can't be said"),
    Metric("hotich.standing.adherence", "adherence", "code", "Tình trạng", "How work keeps to its plan, as a code"),
    Metric("hotich.standing.overdue", "overdue", "flag", "Quá hạn", "1: the window is over and the work is not done; else 0"),
    Metric("hotich.standing.pace", "pace", "case a day", "Tốc độ đang đạt", "Cases accepted per working day over the last 4 weeks"),
    Metric("hotich.standing.pace_needed", "pace_needed", "case a day", "Tốc độ cần", "Cases per working day to be done in time; not emitted once the window is over"),
    Metric("hotich.standing.in_time", "in_time", "ratio", "Xác suất kịp hạn", "Share of the forecasts that end within the deadline; not emitted without enough data"),
    Metric("hotich.standing.units_without_denominator", "units_without_denominator", "unit", "Đơn vị chưa gửi thống kê", "Units that have to digitise here and have sent no inventory"),
)  # fmt: skip


ADHERENCE_CODES: Final = {adherence: code for code, adherence in enumerate(Adherence)}

LIMIT_METRICS: Final = (
    Metric("hotich.limit.on_time", "on_time_from", "index", "Đúng tiến độ từ", "SPI(t) from which work is on time, by the plan"),
    Metric("hotich.limit.late", "late_from", "index", "Chậm nghiêm trọng dưới", "SPI(t) below which work is very late, by the plan"),
)  # fmt: skip
"""Of the plan's `tracking`; without tags."""


def limit_metrics(board: Board) -> list[Reading]:
    """What the plan calls on time and late."""
    tracking = board.plan.tracking
    return [Reading(one.name, float(getattr(tracking, one.column)), {}) for one in LIMIT_METRICS]


def standing_metrics(board: Board, stage_id: str | None = None) -> list[Reading]:
    """Where the plan, its stages and each unit in them stand (of one stage, if given: that one and its units)."""
    return [
        Reading(metric.name, value, tags)
        for standing, tags in _standings(board, stage_id)
        for metric in STANDING_METRICS
        if (value := _value(standing, metric.column)) is not None
    ]


def _standings(board: Board, stage_id: str | None) -> Iterator[tuple[Standing, dict[str, str]]]:
    if stage_id is None:
        yield board.standing(Scope()), _tags(PLAN)
    stages = [stage_id] if stage_id else [stage.id for stage in board.plan.stages]
    for one in stages:
        yield board.standing(Scope(stage_id=one)), _tags(STAGE, one)
        units = board.scopes(stage_id=one, by="unit")
        for scope, standing in zip(units, board.standings(units), strict=True):
            assert scope.unit_id is not None
            yield standing, _tags(UNIT, one, board.plan.units.by_id(scope.unit_id).code)


def _tags(scope: str, *places: str) -> dict[str, str]:
    """Only what applies: the whole plan has no stage, a stage no unit."""
    return dict(zip(STANDING_TAGS, (scope, *places), strict=False))


def _value(standing: Standing, column: str) -> float | None:
    if column == "adherence":
        return ADHERENCE_CODES[standing.adherence]
    found = standing.forecast if column == "in_time" else standing
    value = None if found is None else getattr(found, column)
    return None if value is None else float(value)
