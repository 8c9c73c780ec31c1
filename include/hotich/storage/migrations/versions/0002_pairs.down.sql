DROP TABLE hotich.case_mark;
DROP TABLE hotich.case_pair;
