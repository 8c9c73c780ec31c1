"""Commands that do the work of the DAGs without Airflow, and the check that a clerk runs before sending."""

from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape

from hotich.cli.output import (
    AsOf,
    Json,
    console,
    one_sentence_errors,
    parse_day,
    print_json,
    print_table,
    progress_bar,
)
from hotich.settings import Settings
from hotich.storage.states import RateBy

INTAKE_COLUMNS = {
    "seen": "Tệp thấy", "new": "Mới", "rejected": "Từ chối", "waiting": "Đang chờ", "inventories": "Thống kê",
    "second_keyings": "Nhập lần hai", "books_placed": "Sổ chờ nạp",
}  # fmt: skip
RUN_COLUMNS = {
    "stage_id": "Giai đoạn", "batches": "Lô", "rows": "Dòng", "loaded": "Nạp", "unchanged": "Không đổi", "returned": "Trả lại",
    "failures": "Lô hỏng",
}  # fmt: skip
RETURNED_COLUMNS = {
    "unit": "Đơn vị", "register": "Sổ", "book": "Quyển", "rows": "Dòng chờ sửa", "oldest": "Lâu nhất từ", "next_step": "Việc cần làm",
}  # fmt: skip
SLIP_COLUMNS = {"books": "Quyển còn việc", "written": "Phiếu đã ghi"}
INCIDENT_COLUMNS = {
    "opened_at": "Lúc", "stage_id": "Giai đoạn", "step": "Bước", "batch_id": "Lô", "reason": "Lý do", "owner": "Ai xử lý",
    "next_step": "Việc cần làm",
}  # fmt: skip
_RATE_COLUMNS = {
    "cells": "Ô đối chiếu", "content": "Khác nội dung", "light": "Khác cách viết", "open": "Chờ quyết định",
    "per_10000": "Trên 10.000 ô",
}  # fmt: skip
KEYING_COLUMNS = {
    "register": {"register": "Sổ", "books": "Quyển"} | _RATE_COLUMNS,
    "field": {"register": "Sổ", "term": "Cột", "critical": "Trọng yếu"} | _RATE_COLUMNS,
    "book": {"unit": "Đơn vị", "register": "Sổ", "book": "Quyển", "cases": "Lần một", "second_rows": "Lần hai"} | _RATE_COLUMNS,
}  # fmt: skip
BATCH_COLUMNS = {
    "batch_id": "Lô", "stage_id": "Giai đoạn", "register": "Sổ", "file_count": "Tệp", "estimated_rows": "Dòng (ước)",
    "state": "Trạng thái", "reason": "Lỗi gần nhất",
}  # fmt: skip

Inbox = Annotated[
    str | None, typer.Option("--inbox", metavar="THƯ_MỤC|URL", help="Hộp nhận (mặc định: HOTICH_INBOX).")
]
StageOption = Annotated[
    list[str] | None,
    typer.Option("--stage", metavar="MÃ", help="Chỉ giai đoạn này; lặp lại được (mặc định: mọi giai đoạn)."),
]


def add_commands(app: typer.Typer) -> None:
    """Add this module's commands."""
    app.command("validate")(validate)
    app.command("intake")(intake)
    app.command("load")(load)
    app.command("run")(run)
    app.command("progress")(progress)
    app.command("returned")(returned)
    app.command("keyings")(keyings)
    app.command("batches")(batches)
    app.command("incidents")(incidents)


def validate(
    files: Annotated[
        list[Path], typer.Argument(metavar="TỆP…", help="Sổ .xlsx hoặc .csv, tên đúng quy ước.")
    ],
    unit: Annotated[str | None, typer.Option(help="Mã đơn vị lập sổ (mặc định: thư mục chứa tệp).")] = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", help="Thư mục ghi phiếu trả lại và báo cáo (mặc định: cạnh tệp)."),
    ] = None,
    json: Json = False,
) -> None:
    """Kiểm tra sổ trước khi gửi: không cần cơ sở dữ liệu, không cần Airflow. Mã thoát 2 khi có dòng sẽ bị trả lại."""
    with one_sentence_errors(), progress_bar("Đang kiểm tra", quiet=json) as advance:
        from hotich.jobs.checking import check_file

        checked = []
        for number, file in enumerate(files, 1):
            checked.append(check_file(Settings.read(), file, unit, out or file.parent))
            advance(number, len(files))
    if json:
        print_json(checked)
    else:
        for result in checked:
            _tell_checked(result)
    if any(result["reason"] or result["returned"] for result in checked):
        raise typer.Exit(2)


def _tell_checked(result: dict[str, Any]) -> None:
    console.print(f"[bold]{escape(result['file'])}[/]", highlight=False)
    if result["reason"]:
        console.print(f"  [red]Không nhận được:[/] {escape(result['reason'])}", highlight=False)
        return
    console.print(
        f"  {result['rows']} dòng: {result['sound']} nhận được, {result['returned']} sẽ bị trả lại, {result['warned']} cần xem lại"
    )
    for notice in result["notices"]:
        console.print(f"  · {notice}", highlight=False, markup=False)
    rows = result["rules"]
    if rows:
        print_table(
            "", {"rule_id": "Quy tắc", "severity": "Mức", "failed": "Dòng", "message": "Nội dung"}, rows
        )
    for name in ("workbook", "report"):
        if result[name]:
            console.print(f"  → {result[name]}", highlight=False, markup=False)


