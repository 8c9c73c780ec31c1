"""One DAG per stage of the plan: what the plan says decides which DAGs exist, the code repeats no date."""

import os
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

from airflow.sdk import DAG, TaskGroup, task_group

from hotich_airflow.approvals import asking_runs
from hotich_airflow.configuration import DAILY
from hotich_airflow.lateness import lateness_alert
from hotich_airflow.moment import PLAN_ZONE, as_of_param
from hotich_airflow.steps import (
    count,
    discover,
    extract,
    group_id,
    load,
    loaded_alias,
    plan_batches,
    settle,
    stage_asset,
    validate,
    verdict,
)

if TYPE_CHECKING:
    from hotich.plan import Group, Plan, Stage


def dag_id(plan: "Plan", stage: "Stage") -> str:
    """Id of a stage's DAG: `<plan>__<stage>`."""
    return f"{plan.id}__{stage.id}"


def stage_dags(plan: "Plan", wanted: str | None = None) -> list[DAG]:
    """The DAGs of a plan, or only the one `wanted` by id: one per stage, those that amendments add included."""
    stages = plan.at(date.max).stages
    return [stage_dag(plan, stage) for stage in stages if wanted in {None, dag_id(plan, stage)}]


def stage_dag(plan: "Plan", stage: "Stage") -> DAG:
    """The DAG of one stage: discover, then the groups in the plan's order, then count and, beside it, verdict.

    It starts with the window and has no end date: an overdue stage goes on until its work is done.
    """
    with DAG(
        dag_id=dag_id(plan, stage),
        dag_display_name=stage.name,
        description=f"{stage.title} (mục {stage.clause})",
        doc_md=stage_document(plan, stage),
        schedule=os.environ.get("HOTICH_SCHEDULE", DAILY) or None,
        start_date=datetime.combine(stage.window_start, time.min, PLAN_ZONE),
        catchup=False,
        max_active_runs=1,
        is_paused_upon_creation=False,
        tags=[f"plan:{plan.id}", f"tier:{stage.tier}", f"phase:{stage.phase_no}"],
        params={"as_of": as_of_param()},
        deadline=lateness_alert(stage.id, window_ends(plan, stage.id)),
        default_args={"owner": stage.responsible},
    ) as dag:
        _flow(plan.id, stage)
    return dag


def window_ends(plan: "Plan", stage_id: str) -> dict[str, str]:
    """Last day of a stage's window by the day from which it holds: as issued (""), then by each amendment."""
    versions = [("", plan.at(date.min))]
    versions += [(one.effective_from.isoformat(), plan.at(one.effective_from)) for one in plan.amendments]
    ends: dict[str, str] = {}
    for since, version in versions:
        found = [stage for stage in version.stages if stage.id == stage_id]
        if found:
            ends[since] = found[0].window_end.isoformat()
    # A stage that an amendment added has the same end when asked for an earlier day.
    return ends if "" in ends else {"": ends[min(ends)]} | ends


def _flow(plan_id: str, stage: "Stage") -> None:
    """The tasks of one stage, top to bottom."""
    discovered = discover(stage_id=stage.id)
    loads: list[Any] = []
    for group in stage.groups:
        loads.append(_group(stage, group, discovered, after=loads))
    settled = settle(stage_id=stage.id, discovered=discovered)
    counted = count.override(outlets=[stage_asset(stage.id)])(stage_id=stage.id, discovered=discovered)
    loads >> settled >> counted
    asked = asking_runs(plan_id, settled)
    [discovered, *loads, settled, asked] >> verdict()


def _group(stage: "Stage", group: "Group", discovered: Any, after: list[Any]) -> Any:
    """One group of books: batches, each of which is read, checked and loaded on its own.

    Returns the batches' steps, whose end the groups after it wait for, whatever became of them. Each group waits for
    all groups before it: the one right before may have been skipped.
    """
    with TaskGroup(
        group_id=group_id(group.no),
        group_display_name=f"{group.no}. {group.term}",
        tooltip=_registers(group),
    ):
        batch_ids = plan_batches(stage_id=stage.id, group_no=group.no)
        discovered >> batch_ids

        @task_group(group_id="batch", group_display_name="Từng lô")
        def batch(batch_id: str) -> None:
            """Read, check and load one batch."""
            of_batch = {"stage_id": stage.id, "batch_id": batch_id}
            loading = load.override(outlets=[loaded_alias(stage.id)])
            extract(**of_batch) >> validate(**of_batch) >> loading(**of_batch)

        batches = batch.expand(batch_id=batch_ids)
        after >> batches
        return batches


def _registers(group: "Group") -> str:
    """The registers of a group, for its tooltip."""
    return "Các sổ: " + ", ".join(group.registers)


def stage_document(plan: "Plan", stage: "Stage") -> str:
    """What a stage covers and what to do when a run fails, in Vietnamese markdown."""
    groups = "\n".join(f"{group.no}. {group.term} ({', '.join(group.registers)})" for group in stage.groups)
    since = f"{stage.registrations_from:%d/%m/%Y}" if stage.registrations_from else "đầu"
    return f"""\
**{stage.name}**: {stage.title} ({plan.name}, mục {stage.clause}).

Số hoá các việc hộ tịch đăng ký từ {since} đến {stage.registrations_until:%d/%m/%Y},
làm từ {stage.window_start:%d/%m/%Y} đến {stage.window_end:%d/%m/%Y}. Đơn vị thực hiện: {stage.responsible}.
Quá hạn mà chưa xong thì vẫn chạy tiếp và được đánh dấu *quá hạn*. Chưa đến ngày mở thì các bước bị bỏ qua (skipped).

Thứ tự các nhóm sổ:

{groups}

Mỗi lô sổ đi qua ba bước: đọc và chuẩn hoá, kiểm tra, nạp. Lô hỏng không chặn các lô khác.

**Khi một lần chạy báo lỗi (failed)**

1. Mở bước *Kết luận*: nhật ký kể tên từng bước hỏng.
2. Mở nhật ký của bước ấy: dòng lỗi nói cái gì sai, ở đâu, phải làm gì.
3. Tệp giao nộp sai: đơn vị sửa và nộp lại, lần chạy sau tự nhận; không phải bấm gì.
4. Hạ tầng (cơ sở dữ liệu, đĩa, mạng): sửa xong bấm *Clear* bước hỏng. Chạy lại luôn an toàn: không nạp trùng.
"""
