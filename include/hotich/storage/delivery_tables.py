"""Tables of what comes in: books, files, the batches and loads that take them, inventories, second keyings."""

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
    PrimaryKeyConstraint,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from hotich.storage.columns import ZERO, count, moment, state, unit
from hotich.storage.states import BatchState, BookState, FileKind, FileState, LoadState


def delivery_tables(metadata: MetaData) -> Sequence[Table]:
    """The tables, in the order in which they are made."""
    return (
        _book(metadata),
        _load(metadata),
        _batch(metadata),
        _delivery_file(metadata),
        _inventory(metadata),
        _inventory_book(metadata),
        _short_row(metadata),
    )


def _book(metadata: MetaData) -> Table:
    return Table(
        "book", metadata,
        Column("book_id", Integer, Identity(always=True), primary_key=True, comment="Mã quyển sổ của hệ thống"),
        unit("Đơn vị đã lập sổ"),
        Column("register", Text, nullable=False, comment="Loại sổ: KH, KS, CMC, HN, KT, GH, CDGH, LH, TDCC"),
        Column("year", SmallInteger, nullable=False, comment="Năm của sổ"),
        Column("book_no", SmallInteger, nullable=False, comment="Số quyển"),
        *state(BookState),
        Column("stage_id", Text, comment="Giai đoạn theo ngày mở sổ; trống: chưa xác định"),
        Column("opened_on", Date, comment="Ngày mở sổ đã dùng để xếp giai đoạn"),
        Column("straddling", Boolean, nullable=False, server_default=text("false"),
               comment="Sổ có trường hợp thuộc nhiều giai đoạn"),
        Column("fence", BigInteger, nullable=False, server_default=ZERO,
               comment="Số của lần nạp mới nhất; lần nạp mang số cũ hơn không được ghi"),
        Column("attempt_load_id", BigInteger, comment="Lần nạp giữ số ấy"),
        Column("current_file_id", Integer, comment="Tệp có nội dung đang nạp"),
        Column("current_version", SmallInteger, nullable=False, server_default=ZERO,
               comment="Số .vN cao nhất đã nạp; 0: tên tệp không có .vN"),
        count("case_count", "Số trường hợp đang có trong bảng của loại sổ"),
        moment("accepted_at", "Khi quyển sổ được nghiệm thu; trống: chưa"),
        moment("updated_at", "Lần cập nhật cuối", now=True),
        UniqueConstraint("unit_id", "register", "year", "book_no", name="book_key"),
        Index("book_rekeying", "book_id", postgresql_where=text("state = 'rekeying'")),
        comment="Quyển sổ hộ tịch: có trong thống kê hoặc đã giao",
    )  # fmt: skip


def _load(metadata: MetaData) -> Table:
    return Table(
        "load", metadata,
        Column("load_id", BigInteger, Identity(always=True), primary_key=True, comment="Mã lần nạp"),
        Column("batch_id", Text, nullable=False, comment="Lô sổ"),
        Column("register", Text, nullable=False, comment="Loại sổ"),
        *state(LoadState),
        Column("actor", Text, nullable=False, comment="Ai hoặc chương trình nào nạp"),
        Column("rule_set", Text, nullable=False, comment="Phiên bản bộ quy tắc đã kiểm tra"),
        moment("started_at", "Bắt đầu", now=True),
        moment("finished_at", "Kết thúc"),
        Column("reason", Text, comment="Vì sao không nạp được"),
        Index("load_batch", "batch_id"),
        comment="Các lần nạp; mỗi lần thử là một dòng",
    )  # fmt: skip


def _batch(metadata: MetaData) -> Table:
    return Table(
        "batch", metadata,
        Column("batch_id", Text, primary_key=True, comment="Mã lô"),
        Column("register", Text, nullable=False, comment="Loại sổ"),
        Column("stage_id", Text, nullable=False, comment="Giai đoạn"),
        Column("group_no", SmallInteger, nullable=False, comment="Nhóm sổ trong giai đoạn"),
        Column("plan_sha256", Text, nullable=False, comment="Phiên bản kế hoạch mà lô giữ đến hết"),
        *state(BatchState),
        count("estimated_rows", "Số dòng ước tính"),
        Column("reason", Text, comment="Lỗi gần nhất"),
        moment("created_at", "Lập lô", now=True),
        moment("updated_at", "Lần cập nhật cuối", now=True),
        Index("batch_stage", "stage_id", "group_no"),
        comment="Lô: nhiều tệp của một loại sổ trong một giai đoạn, xử lý một lượt",
    )  # fmt: skip


