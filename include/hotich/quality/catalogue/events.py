"""Rules on what happened when: dates of one entry in their order, ages at birth, marriage and guardianship."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import NamedTuple

from hotich.quality.catalogue import regimes, sources
from hotich.quality.catalogue.model import Rule, Severity, make_rule, not_before, not_null, rows_where
from hotich.quality.catalogue.notes import note_rules
from hotich.quality.catalogue.people import ADULT_YEARS, PERSONS
from hotich.registers import Register
from hotich.registers.orders import DAY_ORDERS

FATHER_YEARS, MOTHER_YEARS = 20, 18
"""Least ages at a child's birth that vendors check."""


CERTIFICATES_FROM = date(1993, 1, 1)
"""Hardly any book of certificates of marital status is older."""


class MarriageAge(NamedTuple):
    """Least ages in full years that a law asked of those who marry while it was in force."""

    id: str
    since: date
    until: date | None
    """First day of the next law."""
    man: int
    woman: int
    source: str


MARRIAGE_AGES = (
    MarriageAge("law_1959", date(1977, 3, 25), date(1987, 1, 3), 20, 18, sources.MARRIAGE_1959),
    # "From 20 / from 18" is read as having entered the 20th / 18th year of life: 19 / 17 full years.
    MarriageAge("law_1986", date(1987, 1, 3), date(2001, 1, 1), 19, 17, sources.MARRIAGE_1986),
    MarriageAge("law_2000", date(2001, 1, 1), date(2015, 1, 1), 19, 17, sources.MARRIAGE_2000),
    MarriageAge("law_2014", date(2015, 1, 1), None, 20, 18, sources.MARRIAGE_2014),
)
"""Domain handbook §3. Before 25/3/1977 the ages in the South were lower and are not checked."""


def event_rules(register: Register) -> Iterator[Rule]:
    """The rules on the events that entries of `register` tell of."""
    yield from _missing(register)
    yield from note_rules(register)
    for later, earlier in DAY_ORDERS.get(register.code, ()):
        yield _order(register, later, earlier)
    if register.code == "KS":
        yield from _parent(register, "mother", "child", MOTHER_YEARS, "TRUE")
        yield from _parent(register, "father", "child", FATHER_YEARS, "TRUE")
    elif register.code == "CMC":
        yield from _recognised(register)
    elif register.code == "KH":
        yield from _marriage(register)
    elif register.code == "LH":
        for law in MARRIAGE_AGES:
            yield from _ages_of_divorced(register, law)
    elif register.code == "HN":
        for law in MARRIAGE_AGES:
            if law.until is None or law.until > CERTIFICATES_FROM:
                yield _age_of_the_single(register, law)
    elif register.code == "GH":
        yield _guardian_age(register, "registered_on")
    elif register.code == "CDGH":
        yield _guardian_age(register, "guardianship_registered_on")
    elif register.code == "TDCC":
        yield _nothing_changed(register)


def _order(register: Register, later: str, earlier: str) -> Rule:
    first, second = register.field(later), register.field(earlier)
    words: dict[str, None] = {
        f"{name}_in_words": None
        for name in (later, earlier)
        if any(field.name == f"{name}_in_words" for field in register.fields)
    }
    return make_rule(
        register,
        f"{later}.before_{earlier}",
        Severity.WARNING,
        not_before(f"{later}__until", f"{earlier}__from"),
        (later, earlier),
        f"«{first.term}» trước «{second.term}»: đối chiếu cả hai với sổ.",
        sources.VENDOR,
        ({**words, later: "1984", earlier: "02.03.1985"},),
        ({**words, later: "1985", earlier: "02.03.1985"},),
    )


_EXPECTED: dict[str, tuple[str, ...]] = {
    "KS": ("child_sex", "child_birth_date"),
    "KH": ("husband_birth_date", "wife_birth_date"),
    "CMC": ("recognition_kind", "child_birth_date"),
    "HN": ("subject_sex", "subject_birth_date"),
    "KT": ("deceased_sex", "deceased_death_date"),
    "GH": ("guardianship_kind", "ward_birth_date"),
    "CDGH": ("ward_birth_date",),
    "LH": ("ending_kind", "judgment_date"),
    "TDCC": ("change_kind", "content_after"),
}
"""What every regime's books hold of the principal fact: blank, it was probably left out in keying."""


_EXPECTED_LATER: dict[str, tuple[tuple[str, tuple[str, ...]], ...]] = {
    "KH": (
        ("husband_identity_number", regimes.SINCE_2016),
        ("wife_identity_number", regimes.SINCE_2016),
    ),
    "CMC": (("parent_identity_number", regimes.SINCE_2016),),
    "LH": (("judgment_number", regimes.BY_YEAR),),
}
"""What only the books of later regimes hold: older ones lack it, and rightly so. Unconfirmed."""


