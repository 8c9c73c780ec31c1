"""Rules on persons' papers, citizenship and residence: within one block of a register."""

from collections.abc import Iterator

from hotich.quality.catalogue import regimes, sources
from hotich.quality.catalogue.columns import FOREIGN_ETHNICITIES, VIETNAM
from hotich.quality.catalogue.model import Rule, Severity, make_rule, not_before, rows_where
from hotich.quality.catalogue.papers import (
    CCCD,
    CMND,
    issuing_province,
    number_and_kind,
    other_document,
    two_numbers,
)
from hotich.registers import Field, Register

PERSONAL_NUMBERS_FROM = "2016-01-01"
"""No CCCD and no personal number (số định danh) before (domain handbook §3, unconfirmed)."""

MEN, WOMEN = frozenset({"father", "husband"}), frozenset({"mother", "wife"})
"""Blocks whose role tells the sex."""

EVEN, ODD = "'0', '2', '4', '6', '8'", "'1', '3', '5', '7', '9'"
"""Fourth digit of a personal number: of men, of women."""

NO_COUNTRY = ("Người không quốc tịch", "Không có thông tin")
"""Entries of the list of nationalities that make nobody a foreigner."""

PROVINCE_CODES = [
    "001", "002", "004", "006", "008", "010", "011", "012", "014", "015", "017", "019", "020",
    "022", "024", "025", "026", "027", "030", "031", "033", "034", "035", "036", "037", "038",
    "040", "042", "044", "045", "046", "048", "049", "051", "052", "054", "056", "058", "060",
    "062", "064", "066", "067", "068", "070", "072", "074", "075", "077", "079", "080", "082",
    "083", "084", "086", "087", "089", "091", "092", "093", "094", "095", "096",
]  # fmt: skip
"""First three digits of a personal number: the province of birth registration; from 100 on, a foreign country."""


def identity_rules(register: Register) -> Iterator[Rule]:
    """The rules on each block of `register` that describes a person."""
    for block in register.blocks():
        yield from _numbers(register, block)
        yield from _issue(register, block)
        yield from _citizenship(register, block)
        yield from _nationality_text(register, block)
        yield from _residence(register, block)


def _numbers(register: Register, block: str) -> Iterator[Rule]:
    number = register.part(block, "identity_number")
    kind = register.part(block, "identity_document_kind")
    if number is not None and kind is not None:
        yield _form_of_cmnd(register, number, kind)
        yield _form_of_cccd(register, number, kind)
        yield _cccd_too_early(register, number, kind)
        yield from number_and_kind(register, number, kind)
        # Cards (CMND) with 12 digits bear the personal number too.
        twelve = f"AND COALESCE({kind.name}, '{CCCD}') IN ('{CMND}', '{CCCD}')"
        yield from _digits(register, block, number, twelve, {kind.name: CCCD})
        yield from other_document(register, block, kind)
        yield from issuing_province(register, block, number, kind)
    personal = register.part(block, "personal_number")
    if personal is not None:
        yield _form_of_personal_number(register, personal)
        yield _personal_number_too_early(register, personal)
        yield from _digits(register, block, personal, "", {})
        if number is not None and kind is not None:
            yield two_numbers(register, personal, number, kind)


def _form_of_cmnd(register: Register, number: Field, kind: Field) -> Rule:
    return make_rule(
        register,
        f"{number.name}.cmnd_form",
        Severity.WARNING,
        rows_where(f"{kind.name} = '{CMND}' AND {number.name}__form NOT IN ('blank', 'cmnd9', 'digits12')"),
        (number.name,),
        f"«{number.term}» không đủ 9 số (hoặc 12 số) của chứng minh nhân dân: đối chiếu sổ, kể cả loại giấy tờ.",
        sources.TEMPLATE,
        ({kind.name: CMND, number.name: "32012345"},),
        ({kind.name: CMND, number.name: "320 123 457"},),
    )


