-- Mỗi con số một định nghĩa. Được tạo lại ở mỗi lần nâng cấp, nên không thuộc phiên bản nào của lược đồ.

CREATE VIEW hotich.data_date AS
SELECT coalesce(nullif(current_setting('hotich.as_of', true), '')::date,
                (now() AT TIME ZONE 'Asia/Ho_Chi_Minh')::date) AS as_of;
COMMENT ON VIEW hotich.data_date IS 'Số liệu đến ngày: cài đặt hotich.as_of của phiên, mặc định hôm nay';

CREATE VIEW hotich.current_inventory AS
SELECT DISTINCT ON (i.unit_id) i.unit_id, i.inventory_id, i.dated_on
FROM hotich.inventory i CROSS JOIN hotich.data_date d
WHERE i.dated_on <= d.as_of
ORDER BY i.unit_id, i.dated_on DESC, i.inventory_id DESC;
COMMENT ON VIEW hotich.current_inventory IS 'Bản thống kê sổ đang có hiệu lực của từng đơn vị';

-- Views “WITH (security_barrier)” count what readers may not read: the owner runs them, and they filter by what the
-- session may see (hotich.storage.sharing). For the owner and the reports the filter is true, asked once a query.
CREATE VIEW hotich.returned_count WITH (security_barrier) AS
SELECT r.book_id, count(*) AS open_rows,
       count(*) FILTER (WHERE r.entry_no IS NULL)
       + count(DISTINCT (r.entry_year, r.key_book, r.entry_no, r.entry_suffix))
         FILTER (WHERE r.entry_no IS NOT NULL AND r.case_id IS NULL) AS new_keys
FROM hotich.returned_row r
WHERE r.state = 'open' AND ((SELECT hotich.sees_all()) OR r.book_id IN (
    SELECT b.book_id FROM hotich.book b WHERE b.unit_id = ANY ((SELECT hotich.visible_units())::int[])))
GROUP BY r.book_id;
COMMENT ON VIEW hotich.returned_count IS 'Dòng đang trả lại theo quyển sổ';
COMMENT ON COLUMN hotich.returned_count.open_rows IS 'Số dòng đang chờ đơn vị sửa';
COMMENT ON COLUMN hotich.returned_count.new_keys IS 'Số khóa khác nhau trong đó mà trường hợp chưa nạp';

CREATE VIEW hotich.book_progress AS
SELECT b.book_id, b.unit_id, b.register, b.year, b.book_no, coalesce(b.stage_id, l.stage_id, '') AS stage_id,
       b.state, b.straddling,
       l.book_id IS NOT NULL AS listed,
       b.state <> 'listed' AS delivered_book,
       b.case_count > 0 AS loaded_book,
       greatest(l.case_count - l.struck_out_count, 0) AS planned,
       CASE WHEN l.condition = 'mat' THEN greatest(l.case_count - l.struck_out_count, 0) ELSE 0 END AS lost,
       greatest(b.case_count + coalesce(r.new_keys, 0), coalesce(w.read_rows, 0))::int AS delivered,
       greatest(b.case_count + coalesce(r.new_keys, 0), coalesce(w.checked_rows, 0))::int AS checked,
       coalesce(r.open_rows, 0)::int AS returned,
       b.case_count AS loaded,
       CASE WHEN b.accepted_at IS NULL THEN 0 ELSE b.case_count END AS accepted
FROM hotich.book b
LEFT JOIN hotich.current_inventory c ON c.unit_id = b.unit_id
LEFT JOIN hotich.inventory_book l ON l.inventory_id = c.inventory_id AND l.book_id = b.book_id
LEFT JOIN hotich.returned_count r ON r.book_id = b.book_id
LEFT JOIN (
    SELECT book_id, max(rows_read) AS read_rows, max(rows_read) FILTER (WHERE state = 'validated') AS checked_rows
    FROM hotich.delivery_file WHERE kind = 'book' AND decided_at IS NULL GROUP BY book_id
) w ON w.book_id = b.book_id;
COMMENT ON VIEW hotich.book_progress IS
    'Tiến độ từng quyển sổ, tính bằng trường hợp: theo thống kê, đã giao, đã kiểm tra, trả lại, đã nạp, đã nghiệm thu';
COMMENT ON COLUMN hotich.book_progress.planned IS
    'Số trường hợp theo thống kê trừ số đã gạch bỏ; trống: thống kê không có sổ này';
COMMENT ON COLUMN hotich.book_progress.lost IS 'Phần của planned thuộc sổ đã mất';
COMMENT ON COLUMN hotich.book_progress.delivered IS
    'Số khóa khác nhau đã giao: đã nạp cộng dòng trả lại mang khóa chưa nạp; hoặc số dòng của tệp đang chờ nếu nhiều hơn';
COMMENT ON COLUMN hotich.book_progress.checked IS 'Phần của delivered đã qua kiểm tra';
COMMENT ON COLUMN hotich.book_progress.returned IS 'Số dòng đang chờ đơn vị sửa';
COMMENT ON COLUMN hotich.book_progress.loaded IS 'Số trường hợp đang có trong bảng của loại sổ';
COMMENT ON COLUMN hotich.book_progress.accepted IS 'Số trường hợp của sổ đã nghiệm thu';

CREATE VIEW hotich.book_acceptance AS
SELECT b.book_id, b.unit_id, b.register, b.year, b.book_no, b.stage_id, b.state, b.case_count, b.accepted_at,
       b.current_file_id,
       EXISTS (SELECT FROM hotich.returned_row r WHERE r.book_id = b.book_id AND r.state = 'open') AS rows_returned,
       EXISTS (SELECT FROM hotich.missing_row m WHERE m.book_id = b.book_id AND m.file_id = b.current_file_id)
           AS rows_missing,
       EXISTS (SELECT FROM hotich.keying_difference k
               WHERE k.book_id = b.book_id AND k.closed_at IS NULL AND k.critical) AS differences_open,
       EXISTS (SELECT FROM hotich.delivery_file f WHERE f.book_id = b.book_id AND f.decided_at IS NULL
               AND f.kind IN ('book', 'short', 'fix', 'arbitration')) AS files_waiting,
       (SELECT count(*)::int FROM hotich.delivery_file f WHERE f.book_id = b.book_id AND f.load_id IS NOT NULL
        AND f.state IN ('loaded', 'partly_loaded')) AS file_count,
       s.sample_id, s.state AS sample_state, s.content_digest AS sample_digest, s.file_id AS sample_file_id,
       s.file_count AS sample_file_count
