"""The states that things pass through; each value is what the tables hold, each term what people read."""

from enum import StrEnum


class _Described(StrEnum):
    term: str

    def __new__(cls, value: str, term: str = "") -> "_Described":
        member = str.__new__(cls, value)
        member._value_ = value
        member.term = term
        return member


class FileKind(_Described):
    """What a delivered file is (delivery contract §1)."""

    BOOK = "book", "sổ nhập lần một"
    SHORT = "short", "nhập lần hai"
    INVENTORY = "inventory", "thống kê sổ"
    SCAN = "scan", "bản quét"
    FIX = "fix", "dòng trả lại đã sửa"
    MANIFEST = "manifest", "bảng kê mã băm"
    UNKNOWN = "unknown", "không nhận ra"


class FileState(_Described):
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


class BookState(_Described):
    """Where a book stands."""

    LISTED = "listed", "có trong thống kê, chưa giao"
    DELIVERED = "delivered", "đã giao, chưa nạp"
    LOADED = "loaded", "đã nạp đủ"
    PARTLY_LOADED = "partly_loaded", "đã nạp một phần, có dòng trả lại"
    RETURNED = "returned", "đã giao, chưa dòng nào nạp được"


class BatchState(_Described):
    """Where a batch stands."""

    PLANNED = "planned", "đã lập"
    EXTRACTED = "extracted", "đã đọc"
    VALIDATED = "validated", "đã kiểm tra"
    LOADED = "loaded", "đã nạp"
    FAILED = "failed", "lỗi, chờ chạy lại"


class LoadState(_Described):
    """How one attempt to load a batch ended."""

    OPEN = "open", "đang chạy"
    PUBLISHED = "published", "đã ghi"
    FAILED = "failed", "lỗi, đã hoàn tác"
    REPLACED = "replaced", "bị thay thế"


class RowState(_Described):
    """Where a returned row stands."""

    OPEN = "open", "chờ sửa"
    MENDED = "mended", "đã sửa và nạp"
    CONFIRMED = "confirmed", "đã xác nhận đúng như sổ"
    REPLACED = "replaced", "đã có tệp giao lại"
