"""The own plan of a district (kế hoạch cấp huyện, plan IV.3), derived: its share of the work by unit, group and month.

Since districts were abolished, the same is derived for the commune that keeps the books.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import psycopg

from hotich.budget.costing import load_costing
from hotich.budget.estimate import Chosen, estimate
from hotich.budget.lines import Line
from hotich.budget.needs import Path, planned_paths
from hotich.budget.payers import keeper
from hotich.budget.periods import Period
from hotich.budget.spread import needed_by, parts
from hotich.errors import HotichError
from hotich.plan import Group, Plan, Stage
from hotich.storage.work import Work, read_work
from hotich.text.shown import show_day
from hotich.units import Level, Unit


@dataclass(frozen=True, slots=True)
class Share:
    """Cases of one unit's books of one group in one stage. Counts are cases."""

    unit: Unit
    """The unit that made the books."""
    stage: Stage
    group: Group
    planned: int
    """By the inventory, less those of lost books."""
    lost: int
    """Cases of lost books, which the inventory counts."""
    accepted: int
    """All, also what no inventory counts."""
    by_month: tuple[tuple[Period, int], ...]
    """What is still to be accepted, month by month; months without work are left out."""

    @property
    def left(self) -> int:
        """Still to be accepted."""
        return sum(cases for _, cases in self.by_month)

    @property
    def earned(self) -> int:
        """Accepted within what is to do: with what is left it makes the whole."""
        return self.planned - self.left


@dataclass(frozen=True, slots=True)
class LocalPlan:
    """What one district (or, without districts, one commune) has to do, as of a data date."""

    plan: Plan
    """The province's, as amended by the data date."""
    area: Unit
    as_of: date
    shares: tuple[Share, ...]
    """By stage, group and unit."""
    without_denominator: tuple[Unit, ...]
    """Units of the area without an inventory: their work is in no share."""
    money: tuple[Line, ...]
    """What the shares still cost, by who pays, year and activity; empty: the plan has no budget file, or nothing is left."""

    @property
    def months(self) -> tuple[Period, ...]:
        """Months with work."""
        return tuple(sorted({month for share in self.shares for month, _ in share.by_month}))

    @property
    def units(self) -> tuple[Unit, ...]:
        """Units with shares: the area itself first, then by code."""
        found = {share.unit.unit_id: share.unit for share in self.shares}
        return tuple(sorted(found.values(), key=lambda unit: (unit.level.rank, unit.code, unit.unit_id)))

    @property
    def stages(self) -> tuple[Stage, ...]:
        """Stages with shares, in the plan's order."""
        return tuple(dict.fromkeys(share.stage for share in self.shares))

    def named(self, unit: Unit) -> str:
        """A unit as tables call it: whose archive it is, and its code: "UBND huyện Ba Tri (836)", "Xã An Hiệp (28855)"."""
        own = unit.level is not Level.COMMUNE
        name = self.plan.maker(unit, unit.valid_to or self.as_of).partition(",")[0] if own else unit.name
        return f"{name} ({unit.code})"

    @property
    def area_name(self) -> str:
        """As it stands inside a sentence: "huyện Ba Tri"."""
        name = self.area.name_on(self.as_of)
        return name[:1].lower() + name[1:]

    @property
    def planned(self) -> int:
        """Cases to do in all."""
        return sum(share.planned for share in self.shares)

    @property
    def lost(self) -> int:
        """Cases of lost books, which the inventories count and nobody has to do."""
        return sum(share.lost for share in self.shares)

    @property
    def left(self) -> int:
        """Cases still to be accepted."""
        return sum(share.left for share in self.shares)


def monthly(shares: Iterable[Share]) -> dict[Period, int]:
    """Cases of each month, in order."""
    sums: dict[Period, int] = defaultdict(int)
    for share in shares:
        for month, cases in share.by_month:
            sums[month] += cases
    return dict(sorted(sums.items()))


