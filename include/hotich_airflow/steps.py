"""The steps of a stage as Airflow tasks: each is a sentence and one call of `hotich.jobs`.

XCom carries ids and counts only. `hotich.jobs` is imported inside the tasks, because the DAG processor
reads this module again and again and needs none of the heavy libraries.
"""

import logging
from datetime import date
from typing import TYPE_CHECKING, Any

from airflow.sdk import Asset, AssetAlias, TriggerRule, get_current_context, task
from airflow.sdk.bases.xcom import BaseXCom
from airflow.sdk.exceptions import AirflowFailException, AirflowSkipException, DownstreamTasksSkipped

from hotich_airflow.approvals import request_of
from hotich_airflow.failures import RETRYING, record_failure
from hotich_airflow.measures import emit
from hotich_airflow.moment import run_day, task_settings
from hotich_airflow.pools import CHECKS_POOL, DATABASE_POOL, FILES_POOL

if TYPE_CHECKING:
    from hotich.plan import Plan

log = logging.getLogger(__name__)

Counts = dict[str, Any]

_FILES = {**RETRYING, "pool": FILES_POOL, "on_failure_callback": record_failure, "multiple_outputs": False}
_CHECKS = {**_FILES, "pool": CHECKS_POOL}
_DATABASE = {**_FILES, "pool": DATABASE_POOL}
_BATCH_NAME = "{{ task.op_kwargs['batch_id'] }}"


def register_asset(code: str) -> Asset:
    """What is announced when cases of one register (`KS`, …) were loaded."""
    return Asset(name=f"hotich_register_{code}", uri=f"hotich://register/{code}", group="hotich")


def stage_asset(stage_id: str) -> Asset:
    """What is announced when the numbers of one stage were counted."""
    return Asset(name=f"hotich_stage_{stage_id}", uri=f"hotich://stage/{stage_id}", group="hotich")


def loaded_alias(stage_id: str) -> AssetAlias:
    """The alias under which a stage's loads announce the registers they changed."""
    return AssetAlias(name=f"hotich_loaded_{stage_id}", group="hotich")


def as_of() -> date:
    """The day the running task's run stands for."""
    context = get_current_context()
    return run_day(context["dag_run"], context["params"])


def why_closed(plan: "Plan", stage_id: str, day: date) -> str | None:
    """Why a stage has no work on a day yet, by the plan in force on it; None once its window is open."""
    stage = next((one for one in plan.stages if one.id == stage_id), None)
    if stage is None:
        return f"Ngày {day:%d/%m/%Y} kế hoạch chưa có giai đoạn {stage_id}. Không có việc gì phải làm."
    if day < stage.window_start:
        return (
            f"{stage.name} chưa mở: bắt đầu {stage.window_start:%d/%m/%Y}, "
            f"lần chạy này tính đến {day:%d/%m/%Y}. Không có việc gì phải làm."
        )
    return None


def group_id(group_no: int) -> str:
    """Id of the task group that holds the steps of one group of books."""
    return f"group_{group_no}"


@task(task_display_name="Nhận tệp giao nộp", **_FILES)
def discover(stage_id: str) -> Counts:
    """Register the files that units delivered, and skip the groups of books that have no work; skipped before the window."""
    from hotich import jobs
    from hotich.plan import load_plan

    settings, day = task_settings(), as_of()
    plan = load_plan(settings.plan).at(day)
    if closed := why_closed(plan, stage_id, day):
        raise AirflowSkipException(closed)
    counts = jobs.discover(settings, stage_id, day)
    emit(settings, stage_id, day)
    _skip_all_but(jobs.open_groups(settings, stage_id, day), counts)
    return counts


def _skip_all_but(open_groups: list[int], counts: Counts) -> None:
    """End the running task and with it, at once, all steps of the other groups: each would cost a start to do nothing."""
    context = get_current_context()
    kept = {group_id(no) for no in open_groups}
    of_groups = [step for step in context["dag"].task_ids if "." in step]
    idle = [step for step in of_groups if step.split(".")[0] not in kept]
    if idle:
        # What ends a task in this way leaves no answer behind, so that it has to be left before.
        context["ti"].xcom_push(BaseXCom.XCOM_RETURN_KEY, counts)
        raise DownstreamTasksSkipped(tasks=idle)  # type: ignore[no-untyped-call]


@task(task_display_name="Chia lô", **_FILES)
def plan_batches(stage_id: str, group_no: int) -> list[str]:
    """Put a group's open books into bounded batches, while the groups before are still worked on."""
    from hotich import jobs

    return jobs.plan_batches(task_settings(), stage_id, group_no, as_of())


