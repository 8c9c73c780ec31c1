"""The states that things pass through; each value is what the tables hold, each term what people read."""

from enum import StrEnum


class Described(StrEnum):
    """A state with the words people read."""

    term: str

    def __new__(cls, value: str, term: str = "") -> "Described":
        member = str.__new__(cls, value)
        member._value_ = value
        member.term = term
        return member


class FileKind(Described):
    """What a delivered file is (delivery contract §1)."""

    BOOK = "book", "sổ nhập lần một"
    SHORT = "short", "nhập lần hai"
    INVENTORY = "inventory", "thống kê sổ"
    SCAN = "scan", "bản quét"
    FIX = "fix", "dòng trả lại đã sửa"
    ARBITRATION = "arbitration", "phiếu đối chiếu đã quyết định"
    SAMPLE = "sample", "phiếu kiểm mẫu đã ghi"
    MANIFEST = "manifest", "bảng kê mã băm"
    UNKNOWN = "unknown", "không nhận ra"


class FileState(Described):
    """Where a file stands; exactly one of the last five is its end (delivery contract §4)."""

    RECEIVED = "received", "đã nhận"
    EXTRACTED = "extracted", "đã đọc"
    VALIDATED = "validated", "đã kiểm tra"
    LOADED = "loaded", "đã nạp"
    PARTLY_LOADED = "partly_loaded", "đã nạp một phần"
    UNCHANGED = "unchanged", "không đổi"
    SUPERSEDED = "superseded", "đã có bản mới hơn"
    REJECTED = "rejected", "bị từ chối"

    @property
    def final(self) -> bool:
        """Whether nothing more happens to the file."""
        return self not in {FileState.RECEIVED, FileState.EXTRACTED, FileState.VALIDATED}


class BookState(Described):
    """Where a book stands."""

    LISTED = "listed", "có trong thống kê, chưa giao"
    DELIVERED = "delivered", "đã giao, chưa nạp"
    LOADED = "loaded", "đã nạp đủ"
    PARTLY_LOADED = "partly_loaded", "đã nạp một phần, có dòng trả lại"
    RETURNED = "returned", "đã giao, chưa dòng nào nạp được"
    REKEYING = "rekeying", "mẫu không đạt, phải nhập lại cả quyển"


class BatchState(Described):
    """Where a batch stands."""

    PLANNED = "planned", "đã lập"
    EXTRACTED = "extracted", "đã đọc"
    VALIDATED = "validated", "đã kiểm tra"
    LOADED = "loaded", "đã nạp"
    FAILED = "failed", "lỗi, chờ chạy lại"


class LoadState(Described):
    """How one attempt to load a batch ended."""

    OPEN = "open", "đang chạy"
    PUBLISHED = "published", "đã ghi"
    FAILED = "failed", "lỗi, đã hoàn tác"
    REPLACED = "replaced", "bị thay thế"


class RowState(Described):
    """Where a returned row stands."""

    OPEN = "open", "chờ sửa"
    MENDED = "mended", "đã sửa và nạp"
    CONFIRMED = "confirmed", "đã xác nhận đúng như sổ"
    REPLACED = "replaced", "đã có tệp giao lại"


class CorrectionState(Described):
    """What became of one filled-in cell of a workbook that came back."""

    WAITING = "waiting", "chờ nạp"
    APPLIED = "applied", "đã áp dụng"
    RETURNED = "returned", "dòng vẫn còn lỗi, đã trả lại"
    UNUSABLE = "unusable", "không dùng được"


class DifferenceState(Described):
    """Where a difference between two keyings stands."""

    OPEN = "open", "chờ người thứ ba quyết định"
    DECIDED = "decided", "đã quyết định theo sổ gốc"
    AGREED = "agreed", "hai lần nhập nay đã khớp"
    VOID = "void", "hết hiệu lực: dòng hoặc tệp nhập lần hai không còn để đối chiếu"


class Finding(Described):
    """What a difference between two keyings is about."""

    CELL = "cell", "một ô khác nhau"
    ONLY_FIRST = "only_first", "chỉ lần nhập một có dòng này"
    ONLY_SECOND = "only_second", "chỉ lần nhập hai có dòng này"
    DOUBLED = "doubled", "lần nhập hai có nhiều dòng cùng số này"


class Weight(Described):
    """How much a difference between two keyings means."""

    CONTENT = "content", "khác nội dung"
    LIGHT = "light", "chỉ khác cách viết: hoa thường, dấu cách, vị trí dấu thanh"


class Role(Described):
    """What a person did with a book; nobody has two of these for one book."""

    FIRST_KEYER = "first_keyer", "người nhập lần một"
    SECOND_KEYER = "second_keyer", "người nhập lần hai"
    ARBITER = "arbiter", "người quyết định khác biệt"
    CHECKER = "checker", "người kiểm mẫu"
    APPROVER = "approver", "người phê duyệt"


