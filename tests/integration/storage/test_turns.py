"""What a report has not seen bears a later moment, whichever connection wrote it: made again, the report says the same."""

import itertools
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import psycopg
import pytest

from hotich.difficulties import load_thresholds, record_difficulty
from hotich.plan import load_plan
from hotich.progress import take_snapshot
from hotich.storage import ledger
from hotich.storage.database import open_url
from hotich.storage.ledger import NewEntry
from hotich.storage.plans import sync_plan
from hotich.storage.states import EntryKind
from hotich.storage.turns import one_state

pytestmark = pytest.mark.postgres

PLAN = load_plan("ben_tre_2019")
UNIT = PLAN.units.lives("831")[0]
DAY = date(2021, 9, 30)
_serial = itertools.count(1)


@dataclass(frozen=True)
class Writing:
    """Facts that are asked for as they were known at a moment: how one is written, and when the newest was."""

    write: Callable[[psycopg.Connection[Any]], Any]
    newest: str


def _count(conn: psycopg.Connection[Any]) -> None:
    take_snapshot(conn, None, DAY, f"run {next(_serial)}")


def _record(conn: psycopg.Connection[Any]) -> None:
    thresholds = load_thresholds(None)
    kind = thresholds.difficulties[0].id
    record_difficulty(conn, PLAN, thresholds, UNIT, kind=kind, words="Sổ rách.", as_of=DAY, actor="t")


def _enter(conn: psycopg.Connection[Any]) -> None:
    entry = NewEntry(
        kind=EntryKind.SPENT, unit_id=UNIT.unit_id, year=2021, activity="quet", amount=1, quantity=None,
        document_number=f"{next(_serial)}", document_on=DAY, content="quét",
    )  # fmt: skip
    ledger.enter(conn, [entry], "kế toán")


WRITINGS = [
    pytest.param(Writing(_count, "SELECT max(taken_at) FROM progress_count"), id="progress"),
    pytest.param(Writing(_record, "SELECT max(at) FROM difficulty_event"), id="difficulties"),
    pytest.param(Writing(_enter, "SELECT max(entered_at) FROM budget_entry"), id="budget"),
]


@pytest.fixture
def writer(database):
    with open_url(database) as conn:
        sync_plan(conn, PLAN)
        yield conn


@pytest.mark.parametrize("writing", WRITINGS)
def test_a_state_begins_when_nobody_is_writing(writer, database, writing):
    """Who writes while a report begins is waited for: the report has seen what bears an earlier moment."""
    states = []

    def read():
        with open_url(database) as conn, one_state(conn) as moment:
            states.append((moment, conn.execute(writing.newest).fetchone()[0]))

    reader = threading.Thread(target=read)
    with writer.transaction():
        writing.write(writer)
        written = writer.execute(writing.newest).fetchone()[0]
        reader.start()
        while reader.is_alive() and not _someone_waits(writer):
            pass
    reader.join(60)
    ((moment, seen),) = states
    assert seen == written < moment


def _someone_waits(conn: psycopg.Connection[Any]) -> bool:
    row = conn.execute(
        "SELECT count(*) FROM pg_locks JOIN pg_database d ON d.oid = database"
        " WHERE NOT granted AND locktype = 'advisory' AND datname = current_database()"
    ).fetchone()
    return row is not None and row[0] > 0


@pytest.mark.parametrize("writing", WRITINGS)
def test_who_began_before_a_state_and_writes_after_it_bears_a_later_moment(writer, database, writing):
    with open_url(database) as reader:
        with writer.transaction():
            writer.execute("SELECT now()")
            with one_state(reader) as moment:
                pass
            writing.write(writer)
        assert reader.execute(writing.newest).fetchone()[0] > moment
