"""Commands about progress reports: make, list, check, template."""

import getpass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.markup import escape

from hotich.cli.output import AsOf, Json, console, one_sentence_errors, parse_day, print_json, print_table
from hotich.settings import Settings

if TYPE_CHECKING:
    from hotich.units import Level

report = typer.Typer(
    no_args_is_help=True, help="Báo cáo tiến độ: lập, xem các lần đã lập, kiểm tra thể thức, mẫu Word."
)

LIST_COLUMNS = {
    "report_id": "Số", "unit": "Đơn vị", "title": "Kỳ", "as_of": "Số liệu đến", "known_at": "Biết đến lúc",
    "finding_count": "Lỗi thể thức", "made_by": "Người lập", "made_at": "Lập lúc", "document": "Tệp",
}  # fmt: skip
FINDING_COLUMNS = {"where": "Ở đâu", "what": "Sai gì", "clause": "Căn cứ", "rule": "Quy tắc"}
DUE_COLUMNS = {"kind": "Kỳ", "period": "Tên kỳ", "level": "Cấp", "unit": "Mã"}


def add_commands(app: typer.Typer) -> None:
    """Add this module's commands."""
    app.add_typer(report, name="report")


@report.command("make")
def make(
    kind: Annotated[
        str, typer.Option(help="monthly (tháng), quarterly (quý) hoặc yearly (năm); với --from, --to: bỏ trống.")
    ] = "",
    period: Annotated[
        str | None, typer.Option(metavar="KỲ", help="2025-09 (tháng), 2025-Q3 (quý), 2025 (năm).")
    ] = None,
    start: Annotated[
        str | None, typer.Option("--from", metavar="YYYY-MM-DD", help="Ngày đầu của kỳ bất kỳ, thay cho --period.")
    ] = None,
    end: Annotated[str | None, typer.Option("--to", metavar="YYYY-MM-DD", help="Ngày cuối của kỳ ấy.")] = None,
    level: Annotated[
        str, typer.Option(help="province: Sở Tư pháp báo cáo; district: cấp huyện báo cáo.")
    ] = "province",
    unit: Annotated[str | None, typer.Option(metavar="MÃ", help="Mã huyện, khi --level district.")] = None,
    as_of: Annotated[
        str | None,
        typer.Option(
            "--as-of", metavar="YYYY-MM-DD", help="Ngày số liệu trong kỳ (mặc định: ngày cuối kỳ, hoặc hôm nay khi kỳ chưa hết)."
        ),
    ] = None,
    known_at: Annotated[
        str | None,
        typer.Option(
            "--known-at", metavar="YYYY-MM-DDThh:mm:ss",
            help="Như hệ thống biết vào lúc ấy (mặc định: bây giờ): lập lại một báo cáo cũ, đúng từng số.",
        ),
    ] = None,
    json: Json = False,
) -> None:  # fmt: skip
    """Lập báo cáo tiến độ (.docx) và phụ lục Excel (.xlsx) vào hộp gửi; kiểm tra thể thức theo Nghị định 30/2020."""
    with one_sentence_errors():
        from hotich.jobs.installation import prepare
        from hotich.jobs.reporting import make_report, period_named

        made = make_report(
            prepare(Settings.read()),
            period_named(kind, period, parse_day(start) if start else None, parse_day(end) if end else None),
            _level(level),
            unit,
            as_of=parse_day(as_of) if as_of else None,
            known_at=_moment(known_at),
            made_by=getpass.getuser(),
        )
    if json:
        print_json(made)
        return
    _tell(made)


@report.command("again")
def again(
    report_id: Annotated[int, typer.Argument(metavar="SỐ", help="Số của báo cáo, ở `hotich report list`.")],
    json: Json = False,
) -> None:
    """Lập lại một báo cáo cũ với đúng ngày số liệu và thời điểm biết; nói các số có như cũ không. Mã thoát 2 khi khác."""
    with one_sentence_errors():
        from hotich.jobs.installation import prepare
        from hotich.jobs.reporting import make_again

        made = make_again(prepare(Settings.read()), report_id, getpass.getuser())
    if json:
        print_json(made)
    else:
        _tell(made)
        changed = " Tệp kế hoạch đã đổi từ lần ấy." if made["plan_changed"] else ""
        same = "Mọi số và câu như báo cáo" if made["same"] else "[red]Có số hoặc câu khác[/] báo cáo"
        console.print(f"{same} số {report_id}.{changed}", highlight=False)
    if not made["same"]:
        raise typer.Exit(2)


