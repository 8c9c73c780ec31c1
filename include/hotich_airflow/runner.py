"""A whole Airflow on this machine: the embedded PostgreSQL, the metadata, the four processes, the pools."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date
from importlib.metadata import version
from pathlib import Path

import psutil  # type: ignore[import-untyped]
import psycopg

from hotich.errors import HotichError
from hotich.jobs.installation import prepare
from hotich.settings import PROJECT_ROOT, Settings
from hotich.storage.server import Server
from hotich_airflow.client import Client, Progress, Run, RunState
from hotich_airflow.configuration import (
    ADMIN,
    PROCESSES,
    Capacity,
    admin_password,
    airflow_home,
    environment,
    write_private,
)
from hotich_airflow.pools import CHECKS_POOL, DATABASE_POOL, FILES_POOL
from hotich_airflow.supervisor import Supervisor

DEFAULT_PORT = 8080
START_LIMIT = 240.0
"""Seconds within which Airflow must be healthy."""

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Running:
    """What the state file of a running installation says."""

    pid: int
    started: float
    port: int
    children: dict[str, float]
    """When each of Airflow's processes started, by its number: numbers are used again."""


class Airflow:
    """A running Airflow: start runs and wait for them."""

    def __init__(self, settings: Settings, port: int) -> None:
        self.settings = settings
        self.url = f"http://localhost:{port}"
        self.client = Client(self.url, ADMIN, admin_password(settings))

    def trigger(self, dag_id: str, as_of: date | None = None) -> Run:
        """Start a run of a DAG, standing for `as_of` when given."""
        return self.client.trigger(dag_id, as_of)

    def wait(self, runs: list[Run], progress: Progress | None = None) -> list[RunState]:
        """Wait until the runs are over; `progress` sees every state read."""
        return self.client.wait(runs, progress)

    def wait_for_dags(self, dag_ids: set[str], limit: float = 120.0) -> None:
        """Wait until the DAG processor has read the DAGs named; raises with its errors when it cannot."""
        end = time.monotonic() + limit
        while missing := dag_ids - self.client.dag_ids():
            if errors := self.client.import_errors():
                raise HotichError("Airflow không đọc được tệp DAG: " + "\n".join(errors))
            if time.monotonic() > end:
                raise HotichError(
                    f"Sau {limit:.0f} giây Airflow vẫn chưa thấy DAG {', '.join(sorted(missing))}: "
                    f"xem {airflow_home(self.settings) / 'logs' / 'dag-processor.log'}."
                )
            time.sleep(0.3)


@contextmanager
def running(settings: Settings, say: Say = print) -> Generator[Airflow]:
    """Airflow for the length of a `with` block; afterwards its processes are stopped, the database goes on.

    With HOTICH_SCHEDULE="" only `trigger` starts runs; else each DAG first starts the latest run of its schedule.
    Raises HotichError when an installation with the same home runs already or Airflow does not come up.
    """
    if other := find_running(settings):
        raise HotichError(f"Airflow của {settings.home} đang chạy (pid {other.pid}). Dừng bằng: make down.")
    clear_leftovers(settings)
    port = _free_port(int(os.environ.get("HOTICH_AIRFLOW_PORT", DEFAULT_PORT)))
    metadata_url = _metadata_url(settings, say)
    prepare(settings)
    variables = environment(settings, metadata_url, port)
    _migrate(settings, metadata_url, variables, say)
    supervisor = Supervisor(PROCESSES, variables, airflow_home(settings) / "logs")
    if not os.environ.get("HOTICH_AIRFLOW_DATABASE_URL"):
        supervisor.watch_also(lambda: Server(settings.home).start())
    airflow = Airflow(settings, port)  # makes the password file before the API server would, with its own
    try:
        with _ended_by_sigterm():
            supervisor.start(on_change=lambda: _write_state(settings, port, supervisor))
            _wait_until_healthy(airflow, supervisor, say)
            _make_pools(airflow.client)
            yield airflow
    finally:
        airflow.client.close()
        supervisor.stop()
        _state_file(settings).unlink(missing_ok=True)


