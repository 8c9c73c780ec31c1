"""Commands that show what waits for somebody: the queue, and the scans of each book."""

from typing import Annotated

import typer

from hotich.cli.output import AsOf, Json, console, one_sentence_errors, parse_day, print_json, print_table
from hotich.settings import Settings

AGE_COLUMNS = {
    "within_7": "≤ 7 ngày",
    "within_30": "8–30 ngày",
    "over_30": "> 30 ngày",
    "oldest_days": "Lâu nhất (ngày)",
}
QUEUE_COLUMNS = {"owner": "Ai xử lý", "what": "Việc", "books": "Quyển", "items": "Số việc", **AGE_COLUMNS,
                 "next_step": "Việc cần làm"}  # fmt: skip
UNIT_QUEUE_COLUMNS = {"owner": "Ai xử lý", "what": "Việc", "book": "Quyển", "stage_id": "Giai đoạn", "items": "Số việc",
                      **AGE_COLUMNS, "next_step": "Việc cần làm"}  # fmt: skip
SCAN_COLUMNS = {
    "unit": "Đơn vị", "register": "Sổ", "book": "Quyển", "packages": "Gói", "cases": "Trường hợp", "matched": "Khớp",
    "missing": "Thiếu", "surplus": "Thừa", "unreadable": "Không mở được", "doubled": "Trùng số", "misnamed": "Tên sai",
    "odd": "Phải xem lại",
}  # fmt: skip

Unit = Annotated[
    str | None, typer.Option(metavar="MÃ", help="Chỉ đơn vị mang mã này (hoặc kế thừa đơn vị mang mã này).")
]


def add_commands(app: typer.Typer) -> None:
    """Add this module's commands."""
    app.command("queue")(queue)
    app.command("scans")(scans)


def queue(
    unit: Annotated[
        str | None,
        typer.Option(
            metavar="MÃ", help="Việc của đơn vị này, theo quyển (mặc định: mọi đơn vị, gộp theo loại việc)."
        ),
    ] = None,
    kind: Annotated[
        list[str] | None,
        typer.Option(metavar="LOẠI", help="Chỉ loại việc này, ví dụ returned_row; lặp lại được."),
    ] = None,
    as_of: AsOf = None,
    json: Json = False,
) -> None:
    """Việc đang mở: ai phải làm gì, bao nhiêu, từ bao lâu, bước tiếp theo; không hiện dữ liệu cá nhân."""
    with one_sentence_errors():
        from hotich.jobs.installation import prepare
        from hotich.jobs.queues import open_work

        day = parse_day(as_of)
        rows = open_work(prepare(Settings.read()), day, unit, kind or ())
    if json:
        print_json(rows)
        return
    print_table(
        f"Việc đang mở, số liệu đến ngày {day:%d/%m/%Y}", UNIT_QUEUE_COLUMNS if unit else QUEUE_COLUMNS, rows
    )


def scans(
    unit: Unit = None,
    write_list: Annotated[
        bool,
        typer.Option("--list", help="Ghi danh sách phải xử lý (.xlsx) vào thư mục gửi trả của từng đơn vị."),
    ] = False,
    json: Json = False,
) -> None:
    """Bản quét theo quyển: khớp, thiếu, thừa, không mở được, trùng số, tên sai."""
    with one_sentence_errors():
        from hotich.jobs.installation import prepare
        from hotich.jobs.scanning import scan_table, write_scan_lists

        settings = prepare(Settings.read())
        rows = scan_table(settings, unit)
        paths = write_scan_lists(settings, unit) if write_list else []
    if json:
        print_json({"books": rows, "lists": paths} if write_list else rows)
        return
    print_table("Bản quét", SCAN_COLUMNS, rows)
    for path in paths:
        console.print(f"→ {path}", highlight=False, markup=False)