def _form_of_cccd(register: Register, number: Field, kind: Field) -> Rule:
    return make_rule(
        register,
        f"{number.name}.cccd_form",
        Severity.WARNING,
        rows_where(f"{kind.name} = '{CCCD}' AND {number.name}__form NOT IN ('blank', 'digits12')"),
        (number.name,),
        f"«{number.term}» không đủ 12 số của căn cước công dân: đối chiếu sổ, kể cả loại giấy tờ.",
        sources.PERSONAL_NUMBER,
        ({kind.name: CCCD, number.name: "08319001234"},),
        ({kind.name: CCCD, number.name: None},),
    )


def _cccd_too_early(register: Register, number: Field, kind: Field) -> Rule:
    return make_rule(
        register,
        f"{kind.name}.cccd_too_early",
        Severity.WARNING,
        rows_where(f"{kind.name} = '{CCCD}' AND registered_on__until < DATE '{PERSONAL_NUMBERS_FROM}'"),
        (kind.name, number.name),
        f"«{kind.term}» là căn cước công dân nhưng đăng ký trước 01/01/2016, khi chưa có căn cước: đối chiếu sổ.",
        sources.PERSONAL_NUMBER,
        ({**BEFORE_2016, kind.name: CCCD},),
        ({**BEFORE_2016, kind.name: CMND},),
        regimes=regimes.BEFORE_2016,
    )


BEFORE_2016 = {"registered_on": "31.12.2015", "entry_number": "05/2015"}
"""Cells that move an example to the last day before personal numbers."""


def _form_of_personal_number(register: Register, number: Field) -> Rule:
    return make_rule(
        register,
        f"{number.name}.form",
        Severity.WARNING,
        rows_where(f"{number.name}__form NOT IN ('blank', 'digits12')"),
        (number.name,),
        f"«{number.term}» không đủ 12 số: đối chiếu sổ.",
        sources.PERSONAL_NUMBER,
        ({number.name: "08319001234"},),
        ({number.name: None},),
    )


def _personal_number_too_early(register: Register, number: Field) -> Rule:
    return make_rule(
        register,
        f"{number.name}.too_early",
        Severity.WARNING,
        rows_where(f"{number.name} IS NOT NULL AND registered_on__until < DATE '{PERSONAL_NUMBERS_FROM}'"),
        (number.name,),
        f"Có «{number.term}» nhưng đăng ký trước 01/01/2016, khi chưa cấp số định danh: đối chiếu sổ.",
        sources.PERSONAL_NUMBER,
        ({**BEFORE_2016, number.name: "001099000001"},),
        ({**BEFORE_2016, number.name: None},),
        regimes=regimes.BEFORE_2016,
    )


def _digits(
    register: Register, block: str, number: Field, condition: str, cells: dict[str, str]
) -> Iterator[Rule]:
    """Province, century and sex, year of birth in a 12-digit number, where `condition` says that it is one."""
    is_number = f"{number.name}__form = 'digits12' {condition}".rstrip()
    yield make_rule(
        register,
        f"{number.name}.province",
        Severity.WARNING,
        rows_where(
            f"{is_number} AND SUBSTR({number.name}, 1, 3) < '100' AND SUBSTR({number.name}, 1, 3) NOT IN ({_quoted(PROVINCE_CODES)})"
        ),
        (number.name,),
        f"Ba số đầu của «{number.term}» không phải mã tỉnh nào: đối chiếu sổ.",
        sources.PERSONAL_NUMBER,
        ({**cells, **_born(register, block), number.name: _example(block, province="003")},),
        ({**cells, **_born(register, block), number.name: _example(block, province="083")},),
    )
    birth = register.part(block, "birth_date")
    if birth is not None:
        yield _birth_year(register, block, number, birth, is_number, cells)
        yield from _sex_digit(register, block, number, is_number, cells)


