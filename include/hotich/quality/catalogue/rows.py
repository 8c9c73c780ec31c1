"""Rules on a row as it was delivered, the same for every register: place, principal, damaged cells, key."""

from collections.abc import Iterator

from hotich.quality.catalogue import regimes, sources
from hotich.quality.catalogue.model import (
    Rule,
    Severity,
    at_most,
    in_set,
    make_rule,
    not_in_set,
    not_null,
    rows_where,
)
from hotich.registers import Register

CELL_FAULT = "cell_fault"
"""CLEAN column with the row's worst damage, and the second part of the keys of its rules."""

VARIANTS = "key__variants"
"""UInt32: how many different contents the row's file has under the row's key; null when the row has no key."""
REPEATED = "row__repeated"
"""Boolean: an earlier row of the same file is the same in every column (written text included)."""

FOUNDLING = "5"
"""nksLoaiKhaiSinh: an abandoned child, whose name may be unknown."""


NOT_YET = "unit__not_yet"
"""Boolean: the unit that delivered the row was formed after the row's registration date."""


def row_rules(register: Register) -> Iterator[Rule]:
    """The rules on a delivered row of `register`."""
    yield from _place(register)
    yield _unit_not_yet(register)
    yield from _principals(register)
    yield from _damage(register)
    yield from _key(register)
    yield from _key_at_load(register)


def _place(register: Register) -> Iterator[Rule]:
    field = ("registration_place",)
    yield make_rule(
        register,
        "registration_place.other_unit",
        Severity.ERROR,
        not_in_set("registration_place__unit", "other"),
        field,
        "Nơi đăng ký là một đơn vị khác: chuyển trường hợp này về thư mục của đơn vị đã lập sổ, hoặc sửa nơi đăng ký theo sổ.",
        sources.CONTRACT_KEYS,
        ({"registration_place__unit": "other"},),
        ({"registration_place__unit": "own"},),
    )
    yield make_rule(
        register,
        "registration_place.unknown",
        Severity.WARNING,
        not_in_set("registration_place__unit", "none"),
        field,
        "Nơi đăng ký không trùng tên đơn vị nào vào thời điểm đó: đối chiếu sổ, ghi tên đơn vị như sổ.",
        sources.CONTRACT_KEYS,
        ({"registration_place__unit": "none"},),
        ({"registration_place": None},),
    )


def _unit_not_yet(register: Register) -> Rule:
    return make_rule(
        register,
        "row.unit_not_yet",
        Severity.WARNING,
        not_in_set(NOT_YET, True),
        ("registered_on",),
        "Đơn vị giao sổ chưa được thành lập vào ngày đăng ký: đối chiếu ngày với sổ; nếu đúng thì gửi sổ dưới mã của đơn vị đã lập sổ.",
        sources.CONTRACT_KEYS,
        ({"registered_on": "31.12.2008", "entry_number": "05/2008", "unit_id": MO_CAY_BAC},),
        ({"registered_on": "02.01.2009", "entry_number": "05/2009", "unit_id": MO_CAY_BAC},),
    )


MO_CAY_BAC = 20083801
"""unit_id of huyện Mỏ Cày Bắc, formed in 2009 (for examples)."""


def _principals(register: Register) -> Iterator[Rule]:
    for name in register.principals:
        if register.code == "KT":
            yield _unknown_dead(register, name)
        elif register.code == "KS":
            yield from _unnamed_child(register, name)
        else:
            yield make_rule(
                register,
                f"{name}.blank",
                Severity.ERROR,
                not_null(name),
                (name,),
                _name_missing(register, name),
                sources.CONTRACT_READING,
                ({name: None},),
                ({name: "Y"},),
            )


def _name_missing(register: Register, name: str) -> str:
    return f"Thiếu «{register.field(name).term}»: ghi họ, chữ đệm, tên theo sổ."


def _unknown_dead(register: Register, name: str) -> Rule:
    return make_rule(
        register,
        f"{name}.blank",
        Severity.WARNING,
        not_null(name),
        (name,),
        f"Thiếu «{register.field(name).term}»: ghi theo sổ; nếu sổ ghi không rõ tung tích thì xác nhận đúng như sổ.",
        sources.CONTRACT_READING,
        ({name: None},),
    )


def _unnamed_child(register: Register, name: str) -> Iterator[Rule]:
    yield make_rule(
        register,
        f"{name}.blank",
        Severity.ERROR,
        rows_where(f"{name} IS NULL AND COALESCE(child_birth_kind, '') <> '{FOUNDLING}'"),
        (name,),
        _name_missing(register, name),
        sources.CONTRACT_READING,
        ({name: None},),
        ({name: None, "child_birth_kind": FOUNDLING},),
    )
    yield make_rule(
        register,
        f"{name}.blank_foundling",
        Severity.WARNING,
        rows_where(f"{name} IS NULL AND child_birth_kind = '{FOUNDLING}'"),
        (name,),
        f"Thiếu «{register.field(name).term}» (trẻ bị bỏ rơi): ghi theo sổ nếu sổ có ghi.",
        sources.CONTRACT_READING,
        ({name: None, "child_birth_kind": FOUNDLING},),
        ({"child_birth_kind": FOUNDLING},),
    )