FROM hotich.book b
LEFT JOIN LATERAL (
    SELECT * FROM hotich.sample s WHERE s.book_id = b.book_id AND s.state <> 'void' ORDER BY s.sample_id DESC LIMIT 1
) s ON true;
COMMENT ON VIEW hotich.book_acceptance IS
    'Điều còn giữ quyển sổ chưa được nghiệm thu: dòng trả lại, khác biệt chưa quyết, tệp chưa xử lý, mẫu gần nhất còn hiệu lực';
COMMENT ON COLUMN hotich.book_acceptance.rows_returned IS 'Còn dòng đang trả lại';
COMMENT ON COLUMN hotich.book_acceptance.rows_missing IS 'Tệp đang nạp thiếu trường hợp đã có trong kho';
COMMENT ON COLUMN hotich.book_acceptance.differences_open IS
    'Còn khác biệt giữa hai lần nhập ở cột quan trọng, chưa quyết';
COMMENT ON COLUMN hotich.book_acceptance.files_waiting IS 'Còn tệp của quyển đã nhận mà chưa xử lý xong';
COMMENT ON COLUMN hotich.book_acceptance.file_count IS 'Số tệp đã nạp vào quyển';

CREATE VIEW hotich.unit_progress AS
SELECT p.stage_id, p.unit_id, p.register,
       CASE WHEN bool_or(c.unit_id IS NOT NULL) THEN coalesce(sum(p.planned), 0)::int END AS planned,
       coalesce(sum(p.lost), 0)::int AS lost,
       sum(p.delivered)::int AS delivered, sum(p.checked)::int AS checked, sum(p.returned)::int AS returned,
       sum(p.loaded)::int AS loaded, sum(p.accepted)::int AS accepted,
       count(*) FILTER (WHERE p.listed)::int AS books_planned,
       count(*) FILTER (WHERE p.delivered_book)::int AS books_delivered,
       count(*) FILTER (WHERE p.loaded_book)::int AS books_loaded
FROM hotich.book_progress p
LEFT JOIN hotich.current_inventory c ON c.unit_id = p.unit_id
GROUP BY p.stage_id, p.unit_id, p.register;
COMMENT ON VIEW hotich.unit_progress IS 'Tiến độ theo giai đoạn, đơn vị, loại sổ: tổng của book_progress';
COMMENT ON COLUMN hotich.unit_progress.planned IS
    'Mẫu số: tổng theo thống kê đang có hiệu lực; trống: đơn vị chưa gửi thống kê, chưa có mẫu số';
COMMENT ON COLUMN hotich.unit_progress.books_planned IS 'Số sổ có trong thống kê';
COMMENT ON COLUMN hotich.unit_progress.books_delivered IS 'Số sổ đã giao';
COMMENT ON COLUMN hotich.unit_progress.books_loaded IS 'Số sổ đã có trường hợp trong kho';

CREATE VIEW hotich.current_stage AS
SELECT s.* FROM hotich.stage s
WHERE s.plan_version_id = (SELECT max(plan_version_id) FROM hotich.plan_version);
COMMENT ON VIEW hotich.current_stage IS 'Các giai đoạn của phiên bản kế hoạch mới nhất';

CREATE VIEW hotich.stage_progress AS
SELECT s.stage_id, s.position, s.title, s.window_start, s.window_end,
       sum(u.planned)::int AS planned, coalesce(sum(u.lost), 0)::int AS lost,
       coalesce(sum(u.delivered), 0)::int AS delivered, coalesce(sum(u.checked), 0)::int AS checked,
       coalesce(sum(u.returned), 0)::int AS returned, coalesce(sum(u.loaded), 0)::int AS loaded,
       coalesce(sum(u.accepted), 0)::int AS accepted,
       coalesce(sum(u.books_planned), 0)::int AS books_planned,
       coalesce(sum(u.books_delivered), 0)::int AS books_delivered,
       coalesce(sum(u.books_loaded), 0)::int AS books_loaded,
       count(DISTINCT u.unit_id) FILTER (WHERE u.planned IS NULL)::int AS units_without_denominator
FROM hotich.current_stage s LEFT JOIN hotich.unit_progress u USING (stage_id)
GROUP BY s.stage_id, s.position, s.title, s.window_start, s.window_end;
COMMENT ON VIEW hotich.stage_progress IS 'Tiến độ theo giai đoạn: tổng của unit_progress';
COMMENT ON COLUMN hotich.stage_progress.planned IS
    'Mẫu số của các đơn vị đã gửi thống kê; trống: chưa đơn vị nào gửi, chưa có mẫu số';
COMMENT ON COLUMN hotich.stage_progress.units_without_denominator IS
    'Số đơn vị đã giao sổ mà chưa gửi thống kê';

CREATE VIEW hotich.file_count AS
SELECT f.kind, f.state, f.unit_id, f.register, count(*)::int AS files,
       coalesce(sum(f.rows_read), 0)::int AS rows_read, coalesce(sum(f.rows_loaded), 0)::int AS rows_loaded,
       coalesce(sum(f.rows_unchanged), 0)::int AS rows_unchanged,
       coalesce(sum(f.rows_returned), 0)::int AS rows_returned
FROM hotich.delivery_file f GROUP BY f.kind, f.state, f.unit_id, f.register;
COMMENT ON VIEW hotich.file_count IS 'Số tệp và số dòng theo loại tệp, trạng thái, đơn vị, loại sổ';

CREATE VIEW hotich.returned_queue WITH (security_barrier) AS
SELECT r.owner_unit_id AS unit_id, b.register, reason.value ->> 'rule_id' AS rule_id, count(*)::int AS open_rows,
       min(r.opened_at) AS oldest_at
FROM hotich.returned_row r JOIN hotich.book b USING (book_id)
CROSS JOIN LATERAL jsonb_array_elements(r.reasons) AS reason
WHERE r.state = 'open' AND reason.value ->> 'severity' = 'error'
  AND ((SELECT hotich.sees_all()) OR b.unit_id = ANY ((SELECT hotich.visible_units())::int[]))
GROUP BY 1, 2, 3;
COMMENT ON VIEW hotich.returned_queue IS
    'Dòng đang trả lại theo đơn vị, loại sổ, quy tắc; một dòng vi phạm nhiều quy tắc được kể ở mỗi quy tắc';

