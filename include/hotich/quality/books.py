"""Whole books under the gate: numbers, totals, order and stages of each book of a batch. What GX finds is a notice."""

from typing import Final

import polars as pl

from hotich.quality.facts import KEY_COLUMNS
from hotich.quality.gate import Verdict, judge
from hotich.quality.suites import Suite

INVENTORY_SCHEMA: Final[dict[str, pl.DataType | type[pl.DataType]]] = {
    "file_no": pl.UInt32,
    "in_inventory": pl.Boolean,
    "case_count": pl.Int64,
    "struck_out_count": pl.Int64,
    "opened_on": pl.Date,
    "locked_on": pl.Date,
    "condition": pl.String,
    "previous_last_number": pl.Int64,
    "carried_over_number": pl.Int64,
    "files_with_number": pl.Int64,
    "page_count": pl.Int64,
}
"""What a book's rows can't tell, one line a file; missing columns and values are null, and null breaks no rule.

`in_inventory`: null while the unit has no inventory. `previous_last_number`: last entry number of the book before this one
in the same unit, type and year, where numbers run through the year. `carried_over_number`: last entry number of the
book's year that stands in a book of an earlier year, since books are used up beyond the turn of the year. `files_with_number`: files of this run that carry
the book's name. `page_count`: pages of the original book."""

LONGEST_LIST: Final = 20
"""Gaps and duplicates named in one text; the counts stay complete."""

_ORDER: Final = ("entry_number__year", "entry_number__no", "entry_number__suffix")


def book_frame(clean: pl.DataFrame, inventory: pl.DataFrame | None = None) -> pl.DataFrame:
    """One row for each file of the CLEAN frame, in the order of `file_no`.

    Columns: `file_no`, `unit_id`, `year`, `book_no`, `row_count`, `entry_count` (distinct keys), `first_number`,
    `last_number`, `gap_count`, `gaps` (text "3, 7–9"), `duplicate_count`, `duplicates`, `order_break_count`,
    `stage_count`, `outside_period_count`, `encoding_unclear_count`, `earliest_on` (earliest full registration date),
    `last_page` (highest page number), and those of `INVENTORY_SCHEMA`.
    """
    known = _inventory(inventory)
    keyed = clean.filter(pl.all_horizontal(pl.col(column).is_not_null() for column in KEY_COLUMNS))
    frame = clean.group_by("file_no").agg(
        pl.col("unit_id").first(),
        pl.col("file_year").first().alias("year"),
        pl.col("file_book_no").first().alias("book_no"),
        pl.len().cast(pl.Int64).alias("row_count"),
        pl.col("stage_id").n_unique().cast(pl.Int64).alias("stage_count")
        - pl.col("stage_id").has_nulls().cast(pl.Int64),
        pl.col("encoding_unclear").sum().cast(pl.Int64).alias("encoding_unclear_count"),
        pl.col("registered_on__from")
        .filter(pl.col("registered_on__state") == "full")
        .min()
        .alias("earliest_on"),
        _pages().max().alias("last_page"),
    )
    for part in (
        _numbers(keyed),
        _gaps(keyed),
        _duplicates(keyed),
        _order_breaks(keyed),
        _outside(clean, known),
        known,
    ):
        frame = frame.join(part, on="file_no", how="left")
    counts = ("entry_count", "gap_count", "duplicate_count", "order_break_count", "outside_period_count")
    return frame.with_columns(pl.col(counts).fill_null(0)).sort("file_no")


def _pages() -> pl.Expr:
    """The number of the page, of cells that are a number and nothing else."""
    return pl.col("page_number").str.extract(r"^([0-9]{1,6})$", 1).cast(pl.Int64)


def run_book_gate(books: pl.DataFrame, suite: Suite) -> Verdict:
    """The verdict of the book suite on `book_frame`'s rows; `row` of its frame is the position in `books`."""
    return judge(books, suite)


