DROP TABLE hotich.reminder;
DROP TABLE hotich.difficulty_event;
DROP TABLE hotich.difficulty;