@report.command("list")
def list_made(json: Json = False) -> None:
    """Các báo cáo đã lập, mới nhất trước."""
    with one_sentence_errors():
        from hotich.jobs.installation import prepare
        from hotich.jobs.reporting import report_list

        rows = report_list(prepare(Settings.read()))
    if json:
        print_json(rows)
        return
    print_table("Báo cáo đã lập", LIST_COLUMNS, rows)


@report.command("due")
def due(as_of: AsOf = None, json: Json = False) -> None:
    """Các báo cáo định kỳ đã đến hạn mà chưa lập, theo kế hoạch; DAG báo cáo lập chúng."""
    with one_sentence_errors():
        from hotich.jobs.installation import prepare
        from hotich.jobs.reporting import due_reports

        rows = due_reports(prepare(Settings.read()), parse_day(as_of))
    if json:
        print_json(rows)
        return
    print_table("Báo cáo đến hạn", DUE_COLUMNS, rows)


@report.command("lint")
def lint(
    files: Annotated[list[Path], typer.Argument(metavar="TỆP…", help="Văn bản .docx.")],
    json: Json = False,
) -> None:
    """Kiểm tra thể thức văn bản theo Nghị định 30/2020/NĐ-CP. Mã thoát 2 khi có chỗ chưa đúng."""
    with one_sentence_errors():
        from hotich.jobs.reporting import lint_document

        found = {str(file): lint_document(file) for file in files}
    if json:
        print_json(found)
    else:
        for name, findings in found.items():
            if findings:
                print_table(f"{name}: {len(findings)} chỗ chưa đúng", FINDING_COLUMNS, findings)
            else:
                console.print(f"{name}: đúng thể thức.", highlight=False, markup=False)
    if any(found.values()):
        raise typer.Exit(2)


@report.command("template")
def template(json: Json = False) -> None:
    """Chép các mẫu Word (báo cáo, kế hoạch địa bàn, công văn đôn đốc) ra nơi cán bộ sửa được; mẫu đã có thì giữ nguyên."""
    with one_sentence_errors():
        from hotich.jobs.reporting import copy_templates

        found = copy_templates(Settings.read())
    if json:
        print_json(found)
        return
    for one in found:
        mark = "→" if one["written"] else "Đã có, giữ nguyên:"
        console.print(f"{one['title']}: {mark} {one['path']}", highlight=False, markup=False, soft_wrap=True)


def _tell(made: dict[str, Any]) -> None:
    for name in ("document", "annex"):
        console.print(f"→ {made[name]}", highlight=False, markup=False, soft_wrap=True)
    console.print(
        f"Báo cáo số {made['report_id']}, số liệu đến ngày {made['as_of']}, như hệ thống biết lúc {made['known_at']}.",
        highlight=False,
    )
    for finding in made["findings"]:
        console.print(f"[red]Thể thức:[/] {escape(finding)}", highlight=False)


def _level(text: str) -> "Level":
    from hotich.errors import HotichError
    from hotich.units import Level

    if text not in {Level.PROVINCE, Level.DISTRICT}:
        raise HotichError(f"Không có cấp báo cáo “{text}”. Ghi province hoặc district.")
    return Level(text)


def _moment(text: str | None) -> datetime | None:
    """A moment in ISO 8601; without an offset, of Vietnam's clock."""
    from hotich.errors import HotichError
    from hotich.text.shown import LOCAL

    if text is None:
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise HotichError(
            f"Thời điểm «{text}» không đọc được: hãy viết theo dạng 2025-10-02T08:15:00."
        ) from None
    return found if found.tzinfo else found.replace(tzinfo=LOCAL)
