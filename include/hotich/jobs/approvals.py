"""Decisions that only a person makes, asked for with the figures they rest on, and what their answers do."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import psycopg

from hotich.errors import DeliveryError, HotichError
from hotich.jobs.roles import take_role
from hotich.plan import Plan, load_plan
from hotich.progress.dating import dated
from hotich.settings import Settings
from hotich.storage import approvals, audit, samples
from hotich.storage.approvals import Approval
from hotich.storage.attempts import lock_books
from hotich.storage.database import connect, transient_errors
from hotich.storage.states import ApprovalKind, ApprovalState, Role, SampleState

TO_DECIDE = {
    ApprovalKind.RELEASE_BOOK: "Xem số liệu rồi quyết định: nhận quyển sổ dù mẫu không đạt, hoặc để đơn vị nhập lại cả quyển.",
    ApprovalKind.CLOSE_STAGE: "Xem số liệu rồi quyết định đóng giai đoạn.",
}
WITHDRAWN = "Không phải quyết định nữa: số liệu đã khác khi yêu cầu."
_AFTER = {
    (ApprovalKind.RELEASE_BOOK, True): "Đã nhận quyển sổ; không phải nhập lại.",
    (
        ApprovalKind.RELEASE_BOOK,
        False,
    ): "Đơn vị nhập lại cả quyển từ sổ giấy rồi giao lại bằng tệp của quyển.",
    (ApprovalKind.CLOSE_STAGE, True): "Đã đóng giai đoạn.",
    (ApprovalKind.CLOSE_STAGE, False): "Làm theo ý kiến kèm theo; khi số liệu đổi, yêu cầu được nêu lại.",
}


def ask_for_decisions(conn: psycopg.Connection[Any], plan: Plan, stage_id: str, as_of: date) -> int:
    """Withdraw what needs no decision any more, ask for what does; returns how many were asked for."""
    decider = plan.units.resolve(plan.province.code, plan.electronic_from.on).unit_id
    with transient_errors(), dated(conn, as_of):
        for approval_id in approvals.needless_releases(conn, stage_id):
            _withdraw(conn, approval_id)
        asked = 0
        for book in approvals.undecided_failures(conn, stage_id):
            figures = {
                "reason": "sample_failed", "sample_id": book.sample_id, "cases": book.case_count, "size": book.size,
                "wrong": book.wrong, "wrong_fields": book.wrong_fields, "allowed": book.allowed, "risk": book.risk,
                "failures": book.failures,
            }  # fmt: skip
            asked += _ask(conn, ApprovalKind.RELEASE_BOOK, stage_id, book.book_id, figures, decider)
        return asked + _ask_for_closure(conn, stage_id, decider)


def _ask(
    conn: psycopg.Connection[Any], kind: ApprovalKind, stage_id: str, book_id: int | None,
    figures: Mapping[str, object], decider: int,
) -> bool:  # fmt: skip
    asked = approvals.request_approval(conn, kind, stage_id, book_id, figures, decider, TO_DECIDE[kind])
    return asked is not None


def _ask_for_closure(conn: psycopg.Connection[Any], stage_id: str, decider: int) -> bool:
    work = approvals.stage_work(conn, stage_id)
    last = approvals.last_stage_approval(conn, stage_id)
    if last is not None and last.state is ApprovalState.OPEN and last.figures != work.figures:
        _withdraw(conn, last.approval_id)
        last = None
    settled = last is not None and (
        last.state in {ApprovalState.OPEN, ApprovalState.APPROVED}
        or (last.state is ApprovalState.REFUSED and last.figures == work.figures)
    )
    if not work.done or settled:
        return False
    return _ask(conn, ApprovalKind.CLOSE_STAGE, stage_id, None, work.figures, decider)


def _withdraw(conn: psycopg.Connection[Any], approval_id: int) -> None:
    approvals.keep_answer(
        conn, approval_id, ApprovalState.WITHDRAWN, by=None, remark=None, next_step=WITHDRAWN
    )


def approval_list(settings: Settings, stage_id: str | None = None) -> list[dict[str, Any]]:
    """What waits for a decision: approval_id, kind, stage, unit, book, figures, opened, next_step; the oldest first."""
    units = load_plan(settings.plan).units
    with connect(settings) as conn:
        found = approvals.open_approvals(conn, stage_id)
    rows = []
    for one in found:
        unit = None if one.unit_id is None else units.by_id(one.unit_id)
        rows.append({
            "approval_id": one.approval_id, "kind": one.kind.value, "term": one.kind.term, "stage_id": one.stage_id,
            "unit": unit and f"{unit.name} ({unit.code})", "register": one.register,
            "book": one.book_no and f"{one.book_no:02d}/{one.year}", "figures": one.figures,
            "opened": one.opened_at.date(), "next_step": one.next_step,
        })  # fmt: skip
    return rows


FIGURE_WORDS = {
    "cases": "Trường hợp của quyển", "size": "Trường hợp đã kiểm trong mẫu", "wrong": "Trường hợp sai trong mẫu",
    "allowed": "Số sai tối đa để đạt", "wrong_fields": "Ô sai trong mẫu", "failures": "Số lần mẫu không đạt",
    "risk": "Xác suất một quyển kém vẫn đạt", "planned": "Theo thống kê", "lost": "Thuộc sổ đã mất",
    "delivered": "Đã giao", "returned": "Dòng đang trả lại", "loaded": "Đã nạp", "accepted": "Đã nghiệm thu",
    "books_planned": "Sổ theo thống kê", "books_delivered": "Sổ đã giao", "books_loaded": "Sổ đã nạp",
}  # fmt: skip
"""Figure of a request → what people read."""


def approval_words(settings: Settings, approval_id: int) -> dict[str, str] | None:
    """`subject` and `body` (markdown) of an open request, with its figures; None when nobody waits for it any more."""
    asked = next((one for one in approval_list(settings) if one["approval_id"] == approval_id), None)
    if asked is None:
        return None
    place = " – ".join(
        filter(None, (asked["unit"], asked["register"] and f"sổ {asked['register']} quyển {asked['book']}"))
    )
    stage = load_plan(settings.plan).at(date.max).stage(asked["stage_id"])
    lines = [
        f"* {FIGURE_WORDS[name]}: {value}" for name, value in asked["figures"].items() if name in FIGURE_WORDS
    ]
    body = [f"{stage.name}. {place or stage.title}.", "", *lines, "", asked["next_step"]]
    return {"subject": f"Yêu cầu {approval_id}: {asked['term']}", "body": "\n".join(body)}


def answer_approval(
    settings: Settings, approval_id: int, *, approved: bool, by: str, remark: str | None = None
) -> dict[str, Any]:
    """Keep a person's answer to a request and do what it says. Returns approval_id, kind, state, stage_id, book_id.

    A released book is accepted, with the remark as the reason in the audit log; a closed stage is recorded.
    Raises HotichError when there is no such open request, the name is blank, the person has another role in the book,
    or the book has changed since.
    """
    by = by.strip()
    if not by:
        raise HotichError("Thiếu họ tên người quyết định: ghi họ tên rồi trả lời lại.")
    with connect(settings) as conn, transient_errors(), conn.transaction():
        approval = _waiting(conn, approval_id)
        state = ApprovalState.APPROVED if approved else ApprovalState.REFUSED
        # The answer first: a release may make the stage's next request possible, not this one again.
        approvals.keep_answer(
            conn, approval_id, state, by=by, remark=remark, next_step=_AFTER[approval.kind, approved]
        )
        if approval.book_id is not None:
            _decide_book(conn, approval, approval.book_id, by, remark, approved=approved)
        else:
            action = "stage_closed" if approved else "stage_closing_refused"
            audit.write(conn, by, action, detail={
                "approval_id": approval_id, "stage_id": approval.stage_id, "figures": approval.figures, "remark": remark,
            })  # fmt: skip
    return {
        "approval_id": approval_id, "kind": approval.kind.value, "state": state.value, "stage_id": approval.stage_id,
        "book_id": approval.book_id,
    }  # fmt: skip


def _waiting(conn: psycopg.Connection[Any], approval_id: int) -> Approval:
    """The open request, with its book locked first, as loads do. Raises HotichError when it is not open."""
    found = approvals.find_approval(conn, approval_id)
    if found is not None and found.book_id is not None:
        lock_books(conn, [found.book_id])
    found = approvals.find_approval(conn, approval_id, lock=True)
    if found is None:
        raise HotichError(f"Không có yêu cầu số {approval_id}. Xem danh sách bằng lệnh `hotich approvals`.")
    if found.state is not ApprovalState.OPEN:
        raise HotichError(
            f"Yêu cầu số {approval_id} đã xong ({found.state.term}); câu trả lời cũ được giữ nguyên."
        )
    return found


def _decide_book(
    conn: psycopg.Connection[Any], approval: Approval, book_id: int, by: str, remark: str | None, *, approved: bool
) -> None:  # fmt: skip
    try:
        take_role(conn, book_id, Role.APPROVER, by, None)
    except DeliveryError as error:
        raise HotichError(str(error)) from error
    if not approved:
        detail = {"approval_id": approval.approval_id, "remark": remark}
        samples.audit_books(conn, by, "release_refused", {book_id: detail})
        return
    book = samples.failed_book(conn, book_id)
    if book is None or book.sample_id != approval.figures["sample_id"]:
        raise HotichError(
            "Quyển sổ đã khác khi yêu cầu: đã giao lại, hoặc còn dòng trả lại, khác biệt chưa quyết hay tệp chưa xử lý."
            " Chưa có gì được ghi; xem lại yêu cầu sau lần chạy tới."
        )
    digest = samples.content_digests(conn, book.register, {book_id: None})[book_id]
    detail = {
        "accepted": book.case_count, "digest": digest, "sample_id": book.sample_id,
        "released": approval.approval_id, "changed_since_sample": digest != book.sample_digest, "remark": remark,
    }  # fmt: skip
    assert book.sample_state is SampleState.FAILED
    samples.accept(conn, {book_id: detail}, by)
