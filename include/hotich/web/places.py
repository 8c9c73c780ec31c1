"""Addresses of the pages about parts of the work, and what of it an account speaks of by default."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from hotich.plan import Plan
from hotich.progress import Scope, Standing
from hotich.storage.states import AccountRole
from hotich.web.context import Context

STAGE = "/giai-doan/{stage_id}"
DISTRICT = "/dia-ban/{unit_id}"
UNIT = "/don-vi/{unit_id}"


def home_scope(context: Context, *, stage_id: str | None = None) -> Scope:
    """All that an account may see, as one scope: the plan, its district or its unit; of one stage if given."""
    own = {
        AccountRole.PROVINCE: Scope(),
        AccountRole.DISTRICT: Scope(district_id=context.account.unit_id),
        AccountRole.UNIT: Scope(unit_id=context.account.unit_id),
    }[context.account.role]
    return replace(own, stage_id=stage_id)


def called(plan: Plan, standings: Iterable[Standing], by: str) -> list[Standing]:
    """The same under the name of the part alone, where the page says what it is part of. `by` as in `Board.scopes`."""
    terms = {group.id: group.term for group in plan.groups}
    return [replace(one, title=_name(plan, terms, one, by)) for one in standings]


def _name(plan: Plan, terms: Mapping[str, str], one: Standing, by: str) -> str:
    scope = one.scope
    if by == "stage" and scope.stage_id is not None:
        return plan.stage(scope.stage_id).name
    if by == "group" and scope.group_id is not None:
        return terms[scope.group_id]
    # The board names the narrowest part first; within a district the communes' own names do.
    name = one.title.partition(" · ")[0]
    known = scope.unit_id is not None and scope.district_id is not None
    return name.partition(", ")[0] if known else name


def page_of(standing: Standing) -> str | None:
    """The page that tells more of a scope; None: there is none."""
    scope = standing.scope
    if scope.unit_id is not None:
        return UNIT.format(unit_id=scope.unit_id)
    if scope.district_id is not None:
        return DISTRICT.format(unit_id=scope.district_id)
    return STAGE.format(stage_id=scope.stage_id) if scope.stage_id is not None else None
