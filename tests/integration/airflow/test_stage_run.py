"""One stage's DAG, run on real deliveries against a real PostgreSQL by `dag.test()`."""

import json
import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

pytestmark = [pytest.mark.postgres, pytest.mark.airflow]

ROOT = Path(__file__).resolve().parents[3]
STAGE = "huyen_xa_1"

RUN = """
import json, os, sys
from airflow.dag_processing.dagbag import DagBag
from airflow.models.taskinstance import TaskInstance
from airflow.models.asset import AssetEvent
from airflow.models.xcom import XComModel
from airflow.utils.session import create_session
from sqlalchemy import select

bag = DagBag(os.environ["AIRFLOW__CORE__DAGS_FOLDER"])
assert not bag.import_errors, bag.import_errors
dag = bag.dags[sys.argv[1]]
dag.deadline = None  # Airflow 3.3.2: dag.test() looks a deadline up by an id that only stored DAGs have
run = dag.test(run_conf=json.loads(sys.argv[2]))
with create_session() as session:
    tasks = session.execute(
        select(TaskInstance.task_id, TaskInstance.map_index, TaskInstance.state, TaskInstance.rendered_map_index)
        .where(TaskInstance.run_id == run.run_id)
    ).all()
    started = session.execute(
        select(TaskInstance.task_id).where(TaskInstance.run_id == run.run_id, TaskInstance.try_number > 0)
        .order_by(TaskInstance.start_date)
    ).scalars().all()
    events = session.scalars(select(AssetEvent).where(AssetEvent.source_run_id == run.run_id)).all()
    answers = session.scalars(select(XComModel.value).where(XComModel.run_id == run.run_id)).all()
    print("RESULT" + json.dumps({
        "state": str(run.state),
        "tasks": [[task_id, index, state, name] for task_id, index, state, name in tasks],
        "started": started,
        "events": [[event.asset.name, event.extra] for event in events],
        "answers": [str(answer) for answer in answers],
    }))
"""


@pytest.fixture(scope="module")
def airflow_environment(tmp_path_factory):
    """Airflow on SQLite, enough for `dag.test()`, with its tables made."""
    home = tmp_path_factory.mktemp("airflow")
    environment = {
        **os.environ,
        "AIRFLOW_HOME": str(home),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__CORE__DAGS_FOLDER": str(ROOT / "dags"),
        "AIRFLOW__CORE__PLUGINS_FOLDER": str(ROOT / "plugins"),
        "HOTICH_PLAN": "ben_tre_2019",
    }
    subprocess.run(
        [sys.executable, "-m", "airflow", "db", "migrate"], env=environment, check=True, capture_output=True
    )
    return environment


@pytest.fixture(scope="module")
def run_stage(airflow_environment):
    """Run the stage's DAG for an office as of a day; what Airflow kept of it, and all that was logged."""

    def run(office, as_of):
        settings = office.settings
        done = subprocess.run(
            [sys.executable, "-c", RUN, f"ben_tre_2019__{STAGE}", json.dumps({"as_of": as_of})],
            env={
                **airflow_environment,
                "HOTICH_HOME": str(settings.home),
                "HOTICH_EXPECTATIONS": str(settings.expectations),
                # As an Airflow connection, which must win over the setting.
                "AIRFLOW_CONN_HOTICH": settings.database_url,
                "HOTICH_DATABASE_URL": "postgresql://nobody:nothing@127.0.0.1:1/nowhere",
                "HOTICH_SETTLE_SECONDS": "0",
            },
            capture_output=True,
            text=True,
            check=False,
        )
        lines = [line for line in done.stdout.splitlines() if line.startswith("RESULT")]
        assert lines, done.stdout[-3000:] + done.stderr[-3000:]
        return json.loads(lines[0].removeprefix("RESULT")) | {"log": done.stdout + done.stderr}

    return run


@pytest.fixture(scope="module")
def first(make_office, make_entries, run_stage):
    """An office with births and marriages of one commune, after the first run."""
    office = make_office(settle_seconds=0.0)
    office.put("28855/an_hiep.KH.2017.1.xlsx", make_entries("KH", 8))
    births = make_entries("KS", 12)
    births[4]["registered_on"] = "30.02.2017"
    office.put("28855/an_hiep.KS.2017.1.xlsx", births)
    return office, run_stage(office, "2026-06-30")


