"""Batches prepared for their load, extracted and judged, by processes of their own: this is most of the work."""

import os
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Executor, ProcessPoolExecutor
from contextlib import AbstractContextManager, nullcontext, suppress
from functools import partial
from multiprocessing import get_all_start_methods, get_context
from multiprocessing.context import BaseContext
from typing import Any

from hotich.jobs.extraction import extract
from hotich.jobs.validation import validate
from hotich.settings import Settings

PREPARING = os.cpu_count() or 1
"""Processes that prepare; loading leaves most of a processor to them."""

WORTH_PROCESSES = 3
"""So many batches are prepared sooner by other processes, although starting these takes a second."""

Step = Callable[[], dict[str, Any]]
"""The preparation of one batch, or what waits for it."""


def prepare(settings: Settings, batch_id: str) -> dict[str, Any]:
    """Extract and validate a batch; returns what the validation counted. Raises what either raises."""
    extract(settings, batch_id)
    return validate(settings, batch_id)


def preparers(batch_count: int) -> AbstractContextManager[Executor | None]:
    """Processes that prepare, where they are worth their start."""
    if batch_count < WORTH_PROCESSES:
        return nullcontext()
    return ProcessPoolExecutor(PREPARING, mp_context=_context())


def preparation(processes: Executor | None, settings: Settings, batch_id: str) -> Step:
    """The batch's preparation: begun in another process, or to be done in this one."""
    if processes is not None:
        # When a process died, its pool takes nothing more: the rest is prepared here.
        with suppress(BrokenExecutor):
            return processes.submit(prepare, settings, batch_id).result
    return partial(prepare, settings, batch_id)


def _context() -> BaseContext:
    """How preparing processes start: from a server that has imported what they need and computed nothing.

    Forked from this process they would lack the threads of polars, started anew each would import for seconds.
    """
    if "forkserver" not in get_all_start_methods():
        return get_context("spawn")
    context = get_context("forkserver")
    context.set_forkserver_preload([__name__, "hotich.quality.expectation"])
    return context
