"""Which installation and which day a task works for."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from hotich.settings import Settings

if TYPE_CHECKING:
    from airflow.sdk import Param

PLAN_ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
"""Windows and deadlines of the plan are days of this zone; timestamps are kept in UTC."""

CONNECTION = "hotich"
"""Airflow connection that, when defined, says where the data's PostgreSQL is."""


def as_of_param() -> "Param":
    """The optional day a run stands for."""
    from airflow.sdk import Param

    return Param(
        None,
        type=["null", "string"],
        format="date",
        title="Tính đến ngày",
        description="Để trống: ngày của lần chạy. Có ngày (yyyy-mm-dd): chạy như thể đang ở ngày đó.",
    )


def task_settings() -> Settings:
    """Settings of a task; the Airflow connection `hotich`, when defined, names the database."""
    from airflow.sdk import Connection
    from airflow.sdk.exceptions import AirflowNotFoundException

    try:
        return _with_database(Connection.get(CONNECTION).get_uri())
    except AirflowNotFoundException:
        return Settings.read()


async def callback_settings() -> Settings:
    """The same for an asynchronous callback in the triggerer."""
    from airflow.sdk import Connection
    from airflow.sdk.exceptions import AirflowNotFoundException

    try:
        connection = await Connection.async_get(CONNECTION)
    except AirflowNotFoundException:
        return Settings.read()
    return _with_database(await connection.aget_uri())


def _with_database(uri: str) -> Settings:
    """Settings with the database of an Airflow connection, whose scheme libpq does not know."""
    return replace(Settings.read(), database_url=uri.replace("postgres://", "postgresql://", 1))


def run_day(dag_run: Any, params: Mapping[str, Any]) -> date:
    """The day a run stands for: its `as_of`, else its logical date, else the day it may start.

    `dag_run` needs `logical_date` and `run_after` (aware datetimes, the first may be None); the
    day is the one in Asia/Ho_Chi_Minh.
    """
    if written := params.get("as_of"):
        return date.fromisoformat(str(written))
    placed: datetime = dag_run.logical_date or dag_run.run_after
    return placed.astimezone(PLAN_ZONE).date()