def test_all_groups_run_and_the_cases_are_loaded(first):
    office, run = first
    assert run["state"] == "success", run["log"][-3000:]
    assert office.one("SELECT count(*) FROM marriage") == 8
    assert office.one("SELECT count(*) FROM birth") == 11
    assert office.one("SELECT count(*) FROM progress_snapshot") > 0


def test_groups_without_books_are_skipped_and_cost_no_start(first):
    _, run = first
    idle = tuple(f"group_{no}." for no in (3, 4, 5, 6))
    assert {state for task_id, _, state, _ in run["tasks"] if task_id.startswith(idle)} == {"skipped"}
    assert [task_id for task_id in run["started"] if task_id.startswith(idle)] == []
    assert {
        state for task_id, _, state, _ in run["tasks"] if task_id in {"discover", "count", "verdict"}
    } == {"success"}


def test_a_group_begins_when_the_group_before_is_done(first):
    _, run = first
    batches = [task_id for task_id in run["started"] if ".batch." in task_id]
    assert batches == [
        f"group_{no}.batch.{step}" for no in (1, 2) for step in ("extract", "validate", "load")
    ]


def test_a_batch_is_named_in_the_interface(first):
    office, run = first
    names = {
        name for task_id, _, state, name in run["tasks"] if task_id.endswith("load") and state == "success"
    }
    assert names == {batch_id for (batch_id,) in office.all("SELECT batch_id FROM batch")}


def test_assets_announce_what_was_loaded(first):
    _, run = first
    events = dict(run["events"])
    assert set(events) == {"hotich_register_KH", "hotich_register_KS", f"hotich_stage_{STAGE}"}
    assert events["hotich_register_KH"]["loaded"] == 8
    assert events["hotich_register_KS"]["returned"] == 1


def test_no_personal_data_in_logs_answers_or_events(first, make_entries):
    _, run = first
    canary = make_entries("KH", 1)[0]["husband_full_name"]
    assert canary not in run["log"]
    assert canary not in json.dumps([run["answers"], run["events"]], ensure_ascii=False)
    assert canary.encode("unicode_escape").decode() not in json.dumps([run["answers"], run["events"]])


def test_a_second_run_changes_and_announces_nothing(first, run_stage):
    office, _ = first
    before = office.recount()
    run = run_stage(office, "2026-06-30")
    assert run["state"] == "success"
    assert office.recount().differences(before) == 0
    assert {name for name, _ in run["events"]} == {f"hotich_stage_{STAGE}"}


def test_before_the_window_everything_is_skipped_with_the_reason(first, run_stage):
    office, _ = first
    run = run_stage(office, "2019-06-30")
    assert {state for _, _, state, _ in run["tasks"]} == {"skipped"}
    assert "chưa mở: bắt đầu 01/07/2019" in run["log"]


def test_a_failed_batch_stops_neither_the_next_group_nor_its_own_record(
    make_office, make_entries, run_stage, tmp_path
):
    broken = tmp_path / "expectations"
    shutil.copytree(ROOT / "expectations", broken)
    suite = json.loads((broken / "KH.json").read_text(encoding="utf-8"))
    suite["expectations"][0]["kwargs"]["column"] = "no_such_column"
    (broken / "KH.json").write_text(json.dumps(suite, ensure_ascii=False), encoding="utf-8")
    office = make_office(settle_seconds=0.0)
    office.settings = replace(office.settings, expectations=broken)
    office.put("28855/an_hiep.KH.2017.1.xlsx", make_entries("KH", 3))
    office.put("28855/an_hiep.KS.2017.1.xlsx", make_entries("KS", 3))

    run = run_stage(office, "2026-06-30")

    assert run["state"] == "failed"
    states = {task_id: state for task_id, index, state, _ in run["tasks"] if index in {-1, 0}}
    assert states["group_1.batch.validate"] == "failed"
    assert states["group_1.batch.load"] == "upstream_failed"
    assert states["group_2.batch.load"] == "success"
    assert states["count"] == "success"
    assert states["verdict"] == "failed"
    assert office.one("SELECT count(*) FROM marriage") == 0
    assert office.one("SELECT count(*) FROM birth") == 3
    ((step, reason, owner, next_step),) = office.all(
        "SELECT step, reason, owner, next_step FROM incident WHERE kind = 'failure' AND closed_at IS NULL"
    )
    assert step == "group_1.batch.validate"
    assert reason
    assert owner
    assert next_step
