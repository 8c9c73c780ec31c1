"""What the linter says, and the checks that every part of a document shares."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from hotich.reports.form import Align, Element, Span
from hotich.reports.lint.reading import Paragraph
from hotich.reports.text_width import text_width_mm
from hotich.text.shown import show_number

ROOM_MM: Final = 1.0
"""Lengths closer than this are equal: Word rounds to twentieths of a point, people to millimetres."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One departure from the form, in Vietnamese."""

    rule: str
    """Short name of the rule: "page.margin"."""
    where: str
    what: str
    """What is wrong and what it should be."""
    clause: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what} ({self.clause})"


def check_element(paragraph: Paragraph, element: Element, rule: str, name: str) -> Iterator[Finding]:
    """Size, weight, slope, capitals and place of a paragraph against its element."""

    def wrong(detail: str, what: str) -> Finding:
        return Finding(f"{rule}.{detail}", paragraph.where, f"{name} {what}", element.clause)

    letters = paragraph.letters
    sizes = sorted({run.size for run in letters if not within(run.size, element.size)})
    if sizes:
        shown = ", ".join(show_size(one) for one in sizes)
        yield wrong("size", f"cỡ chữ {shown}, phải {show_span(element.size)}")
    if any(run.bold is not element.bold for run in letters):
        yield wrong("bold", "phải đậm" if element.bold else "không được đậm")
    if any(run.italic is not element.italic for run in letters):
        yield wrong("italic", "phải nghiêng" if element.italic else "phải đứng, không nghiêng")
    if element.caps and any(not run.caps and run.text != run.text.upper() for run in letters):
        yield wrong("caps", "phải in hoa")
    if not element.caps and _shouts(paragraph):
        yield wrong("caps", "phải in thường, không in hoa toàn bộ")
    if element.align not in {Align.ANY, paragraph.align}:
        yield wrong("align", f"phải {element.align.term}, không phải {paragraph.align.term}")


def check_rule(
    words: list[Paragraph], rule_line: Paragraph | None, span: Span, rule: str, name: str, clause: str
) -> Iterator[Finding]:
    """The line under words: it is there, and as long as asked for, as a part of the longest line of the words."""
    if not words:
        return
    drawn = [one for one in (*words, rule_line) if one is not None and one.drawn_rule is not None]
    bordered = [one for one in (*words, rule_line) if one is not None and one.rule_below]
    if not drawn and not bordered:
        yield Finding(f"{rule}.missing", words[-1].where, f"thiếu dòng kẻ dưới {name}", clause)
        return
    longest = max(width_of(one) for one in words)
    length = drawn[0].drawn_rule if drawn else _border_length(bordered[0])
    if length is None:
        return
    share = length / longest
    if not float(span[0]) - 0.02 <= share <= float(span[1]) + 0.02:
        asked = f"{show_number(100 * float(span[0]))} – {show_number(100 * float(span[1]))} %"
        yield Finding(
            f"{rule}.length",
            words[-1].where,
            f"dòng kẻ dưới {name} dài {show_number(100 * share)} % dòng chữ, phải {asked}",
            clause,
        )


def width_of(paragraph: Paragraph) -> float:
    """Width of its words on one line, but not wider than the cell that wraps them, mm."""
    wide = sum(
        text_width_mm(run.text.upper() if run.caps else run.text, run.size, bold=run.bold)
        for run in paragraph.runs
    )
    return min(wide, paragraph.width) if paragraph.width else wide


def within(value: float, span: Span) -> bool:
    """Whether a font size lies in a span."""
    return float(span[0]) - 0.01 <= value <= float(span[-1]) + 0.01


def show_size(points: float) -> str:
    """13.0 → "13", 12.5 → "12,5"."""
    return show_number(points, 0 if points == int(points) else 1)


def show_span(span: Span) -> str:
    """(12, 13) → "12 – 13"."""
    return " – ".join(dict.fromkeys(show_size(float(one)) for one in span))


def _border_length(paragraph: Paragraph) -> float | None:
    """A border runs from indent to indent; None: of the page's width, which only the section tells."""
    return None if paragraph.width is None else paragraph.width - paragraph.left - paragraph.right


def _shouts(paragraph: Paragraph) -> bool:
    """More than one word, all of them in capitals."""
    words = [word for word in paragraph.text.split() if word.isalpha() and len(word) > 1]
    return len(words) > 1 and (
        all(word.isupper() for word in words) or all(run.caps for run in paragraph.letters)
    )