def _missing(register: Register) -> Iterator[Rule]:
    for name in _EXPECTED[register.code]:
        field = register.field(name)
        date_like = f"{name}__state" if field in register.date_fields() else None
        listed = f" AND NOT {name}__unknown" if field.codes is not None else ""
        predicate = f"{date_like} = 'blank'" if date_like else f"{name} IS NULL{listed}"
        check = rows_where(predicate) if date_like or listed else not_null(name)
        yield make_rule(
            register,
            f"{name}.blank",
            Severity.WARNING,
            check,
            (name,),
            f"Thiếu «{field.term}»: ghi theo sổ; nếu sổ để trống thì xác nhận đúng như sổ.",
            sources.TEMPLATE,
            ({name: None},),
        )
    for name, since in _EXPECTED_LATER.get(register.code, ()):
        listed = ", ".join(f"'{regime}'" for regime in since)
        yield make_rule(
            register,
            f"{name}.blank",
            Severity.WARNING,
            rows_where(f"{name} IS NULL AND regime IN ({listed})"),
            (name,),
            f"Thiếu «{register.field(name).term}», mẫu sổ thời kỳ này có mục đó: ghi theo sổ; nếu sổ để trống thì xác nhận đúng như sổ.",
            sources.FORMS,
            ({name: None},),
            ({name: None, "registered_on": "31.03.2006", "entry_number": "05/2006"},),
            regimes=since,
        )


def _younger(later: str, earlier: str, years: int) -> str:
    """Predicate: whoever was born on `earlier` had certainly not lived `years` full years on `later`."""
    return f"{later}__until < {earlier}__from + INTERVAL '{years} years'"


def _parent(
    register: Register, parent: str, child: str, years: int, condition: str, name: str = ""
) -> Iterator[Rule]:
    born, birth = f"{child}_birth_date", f"{parent}_birth_date"
    words = {f"{born}_in_words": None} if register.part(child, "birth_date_in_words") else {}
    cells = {**words, **({"recognition_kind": name[-1]} if name else {})}
    term = PERSONS[parent] if not name else ("cha" if years == FATHER_YEARS else "mẹ")
    if not name or name.endswith("1"):
        yield make_rule(
            register,
            f"{birth}.after_child",
            Severity.WARNING,
            not_before(f"{born}__until", f"{birth}__from"),
            (birth, born),
            f"«{register.field(birth).term}» sau ngày sinh của con: đối chiếu cả hai với sổ.",
            sources.VENDOR,
            ({**cells, birth: "02.03.1985", born: "01.03.1985"},),
            ({**cells, birth: "1965", born: "01.03.1985"},),
        )
    condition = "" if condition == "TRUE" else f"{condition} AND "
    yield make_rule(
        register,
        f"{birth}.under_{years}",
        Severity.WARNING,
        rows_where(f"{condition}{_younger(born, birth, years)} AND {born}__until >= {birth}__from"),
        (birth, born),
        f"Khi con sinh ra, {term} chưa đủ {years} tuổi: đối chiếu cả hai ngày sinh với sổ.",
        sources.VENDOR,
        ({**cells, birth: "02.03.1970", born: f"01.03.{1970 + years}"},),
        ({**cells, birth: "02.03.1970", born: f"02.03.{1970 + years}"},),
    )


def _recognised(register: Register) -> Iterator[Rule]:
    yield from _parent(register, "parent", "child", FATHER_YEARS, "recognition_kind IN ('1', '3')", "kind 1")
    yield from _parent(register, "parent", "child", MOTHER_YEARS, "recognition_kind IN ('2', '4')", "kind 2")


def _marriage(register: Register) -> Iterator[Rule]:
    for law in MARRIAGE_AGES:
        for block, years in (("husband", law.man), ("wife", law.woman)):
            yield _marriage_age(register, law, block, years)
    for name in ("registered_on", "marriage_established_on"):
        field = register.field(name)
        yield make_rule(
            register,
            f"{name}.first_of_year",
            Severity.WARNING,
            rows_where(f"{name}__state = 'full' AND SUBSTR({name}, 5, 6) = '-01-01'"),
            (name,),
            f"«{field.term}» là 01/01: có thể sổ chỉ ghi năm; đối chiếu sổ, xác nhận đúng như sổ nếu đúng.",
            sources.WRITING,
            ({name: "01.01.2017"},),
            ({name: "02.01.2017"},),
        )


def _in_force(law: MarriageAge, day: str) -> str:
    """Predicate: the law was in force on `day`."""
    ends = f" AND {day} < DATE '{law.until}'" if law.until else ""
    return f"{day} >= DATE '{law.since}'{ends}"


