"""What a plan file holds: the one definition that the reader, the JSON schema and the reference are made from.

A key of the file is an attribute here (`from_` is written `from`); its text says what to write.
"""

from collections.abc import Mapping
from dataclasses import MISSING, dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from hotich.units import Level

ID_PATTERN = r"[a-z][a-z0-9_]*"


def key(doc: str, *, default: Any = MISSING) -> Any:
    """A key of the file with its meaning; required unless it has a default."""
    return field(default=default, metadata={"doc": doc})


@dataclass(frozen=True, slots=True, kw_only=True)
class Province:
    """The province (tỉnh) that issued the plan."""

    code: str = key("mã đơn vị hành chính của tỉnh, ví dụ '83'")
    name: str = key("tên tỉnh, ví dụ Tỉnh Bến Tre")


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """When work is to be done (thời gian thực hiện)."""

    from_: date = key("ngày bắt đầu")
    until: date = key("ngày cuối cùng")
    wording: str = key("nguyên văn trong kế hoạch")


@dataclass(frozen=True, slots=True, kw_only=True)
class Registrations:
    """Which registrations a stage covers, by registration date (ngày đăng ký), both ends included."""

    from_: date | None = key("ngày đăng ký sớm nhất; null nếu “trở về trước”")
    until: date = key("ngày đăng ký muộn nhất")
    wording: str = key("nguyên văn trong kế hoạch")
    reason: str = key("vì sao lấy đúng ngày này, khi nguyên văn chưa đủ rõ", default="")


@dataclass(frozen=True, slots=True, kw_only=True)
class End:
    """The last day on which this tier registered in paper books that the plan covers."""

    on: date = key("ngày đăng ký cuối cùng còn phải số hóa")
    reason: str = key("vì sao sau ngày này không thuộc phạm vi")
    source: str = key("căn cứ")


