"""From what was measured to the figures of build/bench.json."""

import os
import platform
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from statistics import median
from typing import Any

import psutil

AIMS = {
    "ratio_to_copy": 2.0,
    "ratio_to_usual": 15.0,
    "airflow_overhead": 0.25,
    "rss_growth": 1.1,
    "time_growth": 1.1,
}
"""What issue and design ask for: at most so much, but `ratio_to_usual` at least."""


def figures(measured: dict[str, Any]) -> dict[str, Any]:
    """The figures of a run; null where a part was left out.

    Args:
        measured: `cases`, `books`; `bare` and `copy` (a list of equal runs); `usual`; `airflow` and `large` (or None).
    """
    cases, bare = measured["cases"], _middle(measured["bare"])
    copy, usual = _middle(measured["copy"]), measured["usual"]
    airflow, large = measured.get("airflow"), measured.get("large")
    speed = cases / bare["seconds"]
    usual_speed = usual["rows"] / usual["seconds"]
    peak = max(run["peak_rss_mb"] for run in measured["bare"])
    return {
        "ratio_to_copy": bare["seconds"] / copy["seconds"],
        "ratio_to_usual": speed / usual_speed,
        "airflow_overhead": airflow["seconds"] / bare["seconds"] - 1 if airflow else None,
        "rss_growth": large["peak_rss_mb"] / peak if large else None,
        "time_growth": large["seconds"] / bare["seconds"] / (large["cases"] / cases) if large else None,
        "rows_per_second": {
            "pipeline": speed,
            "copy": cases / copy["seconds"],
            "usual": usual_speed,
            "airflow": cases / airflow["seconds"] if airflow else None,
            "pipeline_large": large["cases"] / large["seconds"] if large else None,
            "stages": {step: _rate(cases, lap["seconds"]) for step, lap in bare["stages"].items()},
            "usual_stages": {step: _rate(usual["rows"], seconds) for step, seconds in usual["parts"].items()},
        },
        "seconds": {
            "pipeline": bare["seconds"],
            "pipeline_runs": [run["seconds"] for run in measured["bare"]],
            "copy": copy["seconds"],
            "copy_runs": [run["seconds"] for run in measured["copy"]],
            "usual_sample": usual["seconds"],
            "usual_extrapolated": cases / usual_speed,
            "airflow": airflow["seconds"] if airflow else None,
            "pipeline_large": large["seconds"] if large else None,
        },
        "cpu_seconds": {
            "python": bare["python_cpu_seconds"],
            "postgresql": bare["postgresql_cpu_seconds"],
            "postgresql_copy": copy["postgresql_cpu_seconds"],
            "airflow": airflow["cpu_seconds"] if airflow else None,
        },
        "peak_rss_mb": {"pipeline": peak, "pipeline_large": large["peak_rss_mb"] if large else None},
        "stages": bare["stages"],
        "sizes": {
            "cases": cases,
            "books": measured["books"],
            "batches": bare["batches"],
            "repeats": len(measured["bare"]),
            "large_cases": large["cases"] if large else None,
            "usual_rows": usual["rows"],
            "usual_files": usual["files"],
            "usual_rules": usual["rules"],
            "airflow_tasks": airflow["tasks"] if airflow else None,
        },
        "aims": AIMS,
        "machine": measured["machine"],
        "taken_at": datetime.now(UTC).isoformat(timespec="seconds"),
    }


def _middle(runs: list[dict[str, Any]]) -> dict[str, Any]:
    """The run with the median time (of an even number, the slower one in the middle)."""
    times = sorted(run["seconds"] for run in runs)
    middle = median(times) if len(times) % 2 else times[len(times) // 2]
    return next(run for run in runs if run["seconds"] == middle)


def _rate(rows: int, seconds: float) -> float | None:
    return rows / seconds if seconds else None


def machine(postgresql: str) -> dict[str, Any]:
    """What was measured on; `load_before` above half the processors makes the ratios doubtful."""
    return {
        "processor": _processor(),
        "processors": len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count(),
        "memory_mb": psutil.virtual_memory().total // 2**20,
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        "postgresql": postgresql,
        "versions": {
            name: version(name) for name in ("polars", "great-expectations", "psycopg", "pandas", "openpyxl")
        },
        "load_before": os.getloadavg()[0],
    }


def _processor() -> str:
    facts = Path("/proc/cpuinfo")
    if not facts.exists():
        return platform.processor() or platform.machine()
    lines = facts.read_text(encoding="utf-8").splitlines()
    return next(
        (line.partition(":")[2].strip() for line in lines if line.startswith("model name")),
        platform.machine(),
    )
