"""Typed cells of a workbook as the text that the raw frame holds, and what is wrong with them."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

import polars as pl

from hotich.registers import Field, Kind
from hotich.text.unicode import CONTROL_CLASS, DIRECTION_MARKS, MAX_CELL

_NUMBERS = frozenset({Kind.ENTRY_NUMBER, Kind.BOOK_NUMBER})
_LOST_ZERO_LENGTH = 11
_TEXT_FAULTS = ["control_character", "direction_mark", "too_long"]
FAULT_SCHEMA = {"file_no": pl.UInt32, "row_no": pl.UInt32, "field": pl.String, "fault": pl.String}


def cell_texts(values: Sequence[Any], field: Field) -> tuple[Sequence[str], list[tuple[int, str]]]:
    """A column's cells as text, and (index, fault) of those whose type Excel has damaged.

    5.0 → "5", 3.25 → "3.25", true → "TRUE", a date → "dd.mm.yyyy", a time → "HH:MM"; text stays as it is.
    Faults: `date_cell` where an entry or book number became a date; `number_identity` where an identity number is
    a number of 11 digits (its leading zero is lost: a warning).
    """
    if set(map(type, values)) <= {str}:
        return values, []
    texts: list[str] = []
    faults = []
    for index, value in enumerate(values):
        text = value if type(value) is str else _text(value, field.kind)
        texts.append(text)
        if type(value) is str:
            continue
        if field.kind in _NUMBERS and isinstance(value, dt.date | dt.time | dt.timedelta):
            faults.append((index, "date_cell"))
        elif field.kind is Kind.IDENTITY_NUMBER and len(text) == _LOST_ZERO_LENGTH and text.isdigit():
            faults.append((index, "number_identity"))
    return texts, faults


def _text(value: object, kind: Kind) -> str:
    match value:
        case bool():
            return "TRUE" if value else "FALSE"
        case float():
            return str(int(value)) if value.is_integer() else repr(value)
        case dt.datetime() if kind is Kind.TIME:
            return f"{value:%H:%M}"
        case dt.date():
            return f"{value.day:02}.{value.month:02}.{value.year:04}"
        case dt.time():
            return f"{value:%H:%M}"
        case dt.timedelta():
            minutes = int(value.total_seconds()) // 60
            return f"{minutes // 60:02}:{minutes % 60:02}"
        case _:
            return str(value)


def text_faults(rows: pl.DataFrame, names: Sequence[str]) -> pl.DataFrame:
    """Cells that hold control characters, direction marks, or more than 32,767 characters.

    Args:
        rows: with `file_no`, `row_no` and the String columns `names`.

    Returns:
        `file_no`, `row_no` (UInt32), `field`, `fault` (String). Line breaks and tabs are blanks, no fault.
    """
    suspect = [
        (
            pl.col(name).str.contains(f"{CONTROL_CLASS}|[{DIRECTION_MARKS}]")
            | (pl.col(name).str.len_bytes() > MAX_CELL)
        ).any()
        for name in names
    ]
    found = [pl.DataFrame(schema=FAULT_SCHEMA)]
    for name, is_suspect in rows.select(suspect).row(0, named=True).items():
        if not is_suspect:
            continue
        text = pl.col(name)
        tests = (
            text.str.contains(CONTROL_CLASS).alias("control_character"),
            text.str.contains(f"[{DIRECTION_MARKS}]").alias("direction_mark"),
            (text.str.len_bytes() > MAX_CELL).and_(text.str.len_chars() > MAX_CELL).alias("too_long"),
        )
        hits = rows.select("file_no", "row_no", *tests).filter(pl.any_horizontal(_TEXT_FAULTS))
        if not hits.is_empty():
            cells = hits.unpivot(_TEXT_FAULTS, index=["file_no", "row_no"], variable_name="fault").filter(
                "value"
            )
            found.append(cells.select("file_no", "row_no", field=pl.lit(name), fault="fault"))
    return pl.concat(found)
