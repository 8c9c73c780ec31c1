"""Content faults of single cells and single persons: the row loads and must be warned of (domain handbook §2–3)."""

# ruff: noqa: ARG001 – planters share one signature

from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache, partial
from typing import Final

from hotich.registers import Field, Kind, Register
from hotich.registers.nations import FOREIGNER, KINH, VIET_NAM
from hotich.simulate.card_faults import card_kinds
from hotich.simulate.faults import NOTED_AFTERWARDS, Change, FaultKind, Page, Plant
from hotich.simulate.note_faults import note_kinds
from hotich.simulate.paper_faults import paper_kinds
from hotich.simulate.relation_faults import relation_kinds
from hotich.simulate.unit_faults import unit_kinds
from hotich.text.dates import read_date
from hotich.text.words import in_words

_UNREADABLE_DATES: Final = (
    "31.02.{year}",
    "30.02.{year}",
    "12.5.68",
    "năm Dần",
    "không rõ",
    "31.04.{year}",
    "{year}?",
)
_UNKNOWN_PLACES: Final = (
    "Văn phòng hộ tịch số 3",
    "UBND xã Vĩnh Kim Sơn Hạ",
    "Ủy ban nhân dân xã Đồng Tâm Thượng",
    "Ban hộ tịch lưu động",
    "không rõ nơi đăng ký",
)
_ETHNICITIES: Final = ("Kinhh", "Đàng Thổ", "Mên", "Lai", "Kih")
_NATIONALITIES: Final = ("Vịt Nam", "Phù Nam", "Việt Nma", "Chân Lạp")


@cache
def content_kinds(register: Register) -> tuple[FaultKind, ...]:
    """All content faults that can be planted in a row of the register."""
    found = [FaultKind(key, "content", plant, field) for key, plant, field in _kinds(register)]
    for family in (card_kinds, relation_kinds, paper_kinds, note_kinds, unit_kinds):
        found += [FaultKind(key, "content", plant, field) for key, plant, field in family(register)]
    return tuple(found)


def _kinds(register: Register) -> Iterator[tuple[str, Plant, str]]:
    yield from _entry_kinds(register)
    for field in register.fields:
        yield from _cell_kinds(field)
    for block in register.blocks():
        yield from _person_kinds(register, block)


def _entry_kinds(register: Register) -> Iterator[tuple[str, Plant, str]]:
    yield "entry_number.year_missing", _entry_without_year, ""
    yield "entry_number.year_differs", _entry_of_next_year, ""
    yield "book_number.blank", partial(_blank, "book_number"), "book_number"
    yield "book_number.no_digit", partial(_put, "book_number", ("không rõ", "mất bìa")), ""
    yield "book_number.year_missing", _book_without_year, ""
    yield "book_number.file_differs", _other_book, ""
    yield "entry_number.zero", _number_zero, ""
    yield "page_number.not_numeric", partial(_put, "page_number", ("trang đầu", "không rõ", "bìa sau")), ""
    yield "registered_on.partial_in_stage", _partial_date, ""
    yield "registration_place.unknown", partial(_put, "registration_place", _UNKNOWN_PLACES), ""
    if register.code == "KT":
        yield "deceased_full_name.blank", partial(_blank, "deceased_full_name"), "deceased_full_name"
    if register.code == "KS":
        yield "child_full_name.blank_foundling", _nameless_foundling, "child_full_name"


def _cell_kinds(field: Field) -> Iterator[tuple[str, Plant, str]]:
    name = field.name
    if field.kind is Kind.DATE and name != "registered_on":
        yield f"{name}.unreadable", partial(_unreadable_date, name), ""
        if name.endswith(NOTED_AFTERWARDS):
            yield f"{name}.before_registration", partial(_noted_before, name), ""
        else:
            yield f"{name}.after_registration", partial(_after_registration, name), ""
    elif field.kind is Kind.DATE_IN_WORDS:
        yield (
            f"{name}.unread",
            partial(_replace, name, ("ngày lành tháng tốt", "như trên", "ngày mờ không rõ")),
            "",
        )
        yield f"{name}.differs", partial(_other_words, name), ""
    elif field.kind is Kind.ETHNICITY:
        yield f"{name}.unknown", partial(_replace, name, _ETHNICITIES), ""
    elif field.kind is Kind.NATIONALITY:
        plant = _put if field.part in {"other_nationality", "foreign_country"} else _replace
        yield f"{name}.unknown", partial(plant, name, _NATIONALITIES), ""
    elif field.kind is Kind.NAME:
        yield f"{name}.not_a_name", partial(_abbreviated, name), ""
    elif field.kind is Kind.TIME:
        yield f"{name}.unreadable", partial(_replace, name, ("25:70", "24:99", "99:99")), ""


def _person_kinds(register: Register, block: str) -> Iterator[tuple[str, Plant, str]]:
    part = {field.part: field.name for field in register.blocks()[block]}
    if "ethnicity" in part and "nationality" in part:
        names = part["ethnicity"], part["nationality"]
        yield f"{names[0]}.foreigner", partial(_kinh_foreigner, *names), ""
        yield f"{names[0]}.citizen", partial(_foreign_citizen, *names), ""
    if "residence_kind" in part and "residence_place" in part:
        names = part["residence_kind"], part["residence_place"]
        yield f"{names[1]}.blank", partial(_half, names[1], names[0]), names[1]
        yield f"{names[0]}.blank", partial(_half, names[0], names[1]), names[0]


