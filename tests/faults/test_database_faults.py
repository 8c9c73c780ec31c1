"""The database goes away in the middle of a load: nothing half-written, and the next run heals it (F11–F13, F53)."""

import json
import os
import signal
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from hotich.cli.app import app
from hotich.storage import migration
from hotich.storage.database import open_url
from hotich.storage.server import Server

pytestmark = pytest.mark.postgres

ALL_WRITTEN = "hotich.storage.publish:write_outcomes"
"""Every row of the batch is written, nothing is committed."""
COPYING = "hotich.storage.staging:csv_bytes"
"""The server is taking rows in."""


@pytest.fixture(scope="module")
def own_server(tmp_path_factory, open_to_server):
    """A server of this module's own, to be killed."""
    home = tmp_path_factory.mktemp("own_server")
    open_to_server(home)
    server = Server(home).start()
    yield server
    server.stop()


@pytest.fixture
def own_office(make_office, own_server, check_invariants):
    """An office whose database is on the server that is killed."""
    with open_url(own_server.url()) as conn:
        conn.execute("DROP SCHEMA IF EXISTS hotich CASCADE")
        conn.execute("DROP TABLE IF EXISTS public.alembic_version")
    migration.upgrade(own_server.url())
    office = make_office()
    office.settings = replace(office.settings, database_url=own_server.url())
    yield office
    check_invariants(office)


def stop_at_once(server):
    """What pulling the plug of the server does: no transaction ends, no file is closed."""
    pid = int((server.data / "postmaster.pid").read_text().split()[0])
    os.kill(pid, signal.SIGQUIT)
    while Path(f"/proc/{pid}").exists():
        pass


@pytest.mark.parametrize(("at", "back_in_time"), [(COPYING, False), (ALL_WRITTEN, True)])
def test_a_server_stopped_at_once_leaves_nothing_half_written(
    own_office, own_server, victims, deliver, assert_as_undisturbed, at, back_in_time
):
    deliver(own_office)
    stopped = victims.run(own_office, at, "after", signal="STOP")
    assert stopped["end"] == "stopped"
    stop_at_once(own_server)
    if back_in_time:
        own_server.start()
    failed = victims.resume(stopped)["failed"]
    assert any("cơ sở dữ liệu" in reason for reason in failed.values()), failed
    own_server.start()
    assert own_office.one("SELECT count(*) FROM marriage") == 0
    assert own_office.run()["failed"] == {}
    assert_as_undisturbed(own_office)


def test_a_terminated_backend_is_an_incident_until_the_next_run_has_loaded_the_batch(
    office, victims, deliver, assert_as_undisturbed
):
    deliver(office)
    stopped = victims.run(office, ALL_WRITTEN, "after", signal="STOP")
    ended = office.all(
        "SELECT pg_terminate_backend(pid, 60000) FROM pg_stat_activity WHERE datname = current_database()"
        " AND pid <> pg_backend_pid() AND xact_start IS NOT NULL"
    )
    assert ended == [(True,)]
    (reason,) = victims.resume(stopped)["failed"].values()
    assert "Chưa có gì được ghi dở; hãy thử lại" in reason
    open_incidents = "SELECT reason, owner, next_step FROM incident WHERE closed_at IS NULL"
    (incident,) = office.all(open_incidents)
    assert incident[0] == reason
    assert all(incident)
    assert office.one("SELECT state FROM load ORDER BY load_id LIMIT 1") == "open"
    assert office.run()["failed"] == {}
    assert office.all(open_incidents) == []
    assert_as_undisturbed(office)


def test_a_load_whose_audit_cannot_be_written_stops_and_tells_no_value(
    office, deliver, assert_as_undisturbed, caplog
):
    deliver(office)
    with open_url(office.settings.database_url) as conn:
        conn.execute("ALTER TABLE audit_log ADD CONSTRAINT broken CHECK (action <> 'book_loaded') NOT VALID")
        failed = office.run()["failed"]
        assert len(failed) == 2
        assert office.one("SELECT (SELECT count(*) FROM birth) + (SELECT count(*) FROM marriage)") == 0
        assert "BÍ MẬT" not in f"{failed} {caplog.text} {office.all('SELECT * FROM incident')}"
        conn.execute("ALTER TABLE audit_log DROP CONSTRAINT broken")
    assert office.run()["failed"] == {}
    assert_as_undisturbed(office)


def test_a_changed_audit_is_found_by_the_command(make_office, deliver):
    office = make_office()
    deliver(office)
    office.run()
    environment = {
        "HOTICH_HOME": str(office.settings.home),
        "HOTICH_DATABASE_URL": office.settings.database_url,
    }
    assert CliRunner().invoke(app, ["audit", "verify"], env=environment).exit_code == 0
    with open_url(office.settings.database_url) as conn, conn.transaction():
        conn.execute("SET LOCAL session_replication_role = replica")
        conn.execute("UPDATE audit_log SET detail = detail || '{\"cases\": 99}' WHERE audit_id = 2")
    ran = CliRunner().invoke(app, ["audit", "verify", "--json"], env=environment)
    assert (ran.exit_code, json.loads(ran.stdout)["broken_at"]) == (1, 2)
