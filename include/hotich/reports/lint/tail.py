"""What stands below the text: who signs, who receives, and the appendices."""

from collections.abc import Iterator
from typing import Final

from hotich.reports.form import Form
from hotich.reports.lint.finding import Finding, check_element
from hotich.reports.lint.parts import APPENDIX, Appendix, Parts, plain
from hotich.reports.lint.reading import Paragraph, Table
from hotich.reports.lint.text import ROMAN, check_table

_ON_BEHALF: Final = ("TM.", "KT.", "TL.", "TUQ.", "Q.")


def check_tail(parts: Parts, form: Form) -> Iterator[Finding]:
    """Signature block, recipients and appendices."""
    if parts.closing is None:
        what = f"thiếu phần ký tên và “{form.recipients_text}” sau nội dung"
        yield Finding("closing.missing", "cuối văn bản", what, form.recipients.clause)
    else:
        cells = [cell for row in parts.closing.rows for cell in row]
        left = next(cell for cell in cells if any(form.recipients_text in one.text for one in cell))
        yield from _recipients(left, form)
        yield from _signer([one for cell in cells if cell is not left for one in cell], parts.closing, form)
    for no, appendix in enumerate(parts.appendices):
        yield from _appendix(appendix, no, len(parts.appendices), form)


def _recipients(cell: tuple[Paragraph, ...], form: Form) -> Iterator[Finding]:
    lines = [one for one in cell if one.text.strip()]
    word, *rest = lines
    clause = form.recipients.clause
    yield from check_element(word, form.recipients_word, "recipients_word", "chữ “Nơi nhận:”")
    for one in rest:
        yield from check_element(one, form.recipients, "recipients", "dòng nơi nhận")
        if not plain(one.text).startswith("- "):
            yield Finding(
                "recipients.dash", one.where, "mỗi nơi nhận bắt đầu bằng gạch đầu dòng “- ”", clause
            )
    if not rest or not plain(rest[-1].text).startswith(form.recipients_last):
        what = f"dòng cuối của nơi nhận phải là “{form.recipients_last}VT, …”"
        yield Finding("recipients.last", lines[-1].where, what, clause)
    for no, one in enumerate(rest, 1):
        end = "." if no == len(rest) else ";"
        if not plain(one.text).endswith(end):
            what = f"dòng nơi nhận phải kết thúc bằng dấu “{end}”"
            yield Finding("recipients.end", one.where, what, clause)


def _signer(cell: list[Paragraph], table: Table, form: Form) -> Iterator[Finding]:
    """Capitals are the power and office of who signs; a name below them is bold too, in small letters."""
    lines = [one for one in cell if one.text.strip()]
    offices = [one for one in lines if plain(one.text).isupper()]
    if not offices:
        where = lines[0].where if lines else f"bảng {table.number}"
        yield Finding("signer.missing", where, "thiếu chức vụ của người ký (in hoa, đậm)", form.signer.clause)
    for one in offices:
        yield from check_element(one, form.signer, "signer", "quyền hạn, chức vụ người ký")
    if offices and plain(offices[0].text).startswith(_ON_BEHALF) and len(offices) < 2:
        what = "sau TM., KT., TL., TUQ. phải có dòng chức vụ của người ký"
        yield Finding("signer.office", offices[0].where, what, form.signer.clause)


def _appendix(appendix: Appendix, no: int, count: int, form: Form) -> Iterator[Finding]:
    head, clause = appendix.head, form.appendix.clause
    yield from check_element(head, form.appendix, "appendix", "chữ “Phụ lục”")
    found = APPENDIX.match(plain(head.text))
    written = ((found and found["no"]) or "").upper()
    expected = ROMAN[no] if count > 1 else ""
    if count > 1 and written != expected:
        what = f"phụ lục phải mang số La Mã {expected}, không phải “{written}”"
        yield Finding("appendix.number", head.where, what, clause)
    if not appendix.new_page:
        yield Finding("appendix.page", head.where, "phụ lục phải bắt đầu ở trang mới", clause)
    if not appendix.title:
        yield Finding("appendix.title", head.where, "thiếu tên phụ lục", form.appendix_title.clause)
    for one in appendix.title:
        yield from check_element(one, form.appendix_title, "appendix_title", "tên phụ lục")
    if appendix.note is None:
        what = "thiếu dòng “(Kèm theo … số … ngày … của …)”"
        yield Finding("appendix.note", head.where, what, form.appendix_note.clause)
    else:
        yield from check_element(appendix.note, form.appendix_note, "appendix_note", "dòng “Kèm theo”")
    for block in appendix.blocks:
        if isinstance(block, Table):
            yield from check_table(block, form)
