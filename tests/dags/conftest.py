"""An Airflow home of its own for these tests, set before anything imports Airflow."""

import os
import tempfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
GOLDEN_PLAN = ROOT / "tests" / "golden" / "plans" / "nghe_an_hu_cau.yaml"

os.environ["AIRFLOW_HOME"] = tempfile.mkdtemp(prefix="hotich-airflow-")
os.environ["AIRFLOW__CORE__LOAD_EXAMPLES"] = "False"
os.environ["AIRFLOW__CORE__DAGS_FOLDER"] = str(ROOT / "dags")
os.environ["AIRFLOW__CORE__PLUGINS_FOLDER"] = str(ROOT / "plugins")
os.environ["AIRFLOW__CORE__UNIT_TEST_MODE"] = "False"


@pytest.fixture
def read_dags(monkeypatch):
    """Read dags/ as the DAG processor does, for a plan (name or path); fails on an import error."""

    def read(plan="ben_tre_2019", **environment):
        from airflow.dag_processing.dagbag import DagBag

        for name, value in {"HOTICH_PLAN": str(plan), **environment}.items():
            monkeypatch.setenv(name, value)
        bag = DagBag(ROOT / "dags")
        assert bag.import_errors == {}
        return bag.dags

    return read


@pytest.fixture
def golden_plan():
    """A made-up plan with three tiers, four groups and other phases than Bến Tre's."""
    return GOLDEN_PLAN