def _blank(name: str, page: Page, index: int) -> Change | None:
    return {name: None} if page.lines[index].text(name) else None


def _put(name: str, choices: tuple[str, ...], page: Page, index: int) -> Change | None:
    return {name: page.rng.choice(choices)}


def _replace(name: str, choices: tuple[str, ...], page: Page, index: int) -> Change | None:
    return {name: page.rng.choice(choices)} if page.lines[index].text(name) else None


def _entry_without_year(page: Page, index: int) -> Change | None:
    case = page.lines[index].case
    return {"entry_number": f"{case.number:0{page.style.digits}d}{case.suffix}"}


def _entry_of_next_year(page: Page, index: int) -> Change | None:
    """The year wrong by one; only where the number is free in that year."""
    case = page.lines[index].case
    year = case.on.year + 1
    if case.suffix or case.number <= page.numbers.get((case.unit, case.register, year), 0):
        return None
    return {"entry_number": f"{case.number:0{page.style.digits}d}/{year}"}


def _number_zero(page: Page, index: int) -> Change | None:
    """The year goes on, the number is 0: one row of a file only, else the key would be there twice."""
    if any(line.text("entry_number").startswith("00/") for line in page.lines):
        return None
    return {"entry_number": f"00/{page.lines[index].case.on.year}"}


def _book_without_year(page: Page, index: int) -> Change | None:
    return {"book_number": f"{page.book.number:02d}"}


def _other_book(page: Page, index: int) -> Change | None:
    return {"book_number": f"{page.book.number + page.rng.randrange(1, 4):02d}/{page.book.year}"}


def _partial_date(page: Page, index: int) -> Change | None:
    """Only month or year, where the whole span lies in one phase."""
    on = page.lines[index].case.on
    if page.plan.stage_for_span(page.tier, date(on.year, 1, 1), date(on.year, 12, 31)) is None:
        return None
    month = f"{on.month:02d}{page.style.separator}{on.year}"
    return {"registered_on": page.rng.choice((month, str(on.year), f"00.{month}"))}


def _nameless_foundling(page: Page, index: int) -> Change | None:
    return {"child_full_name": None} if page.lines[index].text("child_birth_kind") == "5" else None


def _unreadable_date(name: str, page: Page, index: int) -> Change | None:
    line = page.lines[index]
    if not line.text(name) and not _rarely_filled(name):
        return None
    year = line.text(name)[-4:]
    return {name: page.rng.choice(_UNREADABLE_DATES).format(year=year if year.isdigit() else "1985")}


def _rarely_filled(name: str) -> bool:
    """Most rows are blank there, so faults are typed into blank cells as well."""
    return name.startswith("foreign_") or name.endswith(NOTED_AFTERWARDS)


def _after_registration(name: str, page: Page, index: int) -> Change | None:
    line = page.lines[index]
    if not line.text(name) and not _rarely_filled(name):
        return None
    return {name: page.day(line.case.on + timedelta(days=page.rng.randrange(1, 900)))}


def _noted_before(name: str, page: Page, index: int) -> Change | None:
    return {name: page.day(page.lines[index].case.on - timedelta(days=page.rng.randrange(2, 900)))}


def _other_words(name: str, page: Page, index: int) -> Change | None:
    line = page.lines[index]
    written = read_date(line.text(name.removesuffix("_in_words")))
    if not line.text(name) or written.first is None:
        return None
    other = written.first + timedelta(days=page.rng.choice((1, 10, 31, 365, 3653)))
    length = {"full": 10, "month": 7, "year": 4}[written.state]
    words = in_words(other.isoformat()[:length])
    return {name: words} if other.isoformat()[:length] != written.first.isoformat()[:length] else None


def _abbreviated(name: str, page: Page, index: int) -> Change | None:
    line = page.lines[index]
    words = line.text(name).split()
    nationality = f"{name.removesuffix('_full_name')}_nationality"
    if len(words) < 3 or line.text(nationality) not in {"", VIET_NAM}:
        return None
    short = [words[0], *(f"{word[0]}." for word in words[1:-1]), words[-1]]
    return {name: page.rng.choice((" ".join(short), f"{' '.join(words[:-1])} ?", f"{' '.join(words)}2"))}


def _kinh_foreigner(ethnicity: str, nationality: str, page: Page, index: int) -> Change | None:
    """A foreigner with a Vietnamese ethnicity; where there is none, a citizen with a foreign nationality."""
    line = page.lines[index]
    if not line.text(nationality) or not line.text(ethnicity):
        return None
    if line.text(nationality) != VIET_NAM:
        return {ethnicity: KINH}
    return {nationality: page.rng.choice(("Hoa Kỳ", "Pháp", "Hàn Quốc"))}


def _foreign_citizen(ethnicity: str, nationality: str, page: Page, index: int) -> Change | None:
    return {ethnicity: FOREIGNER} if page.lines[index].text(nationality) == VIET_NAM else None


def _half(blank: str, filled: str, page: Page, index: int) -> Change | None:
    line = page.lines[index]
    return {blank: None} if line.text(blank) and line.text(filled) else None
