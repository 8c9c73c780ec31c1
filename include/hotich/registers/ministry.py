"""The five registers with a template of the Ministry (CV 1437/BTP-CNTT of 25/4/2019): KS KH CMC HN KT."""

from datetime import date

from hotich.registers import codes
from hotich.registers.blocks import (
    BIRTH_DATE,
    BIRTH_DATE_IN_WORDS,
    CITIZENSHIP,
    DATE_HINT,
    DECISION_NUMBER,
    DOCUMENT,
    FULL_NAME,
    IDENTITY_DOCUMENT_KIND,
    IDENTITY_NUMBER,
    ISSUE_PLACE,
    NATIVE_PLACE,
    RESIDENCE,
    SEX,
    Part,
    dated,
    declarant,
    entry_head,
    foreign_registration,
    own,
    person,
    registration_kind,
)
from hotich.registers.model import SHEET_NAME, Edition, Kind, Register

# "Older books lack fields: no identity numbers for parents, no declarant document" (domain handbook §3).
# The handbook names no day; the forms changed with these laws, so these are the days taken. [U]
PARENT_PAPERS_FROM = date(2016, 1, 1)
"""Luật Hộ tịch, TT 15/2015: from here birth books have the parents' identity papers. Unconfirmed."""
DECLARANT_PAPERS_FROM = date(2006, 4, 1)
"""NĐ 158/2005: from here books have the declarant's identity papers. Unconfirmed."""
PERSONAL_NUMBER_FROM = date(2016, 1, 1)
"""Luật Hộ tịch: số định danh cá nhân is given at birth registration; none before. Unconfirmed."""


def _declaration(name: str, suffix: str, term: str, about: str, last_suffix: str) -> tuple[Part, ...]:
    """A court's declaration noted in the margin and its revocation (status, two dates, two grounds)."""
    return (
        Part(f"{name}_status", suffix, term, Kind.CODE, codes.DECLARATION_STATUS, standalone=True),
        Part(
            f"{name}_declaration_noted_on",
            f"{suffix}NgayGhiChuTuyenBo",
            f"Ngày ghi chú tuyên bố{about}",
            Kind.DATE,
            standalone=True,
            hint=DATE_HINT,
        ),
        Part(
            f"{name}_declaration_basis",
            f"{suffix}CanCuTuyenBo",
            f"Căn cứ tuyên bố{about}",
            standalone=True,
        ),
        Part(
            f"{name}_revocation_noted_on",
            f"{suffix}NgayGhiChuHuyTuyenBo",
            f"Ngày ghi chú hủy tuyên bố{about}",
            Kind.DATE,
            standalone=True,
            hint=DATE_HINT,
        ),
        Part(f"{name}_revocation_basis", last_suffix, f"Căn cứ hủy tuyên bố{about}", standalone=True),
    )


_CHILD = person(
    "child",
    "Người được khai sinh",
    "nks",
    FULL_NAME,
    SEX,
    BIRTH_DATE,
    BIRTH_DATE_IN_WORDS,
    Part("birth_place", "NoiSinh", "Nơi sinh", Kind.PLACE, standalone=True, hint="cơ sở hoặc địa chỉ"),
    Part("birth_place_unit", "NoiSinhDVHC", "Nơi sinh - đơn vị hành chính", Kind.PLACE, standalone=True),
    NATIVE_PLACE,
    *CITIZENSHIP,
    Part(
        "birth_kind",
        "LoaiKhaiSinh",
        "Loại khai sinh",
        Kind.CODE,
        codes.BIRTH_KIND,
        critical=True,
        standalone=True,
    ),
    *_declaration("missing", "MatTich", "Mất tích", " mất tích", "MatTichCanCuHuyTuyenBo"),
    # The official header of the last column is misspelt (NgayCanCu…); templates are matched on it exactly.
    *_declaration(
        "capacity",
        "HanCheNangLucHanhVi",
        "Mất/hạn chế năng lực hành vi",
        "",
        "HanCheNangLucHanhViNgayCanCuHuyTuyenBo",
    ),
)
_PARENT = (
    FULL_NAME,
    BIRTH_DATE,
    *CITIZENSHIP,
    *RESIDENCE,
    *dated(PARENT_PAPERS_FROM, IDENTITY_DOCUMENT_KIND, IDENTITY_NUMBER),
)
_NATIONALITY_TEXT = Part("nationality_text", "QuocTichStr", "quốc tịch (ghi bằng chữ)", Kind.NATIONALITY)


