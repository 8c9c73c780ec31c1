"""Books: numbers, keys, stages, inventories."""

import polars as pl

from hotich.units import Level

KEY = ["unit_code", "register", "entry_year", "number", "suffix"]


def test_every_stage_of_the_plan_has_books(province, plan):
    assert set(province.truth("books")["stage_id"]) == {stage.id for stage in plan.stages}
    assert set(province.summary.stages) == {stage.id for stage in plan.stages}


def test_keys_are_unique_and_numbers_run_through_the_year(province):
    cases = province.truth("cases").with_columns(entry_year=pl.col("registered_on").dt.year())
    assert cases.select(KEY).is_duplicated().sum() == 0
    runs = cases.group_by(KEY[:3]).agg(pl.col("number").max().alias("last"), pl.col("number").n_unique())
    assert (runs["last"] == runs["number"]).all()


def test_the_boundary_years_stand_in_two_stages(province):
    cases = province.truth("cases").filter(pl.col("unit_code").str.len_chars() == 5)
    stages = dict(
        cases.group_by(pl.col("registered_on").dt.year()).agg(pl.col("stage_id").unique()).iter_rows()
    )
    assert sorted(stages[2006]) == ["huyen_xa_2", "huyen_xa_3"]
    assert set(stages[1998]) == {"huyen_xa_4"}
    assert set(stages[1999]) == {"huyen_xa_3"}


def test_a_book_is_opened_before_and_locked_after_its_cases(province):
    cases = (
        province.truth("cases")
        .group_by("unit_code", "register", "book_year", "book_no")
        .agg(first=pl.col("registered_on").min(), last=pl.col("registered_on").max(), held=pl.len())
    )
    books = province.truth("books").join(
        cases,
        left_on=["unit_code", "register", "year", "book_no"],
        right_on=["unit_code", "register", "book_year", "book_no"],
    )
    assert len(books) == province.summary.books
    assert (books["opened_on"] <= books["first"]).all()
    assert (books["last"] <= books["locked_on"]).all()
    assert (books["held"] == books["cases"]).all()
    assert books["cases"].max() <= 200


def test_units_register_only_while_they_did(province, plan):
    cases = province.truth("cases")
    for code, last in cases.group_by("unit_code").agg(pl.col("registered_on").max()).iter_rows():
        unit = plan.units.lives(code)[0]
        assert last <= plan.tier_of(unit).ends.on
        if unit.level is Level.PROVINCE:
            assert last.year <= 2015


def test_the_inventory_lists_the_books(province):
    books = province.truth("books")
    for path, code in (
        province.truth("files").filter(pl.col("kind") == "inventory").select("path", "unit_code").iter_rows()
    ):
        listed = {
            (row[0], int(row[1]), int(row[2])): int(row[6]) - int(row[7]) for row in province.rows(path)[1:]
        }
        own = books.filter((pl.col("unit_code") == code) & pl.col("in_inventory"))
        expected = {
            (row["register"], row["year"], row["book_no"]): row["cases"] - row["struck_out"]
            for row in own.to_dicts()
        }
        assert listed == expected
