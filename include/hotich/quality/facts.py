"""What the rules need to know of a row beyond its own cells: its number among the rows of its file, the units of its day."""

import polars as pl

from hotich.quality.catalogue.columns import LATER
from hotich.quality.catalogue.rows import NOT_YET, REPEATED, VARIANTS
from hotich.registers import Kind, Register
from hotich.text.eras import formed_on, have_younger_names
from hotich.units import UnitRegistry

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


def add_unit_facts(clean: pl.DataFrame, register: Register, units: UnitRegistry | None) -> pl.DataFrame:
    """`clean` with NOT_YET and, for each place of the register, LATER; without `units` nothing is younger than a row."""
    places = [field.name for field in register.of_kind(Kind.PLACE) if field.name in clean.columns]
    if units is None:
        names = [NOT_YET, *(f"{name}{LATER}" for name in places)]
        return clean.with_columns(pl.lit(value=False).alias(name) for name in names)
    formed = formed_on(units, clean["unit_id"].unique().drop_nulls())
    first = pl.col("unit_id").replace_strict(formed, default=None, return_dtype=pl.Date)
    day = pl.col("registered_on__until")
    return clean.with_columns(
        (day < first).fill_null(value=False).alias(NOT_YET),
        *(
            have_younger_names(clean[name], clean["registered_on__until"], units).alias(f"{name}{LATER}")
            for name in places
        ),
    )
