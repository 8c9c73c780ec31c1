"""Commands about acceptance: samples that wait for a check, and what a person has to decide."""

from typing import Annotated, Any

import typer

from hotich.cli.output import AsOf, Json, console, one_sentence_errors, parse_day, print_json, print_table
from hotich.cli.work import StageOption
from hotich.settings import Settings

SAMPLE_COLUMNS = {
    "sample_id": "Phiếu", "unit": "Đơn vị", "register": "Sổ", "book": "Quyển", "state": "Trạng thái", "size": "Cỡ mẫu",
    "cases": "Trường hợp", "answered": "Đã kiểm", "wrong": "Sai", "allowed": "Được sai", "risk_percent": "Rủi ro %",
    "opened": "Từ ngày", "next_step": "Việc cần làm",
}  # fmt: skip
APPROVAL_COLUMNS = {
    "approval_id": "Số", "term": "Việc", "stage_id": "Giai đoạn", "unit": "Đơn vị", "register": "Sổ", "book": "Quyển",
    "numbers": "Số liệu", "opened": "Từ ngày", "next_step": "Việc cần làm",
}  # fmt: skip
FIGURES = {
    "cases": "trường hợp", "size": "cỡ mẫu", "wrong": "sai", "wrong_fields": "ô sai", "allowed": "được sai",
    "failures": "lần không đạt", "planned": "theo thống kê", "lost": "sổ mất", "delivered": "đã giao", "loaded": "đã nạp",
    "returned": "trả lại", "accepted": "đã nghiệm thu",
}  # fmt: skip
"""Figures of a request that people are shown, with their words; all of them are in the JSON."""


def add_commands(app: typer.Typer) -> None:
    """Add this module's commands."""
    app.command("accept")(accept)
    app.command("samples")(samples)
    app.command("approvals")(approvals)
    app.command("approve")(approve)


def accept(stage: StageOption = None, as_of: AsOf = None, json: Json = False) -> None:
    """Nghiệm thu: nhận phiếu kiểm mẫu đã ghi, lấy mẫu sổ đã nạp đủ, nhận hoặc trả sổ, nêu việc phải quyết định."""
    with one_sentence_errors():
        from hotich.jobs.accepting import accept_books
        from hotich.jobs.installation import prepare
        from hotich.plan import load_plan

        day, settings = parse_day(as_of), prepare(Settings.read())
        stages = stage or [one.id for one in load_plan(settings.plan).at(day).stages]
        rows = [accept_books(settings, one, day) for one in stages]
    if json:
        print_json(rows)
        return
    columns = {
        "stage_id": "Giai đoạn", "sheets": "Phiếu nhận", "passed": "Đạt", "failed": "Không đạt", "voided": "Hết hiệu lực",
        "drawn": "Lấy mẫu", "accepted": "Nghiệm thu", "reopened": "Xem lại", "written": "Phiếu ghi ra", "approvals": "Xin quyết định",
    }  # fmt: skip
    print_table("Nghiệm thu", columns, rows)


def samples(stage: StageOption = None, json: Json = False) -> None:
    """Mẫu nghiệm thu chờ kiểm hoặc không đạt, theo quyển; không hiện dữ liệu cá nhân."""
    with one_sentence_errors():
        from hotich.jobs.accepting import sample_list
        from hotich.jobs.installation import prepare

        rows = sample_list(prepare(Settings.read()), stage or ())
    if json:
        print_json(rows)
        return
    print_table("Mẫu nghiệm thu", SAMPLE_COLUMNS, rows)


def approvals(
    stage: Annotated[str | None, typer.Option("--stage", metavar="MÃ", help="Chỉ giai đoạn này.")] = None,
    json: Json = False,
) -> None:
    """Những việc chờ người có thẩm quyền quyết định, kèm số liệu."""
    with one_sentence_errors():
        from hotich.jobs.approvals import approval_list
        from hotich.jobs.installation import prepare

        rows = approval_list(prepare(Settings.read()), stage)
    if json:
        print_json(rows)
        return
    print_table(
        "Chờ quyết định", APPROVAL_COLUMNS, [row | {"numbers": _numbers(row["figures"])} for row in rows]
    )


def _numbers(figures: dict[str, Any]) -> str:
    return "; ".join(
        f"{figures[name]} {term}" for name, term in FIGURES.items() if figures.get(name) is not None
    )


def approve(
    number: Annotated[int, typer.Argument(metavar="SỐ", help="Số của yêu cầu, như `hotich approvals` nêu.")],
    yes: Annotated[bool, typer.Option("--yes/--no", help="Đồng ý hay không đồng ý.")],
    by: Annotated[str, typer.Option("--by", metavar="HỌ_TÊN", help="Họ tên người quyết định.")],
    remark: Annotated[str | None, typer.Option("--remark", metavar="Ý_KIẾN", help="Ý kiến kèm theo.")] = None,
    json: Json = False,
) -> None:
    """Trả lời một yêu cầu: nhận quyển sổ dù mẫu không đạt, hoặc đóng giai đoạn. Người đã nhập hay kiểm quyển ấy bị từ chối."""
    with one_sentence_errors():
        from hotich.jobs.approvals import answer_approval
        from hotich.jobs.installation import prepare

        answered = answer_approval(prepare(Settings.read()), number, approved=yes, by=by, remark=remark)
    if json:
        print_json(answered)
        return
    console.print(f"Yêu cầu số {number}: {'đồng ý' if yes else 'không đồng ý'}; đã ghi.")
