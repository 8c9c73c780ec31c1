"""The reports' DAG by `dag.test()` on a small province: what is due is made once."""

import json
import os
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import psycopg
import pytest

from hotich.plan import load_plan
from hotich.settings import Settings
from hotich.simulate.history import write_history
from hotich.storage.database import open_url

pytestmark = [pytest.mark.postgres, pytest.mark.airflow]

ROOT = Path(__file__).resolve().parents[3]
PLAN = ROOT / "tests" / "golden" / "plans" / "nghe_an_hu_cau.yaml"

RUN = """
import json, os, sys
from airflow.dag_processing.dagbag import DagBag
from airflow.models.taskinstance import TaskInstance
from airflow.models.xcom import XComModel
from airflow.utils.session import create_session
from sqlalchemy import select

bag = DagBag(os.environ["AIRFLOW__CORE__DAGS_FOLDER"])
run = bag.dags["nghe_an_hu_cau__reports"].test(run_conf={"as_of": sys.argv[1]})
with create_session() as session:
    tasks = session.execute(
        select(TaskInstance.task_id, TaskInstance.state, TaskInstance.rendered_map_index)
        .where(TaskInstance.run_id == run.run_id).order_by(TaskInstance.task_id)
    ).all()
    answers = session.scalars(select(XComModel.value).where(XComModel.run_id == run.run_id)).all()
print("RESULT" + json.dumps({"state": str(run.state), "tasks": [list(one) for one in tasks], "answers": [str(one) for one in answers]}))
"""


@pytest.fixture(scope="module")
def installation(server, template_database, tmp_path_factory):
    name = "reports_run"
    with psycopg.connect(server.url(), autocommit=True) as admin:
        admin.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template_database}"')
    settings = Settings.read({"HOTICH_HOME": str(tmp_path_factory.mktemp(name)), "HOTICH_PLAN": str(PLAN)})
    settings = replace(settings, database_url=server.url().rsplit("/", 1)[0] + "/" + name)
    with open_url(settings.database_url) as conn:
        write_history(conn, load_plan(PLAN), seed=5, cases=2_000, as_of=date(2020, 12, 31))
    return settings


@pytest.fixture(scope="module")
def run_reports(installation, tmp_path_factory):
    environment = {
        **os.environ,
        "AIRFLOW_HOME": str(tmp_path_factory.mktemp("airflow")),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__CORE__DAGS_FOLDER": str(ROOT / "dags"),
        "AIRFLOW__CORE__PLUGINS_FOLDER": str(ROOT / "plugins"),
        "HOTICH_PLAN": str(PLAN),
        "HOTICH_HOME": str(installation.home),
        "HOTICH_DATABASE_URL": installation.database_url,
    }
    migrate = [sys.executable, "-m", "airflow", "db", "migrate"]
    subprocess.run(migrate, env=environment, check=True, capture_output=True)

    def run(as_of):
        words = [sys.executable, "-c", RUN, as_of]
        done = subprocess.run(words, env=environment, capture_output=True, text=True, check=False)
        lines = [line for line in done.stdout.splitlines() if line.startswith("RESULT")]
        assert lines, done.stderr[-3000:]
        return json.loads(lines[0].removeprefix("RESULT"))

    return run


def test_what_is_due_is_made_once(installation, run_reports):
    first = run_reports("2021-01-05")
    assert first["state"] == "success"
    assert [(task, state) for task, state, _ in first["tasks"]] == [("due", "success"), ("make", "success")]
    assert first["tasks"][1][2].split() == ["province", "2020"]
    files = sorted(path.name for path in (installation.outbox / "bao_cao" / "tien_do" / "40").iterdir())
    assert files == ["bao_cao.40.2020.lan_1.docx", "bao_cao.40.2020.lan_1.xlsx"]
    with open_url(installation.database_url) as conn:
        made = conn.execute("SELECT kind, as_of, finding_count, made_by FROM report").fetchall()
    assert made == [("yearly", date(2020, 12, 31), 0, "airflow")]

    second = run_reports("2021-01-06")
    assert second["state"] == "success"
    assert {task: state for task, state, _ in second["tasks"]} == {"due": "success", "make": "skipped"}
    assert (
        sorted(path.name for path in (installation.outbox / "bao_cao" / "tien_do" / "40").iterdir()) == files
    )
