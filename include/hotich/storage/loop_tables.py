"""Tables of the return loop: corrections, double keying, samples, scans, approvals, and who did what with a book."""

from collections.abc import Sequence

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Float,
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
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from hotich.storage.columns import count, moment, state
from hotich.storage.states import (
    ApprovalKind,
    ApprovalState,
    CorrectionState,
    DifferenceState,
    Finding,
    Role,
    SampleState,
    ScanState,
    Weight,
)

SCAN_OPEN = "state NOT IN ('matched', 'replaced') OR (state = 'matched' AND remark IS NOT NULL)"
"""Scans that somebody must look at."""


def loop_tables(metadata: MetaData) -> Sequence[Table]:
    """The tables, in the order in which they are made."""
    return (
        _correction(metadata), _keying(metadata), _keying_field(metadata), _difference(metadata), _book_role(metadata),
        _sample(metadata), _sample_case(metadata), _scan(metadata), _book_scan(metadata), _approval(metadata),
    )  # fmt: skip


def _book() -> Column[int]:
    return Column("book_id", ForeignKey("hotich.book.book_id"), nullable=False, comment="Quyển sổ")


def _owner() -> tuple[Column[int], Column[str]]:
    return (
        Column("owner_unit_id", Integer, nullable=False, comment="Đơn vị phải xử lý"),
        Column("next_step", Text, nullable=False, comment="Việc cần làm"),
    )


def _correction(metadata: MetaData) -> Table:
    return Table(
        "correction", metadata,
        Column("file_id", ForeignKey("hotich.delivery_file.file_id"), comment="Phiếu đã ghi và gửi lại"),
        Column("line_no", Integer, comment="Số dòng trong phiếu, như Excel hiển thị"),
        Column("sheet", Text, comment="Trang tính của phiếu"),
        _book(),
        Column("target_file_id", Integer, comment="Tệp có ô được sửa; trống: không tìm thấy"),
        Column("target_row_no", Integer, comment="Số dòng của ô trong tệp ấy"),
        Column("field", Text, nullable=False, comment="Trường; chuỗi trống: không nhận ra cột"),
        Column("rule_ids", ARRAY(Text), nullable=False, server_default=text("'{}'"), comment="Các quy tắc đã nêu"),
        Column("before", Text, comment="Giá trị như đã ghi trước khi sửa"),
        Column("after", Text, comment="Giá trị đúng theo phiếu; trống: xác nhận đúng như sổ"),
        Column("confirms", Boolean, nullable=False, comment="Xác nhận đúng như sổ"),
        Column("person", Text, comment="Người ghi phiếu, như đã ghi"),
        Column("case_id", BigInteger, comment="Trường hợp đã nhận giá trị"),
        Column("load_id", BigInteger, comment="Lần nạp đã áp dụng"),
        *state(CorrectionState),
        Column("reason", Text, comment="Vì sao chưa áp dụng được, để cán bộ đọc"),
        moment("at", "Khi hệ thống đọc phiếu", now=True),
        PrimaryKeyConstraint("file_id", "sheet", "line_no", name="correction_pkey"),
        Index("correction_book", "book_id"),
        comment="Từng ô được sửa hoặc xác nhận trong các phiếu gửi lại: ai, khi nào, trước, sau, vì quy tắc nào",
    )  # fmt: skip


