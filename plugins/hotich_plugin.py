"""Registers with Airflow what the DAGs need beyond tasks; registration only, because every process runs it."""

from airflow.plugins_manager import AirflowPlugin

from hotich_airflow.lateness import StageWindowEnd


class HotichPlugin(AirflowPlugin):
    """The deadline reference of the stages."""

    name = "hotich"
    deadline_references = [StageWindowEnd]
