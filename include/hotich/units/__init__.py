"""Administrative units (đơn vị hành chính) with the dates between which they existed."""

from hotich.units.model import Level, OtherName, Unit, UnitChange
from hotich.units.registry import UnitRegistry

__all__ = ["Level", "OtherName", "Unit", "UnitChange", "UnitRegistry"]
