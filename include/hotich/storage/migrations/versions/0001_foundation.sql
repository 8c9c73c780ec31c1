-- Written by Alembic revision 0001 and frozen: later changes are later revisions.
CREATE SEQUENCE hotich.case_id_seq START WITH 1 CACHE 100;

CREATE TABLE hotich.audit_log (
    audit_id BIGINT NOT NULL,
    at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    actor TEXT NOT NULL,
    action TEXT NOT NULL,
    register TEXT,
    unit_id INTEGER,
    book_id INTEGER,
    case_id BIGINT,
    load_id BIGINT,
    file_id INTEGER,
    field TEXT,
    before TEXT,
    after TEXT,
    before_written TEXT,
    after_written TEXT,
    detail JSONB,
    previous_hash BYTEA NOT NULL,
    hash BYTEA NOT NULL,
    PRIMARY KEY (audit_id)
);
CREATE INDEX audit_log_case ON hotich.audit_log (case_id) WHERE case_id IS NOT NULL;
COMMENT ON TABLE hotich.audit_log IS 'Nhật ký chỉ ghi thêm, nối chuỗi mã băm; lịch sử giá trị của trường hợp nằm ở đây';
COMMENT ON COLUMN hotich.audit_log.audit_id IS 'Số thứ tự liền nhau từ 1';
COMMENT ON COLUMN hotich.audit_log.at IS 'Thời điểm';
COMMENT ON COLUMN hotich.audit_log.actor IS 'Ai hoặc chương trình nào';
COMMENT ON COLUMN hotich.audit_log.action IS 'Việc đã làm: book_loaded, case_added, case_changed, …';
COMMENT ON COLUMN hotich.audit_log.register IS 'Loại sổ';
COMMENT ON COLUMN hotich.audit_log.unit_id IS 'Đơn vị';
COMMENT ON COLUMN hotich.audit_log.book_id IS 'Quyển sổ';
COMMENT ON COLUMN hotich.audit_log.case_id IS 'Trường hợp';
COMMENT ON COLUMN hotich.audit_log.load_id IS 'Lần nạp';
COMMENT ON COLUMN hotich.audit_log.file_id IS 'Tệp';
COMMENT ON COLUMN hotich.audit_log.field IS 'Trường đã đổi';
COMMENT ON COLUMN hotich.audit_log.before IS 'Giá trị cũ';
COMMENT ON COLUMN hotich.audit_log.after IS 'Giá trị mới';
COMMENT ON COLUMN hotich.audit_log.before_written IS 'Nguyên văn cũ, khi khác giá trị';
COMMENT ON COLUMN hotich.audit_log.after_written IS 'Nguyên văn mới, khi khác giá trị';
COMMENT ON COLUMN hotich.audit_log.detail IS 'Số liệu kèm theo: số trường hợp, mã băm của các trường hợp';
COMMENT ON COLUMN hotich.audit_log.previous_hash IS 'Mã băm của dòng trước';
COMMENT ON COLUMN hotich.audit_log.hash IS 'sha256 của dòng trước và dòng này';

CREATE TABLE hotich.batch (
    batch_id TEXT NOT NULL,
    register TEXT NOT NULL,
    stage_id TEXT NOT NULL,
    group_no SMALLINT NOT NULL,
    plan_sha256 TEXT NOT NULL,
    state TEXT NOT NULL,
    estimated_rows INTEGER DEFAULT 0 NOT NULL,
    reason TEXT,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    PRIMARY KEY (batch_id),
    CONSTRAINT state_known CHECK (state IN ('planned', 'extracted', 'validated', 'loaded', 'failed'))
);
CREATE INDEX batch_stage ON hotich.batch (stage_id, group_no);
COMMENT ON TABLE hotich.batch IS 'Lô: nhiều tệp của một loại sổ trong một giai đoạn, xử lý một lượt';
COMMENT ON COLUMN hotich.batch.batch_id IS 'Mã lô';
COMMENT ON COLUMN hotich.batch.register IS 'Loại sổ';
COMMENT ON COLUMN hotich.batch.stage_id IS 'Giai đoạn';
COMMENT ON COLUMN hotich.batch.group_no IS 'Nhóm sổ trong giai đoạn';
COMMENT ON COLUMN hotich.batch.plan_sha256 IS 'Phiên bản kế hoạch mà lô giữ đến hết';
COMMENT ON COLUMN hotich.batch.state IS 'Trạng thái: planned đã lập · extracted đã đọc · validated đã kiểm tra · loaded đã nạp · failed lỗi, chờ chạy lại';
COMMENT ON COLUMN hotich.batch.estimated_rows IS 'Số dòng ước tính';
COMMENT ON COLUMN hotich.batch.reason IS 'Lỗi gần nhất';
COMMENT ON COLUMN hotich.batch.created_at IS 'Lập lô';
COMMENT ON COLUMN hotich.batch.updated_at IS 'Lần cập nhật cuối';

CREATE TABLE hotich.birth (
    case_id BIGINT DEFAULT nextval('hotich.case_id_seq') NOT NULL,
    load_id BIGINT NOT NULL,
    row_hash UUID NOT NULL,
    unit_id INTEGER NOT NULL,
    book_id INTEGER NOT NULL,
    file_id INTEGER NOT NULL,
    row_no INTEGER NOT NULL,
    entry_no INTEGER NOT NULL,
    registered_on DATE NOT NULL,
    registered_until DATE,
    entry_year SMALLINT NOT NULL,
    key_book SMALLINT NOT NULL,
    entry_suffix TEXT NOT NULL,
    stage_id TEXT NOT NULL,
    entry_number TEXT,
    book_number TEXT,
    page_number TEXT,
    registration_kind SMALLINT,
    registration_place TEXT,
    signer_name TEXT,
    signer_title TEXT,
    transcriber_name TEXT,
    note TEXT,
    child_full_name TEXT,
    child_sex SMALLINT,
    child_birth_date TEXT,
    child_birth_date_in_words TEXT,
    child_birth_place TEXT,
    child_birth_place_unit TEXT,
    child_native_place TEXT,
    child_ethnicity TEXT,
    child_nationality TEXT,
    child_other_nationality TEXT,
    child_birth_kind SMALLINT,
    child_missing_status SMALLINT,
    child_missing_declaration_noted_on TEXT,
    child_missing_declaration_basis TEXT,
    child_missing_revocation_noted_on TEXT,
    child_missing_revocation_basis TEXT,
    child_capacity_status SMALLINT,
    child_capacity_declaration_noted_on TEXT,
    child_capacity_declaration_basis TEXT,
    child_capacity_revocation_noted_on TEXT,
    child_capacity_revocation_basis TEXT,
    mother_full_name TEXT,
    mother_birth_date TEXT,
    mother_ethnicity TEXT,
    mother_nationality TEXT,
    mother_other_nationality TEXT,
    mother_residence_kind SMALLINT,
    mother_residence_place TEXT,
    mother_identity_document_kind SMALLINT,
    mother_identity_number TEXT,
    father_full_name TEXT,
    father_birth_date TEXT,
    father_ethnicity TEXT,
    father_nationality TEXT,
    father_other_nationality TEXT,
    father_residence_kind SMALLINT,
    father_residence_place TEXT,
    father_identity_document_kind SMALLINT,
    father_identity_number TEXT,
    declarant_full_name TEXT,
    declarant_relation TEXT,
    declarant_identity_document_kind SMALLINT,
    declarant_other_document TEXT,
    declarant_identity_number TEXT,
    declarant_identity_issued_on TEXT,
    declarant_identity_issue_place TEXT,
    foreign_registration_number TEXT,
    foreign_registered_on TEXT,
    foreign_authority TEXT,
    foreign_country TEXT,
    child_personal_number TEXT,
    child_nationality_text TEXT,
    mother_personal_number TEXT,
    mother_nationality_text TEXT,
    father_personal_number TEXT,
    father_nationality_text TEXT,
    written JSON,
    PRIMARY KEY (case_id)
);
CREATE INDEX birth_book ON hotich.birth (book_id);
CREATE UNIQUE INDEX birth_key ON hotich.birth (unit_id, entry_year, key_book, entry_no, entry_suffix);
COMMENT ON TABLE hotich.birth IS 'Khai sinh: mỗi dòng một trường hợp đã đăng ký (sổ KS)';
COMMENT ON COLUMN hotich.birth.case_id IS 'Mã trường hợp của hệ thống, duy nhất trong cả chín loại sổ';
COMMENT ON COLUMN hotich.birth.load_id IS 'Lần nạp đã ghi giá trị hiện tại (load.load_id)';
COMMENT ON COLUMN hotich.birth.row_hash IS 'Dấu vân của nội dung, 16 byte: bằng nhau là không đổi';
COMMENT ON COLUMN hotich.birth.unit_id IS 'Đơn vị đã lập sổ (unit.unit_id)';
COMMENT ON COLUMN hotich.birth.book_id IS 'Quyển sổ (book.book_id)';
COMMENT ON COLUMN hotich.birth.file_id IS 'Tệp chứa giá trị hiện tại (delivery_file.file_id)';
COMMENT ON COLUMN hotich.birth.row_no IS 'Số dòng trong trang tính, như Excel hiển thị';
COMMENT ON COLUMN hotich.birth.entry_no IS 'Số đăng ký, phần số';
COMMENT ON COLUMN hotich.birth.registered_on IS 'Ngày đăng ký (ngayDangKy)';
COMMENT ON COLUMN hotich.birth.registered_until IS 'Ngày cuối của khoảng khi ngày đăng ký chỉ ghi tháng hoặc năm; trống: ngày đầy đủ';
COMMENT ON COLUMN hotich.birth.entry_year IS 'Năm của số đăng ký';
COMMENT ON COLUMN hotich.birth.key_book IS 'Số quyển trong khóa; 0 từ 1/4/2006, khi số đăng ký chạy suốt năm';
COMMENT ON COLUMN hotich.birth.entry_suffix IS 'Phần chữ sau số đăng ký (a, bis), thường trống';
COMMENT ON COLUMN hotich.birth.stage_id IS 'Giai đoạn của kế hoạch theo ngày đăng ký';
COMMENT ON COLUMN hotich.birth.entry_number IS 'Số đăng ký (so)';
COMMENT ON COLUMN hotich.birth.book_number IS 'Quyển số (quyenSo)';
COMMENT ON COLUMN hotich.birth.page_number IS 'Trang số (trangSo)';
COMMENT ON COLUMN hotich.birth.registration_kind IS 'Loại đăng ký (loaiDangKy): 1 đúng hạn · 2 đăng ký lại · 3 ghi vào sổ việc khai sinh đã đăng ký ở nước ngoài · 4 quá hạn · 5 cấp bản chính GKS · 6 không xác định';
COMMENT ON COLUMN hotich.birth.registration_place IS 'Nơi đăng ký (noiDangKy)';
COMMENT ON COLUMN hotich.birth.signer_name IS 'Người ký (nguoiKy)';
COMMENT ON COLUMN hotich.birth.signer_title IS 'Chức vụ người ký (chucVuNguoiKy)';
COMMENT ON COLUMN hotich.birth.transcriber_name IS 'Người thực hiện (nguoiThucHien)';
COMMENT ON COLUMN hotich.birth.note IS 'Ghi chú (ghiChu)';
COMMENT ON COLUMN hotich.birth.child_full_name IS 'Người được khai sinh: họ, chữ đệm, tên (nksHoTen)';
COMMENT ON COLUMN hotich.birth.child_sex IS 'Người được khai sinh: giới tính (nksGioiTinh): 1 Nam · 2 Nữ · 3 không xác định';
COMMENT ON COLUMN hotich.birth.child_birth_date IS 'Người được khai sinh: ngày sinh (nksNgaySinh); EDTF: yyyy, yyyy-mm hoặc yyyy-mm-dd';
COMMENT ON COLUMN hotich.birth.child_birth_date_in_words IS 'Người được khai sinh: ngày sinh ghi bằng chữ (nksNgaySinhBangChu)';
COMMENT ON COLUMN hotich.birth.child_birth_place IS 'Nơi sinh (nksNoiSinh)';
COMMENT ON COLUMN hotich.birth.child_birth_place_unit IS 'Nơi sinh - đơn vị hành chính (nksNoiSinhDVHC)';
COMMENT ON COLUMN hotich.birth.child_native_place IS 'Người được khai sinh: quê quán (nksQueQuan)';
COMMENT ON COLUMN hotich.birth.child_ethnicity IS 'Người được khai sinh: dân tộc (nksDanToc)';
COMMENT ON COLUMN hotich.birth.child_nationality IS 'Người được khai sinh: quốc tịch (nksQuocTich)';
COMMENT ON COLUMN hotich.birth.child_other_nationality IS 'Người được khai sinh: quốc tịch khác (nksQuocTichKhac)';
COMMENT ON COLUMN hotich.birth.child_birth_kind IS 'Loại khai sinh (nksLoaiKhaiSinh): 1 đủ cha mẹ · 2 chưa xác định mẹ · 3 chưa xác định cha · 4 chưa xác định cả hai · 5 trẻ bị bỏ rơi';
COMMENT ON COLUMN hotich.birth.child_missing_status IS 'Mất tích (nksMatTich): 1 tuyên bố · 2 hủy tuyên bố';
COMMENT ON COLUMN hotich.birth.child_missing_declaration_noted_on IS 'Ngày ghi chú tuyên bố mất tích (nksMatTichNgayGhiChuTuyenBo); EDTF: yyyy, yyyy-mm hoặc yyyy-mm-dd';
COMMENT ON COLUMN hotich.birth.child_missing_declaration_basis IS 'Căn cứ tuyên bố mất tích (nksMatTichCanCuTuyenBo)';
COMMENT ON COLUMN hotich.birth.child_missing_revocation_noted_on IS 'Ngày ghi chú hủy tuyên bố mất tích (nksMatTichNgayGhiChuHuyTuyenBo); EDTF: yyyy, yyyy-mm hoặc yyyy-mm-dd';
COMMENT ON COLUMN hotich.birth.child_missing_revocation_basis IS 'Căn cứ hủy tuyên bố mất tích (nksMatTichCanCuHuyTuyenBo)';
COMMENT ON COLUMN hotich.birth.child_capacity_status IS 'Mất/hạn chế năng lực hành vi (nksHanCheNangLucHanhVi): 1 tuyên bố · 2 hủy tuyên bố';
COMMENT ON COLUMN hotich.birth.child_capacity_declaration_noted_on IS 'Ngày ghi chú tuyên bố (nksHanCheNangLucHanhViNgayGhiChuTuyenBo); EDTF: yyyy, yyyy-mm hoặc yyyy-mm-dd';
COMMENT ON COLUMN hotich.birth.child_capacity_declaration_basis IS 'Căn cứ tuyên bố (nksHanCheNangLucHanhViCanCuTuyenBo)';
COMMENT ON COLUMN hotich.birth.child_capacity_revocation_noted_on IS 'Ngày ghi chú hủy tuyên bố (nksHanCheNangLucHanhViNgayGhiChuHuyTuyenBo); EDTF: yyyy, yyyy-mm hoặc yyyy-mm-dd';
COMMENT ON COLUMN hotich.birth.child_capacity_revocation_basis IS 'Căn cứ hủy tuyên bố (nksHanCheNangLucHanhViNgayCanCuHuyTuyenBo)';
COMMENT ON COLUMN hotich.birth.mother_full_name IS 'Mẹ: họ, chữ đệm, tên (meHoTen)';
COMMENT ON COLUMN hotich.birth.mother_birth_date IS 'Mẹ: ngày sinh (meNgaySinh); EDTF: yyyy, yyyy-mm hoặc yyyy-mm-dd';
COMMENT ON COLUMN hotich.birth.mother_ethnicity IS 'Mẹ: dân tộc (meDanToc)';
COMMENT ON COLUMN hotich.birth.mother_nationality IS 'Mẹ: quốc tịch (meQuocTich)';
COMMENT ON COLUMN hotich.birth.mother_other_nationality IS 'Mẹ: quốc tịch khác (meQuocTichKhac)';
COMMENT ON COLUMN hotich.birth.mother_residence_kind IS 'Mẹ: loại cư trú (meLoaiCuTru): 1 thường trú · 2 tạm trú · 0 không có thông tin';
COMMENT ON COLUMN hotich.birth.mother_residence_place IS 'Mẹ: nơi cư trú (meNoiCuTru)';
COMMENT ON COLUMN hotich.birth.mother_identity_document_kind IS 'Mẹ: loại giấy tờ tùy thân (meLoaiGiayToTuyThan): 1 CMND · 2 hộ chiếu · 3 thẻ thường trú · 4 CCCD · 5 GCM quân đội nhân dân · 6 GCM sĩ quan · 7 GCM công an · 8 khác';
COMMENT ON COLUMN hotich.birth.mother_identity_number IS 'Mẹ: số giấy tờ tùy thân (meSoGiayToTuyThan)';
COMMENT ON COLUMN hotich.birth.father_full_name IS 'Cha: họ, chữ đệm, tên (chaHoTen)';
COMMENT ON COLUMN hotich.birth.father_birth_date IS 'Cha: ngày sinh (chaNgaySinh); EDTF: yyyy, yyyy-mm hoặc yyyy-mm-dd';
COMMENT ON COLUMN hotich.birth.father_ethnicity IS 'Cha: dân tộc (chaDanToc)';
COMMENT ON COLUMN hotich.birth.father_nationality IS 'Cha: quốc tịch (chaQuocTich)';
COMMENT ON COLUMN hotich.birth.father_other_nationality IS 'Cha: quốc tịch khác (chaQuocTichKhac)';
COMMENT ON COLUMN hotich.birth.father_residence_kind IS 'Cha: loại cư trú (chaLoaiCuTru): 1 thường trú · 2 tạm trú · 0 không có thông tin';
COMMENT ON COLUMN hotich.birth.father_residence_place IS 'Cha: nơi cư trú (chaNoiCuTru)';
COMMENT ON COLUMN hotich.birth.father_identity_document_kind IS 'Cha: loại giấy tờ tùy thân (chaLoaiGiayToTuyThan): 1 CMND · 2 hộ chiếu · 3 thẻ thường trú · 4 CCCD · 5 GCM quân đội nhân dân · 6 GCM sĩ quan · 7 GCM công an · 8 khác';
COMMENT ON COLUMN hotich.birth.father_identity_number IS 'Cha: số giấy tờ tùy thân (chaSoGiayToTuyThan)';
COMMENT ON COLUMN hotich.birth.declarant_full_name IS 'Người yêu cầu: họ, chữ đệm, tên (nycHoTen)';
COMMENT ON COLUMN hotich.birth.declarant_relation IS 'Người yêu cầu: quan hệ (nycQuanHe)';
COMMENT ON COLUMN hotich.birth.declarant_identity_document_kind IS 'Người yêu cầu: loại giấy tờ tùy thân (nycLoaiGiayToTuyThan): 1 CMND · 2 hộ chiếu · 3 thẻ thường trú · 4 CCCD · 5 GCM quân đội nhân dân · 6 GCM sĩ quan · 7 GCM công an · 8 khác';
COMMENT ON COLUMN hotich.birth.declarant_other_document IS 'Người yêu cầu: giấy tờ khác (nycGiayToKhac)';
COMMENT ON COLUMN hotich.birth.declarant_identity_number IS 'Người yêu cầu: số giấy tờ tùy thân (nycSoGiayToTuyThan)';
COMMENT ON COLUMN hotich.birth.declarant_identity_issued_on IS 'Người yêu cầu: ngày cấp giấy tờ (nycNgayCapGiayToTuyThan); EDTF: yyyy, yyyy-mm hoặc yyyy-mm-dd';
COMMENT ON COLUMN hotich.birth.declarant_identity_issue_place IS 'Người yêu cầu: nơi cấp giấy tờ (nycNoiCapGiayToTuyThan)';
COMMENT ON COLUMN hotich.birth.foreign_registration_number IS 'Số đăng ký ở nước ngoài (soDangKyNuocNgoai)';
COMMENT ON COLUMN hotich.birth.foreign_registered_on IS 'Ngày đăng ký ở nước ngoài (ngayDangKyNuocNgoai); EDTF: yyyy, yyyy-mm hoặc yyyy-mm-dd';
COMMENT ON COLUMN hotich.birth.foreign_authority IS 'Cơ quan nước ngoài đã đăng ký (cqNuocNgoaiDaDangKy)';
COMMENT ON COLUMN hotich.birth.foreign_country IS 'Quốc gia nước ngoài đã đăng ký (qgNuocNgoaiDaDangKy)';
COMMENT ON COLUMN hotich.birth.child_personal_number IS 'Người được khai sinh: số định danh cá nhân (nksSoDinhDanh)';
COMMENT ON COLUMN hotich.birth.child_nationality_text IS 'Người được khai sinh: quốc tịch (ghi bằng chữ) (nksQuocTichStr)';
COMMENT ON COLUMN hotich.birth.mother_personal_number IS 'Mẹ: số định danh cá nhân (meSoDinhDanhCaNhan)';
COMMENT ON COLUMN hotich.birth.mother_nationality_text IS 'Mẹ: quốc tịch (ghi bằng chữ) (meQuocTichStr)';
COMMENT ON COLUMN hotich.birth.father_personal_number IS 'Cha: số định danh cá nhân (chaSoDinhDanhCaNhan)';
COMMENT ON COLUMN hotich.birth.father_nationality_text IS 'Cha: quốc tịch (ghi bằng chữ) (chaQuocTichStr)';
COMMENT ON COLUMN hotich.birth.written IS 'Nguyên văn của các ô mà giá trị chuẩn hóa khác cách ghi: {tên trường: nguyên văn}';

