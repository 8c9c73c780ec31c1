"""Tables of the dashboard's own door: accounts, sessions, attempts to sign in."""

from collections.abc import Sequence

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    DateTime,
    ForeignKey,
    Identity,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY

from hotich.storage.columns import moment, state, unit
from hotich.storage.states import AccountRole

_MOMENT = DateTime(timezone=True)


def account_tables(metadata: MetaData) -> Sequence[Table]:
    """The tables, in the order in which they are made."""
    return (_account(metadata), _session(metadata), _attempt(metadata))


def _account(metadata: MetaData) -> Table:
    return Table(
        "account", metadata,
        Column("account_id", Integer, Identity(always=True), primary_key=True, comment="Mã tài khoản"),
        Column("name", Text, nullable=False, comment="Tên đăng nhập"),
        *state(AccountRole, "role", "Phạm vi được xem"),
        unit("Đơn vị của tài khoản"),
        Column("password_hash", Text, nullable=False, comment="Mã băm argon2id của mật khẩu"),
        Column("must_change", Boolean, nullable=False, server_default=text("false"),
               comment="Mật khẩu do người khác đặt: phải đổi ở lần đăng nhập tới"),
        Column("active", Boolean, nullable=False, server_default=text("true"), comment="Được đăng nhập"),
        moment("created_at", "Lập lúc", now=True),
        moment("password_at", "Đặt mật khẩu lần cuối", now=True),
        moment("signed_in_at", "Đăng nhập lần cuối"),
        UniqueConstraint("name", name="account_name"),
        comment="Tài khoản xem bảng tiến độ: không phải tài khoản của Airflow",
    )  # fmt: skip


def _session(metadata: MetaData) -> Table:
    return Table(
        "session", metadata,
        Column("token_hash", LargeBinary, primary_key=True, comment="sha256 của mã phiên mà trình duyệt giữ"),
        Column("account_id", ForeignKey("hotich.account.account_id"), nullable=False, comment="Tài khoản"),
        Column("sees_all", Boolean, nullable=False, comment="Được xem mọi đơn vị"),
        Column("unit_ids", ARRAY(Integer), nullable=False, comment="Các đơn vị được xem, khi không phải mọi đơn vị"),
        moment("created_at", "Đăng nhập lúc", now=True),
        Column("idle_until", _MOMENT, nullable=False, comment="Hết phiên nếu không làm gì đến lúc này"),
        Column("expires_at", _MOMENT, nullable=False, comment="Hết phiên dù đang làm việc"),
        Index("session_account", "account_id"),
        comment="Phiên đăng nhập; quyền xem dòng của cơ sở dữ liệu đọc từ đây",
    )  # fmt: skip


def _attempt(metadata: MetaData) -> Table:
    return Table(
        "login_attempt", metadata,
        Column("attempt_id", BigInteger, Identity(always=True), primary_key=True, comment="Mã lần thử"),
        Column("name_hash", LargeBinary, nullable=False, comment="sha256 của tên đã gõ: có người gõ nhầm mật khẩu vào đây"),
        Column("address", Text, nullable=False, comment="Địa chỉ mạng của máy đã thử"),
        moment("at", "Thử lúc", now=True),
        Index("login_attempt_name", "name_hash", "at"),
        Index("login_attempt_address", "address", "at"),
        comment="Các lần đăng nhập chưa thành công gần đây, để giới hạn số lần thử",
    )  # fmt: skip
