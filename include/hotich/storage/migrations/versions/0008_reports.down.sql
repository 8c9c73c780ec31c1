DROP TABLE hotich.report;
