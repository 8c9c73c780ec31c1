"""Which encoding each file of a batch was typed in, on the evidence of its whole text (delivery contract §2)."""

from collections.abc import Iterable, Mapping

import polars as pl

from hotich.intake.columns import WrittenColumn
from hotich.text import legacy
from hotich.text.unicode import LEGACY_HINT


def detect_encodings(raw: pl.DataFrame, columns: Mapping[str, WrittenColumn]) -> dict[int, legacy.Encoding]:
    """file_no → encoding of every file of a raw frame, `columns` being its text columns.

    Only files with a cell that may have been typed with a legacy font are read as a whole; all others are Unicode
    without a look at their words.
    """
    encodings: dict[int, legacy.Encoding] = dict.fromkeys(raw["file_no"].unique().to_list(), "unicode")
    suspects: set[int] = set()
    for column in columns.values():
        hinted = _hinted_rows(column)
        if hinted is not None:
            suspects.update(raw["file_no"].filter(hinted).unique().to_list())
    for file_no in sorted(suspects):
        rows = raw.filter(pl.col("file_no") == file_no).select(columns.keys())
        encodings[file_no] = legacy.detect(_texts(rows))
    return encodings


def legacy_looking_rows(column: WrittenColumn) -> pl.Series | None:
    """Which rows hold a word that is Vietnamese only under a legacy encoding; None for no row."""
    values = column.values
    found = [i for i in _hinted(column) if legacy.looks_legacy(values[i])]
    if not found:
        return None
    flags = pl.zeros(values.len(), pl.Boolean, eager=True).scatter(found, values=True)
    return column.spread(flags)


def _hinted_rows(column: WrittenColumn) -> pl.Series | None:
    found = _hinted(column)
    if not found:
        return None
    flags = pl.zeros(column.values.len(), pl.Boolean, eager=True).scatter(found, values=True)
    return column.spread(flags)


def _hinted(column: WrittenColumn) -> list[int]:
    """Indices of the values that may have been typed with a legacy font."""
    if not column.suspicious.any():
        return []
    places = column.suspicious.arg_true()
    hinted = column.values[places].str.contains(LEGACY_HINT)
    return places.filter(hinted).to_list()


def _texts(rows: pl.DataFrame) -> Iterable[str]:
    for column in rows.iter_columns():
        yield from column.drop_nulls().unique().to_list()
