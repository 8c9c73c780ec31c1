"""A late twin of a killed or stopped attempt never publishes; a killed one leaves nothing."""

import os
import signal
import subprocess
import sys
import threading

import psycopg
import pytest

from hotich.errors import DatabaseUnavailableError, FencedOutError
from hotich.storage.database import open_url
from hotich.storage.publish import publish

pytestmark = pytest.mark.postgres


def test_late_writer_is_fenced_out_after_its_retry_published(world, delivery, make_births):
    unit = world.unit()
    batch = world.deliver(delivery(make_births(3), unit))
    late = world.attempt(batch)
    with open_url(world.url) as other:
        (outcome,) = publish(other, batch, world.attempt(batch, other))
    assert outcome.rows_loaded == 3
    before = world.digest()
    with pytest.raises(FencedOutError, match="bị thay thế"):
        publish(world.conn, batch, late)
    assert world.digest() == before
    states = world.all("SELECT state FROM load WHERE batch_id = %s ORDER BY load_id", batch.batch_id)
    assert states == [("replaced",), ("published",)]


def test_late_writer_is_fenced_out_while_its_retry_still_works(world, delivery, make_births):
    unit = world.unit()
    batch = world.deliver(delivery(make_births(3), unit))
    late = world.attempt(batch)
    retry = world.attempt(batch)
    with pytest.raises(FencedOutError, match=f"lần nạp {retry.load_id}"):
        publish(world.conn, batch, late)
    assert world.one("SELECT count(*) FROM birth WHERE unit_id = %s", unit) == 0
    (outcome,) = publish(world.conn, batch, retry)
    assert outcome.rows_loaded == 3


def test_two_batches_with_one_key_at_once_end_with_one_holder(world, delivery, make_births):
    unit = world.unit()
    batches = [world.deliver(delivery(make_births(200), unit, book_no=book)) for book in (1, 2)]
    attempts = [world.attempt(batch) for batch in batches]
    failures: list[Exception] = []

    def load(number: int) -> None:
        with open_url(world.url) as own:
            for _ in range(3):
                try:
                    publish(own, batches[number], attempts[number])
                    return
                except DatabaseUnavailableError as error:
                    attempts[number] = world.attempt(batches[number], own)
                    failures.append(error)

    threads = [threading.Thread(target=load, args=(number,)) for number in (0, 1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert world.one("SELECT count(*) FROM birth WHERE unit_id = %s", unit) == 200
    assert world.one("SELECT count(DISTINCT book_id) FROM birth WHERE unit_id = %s", unit) == 1
    assert (
        world.one("SELECT count(*) FROM returned_row WHERE owner_unit_id = %s AND state = 'open'", unit)
        == 200
    )


def test_locked_book_is_a_passing_failure_that_names_the_blocker(world, delivery, make_births):
    unit = world.unit()
    batch = world.deliver(delivery(make_births(1), unit))
    attempt = world.attempt(batch)
    with open_url(world.url) as blocker, blocker.transaction():
        blocker.execute("SELECT FROM book WHERE unit_id = %s FOR UPDATE", [unit])
        world.conn.execute("SET lock_timeout = 50")
        with pytest.raises(DatabaseUnavailableError, match=f"tiến trình {blocker.info.backend_pid} hotich"):
            publish(world.conn, batch, attempt)
    world.conn.execute("SET lock_timeout = 20000")
    (outcome,) = publish(world.conn, batch, attempt)
    assert outcome.rows_loaded == 1


def test_terminated_backend_rolls_back_and_a_retry_heals(world, delivery, make_births):
    unit = world.unit()
    batch = world.deliver(delivery(make_births(3), unit))
    with open_url(world.url) as victim:
        attempt = world.attempt(batch, victim)
        # The audit lock makes the victim wait at the end of its transaction, all rows written.
        with world.conn.transaction():
            world.conn.execute("SELECT pg_advisory_xact_lock(hashtext('hotich.audit_log'))")
            killer = threading.Thread(
                target=_terminate_when_waiting, args=(world.url, victim.info.backend_pid)
            )
            killer.start()
            with pytest.raises(DatabaseUnavailableError):
                publish(victim, batch, attempt)
            killer.join()
    assert world.one("SELECT count(*) FROM birth WHERE unit_id = %s", unit) == 0
    (outcome,) = publish(world.conn, batch, world.attempt(batch))
    assert (outcome.rows_loaded, world.one("SELECT case_count FROM book WHERE unit_id = %s", unit)) == (3, 3)


_LOADER = """
import sys, pickle
from hotich.storage.database import open_url
from hotich.storage.publish import publish
url, file = sys.argv[1:]
batch, attempt = pickle.load(open(file, "rb"))
publish(open_url(url), batch, attempt)
"""


def test_process_killed_before_its_commit_leaves_nothing(world, delivery, make_births, tmp_path):
    import pickle

    unit = world.unit()
    batch = world.deliver(delivery(make_births(3), unit))
    handed = tmp_path / "batch.pickle"
    # A register is found again by its code: code lists compare by identity.
    handed.write_bytes(pickle.dumps((batch, world.attempt(batch))))
    before = world.digest()
    with world.conn.transaction():
        world.conn.execute("SELECT pg_advisory_xact_lock(hashtext('hotich.audit_log'))")
        loader = subprocess.Popen([sys.executable, "-c", _LOADER, world.url, str(handed)])
        _wait_for_waiting(world.url)
        os.kill(loader.pid, signal.SIGKILL)
        loader.wait()
    _wait_for_end(world.url)
    assert world.digest() == before
    (outcome,) = publish(world.conn, batch, world.attempt(batch))
    assert outcome.rows_loaded == 3


def _terminate_when_waiting(url: str, pid: int) -> None:
    _wait_for_waiting(url)
    with open_url(url) as own:
        own.execute("SELECT pg_terminate_backend(%s)", [pid])


def _wait_for_waiting(url: str) -> None:
    """Return once some session waits for the audit lock."""
    with open_url(url) as own:
        while not own.execute(
            "SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND NOT granted)"
        ).fetchone()[0]:
            pass


def _wait_for_end(url: str) -> None:
    """Return once no session but ours is inside a transaction on this database."""
    query = (
        "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database() AND xact_start IS NOT NULL"
        " AND pid <> pg_backend_pid())"
    )
    with psycopg.connect(url, autocommit=True) as own:
        while own.execute(query).fetchone()[0]:
            pass
