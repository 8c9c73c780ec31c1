"""Tables of progress: what was counted on a day, kept for ever; only what has changed is written."""

from collections.abc import Sequence

from sqlalchemy import Column, Date, Index, Integer, MetaData, PrimaryKeyConstraint, Table, Text

from hotich.storage.columns import count, moment

_KEY = ("snapshot_id", "stage_id", "unit_id", "register")


def progress_tables(metadata: MetaData) -> Sequence[Table]:
    """`progress_snapshot`, `work_snapshot` and `progress_count`."""
    return _progress(metadata), _work(metadata), _count(metadata)


def _progress(metadata: MetaData) -> Table:
    return Table(
        "progress_snapshot", metadata,
        *_place(),
        Column("planned", Integer, comment="Trường hợp theo thống kê, trừ gạch bỏ; trống: chưa có mẫu số"),
        count("lost", "Trong đó thuộc sổ đã mất"),
        count("delivered", "Trường hợp đã giao"),
        count("checked", "Trường hợp đã kiểm tra"),
        count("returned", "Dòng đang trả lại"),
        count("loaded", "Trường hợp đã nạp"),
        count("accepted", "Trường hợp đã nghiệm thu"),
        count("books_planned", "Sổ theo thống kê"),
        count("books_delivered", "Sổ đã giao"),
        count("books_loaded", "Sổ đã nạp, đủ hoặc một phần"),
        PrimaryKeyConstraint(*_KEY, "as_of", name="progress_snapshot_pkey"),
        Index("progress_snapshot_as_of", "stage_id", "as_of"),
        comment="Ảnh chụp tiến độ theo đơn vị, loại sổ, giai đoạn: chỉ những dòng khác với lần chụp trước; chỉ ghi thêm",
    )  # fmt: skip


def _work(metadata: MetaData) -> Table:
    return Table(
        "work_snapshot", metadata,
        *_place(),
        count("scanned", "Trường hợp đã có bản quét khớp"),
        count("second_keyed", "Trường hợp đã nhập lần hai"),
        count("pages_scanned", "Số trang đã quét"),
        count("pages_by_scans", "Số trang của sổ đã có bản quét: đã quét, cộng phần còn lại theo số trang bình quân của bản quét"),
        count("cases_by_scans", "Số trường hợp phải làm của các sổ ấy"),
        count("pages_by_inventory", "Số trang theo thống kê của sổ chưa có bản quét nào"),
        count("cases_by_inventory", "Số trường hợp phải làm của các sổ ấy"),
        PrimaryKeyConstraint(*_KEY, name="work_snapshot_pkey"),
        Index("work_snapshot_as_of", *_KEY[1:], "as_of"),
        comment="Ảnh chụp phần việc mà ngoài tiến độ chỉ dự toán cần: bản quét, số trang, nhập lần hai; chỉ ghi dòng thay đổi",
    )  # fmt: skip


def _place() -> tuple[Column[object], ...]:
    """Which count it was, of what, as of which day."""
    return (
        Column("snapshot_id", Text, comment="Mã lần chụp"),
        Column("stage_id", Text, comment="Giai đoạn"),
        Column("unit_id", Integer, comment="Đơn vị"),
        Column("register", Text, comment="Loại sổ"),
        Column("as_of", Date, nullable=False, comment="Số liệu đến ngày"),
        moment("taken_at", "Chụp lúc", now=True),
    )


def _count(metadata: MetaData) -> Table:
    return Table(
        "progress_count", metadata,
        Column("snapshot_id", Text, comment="Mã lần chụp"),
        Column("stage_id", Text, comment="Giai đoạn"),
        Column("as_of", Date, nullable=False, comment="Số liệu đến ngày"),
        moment("taken_at", "Chụp lúc", now=True),
        PrimaryKeyConstraint("snapshot_id", "stage_id", name="progress_count_pkey"),
        Index("progress_count_as_of", "stage_id", "as_of"),
        Index("progress_count_taken", "taken_at"),
        comment="Các lần chụp tiến độ, cả lần không có gì thay đổi; chỉ ghi thêm",
    )  # fmt: skip
