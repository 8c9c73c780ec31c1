"""Every table of the project, described once: from here come the migrations' check and the schema reference.

The case tables are made from the registers (`hotich.storage.cases`); the others stand here.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Identity,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    Sequence,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from hotich.registers import REGISTERS
from hotich.storage.account_tables import account_tables
from hotich.storage.budget_tables import budget_tables
from hotich.storage.cases import SCHEMA, case_table
from hotich.storage.columns import ZERO, count, moment, state
from hotich.storage.loop_tables import loop_tables
from hotich.storage.pair_tables import pair_tables
from hotich.storage.report_tables import report_table
from hotich.storage.states import BatchState, BookState, FileKind, FileState, LoadState, RowState
from hotich.storage.urging_tables import urging_tables

METADATA = MetaData(schema=SCHEMA)
CASE_IDS = Sequence("case_id_seq", metadata=METADATA, start=1, cache=100)

UNIT = Table(
    "unit", METADATA,
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

PLAN_VERSION = Table(
    "plan_version", METADATA,
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

STAGE = Table(
    "stage", METADATA,
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

BOOK = Table(
    "book", METADATA,
    Column("book_id", Integer, Identity(always=True), primary_key=True, comment="Mã quyển sổ của hệ thống"),
    Column("unit_id", ForeignKey("hotich.unit.unit_id"), nullable=False, comment="Đơn vị đã lập sổ"),
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

LOAD = Table(
    "load", METADATA,
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

BATCH = Table(
    "batch", METADATA,
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

DELIVERY_FILE = Table(
    "delivery_file", METADATA,
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

INVENTORY = Table(
    "inventory", METADATA,
    Column("inventory_id", Integer, Identity(always=True), primary_key=True, comment="Mã bản thống kê"),
    Column("unit_id", ForeignKey("hotich.unit.unit_id"), nullable=False, comment="Đơn vị lập"),
    Column("file_id", ForeignKey("hotich.delivery_file.file_id"), nullable=False, comment="Tệp"),
    Column("dated_on", Date, nullable=False, comment="Ngày có hiệu lực; bản sau thay bản trước"),
    moment("taken_at", "Khi hệ thống nhận", now=True),
    UniqueConstraint("file_id", name="inventory_file"),
    Index("inventory_unit", "unit_id", "dated_on"),
    comment="Bản thống kê sổ của đơn vị (thong_ke_so.xlsx), giữ mọi phiên bản",
)  # fmt: skip

INVENTORY_BOOK = Table(
    "inventory_book", METADATA,
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

SHORT_ROW = Table(
    "short_row", METADATA,
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

RETURNED_ROW = Table(
    "returned_row", METADATA,
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

CASE_WARNING = Table(
    "case_warning", METADATA,
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

MISSING_ROW = Table(
    "missing_row", METADATA,
    Column("case_id", BigInteger, primary_key=True, autoincrement=False, comment="Trường hợp đã nạp"),
    Column("register", Text, nullable=False, comment="Loại sổ"),
    Column("book_id", Integer, nullable=False, comment="Quyển sổ"),
    Column("file_id", Integer, nullable=False, comment="Tệp giao lại không còn dòng này"),
    Column("load_id", BigInteger, nullable=False, comment="Lần nạp đã phát hiện"),
    moment("reported_at", "Phát hiện lúc", now=True),
    Index("missing_row_book", "book_id"),
    comment="Trường hợp có trong kho nhưng vắng trong tệp giao lại mới nhất: báo lại, không xóa",
)  # fmt: skip

CASE_PAIR, CASE_MARK = pair_tables(METADATA)

AUDIT_LOG = Table(
    "audit_log", METADATA,
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

VALIDATION_RESULT = Table(
    "validation_result", METADATA,
    Column("batch_id", ForeignKey("hotich.batch.batch_id"), comment="Lô"),
    Column("rule_id", Text, comment="Quy tắc"),
    Column("severity", Text, nullable=False, comment="Mức: error, warning, notice"),
    count("evaluated_count", "Số dòng hoặc sổ đã xét"),
    count("failed_count", "Số dòng hoặc sổ vi phạm"),
    moment("at", "Thời điểm", now=True),
    PrimaryKeyConstraint("batch_id", "rule_id", name="validation_result_pkey"),
    comment="Kết quả Great Expectations của từng lô theo quy tắc",
)  # fmt: skip

INCIDENT = Table(
    "incident", METADATA,
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

PROGRESS_SNAPSHOT = Table(
    "progress_snapshot", METADATA,
    Column("snapshot_id", Text, comment="Mã lần chụp"),
    Column("stage_id", Text, comment="Giai đoạn"),
    Column("unit_id", Integer, comment="Đơn vị"),
    Column("register", Text, comment="Loại sổ"),
    Column("as_of", Date, nullable=False, comment="Số liệu đến ngày"),
    moment("taken_at", "Chụp lúc", now=True),
    Column("planned", Integer, comment="Trường hợp theo thống kê, trừ gạch bỏ; trống: chưa có mẫu số"),
    count("lost", "Trong đó thuộc sổ đã mất"),
    count("delivered", "Trường hợp đã giao"),
    count("checked", "Trường hợp đã kiểm tra"),
    count("returned", "Dòng đang trả lại"),
    count("loaded", "Trường hợp đã nạp"),
    count("accepted", "Trường hợp đã nghiệm thu"),
    count("books_planned", "Sổ theo thống kê"),
    count("books_delivered", "Sổ đã giao"),
    count("books_loaded", "Sổ đã nạp, đủ hoặc một phần"),
    PrimaryKeyConstraint(
        "snapshot_id", "stage_id", "unit_id", "register", "as_of", name="progress_snapshot_pkey"
    ),
    Index("progress_snapshot_as_of", "stage_id", "as_of"),
    comment="Ảnh chụp tiến độ theo đơn vị, loại sổ, giai đoạn: chỉ những dòng khác với lần chụp trước; chỉ ghi thêm",
)  # fmt: skip

PROGRESS_COUNT = Table(
    "progress_count", METADATA,
    Column("snapshot_id", Text, comment="Mã lần chụp"),
    Column("stage_id", Text, comment="Giai đoạn"),
    Column("as_of", Date, nullable=False, comment="Số liệu đến ngày"),
    moment("taken_at", "Chụp lúc", now=True),
    PrimaryKeyConstraint("snapshot_id", "stage_id", name="progress_count_pkey"),
    Index("progress_count_as_of", "stage_id", "as_of"),
    Index("progress_count_taken", "taken_at"),
    comment="Các lần chụp tiến độ, cả lần không có gì thay đổi; chỉ ghi thêm",
)  # fmt: skip

LOOP_TABLES = loop_tables(METADATA)
ACCOUNT_TABLES = account_tables(METADATA)
BUDGET_ENTRY, WORK_SNAPSHOT = budget_tables(METADATA)
URGING_TABLES = urging_tables(METADATA)
REPORT = report_table(METADATA)

CASE_TABLES: dict[str, Table] = {
    code: case_table(register, METADATA, CASE_IDS) for code, register in REGISTERS.items()
}
"""Register code → its case table."""
