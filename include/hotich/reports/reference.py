"""The page about the blanks of the Word templates, written from their descriptions."""

from collections.abc import Mapping

from hotich.reports.blanks import COLUMNS, MONEY_COLUMNS, PICTURES
from hotich.reports.filling import Blank, Rows
from hotich.reports.papers import PAPERS, REPORT, Kind

_HEAD = """# Các chỗ trống của các mẫu văn bản

Viết trong Word đúng như cột đầu, kể cả hai dấu ngoặc. Cách sửa mẫu: [báo cáo tiến độ](../how-to/bao-cao-tien-do.md#sửa-mẫu-trong-word).
Chỗ trống ghi *các dòng* là một danh sách: mỗi dòng một đoạn, giữa `{%p for dong in tên %}` và `{%p endfor %}`.
Dòng đầu của vòng lặp trong bảng ghi như cột đầu; dòng cuối là `{%tr endfor %}`.
"""


def markdown() -> str:
    """`docs/reference/mau-bao-cao.md`."""
    return "\n".join([_HEAD, *(part for kind in PAPERS for part in _paper(kind))])


def _paper(kind: Kind) -> list[str]:
    values = {f"{{{{ {one.name} }}}}": one.meaning for one in kind.blanks if isinstance(one, Blank)}
    rows = {f"{{%tr for d in {one.name} %}}": one.meaning for one in kind.blanks if isinstance(one, Rows)}
    parts = [f"## {kind.title}: `{kind.file_name}`\n", "### Chữ và số\n", _table(values)]
    if kind is REPORT:
        pictures = {f"{{{{ {name} }}}}": meaning for name, meaning in PICTURES.items()}
        parts += ["### Biểu đồ\n", _table(pictures)]
    parts += ["### Bảng\n", _table(rows)]
    if kind is REPORT:
        columns = {f"{{{{ d.{name} }}}}": meaning for name, meaning in COLUMNS.items()}
        columns["{{ d.cap }}"] = "chỉ ở `bang_chi_tiet`: 1 là huyện (đơn vị), 2 là nhóm sổ của nó"
        money = {f"{{{{ d.{name} }}}}": meaning for name, meaning in MONEY_COLUMNS.items()}
        parts += [
            "### Cột của mọi bảng, trừ kinh phí\n",
            _table(columns),
            "### Cột của bảng kinh phí\n",
            _table(money),
        ]
    return parts


def _table(rows: Mapping[str, str]) -> str:
    lines = [f"| `{name}` | {meaning} |" for name, meaning in rows.items()]
    return "\n".join(["| Chỗ trống | Ý nghĩa |", "|---|---|", *lines]) + "\n"
