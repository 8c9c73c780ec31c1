"""The same work without Airflow: every stage, group after group, batches flowing from file to database.

Reading and checking take most of the time, so processes of their own prepare the next batches while this one loads the
one before. A batch passes from process to process through its folder, as between the tasks of a DAG. In memory are only
the batches being worked on, whatever the size of the delivery.
"""

import logging
import traceback
from collections import deque
from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from itertools import islice
from typing import Any

from hotich.errors import HotichError
from hotich.jobs.batching import plan_batches
from hotich.jobs.counting import count
from hotich.jobs.discovery import discover
from hotich.jobs.incidents import record_failure
from hotich.jobs.loading import load
from hotich.jobs.preparing import PREPARING, Step, preparation, preparers
from hotich.jobs.settling import settle
from hotich.plan import Stage, load_plan
from hotich.settings import Settings

log = logging.getLogger(__name__)

RUN = "hotich run"
"""What stands as the run in the records of failures."""

SETTLING = "settle"
"""What stands in place of a batch where the settling of a stage failed."""

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
    with preparers(len(batch_ids)) as processes:
        # The first is prepared here, while the other processes start.
        first = [(batch_id, preparation(None, settings, batch_id)) for batch_id in batch_ids[:1]]
        coming = ((batch_id, preparation(processes, settings, batch_id)) for batch_id in batch_ids[1:])
        # One more than are prepared at once, so that no process waits for this one.
        ahead = deque([*first, *islice(coming, PREPARING + 1 if processes else 0)])
        while ahead:
            batch_id, prepared = ahead.popleft()
            done = _attempt(settings, stage_id, batch_id, result, prepared)
            ahead += islice(coming, 1)
            if done is not None:
                counts = _attempt(settings, stage_id, batch_id, result, partial(load, settings, batch_id))
                for name, value in (counts or {}).items():
                    if isinstance(value, int):
                        result[name] = result.get(name, 0) + value
                result["batches"] += counts is not None
            if advance:
                advance(stage_id, result["batches"], len(batch_ids))


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
