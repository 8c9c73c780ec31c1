"""Progress: snapshots, tables and metrics, all read from the same views (one definition a number)."""

from hotich.progress.board import Board, LeftOut, read_board
from hotich.progress.metrics import METRICS, QUEUE_METRICS, Metric, Reading, metrics, queue_metrics
from hotich.progress.prometheus import exposition
from hotich.progress.queue import queue_by_book, queue_by_owner
from hotich.progress.snapshots import take_snapshot
from hotich.progress.standing import Adherence, Counts, Course, Forecast, Scope, Standing, worst_first
from hotich.progress.standing_metrics import STANDING_METRICS, standing_metrics
from hotich.progress.tables import NO_DENOMINATOR, percent, stage_table, unit_table

__all__ = [
    "METRICS",
    "NO_DENOMINATOR",
    "QUEUE_METRICS",
    "STANDING_METRICS",
    "Adherence",
    "Board",
    "Counts",
    "Course",
    "Forecast",
    "LeftOut",
    "Metric",
    "Reading",
    "Scope",
    "Standing",
    "exposition",
    "metrics",
    "percent",
    "queue_by_book",
    "queue_by_owner",
    "queue_metrics",
    "read_board",
    "stage_table",
    "standing_metrics",
    "take_snapshot",
    "unit_table",
    "worst_first",
]
