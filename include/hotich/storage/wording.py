"""A loaded case in the words of its file: the written text where it was kept, else the value as the template writes it."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from hotich.registers import Kind, Register
from hotich.text.dates import from_edtf, written_form


def as_written(register: Register, case: Mapping[str, Any]) -> dict[str, str]:
    """Field name → text of every filled cell; `case`: the columns of its row in the case table."""
    kept: Mapping[str, str] = case["written"] or {}
    texts = {}
    for field in register.all_fields:
        if field.name in kept:
            texts[field.name] = kept[field.name]
            continue
        value = case[field.name]
        if value is None:
            continue
        if field.name == "registered_on":
            texts[field.name] = _span(value, case["registered_until"])
        elif field.kind is Kind.DATE:
            texts[field.name] = written_form(value)
        else:
            texts[field.name] = str(value)
    return texts


def _span(first: date, until: date | None) -> str:
    """A registration date that may be known to the month or year only."""
    if until is None:
        return written_form(first.isoformat())
    edtf = f"{first.year:04}"
    if from_edtf(edtf).last != until:
        edtf = f"{first.year:04}-{first.month:02}"
    return written_form(edtf)
