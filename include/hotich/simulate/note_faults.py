"""Content faults of kinds, notes, references, ages and declarants: one part of an entry against another."""

# ruff: noqa: ARG001 – planters share one signature

from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial
from typing import Final

from hotich.registers import Register
from hotich.simulate.faults import Change, Page, Plant
from hotich.simulate.people import years_after
from hotich.text.dates import read_date

_REFERENCES: Final = {"CDGH": "guardianship", "LH": "marriage", "TDCC": "original"}
_RELATIONS: Final = {
    "KS": (("father", "Cha"), ("mother", "Mẹ"), ("self", "Bản thân")),
    "HN": (("self", "Bản thân"),),
    "TDCC": (("self", "Bản thân"),),
    "LH": (("husband", "Chồng"), ("wife", "Vợ")),
    "GH": (("guardian", "Người giám hộ"),),
    "CDGH": (("guardian", "Người giám hộ"), ("ward", "Người được giám hộ")),
}
_NEEDED_LATER: Final = {
    "KH": (("husband_identity_number", date(2016, 1, 1)), ("wife_identity_number", date(2016, 1, 1))),
    "CMC": (("parent_identity_number", date(2016, 1, 1)),),
    "LH": (("judgment_number", date(2006, 4, 1)), ("ending_kind", date.min)),
}
"""Register → fields that books hold from a day on."""
_LAWS: Final = (
    ("law_1959", date(1977, 3, 25), 20, 18),
    ("law_1986", date(1987, 1, 3), 19, 17),
    ("law_2000", date(2001, 1, 1), 19, 17),
    ("law_2014", date(2015, 1, 1), 20, 18),
)
"""(id, in force from, least full years of the man, of the woman): domain handbook §3."""
_TERM_FROM: Final = date(1999, 1, 1)


def note_kinds(register: Register) -> Iterator[tuple[str, Plant, str]]:
    """(key, planter, field that truth names) of these faults of the register."""
    for role, word in _RELATIONS.get(register.code, ()):
        yield f"declarant_relation.{role}_differs", partial(_somebody_else, word), "declarant_full_name"
    for name, since in _NEEDED_LATER.get(register.code, ()):
        yield f"{name}.blank", partial(_left_out, name, since), name
    if register.code in _REFERENCES:
        prefix = _REFERENCES[register.code]
        yield f"{prefix}_entry_number.year_differs", partial(_other_year, prefix), f"{prefix}_entry_number"
    yield from {"KS": _births, "KH": _marriages, "HN": _singles, "LH": _divorces, "CMC": _mothers}.get(
        register.code, _none
    )()
    if register.code == "CDGH":
        plant = partial(_too_young_at, "guardian_birth_date", "guardianship_registered_on", 18, 8)
        yield "guardian_birth_date.under_18", plant, "guardian_birth_date"


def _none() -> Iterator[tuple[str, Plant, str]]:
    return iter(())


def _births() -> Iterator[tuple[str, Plant, str]]:
    kind = "registration_kind"
    yield f"{kind}.not_in_time", partial(_other_term, "1", 75, 100_000), kind
    yield f"{kind}.not_late", partial(_other_term, "4", 0, 25), kind
    yield f"{kind}.abroad_blank", _abroad_without_facts, kind
    yield f"{kind}.abroad_filled", _facts_of_abroad, "foreign_country"
    for name in ("missing", "capacity"):
        status = f"child_{name}_status"
        prefix = f"child_{name}_"
        yield f"{status}.not_noted", partial(_put_alone, prefix, {status: "1"}), status
        yield (
            f"{status}.differs",
            partial(_put_alone, prefix, {f"{prefix}declaration_basis": _RULING}),
            status,
        )
        later, earlier = f"child_{name}_revocation_noted_on", f"child_{name}_declaration_noted_on"
        yield f"{later}.before_{earlier}", partial(_notes_turned, status, later, earlier), later


_RULING: Final = "Quyết định số 05/2018/QĐST-DS"


def _marriages() -> Iterator[tuple[str, Plant, str]]:
    status = "marriage_status"
    for note, word in (("annulment", "đã hủy"), ("validation", "đã được công nhận")):
        nothing = {f"{note}_noted_on": None, f"{note}_basis": None}
        yield f"{status}.{note}_not_noted", partial(_put, {status: word, **nothing}), status
        noted = {f"{note}_basis": _RULING, status: "không có thông tin"}
        yield f"{status}.{note}_differs", partial(_put, noted), status


def _singles() -> Iterator[tuple[str, Plant, str]]:
    for place, (law, _, _, _) in list(enumerate(_LAWS))[1:]:
        yield f"subject_birth_date.{law}", partial(_too_young_single, place), "subject_birth_date"


def _divorces() -> Iterator[tuple[str, Plant, str]]:
    for place, (law, _, man, woman) in enumerate(_LAWS):
        for block, years in (("husband", man), ("wife", woman)):
            birth = f"{block}_birth_date"
            yield f"{birth}.{law}", partial(_too_young_spouse, birth, place, years), birth


