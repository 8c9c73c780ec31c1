"""The text: numbering, headings, paragraphs, captions, tables, and its end."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from hotich.reports.form import Form
from hotich.reports.lint.finding import Finding, check_element, show_size, show_span, within
from hotich.reports.lint.parts import Parts, plain
from hotich.reports.lint.reading import Paragraph, Table
from hotich.text.shown import show_number

ROMAN: Final = (
    "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII", "XIV", "XV", "XVI", "XVII", "XVIII",
    "XIX", "XX",
)  # fmt: skip
_PART: Final = re.compile(r"^(Phần|Chương)( thứ)? (?P<no>[IVX]+)$")
_LEVELS: Final = (
    (re.compile(r"^(?P<no>[IVX]+)\. "), "mục"),
    (re.compile(r"^(?P<no>\d+)\. "), "khoản"),
    (re.compile(r"^(?P<no>[a-zđăâêôơư]{1,2})\) "), "điểm"),
)
_CAPTION: Final = re.compile(r"^(Bảng|Biểu đồ|Hình) \d+\.")
_UNIT_NOTE: Final = re.compile(r"^\(?Đơn vị tính|^\(?Ghi chú|^Nguồn:")
_ENDS: Final = (".", ";", ":", ",", "!", "?")
_HEADING_LETTERS: Final = 150
"""A longer paragraph is text, not a heading."""
_INDENT_ROOM: Final = 0.6


@dataclass(slots=True)
class _Counting:
    """Where the numbering stands at each level; a level begins anew below a new one above it."""

    letters: Sequence[str]
    at: list[int] = field(default_factory=lambda: [0, 0, 0])
    part: int = 0

    def expected(self, level: int) -> str:
        """The number that comes next at a level."""
        no = self.at[level]
        if level == 1:
            return str(no + 1)
        names = ROMAN if level == 0 else self.letters
        return names[no] if no < len(names) else "?"

    def take(self, level: int, written: str) -> None:
        """Go on from what was written, so that one slip is told once."""
        if level == 1:
            self.at[1] = int(written)
        else:
            names = list(ROMAN if level == 0 else self.letters)
            self.at[level] = names.index(written) + 1 if written in names else self.at[level] + 1
        self.at[level + 1 :] = [0] * (len(self.at) - level - 1)


def check_text(parts: Parts, form: Form) -> Iterator[Finding]:
    """Every paragraph and table between the addressees and the signature."""
    counting = _Counting(form.letters.split())
    paragraphs = [block for block in parts.body if isinstance(block, Paragraph) and block.text.strip()]
    for block in parts.body:
        if isinstance(block, Table):
            yield from check_table(block, form)
        elif block.text.strip():
            yield from _paragraph(block, form, counting)
    if paragraphs and not plain(paragraphs[-1].text).endswith(form.body.closing):
        what = f"nội dung phải kết thúc bằng dấu “{form.body.closing}”"
        yield Finding("body.closing", paragraphs[-1].where, what, form.body.clause)


def check_table(table: Table, form: Form) -> Iterator[Finding]:
    """The letters of a table are not too small or large: one finding a size."""
    told: set[float] = set()
    for one in table.paragraphs:
        for run in one.letters:
            if run.size not in told and not within(run.size, form.table_size):
                told.add(run.size)
                asked = show_span(form.table_size)
                what = f"cỡ chữ trong bảng {show_size(run.size)}, phải {asked}"
                yield Finding("table.size", one.where, what, form.caption.clause)


def _paragraph(one: Paragraph, form: Form, counting: _Counting) -> Iterator[Finding]:
    text = plain(one.text)
    part = _PART.match(text)
    if part is not None:
        yield from check_element(one, form.part, "part", "số thứ tự phần, chương")
        yield from _part_order(one, part["no"], counting, form)
        return
    if _CAPTION.match(text) or _UNIT_NOTE.match(text):
        yield from check_element(one, form.caption, "caption", "tên, ghi chú của bảng, biểu đồ")
        return
    for level, (pattern, name) in enumerate(_LEVELS):
        found = pattern.match(text)
        if found is not None and not one.auto_numbered:
            yield from _order(one, level, name, found["no"], counting, form)
            if is_heading(text):
                # The highest level may be in capitals or not.
                heading = replace(form.heading, caps=level == 0 and text.isupper())
                yield from check_element(one, heading, "heading", f"tiêu đề {name}")
                yield from _spacing(one, form, heading=True)
                return
    yield from _prose(one, form)


def is_heading(text: str) -> bool:
    """A numbered line of its own, without a stop at its end."""
    return len(text) <= _HEADING_LETTERS and not text.endswith(_ENDS)


def _part_order(one: Paragraph, written: str, counting: _Counting, form: Form) -> Iterator[Finding]:
    expected = ROMAN[counting.part]
    if written != expected:
        what = f"phần, chương phải mang số {expected}, không phải {written}"
        yield Finding("numbering.part", one.where, what, form.part.clause)
    counting.part = ROMAN.index(written) + 1 if written in ROMAN else counting.part + 1
    counting.at[:] = [0, 0, 0]


def _order(
    one: Paragraph, level: int, name: str, written: str, counting: _Counting, form: Form
) -> Iterator[Finding]:
    expected = counting.expected(level)
    if written != expected:
        what = f"{name} phải mang số {expected}, không phải {written}"
        if level == 2:
            what = f"điểm phải là {expected}), không phải {written}): theo bảng chữ cái tiếng Việt a b c d đ e g h …"
        yield Finding("numbering.order", one.where, what, form.heading.clause)
    counting.take(level, written)


def _prose(one: Paragraph, form: Form) -> Iterator[Finding]:
    body, letters = form.body, one.letters

    def wrong(rule: str, what: str) -> Finding:
        return Finding(f"body.{rule}", one.where, what, body.clause)

    sizes = sorted({run.size for run in letters if not within(run.size, body.size)})
    if sizes:
        shown = ", ".join(show_size(size) for size in sizes)
        yield wrong("size", f"cỡ chữ lời văn {shown}, phải {show_span(body.size)}")
    if all(run.bold for run in letters):
        yield wrong("bold", "lời văn phải là chữ thường, không đậm cả đoạn")
    if one.align is not body.align:
        yield wrong("align", f"lời văn phải {body.align.term}, không phải {one.align.term}")
    if not any(abs(one.first_line - float(value)) <= _INDENT_ROOM for value in body.first_line):
        asked = " hoặc ".join(f"{show_number(float(value) / 10, 2)} cm" for value in body.first_line)
        yield wrong("first_line", f"đầu dòng lùi {show_number(one.first_line / 10, 2)} cm, phải {asked}")
    yield from _spacing(one, form, heading=False)


def _spacing(one: Paragraph, form: Form, *, heading: bool) -> Iterator[Finding]:
    body = form.body
    rule = "heading" if heading else "body"
    if one.before + one.after < float(body.between):
        found = show_number(one.before + one.after, 1)
        what = f"khoảng cách đoạn {found} pt, phải ít nhất {body.between} pt"
        yield Finding(f"{rule}.between", one.where, what, body.clause)
    least, most = body.line
    if not float(least) - 0.05 <= one.line <= float(most) + 0.05:
        what = f"khoảng cách dòng {show_number(one.line, 2)}, phải từ dòng đơn đến 1,5 dòng"
        yield Finding(f"{rule}.line", one.where, what, body.clause)
