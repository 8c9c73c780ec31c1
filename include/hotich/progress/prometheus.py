"""All metrics in Prometheus' text format, for a program that asks for them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time
from typing import Any, Final

import psycopg
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from hotich.plan import Plan
from hotich.progress.board import Board, read_board
from hotich.progress.metrics import (
    METRICS,
    QUEUE_METRICS,
    QUEUE_TAGS,
    TAGS,
    Metric,
    Reading,
    metrics,
    queue_metrics,
)
from hotich.progress.standing_metrics import (
    LIMIT_METRICS,
    STANDING_METRICS,
    STANDING_TAGS,
    limit_metrics,
    standing_metrics,
)

DATA_DATE: Final = Metric(
    "hotich.data_date",
    "counted_on",
    "second",
    "Ngày số liệu",
    "Last counted day, as seconds since 1970 (midnight UTC)",
)
FAMILIES: Final[Sequence[tuple[Metric, tuple[str, ...]]]] = (
    *((metric, TAGS) for metric in METRICS),
    *((metric, QUEUE_TAGS) for metric in QUEUE_METRICS),
    *((metric, STANDING_TAGS) for metric in STANDING_METRICS),
    *((metric, ()) for metric in LIMIT_METRICS),
    (DATA_DATE, ()),
)
"""Every metric with the names of its labels."""


def prometheus_name(metric: Metric) -> str:
    """`hotich.cases.planned` → `hotich_cases_planned`."""
    return metric.name.replace(".", "_")


def exposition(
    conn: psycopg.Connection[Any],
    plan: Plan,
    as_of: date,
    *,
    board: Board | None = None,
    stage_id: str | None = None,
) -> bytes:
    """Every metric as of a day, of one stage if given. Units are named by their codes; nothing speaks of a person.

    Args:
        plan: as issued.
        board: of that day, if it was read already.
    """
    known = board or read_board(conn, plan, as_of)
    # Who asks sees what is gone by itself: kinds of work of which nothing is open would be a third of all lines.
    readings = [
        *metrics(conn, as_of, stage_id),
        *(one for one in queue_metrics(conn, as_of, stage_id) if one.value),
        *standing_metrics(known, stage_id),
        *limit_metrics(known),
    ]
    if known.counted_on is not None:
        seconds = datetime.combine(known.counted_on, time.min, UTC).timestamp()
        readings.append(Reading(DATA_DATE.name, seconds, {}))
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Readings(readings))
    return generate_latest(registry)


class _Readings(Collector):
    """Readings as gauge families."""

    def __init__(self, readings: Iterable[Reading]) -> None:
        self._values: defaultdict[str, list[Reading]] = defaultdict(list)
        for reading in readings:
            self._values[reading.name].append(reading)

    def collect(self) -> Iterable[GaugeMetricFamily]:
        """One family a metric, in the order of their descriptions; a metric without a value is described all the same."""
        for metric, tags in FAMILIES:
            family = GaugeMetricFamily(
                prometheus_name(metric), f"{metric.term}. {metric.meaning}.", labels=tags
            )
            for reading in self._values[metric.name]:
                family.add_metric([reading.tags.get(tag, "") for tag in tags], reading.value)
            yield family
