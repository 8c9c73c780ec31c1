"""PostgreSQL: the server, the tables, the migrations, the fenced bulk load and the queries."""