def _marriage_age(register: Register, law: MarriageAge, block: str, years: int) -> Rule:
    # A marriage that is registered anew, or late, began on the day of its establishment.
    day = "COALESCE(marriage_established_on__until, registered_on__until)"
    year = law.since.year + 1
    at = {"registered_on": f"10.10.{year}", "entry_number": f"05/{year}", "marriage_established_on": None}
    return _too_young_to_marry(register, law, block, years, day, "registered_on", at)


def _ages_of_divorced(register: Register, law: MarriageAge) -> Iterator[Rule]:
    """The note of a divorce tells when the two married."""
    year = law.since.year + 1
    at = {"marriage_registered_on": f"10.10.{year}", "marriage_entry_number": f"15/{year}"}
    for block, years in (("husband", law.man), ("wife", law.woman)):
        day = "marriage_registered_on"
        yield _too_young_to_marry(register, law, block, years, f"{day}__until", day, at)


def _too_young_to_marry(
    register: Register,
    law: MarriageAge,
    block: str,
    years: int,
    day: str,
    field: str,
    at: Mapping[str, str | None],
) -> Rule:
    """`day`: expression for the last day on which the wedding may have been; `field`: the cell to mark; `at`: cells."""
    birth, year = f"{block}_birth_date", law.since.year + 1
    return make_rule(
        register,
        f"{birth}.{law.id}",
        Severity.WARNING,
        rows_where(f"{_in_force(law, day)} AND {day} < {birth}__from + INTERVAL '{years} years'"),
        (birth, field),
        f"Khi kết hôn, {PERSONS[block]} chưa đủ tuổi theo luật lúc đó ({_age_words(law, years)}): đối chiếu ngày sinh và ngày kết hôn"
        " với sổ.",
        law.source,
        ({**at, birth: f"11.10.{year - years}"},),
        ({**at, birth: f"10.10.{year - years}"},),
    )


def _age_words(law: MarriageAge, years: int) -> str:
    entered = law.id in {"law_1986", "law_2000"}
    return f"bước vào tuổi {years + 1}" if entered else f"đủ {years} tuổi"


def _age_of_the_single(register: Register, law: MarriageAge) -> Rule:
    """A certificate for a wedding (usage 1–4) is given to who is of age to marry."""
    day, birth, year = "registered_on__until", "subject_birth_date", law.since.year + 1
    at = {
        "registered_on": f"10.10.{year}",
        "entry_number": f"05/{year}",
        "subject_usage_kind": "1",
        "subject_sex": "1",
    }
    young = " OR ".join(
        f"subject_sex = '{sex}' AND {day} < {birth}__from + INTERVAL '{years} years'"
        for sex, years in (("1", law.man), ("2", law.woman))
    )
    return make_rule(
        register,
        f"{birth}.{law.id}",
        Severity.WARNING,
        rows_where(f"subject_usage_kind IN ('1', '2', '3', '4') AND {_in_force(law, day)} AND ({young})"),
        (birth, "registered_on", "subject_usage_kind"),
        "Xác nhận để kết hôn nhưng người được xác nhận chưa đủ tuổi kết hôn theo luật lúc đó (nam"
        f" {_age_words(law, law.man)}, nữ {_age_words(law, law.woman)}): đối chiếu ngày sinh, giới tính và mục đích với sổ.",
        law.source,
        ({**at, birth: f"11.10.{year - law.man}"},),
        ({**at, birth: f"10.10.{year - law.man}"},),
    )


def _guardian_age(register: Register, day: str) -> Rule:
    at = {} if day == "registered_on" else {day: "05.05.2017", "guardianship_entry_number": "03/2017"}
    return make_rule(
        register,
        "guardian_birth_date.under_18",
        Severity.WARNING,
        rows_where(_younger(day, "guardian_birth_date", ADULT_YEARS)),
        ("guardian_birth_date", day),
        "Người giám hộ chưa đủ 18 tuổi khi đăng ký giám hộ: đối chiếu cả hai ngày với sổ.",
        sources.GUARDIANS,
        ({**at, "guardian_birth_date": "06.05.1999"},),
        ({**at, "guardian_birth_date": "05.05.1999"},),
    )


def _nothing_changed(register: Register) -> Rule:
    return make_rule(
        register,
        "content_after.same_as_before",
        Severity.WARNING,
        rows_where("content_before = content_after"),
        ("content_before", "content_after"),
        "Nội dung trước và sau thay đổi giống hệt nhau: đối chiếu cả hai với sổ.",
        sources.VENDOR,
        ({"content_before": "Nguyễn Văn An", "content_after": "Nguyễn Văn An"},),
        ({"content_before": "Nguyễn Văn An", "content_after": "NGUYỄN VĂN AN"},),
    )
