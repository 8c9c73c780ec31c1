"""Reusable blocks of a register's description: the entry's head, a person, the declarant, registration abroad."""

from dataclasses import dataclass, replace
from datetime import date

from hotich.registers import codes
from hotich.registers.model import CodeList, Field, Kind

DATE_HINT = "dd.mm.yyyy; chỉ biết tháng: mm.yyyy; chỉ biết năm: yyyy"
NUMBER_HINT = "số/năm, ví dụ 01/2018"


@dataclass(frozen=True, slots=True)
class Part:
    """What a block can hold: its name and header within the block, and the field's other properties."""

    name: str
    suffix: str
    term: str
    kind: Kind = Kind.TEXT
    codes: CodeList | None = None
    critical: bool = False
    expected_from: date | None = None
    standalone: bool = False
    """True: the term is a sentence of its own and does not begin with the role ("Nơi sinh")."""
    hint: str = ""


FULL_NAME = Part("full_name", "HoTen", "họ, chữ đệm, tên", Kind.NAME, critical=True, hint="VIẾT HOA, có dấu")
SEX = Part("sex", "GioiTinh", "giới tính", Kind.CODE, codes.SEX, critical=True)
BIRTH_DATE = Part("birth_date", "NgaySinh", "ngày sinh", Kind.DATE, critical=True, hint=DATE_HINT)
BIRTH_DATE_IN_WORDS = Part(
    "birth_date_in_words",
    "NgaySinhBangChu",
    "ngày sinh ghi bằng chữ",
    Kind.DATE_IN_WORDS,
    critical=True,
    hint="phải khớp với ngày sinh ghi bằng số",
)
ETHNICITY = Part("ethnicity", "DanToc", "dân tộc", Kind.ETHNICITY, critical=True)
NATIONALITY = Part("nationality", "QuocTich", "quốc tịch", Kind.NATIONALITY, critical=True)
OTHER_NATIONALITY = Part("other_nationality", "QuocTichKhac", "quốc tịch khác", Kind.NATIONALITY)
NATIVE_PLACE = Part("native_place", "QueQuan", "quê quán", Kind.PLACE)
RESIDENCE_KIND = Part("residence_kind", "LoaiCuTru", "loại cư trú", Kind.CODE, codes.RESIDENCE_KIND)
RESIDENCE_PLACE = Part("residence_place", "NoiCuTru", "nơi cư trú", Kind.PLACE)
IDENTITY_DOCUMENT_KIND = Part(
    "identity_document_kind",
    "LoaiGiayToTuyThan",
    "loại giấy tờ tùy thân",
    Kind.CODE,
    codes.IDENTITY_DOCUMENT_KIND,
    critical=True,
)
OTHER_DOCUMENT = Part("other_document", "GiayToKhac", "giấy tờ khác", hint="tên giấy tờ khi loại là 8 (khác)")
IDENTITY_NUMBER = Part(
    "identity_number", "SoGiayToTuyThan", "số giấy tờ tùy thân", Kind.IDENTITY_NUMBER, critical=True
)
IDENTITY_ISSUED_ON = Part(
    "identity_issued_on", "NgayCapGiayToTuyThan", "ngày cấp giấy tờ", Kind.DATE, hint=DATE_HINT
)
IDENTITY_ISSUE_PLACE = Part("identity_issue_place", "NoiCapGiayToTuyThan", "nơi cấp giấy tờ")
RELATION = Part("relation", "QuanHe", "quan hệ")

CITIZENSHIP = (ETHNICITY, NATIONALITY, OTHER_NATIONALITY)
RESIDENCE = (RESIDENCE_KIND, RESIDENCE_PLACE)
DOCUMENT = (
    IDENTITY_DOCUMENT_KIND,
    OTHER_DOCUMENT,
    IDENTITY_NUMBER,
    IDENTITY_ISSUED_ON,
    IDENTITY_ISSUE_PLACE,
)


def dated(since: date, *parts: Part) -> tuple[Part, ...]:
    """The same parts in a form that books have only from the registration date `since` on."""
    return tuple(replace(part, expected_from=since) for part in parts)


def person(block: str, role: str, prefix: str, *parts: Part) -> tuple[Field, ...]:
    """The fields of one person or paper: `person("mother", "Mẹ", "me", FULL_NAME, …)`, in that order."""
    return tuple(
        Field(
            name=f"{block}_{part.name}",
            column=prefix + part.suffix,
            term=part.term if part.standalone else f"{role}: {part.term}",
            kind=part.kind,
            part=part.name,
            block=block,
            codes=part.codes,
            critical=part.critical,
            expected_from=part.expected_from,
            hint=part.hint,
        )
        for part in parts
    )


