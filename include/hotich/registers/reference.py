"""The reference pages of the registers, made from their descriptions (docs/reference/registers/)."""

from collections.abc import Iterable, Sequence

from hotich.registers import INVENTORY, REGISTERS
from hotich.registers.codes import CODE_LISTS
from hotich.registers.hints import KIND_TERMS, code_words, hint
from hotich.registers.model import Edition, Field, Register
from hotich.registers.nations import countries, ethnicities

_MADE = "<!-- Made from the descriptions in include/hotich/registers; do not edit. -->"


def markdown() -> dict[str, str]:
    """File name → text of every page: an index, one page a register, the inventory, the lists."""
    pages = {f"{register.code}.md": _register_page(register) for register in REGISTERS.values()}
    return {
        "index.md": _index(),
        **pages,
        "thong_ke_so.md": _inventory_page(),
        "danh_muc.md": _lists_page(),
    }


def _index() -> str:
    rows = [
        (
            f"[{register.code}]({register.code}.md)",
            register.term,
            f"`{register.name}`",
            "Bộ Tư pháp / Ministry" if register.official else "dự án / this project [U]",
            str(len(register.fields)),
            str(len(register.critical_fields())),
        )
        for register in REGISTERS.values()
    ]
    head = ("TYPE", "Loại sổ", "Name", "Mẫu / template of", "Cột / columns", "Nhập lần hai / keyed twice")
    return _page(
        "Các loại sổ hộ tịch · Civil-status registers",
        "Thứ tự là thứ tự số hóa của kế hoạch. The order is the plan's order of work.",
        _table(head, rows),
        "Xem thêm / see also: [thong_ke_so.md](thong_ke_so.md) (bảng thống kê sổ / inventory of books), "
        "[danh_muc.md](danh_muc.md) (danh mục / code lists).",
    )


def _register_page(register: Register) -> str:
    origin = (
        "Mẫu của Bộ Tư pháp, Công văn 1437/BTP-CNTT ngày 25/4/2019. The Ministry's template."
        if register.official
        else "Bộ Tư pháp không có mẫu; mẫu này do dự án đặt theo cách đặt tên của Bộ, chưa được xác nhận [U]. "
        "No template of the Ministry exists; this one is the project's own, unconfirmed."
    )
    required = ", ".join(f"`{register.field(name).column}`" for name in register.required)
    special = ", ".join(f"`{register.field(name).column}`" for name in register.special)
    parts = [
        origin,
        f"Bảng / table: `hotich.{register.table}`. Lấy mẫu / get the template: `hotich template {register.code}`.",
        f"Cột bắt buộc / required columns: {required}.",
        f"Cột nhận ra loại sổ / columns that tell the type: {special}.",
        "✱ = nhập lần hai / keyed twice.",
        _field_table(register.fields),
    ]
    parts += [_edition_part(register, edition) for edition in register.editions]
    return _page(f"{register.code} · {register.term} · `{register.name}`", *parts)


def _edition_part(register: Register, edition: Edition) -> str:
    rows = [
        (f"`{field.column}`", f"`{field.name}`", field.term, f"`{register.field(after).column}`")
        for after, added in edition.additions
        for field in added
    ]
    ordinal = " Cột đầu `STT` không phải dữ liệu." if edition.ordinal else ""
    text = f"## {edition.term} · edition `{edition.name}`\n\nSheet “{edition.sheet}”.{ordinal}\n\n"
    return text + _table(("Cột / column", "Tên / field", "Ý nghĩa / term", "Sau cột / after"), rows)


def _inventory_page() -> str:
    return _page(
        "thong_ke_so.xlsx · Bảng thống kê sổ · Inventory of books",
        "Mỗi sổ gốc một dòng; đây là mẫu số của mọi con số tiến độ. One row a book; the denominator of progress.",
        _field_table(INVENTORY.fields),
    )


def _lists_page() -> str:
    parts = [
        f"## {codes.term} · `{codes.name}`\n\n"
        + _table(("Mã / code", "Nghĩa / meaning"), codes.values.items())
        for codes in CODE_LISTS
    ]
    groups = [(group.code, group.name, ", ".join(group.variants)) for group in ethnicities()]
    parts.append(
        "## dân tộc · ethnic groups\n\n"
        + _table(("Mã / code", "Tên / name", "Cách ghi khác / variants"), groups)
    )
    nations = [(c.code, c.name, c.english, ", ".join(c.variants)) for c in countries()]
    head = ("Mã / code", "Tên / name", "English", "Cách ghi khác / variants")
    parts.append("## quốc tịch · nationalities\n\n" + _table(head, nations))
    return _page("Danh mục · Code lists", *parts)


def _field_table(fields: Sequence[Field]) -> str:
    head = (
        "#",
        "Cột / column",
        "Tên / field",
        "Ý nghĩa / term",
        "Loại / kind",
        "✱",
        "Cách ghi / how to write",
    )
    rows = [
        (
            str(number),
            f"`{field.column}`",
            f"`{field.name}`",
            field.term,
            f"{KIND_TERMS[field.kind]} · {field.kind}",
            "✱" if field.critical else "",
            _how_to_write(field),
        )
        for number, field in enumerate(fields, start=1)
    ]
    return _table(head, rows)


def _how_to_write(field: Field) -> str:
    text = code_words(field.codes) if field.codes is not None else hint(field)
    if field.expected_from is not None:
        text += (
            f" (sổ trước / books before {field.expected_from:%d.%m.%Y}: thường không có / usually absent [U])"
        )
    return text


def _page(title: str, *parts: str) -> str:
    return "\n\n".join((_MADE, f"# {title}", *parts)) + "\n"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)
