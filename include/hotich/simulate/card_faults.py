"""Content faults of the numbers that tell who somebody is: of identity cards (CMND), citizen's cards (CCCD), personal numbers.

Few entries show a citizen's card, and fewer of all of them are of wards or children. Where a fault needs one, the person
first shows the card that he may hold on that day: the row is as sound as before, and then the fault is planted.
"""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from functools import partial
from typing import Final

from hotich.registers import Register
from hotich.simulate.faults import Change, Line, Page, Plant
from hotich.simulate.people import FIRST_CITIZEN_CARDS, Person
from hotich.simulate.sheets import Special
from hotich.text.dates import read_date

CMND, CCCD = "1", "4"
_FORMS: Final = {CMND: "cmnd_form", CCCD: "cccd_form"}
_NO_NUMBERS: Final = ("không rõ", "mất", "như trên", "không có")
_WAIT: Final = timedelta(days=20)
"""No card is issued on the first day that it may be."""
_OF_AGE: Final = 14
_FIRST_CENTURY: Final = 1900
"""Numbers tell of no birth before."""

Part = Mapping[str, str]
"""Part of a person's block → field."""


def card_kinds(register: Register) -> Iterator[tuple[str, Plant, str]]:
    """(key, planter, field that truth names) of these faults of the register."""
    for block, fields in register.blocks().items():
        part = {field.part: field.name for field in fields}
        if {"identity_number", "identity_document_kind"} <= part.keys():
            yield from _card_kinds(block, part)
        if "personal_number" in part:
            yield from _personal_kinds(block, part)


def _card_kinds(block: str, part: Part) -> Iterator[tuple[str, Plant, str]]:
    number, kind = part["identity_number"], part["identity_document_kind"]
    card = partial(_with_card, block, part)
    yield f"{number}.no_digit", partial(_words, number, _FORMS), ""
    yield f"{number}.cmnd_form", partial(_short_number, number, kind, CMND), ""
    yield f"{number}.cccd_form", partial(card, partial(_short_number, number, kind, CCCD)), ""
    yield f"{kind}.cccd_too_early", partial(_early_card, block, part), ""
    yield "cell_fault.number_identity", partial(card, partial(_number_cell, number)), ""
    yield f"{number}.province", partial(card, partial(_digits, number, 0, "003")), ""
    if "birth_date" in part:
        yield f"{number}.birth_year", partial(card, partial(_other_year, number, part["birth_date"])), ""
    if "sex" in part or block in {"husband", "wife", "father", "mother"}:
        yield f"{number}.sex", partial(card, partial(_other_sex, number)), ""
    issued = part.get("identity_issued_on")
    if issued:
        yield f"{issued}.cccd_too_early", partial(card, partial(_early_issue, issued)), ""
        if "birth_date" in part:
            plant = partial(_issued_before_birth, issued, kind, part["birth_date"])
            yield f"{issued}.before_birth", plant, ""


def _personal_kinds(block: str, part: Part) -> Iterator[tuple[str, Plant, str]]:
    number = part["personal_number"]
    told = partial(_with_personal_number, block, part)
    yield f"{number}.no_digit", partial(told, partial(_words, number, {"": "form"})), ""
    yield f"{number}.form", partial(told, partial(_shorter, number)), ""
    yield f"{number}.province", partial(told, partial(_digits, number, 0, "003")), ""
    yield f"{number}.birth_year", partial(told, partial(_other_year, number, part["birth_date"])), ""
    yield f"{number}.sex", partial(told, partial(_other_sex, number)), ""
    yield f"{number}.too_early", partial(_early_number, block, number), ""
    if "identity_number" in part:
        both = partial(told, partial(_with_card, block, part, partial(_other_end, part)))
        yield f"{number}.card_differs", both, ""
    for one in {"mother": ("child",), "father": ("child", "mother")}.get(block, ()):
        same = partial(told, partial(_same, number, f"{one}_personal_number"))
        yield f"{number}.same_as_{one}", same, number


