"""Tables about money: what was allotted and spent, and the work done that only the budget counts."""

from collections.abc import Sequence

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Identity,
    Index,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
)

from hotich.storage.columns import count, moment, state
from hotich.storage.states import EntryKind


def budget_tables(metadata: MetaData) -> Sequence[Table]:
    """`budget_entry` and `work_snapshot`."""
    return _entry(metadata), _work(metadata)


def _entry(metadata: MetaData) -> Table:
    return Table(
        "budget_entry", metadata,
        Column("entry_id", Integer, Identity(always=True), primary_key=True, comment="Số bút toán"),
        *state(EntryKind, "kind", "Loại"),
        Column("unit_id", ForeignKey("hotich.unit.unit_id"), nullable=False, comment="Đơn vị của cơ quan chi"),
        Column("year", SmallInteger, nullable=False, comment="Năm ngân sách"),
        Column("activity", Text, nullable=False, comment="Việc, theo tệp kinh phí của kế hoạch"),
        Column("amount", BigInteger, nullable=False, comment="Số tiền, đồng; âm: bút toán đảo"),
        Column("quantity", Integer, comment="Khối lượng theo đơn vị tính của việc; trống: chứng từ không ghi; âm: bút toán đảo"),
        Column("document_number", Text, nullable=False, comment="Số chứng từ, quyết định"),
        Column("document_on", Date, nullable=False, comment="Ngày chứng từ"),
        Column("content", Text, nullable=False, comment="Nội dung; với bút toán đảo: lý do"),
        Column("counters", Integer, ForeignKey("hotich.budget_entry.entry_id"),
               comment="Bút toán đảo của bút toán số này; trống: bút toán thường"),
        Column("entered_by", Text, nullable=False, comment="Người ghi"),
        moment("entered_at", "Ghi lúc", now=True),
        UniqueConstraint("counters", name="budget_entry_countered_once"),
        CheckConstraint("amount <> 0 AND (amount < 0) = (counters IS NOT NULL)", name="sign_known"),
        CheckConstraint("quantity IS NULL OR (quantity <> 0 AND (quantity < 0) = (amount < 0))", name="quantity_sign_known"),
        Index("budget_entry_year", "year", "unit_id", "activity"),
        comment="Sổ kinh phí: dự toán được giao và số đã chi; chỉ ghi thêm, sửa bằng bút toán đảo",
    )  # fmt: skip


def _work(metadata: MetaData) -> Table:
    return Table(
        "work_snapshot", metadata,
        Column("snapshot_id", Text, comment="Mã lần chụp"),
        Column("stage_id", Text, comment="Giai đoạn"),
        Column("unit_id", Integer, comment="Đơn vị"),
        Column("register", Text, comment="Loại sổ"),
        Column("as_of", Date, nullable=False, comment="Số liệu đến ngày"),
        moment("taken_at", "Chụp lúc", now=True),
        count("scanned", "Trường hợp đã có bản quét khớp"),
        count("second_keyed", "Trường hợp đã nhập lần hai"),
        count("pages_scanned", "Số trang đã quét"),
        count("pages_by_scans", "Số trang của sổ đã có bản quét: đã quét, cộng phần còn lại theo số trang bình quân của bản quét"),
        count("cases_by_scans", "Số trường hợp phải làm của các sổ ấy"),
        count("pages_by_inventory", "Số trang theo thống kê của sổ chưa có bản quét nào"),
        count("cases_by_inventory", "Số trường hợp phải làm của các sổ ấy"),
        PrimaryKeyConstraint("snapshot_id", "stage_id", "unit_id", "register", name="work_snapshot_pkey"),
        Index("work_snapshot_as_of", "stage_id", "unit_id", "register", "as_of"),
        comment="Ảnh chụp phần việc mà ngoài tiến độ chỉ dự toán cần: bản quét, số trang, nhập lần hai; chỉ ghi dòng thay đổi",
    )  # fmt: skip
