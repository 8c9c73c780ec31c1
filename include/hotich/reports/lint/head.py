"""What stands above the text: national name, issuing body, number, place and date, title, addressees, grounds."""

import re
from collections.abc import Iterator
from typing import Final

from hotich.reports.form import Form
from hotich.reports.lint.finding import Finding, check_element, check_rule
from hotich.reports.lint.parts import DRAFT, Parts, plain
from hotich.reports.lint.reading import Paragraph

_BLANK: Final = r"[\s.…]*"
_NUMBER: Final = re.compile(
    rf"Số:{_BLANK}(?P<no>\d*){_BLANK}/(?P<sign>[A-ZĐ][A-ZĐa-z&.]*(-[A-ZĐ][A-ZĐa-z&.]*)+)"
)
_LETTER_NUMBER: Final = re.compile(
    rf"Số:{_BLANK}(?P<no>\d*){_BLANK}/(?P<sign>[A-ZĐ][A-ZĐa-z&.]*-([A-ZĐ][A-ZĐa-z&.]*(-[A-ZĐ][A-ZĐa-z&.]*)*|{_BLANK}))"
)
"""Of a letter: the issuing body, then who drafted it, which a draft leaves blank."""
_DATE: Final = re.compile(
    rf".+?, ngày(?P<day>{_BLANK}|\s*\d+\s*)tháng(?P<month>{_BLANK}|\s*\d+\s*)năm(?P<year>{_BLANK}|\s*\d+\s*)"
)


def check_head(parts: Parts, form: Form) -> Iterator[Finding]:
    """Every part above the text: it is there, and looks as it should."""
    yield from _national(parts, form)
    yield from _authority(parts, form)
    yield from _number(parts, form)
    yield from _place_date(parts, form)
    yield from _title(parts, form)
    for one in parts.addressee:
        yield from check_element(one, form.addressee, "addressee", "dòng kính gửi")
    for no, one in enumerate(parts.basis, 1):
        yield from check_element(one, form.basis, "basis", "căn cứ")
        end = "." if no == len(parts.basis) else ";"
        if not plain(one.text).endswith(end):
            what = f"căn cứ phải kết thúc bằng dấu “{end}”, mỗi căn cứ một dòng"
            yield Finding("basis.end", one.where, what, form.basis.clause)


def _national(parts: Parts, form: Form) -> Iterator[Finding]:
    if parts.national_name is None:
        yield _missing("national_name", f"Quốc hiệu “{form.national_name_text}”", form.national_name.clause)
    else:
        yield from check_element(parts.national_name, form.national_name, "national_name", "Quốc hiệu")
    if parts.motto is None:
        yield _missing("motto", f"Tiêu ngữ “{form.motto_text}”", form.motto.clause)
        return
    yield from check_element(parts.motto, form.motto, "motto", "Tiêu ngữ")
    if plain(parts.motto.text) != form.motto_text:
        what = f"Tiêu ngữ phải viết đúng “{form.motto_text}”"
        yield Finding("motto.words", parts.motto.where, what, form.motto.clause)
    words = [parts.motto]
    yield from check_rule(
        words, parts.motto_rule, form.motto_rule, "motto_rule", "Tiêu ngữ", form.motto.clause
    )


def _authority(parts: Parts, form: Form) -> Iterator[Finding]:
    """Regular lines are the superior body's, bold ones the issuing body's, which come last."""
    lines = parts.authority
    if not lines:
        yield _missing("issuer", "tên cơ quan ban hành", form.issuer.clause)
        return
    own = [one for one in lines if any(run.bold for run in one.letters)] or lines[-1:]
    above = [one for one in lines if one not in own]
    if lines[-1] not in own:
        what = "tên cơ quan ban hành (đậm) phải đứng dưới tên cơ quan chủ quản"
        yield Finding("issuer.order", lines[-1].where, what, form.issuer.clause)
    for one in above:
        yield from check_element(one, form.superior, "superior", "tên cơ quan chủ quản")
    for one in own:
        yield from check_element(one, form.issuer, "issuer", "tên cơ quan ban hành")
    yield from check_rule(
        own, parts.authority_rule, form.issuer_rule, "issuer_rule", "tên cơ quan ban hành", form.issuer.clause
    )


