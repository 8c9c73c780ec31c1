"""The alarm of a late stage: when a run's deadline stands, and what happens when it passes."""

import asyncio
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from airflow.sdk.definitions.callback import AsyncCallback
from airflow.sdk.definitions.deadline import BaseDeadlineReference, DeadlineAlert

from hotich_airflow.moment import PLAN_ZONE, run_day


def first_late_moment(window_end: date) -> datetime:
    """The first instant after the window's last day, in Asia/Ho_Chi_Minh."""
    return datetime.combine(window_end + timedelta(days=1), time.min, PLAN_ZONE)


@dataclass
class StageWindowEnd(BaseDeadlineReference):
    """Deadline of a stage's run: the end of the stage's window, seen from the day the run stands for.

    A run placed after the window is late from its start. A run placed before it (by `as_of` or a logical
    date) is not, even when the calendar on the wall says otherwise. An amendment counts from its own date.
    """

    window_ends: dict[str, str] = field(default_factory=dict)
    """Last day of the window by the day from which it holds ("" for the plan as issued), both ISO 8601."""

    required_kwargs = frozenset({"dag_id", "run_id"})

    def serialize_reference(self) -> dict[str, Any]:
        """What Airflow keeps of this reference."""
        return {"reference_type": self.reference_name, "window_ends": self.window_ends}

    @classmethod
    def deserialize_reference(cls, reference_data: dict[str, Any]) -> "StageWindowEnd":
        """The reference Airflow kept."""
        return cls(window_ends=reference_data["window_ends"])

    def __hash__(self) -> int:
        return hash(tuple(sorted(self.window_ends.items())))

    def window_end(self, day: date) -> date:
        """Last day of the window by the plan in force on a day."""
        held = max(since for since in self.window_ends if since <= day.isoformat())
        return date.fromisoformat(self.window_ends[held])

    def deadline(self, day: date, now: datetime) -> datetime | None:
        """The deadline of a run that stands for `day` and starts `now`; None when there is none to watch."""
        end = self.window_end(day)
        moment = first_late_moment(end)
        return moment if day > end or moment > now else None

    def _evaluate_with(self, *, session: Any, dag_id: str, run_id: str, **_: Any) -> datetime | None:
        """The deadline of one run (Airflow asks at the run's creation)."""
        from airflow.models.dagrun import DagRun
        from sqlalchemy import select

        run = session.scalar(select(DagRun).where(DagRun.dag_id == dag_id, DagRun.run_id == run_id))
        return self.deadline(run_day(run, run.conf or {}), datetime.now(UTC)) if run else None


async def record_lateness(stage_id: str, context: dict[str, Any] | None = None) -> str:
    """Deadline callback (in the triggerer): keep an alert, unless the stage is done.

    Airflow asks only whether the run ended in time; whether the stage did is in our numbers, so
    `hotich.jobs.record_lateness` decides. Returns what it did, for Airflow's callback record.
    """
    from hotich import jobs
    from hotich_airflow.moment import callback_settings

    run = (context or {}).get("dag_run", {})
    conf = run.get("conf") or {}
    placed = conf.get("as_of") or run.get("logical_date") or run.get("run_after")
    day = _day(placed) if placed else datetime.now(PLAN_ZONE).date()
    settings = await callback_settings()
    recorded = await asyncio.to_thread(jobs.record_lateness, settings, stage_id=stage_id, as_of=day)
    return "recorded" if recorded else "stage is done"


def _day(written: str) -> date:
    """The day in Asia/Ho_Chi_Minh of an ISO date or timestamp."""
    if len(written) == len("2020-01-31"):
        return date.fromisoformat(written)
    return datetime.fromisoformat(written).astimezone(PLAN_ZONE).date()


def lateness_alert(stage_id: str, window_ends: dict[str, str]) -> DeadlineAlert:
    """The deadline alert of one stage; `window_ends` as in StageWindowEnd."""
    return DeadlineAlert(
        reference=StageWindowEnd(window_ends),
        interval=timedelta(0),
        callback=AsyncCallback(record_lateness, kwargs={"stage_id": stage_id}),
        name=f"late:{stage_id}",
    )
