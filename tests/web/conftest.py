"""Debian's Chromium, and the dashboard over a province with years of work, served as `hotich serve` serves it."""

import os
import re
import shutil
import socket
import threading
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pytest
import uvicorn
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from hotich.jobs.accounts import add_account
from hotich.jobs.budgeting import enter_money
from hotich.jobs.difficulties import raise_difficulties
from hotich.plan import Plan, load_plan
from hotich.progress import Board, read_board
from hotich.settings import Settings
from hotich.simulate.history import write_history
from hotich.storage.database import connect
from hotich.storage.server import Server
from hotich.web import create_app

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
ARGUMENTS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
AS_OF = date(2025, 3, 14)
PASSWORD = "bốn con ngựa chạy qua cầu"
ACCOUNTS = {
    "so-tu-phap": ("province", None),
    "huyen-ba-tri": ("district", "836"),
    "huyen-chau-thanh": ("district", "831"),
    "xa-an-hiep": ("unit", "28855"),
}
SPENT = {
    "kind": "spent", "authority": "831", "year": "2024", "activity": "quet", "amount": "123456", "document_number": "1/CT",
    "document_on": "05/06/2024", "content": "quét thử",
}  # fmt: skip


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, headless."""
    if CHROMIUM is None:
        if os.environ.get("HOTICH_REQUIRE_BROWSER") == "1":
            pytest.fail("HOTICH_REQUIRE_BROWSER=1 but there is no Chromium on the PATH")
        pytest.skip("no Chromium on the PATH (Debian: apt-get install chromium)")
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=list(ARGUMENTS))
        yield launched
        launched.close()


@dataclass(frozen=True)
class Dashboard:
    """A running dashboard, and the numbers that it has to show."""

    url: str
    settings: Settings
    plan: Plan
    board: Board

    def board_of(self, as_of: date) -> Board:
        """As its pages read it, of another day."""
        with connect(self.settings) as conn:
            return read_board(conn, self.plan, as_of)


@contextmanager
def serving(settings: Settings) -> Generator[str]:
    """The dashboard's address while it answers."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    config = uvicorn.Config(
        create_app(settings, as_of=AS_OF), host="127.0.0.1", port=port, log_level="warning"
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive(), "the dashboard did not start"
        time.sleep(0.05)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(10)


@pytest.fixture(scope="session")
def dashboard(make_office: Callable[..., Any], server: Server) -> Iterator[Dashboard]:
    """A province of twenty thousand cases after five and a half years, its difficulties, some money spent, and accounts."""
    settings = make_office().settings
    plan = load_plan(settings.plan)
    with connect(settings) as conn:
        write_history(conn, plan, seed=7, cases=20_000, as_of=AS_OF)
        board = read_board(conn, plan, AS_OF)
    name = str(settings.database_url).rsplit("/", 1)[1]
    settings = replace(settings, web_database_url=server.web_url(name))
    for account, (role, unit) in ACCOUNTS.items():
        add_account(settings, account, role, unit, PASSWORD, must_change=False)
    raise_difficulties(settings, AS_OF)
    enter_money(settings, SPENT, "kế toán", AS_OF)
    with serving(settings) as url:
        yield Dashboard(url, settings, plan, board)


@dataclass
class Visit:
    """A signed-in browser that notes what goes wrong and what is asked of whom."""

    base: str
    context: BrowserContext
    page: Page
    errors: list[str]
    asked: list[str]

    def open(self, path: str, width: int = 1440, status: int | None = 200) -> Page:
        """The page at that width, its charts drawn. `status`: of the answer (None: 200)."""
        self.page.set_viewport_size({"width": width, "height": 900})
        answer = self.page.goto(self.base + path)
        assert answer is not None
        assert answer.status == (status or 200), f"{path}: {answer.status}"
        self.page.locator("main").wait_for()
        self.wait_for_figures()
        return self.page

    def wait_for_figures(self) -> None:
        """Until every chart is drawn."""
        waiting = self.page.locator("figure[data-chart=waiting], figure[data-chart=drawing]")
        deadline = time.monotonic() + 60
        while waiting.count() and time.monotonic() < deadline:
            self.page.wait_for_timeout(100)


@pytest.fixture(scope="session")
def signed_in(dashboard: Dashboard, browser: Browser) -> Callable[[str], Any]:
    """Account → the cookies of its session; each signs in once."""
    states: dict[str, Any] = {}

    def state(account: str) -> Any:
        if account not in states:
            context = browser.new_context()
            page = context.new_page()
            page.goto(dashboard.url + "/dang-nhap")
            page.fill("#ten", account)
            page.fill("#mat-khau", PASSWORD)
            page.click("main button[type=submit]")
            page.wait_for_url(re.compile(r"^(?!.*dang-nhap)"))
            states[account] = context.storage_state()
            context.close()
        return states[account]

    return state


@pytest.fixture
def visit(
    dashboard: Dashboard, browser: Browser, signed_in: Callable[[str], Any]
) -> Iterator[Callable[..., Visit]]:
    """A browser in which an account is signed in (None: nobody)."""
    opened: list[BrowserContext] = []

    def make(account: str | None = "so-tu-phap", locale: str = "vi-VN") -> Visit:
        state = signed_in(account) if account else None
        context = browser.new_context(
            locale=locale, accept_downloads=True, storage_state=state, reduced_motion="reduce"
        )
        opened.append(context)
        page = context.new_page()
        errors: list[str] = []
        asked: list[str] = []
        page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("request", lambda request: asked.append(request.url))
        return Visit(dashboard.url, context, page, errors, asked)

    yield make
    for context in opened:
        context.close()
