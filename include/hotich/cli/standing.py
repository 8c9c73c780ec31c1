"""The command that shows where the plan stands."""

from dataclasses import asdict
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Annotated, Any

import typer

from hotich.cli.output import AsOf, Json, console, one_sentence_errors, parse_day, print_json, print_table
from hotich.errors import HotichError
from hotich.settings import Settings

COLUMNS = {
    "name": "Phần việc", "end": "Hạn", "planned": "Theo thống kê", "planned_by_now": "Kế hoạch đến nay",
    "earned": "Nghiệm thu", "share": "Đạt", "months": "So với kế hoạch", "spi_t": "SPI(t)", "p80": "Xong trước (80 %)",
    "in_time": "Kịp hạn", "pace": "Ca/ngày: đang / cần", "status": "Tình trạng",
}  # fmt: skip
"""Key of a row of a standing → its heading."""


class Division(StrEnum):
    """What a standing can be divided by."""

    STAGE = "stage"
    DISTRICT = "district"
    UNIT = "unit"
    GROUP = "group"


def add_commands(app: typer.Typer) -> None:
    """Add this module's commands."""
    app.command("standing")(standing)


def standing(
    by: Annotated[
        Division,
        typer.Option("--by", help="Chia theo giai đoạn (stage), huyện (district), đơn vị (unit) hoặc nhóm sổ (group)."),
    ] = Division.STAGE,
    stage: Annotated[str | None, typer.Option("--stage", metavar="MÃ", help="Chỉ giai đoạn này.")] = None,
    district: Annotated[str | None, typer.Option(metavar="MÃ", help="Chỉ huyện này và các xã của nó.")] = None,
    unit: Annotated[str | None, typer.Option(metavar="MÃ", help="Chỉ sổ do đơn vị này lập.")] = None,
    as_of: AsOf = None,
    known_at: Annotated[
        str | None,
        typer.Option(
            "--known-at",
            metavar="YYYY-MM-DD[THH:MM]",
            help="Chỉ tính những gì đã thống kê, đã ký đến lúc này: lập lại đúng báo cáo cũ.",
        ),
    ] = None,
    baseline: Annotated[
        str | None,
        typer.Option(metavar="YYYY-MM-DD", help="So với kế hoạch của ngày này, trước các điều chỉnh về sau."),
    ] = None,
    json: Json = False,
) -> None:  # fmt: skip
    """Tiến độ so với kế hoạch: nhanh hay chậm mấy tháng, SPI(t), bao giờ xong, khả năng kịp hạn, cần bao nhiêu ca mỗi ngày."""
    with one_sentence_errors():
        from hotich.jobs.installation import prepare
        from hotich.jobs.standings import Asked, as_row, standing_table

        asked = Asked(
            by.value, stage, district, unit, _moment(known_at), parse_day(baseline) if baseline else None
        )
        found = standing_table(prepare(Settings.read()), parse_day(as_of), asked)
    names = found.pop("names")
    if json:
        shown = {"whole": asdict(found["whole"]), "parts": [asdict(one) for one in found["parts"]]}
        print_json(found | shown)
        return
    rows = [as_row(one, names[one.scope]) for one in found["parts"]]
    rows.append(as_row(found["whole"], "Cộng"))
    print_table(f"{found['whole'].title}. Số liệu đến ngày {found['as_of']:%d/%m/%Y}", COLUMNS, rows)
    for note in _notes(found):
        console.print(note, highlight=False, markup=False)


def _notes(found: dict[str, Any]) -> list[str]:
    """What one must know to read the table right."""
    whole, counted_on = found["whole"], found["counted_on"]
    notes = [
        "Chưa thống kê lần nào đến ngày này: chạy `hotich run`."
        if counted_on is None
        else f"Thống kê gần nhất: ngày {counted_on:%d/%m/%Y}. Mẫu số: trường hợp theo thống kê sổ, trừ gạch bỏ."
    ]
    if found["decisions"]:
        notes.append(f"Kế hoạch đã điều chỉnh theo: {'; '.join(found['decisions'])}.")
    if whole.units_without_denominator:
        notes.append(f"{whole.units_without_denominator} đơn vị chưa gửi thống kê sổ, chưa có mẫu số.")
    if whole.scope_change:
        notes.append(f"Khối lượng đổi {whole.scope_change:+d} trường hợp so với thống kê đầu tiên.")
    if found["left_out"]["planned"] or found["left_out"]["accepted"]:
        left_out = found["left_out"]
        notes.append(
            f"Ngoài kế hoạch này (giai đoạn, đơn vị khác): {left_out['planned']} trường hợp theo thống kê,"
            f" {left_out['accepted']} đã nghiệm thu; không tính ở trên."
        )
    return notes


def _moment(text: str | None) -> datetime | None:
    """The moment that `--known-at` names, by the clock of the deadlines; of a day alone: its end."""
    from zoneinfo import ZoneInfo

    if text is None:
        return None
    zone = ZoneInfo("Asia/Ho_Chi_Minh")
    try:
        if len(text) == len("2024-06-30"):
            return datetime.combine(date.fromisoformat(text) + timedelta(days=1), time.min, zone)
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise HotichError(
            f"Thời điểm «{text}» không đọc được: hãy viết 2024-06-30 hoặc 2024-06-30T17:00."
        ) from None
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)
