"""Tables about cases that resemble each other: pairs, and the marks by which equal rows are found."""

from sqlalchemy import (
    BigInteger,
    Column,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    SmallInteger,
    Table,
    Text,
)


def pair_tables(metadata: MetaData) -> tuple[Table, Table]:
    """`case_pair` and `case_mark`."""
    pair = Table(
        "case_pair", metadata,
        Column("case_id", BigInteger, comment="Trường hợp"),
        Column("other_case_id", BigInteger, comment="Trường hợp kia; mỗi cặp có hai dòng, một dòng cho mỗi phía"),
        Column("rule_id", Text, comment="Quy tắc: hai đơn vị gửi dòng giống hệt, hoặc hai quyển cùng số đăng ký"),
        Column("book_id", Integer, nullable=False, comment="Quyển sổ của trường hợp"),
        Column("other_book_id", Integer, nullable=False, comment="Quyển sổ của trường hợp kia"),
        PrimaryKeyConstraint("case_id", "other_case_id", "rule_id", name="case_pair_pkey"),
        Index("case_pair_book", "book_id"),
        Index("case_pair_other_book", "other_book_id"),
        comment="Các cặp trường hợp giống nhau mà chỉ cơ sở dữ liệu thấy được; mỗi phía có một cảnh báo",
    )  # fmt: skip
    mark = Table(
        "case_mark", metadata,
        Column("register", Text, comment="Loại sổ"),
        Column("entry_year", SmallInteger, comment="Năm của số đăng ký"),
        Column("load_id", BigInteger, comment="Lần nạp đã ghi các trường hợp này"),
        Column("marks", LargeBinary, nullable=False, comment="8 byte đầu của row_hash từng trường hợp, nối liền"),
        Column("case_ids", LargeBinary, nullable=False, comment="Mã của các trường hợp ấy, mỗi mã 8 byte, cùng thứ tự"),
        PrimaryKeyConstraint("register", "entry_year", "load_id", name="case_mark_pkey"),
        comment="Dấu ngắn của các dòng đã nạp, để tìm dòng giống hệt ở đơn vị khác mà không cần chỉ mục trên bảng lớn",
    )  # fmt: skip
    return pair, mark
