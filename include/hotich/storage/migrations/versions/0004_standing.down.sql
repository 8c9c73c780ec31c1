DROP TABLE hotich.progress_count;
-- One snapshot had one day then.
DROP TRIGGER progress_snapshot_append_only ON hotich.progress_snapshot;
DELETE FROM hotich.progress_snapshot s USING hotich.progress_snapshot first
WHERE (s.snapshot_id, s.stage_id, s.unit_id, s.register) = (first.snapshot_id, first.stage_id, first.unit_id, first.register)
  AND s.as_of > first.as_of;
CREATE TRIGGER progress_snapshot_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON hotich.progress_snapshot
    FOR EACH STATEMENT EXECUTE FUNCTION hotich.forbid_change();
ALTER TABLE hotich.progress_snapshot DROP CONSTRAINT progress_snapshot_pkey;
ALTER TABLE hotich.progress_snapshot
	ADD CONSTRAINT progress_snapshot_pkey PRIMARY KEY (snapshot_id, stage_id, unit_id, register);
COMMENT ON TABLE hotich.progress_snapshot IS 'Ảnh chụp tiến độ theo đơn vị, loại sổ, giai đoạn; chỉ ghi thêm';
