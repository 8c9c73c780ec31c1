"""Progress: snapshots, tables and metrics, all read from the same views (one definition a number)."""

from hotich.progress.metrics import METRICS, Metric, Reading, metrics
from hotich.progress.snapshots import take_snapshot
from hotich.progress.tables import NO_DENOMINATOR, percent, stage_table, unit_table

__all__ = [
    "METRICS",
    "NO_DENOMINATOR",
    "Metric",
    "Reading",
    "metrics",
    "percent",
    "stage_table",
    "take_snapshot",
    "unit_table",
]
