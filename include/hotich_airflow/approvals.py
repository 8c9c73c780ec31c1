"""Decisions that only a person makes, asked for in Airflow: one run a request, which waits without holding a slot.

A stage's run starts the run of each open request under the request's own id, so that nobody is asked twice. The same
requests can be answered with `hotich approve`; whoever answers first decides.
"""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from airflow.providers.standard.operators.hitl import HITLOperator
from airflow.providers.standard.operators.trigger_dagrun import TriggerDagRunOperator
from airflow.sdk import DAG, Param, get_current_context, task
from airflow.sdk.exceptions import AirflowFailException, AirflowSkipException

from hotich_airflow.failures import RETRYING, record_failure
from hotich_airflow.moment import PLAN_ZONE, task_settings
from hotich_airflow.pools import DATABASE_POOL

if TYPE_CHECKING:
    from hotich.plan import Plan

YES, NO = "Đồng ý", "Không đồng ý"
AT_ONCE = 1_000
"""Requests that may wait at the same time: a waiting run costs nothing but its row."""


def approvals_dag_id(plan_id: str) -> str:
    """Id of the DAG that asks for a plan's decisions."""
    return f"{plan_id}__approvals"


def run_id(approval_id: int) -> str:
    """Id of the run that asks for one decision: the same request makes no second run."""
    return f"approval-{approval_id}"


def approvals_dag(plan: "Plan") -> DAG:
    """Asks a person about one request, and keeps the answer."""
    with DAG(
        dag_id=approvals_dag_id(plan.id),
        dag_display_name=f"Quyết định – {plan.name}",
        description="Hỏi người có thẩm quyền về quyển sổ có mẫu không đạt hoặc việc đóng giai đoạn",
        doc_md=_DOCUMENT,
        schedule=None,
        start_date=datetime(2019, 1, 1, tzinfo=PLAN_ZONE),
        catchup=False,
        max_active_runs=AT_ONCE,
        is_paused_upon_creation=False,
        tags=[f"plan:{plan.id}", "approvals"],
        params={"approval_id": Param(type="integer", title="Số yêu cầu")},
    ) as dag:
        words = describe()
        ask = HITLOperator(
            task_id="ask",
            task_display_name="Chờ quyết định",
            subject="{{ ti.xcom_pull(task_ids='describe')['subject'] }}",
            body="{{ ti.xcom_pull(task_ids='describe')['body'] }}",
            options=[YES, NO],
            params={"remark": Param("", type=["string", "null"], title="Ý kiến kèm theo")},
            doc_md="Wait, without a slot, for a person's yes or no and a remark.",
            # An answer in the first seconds can meet a request that is not written yet.
            retries=3,
        )
        words >> ask >> record(ask.output)
    return dag


def asking_runs(plan_id: str, requests: Any) -> Any:
    """The mapped step that starts the run of each request (as `request_of` makes them); one that runs is left alone."""
    return TriggerDagRunOperator.partial(
        task_id="ask_for_decisions",
        task_display_name="Xin quyết định",
        doc_md="Start the run that asks a person, once for each request that waits for a decision.",
        trigger_dag_id=approvals_dag_id(plan_id),
        logical_date=None,
        skip_when_already_exists=True,
        on_failure_callback=record_failure,
        **RETRYING,
    ).expand_kwargs(requests)


def request_of(approval_id: int) -> dict[str, Any]:
    """What `asking_runs` needs to know of a request: its number, nothing about persons or books."""
    return {"trigger_run_id": run_id(approval_id), "conf": {"approval_id": approval_id}}


@task(task_display_name="Số liệu của yêu cầu", pool=DATABASE_POOL, multiple_outputs=False, **RETRYING)
def describe() -> dict[str, str]:
    """Put the request's figures into words; skipped when it needs no answer any more."""
    from hotich import jobs

    words = jobs.approval_words(task_settings(), _approval_id())
    if words is None:
        raise AirflowSkipException("Yêu cầu đã được trả lời hoặc không còn cần nữa.")
    return words


@task(task_display_name="Ghi quyết định", pool=DATABASE_POOL, multiple_outputs=False, **RETRYING)
def record(answer: Any) -> dict[str, Any]:
    """Keep who decided what and when, and do what the answer says; skipped when somebody answered before."""
    from hotich import jobs

    settings, approval_id = task_settings(), _approval_id()
    if jobs.approval_words(settings, approval_id) is None:
        raise AirflowSkipException(
            "Yêu cầu đã được trả lời hoặc không còn cần nữa; câu trả lời này không đổi gì."
        )
    person = answer["responded_by_user"] or {}
    name = str(person.get("name") or person.get("id") or "")
    if not name:
        raise AirflowFailException("Không biết ai đã trả lời. Bấm Clear bước «Chờ quyết định» để hỏi lại.")
    return jobs.answer_approval(
        settings,
        approval_id,
        approved=answer["chosen_options"] == [YES],
        by=name,
        remark=answer["params_input"].get("remark") or None,
    )


def _approval_id() -> int:
    return int(get_current_context()["params"]["approval_id"])


_DOCUMENT = """\
Mỗi lần chạy là **một yêu cầu quyết định**: nhận một quyển sổ có mẫu không đạt, hoặc đóng một giai đoạn. Số liệu ở phần nội dung.

Mở *Required Actions* (việc cần làm), chọn **Đồng ý** hoặc **Không đồng ý**, ghi ý kiến nếu có. Người đã nhập, quyết định khác
biệt hoặc kiểm mẫu quyển sổ ấy không được phê duyệt. Cũng trả lời được bằng `hotich approve`.

**Khi báo lỗi (failed)**: mở nhật ký bước «Ghi quyết định», làm theo lý do, rồi bấm *Clear* bước «Chờ quyết định» để người
khác trả lời.
"""
