"""Commands about difficulties (khó khăn, vướng mắc): report, list, answer, pass up, close, raise from data."""

from typing import Annotated, Any

import typer
from rich.markup import escape

from hotich.cli.output import AsOf, Json, console, one_sentence_errors, parse_day, print_json, print_table
from hotich.settings import Settings

difficulty = typer.Typer(
    no_args_is_help=True, help="Khó khăn, vướng mắc: phản ánh, xem, trả lời, chuyển lên, đóng."
)

COLUMNS = {
    "number": "Số", "term": "Loại", "unit": "Đơn vị", "place": "Giai đoạn, nhóm sổ", "words": "Nội dung", "state_term": "Trạng thái", "level_term": "Cấp",
    "owner": "Ai giải quyết", "opened_on": "Từ ngày", "answer": "Trả lời",
}  # fmt: skip
SUMMARY_COLUMNS = {
    "term": "Loại", "units": "Đơn vị", "open": "Chờ trả lời", "answered": "Đã trả lời", "level_term": "Cấp cao nhất",
    "words": "Tóm tắt", "request": "Đề nghị",
}  # fmt: skip
HISTORY_COLUMNS = {
    "day": "Ngày", "action": "Việc", "state": "Trạng thái", "level": "Cấp", "owner": "Ai giải quyết", "words": "Lời",
}  # fmt: skip

Number = Annotated[
    int, typer.Argument(metavar="SỐ", help="Số của khó khăn, như `hotich difficulty list` nêu.")
]


def add_commands(app: typer.Typer) -> None:
    """Add this module's commands."""
    app.add_typer(difficulty, name="difficulty")


@difficulty.command("add")
def add(
    unit: Annotated[str, typer.Option("--unit", metavar="MÃ", help="Mã đơn vị phản ánh.")],
    kind: Annotated[str, typer.Option("--kind", metavar="LOẠI", help="Loại, ví dụ equipment, staff, funds; sai thì kể tên.")],
    words: Annotated[str, typer.Argument(metavar="NỘI_DUNG", help="Vướng gì; không ghi tên người, số CMND, CCCD.")],
    request: Annotated[str | None, typer.Option("--request", metavar="ĐỀ_NGHỊ", help="Đề nghị cấp trên.")] = None,
    stage: Annotated[str | None, typer.Option("--stage", metavar="MÃ", help="Giai đoạn.")] = None,
    group: Annotated[str | None, typer.Option("--group", metavar="MÃ", help="Nhóm sổ.")] = None,
    as_of: AsOf = None,
    json: Json = False,
) -> None:  # fmt: skip
    """Đơn vị phản ánh một khó khăn, vướng mắc; cấp trên trực tiếp phải trả lời."""
    with one_sentence_errors():
        from hotich.jobs.difficulties import add_difficulty
        from hotich.jobs.installation import prepare

        row = add_difficulty(
            prepare(Settings.read()), parse_day(as_of), unit_code=unit, kind=kind, words=words, request=request,
            stage_id=stage, group_id=group,
        )  # fmt: skip
    _tell(row, json)


@difficulty.command("list")
def list_(
    unit: Annotated[str | None, typer.Option("--unit", metavar="MÃ", help="Của đơn vị này; mã huyện: cả các xã.")] = None,
    level: Annotated[
        str | None, typer.Option("--level", metavar="CẤP", help="Đã lên đến cấp này: commune, district, province, committee.")
    ] = None,
    closed: Annotated[bool, typer.Option("--closed", help="Kể cả những khó khăn đã đóng.")] = False,
    summary: Annotated[bool, typer.Option("--summary", help="Gộp theo loại, như trong báo cáo.")] = False,
    history: Annotated[int | None, typer.Option("--history", metavar="SỐ", help="Lịch sử của một khó khăn.")] = None,
    as_of: AsOf = None,
    json: Json = False,
) -> None:  # fmt: skip
    """Khó khăn, vướng mắc đang mở: ở đơn vị nào, đến cấp nào, ai phải trả lời, từ bao giờ."""
    with one_sentence_errors():
        from hotich.jobs import difficulties
        from hotich.jobs.installation import prepare

        day, settings = parse_day(as_of), prepare(Settings.read())
        columns: dict[str, str] = COLUMNS
        if history is not None:
            rows, columns = difficulties.difficulty_history(settings, day, history), HISTORY_COLUMNS
        elif summary:
            found = difficulties.difficulty_summary(settings, day, unit_code=unit, level=level)
            rows, columns = [_summary(one) for one in found], SUMMARY_COLUMNS
        else:
            rows = difficulties.difficulty_table(settings, day, unit_code=unit, level=level, closed=closed)
    if json:
        print_json(rows)
        return
    print_table(f"Khó khăn, vướng mắc, số liệu đến ngày {day:%d/%m/%Y}", columns, rows)


