DROP TABLE hotich.work_snapshot;
DROP TABLE hotich.budget_entry;
DROP FUNCTION hotich.mirror_entry();
