"""Counts a stage: a snapshot of its numbers, where it stands against the plan, and the validation report."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import psycopg

from hotich.jobs.batch_folder import BatchFolder
from hotich.plan import Plan, Stage, StageStatus, load_plan
from hotich.progress import (
    NO_DENOMINATOR,
    Adherence,
    metrics,
    queue_metrics,
    read_board,
    stage_table,
    standing_metrics,
    take_snapshot,
    unit_table,
)
from hotich.quality.report import BookLine, write_report
from hotich.registers import register as register_of
from hotich.settings import Settings
from hotich.storage import batches, deliveries, incidents
from hotich.storage.batches import BatchState
from hotich.storage.database import connect

NUMBERS = (
    "planned",
    "delivered",
    "checked",
    "returned",
    "loaded",
    "accepted",
    "books_planned",
    "books_delivered",
    "books_loaded",
)
"""Columns of `stage_progress` that a count answers with."""

TABLE_COLUMNS = {
    "title": "Giai đoạn",
    "window_end": "Hạn",
    "books_planned": "Sổ",
    "books_loaded": "Sổ đã nạp",
    "planned": "Theo thống kê",
    "delivered": "Đã giao",
    "checked": "Đã kiểm tra",
    "returned": "Trả lại",
    "loaded": "Đã nạp",
    "accepted": "Đã nghiệm thu",
    "share": "% đã nạp",
    "status": "Tình trạng",
}
"""Key of a row of `progress_table` → its heading."""


UNIT_COLUMNS = {
    "code": "Mã",
    "name": "Đơn vị",
    "stage_id": "Giai đoạn",
    "register": "Sổ",
    "planned": "Theo thống kê",
    "delivered": "Đã giao",
    "returned": "Trả lại",
    "loaded": "Đã nạp",
    "accepted": "Đã nghiệm thu",
    "share": "% đã nạp",
}
"""Key of a row of `unit_progress` → its heading."""


def count(settings: Settings, stage_id: str, as_of: date) -> dict[str, Any]:
    """Take a snapshot of the stage's numbers as of a day and write its validation report.

    Returns the stage's numbers, `overdue` (its window is over and its work is not done), `snapshot_rows`.
    """
    issued = load_plan(settings.plan)
    plan = issued.at(as_of)
    with connect(settings) as conn:
        run = f"{stage_id}:{datetime.now(UTC):%Y-%m-%dT%H:%M:%S.%fZ}"
        taken = take_snapshot(conn, stage_id, as_of, run)
        # Nobody counts a stage before it opens, yet the inventories say how much it will hold.
        for later in plan.stages:
            if later.window_start > as_of and later.id != stage_id:
                take_snapshot(conn, later.id, as_of, run)
        row = next(row for row in stage_table(conn, as_of) if row["stage_id"] == stage_id)
        report = _write_report(settings, conn, plan, plan.stage(stage_id))
        status = plan.stage(stage_id).status(as_of, done=stage_id in _done(conn, issued, as_of))
    counted = {name: row[name] for name in NUMBERS}
    if status is StageStatus.DONE:
        with connect(settings) as conn:
            incidents.close_lateness(conn, stage_id)
    return {
        "stage_id": stage_id,
        **counted,
        "overdue": status is StageStatus.OVERDUE,
        "status": status.value,
        "snapshot_rows": taken,
        "report": report.name,
    }


def progress_table(settings: Settings, as_of: date) -> list[dict[str, Any]]:
    """One row a stage, in the plan's order: the view `stage_progress`, with `share` and `status` in words."""
    plan = load_plan(settings.plan)
    with connect(settings) as conn:
        rows, done = stage_table(conn, as_of), _done(conn, plan, as_of)
    stages = {stage.id: stage for stage in plan.at(as_of).stages}
    return [
        _with_share(row)
        | {"status": stages[row["stage_id"]].status(as_of, done=row["stage_id"] in done).term}
        for row in rows
    ]


def progress_status(settings: Settings, stage_id: str, as_of: date) -> StageStatus:
    """Where a stage stands on a day, by its window and what was counted of it."""
    plan = load_plan(settings.plan)
    with connect(settings) as conn:
        return plan.at(as_of).stage(stage_id).status(as_of, done=stage_id in _done(conn, plan, as_of))


def unit_progress(settings: Settings, as_of: date) -> list[dict[str, Any]]:
    """One row a unit × register × stage: the view `unit_progress`, with `share`."""
    with connect(settings) as conn:
        return [_with_share(row) for row in unit_table(conn, as_of)]


def _with_share(row: dict[str, Any]) -> dict[str, Any]:
    return {**row, "share": NO_DENOMINATOR if row["loaded_percent"] is None else row["loaded_percent"]}


def readings(settings: Settings, as_of: date, stage_id: str | None = None) -> list[dict[str, Any]]:
    """Every metric as of a day (of one stage, if given), as {name, value, tags}; docs/reference/metrics.md."""
    plan = load_plan(settings.plan)
    with connect(settings) as conn:
        found = metrics(conn, as_of, stage_id) + queue_metrics(conn, as_of, stage_id)
        found += standing_metrics(read_board(conn, plan, as_of), stage_id)
    return [{"name": reading.name, "value": reading.value, "tags": dict(reading.tags)} for reading in found]


def _done(conn: psycopg.Connection[Any], plan: Plan, as_of: date) -> set[str]:
    """Ids of the stages whose work is all done, by where they stand (`plan` as issued)."""
    board = read_board(conn, plan, as_of)
    stages = board.standings(board.scopes(by="stage"))
    return {str(one.scope.stage_id) for one in stages if one.adherence is Adherence.DONE}


def _write_report(settings: Settings, conn: psycopg.Connection[Any], plan: Plan, stage: Stage) -> Path:
    """The validation report of all that this stage has loaded, by GX's results."""
    summaries: list[dict[str, Any]] = []
    lines: list[BookLine] = []
    for batch in batches.list_batches(conn, stage.id, states=(BatchState.LOADED,)):
        validation = BatchFolder(settings, batch.batch_id).read_json("validation.json")
        summaries += [validation["rows"], validation["books"]]
    for file in deliveries.finished_books(conn, stage.id):
        unit = plan.units.by_id(file.unit_id)
        lines.append(
            BookLine(
                f"{unit.name} ({unit.code})",
                register_of(file.register).term,
                file.year,
                file.book_no,
                file.state.term,
                file.rows_read,
                file.rows_returned,
                file.warned_rows,
                file.notices,
            )  # fmt: skip
        )
    path = settings.outbox / "bao_cao" / f"kiem_tra.{stage.id}.html"
    return write_report(path, f"Báo cáo kiểm tra – {stage.name}", summaries, lines)
