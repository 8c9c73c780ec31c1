"""Rules between the cells that describe one paper: its kind, its number, its name, who issued it."""

from collections.abc import Iterator

from hotich.quality.catalogue import sources
from hotich.quality.catalogue.model import Rule, Severity, make_rule, rows_where
from hotich.registers import Field, Register

CMND, CCCD, OTHER_PAPER = "1", "4", "8"
"""Loại giấy tờ tùy thân: chứng minh nhân dân, căn cước công dân, khác."""

CMND_PREFIXES = {"bến tre": "32"}
"""Province whose police issued a CMND → its first two digits. Others are not confirmed (domain handbook §3)."""


def number_and_kind(register: Register, number: Field, kind: Field) -> Iterator[Rule]:
    """A paper's kind and its number stand together, as kind and place of residence do."""
    yield make_rule(
        register,
        f"{number.name}.kind_only",
        Severity.WARNING,
        rows_where(f"{kind.name} IS NOT NULL AND {number.name} IS NULL"),
        (number.name, kind.name),
        f"Có «{kind.term}» nhưng thiếu «{number.term}»: ghi theo sổ, hoặc để trống cả hai.",
        sources.TEMPLATE,
        ({kind.name: CMND, number.name: None},),
        ({kind.name: None, number.name: None},),
    )
    yield make_rule(
        register,
        f"{kind.name}.number_only",
        Severity.WARNING,
        rows_where(f"{kind.name} IS NULL AND NOT {kind.name}__unknown AND {number.name} IS NOT NULL"),
        (kind.name, number.name),
        f"Có «{number.term}» nhưng thiếu «{kind.term}»: chọn loại giấy tờ theo sổ; loại khác thì chọn 8.",
        sources.TEMPLATE,
        ({kind.name: None, number.name: "320123457"},),
        ({kind.name: OTHER_PAPER, number.name: "320123457"},),
    )


def other_document(register: Register, block: str, kind: Field) -> Iterator[Rule]:
    """A paper that the list does not know is called by its name."""
    other = register.part(block, "other_document")
    if other is None:
        return
    yield make_rule(
        register,
        f"{other.name}.blank",
        Severity.WARNING,
        rows_where(f"{kind.name} = '{OTHER_PAPER}' AND {other.name} IS NULL"),
        (other.name, kind.name),
        f"«{kind.term}» là 8 (khác) nhưng thiếu «{other.term}»: ghi tên giấy tờ theo sổ.",
        sources.TEMPLATE,
        ({kind.name: OTHER_PAPER, other.name: None},),
        ({kind.name: OTHER_PAPER, other.name: "Giấy phép lái xe"},),
    )


def issuing_province(register: Register, block: str, number: Field, kind: Field) -> Iterator[Rule]:
    """The first two digits of a CMND tell the province whose police issued it."""
    place = register.part(block, "identity_issue_place")
    if place is None:
        return
    wrong = " OR ".join(
        f"LOWER({place.name}) ~ 'công an.*{province}' AND SUBSTR({number.name}, 1, 2) <> '{digits}'"
        for province, digits in CMND_PREFIXES.items()
    )
    cells = {kind.name: CMND, place.name: "Công an tỉnh Bến Tre"}
    yield make_rule(
        register,
        f"{number.name}.issuing_province",
        Severity.WARNING,
        rows_where(f"{kind.name} = '{CMND}' AND {number.name}__form = 'cmnd9' AND ({wrong})"),
        (number.name, place.name),
        f"Hai số đầu của «{number.term}» không phải của tỉnh đã cấp chứng minh nhân dân: đối chiếu cả số và nơi cấp với sổ.",
        sources.CARD_NUMBER,
        ({**cells, number.name: "230123456"},),
        ({**cells, number.name: "320123456"},),
    )


def two_numbers(register: Register, personal: Field, number: Field, kind: Field) -> Rule:
    """A citizen card bears the personal number, so the two cells hold one number."""
    return make_rule(
        register,
        f"{personal.name}.card_differs",
        Severity.WARNING,
        rows_where(f"{kind.name} = '{CCCD}' AND {number.name} <> {personal.name}"),
        (personal.name, number.name),
        f"«{personal.term}» khác «{number.term}» trên căn cước công dân: đối chiếu cả hai với sổ.",
        sources.PERSONAL_NUMBER,
        ({kind.name: CCCD, number.name: "083185000123", personal.name: "083185000124"},),
        ({kind.name: CCCD, number.name: "083 185 000 123", personal.name: "083185000123"},),
    )