def _keying(metadata: MetaData) -> Table:
    return Table(
        "keying", metadata,
        Column("book_id", ForeignKey("hotich.book.book_id"), primary_key=True, comment="Quyển sổ"),
        Column("second_file_id", Integer, nullable=False, comment="Tệp nhập lần hai đã đối chiếu"),
        Column("seen", Text, nullable=False, comment="Dấu của những gì đã đối chiếu: tệp nhập lần hai, các lần nạp, các phiếu; khác đi thì đối chiếu lại"),
        count("case_count", "Số trường hợp đã nạp của lần nhập một"),
        count("row_count", "Số dòng của lần nhập hai"),
        count("both_count", "Số trường hợp có ở cả hai lần nhập, đã đối chiếu từng cột"),
        count("doubled_count", "Số dòng nhập lần hai trùng số với dòng khác, không đối chiếu được"),
        count("unnumbered_count", "Số dòng nhập lần hai không rõ số, không đối chiếu được"),
        Column("slip_due", Boolean, nullable=False, comment="Phải xem lại phiếu đối chiếu"),
        Column("slip_digest", Text, comment="Mã băm của phiếu đối chiếu đã ghi; trống: chưa có phiếu"),
        moment("compared_at", "Đối chiếu lúc", now=True),
        comment="Quyển sổ đã đối chiếu hai lần nhập, và đối chiếu đến đâu",
    )  # fmt: skip


def _keying_field(metadata: MetaData) -> Table:
    return Table(
        "keying_field", metadata,
        Column("book_id", ForeignKey("hotich.book.book_id"), comment="Quyển sổ"),
        Column("field", Text, comment="Trường có ở cả hai lần nhập"),
        Column("critical", Boolean, nullable=False, comment="Cột trọng yếu"),
        count("cell_count", "Số ô đã đối chiếu: mẫu số của tỷ lệ khác nhau"),
        PrimaryKeyConstraint("book_id", "field", name="keying_field_pkey"),
        comment="Số ô đã đối chiếu của từng cột trong từng quyển sổ",
    )  # fmt: skip


def _difference(metadata: MetaData) -> Table:
    return Table(
        "keying_difference", metadata,
        Column("difference_id", BigInteger, Identity(always=True), primary_key=True, comment="Mã khác biệt"),
        _book(),
        Column("register", Text, nullable=False, comment="Loại sổ"),
        Column("case_id", BigInteger, comment="Trường hợp; trống: chưa nạp"),
        Column("entry_year", SmallInteger, nullable=False, comment="Năm của số đăng ký"),
        Column("key_book", SmallInteger, nullable=False, comment="Số quyển trong khóa; 0 từ 1/4/2006"),
        Column("entry_no", Integer, nullable=False, comment="Số đăng ký"),
        Column("entry_suffix", Text, nullable=False, server_default=text("''"), comment="Phần chữ sau số"),
        Column("field", Text, nullable=False, comment="Trường; chuỗi trống: cả dòng"),
        *state(Finding, "finding", "Điều đã thấy"),
        *state(Weight, "weight", "Mức"),
        Column("critical", Boolean, nullable=False, comment="Cột trọng yếu: chưa quyết thì quyển sổ chưa nghiệm thu"),
        Column("first_value", Text, comment="Nguyên văn của lần nhập một; cả dòng: số đăng ký"),
        Column("second_value", Text, comment="Nguyên văn của lần nhập hai; cả dòng: số đăng ký hoặc các dòng trùng số"),
        Column("second_file_id", Integer, nullable=False, comment="Tệp nhập lần hai"),
        Column("second_row_no", Integer, comment="Số dòng trong tệp ấy; trống: tệp không có dòng này"),
        *state(DifferenceState),
        Column("decided_value", Text, comment="Giá trị người thứ ba quyết định theo sổ gốc"),
        Column("decided_by", Text, comment="Người quyết định, như đã ghi trong phiếu"),
        Column("decided_file_id", Integer, comment="Phiếu đối chiếu đã quyết"),
        *_owner(),
        moment("opened_at", "Phát hiện lúc", now=True),
        moment("closed_at", "Đóng lúc; trống: còn mở"),
        UniqueConstraint(
            "book_id", "entry_year", "key_book", "entry_no", "entry_suffix", "field", name="keying_difference_once",
        ),
        Index("keying_difference_open", "book_id", postgresql_where=text("closed_at IS NULL")),
        comment="Khác biệt giữa hai lần nhập của một quyển sổ, chờ người thứ ba quyết định theo sổ gốc",
    )  # fmt: skip


