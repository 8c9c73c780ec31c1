"""The same delivery through a real Airflow; the clock runs from the trigger to the end of the DAG run.

Airflow is up, has read its DAGs and rests before the clock starts: what its start costs is not what a run costs. The
run stands for the last day of the stage's window, so that no alarm of a late stage runs beside it. Run as a process of
its own.
"""

import os
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import psutil

from benchmarks.child import answer, question
from benchmarks.delivery import STAGE
from benchmarks.home import postgres_cpu
from hotich.plan import load_plan
from hotich.registers import BIRTH
from hotich.settings import Settings
from hotich.storage.database import connect
from hotich_airflow.factory import dag_id
from hotich_airflow.runner import find_running, running

_RESTING = 0.3
"""Airflow rests when its processes use so many CPU seconds in a second at most; four of them idle use a fifth."""
_REST_LIMIT = 60.0
"""Seconds after which the run begins although Airflow does not rest."""


def measure(settings: Settings, cases: int) -> dict[str, Any]:
    """Run the stage's DAG once; raises if it failed or did not load every case."""
    plan = load_plan(settings.plan)
    stage = plan.stage(STAGE)
    stage_dag = dag_id(plan, stage)
    said: list[str] = []
    with running(settings, said.append) as airflow:
        airflow.wait_for_dags({stage_dag})
        _wait_until_resting(settings)
        cpu, began = _cpu_seconds(settings), datetime.now(UTC)
        [state] = airflow.wait([airflow.trigger(stage_dag, stage.window_end)])
        cpu = _cpu_seconds(settings) - cpu
    with connect(settings) as conn:
        loaded = conn.execute(f"SELECT count(*) FROM {BIRTH.table}").fetchone()  # noqa: S608 - a name of ours
    if state.state != "success" or loaded != (cases,) or state.ended_at is None:
        raise RuntimeError(
            f"the DAG run ended {state.state}, {loaded} of {cases} cases loaded; tasks: {state.tasks}"
        )
    # Asking more often for the end would cost the run more than it would tell.
    seconds = (state.ended_at - began).total_seconds()
    return {"seconds": seconds, "cpu_seconds": cpu, "tasks": state.tasks["success"]}


def _wait_until_resting(settings: Settings) -> None:
    end = time.monotonic() + _REST_LIMIT
    before = _cpu_seconds(settings)
    while time.monotonic() < end:
        time.sleep(1.0)
        now = _cpu_seconds(settings)
        if now - before < _RESTING:
            return
        before = now


def _cpu_seconds(settings: Settings) -> float:
    """CPU time of Airflow's processes, of the tasks that they have waited for, and of PostgreSQL."""
    state = find_running(settings)
    total = postgres_cpu(settings)
    for pid in state.children if state else {}:
        with suppress(psutil.NoSuchProcess):
            parent = psutil.Process(int(pid))
            for process in [parent, *parent.children(recursive=True)]:
                with suppress(psutil.NoSuchProcess):
                    times = process.cpu_times()
                    total += times.user + times.system + times.children_user + times.children_system
    return total


def _environment(asked: dict[str, Any]) -> Iterator[tuple[str, str]]:
    yield "HOTICH_HOME", asked["home"]
    yield "HOTICH_INBOX", asked["inbox"]
    yield "HOTICH_PLAN", asked["plan"]
    yield "HOTICH_SETTLE_SECONDS", "0"
    yield "HOTICH_SCHEDULE", ""


def main() -> None:
    """Answer the question of `benchmarks.child.ask`."""
    asked = question()
    os.environ.update(_environment(asked))
    answer(measure(Settings.read(), asked["cases"]))


if __name__ == "__main__":
    main()
