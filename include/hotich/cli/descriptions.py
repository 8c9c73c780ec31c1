"""Commands that show or write what the descriptions say: plan, units, templates, rules."""

from pathlib import Path
from typing import Annotated

import typer

from hotich.cli.output import AsOf, Json, console, one_sentence_errors, parse_day, print_json, print_table
from hotich.settings import Settings

PLAN_COLUMNS = {
    "tier": "Lưu trữ",
    "phase": "GĐ",
    "window": "Thời hạn",
    "registrations": "Đăng ký",
    "groups": "Nhóm sổ theo thứ tự",
    "status": "Tình trạng",
    "clause": "Mục",
}
UNIT_COLUMNS = {"code": "Mã", "name": "Tên", "parent": "Thuộc", "valid_from": "Từ", "valid_to": "Đến"}
RULE_COLUMNS = {
    "id": "Mã",
    "severity": "Mức",
    "regimes": "Thời kỳ",
    "message": "Nội dung",
    "source": "Căn cứ",
}

PlanFile = Annotated[
    str | None,
    typer.Option(
        "--plan", metavar="TỆP", help="Tệp kế hoạch, hoặc tên kế hoạch có sẵn (mặc định: HOTICH_PLAN)."
    ),
]


def add_commands(app: typer.Typer) -> None:
    """Add this module's commands."""
    app.command("plan")(plan)
    app.command("units")(units)
    app.command("template")(template)
    app.command("rules")(rules)


def plan(plan_file: PlanFile = None, as_of: AsOf = None, json: Json = False) -> None:
    """Kế hoạch thành bảng: từng giai đoạn, thời hạn, năm đăng ký, thứ tự nhóm sổ, tình trạng."""
    with one_sentence_errors():
        from hotich.plan import load_plan
        from hotich.plan.reference import plan_table

        loaded = load_plan(plan_file or Settings.read().plan)
        rows = plan_table(loaded, parse_day(as_of))
    if json:
        print_json({"id": loaded.id, "name": loaded.name, "sha256": loaded.sha256, "stages": rows})
        return
    print_table(f"{loaded.name} ({loaded.id})", PLAN_COLUMNS, rows)


def units(
    as_of: AsOf = None,
    level: Annotated[str | None, typer.Option(help="province, district hoặc commune.")] = None,
    plan_file: PlanFile = None,
    json: Json = False,
) -> None:
    """Đơn vị hành chính có vào một ngày."""
    with one_sentence_errors():
        from hotich.errors import HotichError
        from hotich.plan import load_plan
        from hotich.units import Level

        day = parse_day(as_of)
        if level is not None and level not in set(Level):
            raise HotichError(f"Không có cấp “{level}”. Các cấp: {', '.join(Level)}.")
        registry = load_plan(plan_file or Settings.read().plan).units
        rows = [
            {"code": unit.code, "name": unit.name, "parent": unit.parent_code, "valid_from": unit.valid_from,
             "valid_to": unit.valid_to}
            for unit in registry.active(day, Level(level) if level else None)
        ]  # fmt: skip
    if json:
        print_json(rows)
        return
    print_table(f"{len(rows)} đơn vị vào ngày {day:%d/%m/%Y}", UNIT_COLUMNS, rows)


def template(
    register: Annotated[
        str | None,
        typer.Argument(
            metavar="LOẠI", help="KH KS CMC HN KT GH CDGH LH TDCC; bỏ trống: tất cả và thống kê sổ."
        ),
    ] = None,
    out: Annotated[Path, typer.Option("--out", "-o", help="Thư mục để ghi.")] = Path(),
    edition: Annotated[str | None, typer.Option(help="Mẫu khác của sổ, ví dụ dinh_danh của KS.")] = None,
) -> None:
    """Mẫu Excel của sổ, có danh sách chọn, chú thích, ví dụ; và mẫu thong_ke_so.xlsx."""
    with one_sentence_errors():
        from hotich.registers import REGISTERS
        from hotich.registers import register as register_of
        from hotich.registers.inventory import FILE_NAME
        from hotich.registers.template import write_inventory_template, write_template

        out.mkdir(parents=True, exist_ok=True)
        chosen = [register_of(register)] if register else list(REGISTERS.values())
        for described in chosen:
            other = described.edition(edition) if edition else None
            name = f"mau.{described.code}{'.' + edition if edition else ''}.xlsx"
            console.print(write_template(described, out / name, other))
        if register is None:
            console.print(write_inventory_template(out / FILE_NAME))


def rules(
    register: Annotated[
        str | None, typer.Argument(metavar="LOẠI", help="Chỉ quy tắc của loại sổ này.")
    ] = None,
    json: Json = False,
) -> None:
    """Các quy tắc kiểm tra: mã, mức, nội dung, căn cứ."""
    with one_sentence_errors():
        from hotich.quality.catalogue import RULES
        from hotich.quality.catalogue.books import BOOK
        from hotich.registers import register as register_of

        wanted = (
            None
            if register is None
            else register.upper()
            if register.upper() == BOOK
            else register_of(register).code
        )
        found = [rule for rule in RULES if wanted in {None, rule.register}]
    if json:
        print_json([rule.expectation | {"at_load": rule.at_load} for rule in found])
        return
    rows = [
        {
            "id": rule.id,
            "severity": rule.severity.term,
            "regimes": ", ".join(rule.regimes) or "mọi thời kỳ",
            "message": rule.message,
            "source": rule.source,
        }
        for rule in found
    ]
    print_table(f"{len(rows)} quy tắc", RULE_COLUMNS, rows)
