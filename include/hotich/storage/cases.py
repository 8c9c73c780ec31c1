"""The nine case tables, made from the descriptions of the registers."""

from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Date,
    Index,
    Integer,
    MetaData,
    Sequence,
    SmallInteger,
    Table,
    Text,
    Uuid,
)
from sqlalchemy.dialects.postgresql import JSON
from sqlalchemy.types import TypeEngine

from hotich.registers import Field, Kind, Register

SCHEMA = "hotich"
KEY = ("unit_id", "entry_year", "key_book", "entry_no", "entry_suffix")
"""Natural key of a case within its register (delivery contract §3)."""
LINEAGE = ("load_id", "file_id", "row_no")


def case_columns(register: Register) -> tuple[Field, ...]:
    """The fields that a case table holds, in template order (those of other editions last)."""
    return register.all_fields


def column_type(field: Field) -> TypeEngine[Any]:
    """How a field is stored: codes as numbers, the registration date as a date, all else as text (dates as EDTF)."""
    if field.name == "registered_on":
        return Date()
    if field.kind is Kind.CODE and field.codes is not None and field.codes.numeric:
        return SmallInteger()
    return Text()


def case_table(register: Register, metadata: MetaData, case_ids: Sequence) -> Table:
    """The table of one register's cases.

    No foreign keys and three integer indexes only: each costs a tenth of the loading time, and `publish` is the only
    writer. Fixed-width columns stand first so that none is padded.
    """
    fields = case_columns(register)
    registered = register.field("registered_on")
    return Table(
        register.table,
        metadata,
        Column(
            "case_id", BigInteger, primary_key=True, autoincrement=False, server_default=case_ids.next_value(),
            comment="Mã trường hợp của hệ thống, duy nhất trong cả chín loại sổ",
        ),
        Column("load_id", BigInteger, nullable=False, comment="Lần nạp đã ghi giá trị hiện tại (load.load_id)"),
        Column("row_hash", Uuid, nullable=False, comment="Dấu vân của nội dung, 16 byte: bằng nhau là không đổi"),
        Column("unit_id", Integer, nullable=False, comment="Đơn vị đã lập sổ (unit.unit_id)"),
        Column("book_id", Integer, nullable=False, comment="Quyển sổ (book.book_id)"),
        Column("file_id", Integer, nullable=False, comment="Tệp chứa giá trị hiện tại (delivery_file.file_id)"),
        Column("row_no", Integer, nullable=False, comment="Số dòng trong trang tính, như Excel hiển thị"),
        Column("entry_no", Integer, nullable=False, comment="Số đăng ký, phần số"),
        Column("registered_on", Date, nullable=False, comment=_comment(registered)),
        Column(
            "registered_until", Date,
            comment="Ngày cuối của khoảng khi ngày đăng ký chỉ ghi tháng hoặc năm; trống: ngày đầy đủ",
        ),
        Column("entry_year", SmallInteger, nullable=False, comment="Năm của số đăng ký"),
        Column(
            "key_book", SmallInteger, nullable=False,
            comment="Số quyển trong khóa; 0 từ 1/4/2006, khi số đăng ký chạy suốt năm",
        ),
        Column("entry_suffix", Text, nullable=False, comment="Phần chữ sau số đăng ký (a, bis), thường trống"),
        Column("stage_id", Text, nullable=False, comment="Giai đoạn của kế hoạch theo ngày đăng ký"),
        *(
            Column(field.name, column_type(field), comment=_comment(field))
            for field in fields
            if field is not registered
        ),
        Column(
            "written", JSON,
            comment="Nguyên văn của các ô mà giá trị chuẩn hóa khác cách ghi: {tên trường: nguyên văn}",
        ),
        Index(f"{register.table}_key", *KEY, unique=True),
        Index(f"{register.table}_book", "book_id"),
        comment=f"{register.term}: mỗi dòng một trường hợp đã đăng ký (sổ {register.code})",
    )  # fmt: skip


def _comment(field: Field) -> str:
    words = f"{field.term} ({field.column})"
    if field.codes is not None:
        named = (code if code == term else f"{code} {term}" for code, term in field.codes.values.items())
        return f"{words}: {' · '.join(named)}"
    if field.kind is Kind.DATE and field.name != "registered_on":
        return f"{words}; EDTF: yyyy, yyyy-mm hoặc yyyy-mm-dd"
    return words