def _book_role(metadata: MetaData) -> Table:
    return Table(
        "book_role", metadata,
        _book(),
        *state(Role, "role", "Vai trò"),
        Column("person_key", Text, comment="Tên đã gấp để so sánh (không dấu cách thừa, không phân biệt hoa thường)"),
        Column("person", Text, nullable=False, comment="Tên như đã ghi"),
        Column("file_id", Integer, comment="Tệp đã cho biết; trống: trả lời trong hệ thống"),
        moment("since", "Từ lúc", now=True),
        PrimaryKeyConstraint("book_id", "role", "person_key", name="book_role_pkey"),
        comment="Ai đã làm gì với quyển sổ: một người không giữ hai vai trò",
    )  # fmt: skip


def _sample(metadata: MetaData) -> Table:
    return Table(
        "sample", metadata,
        Column("sample_id", Integer, Identity(always=True), primary_key=True, comment="Mã mẫu"),
        _book(),
        Column("content_digest", Text, nullable=False,
               comment="Mã băm của các trường hợp mà mẫu nói về; khi đã đạt, trừ các trường hợp sai đã thấy. Đổi thì mẫu hết hiệu lực"),
        Column("file_id", Integer, comment="Tệp có nội dung của quyển khi lấy mẫu (book.current_file_id)"),
        count("file_count", "Số tệp đã nạp vào quyển khi xem nội dung lần cuối: thêm tệp thì nội dung có thể đã đổi"),
        Column("seed", BigInteger, nullable=False, comment="Hạt giống của phép chọn ngẫu nhiên: chọn lại được đúng mẫu ấy"),
        Column("scheme", Text, nullable=False, comment="Tên phương án lấy mẫu"),
        count("case_count", "Số trường hợp của quyển khi lấy mẫu"),
        count("size", "Cỡ mẫu"),
        count("allowed_count", "Số trường hợp sai tối đa mà mẫu vẫn đạt"),
        Column("limit_quality", Float, nullable=False, comment="Tỷ lệ trường hợp sai mà phương án phải phát hiện"),
        Column("risk", Float, nullable=False, comment="Xác suất cao nhất để một quyển sai đến tỷ lệ ấy vẫn đạt, tính đúng cho quyển này"),
        *state(SampleState),
        Column("wrong_count", Integer, comment="Số trường hợp sai đã thấy"),
        Column("wrong_field_count", Integer, comment="Số ô sai đã thấy"),
        Column("checked_by", Text, comment="Người kiểm, như đã ghi trong phiếu"),
        Column("result_file_id", Integer, comment="Phiếu kiểm mẫu đã ghi"),
        *_owner(),
        moment("opened_at", "Lấy mẫu lúc", now=True),
        moment("closed_at", "Đóng lúc; trống: chờ kiểm"),
        moment("sheet_at", "Phiếu kiểm mẫu đã ghi ra lúc; trống: chưa ghi"),
        Index("sample_book", "book_id"),
        Index("sample_unfinished", "book_id", postgresql_where=text("closed_at IS NULL")),
        Index("sample_open", "book_id", unique=True, postgresql_where=text("state = 'open'")),
        comment="Mẫu nghiệm thu của quyển sổ: chọn ngẫu nhiên, đối chiếu với sổ giấy, quyết định nhận hay nhập lại",
    )  # fmt: skip


def _sample_case(metadata: MetaData) -> Table:
    return Table(
        "sample_case", metadata,
        Column("sample_id", ForeignKey("hotich.sample.sample_id"), comment="Mẫu"),
        Column("case_id", BigInteger, comment="Trường hợp"),
        Column("position", SmallInteger, nullable=False, comment="Thứ tự trong phiếu"),
        Column("is_right", Boolean, comment="Đúng với sổ giấy; trống: chưa kiểm"),
        Column("wrong_fields", ARRAY(Text), nullable=False, server_default=text("'{}'"), comment="Các trường sai"),
        Column("remark", Text, comment="Ghi chú của người kiểm"),
        PrimaryKeyConstraint("sample_id", "case_id", name="sample_case_pkey"),
        comment="Các trường hợp của mẫu và kết quả đối chiếu",
    )  # fmt: skip


