"""Which version of the plan work is measured against: the one in force, or a former one (`?co-so=`)."""

from dataclasses import dataclass
from datetime import date, timedelta

from hotich.plan import Plan


@dataclass(frozen=True, slots=True)
class Choice:
    """One version to choose."""

    value: str
    """For the address; "": the version in force on the data date."""
    title: str


def before_amendments(plan: Plan, as_of: date) -> date | None:
    """A day of the plan as issued; None: no decision had changed it by the data date."""
    amended = [one.effective_from for one in plan.amendments if one.effective_from <= as_of]
    return amended[0] - timedelta(days=1) if amended else None


def choices(plan: Plan, as_of: date) -> list[Choice]:
    """The versions that there were by the data date, the one in force first; empty when the plan was never amended.

    `plan`: as issued.
    """
    amended = [one for one in plan.amendments if one.effective_from <= as_of]
    before = before_amendments(plan, as_of)
    if before is None:
        return []
    made = [Choice("", f"kế hoạch đang có hiệu lực (sau {amended[-1].decision})")]
    starts = sorted({one.effective_from for one in amended})
    for start in reversed(starts[:-1]):
        decisions = ", ".join(one.decision for one in amended if one.effective_from == start)
        made.append(Choice(start.isoformat(), f"kế hoạch sau {decisions}"))
    return [*made, Choice(before.isoformat(), "kế hoạch gốc, chưa điều chỉnh")]
