"""Births and their registration: in time, late, again, of twins, foundlings, children of unmarried mothers."""

from datetime import date, timedelta
from typing import Final

from hotich.simulate.cases import Case, Fact
from hotich.simulate.people import Person, random_day, years_after
from hotich.simulate.population import work_day
from hotich.simulate.registrar import Registrar

IN_TIME_DAYS: Final = 28
LATE_FROM_DAYS: Final = 75
_RELATIONS: Final = {"father": "Cha", "mother": "Mẹ"}


def register_birth(
    registrar: Registrar, child: Person, *, kind: str = "", on: date | None = None
) -> Case | None:
    """Register a birth where the mother lives (a foundling: where found); None if it never was or too late."""
    rng = registrar.rng
    day = on or _registration_day(registrar, child)
    if day is None or not child.alive_on(day):
        return None
    mother, father = child.mother, child.father
    keeper = mother or child
    commune = keeper.address_on(min(day, keeper.died or day)).unit_code
    foreign = bool(father and father.foreign) or bool(mother and mother.foreign)
    unit = registrar.foreign_office(commune, day) if foreign else commune
    if not commune or not registrar.open_on(unit, day):
        return None
    late = (day - child.born).days > LATE_FROM_DAYS
    again = late and day.year >= 1999 and rng.random() < 0.15
    declarant, relation = _declarant(registrar, child, day)
    facts: dict[str, Fact] = {
        "registration_kind": "2" if again else "4" if late else "1",
        "child_birth_kind": "1" if mother and father else "3" if mother else "5",
        "declarant_relation": relation,
        "child_birth_place": registrar.gazetteer.birth_place(rng, commune, child.born),
        "child_birth_place_unit": registrar.gazetteer.phrase(commune, child.born),
        "note": "Đăng ký lại" if again else "Đăng ký quá hạn" if late and rng.random() < 0.3 else None,
    }
    if foreign and rng.random() < 0.12:
        facts |= _born_abroad(
            registrar, (father if father and father.foreign else mother or child), child.born, day
        )
    if foreign and father is not None and father.foreign and rng.random() < 0.2:
        facts["child_other_nationality"] = father.nationality
    if registrar.people.rarely(0.0005):
        facts |= _declared(registrar, day)
    roles = {"child": child, "mother": mother, "father": father, "declarant": declarant}
    return registrar.register("KS", unit, day, roles, facts, kind=kind or ("late" if late else ""))


def foreign_registration(
    registrar: Registrar, foreigner: Person, after: date, before: date
) -> dict[str, Fact]:
    """Facts of an event first registered in the foreigner's country between these days."""
    rng = registrar.rng
    return {
        "foreign_registration_number": f"{rng.randrange(100, 99999)}/{rng.choice('ABCDEHK')}",
        "foreign_registered_on": random_day(rng, after, before),
        "foreign_authority": f"Cơ quan hộ tịch {registrar.gazetteer.words(foreigner.address, before)}",
        "foreign_country": foreigner.nationality,
    }


def _born_abroad(registrar: Registrar, foreigner: Person, after: date, before: date) -> dict[str, Fact]:
    """Facts of a birth first registered in the foreigner's country (loaiDangKy 3)."""
    return foreign_registration(registrar, foreigner, after, before) | {
        "registration_kind": "3",
        "note": "Ghi vào sổ việc khai sinh đã đăng ký tại cơ quan có thẩm quyền của nước ngoài",
    }


def _declared(registrar: Registrar, on: date) -> dict[str, Fact]:
    """A court declared the person missing or without capacity, and perhaps revoked it: noted in the margin."""
    rng = registrar.rng
    prefix = rng.choice(("child_missing", "child_capacity"))
    declared = on + timedelta(days=rng.randrange(3000, 9000))
    facts: dict[str, Fact] = {
        f"{prefix}_status": "1",
        f"{prefix}_declaration_noted_on": declared,
        f"{prefix}_declaration_basis": f"Quyết định số {rng.randrange(1, 50):02d}/{declared.year}/QĐST-DS",
    }
    if rng.random() < 0.4:
        revoked = declared + timedelta(days=rng.randrange(200, 2000))
        facts |= {
            f"{prefix}_status": "2",
            f"{prefix}_revocation_noted_on": revoked,
            f"{prefix}_revocation_basis": f"Quyết định số {rng.randrange(1, 50):02d}/{revoked.year}/QĐST-DS",
        }
    return facts


def _registration_day(registrar: Registrar, child: Person) -> date | None:
    rng, calendar = registrar.rng, registrar.calendar
    last = max(calendar.last_days.values())
    prompt = 0.93 if child.born.year >= 2006 else 0.86 if child.born.year >= 1995 else 0.74
    if child.born >= calendar.first_day and rng.random() < prompt:
        first = child.born + timedelta(days=1)
        return work_day(rng, first, first + timedelta(days=IN_TIME_DAYS - 4))
    if rng.random() < (0.8 if child.born >= calendar.first_day else 0.45):
        first = max(child.born + timedelta(days=LATE_FROM_DAYS + 10), calendar.first_day)
        wait = int(rng.expovariate(1 / 2400)) if child.born >= calendar.first_day else rng.randrange(0, 14000)
        day = first + timedelta(days=wait)
        return work_day(rng, day, day + timedelta(days=5)) if day + timedelta(days=6) < last else None
    return None


def _declarant(registrar: Registrar, child: Person, day: date) -> tuple[Person | None, str | None]:
    """Who declared: a parent, a grandparent, in late cases the person; in old books nobody is named."""
    rng = registrar.rng
    if day.year < 1990 and rng.random() < 0.5:
        return None, None
    order = [("father", child.father), ("mother", child.mother)]
    if rng.random() < 0.4:
        order.reverse()
    if rng.random() < 0.12:
        order = _grandparents(child) + order
    for relation, person in order:
        if person is not None and person.alive_on(day) and person.age_on(day) >= 18:
            return person, _RELATIONS.get(relation, relation)
    if child.age_on(day) >= 18:
        return child, "Bản thân"
    stranger = registrar.people.outsider(
        "2" if rng.random() < 0.5 else "1", years_after(day, -rng.randrange(25, 60))
    )
    stranger.died = years_after(day, 10)
    return stranger, "Người nuôi dưỡng"


def _grandparents(child: Person) -> list[tuple[str, Person | None]]:
    found: list[tuple[str, Person | None]] = []
    for parent, side in ((child.father, "nội"), (child.mother, "ngoại")):
        if parent is not None:
            found += [(f"Ông {side}", parent.father), (f"Bà {side}", parent.mother)]
    return found
