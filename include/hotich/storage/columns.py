"""Columns that many tables have: units, moments, counts, states with their words."""

from sqlalchemy import CheckConstraint, Column, DateTime, ForeignKey, Integer, Text, text

from hotich.storage.states import Described

NOW = text("now()")
ZERO = text("0")


def unit(comment: str) -> Column[int]:
    """The unit that a row is about; by it the database filters what readers see."""
    return Column("unit_id", ForeignKey("hotich.unit.unit_id"), nullable=False, comment=comment)


def moment(name: str, comment: str, *, now: bool = False) -> Column[object]:
    """A moment in UTC; `now`: filled by itself and never empty."""
    default = NOW if now else None
    return Column(name, DateTime(timezone=True), nullable=not now, server_default=default, comment=comment)


def count(name: str, comment: str) -> Column[object]:
    """A number of things, 0 at first."""
    return Column(name, Integer, nullable=False, server_default=ZERO, comment=comment)


def state(
    states: type[Described], name: str = "state", comment: str = "Trạng thái"
) -> tuple[Column[object], CheckConstraint]:
    """A column that holds one of `states`; its comment lists them with their words."""
    listed = ", ".join(f"'{one.value}'" for one in states)
    words = " · ".join(f"{one.value} {one.term}" for one in states)
    return (
        Column(name, Text, nullable=False, comment=f"{comment}: {words}"),
        CheckConstraint(f"{name} IN ({listed})", name=f"{name}_known"),
    )
