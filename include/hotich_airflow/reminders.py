"""The daily round of difficulties and reminders: what data show is raised, units are told what is new, by mail where set."""

import logging
import os
import smtplib
from datetime import datetime, time
from types import TracebackType
from typing import TYPE_CHECKING, Any

from airflow.sdk import DAG, task
from airflow.sdk.exceptions import AirflowFailException

from hotich_airflow.configuration import WEEKDAYS
from hotich_airflow.failures import RETRYING, record_failure
from hotich_airflow.moment import PLAN_ZONE, as_of_param, task_settings
from hotich_airflow.pools import DATABASE_POOL
from hotich_airflow.steps import as_of

if TYPE_CHECKING:
    from hotich.plan import Plan
    from hotich.reminders import Mail

log = logging.getLogger(__name__)

MAIL_CONNECTION = "hotich_smtp"
"""Airflow connection of kind SMTP that, when defined, sends the mails; its extra `from_email` is the sender."""

_STEP: dict[str, Any] = {**RETRYING, "pool": DATABASE_POOL, "on_failure_callback": record_failure}


def reminders_dag_id(plan_id: str) -> str:
    """Id of the DAG that reminds a plan's units."""
    return f"{plan_id}__reminders"


def reminders_dag(plan: "Plan") -> DAG:
    """Raises difficulties, then reminds; on working days after the stages' own runs, from the first window on."""
    first = min(stage.window_start for stage in plan.stages)
    by_hand = os.environ.get("HOTICH_SCHEDULE") == ""
    with DAG(
        dag_id=reminders_dag_id(plan.id),
        dag_display_name=f"Đôn đốc – {plan.name}",
        description="Nêu khó khăn, vướng mắc mà số liệu cho thấy; đôn đốc đơn vị khi có điều mới hoặc nặng thêm",
        doc_md=_DOCUMENT,
        schedule=None if by_hand else os.environ.get("HOTICH_REMINDERS_SCHEDULE", WEEKDAYS) or None,
        start_date=datetime.combine(first, time.min, PLAN_ZONE),
        catchup=False,
        max_active_runs=1,
        is_paused_upon_creation=False,
        tags=[f"plan:{plan.id}", "reminders"],
        params={"as_of": as_of_param()},
    ) as dag:
        raise_difficulties() >> remind()
    return dag


@task(task_display_name="Nêu khó khăn, vướng mắc", multiple_outputs=False, **_STEP)
def raise_difficulties() -> dict[str, int]:
    """Raise the difficulties that the numbers show, and settle those that they show no more."""
    from hotich import jobs

    return jobs.raise_difficulties(task_settings(), as_of())


@task(task_display_name="Đôn đốc đơn vị", multiple_outputs=False, **_STEP)
def remind() -> dict[str, Any]:
    """Write the lists of what is new or worse into the outbox, and mail them where a mail server and addresses are set."""
    from hotich import jobs

    settings, day = task_settings(), as_of()
    if not mail_is_set():
        log.info("Chưa đặt kết nối %s: chỉ ghi danh sách vào hộp gửi, không gửi thư.", MAIL_CONNECTION)
        return jobs.remind(settings, day)
    with SmtpMailer() as mailer:
        counts = jobs.remind(settings, day, mailer)
    if counts["refused"]:
        raise AirflowFailException(
            f"Máy chủ thư không nhận thư của đơn vị {', '.join(counts['refused'])}: sửa địa chỉ trong tệp địa chỉ thư rồi"
            " chạy lại bước này. Các đơn vị khác đã được gửi, không gửi lại."
        )
    return counts


def mail_is_set() -> bool:
    """Whether the installation has a mail server."""
    from airflow.sdk import Connection
    from airflow.sdk.exceptions import AirflowNotFoundException

    try:
        Connection.get(MAIL_CONNECTION)
    except AirflowNotFoundException:
        return False
    return True


class SmtpMailer:
    """Hands mails to the server of the connection; one session with the server for all of them."""

    def __init__(self, connection_id: str = MAIL_CONNECTION) -> None:
        from airflow.providers.smtp.hooks.smtp import SmtpHook

        self._hook = SmtpHook(smtp_conn_id=connection_id)

    def __enter__(self) -> "SmtpMailer":
        self._hook.get_conn()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._hook.__exit__(kind, error, trace)  # type: ignore[no-untyped-call]

    def send(self, mail: "Mail") -> None:
        """Returns once the server has taken it. Raises MailRefusedError where it never will; OSError where it did not answer."""
        from hotich.reminders import MailRefusedError

        try:
            self._hook.send_email_smtp(
                to=list(mail.to),
                subject=mail.subject,
                html_content=mail.html,
                files=[str(mail.attachment)] if mail.attachment else None,
                custom_headers={"Message-ID": mail.message_id, "Auto-Submitted": "auto-generated"},
            )
        # What the server says may quote the address.
        except smtplib.SMTPRecipientsRefused:
            raise MailRefusedError("Máy chủ thư không nhận địa chỉ này.") from None
        except (smtplib.SMTPServerDisconnected, smtplib.SMTPConnectError):
            raise
        except smtplib.SMTPResponseException as error:
            if error.smtp_code < _PERMANENT:
                raise OSError(f"Máy chủ thư tạm thời không nhận thư (mã {error.smtp_code}).") from None
            raise MailRefusedError(f"Máy chủ thư không nhận thư này (mã {error.smtp_code}).") from None


_PERMANENT = 500
"""Codes of SMTP from here on say never; below, not now."""

_DOCUMENT = f"""\
Mỗi ngày làm việc: nêu những **khó khăn, vướng mắc** mà số liệu cho thấy (sổ rách, mất, chưa thống kê, tồn đọng, quá hạn…),
rồi **đôn đốc** từng đơn vị. Chỉ nhắc khi có điều mới, nặng thêm một bậc, thay đổi hoặc tăng nhiều; không nhắc mỗi ngày.

Danh sách ở hộp gửi: `don_doc/danh_sach_don_doc.xlsx` và `<mã đơn vị>/don_doc.<mã đơn vị>.xlsx`. Gửi thư khi có kết nối
`{MAIL_CONNECTION}` (kiểu SMTP, extra có `from_email`) và tệp địa chỉ thư (HOTICH_RECIPIENTS).

**Khi báo lỗi (failed)**: mở nhật ký của bước, làm theo lý do rồi bấm *Clear*. Chạy lại an toàn: điều đã nhắc không nhắc lại.
"""