class SampleState(Described):
    """Where an acceptance sample stands."""

    OPEN = "open", "chờ kiểm"
    PASSED = "passed", "đạt"
    FAILED = "failed", "không đạt"
    VOID = "void", "hết hiệu lực vì nội dung sổ đã đổi"


class ScanState(Described):
    """What a scanned file of a delivered package is to its book."""

    MATCHED = "matched", "khớp một trường hợp"
    SURPLUS = "surplus", "không có trường hợp nào mang số này"
    UNREADABLE = "unreadable", "không mở được"
    DOUBLED = "doubled", "hai tệp cùng một số"
    MISNAMED = "misnamed", "tên sai quy ước"
    REPLACED = "replaced", "đã có tệp gửi sau"


class ApprovalKind(Described):
    """What a person is asked to decide."""

    RELEASE_BOOK = "release_book", "nhận quyển sổ có mẫu hoặc đối chiếu không đạt"
    CLOSE_STAGE = "close_stage", "đóng giai đoạn"


class ApprovalState(Described):
    """How a request for a decision stands."""

    OPEN = "open", "chờ quyết định"
    APPROVED = "approved", "đồng ý"
    REFUSED = "refused", "không đồng ý"
    WITHDRAWN = "withdrawn", "không còn cần: số liệu đã khác khi yêu cầu"


class AccountRole(Described):
    """What the owner of a dashboard account may see."""

    PROVINCE = "province", "tỉnh: mọi đơn vị"
    DISTRICT = "district", "huyện: sổ của huyện và các xã thuộc huyện"
    UNIT = "unit", "đơn vị: sổ của đơn vị và của các đơn vị mà nó kế thừa"


class DifficultyState(Described):
    """Where a difficulty (khó khăn, vướng mắc) stands."""

    OPEN = "open", "chờ trả lời"
    ANSWERED = "answered", "đã trả lời, chờ giải quyết xong"
    CLOSED = "closed", "đã giải quyết"


class DifficultyLevel(Described):
    """Who has a difficulty in hand, from below to above (plan, IV.3)."""

    COMMUNE = "commune", "cấp xã"
    DISTRICT = "district", "cấp huyện"
    PROVINCE = "province", "Sở Tư pháp"
    COMMITTEE = "committee", "UBND tỉnh"

    @property
    def rank(self) -> int:
        """0 for the lowest."""
        return list(DifficultyLevel).index(self)


class DifficultyAction(Described):
    """What happened to a difficulty."""

    RECORDED = "recorded", "đơn vị phản ánh"
    RAISED = "raised", "số liệu cho thấy"
    CHANGED = "changed", "số liệu thay đổi"
    ANSWERED = "answered", "trả lời"
    ESCALATED = "escalated", "chuyển lên cấp trên"
    CLOSED = "closed", "đóng"
    SETTLED = "settled", "số liệu không còn cho thấy"


class Channel(Described):
    """The way by which a reminder went out."""

    OUTBOX = "outbox", "hộp gửi"
    MAIL = "mail", "thư điện tử"


class RateBy(StrEnum):
    """What the rates of disagreement between two keyings are told for."""

    REGISTER = "register"
    FIELD = "field"
    BOOK = "book"


class QueueKind(Described):
    """What waits for somebody; the kinds of the view `work_queue`."""

    RETURNED_ROW = "returned_row", "dòng trả lại chờ sửa"
    WARNING = "warning", "cảnh báo chờ xác nhận hoặc sửa"
    MISSING_ROW = "missing_row", "trường hợp vắng trong tệp giao lại"
    CORRECTION = "correction", "ô đã sửa chờ nạp"
    DIFFERENCE = "difference", "khác biệt giữa hai lần nhập chờ quyết định"
    SAMPLE = "sample", "mẫu chờ kiểm"
    REKEYING = "rekeying", "quyển phải nhập lại"
    APPROVAL = "approval", "yêu cầu chờ phê duyệt"
    SCAN_MISSING = "scan_missing", "trường hợp thiếu bản quét"
    SCAN_UNREADABLE = "scan_unreadable", "bản quét không mở được"
    SCAN_DOUBLED = "scan_doubled", "bản quét trùng số"
    SCAN_MISNAMED = "scan_misnamed", "bản quét sai tên"
    SCAN_SURPLUS = "scan_surplus", "bản quét thừa"
    SCAN_ODD = "scan_odd", "bản quét khớp nhưng phải xem lại"
    FILE_REJECTED = "file_rejected", "tệp bị từ chối chờ gửi lại"
    FILE_WAITING = "file_waiting", "tệp chờ quyển sổ của nó"
    FILE_OPEN = "file_open", "tệp chờ hệ thống xử lý"
    DIFFICULTY = "difficulty", "khó khăn, vướng mắc chờ giải quyết"
    INCIDENT = "incident", "sự việc đang mở"


class EntryKind(Described):
    """What a line of the budget's ledger is."""

    ALLOTTED = "allotted", "dự toán được giao"
    SPENT = "spent", "đã chi"
