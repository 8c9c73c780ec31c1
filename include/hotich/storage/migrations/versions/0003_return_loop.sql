-- Written by revision 0003 and frozen: later changes are later revisions.
CREATE TABLE hotich.correction (
	file_id INTEGER NOT NULL,
	line_no INTEGER NOT NULL,
	sheet TEXT NOT NULL,
	book_id INTEGER NOT NULL,
	target_file_id INTEGER,
	target_row_no INTEGER,
	field TEXT NOT NULL,
	rule_ids TEXT[] DEFAULT '{}' NOT NULL,
	before TEXT,
	after TEXT,
	confirms BOOLEAN NOT NULL,
	person TEXT,
	case_id BIGINT,
	load_id BIGINT,
	state TEXT NOT NULL,
	reason TEXT,
	at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
	CONSTRAINT correction_pkey PRIMARY KEY (file_id, sheet, line_no),
	CONSTRAINT state_known CHECK (state IN ('waiting', 'applied', 'returned', 'unusable')),
	FOREIGN KEY(file_id) REFERENCES hotich.delivery_file (file_id),
	FOREIGN KEY(book_id) REFERENCES hotich.book (book_id)
);
CREATE INDEX correction_book ON hotich.correction (book_id);
COMMENT ON TABLE hotich.correction IS 'Từng ô được sửa hoặc xác nhận trong các phiếu gửi lại: ai, khi nào, trước, sau, vì quy tắc nào';
COMMENT ON COLUMN hotich.correction.file_id IS 'Phiếu đã ghi và gửi lại';
COMMENT ON COLUMN hotich.correction.line_no IS 'Số dòng trong phiếu, như Excel hiển thị';
COMMENT ON COLUMN hotich.correction.sheet IS 'Trang tính của phiếu';
COMMENT ON COLUMN hotich.correction.book_id IS 'Quyển sổ';
COMMENT ON COLUMN hotich.correction.target_file_id IS 'Tệp có ô được sửa; trống: không tìm thấy';
COMMENT ON COLUMN hotich.correction.target_row_no IS 'Số dòng của ô trong tệp ấy';
COMMENT ON COLUMN hotich.correction.field IS 'Trường; chuỗi trống: không nhận ra cột';
COMMENT ON COLUMN hotich.correction.rule_ids IS 'Các quy tắc đã nêu';
COMMENT ON COLUMN hotich.correction.before IS 'Giá trị như đã ghi trước khi sửa';
COMMENT ON COLUMN hotich.correction.after IS 'Giá trị đúng theo phiếu; trống: xác nhận đúng như sổ';
COMMENT ON COLUMN hotich.correction.confirms IS 'Xác nhận đúng như sổ';
COMMENT ON COLUMN hotich.correction.person IS 'Người ghi phiếu, như đã ghi';
COMMENT ON COLUMN hotich.correction.case_id IS 'Trường hợp đã nhận giá trị';
COMMENT ON COLUMN hotich.correction.load_id IS 'Lần nạp đã áp dụng';
COMMENT ON COLUMN hotich.correction.state IS 'Trạng thái: waiting chờ nạp · applied đã áp dụng · returned dòng vẫn còn lỗi, đã trả lại · unusable không dùng được';
COMMENT ON COLUMN hotich.correction.reason IS 'Vì sao chưa áp dụng được, để cán bộ đọc';
COMMENT ON COLUMN hotich.correction.at IS 'Khi hệ thống đọc phiếu';
CREATE TABLE hotich.keying (
	book_id INTEGER NOT NULL,
	second_file_id INTEGER NOT NULL,
	seen TEXT NOT NULL,
	case_count INTEGER DEFAULT 0 NOT NULL,
	row_count INTEGER DEFAULT 0 NOT NULL,
	both_count INTEGER DEFAULT 0 NOT NULL,
	doubled_count INTEGER DEFAULT 0 NOT NULL,
	unnumbered_count INTEGER DEFAULT 0 NOT NULL,
	slip_due BOOLEAN NOT NULL,
	slip_digest TEXT,
	compared_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
	PRIMARY KEY (book_id),
	FOREIGN KEY(book_id) REFERENCES hotich.book (book_id)
);
COMMENT ON TABLE hotich.keying IS 'Quyển sổ đã đối chiếu hai lần nhập, và đối chiếu đến đâu';
COMMENT ON COLUMN hotich.keying.book_id IS 'Quyển sổ';
COMMENT ON COLUMN hotich.keying.second_file_id IS 'Tệp nhập lần hai đã đối chiếu';
COMMENT ON COLUMN hotich.keying.seen IS 'Dấu của những gì đã đối chiếu: tệp nhập lần hai, các lần nạp, các phiếu; khác đi thì đối chiếu lại';
COMMENT ON COLUMN hotich.keying.case_count IS 'Số trường hợp đã nạp của lần nhập một';
COMMENT ON COLUMN hotich.keying.row_count IS 'Số dòng của lần nhập hai';
COMMENT ON COLUMN hotich.keying.both_count IS 'Số trường hợp có ở cả hai lần nhập, đã đối chiếu từng cột';
COMMENT ON COLUMN hotich.keying.doubled_count IS 'Số dòng nhập lần hai trùng số với dòng khác, không đối chiếu được';
COMMENT ON COLUMN hotich.keying.unnumbered_count IS 'Số dòng nhập lần hai không rõ số, không đối chiếu được';
COMMENT ON COLUMN hotich.keying.slip_due IS 'Phải xem lại phiếu đối chiếu';
COMMENT ON COLUMN hotich.keying.slip_digest IS 'Mã băm của phiếu đối chiếu đã ghi; trống: chưa có phiếu';
COMMENT ON COLUMN hotich.keying.compared_at IS 'Đối chiếu lúc';
CREATE TABLE hotich.keying_field (
	book_id INTEGER NOT NULL,
	field TEXT NOT NULL,
	critical BOOLEAN NOT NULL,
	cell_count INTEGER DEFAULT 0 NOT NULL,
	CONSTRAINT keying_field_pkey PRIMARY KEY (book_id, field),
	FOREIGN KEY(book_id) REFERENCES hotich.book (book_id)
);
COMMENT ON TABLE hotich.keying_field IS 'Số ô đã đối chiếu của từng cột trong từng quyển sổ';
COMMENT ON COLUMN hotich.keying_field.book_id IS 'Quyển sổ';
COMMENT ON COLUMN hotich.keying_field.field IS 'Trường có ở cả hai lần nhập';
COMMENT ON COLUMN hotich.keying_field.critical IS 'Cột trọng yếu';
COMMENT ON COLUMN hotich.keying_field.cell_count IS 'Số ô đã đối chiếu: mẫu số của tỷ lệ khác nhau';
CREATE TABLE hotich.keying_difference (
	difference_id BIGINT GENERATED ALWAYS AS IDENTITY,
	book_id INTEGER NOT NULL,
	register TEXT NOT NULL,
	case_id BIGINT,
	entry_year SMALLINT NOT NULL,
	key_book SMALLINT NOT NULL,
	entry_no INTEGER NOT NULL,
	entry_suffix TEXT DEFAULT '' NOT NULL,
	field TEXT NOT NULL,
	finding TEXT NOT NULL,
	weight TEXT NOT NULL,
	critical BOOLEAN NOT NULL,
	first_value TEXT,
	second_value TEXT,
	second_file_id INTEGER NOT NULL,
	second_row_no INTEGER,
	state TEXT NOT NULL,
	decided_value TEXT,
	decided_by TEXT,
	decided_file_id INTEGER,
	owner_unit_id INTEGER NOT NULL,
	next_step TEXT NOT NULL,
	opened_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
	closed_at TIMESTAMP WITH TIME ZONE,
	PRIMARY KEY (difference_id),
	CONSTRAINT finding_known CHECK (finding IN ('cell', 'only_first', 'only_second', 'doubled')),
	CONSTRAINT weight_known CHECK (weight IN ('content', 'light')),
	CONSTRAINT state_known CHECK (state IN ('open', 'decided', 'agreed', 'void')),
	CONSTRAINT keying_difference_once UNIQUE (book_id, entry_year, key_book, entry_no, entry_suffix, field),
	FOREIGN KEY(book_id) REFERENCES hotich.book (book_id)
);
CREATE INDEX keying_difference_open ON hotich.keying_difference (book_id) WHERE closed_at IS NULL;
COMMENT ON TABLE hotich.keying_difference IS 'Khác biệt giữa hai lần nhập của một quyển sổ, chờ người thứ ba quyết định theo sổ gốc';
COMMENT ON COLUMN hotich.keying_difference.difference_id IS 'Mã khác biệt';
COMMENT ON COLUMN hotich.keying_difference.book_id IS 'Quyển sổ';
COMMENT ON COLUMN hotich.keying_difference.register IS 'Loại sổ';
COMMENT ON COLUMN hotich.keying_difference.case_id IS 'Trường hợp; trống: chưa nạp';
COMMENT ON COLUMN hotich.keying_difference.entry_year IS 'Năm của số đăng ký';
COMMENT ON COLUMN hotich.keying_difference.key_book IS 'Số quyển trong khóa; 0 từ 1/4/2006';
COMMENT ON COLUMN hotich.keying_difference.entry_no IS 'Số đăng ký';
COMMENT ON COLUMN hotich.keying_difference.entry_suffix IS 'Phần chữ sau số';
COMMENT ON COLUMN hotich.keying_difference.field IS 'Trường; chuỗi trống: cả dòng';
COMMENT ON COLUMN hotich.keying_difference.finding IS 'Điều đã thấy: cell một ô khác nhau · only_first chỉ lần nhập một có dòng này · only_second chỉ lần nhập hai có dòng này · doubled lần nhập hai có nhiều dòng cùng số này';
COMMENT ON COLUMN hotich.keying_difference.weight IS 'Mức: content khác nội dung · light chỉ khác cách viết: hoa thường, dấu cách, vị trí dấu thanh';
COMMENT ON COLUMN hotich.keying_difference.critical IS 'Cột trọng yếu: chưa quyết thì quyển sổ chưa nghiệm thu';
COMMENT ON COLUMN hotich.keying_difference.first_value IS 'Nguyên văn của lần nhập một; cả dòng: số đăng ký';
COMMENT ON COLUMN hotich.keying_difference.second_value IS 'Nguyên văn của lần nhập hai; cả dòng: số đăng ký hoặc các dòng trùng số';
COMMENT ON COLUMN hotich.keying_difference.second_file_id IS 'Tệp nhập lần hai';
COMMENT ON COLUMN hotich.keying_difference.second_row_no IS 'Số dòng trong tệp ấy; trống: tệp không có dòng này';
COMMENT ON COLUMN hotich.keying_difference.state IS 'Trạng thái: open chờ người thứ ba quyết định · decided đã quyết định theo sổ gốc · agreed hai lần nhập nay đã khớp · void hết hiệu lực: dòng hoặc tệp nhập lần hai không còn để đối chiếu';
COMMENT ON COLUMN hotich.keying_difference.decided_value IS 'Giá trị người thứ ba quyết định theo sổ gốc';
COMMENT ON COLUMN hotich.keying_difference.decided_by IS 'Người quyết định, như đã ghi trong phiếu';
COMMENT ON COLUMN hotich.keying_difference.decided_file_id IS 'Phiếu đối chiếu đã quyết';
COMMENT ON COLUMN hotich.keying_difference.owner_unit_id IS 'Đơn vị phải xử lý';
COMMENT ON COLUMN hotich.keying_difference.next_step IS 'Việc cần làm';
COMMENT ON COLUMN hotich.keying_difference.opened_at IS 'Phát hiện lúc';
COMMENT ON COLUMN hotich.keying_difference.closed_at IS 'Đóng lúc; trống: còn mở';
CREATE TABLE hotich.book_role (
	book_id INTEGER NOT NULL,
	role TEXT NOT NULL,
	person_key TEXT NOT NULL,
	person TEXT NOT NULL,
	file_id INTEGER,
	since TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
	CONSTRAINT book_role_pkey PRIMARY KEY (book_id, role, person_key),
	CONSTRAINT role_known CHECK (role IN ('first_keyer', 'second_keyer', 'arbiter', 'checker', 'approver')),
	FOREIGN KEY(book_id) REFERENCES hotich.book (book_id)
);
COMMENT ON TABLE hotich.book_role IS 'Ai đã làm gì với quyển sổ: một người không giữ hai vai trò';
COMMENT ON COLUMN hotich.book_role.book_id IS 'Quyển sổ';
COMMENT ON COLUMN hotich.book_role.role IS 'Vai trò: first_keyer người nhập lần một · second_keyer người nhập lần hai · arbiter người quyết định khác biệt · checker người kiểm mẫu · approver người phê duyệt';
COMMENT ON COLUMN hotich.book_role.person_key IS 'Tên đã gấp để so sánh (không dấu cách thừa, không phân biệt hoa thường)';
COMMENT ON COLUMN hotich.book_role.person IS 'Tên như đã ghi';
COMMENT ON COLUMN hotich.book_role.file_id IS 'Tệp đã cho biết; trống: trả lời trong hệ thống';
COMMENT ON COLUMN hotich.book_role.since IS 'Từ lúc';
CREATE TABLE hotich.sample (
	sample_id INTEGER GENERATED ALWAYS AS IDENTITY,
	book_id INTEGER NOT NULL,
	content_digest TEXT NOT NULL,
	file_id INTEGER,
	file_count INTEGER DEFAULT 0 NOT NULL,
	seed BIGINT NOT NULL,
	scheme TEXT NOT NULL,
	case_count INTEGER DEFAULT 0 NOT NULL,
	size INTEGER DEFAULT 0 NOT NULL,
	allowed_count INTEGER DEFAULT 0 NOT NULL,
	limit_quality FLOAT NOT NULL,
	risk FLOAT NOT NULL,
	state TEXT NOT NULL,
	wrong_count INTEGER,
	wrong_field_count INTEGER,
	checked_by TEXT,
	result_file_id INTEGER,
	owner_unit_id INTEGER NOT NULL,
	next_step TEXT NOT NULL,
	opened_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
	closed_at TIMESTAMP WITH TIME ZONE,
	sheet_at TIMESTAMP WITH TIME ZONE,
	PRIMARY KEY (sample_id),
	CONSTRAINT state_known CHECK (state IN ('open', 'passed', 'failed', 'void')),
	FOREIGN KEY(book_id) REFERENCES hotich.book (book_id)
);
CREATE INDEX sample_book ON hotich.sample (book_id);
CREATE UNIQUE INDEX sample_open ON hotich.sample (book_id) WHERE state = 'open';
COMMENT ON TABLE hotich.sample IS 'Mẫu nghiệm thu của quyển sổ: chọn ngẫu nhiên, đối chiếu với sổ giấy, quyết định nhận hay nhập lại';
COMMENT ON COLUMN hotich.sample.sample_id IS 'Mã mẫu';
COMMENT ON COLUMN hotich.sample.book_id IS 'Quyển sổ';
COMMENT ON COLUMN hotich.sample.content_digest IS 'Mã băm của các trường hợp mà mẫu nói về; khi đã đạt, trừ các trường hợp sai đã thấy. Đổi thì mẫu hết hiệu lực';
COMMENT ON COLUMN hotich.sample.file_id IS 'Tệp có nội dung của quyển khi lấy mẫu (book.current_file_id)';
COMMENT ON COLUMN hotich.sample.file_count IS 'Số tệp đã nạp vào quyển khi xem nội dung lần cuối: thêm tệp thì nội dung có thể đã đổi';
COMMENT ON COLUMN hotich.sample.seed IS 'Hạt giống của phép chọn ngẫu nhiên: chọn lại được đúng mẫu ấy';
COMMENT ON COLUMN hotich.sample.scheme IS 'Tên phương án lấy mẫu';
COMMENT ON COLUMN hotich.sample.case_count IS 'Số trường hợp của quyển khi lấy mẫu';
COMMENT ON COLUMN hotich.sample.size IS 'Cỡ mẫu';
COMMENT ON COLUMN hotich.sample.allowed_count IS 'Số trường hợp sai tối đa mà mẫu vẫn đạt';
COMMENT ON COLUMN hotich.sample.limit_quality IS 'Tỷ lệ trường hợp sai mà phương án phải phát hiện';
COMMENT ON COLUMN hotich.sample.risk IS 'Xác suất cao nhất để một quyển sai đến tỷ lệ ấy vẫn đạt, tính đúng cho quyển này';
COMMENT ON COLUMN hotich.sample.state IS 'Trạng thái: open chờ kiểm · passed đạt · failed không đạt · void hết hiệu lực vì nội dung sổ đã đổi';
COMMENT ON COLUMN hotich.sample.wrong_count IS 'Số trường hợp sai đã thấy';
COMMENT ON COLUMN hotich.sample.wrong_field_count IS 'Số ô sai đã thấy';
COMMENT ON COLUMN hotich.sample.checked_by IS 'Người kiểm, như đã ghi trong phiếu';
COMMENT ON COLUMN hotich.sample.result_file_id IS 'Phiếu kiểm mẫu đã ghi';
COMMENT ON COLUMN hotich.sample.owner_unit_id IS 'Đơn vị phải xử lý';
COMMENT ON COLUMN hotich.sample.next_step IS 'Việc cần làm';
COMMENT ON COLUMN hotich.sample.opened_at IS 'Lấy mẫu lúc';
COMMENT ON COLUMN hotich.sample.closed_at IS 'Đóng lúc; trống: chờ kiểm';
COMMENT ON COLUMN hotich.sample.sheet_at IS 'Phiếu kiểm mẫu đã ghi ra lúc; trống: chưa ghi';
CREATE TABLE hotich.sample_case (
	sample_id INTEGER NOT NULL,
	case_id BIGINT NOT NULL,
	position SMALLINT NOT NULL,
	is_right BOOLEAN,
	wrong_fields TEXT[] DEFAULT '{}' NOT NULL,
	remark TEXT,
	CONSTRAINT sample_case_pkey PRIMARY KEY (sample_id, case_id),
	FOREIGN KEY(sample_id) REFERENCES hotich.sample (sample_id)
);
COMMENT ON TABLE hotich.sample_case IS 'Các trường hợp của mẫu và kết quả đối chiếu';
COMMENT ON COLUMN hotich.sample_case.sample_id IS 'Mẫu';
COMMENT ON COLUMN hotich.sample_case.case_id IS 'Trường hợp';
COMMENT ON COLUMN hotich.sample_case.position IS 'Thứ tự trong phiếu';
COMMENT ON COLUMN hotich.sample_case.is_right IS 'Đúng với sổ giấy; trống: chưa kiểm';
COMMENT ON COLUMN hotich.sample_case.wrong_fields IS 'Các trường sai';
COMMENT ON COLUMN hotich.sample_case.remark IS 'Ghi chú của người kiểm';
CREATE TABLE hotich.scan (
	file_id INTEGER NOT NULL,
	name TEXT NOT NULL,
	book_id INTEGER NOT NULL,
	entry_no INTEGER,
	entry_suffix TEXT DEFAULT '' NOT NULL,
	registered_on DATE,
	size INTEGER NOT NULL,
	page_count SMALLINT,
	fault TEXT,
	case_id BIGINT,
	state TEXT NOT NULL,
	remark TEXT,
	CONSTRAINT scan_pkey PRIMARY KEY (file_id, name),
	CONSTRAINT state_known CHECK (state IN ('matched', 'surplus', 'unreadable', 'doubled', 'misnamed', 'replaced')),
	FOREIGN KEY(file_id) REFERENCES hotich.delivery_file (file_id),
	FOREIGN KEY(book_id) REFERENCES hotich.book (book_id)
);
CREATE INDEX scan_book ON hotich.scan (book_id);
CREATE INDEX scan_case ON hotich.scan (case_id) WHERE case_id IS NOT NULL;
CREATE INDEX scan_open ON hotich.scan (book_id) WHERE state NOT IN ('matched', 'replaced') OR (state = 'matched' AND remark IS NOT NULL);
COMMENT ON TABLE hotich.scan IS 'Bản quét PDF trong các gói đang dùng: khớp, thừa, không mở được, trùng, tên sai';
COMMENT ON COLUMN hotich.scan.file_id IS 'Gói bản quét (.zip)';
COMMENT ON COLUMN hotich.scan.name IS 'Tên tệp PDF trong gói';
COMMENT ON COLUMN hotich.scan.book_id IS 'Quyển sổ';
COMMENT ON COLUMN hotich.scan.entry_no IS 'Số đăng ký trong tên; trống: không đọc được';
COMMENT ON COLUMN hotich.scan.entry_suffix IS 'Phần chữ sau số';
COMMENT ON COLUMN hotich.scan.registered_on IS 'Ngày đăng ký trong tên; trống: null hoặc không đọc được';
COMMENT ON COLUMN hotich.scan.size IS 'Độ lớn, byte';
COMMENT ON COLUMN hotich.scan.page_count IS 'Số trang; trống: không mở được';
COMMENT ON COLUMN hotich.scan.fault IS 'Vì sao không mở được';
COMMENT ON COLUMN hotich.scan.case_id IS 'Trường hợp mang số này, kể cả khi tệp trùng hoặc không mở được';
COMMENT ON COLUMN hotich.scan.state IS 'Trạng thái: matched khớp một trường hợp · surplus không có trường hợp nào mang số này · unreadable không mở được · doubled hai tệp cùng một số · misnamed tên sai quy ước · replaced đã có tệp gửi sau';
COMMENT ON COLUMN hotich.scan.remark IS 'Điều cần xem, để cán bộ đọc';
CREATE TABLE hotich.book_scan (
	book_id INTEGER NOT NULL,
	due BOOLEAN NOT NULL,
	missing_count INTEGER DEFAULT 0 NOT NULL,
	since TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
	matched_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
	PRIMARY KEY (book_id),
	FOREIGN KEY(book_id) REFERENCES hotich.book (book_id)
);
CREATE INDEX book_scan_due ON hotich.book_scan (book_id) WHERE due;
CREATE INDEX book_scan_missing ON hotich.book_scan (book_id) WHERE missing_count > 0;
COMMENT ON TABLE hotich.book_scan IS 'Quyển sổ đã có gói bản quét: còn thiếu bao nhiêu, có phải khớp lại không';
COMMENT ON COLUMN hotich.book_scan.book_id IS 'Quyển sổ';
COMMENT ON COLUMN hotich.book_scan.due IS 'Sổ vừa được nạp thêm hoặc sửa: phải khớp lại bản quét';
COMMENT ON COLUMN hotich.book_scan.missing_count IS 'Số trường hợp đã nạp mà chưa có bản quét nào (như view missing_scan)';
COMMENT ON COLUMN hotich.book_scan.since IS 'Khi nhận gói bản quét đầu tiên';
COMMENT ON COLUMN hotich.book_scan.matched_at IS 'Khớp bản quét với trường hợp lần cuối';
CREATE TABLE hotich.approval (
	approval_id INTEGER GENERATED ALWAYS AS IDENTITY,
	kind TEXT NOT NULL,
	stage_id TEXT NOT NULL,
	book_id INTEGER,
	figures JSONB NOT NULL,
	state TEXT NOT NULL,
	answered_by TEXT,
	remark TEXT,
	owner_unit_id INTEGER NOT NULL,
	next_step TEXT NOT NULL,
	opened_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
	answered_at TIMESTAMP WITH TIME ZONE,
	PRIMARY KEY (approval_id),
	CONSTRAINT kind_known CHECK (kind IN ('release_book', 'close_stage')),
	CONSTRAINT state_known CHECK (state IN ('open', 'approved', 'refused', 'withdrawn')),
	FOREIGN KEY(book_id) REFERENCES hotich.book (book_id)
);
CREATE UNIQUE INDEX approval_open_book ON hotich.approval (kind, book_id) WHERE answered_at IS NULL AND book_id IS NOT NULL;
CREATE UNIQUE INDEX approval_open_stage ON hotich.approval (kind, stage_id) WHERE answered_at IS NULL AND book_id IS NULL;
COMMENT ON TABLE hotich.approval IS 'Yêu cầu quyết định và trả lời: nhận quyển sổ có mẫu không đạt, đóng giai đoạn';
COMMENT ON COLUMN hotich.approval.approval_id IS 'Mã yêu cầu';
COMMENT ON COLUMN hotich.approval.kind IS 'Việc xin quyết định: release_book nhận quyển sổ có mẫu hoặc đối chiếu không đạt · close_stage đóng giai đoạn';
COMMENT ON COLUMN hotich.approval.stage_id IS 'Giai đoạn';
COMMENT ON COLUMN hotich.approval.book_id IS 'Quyển sổ; trống: cả giai đoạn';
COMMENT ON COLUMN hotich.approval.figures IS 'Số liệu kèm yêu cầu, không có dữ liệu cá nhân';
COMMENT ON COLUMN hotich.approval.state IS 'Trạng thái: open chờ quyết định · approved đồng ý · refused không đồng ý · withdrawn không còn cần: số liệu đã khác khi yêu cầu';
COMMENT ON COLUMN hotich.approval.answered_by IS 'Người quyết định';
COMMENT ON COLUMN hotich.approval.remark IS 'Ý kiến kèm theo';
COMMENT ON COLUMN hotich.approval.owner_unit_id IS 'Đơn vị phải xử lý';
COMMENT ON COLUMN hotich.approval.next_step IS 'Việc cần làm';
COMMENT ON COLUMN hotich.approval.opened_at IS 'Yêu cầu lúc';
COMMENT ON COLUMN hotich.approval.answered_at IS 'Trả lời lúc; trống: đang chờ';
ALTER TABLE hotich.case_warning ADD COLUMN confirmed_by TEXT;
COMMENT ON COLUMN hotich.case_warning.confirmed_by IS 'Người xác nhận, như đã ghi trong phiếu';
ALTER TABLE hotich.case_warning ADD COLUMN confirmed_at TIMESTAMP WITH TIME ZONE;
COMMENT ON COLUMN hotich.case_warning.confirmed_at IS 'Xác nhận lúc';
ALTER TABLE hotich.case_warning ADD COLUMN confirmed_file_id INTEGER;
COMMENT ON COLUMN hotich.case_warning.confirmed_file_id IS 'Phiếu đã xác nhận';
ALTER TABLE hotich.book DROP CONSTRAINT state_known;
ALTER TABLE hotich.book ADD CONSTRAINT state_known CHECK (state IN ('listed', 'delivered', 'loaded', 'partly_loaded', 'returned', 'rekeying'));
COMMENT ON COLUMN hotich.book.state IS 'Trạng thái: listed có trong thống kê, chưa giao · delivered đã giao, chưa nạp · loaded đã nạp đủ · partly_loaded đã nạp một phần, có dòng trả lại · returned đã giao, chưa dòng nào nạp được · rekeying mẫu không đạt, phải nhập lại cả quyển';
ALTER TABLE hotich.delivery_file DROP CONSTRAINT kind_known;
ALTER TABLE hotich.delivery_file ADD CONSTRAINT kind_known CHECK (kind IN ('book', 'short', 'inventory', 'scan', 'fix', 'arbitration', 'sample', 'manifest', 'unknown'));
COMMENT ON COLUMN hotich.delivery_file.kind IS 'Loại tệp: book sổ nhập lần một · short nhập lần hai · inventory thống kê sổ · scan bản quét · fix dòng trả lại đã sửa · arbitration phiếu đối chiếu đã quyết định · sample phiếu kiểm mẫu đã ghi · manifest bảng kê mã băm · unknown không nhận ra';
ALTER TABLE hotich.short_row ADD COLUMN key_book SMALLINT;
COMMENT ON COLUMN hotich.short_row.key_book IS 'Số quyển trong khóa; 0 từ 1/4/2006; trống: không rõ ngày đăng ký';
COMMENT ON COLUMN hotich.short_row."values" IS '{tên trường: giá trị chuẩn hóa} của các cột có trong tệp; null: ô để trống';
ALTER TABLE hotich.delivery_file ADD COLUMN present_columns TEXT[];
COMMENT ON COLUMN hotich.delivery_file.present_columns IS 'Các trường có cột trong tệp; cột vắng không đổi giá trị đã nạp';
ALTER TABLE hotich.delivery_file ADD COLUMN encoding TEXT;
COMMENT ON COLUMN hotich.delivery_file.encoding IS 'Bảng mã của chữ trong tệp: unicode, tcvn3, vni, unclear';
ALTER TABLE hotich.returned_row ADD COLUMN faults JSONB DEFAULT '[]' NOT NULL;
COMMENT ON COLUMN hotich.returned_row.faults IS 'Ô hỏng mà chữ trong ô không cho biết (công thức, ô ngày): [{field, fault}]';
COMMENT ON COLUMN hotich.returned_row.reasons IS 'Các quy tắc đã vi phạm: [{rule_id, severity, field, detail}]; lỗi đã xác nhận đúng như sổ mang mức warning';
ALTER TABLE hotich.delivery_file ADD COLUMN removed_at TIMESTAMP WITH TIME ZONE;
COMMENT ON COLUMN hotich.delivery_file.removed_at IS 'Khi tệp bị từ chối không còn thấy trong hộp nhận: đơn vị đã bỏ hoặc đổi tên';
CREATE INDEX delivery_file_open ON hotich.delivery_file (kind) WHERE decided_at IS NULL;
