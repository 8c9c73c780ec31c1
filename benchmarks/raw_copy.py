"""The limit of the machine: the loaded rows once more, by nothing but COPY, into an empty table with the same indexes."""

import time
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from benchmarks.home import postgres_cpu
from hotich.registers import BIRTH
from hotich.settings import Settings
from hotich.storage.database import connect

_TABLE = sql.Identifier("hotich", BIRTH.table)
_CLONE = sql.Identifier("hotich", f"{BIRTH.table}_copied")
_PIECE = 1 << 20


def measure(settings: Settings, cases: int) -> dict[str, Any]:
    """Export the births of this installation and copy them into an empty clone of their table, as `psql \\copy` does."""
    file = settings.home / "births.csv"
    with connect(settings) as conn:
        _export(conn, file)
        conn.execute(sql.SQL("CREATE TABLE {} (LIKE {} INCLUDING ALL)").format(_CLONE, _TABLE))
        conn.execute("CHECKPOINT")
        database, began = postgres_cpu(settings), time.perf_counter()
        _import(conn, file)
        seconds, database = time.perf_counter() - began, postgres_cpu(settings) - database
        copied = conn.execute(sql.SQL("SELECT count(*) FROM {}").format(_CLONE)).fetchone()
        conn.execute(sql.SQL("DROP TABLE {}").format(_CLONE))
    file.unlink()
    if copied != (cases,):
        raise RuntimeError(f"{copied} of {cases} rows copied")
    return {"seconds": seconds, "postgresql_cpu_seconds": database}


def _export(conn: psycopg.Connection[Any], file: Path) -> None:
    statement = sql.SQL("COPY {} TO STDOUT (FORMAT csv)").format(_TABLE)
    with file.open("wb") as out, conn.cursor().copy(statement) as copy:
        out.writelines(copy)


def _import(conn: psycopg.Connection[Any], file: Path) -> None:
    statement = sql.SQL("COPY {} FROM STDIN (FORMAT csv)").format(_CLONE)
    with file.open("rb") as lines, conn.cursor().copy(statement) as copy:
        while piece := lines.read(_PIECE):
            copy.write(piece)
