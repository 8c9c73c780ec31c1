"""Where a manager has to look: what is late, what is missing, what is out of order, each with where to read on."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from hotich.charts import headline, scope_change
from hotich.plan import Plan
from hotich.progress import Adherence, Scope, Standing, worst_first
from hotich.text.shown import show_day, show_number
from hotich.web.places import page_of

_NOT_ON_TIME = {Adherence.LATE, Adherence.VERY_LATE}


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing to look at."""

    text: str
    path: str | None = None
    title: str = ""
    """Of the link."""
    standing: Standing | None = None
    """Whose state it is about, for its sign."""


def late_parts(
    standings: Sequence[Standing], what: str, *, more_path: str | None = None, most: int = 5
) -> list[Notice]:
    """The parts that are not on time, the worst first, with what is left of each.

    `what`: what one of them is ("đơn vị"); `more_path`: where all of them stand.
    """
    late = [one for one in worst_first(standings) if one.adherence in _NOT_ON_TIME]
    notices = [Notice(_late(one), page_of(one), one.title, one) for one in late[:most]]
    if len(late) > most:
        more = f"{show_number(len(late) - most)} {what} khác chưa đúng tiến độ."
        notices.append(Notice(f"Còn {more}", more_path, "Xem tất cả"))
    return notices


def _late(one: Standing) -> str:
    left = show_number(one.left)
    over = f", quá hạn {show_day(one.end)}" if one.overdue else f", hạn {show_day(one.end)}"
    return f"{headline(one).lower()}{over}, còn {left} trường hợp"


def other_notices(
    standing: Standing, plan: Plan, *, units_path: str | None = None, unordered_path: str | None = None
) -> Iterable[Notice]:
    """What hides behind the headline: overdue stages, missing inventories, a changed scope, lost books, groups out of order.

    `units_path`: the units without an inventory; `unordered_path`: those that work out of order.
    """
    if (
        standing.scope != Scope() and standing.scope.stage_id is None
    ):  # the plan's own page tells of each stage
        names = ", ".join(plan.stage(one).name for one in standing.overdue_stages)
        if names:
            yield Notice(f"Quá hạn mà chưa xong: {names}.")
    missing = standing.units_without_denominator
    if missing:
        yield Notice(
            f"{show_number(missing)} đơn vị chưa gửi thống kê sổ: khối lượng của họ chưa nằm trong mẫu số.",
            units_path, "Xem các đơn vị chưa gửi",
        )  # fmt: skip
    if standing.uncounted and standing.planned is not None:
        yield Notice(
            f"{show_number(standing.uncounted)} trường hợp đã nghiệm thu không tính vào tiến độ: của đơn vị chưa gửi thống kê,"
            " hoặc nhiều hơn số theo thống kê."
        )
    if changed := scope_change(standing):
        yield Notice(changed)
    if standing.lost:
        yield Notice(
            f"{show_number(standing.lost)} trường hợp thuộc sổ đã mất: vẫn nằm trong mẫu số, không kể là việc còn lại."
        )
    if standing.units_out_of_order:
        names = "; ".join(group.term for group in plan.groups if group.id in standing.out_of_order)
        who = (
            f"{show_number(standing.units_out_of_order)} đơn vị làm"
            if standing.scope.unit_id is None
            else "Làm"
        )
        yield Notice(
            f"{who} nhóm sổ chưa đến lượt theo thứ tự của kế hoạch ({plan.group_order.clause})"
            f"{f', nhiều nhất: {names}' if names else ''}.",
            unordered_path, "Xem các đơn vị ấy",
        )  # fmt: skip


def passed_deadlines(standing: Standing, plan: Plan) -> Iterable[Notice]:
    """Deadlines of the whole plan that went by before all was done."""
    if standing.adherence is Adherence.DONE:
        return
    for one in plan.deadlines_on(standing.as_of):
        over = (standing.as_of - one.on).days
        if over > 0:
            yield Notice(
                f"Đã quá {show_number(over)} ngày so với thời hạn {show_day(one.on)} ({one.title}, {one.source}):"
                f" còn {show_number(standing.left)} trường hợp."
            )