@dataclass(frozen=True, slots=True, kw_only=True)
class Tier:
    """An archive level with phases of its own (cấp lưu trữ sổ)."""

    id: str = key("tên ngắn không dấu, ví dụ huyen_xa")
    name: str = key("tên gọi")
    levels: tuple[Level, ...] = key("các cấp đơn vị: province, district, commune")
    maker: str = key("cơ quan lập sổ, đứng trước tên đơn vị: Sở Tư pháp, UBND")
    responsible: str = key("cơ quan thực hiện")
    clause: str = key("điểm, khoản của kế hoạch")
    ends: End = key("mốc đăng ký cuối cùng của cấp này")


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A group of books (nhóm sổ); the groups are done one after the other inside each phase."""

    no: int = key("số thứ tự ưu tiên, từ 1")
    id: str = key("tên ngắn không dấu")
    term: str = key("tên nhóm sổ")
    registers: tuple[str, ...] = key("mã các loại sổ trong nhóm")


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupOrder:
    """Why the groups stand in this order."""

    clause: str = key("điểm, khoản của kế hoạch")
    reason: str = key("lý do kế hoạch nêu")


@dataclass(frozen=True, slots=True, kw_only=True)
class StageText:
    """A stage (giai đoạn của một cấp) as written in the file."""

    id: str = key("tên ngắn không dấu, dùng làm tên DAG")
    tier: str = key("id của cấp")
    phase: int = key("giai đoạn thứ mấy của cấp, từ 1")
    title: str = key("nội dung")
    clause: str = key("điểm, khoản của kế hoạch")
    window: Window = key("thời gian thực hiện")
    registrations: Registrations = key("khoảng ngày đăng ký")
    responsible: str = key("cơ quan thực hiện, nếu khác với cấp", default="")
    groups: tuple[str, ...] = key("thứ tự nhóm sổ, nếu khác với kế hoạch", default=())
    target_percent: Decimal = key(
        "chỉ tiêu: phần trăm số trường hợp theo thống kê phải nghiệm thu trong thời gian thực hiện",
        default=Decimal(100),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """Book forms (biểu mẫu) in use from a day on."""

    from_: date | None = key("ngày bắt đầu dùng; null nếu không rõ")
    name: str = key("tên biểu mẫu, văn bản ban hành")


@dataclass(frozen=True, slots=True, kw_only=True)
class Regime:
    """The law under which a registration was made, by its date (chế độ pháp lý)."""

    id: str = key("tên ngắn không dấu")
    name: str = key("tên gọi")
    from_: date | None = key("ngày có hiệu lực; null nếu là chế độ đầu tiên")
    until: date | None = key("ngày cuối cùng; null nếu còn hiệu lực")
    source: str = key("căn cứ")
    key_by_book: bool = key("số đăng ký bắt đầu lại ở mỗi quyển (true) hay chạy suốt năm (false)")
    forms: tuple[Form, ...] = key("các mẫu sổ, theo ngày")


@dataclass(frozen=True, slots=True, kw_only=True)
class Milestone:
    """A dated fact with its clause."""

    on: date = key("ngày")
    wording: str = key("nguyên văn trong kế hoạch")
    clause: str = key("điểm, khoản của kế hoạch")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rollout:
    """The time for making the guidance known before the work starts (triển khai, hướng dẫn)."""

    from_: date = key("ngày bắt đầu")
    until: date = key("ngày cuối cùng")
    wording: str = key("nguyên văn trong kế hoạch")
    responsible: str = key("cơ quan chủ trì")
    clause: str = key("điểm, khoản của kế hoạch")


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """A day by which all must be done (thời hạn hoàn thành), with who set it."""

    id: str = key("tên ngắn không dấu")
    title: str = key("tên gọi")
    on: date = key("ngày cuối cùng")
    wording: str = key("nguyên văn")
    source: str = key("căn cứ")
    effective_from: date | None = key("ngày thời hạn này có hiệu lực; bỏ trống nếu từ đầu", default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """Who has to do what (trách nhiệm)."""

    who: str = key("cơ quan")
    what: str = key("việc phải làm")
    clause: str = key("điểm, khoản của kế hoạch")


class SamplingScheme(StrEnum):
    """How large the acceptance sample of a book is."""

    LIMITING_QUALITY = "limiting_quality"
    """The smallest that a bad book passes with at most the given risk."""
    FIXED_SHARE = "fixed_share"
    """A given share of the cases, whatever risk that leaves."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sampling:
    """How loaded books are checked against the paper from a day on (lấy mẫu nghiệm thu)."""

    from_: date | None = key("áp dụng từ ngày; null nếu từ đầu")
    name: str = key("tên gọi, ghi trong phiếu kiểm mẫu")
    scheme: SamplingScheme = key(
        "cách tính cỡ mẫu: limiting_quality (nhỏ nhất mà quyển xấu chỉ lọt với xác suất “risk_percent”) hoặc"
        " fixed_share (tỷ lệ “share_percent” của số trường hợp)"
    )
    limit_quality_percent: Decimal = key("tỷ lệ trường hợp sai, từ đó quyển sổ phải bị phát hiện, phần trăm")
    allowed: int = key("số trường hợp sai tối đa trong mẫu mà quyển sổ vẫn đạt")
    risk_percent: Decimal | None = key(
        "limiting_quality: xác suất cao nhất để quyển sai đến tỷ lệ ấy vẫn đạt, phần trăm", default=None
    )
    share_percent: Decimal | None = key("fixed_share: phần trăm số trường hợp phải kiểm", default=None)
    least: int = key("fixed_share: số trường hợp ít nhất phải kiểm", default=1)
    registers: tuple[str, ...] | None = key(
        "chỉ các loại sổ này; bỏ trống: mọi loại sổ; []: không lấy mẫu", default=None
    )
    verified: bool = key("true: đã có văn bản quy định; false: lựa chọn của phần mềm, chờ cơ quan quyết định")
    source: str = key("căn cứ")