def _delivery_file(metadata: MetaData) -> Table:
    return Table(
        "delivery_file", metadata,
        Column("file_id", Integer, Identity(always=True), primary_key=True, comment="Mã tệp của hệ thống"),
        Column("path", Text, nullable=False, comment="Đường dẫn trong hộp nhận"),
        Column("size", BigInteger, nullable=False, comment="Độ lớn, byte"),
        moment("modified_at", "Giờ sửa cuối theo kho chứa tệp"),
        Column("sha256", Text, comment="Mã băm của tệp"),
        *state(FileKind, "kind", "Loại tệp"),
        Column("unit_id", ForeignKey("hotich.unit.unit_id"), comment="Đơn vị của thư mục đầu; trống: không nhận ra"),
        Column("register", Text, comment="Loại sổ theo tên tệp"),
        Column("year", SmallInteger, comment="Năm theo tên tệp"),
        Column("book_no", SmallInteger, comment="Số quyển theo tên tệp"),
        Column("version", SmallInteger, nullable=False, server_default=ZERO, comment="Số .vN; 0: không có"),
        Column("book_id", ForeignKey("hotich.book.book_id"), comment="Quyển sổ"),
        Column("batch_id", ForeignKey("hotich.batch.batch_id"), comment="Lô đang hoặc đã xử lý"),
        Column("load_id", ForeignKey("hotich.load.load_id"), comment="Lần nạp đã kết thúc tệp"),
        Column("sheet", Text, comment="Trang tính đã đọc"),
        Column("content_digest", Text, comment="Mã băm của nội dung: các dòng của cột đã biết, bỏ định dạng"),
        *state(FileState),
        Column("reason", Text, comment="Lý do của trạng thái, để cán bộ đọc"),
        Column("notices", JSONB, nullable=False, server_default=text("'[]'"), comment="Lưu ý: [{id, text}]"),
        count("rows_read", "Số dòng đã đọc = nạp + không đổi + trả lại"),
        count("rows_loaded", "Số dòng đã nạp (mới hoặc thay đổi)"),
        count("rows_unchanged", "Số dòng không đổi"),
        count("rows_returned", "Số dòng trả lại"),
        moment("seen_at", "Khi hệ thống thấy tệp", now=True),
        moment("decided_at", "Khi tệp có trạng thái cuối"),
        Column("present_columns", ARRAY(Text), comment="Các trường có cột trong tệp; cột vắng không đổi giá trị đã nạp"),
        Column("encoding", Text, comment="Bảng mã của chữ trong tệp: unicode, tcvn3, vni, unclear"),
        moment("removed_at", "Khi tệp bị từ chối không còn thấy trong hộp nhận: đơn vị đã bỏ hoặc đổi tên"),
        UniqueConstraint("path", "modified_at", "size", name="delivery_file_sighting"),
        Index("delivery_file_book", "book_id"),
        Index("delivery_file_batch", "batch_id"),
        Index("delivery_file_sha256", "sha256"),
        Index("delivery_file_open", "kind", postgresql_where=text("decided_at IS NULL")),
        Index(
            "delivery_file_refused",
            "unit_id",
            postgresql_where=text("state = 'rejected' AND removed_at IS NULL AND rows_returned = 0"),
        ),
        comment="Mọi tệp đã thấy trong hộp nhận; mỗi tệp kết thúc ở đúng một trạng thái, có lý do",
    )  # fmt: skip


def _inventory(metadata: MetaData) -> Table:
    return Table(
        "inventory", metadata,
        Column("inventory_id", Integer, Identity(always=True), primary_key=True, comment="Mã bản thống kê"),
        unit("Đơn vị lập"),
        Column("file_id", ForeignKey("hotich.delivery_file.file_id"), nullable=False, comment="Tệp"),
        Column("dated_on", Date, nullable=False, comment="Ngày có hiệu lực; bản sau thay bản trước"),
        moment("taken_at", "Khi hệ thống nhận", now=True),
        UniqueConstraint("file_id", name="inventory_file"),
        Index("inventory_unit", "unit_id", "dated_on"),
        comment="Bản thống kê sổ của đơn vị (thong_ke_so.xlsx), giữ mọi phiên bản",
    )  # fmt: skip


def _inventory_book(metadata: MetaData) -> Table:
    return Table(
        "inventory_book", metadata,
        Column("inventory_id", ForeignKey("hotich.inventory.inventory_id"), comment="Bản thống kê"),
        Column("book_id", ForeignKey("hotich.book.book_id"), comment="Quyển sổ"),
        Column("stage_id", Text, comment="Giai đoạn theo ngày mở sổ; trống: ngoài kế hoạch"),
        Column("opened_on", Date, comment="Ngày mở sổ"),
        Column("locked_on", Date, comment="Ngày khóa sổ"),
        Column("page_count", Integer, comment="Tổng số trang"),
        Column("case_count", Integer, comment="Tổng số trường hợp; trống: không ghi"),
        Column("struck_out_count", Integer, nullable=False, server_default=ZERO, comment="Số trường hợp đã gạch bỏ"),
        Column("condition", Text, comment="Tình trạng: tot, rach, mo, mat"),
        Column("note", Text, comment="Ghi chú"),
        PrimaryKeyConstraint("inventory_id", "book_id", name="inventory_book_pkey"),
        comment="Các quyển sổ trong bản thống kê; mẫu số của tiến độ",
    )  # fmt: skip


def _short_row(metadata: MetaData) -> Table:
    return Table(
        "short_row", metadata,
        Column("file_id", ForeignKey("hotich.delivery_file.file_id"), comment="Tệp nhập lần hai"),
        Column("row_no", Integer, comment="Số dòng trong tệp"),
        Column("book_id", ForeignKey("hotich.book.book_id"), nullable=False, comment="Quyển sổ"),
        Column("entry_year", SmallInteger, comment="Năm của số đăng ký"),
        Column("entry_no", Integer, comment="Số đăng ký"),
        Column("entry_suffix", Text, comment="Phần chữ sau số"),
        Column("key_book", SmallInteger, comment="Số quyển trong khóa; 0 từ 1/4/2006; trống: không rõ ngày đăng ký"),
        Column("values", JSONB, nullable=False,
               comment="{tên trường: giá trị chuẩn hóa} của các cột có trong tệp; null: ô để trống"),
        Column("written", JSONB, comment="{tên trường: nguyên văn} khi khác"),
        PrimaryKeyConstraint("file_id", "row_no", name="short_row_pkey"),
        Index("short_row_book", "book_id"),
        comment="Dòng của lần nhập thứ hai (.short), giữ nguyên để đối chiếu",
    )  # fmt: skip
