"""Changes, corrections and additions to entries of births (TDCC): who bears which name from when."""

# ruff: noqa: ARG001 – the kinds of change share one signature

from datetime import date, timedelta

from hotich.registers.nations import KINH
from hotich.simulate.cases import Case, Fact
from hotich.simulate.people import Person, years_after
from hotich.simulate.population import work_day
from hotich.simulate.registrar import Registrar
from hotich.units import Level

DISTRICT_CHANGES_FROM = date(2006, 4, 1)
"""NĐ 158/2005 Điều 37: from 14 years of age on the district decides; before, under NĐ 83/1998, the province."""


def change_birth(registrar: Registrar, birth: Case) -> Case | None:
    """Change, correct or complete one item of an entry of birth, some years after it was made."""
    rng = registrar.rng
    subject = birth.roles["child"]
    on = _day(registrar, birth, subject)
    if on is None or birth.kind in {"twin", "changed"} or subject.foreign:
        return None
    unit = _office(registrar, birth, subject, on)
    if not registrar.open_on(unit, on):
        unit = birth.unit
    kind = rng.choices(("1", "2", "3", "4"), (40, 35, 20, 5))[0]
    item = {"1": _rename, "2": _correct, "3": _complete, "4": _other_people}[kind](
        registrar, birth, subject, on
    )
    if item is None:
        return None
    name, before, after = item
    declarant, relation = _declarant(subject, on)
    facts: dict[str, Fact] = {
        "change_kind": kind,
        "decision_number": f"{rng.randrange(1, 200):02d}/QĐ-{'STP' if unit == registrar.gazetteer.province_code else 'UBND'}",
        "original_register": "KS",
        "changed_item": name,
        "content_before": before,
        "content_after": after,
        "change_basis": rng.choice(
            ("Giấy khai sinh bản chính", "Sổ hộ khẩu gia đình", "Học bạ, giấy chứng minh nhân dân")
        ),
        "declarant_relation": relation,
    }
    roles = {"subject": subject, "declarant": declarant}
    case = registrar.register("TDCC", unit, on, roles, facts, refers={"original": birth})
    if case is not None:
        birth.kind = "changed"
    return case


def _day(registrar: Registrar, birth: Case, subject: Person) -> date | None:
    earliest = max(birth.on + timedelta(days=300), subject.birthday(1))
    latest = min(
        years_after(earliest, 22), max(registrar.calendar.last_days.values()), subject.died or date.max
    )
    latest = min(latest, max(subject.birthday(20), years_after(earliest, 2)))
    return work_day(registrar.rng, earliest, latest) if earliest + timedelta(days=30) < latest else None


def _office(registrar: Registrar, birth: Case, subject: Person, on: date) -> str:
    gazetteer = registrar.gazetteer
    if on < DISTRICT_CHANGES_FROM:
        return gazetteer.province_code if registrar.rng.random() < 0.6 else birth.unit
    district = gazetteer.district_of(birth.unit)
    if subject.age_on(on) >= 14 and gazetteer.level(birth.unit) is Level.COMMUNE:
        return district
    return birth.unit


def _rename(registrar: Registrar, birth: Case, subject: Person, on: date) -> tuple[str, str, str] | None:
    new = f"{subject.surname} {registrar.people.names.middle_and_given(subject.sex, subject.born.year + 12)}"
    if subject.renamed_on is not None or new == subject.name or subject.ethnicity not in {KINH, "Hoa"}:
        return None
    subject.former_name, subject.renamed_on, subject.name = subject.name, on, new
    return "Họ, chữ đệm, tên", subject.former_name.upper(), new.upper()


def _correct(registrar: Registrar, birth: Case, subject: Person, on: date) -> tuple[str, str, str] | None:
    parent = birth.roles.get("father")
    # From 2016 on a parent's 12-digit number stands beside the year and would tell of the error.
    if parent is None or parent.foreign or birth.on.year >= 2016 or birth.facts.get("father_birth_date"):
        return None
    wrong = str(parent.born.year - registrar.rng.randrange(1, 4))
    birth.facts["father_birth_date"] = wrong
    return "Năm sinh của cha", wrong, str(parent.born.year)


def _complete(registrar: Registrar, birth: Case, subject: Person, on: date) -> tuple[str, str, str] | None:
    birth.facts["child_native_place"] = ""
    return "Quê quán", "", registrar.gazetteer.words(subject.native, on, hamlet=False)


def _other_people(
    registrar: Registrar, birth: Case, subject: Person, on: date
) -> tuple[str, str, str] | None:
    mother = subject.mother
    if mother is None or mother.ethnicity in {subject.ethnicity, "Khác"} or subject.renamed_on is not None:
        return None
    before = subject.ethnicity
    birth.facts["child_ethnicity"] = before
    subject.ethnicity = mother.ethnicity
    return "Dân tộc", before, mother.ethnicity


def _declarant(subject: Person, on: date) -> tuple[Person, str]:
    if subject.age_on(on) >= 18:
        return subject, "Bản thân"
    for parent, word in ((subject.father, "Cha"), (subject.mother, "Mẹ")):
        if parent is not None and parent.alive_on(on):
            return parent, word
    return subject, "Bản thân"
