"""A column of texts as its distinct values: what is written a thousand times is read once.

Civil-status columns repeat themselves (ethnicities, places, days), so everything that costs Python time runs over
distinct values and is spread back over the rows.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import polars as pl

_FEW: Final = 64
"""Columns of so few rows are always taken for repeating ones."""

_LONG_RUNS: Final = 8
"""Mean length from which on runs of one value are taken together before encoding: it is ten times as fast."""


@dataclass(frozen=True, slots=True)
class Distinct:
    """The values of a String column, and for each row the index of its value."""

    values: pl.Series
    """Distinct values, a null among them if the column has one; or the whole column where few values come twice."""
    index: pl.Series | None
    """For each row the index (UInt32, never null) of its value in `values`; None: row i is value i."""

    @classmethod
    def of(cls, column: pl.Series) -> "Distinct":
        """Distinct values of `column` (String); a column of mostly different texts is left as it is."""
        if column.null_count() == column.len():
            return cls(column.head(1), pl.zeros(column.len(), pl.UInt32, eager=True))
        changes = column.ne_missing(column.shift(1))
        changes[0] = True
        if _LONG_RUNS * int(changes.sum()) < column.len():
            heads = cls.of(column.filter(changes))
            run = changes.cum_sum() - 1
            return cls(heads.values, run if heads.index is None else heads.index.gather(run))
        if _hardly_repeats(column):
            return cls(column, None)
        coded = column.cast(pl.Categorical(pl.Categories.random()))
        found = coded.unique().drop_nulls()
        values = found.gather(found.to_physical().arg_sort()).cast(pl.String).alias(column.name)
        index = coded.to_physical()
        if column.has_nulls():
            index = index.fill_null(values.len())
            values = values.append(pl.Series([None], dtype=pl.String))
        return cls(values, index)

    def spread(self, results: pl.Series) -> pl.Series:
        """`results`, one for each of `values`, brought back to the rows (null for a null row)."""
        if self.index is None:
            return results
        if results.len() == 1:
            return results.new_from_index(0, self.index.len())
        return results.gather(self.index)


def _hardly_repeats(column: pl.Series) -> bool:
    """Would half of the values, or more, be different ones? Then encoding costs more than it saves."""
    filled = column.len() - column.null_count()
    estimate = int(column.to_frame().select(pl.nth(0).approx_n_unique()).item())
    return filled > _FEW and 2 * estimate > filled


def map_values(
    values: pl.Series, function: Callable[[str], Any], dtype: pl.DataType | type[pl.DataType] = pl.String
) -> pl.Series:
    """`function` of each non-null text of `values`, each distinct text once, as a column of `dtype`."""
    distinct = Distinct.of(values)
    texts = distinct.values.to_list()
    results = pl.Series(values.name, [None if t is None else function(t) for t in texts], dtype=dtype)
    return distinct.spread(results)


def map_where(values: pl.Series, mask: pl.Series, function: Callable[[str], str | None]) -> pl.Series:
    """`values` with `function` of the texts where `mask` is true; the others, normally nearly all, as they are."""
    rows = mask.arg_true()
    if rows.is_empty():
        return values
    changed = map_values(values.gather(rows), function)
    return values.clone().scatter(rows, changed)


def read_values(
    values: pl.Series, function: Callable[[str], Sequence[Any]], blank: Sequence[Any], schema: dict[str, Any]
) -> pl.DataFrame:
    """`function` of each text of `values` as a frame of `schema`; `blank` stands for null texts.

    It takes Python time for every text: give it distinct values.
    """
    rows = [blank if text is None else function(text) for text in values.to_list()]
    columns = zip(*rows, strict=True) if rows else [()] * len(schema)
    return pl.DataFrame(
        [
            pl.Series(name, column, dtype=dtype)
            for (name, dtype), column in zip(schema.items(), columns, strict=True)
        ]
    )
