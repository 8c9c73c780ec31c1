"""Deaths and their registration."""

from datetime import date, timedelta
from random import Random
from typing import Final

from hotich.simulate.births import foreign_registration
from hotich.simulate.cases import Case, Fact
from hotich.simulate.people import Person, random_day
from hotich.simulate.population import work_day
from hotich.simulate.registrar import Registrar

_CAUSES: Final = {
    "young": "Bệnh|Sốt xuất huyết|Viêm phổi|Chết đuối|Sinh non|Tim bẩm sinh",
    "adult": "Bệnh|Tai nạn giao thông|Bệnh gan|Tai nạn lao động|Ung thư gan|Bệnh tim|Điện giật|Xơ gan",
    "old": "Bệnh già|Già yếu|Tai biến mạch máu não|Cao huyết áp|Ung thư phổi|Bệnh tim|Bệnh",
}
_OFFICES: Final = {
    "1": "Bệnh viện Nguyễn Đình Chiểu",
    "4": "Công an {district}",
    "5": "Trung tâm y tế {district}",
    "6": "Ủy ban nhân dân {commune}",
}


def register_death(registrar: Registrar, person: Person, *, commune: str = "") -> Case | None:
    """Register the death where the person lived last (or died: `commune`); None if nobody reported it in time."""
    rng, died = registrar.rng, person.died
    assert died is not None
    last = max(registrar.calendar.last_days.values())
    if died >= last or died.year < 1950:
        return None
    commune = commune or person.address_on(died).unit_code
    earliest = max(died + timedelta(days=1), registrar.calendar.first_day)
    if earliest - died > timedelta(days=2) and rng.random() < 0.8:
        return None
    wait = rng.randrange(0, 13) if rng.random() < 0.82 else rng.randrange(30, 2500)
    on = work_day(rng, earliest + timedelta(days=wait), earliest + timedelta(days=wait + 3))
    unit = registrar.foreign_office(commune, on) if person.foreign else commune
    if not commune or not registrar.open_on(unit, on):
        return None
    declarant, relation = _declarant(registrar, person, on, commune)
    facts = _facts(registrar, person, died, on, commune)
    facts["declarant_relation"] = relation
    if person.foreign and registrar.people.rarely(0.1):
        facts |= foreign_registration(registrar, person, died, on)
    kind = "late" if wait > 29 else ""
    return registrar.register("KT", unit, on, {"deceased": person, "declarant": declarant}, facts, kind=kind)


def _facts(registrar: Registrar, person: Person, died: date, on: date, commune: str) -> dict[str, Fact]:
    rng, gazetteer = registrar.rng, registrar.gazetteer
    age = person.age_on(died)
    causes = _CAUSES["young" if age < 16 else "old" if age > 65 else "adult"].split("|")
    at_home = rng.random() < 0.8
    facts: dict[str, Fact] = {
        "registration_kind": "1" if (on - died).days <= 15 else "2",
        "deceased_death_date": died,
        "deceased_death_cause": rng.choice(causes),
        "deceased_death_place": gazetteer.words(person.address_on(died), died, hamlet=rng.random() < 0.7)
        if at_home and not person.foreign
        else f"Bệnh viện Nguyễn Đình Chiểu, tỉnh {gazetteer.province}",
    }
    if rng.random() < 0.75:
        facts["deceased_death_time"] = _time(rng)
    if on.year >= 2006 or rng.random() < 0.3:
        facts |= _notice(registrar, died, on, commune)
    return facts


def _time(rng: Random) -> str:
    return f"{rng.randrange(24):02d}:{rng.choice((0, 0, 10, 15, 20, 30, 30, 40, 45, 50)):02d}"


def _notice(registrar: Registrar, died: date, on: date, commune: str) -> dict[str, Fact]:
    rng, gazetteer = registrar.rng, registrar.gazetteer
    kind = rng.choices(("1", "6", "4", "5"), (62, 28, 6, 4))[0]
    district = gazetteer.phrase(gazetteer.district_of(commune), on)
    office = _OFFICES[kind].format(district=district, commune=gazetteer.phrase(commune, on))
    return {
        "death_notice_kind": kind,
        "death_notice_number": f"{rng.randrange(1, 300):02d}/{on.year}",
        "death_notice_date": random_day(rng, died, min(on, died + timedelta(days=6))),
        "death_notice_authority": office,
    }


def _declarant(registrar: Registrar, person: Person, on: date, commune: str) -> tuple[Person, str]:
    rng = registrar.rng
    spouse_word = "Vợ" if person.sex == "1" else "Chồng"
    family = [(child, "Con") for child in person.children]
    rng.shuffle(family)
    family = [(spouse, spouse_word) for spouse in person.spouses if rng.random() < 0.4] + family
    family += [(parent, word) for parent, word in ((person.father, "Cha"), (person.mother, "Mẹ")) if parent]
    for relative, relation in family:
        if relative.alive_on(on) and relative.age_on(on) >= 18:
            return relative, relation
    stranger = registrar.people.settler(
        commune, rng.choice("12"), random_day(rng, date(on.year - 60, 1, 1), date(on.year - 20, 1, 1))
    )
    stranger.died = date(on.year + 15, 1, 1)
    return stranger, rng.choice(("Cháu", "Em", "Người hàng xóm"))
