"""Structural faults: each makes that the row must be returned (delivery contract §2–3)."""

# ruff: noqa: ARG001 – planters share one signature

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from functools import cache, partial
from typing import Final

from hotich.registers import Kind, Register
from hotich.simulate.faults import Change, FaultKind, Page, Plant, apply
from hotich.simulate.sheets import Special

_NO_DIGIT: Final = ("không rõ", "…/…", "số mờ không đọc được", "bis", "không có số")
_UNREADABLE: Final = (
    "không rõ",
    "ngày tháng mờ",
    "5.3.98",
    "12/7/'05",
    "ngày mười hai tháng ba",
    "12.13.{year}",
)
_IMPOSSIBLE: Final = (
    "30.02.{year}",
    "31.04.{year}",
    "31/11/{year}",
    "32.01.{year}",
    "29.02.1999",
    "31.06.{year}",
)
_CODES: Final = ("9", "x", "99", "không", "?", "A1", "-1")
_PLACES: Final = (Kind.PLACE, Kind.TEXT)


@cache
def structural_kinds(register: Register) -> tuple[FaultKind, ...]:
    """All structural faults that can be planted in a row of the register."""
    return tuple(FaultKind(key, "structural", plant, field) for key, plant, field in _kinds(register))


def _kinds(register: Register) -> Iterator[tuple[str, Plant, str]]:
    yield "entry_number.blank", partial(_blank, "entry_number"), ""
    yield "entry_number.no_digit", partial(_words, "entry_number", _NO_DIGIT), ""
    yield "entry_number.date_cell", partial(_date_cell, "entry_number"), ""
    yield "book_number.date_cell", partial(_date_cell, "book_number"), ""
    yield "registered_on.blank", partial(_blank, "registered_on"), ""
    yield "registered_on.unreadable", partial(_words, "registered_on", _UNREADABLE), ""
    yield "registered_on.unreadable", partial(_words, "registered_on", _IMPOSSIBLE), ""
    yield "registered_on.partial", _partial_date, ""
    yield "registered_on.no_stage", _no_stage, ""
    yield "registration_place.other_unit", _other_unit, ""
    yield "key.duplicate", _duplicate, ""
    yield "key.other_book", _other_book, ""
    for name in register.principals if register.code != "KT" else ():
        yield f"{name}.blank", partial(_blank_principal, name), name
    for field in register.of_kind(Kind.CODE):
        yield f"{field.name}.unknown", partial(_unknown_code, field.name), field.name
    for fault, plant in (
        ("formula", _formula),
        ("error_value", _error_value),
        ("control_character", partial(_inside, "\x0b")),
        ("direction_mark", partial(_inside, "\u202e")),
        ("too_long", _too_long),
    ):
        yield f"cell_fault.{fault}", plant, ""


def _blank(name: str, page: Page, index: int) -> Change | None:
    return {name: None}


def _blank_principal(name: str, page: Page, index: int) -> Change | None:
    if not page.lines[index].text(name) or page.lines[index].text("child_birth_kind") == "5":
        return None
    return {name: None}


def _words(name: str, choices: Sequence[str], page: Page, index: int) -> Change | None:
    return {name: page.rng.choice(choices).format(year=page.lines[index].case.on.year)}


def _date_cell(name: str, page: Page, index: int) -> Change | None:
    """What Excel makes of 05/2018 in a cell that is not text: the first day of that month."""
    case = page.lines[index].case
    number = case.number if name == "entry_number" else page.book.number
    year = case.on.year if name == "entry_number" else page.book.year
    day = date(year, (number - 1) % 12 + 1, 1)
    return {name: f"{day:%d/%m/%Y}" if page.style.csv else Special("date", day.isoformat())}