def local_plan(
    conn: psycopg.Connection[Any], plan: Plan, code: str, as_of: date, *, known_at: datetime | None = None
) -> LocalPlan:
    """The share of the district (or commune) that bore the code on the day. `plan`: as issued.

    Raises:
        HotichError: the unit is no more on that day (says who keeps its books), or is not below the province.
    """
    amended = plan.at(as_of)
    area = _area(amended, code, as_of)
    inside = {unit.unit_id for unit in _makers(amended, area, as_of)}
    work = [one for one in read_work(conn, as_of, known_at) if one.unit_id in inside]
    counted = {one.unit_id for one in work if one.planned is not None}
    due = {unit.unit_id: unit for stage in amended.stages for unit in amended.makers_of(stage)}
    money: tuple[Line, ...] = ()
    if plan.text.budget is not None:
        costing = load_costing(plan)
        only: Chosen = lambda maker, _: maker.unit_id in inside  # noqa: E731
        money = estimate(conn, plan, costing, as_of, known_at=known_at, only=only).lines
    missing = [unit for unit_id, unit in due.items() if unit_id in inside and unit_id not in counted]
    return LocalPlan(
        plan=amended,
        area=area,
        as_of=as_of,
        shares=tuple(_shares(amended, planned_paths(amended, work, as_of, monthly=True))),
        without_denominator=tuple(sorted(missing, key=lambda unit: (unit.level.rank, unit.code))),
        money=money,
    )


def _area(plan: Plan, code: str, on: date) -> Unit:
    wanted = code.strip()
    found = plan.units.at(wanted, on)
    if found is None:
        ended = [
            unit for unit in plan.units.lives(wanted) if unit.valid_to is not None and unit.valid_to < on
        ]
        if ended and ended[-1].level is Level.DISTRICT:
            raise HotichError(_district_is_no_more(plan, ended[-1], on))
        found = plan.units.resolve(wanted, on)
    if found.level is Level.PROVINCE:
        raise HotichError(
            f"{found.name} có kế hoạch của tỉnh rồi: xem `hotich plan`. Ghi mã một huyện, hoặc mã xã khi không còn cấp"
            " huyện."
        )
    above = plan.units.parent(found, on)
    if found.level is Level.COMMUNE and above is not None and above.level is Level.DISTRICT:
        raise HotichError(
            f"Kế hoạch của {found.name} nằm trong kế hoạch của {above.name} (kế hoạch mục IV.3). Dùng mã {above.code}."
        )
    return found


def _district_is_no_more(plan: Plan, district: Unit, on: date) -> str:
    assert district.valid_to is not None
    communes = [
        unit for unit in plan.units if unit.parent_code == district.code and unit.valid_on(district.valid_to)
    ]
    heirs = {unit.unit_id: unit for unit in (keeper(plan, one, on) for one in communes) if unit.valid_on(on)}
    names = "; ".join(
        f"{unit.name} ({unit.code})" for unit in sorted(heirs.values(), key=lambda unit: unit.code)
    )
    text = (
        f"{district.name} ({district.code}) không còn vào ngày {show_day(on)}: ngày cuối cùng là {show_day(district.valid_to)}. Muốn lập"
        f" lại kế hoạch cũ của huyện thì dùng --as-of {district.valid_to.isoformat()} trở về trước."
    )
    if names:
        text += f" Nay mỗi đơn vị giữ sổ có kế hoạch của mình: {names}."
    return f"{text} Sổ do chính huyện lập: danh mục chưa ghi đơn vị kế thừa, hỏi Sở Tư pháp."


def _makers(plan: Plan, area: Unit, on: date) -> Sequence[Unit]:
    """Units whose books are kept in the area on the day."""
    found = []
    for maker in plan.units:
        kept_by: Unit | None = keeper(plan, maker, on)
        while kept_by is not None and kept_by.level.rank > area.level.rank:
            kept_by = plan.units.parent(kept_by, on)
        if kept_by is not None and kept_by.unit_id == area.unit_id:
            found.append(maker)
    return found


def _shares(plan: Plan, paths: Iterable[Path]) -> Iterable[Share]:
    stages = [one.id for one in plan.stages]
    found: dict[tuple[int, int, int], list[Path]] = defaultdict(list)
    for path in paths:
        work: Work = path.work
        unit = plan.units.by_id(work.unit_id)
        stage = plan.stage(work.stage_id)
        order = [group.id for group in stage.groups].index(plan.group_of(work.register).id)
        found[stages.index(stage.id), order, unit.unit_id].append(path)
    for (stage_no, order, unit_id), own in sorted(found.items()):
        stage = plan.stages[stage_no]
        months: dict[Period, int] = defaultdict(int)
        for path in own:
            for month, cases in zip(
                path.periods, parts(needed_by(path.planned_by, path.work.accepted)), strict=True
            ):
                months[month] += cases
        yield Share(
            unit=plan.units.by_id(unit_id),
            stage=stage,
            group=stage.groups[order],
            planned=sum(path.to_do for path in own),
            lost=sum((path.work.planned or 0) - path.to_do for path in own),
            accepted=sum(path.work.accepted for path in own),
            by_month=tuple((month, cases) for month, cases in sorted(months.items()) if cases),
        )