def _personal_number(suffix: str) -> Part:
    return Part(
        "personal_number",
        suffix,
        "số định danh cá nhân",
        Kind.IDENTITY_NUMBER,
        expected_from=PERSONAL_NUMBER_FROM,
        hint="12 chữ số",
    )


_PARENT_ADDITIONS = (_personal_number("SoDinhDanhCaNhan"), _NATIONALITY_TEXT)
_BIRTH_WITH_PERSONAL_NUMBERS = Edition(
    name="dinh_danh",
    term="Mẫu khai sinh mới, có số định danh cá nhân",
    sheet=SHEET_NAME,
    note_sheet="Ghi chu",
    ordinal=True,
    additions=(
        (
            "child_other_nationality",
            person("child", "Người được khai sinh", "nks", _personal_number("SoDinhDanh"), _NATIONALITY_TEXT),
        ),
        ("mother_identity_number", person("mother", "Mẹ", "me", *_PARENT_ADDITIONS)),
        ("father_identity_number", person("father", "Cha", "cha", *_PARENT_ADDITIONS)),
    ),
)

BIRTH = Register(
    code="KS",
    name="birth",
    table="birth",
    term="Khai sinh",
    fields=(
        *entry_head(registration_kind(codes.BIRTH_REGISTRATION_KIND)),
        *_CHILD,
        *person("mother", "Mẹ", "me", *_PARENT),
        *person("father", "Cha", "cha", *_PARENT),
        *declarant(since=DECLARANT_PAPERS_FROM),
        *foreign_registration(),
    ),
    principals=("child_full_name",),
    special=("child_full_name",),
    official=True,
    editions=(_BIRTH_WITH_PERSONAL_NUMBERS,),
)

_SPOUSE = (FULL_NAME, BIRTH_DATE, *CITIZENSHIP, *RESIDENCE, *DOCUMENT)

MARRIAGE = Register(
    code="KH",
    name="marriage",
    table="marriage",
    term="Kết hôn",
    fields=(
        *entry_head(
            registration_kind(codes.MARRIAGE_REGISTRATION_KIND),
            after_title=(
                own(
                    "marriage_established_on",
                    "ngayXacLapQuanHeHonNhan",
                    "Ngày xác lập quan hệ hôn nhân",
                    Kind.DATE,
                    critical=True,
                ),
            ),
        ),
        own(
            "marriage_status",
            "tinhTrangKetHon",
            "Tình trạng kết hôn",
            Kind.CODE,
            codes.MARRIAGE_STATUS,
            critical=True,
        ),
        own("annulment_noted_on", "huyKetHonNgayGhiChu", "Ngày ghi chú hủy kết hôn", Kind.DATE),
        own("annulment_basis", "huyKetHonCanCu", "Căn cứ hủy kết hôn"),
        own("validation_noted_on", "congNhanKetHonNgayGhiChu", "Ngày ghi chú công nhận kết hôn", Kind.DATE),
        own("validation_basis", "congNhanKetHonCanCu", "Căn cứ công nhận kết hôn"),
        *person("husband", "Chồng", "chong", *_SPOUSE),
        *person("wife", "Vợ", "vo", *_SPOUSE),
        *foreign_registration(),
    ),
    principals=("husband_full_name", "wife_full_name"),
    # LH has both spouses too; loaiDangKy is what KH has and LH has not.
    special=("husband_full_name", "wife_full_name", "registration_kind"),
    official=True,
)

_RECOGNISED = (FULL_NAME, BIRTH_DATE, *CITIZENSHIP, NATIVE_PLACE, *RESIDENCE, *DOCUMENT)

RECOGNITION = Register(
    code="CMC",
    name="recognition",
    table="recognition",
    term="Nhận cha, mẹ, con",
    fields=(
        *entry_head(
            registration_kind(None),
            own(
                "recognition_kind",
                "loaiXacNhan",
                "Loại xác nhận",
                Kind.CODE,
                codes.RECOGNITION_KIND,
                critical=True,
            ),
            before_date=(DECISION_NUMBER,),
        ),
        *person("parent", "Cha/mẹ", "cm", *_RECOGNISED),
        *person("child", "Người con", "nc", *_RECOGNISED),
        *declarant(
            Part("relation_to_recognised", "QHNguoiDuocNhan", "quan hệ với người được nhận"),
            Part("relation_to_recogniser", "QHNguoiNhan", "quan hệ với người nhận"),
            since=DECLARANT_PAPERS_FROM,
        ),
        *foreign_registration(),
    ),
    principals=("parent_full_name", "child_full_name"),
    special=("parent_full_name", "child_full_name"),
    official=True,
)

