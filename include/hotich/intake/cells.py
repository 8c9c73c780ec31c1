"""Typed cells of a workbook as the text that the raw frame holds, and what is wrong with them."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from hotich.registers import Field, Kind
from hotich.text.unicode import CONTROL_CLASS, DIRECTION_MARKS, MAX_CELL

_NUMBERS = frozenset({Kind.ENTRY_NUMBER, Kind.BOOK_NUMBER})
_LOST_ZERO_LENGTH = 11
_TEXT_FAULTS = ["control_character", "direction_mark", "too_long"]
Codes = NDArray[np.int32]

FAULT_SCHEMA = {"file_no": pl.UInt32, "row_no": pl.UInt32, "field": pl.String, "fault": pl.String}


@dataclass(frozen=True, slots=True)
class CellBlock:
    """A run of rows of one sheet: every cell as the number of its value, so that equal texts are looked at once."""

    first_row: int
    """Number of the first row as Excel shows it."""
    first_column: int
    """Number of the first column, from 1."""
    values: list[Any]
    """str, float, bool, date, datetime, time, timedelta; the first is "": nothing written."""
    codes: Codes
    """Rows × columns: for each cell the index of its value."""

    @classmethod
    def of_rows(cls, first_row: int, first_column: int, rows: list[list[Any]]) -> "CellBlock":
        """Rows of equal length, each cell with a value of its own."""
        values = ["", *chain.from_iterable(rows)]
        codes = np.arange(1, len(values), dtype=np.int32).reshape(len(rows), -1 if rows else 0)
        return cls(first_row, first_column, values, codes)

    @property
    def rows(self) -> list[list[Any]]:
        """The values of all rows."""
        return [self.row(place) for place in range(self.height)]

    @property
    def height(self) -> int:
        """How many rows it has."""
        return len(self.codes)

    def row(self, place: int) -> list[Any]:
        """The values of one row, from 0."""
        return [self.values[code] for code in self.codes[place].tolist()]

    def column(self, number: int) -> Codes:
        """The codes of a column of the sheet; blank where the block does not reach so far."""
        place = number - self.first_column
        if 0 <= place < self.codes.shape[1]:
            return self.codes[:, place]
        return np.zeros(len(self.codes), np.int32)


@dataclass(frozen=True, slots=True)
class Chunk:
    """A run of rows that count, by column."""

    row_nos: Codes
    """Number of each row as Excel shows it."""
    values: list[Any]
    """As of `CellBlock`."""
    codes: Mapping[str, Codes]
    """Field name → for each row the index of its value."""

    def texts(self, fields: Iterable[Field]) -> tuple[list[str], list[tuple[int, str, str]]]:
        """All values as texts, and (row number, field name, fault) of cells whose type Excel has damaged.

        5.0 → "5", 3.25 → "3.25", true → "TRUE", a date → "dd.mm.yyyy", a time → "HH:MM"; text stays as it is.
        Faults: `date_cell` where an entry or book number became a date; `number_identity` where an identity number is
        a number of 11 digits (its leading zero is lost: a warning).
        """
        if set(map(type, self.values)) == {str}:
            return self.values, []
        texts, faults = list(self.values), []
        typed = np.fromiter((type(value) is not str for value in texts), bool, len(texts))
        for field in fields:
            codes = self.codes[field.name]
            for index in np.flatnonzero(typed[codes]).tolist():
                value = self.values[codes[index]]
                texts[codes[index]] = text = cell_text(value, field.kind)
                if fault := type_fault(value, text, field.kind):
                    faults.append((int(self.row_nos[index]), field.name, fault))
        # Values of columns that are no field's.
        return [text if type(text) is str else "" for text in texts], faults


def type_fault(value: object, text: str, kind: Kind) -> str | None:
    """How Excel has damaged a value by its type: `date_cell`, `number_identity`, or None."""
    if kind in _NUMBERS and isinstance(value, dt.date | dt.time | dt.timedelta):
        return "date_cell"
    if kind is Kind.IDENTITY_NUMBER and len(text) == _LOST_ZERO_LENGTH and text.isdigit():
        return "number_identity"
    return None


def cell_text(value: object, kind: Kind) -> str:
    """A typed value as the text that the raw frame holds, see `Chunk.texts`."""
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


def text_faults(texts: pl.Series) -> pl.DataFrame:
    """Texts that hold control characters, direction marks, or more than 32,767 characters.

    Returns:
        `code` (UInt32, index of the text), `fault` (String). Line breaks and tabs are blanks, no fault.
    """
    text = pl.col("text")
    suspect = text.str.contains(f"{CONTROL_CLASS}|[{DIRECTION_MARKS}]") | (text.str.len_bytes() > MAX_CELL)
    found = texts.alias("text").to_frame().with_row_index("code").filter(suspect)
    tests = (
        text.str.contains(CONTROL_CLASS).alias("control_character"),
        text.str.contains(f"[{DIRECTION_MARKS}]").alias("direction_mark"),
        (text.str.len_chars() > MAX_CELL).alias("too_long"),
    )
    marked = found.select("code", *tests).unpivot(_TEXT_FAULTS, index="code", variable_name="fault")
    return marked.filter("value").select("code", "fault")
