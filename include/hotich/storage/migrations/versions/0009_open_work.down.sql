DROP INDEX hotich.book_rekeying, hotich.case_warning_open, hotich.delivery_file_refused, hotich.progress_count_taken,
    hotich.returned_row_open, hotich.sample_unfinished;
