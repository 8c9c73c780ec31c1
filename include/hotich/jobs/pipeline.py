"""The same work without Airflow: every stage, group after group, batches flowing from file to database.

Reading takes most of the time, so processes of their own read the next batches while this one checks a batch and loads
the one before. A batch passes from process to process through its folder, as between the tasks of a DAG. In memory are
only the batches being worked on, whatever the size of the delivery.
"""

import logging
import os
import traceback
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import AbstractContextManager, nullcontext, suppress
from datetime import date
from functools import partial
from itertools import islice
from multiprocessing import get_all_start_methods, get_context
from multiprocessing.context import BaseContext
from typing import Any

from hotich.errors import HotichError
from hotich.jobs.batching import plan_batches
from hotich.jobs.counting import count
from hotich.jobs.discovery import discover
from hotich.jobs.extraction import extract
from hotich.jobs.incidents import record_failure
from hotich.jobs.loading import load
from hotich.jobs.settling import settle
from hotich.jobs.validation import validate
from hotich.plan import Stage, load_plan
from hotich.settings import Settings

log = logging.getLogger(__name__)

RUN = "hotich run"
"""What stands as the run in the records of failures."""

SETTLING = "settle"
"""What stands in place of a batch where the settling of a stage failed."""

EXTRACTING = os.cpu_count() or 1
"""Processes that read: most of the work; checking and loading leave most of a processor to them."""

WORTH_PROCESSES = 3
"""So many batches are read sooner by other processes, although starting these takes a second."""

Step = Callable[[], dict[str, Any]]
"""A step of one batch, or what waits for it."""

Advance = Callable[[str, int, int], None]
"""Called with (what is being done, batches done, batches known)."""


def run(
    settings: Settings,
    as_of: date,
    stage_ids: Sequence[str] = (),
    advance: Advance | None = None,
    *,
    look: bool = True,
    settling: bool = True,
) -> list[dict[str, Any]]:
    """Discover, extract, validate, load, settle and count for these stages (none named: all), one after the other.

    A stage whose window has not opened is passed over; a failed batch does not stop the others. Returns one dict
    a stage (`look` False: what was discovered before, without looking into the inbox again; `settling` False: loads only): stage_id, open, batches, failed (batch id → reason), rows, loaded, unchanged, returned …
    """
    plan = load_plan(settings.plan).at(as_of)
    stages = [plan.stage(stage_id) for stage_id in stage_ids] or list(plan.stages)
    return [_run_stage(settings, stage, as_of, advance, look=look, settling=settling) for stage in stages]


def _run_stage(
    settings: Settings,
    stage: Stage,
    as_of: date,
    advance: Advance | None,
    *,
    look: bool,
    settling: bool,
) -> dict[str, Any]:
    result: dict[str, Any] = {
        "stage_id": stage.id,
        "open": as_of >= stage.window_start,
        "batches": 0,
        "failed": {},
    }
    if not result["open"]:
        return result
    if look:
        result |= discover(settings, stage.id, as_of)
    for group in stage.groups:
        tried: set[str] = set()
        # A slip waits until what was delivered before it is loaded.
        while batch_ids := [
            one for one in plan_batches(settings, stage.id, group.no, as_of) if one not in tried
        ]:
            flow(settings, stage.id, batch_ids, result, advance)
            tried |= set(batch_ids)
    if settling:
        result["settled"] = _attempt(
            settings, stage.id, SETTLING, result, partial(settle, settings, stage.id, as_of)
        )
    result["counted"] = count(settings, stage.id, as_of)
    return result


def flow(
    settings: Settings,
    stage_id: str,
    batch_ids: Sequence[str],
    result: dict[str, Any],
    advance: Advance | None = None,
) -> None:
    """Take these batches through extract, validate and load, adding their counts to `result`."""
    with (
        _extractors(len(batch_ids)) as extractors,
        ThreadPoolExecutor(1, thread_name_prefix="load") as loader,
    ):
        # The first is read here, while the other processes start.
        first = [(batch_id, partial(extract, settings, batch_id)) for batch_id in batch_ids[:1]]
        coming = ((batch_id, _extraction(extractors, settings, batch_id)) for batch_id in batch_ids[1:])
        # One more than are read at once, so that no reader waits for this process.
        ahead: deque[tuple[str, Step]] = deque([*first, *islice(coming, EXTRACTING + 1 if extractors else 0)])
        loading: Future[dict[str, Any]] | None = None
        waiting = ""
        while ahead:
            batch_id, extraction = ahead.popleft()
            prepared = _attempt(settings, stage_id, batch_id, result, extraction)
            ahead += islice(coming, 1)
            if prepared is not None:
                prepared = _attempt(
                    settings, stage_id, batch_id, result, partial(validate, settings, batch_id)
                )
            if loading is not None:
                _collect(settings, stage_id, waiting, result, loading)
                loading = None
            if prepared is not None:
                loading, waiting = loader.submit(load, settings, batch_id), batch_id
            if advance:
                advance(stage_id, result["batches"], len(batch_ids))
        if loading is not None:
            _collect(settings, stage_id, waiting, result, loading)
            if advance:
                advance(stage_id, result["batches"], len(batch_ids))


def _extractors(batch_count: int) -> AbstractContextManager[Executor | None]:
    """Processes that read, where they are worth their start."""
    if batch_count < WORTH_PROCESSES:
        return nullcontext()
    return ProcessPoolExecutor(EXTRACTING, mp_context=_reader_context())


def _reader_context() -> BaseContext:
    """How reading processes start: from a server that has imported what they need and computed nothing.

    Forked from this process they would lack the threads of polars, started anew each would import for a second.
    """
    if "forkserver" not in get_all_start_methods():
        return get_context("spawn")
    context = get_context("forkserver")
    context.set_forkserver_preload([extract.__module__])
    return context


def _extraction(extractors: Executor | None, settings: Settings, batch_id: str) -> Step:
    """The batch's extraction: begun in another process, or to be done in this one."""
    if extractors is not None:
        # When a process died, its pool takes nothing more: the rest is read here.
        with suppress(BrokenExecutor):
            return extractors.submit(extract, settings, batch_id).result
    return partial(extract, settings, batch_id)


def _collect(
    settings: Settings, stage_id: str, batch_id: str, result: dict[str, Any], loading: Future[dict[str, Any]]
) -> None:
    counts = _attempt(settings, stage_id, batch_id, result, loading.result)
    for name, value in (counts or {}).items():
        if isinstance(value, int):
            result[name] = result.get(name, 0) + value
    result["batches"] += counts is not None


def _attempt(
    settings: Settings,
    stage_id: str,
    batch_id: str,
    result: dict[str, Any],
    step: Step,
) -> dict[str, Any] | None:
    """`step` of a batch; a failure is kept and None returned, so that the others go on."""
    try:
        return step()
    except Exception as error:
        reason = str(error) if isinstance(error, HotichError) else _unforeseen(batch_id, error)
        result["failed"][batch_id] = reason
        record_failure(settings, stage_id=stage_id, step=RUN, batch_id=batch_id, run_id=RUN, reason=reason)
        return None


def _unforeseen(batch_id: str, error: Exception) -> str:
    """Only the kind of a failure that nobody foresaw: its text may quote a row."""
    frames = traceback.extract_tb(error.__traceback__)
    log.error(
        "Lô %s: %s ở %s",
        batch_id,
        type(error).__name__,
        " ← ".join(f"{f.name}:{f.lineno}" for f in frames[-4:]),
    )
    return f"Lỗi ngoài dự kiến ({type(error).__name__}): báo người phụ trách phần mềm kèm nhật ký."
