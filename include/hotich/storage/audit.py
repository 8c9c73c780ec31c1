"""The audit log: written by the database itself into a hash chain that shows every later change."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import psycopg

from hotich.storage.database import transient_errors


@dataclass(frozen=True, slots=True)
class Anchor:
    """The end of the chain at a moment. Kept outside the database, it shows a log that was cut or rewritten."""

    audit_id: int
    hash: str
    """Hexadecimal."""


def write(
    conn: psycopg.Connection[Any], actor: str, action: str, *, register: str | None = None, unit_id: int | None = None,
    book_id: int | None = None, case_id: int | None = None, file_id: int | None = None,
    detail: Mapping[str, object] | None = None,
) -> None:  # fmt: skip
    """Add one row. Inside a transaction: if it can't be written, nothing of the transaction is."""
    with transient_errors():
        conn.execute(
            "INSERT INTO audit_log (actor, action, register, unit_id, book_id, case_id, file_id, detail)"
            " VALUES (%s, %s, %s, %s, %s, %s, %s, %s)",
            [
                actor, action, register, unit_id, book_id, case_id, file_id,
                None if detail is None else json.dumps(detail, ensure_ascii=False),
            ],
        )  # fmt: skip


def head(conn: psycopg.Connection[Any]) -> Anchor:
    """The chain's last link (audit_id 0 while the log is empty)."""
    with transient_errors():
        row = conn.execute(
            "SELECT audit_id, encode(hash, 'hex') FROM audit_log ORDER BY audit_id DESC LIMIT 1"
        ).fetchone()
    return Anchor(0, "") if row is None else Anchor(*row)


def first_break(conn: psycopg.Connection[Any], anchor: Anchor | None = None) -> int | None:
    """audit_id of the first row that does not fit the chain, or that an `anchor` knew otherwise; None: all is whole."""
    with transient_errors():
        row = conn.execute("SELECT hotich.audit_break()").fetchone()
        broken: int | None = None if row is None else row[0]
        if broken is None and anchor is not None and anchor.audit_id:
            kept = conn.execute(
                "SELECT encode(hash, 'hex') FROM audit_log WHERE audit_id = %s", [anchor.audit_id]
            ).fetchone()
            if kept is None or kept[0] != anchor.hash:
                broken = anchor.audit_id
    return broken


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A former and a new value of one case's field."""

    field: str
    before: str | None
    after: str | None
    before_written: str | None
    after_written: str | None
    load_id: int
    file_id: int


def case_history(conn: psycopg.Connection[Any], case_id: int) -> list[FieldChange]:
    """Every change of a case's fields, oldest first."""
    with transient_errors():
        rows = conn.execute(
            "SELECT field, before, after, before_written, after_written, load_id, file_id FROM audit_log"
            " WHERE case_id = %s AND action = 'case_changed' ORDER BY audit_id",
            [case_id],
        ).fetchall()
    return [FieldChange(*row) for row in rows]
