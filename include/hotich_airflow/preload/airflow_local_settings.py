"""Airflow imports this in each of its processes; the scheduler loads here, once, what its tasks need.

The LocalExecutor forks its tasks from the scheduler: what stands in its memory need not be imported by each
task (2.7 CPU-seconds for Great Expectations alone, 0.2 for polars and the steps). Importing polars starts none of the
threads that it computes with; these start with the first frame and would not survive a fork, so nothing here may touch
a frame (tests/dags/test_preload.py holds that). Never duckdb: it starts its threads when it is imported.
"""

import importlib
import sys
from contextlib import suppress

__all__: list[str] = []

PRELOADED = (
    "great_expectations",
    "pandas",
    "psycopg",
    "sqlalchemy.dialects.postgresql",
    "jinja2.ext",
    "xlsxwriter",
    "airflow.dag_processing.bundles.local",
    "airflow.providers.standard.decorators.python",
    "airflow.sdk.execution_time.cache",
    "hotich.jobs.batching",
    "hotich.jobs.counting",
    "hotich.jobs.discovery",
    "hotich.jobs.extraction",
    "hotich.jobs.incidents",
    "hotich.jobs.loading",
    "hotich.jobs.settling",
    "hotich.jobs.validation",
    "hotich.quality.suites",
    "hotich.registers.nations",
    "hotich.storage.schema",
)


def _preload() -> None:
    for library in PRELOADED:
        importlib.import_module(library)
    from hotich.errors import HotichError
    from hotich.plan import load_plan
    from hotich.settings import Settings
    from hotich_airflow.factory import stage_dags

    # Fills what the plan's loader and Airflow's providers keep; a plan with faults is told by the DAG processor.
    with suppress(HotichError):
        stage_dags(load_plan(Settings.read().plan))


if "scheduler" in sys.argv:
    _preload()
