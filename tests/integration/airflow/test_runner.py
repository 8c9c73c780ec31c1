"""The whole Airflow that `make up` starts: its four processes, a run through its scheduler, its end."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from datetime import date

import httpx
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
from hotich_airflow.configuration import ADMIN, PROCESSES, admin_password, airflow_home
from hotich_airflow.first_accounts import accounts_file
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
    for name in ("secrets.json", "passwords.json", "running.json", "dashboard.json"):
        assert (home / name).stat().st_mode & 0o077 == 0, name
    assert home.stat().st_mode & 0o077 == 0


def test_the_dashboard_stands_in_airflows_menu(airflow):
    assert airflow.client._send("GET", "/api/v2/plugins/importErrors").json()["import_errors"] == []
    plugins = airflow.client._send("GET", "/api/v2/plugins").json()["plugins"]
    (ours,) = [plugin for plugin in plugins if plugin["name"] == "hotich"]
    assert [(app["url_prefix"], app["app"]) for app in ours["fastapi_apps"]] == [
        ("/hotich", "hotich_airflow.dashboard.Dashboard")
    ]
    (view,) = ours["external_views"]
    assert (view["name"], view["href"], view["destination"]) == ("Tiến độ", "hotich/", "nav")


def test_in_airflow_too_every_route_refuses_who_has_not_signed_in_to_the_dashboard(installation, airflow):
    """Airflow's own login, by token or by cookie, opens nothing either."""
    from hotich.web import create_app, gate

    routes = create_app(installation[0]).routes
    paths = {
        path for route in routes for path in _paths(route) if path not in gate.OPEN and "/tinh/" not in path
    }
    assert {"/", "/dang-xuat", "/mat-khau"} <= paths
    token = airflow.client._http.post(
        "/auth/token", json={"username": ADMIN, "password": admin_password(installation[0])}
    ).json()["access_token"]
    as_airflow = {"Authorization": f"Bearer {token}", "Cookie": f"_token={token}"}
    for headers in ({}, as_airflow):
        for path in paths:
            for method in ("GET", "POST"):
                answer = httpx.request(method, f"{airflow.url}/hotich{path}", headers=headers, timeout=LIMIT)
                assert answer.status_code in {401, 403}, (method, path)
    page = httpx.get(f"{airflow.url}/hotich/", headers={**as_airflow, "Accept": "text/html"}, timeout=LIMIT)
    assert (page.status_code, page.headers["location"]) == (303, "/hotich/dang-nhap")


def _paths(route):
    inner = getattr(getattr(route, "original_router", None), "routes", None)
    if inner:
        return [path for below in inner for path in _paths(below)]
    return ["/".join("1" if part.startswith("{") else part for part in getattr(route, "path", "").split("/"))]


def test_a_first_account_opens_the_dashboard_in_airflow(installation, airflow):
    settings, command, started = installation
    kept = json.loads(accounts_file(settings).read_text("utf-8"))
    assert list(kept) == ["tinh"]
    assert kept["tinh"] not in started.stdout
    assert f"{airflow.url}/hotich/" in started.stdout
    browser = httpx.Client(base_url=airflow.url, headers={"Accept": "text/html"}, timeout=LIMIT)
    form = browser.get("/hotich/dang-nhap")
    assert "frame-ancestors 'self'" in form.headers["Content-Security-Policy"]
    fields = {
        "ten": "tinh",
        "mat_khau": kept["tinh"],
        "ma_bieu_mau": form.text.split('name="ma_bieu_mau" value="')[1][:64],
    }
    signed_in = browser.post("/hotich/dang-nhap", data=fields)
    assert (signed_in.status_code, signed_in.headers["location"]) == (303, "/hotich/")
    assert "Path=/hotich" in signed_in.headers["set-cookie"]
    page = browser.get("/hotich/")
    assert page.status_code == 200
    assert "Sở Tư pháp" in page.text


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
