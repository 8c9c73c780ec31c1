-- Written by Alembic revision 0005 and frozen: later changes are later revisions.
CREATE TABLE hotich.account (
	account_id INTEGER GENERATED ALWAYS AS IDENTITY,
	name TEXT NOT NULL,
	role TEXT NOT NULL,
	unit_id INTEGER NOT NULL,
	password_hash TEXT NOT NULL,
	must_change BOOLEAN DEFAULT false NOT NULL,
	active BOOLEAN DEFAULT true NOT NULL,
	created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
	password_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
	signed_in_at TIMESTAMP WITH TIME ZONE,
	PRIMARY KEY (account_id),
	CONSTRAINT role_known CHECK (role IN ('province', 'district', 'unit')),
	CONSTRAINT account_name UNIQUE (name),
	FOREIGN KEY(unit_id) REFERENCES hotich.unit (unit_id)
);
COMMENT ON TABLE hotich.account IS 'Tài khoản xem bảng tiến độ: không phải tài khoản của Airflow';
COMMENT ON COLUMN hotich.account.account_id IS 'Mã tài khoản';
COMMENT ON COLUMN hotich.account.name IS 'Tên đăng nhập';
COMMENT ON COLUMN hotich.account.role IS 'Phạm vi được xem: province tỉnh: mọi đơn vị · district huyện: sổ của huyện và các xã thuộc huyện · unit đơn vị: sổ của đơn vị và của các đơn vị mà nó kế thừa';
COMMENT ON COLUMN hotich.account.unit_id IS 'Đơn vị của tài khoản';
COMMENT ON COLUMN hotich.account.password_hash IS 'Mã băm argon2id của mật khẩu';
COMMENT ON COLUMN hotich.account.must_change IS 'Mật khẩu do người khác đặt: phải đổi ở lần đăng nhập tới';
COMMENT ON COLUMN hotich.account.active IS 'Được đăng nhập';
COMMENT ON COLUMN hotich.account.created_at IS 'Lập lúc';
COMMENT ON COLUMN hotich.account.password_at IS 'Đặt mật khẩu lần cuối';
COMMENT ON COLUMN hotich.account.signed_in_at IS 'Đăng nhập lần cuối';
CREATE TABLE hotich.session (
	token_hash BYTEA NOT NULL,
	account_id INTEGER NOT NULL,
	sees_all BOOLEAN NOT NULL,
	unit_ids INTEGER[] NOT NULL,
	created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
	idle_until TIMESTAMP WITH TIME ZONE NOT NULL,
	expires_at TIMESTAMP WITH TIME ZONE NOT NULL,
	PRIMARY KEY (token_hash),
	FOREIGN KEY(account_id) REFERENCES hotich.account (account_id)
);
CREATE INDEX session_account ON hotich.session (account_id);
COMMENT ON TABLE hotich.session IS 'Phiên đăng nhập; quyền xem dòng của cơ sở dữ liệu đọc từ đây';
COMMENT ON COLUMN hotich.session.token_hash IS 'sha256 của mã phiên mà trình duyệt giữ';
COMMENT ON COLUMN hotich.session.account_id IS 'Tài khoản';
COMMENT ON COLUMN hotich.session.sees_all IS 'Được xem mọi đơn vị';
COMMENT ON COLUMN hotich.session.unit_ids IS 'Các đơn vị được xem, khi không phải mọi đơn vị';
COMMENT ON COLUMN hotich.session.created_at IS 'Đăng nhập lúc';
COMMENT ON COLUMN hotich.session.idle_until IS 'Hết phiên nếu không làm gì đến lúc này';
COMMENT ON COLUMN hotich.session.expires_at IS 'Hết phiên dù đang làm việc';
CREATE TABLE hotich.login_attempt (
	attempt_id BIGINT GENERATED ALWAYS AS IDENTITY,
	name_hash BYTEA NOT NULL,
	address TEXT NOT NULL,
	at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
	PRIMARY KEY (attempt_id)
);
CREATE INDEX login_attempt_address ON hotich.login_attempt (address, at);
CREATE INDEX login_attempt_name ON hotich.login_attempt (name_hash, at);
COMMENT ON TABLE hotich.login_attempt IS 'Các lần đăng nhập chưa thành công gần đây, để giới hạn số lần thử';
COMMENT ON COLUMN hotich.login_attempt.attempt_id IS 'Mã lần thử';
COMMENT ON COLUMN hotich.login_attempt.name_hash IS 'sha256 của tên đã gõ: có người gõ nhầm mật khẩu vào đây';
COMMENT ON COLUMN hotich.login_attempt.address IS 'Địa chỉ mạng của máy đã thử';
COMMENT ON COLUMN hotich.login_attempt.at IS 'Thử lúc';

-- Who a transaction reads for: its setting hotich.session names a session by the hash of its token. Nobody can name
-- another's: the hash is as long as the token, and only the owner of the tables reads it.
CREATE FUNCTION hotich.session_sees_all() RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
    SELECT coalesce((
        SELECT s.sees_all FROM hotich.session s JOIN hotich.account a USING (account_id)
        WHERE s.token_hash = decode(nullif(current_setting('hotich.session', true), ''), 'hex')
          AND a.active AND now() < s.idle_until AND now() < s.expires_at), false)
$$;
COMMENT ON FUNCTION hotich.session_sees_all() IS 'Phiên của giao dịch này được xem mọi đơn vị';

CREATE FUNCTION hotich.visible_units() RETURNS integer[] LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
    SELECT coalesce((
        SELECT s.unit_ids FROM hotich.session s JOIN hotich.account a USING (account_id)
        WHERE s.token_hash = decode(nullif(current_setting('hotich.session', true), ''), 'hex')
          AND a.active AND now() < s.idle_until AND now() < s.expires_at), '{}')
$$;
COMMENT ON FUNCTION hotich.visible_units() IS 'Các đơn vị mà phiên của giao dịch này được xem; trống: không đơn vị nào';

CREATE FUNCTION hotich.sees_all() RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT FROM pg_catalog.pg_namespace n
                   WHERE n.nspname = 'hotich' AND pg_catalog.pg_has_role(current_user, n.nspowner, 'MEMBER'))
        OR EXISTS (SELECT FROM pg_catalog.pg_roles r
                   WHERE r.rolname = 'hotich_report' AND pg_catalog.pg_has_role(current_user, r.oid, 'MEMBER'))
        OR hotich.session_sees_all()
$$;
COMMENT ON FUNCTION hotich.sees_all() IS
    'Người đọc được xem mọi đơn vị: chủ của các bảng, vai trò báo cáo, hoặc phiên của tài khoản tỉnh';
