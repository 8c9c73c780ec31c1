"""Rules on single columns, derived from what the register's description says of each: its kind and its list."""

from collections.abc import Iterator

from hotich.quality.catalogue import sources
from hotich.quality.catalogue.model import (
    Rule,
    Severity,
    in_set,
    make_rule,
    matches,
    not_before,
    not_in_set,
    rows_where,
)
from hotich.registers import Field, Kind, Register
from hotich.registers.hints import code_words

LATER = "__later"
"""Ending of the facts on places: the text names a unit by a name that was not yet borne on the registration day."""

VIETNAM = "Việt Nam"
FOREIGN_ETHNICITIES = ("Khác", "Người nước ngoài")

NOTED_AFTERWARDS = "_noted_on"
"""Ending of fields that date a marginal note: written into the book after registration, never before it."""


def column_rules(register: Register) -> Iterator[Rule]:
    """One family of rules for each field of `register`, in template order."""
    for field in register.all_fields:
        if field.kind is Kind.CODE:
            yield _code(register, field)
        elif field.kind is Kind.DATE and field.name != "registered_on":
            yield from _date(register, field)
        elif field.kind is Kind.DATE_IN_WORDS:
            yield from _words(register, field)
        elif field.kind in {Kind.ETHNICITY, Kind.NATIONALITY}:
            yield _listed(register, field)
        elif field.kind is Kind.NAME:
            yield _name(register, field)
            yield _placeholder(register, field)
        elif field.kind is Kind.IDENTITY_NUMBER:
            yield _number(register, field)
        elif field.kind is Kind.PLACE:
            yield _later_place(register, field)
        elif field.kind is Kind.TIME:
            yield _time(register, field)


def _code(register: Register, field: Field) -> Rule:
    assert field.codes is not None
    first = next(iter(field.codes.values))
    return make_rule(
        register,
        f"{field.name}.unknown",
        Severity.ERROR,
        in_set(f"{field.name}__unknown", False),
        (field.name,),
        f"Mã không có trong danh mục của «{field.term}»: chọn một trong: {code_words(field.codes)}.",
        sources.TEMPLATE,
        ({field.name: "99"},),
        ({field.name: f" {first} "},),
    )


def _date(register: Register, field: Field) -> Iterator[Rule]:
    yield make_rule(
        register,
        f"{field.name}.unreadable",
        Severity.WARNING,
        not_in_set(f"{field.name}__state", "unreadable"),
        (field.name,),
        f"«{field.term}» không đọc được hoặc không có thật: đối chiếu sổ; nếu sổ ghi đúng như vậy thì xác nhận đúng như sổ.",
        sources.CONTRACT_READING,
        ({field.name: "31.02.1985"},),
        ({field.name: None},),
    )
    if field.name.endswith(NOTED_AFTERWARDS):
        yield make_rule(
            register,
            f"{field.name}.before_registration",
            Severity.WARNING,
            not_before(f"{field.name}__until", "registered_on__from"),
            (field.name, "registered_on"),
            f"«{field.term}» trước ngày đăng ký: đối chiếu cả hai ngày với sổ.",
            sources.VENDOR,
            ({field.name: "01.02.2001"},),
            ({field.name: "01.02.2019"},),
        )
    else:
        yield make_rule(
            register,
            f"{field.name}.after_registration",
            Severity.WARNING,
            not_before("registered_on__until", f"{field.name}__from"),
            (field.name, "registered_on"),
            f"«{field.term}» sau ngày đăng ký: đối chiếu cả hai ngày với sổ.",
            sources.VENDOR,
            ({field.name: "2019"},),
            ({field.name: "05.05.2017"},) if field.part not in _SPACED else ({},),
        )


_SPACED = frozenset({"birth_date", "death_date", "stay_from_date", "judgment_date"})
"""Parts whose dates other rules bind to each other, so that the day of registration itself is no neutral example."""


def _words(register: Register, field: Field) -> Iterator[Rule]:
    date = field.name.removesuffix("_in_words")
    term = register.field(date).term
    yield make_rule(
        register,
        f"{field.name}.unread",
        Severity.WARNING,
        not_in_set(f"{field.name}__state", "unread"),
        (field.name,),
        f"«{field.term}» không đọc được thành ngày: đối chiếu sổ và ghi lại bằng chữ, không viết tắt.",
        sources.WRITING,
        ({field.name: "ngày lành tháng tốt"},),
        ({field.name: None},),
    )
    yield make_rule(
        register,
        f"{field.name}.differs",
        Severity.WARNING,
        # A coarser reading that the finer one begins with (1985 beside 1985-03-02) agrees with it.
        rows_where(
            f"SUBSTR({date}, 1, LENGTH({field.name}__from)) <> {field.name}__from"
            f" AND SUBSTR({field.name}__from, 1, LENGTH({date})) <> {date}"
        ),
        (date, field.name),
        f"«{term}» bằng số và bằng chữ khác nhau: đối chiếu cả hai với sổ.",
        sources.WRITING,
        ({field.name: "Ngày mười hai tháng chín năm một nghìn chín trăm chín mươi chín"},),
        ({field.name: "năm hai nghìn không trăm mười bảy"},),
    )