CREATE TABLE hotich.case_warning (
    case_id BIGINT NOT NULL,
    book_id INTEGER NOT NULL,
    confirmed BOOLEAN DEFAULT false NOT NULL,
    rule_id TEXT NOT NULL,
    field TEXT NOT NULL,
    load_id BIGINT NOT NULL,
    CONSTRAINT case_warning_pkey PRIMARY KEY (case_id, rule_id, field)
);
COMMENT ON TABLE hotich.case_warning IS 'Cảnh báo của trường hợp đã nạp: đang mở hoặc đã xác nhận đúng như sổ';
COMMENT ON COLUMN hotich.case_warning.case_id IS 'Trường hợp';
COMMENT ON COLUMN hotich.case_warning.book_id IS 'Quyển sổ';
COMMENT ON COLUMN hotich.case_warning.confirmed IS 'Đơn vị đã xác nhận đúng như sổ; không nhắc lại';
COMMENT ON COLUMN hotich.case_warning.rule_id IS 'Quy tắc';
COMMENT ON COLUMN hotich.case_warning.field IS 'Trường; chuỗi trống: cả dòng';
COMMENT ON COLUMN hotich.case_warning.load_id IS 'Lần nạp đã nêu';

CREATE TABLE hotich.change (
    case_id BIGINT DEFAULT nextval('hotich.case_id_seq') NOT NULL,
    load_id BIGINT NOT NULL,
    row_hash UUID NOT NULL,
    unit_id INTEGER NOT NULL,
    book_id INTEGER NOT NULL,
    file_id INTEGER NOT NULL,
    row_no INTEGER NOT NULL,
    entry_no INTEGER NOT NULL,
    registered_on DATE NOT NULL,
    registered_until DATE,
    entry_year SMALLINT NOT NULL,
    key_book SMALLINT NOT NULL,
    entry_suffix TEXT NOT NULL,
    stage_id TEXT NOT NULL,
    entry_number TEXT,
    book_number TEXT,
    page_number TEXT,
    change_kind SMALLINT,
    decision_number TEXT,
    registration_place TEXT,
    signer_name TEXT,
    signer_title TEXT,
    transcriber_name TEXT,
    note TEXT,
    subject_full_name TEXT,
    subject_sex SMALLINT,
    subject_birth_date TEXT,
    subject_ethnicity TEXT,
    subject_nationality TEXT,
    subject_other_nationality TEXT,
    subject_residence_kind SMALLINT,
    subject_residence_place TEXT,
    subject_identity_document_kind SMALLINT,
    subject_other_document TEXT,
    subject_identity_number TEXT,
    subject_identity_issued_on TEXT,
    subject_identity_issue_place TEXT,
    original_register TEXT,
    original_entry_number TEXT,
    original_book_number TEXT,
    original_registered_on TEXT,
    original_registration_place TEXT,
    changed_item TEXT,
    content_before TEXT,
    content_after TEXT,
    change_basis TEXT,
    declarant_full_name TEXT,
    declarant_relation TEXT,
    declarant_identity_document_kind SMALLINT,
    declarant_other_document TEXT,
    declarant_identity_number TEXT,
    declarant_identity_issued_on TEXT,
    declarant_identity_issue_place TEXT,
    written JSON,
    PRIMARY KEY (case_id)
);
CREATE INDEX change_book ON hotich.change (book_id);
CREATE UNIQUE INDEX change_key ON hotich.change (unit_id, entry_year, key_book, entry_no, entry_suffix);
COMMENT ON TABLE hotich.change IS 'Thay đổi, cải chính, bổ sung hộ tịch, xác định lại dân tộc: mỗi dòng một trường hợp đã đăng ký (sổ TDCC)';
COMMENT ON COLUMN hotich.change.case_id IS 'Mã trường hợp của hệ thống, duy nhất trong cả chín loại sổ';
COMMENT ON COLUMN hotich.change.load_id IS 'Lần nạp đã ghi giá trị hiện tại (load.load_id)';
COMMENT ON COLUMN hotich.change.row_hash IS 'Dấu vân của nội dung, 16 byte: bằng nhau là không đổi';
COMMENT ON COLUMN hotich.change.unit_id IS 'Đơn vị đã lập sổ (unit.unit_id)';
COMMENT ON COLUMN hotich.change.book_id IS 'Quyển sổ (book.book_id)';
COMMENT ON COLUMN hotich.change.file_id IS 'Tệp chứa giá trị hiện tại (delivery_file.file_id)';
COMMENT ON COLUMN hotich.change.row_no IS 'Số dòng trong trang tính, như Excel hiển thị';
COMMENT ON COLUMN hotich.change.entry_no IS 'Số đăng ký, phần số';
COMMENT ON COLUMN hotich.change.registered_on IS 'Ngày đăng ký (ngayDangKy)';
COMMENT ON COLUMN hotich.change.registered_until IS 'Ngày cuối của khoảng khi ngày đăng ký chỉ ghi tháng hoặc năm; trống: ngày đầy đủ';
COMMENT ON COLUMN hotich.change.entry_year IS 'Năm của số đăng ký';
COMMENT ON COLUMN hotich.change.key_book IS 'Số quyển trong khóa; 0 từ 1/4/2006, khi số đăng ký chạy suốt năm';
COMMENT ON COLUMN hotich.change.entry_suffix IS 'Phần chữ sau số đăng ký (a, bis), thường trống';
COMMENT ON COLUMN hotich.change.stage_id IS 'Giai đoạn của kế hoạch theo ngày đăng ký';
COMMENT ON COLUMN hotich.change.entry_number IS 'Số đăng ký (so)';
COMMENT ON COLUMN hotich.change.book_number IS 'Quyển số (quyenSo)';
COMMENT ON COLUMN hotich.change.page_number IS 'Trang số (trangSo)';
COMMENT ON COLUMN hotich.change.change_kind IS 'Loại (loaiThayDoi): 1 thay đổi · 2 cải chính · 3 bổ sung · 4 xác định lại dân tộc · 5 ghi vào sổ';
COMMENT ON COLUMN hotich.change.decision_number IS 'Quyết định số (quyetDinhSo)';
COMMENT ON COLUMN hotich.change.registration_place IS 'Nơi đăng ký (noiDangKy)';
COMMENT ON COLUMN hotich.change.signer_name IS 'Người ký (nguoiKy)';
COMMENT ON COLUMN hotich.change.signer_title IS 'Chức vụ người ký (chucVuNguoiKy)';
COMMENT ON COLUMN hotich.change.transcriber_name IS 'Người thực hiện (nguoiThucHien)';
COMMENT ON COLUMN hotich.change.note IS 'Ghi chú (ghiChu)';
COMMENT ON COLUMN hotich.change.subject_full_name IS 'Người được thay đổi, cải chính: họ, chữ đệm, tên (ntdHoTen)';
COMMENT ON COLUMN hotich.change.subject_sex IS 'Người được thay đổi, cải chính: giới tính (ntdGioiTinh): 1 Nam · 2 Nữ · 3 không xác định';
COMMENT ON COLUMN hotich.change.subject_birth_date IS 'Người được thay đổi, cải chính: ngày sinh (ntdNgaySinh); EDTF: yyyy, yyyy-mm hoặc yyyy-mm-dd';
COMMENT ON COLUMN hotich.change.subject_ethnicity IS 'Người được thay đổi, cải chính: dân tộc (ntdDanToc)';
COMMENT ON COLUMN hotich.change.subject_nationality IS 'Người được thay đổi, cải chính: quốc tịch (ntdQuocTich)';
COMMENT ON COLUMN hotich.change.subject_other_nationality IS 'Người được thay đổi, cải chính: quốc tịch khác (ntdQuocTichKhac)';
COMMENT ON COLUMN hotich.change.subject_residence_kind IS 'Người được thay đổi, cải chính: loại cư trú (ntdLoaiCuTru): 1 thường trú · 2 tạm trú · 0 không có thông tin';
COMMENT ON COLUMN hotich.change.subject_residence_place IS 'Người được thay đổi, cải chính: nơi cư trú (ntdNoiCuTru)';
COMMENT ON COLUMN hotich.change.subject_identity_document_kind IS 'Người được thay đổi, cải chính: loại giấy tờ tùy thân (ntdLoaiGiayToTuyThan): 1 CMND · 2 hộ chiếu · 3 thẻ thường trú · 4 CCCD · 5 GCM quân đội nhân dân · 6 GCM sĩ quan · 7 GCM công an · 8 khác';
COMMENT ON COLUMN hotich.change.subject_other_document IS 'Người được thay đổi, cải chính: giấy tờ khác (ntdGiayToKhac)';
COMMENT ON COLUMN hotich.change.subject_identity_number IS 'Người được thay đổi, cải chính: số giấy tờ tùy thân (ntdSoGiayToTuyThan)';
COMMENT ON COLUMN hotich.change.subject_identity_issued_on IS 'Người được thay đổi, cải chính: ngày cấp giấy tờ (ntdNgayCapGiayToTuyThan); EDTF: yyyy, yyyy-mm hoặc yyyy-mm-dd';
COMMENT ON COLUMN hotich.change.subject_identity_issue_place IS 'Người được thay đổi, cải chính: nơi cấp giấy tờ (ntdNoiCapGiayToTuyThan)';
COMMENT ON COLUMN hotich.change.original_register IS 'Giấy tờ hộ tịch gốc: loại sổ (loaiGiayToHoTich): KH kết hôn · KS khai sinh · CMC nhận cha, mẹ, con · HN xác nhận tình trạng hôn nhân · KT khai tử · GH giám hộ · CDGH chấm dứt giám hộ · LH ghi chú ly hôn';
COMMENT ON COLUMN hotich.change.original_entry_number IS 'Giấy tờ hộ tịch gốc: số (soGiayToHoTich)';
COMMENT ON COLUMN hotich.change.original_book_number IS 'Giấy tờ hộ tịch gốc: quyển số (quyenSoGiayToHoTich)';
COMMENT ON COLUMN hotich.change.original_registered_on IS 'Giấy tờ hộ tịch gốc: ngày đăng ký (ngayDangKyGiayToHoTich); EDTF: yyyy, yyyy-mm hoặc yyyy-mm-dd';
COMMENT ON COLUMN hotich.change.original_registration_place IS 'Giấy tờ hộ tịch gốc: nơi đăng ký (noiDangKyGiayToHoTich)';
COMMENT ON COLUMN hotich.change.changed_item IS 'Nội dung thay đổi: mục (truongThayDoi)';
COMMENT ON COLUMN hotich.change.content_before IS 'Nội dung thay đổi: từ (noiDungTruoc)';
COMMENT ON COLUMN hotich.change.content_after IS 'Nội dung thay đổi: thành (noiDungSau)';
COMMENT ON COLUMN hotich.change.change_basis IS 'Căn cứ (canCu)';
COMMENT ON COLUMN hotich.change.declarant_full_name IS 'Người yêu cầu: họ, chữ đệm, tên (nycHoTen)';
COMMENT ON COLUMN hotich.change.declarant_relation IS 'Người yêu cầu: quan hệ (nycQuanHe)';
COMMENT ON COLUMN hotich.change.declarant_identity_document_kind IS 'Người yêu cầu: loại giấy tờ tùy thân (nycLoaiGiayToTuyThan): 1 CMND · 2 hộ chiếu · 3 thẻ thường trú · 4 CCCD · 5 GCM quân đội nhân dân · 6 GCM sĩ quan · 7 GCM công an · 8 khác';
COMMENT ON COLUMN hotich.change.declarant_other_document IS 'Người yêu cầu: giấy tờ khác (nycGiayToKhac)';
COMMENT ON COLUMN hotich.change.declarant_identity_number IS 'Người yêu cầu: số giấy tờ tùy thân (nycSoGiayToTuyThan)';
COMMENT ON COLUMN hotich.change.declarant_identity_issued_on IS 'Người yêu cầu: ngày cấp giấy tờ (nycNgayCapGiayToTuyThan); EDTF: yyyy, yyyy-mm hoặc yyyy-mm-dd';
COMMENT ON COLUMN hotich.change.declarant_identity_issue_place IS 'Người yêu cầu: nơi cấp giấy tờ (nycNoiCapGiayToTuyThan)';
COMMENT ON COLUMN hotich.change.written IS 'Nguyên văn của các ô mà giá trị chuẩn hóa khác cách ghi: {tên trường: nguyên văn}';

