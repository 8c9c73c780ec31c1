"""Which units' numbers an account may see, from the plan's units."""

from hotich.errors import HotichError
from hotich.plan import Plan
from hotich.storage.states import AccountRole
from hotich.units import Level, Unit, UnitRegistry


def visible_units(plan: Plan, role: AccountRole, unit_id: int) -> frozenset[int] | None:
    """Units (`unit_id`) whose rows an account of that role and unit may see; None: all.

    A unit sees its own books and those of the former units that it answers for. A district sees its own and those of
    the communes that ever belonged to it, and what these answer for.
    """
    if role is AccountRole.PROVINCE:
        return None
    units = plan.units
    unit = units.by_id(unit_id)
    own = {unit.unit_id}
    if role is AccountRole.DISTRICT:
        own |= {one.unit_id for one in units if _belonged(one, unit) or _district(plan, one) == unit}
    return frozenset(own | {one.unit_id for one in units if own & _heirs(units, one)})


def unit_of(plan: Plan, role: AccountRole, code: str | None) -> Unit:
    """The unit that an account of that role is made for, its code given; the latest bearer of the code.

    Raises HotichError when the code is missing, unknown, or of another level than the role wants.
    """
    if code is None:
        if role is not AccountRole.PROVINCE:
            raise HotichError(
                f"Tài khoản vai trò “{role.value}” cần mã đơn vị: thêm --unit MÃ (xem `hotich units`)."
            )
        code = plan.province.code
    lives = plan.units.lives(code)
    if not lives:
        raise HotichError(f"Không có đơn vị mang mã “{code}”: xem `hotich units`.")
    unit = lives[-1]
    if role is AccountRole.PROVINCE and unit.level is not Level.PROVINCE:
        raise HotichError(_wrong_level(role, unit))
    if role is AccountRole.DISTRICT and unit.level is not Level.DISTRICT:
        raise HotichError(_wrong_level(role, unit))
    return unit


def _wrong_level(role: AccountRole, unit: Unit) -> str:
    return (
        f"{unit.name} ({unit.code}) là cấp {unit.level.term}, không hợp với vai trò “{role.value}” ({role.term})."
        " Chọn mã đơn vị hoặc vai trò khác."
    )


def _belonged(commune: Unit, district: Unit) -> bool:
    """Whether the commune stood under the district on some day."""
    if commune.parent_code != district.code:
        return False
    starts = [one.valid_from for one in (commune, district) if one.valid_from]
    ends = [one.valid_to for one in (commune, district) if one.valid_to]
    return not starts or not ends or max(starts) <= min(ends)


def _district(plan: Plan, unit: Unit) -> Unit | None:
    """The district under which the figures count its books; None: it is of no archive of the plan."""
    try:
        return plan.district_of(unit)
    except HotichError:
        return None


def _heirs(units: UnitRegistry, unit: Unit) -> set[int]:
    """Who answers for its books after it, one after the other (as the view `unit_today` follows them)."""
    found: set[int] = set()
    while unit.successor_ids and unit.valid_to is not None and unit.successor_ids[0] not in found:
        unit = units.by_id(unit.successor_ids[0])
        found.add(unit.unit_id)
    return found
