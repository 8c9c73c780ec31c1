"""A small client of Airflow's public REST API (v2): trigger runs, wait for them, read their states."""

import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import quote

import httpx

from hotich.errors import HotichError

Progress = Callable[["RunState"], None]
PAGE = 100
"""Airflow's largest page."""
OVER = frozenset({"success", "failed"})
"""States of a run in which nothing more happens."""
PATIENCE = 180.0
"""Seconds for which a busy or restarting API server is asked again before it counts as gone."""


@dataclass(frozen=True, slots=True)
class Run:
    """One run of a DAG."""

    dag_id: str
    run_id: str


@dataclass(frozen=True, slots=True)
class RunState:
    """How far a run is: Airflow's state (`queued`, `running`, `success`, `failed`), tasks by state, its end if any."""

    run: Run
    state: str
    tasks: dict[str, int]
    ended_at: datetime | None = None

    @property
    def is_over(self) -> bool:
        """Whether nothing more happens in the run."""
        return self.state in OVER


class Client:
    """Speaks to one API server as its local administrator."""

    def __init__(self, url: str, user: str, password: str) -> None:
        self._http = httpx.Client(base_url=url, timeout=30.0)
        self._user, self._password = user, password

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def health(self) -> dict[str, str | None]:
        """State of the metadata database and of each component; empty while the server does not answer."""
        try:
            answer = self._http.get("/api/v2/monitor/health")
        except httpx.TransportError:
            return {}
        if answer.status_code != httpx.codes.OK:
            return {}
        return {name: part["status"] for name, part in answer.json().items() if part}

    def serves_tasks(self) -> bool:
        """Whether the API that tasks report to answers; it is built, for seconds, when it is first asked."""
        try:
            answer = self._http.get("/execution/health")
        except httpx.TransportError:
            return False
        return answer.status_code == httpx.codes.OK

    def dag_ids(self) -> set[str]:
        """Ids of the DAGs that Airflow has parsed."""
        return {str(dag["dag_id"]) for dag in self._pages("/api/v2/dags", "dags")}

    def import_errors(self) -> list[str]:
        """What the DAG processor could not read, one text per file."""
        return [
            f"{error['filename']}: {error['stack_trace']}"
            for error in self._pages("/api/v2/importErrors", "import_errors")
        ]

    def set_pool(self, name: str, slots: int, description: str) -> None:
        """Create a pool or set its size."""
        body = {"name": name, "slots": slots, "description": description}
        answer = self._send("POST", "/api/v2/pools", body, accept=(httpx.codes.CONFLICT,))
        if answer.status_code == httpx.codes.CONFLICT:
            change = {"pool": name, "slots": slots, "description": description, "include_deferred": False}
            self._send("PATCH", f"/api/v2/pools/{quote(name)}", change)

    def trigger(self, dag_id: str, as_of: date | None = None) -> Run:
        """Start a run of a DAG, standing for `as_of` when given."""
        conf = {"as_of": as_of.isoformat()} if as_of else {}
        answer = self._send(
            "POST", f"/api/v2/dags/{quote(dag_id)}/dagRuns", {"logical_date": None, "conf": conf}
        )
        return Run(dag_id, answer.json()["dag_run_id"])

    def state(self, run: Run) -> RunState:
        """How far a run is."""
        path = f"/api/v2/dags/{quote(run.dag_id)}/dagRuns/{quote(run.run_id)}"
        found = self._send("GET", path).json()
        ended_at = datetime.fromisoformat(found["end_date"]) if found["end_date"] else None
        tasks = Counter(str(task["state"]) for task in self._pages(f"{path}/taskInstances", "task_instances"))
        return RunState(run, str(found["state"]), dict(tasks), ended_at)

    def wait(self, runs: list[Run], progress: Progress | None = None, pause: float = 1.0) -> list[RunState]:
        """Wait until every run is over; their last states in the order given.

        `progress` is called with one run's state each `pause` seconds, in turn, and with each last state. An API
        server that restarts meanwhile is waited for; a run that never ends is for the caller to interrupt.
        """
        last: dict[Run, RunState] = {}
        turns = 0
        while len(last) < len(runs):
            waiting = [run for run in runs if run not in last]
            over = [run for run, state in self._run_states(waiting).items() if state in OVER]
            # One run's tasks a round: listing them all would keep the API server busier than the work does.
            for run in over or ([waiting[turns % len(waiting)]] if progress else []):
                state = self.state(run)
                if state.is_over:
                    last[run] = state
                if progress:
                    progress(state)
            turns += 1
            if not over:
                time.sleep(pause)
        return [last[run] for run in runs]

    def _run_states(self, runs: list[Run]) -> dict[Run, str]:
        """Airflow's state of each run, in one request."""
        body = {"dag_ids": sorted({run.dag_id for run in runs}), "order_by": "-run_after", "page_limit": PAGE}
        answer = self._send("POST", "/api/v2/dags/~/dagRuns/list", body).json()["dag_runs"]
        found = {Run(one["dag_id"], one["dag_run_id"]): str(one["state"]) for one in answer}
        return {run: found[run] if run in found else self.state(run).state for run in runs}

    def _pages(self, path: str, name: str) -> Iterator[dict[str, Any]]:
        offset = 0
        while True:
            page = self._send("GET", path, params={"limit": PAGE, "offset": offset}).json()
            yield from page[name]
            offset += PAGE
            if offset >= page["total_entries"]:
                return

    def _send(
        self,
        method: str,
        path: str,
        body: dict[str, Any] | None = None,
        *,
        params: dict[str, int] | None = None,
        accept: tuple[int, ...] = (),
    ) -> httpx.Response:
        if "Authorization" not in self._http.headers:
            self._log_in()
        answer = self._request(method, path, body, params)
        if answer.status_code == httpx.codes.UNAUTHORIZED:
            self._log_in()
            answer = self._request(method, path, body, params)
        if not answer.is_success and answer.status_code not in accept:
            raise HotichError(
                f"Airflow từ chối {method} {path}: {answer.status_code} {answer.text[:300]}. "
                "Xem nhật ký api-server trong thư mục airflow/logs."
            )
        return answer

    def _request(
        self, method: str, path: str, body: dict[str, Any] | None, params: dict[str, int] | None
    ) -> httpx.Response:
        """One request; a question that a busy or restarting server left unanswered is asked again, an order is not."""
        is_question = method == "GET" or path.endswith("/list")
        end = time.monotonic() + (PATIENCE if is_question else 0.0)
        while True:
            try:
                answer = self._http.request(method, path, json=body, params=params)
            except httpx.TransportError as error:
                if time.monotonic() > end:
                    raise HotichError(
                        f"Airflow không trả lời {method} {path} ({type(error).__name__}): "
                        "xem api-server trong thư mục airflow/logs."
                    ) from error
            else:
                if not answer.is_server_error or time.monotonic() > end:
                    return answer
            time.sleep(1.0)

    def _log_in(self) -> None:
        self._http.headers.pop("Authorization", None)
        body = {"username": self._user, "password": self._password}
        answer = self._http.post("/auth/token", json=body)
        if not answer.is_success:
            raise HotichError(
                f"Airflow không nhận mật khẩu của {self._user} ({answer.status_code}): "
                "xoá airflow/passwords.json rồi khởi động lại."
            )
        self._http.headers["Authorization"] = f"Bearer {answer.json()['access_token']}"
