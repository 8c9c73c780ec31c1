"""Batches and loads of a history, and the failures on the way."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from hashlib import blake2b
from random import Random
from typing import Final, NamedTuple

from hotich.plan import Plan
from hotich.simulate.history.files import HistoryFile
from hotich.simulate.history.ledger import Ledger
from hotich.storage.incidents import failure
from hotich.storage.states import BatchState, LoadState

ACTOR: Final = "hotich"
RULE_SET: Final = "lich_su_mau"
_FAILING: Final = 0.01
_LOST_DATABASE: Final = (
    "Mất kết nối tới cơ sở dữ liệu (mã 57P01). Chưa có gì được ghi dở; hãy thử lại sau ít phút."
)
_FAILED_STEP: Final = "load"
_LASTING: Final = timedelta(minutes=4)
_BROKEN_OFF: Final = timedelta(minutes=2)


class Batch(NamedTuple):
    """Files that were loaded together: one stage, register and evening; `decided_at` None: they still wait."""

    decided_at: datetime | None
    stage_id: str
    register: str
    group_no: int


class Attempt(NamedTuple):
    """One try to load a batch; `reason` None: it was published."""

    ended_at: datetime
    batch_id: str
    register: str
    lasting: timedelta
    reason: str | None

    @property
    def started_at(self) -> datetime:
        """When it began."""
        return self.ended_at - self.lasting


def write_loads(
    ledger: Ledger, plan: Plan, files: Sequence[HistoryFile], seed: int
) -> dict[str, tuple[Batch, int]]:
    """Put the files into batches, each loaded in one go; sets `batch_id` and `load_id` of the files.

    Returns batch_id → the batch, its rows.
    """
    draw = Random(f"{seed}/history/loads")
    found: defaultdict[Batch, list[HistoryFile]] = defaultdict(list)
    for file in files:
        if file.book is not None and (file.loads or file.decided_at is None):
            found[_batch(file)].append(file)
    made: dict[str, tuple[Batch, int]] = {}
    attempts: list[Attempt] = []
    for batch, members in sorted(found.items(), key=lambda item: item[1][0].file_id):
        digest = blake2b(",".join(str(file.file_id) for file in members).encode(), digest_size=4).hexdigest()
        batch_id = f"{batch.stage_id}.{batch.register}.{members[0].file_id}-{digest}"
        made[batch_id] = batch, sum(file.rows_read for file in members)
        failing = draw.random() < _FAILING
        _write_batch(ledger, plan, batch_id, batch, members, failing)
        if failing:
            attempts.append(_fail(ledger, batch_id, batch, members))
        if batch.decided_at is not None:
            attempts.append(Attempt(batch.decided_at, batch_id, batch.register, _LASTING, None))
        for file in members:
            file.batch_id = batch_id
    published = _write_attempts(ledger, attempts)
    for files_of in found.values():
        for file in files_of:
            file.load_id = published.get(str(file.batch_id))
    return made


def _write_attempts(ledger: Ledger, attempts: Sequence[Attempt]) -> dict[str, int]:
    """Loads are numbered as they began. Returns batch_id → the load that was published."""
    published = {}
    for load_id, one in enumerate(sorted(attempts, key=lambda one: (one.started_at, one.batch_id)), start=1):
        ledger.add(
            "load", load_id=load_id, batch_id=one.batch_id, register=one.register, actor=ACTOR, rule_set=RULE_SET,
            state=LoadState.FAILED if one.reason else LoadState.PUBLISHED, started_at=one.started_at,
            finished_at=one.ended_at, reason=one.reason,
        )  # fmt: skip
        if one.reason is None:
            published[one.batch_id] = load_id
    return published


def _batch(file: HistoryFile) -> Batch:
    assert file.book is not None
    stage, register = file.book.stage, file.book.register
    group = next(one for one in stage.groups if register in one.registers)
    return Batch(file.decided_at, stage.id, register, group.no)


def _write_batch(
    ledger: Ledger, plan: Plan, batch_id: str, batch: Batch, files: Sequence[HistoryFile], failed: bool
) -> None:
    open_state = BatchState.FAILED if failed else BatchState.EXTRACTED
    opened = max(file.seen_at for file in files)
    ledger.add(
        "batch", batch_id=batch_id, register=batch.register, stage_id=batch.stage_id, group_no=batch.group_no,
        plan_sha256=plan.sha256, state=BatchState.LOADED if batch.decided_at else open_state,
        estimated_rows=sum(file.rows_read for file in files),
        reason=_LOST_DATABASE if failed and batch.decided_at is None else None, created_at=opened,
        updated_at=batch.decided_at or opened,
    )  # fmt: skip


def _fail(ledger: Ledger, batch_id: str, batch: Batch, files: Sequence[HistoryFile]) -> Attempt:
    """A load that the database broke off, and what was noted about it; closed once the batch was loaded."""
    at = batch.decided_at - timedelta(hours=1) if batch.decided_at else max(file.seen_at for file in files)
    ledger.add(
        "incident", kind="failure", stage_id=batch.stage_id, step=_FAILED_STEP, batch_id=batch_id,
        run_id=f"{batch.stage_id}:{at.isoformat()}", **asdict(failure(_LOST_DATABASE)), opened_at=at,
        closed_at=batch.decided_at,
    )  # fmt: skip
    return Attempt(at, batch_id, batch.register, _BROKEN_OFF, _LOST_DATABASE)
