"""What the rules need to know of a row beyond its own cells: how its number stands among the rows of its file."""

import polars as pl

from hotich.quality.catalogue.rows import REPEATED, VARIANTS

KEY_COLUMNS = ("unit_id", "key_book", "entry_number__year", "entry_number__no", "entry_number__suffix")
"""The natural key of a case within its register (delivery contract §3)."""

_FILE_KEY = ("file_no", *KEY_COLUMNS)


def add_facts(clean: pl.DataFrame) -> pl.DataFrame:
    """`clean` with VARIANTS and REPEATED; rows and their order stay."""
    complete = pl.all_horizontal(pl.col(column).is_not_null() for column in KEY_COLUMNS)
    # Only rows that share their number with another of their file can differ from 1 and False: few, so look at them alone.
    shared = clean.select(complete & pl.struct(_FILE_KEY).is_duplicated()).to_series()
    plain = clean.with_columns(
        pl.when(complete).then(1).cast(pl.UInt32).alias(VARIANTS), pl.lit(value=False).alias(REPEATED)
    )
    if not shared.any():
        return plain
    judged = clean.filter(shared).select(
        pl.col("row_hash").n_unique().over(_FILE_KEY).cast(pl.UInt32).alias(VARIANTS),
        (~pl.struct(*_FILE_KEY, "row_hash").is_first_distinct()).alias(REPEATED),
    )
    at = shared.arg_true()
    return plain.with_columns(
        plain[VARIANTS].scatter(at, judged[VARIANTS]), plain[REPEATED].scatter(at, judged[REPEATED])
    )
