"""A stage of the plan, and where it stands on a day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from hotich.plan.schema import Amendment, Group, StageText, Tier


class StageStatus(StrEnum):
    """Where a stage stands on a day."""

    NOT_OPEN = "not_open"
    OPEN = "open"
    OVERDUE = "overdue"
    DONE = "done"

    @property
    def term(self) -> str:
        """Vietnamese words for it."""
        return {
            "not_open": "chưa mở",
            "open": "đang thực hiện",
            "overdue": "quá hạn",
            "done": "hoàn thành",
        }[self.value]


@dataclass(frozen=True, slots=True)
class Stage:
    """A phase (giai đoạn) of one tier: the unit of scheduling, one DAG each."""

    id: str
    tier: str
    tier_name: str
    phase_no: int
    title: str
    clause: str
    window_start: date
    window_end: date
    window_wording: str
    registrations_from: date | None
    """Earliest registration date covered; None: however old."""
    registrations_until: date
    registrations_wording: str
    reason: str
    """Why just these dates, where the paper leaves room; else empty."""
    responsible: str
    groups: tuple[Group, ...]
    """All groups in the order of work of this stage."""
    target_percent: Decimal
    """Chỉ tiêu: of the planned cases to be accepted by the window's end."""
    amended_by: tuple[str, ...] = ()
    """Decisions that changed it, oldest first."""

    @property
    def name(self) -> str:
        """Display name, "Sở Tư pháp – Giai đoạn 1"."""
        return f"{self.tier_name} – Giai đoạn {self.phase_no}"

    def covers(self, registered_on: date) -> bool:
        """True if a registration of that day belongs to the stage."""
        return (
            self.registrations_from is None or self.registrations_from <= registered_on
        ) and registered_on <= self.registrations_until

    def status(self, as_of: date, done: bool) -> StageStatus:
        """Its status on a day, given whether all its work is done; nothing stops at the window's end."""
        if done:
            return StageStatus.DONE
        if as_of < self.window_start:
            return StageStatus.NOT_OPEN
        return StageStatus.OPEN if as_of <= self.window_end else StageStatus.OVERDUE


def stage_of(written: StageText, tier: Tier, groups: Sequence[Group], applied: Sequence[Amendment]) -> Stage:
    """The stage that a plan's text describes, its groups in its own order of work, else the plan's."""
    by_id = {group.id: group for group in groups}
    return Stage(
        id=written.id,
        tier=tier.id,
        tier_name=tier.name,
        phase_no=written.phase,
        title=written.title,
        clause=written.clause,
        window_start=written.window.from_,
        window_end=written.window.until,
        window_wording=written.window.wording,
        registrations_from=written.registrations.from_,
        registrations_until=written.registrations.until,
        registrations_wording=written.registrations.wording,
        reason=written.registrations.reason,
        responsible=written.responsible or tier.responsible,
        groups=tuple(by_id[group_id] for group_id in written.groups) or tuple(groups),
        target_percent=written.target_percent,
        amended_by=tuple(
            one.decision
            for one in applied
            if any(
                written.id in {change.stage, change.add_stage and change.add_stage.id}
                for change in one.changes
            )
        ),
    )