def _birth_year(
    register: Register, block: str, number: Field, birth: Field, is_number: str, cells: dict[str, str]
) -> Rule:
    return make_rule(
        register,
        f"{number.name}.birth_year",
        Severity.WARNING,
        rows_where(
            f"{is_number} AND (SUBSTR({number.name}, 5, 2) <> SUBSTR({birth.name}, 3, 2)"
            f" OR CASE SUBSTR({birth.name}, 1, 2) WHEN '19' THEN SUBSTR({number.name}, 4, 1) NOT IN ('0', '1')"
            f" WHEN '20' THEN SUBSTR({number.name}, 4, 1) NOT IN ('2', '3') ELSE FALSE END)"
        ),
        (number.name, birth.name),
        f"Năm sinh trong «{number.term}» (chữ số thứ 4 đến thứ 6) khác «{birth.term}»: đối chiếu cả hai với sổ.",
        sources.PERSONAL_NUMBER,
        ({**cells, **_born(register, block), number.name: _example(block, year="84")},),
        ({**cells, **_born(register, block), number.name: _example(block)},),
    )


def _sex_digit(
    register: Register, block: str, number: Field, is_number: str, cells: dict[str, str]
) -> Iterator[Rule]:
    sex, digit = register.part(block, "sex"), f"SUBSTR({number.name}, 4, 1)"
    if sex is not None:
        differs = f"({sex.name} = '2' AND {digit} IN ({EVEN}) OR {sex.name} = '1' AND {digit} IN ({ODD}))"
    elif block in WOMEN | MEN:
        differs = f"{digit} IN ({EVEN if block in WOMEN else ODD})"
    else:
        return
    yield make_rule(
        register,
        f"{number.name}.sex",
        Severity.WARNING,
        rows_where(f"{is_number} AND {differs}"),
        (number.name, sex.name) if sex is not None else (number.name,),
        f"Giới tính trong «{number.term}» (chữ số thứ 4) không khớp: đối chiếu sổ.",
        sources.PERSONAL_NUMBER,
        ({**cells, **_born(register, block), number.name: _example(block, other_sex=True)},),
        ({**cells, **_born(register, block), number.name: _example(block)},),
    )


def _born(register: Register, block: str) -> dict[str, str]:
    """Cells that make the block's person born in 1985 (a woman where the block says the sex)."""
    cells = {}
    if register.part(block, "birth_date") is not None:
        cells[f"{block}_birth_date"] = "1985"
        if register.part(block, "birth_date_in_words") is not None:
            cells[f"{block}_birth_date_in_words"] = ""
    if register.part(block, "sex") is not None:
        cells[f"{block}_sex"] = "2"
    return cells


def _example(block: str, *, province: str = "083", year: str = "85", other_sex: bool = False) -> str:
    """A number that fits `_born`, but for what is given."""
    woman = (block not in MEN) is not other_sex
    return f"{province}{'1' if woman else '0'}{year}000123"


def _quoted(values: str | list[str]) -> str:
    return ", ".join(f"'{value}'" for value in values)


def _issue(register: Register, block: str) -> Iterator[Rule]:
    issued, birth = register.part(block, "identity_issued_on"), register.part(block, "birth_date")
    if issued is None:
        return
    kind = register.part(block, "identity_document_kind")
    if birth is not None:
        yield make_rule(
            register,
            f"{issued.name}.before_birth",
            Severity.WARNING,
            not_before(f"{issued.name}__until", f"{birth.name}__from"),
            (issued.name, birth.name),
            f"«{issued.term}» trước «{birth.term}»: đối chiếu cả hai với sổ.",
            sources.VENDOR,
            ({birth.name: "02.03.1985", issued.name: "01.03.1985"},),
            ({birth.name: "1985", issued.name: "02.03.2005"},),
        )
    if kind is not None:
        yield make_rule(
            register,
            f"{issued.name}.cccd_too_early",
            Severity.WARNING,
            rows_where(f"{kind.name} = '{CCCD}' AND {issued.name}__until < DATE '{PERSONAL_NUMBERS_FROM}'"),
            (issued.name, kind.name),
            f"«{issued.term}» trước 01/01/2016, khi chưa có căn cước công dân: đối chiếu sổ, kể cả loại giấy tờ.",
            sources.PERSONAL_NUMBER,
            ({kind.name: CCCD, issued.name: "31.12.2015"},),
            ({kind.name: CCCD, issued.name: "2016"},),
        )


