"""The closed code lists of the templates (CV 1437/BTP-CNTT as filled in by vendors; domain handbook §2)."""

from collections.abc import Mapping

from hotich.registers.model import CodeList


def _list(
    name: str, term: str, *pairs: tuple[str, str], variants: Mapping[str, str] | None = None
) -> CodeList:
    return CodeList(name, term, dict(pairs), dict(variants or {}))


BIRTH_REGISTRATION_KIND = _list(
    "birth_registration_kind",
    "loại đăng ký khai sinh",
    ("1", "đúng hạn"),
    ("2", "đăng ký lại"),
    ("3", "ghi vào sổ việc khai sinh đã đăng ký ở nước ngoài"),
    ("4", "quá hạn"),
    ("5", "cấp bản chính GKS"),
    ("6", "không xác định"),
    variants={"đăng ký đúng hạn": "1", "đăng ký quá hạn": "4", "cấp bản chính giấy khai sinh": "5"},
)
MARRIAGE_REGISTRATION_KIND = _list(
    "marriage_registration_kind",
    "loại đăng ký kết hôn",
    ("1", "lần đầu"),
    ("2", "đăng ký lại"),
    variants={"đăng ký lần đầu": "1"},
)
SEX = _list(
    "sex",
    "giới tính",
    ("1", "Nam"),
    ("2", "Nữ"),
    ("3", "không xác định"),
    variants={"chưa xác định": "3", "chưa xác định được giới tính": "3"},
)
IDENTITY_DOCUMENT_KIND = _list(
    "identity_document_kind",
    "loại giấy tờ tùy thân",
    ("1", "CMND"),
    ("2", "hộ chiếu"),
    ("3", "thẻ thường trú"),
    ("4", "CCCD"),
    ("5", "GCM quân đội nhân dân"),
    ("6", "GCM sĩ quan"),
    ("7", "GCM công an"),
    ("8", "khác"),
    variants={
        "chứng minh nhân dân": "1",
        "giấy chứng minh nhân dân": "1",
        "căn cước công dân": "4",
        "thẻ căn cước công dân": "4",
        "giấy chứng minh quân đội nhân dân": "5",
        "giấy chứng minh sĩ quan": "6",
        "giấy chứng minh công an nhân dân": "7",
        "giấy tờ khác": "8",
    },
)
RESIDENCE_KIND = _list(
    "residence_kind",
    "loại cư trú",
    ("1", "thường trú"),
    ("2", "tạm trú"),
    ("0", "không có thông tin"),
)
BIRTH_KIND = _list(
    "birth_kind",
    "loại khai sinh",
    ("1", "đủ cha mẹ"),
    ("2", "chưa xác định mẹ"),
    ("3", "chưa xác định cha"),
    ("4", "chưa xác định cả hai"),
    ("5", "trẻ bị bỏ rơi"),
)
RECOGNITION_KIND = _list(
    "recognition_kind",
    "loại xác nhận cha, mẹ, con",
    ("1", "cha nhận con"),
    ("2", "mẹ nhận con"),
    ("3", "con nhận cha"),
    ("4", "con nhận mẹ"),
)
DEATH_NOTICE_KIND = _list(
    "death_notice_kind",
    "loại giấy báo tử",
    ("1", "giấy báo tử"),
    ("2", "GXN thi hành án tử hình"),
    ("3", "bản án tuyên bố chết"),
    ("4", "VB công an/giám định pháp y"),
    ("5", "VB y tế cấp huyện"),
    ("6", "biên bản xác nhận việc chết"),
    ("7", "VB người làm chứng"),
)
USAGE_KIND = _list(
    "usage_kind",
    "loại mục đích sử dụng",
    ("1", "kết hôn trong nước với người VN"),
    ("2", "trong nước với người NN"),
    ("3", "ở nước ngoài với người VN"),
    ("4", "ở nước ngoài với người NN"),
    ("5", "khác"),
)
DECLARATION_STATUS = _list(
    "declaration_status",
    "tuyên bố mất tích, mất hoặc hạn chế năng lực hành vi",
    ("1", "tuyên bố"),
    ("2", "hủy tuyên bố"),
)
# Cells hold the words themselves here, no numbers, so the words are the codes.
MARRIAGE_STATUS = _list(
    "marriage_status",
    "tình trạng kết hôn",
    *((word, word) for word in ("đã ly hôn", "đã hủy", "đã được công nhận", "không có thông tin")),
    variants={
        "đã hủy việc kết hôn": "đã hủy",
        "đã hủy kết hôn": "đã hủy",
        "đã được công nhận việc kết hôn": "đã được công nhận",
        "đã được công nhận kết hôn": "đã được công nhận",
    },
)
GUARDIANSHIP_KIND = _list(
    "guardianship_kind",
    "loại giám hộ",
    ("1", "cử"),
    ("2", "đương nhiên"),
    ("3", "ghi vào sổ"),
)
MARRIAGE_ENDING_KIND = _list(
    "marriage_ending_kind",
    "hình thức chấm dứt hôn nhân",
    ("1", "ly hôn"),
    ("2", "hủy kết hôn"),
)
CHANGE_KIND = _list(
    "change_kind",
    "loại thay đổi hộ tịch",
    ("1", "thay đổi"),
    ("2", "cải chính"),
    ("3", "bổ sung"),
    ("4", "xác định lại dân tộc"),
    ("5", "ghi vào sổ"),
)
_REGISTER_WORDS = (
    ("KH", "kết hôn"),
    ("KS", "khai sinh"),
    ("CMC", "nhận cha, mẹ, con"),
    ("HN", "xác nhận tình trạng hôn nhân"),
    ("KT", "khai tử"),
    ("GH", "giám hộ"),
    ("CDGH", "chấm dứt giám hộ"),
    ("LH", "ghi chú ly hôn"),
)
ORIGINAL_REGISTER = _list("original_register", "loại sổ của giấy tờ hộ tịch gốc", *_REGISTER_WORDS)
REGISTER_TYPE = _list(
    "register_type",
    "loại sổ",
    *_REGISTER_WORDS,
    ("TDCC", "thay đổi, cải chính, bổ sung hộ tịch, xác định lại dân tộc"),
)
BOOK_CONDITION = _list(
    "book_condition",
    "tình trạng sổ",
    ("tot", "tốt"),
    ("rach", "rách"),
    ("mo", "mờ"),
    ("mat", "mất"),
)

CODE_LISTS: tuple[CodeList, ...] = (
    BIRTH_REGISTRATION_KIND,
    MARRIAGE_REGISTRATION_KIND,
    SEX,
    IDENTITY_DOCUMENT_KIND,
    RESIDENCE_KIND,
    BIRTH_KIND,
    RECOGNITION_KIND,
    DEATH_NOTICE_KIND,
    USAGE_KIND,
    DECLARATION_STATUS,
    MARRIAGE_STATUS,
    GUARDIANSHIP_KIND,
    MARRIAGE_ENDING_KIND,
    CHANGE_KIND,
    ORIGINAL_REGISTER,
    REGISTER_TYPE,
    BOOK_CONDITION,
)
