"""The pipeline without Airflow, timed; run as a process of its own, so that imports and memory are its own.

The clock starts when everything is imported and the database answers; it stops when the stage is counted.
"""

import resource
import sys
import time
from datetime import UTC, datetime
from typing import Any

from benchmarks.child import answer, question
from benchmarks.delivery import STAGE
from benchmarks.home import postgres_cpu
from benchmarks.stopwatch import Stopwatch
from hotich.jobs import batch_folder, extraction, loading, pipeline, validation
from hotich.settings import Settings
from hotich.storage import merge, publish

STEPS = (
    (pipeline, "discover", "discover"),
    (pipeline, "plan_batches", "batches"),
    (extraction, "read_batch", "read"),
    (extraction, "normalise", "normalise"),
    (extraction, "content_digests", "digest"),
    (batch_folder.BatchFolder, "write_frame", "hand over"),
    (batch_folder.BatchFolder, "read_frame", "hand over"),
    (validation, "judge", "gate"),
    (loading, "publish", "publish"),
    (publish.Merge, "turn", "merge"),
    (merge, "copy_cases", "copy"),
    (pipeline, "count", "count"),
)
"""Where each step is entered, and its name; `publish` and `merge` are what they do beside the steps in them."""


def measure(settings: Settings, cases: int) -> dict[str, Any]:
    """Take the whole delivery through the pipeline; raises if it did not load every case."""
    watch = Stopwatch()
    for owner, name, step in STEPS:
        watch.watch(owner, name, step)
    database, cpu, began = postgres_cpu(settings), time.process_time(), time.perf_counter()
    [result] = pipeline.run(settings, datetime.now(UTC).date(), [STAGE])
    seconds = time.perf_counter() - began
    cpu, database = time.process_time() - cpu, postgres_cpu(settings) - database
    if result["failed"] or result.get("loaded") != cases:
        raise RuntimeError(f"{result.get('loaded')} of {cases} cases loaded: {result['failed']}")
    return {
        "seconds": seconds,
        "python_cpu_seconds": cpu,
        "postgresql_cpu_seconds": database,
        "peak_rss_mb": peak_rss_mb(),
        "batches": result["batches"],
        "stages": watch.results(),
    }


def peak_rss_mb() -> float:
    """Largest resident memory that this process has had, imports included."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (2**20 if sys.platform == "darwin" else 2**10)


def main() -> None:
    """Answer the question of `benchmarks.child.ask`."""
    asked = question()
    settings = Settings.read({"HOTICH_HOME": asked["home"], "HOTICH_INBOX": asked["inbox"], "HOTICH_SETTLE_SECONDS": "0"})
    import hotich.quality.expectation  # noqa: F401 - seconds of import that the clock must not see

    answer(measure(settings, asked["cases"]))


if __name__ == "__main__":
    main()
