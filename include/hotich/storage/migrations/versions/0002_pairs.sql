-- Written by revision 0002 and frozen: later changes are later revisions.
CREATE TABLE hotich.case_pair (
	case_id BIGINT NOT NULL,
	other_case_id BIGINT NOT NULL,
	rule_id TEXT NOT NULL,
	book_id INTEGER NOT NULL,
	other_book_id INTEGER NOT NULL,
	CONSTRAINT case_pair_pkey PRIMARY KEY (case_id, other_case_id, rule_id)
);
CREATE INDEX case_pair_book ON hotich.case_pair (book_id);
CREATE INDEX case_pair_other_book ON hotich.case_pair (other_book_id);
COMMENT ON TABLE hotich.case_pair IS 'Các cặp trường hợp giống nhau mà chỉ cơ sở dữ liệu thấy được; mỗi phía có một cảnh báo';
COMMENT ON COLUMN hotich.case_pair.case_id IS 'Trường hợp';
COMMENT ON COLUMN hotich.case_pair.other_case_id IS 'Trường hợp kia; mỗi cặp có hai dòng, một dòng cho mỗi phía';
COMMENT ON COLUMN hotich.case_pair.rule_id IS 'Quy tắc: hai đơn vị gửi dòng giống hệt, hoặc hai quyển cùng số đăng ký';
COMMENT ON COLUMN hotich.case_pair.book_id IS 'Quyển sổ của trường hợp';
COMMENT ON COLUMN hotich.case_pair.other_book_id IS 'Quyển sổ của trường hợp kia';
CREATE TABLE hotich.case_mark (
	register TEXT NOT NULL,
	entry_year SMALLINT NOT NULL,
	load_id BIGINT NOT NULL,
	marks BYTEA NOT NULL,
	case_ids BYTEA NOT NULL,
	CONSTRAINT case_mark_pkey PRIMARY KEY (register, entry_year, load_id)
);
COMMENT ON TABLE hotich.case_mark IS 'Dấu ngắn của các dòng đã nạp, để tìm dòng giống hệt ở đơn vị khác mà không cần chỉ mục trên bảng lớn';
COMMENT ON COLUMN hotich.case_mark.register IS 'Loại sổ';
COMMENT ON COLUMN hotich.case_mark.entry_year IS 'Năm của số đăng ký';
COMMENT ON COLUMN hotich.case_mark.load_id IS 'Lần nạp đã ghi các trường hợp này';
COMMENT ON COLUMN hotich.case_mark.marks IS '8 byte đầu của row_hash từng trường hợp, nối liền';
COMMENT ON COLUMN hotich.case_mark.case_ids IS 'Mã của các trường hợp ấy, mỗi mã 8 byte, cùng thứ tự';
-- The marks are as good as random: compressing them would be work for nothing.
ALTER TABLE hotich.case_mark ALTER COLUMN marks SET STORAGE EXTERNAL, ALTER COLUMN case_ids SET STORAGE EXTERNAL;
-- The marks of what was loaded before.
INSERT INTO hotich.case_mark SELECT 'KH', entry_year, 0, string_agg(substring(uuid_send(row_hash) FOR 8), ''::bytea ORDER BY case_id),
    string_agg(int8send(case_id), ''::bytea ORDER BY case_id) FROM hotich.marriage GROUP BY entry_year;
INSERT INTO hotich.case_mark SELECT 'KS', entry_year, 0, string_agg(substring(uuid_send(row_hash) FOR 8), ''::bytea ORDER BY case_id),
    string_agg(int8send(case_id), ''::bytea ORDER BY case_id) FROM hotich.birth GROUP BY entry_year;
INSERT INTO hotich.case_mark SELECT 'CMC', entry_year, 0, string_agg(substring(uuid_send(row_hash) FOR 8), ''::bytea ORDER BY case_id),
    string_agg(int8send(case_id), ''::bytea ORDER BY case_id) FROM hotich.recognition GROUP BY entry_year;
INSERT INTO hotich.case_mark SELECT 'HN', entry_year, 0, string_agg(substring(uuid_send(row_hash) FOR 8), ''::bytea ORDER BY case_id),
    string_agg(int8send(case_id), ''::bytea ORDER BY case_id) FROM hotich.marital_status GROUP BY entry_year;
INSERT INTO hotich.case_mark SELECT 'KT', entry_year, 0, string_agg(substring(uuid_send(row_hash) FOR 8), ''::bytea ORDER BY case_id),
    string_agg(int8send(case_id), ''::bytea ORDER BY case_id) FROM hotich.death GROUP BY entry_year;
INSERT INTO hotich.case_mark SELECT 'GH', entry_year, 0, string_agg(substring(uuid_send(row_hash) FOR 8), ''::bytea ORDER BY case_id),
    string_agg(int8send(case_id), ''::bytea ORDER BY case_id) FROM hotich.guardianship GROUP BY entry_year;
INSERT INTO hotich.case_mark SELECT 'CDGH', entry_year, 0, string_agg(substring(uuid_send(row_hash) FOR 8), ''::bytea ORDER BY case_id),
    string_agg(int8send(case_id), ''::bytea ORDER BY case_id) FROM hotich.guardianship_end GROUP BY entry_year;
INSERT INTO hotich.case_mark SELECT 'LH', entry_year, 0, string_agg(substring(uuid_send(row_hash) FOR 8), ''::bytea ORDER BY case_id),
    string_agg(int8send(case_id), ''::bytea ORDER BY case_id) FROM hotich.divorce GROUP BY entry_year;
INSERT INTO hotich.case_mark SELECT 'TDCC', entry_year, 0, string_agg(substring(uuid_send(row_hash) FOR 8), ''::bytea ORDER BY case_id),
    string_agg(int8send(case_id), ''::bytea ORDER BY case_id) FROM hotich.change GROUP BY entry_year;
