"""Accounts of the dashboard in the database. Names and hashes only: passwords never come this far."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import psycopg
from psycopg.rows import class_row

from hotich.storage.database import transient_errors
from hotich.storage.states import AccountRole


@dataclass(frozen=True, slots=True)
class Account:
    """Who may look at the dashboard, and at which units' numbers."""

    account_id: int
    name: str
    role: AccountRole
    unit_id: int
    password_hash: str
    must_change: bool
    """Somebody else set the password: it must be changed at the next sign-in."""
    active: bool
    created_at: datetime
    password_at: datetime
    signed_in_at: datetime | None

    def __post_init__(self) -> None:
        object.__setattr__(self, "role", AccountRole(self.role))


def find(conn: psycopg.Connection[Any], name: str) -> Account | None:
    """The account of that name, active or not."""
    with transient_errors(), conn.cursor(row_factory=class_row(Account)) as cursor:
        return cursor.execute("SELECT * FROM account WHERE name = %s", [name]).fetchone()


def every(conn: psycopg.Connection[Any]) -> list[Account]:
    """All accounts by name."""
    with transient_errors(), conn.cursor(row_factory=class_row(Account)) as cursor:
        return cursor.execute("SELECT * FROM account ORDER BY name").fetchall()


def insert(
    conn: psycopg.Connection[Any],
    name: str,
    role: AccountRole,
    unit_id: int,
    password_hash: str,
    must_change: bool,
) -> bool:
    """Add an account; False if the name is taken."""
    with transient_errors():
        done = conn.execute(
            "INSERT INTO account (name, role, unit_id, password_hash, must_change) VALUES (%s, %s, %s, %s, %s)"
            " ON CONFLICT (name) DO NOTHING",
            [name, role.value, unit_id, password_hash, must_change],
        )
    return bool(done.rowcount)


def set_active(conn: psycopg.Connection[Any], name: str, active: bool) -> bool:
    """Let an account sign in or not; its sessions end with it. False: no such account."""
    with transient_errors(), conn.transaction():
        done = conn.execute("UPDATE account SET active = %s WHERE name = %s", [active, name])
        if not active:
            _end_sessions(conn, name)
    return bool(done.rowcount)


def set_password(conn: psycopg.Connection[Any], name: str, password_hash: str, must_change: bool) -> bool:
    """Give an account another password; all its sessions end. False: no such account."""
    with transient_errors(), conn.transaction():
        done = conn.execute(
            "UPDATE account SET password_hash = %s, must_change = %s, password_at = now() WHERE name = %s",
            [password_hash, must_change, name],
        )
        _end_sessions(conn, name)
    return bool(done.rowcount)


def renew_hash(conn: psycopg.Connection[Any], account_id: int, password_hash: str) -> None:
    """The same password under today's parameters."""
    with transient_errors():
        conn.execute(
            "UPDATE account SET password_hash = %s WHERE account_id = %s", [password_hash, account_id]
        )


def _end_sessions(conn: psycopg.Connection[Any], name: str) -> None:
    conn.execute(
        "DELETE FROM session USING account a WHERE session.account_id = a.account_id AND a.name = %s", [name]
    )
