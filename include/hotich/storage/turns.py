"""What was known when: those who write facts with a moment take turns, and whoever reads one state begins between them."""

from collections.abc import Generator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from enum import StrEnum
from typing import Any

import psycopg

from hotich.storage.database import transient_errors


class Facts(StrEnum):
    """Facts that are asked for as they were known at a moment, the longest turns first."""

    PROGRESS = "progress_snapshot"
    DIFFICULTIES = "difficulty"
    BUDGET = "budget_entry"


def take_turn(conn: psycopg.Connection[Any], facts: Facts) -> datetime:
    """Until the transaction ends nobody else writes these facts; returns the moment at which the turn came.

    Facts written in a turn bear its moment or a later one (`clock_timestamp()`), never `now()`: a transaction that began
    long ago would write a moment before reports that can't have seen it. One transaction takes one turn.
    """
    with transient_errors():
        conn.execute("SELECT pg_advisory_xact_lock(hashtext('hotich.' || %s))", [facts.value])
        # Asked once the lock is held, not in the statement that waits for it.
        row = conn.execute("SELECT clock_timestamp()").fetchone()
    assert row is not None
    moment: datetime = row[0]
    return moment


@contextmanager
def one_state(conn: psycopg.Connection[Any]) -> Generator[datetime]:
    """One read-only transaction that sees one state of the data; gives the moment of that state.

    Whoever asks later for what was known at that moment sees the same: nobody's turn to write is under way while it begins,
    and what is written afterwards bears a later moment.
    """
    with transient_errors(), ExitStack() as between:
        for facts in Facts:
            between.enter_context(_none_writing(conn, facts))
        with conn.transaction():
            conn.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            row = conn.execute("SELECT clock_timestamp()").fetchone()
            between.close()
            assert row is not None
            yield row[0]


@contextmanager
def _none_writing(conn: psycopg.Connection[Any], facts: Facts) -> Generator[None]:
    conn.execute("SELECT pg_advisory_lock_shared(hashtext('hotich.' || %s))", [facts.value])
    try:
        yield
    finally:
        conn.execute("SELECT pg_advisory_unlock_shared(hashtext('hotich.' || %s))", [facts.value])