def _citizenship(register: Register, block: str) -> Iterator[Rule]:
    ethnicity, nationality = register.part(block, "ethnicity"), register.part(block, "nationality")
    if ethnicity is None or nationality is None:
        return
    yield make_rule(
        register,
        f"{ethnicity.name}.foreigner",
        Severity.WARNING,
        rows_where(
            f"{nationality.name} NOT IN ({_quoted([VIETNAM, *NO_COUNTRY])}) AND NOT {nationality.name}__unknown"
            f" AND {ethnicity.name} NOT IN ({_quoted(list(FOREIGN_ETHNICITIES))})"
        ),
        (ethnicity.name, nationality.name),
        f"Quốc tịch nước ngoài nhưng «{ethnicity.term}» là một dân tộc của Việt Nam: đối chiếu sổ; theo mẫu thì ghi “Khác”.",
        sources.VENDOR,
        ({nationality.name: "Hoa Kỳ", ethnicity.name: "Kinh"},),
        ({nationality.name: "Hoa Kỳ", ethnicity.name: "Khác"},),
    )
    yield make_rule(
        register,
        f"{ethnicity.name}.citizen",
        Severity.WARNING,
        rows_where(f"{nationality.name} = '{VIETNAM}' AND {ethnicity.name} = '{FOREIGN_ETHNICITIES[1]}'"),
        (ethnicity.name, nationality.name),
        f"Quốc tịch Việt Nam nhưng «{ethnicity.term}» là “Người nước ngoài”: đối chiếu cả hai với sổ.",
        sources.VENDOR,
        ({nationality.name: VIETNAM, ethnicity.name: FOREIGN_ETHNICITIES[1]},),
        ({nationality.name: VIETNAM, ethnicity.name: "Khmer"},),
    )


def _nationality_text(register: Register, block: str) -> Iterator[Rule]:
    """The newer birth template has the nationality twice, once in words."""
    once, twice = register.part(block, "nationality"), register.part(block, "nationality_text")
    if once is None or twice is None:
        return
    yield make_rule(
        register,
        f"{twice.name}.differs",
        Severity.WARNING,
        rows_where(f"{once.name} <> {twice.name} AND NOT {once.name}__unknown AND NOT {twice.name}__unknown"),
        (once.name, twice.name),
        f"«{once.term}» và «{twice.term}» khác nhau: đối chiếu cả hai với sổ.",
        sources.TEMPLATE,
        ({once.name: VIETNAM, twice.name: "Hoa Kỳ"},),
        ({once.name: VIETNAM, twice.name: "Viet Nam"},),
    )


def _residence(register: Register, block: str) -> Iterator[Rule]:
    kind, place = register.part(block, "residence_kind"), register.part(block, "residence_place")
    if kind is None or place is None:
        return
    yield make_rule(
        register,
        f"{place.name}.blank",
        Severity.WARNING,
        rows_where(f"{kind.name} IN ('1', '2') AND {place.name} IS NULL"),
        (place.name, kind.name),
        f"Có «{kind.term}» nhưng thiếu «{place.term}»: ghi theo sổ, hoặc chọn loại 0 (không có thông tin).",
        sources.VENDOR,
        ({kind.name: "1", place.name: None},),
        ({kind.name: "0", place.name: None},),
    )
    yield make_rule(
        register,
        f"{kind.name}.blank",
        Severity.WARNING,
        rows_where(f"{kind.name} IS NULL AND NOT {kind.name}__unknown AND {place.name} IS NOT NULL"),
        (kind.name, place.name),
        f"Có «{place.term}» nhưng thiếu «{kind.term}»: chọn 1 thường trú, 2 tạm trú hoặc 0 không có thông tin.",
        sources.VENDOR,
        ({kind.name: None, place.name: "xã An Hiệp"},),
        ({kind.name: None, place.name: None},),
    )
