"""What went wrong and must not end in silence: each failure keeps its reason, owner and next step."""

from datetime import date
from typing import Any

from hotich.plan import StageStatus, load_plan
from hotich.settings import Settings
from hotich.storage import batches, incidents
from hotich.storage.batches import BatchState
from hotich.storage.database import connect, transient_errors


def record_failure(
    settings: Settings, *, stage_id: str, step: str, batch_id: str | None, run_id: str, reason: str
) -> dict[str, Any]:
    """Keep that a step failed, and mark its batch, which the next run takes up again.

    `incident_id` is None, and nothing is kept, when the batch is loaded: a later attempt has done the work.
    """
    with connect(settings) as conn, transient_errors(), conn.transaction():
        if batch_id is not None and not batches.set_batch_state(conn, batch_id, BatchState.FAILED, reason):
            return {"incident_id": None}
        incident_id = incidents.open_incident(
            conn,
            incidents.failure(reason),
            kind="failure",
            stage_id=stage_id,
            step=step,
            batch_id=batch_id,
            run_id=run_id,
        )
    return {"incident_id": incident_id}


def record_lateness(settings: Settings, *, stage_id: str, as_of: date) -> bool:
    """Keep that a stage is late; False, and nothing kept, when its work is done or its window still open."""
    from hotich.jobs.counting import progress_status

    stage = load_plan(settings.plan).at(as_of).stage(stage_id)
    if progress_status(settings, stage_id, as_of) is not StageStatus.OVERDUE:
        return False
    with connect(settings) as conn:
        incidents.open_incident(
            conn, incidents.lateness(stage), kind="late", stage_id=stage_id, step="", batch_id=None, run_id=""
        )
    return True
