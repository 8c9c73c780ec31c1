"""A .docx as a reader sees it: every paragraph in order, with the font, size and spacing that really hold there.

What a run does not say itself comes from its character style, its paragraph's style, the styles these are based on, and
the document's defaults, in this order.
"""

import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from docx import Document
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn
from lxml.etree import XMLSyntaxError

from hotich.errors import HotichError
from hotich.reports.form import Align
from hotich.reports.lint.properties import (
    MM_PER_EMU,
    MM_PER_TWIP,
    Node,
    amount,
    amount_or_none,
    drawn_rule,
    has_page_number,
    is_on,
    line_height,
    nearest,
    word,
)
from hotich.reports.lint.styles import Styles

_ALIGN: Final = {"both": Align.JUSTIFY, "center": Align.CENTER, "right": Align.RIGHT, "end": Align.RIGHT}
_LONGEST_QUOTE: Final = 50


@dataclass(frozen=True, slots=True)
class Run:
    """Letters of one look. `size` in points; `font` as named ("" when nothing names one); `colour` rrggbb or "auto"."""

    text: str
    font: str
    size: float
    bold: bool
    italic: bool
    caps: bool
    underline: bool
    colour: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph with what holds for it. Lengths in mm, spacing in points."""

    text: str
    runs: tuple[Run, ...]
    where: str
    """Its place, for people."""
    align: Align
    first_line: float
    left: float
    right: float
    before: float
    after: float
    line: float
    """Times a single line; an exact height counts as of the paragraph's size."""
    rule_below: bool
    """A border under it."""
    drawn_rule: float | None
    """Length of a line drawn in it, mm."""
    pictured: bool
    auto_numbered: bool
    breaks_page: bool
    """It begins a page, or is followed by one."""
    width: float | None
    """Room between the margins, or of the table cell that it stands in, mm; None: the file does not say."""

    @property
    def letters(self) -> tuple[Run, ...]:
        """The runs with anything to see."""
        return tuple(run for run in self.runs if run.text.strip())

    @property
    def blank(self) -> bool:
        """Nothing to read and no picture."""
        return not self.text.strip() and not self.pictured


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its cells' paragraphs, row by row."""

    number: int
    rows: tuple[tuple[tuple[Paragraph, ...], ...], ...]

    @property
    def paragraphs(self) -> tuple[Paragraph, ...]:
        return tuple(one for row in self.rows for cell in row for one in cell)

    @property
    def text(self) -> str:
        return "\n".join(one.text for one in self.paragraphs)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One section's paper, mm, and what stands in its header and footer."""

    number: int
    width: float
    height: float
    margins: Mapping[str, float]
    header: tuple[Paragraph, ...]
    first_header: tuple[Paragraph, ...] | None
    """None: page 1 has the same header."""
    header_numbered: bool
    first_numbered: bool
    footer_numbered: bool


@dataclass(frozen=True, slots=True)
class Read:
    """A whole document."""

    name: str
    sheets: tuple[Sheet, ...]
    blocks: tuple[Paragraph | Table, ...] = field(repr=False)

    @property
    def tables(self) -> tuple[Table, ...]:
        return tuple(block for block in self.blocks if isinstance(block, Table))

    @property
    def paragraphs(self) -> tuple[Paragraph, ...]:
        """All paragraphs, those in tables included."""
        found: list[Paragraph] = []
        for block in self.blocks:
            found.extend(block.paragraphs if isinstance(block, Table) else [block])
        return tuple(found)


def read_document(path: Path) -> Read:
    """Read a .docx. Raises HotichError when it is none."""
    try:
        document = Document(str(path))
    except (PackageNotFoundError, KeyError, ValueError, XMLSyntaxError, zipfile.BadZipFile, OSError) as error:
        raise HotichError(
            f"Không đọc được {path.name}: không phải tệp Word .docx. Mở bằng Word rồi lưu lại dạng .docx."
        ) from error
    return _Reader(document).read(path.name)


