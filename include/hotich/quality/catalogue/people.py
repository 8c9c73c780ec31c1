"""Rules between the persons of one entry: who can't be the same, whose numbers must differ, whose block must be empty."""

from collections.abc import Iterator
from itertools import combinations

from hotich.quality.catalogue import sources
from hotich.quality.catalogue.model import Rule, Severity, make_rule, rows_where
from hotich.registers import Field, Kind, Register

PERSONS = {
    "child": "người con",
    "mother": "mẹ",
    "father": "cha",
    "husband": "chồng",
    "wife": "vợ",
    "parent": "cha/mẹ",
    "subject": "đương sự",
    "deceased": "người chết",
    "guardian": "người giám hộ",
    "ward": "người được giám hộ",
    "declarant": "người yêu cầu",
}
"""Block → how a message calls the person."""

ADULT_YEARS = 18


_NOT_ONE_PERSON = (("guardian", "ward"), ("parent", "child"), ("husband", "wife"), ("mother", "father"))
"""Pairs of blocks that can't be the same person under the same name and birth date."""

_SELF = ("bản thân",)
_RELATIONS: dict[str, tuple[tuple[str, str, tuple[str, ...]], ...]] = {
    "KS": (
        ("father", "father", ("cha", "cha ruột", "cha đẻ", "bố", "ba")),
        ("mother", "mother", ("mẹ", "mẹ ruột", "mẹ đẻ", "má")),
        ("self", "child", _SELF),
    ),
    "HN": (("self", "subject", _SELF),),
    "TDCC": (("self", "subject", _SELF),),
    "LH": (("husband", "husband", ("chồng",)), ("wife", "wife", ("vợ",))),
    "GH": (("guardian", "guardian", ("người giám hộ",)),),
    "CDGH": (
        ("guardian", "guardian", ("người giám hộ",)),
        ("ward", "ward", ("người được giám hộ",)),
    ),
}
"""Register → (name of the rule, block that the relation says the declarant is, words for that relation)."""


def people_rules(register: Register) -> Iterator[Rule]:
    """The rules between the blocks of `register`."""
    people = [block for block in register.blocks() if block in PERSONS]
    for one, other in combinations(people, 2):
        yield from _same_number(register, one, other)
    for block in people:
        yield from _nameless(register, block)
    yield from _relations(register)
    if register.code == "KS":
        yield from _unknown_parents(register)
        yield _child_declares(register)
        yield from _personal_numbers(register)
    if register.code == "KT":
        yield _dead_declares(register)
    for one, other in _NOT_ONE_PERSON:
        if one in people and other in people:
            yield _same_person(register, one, other)


def _same_number(register: Register, one: str, other: str) -> Iterator[Rule]:
    """Two persons with one number. A declarant is often one of the others: then the name must differ too."""
    first, second = register.part(one, "identity_number"), register.part(other, "identity_number")
    if first is None or second is None:
        return
    number: dict[str, str | None] = {first.name: "320123456", second.name: "320 123 456"}
    sound: dict[str, str | None] = {first.name: "320123456", second.name: "320123457"}
    predicate = f"{first.name} = {second.name}"
    message = f"Số giấy tờ của {PERSONS[one]} và của {PERSONS[other]} giống nhau: đối chiếu cả hai với sổ."
    if other == "declarant":
        predicate += f" AND {one}_full_name__fold <> {other}_full_name__fold"
        message = f"Người yêu cầu khác tên nhưng có cùng số giấy tờ với {PERSONS[one]}: đối chiếu tên và số giấy tờ với sổ."
        number |= {f"{one}_full_name": "Lê Văn Tám", f"{other}_full_name": "Trần Thị Bảy"}
        sound = {**number, f"{other}_full_name": "LÊ VĂN  TÁM"}
        if register.code in {"KS", "KT"} and one in {"child", "deceased"}:
            sound = {**number, second.name: "320123457"}
    kinds = {
        field.name: "1"
        for field in (
            register.part(one, "identity_document_kind"),
            register.part(other, "identity_document_kind"),
        )
        if field is not None
    }
    yield make_rule(
        register,
        f"{second.name}.same_as_{one}",
        Severity.WARNING,
        rows_where(predicate),
        (first.name, second.name),
        message,
        sources.VENDOR,
        ({**kinds, **number},),
        ({**kinds, **sound},),
    )


