"""A blank sheet in the decree's form: paper, page number, and a style for each part of a document."""

from collections.abc import Iterable
from typing import Any, Final

from docx import Document
from docx.enum.section import WD_ORIENTATION, WD_SECTION_START
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from hotich.reports.form import Align, Element, Form

MOTTO_RULE, ISSUER_RULE, SUBJECT_RULE = "Kẻ dưới Tiêu ngữ", "Kẻ dưới tên cơ quan", "Kẻ dưới trích yếu"
"""Styles of the blank paragraphs whose lower border is the rule; their indents are set when names are known."""

_ALIGN: Final = {
    Align.CENTER: WD_ALIGN_PARAGRAPH.CENTER, Align.JUSTIFY: WD_ALIGN_PARAGRAPH.JUSTIFY,
    Align.LEFT: WD_ALIGN_PARAGRAPH.LEFT, Align.RIGHT: WD_ALIGN_PARAGRAPH.RIGHT, Align.ANY: WD_ALIGN_PARAGRAPH.LEFT,
}  # fmt: skip

_LINE: Final = 1.1
"""Of the text, times a single line."""


class Sheet:
    """A new Word document that has the form's paper and styles, and no words yet."""

    def __init__(self, form: Form) -> None:
        self.form = form
        self.document = Document()
        for node in list(self.document.element.body):
            if node.tag != qn("w:sectPr"):
                self.document.element.body.remove(node)

    def page(self) -> None:
        section, page = self.document.sections[0], self.form.page
        section.page_width, section.page_height = Mm(float(page.width)), Mm(float(page.height))
        section.top_margin, section.bottom_margin = Mm(float(page.top[0])), Mm(float(page.bottom[0]))
        section.left_margin, section.right_margin = Mm(float(page.left[0])), Mm(float(page.right[0]))
        section.header_distance = Mm(10)
        section.different_first_page_header_footer = True
        paragraph = section.header.paragraphs[0]
        paragraph.alignment = _ALIGN[self.form.page_number.align]
        for kind, text in (("begin", ""), ("", "PAGE"), ("separate", ""), ("text", "2"), ("end", "")):
            run = paragraph.add_run()
            run.font.size = Pt(float(self.form.page_number.size[0]))
            run._element.append(field_part(kind, text))
        section.first_page_header.is_linked_to_previous = False

    def landscape(self) -> None:
        """What follows stands on pages that lie (tables as wide as a year of months). Needs a paragraph before it."""
        before: Any = self.document.paragraphs[-1]
        section = self.document.add_section(WD_SECTION_START.NEW_PAGE)
        # The break that ends the part before belongs to its last paragraph: one of its own may need a page.
        own: Any = self.document.paragraphs[-1]
        before._p.get_or_add_pPr().append(own._p.pPr.sectPr)
        own._p.getparent().remove(own._p)
        section.orientation = WD_ORIENTATION.LANDSCAPE
        section.page_width, section.page_height = section.page_height, section.page_width
        section.different_first_page_header_footer = False

    def styles(self) -> None:
        root = self.document.styles.element
        fonts = root.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}/{qn('w:rFonts')}")
        for name in list(fonts.attrib):
            del fonts.attrib[name]
        for name in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
            fonts.set(qn(name), self.form.font)
        normal = self.document.styles["Normal"]
        normal.font.name, normal.font.size = self.form.font, Pt(float(self.form.body.size[-1]))
        normal.paragraph_format.space_before = normal.paragraph_format.space_after = Pt(0)
        normal.paragraph_format.line_spacing = 1.0
        least, most = 0, -1
        form = self.form
        self.style("Quốc hiệu", form.national_name, least)
        self.style("Tiêu ngữ", form.motto, least)
        self.style("Cơ quan chủ quản", form.superior, least)
        self.style("Cơ quan ban hành", form.issuer, least)
        self.style("Số, ký hiệu", form.number, most, before=6)
        self.style("Trích yếu công văn", form.letter_subject, least, before=6)
        self.style("Dự thảo", form.title, least, before=6)
        self.style("Địa danh, ngày tháng", form.place_date, least, before=6)
        self.style("Tên loại văn bản", form.title, most, before=18)
        self.style("Trích yếu", form.subject, most)
        addressee = self.style("Kính gửi", form.addressee, most, before=6)
        addressee.paragraph_format.left_indent = Mm(35)
        indent = Mm(float(form.body.first_line[-1]))
        basis = self.style("Căn cứ", form.basis, most, before=float(form.body.between))
        basis.paragraph_format.first_line_indent, basis.paragraph_format.line_spacing = indent, _LINE
        for level in (1, 2):
            heading = self.style(f"Đề mục {level}", form.heading, most, before=float(form.body.between))
            heading.paragraph_format.first_line_indent = indent
            heading.paragraph_format.keep_with_next = True
        body = self.plain_style("Lời văn", form.body.align, float(form.body.size[-1]))
        body.paragraph_format.line_spacing = _LINE
        body.paragraph_format.first_line_indent, body.paragraph_format.space_before = (
            indent,
            Pt(float(form.body.between)),
        )
        self.style(
            "Tên bảng, biểu đồ", form.caption, least, before=6, after=3
        ).paragraph_format.keep_with_next = True
        self.style("Ghi chú bảng", form.caption, least, before=3).paragraph_format.alignment = _ALIGN[
            Align.CENTER
        ]
        self.plain_style("Hình", Align.CENTER, float(form.body.size[-1])).paragraph_format.space_before = Pt(
            6
        )
        for name, align in (
            ("Bảng – chữ", Align.LEFT),
            ("Bảng – số", Align.RIGHT),
            ("Bảng – giữa", Align.CENTER),
        ):
            self.plain_style(name, align, float(form.table_size[0]))
        self.style("Người ký", form.signer, most)
        self.style("Chữ Nơi nhận", form.recipients_word, least)
        self.style("Nơi nhận", form.recipients, least)
        self.style("Phụ lục", form.appendix, least).paragraph_format.page_break_before = True
        self.style("Tên phụ lục", form.appendix_title, most)
        self.style("Kèm theo", form.appendix_note, least, after=6)
        for name in (MOTTO_RULE, ISSUER_RULE, SUBJECT_RULE):
            self.plain_style(name, Align.CENTER, 1)

    def style(self, name: str, element: Element, size: int, *, before: float = 0, after: float = 0) -> Any:
        """A style with an element's values; `size`: 0 the least, −1 the most that is allowed."""
        style = self.plain_style(name, element.align, float(element.size[size]))
        style.font.bold, style.font.italic = element.bold, element.italic
        style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)
        return style

    def plain_style(self, name: str, align: Align, points: float) -> Any:
        style = self.document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = self.document.styles["Normal"]
        style.quick_style = True
        style.font.size, style.paragraph_format.alignment = Pt(points), _ALIGN[align]
        return style


