"""`python -m benchmarks`: one run of everything; prints a table, writes build/bench.json and the table in the docs."""

import argparse
import json
import os
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.markdown import Markdown
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from benchmarks import raw_copy
from benchmarks.child import ask
from benchmarks.delivery import Delivery, make_delivery
from benchmarks.figures import figures, machine
from benchmarks.home import fresh_home
from benchmarks.page import tables, write_page
from hotich.settings import PROJECT_ROOT, Settings
from hotich.storage.server import Server

FOLDER = PROJECT_ROOT / "build" / "bench"
RESULT = PROJECT_ROOT / "build" / "bench.json"
PAGE = PROJECT_ROOT / "docs" / "explanation" / "speed.md"
CASES, LARGE, REPEATS, USUAL_ROWS = 200_000, 1_000_000, 3, 5_000

console = Console()


def main() -> None:
    """Measure and report."""
    options = _options()
    FOLDER.mkdir(parents=True, exist_ok=True)
    if (load := os.getloadavg()[0]) > (os.cpu_count() or 1) / 2:
        console.print(f"[yellow]The machine is busy (load {load:.1f}): the ratios will be doubtful.[/]")
    measured = _measure(options)
    found = figures(measured)
    RESULT.write_text(json.dumps(found, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    console.print(Markdown(tables(found)))
    # Only a run of full size speaks for the project.
    if options.cases >= CASES and None not in (measured["airflow"], measured["large"]):
        write_page(PAGE, found)
        console.print(f"Written: {_short(RESULT)}, {_short(PAGE)}")
    else:
        console.print(f"Written: {_short(RESULT)}. A trial: the page in the docs stays as it is.")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks", description="How fast the work goes, as ratios in one run."
    )
    parser.add_argument(
        "--cases", type=int, default=CASES, help="cases of the delivery (default %(default)s)"
    )
    parser.add_argument(
        "--large", type=int, default=LARGE, help="cases of the large delivery (default %(default)s)"
    )
    parser.add_argument(
        "--repeats", type=int, default=REPEATS, help="runs of pipeline and copy (default %(default)s)"
    )
    parser.add_argument("--no-airflow", action="store_true", help="leave Airflow out")
    parser.add_argument("--no-large", action="store_true", help="leave the large delivery out")
    return parser.parse_args()


def _measure(options: argparse.Namespace) -> dict[str, Any]:
    delivery = _delivery(options.cases)
    large = None if options.no_large else _delivery(options.large)
    with fresh_home(FOLDER, "first", delivery) as settings:
        measured: dict[str, Any] = {
            "cases": delivery.cases,
            "books": delivery.books,
            "machine": machine(_server_version(settings)),
            "usual": _step("the usual way, on a sample", lambda: ask(
                "benchmarks.usual", home=str(settings.home), files=_sample(delivery)
            )),
            "bare": [],
            "copy": [],
        }  # fmt: skip
    for number in range(options.repeats):
        with fresh_home(FOLDER, f"bare-{number}", delivery) as settings:
            measured["bare"].append(_step("the pipeline", partial(_bare, settings, delivery)))
            measured["copy"].append(_step("raw copy", partial(raw_copy.measure, settings, delivery.cases)))
    measured["airflow"] = None if options.no_airflow else _with_airflow(delivery)
    measured["large"] = _large(large) if large else None
    return measured


def _delivery(cases: int) -> Delivery:
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console) as bars:
        bar = bars.add_task(f"a delivery of {cases:,} cases", total=None)
        return make_delivery(FOLDER, cases, lambda done, total: bars.update(bar, completed=done, total=total))


def _server_version(settings: Settings) -> str:
    return (Server(settings.home).status().version or "").removeprefix("PostgreSQL ")


def _sample(delivery: Delivery) -> list[str]:
    """The first books of the delivery that hold about USUAL_ROWS rows."""
    books = sorted(map(str, delivery.inbox.glob("*/so.KS.*.xlsx")))
    return books[: max(1, USUAL_ROWS * delivery.books // delivery.cases)]


def _bare(settings: Settings, delivery: Delivery) -> dict[str, Any]:
    return ask(
        "benchmarks.bare",
        home=str(settings.home),
        inbox=settings.inbox,
        plan=settings.plan,
        cases=delivery.cases,
    )


def _with_airflow(delivery: Delivery) -> dict[str, Any]:
    with fresh_home(FOLDER, "airflow", delivery) as settings:
        return _step("the pipeline in Airflow", lambda: ask(
            "benchmarks.with_airflow", home=str(settings.home), inbox=settings.inbox, plan=settings.plan, cases=delivery.cases
        ))  # fmt: skip


def _large(delivery: Delivery) -> dict[str, Any]:
    with fresh_home(FOLDER, "large", delivery) as settings:
        found = _step("the pipeline, large delivery", lambda: _bare(settings, delivery))
    return found | {"cases": delivery.cases}


def _step(words: str, work: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """Do a part, saying so and how long it took by its own clock."""
    with console.status(words):
        found = work()
    console.print(f"· {words}: {found['seconds']:.1f} s", highlight=False)
    return found


def _short(path: Path) -> str:
    return str(path.relative_to(PROJECT_ROOT))


if __name__ == "__main__":
    main()
