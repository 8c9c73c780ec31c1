"""The verbs: one plain function per step of the work, the same for DAGs, command line and tests.

Each takes `Settings` first, returns a small JSON-able dict of ids and counts (never rows or names), and raises a
subclass of `HotichError` with a reason. A verb's module is imported when the verb is first used, because some of
them bring libraries that take seconds to import.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from hotich.jobs.approvals import answer_approval, approval_words
    from hotich.jobs.batching import open_groups, plan_batches
    from hotich.jobs.counting import count, progress_table
    from hotich.jobs.difficulties import raise_difficulties
    from hotich.jobs.discovery import discover
    from hotich.jobs.extraction import extract
    from hotich.jobs.incidents import record_failure, record_lateness
    from hotich.jobs.loading import load
    from hotich.jobs.reminding import remind
    from hotich.jobs.reporting import due_reports, make_due_report
    from hotich.jobs.scanning import take_scans
    from hotich.jobs.settling import settle
    from hotich.jobs.validation import validate

_MODULES = {
    "answer_approval": "approvals",
    "approval_words": "approvals",
    "count": "counting",
    "discover": "discovery",
    "due_reports": "reporting",
    "extract": "extraction",
    "load": "loading",
    "make_due_report": "reporting",
    "open_groups": "batching",
    "plan_batches": "batching",
    "progress_table": "counting",
    "raise_difficulties": "difficulties",
    "record_failure": "incidents",
    "record_lateness": "incidents",
    "remind": "reminding",
    "settle": "settling",
    "take_scans": "scanning",
    "validate": "validation",
}

__all__ = [
    "answer_approval",
    "approval_words",
    "count",
    "discover",
    "due_reports",
    "extract",
    "load",
    "make_due_report",
    "open_groups",
    "plan_batches",
    "progress_table",
    "raise_difficulties",
    "record_failure",
    "record_lateness",
    "remind",
    "settle",
    "take_scans",
    "validate",
]


def __getattr__(name: str) -> Any:
    if name not in _MODULES:
        raise AttributeError(f"module 'hotich.jobs' has no attribute {name!r}")
    return getattr(import_module(f"hotich.jobs.{_MODULES[name]}"), name)