CREATE TABLE hotich.death (
    case_id BIGINT DEFAULT nextval('hotich.case_id_seq') NOT NULL,
    load_id BIGINT NOT NULL,
    row_hash UUID NOT NULL,
    unit_id INTEGER NOT NULL,
    book_id INTEGER NOT NULL,
    file_id INTEGER NOT NULL,
    row_no INTEGER NOT NULL,
    entry_no INTEGER NOT NULL,
    registered_on DATE NOT NULL,
    registered_until DATE,
    entry_year SMALLINT NOT NULL,
    key_book SMALLINT NOT NULL,
    entry_suffix TEXT NOT NULL,
    stage_id TEXT NOT NULL,
    entry_number TEXT,
    book_number TEXT,
    page_number TEXT,
    registration_kind TEXT,
    registration_place TEXT,
    signer_name TEXT,
    signer_title TEXT,
    transcriber_name TEXT,
    note TEXT,
    deceased_full_name TEXT,
    deceased_sex SMALLINT,
    deceased_birth_date TEXT,
    deceased_ethnicity TEXT,
    deceased_nationality TEXT,
    deceased_other_nationality TEXT,
    deceased_residence_kind SMALLINT,
    deceased_residence_place TEXT,
    deceased_identity_document_kind SMALLINT,
    deceased_other_document TEXT,
    deceased_identity_number TEXT,
    deceased_identity_issued_on TEXT,
    deceased_identity_issue_place TEXT,
    deceased_death_date TEXT,
    deceased_death_date_in_words TEXT,
    deceased_death_time TEXT,
    deceased_death_place TEXT,
    deceased_death_cause TEXT,
    deceased_death_declaration_status TEXT,
    deceased_death_declaration_noted_on TEXT,
    deceased_death_declaration_basis TEXT,
    deceased_death_revocation_noted_on TEXT,
    deceased_death_revocation_basis TEXT,
    death_notice_kind SMALLINT,
    death_notice_number TEXT,
    death_notice_date TEXT,
    death_notice_authority TEXT,
    declarant_full_name TEXT,
    declarant_relation TEXT,
    declarant_identity_document_kind SMALLINT,
    declarant_other_document TEXT,
    declarant_identity_number TEXT,
    declarant_identity_issued_on TEXT,
    declarant_identity_issue_place TEXT,
    foreign_registration_number TEXT,
    foreign_registered_on TEXT,
    foreign_authority TEXT,
    foreign_country TEXT,
    written JSON,
    PRIMARY KEY (case_id)
);
CREATE INDEX death_book ON hotich.death (book_id);
CREATE UNIQUE INDEX death_key ON hotich.death (unit_id, entry_year, key_book, entry_no, entry_suffix);
COMMENT ON TABLE hotich.death IS 'Khai tử: mỗi dòng một trường hợp đã đăng ký (sổ KT)';
COMMENT ON COLUMN hotich.death.case_id IS 'Mã trường hợp của hệ thống, duy nhất trong cả chín loại sổ';
COMMENT ON COLUMN hotich.death.load_id IS 'Lần nạp đã ghi giá trị hiện tại (load.load_id)';
COMMENT ON COLUMN hotich.death.row_hash IS 'Dấu vân của nội dung, 16 byte: bằng nhau là không đổi';
COMMENT ON COLUMN hotich.death.unit_id IS 'Đơn vị đã lập sổ (unit.unit_id)';
COMMENT ON COLUMN hotich.death.book_id IS 'Quyển sổ (book.book_id)';
COMMENT ON COLUMN hotich.death.file_id IS 'Tệp chứa giá trị hiện tại (delivery_file.file_id)';
COMMENT ON COLUMN hotich.death.row_no IS 'Số dòng trong trang tính, như Excel hiển thị';
COMMENT ON COLUMN hotich.death.entry_no IS 'Số đăng ký, phần số';
COMMENT ON COLUMN hotich.death.registered_on IS 'Ngày đăng ký (ngayDangKy)';
COMMENT ON COLUMN hotich.death.registered_until IS 'Ngày cuối của khoảng khi ngày đăng ký chỉ ghi tháng hoặc năm; trống: ngày đầy đủ';
COMMENT ON COLUMN hotich.death.entry_year IS 'Năm của số đăng ký';
COMMENT ON COLUMN hotich.death.key_book IS 'Số quyển trong khóa; 0 từ 1/4/2006, khi số đăng ký chạy suốt năm';
COMMENT ON COLUMN hotich.death.entry_suffix IS 'Phần chữ sau số đăng ký (a, bis), thường trống';
COMMENT ON COLUMN hotich.death.stage_id IS 'Giai đoạn của kế hoạch theo ngày đăng ký';
COMMENT ON COLUMN hotich.death.entry_number IS 'Số đăng ký (so)';
COMMENT ON COLUMN hotich.death.book_number IS 'Quyển số (quyenSo)';
COMMENT ON COLUMN hotich.death.page_number IS 'Trang số (trangSo)';
COMMENT ON COLUMN hotich.death.registration_kind IS 'Loại đăng ký (loaiDangKy)';
COMMENT ON COLUMN hotich.death.registration_place IS 'Nơi đăng ký (noiDangKy)';
COMMENT ON COLUMN hotich.death.signer_name IS 'Người ký (nguoiKy)';
COMMENT ON COLUMN hotich.death.signer_title IS 'Chức vụ người ký (chucVuNguoiKy)';
COMMENT ON COLUMN hotich.death.transcriber_name IS 'Người thực hiện (nguoiThucHien)';
COMMENT ON COLUMN hotich.death.note IS 'Ghi chú (ghiChu)';
COMMENT ON COLUMN hotich.death.deceased_full_name IS 'Người chết: họ, chữ đệm, tên (nktHoTen)';
COMMENT ON COLUMN hotich.death.deceased_sex IS 'Người chết: giới tính (nktGioiTinh): 1 Nam · 2 Nữ · 3 không xác định';
COMMENT ON COLUMN hotich.death.deceased_birth_date IS 'Người chết: ngày sinh (nktNgaySinh); EDTF: yyyy, yyyy-mm hoặc yyyy-mm-dd';
COMMENT ON COLUMN hotich.death.deceased_ethnicity IS 'Người chết: dân tộc (nktDanToc)';
COMMENT ON COLUMN hotich.death.deceased_nationality IS 'Người chết: quốc tịch (nktQuocTich)';
COMMENT ON COLUMN hotich.death.deceased_other_nationality IS 'Người chết: quốc tịch khác (nktQuocTichKhac)';
COMMENT ON COLUMN hotich.death.deceased_residence_kind IS 'Người chết: loại cư trú (nktLoaiCuTru): 1 thường trú · 2 tạm trú · 0 không có thông tin';
COMMENT ON COLUMN hotich.death.deceased_residence_place IS 'Người chết: nơi cư trú (nktNoiCuTru)';
COMMENT ON COLUMN hotich.death.deceased_identity_document_kind IS 'Người chết: loại giấy tờ tùy thân (nktLoaiGiayToTuyThan): 1 CMND · 2 hộ chiếu · 3 thẻ thường trú · 4 CCCD · 5 GCM quân đội nhân dân · 6 GCM sĩ quan · 7 GCM công an · 8 khác';
COMMENT ON COLUMN hotich.death.deceased_other_document IS 'Người chết: giấy tờ khác (nktGiayToKhac)';
COMMENT ON COLUMN hotich.death.deceased_identity_number IS 'Người chết: số giấy tờ tùy thân (nktSoGiayToTuyThan)';
COMMENT ON COLUMN hotich.death.deceased_identity_issued_on IS 'Người chết: ngày cấp giấy tờ (nktNgayCapGiayToTuyThan); EDTF: yyyy, yyyy-mm hoặc yyyy-mm-dd';
COMMENT ON COLUMN hotich.death.deceased_identity_issue_place IS 'Người chết: nơi cấp giấy tờ (nktNoiCapGiayToTuyThan)';
COMMENT ON COLUMN hotich.death.deceased_death_date IS 'Ngày chết (nktNgayChet); EDTF: yyyy, yyyy-mm hoặc yyyy-mm-dd';
COMMENT ON COLUMN hotich.death.deceased_death_date_in_words IS 'Ngày chết ghi bằng chữ (nktNgayChetGhiBangChu)';
COMMENT ON COLUMN hotich.death.deceased_death_time IS 'Giờ, phút chết (nktGioPhutChet)';
COMMENT ON COLUMN hotich.death.deceased_death_place IS 'Nơi chết (nktNoiChet)';
COMMENT ON COLUMN hotich.death.deceased_death_cause IS 'Nguyên nhân chết (nktNguyenNhanChet)';
COMMENT ON COLUMN hotich.death.deceased_death_declaration_status IS 'Tình trạng tuyên bố việc chết (nktTinhTrangTuyenBoViecChet)';
COMMENT ON COLUMN hotich.death.deceased_death_declaration_noted_on IS 'Ngày ghi chú tuyên bố chết (nktNgayGhiChuTuyenBoViecChet); EDTF: yyyy, yyyy-mm hoặc yyyy-mm-dd';
COMMENT ON COLUMN hotich.death.deceased_death_declaration_basis IS 'Căn cứ tuyên bố chết (nktCanCuTuyenBoViecChet)';
COMMENT ON COLUMN hotich.death.deceased_death_revocation_noted_on IS 'Ngày ghi chú hủy tuyên bố chết (nktNgayGhiChuHuyTuyenBoViecChet); EDTF: yyyy, yyyy-mm hoặc yyyy-mm-dd';
COMMENT ON COLUMN hotich.death.deceased_death_revocation_basis IS 'Căn cứ hủy tuyên bố chết (nktCanCuHuyTuyenBoViecChet)';
COMMENT ON COLUMN hotich.death.death_notice_kind IS 'Loại giấy báo tử (gbtLoai): 1 giấy báo tử · 2 GXN thi hành án tử hình · 3 bản án tuyên bố chết · 4 VB công an/giám định pháp y · 5 VB y tế cấp huyện · 6 biên bản xác nhận việc chết · 7 VB người làm chứng';
COMMENT ON COLUMN hotich.death.death_notice_number IS 'Số giấy báo tử (gbtSo)';
COMMENT ON COLUMN hotich.death.death_notice_date IS 'Ngày giấy báo tử (gbtNgay); EDTF: yyyy, yyyy-mm hoặc yyyy-mm-dd';
COMMENT ON COLUMN hotich.death.death_notice_authority IS 'Cơ quan cấp giấy báo tử (gbtCoQuanCap)';
COMMENT ON COLUMN hotich.death.declarant_full_name IS 'Người yêu cầu: họ, chữ đệm, tên (nycHoTen)';
COMMENT ON COLUMN hotich.death.declarant_relation IS 'Người yêu cầu: quan hệ (nycQuanHe)';
COMMENT ON COLUMN hotich.death.declarant_identity_document_kind IS 'Người yêu cầu: loại giấy tờ tùy thân (nycLoaiGiayToTuyThan): 1 CMND · 2 hộ chiếu · 3 thẻ thường trú · 4 CCCD · 5 GCM quân đội nhân dân · 6 GCM sĩ quan · 7 GCM công an · 8 khác';
COMMENT ON COLUMN hotich.death.declarant_other_document IS 'Người yêu cầu: giấy tờ khác (nycGiayToKhac)';
COMMENT ON COLUMN hotich.death.declarant_identity_number IS 'Người yêu cầu: số giấy tờ tùy thân (nycSoGiayToTuyThan)';
COMMENT ON COLUMN hotich.death.declarant_identity_issued_on IS 'Người yêu cầu: ngày cấp giấy tờ (nycNgayCapGiayToTuyThan); EDTF: yyyy, yyyy-mm hoặc yyyy-mm-dd';
COMMENT ON COLUMN hotich.death.declarant_identity_issue_place IS 'Người yêu cầu: nơi cấp giấy tờ (nycNoiCapGiayToTuyThan)';
COMMENT ON COLUMN hotich.death.foreign_registration_number IS 'Số đăng ký ở nước ngoài (soDangKyNuocNgoai)';
COMMENT ON COLUMN hotich.death.foreign_registered_on IS 'Ngày đăng ký ở nước ngoài (ngayDangKyNuocNgoai); EDTF: yyyy, yyyy-mm hoặc yyyy-mm-dd';
COMMENT ON COLUMN hotich.death.foreign_authority IS 'Cơ quan nước ngoài đã đăng ký (cqNuocNgoaiDaDangKy)';
COMMENT ON COLUMN hotich.death.foreign_country IS 'Quốc gia nước ngoài đã đăng ký (qgNuocNgoaiDaDangKy)';
COMMENT ON COLUMN hotich.death.written IS 'Nguyên văn của các ô mà giá trị chuẩn hóa khác cách ghi: {tên trường: nguyên văn}';

CREATE TABLE hotich.divorce (
    case_id BIGINT DEFAULT nextval('hotich.case_id_seq') NOT NULL,
    load_id BIGINT NOT NULL,
    row_hash UUID NOT NULL,
    unit_id INTEGER NOT NULL,
    book_id INTEGER NOT NULL,
    file_id INTEGER NOT NULL,
    row_no INTEGER NOT NULL,
    entry_no INTEGER NOT NULL,
    registered_on DATE NOT NULL,
    registered_until DATE,
    entry_year SMALLINT NOT NULL,
    key_book SMALLINT NOT NULL,
    entry_suffix TEXT NOT NULL,
    stage_id TEXT NOT NULL,
    entry_number TEXT,
    book_number TEXT,
    page_number TEXT,
    ending_kind SMALLINT,
    registration_place TEXT,
    signer_name TEXT,
    signer_title TEXT,
    transcriber_name TEXT,
    note TEXT,
    husband_full_name TEXT,
    husband_birth_date TEXT,
    husband_ethnicity TEXT,
    husband_nationality TEXT,
    husband_other_nationality TEXT,
    husband_residence_kind SMALLINT,
    husband_residence_place TEXT,
    husband_identity_document_kind SMALLINT,
    husband_other_document TEXT,
    husband_identity_number TEXT,
    husband_identity_issued_on TEXT,
    husband_identity_issue_place TEXT,
    wife_full_name TEXT,
    wife_birth_date TEXT,
    wife_ethnicity TEXT,
    wife_nationality TEXT,
    wife_other_nationality TEXT,
    wife_residence_kind SMALLINT,
    wife_residence_place TEXT,
    wife_identity_document_kind SMALLINT,
    wife_other_document TEXT,
    wife_identity_number TEXT,
    wife_identity_issued_on TEXT,
    wife_identity_issue_place TEXT,
    judgment_number TEXT,
    judgment_date TEXT,
    judgment_effective_on TEXT,
    judgment_authority TEXT,
    judgment_country TEXT,
    marriage_entry_number TEXT,
    marriage_book_number TEXT,
    marriage_registered_on TEXT,
    marriage_registration_place TEXT,
    declarant_full_name TEXT,
    declarant_relation TEXT,
    declarant_identity_document_kind SMALLINT,
    declarant_other_document TEXT,
    declarant_identity_number TEXT,
    declarant_identity_issued_on TEXT,
    declarant_identity_issue_place TEXT,
    written JSON,
    PRIMARY KEY (case_id)
);
CREATE INDEX divorce_book ON hotich.divorce (book_id);
CREATE UNIQUE INDEX divorce_key ON hotich.divorce (unit_id, entry_year, key_book, entry_no, entry_suffix);
COMMENT ON TABLE hotich.divorce IS 'Ghi chú ly hôn: mỗi dòng một trường hợp đã đăng ký (sổ LH)';
COMMENT ON COLUMN hotich.divorce.case_id IS 'Mã trường hợp của hệ thống, duy nhất trong cả chín loại sổ';
COMMENT ON COLUMN hotich.divorce.load_id IS 'Lần nạp đã ghi giá trị hiện tại (load.load_id)';
COMMENT ON COLUMN hotich.divorce.row_hash IS 'Dấu vân của nội dung, 16 byte: bằng nhau là không đổi';
COMMENT ON COLUMN hotich.divorce.unit_id IS 'Đơn vị đã lập sổ (unit.unit_id)';
COMMENT ON COLUMN hotich.divorce.book_id IS 'Quyển sổ (book.book_id)';
COMMENT ON COLUMN hotich.divorce.file_id IS 'Tệp chứa giá trị hiện tại (delivery_file.file_id)';
COMMENT ON COLUMN hotich.divorce.row_no IS 'Số dòng trong trang tính, như Excel hiển thị';
COMMENT ON COLUMN hotich.divorce.entry_no IS 'Số đăng ký, phần số';
COMMENT ON COLUMN hotich.divorce.registered_on IS 'Ngày đăng ký (ngayDangKy)';
COMMENT ON COLUMN hotich.divorce.registered_until IS 'Ngày cuối của khoảng khi ngày đăng ký chỉ ghi tháng hoặc năm; trống: ngày đầy đủ';
COMMENT ON COLUMN hotich.divorce.entry_year IS 'Năm của số đăng ký';
COMMENT ON COLUMN hotich.divorce.key_book IS 'Số quyển trong khóa; 0 từ 1/4/2006, khi số đăng ký chạy suốt năm';
COMMENT ON COLUMN hotich.divorce.entry_suffix IS 'Phần chữ sau số đăng ký (a, bis), thường trống';
COMMENT ON COLUMN hotich.divorce.stage_id IS 'Giai đoạn của kế hoạch theo ngày đăng ký';
COMMENT ON COLUMN hotich.divorce.entry_number IS 'Số đăng ký (so)';
COMMENT ON COLUMN hotich.divorce.book_number IS 'Quyển số (quyenSo)';
COMMENT ON COLUMN hotich.divorce.page_number IS 'Trang số (trangSo)';
COMMENT ON COLUMN hotich.divorce.ending_kind IS 'Hình thức (hinhThucChamDut): 1 ly hôn · 2 hủy kết hôn';
COMMENT ON COLUMN hotich.divorce.registration_place IS 'Nơi đăng ký (noiDangKy)';
COMMENT ON COLUMN hotich.divorce.signer_name IS 'Người ký (nguoiKy)';
COMMENT ON COLUMN hotich.divorce.signer_title IS 'Chức vụ người ký (chucVuNguoiKy)';
COMMENT ON COLUMN hotich.divorce.transcriber_name IS 'Người thực hiện (nguoiThucHien)';
COMMENT ON COLUMN hotich.divorce.note IS 'Ghi chú (ghiChu)';
COMMENT ON COLUMN hotich.divorce.husband_full_name IS 'Chồng: họ, chữ đệm, tên (chongHoTen)';
COMMENT ON COLUMN hotich.divorce.husband_birth_date IS 'Chồng: ngày sinh (chongNgaySinh); EDTF: yyyy, yyyy-mm hoặc yyyy-mm-dd';
COMMENT ON COLUMN hotich.divorce.husband_ethnicity IS 'Chồng: dân tộc (chongDanToc)';
COMMENT ON COLUMN hotich.divorce.husband_nationality IS 'Chồng: quốc tịch (chongQuocTich)';
COMMENT ON COLUMN hotich.divorce.husband_other_nationality IS 'Chồng: quốc tịch khác (chongQuocTichKhac)';
COMMENT ON COLUMN hotich.divorce.husband_residence_kind IS 'Chồng: loại cư trú (chongLoaiCuTru): 1 thường trú · 2 tạm trú · 0 không có thông tin';
COMMENT ON COLUMN hotich.divorce.husband_residence_place IS 'Chồng: nơi cư trú (chongNoiCuTru)';
COMMENT ON COLUMN hotich.divorce.husband_identity_document_kind IS 'Chồng: loại giấy tờ tùy thân (chongLoaiGiayToTuyThan): 1 CMND · 2 hộ chiếu · 3 thẻ thường trú · 4 CCCD · 5 GCM quân đội nhân dân · 6 GCM sĩ quan · 7 GCM công an · 8 khác';
COMMENT ON COLUMN hotich.divorce.husband_other_document IS 'Chồng: giấy tờ khác (chongGiayToKhac)';
COMMENT ON COLUMN hotich.divorce.husband_identity_number IS 'Chồng: số giấy tờ tùy thân (chongSoGiayToTuyThan)';
COMMENT ON COLUMN hotich.divorce.husband_identity_issued_on IS 'Chồng: ngày cấp giấy tờ (chongNgayCapGiayToTuyThan); EDTF: yyyy, yyyy-mm hoặc yyyy-mm-dd';
COMMENT ON COLUMN hotich.divorce.husband_identity_issue_place IS 'Chồng: nơi cấp giấy tờ (chongNoiCapGiayToTuyThan)';
COMMENT ON COLUMN hotich.divorce.wife_full_name IS 'Vợ: họ, chữ đệm, tên (voHoTen)';
COMMENT ON COLUMN hotich.divorce.wife_birth_date IS 'Vợ: ngày sinh (voNgaySinh); EDTF: yyyy, yyyy-mm hoặc yyyy-mm-dd';
COMMENT ON COLUMN hotich.divorce.wife_ethnicity IS 'Vợ: dân tộc (voDanToc)';
COMMENT ON COLUMN hotich.divorce.wife_nationality IS 'Vợ: quốc tịch (voQuocTich)';
COMMENT ON COLUMN hotich.divorce.wife_other_nationality IS 'Vợ: quốc tịch khác (voQuocTichKhac)';
COMMENT ON COLUMN hotich.divorce.wife_residence_kind IS 'Vợ: loại cư trú (voLoaiCuTru): 1 thường trú · 2 tạm trú · 0 không có thông tin';
COMMENT ON COLUMN hotich.divorce.wife_residence_place IS 'Vợ: nơi cư trú (voNoiCuTru)';
COMMENT ON COLUMN hotich.divorce.wife_identity_document_kind IS 'Vợ: loại giấy tờ tùy thân (voLoaiGiayToTuyThan): 1 CMND · 2 hộ chiếu · 3 thẻ thường trú · 4 CCCD · 5 GCM quân đội nhân dân · 6 GCM sĩ quan · 7 GCM công an · 8 khác';
COMMENT ON COLUMN hotich.divorce.wife_other_document IS 'Vợ: giấy tờ khác (voGiayToKhac)';
COMMENT ON COLUMN hotich.divorce.wife_identity_number IS 'Vợ: số giấy tờ tùy thân (voSoGiayToTuyThan)';
COMMENT ON COLUMN hotich.divorce.wife_identity_issued_on IS 'Vợ: ngày cấp giấy tờ (voNgayCapGiayToTuyThan); EDTF: yyyy, yyyy-mm hoặc yyyy-mm-dd';
COMMENT ON COLUMN hotich.divorce.wife_identity_issue_place IS 'Vợ: nơi cấp giấy tờ (voNoiCapGiayToTuyThan)';
COMMENT ON COLUMN hotich.divorce.judgment_number IS 'Số bản án, quyết định (soBanAn)';
COMMENT ON COLUMN hotich.divorce.judgment_date IS 'Ngày bản án, quyết định (ngayBanAn); EDTF: yyyy, yyyy-mm hoặc yyyy-mm-dd';
COMMENT ON COLUMN hotich.divorce.judgment_effective_on IS 'Ngày có hiệu lực (ngayHieuLuc); EDTF: yyyy, yyyy-mm hoặc yyyy-mm-dd';
COMMENT ON COLUMN hotich.divorce.judgment_authority IS 'Cơ quan ban hành (coQuanBanHanh)';
COMMENT ON COLUMN hotich.divorce.judgment_country IS 'Quốc gia của cơ quan ban hành (quocGiaBanHanh)';
COMMENT ON COLUMN hotich.divorce.marriage_entry_number IS 'Số đăng ký kết hôn (soDangKyKetHon)';
COMMENT ON COLUMN hotich.divorce.marriage_book_number IS 'Quyển số đăng ký kết hôn (quyenSoKetHon)';
COMMENT ON COLUMN hotich.divorce.marriage_registered_on IS 'Ngày đăng ký kết hôn (ngayDangKyKetHon); EDTF: yyyy, yyyy-mm hoặc yyyy-mm-dd';
COMMENT ON COLUMN hotich.divorce.marriage_registration_place IS 'Nơi đăng ký kết hôn (noiDangKyKetHon)';
COMMENT ON COLUMN hotich.divorce.declarant_full_name IS 'Người yêu cầu: họ, chữ đệm, tên (nycHoTen)';
COMMENT ON COLUMN hotich.divorce.declarant_relation IS 'Người yêu cầu: quan hệ (nycQuanHe)';
COMMENT ON COLUMN hotich.divorce.declarant_identity_document_kind IS 'Người yêu cầu: loại giấy tờ tùy thân (nycLoaiGiayToTuyThan): 1 CMND · 2 hộ chiếu · 3 thẻ thường trú · 4 CCCD · 5 GCM quân đội nhân dân · 6 GCM sĩ quan · 7 GCM công an · 8 khác';
COMMENT ON COLUMN hotich.divorce.declarant_other_document IS 'Người yêu cầu: giấy tờ khác (nycGiayToKhac)';
COMMENT ON COLUMN hotich.divorce.declarant_identity_number IS 'Người yêu cầu: số giấy tờ tùy thân (nycSoGiayToTuyThan)';
COMMENT ON COLUMN hotich.divorce.declarant_identity_issued_on IS 'Người yêu cầu: ngày cấp giấy tờ (nycNgayCapGiayToTuyThan); EDTF: yyyy, yyyy-mm hoặc yyyy-mm-dd';
COMMENT ON COLUMN hotich.divorce.declarant_identity_issue_place IS 'Người yêu cầu: nơi cấp giấy tờ (nycNoiCapGiayToTuyThan)';
COMMENT ON COLUMN hotich.divorce.written IS 'Nguyên văn của các ô mà giá trị chuẩn hóa khác cách ghi: {tên trường: nguyên văn}';

