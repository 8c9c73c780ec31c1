"""Marriages with the certificates of single status before them, and the notes of divorces after them."""

from dataclasses import dataclass
from datetime import date, timedelta

from hotich.simulate.births import foreign_registration as registered_abroad
from hotich.simulate.cases import Case, Fact
from hotich.simulate.people import Person, random_day, years_after
from hotich.simulate.population import work_day
from hotich.simulate.registrar import Registrar

CERTIFICATES_FROM = date(1993, 1, 1)
"""First certificates of marital status in books of their own (the model's choice; hardly any before 1999)."""


@dataclass(slots=True)
class Marriage:
    """A couple from the wedding on."""

    husband: Person
    wife: Person
    on: date
    commune: str
    """Where the couple lives."""
    case: Case | None = None

    @property
    def foreign(self) -> bool:
        """Whether one of the two is a foreigner."""
        return self.husband.foreign or self.wife.foreign


def marry(registrar: Registrar, husband: Person, wife: Person, on: date, commune: str) -> Marriage:
    """Wed the two; register it where the couple lives, after the certificates that it needs."""
    marriage = Marriage(husband, wife, on, commune)
    husband.spouses.append(wife)
    wife.spouses.append(husband)
    newcomer = wife if husband.address_on(on).unit_code == commune else husband
    native = husband if newcomer is wife else wife
    for person, spouse in ((native, newcomer), (newcomer, native)):
        if on >= CERTIFICATES_FROM and not person.foreign:
            away = person.address_on(on).unit_code != commune or marriage.foreign
            if registrar.rng.random() < (0.95 if away else 0.27):
                _certify_for_marriage(registrar, person, spouse, on)
    unit = registrar.foreign_office(commune, on) if marriage.foreign else commune
    late = on.year < 1999 and registrar.rng.random() < 0.1
    registered = on
    if late:
        registered = work_day(registrar.rng, max(on, date(2000, 1, 10)), date(2003, 12, 20))
    if husband.alive_on(registered) and wife.alive_on(registered):
        marriage.case = _register(registrar, marriage, unit, registered)
    if not newcomer.foreign and not native.foreign:
        newcomer.moves.append((on + timedelta(days=30), native.address_on(on)))
    return marriage


def _register(registrar: Registrar, marriage: Marriage, unit: str, on: date) -> Case | None:
    actual = on != marriage.on
    facts: dict[str, Fact] = {
        "registration_kind": "1",
        "marriage_established_on": marriage.on if actual or marriage.on.year >= 2016 else None,
        "note": "Công nhận hôn nhân thực tế" if actual else None,
    }
    foreigner = marriage.husband if marriage.husband.foreign else marriage.wife
    if marriage.foreign and registrar.people.rarely(0.02):
        facts |= registered_abroad(registrar, foreigner, on - timedelta(days=300), on - timedelta(days=20))
    elif registrar.people.rarely(0.001):
        facts |= _annulled(registrar, on)
    roles = {"husband": marriage.husband, "wife": marriage.wife}
    kind = "foreign" if marriage.foreign else "late" if actual else ""
    return registrar.register("KH", unit, on, roles, facts, kind=kind)


def _annulled(registrar: Registrar, on: date) -> dict[str, Fact]:
    """A marriage that a court annulled, or recognised after all: noted in the margin."""
    rng = registrar.rng
    note, word = rng.choice((("annulment", "đã hủy"), ("validation", "đã được công nhận")))
    noted = on + timedelta(days=rng.randrange(100, 3000))
    return {
        "marriage_status": word,
        f"{note}_noted_on": noted,
        f"{note}_basis": f"Quyết định số {rng.randrange(1, 90):02d}/{noted.year}/QĐST-HNGĐ",
    }


def _certify_for_marriage(registrar: Registrar, person: Person, spouse: Person, wedding: date) -> None:
    rng = registrar.rng
    on = work_day(rng, wedding - timedelta(days=170), wedding - timedelta(days=5))
    usage = "2" if spouse.foreign else "1"
    title = "ông" if spouse.sex == "1" else "bà"
    purpose = f"Để đăng ký kết hôn với {title} {spouse.name_on(on).upper()}, sinh năm {spouse.born.year}"
    certify(registrar, person, on, usage, f"{purpose}, quốc tịch {spouse.nationality}")