def _scan(metadata: MetaData) -> Table:
    return Table(
        "scan", metadata,
        Column("file_id", ForeignKey("hotich.delivery_file.file_id"), comment="Gói bản quét (.zip)"),
        Column("name", Text, comment="Tên tệp PDF trong gói"),
        _book(),
        Column("entry_no", Integer, comment="Số đăng ký trong tên; trống: không đọc được"),
        Column("entry_suffix", Text, nullable=False, server_default=text("''"), comment="Phần chữ sau số"),
        Column("registered_on", Date, comment="Ngày đăng ký trong tên; trống: null hoặc không đọc được"),
        Column("size", Integer, nullable=False, comment="Độ lớn, byte"),
        Column("page_count", SmallInteger, comment="Số trang; trống: không mở được"),
        Column("fault", Text, comment="Vì sao không mở được"),
        Column("case_id", BigInteger, comment="Trường hợp mang số này, kể cả khi tệp trùng hoặc không mở được"),
        *state(ScanState),
        Column("remark", Text, comment="Điều cần xem, để cán bộ đọc"),
        PrimaryKeyConstraint("file_id", "name", name="scan_pkey"),
        Index("scan_book", "book_id"),
        Index("scan_case", "case_id", postgresql_where=text("case_id IS NOT NULL")),
        Index("scan_open", "book_id", postgresql_where=text(SCAN_OPEN)),
        comment="Bản quét PDF trong các gói đang dùng: khớp, thừa, không mở được, trùng, tên sai",
    )  # fmt: skip


def _book_scan(metadata: MetaData) -> Table:
    return Table(
        "book_scan", metadata,
        Column("book_id", ForeignKey("hotich.book.book_id"), primary_key=True, autoincrement=False, comment="Quyển sổ"),
        Column("due", Boolean, nullable=False, comment="Sổ vừa được nạp thêm hoặc sửa: phải khớp lại bản quét"),
        count("missing_count", "Số trường hợp đã nạp mà chưa có bản quét nào (như view missing_scan)"),
        moment("since", "Khi nhận gói bản quét đầu tiên", now=True),
        moment("matched_at", "Khớp bản quét với trường hợp lần cuối", now=True),
        Index("book_scan_due", "book_id", postgresql_where=text("due")),
        Index("book_scan_missing", "book_id", postgresql_where=text("missing_count > 0")),
        comment="Quyển sổ đã có gói bản quét: còn thiếu bao nhiêu, có phải khớp lại không",
    )  # fmt: skip


def _approval(metadata: MetaData) -> Table:
    return Table(
        "approval", metadata,
        Column("approval_id", Integer, Identity(always=True), primary_key=True, comment="Mã yêu cầu"),
        *state(ApprovalKind, "kind", "Việc xin quyết định"),
        Column("stage_id", Text, nullable=False, comment="Giai đoạn"),
        Column("book_id", ForeignKey("hotich.book.book_id"), comment="Quyển sổ; trống: cả giai đoạn"),
        Column("figures", JSONB, nullable=False, comment="Số liệu kèm yêu cầu, không có dữ liệu cá nhân"),
        *state(ApprovalState),
        Column("answered_by", Text, comment="Người quyết định"),
        Column("remark", Text, comment="Ý kiến kèm theo"),
        *_owner(),
        moment("opened_at", "Yêu cầu lúc", now=True),
        Column("answered_at", DateTime(timezone=True), comment="Trả lời lúc; trống: đang chờ"),
        Index(
            "approval_open_book", "kind", "book_id", unique=True,
            postgresql_where=text("answered_at IS NULL AND book_id IS NOT NULL"),
        ),
        Index(
            "approval_open_stage", "kind", "stage_id", unique=True,
            postgresql_where=text("answered_at IS NULL AND book_id IS NULL"),
        ),
        comment="Yêu cầu quyết định và trả lời: nhận quyển sổ có mẫu không đạt, đóng giai đoạn",
    )  # fmt: skip