CREATE TABLE hotich.guardianship (
    case_id BIGINT DEFAULT nextval('hotich.case_id_seq') NOT NULL,
    load_id BIGINT NOT NULL,
    row_hash UUID NOT NULL,
    unit_id INTEGER NOT NULL,
    book_id INTEGER NOT NULL,
    file_id INTEGER NOT NULL,
    row_no INTEGER NOT NULL,
    entry_no INTEGER NOT NULL,
    registered_on DATE NOT NULL,
    registered_until DATE,
    entry_year SMALLINT NOT NULL,
    key_book SMALLINT NOT NULL,
    entry_suffix TEXT NOT NULL,
    stage_id TEXT NOT NULL,
    entry_number TEXT,
    book_number TEXT,
    page_number TEXT,
    guardianship_kind SMALLINT,
    registration_place TEXT,
    signer_name TEXT,
    signer_title TEXT,
    transcriber_name TEXT,
    note TEXT,
    guardian_full_name TEXT,
    guardian_sex SMALLINT,
    guardian_birth_date TEXT,
    guardian_ethnicity TEXT,
    guardian_nationality TEXT,
    guardian_other_nationality TEXT,
    guardian_residence_kind SMALLINT,
    guardian_residence_place TEXT,
    guardian_identity_document_kind SMALLINT,
    guardian_other_document TEXT,
    guardian_identity_number TEXT,
    guardian_identity_issued_on TEXT,
    guardian_identity_issue_place TEXT,
    ward_full_name TEXT,
    ward_sex SMALLINT,
    ward_birth_date TEXT,
    ward_ethnicity TEXT,
    ward_nationality TEXT,
    ward_other_nationality TEXT,
    ward_residence_kind SMALLINT,
    ward_residence_place TEXT,
    ward_identity_document_kind SMALLINT,
    ward_other_document TEXT,
    ward_identity_number TEXT,
    ward_identity_issued_on TEXT,
    ward_identity_issue_place TEXT,
    declarant_full_name TEXT,
    declarant_relation TEXT,
    declarant_identity_document_kind SMALLINT,
    declarant_other_document TEXT,
    declarant_identity_number TEXT,
    declarant_identity_issued_on TEXT,
    declarant_identity_issue_place TEXT,
    foreign_registration_number TEXT,
    foreign_registered_on TEXT,
    foreign_authority TEXT,
    foreign_country TEXT,
    written JSON,
    PRIMARY KEY (case_id)
);
CREATE INDEX guardianship_book ON hotich.guardianship (book_id);
CREATE UNIQUE INDEX guardianship_key ON hotich.guardianship (unit_id, entry_year, key_book, entry_no, entry_suffix);
COMMENT ON TABLE hotich.guardianship IS 'Giám hộ: mỗi dòng một trường hợp đã đăng ký (sổ GH)';
COMMENT ON COLUMN hotich.guardianship.case_id IS 'Mã trường hợp của hệ thống, duy nhất trong cả chín loại sổ';
COMMENT ON COLUMN hotich.guardianship.load_id IS 'Lần nạp đã ghi giá trị hiện tại (load.load_id)';
COMMENT ON COLUMN hotich.guardianship.row_hash IS 'Dấu vân của nội dung, 16 byte: bằng nhau là không đổi';
COMMENT ON COLUMN hotich.guardianship.unit_id IS 'Đơn vị đã lập sổ (unit.unit_id)';
COMMENT ON COLUMN hotich.guardianship.book_id IS 'Quyển sổ (book.book_id)';
COMMENT ON COLUMN hotich.guardianship.file_id IS 'Tệp chứa giá trị hiện tại (delivery_file.file_id)';
COMMENT ON COLUMN hotich.guardianship.row_no IS 'Số dòng trong trang tính, như Excel hiển thị';
COMMENT ON COLUMN hotich.guardianship.entry_no IS 'Số đăng ký, phần số';
COMMENT ON COLUMN hotich.guardianship.registered_on IS 'Ngày đăng ký (ngayDangKy)';
COMMENT ON COLUMN hotich.guardianship.registered_until IS 'Ngày cuối của khoảng khi ngày đăng ký chỉ ghi tháng hoặc năm; trống: ngày đầy đủ';
COMMENT ON COLUMN hotich.guardianship.entry_year IS 'Năm của số đăng ký';
COMMENT ON COLUMN hotich.guardianship.key_book IS 'Số quyển trong khóa; 0 từ 1/4/2006, khi số đăng ký chạy suốt năm';
COMMENT ON COLUMN hotich.guardianship.entry_suffix IS 'Phần chữ sau số đăng ký (a, bis), thường trống';
COMMENT ON COLUMN hotich.guardianship.stage_id IS 'Giai đoạn của kế hoạch theo ngày đăng ký';
COMMENT ON COLUMN hotich.guardianship.entry_number IS 'Số đăng ký (so)';
COMMENT ON COLUMN hotich.guardianship.book_number IS 'Quyển số (quyenSo)';
COMMENT ON COLUMN hotich.guardianship.page_number IS 'Trang số (trangSo)';
COMMENT ON COLUMN hotich.guardianship.guardianship_kind IS 'Loại giám hộ (loaiGiamHo): 1 cử · 2 đương nhiên · 3 ghi vào sổ';
COMMENT ON COLUMN hotich.guardianship.registration_place IS 'Nơi đăng ký (noiDangKy)';
COMMENT ON COLUMN hotich.guardianship.signer_name IS 'Người ký (nguoiKy)';
COMMENT ON COLUMN hotich.guardianship.signer_title IS 'Chức vụ người ký (chucVuNguoiKy)';
COMMENT ON COLUMN hotich.guardianship.transcriber_name IS 'Người thực hiện (nguoiThucHien)';
COMMENT ON COLUMN hotich.guardianship.note IS 'Ghi chú (ghiChu)';
COMMENT ON COLUMN hotich.guardianship.guardian_full_name IS 'Người giám hộ: họ, chữ đệm, tên (nghHoTen)';
COMMENT ON COLUMN hotich.guardianship.guardian_sex IS 'Người giám hộ: giới tính (nghGioiTinh): 1 Nam · 2 Nữ · 3 không xác định';
COMMENT ON COLUMN hotich.guardianship.guardian_birth_date IS 'Người giám hộ: ngày sinh (nghNgaySinh); EDTF: yyyy, yyyy-mm hoặc yyyy-mm-dd';
COMMENT ON COLUMN hotich.guardianship.guardian_ethnicity IS 'Người giám hộ: dân tộc (nghDanToc)';
COMMENT ON COLUMN hotich.guardianship.guardian_nationality IS 'Người giám hộ: quốc tịch (nghQuocTich)';
COMMENT ON COLUMN hotich.guardianship.guardian_other_nationality IS 'Người giám hộ: quốc tịch khác (nghQuocTichKhac)';
COMMENT ON COLUMN hotich.guardianship.guardian_residence_kind IS 'Người giám hộ: loại cư trú (nghLoaiCuTru): 1 thường trú · 2 tạm trú · 0 không có thông tin';
COMMENT ON COLUMN hotich.guardianship.guardian_residence_place IS 'Người giám hộ: nơi cư trú (nghNoiCuTru)';
COMMENT ON COLUMN hotich.guardianship.guardian_identity_document_kind IS 'Người giám hộ: loại giấy tờ tùy thân (nghLoaiGiayToTuyThan): 1 CMND · 2 hộ chiếu · 3 thẻ thường trú · 4 CCCD · 5 GCM quân đội nhân dân · 6 GCM sĩ quan · 7 GCM công an · 8 khác';
COMMENT ON COLUMN hotich.guardianship.guardian_other_document IS 'Người giám hộ: giấy tờ khác (nghGiayToKhac)';
COMMENT ON COLUMN hotich.guardianship.guardian_identity_number IS 'Người giám hộ: số giấy tờ tùy thân (nghSoGiayToTuyThan)';
COMMENT ON COLUMN hotich.guardianship.guardian_identity_issued_on IS 'Người giám hộ: ngày cấp giấy tờ (nghNgayCapGiayToTuyThan); EDTF: yyyy, yyyy-mm hoặc yyyy-mm-dd';
COMMENT ON COLUMN hotich.guardianship.guardian_identity_issue_place IS 'Người giám hộ: nơi cấp giấy tờ (nghNoiCapGiayToTuyThan)';
COMMENT ON COLUMN hotich.guardianship.ward_full_name IS 'Người được giám hộ: họ, chữ đệm, tên (ndghHoTen)';
COMMENT ON COLUMN hotich.guardianship.ward_sex IS 'Người được giám hộ: giới tính (ndghGioiTinh): 1 Nam · 2 Nữ · 3 không xác định';
COMMENT ON COLUMN hotich.guardianship.ward_birth_date IS 'Người được giám hộ: ngày sinh (ndghNgaySinh); EDTF: yyyy, yyyy-mm hoặc yyyy-mm-dd';
COMMENT ON COLUMN hotich.guardianship.ward_ethnicity IS 'Người được giám hộ: dân tộc (ndghDanToc)';
COMMENT ON COLUMN hotich.guardianship.ward_nationality IS 'Người được giám hộ: quốc tịch (ndghQuocTich)';
COMMENT ON COLUMN hotich.guardianship.ward_other_nationality IS 'Người được giám hộ: quốc tịch khác (ndghQuocTichKhac)';
COMMENT ON COLUMN hotich.guardianship.ward_residence_kind IS 'Người được giám hộ: loại cư trú (ndghLoaiCuTru): 1 thường trú · 2 tạm trú · 0 không có thông tin';
COMMENT ON COLUMN hotich.guardianship.ward_residence_place IS 'Người được giám hộ: nơi cư trú (ndghNoiCuTru)';
COMMENT ON COLUMN hotich.guardianship.ward_identity_document_kind IS 'Người được giám hộ: loại giấy tờ tùy thân (ndghLoaiGiayToTuyThan): 1 CMND · 2 hộ chiếu · 3 thẻ thường trú · 4 CCCD · 5 GCM quân đội nhân dân · 6 GCM sĩ quan · 7 GCM công an · 8 khác';
COMMENT ON COLUMN hotich.guardianship.ward_other_document IS 'Người được giám hộ: giấy tờ khác (ndghGiayToKhac)';
COMMENT ON COLUMN hotich.guardianship.ward_identity_number IS 'Người được giám hộ: số giấy tờ tùy thân (ndghSoGiayToTuyThan)';
COMMENT ON COLUMN hotich.guardianship.ward_identity_issued_on IS 'Người được giám hộ: ngày cấp giấy tờ (ndghNgayCapGiayToTuyThan); EDTF: yyyy, yyyy-mm hoặc yyyy-mm-dd';
COMMENT ON COLUMN hotich.guardianship.ward_identity_issue_place IS 'Người được giám hộ: nơi cấp giấy tờ (ndghNoiCapGiayToTuyThan)';
COMMENT ON COLUMN hotich.guardianship.declarant_full_name IS 'Người yêu cầu: họ, chữ đệm, tên (nycHoTen)';
COMMENT ON COLUMN hotich.guardianship.declarant_relation IS 'Người yêu cầu: quan hệ (nycQuanHe)';
COMMENT ON COLUMN hotich.guardianship.declarant_identity_document_kind IS 'Người yêu cầu: loại giấy tờ tùy thân (nycLoaiGiayToTuyThan): 1 CMND · 2 hộ chiếu · 3 thẻ thường trú · 4 CCCD · 5 GCM quân đội nhân dân · 6 GCM sĩ quan · 7 GCM công an · 8 khác';
COMMENT ON COLUMN hotich.guardianship.declarant_other_document IS 'Người yêu cầu: giấy tờ khác (nycGiayToKhac)';
COMMENT ON COLUMN hotich.guardianship.declarant_identity_number IS 'Người yêu cầu: số giấy tờ tùy thân (nycSoGiayToTuyThan)';
COMMENT ON COLUMN hotich.guardianship.declarant_identity_issued_on IS 'Người yêu cầu: ngày cấp giấy tờ (nycNgayCapGiayToTuyThan); EDTF: yyyy, yyyy-mm hoặc yyyy-mm-dd';
COMMENT ON COLUMN hotich.guardianship.declarant_identity_issue_place IS 'Người yêu cầu: nơi cấp giấy tờ (nycNoiCapGiayToTuyThan)';
COMMENT ON COLUMN hotich.guardianship.foreign_registration_number IS 'Số đăng ký ở nước ngoài (soDangKyNuocNgoai)';
COMMENT ON COLUMN hotich.guardianship.foreign_registered_on IS 'Ngày đăng ký ở nước ngoài (ngayDangKyNuocNgoai); EDTF: yyyy, yyyy-mm hoặc yyyy-mm-dd';
COMMENT ON COLUMN hotich.guardianship.foreign_authority IS 'Cơ quan nước ngoài đã đăng ký (cqNuocNgoaiDaDangKy)';
COMMENT ON COLUMN hotich.guardianship.foreign_country IS 'Quốc gia nước ngoài đã đăng ký (qgNuocNgoaiDaDangKy)';
COMMENT ON COLUMN hotich.guardianship.written IS 'Nguyên văn của các ô mà giá trị chuẩn hóa khác cách ghi: {tên trường: nguyên văn}';

