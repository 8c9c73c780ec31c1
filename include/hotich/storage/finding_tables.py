"""Tables of what was found wrong with rows: returned, warned of, missing, and what the rules said of a batch."""

from collections.abc import Sequence

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Identity,
    Index,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    SmallInteger,
    Table,
    Text,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from hotich.storage.columns import count, moment, state
from hotich.storage.states import RowState


def finding_tables(metadata: MetaData) -> Sequence[Table]:
    """The tables, in the order in which they are made."""
    return (
        _returned_row(metadata),
        _case_warning(metadata),
        _missing_row(metadata),
        _validation_result(metadata),
    )


def _returned_row(metadata: MetaData) -> Table:
    return Table(
        "returned_row", metadata,
        Column("returned_row_id", BigInteger, Identity(always=True), primary_key=True, comment="Mã dòng trả lại"),
        Column("load_id", BigInteger, nullable=False, comment="Lần nạp đã trả"),
        Column("book_id", Integer, nullable=False, comment="Quyển sổ"),
        Column("file_id", Integer, nullable=False, comment="Tệp"),
        Column("row_no", Integer, nullable=False, comment="Số dòng trong trang tính"),
        Column("case_id", BigInteger, comment="Trường hợp đã nạp trước đó mang cùng khóa, vẫn được giữ"),
        Column("entry_year", SmallInteger, comment="Năm của số đăng ký; trống: không đọc được"),
        Column("key_book", SmallInteger, comment="Số quyển trong khóa"),
        Column("entry_no", Integer, comment="Số đăng ký"),
        Column("entry_suffix", Text, comment="Phần chữ sau số"),
        Column("row", JSONB, nullable=False, comment="Dòng như đã ghi: {tên trường: nguyên văn}"),
        Column("reasons", JSONB, nullable=False,
               comment="Các quy tắc đã vi phạm: [{rule_id, severity, field, detail}]; lỗi đã xác nhận đúng như sổ mang mức warning"),
        *state(RowState),
        Column("owner_unit_id", Integer, nullable=False, comment="Đơn vị phải xử lý"),
        Column("next_step", Text, nullable=False, comment="Việc cần làm"),
        moment("opened_at", "Trả lại lúc", now=True),
        moment("closed_at", "Đóng lúc"),
        Column("closed_by_file_id", Integer, comment="Tệp đã thay hoặc sửa dòng này"),
        Column("faults", JSONB, nullable=False, server_default=text("'[]'"),
               comment="Ô hỏng mà chữ trong ô không cho biết (công thức, ô ngày): [{field, fault}]"),
        Index("returned_row_book", "book_id", "state"),
        Index(
            "returned_row_open",
            "book_id",
            postgresql_include=["owner_unit_id"],
            postgresql_where=text("state = 'open'"),
        ),
        comment="Dòng trả lại: chờ đơn vị sửa và gửi lại",
    )  # fmt: skip


def _case_warning(metadata: MetaData) -> Table:
    return Table(
        "case_warning", metadata,
        Column("case_id", BigInteger, comment="Trường hợp"),
        Column("book_id", Integer, nullable=False, comment="Quyển sổ"),
        Column("confirmed", Boolean, nullable=False, server_default=text("false"),
               comment="Đơn vị đã xác nhận đúng như sổ; không nhắc lại"),
        Column("confirmed_by", Text, comment="Người xác nhận, như đã ghi trong phiếu"),
        moment("confirmed_at", "Xác nhận lúc"),
        Column("confirmed_file_id", Integer, comment="Phiếu đã xác nhận"),
        Column("rule_id", Text, comment="Quy tắc"),
        Column("field", Text, comment="Trường; chuỗi trống: cả dòng"),
        Column("load_id", BigInteger, nullable=False, comment="Lần nạp đã nêu"),
        PrimaryKeyConstraint("case_id", "rule_id", "field", name="case_warning_pkey"),
        Index(
            "case_warning_open",
            "book_id",
            postgresql_include=["load_id", "rule_id"],
            postgresql_where=text("NOT confirmed"),
        ),
        comment="Cảnh báo của trường hợp đã nạp: đang mở hoặc đã xác nhận đúng như sổ",
    )  # fmt: skip


def _missing_row(metadata: MetaData) -> Table:
    return Table(
        "missing_row", metadata,
        Column("case_id", BigInteger, primary_key=True, autoincrement=False, comment="Trường hợp đã nạp"),
        Column("register", Text, nullable=False, comment="Loại sổ"),
        Column("book_id", Integer, nullable=False, comment="Quyển sổ"),
        Column("file_id", Integer, nullable=False, comment="Tệp giao lại không còn dòng này"),
        Column("load_id", BigInteger, nullable=False, comment="Lần nạp đã phát hiện"),
        moment("reported_at", "Phát hiện lúc", now=True),
        Index("missing_row_book", "book_id"),
        comment="Trường hợp có trong kho nhưng vắng trong tệp giao lại mới nhất: báo lại, không xóa",
    )  # fmt: skip


def _validation_result(metadata: MetaData) -> Table:
    return Table(
        "validation_result", metadata,
        Column("batch_id", ForeignKey("hotich.batch.batch_id"), comment="Lô"),
        Column("rule_id", Text, comment="Quy tắc"),
        Column("severity", Text, nullable=False, comment="Mức: error, warning, notice"),
        count("evaluated_count", "Số dòng hoặc sổ đã xét"),
        count("failed_count", "Số dòng hoặc sổ vi phạm"),
        moment("at", "Thời điểm", now=True),
        PrimaryKeyConstraint("batch_id", "rule_id", name="validation_result_pkey"),
        comment="Kết quả Great Expectations của từng lô theo quy tắc",
    )  # fmt: skip