CREATE VIEW hotich.warning_queue WITH (security_barrier) AS
SELECT b.unit_id, b.register, w.rule_id, count(*)::int AS open_warnings
FROM hotich.case_warning w JOIN hotich.book b USING (book_id)
WHERE NOT w.confirmed AND ((SELECT hotich.sees_all()) OR b.unit_id = ANY ((SELECT hotich.visible_units())::int[]))
GROUP BY 1, 2, 3;
COMMENT ON VIEW hotich.warning_queue IS 'Cảnh báo chưa xác nhận theo đơn vị, loại sổ, quy tắc';

CREATE VIEW hotich.open_rule AS
SELECT unit_id, register, rule_id, 'error'::text AS severity, open_rows AS items,
       (oldest_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date AS oldest_on
FROM hotich.returned_queue
UNION ALL
SELECT unit_id, register, rule_id, 'warning', open_warnings, NULL FROM hotich.warning_queue;
COMMENT ON VIEW hotich.open_rule IS
    'Dòng đang trả lại và cảnh báo chưa xác nhận theo đơn vị, loại sổ, quy tắc; một dòng vi phạm nhiều quy tắc được kể ở mỗi quy tắc';

CREATE VIEW hotich.delivery_month AS
SELECT date_trunc('month', f.decided_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date AS month, f.unit_id, f.register,
       count(*)::int AS files, sum(f.rows_read)::int AS rows_read, sum(f.rows_loaded)::int AS rows_loaded,
       sum(f.rows_returned)::int AS rows_returned
FROM hotich.delivery_file f
-- The limit is a moment that is worked out once, not a day of each row.
WHERE f.decided_at < (SELECT (as_of + 1)::timestamp AT TIME ZONE 'Asia/Ho_Chi_Minh' FROM hotich.data_date)
  AND f.kind = 'book' AND f.rows_read > 0
GROUP BY 1, 2, 3;
COMMENT ON VIEW hotich.delivery_month IS
    'Dòng của các sổ nhập lần một đã xét trong từng tháng, theo đơn vị và loại sổ: đã đọc, đã nạp, trả lại';

CREATE VIEW hotich.rule_month AS
SELECT date_trunc('month', r.at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date AS month, r.rule_id, r.severity,
       sum(r.evaluated_count)::int AS evaluated, sum(r.failed_count)::int AS failed
FROM hotich.validation_result r
WHERE r.at < (SELECT (as_of + 1)::timestamp AT TIME ZONE 'Asia/Ho_Chi_Minh' FROM hotich.data_date)
  AND r.failed_count > 0
GROUP BY 1, 2, 3;
COMMENT ON VIEW hotich.rule_month IS
    'Số dòng vi phạm từng quy tắc trong từng tháng, theo các lô đã kiểm tra; cả tỉnh, không theo đơn vị';
COMMENT ON COLUMN hotich.rule_month.evaluated IS 'Số dòng đã xét trong các lô có vi phạm';

CREATE VIEW hotich.returned_month WITH (security_barrier) AS
SELECT date_trunc('month', r.opened_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date AS month, b.unit_id, b.register,
       reason.value ->> 'rule_id' AS rule_id, count(*)::int AS rows
FROM hotich.returned_row r JOIN hotich.book b USING (book_id)
CROSS JOIN LATERAL jsonb_array_elements(r.reasons) AS reason
WHERE r.opened_at < (SELECT (as_of + 1)::timestamp AT TIME ZONE 'Asia/Ho_Chi_Minh' FROM hotich.data_date)
  AND reason.value ->> 'severity' = 'error'
  AND ((SELECT hotich.sees_all()) OR b.unit_id = ANY ((SELECT hotich.visible_units())::int[]))
GROUP BY 1, 2, 3, 4;
COMMENT ON VIEW hotich.returned_month IS
    'Dòng bị trả lại trong từng tháng, theo đơn vị, loại sổ, quy tắc; sửa rồi vẫn kể ở tháng bị trả, trả lần nữa thì kể lần nữa';

CREATE VIEW hotich.stage_run AS
SELECT s.stage_id, coalesce(b.loaded, 0)::int AS batches_loaded, coalesce(b.open, 0)::int AS batches_open,
       coalesce(b.failed, 0)::int AS batches_failed, b.loaded_at, c.counted_at AS cases_counted_at,
       (SELECT count(*)::int FROM hotich.incident i WHERE i.stage_id = s.stage_id AND i.closed_at IS NULL) AS incidents
FROM hotich.current_stage s
LEFT JOIN (
    SELECT b.stage_id, count(*) FILTER (WHERE b.state = 'loaded') AS loaded,
           count(*) FILTER (WHERE b.state NOT IN ('loaded', 'failed')) AS open,
           count(*) FILTER (WHERE b.state = 'failed') AS failed, max(b.updated_at) FILTER (WHERE b.state = 'loaded') AS loaded_at
    FROM hotich.batch b GROUP BY b.stage_id
) b USING (stage_id)
LEFT JOIN (SELECT stage_id, max(taken_at) AS counted_at FROM hotich.progress_count GROUP BY stage_id) c USING (stage_id);
COMMENT ON VIEW hotich.stage_run IS
    'Việc chạy của từng giai đoạn: lô đã nạp, đang dở, lỗi; lần nạp và lần tính số liệu gần nhất; sự việc đang mở';

CREATE VIEW hotich.load_result AS
SELECT l.load_id, b.stage_id, l.register, l.state, count(f.file_id)::int AS files,
       coalesce(sum(f.rows_read), 0)::int AS rows_read, coalesce(sum(f.rows_loaded), 0)::int AS rows_loaded,
       coalesce(sum(f.rows_returned), 0)::int AS rows_returned, l.started_at, l.finished_at, l.reason
FROM hotich.load l JOIN hotich.batch b USING (batch_id)
LEFT JOIN hotich.delivery_file f ON f.batch_id = l.batch_id AND f.load_id = l.load_id
GROUP BY l.load_id, b.stage_id;
COMMENT ON VIEW hotich.load_result IS 'Từng lần nạp: giai đoạn, loại sổ, số tệp, số dòng đọc, nạp, trả lại, lý do khi không nạp được';

CREATE VIEW hotich.second_keying AS
SELECT s.book_id, s.file_id AS second_file_id,
       concat_ws('/', s.file_id,
                 (SELECT count(*) FROM hotich.delivery_file f WHERE f.book_id = s.book_id AND f.load_id IS NOT NULL),
                 (SELECT concat_ws('.', count(*), count(*) FILTER (WHERE c.state = 'applied'),
                                   count(*) FILTER (WHERE c.state = 'returned'))
                  FROM hotich.correction c JOIN hotich.delivery_file f USING (file_id)
                  WHERE c.book_id = s.book_id AND f.kind = 'arbitration')) AS seen
FROM (SELECT DISTINCT ON (book_id) book_id, file_id FROM hotich.delivery_file
      WHERE kind = 'short' AND state IN ('loaded', 'partly_loaded') AND book_id IS NOT NULL
      ORDER BY book_id, version DESC, modified_at DESC, file_id DESC) s;
COMMENT ON VIEW hotich.second_keying IS 'Tệp nhập lần hai đang có hiệu lực của từng quyển sổ';
COMMENT ON COLUMN hotich.second_keying.seen IS
    'Dấu của những gì một lần đối chiếu bây giờ sẽ thấy; khác keying.seen nghĩa là phải đối chiếu lại';

CREATE VIEW hotich.book_keying AS
SELECT b.book_id, s.book_id IS NOT NULL AS double_keyed,
       s.book_id IS NOT NULL AND s.seen IS DISTINCT FROM k.seen AS waiting,
       coalesce(d.open_critical, 0)::int AS open_critical, coalesce(d.open_content, 0)::int AS open_content,
       coalesce(d.open_light, 0)::int AS open_light, k.compared_at
FROM hotich.book b
LEFT JOIN hotich.second_keying s ON s.book_id = b.book_id
LEFT JOIN hotich.keying k ON k.book_id = b.book_id
LEFT JOIN (
    SELECT book_id, count(*) FILTER (WHERE weight = 'content' AND critical) AS open_critical,
           count(*) FILTER (WHERE weight = 'content') AS open_content,
           count(*) FILTER (WHERE weight = 'light') AS open_light
    FROM hotich.keying_difference WHERE closed_at IS NULL GROUP BY book_id
) d ON d.book_id = b.book_id;
COMMENT ON VIEW hotich.book_keying IS 'Quyển sổ đã nhập hai lần chưa, còn bao nhiêu khác biệt chờ quyết định';
COMMENT ON COLUMN hotich.book_keying.waiting IS 'Có tệp nhập lần hai hoặc lần nạp mới chưa đối chiếu';
COMMENT ON COLUMN hotich.book_keying.open_critical IS
    'Khác nội dung ở cột trọng yếu chưa quyết định: còn thì quyển sổ chưa nghiệm thu';
COMMENT ON COLUMN hotich.book_keying.open_content IS 'Khác nội dung chưa quyết định, mọi cột';
COMMENT ON COLUMN hotich.book_keying.open_light IS 'Chỉ khác cách viết, không giữ nghiệm thu';

CREATE VIEW hotich.keying_count WITH (security_barrier) AS
SELECT f.book_id, b.register, b.unit_id, coalesce(b.stage_id, '') AS stage_id, f.field, f.critical, f.cell_count,
       coalesce(d.content, 0)::int AS content, coalesce(d.light, 0)::int AS light, coalesce(d.open, 0)::int AS open
FROM hotich.keying_field f JOIN hotich.book b USING (book_id)
LEFT JOIN (
    SELECT book_id, field, count(*) FILTER (WHERE weight = 'content') AS content,
           count(*) FILTER (WHERE weight = 'light') AS light,
           count(*) FILTER (WHERE closed_at IS NULL AND weight = 'content') AS open
    FROM hotich.keying_difference WHERE state <> 'void' GROUP BY book_id, field
) d ON d.book_id = f.book_id AND d.field = f.field
WHERE (SELECT hotich.sees_all()) OR b.unit_id = ANY ((SELECT hotich.visible_units())::int[]);
COMMENT ON VIEW hotich.keying_count IS
    'Số ô đã đối chiếu và số ô khác nhau theo quyển sổ, cột; ô đã quyết định hoặc đã khớp lại vẫn được kể';
COMMENT ON COLUMN hotich.keying_count.content IS 'Số ô khác nội dung';
COMMENT ON COLUMN hotich.keying_count.light IS 'Số ô chỉ khác cách viết';
COMMENT ON COLUMN hotich.keying_count.open IS 'Số ô khác nội dung chưa quyết định';

CREATE VIEW hotich.keying_rate_by_field AS
SELECT register, field, bool_or(critical) AS critical, sum(cell_count)::int AS cells, sum(content)::int AS content,
       sum(light)::int AS light, sum(open)::int AS open,
       round(10000.0 * sum(content) / nullif(sum(cell_count), 0), 1)::float AS per_10000
FROM hotich.keying_count GROUP BY register, field;
COMMENT ON VIEW hotich.keying_rate_by_field IS 'Tỷ lệ khác nhau giữa hai lần nhập theo loại sổ, cột; không theo người';
COMMENT ON COLUMN hotich.keying_rate_by_field.per_10000 IS 'Số ô khác nội dung trên 10.000 ô đã đối chiếu';

CREATE VIEW hotich.keying_rate_by_book AS
SELECT c.book_id, c.unit_id, c.register, c.stage_id, k.case_count AS cases, k.row_count AS second_rows,
       k.both_count AS both_keyings, k.doubled_count AS doubled, k.unnumbered_count AS unnumbered,
       sum(c.cell_count)::int AS cells, sum(c.content)::int AS content, sum(c.light)::int AS light,
       sum(c.open)::int AS open, round(10000.0 * sum(c.content) / nullif(sum(c.cell_count), 0), 1)::float AS per_10000
FROM hotich.keying_count c JOIN hotich.keying k USING (book_id)
GROUP BY c.book_id, c.unit_id, c.register, c.stage_id, k.book_id;
COMMENT ON VIEW hotich.keying_rate_by_book IS 'Tỷ lệ khác nhau giữa hai lần nhập theo quyển sổ; không theo người';
COMMENT ON COLUMN hotich.keying_rate_by_book.per_10000 IS 'Số ô khác nội dung trên 10.000 ô đã đối chiếu';

CREATE VIEW hotich.keying_rate_by_register AS
SELECT register, count(DISTINCT book_id)::int AS books, sum(cell_count)::int AS cells, sum(content)::int AS content,
       sum(light)::int AS light, sum(open)::int AS open,
       round(10000.0 * sum(content) / nullif(sum(cell_count), 0), 1)::float AS per_10000
FROM hotich.keying_count GROUP BY register;
COMMENT ON VIEW hotich.keying_rate_by_register IS 'Tỷ lệ khác nhau giữa hai lần nhập theo loại sổ; không theo người';
COMMENT ON COLUMN hotich.keying_rate_by_register.per_10000 IS 'Số ô khác nội dung trên 10.000 ô đã đối chiếu';
CREATE VIEW hotich.registered_case AS
SELECT 'KH'::text AS register, case_id, unit_id, book_id, entry_year, key_book, entry_no, entry_suffix, registered_on, registered_until FROM hotich.marriage
UNION ALL SELECT 'KS'::text, case_id, unit_id, book_id, entry_year, key_book, entry_no, entry_suffix, registered_on, registered_until FROM hotich.birth
UNION ALL SELECT 'CMC'::text, case_id, unit_id, book_id, entry_year, key_book, entry_no, entry_suffix, registered_on, registered_until FROM hotich.recognition
UNION ALL SELECT 'HN'::text, case_id, unit_id, book_id, entry_year, key_book, entry_no, entry_suffix, registered_on, registered_until FROM hotich.marital_status
UNION ALL SELECT 'KT'::text, case_id, unit_id, book_id, entry_year, key_book, entry_no, entry_suffix, registered_on, registered_until FROM hotich.death
UNION ALL SELECT 'GH'::text, case_id, unit_id, book_id, entry_year, key_book, entry_no, entry_suffix, registered_on, registered_until FROM hotich.guardianship
UNION ALL SELECT 'CDGH'::text, case_id, unit_id, book_id, entry_year, key_book, entry_no, entry_suffix, registered_on, registered_until FROM hotich.guardianship_end
UNION ALL SELECT 'LH'::text, case_id, unit_id, book_id, entry_year, key_book, entry_no, entry_suffix, registered_on, registered_until FROM hotich.divorce
UNION ALL SELECT 'TDCC'::text, case_id, unit_id, book_id, entry_year, key_book, entry_no, entry_suffix, registered_on, registered_until FROM hotich.change;
COMMENT ON VIEW hotich.registered_case IS 'Trường hợp của cả chín loại sổ: khóa và ngày đăng ký, không có dữ liệu cá nhân khác';

CREATE VIEW hotich.case_scan AS
SELECT s.case_id, s.book_id, s.file_id, s.name, s.page_count,
       -- A package that was moved is seen again under its new path, with the same content.
       coalesce((SELECT m.path FROM hotich.delivery_file m
                 WHERE m.book_id = f.book_id AND m.kind = 'scan' AND m.content_digest = f.content_digest
                   AND m.state IN ('loaded', 'partly_loaded', 'unchanged')
                 ORDER BY m.file_id DESC LIMIT 1), f.path) AS path
FROM hotich.scan s JOIN hotich.delivery_file f USING (file_id)
WHERE s.state = 'matched';
COMMENT ON VIEW hotich.case_scan IS 'Bản quét của từng trường hợp: gói .zip (path) và tên tệp PDF trong gói (name)';

CREATE VIEW hotich.missing_scan AS
SELECT c.register, c.case_id, c.unit_id, c.book_id, c.entry_year, c.entry_no, c.entry_suffix
FROM hotich.registered_case c
WHERE c.book_id IN (SELECT book_id FROM hotich.book_scan)
  AND NOT EXISTS (SELECT FROM hotich.scan s WHERE s.case_id = c.case_id);
COMMENT ON VIEW hotich.missing_scan IS
    'Trường hợp đã nạp của quyển có gói bản quét mà không có bản quét nào mang số của nó';

CREATE VIEW hotich.scan_progress WITH (security_barrier) AS
SELECT b.book_id, b.unit_id, b.register, b.year, b.book_no, coalesce(b.stage_id, '') AS stage_id,
       coalesce(s.packages, 0)::int AS packages, b.case_count AS cases, coalesce(s.matched, 0)::int AS matched,
       k.missing_count AS missing, coalesce(s.surplus, 0)::int AS surplus, coalesce(s.unreadable, 0)::int AS unreadable,
       coalesce(s.doubled, 0)::int AS doubled, coalesce(s.misnamed, 0)::int AS misnamed,
       coalesce(s.odd, 0)::int AS odd
FROM hotich.book_scan k JOIN hotich.book b USING (book_id)
LEFT JOIN (
    SELECT book_id, count(DISTINCT file_id) AS packages, count(*) FILTER (WHERE state = 'matched') AS matched,
           count(*) FILTER (WHERE state = 'surplus') AS surplus, count(*) FILTER (WHERE state = 'unreadable') AS unreadable,
           count(*) FILTER (WHERE state = 'doubled') AS doubled, count(*) FILTER (WHERE state = 'misnamed') AS misnamed,
           count(*) FILTER (WHERE state = 'matched' AND remark IS NOT NULL) AS odd
    FROM hotich.scan GROUP BY book_id
) s USING (book_id)
WHERE (SELECT hotich.sees_all()) OR b.unit_id = ANY ((SELECT hotich.visible_units())::int[]);
COMMENT ON VIEW hotich.scan_progress IS
    'Bản quét theo quyển: trường hợp, khớp, thiếu, thừa, không mở được, trùng số, tên sai, khớp nhưng cần xem (odd)';

CREATE VIEW hotich.unit_today AS
WITH RECURSIVE life AS (
    SELECT unit_id, unit_id AS today_id, valid_to, successor_ids, 0 AS step FROM hotich.unit
    UNION ALL
    SELECT l.unit_id, u.unit_id, u.valid_to, u.successor_ids, l.step + 1
    FROM life l CROSS JOIN hotich.data_date d JOIN hotich.unit u ON u.unit_id = l.successor_ids[1]
    WHERE l.valid_to < d.as_of AND l.step < 50
)
SELECT m.unit_id, m.code, m.name, t.unit_id AS today_id, t.code AS today_code, t.name AS today_name,
       t.valid_to IS NULL OR t.valid_to >= d.as_of AS known
FROM (SELECT DISTINCT ON (unit_id) unit_id, today_id FROM life ORDER BY unit_id, step DESC) l
CROSS JOIN hotich.data_date d JOIN hotich.unit m USING (unit_id) JOIN hotich.unit t ON t.unit_id = l.today_id;
COMMENT ON VIEW hotich.unit_today IS
    'Đơn vị đang chịu trách nhiệm về sổ của mỗi đơn vị: chính nó, hoặc đơn vị kế thừa; known sai: chưa rõ đơn vị kế thừa';

CREATE VIEW hotich.difficulty_now AS
SELECT n.difficulty_id, n.kind, n.raised, n.unit_id, n.stage_id, n.group_id, n.words, n.request, e.state, e.level,
       e.owner_unit_id, e.figures, o.dated_on AS opened_on, s.dated_on AS since,
       CASE WHEN e.state = 'closed' THEN e.dated_on END AS closed_on,
       CASE WHEN e.state = 'closed' THEN e.action = 'settled' END AS settled,
       CASE WHEN e.state = 'closed' THEN e.words END AS closing_words,
       a.words AS answer, a.dated_on AS answered_on, a.level AS answered_by
FROM hotich.difficulty n
CROSS JOIN (SELECT d.as_of, coalesce(nullif(current_setting('hotich.known_at', true), '')::timestamptz, 'infinity') AS known_at
            FROM hotich.data_date d) d
CROSS JOIN LATERAL (
    SELECT e.state, e.level, e.owner_unit_id, e.figures, e.dated_on, e.action, e.words FROM hotich.difficulty_event e
    WHERE e.difficulty_id = n.difficulty_id AND e.dated_on <= d.as_of AND e.at <= d.known_at
    ORDER BY e.dated_on DESC, e.event_id DESC LIMIT 1
) e
CROSS JOIN LATERAL (
    SELECT x.dated_on, x.event_id FROM hotich.difficulty_event x
    WHERE x.difficulty_id = n.difficulty_id AND x.dated_on <= d.as_of AND x.at <= d.known_at
      AND x.action IN ('recorded', 'raised')
    ORDER BY x.dated_on DESC, x.event_id DESC LIMIT 1
) o
CROSS JOIN LATERAL (
    SELECT x.dated_on FROM hotich.difficulty_event x
    WHERE x.difficulty_id = n.difficulty_id AND x.dated_on <= d.as_of AND x.at <= d.known_at AND x.action <> 'changed'
    ORDER BY x.dated_on DESC, x.event_id DESC LIMIT 1
) s
LEFT JOIN LATERAL (
    SELECT x.words, x.dated_on, x.level FROM hotich.difficulty_event x
    WHERE x.difficulty_id = n.difficulty_id AND x.dated_on BETWEEN o.dated_on AND d.as_of AND x.at <= d.known_at
      AND x.action = 'answered'
    ORDER BY x.dated_on DESC, x.event_id DESC LIMIT 1
) a ON true;
COMMENT ON VIEW hotich.difficulty_now IS
    'Khó khăn, vướng mắc như vào ngày tính số liệu (và như biết đến hotich.known_at, nếu đặt): trạng thái, cấp, số liệu, trả lời gần nhất';
COMMENT ON COLUMN hotich.difficulty_now.opened_on IS 'Ngày được nêu; nêu lại sau khi đã đóng thì là ngày nêu lại';
COMMENT ON COLUMN hotich.difficulty_now.since IS 'Ngày vào trạng thái và cấp hiện nay';
COMMENT ON COLUMN hotich.difficulty_now.settled IS 'Tự đóng vì số liệu không còn cho thấy';

CREATE VIEW hotich.open_item WITH (security_barrier) AS
SELECT i.* FROM (
-- kind, state, unit_id, book_id, stage_id, owner (khi không phải đơn vị), next_step, opened_at, items
SELECT 'returned_row'::text AS kind, 'open'::text AS state, r.owner_unit_id AS unit_id, r.book_id, NULL::text AS stage_id,
       NULL::text AS owner, min(r.next_step) AS next_step, min(r.opened_at) AS opened_at, count(*) AS items
FROM hotich.returned_row r WHERE r.state = 'open' GROUP BY r.owner_unit_id, r.book_id, r.load_id
UNION ALL
SELECT 'warning', 'open', b.unit_id, w.book_id, NULL, NULL,
       'Đối chiếu với sổ: sổ ghi đúng như vậy thì xác nhận “đúng như sổ” trong phiếu trả lại, sai thì ghi giá trị đúng.',
       coalesce(l.finished_at, l.started_at, b.updated_at), w.items
FROM (SELECT book_id, load_id, count(*) AS items FROM hotich.case_warning WHERE NOT confirmed GROUP BY 1, 2) w
JOIN hotich.book b USING (book_id) LEFT JOIN hotich.load l USING (load_id)
UNION ALL
SELECT 'missing_row', 'open', b.unit_id, m.book_id, NULL, NULL,
       'Đối chiếu với sổ: gửi lại tệp có đủ các trường hợp này, hoặc báo nơi nhận nếu sổ không có.', m.opened_at, m.items
FROM (SELECT book_id, load_id, min(reported_at) AS opened_at, count(*) AS items FROM hotich.missing_row GROUP BY 1, 2) m
JOIN hotich.book b USING (book_id)
UNION ALL
SELECT 'correction', c.state, b.unit_id, c.book_id, NULL, 'hệ thống',
       'Không phải làm gì: lần chạy tới của giai đoạn nạp các ô đã sửa.', c.opened_at, c.items
FROM (SELECT book_id, state, file_id, min(at) AS opened_at, count(*) AS items FROM hotich.correction
      WHERE state = 'waiting' GROUP BY 1, 2, 3) c
JOIN hotich.book b USING (book_id)
UNION ALL
SELECT 'difference', 'open', d.owner_unit_id, d.book_id, NULL, NULL, min(d.next_step), min(d.opened_at), count(*)
FROM hotich.keying_difference d WHERE d.closed_at IS NULL GROUP BY d.owner_unit_id, d.book_id, d.second_file_id
UNION ALL
SELECT 'sample', s.state, s.owner_unit_id, s.book_id, NULL, NULL, s.next_step, s.opened_at, 1
FROM hotich.sample s WHERE s.closed_at IS NULL
UNION ALL
SELECT 'rekeying', b.state, b.unit_id, b.book_id, NULL, NULL,
       'Nhập lại cả quyển từ sổ gốc rồi gửi lại tệp nhập lần một.',
       coalesce((SELECT max(s.closed_at) FROM hotich.sample s WHERE s.book_id = b.book_id AND s.state = 'failed'),
                b.updated_at), 1
FROM hotich.book b WHERE b.state = 'rekeying'
UNION ALL
SELECT 'approval', a.kind, a.owner_unit_id, a.book_id, a.stage_id, NULL, a.next_step, a.opened_at, 1
FROM hotich.approval a WHERE a.answered_at IS NULL
UNION ALL
SELECT 'scan_missing', 'missing', b.unit_id, k.book_id, NULL, NULL,
       'Quét các trường hợp còn thiếu, gửi trong một gói .zip của quyển.', k.since, k.missing_count
FROM hotich.book_scan k JOIN hotich.book b USING (book_id) WHERE k.missing_count > 0
UNION ALL
SELECT CASE s.state WHEN 'matched' THEN 'scan_odd' ELSE 'scan_' || s.state END, s.state, b.unit_id, s.book_id, NULL, NULL,
       CASE WHEN s.state = 'unreadable' THEN 'Quét hoặc xuất lại các tệp PDF không mở được, gửi trong một gói .zip của quyển.'
            WHEN s.state = 'doubled' THEN 'Xem các tệp cùng số: giữ tệp đúng, đổi tên tệp kia theo sổ, gửi lại gói dưới tên cũ.'
            WHEN s.state = 'misnamed' THEN 'Đổi tên các tệp PDF theo quy ước, gửi lại gói dưới tên cũ.'
            WHEN s.state = 'matched' THEN 'Ngày ở tên tệp khác ngày đã nạp: đối chiếu với sổ, sửa tên tệp hoặc sửa trường hợp.'
            WHEN b.case_count = 0 THEN 'Gửi tệp nhập lần một của quyển: bản quét đang chờ các trường hợp.'
            ELSE 'Kiểm tra số ở tên tệp; trường hợp chưa nhập hoặc còn bị trả lại thì nhập, sửa và gửi lại.' END,
       f.decided_at, s.items
FROM (SELECT book_id, file_id, state, count(*) AS items FROM hotich.scan
      WHERE state NOT IN ('matched', 'replaced') OR (state = 'matched' AND remark IS NOT NULL) GROUP BY 1, 2, 3) s
JOIN hotich.book b USING (book_id) JOIN hotich.delivery_file f USING (file_id)
UNION ALL
SELECT CASE WHEN w.waits THEN 'file_waiting' ELSE 'file_open' END, f.state, f.unit_id, f.book_id, NULL,
       CASE WHEN NOT w.waits THEN 'hệ thống' END,
       CASE WHEN w.waits THEN 'Gửi tệp nhập lần một của quyển này, hoặc sửa tên tệp; chờ quá hạn thì tệp bị từ chối.'
            ELSE 'Không phải làm gì: lần chạy tới của giai đoạn xử lý tệp. Chờ lâu thì xem các sự việc đang mở.' END,
       f.seen_at, 1
FROM hotich.delivery_file f CROSS JOIN LATERAL (SELECT f.book_id IS NULL AND f.kind NOT IN ('inventory', 'manifest') AS waits) w
WHERE f.decided_at IS NULL
UNION ALL
-- Rows that were judged wait as returned rows; here are the files that nobody could take at all.
SELECT 'file_rejected', f.state, f.unit_id, f.book_id, NULL, CASE WHEN f.unit_id IS NULL THEN 'người giữ hộp nhận' END,
       'Đọc lý do từ chối, sửa rồi gửi lại; tệp không phải của kế hoạch thì bỏ khỏi hộp nhận.', f.decided_at, 1
FROM hotich.delivery_file f
WHERE f.state = 'rejected' AND f.removed_at IS NULL AND f.rows_returned = 0
  AND NOT EXISTS (SELECT FROM hotich.delivery_file n WHERE n.path = f.path AND n.file_id > f.file_id)
  AND NOT EXISTS (SELECT FROM hotich.delivery_file n WHERE n.sha256 = f.sha256 AND n.state <> 'rejected')
  AND NOT EXISTS (SELECT FROM hotich.book k JOIN hotich.delivery_file n USING (book_id)
                  WHERE (k.unit_id, k.register, k.year, k.book_no) = (f.unit_id, f.register, f.year, f.book_no)
                    AND n.kind = f.kind AND n.file_id > f.file_id AND n.state <> 'rejected')
  AND NOT EXISTS (SELECT FROM hotich.inventory v
                  WHERE f.kind = 'inventory' AND v.unit_id = f.unit_id AND v.file_id > f.file_id)
UNION ALL
SELECT 'incident', i.kind, NULL, NULL, i.stage_id, i.owner, i.next_step, i.opened_at, 1
FROM hotich.incident i WHERE i.closed_at IS NULL
UNION ALL
SELECT 'difficulty', n.state, CASE n.state WHEN 'open' THEN n.owner_unit_id ELSE n.unit_id END, NULL,
       nullif(n.stage_id, ''), CASE WHEN n.state = 'open' AND n.owner_unit_id IS NULL THEN 'UBND tỉnh' END,
       CASE n.state WHEN 'open' THEN 'Trả lời đơn vị, hoặc chuyển lên cấp trên.'
            ELSE 'Làm theo trả lời rồi đóng; chưa giải quyết được thì chuyển lên cấp trên.' END,
       n.since::timestamp AT TIME ZONE 'Asia/Ho_Chi_Minh', 1
FROM hotich.difficulty_now n WHERE n.state <> 'closed'
) i
WHERE (SELECT hotich.sees_all()) OR i.unit_id = ANY ((SELECT hotich.visible_units())::int[])
   OR i.book_id IN (SELECT b.book_id FROM hotich.book b WHERE b.unit_id = ANY ((SELECT hotich.visible_units())::int[]));
COMMENT ON VIEW hotich.open_item IS
    'Mọi việc đang mở, gộp theo nguồn (lần nạp, tệp): chưa gắn tên đơn vị; đọc qua work_queue';

CREATE VIEW hotich.work_queue AS
SELECT q.kind, q.state, q.unit_id, t.code AS unit_code, t.name AS unit,
       CASE WHEN q.owner IS NULL THEN t.today_id END AS owner_unit_id,
       CASE WHEN q.owner IS NULL THEN t.today_code END AS owner_code,
       coalesce(q.owner, CASE WHEN t.known THEN t.today_name
                              ELSE t.today_name || ' (không còn; danh mục chưa ghi đơn vị kế thừa)' END) AS owner,
       b.register, q.book_id, b.year, b.book_no, coalesce(q.stage_id, b.stage_id, '') AS stage_id,
       q.items::int AS items, q.oldest_at, q.oldest_days, q.within_7::int AS within_7, q.within_30::int AS within_30,
       q.over_30::int AS over_30, q.next_step
FROM (
    SELECT i.kind, i.state, i.unit_id, i.book_id, i.stage_id, i.owner, min(i.next_step) AS next_step,
           sum(i.items) AS items, min(i.opened_at) AS oldest_at, max(a.days) AS oldest_days,
           coalesce(sum(i.items) FILTER (WHERE a.days <= 7), 0) AS within_7,
           coalesce(sum(i.items) FILTER (WHERE a.days BETWEEN 8 AND 30), 0) AS within_30,
           coalesce(sum(i.items) FILTER (WHERE a.days > 30), 0) AS over_30
    FROM hotich.open_item i CROSS JOIN hotich.data_date d
    CROSS JOIN LATERAL (SELECT greatest(d.as_of - (i.opened_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date, 0) AS days) a
    GROUP BY i.kind, i.state, i.unit_id, i.book_id, i.stage_id, i.owner
) q
LEFT JOIN hotich.book b USING (book_id) LEFT JOIN hotich.unit_today t ON t.unit_id = q.unit_id;
COMMENT ON VIEW hotich.work_queue IS
    'Việc đang mở theo quyển: loại, đơn vị lập sổ, ai phải xử lý hôm nay, số lượng, tuổi, việc cần làm';
COMMENT ON COLUMN hotich.work_queue.unit IS 'Đơn vị đã lập sổ';
COMMENT ON COLUMN hotich.work_queue.owner IS 'Ai phải xử lý vào ngày tính số liệu: đơn vị ấy, đơn vị kế thừa, hoặc hệ thống';
COMMENT ON COLUMN hotich.work_queue.oldest_days IS 'Tuổi của việc lâu nhất, ngày';
COMMENT ON COLUMN hotich.work_queue.within_7 IS 'Số việc mở không quá 7 ngày';
COMMENT ON COLUMN hotich.work_queue.within_30 IS 'Số việc mở 8 đến 30 ngày';
COMMENT ON COLUMN hotich.work_queue.over_30 IS 'Số việc mở quá 30 ngày';

CREATE VIEW hotich.work_queue_by_unit AS
SELECT q.owner_unit_id, q.owner_code, q.owner, q.kind, sum(q.items)::int AS items, count(DISTINCT q.book_id)::int AS books,
       min(q.oldest_at) AS oldest_at, max(q.oldest_days) AS oldest_days, sum(q.within_7)::int AS within_7,
       sum(q.within_30)::int AS within_30, sum(q.over_30)::int AS over_30,
       array_agg(DISTINCT q.unit) FILTER (WHERE q.unit_id <> q.owner_unit_id) AS makers, min(q.next_step) AS next_step
FROM hotich.work_queue q GROUP BY q.owner_unit_id, q.owner_code, q.owner, q.kind;
COMMENT ON VIEW hotich.work_queue_by_unit IS
    'Việc đang mở theo người phải xử lý và loại việc; makers: các đơn vị cũ đã lập những sổ ấy';

CREATE VIEW hotich.book_work WITH (security_barrier) AS
SELECT p.book_id, p.stage_id, p.unit_id, p.register,
       greatest(coalesce(p.planned, 0) - p.lost, 0) AS to_do,
       coalesce(s.scanned, 0)::int AS scanned, coalesce(s.pages, 0)::int AS pages_scanned,
       coalesce(k.row_count, 0) AS second_keyed,
       CASE WHEN s.pages > 0 THEN s.pages::int
            + round(greatest(coalesce(p.planned, 0) - p.lost - s.scanned, 0) * s.pages / s.scanned::numeric)::int END
           AS pages_by_scans,
       CASE WHEN l.case_count > 0 AND l.page_count > 0
            THEN round(l.page_count * greatest(coalesce(p.planned, 0) - p.lost, 0) / l.case_count::numeric)::int END
           AS pages_by_inventory
FROM hotich.book_progress p
LEFT JOIN hotich.current_inventory c ON c.unit_id = p.unit_id
LEFT JOIN hotich.inventory_book l ON l.inventory_id = c.inventory_id AND l.book_id = p.book_id
LEFT JOIN (
    SELECT book_id, count(DISTINCT case_id) AS scanned, sum(page_count) AS pages
    FROM hotich.scan WHERE state = 'matched' AND page_count > 0 GROUP BY book_id
) s ON s.book_id = p.book_id
LEFT JOIN hotich.keying k ON k.book_id = p.book_id
WHERE (SELECT hotich.sees_all()) OR p.unit_id = ANY ((SELECT hotich.visible_units())::int[]);
COMMENT ON VIEW hotich.book_work IS
    'Phần việc mà dự toán cần, theo quyển: trường hợp phải làm, đã quét, số trang, đã nhập lần hai';
COMMENT ON COLUMN hotich.book_work.to_do IS 'Số trường hợp theo thống kê, trừ gạch bỏ và sổ đã mất';
COMMENT ON COLUMN hotich.book_work.scanned IS 'Số trường hợp đã có bản quét khớp, đếm được trang';
COMMENT ON COLUMN hotich.book_work.pages_by_scans IS
    'Số trang của sổ đã có bản quét: đã quét, cộng phần còn lại theo số trang bình quân của bản quét; trống: chưa có bản quét';
COMMENT ON COLUMN hotich.book_work.pages_by_inventory IS
    'Số trang theo thống kê, phần của các trường hợp phải làm; trống: thống kê không ghi';

CREATE VIEW hotich.unit_work AS
SELECT stage_id, unit_id, register, sum(scanned)::int AS scanned, sum(second_keyed)::int AS second_keyed,
       sum(pages_scanned)::int AS pages_scanned, coalesce(sum(pages_by_scans), 0)::int AS pages_by_scans,
       coalesce(sum(to_do) FILTER (WHERE pages_by_scans IS NOT NULL), 0)::int AS cases_by_scans,
       coalesce(sum(pages_by_inventory) FILTER (WHERE pages_by_scans IS NULL), 0)::int AS pages_by_inventory,
       coalesce(sum(to_do) FILTER (WHERE pages_by_scans IS NULL AND pages_by_inventory IS NOT NULL), 0)::int
           AS cases_by_inventory
FROM hotich.book_work GROUP BY stage_id, unit_id, register;
COMMENT ON VIEW hotich.unit_work IS 'Phần việc mà dự toán cần theo giai đoạn, đơn vị, loại sổ: tổng của book_work';
