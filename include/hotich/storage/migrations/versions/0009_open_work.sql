-- Written by Alembic revision 0009 and frozen: later changes are later revisions.
CREATE INDEX book_rekeying ON hotich.book (book_id) WHERE state = 'rekeying';
CREATE INDEX case_warning_open ON hotich.case_warning (book_id) INCLUDE (load_id, rule_id) WHERE NOT confirmed;
CREATE INDEX delivery_file_refused ON hotich.delivery_file (unit_id)
    WHERE state = 'rejected' AND removed_at IS NULL AND rows_returned = 0;
CREATE INDEX progress_count_taken ON hotich.progress_count (taken_at);
CREATE INDEX returned_row_open ON hotich.returned_row (book_id) INCLUDE (owner_unit_id) WHERE state = 'open';
CREATE INDEX sample_unfinished ON hotich.sample (book_id) WHERE closed_at IS NULL;
