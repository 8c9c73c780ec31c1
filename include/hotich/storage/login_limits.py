"""How often somebody may try to sign in: counted in the database, so that several processes share the count."""

import hashlib
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import psycopg

from hotich.storage.database import transient_errors

WINDOW = timedelta(minutes=15)
PER_NAME_AND_ADDRESS = 5
PER_ADDRESS = 40
"""An office's machines may share one address."""
PER_NAME = 50
"""From any address: high, for who knows a name could else lock its owner out."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether an attempt may go on."""

    wait_seconds: int
    """0: go on."""
    first: bool
    """The first refusal in a row: the one worth a line in the audit log."""


def attempt(conn: psycopg.Connection[Any], name: str, address: str) -> Verdict:
    """Count an attempt before its password is looked at, so that attempts at the same moment count as well."""
    key = name_hash(name)
    with transient_errors(), conn.transaction():
        # One attempt of a name or address at a time; the smaller lock first, so that two never wait for each other.
        for lock in sorted({_lock(key), _lock(address.encode())}):
            conn.execute("SELECT pg_advisory_xact_lock(%s)", [lock])
        conn.execute("DELETE FROM login_attempt WHERE at < now() - %s", [WINDOW])
        row = conn.execute(
            "SELECT count(*) FILTER (WHERE name_hash = %(name)s AND address = %(address)s),"
            " count(*) FILTER (WHERE address = %(address)s), count(*) FILTER (WHERE name_hash = %(name)s),"
            " coalesce(extract(epoch FROM min(at) FILTER (WHERE name_hash = %(name)s AND address = %(address)s)"
            " + %(window)s - now()), extract(epoch FROM %(window)s))::int"
            " FROM login_attempt WHERE name_hash = %(name)s OR address = %(address)s",
            {"name": key, "address": address, "window": WINDOW},
        ).fetchone()
        assert row is not None
        both, of_address, of_name, wait = row
        over = both >= PER_NAME_AND_ADDRESS or of_address >= PER_ADDRESS or of_name >= PER_NAME
        first = over and both <= PER_NAME_AND_ADDRESS and of_address <= PER_ADDRESS and of_name <= PER_NAME
        if not over or first:
            conn.execute("INSERT INTO login_attempt (name_hash, address) VALUES (%s, %s)", [key, address])
    return Verdict(max(1, wait) if over else 0, first)


def forget(conn: psycopg.Connection[Any], name: str, address: str) -> None:
    """A sign-in that succeeded: its attempts are no longer counted."""
    with transient_errors():
        conn.execute(
            "DELETE FROM login_attempt WHERE name_hash = %s AND address = %s", [name_hash(name), address]
        )


def name_hash(name: str) -> bytes:
    """What is kept of a name that was typed: people type passwords into that field."""
    return hashlib.sha256(name.encode()).digest()


def _lock(key: bytes) -> int:
    return int.from_bytes(hashlib.sha256(b"hotich.login" + key).digest()[:8], signed=True)