class _Reader:
    """Reads one document."""

    def __init__(self, document: Any) -> None:
        self.document = document
        self.styles = Styles(document.styles.element)
        page = document.sections[0] if len(document.sections) else None
        margins = (page.page_width, page.left_margin, page.right_margin) if page is not None else ()
        self.room = (margins[0] - margins[1] - margins[2]) * MM_PER_EMU if margins and all(margins) else None

    def read(self, name: str) -> Read:
        blocks: list[Paragraph | Table] = []
        paragraphs, tables = 0, 0
        for node in self.document.element.body:
            if node.tag == qn("w:p"):
                paragraphs += 1
                blocks.append(self.paragraph(node, f"đoạn {paragraphs}", self.room))
            elif node.tag == qn("w:tbl"):
                tables += 1
                blocks.append(self.table(node, tables))
        sheets = tuple(self.sheet(section, no) for no, section in enumerate(self.document.sections, 1))
        return Read(name, sheets, tuple(blocks))

    def table(self, node: Node, number: int) -> Table:
        rows = []
        for row_no, row in enumerate(node.findall(qn("w:tr")), 1):
            cells = []
            for cell_no, cell in enumerate(row.findall(qn("w:tc")), 1):
                where = f"bảng {number}, dòng {row_no}, ô {cell_no}"
                width = amount_or_none(cell.find(f"{qn('w:tcPr')}/{qn('w:tcW')}"), "w:w")
                inside = cell.findall(qn("w:p"))
                cells.append(
                    tuple(self.paragraph(one, where, (width or 0) * MM_PER_TWIP or None) for one in inside)
                )
            rows.append(tuple(cells))
        return Table(number, tuple(rows))

    def paragraph(self, node: Node, where: str, width: float | None) -> Paragraph:
        style = self.styles.of(node)
        properties = self.styles.of_paragraph(node, style)
        runs = tuple(self.run(run, style) for run in node.iter(qn("w:r")))
        text = "".join(run.text for run in runs)
        quoted = " ".join(text.split())
        if quoted:
            short = quoted if len(quoted) <= _LONGEST_QUOTE else f"{quoted[:_LONGEST_QUOTE]}…"
            where = f"{where} («{short}»)"
        points = max((run.size for run in runs if run.text.strip()), default=14.0)
        indent, spacing = nearest(properties, "w:ind"), nearest(properties, "w:spacing")
        first = amount(indent, "w:firstLine") - amount(indent, "w:hanging")
        border = nearest(properties, "w:pBdr")
        below = None if border is None else border.find(qn("w:bottom"))
        return Paragraph(
            text=text,
            runs=runs,
            where=where,
            align=_ALIGN.get(word(nearest(properties, "w:jc")), Align.LEFT),
            first_line=first * MM_PER_TWIP,
            left=(amount(indent, "w:left") or amount(indent, "w:start")) * MM_PER_TWIP,
            right=(amount(indent, "w:right") or amount(indent, "w:end")) * MM_PER_TWIP,
            before=amount(spacing, "w:before") / 20,
            after=amount(spacing, "w:after") / 20,
            line=line_height(spacing, points),
            rule_below=below is not None and word(below) not in {"nil", "none", ""},
            drawn_rule=drawn_rule(node),
            pictured=any(True for _ in node.iter(qn("pic:pic"))),
            auto_numbered=nearest(properties, "w:numPr") is not None,
            breaks_page=is_on(nearest(properties, "w:pageBreakBefore"))
            or any(one.get(qn("w:type")) == "page" for one in node.iter(qn("w:br"))),
            width=width,
        )

    def run(self, node: Node, style: str | None) -> Run:
        parts = []
        for child in node:
            if child.tag == qn("w:t"):
                parts.append(child.text or "")
            elif child.tag in {qn("w:tab"), qn("w:br")}:
                parts.append(" ")
            elif child.tag == qn("w:noBreakHyphen"):
                parts.append("-")
        properties = self.styles.of_run(node, style)
        fonts = nearest(properties, "w:rFonts")
        size = amount_or_none(nearest(properties, "w:sz"), "w:val")
        return Run(
            text="".join(parts),
            font="" if fonts is None else fonts.get(qn("w:ascii")) or fonts.get(qn("w:hAnsi")) or "",
            size=10.0 if size is None else size / 2,
            bold=is_on(nearest(properties, "w:b")),
            italic=is_on(nearest(properties, "w:i")),
            caps=is_on(nearest(properties, "w:caps")),
            underline=word(nearest(properties, "w:u")) not in {"", "none"},
            colour=word(nearest(properties, "w:color")).lower() or "auto",
        )

    def sheet(self, section: Any, number: int) -> Sheet:
        margins = {
            "top": section.top_margin, "bottom": section.bottom_margin, "left": section.left_margin,
            "right": section.right_margin,
        }  # fmt: skip
        different = bool(section.different_first_page_header_footer)
        footers = [section.footer, *([section.first_page_footer] if different else [])]
        return Sheet(
            number=number,
            width=(section.page_width or 0) * MM_PER_EMU,
            height=(section.page_height or 0) * MM_PER_EMU,
            margins={name: (value or 0) * MM_PER_EMU for name, value in margins.items()},
            header=self.header(section.header),
            first_header=self.header(section.first_page_header) if different else None,
            header_numbered=has_page_number(section.header._element),
            first_numbered=has_page_number(
                section.first_page_header._element if different else section.header._element
            ),
            footer_numbered=any(has_page_number(one._element) for one in footers),
        )

    def header(self, header: Any) -> tuple[Paragraph, ...]:
        return tuple(self.paragraph(one, "đầu trang", None) for one in header._element.iter(qn("w:p")))
