"""Content faults of names, papers and places: what stands for a blank, halves without their other half, later names."""

from collections.abc import Iterator
from datetime import date
from functools import lru_cache, partial
from typing import Final

from hotich.registers import Field, Kind, Register
from hotich.simulate.faults import Change, Page, Plant
from hotich.text.legacy import encode
from hotich.units import Level, UnitRegistry

_NO_NAMES: Final = ("KHÔNG RÕ", "Không xác định", "chưa rõ", "không có", "KHÔNG BIẾT TÊN")
_NO_NUMBERS: Final = ("không rõ", "mất", "như trên", "không có")
_ROLES: Final = (
    "mother", "father", "declarant", "child", "husband", "wife", "parent", "subject", "deceased", "guardian", "ward",
)  # fmt: skip


def paper_kinds(register: Register) -> Iterator[tuple[str, Plant, str]]:
    """(key, planter, field that truth names) of these faults of the register."""
    for field in register.all_fields:
        if field.kind is Kind.NAME:
            yield f"{field.name}.placeholder", partial(_instead, field.name, _NO_NAMES), ""
        elif field.kind is Kind.IDENTITY_NUMBER:
            yield f"{field.name}.no_digit", partial(_instead, field.name, _NO_NUMBERS), ""
        elif field.kind is Kind.PLACE:
            plant = (
                _own_later_name if field.name == "registration_place" else partial(_later_name, field.name)
            )
            yield f"{field.name}.later_name", plant, ""
        elif field.part == "nationality_text":
            yield f"{field.name}.unknown", partial(_instead, field.name, ("Vịt Nam", "Phù Nam")), ""
            yield f"{field.name}.differs", partial(_other_country, field.name), ""
    for block in register.blocks():
        yield from _block_kinds(register, block)
    yield "row.encoding_unclear", _old_font, ""
    yield "row.unit_not_yet", _before_the_unit, ""


def _block_kinds(register: Register, block: str) -> Iterator[tuple[str, Plant, str]]:
    part = {field.part: field for field in register.blocks()[block]}
    if {"identity_number", "identity_document_kind"} <= part.keys():
        number, kind = part["identity_number"].name, part["identity_document_kind"].name
        yield f"{number}.kind_only", partial(_half, number, kind), number
        yield f"{kind}.number_only", partial(_half, kind, number), kind
        if "other_document" in part:
            other = part["other_document"].name
            yield f"{other}.blank", partial(_unnamed_paper, kind, other), other
        if "identity_issue_place" in part:
            place = part["identity_issue_place"].name
            yield f"{number}.issuing_province", partial(_other_province, number, kind, place), number
    if "full_name" in part and block in _ROLES and part["full_name"].name not in register.principals:
        names = [field.name for field in register.blocks()[block]]
        yield (
            f"{block}_full_name.nameless",
            partial(_nameless, f"{block}_full_name", names),
            f"{block}_full_name",
        )
    if "personal_number" in part:
        yield from _personal_kinds(block, part)


def _personal_kinds(block: str, part: dict[str, Field]) -> Iterator[tuple[str, Plant, str]]:
    number = part["personal_number"].name
    yield f"{number}.form", partial(_shorter, number), ""
    yield f"{number}.province", partial(_digits, number, 0, "003"), ""
    yield f"{number}.birth_year", partial(_other_year, number), ""
    yield f"{number}.sex", partial(_other_sex, number), ""
    yield f"{number}.too_early", partial(_too_early, block, number), ""
    if "identity_number" in part:
        card = part["identity_number"].name, part["identity_document_kind"].name
        yield f"{number}.card_differs", partial(_other_end, number, *card), ""
    for one in {"mother": ("child",), "father": ("child", "mother")}.get(block, ()):
        yield f"{number}.same_as_{one}", partial(_same, number, f"{one}_personal_number"), number


def _instead(name: str, choices: tuple[str, ...], page: Page, index: int) -> Change | None:
    return {name: page.rng.choice(choices)} if page.lines[index].text(name) else None


def _half(blank: str, filled: str, page: Page, index: int) -> Change | None:
    line = page.lines[index]
    return {blank: None} if line.text(blank) and line.text(filled) else None


def _unnamed_paper(kind: str, other: str, page: Page, index: int) -> Change | None:
    return {kind: "8", other: None} if page.lines[index].text(kind) else None


def _other_province(number: str, kind: str, place: str, page: Page, index: int) -> Change | None:
    line = page.lines[index]
    if (
        line.text(kind) != "1"
        or len(line.text(number)) != 9
        or page.gazetteer.province not in line.text(place)
    ):
        return None
    return {number: page.rng.choice(("23", "02", "33", "22")) + line.text(number)[2:]}


def _nameless(name: str, names: list[str], page: Page, index: int) -> Change | None:
    line = page.lines[index]
    told = [other for other in names if other != name and len(line.text(other)) > 1]
    return {name: None} if line.text(name) and told else None


