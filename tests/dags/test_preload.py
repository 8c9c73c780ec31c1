"""What the scheduler loads before it forks its tasks: enough to spare them imports, nothing that a fork breaks."""

import json
import os
import subprocess
import sys

import pytest

from hotich_airflow.configuration import PRELOAD_FOLDER

LOAD = """
import json, os, signal, sys
sys.argv = ["airflow", PROCESS]
import airflow.settings
loaded = [name for name in WANTED if name in sys.modules]
"""

FORK = """
def in_fork(work):
    if (pid := os.fork()) == 0:
        signal.alarm(60)
        os._exit(work())
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])

def task():
    import polars as pl
    frame = pl.DataFrame({"number": range(50_000), "name": ["a", "b"] * 25_000})
    totals = frame.lazy().group_by("name").agg(pl.col("number").sum()).sort("name").collect()
    again = frame.lazy().sort("number").collect(engine="streaming")
    return 0 if totals["number"].sum() == sum(range(50_000)) and again.height == 50_000 else 1

# The executor forks its workers, and each worker its tasks.
code = in_fork(lambda: in_fork(task))
"""


def test_a_forked_task_computes_with_frames():
    assert _run(LOAD + FORK + "print('RESULT' + json.dumps(code))", "scheduler") == 0


@pytest.mark.skipif(not os.path.isdir("/proc/self/task"), reason="names of threads are read from /proc")  # noqa: PTH112
def test_no_thread_that_computes_is_started_before_the_fork():
    names = _run(
        LOAD
        + "names = [open(f'/proc/self/task/{task}/comm').read().strip() for task in os.listdir('/proc/self/task')]\n"
        "print('RESULT' + json.dumps(names))",
        "scheduler",
    )
    assert names
    starts = ("polars-0", "tokio", "async-executor", "duckdb")
    assert [name for name in names if name.startswith(starts)] == []


def test_tasks_need_not_import_what_is_dear():
    wanted = ("great_expectations", "pandas", "polars", "hotich.jobs.loading", "hotich_airflow.steps")
    assert _run(LOAD + "print('RESULT' + json.dumps(loaded))", "scheduler", wanted) == list(wanted)


@pytest.mark.parametrize("process", ["api-server", "dag-processor", "triggerer"])
def test_other_processes_load_nothing_of_it(process):
    heavy = ("great_expectations", "pandas", "polars", "hotich.jobs")
    assert _run(LOAD + "print('RESULT' + json.dumps(loaded))", process, heavy) == []


def test_a_faulty_plan_does_not_stop_the_scheduler(tmp_path):
    plan = tmp_path / "plan.yaml"
    plan.write_text("not a plan", encoding="utf-8")
    wanted = ("hotich.jobs.loading",)
    assert _run(LOAD + "print('RESULT' + json.dumps(loaded))", "scheduler", wanted, plan) == list(wanted)


def _run(program, process, wanted=(), plan="ben_tre_2019"):
    """What a process of that name prints as RESULT, with the preload on its path."""
    named = f"PROCESS, WANTED = {process!r}, {wanted!r}\n"
    done = subprocess.run(
        [sys.executable, "-c", named + program],
        env={**os.environ, "PYTHONPATH": str(PRELOAD_FOLDER), "HOTICH_PLAN": str(plan)},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    lines = [line for line in done.stdout.splitlines() if line.startswith("RESULT")]
    assert lines, done.stderr[-2000:]
    return json.loads(lines[0].removeprefix("RESULT"))
