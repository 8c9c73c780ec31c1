"""The pipeline without Airflow, timed; run as a process of its own, so that imports and memory are its own.

The clock starts when everything is imported and the database answers; it stops when the stage is counted. The start of
the pipeline's own reading processes is in it. Those import this module (multiprocessing's `__mp_main__`).
"""

import importlib
import json
import os
import resource
import sys
import tempfile
import time
from collections.abc import Iterable
from datetime import UTC, datetime
from functools import wraps
from pathlib import Path
from typing import Any

from benchmarks.child import answer, question
from benchmarks.delivery import STAGE
from benchmarks.stopwatch import Stopwatch
from hotich.settings import Settings

STEPS = (
    ("hotich.jobs.pipeline", "discover", "discover"),
    ("hotich.jobs.pipeline", "plan_batches", "batches"),
    ("hotich.jobs.extraction", "read_batch", "read"),
    ("hotich.jobs.extraction", "normalise", "normalise"),
    ("hotich.jobs.extraction", "content_digests", "digest"),
    ("hotich.jobs.batch_folder", "BatchFolder.write_frame", "hand over"),
    ("hotich.jobs.batch_folder", "BatchFolder.read_frame", "hand over"),
    ("hotich.jobs.validation", "judge", "gate"),
    ("hotich.jobs.loading", "publish", "publish"),
    ("hotich.storage.publish", "Merge.turn", "merge"),
    ("hotich.storage.merge", "copy_cases", "copy"),
    ("hotich.jobs.settling", "take_scans", "scans"),
    ("hotich.jobs.settling", "compare_keyings", "keyings"),
    ("hotich.jobs.settling", "accept_books", "accept"),
    ("hotich.jobs.pipeline", "count", "count"),
)
"""Where each step is entered, and its name; `publish` and `merge` are what they do beside the steps in them."""
IN_READERS = ("read", "normalise", "digest", "hand over", "gate")
"""Steps that run in the pipeline's reading processes."""
_LAPS = "BENCHMARK_LAPS"
"""Environment variable: folder where the reading processes leave their laps."""


def measure(settings: Settings, cases: int) -> dict[str, Any]:
    """Take the whole delivery through the pipeline; raises if it did not load every case."""
    # Imported here, because the reading processes import this module too and need none of it.
    from benchmarks.home import postgres_cpu
    from hotich.jobs import pipeline

    watch = _watched(step for _, _, step in STEPS)
    with tempfile.TemporaryDirectory() as folder:
        os.environ[_LAPS] = folder
        database, cpu, began = postgres_cpu(settings), time.process_time(), time.perf_counter()
        [result] = pipeline.run(settings, datetime.now(UTC).date(), [STAGE])
        seconds = time.perf_counter() - began
        cpu, database = time.process_time() - cpu, postgres_cpu(settings) - database
        readers = [json.loads(file.read_text()) for file in Path(folder).glob("*.json")]
    for reader in readers:
        watch.add(reader["stages"])
    if result["failed"] or result.get("loaded") != cases:
        raise RuntimeError(f"{result.get('loaded')} of {cases} cases loaded: {result['failed']}")
    return {
        "seconds": seconds,
        "python_cpu_seconds": cpu + sum(reader["cpu_seconds"] for reader in readers),
        "postgresql_cpu_seconds": database,
        "peak_rss_mb": _peak_rss_mb() + sum(reader["peak_rss_mb"] for reader in readers),
        "readers": len(readers),
        "batches": result["batches"],
        "stages": watch.results(),
    }


def _watched(steps: Iterable[str]) -> Stopwatch:
    """A stopwatch on the functions of these steps."""
    watch, wanted = Stopwatch(), set(steps)
    for module, path, step in STEPS:
        if step in wanted:
            owner, _, name = path.rpartition(".")
            place = importlib.import_module(module)
            watch.watch(getattr(place, owner) if owner else place, name, step)
    return watch


def _peak_rss_mb() -> float:
    """Largest resident memory that this process has had, imports included."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (2**20 if sys.platform == "darwin" else 2**10)


def _watch_reader() -> None:
    """In a reading process: time its steps; after each batch leave laps, CPU and memory for the measuring process."""
    watch, file = _watched(IN_READERS), Path(os.environ[_LAPS]) / f"{os.getpid()}.json"
    preparing = importlib.import_module("hotich.jobs.preparing")
    prepare = preparing.prepare

    @wraps(prepare)
    def watched(*args: Any) -> Any:
        found = prepare(*args)
        used = {"cpu_seconds": time.process_time(), "peak_rss_mb": _peak_rss_mb()}
        file.write_text(json.dumps({"stages": watch.results(), **used}))
        return found

    preparing.prepare = watched


def main() -> None:
    """Answer the question of `benchmarks.child.ask`."""
    asked = question()
    settings = Settings.read(
        {
            "HOTICH_HOME": asked["home"],
            "HOTICH_INBOX": asked["inbox"],
            "HOTICH_PLAN": asked["plan"],
            "HOTICH_SETTLE_SECONDS": "0",
        }
    )
    import hotich.quality.expectation  # noqa: F401 - seconds of import that the clock must not see

    answer(measure(settings, asked["cases"]))


if __name__ == "__mp_main__":
    _watch_reader()
if __name__ == "__main__":
    main()