@contextmanager
def _ended_by_sigterm() -> Generator[None]:
    """Let SIGTERM unwind this process as ctrl-C does, so that Airflow's processes do not outlive it."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, _unwind)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _unwind(*_: object) -> None:
    raise KeyboardInterrupt


def find_running(settings: Settings) -> Running | None:
    """The runner of this installation, if one is alive."""
    state = _read_state(settings)
    return state if state and _is_same_process(state.pid, state.started) else None


def stop(settings: Settings, limit: float = 90.0) -> bool:
    """End a running installation from another process, its embedded database included; False if none ran."""
    state = find_running(settings)
    if state:
        process = psutil.Process(state.pid)
        process.terminate()
        try:
            process.wait(limit)
        except psutil.TimeoutExpired:
            process.kill()
    clear_leftovers(settings)
    Server(settings.home).stop()
    return state is not None


def clear_leftovers(settings: Settings) -> None:
    """End the Airflow processes that a killed runner left behind."""
    state = _read_state(settings)
    if state is None:
        return
    for pid, started in state.children.items():
        if _is_same_process(int(pid), started):
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(int(pid), signal.SIGKILL)
    _state_file(settings).unlink(missing_ok=True)


def _metadata_url(settings: Settings, say: Say) -> str:
    """libpq URL of Airflow's own database: the embedded server's, unless HOTICH_AIRFLOW_DATABASE_URL is set."""
    if url := os.environ.get("HOTICH_AIRFLOW_DATABASE_URL"):
        return url
    say("PostgreSQL: khởi động")
    return Server(settings.home).start().url("airflow")


def _migrate(settings: Settings, url: str, variables: dict[str, str], say: Say) -> None:
    """Bring Airflow's tables to this version's schema; quick when they are."""
    stamp = airflow_home(settings) / "schema.json"
    now = {"airflow": version("apache-airflow-core"), "revision": _revision(url)}
    if now["revision"] and stamp.exists() and json.loads(stamp.read_text(encoding="utf-8")) == now:
        return
    say("Airflow: tạo hoặc nâng cấp bảng của Airflow")
    done = subprocess.run(
        [sys.executable, "-m", "airflow", "db", "migrate"],
        env=variables, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise HotichError(f"Không tạo được bảng của Airflow:\n{(done.stdout + done.stderr)[-2000:]}")
    write_private(stamp, json.dumps(now | {"revision": _revision(url)}))


def _revision(url: str) -> str | None:
    """The revision Airflow's tables are at; None when there are none."""
    with psycopg.connect(url, connect_timeout=10) as connection:
        found = connection.execute("SELECT to_regclass('alembic_version')").fetchone()
        if found is None or found[0] is None:
            return None
        row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
        return str(row[0]) if row else None


def _wait_until_healthy(airflow: Airflow, supervisor: Supervisor, say: Say) -> None:
    """Wait until database, scheduler, DAG processor and triggerer all say so, and tasks can report."""
    say(f"Airflow: chờ các tiến trình sẵn sàng ở {airflow.url}")
    began = time.monotonic()
    while True:
        health = airflow.client.health()
        tasks_can_report = bool(health) and airflow.client.serves_tasks()
        if tasks_can_report and len(health) >= len(PROCESSES) and set(health.values()) == {"healthy"}:
            say(f"Airflow: sẵn sàng sau {time.monotonic() - began:.0f} giây")
            return
        supervisor.check()
        if time.monotonic() - began > START_LIMIT:
            raise HotichError(
                f"Airflow chưa sẵn sàng sau {START_LIMIT:.0f} giây ({health or 'API chưa trả lời'}): "
                f"xem nhật ký ở {airflow_home(airflow.settings) / 'logs'}."
            )
        time.sleep(0.2)


def _make_pools(client: Client) -> None:
    capacity = Capacity.read()
    client.set_pool(FILES_POOL, capacity.files, "Các bước đọc tệp")
    client.set_pool(CHECKS_POOL, capacity.checks, "Các bước kiểm tra")
    client.set_pool(DATABASE_POOL, capacity.database, "Các bước ghi vào cơ sở dữ liệu")


def _free_port(wanted: int) -> int:
    """The port wanted, or a free one when it is taken."""
    for port in (wanted, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise HotichError("Máy không còn cổng mạng nào trống cho Airflow.")


def _state_file(settings: Settings) -> Path:
    return airflow_home(settings) / "running.json"


def _write_state(settings: Settings, port: int, supervisor: Supervisor) -> None:
    me = psutil.Process()
    children: dict[str, float] = {}
    for child in supervisor.children:
        with contextlib.suppress(psutil.Error):
            if child.process:
                children[str(child.process.pid)] = psutil.Process(child.process.pid).create_time()
    state = Running(me.pid, me.create_time(), port, children)
    write_private(_state_file(settings), json.dumps(asdict(state)))


def _read_state(settings: Settings) -> Running | None:
    file = _state_file(settings)
    if not file.exists():
        return None
    kept = json.loads(file.read_text(encoding="utf-8"))
    return Running(**kept)


def _is_same_process(pid: int, started: float) -> bool:
    """Whether the process is still the one that started then (numbers are used again)."""
    try:
        return bool(abs(psutil.Process(pid).create_time() - started) < 1.0)
    except psutil.Error:
        return False


def log_hint(settings: Settings) -> str:
    """Where the logs are, relative to the project when they are in it."""
    logs = airflow_home(settings) / "logs"
    return str(logs.relative_to(PROJECT_ROOT) if logs.is_relative_to(PROJECT_ROOT) else logs)
