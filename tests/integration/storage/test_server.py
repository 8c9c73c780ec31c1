"""The embedded server: made once, found again, and back after a kill with everything committed."""

import os
import signal
import stat
import subprocess
import sys
from dataclasses import replace

import psycopg
import pytest

from hotich.errors import DatabaseUnavailableError
from hotich.settings import Settings
from hotich.storage.database import connect, open_url
from hotich.storage.server import Server

pytestmark = pytest.mark.postgres


@pytest.fixture(scope="module")
def own(tmp_path_factory):
    """A server of this module's own, to be killed and stopped."""
    home = tmp_path_factory.mktemp("own")
    for folder in (home, home.parent, home.parent.parent):
        folder.chmod(0o711)  # pytest makes its folders private; the server's own account must pass
    server = Server(home).start()
    yield server
    server.stop()


def test_start_is_idempotent_and_status_tells_the_truth(own):
    before = own.status()
    assert before.running
    assert before.port
    assert Server(own.home).start().status() == before


def test_kill_loses_nothing_committed(own):
    with open_url(own.url()) as conn:
        conn.execute("CREATE TABLE IF NOT EXISTS public.kept (a int)")
        conn.execute("INSERT INTO public.kept VALUES (1)")
    os.kill(int((own.data / "postmaster.pid").read_text().split()[0]), signal.SIGKILL)
    own.start()
    with open_url(own.url()) as conn:
        assert conn.execute("SELECT count(*) FROM public.kept").fetchone() == (1,)


def test_stopped_server_is_started_by_a_connection(own):
    own.stop()
    assert not own.status().running
    with connect(replace(Settings.read({"HOTICH_HOME": str(own.home)}), database_url=None)) as conn:
        found = conn.execute(
            "SELECT current_setting('fsync'), current_setting('synchronous_commit'), current_setting('timezone'),"
            " current_setting('lock_timeout'), current_setting('application_name'), current_setting('search_path')"
        ).fetchone()
    assert found == ("on", "on", "UTC", "20s", "hotich", "hotich")


def test_two_processes_that_start_it_at_once_get_one_server(own):
    own.stop()
    script = f"from pathlib import Path; from hotich.storage.server import Server; Server(Path({str(own.home)!r})).start()"
    starters = [subprocess.Popen([sys.executable, "-c", script]) for _ in range(2)]
    assert [starter.wait() for starter in starters] == [0, 0]
    assert own.status().running


def test_pid_file_whose_number_belongs_to_another_program_is_no_obstacle(own):
    own.stop()
    other = subprocess.Popen(["sleep", "600"], cwd="/", **own.account.process_arguments())
    try:
        lines = [str(other.pid), str(own.data), "1", "1", "", "127.0.0.1", "", "ready"]
        (own.data / "postmaster.pid").write_text("\n".join(lines))
        assert not own.status().running
        assert own.start().status().running
    finally:
        other.kill()
        other.wait()


def test_passwords_are_the_owners_alone_and_wrong_ones_are_refused(own):
    kept = own.folder / "cluster.json"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(own.url().replace("hotich:", "hotich:x", 1))


def test_airflow_has_its_own_database_and_no_way_into_ours(own):
    with psycopg.connect(own.url("airflow")) as conn:
        assert conn.execute("SELECT current_user, current_database()").fetchone() == ("airflow", "airflow")
    with pytest.raises(psycopg.OperationalError, match="permission denied"):
        psycopg.connect(own.url("airflow").rsplit("/", 1)[0] + "/hotich")


def test_server_that_does_not_answer_is_a_passing_failure_without_the_password():
    with pytest.raises(DatabaseUnavailableError, match="Mất kết nối") as caught:
        open_url("postgresql://hotich:bi-mat@127.0.0.1:1/hotich")
    assert "bi-mat" not in str(caught.value) + repr(caught.value.__cause__)


def test_values_never_reach_the_servers_log(own):
    with open_url(own.url()) as conn:
        with pytest.raises(psycopg.errors.UniqueViolation):
            conn.execute(
                "CREATE TEMP TABLE t (a text PRIMARY KEY); INSERT INTO t VALUES ('canary-7f3'), ('canary-7f3')"
            )
        with pytest.raises(psycopg.errors.InvalidTextRepresentation):
            conn.execute("SELECT 'canary-7f3'::int")
    assert "canary-7f3" not in own.log.read_text()