def _number(parts: Parts, form: Form) -> Iterator[Finding]:
    one, clause = parts.number, form.number.clause
    if one is None:
        yield _missing("number", "số, ký hiệu (“Số:      /BC-…”)", clause)
        return
    yield from check_element(one, form.number, "number", "số, ký hiệu")
    letter = bool(parts.letter_subject)
    found = (_LETTER_NUMBER if letter else _NUMBER).fullmatch(plain(one.text))
    if found is None:
        shape = "“Số: 05/STP-HCTP” (cơ quan ban hành - đơn vị soạn thảo)" if letter else "“Số: 05/BC-STP”"
        yield Finding("number.form", one.where, f"số, ký hiệu phải có dạng {shape}", clause)
    elif len(found["no"]) == 1:
        yield Finding("number.padded", one.where, f"số nhỏ hơn 10 phải ghi 0{found['no']}", clause)


def _place_date(parts: Parts, form: Form) -> Iterator[Finding]:
    one, clause = parts.place_date, form.place_date.clause
    if one is None:
        yield _missing("place_date", "địa danh, ngày … tháng … năm …", clause)
        return
    yield from check_element(one, form.place_date, "place_date", "địa danh, thời gian")
    found = _DATE.fullmatch(plain(one.text))
    if found is None:
        what = "phải có dạng “Địa danh, ngày 05 tháng 01 năm 2020”"
        yield Finding("place_date.form", one.where, what, clause)
        return
    yield from _padding(one, "ngày", found["day"].strip(" .…"), 9, clause)
    yield from _padding(one, "tháng", found["month"].strip(" .…"), 2, clause)
    year = found["year"].strip(" .…")
    if year and len(year) != 4:
        yield Finding("place_date.year", one.where, f"năm phải ghi đủ bốn chữ số, không phải {year}", clause)


def _padding(one: Paragraph, name: str, written: str, last_padded: int, clause: str) -> Iterator[Finding]:
    """Days below 10 and months 1 and 2 take a leading nought, the others none; blank in a draft."""
    if not written:
        return
    value = int(written)
    right = f"{value:02d}" if value <= last_padded else str(value)
    if written != right:
        yield Finding(
            "place_date.padded", one.where, f"{name} phải ghi {right}, không phải {written}", clause
        )


def _title(parts: Parts, form: Form) -> Iterator[Finding]:
    if parts.letter_subject:
        yield from _letter(parts, form)
        return
    if parts.title is None:
        asked = f"tên loại văn bản ({', '.join(form.titles)}), hoặc “{form.letter_subject_text}…” dưới số, ký hiệu của công văn"
        yield _missing("title", asked, form.title.clause)
        return
    yield from check_element(parts.title, form.title, "title", "tên loại văn bản")
    subject = [one for one in parts.subject if plain(one.text).strip("() ") != DRAFT]
    if not subject:
        yield _missing("subject", "trích yếu nội dung dưới tên loại", form.subject.clause)
        return
    for one in subject:
        yield from check_element(one, form.subject, "subject", "trích yếu")
    yield from check_rule(
        subject, parts.subject_rule, form.subject_rule, "subject_rule", "trích yếu", form.subject.clause
    )


def _letter(parts: Parts, form: Form) -> Iterator[Finding]:
    """A letter has its subject below the number, no title, and says to whom it goes."""
    for one in parts.letter_subject:
        yield from check_element(one, form.letter_subject, "letter_subject", "trích yếu công văn")
    if plain(parts.letter_subject[0].text)[: len(form.letter_subject_text)] != form.letter_subject_text:
        what = f"trích yếu công văn phải bắt đầu bằng “{form.letter_subject_text}”"
        yield Finding("letter_subject.words", parts.letter_subject[0].where, what, form.letter_subject.clause)
    if parts.title is not None:
        what = "công văn không ghi tên loại; trích yếu ở dưới số, ký hiệu"
        yield Finding("letter.title", parts.title.where, what, form.letter_subject.clause)
    if not parts.addressee:
        yield _missing("addressee", "“Kính gửi: …” của công văn", form.addressee.clause)


def _missing(rule: str, name: str, clause: str) -> Finding:
    return Finding(f"{rule}.missing", "đầu văn bản", f"thiếu {name}", clause)
