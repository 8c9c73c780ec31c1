"""What a failed task does: retry what can heal, end at once what cannot, and leave a record either way."""

import logging
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from airflow.sdk import ExceptionRetryPolicy, RetryAction, RetryRule

from hotich.errors import DatabaseUnavailableError, HotichError

log = logging.getLogger(__name__)

RETRY_POLICY = ExceptionRetryPolicy(
    rules=[
        RetryRule(
            exception=DatabaseUnavailableError,
            action=RetryAction.RETRY,
            reason="Cơ sở dữ liệu tạm thời không trả lời: sẽ thử lại, giãn dần.",
        ),
        RetryRule(
            exception=HotichError,
            action=RetryAction.FAIL,
            reason="Thử lại không khỏi: đọc lý do ở lỗi phía trên và làm theo.",
        ),
        RetryRule(
            exception=[
                "psycopg.DataError",
                "psycopg.IntegrityError",
                "psycopg.ProgrammingError",
                "psycopg.NotSupportedError",
                AssertionError,
                AttributeError,
                ImportError,
                LookupError,
                NotImplementedError,
                TypeError,
                ValueError,
            ],
            action=RetryAction.FAIL,
            reason="Lỗi của chương trình, thử lại không khỏi: báo người phụ trách phần mềm.",
        ),
    ]
)
"""Our errors and programming errors end at once; everything else (network, disk, memory) is retried."""

RETRYING: dict[str, Any] = {
    "retries": 5,
    "retry_delay": timedelta(seconds=10),
    "retry_exponential_backoff": 2.0,
    "max_retry_delay": timedelta(minutes=5),
    "retry_policy": RETRY_POLICY,
}
"""Arguments of every task that touches files or the database: about five minutes of patience in all."""


def reason_of(error: BaseException | str | None) -> str:
    """Why a task failed, without personal data: our own sentence, or only the kind of a foreign error."""
    if isinstance(error, HotichError):
        return str(error)
    if isinstance(error, BaseException):
        return f"Lỗi ngoài dự kiến ({type(error).__name__}): xem nhật ký của bước này."
    return "Tiến trình bị dừng giữa chừng: chạy lại bước này (Clear) là an toàn."


def record_failure(context: Mapping[str, Any]) -> None:
    """Task callback: keep state, reason, owner and next step of a failed task in the tables of the project."""
    from hotich import jobs
    from hotich_airflow.moment import task_settings

    instance = context["ti"]
    try:
        arguments = getattr(instance.task, "op_kwargs", {})
        batch_id = arguments.get("batch_id")
        jobs.record_failure(
            task_settings(),
            stage_id=str(arguments.get("stage_id") or instance.dag_id.rpartition("__")[2]),
            step=instance.task_id,
            # Unresolved when Airflow reports a killed task from outside its process.
            batch_id=batch_id if isinstance(batch_id, str) else None,
            run_id=instance.run_id,
            reason=reason_of(context.get("exception")),
        )
    except Exception as error:
        # The task has failed already; that its record could not be written must not hide why.
        log.error("Không ghi được lỗi vào cơ sở dữ liệu (%s)", type(error).__name__)