# The declarant's papers are not keyed twice: only the name is in the short template.
_DECLARANT_DOCUMENT = tuple(replace(part, critical=False) for part in DOCUMENT)


def declarant(*relations: Part, since: date | None = None) -> tuple[Field, ...]:
    """The declarant (người yêu cầu): name, relation(s), papers (in books from `since` on)."""
    papers = _DECLARANT_DOCUMENT if since is None else dated(since, *_DECLARANT_DOCUMENT)
    return person("declarant", "Người yêu cầu", "nyc", FULL_NAME, *(relations or (RELATION,)), *papers)


def own(
    name: str,
    column: str,
    term: str,
    kind: Kind = Kind.TEXT,
    code_list: CodeList | None = None,
    *,
    critical: bool = False,
    private: bool = True,
    hint: str = "",
) -> Field:
    """A field of the entry itself, outside every block."""
    if kind is Kind.DATE and not hint:
        hint = DATE_HINT
    return Field(
        name, column, term, kind, part=name, codes=code_list, critical=critical, private=private, hint=hint
    )


# What names an entry in its book names no person: reports and logs may show it.
ENTRY_NUMBER = own(
    "entry_number",
    "so",
    "Số đăng ký",
    Kind.ENTRY_NUMBER,
    critical=True,
    private=False,
    hint=NUMBER_HINT,
)
BOOK_NUMBER = own(
    "book_number",
    "quyenSo",
    "Quyển số",
    Kind.BOOK_NUMBER,
    critical=True,
    private=False,
    hint="quyển/năm, ví dụ 01/2018",
)
PAGE_NUMBER = own("page_number", "trangSo", "Trang số", Kind.PAGE, private=False)
REGISTERED_ON = own(
    "registered_on",
    "ngayDangKy",
    "Ngày đăng ký",
    Kind.DATE,
    critical=True,
    private=False,
    hint="bắt buộc đủ ngày, tháng, năm: dd.mm.yyyy",
)
REGISTRATION_PLACE = own("registration_place", "noiDangKy", "Nơi đăng ký", Kind.PLACE)
ISSUE_PLACE = own("registration_place", "noiCap", "Nơi cấp", Kind.PLACE)
SIGNER_NAME = own("signer_name", "nguoiKy", "Người ký", Kind.NAME, critical=True)
SIGNER_TITLE = own("signer_title", "chucVuNguoiKy", "Chức vụ người ký")
TRANSCRIBER_NAME = own("transcriber_name", "nguoiThucHien", "Người thực hiện", Kind.NAME)
NOTE = own("note", "ghiChu", "Ghi chú")
DECISION_NUMBER = own("decision_number", "quyetDinhSo", "Quyết định số", critical=True)


def registration_kind(code_list: CodeList | None) -> Field:
    """`loaiDangKy`. Without a published list (KT, CMC) it is plain text, kept as written, not checked."""
    return own(
        "registration_kind",
        "loaiDangKy",
        "Loại đăng ký",
        Kind.TEXT if code_list is None else Kind.CODE,
        code_list,
        critical=True,
        private=False,
    )


def entry_head(
    *kinds: Field,
    before_date: tuple[Field, ...] = (),
    place: Field = REGISTRATION_PLACE,
    after_title: tuple[Field, ...] = (),
) -> tuple[Field, ...]:
    """The head of every register: numbers, date, kind(s), place, signer, transcriber, note."""
    return (
        ENTRY_NUMBER,
        BOOK_NUMBER,
        PAGE_NUMBER,
        *before_date,
        REGISTERED_ON,
        *kinds,
        place,
        SIGNER_NAME,
        SIGNER_TITLE,
        *after_title,
        TRANSCRIBER_NAME,
        NOTE,
    )


def foreign_registration() -> tuple[Field, ...]:
    """A registration abroad that was entered into the register afterwards."""
    return (
        own("foreign_registration_number", "soDangKyNuocNgoai", "Số đăng ký ở nước ngoài"),
        own("foreign_registered_on", "ngayDangKyNuocNgoai", "Ngày đăng ký ở nước ngoài", Kind.DATE),
        own("foreign_authority", "cqNuocNgoaiDaDangKy", "Cơ quan nước ngoài đã đăng ký"),
        own("foreign_country", "qgNuocNgoaiDaDangKy", "Quốc gia nước ngoài đã đăng ký", Kind.NATIONALITY),
    )
