"""Paper, margins, page numbers, and the letters of the whole document."""

from collections.abc import Iterator
from typing import Final

from hotich.reports.form import Form
from hotich.reports.lint.finding import ROOM_MM, Finding, show_size, show_span, within
from hotich.reports.lint.reading import Paragraph, Read, Sheet
from hotich.text.shown import show_number

_CLAUSE: Final = "mục I.1, I.3 (khổ giấy, định lề)"
_FONT_CLAUSE: Final = "mục I.4 (phông chữ)"
_SIDES: Final = {"top": "trên", "bottom": "dưới", "left": "trái", "right": "phải"}
_BLACK: Final = ("auto", "000000")


def check_page(read: Read, form: Form) -> Iterator[Finding]:
    """Paper, margins and page numbers of each section; font and colour of each paragraph."""
    for sheet in read.sheets:
        yield from _paper(sheet, form)
        yield from _numbers(sheet, form)
    for paragraph in read.paragraphs:
        yield from _letters(paragraph, form)


def _paper(sheet: Sheet, form: Form) -> Iterator[Finding]:
    where, page = f"phần (section) {sheet.number}", form.page
    upright = (float(page.width), float(page.height))
    lying = [upright[::-1]] if page.landscape and sheet.number > 1 else []
    if not any(_is_of(sheet, *size) for size in (upright, *lying)):
        found = f"{show_number(sheet.width)} × {show_number(sheet.height)} mm"
        asked = f"{page.width} × {page.height} mm (A4 dọc)"
        yield Finding("page.size", where, f"khổ giấy {found}, phải {asked}", _CLAUSE)
    for side, name in _SIDES.items():
        least, most = getattr(page, side)
        margin = sheet.margins[side]
        if not float(least) - ROOM_MM <= margin <= float(most) + ROOM_MM:
            what = f"lề {name} {show_number(margin)} mm, phải {least} – {most} mm"
            yield Finding("page.margin", where, what, _CLAUSE)


def _is_of(sheet: Sheet, width: float, height: float) -> bool:
    return abs(sheet.width - width) <= ROOM_MM and abs(sheet.height - height) <= ROOM_MM


def _numbers(sheet: Sheet, form: Form) -> Iterator[Finding]:
    where, asked = f"phần (section) {sheet.number}", form.page_number
    if sheet.footer_numbered:
        yield Finding("page_number.place", where, "số trang ở chân trang, phải ở lề trên", asked.clause)
    if not sheet.header_numbered:
        yield Finding("page_number.missing", where, "thiếu số trang ở lề trên, từ trang 2", asked.clause)
        return
    if sheet.number == 1 and sheet.first_numbered:
        yield Finding("page_number.first", where, "trang 1 không được hiện số trang", asked.clause)
    numbered = [one for one in sheet.header if one.runs]
    if any(one.align is not asked.align for one in numbered):
        yield Finding("page_number.align", where, f"số trang phải {asked.align.term}", asked.clause)
    wrong = sorted({run.size for one in numbered for run in one.runs if not within(run.size, asked.size)})
    if wrong:
        shown = ", ".join(show_size(size) for size in wrong)
        yield Finding(
            "page_number.size", where, f"số trang cỡ {shown}, phải {show_span(asked.size)}", asked.clause
        )


def _letters(paragraph: Paragraph, form: Form) -> Iterator[Finding]:
    fonts = sorted({run.font or "không rõ" for run in paragraph.letters if run.font != form.font})
    if fonts:
        what = f"phông chữ {', '.join(fonts)}, phải {form.font}"
        yield Finding("letters.font", paragraph.where, what, _FONT_CLAUSE)
    if any(run.colour not in _BLACK for run in paragraph.letters):
        yield Finding("letters.colour", paragraph.where, "chữ phải màu đen", _FONT_CLAUSE)
    if any(run.underline for run in paragraph.letters):
        yield Finding("letters.underline", paragraph.where, "không gạch chân chữ", _FONT_CLAUSE)
