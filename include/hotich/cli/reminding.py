"""The command that reminds units (đôn đốc): shows what is due, or writes the lists."""

from typing import Annotated

import typer

from hotich.cli.output import AsOf, Json, one_sentence_errors, parse_day, print_json, print_table
from hotich.settings import Settings

COLUMNS = {
    "unit": "Đơn vị", "term": "Việc", "level": "Bậc", "words": "Nội dung", "next_step": "Việc cần làm", "news": "Lần này",
}  # fmt: skip
COUNT_COLUMNS = {
    "units": "Đơn vị", "reminders": "Việc đôn đốc", "told": "Mới hoặc nặng thêm", "lists": "Danh sách đã ghi",
}  # fmt: skip


def add_commands(app: typer.Typer) -> None:
    """Add this module's commands."""
    app.command("remind")(remind)


def remind(
    unit: Annotated[str | None, typer.Option("--unit", metavar="MÃ", help="Chỉ đơn vị mang mã này.")] = None,
    write: Annotated[
        bool,
        typer.Option("--write", help="Ghi danh sách vào hộp gửi cho đơn vị có việc mới hoặc nặng thêm, và danh sách chung."),
    ] = False,
    as_of: AsOf = None,
    json: Json = False,
) -> None:  # fmt: skip
    """Đôn đốc: thống kê quá hạn, việc tồn, tốc độ cần và đang đạt, giai đoạn quá hạn, bản quét thiếu; nặng nhất trước."""
    with one_sentence_errors():
        from hotich.errors import HotichError
        from hotich.jobs import reminding
        from hotich.jobs.installation import prepare

        if write and unit:
            raise HotichError("--write ghi cho mọi đơn vị: bỏ --unit, hoặc bỏ --write để chỉ xem một đơn vị.")
        day, settings = parse_day(as_of), prepare(Settings.read())
        rows = [reminding.remind(settings, day)] if write else reminding.reminder_list(settings, day, unit)
    if json:
        print_json(rows[0] if write else rows)
        return
    if write:
        print_table("Đôn đốc", COUNT_COLUMNS, rows)
        return
    shown = [row | {"level": f"{row['level']}/{row['levels']}"} for row in rows]
    print_table(f"Đôn đốc, số liệu đến ngày {day:%d/%m/%Y}", COLUMNS, shown)
