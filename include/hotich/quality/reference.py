"""The rules as pages of the reference, generated from the catalogue."""

from hotich.quality.catalogue import BOOK, RULES, Rule
from hotich.registers import REGISTERS

_NOTE = "Tạo bằng `hotich generate`; không sửa tay. Generated; do not edit."


def markdown() -> dict[str, str]:
    """File name → text of every page: an index, one page a register, one on books."""
    pages = {
        f"{code}.md": _page(code, f"Quy tắc của sổ {code} – {register.term}")
        for code, register in REGISTERS.items()
    }
    return {"index.md": _index(), **pages, "so.md": _page(BOOK, "Quy tắc về quyển sổ")}


def _index() -> str:
    rows = [
        (
            f"[{name}]({page})",
            term,
            *(
                str(sum(rule.register == name and rule.severity == severity for rule in RULES))
                for severity in ("error", "warning", "notice")
            ),
        )
        for name, page, term in (
            *((code, f"{code}.md", register.term) for code, register in REGISTERS.items()),
            (BOOK, "so.md", "Quyển sổ"),
        )
    ]
    return (
        "\n\n".join(
            (
                "# Quy tắc kiểm tra · Rules",
                _NOTE,
                "`error` trả lại dòng (lỗi cấu trúc) · `warning` nhận dòng và đưa vào danh sách cần xem · `notice` nói về quyển sổ hoặc"
                " tệp. Sổ là căn cứ: nội dung lạ chỉ bị cảnh báo, không bao giờ tự sửa. Mã quy tắc không đổi và không dùng lại"
                " (`expectations/ids.json`).",
                _table(("Sổ", "Tên", "error", "warning", "notice"), rows),
            )
        )
        + "\n"
    )


def _page(register: str, title: str) -> str:
    rows = [_row(rule) for rule in RULES if rule.register == register]
    head = ("Mã", "Tên", "Mức", "Thời kỳ", "Cột", "Nội dung và cách xử lý", "Căn cứ", "Vi phạm khi")
    return "\n\n".join((f"# {title}", _NOTE, _table(head, rows))) + "\n"


def _row(rule: Rule) -> tuple[str, ...]:
    return (
        rule.id,
        f"`{rule.key.partition('.')[2]}`",
        rule.severity.value,
        ", ".join(rule.regimes) or "mọi thời kỳ",
        ", ".join(f"`{field}`" for field in rule.fields) or "cả dòng",
        rule.message,
        rule.source,
        "khi nạp, đối chiếu với cơ sở dữ liệu" if rule.at_load else f"`{condition(rule)}`",
    )


def condition(rule: Rule) -> str:
    """When a row breaks the rule, as its expectation says it: SQL, or the GX type with its arguments."""
    query = rule.kwargs.get("unexpected_rows_query")
    if query is not None:
        return str(query).removeprefix("SELECT * FROM {batch} WHERE ")
    return f"{rule.type}({', '.join(f'{name}={value!r}' for name, value in rule.kwargs.items())})"


def _table(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)
