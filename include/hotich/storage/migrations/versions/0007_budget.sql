-- Written by revision 0007 and frozen: later changes are later revisions.
CREATE TABLE hotich.budget_entry (
	entry_id INTEGER GENERATED ALWAYS AS IDENTITY,
	kind TEXT NOT NULL,
	unit_id INTEGER NOT NULL,
	year SMALLINT NOT NULL,
	activity TEXT NOT NULL,
	amount BIGINT NOT NULL,
	quantity INTEGER,
	document_number TEXT NOT NULL,
	document_on DATE NOT NULL,
	content TEXT NOT NULL,
	counters INTEGER,
	entered_by TEXT NOT NULL,
	entered_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
	PRIMARY KEY (entry_id),
	CONSTRAINT kind_known CHECK (kind IN ('allotted', 'spent')),
	CONSTRAINT budget_entry_countered_once UNIQUE (counters),
	CONSTRAINT sign_known CHECK (amount <> 0 AND (amount < 0) = (counters IS NOT NULL)),
	CONSTRAINT quantity_sign_known CHECK (quantity IS NULL OR (quantity <> 0 AND (quantity < 0) = (amount < 0))),
	FOREIGN KEY(unit_id) REFERENCES hotich.unit (unit_id),
	FOREIGN KEY(counters) REFERENCES hotich.budget_entry (entry_id)
);
CREATE INDEX budget_entry_year ON hotich.budget_entry (year, unit_id, activity);
COMMENT ON TABLE hotich.budget_entry IS 'Sổ kinh phí: dự toán được giao và số đã chi; chỉ ghi thêm, sửa bằng bút toán đảo';
COMMENT ON COLUMN hotich.budget_entry.entry_id IS 'Số bút toán';
COMMENT ON COLUMN hotich.budget_entry.kind IS 'Loại: allotted dự toán được giao · spent đã chi';
COMMENT ON COLUMN hotich.budget_entry.unit_id IS 'Đơn vị của cơ quan chi';
COMMENT ON COLUMN hotich.budget_entry.year IS 'Năm ngân sách';
COMMENT ON COLUMN hotich.budget_entry.activity IS 'Việc, theo tệp kinh phí của kế hoạch';
COMMENT ON COLUMN hotich.budget_entry.amount IS 'Số tiền, đồng; âm: bút toán đảo';
COMMENT ON COLUMN hotich.budget_entry.quantity IS 'Khối lượng theo đơn vị tính của việc; trống: chứng từ không ghi; âm: bút toán đảo';
COMMENT ON COLUMN hotich.budget_entry.document_number IS 'Số chứng từ, quyết định';
COMMENT ON COLUMN hotich.budget_entry.document_on IS 'Ngày chứng từ';
COMMENT ON COLUMN hotich.budget_entry.content IS 'Nội dung; với bút toán đảo: lý do';
COMMENT ON COLUMN hotich.budget_entry.counters IS 'Bút toán đảo của bút toán số này; trống: bút toán thường';
COMMENT ON COLUMN hotich.budget_entry.entered_by IS 'Người ghi';
COMMENT ON COLUMN hotich.budget_entry.entered_at IS 'Ghi lúc';
CREATE TABLE hotich.work_snapshot (
	snapshot_id TEXT NOT NULL,
	stage_id TEXT NOT NULL,
	unit_id INTEGER NOT NULL,
	register TEXT NOT NULL,
	as_of DATE NOT NULL,
	taken_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
	scanned INTEGER DEFAULT 0 NOT NULL,
	second_keyed INTEGER DEFAULT 0 NOT NULL,
	pages_scanned INTEGER DEFAULT 0 NOT NULL,
	pages_by_scans INTEGER DEFAULT 0 NOT NULL,
	cases_by_scans INTEGER DEFAULT 0 NOT NULL,
	pages_by_inventory INTEGER DEFAULT 0 NOT NULL,
	cases_by_inventory INTEGER DEFAULT 0 NOT NULL,
	CONSTRAINT work_snapshot_pkey PRIMARY KEY (snapshot_id, stage_id, unit_id, register)
);
CREATE INDEX work_snapshot_as_of ON hotich.work_snapshot (stage_id, unit_id, register, as_of);
COMMENT ON TABLE hotich.work_snapshot IS 'Ảnh chụp phần việc mà ngoài tiến độ chỉ dự toán cần: bản quét, số trang, nhập lần hai; chỉ ghi dòng thay đổi';
COMMENT ON COLUMN hotich.work_snapshot.snapshot_id IS 'Mã lần chụp';
COMMENT ON COLUMN hotich.work_snapshot.stage_id IS 'Giai đoạn';
COMMENT ON COLUMN hotich.work_snapshot.unit_id IS 'Đơn vị';
COMMENT ON COLUMN hotich.work_snapshot.register IS 'Loại sổ';
COMMENT ON COLUMN hotich.work_snapshot.as_of IS 'Số liệu đến ngày';
COMMENT ON COLUMN hotich.work_snapshot.taken_at IS 'Chụp lúc';
COMMENT ON COLUMN hotich.work_snapshot.scanned IS 'Trường hợp đã có bản quét khớp';
COMMENT ON COLUMN hotich.work_snapshot.second_keyed IS 'Trường hợp đã nhập lần hai';
COMMENT ON COLUMN hotich.work_snapshot.pages_scanned IS 'Số trang đã quét';
COMMENT ON COLUMN hotich.work_snapshot.pages_by_scans IS 'Số trang của sổ đã có bản quét: đã quét, cộng phần còn lại theo số trang bình quân của bản quét';
COMMENT ON COLUMN hotich.work_snapshot.cases_by_scans IS 'Số trường hợp phải làm của các sổ ấy';
COMMENT ON COLUMN hotich.work_snapshot.pages_by_inventory IS 'Số trang theo thống kê của sổ chưa có bản quét nào';
COMMENT ON COLUMN hotich.work_snapshot.cases_by_inventory IS 'Số trường hợp phải làm của các sổ ấy';

-- Chỉ ghi thêm: sổ kinh phí và ảnh chụp không được sửa, xóa; bút toán đảo phải đúng bằng bút toán nó đảo.
CREATE TRIGGER budget_entry_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON hotich.budget_entry
    FOR EACH STATEMENT EXECUTE FUNCTION hotich.forbid_change();
CREATE TRIGGER work_snapshot_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON hotich.work_snapshot
    FOR EACH STATEMENT EXECUTE FUNCTION hotich.forbid_change();

CREATE FUNCTION hotich.mirror_entry() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM hotich.budget_entry e
        WHERE e.entry_id = NEW.counters AND e.counters IS NULL
          AND (e.kind, e.unit_id, e.year, e.activity, -e.amount) = (NEW.kind, NEW.unit_id, NEW.year, NEW.activity, NEW.amount)
          AND -e.quantity IS NOT DISTINCT FROM NEW.quantity
    ) THEN
        RAISE EXCEPTION 'Bút toán đảo phải đúng bằng bút toán số % với dấu ngược lại.', NEW.counters
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER budget_entry_mirrors BEFORE INSERT ON hotich.budget_entry
    FOR EACH ROW WHEN (NEW.counters IS NOT NULL) EXECUTE FUNCTION hotich.mirror_entry();
