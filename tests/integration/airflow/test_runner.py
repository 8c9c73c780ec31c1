"""The whole Airflow that `make up` starts: its four processes, a run through its scheduler, its end."""

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from datetime import date

import psutil
import pytest

from hotich.errors import HotichError
from hotich.settings import Settings
from hotich.storage import approvals
from hotich.storage.database import connect
from hotich.storage.server import Server
from hotich.storage.states import ApprovalKind
from hotich_airflow.approvals import approvals_dag_id, run_id
from hotich_airflow.client import Run
from hotich_airflow.configuration import PROCESSES, airflow_home
from hotich_airflow.runner import Airflow, find_running, running

pytestmark = [pytest.mark.postgres, pytest.mark.airflow]

DAGS = {f"ben_tre_2019__{stage}_{phase}" for stage in ("tinh", "huyen_xa") for phase in (1, 2, 3, 4)}
LIMIT = 300.0
"""Seconds until a state must be reached on a slow machine; nothing is measured here."""


@pytest.fixture(scope="module")
def installation(tmp_path_factory):
    """An installation started in the background by the command; ended by the last test, or here."""
    home = tmp_path_factory.mktemp("up")
    for folder in (home, *home.parents):
        if "pytest" in folder.name:
            folder.chmod(0o711)
    environment = {
        **os.environ,
        "HOTICH_HOME": str(home),
        "HOTICH_SCHEDULE": "",
        "HOTICH_AIRFLOW_PORT": "18080",
    }
    settings = Settings.read(environment)

    def command(*words):
        return subprocess.run(
            [sys.executable, "-m", "hotich_airflow", *words],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )

    started = command("up", "--detach")
    yield settings, command, started
    command("down")
    shutil.rmtree(Server(home).folder)  # not always below pytest's folders: see hotich.storage.binaries


@pytest.fixture(scope="module")
def airflow(installation):
    settings, _, started = installation
    assert started.returncode == 0, started.stdout + started.stderr
    opened = Airflow(settings, find_running(settings).port)
    yield opened
    opened.client.close()


def test_status_says_that_everything_is_healthy(installation, airflow):
    _, command, started = installation
    status = command("status")
    assert status.returncode == 0, status.stdout
    assert "PostgreSQL: chạy" in status.stdout
    for part in ("metadatabase", "scheduler", "triggerer", "dag_processor"):
        assert f"{part}: healthy" in status.stdout
    assert airflow.url in started.stdout


def test_secrets_are_readable_by_the_owner_only(installation, airflow):
    home = airflow_home(installation[0])
    for name in ("secrets.json", "passwords.json", "running.json"):
        assert (home / name).stat().st_mode & 0o077 == 0, name
    assert home.stat().st_mode & 0o077 == 0


def test_a_second_one_on_the_same_folder_is_refused(installation, airflow):
    settings, _, _ = installation
    with pytest.raises(HotichError, match="đang chạy"), running(settings):
        pass


def test_the_scheduler_runs_a_stage(airflow):
    airflow.wait_for_dags(DAGS)
    seen = []
    (state,) = airflow.wait([airflow.trigger("ben_tre_2019__tinh_1", date(2019, 6, 30))], seen.append)
    assert state.state == "success"
    assert state.tasks == {"skipped": 29}
    assert seen[-1] == state


def test_a_late_stage_raises_its_deadline_alert_and_one_in_time_does_not(installation, airflow):
    settings, _, _ = installation
    late = airflow.trigger("ben_tre_2019__huyen_xa_1", date(2020, 7, 1))
    in_time = airflow.trigger("ben_tre_2019__huyen_xa_2", date(2021, 12, 31))
    assert {state.state for state in airflow.wait([late, in_time])} == {"success"}
    _until(lambda: _late_stages(settings))
    assert _late_stages(settings) == ["huyen_xa_1"]


def test_a_person_decides_in_airflow_and_the_answer_is_kept(installation, airflow):
    settings, _, _ = installation
    with connect(settings) as conn:
        approval_id = approvals.request_approval(
            conn, ApprovalKind.CLOSE_STAGE, "tinh_2", None, {"planned": 12, "accepted": 12}, 1, "Xem số liệu."
        )
    dag_id = approvals_dag_id("ben_tre_2019")
    airflow.wait_for_dags({dag_id})
    request = {"dag_run_id": run_id(approval_id), "conf": {"approval_id": approval_id}, "logical_date": None}
    airflow.client._send("POST", f"/api/v2/dags/{dag_id}/dagRuns", request)
    path = f"/api/v2/dags/{dag_id}/dagRuns/{run_id(approval_id)}/taskInstances/ask"
    _until(lambda: airflow.client._send("GET", path).json()["state"] == "awaiting_input")
    # No person answers within the half second in which the scheduler still takes note that the task has paused;
    # it would take the answered task for a lost one, and ask again.
    _until(lambda: _noted(settings, "ask", run_id(approval_id)))
    asked = airflow.client._send("GET", f"{path}/-1/hitlDetails").json()
    assert asked["options"] == ["Đồng ý", "Không đồng ý"]
    assert "đóng giai đoạn" in asked["subject"]
    assert "Đã nghiệm thu: 12" in asked["body"]
    answer = {"chosen_options": ["Không đồng ý"], "params_input": {"remark": "còn thiếu một quyển"}}
    airflow.client._send("PATCH", f"{path}/-1/hitlDetails", answer)
    assert airflow.client.wait([Run(dag_id, run_id(approval_id))])[0].state == "success"
    with connect(settings) as conn:
        kept = conn.execute(
            "SELECT state, answered_by, remark, answered_at IS NOT NULL FROM approval WHERE approval_id = %s",
            [approval_id],
        ).fetchone()
    assert kept == ("refused", "admin", "còn thiếu một quyển", True)


def test_a_killed_process_comes_back(installation, airflow):
    settings, _, _ = installation
    before = find_running(settings).children
    victim = next(pid for pid in before if "dag-processor" in _words(int(pid)))
    os.kill(int(victim), signal.SIGKILL)
    _until(lambda: len(now := find_running(settings).children) == len(PROCESSES) and victim not in now)
    _until(lambda: airflow.client.health().get("dag_processor") == "healthy")


def test_down_clears_up_after_a_killed_runner(installation, airflow):
    settings, command, _ = installation
    state = find_running(settings)
    os.kill(state.pid, signal.SIGKILL)
    _until(lambda: find_running(settings) is None)
    command("down")
    for pid, started in state.children.items():
        assert not _lives(int(pid), started), _words(int(pid))
    assert command("status").returncode == 1
    assert "PostgreSQL: không chạy" in command("status").stdout


def _late_stages(settings):
    with connect(settings) as conn:
        found = conn.execute("SELECT stage_id FROM incident WHERE kind = 'late' ORDER BY 1").fetchall()
    return [stage_id for (stage_id,) in found]


def _noted(settings, task_id, of_run):
    """The scheduler has taken note that the executor is done with the task."""
    event = f"Received executor event.*task_id='{task_id}', run_id='{of_run}'"
    return re.search(event, (airflow_home(settings) / "logs" / "scheduler.log").read_text("utf-8"))


def _words(pid):
    try:
        return " ".join(psutil.Process(pid).cmdline())
    except psutil.Error:
        return ""


def _lives(pid, started):
    try:
        process = psutil.Process(pid)
        same = abs(process.create_time() - started) < 1
        return same and process.status() != psutil.STATUS_ZOMBIE
    except psutil.Error:
        return False


def _until(reached):
    end = time.monotonic() + LIMIT
    while not reached():
        assert time.monotonic() < end, "not reached"
        time.sleep(0.3)
