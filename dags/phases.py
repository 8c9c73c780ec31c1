"""Airflow reads this file: one DAG per stage of the plan that HOTICH_PLAN names."""

from airflow.sdk import get_parsing_context

from hotich.plan import load_plan
from hotich.settings import Settings
from hotich_airflow.factory import stage_dags

# A task's process wants its own DAG only; the others would cost it more than many a task does.
wanted = get_parsing_context().dag_id

for dag in stage_dags(load_plan(Settings.read().plan), wanted):
    globals()[dag.dag_id] = dag
