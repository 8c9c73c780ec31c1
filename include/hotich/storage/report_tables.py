"""The table of reports that were made: which figures, from what, and the digests of the files."""

from sqlalchemy import Column, Date, DateTime, Identity, Index, Integer, MetaData, Table, Text

from hotich.storage.columns import count, moment, unit


def report_table(metadata: MetaData) -> Table:
    """`report`."""
    return Table(
        "report", metadata,
        Column("report_id", Integer, Identity(always=True), primary_key=True, comment="Số của lần lập báo cáo"),
        Column("kind", Text, nullable=False, comment="Kỳ: monthly tháng · quarterly quý · yearly năm · span đột xuất"),
        Column("period_start", Date, nullable=False, comment="Ngày đầu kỳ"),
        Column("period_end", Date, nullable=False, comment="Ngày cuối kỳ"),
        unit("Đơn vị được báo cáo: tỉnh hoặc huyện"),
        Column("as_of", Date, nullable=False, comment="Số liệu đến ngày"),
        Column("known_at", DateTime(timezone=True), nullable=False,
               comment="Số liệu như hệ thống biết lúc này; lập lại với cùng lúc thì ra đúng các số ấy"),
        Column("plan_sha256", Text, nullable=False, comment="Mã băm của tệp kế hoạch"),
        Column("amended_by", Text, nullable=False, comment="Các quyết định điều chỉnh đã áp dụng; trống: bản gốc"),
        Column("template_sha256", Text, nullable=False, comment="Mã băm của mẫu Word"),
        Column("figures_sha256", Text, nullable=False, comment="Mã băm của mọi số và câu trong báo cáo"),
        Column("document", Text, nullable=False, comment="Tệp .docx, tính từ thư mục gửi"),
        Column("document_sha256", Text, nullable=False, comment="Mã băm của tệp .docx khi lập"),
        Column("annex", Text, nullable=False, comment="Tệp .xlsx, tính từ thư mục gửi"),
        Column("annex_sha256", Text, nullable=False, comment="Mã băm của tệp .xlsx khi lập"),
        count("finding_count", "Số chỗ chưa đúng thể thức mà trình kiểm tra nêu"),
        Column("made_by", Text, nullable=False, comment="Ai hoặc chương trình nào lập"),
        moment("made_at", "Lập lúc", now=True),
        Index("report_period", "unit_id", "kind", "period_start", "period_end"),
        comment="Các báo cáo tiến độ đã lập; chỉ ghi thêm",
    )  # fmt: skip
