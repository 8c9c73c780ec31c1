"""The same delivery through a real Airflow; the clock runs from the trigger to the end of the DAG run.

Airflow is up, healthy and has read its DAGs before the clock starts. Run as a process of its own.
"""

import os
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from benchmarks.child import answer, question
from benchmarks.delivery import STAGE
from hotich.plan import load_plan
from hotich.registers import BIRTH
from hotich.settings import Settings
from hotich.storage.database import connect
from hotich_airflow.factory import dag_id
from hotich_airflow.runner import running

_PAUSE = 0.25
"""Seconds between two looks at the run: the error of the time."""


def measure(settings: Settings, cases: int) -> dict[str, Any]:
    """Run the stage's DAG once; raises if it failed or did not load every case."""
    plan = load_plan(settings.plan)
    stage_dag = dag_id(plan, plan.stage(STAGE))
    said: list[str] = []
    with running(settings, said.append) as airflow:
        airflow.wait_for_dags({stage_dag})
        began = time.perf_counter()
        [state] = airflow.client.wait([airflow.trigger(stage_dag, datetime.now(UTC).date())], pause=_PAUSE)
        seconds = time.perf_counter() - began
    with connect(settings) as conn:
        loaded = conn.execute(f"SELECT count(*) FROM {BIRTH.table}").fetchone()  # noqa: S608 - a name of ours
    if state.state != "success" or loaded != (cases,):
        raise RuntimeError(
            f"the DAG run ended {state.state}, {loaded} of {cases} cases loaded; tasks: {state.tasks}"
        )
    return {"seconds": seconds, "tasks": sum(state.tasks.values())}


def _environment(asked: dict[str, Any]) -> Iterator[tuple[str, str]]:
    yield "HOTICH_HOME", asked["home"]
    yield "HOTICH_INBOX", asked["inbox"]
    yield "HOTICH_SETTLE_SECONDS", "0"
    yield "HOTICH_SCHEDULE", ""


def main() -> None:
    """Answer the question of `benchmarks.child.ask`."""
    asked = question()
    os.environ.update(_environment(asked))
    answer(measure(Settings.read(), asked["cases"]))


if __name__ == "__main__":
    main()
