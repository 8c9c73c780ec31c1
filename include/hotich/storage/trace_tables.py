"""Tables of what happened: every change, chained by hashes, and every failure with who has to act."""

from collections.abc import Sequence

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Identity,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from hotich.storage.columns import moment


def trace_tables(metadata: MetaData) -> Sequence[Table]:
    """`audit_log` and `incident`."""
    return (_audit_log(metadata), _incident(metadata))


def _audit_log(metadata: MetaData) -> Table:
    return Table(
        "audit_log", metadata,
        Column("audit_id", BigInteger, primary_key=True, autoincrement=False, comment="Số thứ tự liền nhau từ 1"),
        moment("at", "Thời điểm", now=True),
        Column("actor", Text, nullable=False, comment="Ai hoặc chương trình nào"),
        Column("action", Text, nullable=False, comment="Việc đã làm: book_loaded, case_added, case_changed, …"),
        Column("register", Text, comment="Loại sổ"),
        Column("unit_id", Integer, comment="Đơn vị"),
        Column("book_id", Integer, comment="Quyển sổ"),
        Column("case_id", BigInteger, comment="Trường hợp"),
        Column("load_id", BigInteger, comment="Lần nạp"),
        Column("file_id", Integer, comment="Tệp"),
        Column("field", Text, comment="Trường đã đổi"),
        Column("before", Text, comment="Giá trị cũ"),
        Column("after", Text, comment="Giá trị mới"),
        Column("before_written", Text, comment="Nguyên văn cũ, khi khác giá trị"),
        Column("after_written", Text, comment="Nguyên văn mới, khi khác giá trị"),
        Column("detail", JSONB, comment="Số liệu kèm theo: số trường hợp, mã băm của các trường hợp"),
        Column("previous_hash", LargeBinary, nullable=False, comment="Mã băm của dòng trước"),
        Column("hash", LargeBinary, nullable=False, comment="sha256 của dòng trước và dòng này"),
        Index("audit_log_case", "case_id", postgresql_where=text("case_id IS NOT NULL")),
        comment="Nhật ký chỉ ghi thêm, nối chuỗi mã băm; lịch sử giá trị của trường hợp nằm ở đây",
    )  # fmt: skip


def _incident(metadata: MetaData) -> Table:
    return Table(
        "incident", metadata,
        Column("incident_id", Integer, Identity(always=True), primary_key=True, comment="Mã sự việc"),
        Column("kind", Text, nullable=False, comment="Loại: failure bước hỏng · late giai đoạn quá hạn"),
        Column("stage_id", Text, nullable=False, comment="Giai đoạn"),
        Column("step", Text, nullable=False, comment="Bước hỏng; chuỗi trống: cả giai đoạn"),
        Column("batch_id", Text, comment="Lô; trống: không riêng lô nào"),
        Column("run_id", Text, nullable=False, comment="Lần chạy đã gặp"),
        Column("reason", Text, nullable=False, comment="Lý do, không chứa dữ liệu cá nhân"),
        Column("owner", Text, nullable=False, comment="Ai phải xử lý"),
        Column("next_step", Text, nullable=False, comment="Việc cần làm"),
        moment("opened_at", "Xảy ra lúc", now=True),
        moment("closed_at", "Hết lúc; trống: còn mở"),
        CheckConstraint("kind IN ('failure', 'late')", name="kind_known"),
        Index("incident_stage", "stage_id"),
        comment="Bước hỏng và giai đoạn quá hạn: lý do, người xử lý, việc cần làm; không kết thúc trong im lặng",
    )  # fmt: skip
