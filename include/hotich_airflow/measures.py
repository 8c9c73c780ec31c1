"""Progress numbers on Airflow's own metrics (StatsD or OpenTelemetry, whichever Airflow is set to)."""

from collections.abc import Mapping
from typing import Any

from airflow.sdk.observability import stats


def emit(stage_id: str, counts: Mapping[str, Any]) -> None:
    """Send a stage's whole numbers as gauges."""
    for name, value in counts.items():
        if isinstance(value, int):
            stats.gauge(f"hotich.{name}.{stage_id}", value)