CREATE TABLE hotich.guardianship_end (
    case_id BIGINT DEFAULT nextval('hotich.case_id_seq') NOT NULL,
    load_id BIGINT NOT NULL,
    row_hash UUID NOT NULL,
    unit_id INTEGER NOT NULL,
    book_id INTEGER NOT NULL,
    file_id INTEGER NOT NULL,
    row_no INTEGER NOT NULL,
    entry_no INTEGER NOT NULL,
    registered_on DATE NOT NULL,
    registered_until DATE,
    entry_year SMALLINT NOT NULL,
    key_book SMALLINT NOT NULL,
    entry_suffix TEXT NOT NULL,
    stage_id TEXT NOT NULL,
    entry_number TEXT,
    book_number TEXT,
    page_number TEXT,
    registration_place TEXT,
    signer_name TEXT,
    signer_title TEXT,
    transcriber_name TEXT,
    note TEXT,
    guardian_full_name TEXT,
    guardian_sex SMALLINT,
    guardian_birth_date TEXT,
    guardian_ethnicity TEXT,
    guardian_nationality TEXT,
    guardian_other_nationality TEXT,
    guardian_identity_document_kind SMALLINT,
    guardian_other_document TEXT,
    guardian_identity_number TEXT,
    guardian_identity_issued_on TEXT,
    guardian_identity_issue_place TEXT,
    ward_full_name TEXT,
    ward_sex SMALLINT,
    ward_birth_date TEXT,
    ward_ethnicity TEXT,
    ward_nationality TEXT,
    ward_other_nationality TEXT,
    ward_identity_document_kind SMALLINT,
    ward_other_document TEXT,
    ward_identity_number TEXT,
    ward_identity_issued_on TEXT,
    ward_identity_issue_place TEXT,
    guardianship_entry_number TEXT,
    guardianship_book_number TEXT,
    guardianship_registered_on TEXT,
    guardianship_registration_place TEXT,
    ending_reason TEXT,
    declarant_full_name TEXT,
    declarant_relation TEXT,
    declarant_identity_document_kind SMALLINT,
    declarant_other_document TEXT,
    declarant_identity_number TEXT,
    declarant_identity_issued_on TEXT,
    declarant_identity_issue_place TEXT,
    written JSON,
    PRIMARY KEY (case_id)
);
CREATE INDEX guardianship_end_book ON hotich.guardianship_end (book_id);
CREATE UNIQUE INDEX guardianship_end_key ON hotich.guardianship_end (unit_id, entry_year, key_book, entry_no, entry_suffix);
COMMENT ON TABLE hotich.guardianship_end IS 'Chấm dứt giám hộ: mỗi dòng một trường hợp đã đăng ký (sổ CDGH)';
COMMENT ON COLUMN hotich.guardianship_end.case_id IS 'Mã trường hợp của hệ thống, duy nhất trong cả chín loại sổ';
COMMENT ON COLUMN hotich.guardianship_end.load_id IS 'Lần nạp đã ghi giá trị hiện tại (load.load_id)';
COMMENT ON COLUMN hotich.guardianship_end.row_hash IS 'Dấu vân của nội dung, 16 byte: bằng nhau là không đổi';
COMMENT ON COLUMN hotich.guardianship_end.unit_id IS 'Đơn vị đã lập sổ (unit.unit_id)';
COMMENT ON COLUMN hotich.guardianship_end.book_id IS 'Quyển sổ (book.book_id)';
COMMENT ON COLUMN hotich.guardianship_end.file_id IS 'Tệp chứa giá trị hiện tại (delivery_file.file_id)';
COMMENT ON COLUMN hotich.guardianship_end.row_no IS 'Số dòng trong trang tính, như Excel hiển thị';
COMMENT ON COLUMN hotich.guardianship_end.entry_no IS 'Số đăng ký, phần số';
COMMENT ON COLUMN hotich.guardianship_end.registered_on IS 'Ngày đăng ký (ngayDangKy)';
COMMENT ON COLUMN hotich.guardianship_end.registered_until IS 'Ngày cuối của khoảng khi ngày đăng ký chỉ ghi tháng hoặc năm; trống: ngày đầy đủ';
COMMENT ON COLUMN hotich.guardianship_end.entry_year IS 'Năm của số đăng ký';
COMMENT ON COLUMN hotich.guardianship_end.key_book IS 'Số quyển trong khóa; 0 từ 1/4/2006, khi số đăng ký chạy suốt năm';
COMMENT ON COLUMN hotich.guardianship_end.entry_suffix IS 'Phần chữ sau số đăng ký (a, bis), thường trống';
COMMENT ON COLUMN hotich.guardianship_end.stage_id IS 'Giai đoạn của kế hoạch theo ngày đăng ký';
COMMENT ON COLUMN hotich.guardianship_end.entry_number IS 'Số đăng ký (so)';
COMMENT ON COLUMN hotich.guardianship_end.book_number IS 'Quyển số (quyenSo)';
COMMENT ON COLUMN hotich.guardianship_end.page_number IS 'Trang số (trangSo)';
COMMENT ON COLUMN hotich.guardianship_end.registration_place IS 'Nơi đăng ký (noiDangKy)';
COMMENT ON COLUMN hotich.guardianship_end.signer_name IS 'Người ký (nguoiKy)';
COMMENT ON COLUMN hotich.guardianship_end.signer_title IS 'Chức vụ người ký (chucVuNguoiKy)';
COMMENT ON COLUMN hotich.guardianship_end.transcriber_name IS 'Người thực hiện (nguoiThucHien)';
COMMENT ON COLUMN hotich.guardianship_end.note IS 'Ghi chú (ghiChu)';
COMMENT ON COLUMN hotich.guardianship_end.guardian_full_name IS 'Người giám hộ: họ, chữ đệm, tên (nghHoTen)';
COMMENT ON COLUMN hotich.guardianship_end.guardian_sex IS 'Người giám hộ: giới tính (nghGioiTinh): 1 Nam · 2 Nữ · 3 không xác định';
COMMENT ON COLUMN hotich.guardianship_end.guardian_birth_date IS 'Người giám hộ: ngày sinh (nghNgaySinh); EDTF: yyyy, yyyy-mm hoặc yyyy-mm-dd';
COMMENT ON COLUMN hotich.guardianship_end.guardian_ethnicity IS 'Người giám hộ: dân tộc (nghDanToc)';
COMMENT ON COLUMN hotich.guardianship_end.guardian_nationality IS 'Người giám hộ: quốc tịch (nghQuocTich)';
COMMENT ON COLUMN hotich.guardianship_end.guardian_other_nationality IS 'Người giám hộ: quốc tịch khác (nghQuocTichKhac)';
COMMENT ON COLUMN hotich.guardianship_end.guardian_identity_document_kind IS 'Người giám hộ: loại giấy tờ tùy thân (nghLoaiGiayToTuyThan): 1 CMND · 2 hộ chiếu · 3 thẻ thường trú · 4 CCCD · 5 GCM quân đội nhân dân · 6 GCM sĩ quan · 7 GCM công an · 8 khác';
COMMENT ON COLUMN hotich.guardianship_end.guardian_other_document IS 'Người giám hộ: giấy tờ khác (nghGiayToKhac)';
COMMENT ON COLUMN hotich.guardianship_end.guardian_identity_number IS 'Người giám hộ: số giấy tờ tùy thân (nghSoGiayToTuyThan)';
COMMENT ON COLUMN hotich.guardianship_end.guardian_identity_issued_on IS 'Người giám hộ: ngày cấp giấy tờ (nghNgayCapGiayToTuyThan); EDTF: yyyy, yyyy-mm hoặc yyyy-mm-dd';
COMMENT ON COLUMN hotich.guardianship_end.guardian_identity_issue_place IS 'Người giám hộ: nơi cấp giấy tờ (nghNoiCapGiayToTuyThan)';
COMMENT ON COLUMN hotich.guardianship_end.ward_full_name IS 'Người được giám hộ: họ, chữ đệm, tên (ndghHoTen)';
COMMENT ON COLUMN hotich.guardianship_end.ward_sex IS 'Người được giám hộ: giới tính (ndghGioiTinh): 1 Nam · 2 Nữ · 3 không xác định';
COMMENT ON COLUMN hotich.guardianship_end.ward_birth_date IS 'Người được giám hộ: ngày sinh (ndghNgaySinh); EDTF: yyyy, yyyy-mm hoặc yyyy-mm-dd';
COMMENT ON COLUMN hotich.guardianship_end.ward_ethnicity IS 'Người được giám hộ: dân tộc (ndghDanToc)';
COMMENT ON COLUMN hotich.guardianship_end.ward_nationality IS 'Người được giám hộ: quốc tịch (ndghQuocTich)';
COMMENT ON COLUMN hotich.guardianship_end.ward_other_nationality IS 'Người được giám hộ: quốc tịch khác (ndghQuocTichKhac)';
COMMENT ON COLUMN hotich.guardianship_end.ward_identity_document_kind IS 'Người được giám hộ: loại giấy tờ tùy thân (ndghLoaiGiayToTuyThan): 1 CMND · 2 hộ chiếu · 3 thẻ thường trú · 4 CCCD · 5 GCM quân đội nhân dân · 6 GCM sĩ quan · 7 GCM công an · 8 khác';
COMMENT ON COLUMN hotich.guardianship_end.ward_other_document IS 'Người được giám hộ: giấy tờ khác (ndghGiayToKhac)';
COMMENT ON COLUMN hotich.guardianship_end.ward_identity_number IS 'Người được giám hộ: số giấy tờ tùy thân (ndghSoGiayToTuyThan)';
COMMENT ON COLUMN hotich.guardianship_end.ward_identity_issued_on IS 'Người được giám hộ: ngày cấp giấy tờ (ndghNgayCapGiayToTuyThan); EDTF: yyyy, yyyy-mm hoặc yyyy-mm-dd';
COMMENT ON COLUMN hotich.guardianship_end.ward_identity_issue_place IS 'Người được giám hộ: nơi cấp giấy tờ (ndghNoiCapGiayToTuyThan)';
COMMENT ON COLUMN hotich.guardianship_end.guardianship_entry_number IS 'Số đăng ký giám hộ (soDangKyGiamHo)';
COMMENT ON COLUMN hotich.guardianship_end.guardianship_book_number IS 'Quyển số đăng ký giám hộ (quyenSoGiamHo)';
COMMENT ON COLUMN hotich.guardianship_end.guardianship_registered_on IS 'Ngày đăng ký giám hộ (ngayDangKyGiamHo); EDTF: yyyy, yyyy-mm hoặc yyyy-mm-dd';
COMMENT ON COLUMN hotich.guardianship_end.guardianship_registration_place IS 'Nơi đăng ký giám hộ (noiDangKyGiamHo)';
COMMENT ON COLUMN hotich.guardianship_end.ending_reason IS 'Lý do chấm dứt giám hộ (lyDoChamDut)';
COMMENT ON COLUMN hotich.guardianship_end.declarant_full_name IS 'Người yêu cầu: họ, chữ đệm, tên (nycHoTen)';
COMMENT ON COLUMN hotich.guardianship_end.declarant_relation IS 'Người yêu cầu: quan hệ (nycQuanHe)';
COMMENT ON COLUMN hotich.guardianship_end.declarant_identity_document_kind IS 'Người yêu cầu: loại giấy tờ tùy thân (nycLoaiGiayToTuyThan): 1 CMND · 2 hộ chiếu · 3 thẻ thường trú · 4 CCCD · 5 GCM quân đội nhân dân · 6 GCM sĩ quan · 7 GCM công an · 8 khác';
COMMENT ON COLUMN hotich.guardianship_end.declarant_other_document IS 'Người yêu cầu: giấy tờ khác (nycGiayToKhac)';
COMMENT ON COLUMN hotich.guardianship_end.declarant_identity_number IS 'Người yêu cầu: số giấy tờ tùy thân (nycSoGiayToTuyThan)';
COMMENT ON COLUMN hotich.guardianship_end.declarant_identity_issued_on IS 'Người yêu cầu: ngày cấp giấy tờ (nycNgayCapGiayToTuyThan); EDTF: yyyy, yyyy-mm hoặc yyyy-mm-dd';
COMMENT ON COLUMN hotich.guardianship_end.declarant_identity_issue_place IS 'Người yêu cầu: nơi cấp giấy tờ (nycNoiCapGiayToTuyThan)';
COMMENT ON COLUMN hotich.guardianship_end.written IS 'Nguyên văn của các ô mà giá trị chuẩn hóa khác cách ghi: {tên trường: nguyên văn}';

CREATE TABLE hotich.load (
    load_id BIGINT GENERATED ALWAYS AS IDENTITY,
    batch_id TEXT NOT NULL,
    register TEXT NOT NULL,
    state TEXT NOT NULL,
    actor TEXT NOT NULL,
    rule_set TEXT NOT NULL,
    started_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    finished_at TIMESTAMP WITH TIME ZONE,
    reason TEXT,
    PRIMARY KEY (load_id),
    CONSTRAINT state_known CHECK (state IN ('open', 'published', 'failed', 'replaced'))
);
CREATE INDEX load_batch ON hotich.load (batch_id);
COMMENT ON TABLE hotich.load IS 'Các lần nạp; mỗi lần thử là một dòng';
COMMENT ON COLUMN hotich.load.load_id IS 'Mã lần nạp';
COMMENT ON COLUMN hotich.load.batch_id IS 'Lô sổ';
COMMENT ON COLUMN hotich.load.register IS 'Loại sổ';
COMMENT ON COLUMN hotich.load.state IS 'Trạng thái: open đang chạy · published đã ghi · failed lỗi, đã hoàn tác · replaced bị thay thế';
COMMENT ON COLUMN hotich.load.actor IS 'Ai hoặc chương trình nào nạp';
COMMENT ON COLUMN hotich.load.rule_set IS 'Phiên bản bộ quy tắc đã kiểm tra';
COMMENT ON COLUMN hotich.load.started_at IS 'Bắt đầu';
COMMENT ON COLUMN hotich.load.finished_at IS 'Kết thúc';
COMMENT ON COLUMN hotich.load.reason IS 'Vì sao không nạp được';

CREATE TABLE hotich.marital_status (
    case_id BIGINT DEFAULT nextval('hotich.case_id_seq') NOT NULL,
    load_id BIGINT NOT NULL,
    row_hash UUID NOT NULL,
    unit_id INTEGER NOT NULL,
    book_id INTEGER NOT NULL,
    file_id INTEGER NOT NULL,
    row_no INTEGER NOT NULL,
    entry_no INTEGER NOT NULL,
    registered_on DATE NOT NULL,
    registered_until DATE,
    entry_year SMALLINT NOT NULL,
    key_book SMALLINT NOT NULL,
    entry_suffix TEXT NOT NULL,
    stage_id TEXT NOT NULL,
    entry_number TEXT,
    book_number TEXT,
    page_number TEXT,
    registration_place TEXT,
    signer_name TEXT,
    signer_title TEXT,
    transcriber_name TEXT,
    note TEXT,
    subject_full_name TEXT,
    subject_sex SMALLINT,
    subject_birth_date TEXT,
    subject_ethnicity TEXT,
    subject_nationality TEXT,
    subject_other_nationality TEXT,
    subject_residence_kind SMALLINT,
    subject_residence_place TEXT,
    subject_identity_document_kind SMALLINT,
    subject_other_document TEXT,
    subject_identity_number TEXT,
    subject_identity_issued_on TEXT,
    subject_identity_issue_place TEXT,
    subject_stay_place TEXT,
    subject_stay_from_date TEXT,
    subject_stay_until_date TEXT,
    subject_marital_status TEXT,
    subject_usage_kind SMALLINT,
    subject_usage_purpose TEXT,
    declarant_full_name TEXT,
    declarant_relation TEXT,
    declarant_identity_document_kind SMALLINT,
    declarant_other_document TEXT,
    declarant_identity_number TEXT,
    declarant_identity_issued_on TEXT,
    declarant_identity_issue_place TEXT,
    written JSON,
    PRIMARY KEY (case_id)
);
CREATE INDEX marital_status_book ON hotich.marital_status (book_id);
CREATE UNIQUE INDEX marital_status_key ON hotich.marital_status (unit_id, entry_year, key_book, entry_no, entry_suffix);
COMMENT ON TABLE hotich.marital_status IS 'Xác nhận tình trạng hôn nhân: mỗi dòng một trường hợp đã đăng ký (sổ HN)';
COMMENT ON COLUMN hotich.marital_status.case_id IS 'Mã trường hợp của hệ thống, duy nhất trong cả chín loại sổ';
COMMENT ON COLUMN hotich.marital_status.load_id IS 'Lần nạp đã ghi giá trị hiện tại (load.load_id)';
COMMENT ON COLUMN hotich.marital_status.row_hash IS 'Dấu vân của nội dung, 16 byte: bằng nhau là không đổi';
COMMENT ON COLUMN hotich.marital_status.unit_id IS 'Đơn vị đã lập sổ (unit.unit_id)';
COMMENT ON COLUMN hotich.marital_status.book_id IS 'Quyển sổ (book.book_id)';
COMMENT ON COLUMN hotich.marital_status.file_id IS 'Tệp chứa giá trị hiện tại (delivery_file.file_id)';
COMMENT ON COLUMN hotich.marital_status.row_no IS 'Số dòng trong trang tính, như Excel hiển thị';
COMMENT ON COLUMN hotich.marital_status.entry_no IS 'Số đăng ký, phần số';
COMMENT ON COLUMN hotich.marital_status.registered_on IS 'Ngày đăng ký (ngayDangKy)';
COMMENT ON COLUMN hotich.marital_status.registered_until IS 'Ngày cuối của khoảng khi ngày đăng ký chỉ ghi tháng hoặc năm; trống: ngày đầy đủ';
COMMENT ON COLUMN hotich.marital_status.entry_year IS 'Năm của số đăng ký';
COMMENT ON COLUMN hotich.marital_status.key_book IS 'Số quyển trong khóa; 0 từ 1/4/2006, khi số đăng ký chạy suốt năm';
COMMENT ON COLUMN hotich.marital_status.entry_suffix IS 'Phần chữ sau số đăng ký (a, bis), thường trống';
COMMENT ON COLUMN hotich.marital_status.stage_id IS 'Giai đoạn của kế hoạch theo ngày đăng ký';
COMMENT ON COLUMN hotich.marital_status.entry_number IS 'Số đăng ký (so)';
COMMENT ON COLUMN hotich.marital_status.book_number IS 'Quyển số (quyenSo)';
COMMENT ON COLUMN hotich.marital_status.page_number IS 'Trang số (trangSo)';
COMMENT ON COLUMN hotich.marital_status.registration_place IS 'Nơi cấp (noiCap)';
COMMENT ON COLUMN hotich.marital_status.signer_name IS 'Người ký (nguoiKy)';
COMMENT ON COLUMN hotich.marital_status.signer_title IS 'Chức vụ người ký (chucVuNguoiKy)';
COMMENT ON COLUMN hotich.marital_status.transcriber_name IS 'Người thực hiện (nguoiThucHien)';
COMMENT ON COLUMN hotich.marital_status.note IS 'Ghi chú (ghiChu)';
COMMENT ON COLUMN hotich.marital_status.subject_full_name IS 'Người được xác nhận: họ, chữ đệm, tên (nxnHoTen)';
COMMENT ON COLUMN hotich.marital_status.subject_sex IS 'Người được xác nhận: giới tính (nxnGioiTinh): 1 Nam · 2 Nữ · 3 không xác định';
COMMENT ON COLUMN hotich.marital_status.subject_birth_date IS 'Người được xác nhận: ngày sinh (nxnNgaySinh); EDTF: yyyy, yyyy-mm hoặc yyyy-mm-dd';
COMMENT ON COLUMN hotich.marital_status.subject_ethnicity IS 'Người được xác nhận: dân tộc (nxnDanToc)';
COMMENT ON COLUMN hotich.marital_status.subject_nationality IS 'Người được xác nhận: quốc tịch (nxnQuocTich)';
COMMENT ON COLUMN hotich.marital_status.subject_other_nationality IS 'Người được xác nhận: quốc tịch khác (nxnQuocTichKhac)';
COMMENT ON COLUMN hotich.marital_status.subject_residence_kind IS 'Người được xác nhận: loại cư trú (nxnLoaiCuTru): 1 thường trú · 2 tạm trú · 0 không có thông tin';
COMMENT ON COLUMN hotich.marital_status.subject_residence_place IS 'Người được xác nhận: nơi cư trú (nxnNoiCuTru)';
COMMENT ON COLUMN hotich.marital_status.subject_identity_document_kind IS 'Người được xác nhận: loại giấy tờ tùy thân (nxnLoaiGiayToTuyThan): 1 CMND · 2 hộ chiếu · 3 thẻ thường trú · 4 CCCD · 5 GCM quân đội nhân dân · 6 GCM sĩ quan · 7 GCM công an · 8 khác';
COMMENT ON COLUMN hotich.marital_status.subject_other_document IS 'Người được xác nhận: giấy tờ khác (nxnGiayToKhac)';
COMMENT ON COLUMN hotich.marital_status.subject_identity_number IS 'Người được xác nhận: số giấy tờ tùy thân (nxnSoGiayToTuyThan)';
COMMENT ON COLUMN hotich.marital_status.subject_identity_issued_on IS 'Người được xác nhận: ngày cấp giấy tờ (nxnNgayCapGiayToTuyThan); EDTF: yyyy, yyyy-mm hoặc yyyy-mm-dd';
COMMENT ON COLUMN hotich.marital_status.subject_identity_issue_place IS 'Người được xác nhận: nơi cấp giấy tờ (nxnNoiCapGiayToTuyThan)';
COMMENT ON COLUMN hotich.marital_status.subject_stay_place IS 'Thời gian cư trú tại (nxnThoiGianCuTruTai)';
COMMENT ON COLUMN hotich.marital_status.subject_stay_from_date IS 'Cư trú từ ngày (nxnThoiGianCuTruTu); EDTF: yyyy, yyyy-mm hoặc yyyy-mm-dd';
COMMENT ON COLUMN hotich.marital_status.subject_stay_until_date IS 'Cư trú đến ngày (nxnThoiGianCuTruDen); EDTF: yyyy, yyyy-mm hoặc yyyy-mm-dd';
COMMENT ON COLUMN hotich.marital_status.subject_marital_status IS 'Tình trạng hôn nhân (nxnTinhTrangHonNhan)';
COMMENT ON COLUMN hotich.marital_status.subject_usage_kind IS 'Loại mục đích sử dụng (nxnLoaiMucDichSuDung): 1 kết hôn trong nước với người VN · 2 trong nước với người NN · 3 ở nước ngoài với người VN · 4 ở nước ngoài với người NN · 5 khác';
COMMENT ON COLUMN hotich.marital_status.subject_usage_purpose IS 'Mục đích sử dụng (nxnMucDichSuDung)';
COMMENT ON COLUMN hotich.marital_status.declarant_full_name IS 'Người yêu cầu: họ, chữ đệm, tên (nycHoTen)';
COMMENT ON COLUMN hotich.marital_status.declarant_relation IS 'Người yêu cầu: quan hệ (nycQuanHe)';
COMMENT ON COLUMN hotich.marital_status.declarant_identity_document_kind IS 'Người yêu cầu: loại giấy tờ tùy thân (nycLoaiGiayToTuyThan): 1 CMND · 2 hộ chiếu · 3 thẻ thường trú · 4 CCCD · 5 GCM quân đội nhân dân · 6 GCM sĩ quan · 7 GCM công an · 8 khác';
COMMENT ON COLUMN hotich.marital_status.declarant_other_document IS 'Người yêu cầu: giấy tờ khác (nycGiayToKhac)';
COMMENT ON COLUMN hotich.marital_status.declarant_identity_number IS 'Người yêu cầu: số giấy tờ tùy thân (nycSoGiayToTuyThan)';
COMMENT ON COLUMN hotich.marital_status.declarant_identity_issued_on IS 'Người yêu cầu: ngày cấp giấy tờ (nycNgayCapGiayToTuyThan); EDTF: yyyy, yyyy-mm hoặc yyyy-mm-dd';
COMMENT ON COLUMN hotich.marital_status.declarant_identity_issue_place IS 'Người yêu cầu: nơi cấp giấy tờ (nycNoiCapGiayToTuyThan)';
COMMENT ON COLUMN hotich.marital_status.written IS 'Nguyên văn của các ô mà giá trị chuẩn hóa khác cách ghi: {tên trường: nguyên văn}';

