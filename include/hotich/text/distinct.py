"""A column of texts as its distinct values: what is written a thousand times is read once.

Civil-status columns repeat themselves (ethnicities, places, days), so everything that costs Python time runs over
distinct values and is spread back over the rows.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

import polars as pl

_FEW: Final = 64
"""Columns of so few rows are always taken for repeating ones."""

_LONG_RUNS: Final = 20
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
        return cls.of_columns(column.to_frame())[column.name]

    @classmethod
    def of_columns(cls, frame: pl.DataFrame) -> dict[str, "Distinct"]:
        """`of` each column of `frame`, all of them String. Far faster than one by one: polars works on all at once."""
        chosen = _ways(frame)
        whole = [name for name, way in chosen.items() if way == "values"]
        in_runs = [name for name, way in chosen.items() if way == "runs"]
        coded = frame.select(
            [pl.col(name).cast(pl.Categorical(pl.Categories.random())).to_physical() for name in whole]
            + [pl.col(in_runs).rle_id()]
        )
        # Apart from the columns of full length: beside them each list would be copied into every row.
        lists = frame.select(pl.col(whole).drop_nulls().unique(maintain_order=True).implode())
        found: dict[str, Distinct] = {}
        for name, way in chosen.items():
            if way == "values":
                # A fresh Categorical numbers its values in the order in which they come.
                found[name] = cls._with_null(lists[name][0].alias(name), coded[name])
            elif way == "runs":
                found[name] = _of_runs(frame[name], coded[name])
            elif way == "blank":
                found[name] = cls(
                    frame[name].head(1), pl.Series(name, [0], dtype=pl.UInt32).new_from_index(0, frame.height)
                )
            else:
                found[name] = cls(frame[name], None)
        return found

    @classmethod
    def _with_null(cls, values: pl.Series, index: pl.Series) -> "Distinct":
        """Null as one more value, where rows have it."""
        if not index.has_nulls():
            return cls(values, index)
        null = values.len()
        return cls(
            pl.concat([values, pl.Series(values.name, [None], dtype=pl.String)]), index.fill_null(null)
        )

    def spread(self, results: pl.Series) -> pl.Series:
        """`results`, one for each of `values`, brought back to the rows."""
        if self.index is None:
            return results
        if results.len() == 1:
            return results.new_from_index(0, self.index.len())
        return results[self.index]


def _ways(frame: pl.DataFrame) -> dict[str, Literal["blank", "runs", "values", "as it is"]]:
    """How each column is best taken apart."""
    names = pl.all()
    facts = (
        frame.select(
            names.null_count().name.suffix(" blank"),
            names.ne_missing(names.shift(1)).sum().name.suffix(" changes"),
            names.approx_n_unique().name.suffix(" values"),
        ).row(0, named=True)
        if frame.height
        else {}
    )
    ways: dict[str, Literal["blank", "runs", "values", "as it is"]] = {}
    for name in frame.columns:
        filled = frame.height - facts.get(f"{name} blank", 0)
        if filled == 0:
            ways[name] = "blank" if frame.height else "as it is"
        elif _LONG_RUNS * facts[f"{name} changes"] < frame.height:
            ways[name] = "runs"
        else:
            repeats = filled <= _FEW or 2 * facts[f"{name} values"] <= filled
            ways[name] = "values" if repeats else "as it is"
    return ways


def _of_runs(column: pl.Series, run: pl.Series) -> Distinct:
    """A column of few runs: `run` numbers the run of each row."""
    starts = run.slice(1) != run.slice(0, run.len() - 1)
    heads = [column[0], *column.slice(1).filter(starts)]
    numbers: dict[str | None, int] = {}
    index = pl.Series([numbers.setdefault(head, len(numbers)) for head in heads], dtype=pl.UInt32)
    return Distinct(pl.Series(column.name, list(numbers), dtype=pl.String), index[run])


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
    if not mask.any():
        return values
    rows = mask.arg_true()
    changed = [None if text is None else function(text) for text in values[rows].to_list()]
    return values.clone().scatter(rows, pl.Series(changed, dtype=pl.String))


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
