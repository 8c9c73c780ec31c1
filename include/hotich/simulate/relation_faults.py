"""Content faults between cells: who can't be whose parent, what can't be before what, who can't be the same."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from functools import partial
from itertools import combinations
from typing import Final

from hotich.registers import Register
from hotich.registers.orders import DAY_ORDERS
from hotich.simulate.faults import Change, Line, Page, Plant
from hotich.simulate.people import years_after
from hotich.text.dates import read_date

_PERSONS: Final = (
    "child", "mother", "father", "husband", "wife", "parent", "subject", "deceased", "guardian", "ward", "declarant",
)  # fmt: skip
_NEEDED: Final[Mapping[str, tuple[str, ...]]] = {
    "KS": ("child_sex", "child_birth_date"),
    "KH": ("husband_birth_date", "wife_birth_date"),
    "CMC": ("recognition_kind", "child_birth_date"),
    "HN": ("subject_sex", "subject_birth_date"),
    "KT": ("deceased_sex", "deceased_death_date"),
    "GH": ("guardianship_kind", "ward_birth_date"),
    "CDGH": ("ward_birth_date",),
    "LH": ("judgment_date",),
    "TDCC": ("change_kind", "content_after"),
}
"""Register → fields that hold the principal fact in the books of every regime."""
_MARRIAGE_LAWS: Final = (
    ("law_1959", date(1977, 3, 25), 20, 18),
    ("law_1986", date(1987, 1, 3), 19, 17),
    ("law_2000", date(2001, 1, 1), 19, 17),
    ("law_2014", date(2015, 1, 1), 20, 18),
)
"""(id, in force from, least full years of the man, of the woman): domain handbook §3."""


def relation_kinds(register: Register) -> Iterator[tuple[str, Plant, str]]:
    """(key, planter, field that truth names) of the faults between cells of the register."""
    people = [block for block in register.blocks() if block in _PERSONS]
    for one, other in combinations(people, 2):
        first, second = register.part(one, "identity_number"), register.part(other, "identity_number")
        if first and second:
            yield f"{second.name}.same_as_{one}", partial(_same_number, one, other), second.name
    for one, other in (("guardian", "ward"), ("parent", "child"), ("husband", "wife"), ("mother", "father")):
        if one in people and other in people:
            yield f"{other}_full_name.same_as_{one}", partial(_same_person, one, other), f"{other}_full_name"
    for later, earlier in DAY_ORDERS.get(register.code, ()):
        if not later.endswith("_noted_on"):
            yield f"{later}.before_{earlier}", partial(_wrong_order, later, earlier), later
    for name in _NEEDED[register.code]:
        yield f"{name}.blank", partial(_blank, name), name
    yield from {"KS": _births, "KH": _marriages, "CMC": _recognitions}.get(register.code, _none)()
    yield "key.two_books", _two_books, "entry_number"
    if register.code == "KT":
        noted = ("deceased_death_revocation_noted_on", "deceased_death_declaration_noted_on")
        yield f"{noted[0]}.before_{noted[1]}", partial(_notes_turned, *noted), noted[0]
        yield "declarant_full_name.is_deceased", _dead_declarant, "declarant_full_name"
    elif register.code == "GH":
        yield (
            "guardian_birth_date.under_18",
            partial(_too_young, "guardian_birth_date", "registered_on", 18, 8),
            "",
        )
    elif register.code == "TDCC":
        yield "content_after.same_as_before", _nothing_changed, "content_after"


def _none() -> Iterator[tuple[str, Plant, str]]:
    return iter(())


def _births() -> Iterator[tuple[str, Plant, str]]:
    yield "declarant_full_name.is_child", _child_declares, "declarant_full_name"
    for parent, years, kind in (("mother", 18, "2"), ("father", 20, "3")):
        birth = f"{parent}_birth_date"
        yield f"{birth}.after_child", partial(_after_child, birth, "child_birth_date"), birth
        yield f"{birth}.under_{years}", partial(_too_young, birth, "child_birth_date", years, 10), birth
        yield (
            f"child_birth_kind.{parent}_not_blank",
            partial(_unknown_but_named, parent, kind),
            "child_birth_kind",
        )
        yield f"child_birth_kind.{parent}_blank", partial(_known_but_blank, parent), f"{parent}_full_name"


def _recognitions() -> Iterator[tuple[str, Plant, str]]:
    yield "parent_birth_date.after_child", partial(_after_child, "parent_birth_date", "child_birth_date"), ""
    yield (
        "parent_birth_date.under_20",
        partial(_too_young, "parent_birth_date", "child_birth_date", 20, 10),
        "",
    )


def _marriages() -> Iterator[tuple[str, Plant, str]]:
    for place, (law, since, man, woman) in enumerate(_MARRIAGE_LAWS):
        until = _MARRIAGE_LAWS[place + 1][1] if place + 1 < len(_MARRIAGE_LAWS) else date.max
        for block, years in (("husband", man), ("wife", woman)):
            birth = f"{block}_birth_date"
            yield f"{birth}.{law}", partial(_too_young_to_marry, birth, since, until, years), ""
    yield "registered_on.first_of_year", _new_years_wedding, ""
    yield "marriage_established_on.first_of_year", _new_years_establishment, ""


def _two_books(page: Page, index: int) -> Change | None:
    """Where each book numbers for itself: the number of an entry in a former book of the year."""
    case = page.lines[index].case
    if not page.plan.key_by_book(case.on) or case.suffix:
        return None
    held = [
        other
        for other, book in page.others.get((case.unit, case.register, case.on.year), ())
        if other.sound
        and book.number != page.book.number
        and page.plan.key_by_book(other.case.on)
        and not other.case.suffix
    ]
    if not held:
        return None
    other = page.rng.choice(held)
    page.partners.append(("key.two_books", other))
    return {"entry_number": other.text("entry_number")}


def _blank(name: str, page: Page, index: int) -> Change | None:
    return {name: None} if page.lines[index].text(name) else None


def _start(line: Line, name: str) -> date | None:
    return read_date(line.text(name)).first


def _same_number(one: str, other: str, page: Page, index: int) -> Change | None:
    """The second person's number copied from the first; where one person declares for himself, somebody else does."""
    line = page.lines[index]
    number = line.text(f"{one}_identity_number")
    second = line.text(f"{other}_identity_number")
    same = line.text(f"{one}_full_name").casefold() == line.text(f"{other}_full_name").casefold()
    if not number or not second or not line.text(f"{other}_full_name"):
        return None
    if same:
        return _neighbour_declares(page, line) if other == "declarant" else None
    if number == second:
        return None
    kind = line.text(f"{one}_identity_document_kind")
    return {f"{other}_identity_number": number, f"{other}_identity_document_kind": kind}


