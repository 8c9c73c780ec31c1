"""Recognition of children, guardianship of orphans and its end."""

from datetime import date, timedelta

from hotich.simulate.births import foreign_registration
from hotich.simulate.cases import Case, Fact
from hotich.simulate.people import Person, years_after
from hotich.simulate.population import work_day
from hotich.simulate.registrar import Registrar


def recognise(registrar: Registrar, father: Person, child: Person) -> Case | None:
    """A father recognises the child of an unmarried mother; from then on he is its father."""
    rng = registrar.rng
    earliest = max(child.born + timedelta(days=200), registrar.calendar.first_day)
    on = work_day(rng, earliest, years_after(earliest, 9))
    if registrar.people.rarely(0.01):
        on = work_day(rng, max(earliest, child.birthday(19)), max(earliest, child.birthday(40)))
    mother = child.mother
    if mother is None or not (father.alive_on(on) and child.alive_on(on) and mother.alive_on(on)):
        return None
    commune = mother.address_on(on).unit_code
    unit = registrar.foreign_office(commune, on) if father.foreign else commune
    adult = child.age_on(on) >= 18
    facts: dict[str, Fact] = {
        "registration_kind": "1",
        "recognition_kind": "3" if adult and rng.random() < 0.3 else "1",
        "decision_number": f"{rng.randrange(1, 90):02d}/QĐ-UBND",
        "declarant_relation_to_recognised": "Cha",
        "declarant_relation_to_recogniser": "Bản thân",
    }
    roles = {"parent": father, "child": child, "declarant": father}
    if facts["recognition_kind"] == "3":
        roles["declarant"] = child
        facts["declarant_relation_to_recognised"] = "Con"
        facts["declarant_relation_to_recogniser"] = "Bản thân"
    if father.foreign and registrar.people.rarely(0.05):
        facts |= foreign_registration(registrar, father, child.born, on)
    return registrar.register("CMC", unit, on, roles, facts)


def protect(registrar: Registrar, ward: Person, orphaned: date, commune: str) -> Case | None:
    """Guardianship over an orphan and, when the ward is grown or the guardian dead, its end."""
    rng = registrar.rng
    on = work_day(rng, orphaned + timedelta(days=20), orphaned + timedelta(days=400))
    if ward.age_on(on) >= 17 or not ward.alive_on(on):
        return None
    guardian, relation = _guardian(registrar, ward, on, commune)
    foreign = guardian.foreign
    unit = registrar.foreign_office(commune, on) if foreign else commune
    natural = relation in {"Ông nội", "Bà nội", "Ông ngoại", "Bà ngoại"}
    facts: dict[str, Fact] = {
        "guardianship_kind": "2" if natural and on.year >= 2006 else "1",
        "declarant_relation": relation,
        "note": "Cha, mẹ của người được giám hộ đều đã chết",
    }
    if foreign and registrar.people.rarely(0.05):
        facts |= foreign_registration(registrar, guardian, orphaned, on)
    roles = {"guardian": guardian, "ward": ward, "declarant": guardian}
    case = registrar.register("GH", unit, on, roles, facts, kind="orphan")
    if case is not None:
        grown = ward.birthday(18)
        _end(
            registrar,
            case,
            "Người được giám hộ đã đủ 18 tuổi",
            work_day(rng, grown, grown + timedelta(days=120)),
        )
    return case


