-- Written by revision 0008 and frozen: later changes are later revisions.
CREATE TABLE hotich.report (
	report_id INTEGER GENERATED ALWAYS AS IDENTITY, 
	kind TEXT NOT NULL, 
	period_start DATE NOT NULL, 
	period_end DATE NOT NULL, 
	unit_id INTEGER NOT NULL, 
	as_of DATE NOT NULL, 
	known_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	plan_sha256 TEXT NOT NULL, 
	amended_by TEXT NOT NULL, 
	template_sha256 TEXT NOT NULL, 
	figures_sha256 TEXT NOT NULL, 
	document TEXT NOT NULL, 
	document_sha256 TEXT NOT NULL, 
	annex TEXT NOT NULL, 
	annex_sha256 TEXT NOT NULL, 
	finding_count INTEGER DEFAULT 0 NOT NULL, 
	made_by TEXT NOT NULL, 
	made_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL, 
	PRIMARY KEY (report_id), 
	FOREIGN KEY(unit_id) REFERENCES hotich.unit (unit_id)
);
CREATE INDEX report_period ON hotich.report (unit_id, kind, period_start, period_end);
COMMENT ON TABLE hotich.report IS 'Các báo cáo tiến độ đã lập; chỉ ghi thêm';
COMMENT ON COLUMN hotich.report.report_id IS 'Số của lần lập báo cáo';
COMMENT ON COLUMN hotich.report.kind IS 'Kỳ: monthly tháng · quarterly quý · yearly năm · span đột xuất';
COMMENT ON COLUMN hotich.report.period_start IS 'Ngày đầu kỳ';
COMMENT ON COLUMN hotich.report.period_end IS 'Ngày cuối kỳ';
COMMENT ON COLUMN hotich.report.unit_id IS 'Đơn vị được báo cáo: tỉnh hoặc huyện';
COMMENT ON COLUMN hotich.report.as_of IS 'Số liệu đến ngày';
COMMENT ON COLUMN hotich.report.known_at IS 'Số liệu như hệ thống biết lúc này; lập lại với cùng lúc thì ra đúng các số ấy';
COMMENT ON COLUMN hotich.report.plan_sha256 IS 'Mã băm của tệp kế hoạch';
COMMENT ON COLUMN hotich.report.amended_by IS 'Các quyết định điều chỉnh đã áp dụng; trống: bản gốc';
COMMENT ON COLUMN hotich.report.template_sha256 IS 'Mã băm của mẫu Word';
COMMENT ON COLUMN hotich.report.figures_sha256 IS 'Mã băm của mọi số và câu trong báo cáo';
COMMENT ON COLUMN hotich.report.document IS 'Tệp .docx, tính từ thư mục gửi';
COMMENT ON COLUMN hotich.report.document_sha256 IS 'Mã băm của tệp .docx khi lập';
COMMENT ON COLUMN hotich.report.annex IS 'Tệp .xlsx, tính từ thư mục gửi';
COMMENT ON COLUMN hotich.report.annex_sha256 IS 'Mã băm của tệp .xlsx khi lập';
COMMENT ON COLUMN hotich.report.finding_count IS 'Số chỗ chưa đúng thể thức mà trình kiểm tra nêu';
COMMENT ON COLUMN hotich.report.made_by IS 'Ai hoặc chương trình nào lập';
COMMENT ON COLUMN hotich.report.made_at IS 'Lập lúc';
CREATE TRIGGER report_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON hotich.report
    FOR EACH STATEMENT EXECUTE FUNCTION hotich.forbid_change();
