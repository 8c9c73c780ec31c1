"""The blocks that every paper is built of: head, title, headings, lists, tables, signature, appendices.

A paper's own module has the words; how each block looks, and where its blanks stand, is said here once.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from docx.oxml import OxmlElement

from hotich.reports.form import Form, load_form
from hotich.reports.lint.parts import DRAFT
from hotich.reports.packing import pack
from hotich.reports.template_sheet import (
    ISSUER_RULE,
    MOTTO_RULE,
    SUBJECT_RULE,
    Sheet,
    draw_rule,
    set_widths,
    write_cell,
)

HEAD_WIDTHS: Final = (75, 90)
"""Columns of the head, mm: the national name in 12 points takes 88."""
_CLOSING_WIDTHS: Final = (80, 85)
_SIGNING_LINES: Final = 4
"""Blank lines for the signature."""
_BLANK: Final = " " * 9
_MADE_ON: Final = datetime(2020, 3, 5)  # noqa: DTZ001 - Word knows no zones

TEXT, NUMBER, CENTRE = "chữ", "số", "giữa"
"""How a column stands."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: heading, name of its value in a line, width in mm, how it stands."""

    heading: str
    name: str
    width: float
    stands: str = NUMBER


class Paper(Sheet):
    """A template that is being written, block after block, into a sheet with the form's styles."""

    def __init__(self, form: Form | None = None) -> None:
        super().__init__(form or load_form())
        self.page()
        self.styles()

    # Head and tail

    def head(self, symbol: str, subject: str = "") -> None:
        """Issuing body and national name, number and date. `symbol`: after the number, “BC-{{ co_quan.ky_hieu }}”;
        `subject`: below it, of a letter (công văn)."""
        table = self.document.add_table(2, 2)
        set_widths(table, HEAD_WIDTHS)
        left, right = table.rows[0].cells
        superior = ("{%p if co_quan.chu_quan %}", "{{ co_quan.chu_quan }}", "{%p endif %}")
        write_cell(left, [*((line, "Cơ quan chủ quản") for line in superior),
                          ("{{ co_quan.ten_hoa }}", "Cơ quan ban hành"), ("", ISSUER_RULE)])  # fmt: skip
        national = (self.form.national_name_text, "Quốc hiệu")
        write_cell(right, [national, (self.form.motto_text, "Tiêu ngữ"), ("", MOTTO_RULE)])
        for cell in (left, right):
            draw_rule(cell.paragraphs[-1])
        left, right = table.rows[1].cells
        about = [(subject, "Trích yếu công văn")] if subject else []
        write_cell(left, [(f"Số:{_BLANK}/{symbol}", "Số, ký hiệu"), *about, (DRAFT, "Dự thảo")])
        write_cell(right, [("{{ co_quan.dia_danh }}, {{ ngay_ky }}", "Địa danh, ngày tháng")])

    def title(self, kind: str, *subject: str) -> None:
        """The kind of paper in capitals, its subject, and the rule below."""
        self.add(kind, "Tên loại văn bản")
        for line in subject:
            self.add(line, "Trích yếu")
        draw_rule(self.add("", SUBJECT_RULE))

    def closing(self, last: str) -> None:
        """The last sentence with its stop, then who signs and who receives; they never stand alone on a page."""
        self.add(f"{last}{self.form.body.closing}").paragraph_format.keep_with_next = True
        table = self.document.add_table(1, 2)
        set_widths(table, _CLOSING_WIDTHS)
        left, right = table.rows[0].cells
        write_cell(left, [(self.form.recipients_text, "Chữ Nơi nhận"), *_each("noi_nhan", "Nơi nhận")])
        write_cell(right, [*_each("nguoi_ky", "Người ký"), *[("", "Người ký")] * _SIGNING_LINES])

    def appendix(self, number: str, title: str, kind: str, symbol: str) -> None:
        """A new page with number ("" for the only one), title and the line of what it belongs to."""
        self.add(f"Phụ lục {number}".strip(), "Phụ lục")
        self.add(title, "Tên phụ lục")
        self.add(
            f"(Kèm theo {kind} số{_BLANK}/{symbol} {{{{ ngay_ky }}}} của {{{{ co_quan.ten }}}})", "Kèm theo"
        )

    def save(self, out: Path, title: str) -> Path:
        """Write the file; the same words give the same bytes."""
        properties = self.document.core_properties
        properties.title, properties.author, properties.comments = title, "", ""
        properties.created = properties.modified = _MADE_ON
        properties.language = "vi-VN"
        out.parent.mkdir(parents=True, exist_ok=True)
        self.document.save(str(out))
        pack(out)
        return out

    # Text

    def add(self, text: str, style: str = "Lời văn") -> Any:
        """One paragraph."""
        return self.document.add_paragraph(text, style)

    def numbered(self, texts: Iterable[str]) -> None:
        """Paragraphs 1., 2., …"""
        for no, text in enumerate(texts, 1):
            self.add(f"{no}. {text}")

    def each(self, name: str, style: str = "Lời văn", before: str = "") -> None:
        """A paragraph for each line of a list."""
        for text, look in _each(name, style, before):
            self.add(text, look)

    def each_or(self, name: str, none: str) -> None:
        """The lines, or a sentence that says that there are none."""
        self.each(name, before="- ")
        self.when(f"not {name}", lambda: self.add(none))

    def when(self, condition: str, *blocks: Any) -> None:
        """Blocks (functions that add them) that stand there only if something holds."""
        self.add(f"{{%p if {condition} %}}")
        for block in blocks:
            block()
        self.add("{%p endif %}")

    def caption(self, no: int, title: str) -> None:
        """Above a table: “Bảng 1. … . Số liệu đến ngày …”."""
        self.add(f"Bảng {no}. {title}. Số liệu đến ngày {{{{ ngay_so_lieu }}}}", "Tên bảng, biểu đồ")

    def picture(self, name: str, no: int, title: str) -> None:
        """A chart with its caption below."""
        self.add(f"{{{{ {name} }}}}", "Hình").paragraph_format.keep_with_next = True
        self.add(f"Biểu đồ {no}. {title}. Số liệu đến ngày {{{{ ngay_so_lieu }}}}", "Ghi chú bảng")

    # Tables

    def grid(self, columns: Sequence[Column]) -> Any:
        """A table that has its headings, told again on each page, and no lines yet."""
        table = self.document.add_table(1, len(columns))
        table.style = "Table Grid"
        set_widths(table, [one.width for one in columns], margin=1)
        for cell, one in zip(table.rows[0].cells, columns, strict=True):
            write_cell(cell, [(one.heading, "Bảng – giữa")], bold=True, keep=True)
        table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
        return table

    def loop(
        self, table: Any, name: str, columns: Sequence[Column], *, bold: bool = False, keep: bool = False, bold_when: str = "",
        keep_when: str = "",
    ) -> None:  # fmt: skip
        """A line of a table for each one of a list.

        Args:
            keep: each on the page of the line below.
            bold_when: lines for which this holds (“d.dam”) are bold and kept.
            keep_when: these lines are kept.
        """
        _tag(table, f"{{%tr for d in {name} %}}")
        word = "if"
        for condition, strong in ((bold_when, True), (keep_when, False)):
            if condition:
                _tag(table, f"{{%tr {word} {condition} %}}")
                self.line(table, "d", columns, bold=strong, keep=True)
                word = "elif"
        if word == "elif":
            _tag(table, "{%tr else %}")
        self.line(table, "d", columns, bold=bold, keep=keep)
        if word == "elif":
            _tag(table, "{%tr endif %}")
        _tag(table, "{%tr endfor %}")

    def line(
        self, table: Any, name: str, columns: Sequence[Column], *, bold: bool = False, keep: bool = False
    ) -> None:
        """One line of a table, of the values below a name; `keep`: on the page of the line below."""
        row = table.add_row()
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        for cell, one in zip(row.cells, columns, strict=True):
            text = f"{{{{ {name}.{one.name} }}}}" if one.name else ""
            write_cell(cell, [(text, f"Bảng – {one.stands}")], bold=bold, keep=keep)

    def table(
        self,
        columns: Sequence[Column],
        name: str,
        *,
        total: str = "",
        bold_when: str = "",
        whole: bool = False,
    ) -> None:
        """A table of one list.

        Args:
            total: name of the line of sums at its end, which never stands alone on a page.
            whole: all of it on one page, as long as a page holds it.
        """
        table = self.grid(columns)
        keep_when = "" if whole == bool(total) else "not loop.last" if whole else "loop.last"
        self.loop(table, name, columns, keep=whole and bool(total), bold_when=bold_when, keep_when=keep_when)
        if total:
            self.line(table, total, columns, bold=True)

    def crossed(self, first: Column, across: str, each: Column, last: Column, name: str, total: str) -> None:
        """A table with as many columns as a list has names, all on one page as long as a page holds it.

        Args:
            first: of the line's name.
            across: the list of headings.
            each: heading unused, its value a list in a line, its width for each.
            last: of the line's sum.
        """
        table = self.document.add_table(1, 5)
        table.style = "Table Grid"
        set_widths(table, [first.width, each.width, each.width, each.width, last.width], margin=1)
        heads = (first.heading, f"{{%tc for ten in {across} %}}", "{{ ten }}", "{%tc endfor %}", last.heading)
        for cell, text in zip(table.rows[0].cells, heads, strict=True):
            write_cell(cell, [(text, "Bảng – giữa")], bold=True, keep=True)
        table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
        _tag(table, f"{{%tr for d in {name} %}}")
        for line, bold in (("d", False), (total, True)):
            row = table.add_row()
            row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
            texts = (f"{{{{ {line}.{first.name} }}}}", f"{{%tc for so in {line}.{each.name} %}}", "{{ so }}", "{%tc endfor %}",
                     f"{{{{ {line}.{last.name} }}}}")  # fmt: skip
            for cell, text, stands in zip(row.cells, texts, (TEXT, *[NUMBER] * 4), strict=True):
                write_cell(cell, [(text, f"Bảng – {stands}")], bold=bold, keep=not bold)
            if not bold:
                _tag(table, "{%tr endfor %}")


def _each(name: str, style: str, before: str = "") -> list[tuple[str, str]]:
    lines = (f"{{%p for dong in {name} %}}", f"{before}{{{{ dong }}}}", "{%p endfor %}")
    return [(line, style) for line in lines]


def _tag(table: Any, text: str) -> None:
    table.add_row().cells[0].paragraphs[0].add_run(text)
