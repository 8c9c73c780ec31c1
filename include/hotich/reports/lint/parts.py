"""Which part of a document each paragraph is, told by its words and its place, not by the name of its style."""

import re
from dataclasses import dataclass, field
from typing import Final

from hotich.reports.form import Align, Form
from hotich.reports.lint.reading import Paragraph, Read, Table

APPENDIX: Final = re.compile(r"^phụ lục( (?P<no>[ivxlc]+))?$", re.IGNORECASE)
NUMBER: Final = re.compile(r"^Số:")
PLACE_DATE: Final = re.compile(r"^(?P<place>.+?), *ngày")
DRAFT: Final = "DỰ THẢO"


@dataclass(slots=True)
class Appendix:
    """One appendix: its number line, what stands above its content, and its content."""

    head: Paragraph
    new_page: bool
    title: list[Paragraph] = field(default_factory=list)
    note: Paragraph | None = None
    blocks: list[Paragraph | Table] = field(default_factory=list)


@dataclass(slots=True)
class Parts:
    """The parts that were found; what was not is empty or None."""

    head: Table | None = None
    national_name: Paragraph | None = None
    motto: Paragraph | None = None
    motto_rule: Paragraph | None = None
    authority: list[Paragraph] = field(default_factory=list)
    """Lines above the rule on the left, superior body first."""
    authority_rule: Paragraph | None = None
    number: Paragraph | None = None
    place_date: Paragraph | None = None
    letter_subject: list[Paragraph] = field(default_factory=list)
    """“V/v …” below the number: the document is a letter (công văn)."""
    title: Paragraph | None = None
    subject: list[Paragraph] = field(default_factory=list)
    subject_rule: Paragraph | None = None
    addressee: list[Paragraph] = field(default_factory=list)
    basis: list[Paragraph] = field(default_factory=list)
    body: list[Paragraph | Table] = field(default_factory=list)
    closing: Table | None = None
    appendices: list[Appendix] = field(default_factory=list)


def find_parts(read: Read, form: Form) -> Parts:
    """Take a document apart."""
    parts = Parts()
    blocks = list(read.blocks)
    if blocks and isinstance(blocks[0], Table):
        parts.head = blocks[0]
        _take_head(parts, blocks[0], form)
        blocks = blocks[1:]
    rest = _take_title(parts, blocks, form)
    rest = _take_addressee(parts, rest)
    rest = _take_body(parts, rest, form)
    _take_appendices(parts, rest)
    return parts


def plain(text: str) -> str:
    """Words with single blanks, for comparison."""
    return " ".join(text.split())


def _take_head(parts: Parts, head: Table, form: Form) -> None:
    for row in head.rows:
        for cell in row:
            words = [plain(one.text) for one in cell]
            if form.national_name_text in {one.upper() for one in words}:
                _take_national(parts, cell, form)
            elif any(NUMBER.match(one) for one in words):
                parts.number = next(one for one in cell if NUMBER.match(plain(one.text)))
                parts.letter_subject = _letter_subject(cell, form)
                if not parts.authority:
                    _take_authority(parts, cell)
            elif any(PLACE_DATE.match(one) for one in words):
                parts.place_date = next(one for one in cell if PLACE_DATE.match(plain(one.text)))
            elif not parts.authority:
                _take_authority(parts, cell)


def _letter_subject(cell: tuple[Paragraph, ...], form: Form) -> list[Paragraph]:
    """From “V/v” on, up to a blank line or the word that it is a draft."""
    found: list[Paragraph] = []
    for one in cell:
        text = plain(one.text)
        if found and (not text or text.strip("() ") == DRAFT):
            break
        if found or text.lower().startswith(form.letter_subject_text.strip().lower()):
            found.append(one)
    return found


def _take_national(parts: Parts, cell: tuple[Paragraph, ...], form: Form) -> None:
    for no, one in enumerate(cell):
        text = plain(one.text)
        if text.upper() == form.national_name_text:
            parts.national_name = one
        elif text.lower().replace("–", "-") == form.motto_text.lower():
            parts.motto = one
            parts.motto_rule = next(
                (after for after in cell[no + 1 : no + 2] if not after.text.strip()), None
            )
        elif PLACE_DATE.match(text):
            parts.place_date = one


def _take_authority(parts: Parts, cell: tuple[Paragraph, ...]) -> None:
    for one in cell:
        if one.text.strip() and not NUMBER.match(plain(one.text)):
            parts.authority.append(one)
            if one.rule_below or one.drawn_rule is not None:
                return
        elif parts.authority:
            parts.authority_rule = one
            return


def _take_title(parts: Parts, blocks: list[Paragraph | Table], form: Form) -> list[Paragraph | Table]:
    for no, block in enumerate(blocks):
        if isinstance(block, Paragraph) and plain(block.text).upper() in {*form.titles, form.letter_name}:
            parts.title = block
            return _take_subject(parts, blocks[no + 1 :])
    return blocks


def _take_subject(parts: Parts, blocks: list[Paragraph | Table]) -> list[Paragraph | Table]:
    for no, block in enumerate(blocks):
        if isinstance(block, Table) or (block.blank and parts.subject):
            if isinstance(block, Paragraph):
                parts.subject_rule = block
                return blocks[no + 1 :]
            return blocks[no:]
        if not block.blank:
            if block.text.startswith(("Kính gửi", "Căn cứ")):
                return blocks[no:]
            parts.subject.append(block)
            if block.rule_below or block.drawn_rule is not None:
                return blocks[no + 1 :]
    return []


def _take_addressee(parts: Parts, blocks: list[Paragraph | Table]) -> list[Paragraph | Table]:
    """Lines from “Kính gửi” on that name whom, then lines that begin “Căn cứ”; then the body begins."""
    for no, block in enumerate(blocks):
        if isinstance(block, Table):
            return blocks[no:]
        text = plain(block.text)
        if text.startswith("Kính gửi") or (parts.addressee and not parts.basis and text.startswith("- ")):
            parts.addressee.append(block)
        elif text.startswith("Căn cứ"):
            parts.basis.append(block)
        elif text:
            return blocks[no:]
    return []


def _take_body(parts: Parts, blocks: list[Paragraph | Table], form: Form) -> list[Paragraph | Table]:
    for no, block in enumerate(blocks):
        if isinstance(block, Table) and form.recipients_text in block.text:
            parts.closing = block
            return blocks[no + 1 :]
        if isinstance(block, Paragraph) and APPENDIX.match(plain(block.text)):
            return blocks[no:]
        parts.body.append(block)
    return []


def _take_appendices(parts: Parts, blocks: list[Paragraph | Table]) -> None:
    breaks = False
    for block in blocks:
        if isinstance(block, Paragraph) and APPENDIX.match(plain(block.text)):
            parts.appendices.append(Appendix(block, new_page=breaks or block.breaks_page))
        elif parts.appendices:
            _add(parts.appendices[-1], block)
        breaks = isinstance(block, Paragraph) and block.breaks_page and block.blank


def _add(appendix: Appendix, block: Paragraph | Table) -> None:
    if isinstance(block, Paragraph) and not appendix.blocks and appendix.note is None:
        if block.text.strip().startswith(("(Kèm theo", "(Ban hành kèm theo")):
            appendix.note = block
            return
        if block.text.strip() and block.align is Align.CENTER:
            appendix.title.append(block)
            return
    appendix.blocks.append(block)
