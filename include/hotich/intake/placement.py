"""Where a row belongs: unit, regime, stage, and the parts of its case key (delivery contract §3)."""

import polars as pl

from hotich.plan import Plan
from hotich.text.places import place_index

_REGISTERED = ("registered_on__from", "registered_on__until")


def add_placement(rows: pl.DataFrame, files: pl.DataFrame, plan: Plan) -> pl.DataFrame:
    """`rows` with the constants of their files and with `regime`, `stage_id`, `key_book`, the entry's year, the place.

    A registration date known to the month or year belongs to a stage or regime only if its whole span does.
    """
    constants = files.select(
        pl.col("file_no").cast(pl.UInt32),
        pl.col("unit_id").cast(pl.Int32),
        pl.col("file_year").cast(pl.Int16),
        pl.col("file_book_no").cast(pl.Int16),
    )
    tiers = {
        unit_id: plan.tier_of(plan.units.by_id(unit_id)).id
        for unit_id in constants["unit_id"].unique().to_list()
    }
    tier = pl.col("unit_id").replace_strict(tiers, return_dtype=pl.String)
    placed = rows.join(constants, on="file_no", how="left", maintain_order="left").with_columns(
        _regime(plan).alias("regime"), _stage(plan, tier, set(tiers.values())).alias("stage_id")
    )
    by_book = [regime.id for regime in plan.regimes if regime.key_by_book]
    placed = placed.with_columns(
        _entry_year().alias("entry_number__year"),
        pl.when(pl.col("regime").is_in(by_book)).then("file_book_no")
        .when(pl.col("regime").is_not_null()).then(pl.lit(0, pl.Int16))
        .alias("key_book"),
    )  # fmt: skip
    return _add_place(placed, plan)


def _regime(plan: Plan) -> pl.Expr:
    first, last = (pl.col(name) for name in _REGISTERED)
    chosen = pl.lit(None, pl.String)
    for start, end, regime_id in plan.regime_bounds():
        inside = pl.all_horizontal(
            last.is_not_null(),
            pl.lit(value=True) if start is None else first >= start,
            pl.lit(value=True) if end is None else last <= end,
        )
        chosen = pl.when(inside).then(pl.lit(regime_id)).otherwise(chosen)
    return chosen


def _stage(plan: Plan, tier: pl.Expr, tier_ids: set[str]) -> pl.Expr:
    first, last = (pl.col(name) for name in _REGISTERED)
    chosen = pl.lit(None, pl.String)
    for tier_id in sorted(tier_ids):
        for start, end, stage_id in plan.phase_bounds(tier_id):
            inside = (tier == tier_id) & (last <= end)
            inside = inside if start is None else inside & (first >= start)
            chosen = pl.when(inside).then(pl.lit(stage_id)).otherwise(chosen)
    return chosen


def _entry_year() -> pl.Expr:
    """The year that `so` names, else the year of registration; null for an entry without a number."""
    first, last = (pl.col(name).dt.year() for name in _REGISTERED)
    registered = pl.when(first == last).then(first.cast(pl.Int16))
    return pl.when(pl.col("entry_number__no").is_not_null()).then(
        pl.coalesce("entry_number__year", registered)
    )


def _add_place(rows: pl.DataFrame, plan: Plan) -> pl.DataFrame:
    """`registration_place__unit`: blank, own, other, none; each pair of a place and a unit is judged once."""
    index = place_index(plan.units)
    pair = ["registration_place", "unit_id"]
    pairs = rows.select(pair).unique()
    answers = [index.names_unit(place, unit_id) for place, unit_id in pairs.iter_rows()]
    judged = pairs.with_columns(pl.Series("registration_place__unit", answers, dtype=pl.String))
    return rows.join(judged, on=pair, how="left", nulls_equal=True, maintain_order="left")
