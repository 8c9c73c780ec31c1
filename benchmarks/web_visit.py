"""Somebody who signs in, follows every link of the dashboard, and asks for each page again and again.

The address is that of a server on this machine: nothing of what is measured passes a network.
"""

import os
import re
import socket
import subprocess
import sys
import time
from collections import defaultdict, deque
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path, PurePosixPath
from statistics import median, quantiles
from typing import Any, Final
from urllib.parse import urljoin, urlsplit

import httpx
import psutil
from starlette.routing import Match

from benchmarks.home import postgres_cpu
from hotich.settings import Settings
from hotich.web import create_app
from hotich.web.paths import STATIC

PAGES_A_ROUTE, FIGURES_A_ROUTE = 12, 3
"""Different pages of one route that are asked for; of routes that answer with a figure as a file."""
FEWER: Final = 6
"""Figures are asked for so many times less often than pages."""
_LINK: Final = re.compile(r'(?:href|src)="([^"#]+)"')
_STARTED: Final = 60.0


@dataclass(frozen=True, slots=True)
class Account:
    """Who looks."""

    name: str
    role: str
    unit: str | None
    password: str = "một mật khẩu chỉ để đo"


ACCOUNTS: Final = (
    Account("do-tinh", "province", None), Account("do-huyen", "district", "831"), Account("do-xa", "unit", "28855"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Dashboard:
    """One that is served."""

    address: str
    process: int
    settings: Settings

    def cpu_seconds(self) -> float:
        """What it and its database have used of the processors until now."""
        times = psutil.Process(self.process).cpu_times()
        return float(times.user + times.system) + postgres_cpu(self.settings)


@contextmanager
def served(settings: Settings, as_of: date, log: Path) -> Generator[Dashboard]:
    """`hotich serve` in a process of its own, until the block ends."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "hotich.cli", "serve", "--port", str(port), "--as-of", as_of.isoformat()]
    others = {name: value for name, value in os.environ.items() if not name.startswith("HOTICH_")}
    environment = others | {"HOTICH_HOME": str(settings.home), "HOTICH_PLAN": settings.plan}
    with log.open("w", encoding="utf-8") as told:
        process = subprocess.Popen(command, env=environment, stdout=told, stderr=subprocess.STDOUT)
        try:
            address = _answering(f"http://127.0.0.1:{port}", process, log)
            yield Dashboard(address, process.pid, settings)
        finally:
            process.terminate()
            process.wait(30)


def measure(dashboard: Dashboard, account: Account, rounds: int) -> dict[str, Any]:
    """Route → its times in milliseconds, for all that this account can reach by links."""
    with httpx.Client(base_url=dashboard.address, timeout=120) as client:
        _sign_in(client, account)
        pages, first = _follow(client)
        return {
            route: _timed(client, dashboard, route, paths, rounds) | {"first_ms": first[route]}
            for route, paths in sorted(pages.items())
        }


def is_figure(route: str) -> bool:
    """Whether the route answers with a file, not with a page: a picture, a workbook, a script."""
    return "/tai/" in route or route.startswith(STATIC)


def _answering(address: str, process: subprocess.Popen[bytes], log: Path) -> str:
    end = time.monotonic() + _STARTED
    while time.monotonic() < end and process.poll() is None:
        try:
            httpx.get(f"{address}/suc-khoe")
        except httpx.TransportError:
            time.sleep(0.2)
        else:
            return address
    raise RuntimeError(f"The dashboard does not answer: see {log}")


def _sign_in(client: httpx.Client, account: Account) -> None:
    form = re.search(r'name="ma_bieu_mau" value="(\w+)"', client.get("/dang-nhap").text)
    assert form is not None
    fields = {"ma_bieu_mau": form[1], "ten": account.name, "mat_khau": account.password}
    answer = client.post("/dang-nhap", data=fields)
    if answer.status_code != 303:
        raise RuntimeError(f"{account.name} can't sign in: {answer.status_code}")


def _follow(client: httpx.Client) -> tuple[dict[str, list[str]], dict[str, float]]:
    """Route → pages found by links from the first one; route → milliseconds of its first request.

    Figures are followed once a route; what another day or version of the plan would show is left out.
    """
    route_of = _Routes()
    pages: defaultdict[str, list[str]] = defaultdict(list)
    first: dict[str, float] = {}
    seen, waiting = {"/"}, deque(["/"])
    while waiting:
        path = waiting.popleft()
        route = route_of(path)
        if route is None or len(pages[route]) >= (FIGURES_A_ROUTE if is_figure(route) else PAGES_A_ROUTE):
            continue
        answer, taken = _ask(client, path)
        if answer.is_redirect:
            target = urljoin(path, answer.headers["location"])
            waiting += [target] if target not in seen else []
            seen.add(target)
            continue
        if answer.status_code != 200:
            raise RuntimeError(f"A page leads to {path}, which answers {answer.status_code}")
        pages[route].append(path)
        first.setdefault(route, taken)
        if "text/html" in answer.headers["content-type"]:
            for link in _LINK.findall(answer.text.replace("&amp;", "&")):
                target = urljoin(path, link)
                if target.startswith("/") and "den-ngay=" not in target and target not in seen:
                    seen.add(target)
                    waiting.append(target)
    return {route: paths for route, paths in pages.items() if paths}, first


class _Routes:
    """Which route answers a path."""

    def __init__(self) -> None:
        # Only its routes are asked; it opens no database.
        self._routes = create_app(Settings.read({})).router.routes

    def __call__(self, path: str) -> str | None:
        scope = {"type": "http", "method": "GET", "path": urlsplit(path).path, "root_path": ""}
        for route in self._routes:
            if route.matches(scope)[0] is Match.FULL:
                found = str(getattr(route, "path", ""))
                # A figure as PNG and as workbook are two different works.
                kind = PurePosixPath(scope["path"]).suffix.removeprefix(".")
                return f"{found} ({kind})" if kind else found
        return None


def _timed(
    client: httpx.Client, dashboard: Dashboard, route: str, paths: Sequence[str], rounds: int
) -> dict[str, Any]:
    count = max(len(paths), rounds // FEWER) if is_figure(route) else rounds
    before = dashboard.cpu_seconds()
    times = [_ask(client, paths[number % len(paths)])[1] for number in range(count)]
    used = dashboard.cpu_seconds() - before
    return {
        "pages": len(paths), "requests": count, "median_ms": round(median(times), 1),
        "p95_ms": round(quantiles(times, n=20, method="inclusive")[-1], 1), "most_ms": round(max(times), 1),
        "cpu_ms": round(1000 * used / count, 1),
    }  # fmt: skip


def _ask(client: httpx.Client, path: str) -> tuple[httpx.Response, float]:
    began = time.perf_counter()
    answer = client.get(path)
    return answer, round((time.perf_counter() - began) * 1000, 1)