def _shorter(number: str, page: Page, index: int) -> Change | None:
    text = page.lines[index].text(number)
    return {number: text[:7] + text[8:]} if len(text) == 12 else None


def _digits(number: str, place: int, digits: str, page: Page, index: int) -> Change | None:
    text = page.lines[index].text(number)
    return {number: text[:place] + digits + text[place + len(digits) :]} if len(text) == 12 else None


def _other_year(number: str, page: Page, index: int) -> Change | None:
    text = page.lines[index].text(number)
    if len(text) != 12 or not page.lines[index].text(number.replace("personal_number", "birth_date")):
        return None
    return _digits(number, 4, f"{(int(text[4:6]) + page.rng.randrange(1, 99)) % 100:02d}", page, index)


def _other_sex(number: str, page: Page, index: int) -> Change | None:
    text = page.lines[index].text(number)
    return _digits(number, 3, str(int(text[3]) ^ 1), page, index) if len(text) == 12 else None


def _other_country(name: str, page: Page, index: int) -> Change | None:
    line = page.lines[index]
    written, twin = line.text(name), line.text(name.removesuffix("_text"))
    if not written or written != twin:
        return None
    return {name: page.rng.choice([country for country in ("Hoa Kỳ", "Pháp", "Úc") if country != written])}


def _other_end(number: str, card: str, kind: str, page: Page, index: int) -> Change | None:
    """The last digit of the personal number differs from the card's."""
    line = page.lines[index]
    text = line.text(number)
    if line.text(kind) != "4" or len(text) != 12 or text != line.text(card):
        return None
    return {number: text[:-1] + str((int(text[-1]) + page.rng.randrange(1, 10)) % 10)}


def _too_early(block: str, number: str, page: Page, index: int) -> Change | None:
    """In a book of before 2016 that was typed into the newer template."""
    case = page.lines[index].case
    person = case.roles.get(block)
    if not page.style.edition or case.on.year >= 2016 or person is None or person.foreign:
        return None
    return {number: person.citizen_number}


def _same(number: str, other: str, page: Page, index: int) -> Change | None:
    line = page.lines[index]
    text = line.text(other)
    return {number: text} if line.text(number) and text and text != line.text(number) else None


def _later_name(name: str, page: Page, index: int) -> Change | None:
    """The place under the name of a unit that was formed after the registration."""
    line = page.lines[index]
    if not line.text(name):
        return None
    later = [text for since, text in _dated_names(page.plan.units) if since > line.case.on]
    return {name: page.rng.choice(later)} if later else None


@lru_cache(maxsize=4)
def _dated_names(units: UnitRegistry) -> tuple[tuple[date, str], ...]:
    """(day, full name) of the communes that were formed on a day under a name that no older one of the place bears."""
    communes = [unit for unit in units if unit.level is Level.COMMUNE]
    older = {units.full_name(unit, unit.valid_to or date.max) for unit in communes if unit.valid_from is None}
    found = [
        (unit.valid_from, units.full_name(unit, unit.valid_from))
        for unit in communes
        if unit.valid_from is not None
    ]
    return tuple((since, text[:1].upper() + text[1:]) for since, text in found if text not in older)


def _own_later_name(page: Page, index: int) -> Change | None:
    """The registering unit under the name that it bears today."""
    case, gazetteer = page.lines[index].case, page.gazetteer
    short = page.style.short_office
    now = gazetteer.office(case.unit, gazetteer.last_day, short=short)
    return {"registration_place": now} if now != gazetteer.office(case.unit, case.on, short=short) else None


def _old_font(page: Page, index: int) -> Change | None:
    """A name pasted from a text in an old font, in a book that is Unicode otherwise."""
    line = page.lines[index]
    words = line.text("signer_name").title()
    if page.style.encoding is not None or page.style.decomposed or len(page.lines) < _LEAST_EVIDENCE:
        return None
    pasted = encode(words, "tcvn3")
    plain = sum(not word.isascii() for word in words.split())
    return {"signer_name": pasted} if plain > 1 and pasted != words else None


_LEAST_EVIDENCE: Final = 8
"""So many rows of Unicode leave no doubt that the file is Unicode."""


def _before_the_unit(page: Page, index: int) -> Change | None:
    """A day before the unit was formed, in the same phase."""
    case, units = page.lines[index].case, page.plan.units
    unit = units.at(case.unit, case.on)
    if (
        unit is None
        or unit.valid_from is None
        or unit.valid_from.year < 1977
        or page.plan.key_by_book(case.on)
    ):
        return None
    tier = next(tier.id for tier in page.plan.tiers if page.level in tier.levels)
    day = unit.valid_from.replace(year=unit.valid_from.year - 1, month=page.rng.randrange(2, 13), day=12)
    same = page.plan.stage_for(tier, day) == page.plan.stage_for(tier, case.on)
    return {"registered_on": page.day(day)} if same else None
