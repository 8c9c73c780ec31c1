"""The four registers without a template of the Ministry: GH CDGH LH TDCC.

Their templates are this project's own, made from the paper forms of TT 15/2015 in the Ministry's manner of
naming; the codes are unconfirmed.
"""

from hotich.registers import codes
from hotich.registers.blocks import (
    BIRTH_DATE,
    CITIZENSHIP,
    DECISION_NUMBER,
    DOCUMENT,
    FULL_NAME,
    RESIDENCE,
    SEX,
    declarant,
    entry_head,
    foreign_registration,
    own,
    person,
)
from hotich.registers.model import Field, Kind, Register


def _reference(name: str, suffix: str, term: str, *, critical: bool) -> tuple[Field, ...]:
    """An entry of another register that this one refers to: number, book, date, place."""
    return (
        own(f"{name}_entry_number", f"soDangKy{suffix}", f"Số đăng ký {term}", critical=critical),
        own(f"{name}_book_number", f"quyenSo{suffix}", f"Quyển số đăng ký {term}", critical=critical),
        own(
            f"{name}_registered_on",
            f"ngayDangKy{suffix}",
            f"Ngày đăng ký {term}",
            Kind.DATE,
            critical=critical,
        ),
        own(f"{name}_registration_place", f"noiDangKy{suffix}", f"Nơi đăng ký {term}", Kind.PLACE),
    )


_SIDE = (FULL_NAME, SEX, BIRTH_DATE, *CITIZENSHIP, *RESIDENCE, *DOCUMENT)
_ENDING_SIDE = (FULL_NAME, SEX, BIRTH_DATE, *CITIZENSHIP, *DOCUMENT)

GUARDIANSHIP = Register(
    code="GH",
    name="guardianship",
    table="guardianship",
    term="Giám hộ",
    fields=(
        *entry_head(
            own(
                "guardianship_kind",
                "loaiGiamHo",
                "Loại giám hộ",
                Kind.CODE,
                codes.GUARDIANSHIP_KIND,
                critical=True,
            )
        ),
        *person("guardian", "Người giám hộ", "ngh", *_SIDE),
        *person("ward", "Người được giám hộ", "ndgh", *_SIDE),
        *declarant(),
        *foreign_registration(),
    ),
    principals=("guardian_full_name", "ward_full_name"),
    special=("guardian_full_name", "ward_full_name", "guardianship_kind"),
    official=False,
)

GUARDIANSHIP_END = Register(
    code="CDGH",
    name="guardianship_end",
    table="guardianship_end",
    term="Chấm dứt giám hộ",
    fields=(
        *entry_head(),
        *person("guardian", "Người giám hộ", "ngh", *_ENDING_SIDE),
        *person("ward", "Người được giám hộ", "ndgh", *_ENDING_SIDE),
        *_reference("guardianship", "GiamHo", "giám hộ", critical=True),
        own("ending_reason", "lyDoChamDut", "Lý do chấm dứt giám hộ"),
        *declarant(),
    ),
    principals=("guardian_full_name", "ward_full_name"),
    special=("guardian_full_name", "ward_full_name", "guardianship_entry_number"),
    official=False,
)

_SPOUSE = (FULL_NAME, BIRTH_DATE, *CITIZENSHIP, *RESIDENCE, *DOCUMENT)

DIVORCE = Register(
    code="LH",
    name="divorce",
    table="divorce",
    term="Ghi chú ly hôn",
    fields=(
        *entry_head(
            own(
                "ending_kind",
                "hinhThucChamDut",
                "Hình thức",
                Kind.CODE,
                codes.MARRIAGE_ENDING_KIND,
                critical=True,
            )
        ),
        *person("husband", "Chồng", "chong", *_SPOUSE),
        *person("wife", "Vợ", "vo", *_SPOUSE),
        own("judgment_number", "soBanAn", "Số bản án, quyết định", critical=True),
        own("judgment_date", "ngayBanAn", "Ngày bản án, quyết định", Kind.DATE, critical=True),
        own("judgment_effective_on", "ngayHieuLuc", "Ngày có hiệu lực", Kind.DATE, critical=True),
        own("judgment_authority", "coQuanBanHanh", "Cơ quan ban hành", critical=True),
        own(
            "judgment_country",
            "quocGiaBanHanh",
            "Quốc gia của cơ quan ban hành",
            Kind.NATIONALITY,
            critical=True,
        ),
        *_reference("marriage", "KetHon", "kết hôn", critical=True),
        *declarant(),
    ),
    principals=("husband_full_name", "wife_full_name"),
    special=("husband_full_name", "wife_full_name", "ending_kind"),
    official=False,
)

_ORIGINAL = "Giấy tờ hộ tịch gốc"
_CONTENT = "Nội dung thay đổi"

CHANGE = Register(
    code="TDCC",
    name="change",
    table="change",
    term="Thay đổi, cải chính, bổ sung hộ tịch, xác định lại dân tộc",
    fields=(
        *entry_head(
            own("change_kind", "loaiThayDoi", "Loại", Kind.CODE, codes.CHANGE_KIND, critical=True),
            DECISION_NUMBER,
        ),
        *person("subject", "Người được thay đổi, cải chính", "ntd", *_SIDE),
        own(
            "original_register",
            "loaiGiayToHoTich",
            f"{_ORIGINAL}: loại sổ",
            Kind.CODE,
            codes.ORIGINAL_REGISTER,
            critical=True,
        ),
        own("original_entry_number", "soGiayToHoTich", f"{_ORIGINAL}: số", critical=True),
        own("original_book_number", "quyenSoGiayToHoTich", f"{_ORIGINAL}: quyển số", critical=True),
        own(
            "original_registered_on",
            "ngayDangKyGiayToHoTich",
            f"{_ORIGINAL}: ngày đăng ký",
            Kind.DATE,
            critical=True,
        ),
        own(
            "original_registration_place",
            "noiDangKyGiayToHoTich",
            f"{_ORIGINAL}: nơi đăng ký",
            Kind.PLACE,
        ),
        own("changed_item", "truongThayDoi", f"{_CONTENT}: mục", critical=True),
        own("content_before", "noiDungTruoc", f"{_CONTENT}: từ", critical=True),
        own("content_after", "noiDungSau", f"{_CONTENT}: thành", critical=True),
        own("change_basis", "canCu", "Căn cứ"),
        *declarant(),
    ),
    principals=("subject_full_name",),
    special=("subject_full_name",),
    official=False,
)
