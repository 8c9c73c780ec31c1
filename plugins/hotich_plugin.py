"""Registers with Airflow what the DAGs need beyond tasks, and the dashboard; registration only, because every process runs it."""

from airflow.plugins_manager import AirflowPlugin

from hotich_airflow.dashboard import VIEW, fastapi_app
from hotich_airflow.lateness import StageWindowEnd


class HotichPlugin(AirflowPlugin):
    """The deadline reference of the stages; the dashboard in the API server and in the menu."""

    name = "hotich"
    deadline_references = [StageWindowEnd]
    fastapi_apps = [fastapi_app()]
    external_views = [VIEW]