CREATE TABLE hotich.marriage (
    case_id BIGINT DEFAULT nextval('hotich.case_id_seq') NOT NULL,
    load_id BIGINT NOT NULL,
    row_hash UUID NOT NULL,
    unit_id INTEGER NOT NULL,
    book_id INTEGER NOT NULL,
    file_id INTEGER NOT NULL,
    row_no INTEGER NOT NULL,
    entry_no INTEGER NOT NULL,
    registered_on DATE NOT NULL,
    registered_until DATE,
    entry_year SMALLINT NOT NULL,
    key_book SMALLINT NOT NULL,
    entry_suffix TEXT NOT NULL,
    stage_id TEXT NOT NULL,
    entry_number TEXT,
    book_number TEXT,
    page_number TEXT,
    registration_kind SMALLINT,
    registration_place TEXT,
    signer_name TEXT,
    signer_title TEXT,
    marriage_established_on TEXT,
    transcriber_name TEXT,
    note TEXT,
    marriage_status TEXT,
    annulment_noted_on TEXT,
    annulment_basis TEXT,
    validation_noted_on TEXT,
    validation_basis TEXT,
    husband_full_name TEXT,
    husband_birth_date TEXT,
    husband_ethnicity TEXT,
    husband_nationality TEXT,
    husband_other_nationality TEXT,
    husband_residence_kind SMALLINT,
    husband_residence_place TEXT,
    husband_identity_document_kind SMALLINT,
    husband_other_document TEXT,
    husband_identity_number TEXT,
    husband_identity_issued_on TEXT,
    husband_identity_issue_place TEXT,
    wife_full_name TEXT,
    wife_birth_date TEXT,
    wife_ethnicity TEXT,
    wife_nationality TEXT,
    wife_other_nationality TEXT,
    wife_residence_kind SMALLINT,
    wife_residence_place TEXT,
    wife_identity_document_kind SMALLINT,
    wife_other_document TEXT,
    wife_identity_number TEXT,
    wife_identity_issued_on TEXT,
    wife_identity_issue_place TEXT,
    foreign_registration_number TEXT,
    foreign_registered_on TEXT,
    foreign_authority TEXT,
    foreign_country TEXT,
    written JSON,
    PRIMARY KEY (case_id)
);
CREATE INDEX marriage_book ON hotich.marriage (book_id);
CREATE UNIQUE INDEX marriage_key ON hotich.marriage (unit_id, entry_year, key_book, entry_no, entry_suffix);
COMMENT ON TABLE hotich.marriage IS 'Kết hôn: mỗi dòng một trường hợp đã đăng ký (sổ KH)';
COMMENT ON COLUMN hotich.marriage.case_id IS 'Mã trường hợp của hệ thống, duy nhất trong cả chín loại sổ';
COMMENT ON COLUMN hotich.marriage.load_id IS 'Lần nạp đã ghi giá trị hiện tại (load.load_id)';
COMMENT ON COLUMN hotich.marriage.row_hash IS 'Dấu vân của nội dung, 16 byte: bằng nhau là không đổi';
COMMENT ON COLUMN hotich.marriage.unit_id IS 'Đơn vị đã lập sổ (unit.unit_id)';
COMMENT ON COLUMN hotich.marriage.book_id IS 'Quyển sổ (book.book_id)';
COMMENT ON COLUMN hotich.marriage.file_id IS 'Tệp chứa giá trị hiện tại (delivery_file.file_id)';
COMMENT ON COLUMN hotich.marriage.row_no IS 'Số dòng trong trang tính, như Excel hiển thị';
COMMENT ON COLUMN hotich.marriage.entry_no IS 'Số đăng ký, phần số';
COMMENT ON COLUMN hotich.marriage.registered_on IS 'Ngày đăng ký (ngayDangKy)';
COMMENT ON COLUMN hotich.marriage.registered_until IS 'Ngày cuối của khoảng khi ngày đăng ký chỉ ghi tháng hoặc năm; trống: ngày đầy đủ';
COMMENT ON COLUMN hotich.marriage.entry_year IS 'Năm của số đăng ký';
COMMENT ON COLUMN hotich.marriage.key_book IS 'Số quyển trong khóa; 0 từ 1/4/2006, khi số đăng ký chạy suốt năm';
COMMENT ON COLUMN hotich.marriage.entry_suffix IS 'Phần chữ sau số đăng ký (a, bis), thường trống';
COMMENT ON COLUMN hotich.marriage.stage_id IS 'Giai đoạn của kế hoạch theo ngày đăng ký';
COMMENT ON COLUMN hotich.marriage.entry_number IS 'Số đăng ký (so)';
COMMENT ON COLUMN hotich.marriage.book_number IS 'Quyển số (quyenSo)';
COMMENT ON COLUMN hotich.marriage.page_number IS 'Trang số (trangSo)';
COMMENT ON COLUMN hotich.marriage.registration_kind IS 'Loại đăng ký (loaiDangKy): 1 lần đầu · 2 đăng ký lại';
COMMENT ON COLUMN hotich.marriage.registration_place IS 'Nơi đăng ký (noiDangKy)';
COMMENT ON COLUMN hotich.marriage.signer_name IS 'Người ký (nguoiKy)';
COMMENT ON COLUMN hotich.marriage.signer_title IS 'Chức vụ người ký (chucVuNguoiKy)';
COMMENT ON COLUMN hotich.marriage.marriage_established_on IS 'Ngày xác lập quan hệ hôn nhân (ngayXacLapQuanHeHonNhan); EDTF: yyyy, yyyy-mm hoặc yyyy-mm-dd';
COMMENT ON COLUMN hotich.marriage.transcriber_name IS 'Người thực hiện (nguoiThucHien)';
COMMENT ON COLUMN hotich.marriage.note IS 'Ghi chú (ghiChu)';
COMMENT ON COLUMN hotich.marriage.marriage_status IS 'Tình trạng kết hôn (tinhTrangKetHon): đã ly hôn · đã hủy · đã được công nhận · không có thông tin';
COMMENT ON COLUMN hotich.marriage.annulment_noted_on IS 'Ngày ghi chú hủy kết hôn (huyKetHonNgayGhiChu); EDTF: yyyy, yyyy-mm hoặc yyyy-mm-dd';
COMMENT ON COLUMN hotich.marriage.annulment_basis IS 'Căn cứ hủy kết hôn (huyKetHonCanCu)';
COMMENT ON COLUMN hotich.marriage.validation_noted_on IS 'Ngày ghi chú công nhận kết hôn (congNhanKetHonNgayGhiChu); EDTF: yyyy, yyyy-mm hoặc yyyy-mm-dd';
COMMENT ON COLUMN hotich.marriage.validation_basis IS 'Căn cứ công nhận kết hôn (congNhanKetHonCanCu)';
COMMENT ON COLUMN hotich.marriage.husband_full_name IS 'Chồng: họ, chữ đệm, tên (chongHoTen)';
COMMENT ON COLUMN hotich.marriage.husband_birth_date IS 'Chồng: ngày sinh (chongNgaySinh); EDTF: yyyy, yyyy-mm hoặc yyyy-mm-dd';
COMMENT ON COLUMN hotich.marriage.husband_ethnicity IS 'Chồng: dân tộc (chongDanToc)';
COMMENT ON COLUMN hotich.marriage.husband_nationality IS 'Chồng: quốc tịch (chongQuocTich)';
COMMENT ON COLUMN hotich.marriage.husband_other_nationality IS 'Chồng: quốc tịch khác (chongQuocTichKhac)';
COMMENT ON COLUMN hotich.marriage.husband_residence_kind IS 'Chồng: loại cư trú (chongLoaiCuTru): 1 thường trú · 2 tạm trú · 0 không có thông tin';
COMMENT ON COLUMN hotich.marriage.husband_residence_place IS 'Chồng: nơi cư trú (chongNoiCuTru)';
COMMENT ON COLUMN hotich.marriage.husband_identity_document_kind IS 'Chồng: loại giấy tờ tùy thân (chongLoaiGiayToTuyThan): 1 CMND · 2 hộ chiếu · 3 thẻ thường trú · 4 CCCD · 5 GCM quân đội nhân dân · 6 GCM sĩ quan · 7 GCM công an · 8 khác';
COMMENT ON COLUMN hotich.marriage.husband_other_document IS 'Chồng: giấy tờ khác (chongGiayToKhac)';
COMMENT ON COLUMN hotich.marriage.husband_identity_number IS 'Chồng: số giấy tờ tùy thân (chongSoGiayToTuyThan)';
COMMENT ON COLUMN hotich.marriage.husband_identity_issued_on IS 'Chồng: ngày cấp giấy tờ (chongNgayCapGiayToTuyThan); EDTF: yyyy, yyyy-mm hoặc yyyy-mm-dd';
COMMENT ON COLUMN hotich.marriage.husband_identity_issue_place IS 'Chồng: nơi cấp giấy tờ (chongNoiCapGiayToTuyThan)';
COMMENT ON COLUMN hotich.marriage.wife_full_name IS 'Vợ: họ, chữ đệm, tên (voHoTen)';
COMMENT ON COLUMN hotich.marriage.wife_birth_date IS 'Vợ: ngày sinh (voNgaySinh); EDTF: yyyy, yyyy-mm hoặc yyyy-mm-dd';
COMMENT ON COLUMN hotich.marriage.wife_ethnicity IS 'Vợ: dân tộc (voDanToc)';
COMMENT ON COLUMN hotich.marriage.wife_nationality IS 'Vợ: quốc tịch (voQuocTich)';
COMMENT ON COLUMN hotich.marriage.wife_other_nationality IS 'Vợ: quốc tịch khác (voQuocTichKhac)';
COMMENT ON COLUMN hotich.marriage.wife_residence_kind IS 'Vợ: loại cư trú (voLoaiCuTru): 1 thường trú · 2 tạm trú · 0 không có thông tin';
COMMENT ON COLUMN hotich.marriage.wife_residence_place IS 'Vợ: nơi cư trú (voNoiCuTru)';
COMMENT ON COLUMN hotich.marriage.wife_identity_document_kind IS 'Vợ: loại giấy tờ tùy thân (voLoaiGiayToTuyThan): 1 CMND · 2 hộ chiếu · 3 thẻ thường trú · 4 CCCD · 5 GCM quân đội nhân dân · 6 GCM sĩ quan · 7 GCM công an · 8 khác';
COMMENT ON COLUMN hotich.marriage.wife_other_document IS 'Vợ: giấy tờ khác (voGiayToKhac)';
COMMENT ON COLUMN hotich.marriage.wife_identity_number IS 'Vợ: số giấy tờ tùy thân (voSoGiayToTuyThan)';
COMMENT ON COLUMN hotich.marriage.wife_identity_issued_on IS 'Vợ: ngày cấp giấy tờ (voNgayCapGiayToTuyThan); EDTF: yyyy, yyyy-mm hoặc yyyy-mm-dd';
COMMENT ON COLUMN hotich.marriage.wife_identity_issue_place IS 'Vợ: nơi cấp giấy tờ (voNoiCapGiayToTuyThan)';
COMMENT ON COLUMN hotich.marriage.foreign_registration_number IS 'Số đăng ký ở nước ngoài (soDangKyNuocNgoai)';
COMMENT ON COLUMN hotich.marriage.foreign_registered_on IS 'Ngày đăng ký ở nước ngoài (ngayDangKyNuocNgoai); EDTF: yyyy, yyyy-mm hoặc yyyy-mm-dd';
COMMENT ON COLUMN hotich.marriage.foreign_authority IS 'Cơ quan nước ngoài đã đăng ký (cqNuocNgoaiDaDangKy)';
COMMENT ON COLUMN hotich.marriage.foreign_country IS 'Quốc gia nước ngoài đã đăng ký (qgNuocNgoaiDaDangKy)';
COMMENT ON COLUMN hotich.marriage.written IS 'Nguyên văn của các ô mà giá trị chuẩn hóa khác cách ghi: {tên trường: nguyên văn}';

CREATE TABLE hotich.missing_row (
    case_id BIGINT NOT NULL,
    register TEXT NOT NULL,
    book_id INTEGER NOT NULL,
    file_id INTEGER NOT NULL,
    load_id BIGINT NOT NULL,
    reported_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    PRIMARY KEY (case_id)
);
CREATE INDEX missing_row_book ON hotich.missing_row (book_id);
COMMENT ON TABLE hotich.missing_row IS 'Trường hợp có trong kho nhưng vắng trong tệp giao lại mới nhất: báo lại, không xóa';
COMMENT ON COLUMN hotich.missing_row.case_id IS 'Trường hợp đã nạp';
COMMENT ON COLUMN hotich.missing_row.register IS 'Loại sổ';
COMMENT ON COLUMN hotich.missing_row.book_id IS 'Quyển sổ';
COMMENT ON COLUMN hotich.missing_row.file_id IS 'Tệp giao lại không còn dòng này';
COMMENT ON COLUMN hotich.missing_row.load_id IS 'Lần nạp đã phát hiện';
COMMENT ON COLUMN hotich.missing_row.reported_at IS 'Phát hiện lúc';

CREATE TABLE hotich.plan_version (
    plan_version_id INTEGER GENERATED ALWAYS AS IDENTITY,
    plan_id TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    amended_by TEXT DEFAULT '' NOT NULL,
    name TEXT NOT NULL,
    province TEXT NOT NULL,
    seen_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    PRIMARY KEY (plan_version_id),
    CONSTRAINT plan_version_once UNIQUE (plan_id, sha256, amended_by)
);
COMMENT ON TABLE hotich.plan_version IS 'Các phiên bản kế hoạch đã dùng';
COMMENT ON COLUMN hotich.plan_version.plan_version_id IS 'Mã phiên bản kế hoạch';
COMMENT ON COLUMN hotich.plan_version.plan_id IS 'Tên kế hoạch';
COMMENT ON COLUMN hotich.plan_version.sha256 IS 'Mã băm của tệp kế hoạch';
COMMENT ON COLUMN hotich.plan_version.amended_by IS 'Các quyết định điều chỉnh đã áp dụng, cách nhau dấu phẩy; trống: bản gốc';
COMMENT ON COLUMN hotich.plan_version.name IS 'Tên đầy đủ';
COMMENT ON COLUMN hotich.plan_version.province IS 'Tỉnh';
COMMENT ON COLUMN hotich.plan_version.seen_at IS 'Khi hệ thống đọc phiên bản này lần đầu';

CREATE TABLE hotich.incident (
    incident_id INTEGER GENERATED ALWAYS AS IDENTITY,
    kind TEXT NOT NULL,
    stage_id TEXT NOT NULL,
    step TEXT NOT NULL,
    batch_id TEXT,
    run_id TEXT NOT NULL,
    reason TEXT NOT NULL,
    owner TEXT NOT NULL,
    next_step TEXT NOT NULL,
    opened_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    closed_at TIMESTAMP WITH TIME ZONE,
    PRIMARY KEY (incident_id),
    CONSTRAINT kind_known CHECK (kind IN ('failure', 'late'))
);
CREATE INDEX incident_stage ON hotich.incident (stage_id);
COMMENT ON TABLE hotich.incident IS 'Bước hỏng và giai đoạn quá hạn: lý do, người xử lý, việc cần làm; không kết thúc trong im lặng';
COMMENT ON COLUMN hotich.incident.incident_id IS 'Mã sự việc';
COMMENT ON COLUMN hotich.incident.kind IS 'Loại: failure bước hỏng · late giai đoạn quá hạn';
COMMENT ON COLUMN hotich.incident.stage_id IS 'Giai đoạn';
COMMENT ON COLUMN hotich.incident.step IS 'Bước hỏng; chuỗi trống: cả giai đoạn';
COMMENT ON COLUMN hotich.incident.batch_id IS 'Lô; trống: không riêng lô nào';
COMMENT ON COLUMN hotich.incident.run_id IS 'Lần chạy đã gặp';
COMMENT ON COLUMN hotich.incident.reason IS 'Lý do, không chứa dữ liệu cá nhân';
COMMENT ON COLUMN hotich.incident.owner IS 'Ai phải xử lý';
COMMENT ON COLUMN hotich.incident.next_step IS 'Việc cần làm';
COMMENT ON COLUMN hotich.incident.opened_at IS 'Xảy ra lúc';
COMMENT ON COLUMN hotich.incident.closed_at IS 'Hết lúc; trống: còn mở';

CREATE TABLE hotich.progress_snapshot (
    snapshot_id TEXT NOT NULL,
    stage_id TEXT NOT NULL,
    unit_id INTEGER NOT NULL,
    register TEXT NOT NULL,
    as_of DATE NOT NULL,
    taken_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    planned INTEGER,
    lost INTEGER DEFAULT 0 NOT NULL,
    delivered INTEGER DEFAULT 0 NOT NULL,
    checked INTEGER DEFAULT 0 NOT NULL,
    returned INTEGER DEFAULT 0 NOT NULL,
    loaded INTEGER DEFAULT 0 NOT NULL,
    accepted INTEGER DEFAULT 0 NOT NULL,
    books_planned INTEGER DEFAULT 0 NOT NULL,
    books_delivered INTEGER DEFAULT 0 NOT NULL,
    books_loaded INTEGER DEFAULT 0 NOT NULL,
    CONSTRAINT progress_snapshot_pkey PRIMARY KEY (snapshot_id, stage_id, unit_id, register)
);
CREATE INDEX progress_snapshot_as_of ON hotich.progress_snapshot (stage_id, as_of);
COMMENT ON TABLE hotich.progress_snapshot IS 'Ảnh chụp tiến độ theo đơn vị, loại sổ, giai đoạn; chỉ ghi thêm';
COMMENT ON COLUMN hotich.progress_snapshot.snapshot_id IS 'Mã lần chụp';
COMMENT ON COLUMN hotich.progress_snapshot.stage_id IS 'Giai đoạn';
COMMENT ON COLUMN hotich.progress_snapshot.unit_id IS 'Đơn vị';
COMMENT ON COLUMN hotich.progress_snapshot.register IS 'Loại sổ';
COMMENT ON COLUMN hotich.progress_snapshot.as_of IS 'Số liệu đến ngày';
COMMENT ON COLUMN hotich.progress_snapshot.taken_at IS 'Chụp lúc';
COMMENT ON COLUMN hotich.progress_snapshot.planned IS 'Trường hợp theo thống kê, trừ gạch bỏ; trống: chưa có mẫu số';
COMMENT ON COLUMN hotich.progress_snapshot.lost IS 'Trong đó thuộc sổ đã mất';
COMMENT ON COLUMN hotich.progress_snapshot.delivered IS 'Trường hợp đã giao';
COMMENT ON COLUMN hotich.progress_snapshot.checked IS 'Trường hợp đã kiểm tra';
COMMENT ON COLUMN hotich.progress_snapshot.returned IS 'Dòng đang trả lại';
COMMENT ON COLUMN hotich.progress_snapshot.loaded IS 'Trường hợp đã nạp';
COMMENT ON COLUMN hotich.progress_snapshot.accepted IS 'Trường hợp đã nghiệm thu';
COMMENT ON COLUMN hotich.progress_snapshot.books_planned IS 'Sổ theo thống kê';
COMMENT ON COLUMN hotich.progress_snapshot.books_delivered IS 'Sổ đã giao';
COMMENT ON COLUMN hotich.progress_snapshot.books_loaded IS 'Sổ đã nạp, đủ hoặc một phần';