def _personal_numbers(register: Register) -> Iterator[Rule]:
    """The newer birth template's numbers of child and parents: of three persons, so three numbers."""
    for one, other in (("child", "mother"), ("child", "father"), ("mother", "father")):
        first, second = f"{one}_personal_number", f"{other}_personal_number"
        yield make_rule(
            register,
            f"{second}.same_as_{one}",
            Severity.WARNING,
            rows_where(f"{first} = {second}"),
            (first, second),
            f"Số định danh của {PERSONS[one]} và của {PERSONS[other]} giống nhau: đối chiếu cả hai với sổ.",
            sources.VENDOR,
            ({first: "083185000001", second: "083185000001"},),
            ({first: None, second: None},),
        )


def _same_person(register: Register, one: str, other: str) -> Rule:
    first, second = f"{one}_full_name", f"{other}_full_name"
    birth = (f"{one}_birth_date", f"{other}_birth_date")
    return make_rule(
        register,
        f"{second}.same_as_{one}",
        Severity.WARNING,
        rows_where(f"{first}__fold = {second}__fold AND {birth[0]} = {birth[1]}"),
        (first, second, *birth),
        f"Tên và ngày sinh của {PERSONS[one]} và của {PERSONS[other]} giống nhau: đối chiếu cả hai với sổ.",
        sources.VENDOR,
        ({first: "Lê Hòa", second: "LÊ HOÀ", birth[0]: "1985", birth[1]: "1985"},),
        ({first: "Lê Hòa", second: "LÊ HOÀ", birth[0]: "1965", birth[1]: "1985"},),
    )


def _nameless(register: Register, block: str) -> Iterator[Rule]:
    """A block that tells of somebody has a name; a principal's missing name is returned by another rule."""
    name = register.part(block, "full_name")
    if name is None or name.name in register.principals:
        return
    others = [field for field in register.blocks()[block] if field is not name]
    filled = " OR ".join(map(_filled, others))
    empty: dict[str, str | None] = {field.name: None for field in register.blocks()[block]}
    told = next(field.name for field in others if field.kind in {Kind.TEXT, Kind.ETHNICITY})
    yield make_rule(
        register,
        f"{name.name}.nameless",
        Severity.WARNING,
        rows_where(f"{name.name} IS NULL AND ({filled})"),
        (name.name,),
        f"Có thông tin về {PERSONS[block]} nhưng thiếu «{name.term}»: ghi tên theo sổ; nếu không có người này thì để trống cả phần.",
        sources.VENDOR,
        ({**empty, told: "Kinh"},),
        (empty,),
    )


def _relations(register: Register) -> Iterator[Rule]:
    """The declarant who is somebody of the entry bears that one's name."""
    for role, block, words in _RELATIONS.get(register.code, ()):
        listed = ", ".join(f"'{word}'" for word in words)
        same: dict[str, str | None] = {
            "declarant_relation": words[0].capitalize(),
            f"{block}_full_name": "LÊ VĂN TÁM",
        }
        yield make_rule(
            register,
            f"declarant_relation.{role}_differs",
            Severity.WARNING,
            rows_where(
                f"LOWER(declarant_relation) IN ({listed})"
                f" AND declarant_full_name__fold <> COALESCE({block}_full_name__fold, '')"
            ),
            ("declarant_relation", "declarant_full_name", f"{block}_full_name"),
            f"Quan hệ nói người yêu cầu là {PERSONS[block]} nhưng tên khác tên {PERSONS[block]}: đối chiếu cả hai với sổ.",
            sources.VENDOR,
            ({**same, "declarant_full_name": "TRẦN THỊ BẢY"},),
            ({**same, "declarant_full_name": "Lê Văn  Tám"},),
        )


def _blank(field: Field) -> str:
    """Code 0 (không có thông tin) says nothing, and so is as good as blank."""
    return f"COALESCE({field.name}, '0') = '0'" if field.kind is Kind.CODE else f"{field.name} IS NULL"


