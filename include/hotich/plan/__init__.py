"""The province's plan (kế hoạch số hóa sổ hộ tịch) as data: stages, windows, groups, regimes, duties, amendments."""

from hotich.plan.loading import load_plan
from hotich.plan.model import Plan
from hotich.plan.refusals import maker_refusal, refusal_reason
from hotich.plan.schema import (
    Amendment,
    Deadline,
    Duty,
    Group,
    Regime,
    Reporter,
    ReportKind,
    Sampling,
    SamplingScheme,
    Tier,
    Tracking,
)
from hotich.plan.stage import Stage, StageStatus

__all__ = [
    "Amendment",
    "Deadline",
    "Duty",
    "Group",
    "Plan",
    "Regime",
    "ReportKind",
    "Reporter",
    "Sampling",
    "SamplingScheme",
    "Stage",
    "StageStatus",
    "Tier",
    "Tracking",
    "load_plan",
    "maker_refusal",
    "refusal_reason",
]