_DAMAGE = (
    (
        "formula",
        Severity.ERROR,
        "Ô chứa công thức: thay công thức bằng giá trị như sổ (chép rồi dán giá trị).",
    ),
    (
        "control_character",
        Severity.ERROR,
        "Ô chứa ký tự điều khiển không nhìn thấy: xóa nội dung ô và gõ lại theo sổ.",
    ),
    (
        "direction_mark",
        Severity.ERROR,
        "Ô chứa ký tự đảo chiều chữ không nhìn thấy: xóa nội dung ô và gõ lại theo sổ.",
    ),
    ("too_long", Severity.ERROR, "Ô dài hơn 32.767 ký tự: ghi lại nội dung như sổ."),
    (
        "error_value",
        Severity.ERROR,
        "Ô chứa giá trị lỗi của Excel (như #N/A, #REF!): ghi lại giá trị như sổ.",
    ),
    (
        "number_identity",
        Severity.WARNING,
        "Số giấy tờ được nhập ở dạng số nên có thể đã mất số 0 ở đầu: định dạng ô là văn bản (Text) và nhập lại theo sổ.",
    ),
)


def _damage(register: Register) -> Iterator[Rule]:
    for fault, severity, message in _DAMAGE:
        yield make_rule(
            register,
            f"{CELL_FAULT}.{fault}",
            severity,
            not_in_set(CELL_FAULT, fault),
            (),
            message,
            sources.CONTRACT_READING,
            ({CELL_FAULT: fault},),
        )
    yield make_rule(
        register,
        "row.encoding_unclear",
        Severity.WARNING,
        in_set("encoding_unclear", False),
        (),
        "Chữ trong tệp có dấu hiệu của bảng mã cũ (TCVN3, VNI) nhưng không đủ rõ để chuyển: mở tệp, chuyển sang Unicode và gửi"
        " lại.",
        sources.CONTRACT_READING,
        ({"encoding_unclear": True},),
    )


def _key(register: Register) -> Iterator[Rule]:
    field = ("entry_number",)
    other = {register.principal: "Lê Thị Khác Hẳn"}
    yield make_rule(
        register,
        "key.duplicate",
        Severity.ERROR,
        at_most(VARIANTS, 1),
        field,
        "Nhiều dòng khác nhau trong tệp có cùng số đăng ký: đối chiếu sổ và sửa số; số thêm chữ (15A, 15bis) nếu sổ ghi vậy.",
        sources.CONTRACT_KEYS,
        ({}, other),
        ({}, {**other, "entry_number": "05A/2017"}),
    )
    yield make_rule(
        register,
        "key.repeated",
        Severity.ERROR,
        in_set(REPEATED, False),
        (),
        "Dòng này lặp lại nguyên vẹn một dòng ở trên: xóa dòng thừa (dòng ở trên đã được nhận nếu không có lỗi khác).",
        sources.CONTRACT_KEYS,
        ({}, {}),
        ({}, {"entry_number": "06/2017"}),
    )


def _key_at_load(register: Register) -> Iterator[Rule]:
    """What only the database can tell; the load names these rules."""
    field = ("entry_number",)
    never = rows_where("FALSE")
    yield make_rule(
        register,
        "key.other_book",
        Severity.ERROR,
        never,
        field,
        "Số đăng ký này trong năm đã có ở một quyển khác của đơn vị: đối chiếu hai quyển và sửa số đăng ký hoặc quyển số.",
        sources.CONTRACT_KEYS,
        ({},),
        regimes=regimes.BY_YEAR,
        at_load=True,
    )
    yield make_rule(
        register,
        "key.two_books",
        Severity.WARNING,
        never,
        field,
        "Hai quyển của cùng năm có cùng số đăng ký (trước 01/4/2006 mỗi quyển có thể đánh số riêng): kiểm tra quyển số.",
        sources.CONTRACT_KEYS,
        ({},),
        regimes=regimes.BY_BOOK,
        at_load=True,
    )
    yield make_rule(
        register,
        "row.other_unit_same",
        Severity.WARNING,
        never,
        (),
        "Một đơn vị khác cũng gửi trường hợp giống hệt: nếu là bản sao sổ thì chỉ đơn vị lập sổ gốc gửi.",
        sources.COPIES,
        ({},),
        at_load=True,
    )
