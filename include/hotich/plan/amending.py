"""What decisions change in a plan: a new text from an old one, the old one kept."""

from collections.abc import Iterable
from dataclasses import fields, replace

from hotich.plan.schema import Amendment, Change, PlanText, StageChange, StageText


def amend(issued: PlanText, amendments: Iterable[Amendment]) -> PlanText:
    """The plan's text with the amendments applied in the order given; changes to unknown ids do nothing."""
    text = issued
    for amendment in amendments:
        for change in amendment.changes:
            text = _changed(text, change)
    return text


def _changed(text: PlanText, change: Change) -> PlanText:
    if change.stage is not None and change.set is not None:
        stages = [_set(one, change.set) if one.id == change.stage else one for one in text.stages]
        return replace(text, stages=tuple(stages))
    if change.deadline is not None and change.on is not None:
        on = change.on
        deadlines = [replace(one, on=on) if one.id == change.deadline else one for one in text.deadlines]
        return replace(text, deadlines=tuple(deadlines))
    if change.drop_units is not None:
        return replace(text, excluded_units=(*text.excluded_units, *change.drop_units))
    if change.add_units is not None:
        back = change.add_units
        return replace(text, excluded_units=tuple(code for code in text.excluded_units if code not in back))
    if change.add_stage is not None:
        return replace(text, stages=(*text.stages, change.add_stage))
    return replace(text, stages=tuple(one for one in text.stages if one.id != change.drop_stage))


def _set(stage: StageText, new: StageChange) -> StageText:
    given = {one.name: getattr(new, one.name) for one in fields(new) if getattr(new, one.name) is not None}
    return replace(stage, **given)
