"""Sessions of the dashboard: a random token in the browser, its hash and what it may see in the database."""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import psycopg

from hotich.storage.accounts import Account
from hotich.storage.database import transient_errors

IDLE = timedelta(minutes=60)
"""A session ends when nothing was asked for so long."""
LONGEST = timedelta(hours=12)
"""It ends after so long whatever happens."""
_STEP = timedelta(minutes=1)
"""`idle_until` is moved when it lags by so much: most requests write nothing."""


@dataclass(frozen=True, slots=True)
class Session:
    """A session in force."""

    token_hash: bytes
    account: Account
    sees_all: bool
    unit_ids: frozenset[int]
    """Units whose rows it may read; empty and without meaning when `sees_all`."""
    created_at: datetime
    expires_at: datetime

    @property
    def sight(self) -> frozenset[int] | None:
        """What it may see, as a key: None for everything."""
        return None if self.sees_all else self.unit_ids


def hash_of(token: str) -> bytes:
    """What the database keeps of a token."""
    return hashlib.sha256(token.encode()).digest()


def begin(
    conn: psycopg.Connection[Any], token: str, account: Account, unit_ids: Collection[int] | None
) -> None:
    """Open a session; `unit_ids` None: it sees all units. Sessions that are over are swept out."""
    with transient_errors(), conn.transaction():
        conn.execute("DELETE FROM session WHERE now() >= idle_until OR now() >= expires_at")
        conn.execute(
            "INSERT INTO session (token_hash, account_id, sees_all, unit_ids, idle_until, expires_at)"
            " VALUES (%s, %s, %s, %s, now() + %s, now() + %s)",
            [hash_of(token), account.account_id, unit_ids is None, sorted(unit_ids or ()), IDLE, LONGEST],
        )
        conn.execute("UPDATE account SET signed_in_at = now() WHERE account_id = %s", [account.account_id])


def read(conn: psycopg.Connection[Any], token: str) -> Session | None:
    """The session of a token, if it is in force and its account active; it counts as a sign of life."""
    with transient_errors():
        row = conn.execute(
            "SELECT s.token_hash, s.sees_all, s.unit_ids, s.created_at, s.expires_at, s.idle_until < now() + %s,"
            " a.account_id, a.name, a.role, a.unit_id, a.password_hash, a.must_change, a.active, a.created_at,"
            " a.password_at, a.signed_in_at"
            " FROM session s JOIN account a USING (account_id)"
            " WHERE s.token_hash = %s AND a.active AND now() < s.idle_until AND now() < s.expires_at",
            [IDLE - _STEP, hash_of(token)],
        ).fetchone()
        if row is None:
            return None
        token_hash, sees_all, unit_ids, created_at, expires_at, lags, *account = row
        if lags:
            conn.execute(
                "UPDATE session SET idle_until = now() + %s WHERE token_hash = %s", [IDLE, token_hash]
            )
    return Session(
        bytes(token_hash), Account(*account), sees_all, frozenset(unit_ids), created_at, expires_at
    )


def end(conn: psycopg.Connection[Any], token: str) -> None:
    """Close a session; nothing when there is none."""
    with transient_errors():
        conn.execute("DELETE FROM session WHERE token_hash = %s", [hash_of(token)])