CREATE TABLE hotich.recognition (
    case_id BIGINT DEFAULT nextval('hotich.case_id_seq') NOT NULL,
    load_id BIGINT NOT NULL,
    row_hash UUID NOT NULL,
    unit_id INTEGER NOT NULL,
    book_id INTEGER NOT NULL,
    file_id INTEGER NOT NULL,
    row_no INTEGER NOT NULL,
    entry_no INTEGER NOT NULL,
    registered_on DATE NOT NULL,
    registered_until DATE,
    entry_year SMALLINT NOT NULL,
    key_book SMALLINT NOT NULL,
    entry_suffix TEXT NOT NULL,
    stage_id TEXT NOT NULL,
    entry_number TEXT,
    book_number TEXT,
    page_number TEXT,
    decision_number TEXT,
    registration_kind TEXT,
    recognition_kind SMALLINT,
    registration_place TEXT,
    signer_name TEXT,
    signer_title TEXT,
    transcriber_name TEXT,
    note TEXT,
    parent_full_name TEXT,
    parent_birth_date TEXT,
    parent_ethnicity TEXT,
    parent_nationality TEXT,
    parent_other_nationality TEXT,
    parent_native_place TEXT,
    parent_residence_kind SMALLINT,
    parent_residence_place TEXT,
    parent_identity_document_kind SMALLINT,
    parent_other_document TEXT,
    parent_identity_number TEXT,
    parent_identity_issued_on TEXT,
    parent_identity_issue_place TEXT,
    child_full_name TEXT,
    child_birth_date TEXT,
    child_ethnicity TEXT,
    child_nationality TEXT,
    child_other_nationality TEXT,
    child_native_place TEXT,
    child_residence_kind SMALLINT,
    child_residence_place TEXT,
    child_identity_document_kind SMALLINT,
    child_other_document TEXT,
    child_identity_number TEXT,
    child_identity_issued_on TEXT,
    child_identity_issue_place TEXT,
    declarant_full_name TEXT,
    declarant_relation_to_recognised TEXT,
    declarant_relation_to_recogniser TEXT,
    declarant_identity_document_kind SMALLINT,
    declarant_other_document TEXT,
    declarant_identity_number TEXT,
    declarant_identity_issued_on TEXT,
    declarant_identity_issue_place TEXT,
    foreign_registration_number TEXT,
    foreign_registered_on TEXT,
    foreign_authority TEXT,
    foreign_country TEXT,
    written JSON,
    PRIMARY KEY (case_id)
);
CREATE INDEX recognition_book ON hotich.recognition (book_id);
CREATE UNIQUE INDEX recognition_key ON hotich.recognition (unit_id, entry_year, key_book, entry_no, entry_suffix);
COMMENT ON TABLE hotich.recognition IS 'Nhận cha, mẹ, con: mỗi dòng một trường hợp đã đăng ký (sổ CMC)';
COMMENT ON COLUMN hotich.recognition.case_id IS 'Mã trường hợp của hệ thống, duy nhất trong cả chín loại sổ';
COMMENT ON COLUMN hotich.recognition.load_id IS 'Lần nạp đã ghi giá trị hiện tại (load.load_id)';
COMMENT ON COLUMN hotich.recognition.row_hash IS 'Dấu vân của nội dung, 16 byte: bằng nhau là không đổi';
COMMENT ON COLUMN hotich.recognition.unit_id IS 'Đơn vị đã lập sổ (unit.unit_id)';
COMMENT ON COLUMN hotich.recognition.book_id IS 'Quyển sổ (book.book_id)';
COMMENT ON COLUMN hotich.recognition.file_id IS 'Tệp chứa giá trị hiện tại (delivery_file.file_id)';
COMMENT ON COLUMN hotich.recognition.row_no IS 'Số dòng trong trang tính, như Excel hiển thị';
COMMENT ON COLUMN hotich.recognition.entry_no IS 'Số đăng ký, phần số';
COMMENT ON COLUMN hotich.recognition.registered_on IS 'Ngày đăng ký (ngayDangKy)';
COMMENT ON COLUMN hotich.recognition.registered_until IS 'Ngày cuối của khoảng khi ngày đăng ký chỉ ghi tháng hoặc năm; trống: ngày đầy đủ';
COMMENT ON COLUMN hotich.recognition.entry_year IS 'Năm của số đăng ký';
COMMENT ON COLUMN hotich.recognition.key_book IS 'Số quyển trong khóa; 0 từ 1/4/2006, khi số đăng ký chạy suốt năm';
COMMENT ON COLUMN hotich.recognition.entry_suffix IS 'Phần chữ sau số đăng ký (a, bis), thường trống';
COMMENT ON COLUMN hotich.recognition.stage_id IS 'Giai đoạn của kế hoạch theo ngày đăng ký';
COMMENT ON COLUMN hotich.recognition.entry_number IS 'Số đăng ký (so)';
COMMENT ON COLUMN hotich.recognition.book_number IS 'Quyển số (quyenSo)';
COMMENT ON COLUMN hotich.recognition.page_number IS 'Trang số (trangSo)';
COMMENT ON COLUMN hotich.recognition.decision_number IS 'Quyết định số (quyetDinhSo)';
COMMENT ON COLUMN hotich.recognition.registration_kind IS 'Loại đăng ký (loaiDangKy)';
COMMENT ON COLUMN hotich.recognition.recognition_kind IS 'Loại xác nhận (loaiXacNhan): 1 cha nhận con · 2 mẹ nhận con · 3 con nhận cha · 4 con nhận mẹ';
COMMENT ON COLUMN hotich.recognition.registration_place IS 'Nơi đăng ký (noiDangKy)';
COMMENT ON COLUMN hotich.recognition.signer_name IS 'Người ký (nguoiKy)';
COMMENT ON COLUMN hotich.recognition.signer_title IS 'Chức vụ người ký (chucVuNguoiKy)';
COMMENT ON COLUMN hotich.recognition.transcriber_name IS 'Người thực hiện (nguoiThucHien)';
COMMENT ON COLUMN hotich.recognition.note IS 'Ghi chú (ghiChu)';
COMMENT ON COLUMN hotich.recognition.parent_full_name IS 'Cha/mẹ: họ, chữ đệm, tên (cmHoTen)';
COMMENT ON COLUMN hotich.recognition.parent_birth_date IS 'Cha/mẹ: ngày sinh (cmNgaySinh); EDTF: yyyy, yyyy-mm hoặc yyyy-mm-dd';
COMMENT ON COLUMN hotich.recognition.parent_ethnicity IS 'Cha/mẹ: dân tộc (cmDanToc)';
COMMENT ON COLUMN hotich.recognition.parent_nationality IS 'Cha/mẹ: quốc tịch (cmQuocTich)';
COMMENT ON COLUMN hotich.recognition.parent_other_nationality IS 'Cha/mẹ: quốc tịch khác (cmQuocTichKhac)';
COMMENT ON COLUMN hotich.recognition.parent_native_place IS 'Cha/mẹ: quê quán (cmQueQuan)';
COMMENT ON COLUMN hotich.recognition.parent_residence_kind IS 'Cha/mẹ: loại cư trú (cmLoaiCuTru): 1 thường trú · 2 tạm trú · 0 không có thông tin';
COMMENT ON COLUMN hotich.recognition.parent_residence_place IS 'Cha/mẹ: nơi cư trú (cmNoiCuTru)';
COMMENT ON COLUMN hotich.recognition.parent_identity_document_kind IS 'Cha/mẹ: loại giấy tờ tùy thân (cmLoaiGiayToTuyThan): 1 CMND · 2 hộ chiếu · 3 thẻ thường trú · 4 CCCD · 5 GCM quân đội nhân dân · 6 GCM sĩ quan · 7 GCM công an · 8 khác';
COMMENT ON COLUMN hotich.recognition.parent_other_document IS 'Cha/mẹ: giấy tờ khác (cmGiayToKhac)';
COMMENT ON COLUMN hotich.recognition.parent_identity_number IS 'Cha/mẹ: số giấy tờ tùy thân (cmSoGiayToTuyThan)';
COMMENT ON COLUMN hotich.recognition.parent_identity_issued_on IS 'Cha/mẹ: ngày cấp giấy tờ (cmNgayCapGiayToTuyThan); EDTF: yyyy, yyyy-mm hoặc yyyy-mm-dd';
COMMENT ON COLUMN hotich.recognition.parent_identity_issue_place IS 'Cha/mẹ: nơi cấp giấy tờ (cmNoiCapGiayToTuyThan)';
COMMENT ON COLUMN hotich.recognition.child_full_name IS 'Người con: họ, chữ đệm, tên (ncHoTen)';
COMMENT ON COLUMN hotich.recognition.child_birth_date IS 'Người con: ngày sinh (ncNgaySinh); EDTF: yyyy, yyyy-mm hoặc yyyy-mm-dd';
COMMENT ON COLUMN hotich.recognition.child_ethnicity IS 'Người con: dân tộc (ncDanToc)';
COMMENT ON COLUMN hotich.recognition.child_nationality IS 'Người con: quốc tịch (ncQuocTich)';
COMMENT ON COLUMN hotich.recognition.child_other_nationality IS 'Người con: quốc tịch khác (ncQuocTichKhac)';
COMMENT ON COLUMN hotich.recognition.child_native_place IS 'Người con: quê quán (ncQueQuan)';
COMMENT ON COLUMN hotich.recognition.child_residence_kind IS 'Người con: loại cư trú (ncLoaiCuTru): 1 thường trú · 2 tạm trú · 0 không có thông tin';
COMMENT ON COLUMN hotich.recognition.child_residence_place IS 'Người con: nơi cư trú (ncNoiCuTru)';
COMMENT ON COLUMN hotich.recognition.child_identity_document_kind IS 'Người con: loại giấy tờ tùy thân (ncLoaiGiayToTuyThan): 1 CMND · 2 hộ chiếu · 3 thẻ thường trú · 4 CCCD · 5 GCM quân đội nhân dân · 6 GCM sĩ quan · 7 GCM công an · 8 khác';
COMMENT ON COLUMN hotich.recognition.child_other_document IS 'Người con: giấy tờ khác (ncGiayToKhac)';
COMMENT ON COLUMN hotich.recognition.child_identity_number IS 'Người con: số giấy tờ tùy thân (ncSoGiayToTuyThan)';
COMMENT ON COLUMN hotich.recognition.child_identity_issued_on IS 'Người con: ngày cấp giấy tờ (ncNgayCapGiayToTuyThan); EDTF: yyyy, yyyy-mm hoặc yyyy-mm-dd';
COMMENT ON COLUMN hotich.recognition.child_identity_issue_place IS 'Người con: nơi cấp giấy tờ (ncNoiCapGiayToTuyThan)';
COMMENT ON COLUMN hotich.recognition.declarant_full_name IS 'Người yêu cầu: họ, chữ đệm, tên (nycHoTen)';
COMMENT ON COLUMN hotich.recognition.declarant_relation_to_recognised IS 'Người yêu cầu: quan hệ với người được nhận (nycQHNguoiDuocNhan)';
COMMENT ON COLUMN hotich.recognition.declarant_relation_to_recogniser IS 'Người yêu cầu: quan hệ với người nhận (nycQHNguoiNhan)';
COMMENT ON COLUMN hotich.recognition.declarant_identity_document_kind IS 'Người yêu cầu: loại giấy tờ tùy thân (nycLoaiGiayToTuyThan): 1 CMND · 2 hộ chiếu · 3 thẻ thường trú · 4 CCCD · 5 GCM quân đội nhân dân · 6 GCM sĩ quan · 7 GCM công an · 8 khác';
COMMENT ON COLUMN hotich.recognition.declarant_other_document IS 'Người yêu cầu: giấy tờ khác (nycGiayToKhac)';
COMMENT ON COLUMN hotich.recognition.declarant_identity_number IS 'Người yêu cầu: số giấy tờ tùy thân (nycSoGiayToTuyThan)';
COMMENT ON COLUMN hotich.recognition.declarant_identity_issued_on IS 'Người yêu cầu: ngày cấp giấy tờ (nycNgayCapGiayToTuyThan); EDTF: yyyy, yyyy-mm hoặc yyyy-mm-dd';
COMMENT ON COLUMN hotich.recognition.declarant_identity_issue_place IS 'Người yêu cầu: nơi cấp giấy tờ (nycNoiCapGiayToTuyThan)';
COMMENT ON COLUMN hotich.recognition.foreign_registration_number IS 'Số đăng ký ở nước ngoài (soDangKyNuocNgoai)';
COMMENT ON COLUMN hotich.recognition.foreign_registered_on IS 'Ngày đăng ký ở nước ngoài (ngayDangKyNuocNgoai); EDTF: yyyy, yyyy-mm hoặc yyyy-mm-dd';
COMMENT ON COLUMN hotich.recognition.foreign_authority IS 'Cơ quan nước ngoài đã đăng ký (cqNuocNgoaiDaDangKy)';
COMMENT ON COLUMN hotich.recognition.foreign_country IS 'Quốc gia nước ngoài đã đăng ký (qgNuocNgoaiDaDangKy)';
COMMENT ON COLUMN hotich.recognition.written IS 'Nguyên văn của các ô mà giá trị chuẩn hóa khác cách ghi: {tên trường: nguyên văn}';

CREATE TABLE hotich.returned_row (
    returned_row_id BIGINT GENERATED ALWAYS AS IDENTITY,
    load_id BIGINT NOT NULL,
    book_id INTEGER NOT NULL,
    file_id INTEGER NOT NULL,
    row_no INTEGER NOT NULL,
    case_id BIGINT,
    entry_year SMALLINT,
    key_book SMALLINT,
    entry_no INTEGER,
    entry_suffix TEXT,
    row JSONB NOT NULL,
    reasons JSONB NOT NULL,
    state TEXT NOT NULL,
    owner_unit_id INTEGER NOT NULL,
    next_step TEXT NOT NULL,
    opened_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    closed_at TIMESTAMP WITH TIME ZONE,
    closed_by_file_id INTEGER,
    PRIMARY KEY (returned_row_id),
    CONSTRAINT state_known CHECK (state IN ('open', 'mended', 'confirmed', 'replaced'))
);
CREATE INDEX returned_row_book ON hotich.returned_row (book_id, state);
COMMENT ON TABLE hotich.returned_row IS 'Dòng trả lại: chờ đơn vị sửa và gửi lại';
COMMENT ON COLUMN hotich.returned_row.returned_row_id IS 'Mã dòng trả lại';
COMMENT ON COLUMN hotich.returned_row.load_id IS 'Lần nạp đã trả';
COMMENT ON COLUMN hotich.returned_row.book_id IS 'Quyển sổ';
COMMENT ON COLUMN hotich.returned_row.file_id IS 'Tệp';
COMMENT ON COLUMN hotich.returned_row.row_no IS 'Số dòng trong trang tính';
COMMENT ON COLUMN hotich.returned_row.case_id IS 'Trường hợp đã nạp trước đó mang cùng khóa, vẫn được giữ';
COMMENT ON COLUMN hotich.returned_row.entry_year IS 'Năm của số đăng ký; trống: không đọc được';
COMMENT ON COLUMN hotich.returned_row.key_book IS 'Số quyển trong khóa';
COMMENT ON COLUMN hotich.returned_row.entry_no IS 'Số đăng ký';
COMMENT ON COLUMN hotich.returned_row.entry_suffix IS 'Phần chữ sau số';
COMMENT ON COLUMN hotich.returned_row.row IS 'Dòng như đã ghi: {tên trường: nguyên văn}';
COMMENT ON COLUMN hotich.returned_row.reasons IS 'Các quy tắc đã vi phạm: [{rule_id, severity, field, detail}]';
COMMENT ON COLUMN hotich.returned_row.state IS 'Trạng thái: open chờ sửa · mended đã sửa và nạp · confirmed đã xác nhận đúng như sổ · replaced đã có tệp giao lại';
COMMENT ON COLUMN hotich.returned_row.owner_unit_id IS 'Đơn vị phải xử lý';
COMMENT ON COLUMN hotich.returned_row.next_step IS 'Việc cần làm';
COMMENT ON COLUMN hotich.returned_row.opened_at IS 'Trả lại lúc';
COMMENT ON COLUMN hotich.returned_row.closed_at IS 'Đóng lúc';
COMMENT ON COLUMN hotich.returned_row.closed_by_file_id IS 'Tệp đã thay hoặc sửa dòng này';

CREATE TABLE hotich.unit (
    unit_id INTEGER NOT NULL,
    code TEXT NOT NULL,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    level TEXT NOT NULL,
    tier TEXT,
    parent_code TEXT,
    valid_from DATE,
    valid_to DATE,
    successor_ids INTEGER[] DEFAULT '{}' NOT NULL,
    PRIMARY KEY (unit_id),
    CONSTRAINT unit_code_dated UNIQUE (code, valid_from)
);
COMMENT ON TABLE hotich.unit IS 'Đơn vị hành chính theo thời gian; khóa là (mã, ngày bắt đầu)';
COMMENT ON COLUMN hotich.unit.unit_id IS 'Mã đơn vị của hệ thống, không đổi';
COMMENT ON COLUMN hotich.unit.code IS 'Mã của Tổng cục Thống kê; có thể được dùng lại cho đơn vị khác';
COMMENT ON COLUMN hotich.unit.name IS 'Tên đơn vị';
COMMENT ON COLUMN hotich.unit.kind IS 'Loại: xã, phường, thị trấn, huyện, thành phố, tỉnh';
COMMENT ON COLUMN hotich.unit.level IS 'Cấp: province, district, commune';
COMMENT ON COLUMN hotich.unit.tier IS 'Nhóm lưu trữ của kế hoạch; trống: không thuộc kế hoạch';
COMMENT ON COLUMN hotich.unit.parent_code IS 'Mã đơn vị cấp trên';
COMMENT ON COLUMN hotich.unit.valid_from IS 'Ngày bắt đầu; trống: từ trước khi có danh mục';
COMMENT ON COLUMN hotich.unit.valid_to IS 'Ngày cuối; trống: đang tồn tại';
COMMENT ON COLUMN hotich.unit.successor_ids IS 'Đơn vị kế thừa';

