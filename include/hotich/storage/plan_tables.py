"""Tables of what the plan says: its units, its versions, their stages."""

from collections.abc import Sequence

from sqlalchemy import (
    Column,
    Date,
    ForeignKey,
    Identity,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY

from hotich.storage.columns import moment


def plan_tables(metadata: MetaData) -> Sequence[Table]:
    """`unit`, `plan_version` and `stage`."""
    return (_unit(metadata), _plan_version(metadata), _stage(metadata))


def _unit(metadata: MetaData) -> Table:
    return Table(
        "unit", metadata,
        Column("unit_id", Integer, primary_key=True, autoincrement=False, comment="Mã đơn vị của hệ thống, không đổi"),
        Column("code", Text, nullable=False, comment="Mã của Tổng cục Thống kê; có thể được dùng lại cho đơn vị khác"),
        Column("name", Text, nullable=False, comment="Tên đơn vị"),
        Column("kind", Text, nullable=False, comment="Loại: xã, phường, thị trấn, huyện, thành phố, tỉnh"),
        Column("level", Text, nullable=False, comment="Cấp: province, district, commune"),
        Column("tier", Text, comment="Nhóm lưu trữ của kế hoạch; trống: không thuộc kế hoạch"),
        Column("parent_code", Text, comment="Mã đơn vị cấp trên"),
        Column("valid_from", Date, comment="Ngày bắt đầu; trống: từ trước khi có danh mục"),
        Column("valid_to", Date, comment="Ngày cuối; trống: đang tồn tại"),
        Column("successor_ids", ARRAY(Integer), nullable=False, server_default=text("'{}'"), comment="Đơn vị kế thừa"),
        UniqueConstraint("code", "valid_from", name="unit_code_dated"),
        comment="Đơn vị hành chính theo thời gian; khóa là (mã, ngày bắt đầu)",
    )  # fmt: skip


def _plan_version(metadata: MetaData) -> Table:
    return Table(
        "plan_version", metadata,
        Column("plan_version_id", Integer, Identity(always=True), primary_key=True, comment="Mã phiên bản kế hoạch"),
        Column("plan_id", Text, nullable=False, comment="Tên kế hoạch"),
        Column("sha256", Text, nullable=False, comment="Mã băm của tệp kế hoạch"),
        Column("amended_by", Text, nullable=False, server_default=text("''"),
               comment="Các quyết định điều chỉnh đã áp dụng, cách nhau dấu phẩy; trống: bản gốc"),
        Column("name", Text, nullable=False, comment="Tên đầy đủ"),
        Column("province", Text, nullable=False, comment="Tỉnh"),
        moment("seen_at", "Khi hệ thống đọc phiên bản này lần đầu", now=True),
        UniqueConstraint("plan_id", "sha256", "amended_by", name="plan_version_once"),
        comment="Các phiên bản kế hoạch đã dùng",
    )  # fmt: skip


def _stage(metadata: MetaData) -> Table:
    return Table(
        "stage", metadata,
        Column("plan_version_id", ForeignKey("hotich.plan_version.plan_version_id"), comment="Phiên bản kế hoạch"),
        Column("stage_id", Text, comment="Mã giai đoạn, ví dụ huyen_xa_1"),
        Column("position", SmallInteger, nullable=False, comment="Thứ tự trong kế hoạch"),
        Column("tier", Text, nullable=False, comment="Nhóm lưu trữ: Sở Tư pháp, hoặc UBND cấp huyện và cấp xã"),
        Column("phase_no", SmallInteger, nullable=False, comment="Số thứ tự giai đoạn"),
        Column("title", Text, nullable=False, comment="Tên giai đoạn"),
        Column("clause", Text, nullable=False, comment="Mục của kế hoạch"),
        Column("window_start", Date, nullable=False, comment="Ngày đầu của thời hạn làm việc"),
        Column("window_end", Date, nullable=False, comment="Ngày cuối của thời hạn làm việc"),
        Column("registrations_from", Date, comment="Ngày đăng ký sớm nhất; trống: không giới hạn"),
        Column("registrations_until", Date, nullable=False, comment="Ngày đăng ký muộn nhất"),
        PrimaryKeyConstraint("plan_version_id", "stage_id", name="stage_pkey"),
        comment="Các giai đoạn của từng phiên bản kế hoạch",
    )  # fmt: skip
