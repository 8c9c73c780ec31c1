"""Commands about money: the estimate, what was spent against it, prices, the ledger."""

from pathlib import Path
from typing import Annotated, Any

import typer

from hotich.cli.output import (
    AsOf,
    Json,
    console,
    format_cell,
    one_sentence_errors,
    parse_day,
    print_json,
    print_table,
    today,
)
from hotich.settings import Settings

budget = typer.Typer(no_args_is_help=True, help="Kinh phí: dự toán, đã chi, đơn giá, sổ kinh phí.")

ESTIMATE_COLUMNS = {
    "authority": "Cơ quan", "year": "Năm", "term": "Việc", "quantity": "Khối lượng", "unit": "ĐVT", "price": "Đơn giá (đ)",
    "amount": "Thành tiền (đ)", "remarks": "Ghi chú",
}  # fmt: skip
BALANCE_COLUMNS = {
    "authority": "Cơ quan", "year": "Năm", "term": "Việc", "estimated": "Dự toán đầu năm", "allotted": "Được giao",
    "spent": "Đã chi", "done": "Đã làm, theo đơn giá", "left": "Chưa chi", "to_do": "Còn phải làm",
    "surplus": "Thừa (+) thiếu (−)", "remarks": "Ghi chú",
}  # fmt: skip
LEDGER_COLUMNS = {
    "entry": "Số", "kind_term": "Loại", "authority": "Cơ quan", "year": "Năm", "term": "Việc", "quantity": "Khối lượng",
    "amount": "Số tiền (đ)", "document": "Chứng từ", "content": "Nội dung", "state": "Tình trạng",
}  # fmt: skip
PRICE_COLUMNS = {
    "term": "Việc", "unit": "ĐVT", "dong": "Đơn giá (đ)", "from": "Từ", "until": "Đến", "verified": "Đã kiểm chứng",
    "source": "Căn cứ",
}  # fmt: skip

LOCAL_PLAN_COLUMNS = {
    "unit": "Đơn vị", "stage": "Giai đoạn", "group": "Nhóm sổ", "planned": "Trường hợp", "earned": "Đã nghiệm thu",
    "left": "Còn phải làm", "first_month": "Từ tháng", "last_month": "Đến tháng",
}  # fmt: skip

LOCAL_MONEY_COLUMNS = {
    "authority": "Cơ quan", "year": "Năm", "term": "Việc", "quantity": "Khối lượng", "unit": "ĐVT", "price": "Đơn giá (đ)",
    "amount": "Thành tiền (đ)", "mark": "Ghi chú",
}  # fmt: skip

Year = Annotated[int | None, typer.Option("--year", metavar="NĂM", help="Chỉ năm ngân sách này.")]
AuthorityCode = Annotated[
    str | None, typer.Option("--authority", metavar="MÃ", help="Chỉ cơ quan chi có mã đơn vị này.")
]
By = Annotated[str, typer.Option("--by", metavar="NGƯỜI_GHI", help="Ai ghi.")]


def add_commands(app: typer.Typer) -> None:
    """Add this module's commands."""
    app.add_typer(budget, name="budget")
    app.command("local-plan")(local_plan)


def local_plan(
    code: Annotated[str, typer.Argument(metavar="MÃ", help="Mã huyện; từ khi không còn cấp huyện: mã xã.")],
    as_of: AsOf = None,
    xlsx: Annotated[bool, typer.Option("--xlsx", help="Ghi bảng tính vào thư mục gửi đi.")] = False,
    docx: Annotated[
        bool,
        typer.Option(
            "--docx", help="Ghi văn bản Word (dự thảo, thể thức Nghị định 30/2020) vào thư mục gửi đi."
        ),
    ] = False,
    json: Json = False,
) -> None:
    """Kế hoạch riêng của huyện (kế hoạch tỉnh mục IV.3), suy từ kế hoạch tỉnh: phần việc theo đơn vị, nhóm sổ, tháng."""
    with one_sentence_errors():
        from hotich.jobs.installation import prepare
        from hotich.jobs.local_planning import (
            local_plan_table,
            write_local_plan_word,
            write_local_plan_workbook,
        )

        day, settings = parse_day(as_of), prepare(Settings.read())
        found = local_plan_table(settings, code, day)
        paths: dict[str, Any] = {}
        if xlsx:
            paths["workbook"] = write_local_plan_workbook(settings, code, day)
        if docx:
            paths["document"], paths["findings"] = write_local_plan_word(settings, code, day)
    if json:
        print_json(found | paths)
        return
    print_table(f"{found['area']}, số liệu đến ngày {day:%d/%m/%Y}", LOCAL_PLAN_COLUMNS, found["shares"])
    console.print(f"{format_cell(found['left'])} trường hợp còn phải nghiệm thu.", highlight=False)
    if found["lost"]:
        console.print(
            f"Trừ sổ đã mất: {format_cell(found['lost'])} trường hợp có trong thống kê.", highlight=False
        )
    if found["money"]:
        _print_rows("Kinh phí dự kiến (đồng)", LOCAL_MONEY_COLUMNS, [_marked(row) for row in found["money"]])
        amount = sum(row["amount"] or 0 for row in found["money"])
        console.print(f"Kinh phí dự kiến: {format_cell(amount)} đồng", highlight=False)
    if missing := found["without_denominator"]:
        console.print(f"Chưa gửi thống kê sổ: {'; '.join(missing)}", highlight=False)
    for finding in paths.pop("findings", []):
        console.print(f"Thể thức: {finding}", highlight=False, markup=False)
    for path in paths.values():
        console.print(f"→ {path}", highlight=False, markup=False)


