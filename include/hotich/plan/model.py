"""The plan as the rest of the house asks it: by date, tier, unit and register."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TypeVar

from hotich.errors import HotichError
from hotich.plan.amending import amend
from hotich.plan.days import show
from hotich.plan.schema import (
    Amendment,
    Deadline,
    Duty,
    Group,
    GroupOrder,
    Milestone,
    PlanText,
    Province,
    Regime,
    Reporter,
    Sampling,
    Tier,
    Tracking,
)
from hotich.plan.stage import Stage, stage_of
from hotich.units import Level, Unit, UnitRegistry

V = TypeVar("V")


@dataclass(frozen=True, eq=False)
class Plan:
    """One version of a province's plan. `load_plan` gives the plan as issued; `at(day)` as amended by then."""

    issued: PlanText
    """The file as first issued, with the paper's words."""
    text: PlanText
    """The file as amended by `applied`."""
    path: Path
    sha256: str
    """Digest of the plan file and the unit files that it names."""
    units: UnitRegistry
    applied: tuple[Amendment, ...] = ()
    """Amendments in force in this version, oldest first."""

    def at(self, as_of: date, known_on: date = date.max) -> "Plan":
        """The plan as amended by that day; the former versions stay to be asked for.

        Args:
            known_on: decisions signed later are left out, also where they hold from an earlier day.
        """
        applied = tuple(
            one for one in self.amendments if one.effective_from <= as_of and one.decided_on <= known_on
        )
        return replace(self, text=amend(self.issued, applied), applied=applied)

    @cached_property
    def stages(self) -> tuple[Stage, ...]:
        """All stages (giai đoạn × cấp), by tier and phase number."""
        tiers = [tier.id for tier in self.tiers]
        written = sorted(self.text.stages, key=lambda one: (tiers.index(one.tier), one.phase))
        return tuple(stage_of(one, self.tier(one.tier), self.groups, self.applied) for one in written)

    @property
    def id(self) -> str:
        return self.text.id

    @property
    def name(self) -> str:
        return self.text.name

    @property
    def province(self) -> Province:
        return self.text.province

    @property
    def time_zone(self) -> str:
        """IANA zone in which the dates of the plan are days."""
        return self.text.time_zone

    @property
    def tiers(self) -> tuple[Tier, ...]:
        return self.text.tiers

    @property
    def groups(self) -> tuple[Group, ...]:
        """Groups of books (nhóm sổ) in the plan's order of priority."""
        return self.text.groups

    @property
    def group_order(self) -> GroupOrder:
        return self.text.group_order

    @property
    def regimes(self) -> tuple[Regime, ...]:
        """Legal regimes, oldest first; together they cover every date."""
        return self.text.regimes

    @property
    def duties(self) -> tuple[Duty, ...]:
        return self.text.duties

    @property
    def clauses(self) -> Mapping[str, str]:
        """Clause → its words in the paper."""
        return self.text.clauses

    @property
    def amendments(self) -> tuple[Amendment, ...]:
        """All amendments in the file, by day of effect, in force in this version or not."""
        return tuple(sorted(self.issued.amendments, key=lambda one: one.effective_from))

    @property
    def electronic_from(self) -> Milestone:
        """When registration became electronic: nothing registered later is in paper books to digitise."""
        return self.text.electronic_from

    @property
    def deadlines(self) -> tuple[Deadline, ...]:
        """All deadlines (thời hạn hoàn thành) in the file; which hold on a day: `deadlines_on`."""
        return self.text.deadlines

    @property
    def tracking(self) -> Tracking:
        """How progress is measured against the plan."""
        return self.text.tracking

    def includes(self, unit: Unit) -> bool:
        """True if the unit's books belong to the plan."""
        return unit.code not in self.text.excluded_units

    def makers_of(self, stage: Stage) -> tuple[Unit, ...]:
        """Units that made books of the stage: of its tier, in the plan, there on some day that it covers; by code."""
        levels, since = self.tier(stage.tier).levels, stage.registrations_from or date.min
        found = [
            unit
            for unit in self.units
            if unit.level in levels
            and self.includes(unit)
            and (unit.valid_from or date.min) <= stage.registrations_until
            and since <= (unit.valid_to or date.max)
        ]
        return tuple(sorted(found, key=lambda unit: (unit.code, unit.unit_id)))

    def district_of(self, unit: Unit) -> Unit | None:
        """The unit of level district that its paper books were made under: itself, or the one above it then; None: none."""
        last = min(unit.valid_to or date.max, self.tier_of(unit).ends.on)
        above: Unit | None = unit
        while above is not None and above.level is not Level.DISTRICT:
            above = self.units.parent(above, last)
        return above

    def sampling_of(self, register: str, as_of: date) -> Sampling | None:
        """How books of the register are sampled for acceptance on that day; None: they are not (lấy mẫu nghiệm thu)."""
        known = [one for one in self.text.sampling if one.from_ is None or one.from_ <= as_of]
        sampling = max(known, key=lambda one: one.from_ or date.min, default=None)
        if sampling is None or (sampling.registers is not None and register not in sampling.registers):
            return None
        return sampling

    def deadlines_on(self, as_of: date) -> tuple[Deadline, ...]:
        """Deadlines (thời hạn) in force on that day, the nearest first."""
        known = [one for one in self.deadlines if one.effective_from is None or one.effective_from <= as_of]
        return tuple(sorted(known, key=lambda one: one.on))

    def reporter_of(self, level: Level, as_of: date) -> Reporter:
        """Who reports on a level with figures of that day. Raises HotichError when the plan names nobody."""
        of_level = [one for one in self.text.reports if one.level is level]
        for one in of_level:
            if (one.from_ or date.min) <= as_of <= (one.until or date.max):
                return one
        until = max((one.until for one in of_level if one.until and one.until < as_of), default=None)
        why = f"chỉ ghi đến ngày {show(until)}" if until else "chưa ghi"
        raise HotichError(
            f"Kế hoạch {self.id} {why} cơ quan báo cáo của cấp {level.term}, số liệu ngày {show(as_of)}. "
            "Ghi thêm một mục trong “reports” của tệp kế hoạch, hoặc chọn ngày, cấp khác."
        )

    def stage(self, stage_id: str) -> Stage:
        """Raises HotichError on an unknown id."""
        return _named(stage_id, {one.id: one for one in self.stages}, "giai đoạn")

    def tier(self, tier_id: str) -> Tier:
        """Raises HotichError on an unknown id."""
        return _named(tier_id, {one.id: one for one in self.tiers}, "cấp")

    def group_of(self, register: str) -> Group:
        """The group of a register's code. Raises HotichError on an unknown code."""
        return _named(register, {code: one for one in self.groups for code in one.registers}, "loại sổ")

    def tier_of(self, unit: Unit) -> Tier:
        """The tier that a unit's books belong to, by its level. Raises HotichError if the plan gives it none."""
        for tier in self.tiers:
            if unit.level in tier.levels:
                return tier
        raise HotichError(f"Kế hoạch {self.id} không giao việc cho cấp {unit.level.term} ({unit.name}).")

    def maker(self, unit: Unit, on: date) -> str:
        """The authority that made the books of a unit: "UBND xã An Hiệp, huyện Ba Tri, tỉnh Bến Tre"."""
        return f"{self.tier_of(unit).maker} {self.units.full_name(unit, on)}"

    def stages_of(self, tier_id: str) -> tuple[Stage, ...]:
        """The stages of a tier by phase number. Raises HotichError on an unknown tier."""
        self.tier(tier_id)
        return self._by_tier[tier_id]

    @cached_property
    def _by_tier(self) -> dict[str, tuple[Stage, ...]]:
        return {
            tier.id: tuple(
                sorted((one for one in self.stages if one.tier == tier.id), key=lambda one: one.phase_no)
            )
            for tier in self.tiers
        }

    def stage_for(self, tier_id: str, registered_on: date) -> Stage | None:
        """The stage of the tier that a registration date falls into; None: out of every phase."""
        return next((one for one in self.stages_of(tier_id) if one.covers(registered_on)), None)

    def stage_for_span(self, tier_id: str, earliest: date, latest: date) -> Stage | None:
        """The stage that a partly known date falls into, if its whole span lies in one phase; else None."""
        stage = self.stage_for(tier_id, earliest)
        return stage if stage is not None and stage.covers(latest) else None

    def phase_bounds(self, tier_id: str) -> list[tuple[date | None, date, str]]:
        """(first registration date or None, last, stage id) of the tier, oldest first, for joins over columns."""
        stages = sorted(self.stages_of(tier_id), key=lambda one: one.registrations_until)
        return [(one.registrations_from, one.registrations_until, one.id) for one in stages]

    def regime_for(self, registered_on: date) -> Regime:
        """The legal regime (chế độ pháp lý) under which a registration of that day was made."""
        return next(one for one in self.regimes if one.until is None or registered_on <= one.until)

    def regime(self, regime_id: str) -> Regime:
        """Raises HotichError on an unknown id."""
        return _named(regime_id, {one.id: one for one in self.regimes}, "chế độ pháp lý")

    def regime_bounds(self) -> list[tuple[date | None, date | None, str]]:
        """(first day or None, last day or None, regime id), oldest first, for joins over columns."""
        return [(one.from_, one.until, one.id) for one in self.regimes]

    def key_by_book(self, registered_on: date) -> bool:
        """True if the case key of that day holds the book's number: numbers did not yet run through the year."""
        return self.regime_for(registered_on).key_by_book

    @cached_property
    def key_by_book_before(self) -> date | None:
        """Before this day the case key holds the book's number (01/04/2006); None: it never does."""
        last = [one for one in self.regimes if not one.key_by_book][:1]
        return last[0].from_ if last else date.max


def _named(name: str, known: Mapping[str, V], what: str) -> V:
    if name not in known:
        raise HotichError(f"Kế hoạch không có {what} “{name}”. Có: {', '.join(known)}.")
    return known[name]