def write_cell(
    cell: Any, lines: Iterable[tuple[str, str]], *, bold: bool = False, keep: bool = False
) -> None:
    """Lines of a cell, each (text, style). `keep`: on the page of what follows."""
    document = cell.part.document
    for no, (text, style) in enumerate(lines):
        paragraph = cell.paragraphs[0] if no == 0 else cell.add_paragraph()
        paragraph.style = document.styles[style]
        paragraph.paragraph_format.keep_with_next = keep or None
        if text:
            paragraph.add_run(text).bold = bold or None


def set_widths(table: Any, widths: Iterable[float], *, margin: float = 0) -> None:
    """Fixed columns (mm), with `margin` mm of blank at the left and right of each cell."""
    table.autofit = False
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        node = OxmlElement(f"w:{side}")
        node.set(qn("w:w"), str(int(Mm(margin).twips)))
        node.set(qn("w:type"), "dxa")
        margins.append(node)
    look = table._tbl.tblPr.find(qn("w:tblLook"))
    # Word wants the margins before the look.
    if look is None:
        table._tbl.tblPr.append(margins)
    else:
        look.addprevious(margins)
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
        for cell in column.cells:
            cell.width = Mm(width)


def draw_rule(paragraph: Any) -> None:
    """A thin line under a blank paragraph; its indents are set later."""
    border = OxmlElement("w:pBdr")
    line = OxmlElement("w:bottom")
    for name, value in (("val", "single"), ("sz", "6"), ("space", "1"), ("color", "000000")):
        line.set(qn(f"w:{name}"), value)
    border.append(line)
    paragraph._p.get_or_add_pPr().append(border)


def field_part(kind: str, text: str) -> Any:
    if kind in {"begin", "separate", "end"}:
        node = OxmlElement("w:fldChar")
        node.set(qn("w:fldCharType"), kind)
        return node
    node = OxmlElement("w:t" if kind == "text" else "w:instrText")
    node.text = text
    return node