def protect_incapable(registrar: Registrar, ward: Person) -> Case | None:
    """Guardianship over one of age whom a court found without capacity, and its end when that is over."""
    rng = registrar.rng
    first = max(registrar.calendar.first_day, ward.birthday(20))
    on = work_day(rng, first, first + timedelta(days=9000))
    commune = ward.address_on(on).unit_code
    if not commune or not ward.alive_on(on) or not registrar.open_on(commune, on):
        return None
    kin = [
        *((one, "Vợ" if one.sex == "2" else "Chồng") for one in ward.spouses),
        (ward.father, "Cha"),
        (ward.mother, "Mẹ"),
    ]
    near = [(one, word) for one, word in kin if one is not None and one.alive_on(on) and one.age_on(on) >= 20]
    guardian, relation = near[0] if near else _guardian(registrar, ward, on, commune)
    if guardian.foreign:
        return None
    facts: dict[str, Fact] = {
        "guardianship_kind": "2" if on.year >= 2006 else "1",
        "declarant_relation": relation,
        "note": f"Người được giám hộ mất năng lực hành vi dân sự theo Quyết định số {rng.randrange(1, 90):02d}/{on.year}/QĐST-DS",
    }
    roles = {"guardian": guardian, "ward": ward, "declarant": guardian}
    case = registrar.register("GH", commune, on, roles, facts, kind="incapable")
    if case is not None:
        well = work_day(rng, on + timedelta(days=300), on + timedelta(days=4000))
        _end(registrar, case, "Người được giám hộ đã có năng lực hành vi dân sự", well)
    return case


def _guardian(registrar: Registrar, ward: Person, on: date, commune: str) -> tuple[Person, str]:
    """A grandparent, else an aunt or uncle, else somebody else of the family."""
    parents = ((ward.father, "nội"), (ward.mother, "ngoại"))
    for parent, side in parents:
        for elder, title in ((parent and parent.father, "Ông"), (parent and parent.mother, "Bà")):
            if elder is not None and elder.alive_on(on) and elder.age_on(on) < 80:
                return elder, f"{title} {side}"
    for parent, _ in parents:
        mother = parent.mother if parent else None
        for sibling in mother.children if mother else ():
            if sibling is not parent and sibling.alive_on(on) and sibling.age_on(on) >= 21:
                return sibling, "Cô, chú ruột" if parent is ward.father else "Dì, cậu ruột"
    rng = registrar.rng
    sex = "1" if rng.random() < 0.5 else "2"
    born = years_after(on, -rng.randrange(30, 60))
    overseas = rng.random() < 0.35
    person = (
        registrar.people.foreigner(sex, born) if overseas else registrar.people.settler(commune, sex, born)
    )
    person.died = years_after(on, 30)
    return person, "Bà con"


def _end(registrar: Registrar, start: Case, reason: str, on: date) -> None:
    """The usual end for that reason, unless the guardian dies before or the ward is adopted."""
    rng = registrar.rng
    ward, guardian = start.roles["ward"], start.roles["guardian"]
    if guardian.died is not None and guardian.died < on:
        reason = "Người giám hộ chết"
        on = work_day(rng, guardian.died + timedelta(days=10), guardian.died + timedelta(days=90))
    elif start.kind == "orphan" and rng.random() < 0.2:
        reason = "Người được giám hộ đã được nhận làm con nuôi"
        on = work_day(rng, start.on + timedelta(days=100), start.on + timedelta(days=900))
    if on <= start.on or not ward.alive_on(on):
        return
    declarant = ward if ward.age_on(on) >= 18 else guardian
    if not declarant.alive_on(on):
        declarant = (
            registrar.people.settler(start.unit, "2", years_after(on, -40)) if len(start.unit) == 5 else ward
        )
        declarant.died = years_after(on, 20)
    facts: dict[str, Fact] = {
        "ending_reason": reason,
        "declarant_relation": _relation(declarant, ward, guardian),
    }
    roles = {"guardian": guardian, "ward": ward, "declarant": declarant}
    unit = start.unit
    if not registrar.open_on(unit, on):
        unit = registrar.foreign_office(ward.address_on(on).unit_code, on) if guardian.foreign else unit
    registrar.register("CDGH", unit, on, roles, facts, refers={"guardianship": start})


def _relation(declarant: Person, ward: Person, guardian: Person) -> str:
    if declarant is ward:
        return "Người được giám hộ"
    return "Người giám hộ" if declarant is guardian else "Bà con"
