"""Airflow reads this file: the DAG that makes the regular reports of the plan that HOTICH_PLAN names."""

from airflow.sdk import get_parsing_context

from hotich.plan import load_plan
from hotich.settings import Settings
from hotich_airflow.reports import reports_dag, reports_dag_id

plan = load_plan(Settings.read().plan)

# The process of another DAG's task has no use for it.
if get_parsing_context().dag_id in {None, reports_dag_id(plan.id)}:
    dag = reports_dag(plan)