def _listed(register: Register, field: Field) -> Rule:
    what, source = (
        ("danh mục dân tộc", sources.ETHNICITIES)
        if field.kind is Kind.ETHNICITY
        else ("danh sách quốc gia", sources.TEMPLATE)
    )
    return make_rule(
        register,
        f"{field.name}.unknown",
        Severity.WARNING,
        in_set(f"{field.name}__unknown", False),
        (field.name,),
        f"«{field.term}» không có trong {what}: đối chiếu sổ, ghi tên như trong danh mục hoặc xác nhận đúng như sổ.",
        source,
        ({field.name: "Xyzt"},),
        ({field.name: None},),
    )


def _name(register: Register, field: Field) -> Rule:
    """TT 04/2020: no abbreviations. Foreign names ("JOHN F. KENNEDY") are spared where the nationality shows one."""
    nationality = register.part(field.block, "nationality") if field.block else None
    spared = f" AND COALESCE({nationality.name}, '{VIETNAM}') = '{VIETNAM}'" if nationality else ""
    return make_rule(
        register,
        f"{field.name}.not_a_name",
        Severity.WARNING,
        rows_where(f"{field.name} ~ '[0-9/?*_.…]'{spared}"),
        (field.name,),
        f"«{field.term}» có chữ số, dấu lạ hoặc viết tắt: đối chiếu sổ và ghi đủ họ, chữ đệm, tên.",
        sources.WRITING,
        ({field.name: "Nguyễn V. An"},),
        ({field.name: "K'Brơi-Niê"},),
    )


PLACEHOLDERS = (
    "không", "không có", "không rõ", "không rõ tên", "không biết", "không biết tên", "không xác định",
    "không có thông tin", "chưa rõ", "chưa biết", "chưa xác định",
)  # fmt: skip
"""Words that stand where a name is unknown; the forms want the cell blank instead."""


def _placeholder(register: Register, field: Field) -> Rule:
    words = ", ".join(f"'{word}'" for word in PLACEHOLDERS)
    return make_rule(
        register,
        f"{field.name}.placeholder",
        Severity.WARNING,
        rows_where(f"LOWER({field.name}) IN ({words})"),
        (field.name,),
        f"«{field.term}» ghi chữ thay cho tên (như “không rõ”): để trống nếu sổ để trống; nếu sổ ghi đúng như vậy thì xác nhận đúng"
        " như sổ.",
        sources.WRITING,
        ({field.name: "KHÔNG RÕ"},),
        ({field.name: "Nguyễn Thị Không"},),
    )


def _number(register: Register, field: Field) -> Rule:
    return make_rule(
        register,
        f"{field.name}.no_digit",
        Severity.WARNING,
        matches(field.name, "^.*[0-9]"),
        (field.name,),
        f"«{field.term}» không có chữ số nào: ghi số theo sổ; để trống nếu sổ không ghi.",
        sources.WRITING,
        ({field.name: "không rõ"},),
        ({field.name: "B1234567"},),
    )


def _later_place(register: Register, field: Field) -> Rule:
    return make_rule(
        register,
        f"{field.name}.later_name",
        Severity.WARNING,
        not_in_set(f"{field.name}{LATER}", True),
        (field.name,),
        f"«{field.term}» dùng tên đơn vị hành chính chưa có vào ngày đăng ký: ghi địa danh như sổ, không đổi sang tên mới.",
        sources.WRITING,
        (
            {
                field.name: "Thành phố Bến Tre, tỉnh Bến Tre",
                "registered_on": "10.08.2009",
                "entry_number": "05/2009",
            },
        ),
        (
            {
                field.name: "Thành phố Bến Tre, tỉnh Bến Tre",
                "registered_on": "11.08.2009",
                "entry_number": "05/2009",
            },
        ),
    )


def _time(register: Register, field: Field) -> Rule:
    return make_rule(
        register,
        f"{field.name}.unreadable",
        Severity.WARNING,
        matches(field.name, _TIME),
        (field.name,),
        f"«{field.term}» không đọc được: ghi giờ và phút, ví dụ 05:30.",
        sources.TEMPLATE,
        ({field.name: "25:70"},),
        ({field.name: "5 giờ 30 phút"},),
    )


_TIME = "^(?:[^0-9].*|(?:[01]?[0-9]|2[0-4])[ ]*(?:[:.hg]|giờ)?[ ]*(?:[0-5]?[0-9])?[ ]*(?:p|ph|phút)?(?::[0-5][0-9])?(?:[ ].*)?)$"
"""Words ("không rõ", "nửa đêm") or an hour with or without minutes."""