@budget.command("estimate")
def estimate(
    year: Year = None,
    authority: AuthorityCode = None,
    as_of: AsOf = None,
    xlsx: Annotated[
        bool, typer.Option("--xlsx", help="Ghi bảng tính cho cơ quan tài chính vào thư mục gửi đi.")
    ] = False,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="TỆP", help="Ghi bảng tính vào tệp này (kèm --xlsx).")
    ] = None,
    json: Json = False,
) -> None:
    """Dự toán: khối lượng còn phải làm × đơn giá, theo cơ quan chi, năm ngân sách, việc. Số chưa kiểm chứng được ghi rõ."""
    with one_sentence_errors():
        from hotich.jobs.budgeting import estimate_table, write_estimate_workbook
        from hotich.jobs.installation import prepare

        day, settings = parse_day(as_of), prepare(Settings.read())
        found = estimate_table(settings, day, year=year, authority=authority)
        path = write_estimate_workbook(settings, day, out, authority=authority) if xlsx or out else None
    if json:
        print_json(found | ({"workbook": path} if path else {}))
        return
    _print_rows(f"Dự toán, số liệu đến ngày {day:%d/%m/%Y}", ESTIMATE_COLUMNS, found["lines"])
    _print_total(found)
    if path:
        console.print(f"→ {path}", highlight=False, markup=False)


def _marked(row: dict[str, Any]) -> dict[str, Any]:
    return row | {"mark": "" if row["verified"] else "chưa kiểm chứng"}


def _print_rows(title: str, columns: dict[str, str], rows: list[dict[str, Any]]) -> None:
    """As a table; a year is no number with thousands."""
    print_table(title, columns, [row | {"year": str(row["year"])} for row in rows])


def _print_total(found: dict[str, Any]) -> None:
    console.print(f"Tổng cộng: {format_cell(found['total'])} đồng", highlight=False)
    if not found["verified"]:
        console.print(
            "[yellow]Có số chưa kiểm chứng:[/] xem cột Ghi chú và `hotich budget prices`; không dùng làm căn cứ chi."
        )
    if found["unpriced"]:
        console.print(f"{found['unpriced']} dòng chưa có đơn giá, không có trong tổng.", highlight=False)
    if missing := found["without_denominator"]:
        console.print(
            f"{len(missing)} đơn vị chưa gửi thống kê sổ nên chưa có trong dự toán (xem --json).",
            highlight=False,
        )


@budget.command("balance")
def balance(
    year: Year = None, authority: AuthorityCode = None, as_of: AsOf = None, json: Json = False
) -> None:
    """Đã chi so với dự toán: đầu năm, được giao, đã chi, chưa chi, còn phải làm, thừa hay thiếu."""
    with one_sentence_errors():
        from hotich.jobs.budgeting import balance_tables
        from hotich.jobs.installation import prepare

        day = parse_day(as_of)
        rows, sums = balance_tables(prepare(Settings.read()), day, year=year, authority=authority)
    if json:
        print_json(rows)
        return
    title = f"Đã chi so với dự toán (đồng), số liệu đến ngày {day:%d/%m/%Y}"
    _print_rows(title, BALANCE_COLUMNS, [_told(row) for row in rows])
    if year is None:
        columns = {name: head for name, head in BALANCE_COLUMNS.items() if name in sums[-1]}
        print_table("Các năm", columns, [_told(row) | {"year": str(row["year"] or "Cộng")} for row in sums])


def _told(row: dict[str, Any]) -> dict[str, Any]:
    """What is left over with its sign; that nobody entered spending said in words."""
    from hotich.budget.totals import UNSPENT

    surplus = row["surplus"]
    signed = f"+{format_cell(surplus)}" if surplus and surplus > 0 else surplus
    spent = row["spent"] if row["spent"] is not None or row["entered"] else UNSPENT
    return row | {"surplus": signed, "spent": spent}


@budget.command("prices")
def prices(json: Json = False) -> None:
    """Bảng đơn giá theo ngày, có căn cứ; giá chưa kiểm chứng được ghi rõ."""
    with one_sentence_errors():
        from hotich.jobs.budgeting import price_list

        rows = price_list(Settings.read())
    if json:
        print_json(rows)
        return
    marked = [row | {"verified": "có" if row["verified"] else "CHƯA"} for row in rows]
    print_table("Đơn giá", PRICE_COLUMNS, marked)


