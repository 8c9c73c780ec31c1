"""The page about the database, written from the descriptions of its tables and views."""

import re
from importlib.resources import files

from sqlalchemy import Column, Table
from sqlalchemy.dialects import postgresql

from hotich.registers import REGISTERS
from hotich.storage.schema import CASE_TABLES, METADATA

_HEAD = """# Lược đồ cơ sở dữ liệu (schema `hotich`)

Sinh từ mô tả các loại sổ và `hotich.storage.schema`. Giờ là UTC. Bảng trường hợp không có khóa ngoại và chỉ có ba
chỉ mục số (mỗi chỉ mục tốn khoảng một phần mười thời gian nạp); chỉ `hotich.storage.publish` ghi vào đó.

Khóa của trường hợp: `unit_id, entry_year, key_book, entry_no, entry_suffix`; `key_book` bằng 0 khi đăng ký từ 1/4/2006.
"""


def markdown() -> str:
    """`docs/reference/schema.md`."""
    cases = list(CASE_TABLES.values())
    others = [table for table in METADATA.tables.values() if table not in cases]
    parts = [_HEAD, "## Bảng\n"]
    parts += [_table(table) for table in others]
    parts.append("## Bảng trường hợp\n")
    parts += [_table(CASE_TABLES[code]) for code in REGISTERS]
    parts.append("## View: mỗi con số một định nghĩa\n")
    parts += [f"* `{name}`: {comment}" for name, comment in view_comments().items()]
    return "\n".join(parts) + "\n"


def view_comments() -> dict[str, str]:
    """View → its comment, as `views.sql` gives it."""
    script = (files("hotich.storage") / "views.sql").read_text(encoding="utf-8")
    return dict(re.findall(r"COMMENT ON VIEW hotich\.(\w+) IS\s+'([^']*)'", script))


def _table(table: Table) -> str:
    lines = [
        f"### `{table.name}`\n",
        f"{table.comment}\n",
        "| Cột | Kiểu | Trống | Ý nghĩa |",
        "|---|---|---|---|",
    ]
    lines += [_column(column) for column in table.columns]
    return "\n".join(lines) + "\n"


def _column(column: "Column[object]") -> str:
    kind = column.type.compile(dialect=postgresql.dialect()).lower()  # type: ignore[no-untyped-call]
    key = " (khóa)" if column.primary_key else ""
    nullable = "có" if column.nullable else ""
    return f"| `{column.name}`{key} | {kind} | {nullable} | {(column.comment or '').replace('|', '/')} |"