def certify(registrar: Registrar, person: Person, on: date, usage: str, purpose: str) -> Case | None:
    """Certificate of marital status (HN) from the commune where the person lives."""
    rng = registrar.rng
    commune = person.address_on(on).unit_code
    unit = registrar.foreign_office(commune, on) if usage in {"3", "4"} and on.year < 2016 else commune
    # The last spouse is the one to come.
    earlier = person.spouses[:-1]
    status = "Hiện tại chưa đăng ký kết hôn với ai"
    if earlier and earlier[-1].alive_on(on):
        status = "Đã đăng ký kết hôn nhưng đã ly hôn; hiện chưa kết hôn với ai"
    elif earlier:
        status = f"Có đăng ký kết hôn nhưng {'vợ' if person.sex == '1' else 'chồng'} đã chết; hiện chưa kết hôn với ai"
    since = max(person.birthday(18), on - timedelta(days=rng.randrange(200, 4000)))
    facts: dict[str, Fact] = {
        "subject_marital_status": status,
        "subject_usage_kind": usage,
        "subject_usage_purpose": purpose,
        "declarant_relation": "Bản thân",
    }
    if rng.random() < 0.35 and since < on:
        facts["subject_stay_place"] = registrar.gazetteer.words(person.address_on(on), on)
        facts["subject_stay_from_date"] = since
        facts["subject_stay_until_date"] = on
    declarant = person
    for relative, relation in ((person.father, "Cha"), (person.mother, "Mẹ")):
        if relative is not None and relative.alive_on(on) and registrar.people.rarely(0.01):
            declarant, facts["declarant_relation"] = relative, relation
    return registrar.register("HN", unit, on, {"subject": person, "declarant": declarant}, facts)


def divorce(registrar: Registrar, marriage: Marriage) -> Case | None:
    """Note of a divorce (LH): a foreign judgment at the Sở or district, a court's of ours at the commune."""
    rng = registrar.rng
    if marriage.case is not None and marriage.case.facts.get("marriage_status") == "đã hủy":
        return None
    wed = max(marriage.on, marriage.case.on) if marriage.case else marriage.on
    judged = random_day(rng, wed + timedelta(days=400), years_after(wed, 14))
    effective = judged + timedelta(days=rng.randrange(15, 40))
    on = work_day(rng, effective + timedelta(days=5), effective + timedelta(days=300))
    if not (marriage.husband.alive_on(on) and marriage.wife.alive_on(on)):
        return None
    foreigner = marriage.husband if marriage.husband.foreign else marriage.wife
    country = foreigner.nationality if marriage.foreign else "Việt Nam"
    district = registrar.gazetteer.phrase(registrar.gazetteer.district_of(marriage.commune), judged)
    court = f"Tòa án nhân dân {district}"
    if marriage.foreign:
        court = f"Tòa án {registrar.gazetteer.words(foreigner.address, judged)}"
    declarant = marriage.wife if rng.random() < 0.6 or marriage.husband.foreign else marriage.husband
    facts: dict[str, Fact] = {
        "ending_kind": "1" if rng.random() < 0.93 else "2",
        "judgment_number": f"{rng.randrange(1, 400)}/{judged.year}/HNGĐ-ST",
        "judgment_date": judged,
        "judgment_effective_on": effective,
        "judgment_authority": court,
        "judgment_country": country,
        "declarant_relation": "Vợ" if declarant is marriage.wife else "Chồng",
    }
    unit = registrar.foreign_office(marriage.commune, on) if marriage.foreign else marriage.commune
    roles = {"husband": marriage.husband, "wife": marriage.wife, "declarant": declarant}
    noted = registrar.register("LH", unit, on, roles, facts, refers={"marriage": marriage.case})
    if marriage.case is not None and rng.random() < 0.9:
        marriage.case.facts["marriage_status"] = "đã ly hôn"
        marriage.case.facts["note"] = f"Đã ly hôn theo Bản án số {facts['judgment_number']} của {court}"
    return noted
