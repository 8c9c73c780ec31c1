"""Tables of what holds work up and of who was told: difficulties with their history, reminders that went out."""

from collections.abc import Sequence

from sqlalchemy import (
    BigInteger,
    Boolean,
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
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from hotich.storage.columns import moment, state, unit
from hotich.storage.states import Channel, DifficultyAction, DifficultyLevel, DifficultyState

NONE = text("''")


def urging_tables(metadata: MetaData) -> Sequence[Table]:
    """The tables, in the order in which they are made."""
    return _difficulty(metadata), _difficulty_event(metadata), _reminder(metadata)


def _difficulty(metadata: MetaData) -> Table:
    return Table(
        "difficulty", metadata,
        Column("difficulty_id", Integer, Identity(always=True), primary_key=True, comment="Số của khó khăn, vướng mắc"),
        Column("kind", Text, nullable=False, comment="Loại, như tệp ngưỡng mô tả"),
        Column("raised", Boolean, nullable=False, comment="Do số liệu nêu; sai: đơn vị phản ánh"),
        unit("Đơn vị gặp khó khăn (đơn vị lập sổ)"),
        Column("stage_id", Text, nullable=False, server_default=NONE, comment="Giai đoạn; chuỗi trống: không riêng giai đoạn nào"),
        Column("group_id", Text, nullable=False, server_default=NONE, comment="Nhóm sổ; chuỗi trống: không riêng nhóm nào"),
        Column("words", Text, comment="Lời của đơn vị, không có dữ liệu cá nhân; trống: số liệu nêu"),
        Column("request", Text, comment="Đề nghị của đơn vị"),
        moment("made_at", "Ghi lúc", now=True),
        Index(
            "difficulty_raised", "kind", "unit_id", "stage_id", "group_id", unique=True, postgresql_where=text("raised"),
        ),
        Index("difficulty_unit", "unit_id"),
        comment="Khó khăn, vướng mắc: đơn vị phản ánh hoặc số liệu nêu; đang ở đâu là ở dòng cuối của difficulty_event",
    )  # fmt: skip


def _difficulty_event(metadata: MetaData) -> Table:
    return Table(
        "difficulty_event", metadata,
        Column("event_id", BigInteger, Identity(always=True), primary_key=True, comment="Số thứ tự"),
        Column("difficulty_id", ForeignKey("hotich.difficulty.difficulty_id"), nullable=False, comment="Khó khăn, vướng mắc"),
        Column("dated_on", Date, nullable=False, comment="Số liệu đến ngày"),
        *state(DifficultyAction, "action", "Việc xảy ra"),
        *state(DifficultyState, comment="Trạng thái sau đó"),
        *state(DifficultyLevel, "level", "Cấp đang giải quyết sau đó"),
        Column("owner_unit_id", Integer, comment="Đơn vị phải giải quyết; trống: UBND tỉnh"),
        Column("figures", JSONB, nullable=False, server_default=text("'{}'"),
               comment="Số liệu lúc đó: {books, cases, items, days, …}; không có dữ liệu cá nhân"),
        Column("words", Text, comment="Trả lời, lý do chuyển hoặc đóng; không có dữ liệu cá nhân"),
        Column("actor", Text, nullable=False, comment="Tài khoản hoặc chương trình đã ghi; không hiện ra trang nào"),
        moment("at", "Ghi lúc", now=True),
        Index("difficulty_event_last", "difficulty_id", "event_id"),
        comment="Lịch sử của từng khó khăn, vướng mắc; chỉ ghi thêm",
    )  # fmt: skip


def _reminder(metadata: MetaData) -> Table:
    return Table(
        "reminder", metadata,
        Column("reminder_id", BigInteger, Identity(always=True), primary_key=True, comment="Số thứ tự"),
        unit("Đơn vị được đôn đốc"),
        *state(Channel, "channel", "Đường gửi"),
        Column("subject", Text, nullable=False, comment="Việc được đôn đốc: loại việc, đơn vị lập sổ, giai đoạn"),
        Column("level", SmallInteger, nullable=False, comment="Bậc nặng, từ 1; 0: không còn phải đôn đốc"),
        Column("digest", Text, nullable=False, comment="Mã băm của điều làm cho lời nhắc khác đi"),
        Column("items", Integer, comment="Số việc, trường hợp hoặc quyển lúc nhắc; trống: không đếm được"),
        Column("told", Boolean, nullable=False, comment="Đã gửi; sai: chỉ ghi là đã nhẹ đi hoặc hết, không gửi"),
        Column("as_of", Date, nullable=False, comment="Số liệu đến ngày"),
        moment("sent_at", "Gửi lúc", now=True),
        Index("reminder_last", "channel", "unit_id", "subject", "reminder_id"),
        comment="Lời đôn đốc đã gửi: chỉ gửi lại khi nặng thêm một bậc hoặc khác đi; chỉ ghi thêm",
    )  # fmt: skip