def _mothers() -> Iterator[tuple[str, Plant, str]]:
    yield "parent_birth_date.under_18", _too_young_mother, "parent_birth_date"


def _put(cells: Change, page: Page, index: int) -> Change | None:
    return dict(cells)


def _put_alone(prefix: str, cells: Change, page: Page, index: int) -> Change | None:
    """Where nothing of the kind stands there yet: the cells say something that nothing beside them bears out."""
    if any(name.startswith(prefix) and text for name, text in page.lines[index].cells.items()):
        return None
    return dict(cells)


def _somebody_else(word: str, page: Page, index: int) -> Change | None:
    """The relation of one who stands in the entry, with a stranger's name."""
    line = page.lines[index]
    stranger = page.style.transcriber.upper()
    names = {line.text(name).casefold() for name in line.cells if name.endswith("_full_name")}
    if not line.text("declarant_full_name") or stranger.casefold() in names:
        return None
    return {"declarant_relation": word, "declarant_full_name": stranger}


def _left_out(name: str, since: date, page: Page, index: int) -> Change | None:
    line = page.lines[index]
    if line.case.on < since or not line.text(name):
        return None
    kind = name.replace("identity_number", "identity_document_kind")
    return {name: None, kind: None}


def _other_year(prefix: str, page: Page, index: int) -> Change | None:
    line = page.lines[index]
    number, _, year = line.text(f"{prefix}_entry_number").partition("/")
    if not year.isdigit() or not line.text(f"{prefix}_registered_on"):
        return None
    return {f"{prefix}_entry_number": f"{number}/{int(year) + page.rng.choice((-10, -1, 1, 2))}"}


def _other_term(kind: str, least: int, most: int, page: Page, index: int) -> Change | None:
    """The wrong kind of term for a birth that was certainly registered `least` to `most` days after it."""
    line = page.lines[index]
    born, on = read_date(line.text("child_birth_date")), line.case.on
    usual = "4" if kind == "1" else "1"
    if born.first is None or born.last is None or on < _TERM_FROM or line.text("registration_kind") != usual:
        return None
    if (on - born.last).days < least or (on - born.first).days > most:
        return None
    return {"registration_kind": kind}


def _abroad_without_facts(page: Page, index: int) -> Change | None:
    line = page.lines[index]
    if line.text("registration_kind") not in {"1", "4"} or any(
        name.startswith("foreign_") for name in line.cells
    ):
        return None
    return {"registration_kind": "3"}


def _facts_of_abroad(page: Page, index: int) -> Change | None:
    return (
        {"foreign_country": "Hoa Kỳ"} if page.lines[index].text("registration_kind") in {"1", "4"} else None
    )


def _notes_turned(status: str, later: str, earlier: str, page: Page, index: int) -> Change | None:
    """A revocation noted before the declaration that it revokes."""
    on = page.lines[index].case.on
    return {
        later: page.day(on + timedelta(days=page.rng.randrange(100, 400))),
        earlier: page.day(on + timedelta(days=page.rng.randrange(500, 900))),
        status: "2",
    }


def _in_force(place: int, day: date) -> bool:
    until = _LAWS[place + 1][1] if place + 1 < len(_LAWS) else date.max
    return _LAWS[place][1] <= day < until


def _young(day: date, years: int, page: Page) -> str:
    """A birth date with which somebody is not yet so many years old on `day`."""
    return page.day(years_after(day, -years) + timedelta(days=page.rng.randrange(1, 900)))


def _too_young_single(place: int, page: Page, index: int) -> Change | None:
    line = page.lines[index]
    if line.text("subject_usage_kind") not in {"1", "2", "3", "4"} or not _in_force(place, line.case.on):
        return None
    _, _, man, woman = _LAWS[place]
    years = man if line.case.roles["subject"].sex == "1" else woman
    return {"subject_birth_date": _young(line.case.on, years, page)} if line.text("subject_sex") else None


def _too_young_spouse(birth: str, place: int, years: int, page: Page, index: int) -> Change | None:
    line = page.lines[index]
    wedding = read_date(line.text("marriage_registered_on")).last
    if wedding is None or not _in_force(place, wedding) or not line.text(birth):
        return None
    return {birth: _young(wedding, years, page)}


def _too_young_at(birth: str, event: str, years: int, least: int, page: Page, index: int) -> Change | None:
    line = page.lines[index]
    day = read_date(line.text(event)).last
    if day is None or not line.text(birth):
        return None
    youngest = (years - least) * 365
    return {birth: page.day(years_after(day, -years) + timedelta(days=page.rng.randrange(1, youngest)))}


def _too_young_mother(page: Page, index: int) -> Change | None:
    change = _too_young_at("parent_birth_date", "child_birth_date", 18, 10, page, index)
    return {**change, "recognition_kind": "2"} if change else None
