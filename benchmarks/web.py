"""`python -m benchmarks.web`: how fast the dashboard answers over a whole province's years of work.

An empty database is filled with a history of two million cases, the dashboard is served by a process of its own, a
browser without eyes signs in and follows every link. Each route is then asked again and again for the pages that were
found. Prints a table, writes build/web.json and the table in the docs.
"""

import argparse
import json
import time
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Final

from rich.console import Console
from rich.markdown import Markdown

from benchmarks.delivery import Delivery
from benchmarks.figures import machine
from benchmarks.home import fresh_home
from benchmarks.web_page import tables, write_page
from benchmarks.web_visit import ACCOUNTS, measure, served
from hotich.jobs.accounts import add_account
from hotich.plan import load_plan
from hotich.settings import PROJECT_ROOT, Settings
from hotich.simulate.history import HistorySummary, write_history
from hotich.storage.database import connect
from hotich.storage.server import Server

FOLDER: Final = PROJECT_ROOT / "build" / "web"
RESULT: Final = PROJECT_ROOT / "build" / "web.json"
PAGE: Final = PROJECT_ROOT / "docs" / "explanation" / "page-speed.md"
PLAN: Final = "ben_tre_2019"
CASES, SEED, ROUNDS = 2_000_000, 2019, 60
AS_OF: Final = date(2025, 3, 14)
"""Nearly the whole plan lies behind: the largest history."""
AIM_MS: Final = 200
"""A page answers in less (issue: schedule, dashboard)."""

console = Console()


def main() -> None:
    """Fill, serve, ask, report."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.web", description="How fast pages answer.")
    parser.add_argument(
        "--cases", type=int, default=CASES, help="cases of the province (default %(default)s)"
    )
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="requests a route (default %(default)s)")
    options = parser.parse_args()
    empty = Delivery(FOLDER, options.cases, 0)
    empty.inbox.mkdir(parents=True, exist_ok=True)
    with fresh_home(FOLDER, "province", empty, plan=PLAN) as settings:
        began = time.perf_counter()
        with console.status("a history of the whole province"):
            summary = fill(settings, options.cases)
        console.print(f"· the history: {time.perf_counter() - began:.0f} s", highlight=False)
        found = {
            "taken_at": datetime.now(UTC).isoformat(timespec="seconds"),
            "machine": machine((Server(settings.home).status().version or "").removeprefix("PostgreSQL ")),
            "sizes": _sizes(summary, options),
            "aim_ms": AIM_MS,
            "accounts": _measure(settings, options.rounds),
        }
    RESULT.write_text(json.dumps(found, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    console.print(Markdown(tables(found)))
    # Only a run of full size speaks for the project.
    if (options.cases, options.rounds) >= (CASES, ROUNDS):
        write_page(PAGE, found)
        console.print(f"Written: {_short(RESULT)}, {_short(PAGE)}")
    else:
        console.print(f"Written: {_short(RESULT)}. A trial: the page in the docs stays as it is.")


def fill(settings: Settings, cases: int) -> HistorySummary:
    """The history, and the accounts that look at it."""
    plan = load_plan(settings.plan)
    with connect(settings) as conn:
        summary = write_history(conn, plan, seed=SEED, cases=cases, as_of=AS_OF)
    for account in ACCOUNTS:
        add_account(settings, account.name, account.role, account.unit, account.password, must_change=False)
    return summary


def _measure(settings: Settings, rounds: int) -> dict[str, Any]:
    """Account → route → its times."""
    with served(settings, AS_OF, FOLDER / "serve.log") as dashboard:
        found = {}
        for account in ACCOUNTS:
            with console.status(f"pages for {account.name}"):
                found[account.role] = measure(dashboard, account, rounds)
    return found


def _sizes(summary: HistorySummary, options: argparse.Namespace) -> dict[str, Any]:
    return {
        "cases": options.cases, "rounds": options.rounds, "units": summary.units, "books": summary.books,
        "files": summary.files, "snapshot_rows": summary.snapshot_rows, "as_of": summary.as_of.isoformat(),
    }  # fmt: skip


def _short(path: Path) -> str:
    return str(path.relative_to(PROJECT_ROOT))


if __name__ == "__main__":
    main()