def _with_card(block: str, part: Part, plant: Plant, page: Page, index: int) -> Change | None:
    """The fault of a citizen's card, on a row that shows one: its own, or the one that the person may hold by then."""
    line = page.lines[index]
    if line.text(part["identity_document_kind"]) == CCCD and len(line.text(part["identity_number"])) == 12:
        return _seen_twice(part, plant(page, index), page, line)
    cells = _card_cells(block, page, line)
    return None if cells is None else _on_top(cells, part, plant, page, index)


def _with_personal_number(block: str, part: Part, plant: Plant, page: Page, index: int) -> Change | None:
    """The fault of a personal number, on a row that shows one: its own, or the one that the person has by then."""
    line, number = page.lines[index], part["personal_number"]
    if len(line.text(number)) == 12:
        return _seen_twice(part, plant(page, index), page, line)
    person = _citizen(line, block)
    if line.text(number) or number not in page.columns or person is None:
        return None
    if line.case.on < FIRST_CITIZEN_CARDS or not person.alive_on(line.case.on):
        return None
    return _on_top({number: person.citizen_number}, part, plant, page, index)


def _on_top(cells: Change, part: Part, plant: Plant, page: Page, index: int) -> Change | None:
    """Put the sound cells into the row if the fault then fits; the fault's change."""
    line = page.lines[index]
    before = dict(line.cells)
    line.cells.update({name: cell for name, cell in cells.items() if cell is not None})
    change = plant(page, index)
    if change is None or not page.columns.issuperset(change):
        line.cells = before
        return None
    return _seen_twice(part, change, page, line)


def _seen_twice(part: Part, change: Change | None, page: Page, line: Line) -> Change | None:
    """Note that a card and a personal number in one row no longer are the same."""
    if change is not None and {"personal_number", "identity_number"} <= part.keys():
        after = {**line.cells, **change}
        one, other = after.get(part["personal_number"]), after.get(part["identity_number"])
        key = f"{part['personal_number']}.card_differs"
        if one and other and one != other and after.get(part["identity_document_kind"]) == CCCD:
            page.also.append(key)
    return change


def _card_cells(block: str, page: Page, line: Line) -> Change | None:
    """The citizen's card of the block's person, in each block where that person stands; None where there may be none."""
    person = _citizen(line, block)
    if person is None:
        return None
    day = min(line.case.on, person.died or line.case.on)
    first = max(FIRST_CITIZEN_CARDS, person.birthday(_OF_AGE)) + _WAIT
    if first >= day:
        return None
    paper = person.citizen_card(first + timedelta(days=page.rng.randrange((day - first).days)))
    cells: dict[str, str] = {}
    for other, one in line.case.roles.items():
        kind = f"{other}_identity_document_kind"
        if one is person and kind in page.columns:
            if line.text(kind) not in {"", CMND}:
                return None
            cells |= {
                kind: CCCD,
                f"{other}_identity_number": paper.number,
                f"{other}_identity_issued_on": page.day(paper.issued_on),
                f"{other}_identity_issue_place": paper.place,
            }
    return {name: cell for name, cell in cells.items() if name in page.columns} or None


def _citizen(line: Line, block: str) -> Person | None:
    """The block's person, if a citizen whose number fits the year of birth that the row gives."""
    person, birth = line.case.roles.get(block), line.text(f"{block}_birth_date")
    if person is None or person.foreign or person.born.year < _FIRST_CENTURY:
        return None
    born = read_date(birth).first
    return person if not birth or (born is not None and born.year == person.born.year) else None


def _words(number: str, forms: Mapping[str, str], page: Page, index: int) -> Change | None:
    """Words instead of the number; `forms`: kind of the paper ("" for any) → the rule on the form of its numbers."""
    line = page.lines[index]
    if not line.text(number):
        return None
    kind = line.text(number.replace("identity_number", "identity_document_kind"))
    form = forms.get("") or forms.get(kind)
    page.also += [f"{number}.{form}"] if form else []
    return {number: page.rng.choice(_NO_NUMBERS)}