MARITAL_STATUS = Register(
    code="HN",
    name="marital_status",
    table="marital_status",
    term="Xác nhận tình trạng hôn nhân",
    fields=(
        *entry_head(place=ISSUE_PLACE),
        *person(
            "subject",
            "Người được xác nhận",
            "nxn",
            FULL_NAME,
            SEX,
            BIRTH_DATE,
            *CITIZENSHIP,
            *RESIDENCE,
            *DOCUMENT,
            Part("stay_place", "ThoiGianCuTruTai", "Thời gian cư trú tại", Kind.PLACE, standalone=True),
            Part("stay_from_date", "ThoiGianCuTruTu", "Cư trú từ ngày", Kind.DATE, standalone=True),
            Part("stay_until_date", "ThoiGianCuTruDen", "Cư trú đến ngày", Kind.DATE, standalone=True),
            Part(
                "marital_status",
                "TinhTrangHonNhan",
                "Tình trạng hôn nhân",
                critical=True,
                standalone=True,
            ),
            Part(
                "usage_kind",
                "LoaiMucDichSuDung",
                "Loại mục đích sử dụng",
                Kind.CODE,
                codes.USAGE_KIND,
                critical=True,
                standalone=True,
            ),
            Part("usage_purpose", "MucDichSuDung", "Mục đích sử dụng", standalone=True),
        ),
        *declarant(since=DECLARANT_PAPERS_FROM),
    ),
    principals=("subject_full_name",),
    special=("subject_full_name",),
    official=True,
)

DEATH = Register(
    code="KT",
    name="death",
    table="death",
    term="Khai tử",
    fields=(
        *entry_head(registration_kind(None)),
        *person(
            "deceased",
            "Người chết",
            "nkt",
            FULL_NAME,
            SEX,
            BIRTH_DATE,
            *CITIZENSHIP,
            *RESIDENCE,
            *DOCUMENT,
            Part(
                "death_date",
                "NgayChet",
                "Ngày chết",
                Kind.DATE,
                critical=True,
                standalone=True,
                hint=DATE_HINT,
            ),
            Part(
                "death_date_in_words",
                "NgayChetGhiBangChu",
                "Ngày chết ghi bằng chữ",
                Kind.DATE_IN_WORDS,
                critical=True,
                standalone=True,
            ),
            Part("death_time", "GioPhutChet", "Giờ, phút chết", Kind.TIME, standalone=True, hint="HH:MM"),
            Part("death_place", "NoiChet", "Nơi chết", Kind.PLACE, standalone=True),
            Part("death_cause", "NguyenNhanChet", "Nguyên nhân chết", standalone=True),
            # No list is published for this column either: text, not checked.
            Part(
                "death_declaration_status",
                "TinhTrangTuyenBoViecChet",
                "Tình trạng tuyên bố việc chết",
                critical=True,
                standalone=True,
            ),
            Part(
                "death_declaration_noted_on",
                "NgayGhiChuTuyenBoViecChet",
                "Ngày ghi chú tuyên bố chết",
                Kind.DATE,
                standalone=True,
                hint=DATE_HINT,
            ),
            Part("death_declaration_basis", "CanCuTuyenBoViecChet", "Căn cứ tuyên bố chết", standalone=True),
            Part(
                "death_revocation_noted_on",
                "NgayGhiChuHuyTuyenBoViecChet",
                "Ngày ghi chú hủy tuyên bố chết",
                Kind.DATE,
                standalone=True,
                hint=DATE_HINT,
            ),
            Part(
                "death_revocation_basis",
                "CanCuHuyTuyenBoViecChet",
                "Căn cứ hủy tuyên bố chết",
                standalone=True,
            ),
        ),
        *person(
            "death_notice",
            "Giấy báo tử",
            "gbt",
            Part(
                "kind",
                "Loai",
                "Loại giấy báo tử",
                Kind.CODE,
                codes.DEATH_NOTICE_KIND,
                critical=True,
                standalone=True,
            ),
            Part("number", "So", "Số giấy báo tử", critical=True, standalone=True),
            Part(
                "date", "Ngay", "Ngày giấy báo tử", Kind.DATE, critical=True, standalone=True, hint=DATE_HINT
            ),
            Part("authority", "CoQuanCap", "Cơ quan cấp giấy báo tử", critical=True, standalone=True),
        ),
        *declarant(since=DECLARANT_PAPERS_FROM),
        *foreign_registration(),
    ),
    principals=("deceased_full_name",),
    special=("deceased_full_name",),
    official=True,
)