def _partial_date(page: Page, index: int) -> Change | None:
    """Only month or year, where these lie in two phases (or partly after the last)."""
    on = page.lines[index].case.on
    year_end = date(on.year, 12, 31)
    if page.plan.stage_for_span(page.tier, date(on.year, 1, 1), year_end) is not None:
        return None
    month = date(on.year, on.month, 1)
    month_end = (month + timedelta(days=32)).replace(day=1) - timedelta(days=1)
    if page.plan.stage_for_span(page.tier, month, month_end) is None and page.rng.random() < 0.5:
        return {"registered_on": f"{on.month:02d}{page.style.separator}{on.year}"}
    return {"registered_on": str(on.year)}


def _no_stage(page: Page, index: int) -> Change | None:
    """A day after the last phase of the tier."""
    tier = page.plan.tier(page.tier)
    return {"registered_on": page.day(tier.ends.on + timedelta(days=page.rng.randrange(1, 700)))}


def _other_unit(page: Page, index: int) -> Change | None:
    on = page.lines[index].case.on
    others = [code for code in page.neighbours if code != page.book.unit and page.gazetteer.exists(code, on)]
    if not others:
        return None
    return {
        "registration_place": page.gazetteer.office(
            page.rng.choice(others), on, short=page.style.short_office
        )
    }


def _duplicate(page: Page, index: int) -> Change | None:
    """The number of another sound line of the same file and year: both lines are at fault."""
    line = page.lines[index]
    partners = [
        other
        for other in page.lines[max(0, index - 40) : index + 40]
        if other is not line
        and other.sound
        and other.case.on.year == line.case.on.year
        and other.text("entry_number")
        and page.plan.key_by_book(other.case.on) == page.plan.key_by_book(line.case.on)
    ]
    if not partners:
        return None
    partner = page.rng.choice(partners)
    number = partner.text("entry_number")
    apply(partner, FaultKind("key.duplicate", "structural", _duplicate), {"entry_number": number})
    return {"entry_number": f"{partner.case.number}{partner.case.suffix}/{partner.case.on.year}"}


def _other_book(page: Page, index: int) -> Change | None:
    """The number of an entry in a former book of the year."""
    case = page.lines[index].case
    if page.plan.key_by_book(case.on):
        return None
    held = page.others.get((case.unit, case.register, case.on.year), ())
    usable = [
        other
        for other, book in held
        if other.sound
        and book.stage_id == page.book.stage_id
        and other.case.case_id not in page.used
        and not page.plan.key_by_book(other.case.on)
    ]
    if not usable:
        return None
    other = page.rng.choice(usable)
    page.used.add(other.case.case_id)
    return {"entry_number": other.text("entry_number")}


def _unknown_code(name: str, page: Page, index: int) -> Change | None:
    return {name: page.rng.choice(_CODES)}


def _cell(page: Page, index: int) -> str | None:
    """A filled cell of no consequence for any other rule: a place or a text."""
    line = page.lines[index]
    names = [field.name for field in page.register.of_kind(*_PLACES) if len(line.text(field.name)) > 8]
    names = [name for name in names if name != "registration_place"]
    return page.rng.choice(names) if names else None


def _formula(page: Page, index: int) -> Change | None:
    name = _cell(page, index)
    if name is None or page.style.csv:
        return None
    return {name: Special("formula", page.rng.choice(("=A2", "=CONCATENATE(A2,B2)", "=TODAY()")))}


def _error_value(page: Page, index: int) -> Change | None:
    name = _cell(page, index)
    if name is None or page.style.csv:
        return None
    return {name: Special("error", page.rng.choice(("#N/A", "#REF!", "#VALUE!")))}


def _inside(mark: str, page: Page, index: int) -> Change | None:
    name = _cell(page, index)
    if name is None:
        return None
    text = page.lines[index].text(name)
    middle = len(text) // 2
    return {name: text[:middle] + mark + text[middle:]}


def _too_long(page: Page, index: int) -> Change | None:
    if page.rng.random() < 0.7:
        return None
    return {"note": "Ghi chú chép lặp lại nhiều lần. " * 1100}
