"""Reading the DAGs is light, gives the same every time, and reports nothing to mend."""

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HEAVY = (
    "polars",
    "pandas",
    "great_expectations",
    "pyarrow",
    "duckdb",
    "alembic",
    "xlsxwriter",
    "python_calamine",
    "docx",
    "altair",
    "vl_convert",
)

READ = """
import json, os, sys
from airflow.dag_processing.dagbag import DagBag
bag = DagBag(os.environ["AIRFLOW__CORE__DAGS_FOLDER"])
assert not bag.import_errors, bag.import_errors
loaded = sorted(sys.modules)
from airflow.serialization.serialized_objects import DagSerialization
dags = {dag_id: DagSerialization.to_dict(dag) for dag_id, dag in sorted(bag.dags.items())}
print("RESULT" + json.dumps({"dags": dags, "modules": loaded}, sort_keys=True))
"""


def test_parsing_loads_no_heavy_library_and_is_the_same_twice():
    first, second = _read("1"), _read("2")
    assert len(first["dags"]) == 8 + 3
    assert not set(HEAVY) & set(first["modules"])
    assert first["dags"] == second["dags"], "each reading would make new versions of the DAGs"


def test_a_tasks_process_builds_only_its_own_dag():
    read = _read(
        "1", _AIRFLOW_PARSING_CONTEXT_DAG_ID="ben_tre_2019__tinh_2", _AIRFLOW_PARSING_CONTEXT_TASK_ID="count"
    )
    assert list(read["dags"]) == ["ben_tre_2019__tinh_2"]


def test_the_dag_file_would_not_be_skipped_in_silence():
    for file in (ROOT / "dags").glob("*.py"):
        text = file.read_text(encoding="utf-8").lower()
        assert "airflow" in text, f"{file.name}: Airflow skips a file without the words dag and airflow"
        assert "dag" in text


def test_plugins_folder_offers_only_plugins():
    ignored = (ROOT / "plugins" / ".airflowignore").read_text(encoding="utf-8").split()
    assert ignored == ["*.py", "!*_plugin.py"]
    assert [file.name for file in sorted((ROOT / "plugins").glob("*.py"))] == ["hotich_plugin.py"]


def test_the_plugin_registers_the_deadline_reference(read_dags):
    from airflow.plugins_manager import get_deadline_references_plugins

    assert "hotich_airflow.lateness.StageWindowEnd" in get_deadline_references_plugins()


def test_ruff_finds_nothing_of_airflow_to_mend():
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "ruff",
            "check",
            "--preview",
            "--select",
            "AIR",
            "dags",
            "plugins",
            "include/hotich_airflow",
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout


def test_reference_page_is_what_the_dags_are(read_dags):
    from hotich.plan import load_plan
    from hotich_airflow.reference import markdown

    page = ROOT / "docs" / "reference" / "dags.md"
    assert page.read_text(encoding="utf-8") == markdown(load_plan("ben_tre_2019")), (
        "docs/reference/dags.md is stale: python -m hotich_airflow reference"
    )


def _read(seed, **extra):
    environment = {**os.environ, "PYTHONHASHSEED": seed, "HOTICH_PLAN": "ben_tre_2019", **extra}
    done = subprocess.run(
        [sys.executable, "-c", READ], env=environment, capture_output=True, text=True, check=True
    )
    line = next(line for line in done.stdout.splitlines() if line.startswith("RESULT"))
    return json.loads(line.removeprefix("RESULT"))
