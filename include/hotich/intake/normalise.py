"""From the raw frame of a batch to the clean one: values normalised, features read, the written text kept.

Delivery contract §2 and §3. The clean frame has the rows of the raw frame in the same order; nothing is corrected:
where a cell can't be read its value is null and its text stands in `written`.
"""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, TypeVar

import polars as pl

from hotich.intake.columns import WrittenColumn, take_apart
from hotich.intake.encodings import detect_encodings, legacy_looking_rows
from hotich.intake.features import read_field
from hotich.intake.placement import add_placement
from hotich.intake.written import Trace, row_hashes, trace, written_column
from hotich.plan import Plan
from hotich.registers import Field, Register
from hotich.text.legacy import Encoding
from hotich.text.unicode import MAX_CELL

A = TypeVar("A")
B = TypeVar("B")

FAULTS = (
    "formula",
    "error_value",
    "control_character",
    "direction_mark",
    "too_long",
    "date_cell",
    "number_identity",
)
"""Faults of a cell, the worst first; `cell_fault` of a row is the first of these that any of its cells has."""


def normalise(
    raw: pl.DataFrame,
    faults: pl.DataFrame,
    register: Register,
    files: pl.DataFrame | Sequence[Mapping[str, Any]],
    plan: Plan,
) -> pl.DataFrame:
    """The clean frame of a batch of files of one register.

    Args:
        raw: `file_no` (UInt32), `row_no` (UInt32), then a String column for every field of the register.
        faults: `file_no`, `row_no`, `field`, `fault`: cells that the reader of the workbooks objected to.
        register: what the batch's books are.
        files: one row a file: `file_no`, `unit_id`, `file_year`, `file_book_no`; with `encoding` where a person or an
            earlier step has decided it, else it is detected.
        plan: gives phases, regimes and units.

    Returns:
        Columns `file_no`, `row_no`; every field of `register.all_fields` under its name and its features as
        `<field>__<feature>`; of the row `unit_id` (Int32), `file_year`, `file_book_no`, `key_book` (Int16), `stage_id`,
        `regime`, `registration_place__unit`, `encoding`, `cell_fault`, `written`, `row_hash` (String),
        `encoding_unclear` (Boolean).
    """
    files = pl.DataFrame(files)
    raw, faults = _cut_long_cells(raw, faults)
    columns = take_apart(raw, _names(register))
    encodings = dict(files.select("file_no", "encoding").iter_rows()) if "encoding" in files.columns else None
    encodings = encodings or detect_encodings(raw, columns)
    texts = _read_texts(raw, columns, register, encodings)
    clean = add_placement(_add_faults(texts, faults), files, plan)
    return clean.select(_order(clean, register))


