-- Written by revision 0006 and frozen: later changes are later revisions.
CREATE TABLE hotich.difficulty (
	difficulty_id INTEGER GENERATED ALWAYS AS IDENTITY,
	kind TEXT NOT NULL,
	raised BOOLEAN NOT NULL,
	unit_id INTEGER NOT NULL,
	stage_id TEXT DEFAULT '' NOT NULL,
	group_id TEXT DEFAULT '' NOT NULL,
	words TEXT,
	request TEXT,
	made_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
	PRIMARY KEY (difficulty_id),
	FOREIGN KEY(unit_id) REFERENCES hotich.unit (unit_id)
);
CREATE UNIQUE INDEX difficulty_raised ON hotich.difficulty (kind, unit_id, stage_id, group_id) WHERE raised;
CREATE INDEX difficulty_unit ON hotich.difficulty (unit_id);
COMMENT ON TABLE hotich.difficulty IS 'Khó khăn, vướng mắc: đơn vị phản ánh hoặc số liệu nêu; đang ở đâu là ở dòng cuối của difficulty_event';
COMMENT ON COLUMN hotich.difficulty.difficulty_id IS 'Số của khó khăn, vướng mắc';
COMMENT ON COLUMN hotich.difficulty.kind IS 'Loại, như tệp ngưỡng mô tả';
COMMENT ON COLUMN hotich.difficulty.raised IS 'Do số liệu nêu; sai: đơn vị phản ánh';
COMMENT ON COLUMN hotich.difficulty.unit_id IS 'Đơn vị gặp khó khăn (đơn vị lập sổ)';
COMMENT ON COLUMN hotich.difficulty.stage_id IS 'Giai đoạn; chuỗi trống: không riêng giai đoạn nào';
COMMENT ON COLUMN hotich.difficulty.group_id IS 'Nhóm sổ; chuỗi trống: không riêng nhóm nào';
COMMENT ON COLUMN hotich.difficulty.words IS 'Lời của đơn vị, không có dữ liệu cá nhân; trống: số liệu nêu';
COMMENT ON COLUMN hotich.difficulty.request IS 'Đề nghị của đơn vị';
COMMENT ON COLUMN hotich.difficulty.made_at IS 'Ghi lúc';
CREATE TABLE hotich.difficulty_event (
	event_id BIGINT GENERATED ALWAYS AS IDENTITY,
	difficulty_id INTEGER NOT NULL,
	dated_on DATE NOT NULL,
	action TEXT NOT NULL,
	state TEXT NOT NULL,
	level TEXT NOT NULL,
	owner_unit_id INTEGER,
	figures JSONB DEFAULT '{}' NOT NULL,
	words TEXT,
	actor TEXT NOT NULL,
	at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
	PRIMARY KEY (event_id),
	CONSTRAINT action_known CHECK (action IN ('recorded', 'raised', 'changed', 'answered', 'escalated', 'closed', 'settled')),
	CONSTRAINT state_known CHECK (state IN ('open', 'answered', 'closed')),
	CONSTRAINT level_known CHECK (level IN ('commune', 'district', 'province', 'committee')),
	FOREIGN KEY(difficulty_id) REFERENCES hotich.difficulty (difficulty_id)
);
CREATE INDEX difficulty_event_last ON hotich.difficulty_event (difficulty_id, event_id);
COMMENT ON TABLE hotich.difficulty_event IS 'Lịch sử của từng khó khăn, vướng mắc; chỉ ghi thêm';
COMMENT ON COLUMN hotich.difficulty_event.event_id IS 'Số thứ tự';
COMMENT ON COLUMN hotich.difficulty_event.difficulty_id IS 'Khó khăn, vướng mắc';
COMMENT ON COLUMN hotich.difficulty_event.dated_on IS 'Số liệu đến ngày';
COMMENT ON COLUMN hotich.difficulty_event.action IS 'Việc xảy ra: recorded đơn vị phản ánh · raised số liệu cho thấy · changed số liệu thay đổi · answered trả lời · escalated chuyển lên cấp trên · closed đóng · settled số liệu không còn cho thấy';
COMMENT ON COLUMN hotich.difficulty_event.state IS 'Trạng thái sau đó: open chờ trả lời · answered đã trả lời, chờ giải quyết xong · closed đã giải quyết';
COMMENT ON COLUMN hotich.difficulty_event.level IS 'Cấp đang giải quyết sau đó: commune cấp xã · district cấp huyện · province Sở Tư pháp · committee UBND tỉnh';
COMMENT ON COLUMN hotich.difficulty_event.owner_unit_id IS 'Đơn vị phải giải quyết; trống: UBND tỉnh';
COMMENT ON COLUMN hotich.difficulty_event.figures IS 'Số liệu lúc đó: {books, cases, items, days, …}; không có dữ liệu cá nhân';
COMMENT ON COLUMN hotich.difficulty_event.words IS 'Trả lời, lý do chuyển hoặc đóng; không có dữ liệu cá nhân';
COMMENT ON COLUMN hotich.difficulty_event.actor IS 'Tài khoản hoặc chương trình đã ghi; không hiện ra trang nào';
COMMENT ON COLUMN hotich.difficulty_event.at IS 'Ghi lúc';
CREATE TABLE hotich.reminder (
	reminder_id BIGINT GENERATED ALWAYS AS IDENTITY,
	unit_id INTEGER NOT NULL,
	channel TEXT NOT NULL,
	subject TEXT NOT NULL,
	level SMALLINT NOT NULL,
	digest TEXT NOT NULL,
	items INTEGER,
	told BOOLEAN NOT NULL,
	as_of DATE NOT NULL,
	sent_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
	PRIMARY KEY (reminder_id),
	CONSTRAINT channel_known CHECK (channel IN ('outbox', 'mail')),
	FOREIGN KEY(unit_id) REFERENCES hotich.unit (unit_id)
);
CREATE INDEX reminder_last ON hotich.reminder (channel, unit_id, subject, reminder_id);
COMMENT ON TABLE hotich.reminder IS 'Lời đôn đốc đã gửi: chỉ gửi lại khi nặng thêm một bậc hoặc khác đi; chỉ ghi thêm';
COMMENT ON COLUMN hotich.reminder.reminder_id IS 'Số thứ tự';
COMMENT ON COLUMN hotich.reminder.unit_id IS 'Đơn vị được đôn đốc';
COMMENT ON COLUMN hotich.reminder.channel IS 'Đường gửi: outbox hộp gửi · mail thư điện tử';
COMMENT ON COLUMN hotich.reminder.subject IS 'Việc được đôn đốc: loại việc, đơn vị lập sổ, giai đoạn';
COMMENT ON COLUMN hotich.reminder.level IS 'Bậc nặng, từ 1; 0: không còn phải đôn đốc';
COMMENT ON COLUMN hotich.reminder.digest IS 'Mã băm của điều làm cho lời nhắc khác đi';
COMMENT ON COLUMN hotich.reminder.items IS 'Số việc, trường hợp hoặc quyển lúc nhắc; trống: không đếm được';
COMMENT ON COLUMN hotich.reminder.told IS 'Đã gửi; sai: chỉ ghi là đã nhẹ đi hoặc hết, không gửi';
COMMENT ON COLUMN hotich.reminder.as_of IS 'Số liệu đến ngày';
COMMENT ON COLUMN hotich.reminder.sent_at IS 'Gửi lúc';

-- Lịch sử và lời đôn đốc đã gửi không được sửa, xóa.
CREATE TRIGGER difficulty_event_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON hotich.difficulty_event
    FOR EACH STATEMENT EXECUTE FUNCTION hotich.forbid_change();
CREATE TRIGGER reminder_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON hotich.reminder
    FOR EACH STATEMENT EXECUTE FUNCTION hotich.forbid_change();