class ReportKind(StrEnum):
    """What span of time a progress report tells of."""

    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    YEARLY = "yearly"
    SPAN = "span"
    """From any day to any day: made when asked for, never by a schedule."""

    @property
    def term(self) -> str:
        """Vietnamese words for it."""
        return {"monthly": "tháng", "quarterly": "quý", "yearly": "năm", "span": "đột xuất"}[self.value]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reporter:
    """Who reports on progress for the units of a level, and to whom (chế độ báo cáo).

    “{unit}” in a text stands for the unit's name on the data date, “{province}” for its province's.
    """

    level: Level = key("cấp báo cáo: province hoặc district")
    from_: date | None = key("áp dụng cho số liệu từ ngày; bỏ trống: từ đầu", default=None)
    until: date | None = key("áp dụng cho số liệu đến ngày; bỏ trống: còn áp dụng", default=None)
    superior: str = key("cơ quan chủ quản trực tiếp; bỏ trống: không ghi (UBND các cấp)", default="")
    issuer: str = key("cơ quan ban hành báo cáo")
    symbol: str = key("chữ viết tắt của cơ quan trong số, ký hiệu: STP, UBND")
    place: str = key("địa danh ghi trước ngày tháng; bỏ trống: tên đơn vị, không kèm loại", default="")
    signer: tuple[str, ...] = key(
        "quyền hạn, chức vụ của người ký, mỗi dòng một mục: TM. ỦY BAN NHÂN DÂN, CHỦ TỊCH"
    )
    to: tuple[str, ...] = key("kính gửi")
    recipients: tuple[str, ...] = key("nơi nhận, không kể dòng lưu")
    archive: str = key("dòng lưu: VT, đơn vị soạn thảo")
    kinds: tuple[ReportKind, ...] = key("các kỳ được lập theo lịch: monthly, quarterly, yearly")
    clause: str = key("điểm, khoản của kế hoạch giao trách nhiệm báo cáo")
    source: str = key("căn cứ của kỳ báo cáo; chưa có thì nói rõ", default="")


