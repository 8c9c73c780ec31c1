"""Fills a Word template with a report's content."""

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn
from docx.shared import Mm
from docxtpl import DocxTemplate, InlineImage
from jinja2 import StrictUndefined, TemplateError, UndefinedError
from jinja2.exceptions import SecurityError
from jinja2.sandbox import SandboxedEnvironment

from hotich.errors import HotichError
from hotich.reports.blanks import PICTURES
from hotich.reports.blocks import HEAD_WIDTHS
from hotich.reports.form import Form, Span, load_form
from hotich.reports.packing import pack
from hotich.reports.template_sheet import ISSUER_RULE, MOTTO_RULE, SUBJECT_RULE
from hotich.reports.text_width import text_width_mm

PICTURE_WIDTH_MM: Final = 160


def write_document(
    template: Path,
    filled: Mapping[str, Any],
    pictures: Mapping[str, bytes],
    out: Path,
    form: Form | None = None,
) -> Path:
    """Write the report; it appears under `out` whole or not at all.

    Args:
        template: a .docx with the blanks of `hotich.reports.blanks`.
        filled: name of a blank → its value.
        pictures: name of a blank → PNG.

    Raises:
        HotichError: the template is no .docx, names a blank that there is none of, or has a loop that does not end.
    """
    try:
        document = DocxTemplate(str(template))
        document.render_init()
        shown: dict[str, Any] = dict.fromkeys(PICTURES, "")
        shown |= {
            name: InlineImage(document, io.BytesIO(png), width=Mm(PICTURE_WIDTH_MM))
            for name, png in pictures.items()
        }
        # A clerk's template may name blanks, and nothing else of this program.
        environment = SandboxedEnvironment(autoescape=True, undefined=StrictUndefined)
        document.render({**filled, **shown}, environment)
    except (UndefinedError, SecurityError) as error:
        raise HotichError(
            f"Mẫu {template.name} có chỗ trống mà báo cáo không có ({error}): xem các tên dùng được ở "
            "docs/reference/mau-bao-cao.md, sửa trong Word."
        ) from error
    except TemplateError as error:
        near = " ".join(" ".join(getattr(error, "docx_context", [])).split())[:120]
        raise HotichError(
            f"Mẫu {template.name} có chỗ trống viết sai ({error}), gần «{near}»: mỗi {{% for %}}, {{% if %}} phải có "
            "{% endfor %}, {% endif %}; sửa trong Word."
        ) from error
    except (KeyError, ValueError, OSError, zipfile.BadZipFile, PackageNotFoundError) as error:
        raise HotichError(
            f"Không đọc được mẫu báo cáo {template.name}: phải là tệp Word .docx. Lấy lại mẫu gốc bằng "
            "`hotich report template`."
        ) from error
    _set_rules(document, form or load_form())
    _fit_columns(document)
    out.parent.mkdir(parents=True, exist_ok=True)
    part = out.with_name(f"{out.name}.part")
    document.save(str(part))
    pack(part)
    part.replace(out)
    return out


def _set_rules(document: Any, form: Form) -> None:
    """Make the rules as long as the decree asks, under the names that stand there now."""
    names = {style.style_id: style.name for style in document.docx.styles}
    ask: dict[str, tuple[float, Span, float, bool]] = {
        MOTTO_RULE: (HEAD_WIDTHS[1], form.motto_rule, float(form.motto.size[0]), False),
        ISSUER_RULE: (HEAD_WIDTHS[0], form.issuer_rule, float(form.issuer.size[0]), True),
        SUBJECT_RULE: (_text_width(document), form.subject_rule, float(form.subject.size[-1]), False),
    }
    for paragraph in document.docx.element.body.iter(qn("w:p")):
        style = paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
        name = None if style is None else names.get(style.get(qn("w:val")))
        if name not in ask:
            continue
        room, span, points, caps = ask[name]
        text = max(_texts_above(paragraph, same_style=name != MOTTO_RULE), key=len, default="")
        wide = min(text_width_mm(text.upper() if caps else text, points, bold=True), room)
        length = wide * (float(span[0]) + float(span[-1])) / 2
        properties = paragraph.get_or_add_pPr()
        indent = properties.get_or_add_ind()
        indent.left = indent.right = Mm((room - length) / 2)


def _fit_columns(document: Any) -> None:
    """Tables with as many columns as a list has names: each as wide as its cells say, all of them within the margins."""
    tables: list[Any] = []
    for block in document.docx.element.body:
        if block.tag == qn("w:tbl"):
            tables.append(block)
        section = block if block.tag == qn("w:sectPr") else block.find(f"{qn('w:pPr')}/{qn('w:sectPr')}")
        if section is not None:
            room = section.page_width - section.left_margin - section.right_margin
            for table in tables:
                _fit(table, room)
            tables = []


def _fit(table: Any, room: int) -> None:
    columns, wide = table.tblGrid.gridCol_lst, [cell.width or 0 for cell in table.tr_lst[0].tc_lst]
    if [column.w for column in columns] == wide or len(columns) != len(wide):
        return
    share = min(1.0, room / max(sum(wide), 1))
    for column, width in zip(columns, wide, strict=True):
        column.w = int(width * share)
    if share < 1:
        for row in table.tr_lst:
            for cell, width in zip(row.tc_lst, wide, strict=True):
                cell.width = int(width * share)


def _texts_above(paragraph: Any, *, same_style: bool) -> list[str]:
    """Texts of the paragraphs right above, as long as they are of one style (of the nearest alone)."""
    found: list[str] = []
    wanted = None
    above = paragraph.getprevious()
    while above is not None and above.tag == qn("w:p"):
        style = above.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
        name = None if style is None else style.get(qn("w:val"))
        if found and (name != wanted or not same_style):
            break
        wanted = name
        found.append("".join(node.text or "" for node in above.iter(qn("w:t"))))
        above = above.getprevious()
    return found


def _text_width(document: Any) -> float:
    section = document.docx.sections[0]
    return float(section.page_width - section.left_margin - section.right_margin) / Mm(1)
