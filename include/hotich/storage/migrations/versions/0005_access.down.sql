DROP FUNCTION hotich.sees_all();
DROP FUNCTION hotich.visible_units();
DROP FUNCTION hotich.session_sees_all();
DROP TABLE hotich.login_attempt;
DROP TABLE hotich.session;
DROP TABLE hotich.account;