def intake(as_of: AsOf = None, inbox: Inbox = None, json: Json = False) -> None:
    """Nhận tệp mới trong hộp nhận: đặt tên, đơn vị, quyển, giai đoạn; chưa đọc dòng nào."""
    with one_sentence_errors():
        from hotich.jobs.discovery import discover
        from hotich.jobs.installation import prepare

        settings = prepare(_settings(inbox))
        counts = discover(settings, "", parse_day(as_of))
    if json:
        print_json(counts)
        return
    print_table("Nhận tệp", INTAKE_COLUMNS, [counts])


def load(stage: StageOption = None, as_of: AsOf = None, inbox: Inbox = None, json: Json = False) -> None:
    """Đọc, kiểm tra, nạp các sổ đã nhận (không quét lại hộp nhận)."""
    _run(stage, as_of, inbox, json, look=False)


def run(stage: StageOption = None, as_of: AsOf = None, inbox: Inbox = None, json: Json = False) -> None:
    """Toàn bộ công việc của các DAG, không cần Airflow: nhận, đọc, kiểm tra, nạp, thống kê."""
    _run(stage, as_of, inbox, json, look=True)


def _run(stage: list[str] | None, as_of: str | None, inbox: str | None, json: bool, *, look: bool) -> None:
    with one_sentence_errors(), progress_bar("Đang chạy", quiet=json) as advance:
        from hotich.jobs.installation import prepare
        from hotich.jobs.pipeline import run as run_pipeline

        settings = prepare(_settings(inbox))
        results = run_pipeline(
            settings,
            parse_day(as_of),
            stage or (),
            lambda _stage, done, total: advance(done, total),
            look=look,
        )
    failed = [result for result in results if result["failed"]]
    if json:
        print_json(results)
    else:
        rows = [result | {"failures": len(result["failed"])} for result in results if result["open"]]
        print_table("Kết quả", RUN_COLUMNS, rows)
        for result in failed:
            for batch_id, reason in result["failed"].items():
                console.print(f"[red]Lô {batch_id}:[/] {escape(reason)}", highlight=False)
    if failed:
        raise typer.Exit(1)


def progress(as_of: AsOf = None, by_unit: Annotated[bool, typer.Option("--by-unit", help="Theo đơn vị và loại sổ.")] = False,
             json: Json = False) -> None:  # fmt: skip
    """Tiến độ theo giai đoạn (hoặc đơn vị × loại sổ): theo thống kê, đã giao, trả lại, đã nạp."""
    with one_sentence_errors():
        from hotich.jobs.counting import TABLE_COLUMNS, UNIT_COLUMNS, progress_table, unit_progress
        from hotich.jobs.installation import prepare

        day = parse_day(as_of)
        settings = prepare(Settings.read())
        rows = unit_progress(settings, day) if by_unit else progress_table(settings, day)
    if json:
        print_json(rows)
        return
    print_table(f"Số liệu đến ngày {day:%d/%m/%Y}", UNIT_COLUMNS if by_unit else TABLE_COLUMNS, rows)


def returned(
    unit: Annotated[str | None, typer.Option(help="Chỉ đơn vị mang mã này.")] = None,
    write: Annotated[
        bool,
        typer.Option("--write", help="Ghi phiếu trả lại của mọi quyển còn dòng chờ sửa hoặc cảnh báo chờ xem vào hộp gửi."),
    ] = False,
    json: Json = False,
) -> None:  # fmt: skip
    """Các dòng đã trả lại còn chờ đơn vị sửa, theo quyển; không hiện dữ liệu cá nhân."""
    with one_sentence_errors():
        from hotich.jobs.installation import prepare
        from hotich.jobs.queues import returned_books

        settings = prepare(Settings.read())
        if write:
            from hotich.jobs.slips import write_open_slips

            counts = write_open_slips(settings, unit)
        else:
            rows = returned_books(settings, unit)
    if write:
        if json:
            print_json(counts)
        else:
            print_table("Phiếu trả lại", SLIP_COLUMNS, [counts])
        return
    if json:
        print_json(rows)
        return
    print_table("Dòng chờ sửa", RETURNED_COLUMNS, rows)


def keyings(
    by: Annotated[
        RateBy, typer.Option("--by", help="Theo loại sổ (register), cột (field) hoặc quyển (book).")
    ] = RateBy.REGISTER,
    json: Json = False,
) -> None:
    """Hai lần nhập khác nhau bao nhiêu: số ô đối chiếu, khác nội dung, trên 10.000 ô; không theo người, không hiện giá trị."""
    with one_sentence_errors():
        from hotich.jobs.installation import prepare
        from hotich.jobs.keying_rates import keying_rates

        rows = keying_rates(prepare(Settings.read()), by)
    if json:
        print_json(rows)
        return
    print_table("Hai lần nhập", KEYING_COLUMNS[by], rows)


def batches(stage: StageOption = None, json: Json = False) -> None:
    """Các lô của giai đoạn và trạng thái của chúng."""
    with one_sentence_errors():
        from hotich.jobs.installation import prepare
        from hotich.jobs.queues import batch_list

        rows = batch_list(prepare(Settings.read()), stage or ())
    if json:
        print_json(rows)
        return
    print_table("Lô", BATCH_COLUMNS, rows)


def incidents(json: Json = False) -> None:
    """Bước hỏng và giai đoạn quá hạn còn mở: lý do, ai xử lý, việc cần làm."""
    with one_sentence_errors():
        from hotich.jobs.installation import prepare
        from hotich.jobs.queues import incident_list

        rows = incident_list(prepare(Settings.read()))
    if json:
        print_json(rows)
        return
    print_table("Sự việc đang mở", INCIDENT_COLUMNS, rows)


def _settings(inbox: str | None) -> Settings:
    settings = Settings.read()
    return replace(settings, inbox=inbox) if inbox else settings
