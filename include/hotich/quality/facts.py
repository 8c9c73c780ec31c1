"""What the rules need to know of a row beyond its own cells: how its number stands among the rows of its file."""

from collections.abc import Sequence

import polars as pl

from hotich.registers import Register

KEY_COLUMNS = ("unit_id", "key_book", "entry_number__year", "entry_number__no", "entry_number__suffix")
"""The natural key of a case within its register (delivery contract §3)."""

VARIANTS = "key__variants"
"""UInt32: how many different contents the row's file has under the row's key; null when the row has no key."""
REPEATED = "row__repeated"
"""Boolean: an earlier row of the same file is the same in every column (written text included)."""

_CONTENT = "content"


def add_facts(clean: pl.DataFrame, register: Register) -> pl.DataFrame:
    """`clean` with VARIANTS and REPEATED; rows and their order stay."""
    complete = pl.all_horizontal(pl.col(column).is_not_null() for column in KEY_COLUMNS)
    # Only rows that share their number with another of their file can differ from 1 and False: few, so look at them alone.
    key = ("file_no", *KEY_COLUMNS)
    shared = clean.select(index=pl.row_index(), shared=complete & pl.struct(key).is_duplicated())
    rivals = shared.filter(pl.col("shared"))["index"]
    plain = clean.with_columns(
        pl.when(complete).then(1).cast(pl.UInt32).alias(VARIANTS), pl.lit(value=False).alias(REPEATED)
    )
    if rivals.is_empty():
        return plain
    judged = _judge(clean[rivals.to_list()], key, _contents(clean, register)).with_columns(rivals)
    return (
        plain.drop(VARIANTS, REPEATED)
        .with_row_index("index")
        .join(judged.select("index", VARIANTS, REPEATED), on="index", how="left", maintain_order="left")
        .with_columns(
            pl.coalesce(pl.col(VARIANTS), pl.when(complete).then(1)).cast(pl.UInt32),
            pl.col(REPEATED).fill_null(value=False),
        )
        .drop("index")
    )


def _contents(clean: pl.DataFrame, register: Register) -> list[str]:
    """The columns that hold a row's content: every field, and the written text where it differs."""
    names = [field.name for field in register.all_fields]
    return [name for name in (*names, "written") if name in clean.columns]


def _judge(rivals: pl.DataFrame, key: Sequence[str], contents: list[str]) -> pl.DataFrame:
    content = rivals.with_columns(pl.struct(contents).rank("dense").alias(_CONTENT))
    return content.with_columns(
        pl.col(_CONTENT).n_unique().over(key).cast(pl.UInt32).alias(VARIANTS),
        (~pl.struct(*key, _CONTENT).is_first_distinct()).alias(REPEATED),
    )