CREATE TABLE hotich.book (
    book_id INTEGER GENERATED ALWAYS AS IDENTITY,
    unit_id INTEGER NOT NULL,
    register TEXT NOT NULL,
    year SMALLINT NOT NULL,
    book_no SMALLINT NOT NULL,
    state TEXT NOT NULL,
    stage_id TEXT,
    opened_on DATE,
    straddling BOOLEAN DEFAULT false NOT NULL,
    fence BIGINT DEFAULT 0 NOT NULL,
    attempt_load_id BIGINT,
    current_file_id INTEGER,
    current_version SMALLINT DEFAULT 0 NOT NULL,
    case_count INTEGER DEFAULT 0 NOT NULL,
    accepted_at TIMESTAMP WITH TIME ZONE,
    updated_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    PRIMARY KEY (book_id),
    CONSTRAINT state_known CHECK (state IN ('listed', 'delivered', 'loaded', 'partly_loaded', 'returned')),
    CONSTRAINT book_key UNIQUE (unit_id, register, year, book_no),
    FOREIGN KEY(unit_id) REFERENCES hotich.unit (unit_id)
);
COMMENT ON TABLE hotich.book IS 'Quyển sổ hộ tịch: có trong thống kê hoặc đã giao';
COMMENT ON COLUMN hotich.book.book_id IS 'Mã quyển sổ của hệ thống';
COMMENT ON COLUMN hotich.book.unit_id IS 'Đơn vị đã lập sổ';
COMMENT ON COLUMN hotich.book.register IS 'Loại sổ: KH, KS, CMC, HN, KT, GH, CDGH, LH, TDCC';
COMMENT ON COLUMN hotich.book.year IS 'Năm của sổ';
COMMENT ON COLUMN hotich.book.book_no IS 'Số quyển';
COMMENT ON COLUMN hotich.book.state IS 'Trạng thái: listed có trong thống kê, chưa giao · delivered đã giao, chưa nạp · loaded đã nạp đủ · partly_loaded đã nạp một phần, có dòng trả lại · returned đã giao, chưa dòng nào nạp được';
COMMENT ON COLUMN hotich.book.stage_id IS 'Giai đoạn theo ngày mở sổ; trống: chưa xác định';
COMMENT ON COLUMN hotich.book.opened_on IS 'Ngày mở sổ đã dùng để xếp giai đoạn';
COMMENT ON COLUMN hotich.book.straddling IS 'Sổ có trường hợp thuộc nhiều giai đoạn';
COMMENT ON COLUMN hotich.book.fence IS 'Số của lần nạp mới nhất; lần nạp mang số cũ hơn không được ghi';
COMMENT ON COLUMN hotich.book.attempt_load_id IS 'Lần nạp giữ số ấy';
COMMENT ON COLUMN hotich.book.current_file_id IS 'Tệp có nội dung đang nạp';
COMMENT ON COLUMN hotich.book.current_version IS 'Số .vN cao nhất đã nạp; 0: tên tệp không có .vN';
COMMENT ON COLUMN hotich.book.case_count IS 'Số trường hợp đang có trong bảng của loại sổ';
COMMENT ON COLUMN hotich.book.accepted_at IS 'Khi quyển sổ được nghiệm thu; trống: chưa';
COMMENT ON COLUMN hotich.book.updated_at IS 'Lần cập nhật cuối';

CREATE TABLE hotich.stage (
    plan_version_id INTEGER NOT NULL,
    stage_id TEXT NOT NULL,
    position SMALLINT NOT NULL,
    tier TEXT NOT NULL,
    phase_no SMALLINT NOT NULL,
    title TEXT NOT NULL,
    clause TEXT NOT NULL,
    window_start DATE NOT NULL,
    window_end DATE NOT NULL,
    registrations_from DATE,
    registrations_until DATE NOT NULL,
    CONSTRAINT stage_pkey PRIMARY KEY (plan_version_id, stage_id),
    FOREIGN KEY(plan_version_id) REFERENCES hotich.plan_version (plan_version_id)
);
COMMENT ON TABLE hotich.stage IS 'Các giai đoạn của từng phiên bản kế hoạch';
COMMENT ON COLUMN hotich.stage.plan_version_id IS 'Phiên bản kế hoạch';
COMMENT ON COLUMN hotich.stage.stage_id IS 'Mã giai đoạn, ví dụ huyen_xa_1';
COMMENT ON COLUMN hotich.stage.position IS 'Thứ tự trong kế hoạch';
COMMENT ON COLUMN hotich.stage.tier IS 'Nhóm lưu trữ: Sở Tư pháp, hoặc UBND cấp huyện và cấp xã';
COMMENT ON COLUMN hotich.stage.phase_no IS 'Số thứ tự giai đoạn';
COMMENT ON COLUMN hotich.stage.title IS 'Tên giai đoạn';
COMMENT ON COLUMN hotich.stage.clause IS 'Mục của kế hoạch';
COMMENT ON COLUMN hotich.stage.window_start IS 'Ngày đầu của thời hạn làm việc';
COMMENT ON COLUMN hotich.stage.window_end IS 'Ngày cuối của thời hạn làm việc';
COMMENT ON COLUMN hotich.stage.registrations_from IS 'Ngày đăng ký sớm nhất; trống: không giới hạn';
COMMENT ON COLUMN hotich.stage.registrations_until IS 'Ngày đăng ký muộn nhất';

CREATE TABLE hotich.validation_result (
    batch_id TEXT NOT NULL,
    rule_id TEXT NOT NULL,
    severity TEXT NOT NULL,
    evaluated_count INTEGER DEFAULT 0 NOT NULL,
    failed_count INTEGER DEFAULT 0 NOT NULL,
    at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT validation_result_pkey PRIMARY KEY (batch_id, rule_id),
    FOREIGN KEY(batch_id) REFERENCES hotich.batch (batch_id)
);
COMMENT ON TABLE hotich.validation_result IS 'Kết quả Great Expectations của từng lô theo quy tắc';
COMMENT ON COLUMN hotich.validation_result.batch_id IS 'Lô';
COMMENT ON COLUMN hotich.validation_result.rule_id IS 'Quy tắc';
COMMENT ON COLUMN hotich.validation_result.severity IS 'Mức: error, warning, notice';
COMMENT ON COLUMN hotich.validation_result.evaluated_count IS 'Số dòng hoặc sổ đã xét';
COMMENT ON COLUMN hotich.validation_result.failed_count IS 'Số dòng hoặc sổ vi phạm';
COMMENT ON COLUMN hotich.validation_result.at IS 'Thời điểm';

CREATE TABLE hotich.delivery_file (
    file_id INTEGER GENERATED ALWAYS AS IDENTITY,
    path TEXT NOT NULL,
    size BIGINT NOT NULL,
    modified_at TIMESTAMP WITH TIME ZONE,
    sha256 TEXT,
    kind TEXT NOT NULL,
    unit_id INTEGER,
    register TEXT,
    year SMALLINT,
    book_no SMALLINT,
    version SMALLINT DEFAULT 0 NOT NULL,
    book_id INTEGER,
    batch_id TEXT,
    load_id BIGINT,
    sheet TEXT,
    content_digest TEXT,
    state TEXT NOT NULL,
    reason TEXT,
    notices JSONB DEFAULT '[]' NOT NULL,
    rows_read INTEGER DEFAULT 0 NOT NULL,
    rows_loaded INTEGER DEFAULT 0 NOT NULL,
    rows_unchanged INTEGER DEFAULT 0 NOT NULL,
    rows_returned INTEGER DEFAULT 0 NOT NULL,
    seen_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    decided_at TIMESTAMP WITH TIME ZONE,
    PRIMARY KEY (file_id),
    CONSTRAINT kind_known CHECK (kind IN ('book', 'short', 'inventory', 'scan', 'fix', 'manifest', 'unknown')),
    CONSTRAINT state_known CHECK (state IN ('received', 'extracted', 'validated', 'loaded', 'partly_loaded', 'unchanged', 'superseded', 'rejected')),
    CONSTRAINT delivery_file_sighting UNIQUE (path, modified_at, size),
    FOREIGN KEY(unit_id) REFERENCES hotich.unit (unit_id),
    FOREIGN KEY(book_id) REFERENCES hotich.book (book_id),
    FOREIGN KEY(batch_id) REFERENCES hotich.batch (batch_id),
    FOREIGN KEY(load_id) REFERENCES hotich.load (load_id)
);
CREATE INDEX delivery_file_batch ON hotich.delivery_file (batch_id);
CREATE INDEX delivery_file_book ON hotich.delivery_file (book_id);
CREATE INDEX delivery_file_sha256 ON hotich.delivery_file (sha256);
COMMENT ON TABLE hotich.delivery_file IS 'Mọi tệp đã thấy trong hộp nhận; mỗi tệp kết thúc ở đúng một trạng thái, có lý do';
COMMENT ON COLUMN hotich.delivery_file.file_id IS 'Mã tệp của hệ thống';
COMMENT ON COLUMN hotich.delivery_file.path IS 'Đường dẫn trong hộp nhận';
COMMENT ON COLUMN hotich.delivery_file.size IS 'Độ lớn, byte';
COMMENT ON COLUMN hotich.delivery_file.modified_at IS 'Giờ sửa cuối theo kho chứa tệp';
COMMENT ON COLUMN hotich.delivery_file.sha256 IS 'Mã băm của tệp';
COMMENT ON COLUMN hotich.delivery_file.kind IS 'Loại tệp: book sổ nhập lần một · short nhập lần hai · inventory thống kê sổ · scan bản quét · fix dòng trả lại đã sửa · manifest bảng kê mã băm · unknown không nhận ra';
COMMENT ON COLUMN hotich.delivery_file.unit_id IS 'Đơn vị của thư mục đầu; trống: không nhận ra';
COMMENT ON COLUMN hotich.delivery_file.register IS 'Loại sổ theo tên tệp';
COMMENT ON COLUMN hotich.delivery_file.year IS 'Năm theo tên tệp';
COMMENT ON COLUMN hotich.delivery_file.book_no IS 'Số quyển theo tên tệp';
COMMENT ON COLUMN hotich.delivery_file.version IS 'Số .vN; 0: không có';
COMMENT ON COLUMN hotich.delivery_file.book_id IS 'Quyển sổ';
COMMENT ON COLUMN hotich.delivery_file.batch_id IS 'Lô đang hoặc đã xử lý';
COMMENT ON COLUMN hotich.delivery_file.load_id IS 'Lần nạp đã kết thúc tệp';
COMMENT ON COLUMN hotich.delivery_file.sheet IS 'Trang tính đã đọc';
COMMENT ON COLUMN hotich.delivery_file.content_digest IS 'Mã băm của nội dung: các dòng của cột đã biết, bỏ định dạng';
COMMENT ON COLUMN hotich.delivery_file.state IS 'Trạng thái: received đã nhận · extracted đã đọc · validated đã kiểm tra · loaded đã nạp · partly_loaded đã nạp một phần · unchanged không đổi · superseded đã có bản mới hơn · rejected bị từ chối';
COMMENT ON COLUMN hotich.delivery_file.reason IS 'Lý do của trạng thái, để cán bộ đọc';
COMMENT ON COLUMN hotich.delivery_file.notices IS 'Lưu ý: [{id, text}]';
COMMENT ON COLUMN hotich.delivery_file.rows_read IS 'Số dòng đã đọc = nạp + không đổi + trả lại';
COMMENT ON COLUMN hotich.delivery_file.rows_loaded IS 'Số dòng đã nạp (mới hoặc thay đổi)';
COMMENT ON COLUMN hotich.delivery_file.rows_unchanged IS 'Số dòng không đổi';
COMMENT ON COLUMN hotich.delivery_file.rows_returned IS 'Số dòng trả lại';
COMMENT ON COLUMN hotich.delivery_file.seen_at IS 'Khi hệ thống thấy tệp';
COMMENT ON COLUMN hotich.delivery_file.decided_at IS 'Khi tệp có trạng thái cuối';

CREATE TABLE hotich.inventory (
    inventory_id INTEGER GENERATED ALWAYS AS IDENTITY,
    unit_id INTEGER NOT NULL,
    file_id INTEGER NOT NULL,
    dated_on DATE NOT NULL,
    taken_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    PRIMARY KEY (inventory_id),
    CONSTRAINT inventory_file UNIQUE (file_id),
    FOREIGN KEY(unit_id) REFERENCES hotich.unit (unit_id),
    FOREIGN KEY(file_id) REFERENCES hotich.delivery_file (file_id)
);
CREATE INDEX inventory_unit ON hotich.inventory (unit_id, dated_on);
COMMENT ON TABLE hotich.inventory IS 'Bản thống kê sổ của đơn vị (thong_ke_so.xlsx), giữ mọi phiên bản';
COMMENT ON COLUMN hotich.inventory.inventory_id IS 'Mã bản thống kê';
COMMENT ON COLUMN hotich.inventory.unit_id IS 'Đơn vị lập';
COMMENT ON COLUMN hotich.inventory.file_id IS 'Tệp';
COMMENT ON COLUMN hotich.inventory.dated_on IS 'Ngày có hiệu lực; bản sau thay bản trước';
COMMENT ON COLUMN hotich.inventory.taken_at IS 'Khi hệ thống nhận';

CREATE TABLE hotich.short_row (
    file_id INTEGER NOT NULL,
    row_no INTEGER NOT NULL,
    book_id INTEGER NOT NULL,
    entry_year SMALLINT,
    entry_no INTEGER,
    entry_suffix TEXT,
    values JSONB NOT NULL,
    written JSONB,
    CONSTRAINT short_row_pkey PRIMARY KEY (file_id, row_no),
    FOREIGN KEY(file_id) REFERENCES hotich.delivery_file (file_id),
    FOREIGN KEY(book_id) REFERENCES hotich.book (book_id)
);
CREATE INDEX short_row_book ON hotich.short_row (book_id);
COMMENT ON TABLE hotich.short_row IS 'Dòng của lần nhập thứ hai (.short), giữ nguyên để đối chiếu';
COMMENT ON COLUMN hotich.short_row.file_id IS 'Tệp nhập lần hai';
COMMENT ON COLUMN hotich.short_row.row_no IS 'Số dòng trong tệp';
COMMENT ON COLUMN hotich.short_row.book_id IS 'Quyển sổ';
COMMENT ON COLUMN hotich.short_row.entry_year IS 'Năm của số đăng ký';
COMMENT ON COLUMN hotich.short_row.entry_no IS 'Số đăng ký';
COMMENT ON COLUMN hotich.short_row.entry_suffix IS 'Phần chữ sau số';
COMMENT ON COLUMN hotich.short_row.values IS '{tên trường: giá trị chuẩn hóa}';
COMMENT ON COLUMN hotich.short_row.written IS '{tên trường: nguyên văn} khi khác';

CREATE TABLE hotich.inventory_book (
    inventory_id INTEGER NOT NULL,
    book_id INTEGER NOT NULL,
    stage_id TEXT,
    opened_on DATE,
    locked_on DATE,
    page_count INTEGER,
    case_count INTEGER,
    struck_out_count INTEGER DEFAULT 0 NOT NULL,
    condition TEXT,
    note TEXT,
    CONSTRAINT inventory_book_pkey PRIMARY KEY (inventory_id, book_id),
    FOREIGN KEY(inventory_id) REFERENCES hotich.inventory (inventory_id),
    FOREIGN KEY(book_id) REFERENCES hotich.book (book_id)
);
COMMENT ON TABLE hotich.inventory_book IS 'Các quyển sổ trong bản thống kê; mẫu số của tiến độ';
COMMENT ON COLUMN hotich.inventory_book.inventory_id IS 'Bản thống kê';
COMMENT ON COLUMN hotich.inventory_book.book_id IS 'Quyển sổ';
COMMENT ON COLUMN hotich.inventory_book.stage_id IS 'Giai đoạn theo ngày mở sổ; trống: ngoài kế hoạch';
COMMENT ON COLUMN hotich.inventory_book.opened_on IS 'Ngày mở sổ';
COMMENT ON COLUMN hotich.inventory_book.locked_on IS 'Ngày khóa sổ';
COMMENT ON COLUMN hotich.inventory_book.page_count IS 'Tổng số trang';
COMMENT ON COLUMN hotich.inventory_book.case_count IS 'Tổng số trường hợp; trống: không ghi';
COMMENT ON COLUMN hotich.inventory_book.struck_out_count IS 'Số trường hợp đã gạch bỏ';
COMMENT ON COLUMN hotich.inventory_book.condition IS 'Tình trạng: tot, rach, mo, mat';
COMMENT ON COLUMN hotich.inventory_book.note IS 'Ghi chú';

-- Chỉ ghi thêm: nhật ký và ảnh chụp tiến độ không được sửa, xóa.
CREATE FUNCTION hotich.forbid_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'Bảng %.% chỉ được ghi thêm: không được sửa, xóa.', TG_TABLE_SCHEMA, TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE TRIGGER audit_log_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON hotich.audit_log
    FOR EACH STATEMENT EXECUTE FUNCTION hotich.forbid_change();
CREATE TRIGGER progress_snapshot_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON hotich.progress_snapshot
    FOR EACH STATEMENT EXECUTE FUNCTION hotich.forbid_change();

CREATE FUNCTION hotich.audit_digest(entry hotich.audit_log) RETURNS bytea LANGUAGE sql IMMUTABLE AS $$
    SELECT sha256(entry.previous_hash || convert_to(jsonb_build_array(
        entry.audit_id, extract(epoch FROM entry.at), entry.actor, entry.action, entry.register, entry.unit_id,
        entry.book_id, entry.case_id, entry.load_id, entry.file_id, entry.field, entry.before, entry.after,
        entry.before_written, entry.after_written, entry.detail)::text, 'UTF8'))
$$;
COMMENT ON FUNCTION hotich.audit_digest(hotich.audit_log) IS
    'Mã băm của một dòng nhật ký, nối với dòng trước';

CREATE FUNCTION hotich.chain_audit() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE last record;
BEGIN
    -- Held to the end of the transaction: two writers never extend the same link.
    PERFORM pg_advisory_xact_lock(hashtext('hotich.audit_log'));
    SELECT audit_id, hash INTO last FROM hotich.audit_log ORDER BY audit_id DESC LIMIT 1;
    NEW.audit_id := coalesce(last.audit_id, 0) + 1;
    NEW.previous_hash := coalesce(last.hash, ''::bytea);
    NEW.at := now();
    NEW.hash := hotich.audit_digest(NEW);
    RETURN NEW;
END $$;
CREATE TRIGGER audit_log_chain BEFORE INSERT ON hotich.audit_log
    FOR EACH ROW EXECUTE FUNCTION hotich.chain_audit();

CREATE FUNCTION hotich.audit_break() RETURNS bigint LANGUAGE sql STABLE AS $$
    SELECT min(checked.audit_id) FROM (
        SELECT entry.audit_id,
               entry.audit_id = row_number() OVER chain
               AND entry.previous_hash = coalesce(lag(entry.hash) OVER chain, ''::bytea)
               AND entry.hash = hotich.audit_digest(entry) AS sound
        FROM hotich.audit_log AS entry WINDOW chain AS (ORDER BY entry.audit_id)
    ) AS checked WHERE NOT checked.sound
$$;
COMMENT ON FUNCTION hotich.audit_break() IS
    'Dòng nhật ký đầu tiên không khớp chuỗi mã băm; trống: nhật ký nguyên vẹn';