def _filled(field: Field) -> str:
    if field.kind is Kind.CODE:
        return f"NOT {_blank(field)}"
    return f"{field.name}__state <> 'blank'" if field.kind is Kind.DATE else f"{field.name} IS NOT NULL"


def _unknown_parents(register: Register) -> Iterator[Rule]:
    for block, kinds, known in (("mother", ("2", "4", "5"), "3"), ("father", ("3", "4", "5"), "2")):
        fields = register.blocks()[block]
        filled = " OR ".join(map(_filled, fields))
        listed = ", ".join(f"'{kind}'" for kind in kinds)
        empty: dict[str, str | None] = {field.name: None for field in fields}
        yield make_rule(
            register,
            f"child_birth_kind.{block}_not_blank",
            Severity.WARNING,
            rows_where(f"child_birth_kind IN ({listed}) AND ({filled})"),
            ("child_birth_kind", f"{block}_full_name"),
            f"Loại khai sinh nói chưa xác định {PERSONS[block]} nhưng có thông tin về {PERSONS[block]}: đối chiếu sổ; để trống phần"
            f" {PERSONS[block]}, hoặc sửa loại khai sinh.",
            sources.VENDOR,
            ({**empty, "child_birth_kind": kinds[0], f"{block}_ethnicity": "Kinh"},),
            ({**empty, "child_birth_kind": kinds[0]},),
        )
        yield make_rule(
            register,
            f"child_birth_kind.{block}_blank",
            Severity.WARNING,
            rows_where(f"child_birth_kind IN ('1', '{known}') AND {block}_full_name IS NULL"),
            ("child_birth_kind", f"{block}_full_name"),
            f"Loại khai sinh nói đã xác định {PERSONS[block]} nhưng thiếu tên {PERSONS[block]}: đối chiếu sổ; ghi tên, hoặc sửa loại"
            " khai sinh.",
            sources.TEMPLATE,
            ({**empty, "child_birth_kind": known},),
            ({**empty, "child_birth_kind": kinds[0]},),
        )


def _child_declares(register: Register) -> Rule:
    """Late registration is common: an adult who registers his own birth is no fault, nor is a parent of the same name."""
    return make_rule(
        register,
        "declarant_full_name.is_child",
        Severity.WARNING,
        rows_where(
            "declarant_full_name__fold = child_full_name__fold"
            " AND COALESCE(mother_full_name__fold, '') <> declarant_full_name__fold"
            " AND COALESCE(father_full_name__fold, '') <> declarant_full_name__fold"
            f" AND registered_on__until < child_birth_date__from + INTERVAL '{ADULT_YEARS} years'"
        ),
        ("declarant_full_name", "child_full_name"),
        "Người yêu cầu trùng tên với người được khai sinh chưa đủ 18 tuổi: đối chiếu cả hai với sổ.",
        sources.VENDOR,
        ({"declarant_full_name": "LÊ VĂN TÁM", "child_full_name": "Lê Văn Tám"},),
        (
            {
                "declarant_full_name": "LÊ VĂN TÁM",
                "child_full_name": "Lê Văn Tám",
                "child_birth_date": "1990",
                "child_birth_date_in_words": None,
            },
        ),
    )


def _dead_declares(register: Register) -> Rule:
    return make_rule(
        register,
        "declarant_full_name.is_deceased",
        Severity.WARNING,
        rows_where(
            "declarant_full_name__fold = deceased_full_name__fold"
            " AND (declarant_identity_number IS NULL OR deceased_identity_number IS NULL"
            " OR declarant_identity_number = deceased_identity_number)"
        ),
        ("declarant_full_name", "deceased_full_name"),
        "Người yêu cầu trùng tên với người chết: đối chiếu cả hai với sổ.",
        sources.VENDOR,
        (
            {
                "declarant_full_name": "LÊ VĂN TÁM",
                "deceased_full_name": "Lê Văn Tám",
                "declarant_identity_number": None,
            },
        ),
        (
            {
                "declarant_full_name": "LÊ VĂN TÁM",
                "deceased_full_name": "Lê Văn Tám",
                "declarant_identity_number": "320123456",
                "deceased_identity_number": "320123457",
            },
        ),
    )
