"""Progress numbers on Airflow's own metrics (StatsD, Datadog or OpenTelemetry, whichever Airflow is set to)."""

import logging
from datetime import date

from airflow.configuration import conf
from airflow.sdk.observability import stats

from hotich.errors import HotichError
from hotich.settings import Settings

log = logging.getLogger(__name__)

RECEIVERS = ("statsd_on", "statsd_datadog_enabled", "otel_on")
TAGGED = ("statsd_influxdb_enabled", "statsd_datadog_enabled", "otel_on")


def emit(settings: Settings, stage_id: str, as_of: date) -> int:
    """Send the gauges of docs/reference/metrics.md for a stage; returns how many, 0 when Airflow sends none.

    Where the receiver knows no tags (plain StatsD) their values end the name instead. Numbers that
    can't be read now are left out: no step of the work fails for its metrics.
    """
    if not any(conf.getboolean("metrics", option, fallback=False) for option in RECEIVERS):
        return 0
    from hotich.jobs.counting import readings

    try:
        found = readings(settings, as_of, stage_id)
    except HotichError as error:
        log.warning("Không gửi được chỉ số tiến độ lần này: %s", error)
        return 0
    tagged = any(conf.getboolean("metrics", option, fallback=False) for option in TAGGED)
    for reading in found:
        tags = reading["tags"]
        name = reading["name"] if tagged else ".".join([reading["name"], *tags.values()])
        stats.gauge(name, reading["value"], tags=tags)
    return len(found)