def _cut_long_cells(raw: pl.DataFrame, faults: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Only the beginning of a text that no Excel cell could hold is read; its row has the fault `too_long`."""
    length = pl.selectors.string().str.len_bytes()
    longest = raw.select(length.max())
    for name in [name for name in longest.columns if (longest[name][0] or 0) > MAX_CELL]:
        too_long = raw[name].str.len_chars() > MAX_CELL
        cells = raw.filter(too_long).select("file_no", "row_no", field=pl.lit(name), fault=pl.lit("too_long"))
        faults = pl.concat([faults.select(cells.columns), cells.cast(faults.select(cells.columns).schema)])
        raw = raw.with_columns(pl.col(name).str.slice(0, MAX_CELL))
    return raw, faults


def _names(register: Register) -> list[str]:
    return [field.name for field in register.all_fields]


def _read_texts(
    raw: pl.DataFrame,
    columns: Mapping[str, WrittenColumn],
    register: Register,
    encodings: Mapping[int, Encoding],
) -> pl.DataFrame:
    """The columns that follow from the texts alone. Files of different encodings are read apart."""
    kinds = sorted(set(encodings.values()))
    if len(kinds) < 2:
        return _read_part(raw, columns, register, kinds[0] if kinds else "unicode")
    order = raw.select("file_no").with_row_index("position")
    parts = []
    for encoding in kinds:
        of_it = [file_no for file_no, found in encodings.items() if found == encoding]
        chosen = order.filter(pl.col("file_no").is_in(of_it))["position"]
        part = raw[chosen]
        read = _read_part(part, take_apart(part, _names(register)), register, encoding)
        parts.append(read.with_columns(position=chosen))
    return pl.concat(parts).sort("position").drop("position")


def _read_part(
    raw: pl.DataFrame, columns: Mapping[str, WrittenColumn], register: Register, encoding: Encoding
) -> pl.DataFrame:
    """The columns of files that are all in one encoding."""
    readings = _in_threads(
        lambda field: _read_column(field, columns[field.name], encoding), register.all_fields
    )
    traces = {field.name: read.trace for field, read in zip(register.all_fields, readings, strict=True)}
    unclear = [read.legacy_looking for read in readings if read.legacy_looking is not None]
    written, hashes = written_column(traces, raw.height), row_hashes(traces, raw.height)
    return raw.select(
        "file_no",
        "row_no",
        *[series for read in readings for series in read.columns],
        pl.lit(encoding).alias("encoding"),
        pl.any_horizontal(pl.lit(value=False), *unclear).alias("encoding_unclear"),
        written.alias("written"),
        hashes,
    )


@dataclass(frozen=True, slots=True)
class _ReadColumn:
    """What one field adds to the clean frame, one row for each row of the frame."""

    columns: list[pl.Series]
    trace: Trace
    legacy_looking: pl.Series | None


def _read_column(field: Field, column: WrittenColumn, encoding: Encoding) -> _ReadColumn:
    read = read_field(field, column.cleaned(encoding))
    columns = [column.spread(read.value).alias(field.name)]
    columns += [
        column.spread(values).alias(f"{field.name}__{name}") for name, values in read.features.items()
    ]
    unclear = None if encoding in {"tcvn3", "vni"} else legacy_looking_rows(column)
    return _ReadColumn(columns, trace(field, column, read.canonical), unclear)


def _in_threads(function: Callable[[A], B], items: Sequence[A]) -> list[B]:
    """`function` of each item, in order; polars works outside the interpreter's lock, so threads use all cores."""
    with ThreadPoolExecutor(pl.thread_pool_size()) as threads:
        return list(threads.map(function, items))


def _add_faults(texts: pl.DataFrame, faults: pl.DataFrame) -> pl.DataFrame:
    """`cell_fault`, and numbers that stood in date cells marked unreadable."""
    if faults.is_empty():
        return texts.with_columns(cell_fault=pl.lit(None, pl.String))
    rows = ["file_no", "row_no"]
    worst = (
        faults.with_columns(pl.col("fault").cast(pl.Enum(FAULTS)))
        .group_by(rows)
        .agg(pl.col("fault").min().cast(pl.String).alias("cell_fault"))
    )
    joined = texts.join(worst, on=rows, how="left", maintain_order="left")
    for name in ("entry_number", "book_number"):
        cells = (
            faults.filter((pl.col("fault") == "date_cell") & (pl.col("field") == name)).select(rows).unique()
        )
        if cells.is_empty():
            continue
        marked = joined.join(cells.with_columns(damaged=True), on=rows, how="left", maintain_order="left")
        damaged = pl.col("damaged").fill_null(value=False)
        joined = marked.with_columns(
            pl.when(damaged).then(pl.lit("date_cell")).otherwise(f"{name}__state").alias(f"{name}__state"),
            *[pl.when(~damaged).then(f"{name}__{part}").alias(f"{name}__{part}") for part in ("no", "year")],
        ).drop("damaged")
    return joined


def _order(clean: pl.DataFrame, register: Register) -> list[str]:
    """Column order: the fields first, each followed by its features; then what belongs to the row."""
    own = ["file_no", "row_no"]
    for field in register.all_fields:
        own += [name for name in clean.columns if name == field.name or name.startswith(f"{field.name}__")]
    return own + [name for name in clean.columns if name not in set(own)]
