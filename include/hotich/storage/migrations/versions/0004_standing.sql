-- Written by revision 0004 and frozen: later changes are later revisions.
ALTER TABLE hotich.progress_snapshot DROP CONSTRAINT progress_snapshot_pkey;
ALTER TABLE hotich.progress_snapshot
	ADD CONSTRAINT progress_snapshot_pkey PRIMARY KEY (snapshot_id, stage_id, unit_id, register, as_of);
COMMENT ON TABLE hotich.progress_snapshot IS 'Ảnh chụp tiến độ theo đơn vị, loại sổ, giai đoạn: chỉ những dòng khác với lần chụp trước; chỉ ghi thêm';
CREATE TABLE hotich.progress_count (
	snapshot_id TEXT NOT NULL,
	stage_id TEXT NOT NULL,
	as_of DATE NOT NULL,
	taken_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
	CONSTRAINT progress_count_pkey PRIMARY KEY (snapshot_id, stage_id)
);
CREATE INDEX progress_count_as_of ON hotich.progress_count (stage_id, as_of);
COMMENT ON TABLE hotich.progress_count IS 'Các lần chụp tiến độ, cả lần không có gì thay đổi; chỉ ghi thêm';
COMMENT ON COLUMN hotich.progress_count.snapshot_id IS 'Mã lần chụp';
COMMENT ON COLUMN hotich.progress_count.stage_id IS 'Giai đoạn';
COMMENT ON COLUMN hotich.progress_count.as_of IS 'Số liệu đến ngày';
COMMENT ON COLUMN hotich.progress_count.taken_at IS 'Chụp lúc';
-- The snapshots taken before this revision.
INSERT INTO hotich.progress_count
SELECT snapshot_id, stage_id, max(as_of), max(taken_at) FROM hotich.progress_snapshot GROUP BY snapshot_id, stage_id;
CREATE TRIGGER progress_count_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON hotich.progress_count
    FOR EACH STATEMENT EXECUTE FUNCTION hotich.forbid_change();