@dataclass(frozen=True, slots=True, kw_only=True)
class StageChange:
    """What an amendment sets anew in a stage; keys left out stay."""

    window: Window | None = key("thời gian thực hiện mới", default=None)
    registrations: Registrations | None = key("khoảng ngày đăng ký mới", default=None)
    title: str | None = key("nội dung mới", default=None)
    clause: str | None = key("điểm, khoản mới", default=None)
    responsible: str | None = key("cơ quan thực hiện mới", default=None)
    groups: tuple[str, ...] | None = key("thứ tự nhóm sổ mới", default=None)
    target_percent: Decimal | None = key("chỉ tiêu mới, phần trăm", default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One change of an amendment: `stage` + `set`, `deadline` + `on`, or one of the other keys."""

    stage: str | None = key("id giai đoạn được sửa", default=None)
    set: StageChange | None = key("các giá trị mới của giai đoạn", default=None)
    deadline: str | None = key("id thời hạn được sửa", default=None)
    on: date | None = key("ngày mới của thời hạn", default=None)
    add_stage: StageText | None = key("giai đoạn thêm mới", default=None)
    drop_stage: str | None = key("id giai đoạn bị bỏ", default=None)
    drop_units: tuple[str, ...] | None = key("mã các đơn vị thôi thuộc kế hoạch", default=None)
    add_units: tuple[str, ...] | None = key("mã các đơn vị trở lại thuộc kế hoạch", default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Amendment:
    """A dated decision that changes the plan (quyết định điều chỉnh); what was before stays readable."""

    id: str = key("tên ngắn không dấu")
    decision: str = key("số quyết định")
    decided_on: date = key("ngày ký")
    effective_from: date = key("ngày có hiệu lực")
    reason: str = key("lý do")
    changes: tuple[Change, ...] = key("các thay đổi")


@dataclass(frozen=True, slots=True, kw_only=True)
class Tracking:
    """How progress is measured against the plan (theo dõi tiến độ)."""

    country: str = key("nước có lịch nghỉ lễ được tính ngày làm việc, mã ISO 3166-1", default="VN")
    on_time_from: Decimal = key("SPI(t) từ mức này trở lên là đúng tiến độ", default=Decimal("0.95"))
    late_from: Decimal = key(
        "SPI(t) từ mức này trở lên là chậm, dưới đó là chậm nghiêm trọng", default=Decimal("0.85")
    )
    likely_from: Decimal = key(
        "khả năng kịp hạn, từ 0 đến 1; dưới mức này thì nêu “khó kịp hạn”", default=Decimal("0.5")
    )
    stale_after_days: int = key(
        "quá số ngày này từ lần đếm cuối đến ngày số liệu thì bảng tiến độ nêu rằng số liệu đã cũ", default=7
    )
    source: str = key("căn cứ", default="lựa chọn của phần mềm")


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitRow:
    """One life of a unit, written in the plan file itself."""

    code: str = key("mã đơn vị, trong dấu nháy")
    name: str = key("tên đầy đủ, ví dụ Xã An Hiệp")
    kind: str = key("loại: Xã, Phường, Huyện, …")
    level: str = key("cấp: province, district, commune")
    parent_code: str = key("mã đơn vị cấp trên", default="")
    valid_from: date | None = key("ngày đầu tiên", default=None)
    valid_to: date | None = key("ngày cuối cùng", default=None)
    other_names: str = key("tên khác: “tên” hoặc “tên|ngày cuối”, cách nhau bằng ;", default="")
    note: str = key("ghi chú", default="")
    source: str = key("nguồn", default="")


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitChangeRow:
    """One rearrangement of units, written in the plan file itself."""

    effective_on: date = key("ngày có hiệu lực")
    document: str = key("văn bản")
    kind: str = key("merge, split, rename, type_change, dissolved, abolished")
    old_codes: str = key("các mã cũ, cách nhau bằng |")
    new_code: str = key("mã mới; bỏ trống nếu chưa rõ", default="")
    confidence: str = key("mức tin cậy", default="")


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitsSource:
    """Where the units stand: csv files (`file`, `changes_file`), or here (`list`, `changes`)."""

    file: str | None = key("tệp csv, tính từ thư mục của kế hoạch", default=None)
    changes_file: str | None = key("tệp csv các thay đổi", default=None)
    list: tuple[UnitRow, ...] = key("danh sách đơn vị", default=())
    changes: tuple[UnitChangeRow, ...] = key("các thay đổi", default=())


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanText:
    """A whole plan file."""

    id: str = key("tên ngắn không dấu của kế hoạch")
    name: str = key("tên kế hoạch")
    issued_by: str = key("cơ quan ban hành")
    number: str = key("số, ngày văn bản; bỏ trống nếu nguồn không ghi", default="")
    time_zone: str = key("múi giờ của các thời hạn, ví dụ Asia/Ho_Chi_Minh")
    province: Province = key("tỉnh")
    basis: tuple[str, ...] = key("các căn cứ")
    rollout: Rollout | None = key("thời gian triển khai, hướng dẫn", default=None)
    electronic_from: Milestone = key("ngày bắt đầu đăng ký điện tử")
    tiers: tuple[Tier, ...] = key("các cấp lưu trữ sổ")
    groups: tuple[Group, ...] = key("các nhóm sổ theo thứ tự ưu tiên")
    group_order: GroupOrder = key("lý do thứ tự nhóm sổ")
    stages: tuple[StageText, ...] = key("các giai đoạn của từng cấp")
    regimes: tuple[Regime, ...] = key("các chế độ pháp lý theo ngày đăng ký")
    deadlines: tuple[Deadline, ...] = key("các thời hạn hoàn thành")
    sampling: tuple[Sampling, ...] = key(
        "các phương án lấy mẫu nghiệm thu, theo ngày áp dụng; bỏ trống: không lấy mẫu", default=()
    )
    tracking: Tracking = key(
        "cách đo tiến độ; bỏ trống: lịch Việt Nam, các mức 0,95 và 0,85", default=Tracking()
    )
    excluded_units: tuple[str, ...] = key(
        "mã các đơn vị có trong danh mục mà không thuộc kế hoạch", default=()
    )
    budget: str | None = key(
        "tệp đơn giá và cơ quan chi, tính từ thư mục của kế hoạch; bỏ trống: chưa lập dự toán được",
        default=None,
    )
    reports: tuple[Reporter, ...] = key(
        "ai lập báo cáo tiến độ, gửi ai; bỏ trống: chưa lập được báo cáo", default=()
    )
    duties: tuple[Duty, ...] = key("trách nhiệm")
    clauses: Mapping[str, str] = key("nguyên văn từng điểm, khoản được viện dẫn")
    amendments: tuple[Amendment, ...] = key("các quyết định điều chỉnh", default=())
    units: UnitsSource = key("danh mục đơn vị hành chính")
