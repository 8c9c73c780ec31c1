"""What a unit is: a code that a territory bore between two dates."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Level(StrEnum):
    """Level of government (cấp). The value is what the tables hold."""

    PROVINCE = "province"
    DISTRICT = "district"
    COMMUNE = "commune"

    @property
    def term(self) -> str:
        """Vietnamese word: "tỉnh", "huyện", "xã"."""
        return {"province": "tỉnh", "district": "huyện", "commune": "xã"}[self.value]

    @property
    def rank(self) -> int:
        """1 province, 2 district, 3 commune: the first digit of `Unit.unit_id`."""
        return 1 + list(Level).index(self)


@dataclass(frozen=True, slots=True)
class OtherName:
    """Another name of the same unit: its former name, or another spelling."""

    name: str
    until: date | None
    """Last day the former name was borne; None: a spelling still met."""


@dataclass(frozen=True, slots=True)
class Unit:
    """One life of a code. The key is (code, valid_from): codes were given again to other units."""

    unit_id: int
    """Stable: level digit, five digits of the code, two digits for the place among the rows of that code."""
    code: str
    """GSO code (mã đơn vị hành chính): two, three or five digits."""
    name: str
    """Full name with its kind, "Xã An Hiệp"."""
    kind: str
    """Kind as named: Xã, Phường, Thị trấn, Huyện, Thành phố, Tỉnh, …"""
    level: Level
    parent_code: str | None
    valid_from: date | None
    """First day; None: as far back as the list knows."""
    valid_to: date | None
    """Last day; None: still valid."""
    other_names: tuple[OtherName, ...] = ()
    note: str = ""
    source: str = ""
    successor_ids: tuple[int, ...] = ()
    """Units that took its territory when it ended; empty: it still exists, or the sources name none."""

    def valid_on(self, on: date) -> bool:
        """True if the unit existed on that day."""
        return (self.valid_from is None or self.valid_from <= on) and (
            self.valid_to is None or on <= self.valid_to
        )

    def name_on(self, on: date) -> str:
        """The name it bore on that day: 833 was "Huyện Mỏ Cày" until 2009."""
        former = [other for other in self.other_names if other.until and on <= other.until]
        return min(former, key=lambda other: other.until or on).name if former else self.name


@dataclass(frozen=True, slots=True)
class UnitChange:
    """A rearrangement on one day: the old codes (as of the day before) became the new one."""

    effective_on: date
    document: str
    kind: str
    """merge · split · rename · type_change · continue · dissolved · abolished."""
    old_codes: tuple[str, ...]
    new_code: str | None
    """None: the sources name no successor."""
    confidence: str = ""
