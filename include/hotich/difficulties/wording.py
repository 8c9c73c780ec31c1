"""A difficulty's figures in words."""

from collections.abc import Iterable
from datetime import date

from hotich.difficulties.thresholds import Kind
from hotich.plan import Plan
from hotich.storage.difficulties import Figures
from hotich.text.shown import show_day, show_number


def sum_figures(several: Iterable[Figures]) -> dict[str, int | str]:
    """Numbers added up; of days the earliest."""
    total: dict[str, int | str] = {}
    for figures in several:
        for name, value in figures.items():
            before = total.get(name)
            if before is None:
                total[name] = value
            elif isinstance(value, int) and isinstance(before, int):
                total[name] = before + value
            else:
                total[name] = min(str(before), str(value))
    return total


def figures_in_words(kind: Kind, figures: Figures, plan: Plan, stage_id: str, group_id: str) -> str:
    """What the data show, by the kind's wording; "" for a kind that has none."""
    if not kind.wording or not figures:
        return ""
    return kind.wording.format_map(_shown(figures) | _places(plan, stage_id, group_id))


def _shown(figures: Figures) -> dict[str, str]:
    return {
        name: show_number(value) if isinstance(value, int) else show_day(date.fromisoformat(value))
        for name, value in figures.items()
    }


def place_in_words(plan: Plan, stage_id: str, group_id: str) -> str:
    """Stage and group, "" where neither is named."""
    places = _places(plan, stage_id, group_id)
    return ", ".join([places["stage"]] * bool(stage_id) + [places["group"]] * bool(group_id))


def _places(plan: Plan, stage_id: str, group_id: str) -> dict[str, str]:
    stage = next((stage.name for stage in plan.stages if stage.id == stage_id), "Giai đoạn đã bỏ")
    group = next((group.term for group in plan.groups if group.id == group_id), "nhóm sổ")
    return {"stage": stage, "group": group}
