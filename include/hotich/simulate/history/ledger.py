"""Rows for many tables, gathered and then copied in one go."""

import json
from collections import defaultdict
from typing import Any

import psycopg
from psycopg import sql

from hotich.storage.schema import METADATA


class Ledger:
    """What a history writes, table by table in the order of first mention."""

    def __init__(self) -> None:
        self._rows: dict[tuple[str, tuple[str, ...]], list[tuple[Any, ...]]] = defaultdict(list)

    def add(self, table: str, **values: Any) -> None:
        """One row: column → value; lists and dictionaries become JSON."""
        self._rows[table, tuple(values)].append(tuple(map(_plain, values.values())))

    def count(self, table: str) -> int:
        """Rows gathered for a table."""
        return sum(len(rows) for (name, _), rows in self._rows.items() if name == table)

    def copy(self, conn: psycopg.Connection[Any]) -> None:
        """COPY everything, then let identity columns go on after the highest number written."""
        with conn.cursor() as cursor:
            for (table, columns), rows in self._rows.items():
                words = sql.SQL("COPY {} ({}) FROM STDIN").format(
                    sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, columns))
                )
                with cursor.copy(words) as copy:
                    for row in rows:
                        copy.write_row(row)
            for table in {name for name, _ in self._rows}:
                _go_on(cursor, table)


def _go_on(cursor: psycopg.Cursor[Any], table: str) -> None:
    for column in METADATA.tables[f"hotich.{table}"].columns:
        if column.identity is not None:
            cursor.execute(
                sql.SQL("SELECT setval(pg_get_serial_sequence(%s, %s), max({})) FROM {}").format(
                    sql.Identifier(column.name), sql.Identifier(table)
                ),
                [f"hotich.{table}", column.name],
            )


def _plain(value: Any) -> Any:
    return json.dumps(value, ensure_ascii=False) if type(value) in {dict, list} else value
