"""Times functions where they stand: each second of a thread is counted for the innermost of them."""

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from functools import wraps
from typing import Any


@dataclass(slots=True)
class Lap:
    """What one step took, all threads together, steps within it left out."""

    calls: int = 0
    seconds: float = 0.0
    """Wall time of the threads that ran it."""
    cpu_seconds: float = 0.0
    """CPU time of those threads; threads that a library keeps for itself (polars) are not in it."""


@dataclass(slots=True)
class Stopwatch:
    """Laps by name of the step."""

    laps: dict[str, Lap] = field(default_factory=dict)
    _lock: Any = field(default_factory=threading.Lock)
    _within: threading.local = field(default_factory=threading.local)

    def watch(self, owner: Any, name: str, step: str) -> None:
        """Count every later call of `owner.name` (a module's function or a class's method) for `step`."""
        setattr(owner, name, self._timed(getattr(owner, name), step))

    def _timed(self, function: Callable[..., Any], step: str) -> Callable[..., Any]:
        lap = self.laps.setdefault(step, Lap())

        @wraps(function)
        def timed(*args: Any, **kwargs: Any) -> Any:
            inner: list[list[float]] = self._within.__dict__.setdefault("inner", [])
            inner.append([0.0, 0.0])
            wall, cpu = time.perf_counter(), time.thread_time()
            try:
                return function(*args, **kwargs)
            finally:
                wall, cpu = time.perf_counter() - wall, time.thread_time() - cpu
                inner_wall, inner_cpu = inner.pop()
                if inner:
                    inner[-1][0] += wall
                    inner[-1][1] += cpu
                with self._lock:
                    lap.calls += 1
                    lap.seconds += wall - inner_wall
                    lap.cpu_seconds += cpu - inner_cpu

        return timed

    def add(self, laps: Mapping[str, Mapping[str, Any]]) -> None:
        """Add the results of another process's stopwatch."""
        for step, more in laps.items():
            lap = self.laps.setdefault(step, Lap())
            lap.calls += more["calls"]
            lap.seconds += more["seconds"]
            lap.cpu_seconds += more["cpu_seconds"]

    def results(self) -> dict[str, dict[str, float]]:
        """Step → calls, seconds, cpu_seconds, in the order in which the steps were named."""
        return {step: asdict(lap) for step, lap in self.laps.items()}
