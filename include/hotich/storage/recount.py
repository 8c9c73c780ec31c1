"""Counting again from the base tables: what tests, the demo and an auditor hold other numbers against."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg.sql import SQL, Identifier

from hotich.storage.database import transient_errors
from hotich.storage.schema import CASE_TABLES

KEYS: Mapping[str, str] = {table.name: "case_id" for table in CASE_TABLES.values()} | {
    "case_warning": "case_id, rule_id, field",
    "case_pair": "case_id, other_case_id, rule_id",
    "returned_row": "returned_row_id",
    "audit_log": "audit_id",
    "inventory_book": "inventory_id, book_id",
    "missing_row": "case_id",
    "short_row": "file_id, row_no",
    "sample": "sample_id",
    "sample_case": "sample_id, case_id",
    "keying": "book_id",
    "keying_field": "book_id, field",
    "keying_difference": "difference_id",
    "book_role": "book_id, role, person_key",
    "approval": "approval_id",
    "correction": "file_id, sheet, line_no",
    "scan": "file_id, name",
    "book_scan": "book_id",
}
"""Business table → its key: what a second identical run must leave as it is."""


@dataclass(frozen=True, slots=True)
class Recount:
    """Rows and content digest of each business table at one moment."""

    tables: Mapping[str, tuple[int, str]]
    """Table → (rows, digest over all rows in order of the key)."""

    @property
    def cases(self) -> int:
        """Cases in all registers' tables."""
        return sum(self.tables[table.name][0] for table in CASE_TABLES.values() if table.name in self.tables)

    def differences(self, other: "Recount") -> int:
        """Rows more or less in the tables of `other`; where only the content differs, at least one a table."""
        changed = 0
        for name in self.tables.keys() | other.tables.keys():
            before, after = self.tables.get(name, (0, "")), other.tables.get(name, (0, ""))
            if before != after:
                changed += max(1, abs(before[0] - after[0]))
        return changed


def recount(conn: psycopg.Connection[Any]) -> Recount:
    """Count and digest the business tables in one snapshot; none where the database has no tables yet."""
    tables: dict[str, tuple[int, str]] = {}
    with transient_errors(), conn.transaction():
        conn.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        found = conn.execute("SELECT to_regclass('hotich.audit_log') IS NOT NULL").fetchone()
        if found is None or not found[0]:
            return Recount({})
        for name, key in KEYS.items():
            # A digest of row digests: one text of a whole table would not fit into memory at two million cases.
            row = conn.execute(
                SQL(
                    "SELECT count(*)::int, coalesce(encode(sha256(string_agg(sha256(convert_to(t::text, 'UTF8')), ''::bytea ORDER BY {})),"
                    " 'hex'), '') FROM {} t"
                ).format(SQL(key), Identifier("hotich", name))
            ).fetchone()
            assert row is not None
            tables[name] = (row[0], row[1])
    return Recount(tables)


def returned_places(conn: psycopg.Connection[Any]) -> list[tuple[str, int]]:
    """(path, row number) of every row of a book that was ever returned; what slips brought back is not in it."""
    with transient_errors():
        return conn.execute(
            "SELECT DISTINCT f.path, r.row_no FROM returned_row r JOIN delivery_file f USING (file_id)"
            " WHERE f.kind = 'book'"
        ).fetchall()


def file_states(conn: psycopg.Connection[Any]) -> dict[str, str]:
    """Path → state of its newest sighting."""
    with transient_errors():
        rows = conn.execute(
            "SELECT DISTINCT ON (path) path, state FROM delivery_file ORDER BY path, file_id DESC"
        ).fetchall()
    return dict(rows)