@task(
    task_display_name="Đọc và chuẩn hoá",
    map_index_template=_BATCH_NAME,
    weight_rule="absolute",
    trigger_rule=TriggerRule.ALL_DONE,
    **_FILES,
)
def extract(stage_id: str, batch_id: str) -> Counts:  # noqa: ARG001 - the record of a failure names the stage
    """Read a batch of books and normalise their text, keeping the written words; the groups before are done, well or ill."""
    from hotich import jobs

    return jobs.extract(task_settings(), batch_id)


@task(
    task_display_name="Kiểm tra",
    map_index_template=_BATCH_NAME,
    weight_rule="absolute",
    priority_weight=2,
    **_CHECKS,
)
def validate(stage_id: str, batch_id: str) -> Counts:
    """Check a batch with Great Expectations: which rows return, which carry a warning."""
    from hotich import jobs

    settings = task_settings()
    counts = jobs.validate(settings, batch_id)
    emit(settings, stage_id, as_of())
    return counts


@task(
    task_display_name="Nạp",
    map_index_template=_BATCH_NAME,
    weight_rule="absolute",
    priority_weight=3,
    **_DATABASE,
)
def load(stage_id: str, batch_id: str) -> Counts:
    """Publish a batch in one fenced transaction and announce the register if anything changed."""
    from hotich import jobs

    settings = task_settings()
    counts = jobs.load(settings, batch_id)
    emit(settings, stage_id, as_of())
    if counts.get("loaded") or counts.get("changed"):
        alias = loaded_alias(stage_id)
        events = get_current_context()["outlet_events"][alias]
        events.add(register_asset(counts["register"]), extra=_numbers(counts) | {"batch_id": batch_id})
    return counts


@task(task_display_name="Đối chiếu và nghiệm thu", trigger_rule=TriggerRule.ALL_DONE, **_DATABASE)
def settle(stage_id: str, discovered: Any) -> list[dict[str, Any]]:
    """Match scans, compare keyings, sample and accept books; what waits for a person's decision is the answer."""
    from hotich import jobs

    if discovered is None:
        raise AirflowSkipException("Bước nhận tệp không có kết quả nên không đối chiếu.")
    settled = jobs.settle(task_settings(), stage_id, as_of())
    log.info("%s", settled)
    return [request_of(approval_id) for approval_id in settled["approvals"]]


@task(task_display_name="Thống kê tiến độ", trigger_rule=TriggerRule.ALL_DONE, **_DATABASE)
def count(stage_id: str, discovered: Any) -> Counts:
    """Take the stage's numbers, announce them and send them to the metrics server."""
    from hotich import jobs

    if discovered is None:
        raise AirflowSkipException("Bước nhận tệp không có kết quả nên không thống kê.")
    settings, day = task_settings(), as_of()
    counts = jobs.count(settings, stage_id, day)
    get_current_context()["outlet_events"][stage_asset(stage_id)].extra = _numbers(counts)
    emit(settings, stage_id, day)
    if counts.get("overdue"):
        log.warning("Giai đoạn đã QUÁ HẠN mà chưa xong: vẫn chạy tiếp, đã đánh dấu quá hạn trong tiến độ.")
    return counts


@task(task_display_name="Kết luận", trigger_rule=TriggerRule.ALL_DONE, retries=2)
def verdict() -> str:
    """End the run as failed if any step of any batch did, naming them; skipped when nothing ran."""
    context = get_current_context()
    instance = context["ti"]
    states = instance.get_task_states(dag_id=instance.dag_id, run_ids=[instance.run_id])[instance.run_id]
    failed = sorted(name for name, state in states.items() if state == "failed")
    if failed:
        raise AirflowFailException(
            f"{len(failed)} bước hỏng: {', '.join(failed[:20])}. Mở nhật ký của từng bước, làm theo lý do "
            "ở đó rồi bấm Clear bước ấy (các bước sau chạy lại theo); các lô khác đã nạp xong, không mất gì."
        )
    if states.get("discover") == "skipped":
        raise AirflowSkipException("Giai đoạn chưa mở: lần chạy này không làm gì.")
    return "Mọi lô đều xong."


def _numbers(counts: Counts) -> dict[str, Any]:
    """Only the whole numbers of a job's answer: what an asset event may carry."""
    return {name: value for name, value in counts.items() if isinstance(value, int)}
