"""Content faults: the row loads and must be warned of (domain handbook §2–3)."""

# ruff: noqa: ARG001 – planters share one signature

from functools import cache

from hotich.registers import Register
from hotich.simulate.faults import FaultKind


@cache
def content_kinds(register: Register) -> tuple[FaultKind, ...]:
    """All content faults that can be planted in a row of the register."""
    return ()
