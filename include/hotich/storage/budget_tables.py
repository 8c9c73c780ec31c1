"""The table of money: what was allotted to authorities and what they spent."""

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
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
)

from hotich.storage.columns import moment, state, unit
from hotich.storage.states import EntryKind


def budget_table(metadata: MetaData) -> Table:
    """`budget_entry`."""
    return Table(
        "budget_entry", metadata,
        Column("entry_id", Integer, Identity(always=True), primary_key=True, comment="Số bút toán"),
        *state(EntryKind, "kind", "Loại"),
        unit("Đơn vị của cơ quan chi"),
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
