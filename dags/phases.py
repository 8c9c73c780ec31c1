"""Airflow reads this file: one DAG per stage of the plan that HOTICH_PLAN names."""

from hotich.plan import load_plan
from hotich.settings import Settings
from hotich_airflow.factory import stage_dags

for dag in stage_dags(load_plan(Settings.read().plan)):
    globals()[dag.dag_id] = dag
