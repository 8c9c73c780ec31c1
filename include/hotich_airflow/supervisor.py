"""Keeps Airflow's parent processes alive, and ends them with everything they started."""

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from hotich.errors import HotichError

LAST = "api-server"
"""The process that ends after the others: tasks report through it."""
ROUND = 1.0
"""Seconds between two looks at the children."""
RESTART_PAUSE = 1.0
"""Seconds before the first restart of a died process; doubled each time, up to LONGEST_PAUSE."""
LONGEST_PAUSE = 60.0
STEADY = 120.0
"""A process that lived so long starts again with the short pause."""
GRACE = 20.0
"""Seconds a process has to end by itself after SIGTERM (running tasks are let finish), before SIGKILL."""


@dataclass
class Child:
    """One supervised process: `airflow <name>`, in a process group of its own."""

    name: str
    command: list[str]
    environment: dict[str, str]
    log_file: Path
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    pause: float = RESTART_PAUSE
    restarts: int = 0
    due: float = field(default=0.0)

    def start(self) -> None:
        """Start the process; its output is added to its log file."""
        self.log_file.parent.mkdir(parents=True, exist_ok=True)
        with self.log_file.open("ab") as log:
            self.process = subprocess.Popen(
                self.command,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self.started = time.monotonic()

    def is_alive(self) -> bool:
        """Whether the process runs."""
        return self.process is not None and self.process.poll() is None

    def send(self, number: signal.Signals, *, whole_group: bool = False) -> None:
        """Signal the process, or everything in its group; nothing when it is gone."""
        if self.process is None:
            return
        with contextlib.suppress(ProcessLookupError, PermissionError):
            if whole_group:
                os.killpg(self.process.pid, number)
            else:
                self.process.send_signal(number)

    def last_lines(self, count: int = 15) -> str:
        """The end of its log, for the message that says why it died."""
        if not self.log_file.exists():
            return ""
        lines = self.log_file.read_bytes()[-20_000:].decode("utf-8", "replace").splitlines()
        return "\n".join(lines[-count:])


class Supervisor:
    """Starts children, restarts those that die with a growing pause, and stops all on request."""

    def __init__(self, names: tuple[str, ...], environment: dict[str, str], logs: Path) -> None:
        self.children = [
            Child(name, [sys.executable, "-m", "airflow", name], environment, logs / f"{name}.log")
            for name in names
        ]
        self._also: list[Callable[[], object]] = []
        self._on_change: Callable[[], None] = lambda: None
        self._stopping = threading.Event()
        self._watcher: threading.Thread | None = None

    def start(self, on_change: Callable[[], None]) -> None:
        """Start every child and watch over them from a thread; `on_change` follows each start of one."""
        self._on_change = on_change
        for child in self.children:
            child.start()
        on_change()
        self._watcher = threading.Thread(target=self._watch, name="hotich-supervisor", daemon=True)
        self._watcher.start()

    def watch_also(self, revive: Callable[[], object]) -> None:
        """Call `revive` every ROUND seconds too: it starts what is no child of ours, when it is down."""
        self._also.append(revive)

    def _watch(self) -> None:
        while not self._stopping.wait(ROUND):
            for revive in self._also:
                with contextlib.suppress(HotichError):  # tried again in the next round
                    revive()
            for child in self.children:
                self._revive(child)

    def _revive(self, child: Child) -> None:
        """Restart a dead child once its pause is over."""
        if child.is_alive():
            return
        now = time.monotonic()
        if not child.due:
            if now - child.started > STEADY:
                child.pause = RESTART_PAUSE
            child.due = now + child.pause
            child.pause = min(child.pause * 2, LONGEST_PAUSE)
            return
        if now >= child.due and not self._stopping.is_set():
            # What the dead parent left in its group (tasks of a killed scheduler) is fenced out, not killed:
            # it may be in the middle of its last commit.
            child.restarts += 1
            child.due = 0.0
            child.start()
            self._on_change()

    def stop(self) -> None:
        """End every child; the API server last, while it takes the last words of the tasks still running."""
        self._stopping.set()
        if self._watcher is not None:
            self._watcher.join()
        servers = [child for child in self.children if child.name == LAST]
        for group in ([child for child in self.children if child not in servers], servers):
            for child in group:
                child.send(signal.SIGTERM)
            for child in group:
                self._wait(child)
                child.send(signal.SIGKILL, whole_group=True)

    def _wait(self, child: Child) -> None:
        if child.process is None:
            return
        try:
            child.process.wait(GRACE)
        except subprocess.TimeoutExpired:
            child.send(signal.SIGKILL, whole_group=True)
            child.process.wait()

    def check(self) -> None:
        """Raise when a child died again and again: waiting longer would be waiting for nothing."""
        for child in self.children:
            if child.restarts >= 2 and not child.is_alive():
                raise HotichError(
                    f"Tiến trình airflow {child.name} không chạy được. Xem {child.log_file}; cuối nhật ký:\n"
                    f"{child.last_lines()}"
                )
