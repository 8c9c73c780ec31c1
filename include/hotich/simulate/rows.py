"""Writes a case as the book has it: field name → cell text, in the manner of the file and the forms of the day."""

# ruff: noqa: ARG001, ARG005 – writers of parts share one signature

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache
from random import Random
from typing import Final

from hotich.plan import Plan
from hotich.registers import REGISTERS, Field, Kind
from hotich.simulate.cases import Book, Case
from hotich.simulate.people import Person
from hotich.simulate.places import Gazetteer
from hotich.simulate.styles import Offices, Style
from hotich.text.words import in_words

Row = dict[str, str]
"""Field name → text of the cell; blank cells are left out."""

_PAPER_PARTS: Final = frozenset(
    {
        "identity_document_kind",
        "other_document",
        "identity_number",
        "identity_issued_on",
        "identity_issue_place",
    }
)


@dataclass(slots=True)
class _Writing:
    """Everything one row needs, for the writers of parts."""

    case: Case
    style: Style
    rng: Random
    gazetteer: Gazetteer
    year_only: bool
    """The form has only the parents' (spouses', …) years of birth."""
    with_papers: bool
    with_residence: bool
    with_native_place: bool
    with_words: bool

    def day(self, day: date, known_to: str = "day") -> str:
        """A date in the manner of the file."""
        if known_to == "year":
            return f"{day.year}"
        if known_to == "month":
            return f"{day.month:02d}{self.style.separator}{day.year}"
        return f"{day.day:02d}{self.style.separator}{day.month:02d}{self.style.separator}{day.year}"


