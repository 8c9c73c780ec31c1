"""Which keys of the snapshots a scope holds, which scopes there are, and what they are called."""

from collections.abc import Iterable
from functools import cached_property

import numpy as np
import polars as pl
from numpy.typing import NDArray

from hotich.errors import HotichError
from hotich.plan import Plan
from hotich.progress.history import Mask
from hotich.progress.standing import Scope
from hotich.units import Level, Unit

BY = {"stage": "giai đoạn", "district": "huyện", "unit": "đơn vị", "group": "nhóm sổ"}
"""What a scope can be divided by."""


class ScopeIndex:
    """The keys of a board (unit × register × stage, all inside the plan) by stage, district, unit and group."""

    def __init__(self, plan: Plan, keys: pl.DataFrame) -> None:
        self.plan = plan
        self.stage_ids = [stage.id for stage in plan.stages]
        self.group_ids = [group.id for group in plan.groups]
        self._due = {stage.id: plan.makers_of(stage) for stage in plan.stages}
        """Stage → the units that have to digitise books in it."""
        found = {int(unit_id) for unit_id in keys["unit_id"].unique()}
        found |= {unit.unit_id for units in self._due.values() for unit in units}
        self.units: list[Unit] = sorted(
            (plan.units.by_id(unit_id) for unit_id in found), key=lambda unit: (unit.code, unit.unit_id)
        )
        place = {unit.unit_id: at for at, unit in enumerate(self.units)}
        groups = {code: at for at, group in enumerate(plan.groups) for code in group.registers}
        self.stage = _places(keys["stage_id"], {name: at for at, name in enumerate(self.stage_ids)})
        self.unit = _places(keys["unit_id"], place)
        self.group = _places(keys["register"], groups)
        self.due: Mask = np.zeros((len(self.stage_ids), len(self.units)), dtype=bool)
        """(stages, units) true where the unit has to digitise books of the stage, or has brought some."""
        for at, stage_id in enumerate(self.stage_ids):
            self.due[at, [place[unit.unit_id] for unit in self._due[stage_id]]] = True
        self.due[self.stage, self.unit] = True

    @cached_property
    def _ids(self) -> NDArray[np.int64]:
        """(units,) unit_id of each."""
        return np.array([unit.unit_id for unit in self.units], dtype=np.int64)

    @cached_property
    def _district(self) -> NDArray[np.int64]:
        """(units,) unit_id of the district of each; 0: none."""
        districts = (self.plan.district_of(unit) for unit in self.units)
        return np.array([0 if one is None else one.unit_id for one in districts], dtype=np.int64)

    def units_of(self, scope: Scope) -> Mask:
        """(units,) those that the scope speaks of. Raises HotichError on an unknown unit."""
        chosen = np.ones(len(self.units), dtype=bool)
        if scope.unit_id is not None:
            chosen &= self._ids == scope.unit_id
            self._unit(scope.unit_id)
        if scope.district_id is not None:
            self._unit(scope.district_id)
            chosen &= self._district == scope.district_id
        return chosen

    def keys_of(self, scope: Scope) -> Mask:
        """(keys,) those inside the scope. Raises HotichError on an unknown stage, unit or group."""
        chosen: Mask = self.units_of(scope)[self.unit]
        if scope.stage_id is not None:
            self.plan.stage(scope.stage_id)
            chosen = chosen & (self.stage == self.stage_ids.index(scope.stage_id))
        if scope.group_id is not None:
            chosen = chosen & (self.group == self.group_place(scope.group_id))
        return chosen

    def group_place(self, group_id: str) -> int:
        """Place of a group in the plan. Raises HotichError on an unknown one."""
        if group_id not in self.group_ids:
            raise HotichError(f"Kế hoạch không có nhóm sổ “{group_id}”. Có: {', '.join(self.group_ids)}.")
        return self.group_ids.index(group_id)

    def stages_of(self, scope: Scope, keys: Mask, missing: Mask) -> list[int]:
        """Places of the scope's stages: the one it names; else those it has books in, or units that owe their inventory.

        The whole plan has all its stages, whatever is known of their books.
        """
        if scope.stage_id is not None:
            return [self.stage_ids.index(scope.stage_id)]
        every = list(range(len(self.stage_ids)))
        if scope.unit_id is None and scope.district_id is None:
            return every
        owed = self.due & (self.units_of(scope) & missing)
        found = set(self.stage[keys].tolist()) | set(np.flatnonzero(owed.any(axis=1)).tolist())
        return sorted(found) or every

    def divide(self, scope: Scope, by: str, books: Mask, missing: Mask) -> list[Scope]:
        """The scopes below one, in the plan's order or by code: those with books, and units that owe their inventory.

        Beside the districts stand the units that belong to none, so that the parts make up the whole.

        Args:
            books: (keys,) those that have books.
            missing: (units,) those without an inventory.

        Raises:
            HotichError: `by` is not one of BY.
        """
        if by not in BY:
            raise HotichError(f"Không chia được theo “{by}”. Hãy dùng một trong: {', '.join(BY)}.")
        keys = self.keys_of(scope) & books
        stages = self.stages_of(scope, keys, missing)
        if by == "stage":
            return [self._below(scope, stage_id=self.stage_ids[stage]) for stage in stages]
        if by == "group":
            found = sorted(set(self.group[keys].tolist()))
            return [self._below(scope, group_id=self.group_ids[group]) for group in found]
        owing = self.due[stages].any(axis=0) & missing & self.units_of(scope)
        owing[self.unit[keys]] = True
        if by == "unit":
            return [self._below(scope, unit_id=self.units[at].unit_id) for at in np.flatnonzero(owing)]
        districts = {int(one) for one in self._district[owing]} - {0}
        ordered = sorted(districts, key=lambda unit_id: self.plan.units.by_id(unit_id).code)
        outside = np.flatnonzero(owing & (self._district == 0))
        return [self._below(scope, district_id=unit_id) for unit_id in ordered] + [
            self._below(scope, unit_id=self.units[at].unit_id) for at in outside
        ]

    def title(self, scope: Scope) -> str:
        """Vietnamese name of a scope, the wider parts last: "Xã An Hiệp · Sổ đăng ký kết hôn · Sở Tư pháp – Giai đoạn 1"."""
        parts = []
        if scope.unit_id is not None:
            parts.append(self._unit_name(scope.unit_id))
        if scope.district_id is not None and scope.unit_id is None:
            parts.append(self._unit(scope.district_id).name)
        if scope.group_id is not None:
            parts.append(self.plan.groups[self.group_place(scope.group_id)].term)
        if scope.stage_id is not None:
            parts.append(self.plan.stage(scope.stage_id).name)
        return " · ".join(parts) or "Toàn bộ kế hoạch"

    def _unit_name(self, unit_id: int) -> str:
        """With its district for a commune: two communes may have one name. Else the authority: books of a district's office."""
        unit = self._unit(unit_id)
        if unit.level is not Level.COMMUNE:
            return f"{self.plan.tier_of(unit).maker} {unit.name[:1].lower()}{unit.name[1:]}"
        district = self.plan.district_of(unit)
        return (
            unit.name if district is None else f"{unit.name}, {district.name[:1].lower()}{district.name[1:]}"
        )

    def _unit(self, unit_id: int) -> Unit:
        try:
            return self.plan.units.by_id(unit_id)
        except KeyError:
            raise HotichError(f"Danh mục đơn vị của kế hoạch không có mã {unit_id}.") from None

    @staticmethod
    def _below(scope: Scope, **parts: str | int) -> Scope:
        known = {name: getattr(scope, name) for name in ("stage_id", "district_id", "unit_id", "group_id")}
        return Scope(**{**known, **parts})


def inside(plan: Plan, rows: pl.DataFrame) -> pl.Series:
    """(rows,) true where stage, unit and register belong to this version of the plan."""
    units = [unit.unit_id for unit in plan.units if plan.includes(unit)]
    registers = [code for group in plan.groups for code in group.registers]
    return rows.select(
        pl.col("stage_id").is_in([stage.id for stage in plan.stages])
        & pl.col("unit_id").is_in(units)
        & pl.col("register").is_in(registers)
    ).to_series()


def _places(values: pl.Series, known: dict[str, int] | dict[int, int]) -> NDArray[np.intp]:
    found: Iterable[int] = (known[value] for value in values)
    return np.fromiter(found, dtype=np.intp, count=len(values))
