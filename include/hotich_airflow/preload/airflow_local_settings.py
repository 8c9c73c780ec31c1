"""Airflow imports this in each of its processes; the scheduler loads the heavy libraries here, once.

The LocalExecutor forks its tasks from the scheduler: what stands in its memory need not be imported by each
task (2.7 CPU-seconds for Great Expectations alone). Never polars or duckdb: their threads do not survive a fork.
"""

import importlib
import sys

__all__: list[str] = []

PRELOADED = (
    "great_expectations",
    "pandas",
    "psycopg",
    "sqlalchemy.dialects.postgresql",
    "jinja2",
    "xlsxwriter",
    "airflow.providers.standard.decorators.python",
    "hotich_airflow.factory",
    "hotich.plan",
    "hotich.quality.suites",
    "hotich.registers.nations",
    "hotich.storage.schema",
)

if "scheduler" in sys.argv:
    for library in PRELOADED:
        importlib.import_module(library)