def _inventory(inventory: pl.DataFrame | None) -> pl.DataFrame:
    given = pl.DataFrame(schema={"file_no": pl.UInt32}) if inventory is None else inventory
    missing = [
        pl.lit(None, dtype=kind).alias(name)
        for name, kind in INVENTORY_SCHEMA.items()
        if name not in given.columns
    ]
    return given.with_columns(missing).select(
        pl.col(name).cast(kind) for name, kind in INVENTORY_SCHEMA.items()
    )


def _numbers(keyed: pl.DataFrame) -> pl.DataFrame:
    """Distinct keys, the first number of the year on the cover, the last number of the last year: books run over years."""
    year, number = pl.col("entry_number__year"), pl.col("entry_number__no").cast(pl.Int64)
    ends = keyed.group_by("file_no").agg(
        number.filter(year == pl.col("file_year")).min().alias("first_number"),
        number.filter(year == year.max()).max().alias("last_number"),
    )
    entries = keyed.group_by("file_no").agg(
        pl.struct(KEY_COLUMNS).n_unique().cast(pl.Int64).alias("entry_count")
    )
    return entries.join(ends, on="file_no", how="left")


def _gaps(keyed: pl.DataFrame) -> pl.DataFrame:
    """Numbers that a book skips between its first and its last, year by year; suffixed numbers fill their number."""
    steps = (
        keyed.select("file_no", "entry_number__year", no="entry_number__no")
        .unique()
        .sort("file_no", "entry_number__year", "no")
        .with_columns(pl.col("no").shift().over("file_no", "entry_number__year").alias("before"))
        .filter(pl.col("no") - pl.col("before") > 1)
        .with_columns(first=pl.col("before") + 1, last=pl.col("no") - 1)
    )
    return steps.group_by("file_no", maintain_order=True).agg(
        (pl.col("last") - pl.col("first") + 1).sum().cast(pl.Int64).alias("gap_count"),
        _listed(
            pl.when(pl.col("first") == pl.col("last"))
            .then(pl.col("first").cast(pl.String))
            .otherwise(pl.format("{}–{}", "first", "last"))
        ).alias("gaps"),
    )


def _duplicates(keyed: pl.DataFrame) -> pl.DataFrame:
    repeated = (
        keyed.group_by("file_no", *KEY_COLUMNS).len().filter(pl.col("len") > 1).sort("file_no", *_ORDER)
    )
    return repeated.group_by("file_no", maintain_order=True).agg(
        pl.len().cast(pl.Int64).alias("duplicate_count"),
        _listed(pl.format("{}{}", "entry_number__no", "entry_number__suffix")).alias("duplicates"),
    )


def _listed(texts: pl.Expr) -> pl.Expr:
    more = pl.when(texts.len() > LONGEST_LIST).then(pl.lit(", …")).otherwise(pl.lit(""))
    return texts.head(LONGEST_LIST).str.join(", ") + more


def _order_breaks(keyed: pl.DataFrame) -> pl.DataFrame:
    """Entries dated before the entry of the number before them."""
    dated = keyed.filter(pl.col("registered_on__state") == "full").sort("file_no", *_ORDER)
    falls = pl.col("registered_on__from") < pl.col("registered_on__from").shift().over("file_no")
    return (
        dated.with_columns(falls.alias("falls"))
        .group_by("file_no")
        .agg(pl.col("falls").sum().cast(pl.Int64).alias("order_break_count"))
    )


def _outside(clean: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    """Entries registered before the book was opened or after it was locked, where the inventory tells the days."""
    dated = clean.select("file_no", "registered_on__from", "registered_on__until").join(
        known.select("file_no", "opened_on", "locked_on"), on="file_no"
    )
    outside = (pl.col("registered_on__until") < pl.col("opened_on")) | (
        pl.col("registered_on__from") > pl.col("locked_on")
    )
    return dated.group_by("file_no").agg(
        outside.fill_null(value=False).sum().cast(pl.Int64).alias("outside_period_count")
    )
