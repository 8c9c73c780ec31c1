"""Why a registration is in no book that the plan has digitised, for the officer who sent it."""

from datetime import date

from hotich.plan.days import show
from hotich.plan.model import Plan
from hotich.units import Unit


def refusal_reason(plan: Plan, tier_id: str, registered_on: date) -> str | None:
    """Why a registration of that day is in no phase of the tier, in Vietnamese; None if it is in one."""
    if plan.stage_for(tier_id, registered_on) is not None:
        return None
    tier = plan.tier(tier_id)
    do = "Xem lại ngày đăng ký trong sổ; nếu đúng như vậy thì bỏ trường hợp này khỏi tệp."
    if registered_on > tier.ends.on:
        return (
            f"Ngày đăng ký {show(registered_on)} sau {show(tier.ends.on)}: {tier.ends.reason} "
            f"({tier.ends.source}). {do}"
        )
    first = plan.phase_bounds(tier_id)[0][0]
    if first is not None and registered_on < first:
        return f"Ngày đăng ký {show(registered_on)} trước {show(first)}, ngoài mọi giai đoạn của {tier.name}. {do}"
    return f"Ngày đăng ký {show(registered_on)} không thuộc giai đoạn nào của {tier.name}. {do}"


def maker_refusal(plan: Plan, unit: Unit, registered_on: date) -> str | None:
    """Why a registration of that day can't be in a book made by the unit; None if it can.

    "Dữ liệu hộ tịch do cấp nào tạo lập thì cấp đó sẽ thực hiện việc số hóa" (II.2): the unit must have existed,
    and its tier must have a phase for the day.
    """
    refusal = refusal_reason(plan, plan.tier_of(unit).id, registered_on)
    if refusal is None and not unit.valid_on(registered_on):
        return f"Ngày đăng ký {show(registered_on)}: {unit.name} (mã {unit.code}) không có vào ngày này."
    return refusal