def _neighbour_declares(page: Page, line: Line) -> Change | None:
    """A stranger declared, and the papers beside the name are still those of the one whom it is about."""
    stranger = page.style.transcriber.upper()
    if stranger.casefold() in {
        line.text(name).casefold() for name in line.cells if name.endswith("_full_name")
    }:
        return None
    relation = {"declarant_relation": "Bà con"} if line.text("declarant_relation") else {}
    return {"declarant_full_name": stranger, **relation}


def _same_person(one: str, other: str, page: Page, index: int) -> Change | None:
    line = page.lines[index]
    name, born = line.text(f"{one}_full_name"), line.text(f"{one}_birth_date")
    if not name or not born:
        return None
    return {f"{other}_full_name": name, f"{other}_birth_date": born}


def _wrong_order(later: str, earlier: str, page: Page, index: int) -> Change | None:
    line = page.lines[index]
    first = _start(line, earlier)
    if first is None or not (line.text(later) or later.startswith("foreign_")):
        return None
    return {later: page.day(first - timedelta(days=page.rng.randrange(1, 800)))}


def _notes_turned(later: str, earlier: str, page: Page, index: int) -> Change | None:
    on = page.lines[index].case.on
    return {
        later: page.day(on + timedelta(days=page.rng.randrange(100, 400))),
        earlier: page.day(on + timedelta(days=page.rng.randrange(500, 900))),
    }


def _after_child(birth: str, child_birth: str, page: Page, index: int) -> Change | None:
    line = page.lines[index]
    born = read_date(line.text(child_birth)).last
    if born is None or not line.text(birth):
        return None
    return {birth: page.day(born + timedelta(days=page.rng.randrange(1, 3000)))}


def _too_young(birth: str, event: str, years: int, least: int, page: Page, index: int) -> Change | None:
    """Born so late that the person had not lived `years` full years on the day of the event, but `least`."""
    line = page.lines[index]
    last = read_date(line.text(event)).last
    if last is None or not line.text(birth):
        return None
    first, end = years_after(last, -years) + timedelta(days=1), years_after(last, -least)
    return {birth: page.day(first + timedelta(days=page.rng.randrange((end - first).days)))}


def _too_young_to_marry(
    birth: str, since: date, until: date, years: int, page: Page, index: int
) -> Change | None:
    line = page.lines[index]
    wedding = _start(line, "marriage_established_on") or line.case.on
    if not since <= wedding < until or not line.text(birth):
        return None
    born = years_after(wedding, -years) + timedelta(days=page.rng.randrange(1, 1000))
    return {birth: page.day(born)}


def _new_years_wedding(page: Page, index: int) -> Change | None:
    """01/01 of the same year, where that lies in the same phase."""
    on = page.lines[index].case.on
    first = date(on.year, 1, 1)
    if page.plan.stage_for(page.tier, first) != page.plan.stage_for(page.tier, on):
        return None
    return {"registered_on": page.day(first)}


def _new_years_establishment(page: Page, index: int) -> Change | None:
    return {"marriage_established_on": page.day(date(page.lines[index].case.on.year, 1, 1))}


def _child_declares(page: Page, index: int) -> Change | None:
    line = page.lines[index]
    child = line.case.roles["child"]
    if (
        not line.text("child_full_name")
        or child.age_on(line.case.on) > 16
        or not _start(line, "child_birth_date")
    ):
        return None
    return {"declarant_full_name": line.text("child_full_name")}


def _dead_declarant(page: Page, index: int) -> Change | None:
    line = page.lines[index]
    if not line.text("deceased_full_name"):
        return None
    return {"declarant_full_name": line.text("deceased_full_name"), "declarant_identity_number": None}


def _unknown_but_named(parent: str, kind: str, page: Page, index: int) -> Change | None:
    line = page.lines[index]
    return {"child_birth_kind": kind} if line.text(f"{parent}_full_name") else None


def _known_but_blank(parent: str, page: Page, index: int) -> Change | None:
    """A child of known parents without one of them."""
    line = page.lines[index]
    if line.text("child_birth_kind") != "1":
        return None
    names = [name for name in line.cells if name.startswith(f"{parent}_")]
    return {f"{parent}_full_name": None, **dict.fromkeys(names)}


def _nothing_changed(page: Page, index: int) -> Change | None:
    before = page.lines[index].text("content_before")
    return {"content_after": before} if before else None
