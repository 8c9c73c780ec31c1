"""The DAG that makes the reports whose period has ended: which ones, the plan says; when, the schedule."""

import os
from datetime import datetime
from typing import TYPE_CHECKING, Any

from airflow.sdk import DAG, Param, get_current_context, task

from hotich_airflow.configuration import REPORTS_DAILY
from hotich_airflow.failures import RETRYING, record_failure
from hotich_airflow.moment import PLAN_ZONE, run_day, task_settings
from hotich_airflow.pools import DATABASE_POOL

if TYPE_CHECKING:
    from hotich.plan import Plan

MADE_BY = "airflow"
"""Who made a report that nobody asked for, in the table of reports."""

_STEP: dict[str, Any] = {**RETRYING, "pool": DATABASE_POOL, "on_failure_callback": record_failure}


def reports_dag_id(plan_id: str) -> str:
    """Id of the DAG that makes a plan's regular reports."""
    return f"{plan_id}__reports"


def reports_dag(plan: "Plan") -> DAG:
    """Every day: find the reports that are due and were not made, make each, in steps of their own."""
    with DAG(
        dag_id=reports_dag_id(plan.id),
        dag_display_name=f"Báo cáo – {plan.name}",
        description="Lập các báo cáo tháng, quý, năm đã đến hạn mà chưa lập",
        doc_md=_DOCUMENT,
        schedule=os.environ.get("HOTICH_REPORT_SCHEDULE", REPORTS_DAILY) or None,
        start_date=datetime.combine(
            min(stage.window_start for stage in plan.stages), datetime.min.time(), PLAN_ZONE
        ),
        catchup=False,
        max_active_runs=1,
        is_paused_upon_creation=False,
        tags=[f"plan:{plan.id}", "reports"],
        params={
            "as_of": Param(
                None, type=["null", "string"], format="date", title="Tính đến ngày",
                description="Để trống: ngày của lần chạy. Có ngày (yyyy-mm-dd): lập các báo cáo đến hạn vào ngày đó.",
            )
        },
        default_args={"owner": plan.text.issued_by},
    ) as dag:  # fmt: skip
        make.expand(report=due())
    return dag


@task(task_display_name="Báo cáo đến hạn", multiple_outputs=False, **_STEP)
def due() -> list[dict[str, Any]]:
    """Name the regular reports whose period has ended and that were not made: kind, period, level, code of the unit."""
    from hotich import jobs

    context = get_current_context()
    return jobs.due_reports(task_settings(), run_day(context["dag_run"], context["params"]))


@task(
    task_display_name="Lập báo cáo",
    map_index_template="{{ task.op_kwargs['report']['level'] }} {{ task.op_kwargs['report']['unit'] or '' }} "
    "{{ task.op_kwargs['report']['period'] }}",
    multiple_outputs=False,
    **_STEP,
)
def make(report: dict[str, Any]) -> dict[str, Any]:
    """Make one report with its annex from one state of the data, and hold it to the decree's form; one already made is left."""
    from hotich import jobs

    return jobs.make_due_report(task_settings(), report, MADE_BY)


_DOCUMENT = """\
Mỗi ngày tìm các **báo cáo định kỳ** (kỳ nào, cấp nào: mục `reports` của kế hoạch) có kỳ vừa kết thúc mà chưa lập, rồi lập từng báo
cáo: tệp Word và phụ lục Excel ở hộp gửi, thư mục `bao_cao/tien_do/`. Lần chạy bị lỡ thì lần sau lập bù, trong 60 ngày sau kỳ.
Báo cáo bất kỳ lúc nào: `hotich report make`.

**Khi báo lỗi (failed)**

1. Mở nhật ký bước «Lập báo cáo» hỏng: dòng lỗi nói cái gì sai, ở đâu, phải làm gì; các báo cáo khác đã lập xong.
2. Mẫu Word sửa sai: sửa lại theo lời lỗi, hoặc xóa mẫu ấy để dùng mẫu gốc.
3. Sửa xong bấm *Clear* bước hỏng. Báo cáo đã lập không bị lập lại, tệp đã có không bị ghi đè.
"""