class RowWriter:
    """Writes the rows of books."""

    def __init__(self, plan: Plan, gazetteer: Gazetteer, offices: Offices) -> None:
        self._plan = plan
        self._gazetteer = gazetteer
        self._offices = offices

    def write(self, case: Case, book: Book, place: int, style: Style, rng: Random) -> Row:
        """The row of the case that stands at `place` (from 0) in the book; blanks are left out."""
        writing = self._writing(case, style, rng)
        row = self._head(case, book, place, writing)
        for block, person in case.roles.items():
            for field in _block_fields(case.register, block, style.edition):
                text = _part(field, person, writing)
                if text:
                    row[field.name] = text
        for prefix, entry in case.refers.items():
            self._reference(row, prefix, entry, writing)
        for name, fact in case.facts.items():
            if fact is None:
                continue
            text = fact if isinstance(fact, str) else _fact(fact, writing)
            if text:
                row[name] = text
            else:
                row.pop(name, None)
        self._dates_in_words(row, case, writing)
        return _spoil_blanks(row, rng) if style.blanks and rng.random() < 0.2 else row

    def _writing(self, case: Case, style: Style, rng: Random) -> _Writing:
        on = case.on
        return _Writing(
            case,
            style,
            rng,
            self._gazetteer,
            year_only=rng.random() < (0.9 if on.year < 1999 else 0.6 if on.year < 2016 else 0.25),
            with_papers=rng.random()
            < (0.05 if on.year < 1999 else 0.6 if on.year < 2006 else 0.97 if on.year < 2016 else 1.0),
            with_residence=rng.random() < (0.85 if on.year < 1999 else 0.97),
            with_native_place=rng.random() < (0.4 if on.year < 1999 else 0.93),
            with_words=rng.random() < (0.5 if on.year < 1999 else 0.97),
        )

    def _head(self, case: Case, book: Book, place: int, writing: _Writing) -> Row:
        style, rng = writing.style, writing.rng
        name, title = self._offices.signer(case.unit, case.on, rng.random())
        return {
            "entry_number": f"{case.number:0{style.digits}d}{case.suffix}/{case.on.year}",
            "book_number": f"{book.number:02d}/{book.year}",
            "page_number": str(place // style.cases_a_page + 1),
            "registered_on": writing.day(case.on),
            "registration_place": self._gazetteer.office(case.unit, case.on, short=style.short_office),
            "signer_name": name if rng.random() < 0.6 else name.upper(),
            "signer_title": title,
            "transcriber_name": style.transcriber,
        }

    def _reference(self, row: Row, prefix: str, entry: Case, writing: _Writing) -> None:
        if entry.number and entry.book is not None:
            row[f"{prefix}_entry_number"] = f"{entry.number:02d}{entry.suffix}/{entry.on.year}"
            row[f"{prefix}_book_number"] = f"{entry.book.number:02d}/{entry.book.year}"
        row[f"{prefix}_registered_on"] = writing.day(entry.on)
        row[f"{prefix}_registration_place"] = self._gazetteer.office(entry.unit, entry.on, short=True)

    def _dates_in_words(self, row: Row, case: Case, writing: _Writing) -> None:
        for words, digits, block in (
            ("child_birth_date_in_words", "child_birth_date", "child"),
            ("deceased_death_date_in_words", "deceased_death_date", "deceased"),
        ):
            if case.register in {"KS", "KT"} and digits in row and writing.with_words:
                person = case.roles[block]
                day = person.born if block == "child" else person.died
                assert day is not None
                known = person.known_to if block == "child" else "day"
                row[words] = _spoken(day, known, writing.style.southern_words, writing.rng)


@cache
def _block_fields(register: str, block: str, edition: str) -> tuple[Field, ...]:
    described = REGISTERS[register]
    added = described.edition(edition).fields if edition else ()
    return tuple(field for field in (*described.fields, *added) if field.block == block)


def _part(field: Field, person: Person, writing: _Writing) -> str:
    writer = _PARTS.get(field.part)
    if writer is None or (field.expected_from is not None and writing.case.on < field.expected_from):
        return ""
    return writer(person, writing, field)


def _full_name(person: Person, writing: _Writing, field: Field) -> str:
    name = person.name_on(writing.case.on)
    return name if person.lower_case else name.upper()


def _birth_date(person: Person, writing: _Writing, field: Field) -> str:
    subject = field.block in {"child", "subject", "deceased", "ward"}
    return writing.day(person.born, "year" if writing.year_only and not subject else person.known_to)


def _sex(person: Person, writing: _Writing, field: Field) -> str:
    if writing.style.codes_in_words:
        return "Nam" if person.sex == "1" else "Nữ"
    return person.sex


def _native_place(person: Person, writing: _Writing, field: Field) -> str:
    if not writing.with_native_place:
        return ""
    return writing.gazetteer.words(person.native, writing.case.on, hamlet=False)


def _residence_kind(person: Person, writing: _Writing, field: Field) -> str:
    chance = writing.rng.random()
    if not writing.with_residence:
        return "0" if chance < 0.1 else ""
    return "2" if chance < 0.02 else "1"


def _residence_place(person: Person, writing: _Writing, field: Field) -> str:
    if not writing.with_residence:
        return ""
    on = writing.case.on
    day = min(on, person.died) if person.died else on
    return writing.gazetteer.words(person.address_on(day), on)


def _paper(part: str) -> Callable[[Person, _Writing, Field], str]:
    def write(person: Person, writing: _Writing, field: Field) -> str:
        if not writing.with_papers and not person.foreign:
            return ""
        on = writing.case.on
        paper = person.paper_on(min(on, person.died) if person.died else on)
        if paper is None or paper.issued_on > on:
            return ""
        if part == "identity_document_kind":
            return paper.kind
        if part == "identity_number":
            return paper.number
        if part == "other_document":
            return paper.name
        return writing.day(paper.issued_on) if part == "identity_issued_on" else paper.place

    return write


def _personal_number(person: Person, writing: _Writing, field: Field) -> str:
    if field.block == "child":
        return person.citizen_number if writing.case.on.year >= 2016 and not person.foreign else ""
    held = person.citizen_card_on is not None and person.citizen_card_on <= writing.case.on
    return person.citizen_number if held else ""


_PARTS: Final[dict[str, Callable[[Person, _Writing, Field], str]]] = {
    "full_name": _full_name,
    "sex": _sex,
    "birth_date": _birth_date,
    "ethnicity": lambda person, writing, field: person.ethnicity,
    "nationality": lambda person, writing, field: person.nationality,
    "nationality_text": lambda person, writing, field: person.nationality,
    "native_place": _native_place,
    "residence_kind": _residence_kind,
    "residence_place": _residence_place,
    "personal_number": _personal_number,
    **{part: _paper(part) for part in sorted(_PAPER_PARTS)},
}


def _fact(fact: date | Person, writing: _Writing) -> str:
    if isinstance(fact, date):
        return writing.day(fact)
    return fact.name_on(writing.case.on).upper()


def _spoken(day: date, known_to: str, southern: bool, rng: Random) -> str:
    edtf = day.isoformat()[: {"day": 10, "month": 7, "year": 4}[known_to]]
    text = in_words(edtf)
    if southern:
        text = text.replace("nghìn", "ngàn").replace("linh", "lẻ")
    return text if rng.random() < 0.7 else text.replace(",", "")


def _spoil_blanks(row: Row, rng: Random) -> Row:
    """A doubled or trailing blank in some of the texts."""
    for name, text in row.items():
        if " " in text and rng.random() < 0.15:
            row[name] = text.replace(" ", "  ", 1) if rng.random() < 0.5 else f"{text} "
    return row


def date_fields(register: str) -> frozenset[str]:
    """Names of the register's date fields."""
    return frozenset(field.name for field in REGISTERS[register].of_kind(Kind.DATE))