@budget.command("spend")
def spend(
    authority: Annotated[str, typer.Option("--authority", metavar="MÃ", help="Mã đơn vị của cơ quan chi.")],
    year: Annotated[str, typer.Option("--year", metavar="NĂM", help="Năm ngân sách.")],
    activity: Annotated[str, typer.Option("--activity", metavar="VIỆC", help="Mã hoặc tên việc.")],
    amount: Annotated[str, typer.Option("--amount", metavar="ĐỒNG", help="Số tiền, đồng nguyên.")],
    document: Annotated[str, typer.Option("--document", metavar="SỐ", help="Số chứng từ, quyết định.")],
    dated: Annotated[str, typer.Option("--dated", metavar="NGÀY", help="Ngày chứng từ, 05/01/2026.")],
    content: Annotated[
        str, typer.Option("--content", metavar="NỘI_DUNG", help="Nội dung, không ghi tên cá nhân.")
    ],
    by: By,
    quantity: Annotated[
        str | None, typer.Option("--quantity", metavar="SỐ", help="Khối lượng theo đơn vị tính của việc.")
    ] = None,
    allotted: Annotated[
        bool, typer.Option("--allotted", help="Đây là dự toán được giao, không phải khoản đã chi.")
    ] = False,
    json: Json = False,
) -> None:
    """Ghi một khoản đã chi (hoặc --allotted: dự toán được giao). Đã ghi thì không sửa, chỉ đảo bằng `cancel`."""
    with one_sentence_errors():
        from hotich.jobs.budgeting import enter_money
        from hotich.jobs.installation import prepare

        cells = {
            "kind": "allotted" if allotted else "spent", "authority": authority, "year": year, "activity": activity,
            "quantity": quantity, "amount": amount, "document_number": document, "document_on": dated, "content": content,
        }  # fmt: skip
        number = enter_money(prepare(Settings.read()), cells, by, today())
    _print_entries([number], json)


@budget.command("import")
def import_(
    file: Annotated[
        Path, typer.Argument(metavar="TỆP", help="Bảng tính theo mẫu của `hotich budget template`.")
    ],
    by: By,
    json: Json = False,
) -> None:
    """Ghi mọi khoản trong một bảng tính, hoặc không ghi khoản nào và nêu từng dòng sai."""
    with one_sentence_errors():
        from hotich.jobs.budgeting import import_money
        from hotich.jobs.installation import prepare

        numbers = import_money(prepare(Settings.read()), file, by, today())
    _print_entries(numbers, json)


def _print_entries(numbers: list[int], json: bool) -> None:
    if json:
        print_json({"entries": numbers})
        return
    listed = ", ".join(map(str, numbers)) if len(numbers) < 6 else f"{numbers[0]} … {numbers[-1]}"
    console.print(f"Đã ghi {len(numbers)} bút toán: số {listed}.", highlight=False)


@budget.command("template")
def template(
    file: Annotated[Path, typer.Argument(metavar="TỆP", help="Ghi mẫu vào đây.")] = Path("kinh_phi.xlsx"),
) -> None:
    """Mẫu bảng tính để ghi dự toán được giao và các khoản đã chi."""
    with one_sentence_errors():
        from hotich.jobs.budgeting import write_template

        path = write_template(Settings.read(), file, today())
    console.print(f"→ {path}", highlight=False, markup=False)


@budget.command("cancel")
def cancel(
    number: Annotated[int, typer.Argument(metavar="SỐ", help="Số bút toán, như `hotich budget list` nêu.")],
    reason: Annotated[str, typer.Option("--reason", metavar="LÝ_DO", help="Vì sao đảo.")],
    by: By,
    json: Json = False,
) -> None:
    """Đảo một bút toán ghi sai bằng bút toán ngược dấu; cả hai còn lại trong sổ."""
    with one_sentence_errors():
        from hotich.jobs.budgeting import cancel_entry
        from hotich.jobs.installation import prepare

        mirror = cancel_entry(prepare(Settings.read()), number, reason, by, today())
    _print_entries([mirror], json)


@budget.command("list")
def list_(year: Year = None, authority: AuthorityCode = None, as_of: AsOf = None, json: Json = False) -> None:
    """Sổ kinh phí: dự toán được giao và các khoản đã chi, kể cả bút toán đảo."""
    with one_sentence_errors():
        from hotich.jobs.budgeting import ledger_table
        from hotich.jobs.installation import prepare

        day = parse_day(as_of)
        rows = ledger_table(prepare(Settings.read()), day, year=year, authority=authority)
    if json:
        print_json(rows)
        return
    _print_rows(f"Sổ kinh phí, chứng từ đến ngày {day:%d/%m/%Y}", LEDGER_COLUMNS, rows)
