"""`python -m benchmarks.quality`: what the rules find of planted faults, and what they wrongly say of sound rows.

A province full of legitimate oddities is simulated with known faults, goes through the real pipeline into a real
database, and what was returned, warned of and noticed is held against the truth. The truth is written by the simulator,
which knows nothing of the rules' code. Prints a table, writes build/quality.json and the table in the docs.
"""

import argparse
import json
import os
import shutil
import time
from datetime import date
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.markdown import Markdown

from benchmarks.delivery import PLAN, Delivery
from benchmarks.home import fresh_home
from benchmarks.quality_figures import quality
from benchmarks.quality_page import summary, write_page
from hotich.plan import load_plan
from hotich.settings import PROJECT_ROOT, Settings
from hotich.simulate import FaultRates, Shares, simulate

FOLDER = PROJECT_ROOT / "build" / "quality"
RESULT = PROJECT_ROOT / "build" / "quality.json"
PAGE = PROJECT_ROOT / "docs" / "explanation" / "quality.md"
CASES, SEED = 48_000, 2019
AS_OF = date(2026, 6, 30)
"""All windows of the plan are open or over."""

UNITS = (
    "83", "829", "838", "28762", "28765", "28786", "28798", "28906", "28915", "28921", "28936",
)  # fmt: skip
"""The Sở, and two districts with four communes each: thành phố Bến Tre, until 2009 a thị xã, and huyện Mỏ Cày Bắc, formed
in 2009. Each district deals its kinds of faults out in turn, so few districts let every rule have its turn."""
RATES = FaultRates(
    structural=0.08, content=0.28, files=0.02, books=0.12, copies=0.5, untouched=0.15, typing=0.0
)
SHARES = Shares(
    short=0.0, scans=0.0, not_delivered=0.01, not_in_inventory=0.01, edition=0.6, old_in_newer_template=0.08, without_place=0.06, second_book=0.3,
    rare=30.0, book_size=(6, 36),
)  # fmt: skip

console = Console()


def main() -> None:
    """Simulate, run, compare, report."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.quality", description="What the rules find, on planted truth."
    )
    parser.add_argument(
        "--cases", type=int, default=CASES, help="cases of the province (default %(default)s)"
    )
    parser.add_argument("--seed", type=int, default=SEED, help="seed of the province (default %(default)s)")
    options = parser.parse_args()
    folder = FOLDER / f"province-{options.cases}-{options.seed}"
    shutil.rmtree(folder, ignore_errors=True)
    with console.status("a province with planted faults"):
        make_province(folder, options.cases, options.seed, processes=os.cpu_count() or 1)
    with fresh_home(FOLDER, "run", Delivery(folder, options.cases, 0)) as settings:
        began = time.perf_counter()
        with console.status("the pipeline"):
            run(settings)
        console.print(f"· the pipeline: {time.perf_counter() - began:.0f} s", highlight=False)
        found = quality(settings, folder / "truth")
    shutil.rmtree(folder, ignore_errors=True)
    RESULT.parent.mkdir(parents=True, exist_ok=True)
    RESULT.write_text(json.dumps(found, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    console.print(Markdown(summary(found)))
    if (options.cases, options.seed) == (CASES, SEED):
        write_page(PAGE, found)
    console.print(f"Written: {RESULT.relative_to(PROJECT_ROOT)}")


def make_province(folder: Path, cases: int, seed: int, *, processes: int = 1) -> None:
    """Deliveries under `folder/inbox` and the truth under `folder/truth`: many faults, many legitimate oddities."""
    folder.mkdir(parents=True, exist_ok=True)
    simulate(
        folder, plan=load_plan(PLAN), units=UNITS, cases=cases, seed=seed, faults=RATES, shares=SHARES,
        processes=processes,
    )  # fmt: skip


def run(settings: Settings) -> None:
    """Take the delivery through all stages; raises if a batch failed."""
    # Imported here: importing it costs seconds, and not every use of this module needs it.
    from hotich.jobs import pipeline

    results: list[dict[str, Any]] = pipeline.run(settings, AS_OF)
    failed = {batch: reason for result in results for batch, reason in result["failed"].items()}
    if failed:
        raise RuntimeError(f"batches failed: {failed}")


if __name__ == "__main__":
    main()