@difficulty.command("answer")
def answer(
    number: Number,
    words: Annotated[str, typer.Argument(metavar="TRẢ_LỜI", help="Hướng giải quyết.")],
    as_of: AsOf = None,
    json: Json = False,
) -> None:
    """Cấp đang giải quyết trả lời; đơn vị làm theo rồi đóng, hoặc chuyển lên tiếp."""
    with one_sentence_errors():
        from hotich.jobs.difficulties import answer_difficulty
        from hotich.jobs.installation import prepare

        row = answer_difficulty(prepare(Settings.read()), parse_day(as_of), number, words)
    _tell(row, json)


@difficulty.command("escalate")
def escalate(
    number: Number,
    words: Annotated[str | None, typer.Option("--reason", metavar="LÝ_DO", help="Vì sao chuyển lên.")] = None,
    as_of: AsOf = None,
    json: Json = False,
) -> None:
    """Chuyển lên cấp trên: xã → huyện → Sở Tư pháp → UBND tỉnh."""
    with one_sentence_errors():
        from hotich.jobs.difficulties import escalate_difficulty
        from hotich.jobs.installation import prepare

        row = escalate_difficulty(prepare(Settings.read()), parse_day(as_of), number, words)
    _tell(row, json)


@difficulty.command("close")
def close(
    number: Number,
    words: Annotated[str, typer.Argument(metavar="KẾT_QUẢ", help="Đã giải quyết thế nào.")],
    as_of: AsOf = None,
    json: Json = False,
) -> None:
    """Đóng một khó khăn đã giải quyết; khó khăn do số liệu nêu chỉ mở lại khi số liệu tăng."""
    with one_sentence_errors():
        from hotich.jobs.difficulties import close_difficulty
        from hotich.jobs.installation import prepare

        row = close_difficulty(prepare(Settings.read()), parse_day(as_of), number, words)
    _tell(row, json)


@difficulty.command("raise")
def raise_(as_of: AsOf = None, json: Json = False) -> None:
    """Nêu những khó khăn mà số liệu cho thấy (sổ rách, mất, chưa thống kê, tồn đọng, quá hạn…); chạy lại không nêu hai lần."""
    with one_sentence_errors():
        from hotich.jobs.difficulties import raise_difficulties
        from hotich.jobs.installation import prepare

        counts = raise_difficulties(prepare(Settings.read()), parse_day(as_of))
    if json:
        print_json(counts)
        return
    columns = {
        "raised": "Mới nêu",
        "changed": "Số liệu đổi",
        "settled": "Tự đóng",
        "open": "Số liệu đang cho thấy",
    }
    print_table("Khó khăn, vướng mắc do số liệu nêu", columns, [counts])


def _tell(row: dict[str, Any], json: bool) -> None:
    if json:
        print_json(row)
        return
    console.print(
        f"Khó khăn số {row['number']} ({escape(row['term'])}, {escape(row['unit'])}): {row['state_term']},"
        f" cấp giải quyết: {escape(row['owner'])}.",
        highlight=False,
    )


def _summary(one: Any) -> dict[str, Any]:
    return {
        "kind": one.kind.id, "term": one.kind.term, "units": one.units, "open": one.open, "answered": one.answered,
        "closed": one.closed, "level": one.level.value, "level_term": one.level.term, "words": one.words,
        "request": " ".join(one.requests), "figures": dict(one.figures),
    }  # fmt: skip
