"""The page about the blanks of the Word template, written from their descriptions."""

from collections.abc import Mapping

from hotich.reports.blanks import BLANKS, COLUMNS, MONEY_COLUMNS, PICTURES, ROWS

_HEAD = """# Các chỗ trống của mẫu báo cáo

Viết trong Word đúng như cột đầu, kể cả hai dấu ngoặc. Cách sửa mẫu: [báo cáo tiến độ](../how-to/bao-cao-tien-do.md).
Chỗ trống ghi *các dòng* là một danh sách: mỗi dòng một đoạn, giữa `{%p for dong in tên %}` và `{%p endfor %}`.
"""


def markdown() -> str:
    """`docs/reference/mau-bao-cao.md`."""
    values = {f"{{{{ {blank.name} }}}}": blank.meaning for blank in BLANKS}
    pictures = {f"{{{{ {name} }}}}": meaning for name, meaning in PICTURES.items()}
    rows = {f"{{%tr for d in {one.name} %}}": one.meaning for one in ROWS}
    columns = {f"{{{{ d.{name} }}}}": meaning for name, meaning in COLUMNS.items()}
    columns["{{ d.cap }}"] = "chỉ ở `bang_chi_tiet`: 1 là huyện (đơn vị), 2 là nhóm sổ của nó"
    money = {f"{{{{ d.{name} }}}}": meaning for name, meaning in MONEY_COLUMNS.items()}
    return "\n".join(
        [
            _HEAD,
            "## Chữ và số\n", _table(values),
            "## Biểu đồ\n", _table(pictures),
            "## Bảng\n", "Dòng đầu của vòng lặp; dòng cuối là `{%tr endfor %}`.\n", _table(rows),
            "## Cột của mọi bảng, trừ kinh phí\n", _table(columns),
            "## Cột của bảng kinh phí\n", _table(money),
        ]
    )  # fmt: skip


def _table(rows: Mapping[str, str]) -> str:
    lines = [f"| `{name}` | {meaning} |" for name, meaning in rows.items()]
    return "\n".join(["| Chỗ trống | Ý nghĩa |", "|---|---|", *lines]) + "\n"
