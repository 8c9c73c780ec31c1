"""Airflow reads this file: the DAG that asks a person for the decisions of the plan that HOTICH_PLAN names."""

from hotich.plan import load_plan
from hotich.settings import Settings
from hotich_airflow.approvals import approvals_dag

dag = approvals_dag(load_plan(Settings.read().plan))