def _short_number(number: str, kind: str, document: str, page: Page, index: int) -> Change | None:
    line = page.lines[index]
    if line.text(kind) != document or len(line.text(number)) < 9:
        return None
    place = page.rng.randrange(3, len(line.text(number)))
    return {number: line.text(number)[:place] + line.text(number)[place + 1 :]}


def _early_card(block: str, part: Part, page: Page, index: int) -> Change | None:
    """Before 2016, the card of today, copied from a newer paper: its number stands there without the old card's day."""
    line, number, kind = page.lines[index], part["identity_number"], part["identity_document_kind"]
    person = _citizen(line, block)
    if line.text(kind) not in {"", CMND} or line.case.on >= FIRST_CITIZEN_CARDS or person is None:
        return None
    old = ("identity_issued_on", "identity_issue_place")
    gone = {part[one]: None for one in old if one in part and line.text(part[one])}
    return {kind: CCCD, number: person.citizen_number, **gone}


def _number_cell(number: str, page: Page, index: int) -> Change | None:
    """A number of 12 digits typed as an Excel number, which loses the leading zero."""
    text = page.lines[index].text(number)
    if page.style.csv or not (len(text) == 12 and text.isdigit() and text.startswith("0")):
        return None
    page.also.append(f"{number}.cccd_form")
    return {number: Special("number", text)}


def _digits(number: str, place: int, digits: str, page: Page, index: int) -> Change | None:
    text = page.lines[index].text(number)
    return {number: text[:place] + digits + text[place + len(digits) :]} if len(text) == 12 else None


def _other_year(number: str, birth: str, page: Page, index: int) -> Change | None:
    text = page.lines[index].text(number)
    if len(text) != 12 or not page.lines[index].text(birth):
        return None
    return _digits(number, 4, f"{(int(text[4:6]) + page.rng.randrange(1, 99)) % 100:02d}", page, index)


def _other_sex(number: str, page: Page, index: int) -> Change | None:
    text = page.lines[index].text(number)
    return _digits(number, 3, str(int(text[3]) ^ 1), page, index) if len(text) == 12 else None


def _early_issue(issued: str, page: Page, index: int) -> Change | None:
    if not page.lines[index].text(issued):
        return None
    return {issued: page.day(date(page.rng.randrange(2008, 2015), page.rng.randrange(1, 13), 12))}


def _issued_before_birth(issued: str, kind: str, birth: str, page: Page, index: int) -> Change | None:
    line = page.lines[index]
    born = read_date(line.text(birth))
    if born.first is None or not line.text(issued):
        return None
    if line.text(kind) == CCCD:
        page.also.append(f"{issued}.cccd_too_early")
    return {issued: page.day(born.first - timedelta(days=page.rng.randrange(30, 3000)))}


def _shorter(number: str, page: Page, index: int) -> Change | None:
    text = page.lines[index].text(number)
    return {number: text[:7] + text[8:]} if len(text) == 12 else None


def _other_end(part: Part, page: Page, index: int) -> Change | None:
    """The last digit of the personal number differs from the card's."""
    line, number = page.lines[index], part["personal_number"]
    text = line.text(number)
    if line.text(part["identity_document_kind"]) != CCCD or len(text) != 12:
        return None
    if text != line.text(part["identity_number"]):
        return None
    return {number: text[:-1] + str((int(text[-1]) + page.rng.randrange(1, 10)) % 10)}


def _early_number(block: str, number: str, page: Page, index: int) -> Change | None:
    """In a book of before 2016 that was typed into the newer template."""
    line = page.lines[index]
    person = _citizen(line, block)
    if not page.style.edition or line.case.on >= FIRST_CITIZEN_CARDS or person is None:
        return None
    return {number: person.citizen_number}


def _same(number: str, other: str, page: Page, index: int) -> Change | None:
    line = page.lines[index]
    text = line.text(other)
    return {number: text} if line.text(number) and text and text != line.text(number) else None
