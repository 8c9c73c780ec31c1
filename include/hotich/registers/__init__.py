"""The nine civil-status registers (sổ hộ tịch), each described once.

From these descriptions come the Excel template, reading, the tables, the structural checks and the reference.
"""

from collections.abc import Mapping
from types import MappingProxyType

from hotich.errors import HotichError
from hotich.registers.inventory import INVENTORY, Inventory
from hotich.registers.local import CHANGE, DIVORCE, GUARDIANSHIP, GUARDIANSHIP_END
from hotich.registers.ministry import BIRTH, DEATH, MARITAL_STATUS, MARRIAGE, RECOGNITION
from hotich.registers.model import (
    ORDINAL_COLUMN,
    SHEET_NAME,
    CodeList,
    Edition,
    Field,
    Kind,
    Register,
)

REGISTERS: Mapping[str, Register] = MappingProxyType(
    {
        described.code: described
        for described in (
            MARRIAGE,
            BIRTH,
            RECOGNITION,
            MARITAL_STATUS,
            DEATH,
            GUARDIANSHIP,
            GUARDIANSHIP_END,
            DIVORCE,
            CHANGE,
        )
    }
)
"""Code → register, in the order in which the plan digitises the groups."""


def register(code: str) -> Register:
    """The register with that code, letter case ignored; HotichError when there is none."""
    try:
        return REGISTERS[code.strip().upper()]
    except KeyError:
        known = ", ".join(REGISTERS)
        raise HotichError(f"Không có loại sổ “{code}”. Các loại sổ: {known}.") from None


__all__ = [
    "BIRTH",
    "CHANGE",
    "DEATH",
    "DIVORCE",
    "GUARDIANSHIP",
    "GUARDIANSHIP_END",
    "INVENTORY",
    "MARITAL_STATUS",
    "MARRIAGE",
    "ORDINAL_COLUMN",
    "RECOGNITION",
    "REGISTERS",
    "SHEET_NAME",
    "CodeList",
    "Edition",
    "Field",
    "Inventory",
    "Kind",
    "Register",
    "register",
]
