import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotich.text.distinct import Distinct, map_values, map_where, read_values

COLUMNS = st.lists(st.one_of(st.none(), st.sampled_from(["Kinh", "Hoa", "", "Khơ-me"])), max_size=80)


@given(COLUMNS)
def test_values_spread_over_the_rows_are_the_column(texts: list[str | None]) -> None:
    column = pl.Series(texts, dtype=pl.String)
    distinct = Distinct.of(column)
    assert distinct.spread(distinct.values).to_list() == texts


@pytest.mark.parametrize(
    "texts",
    [
        [f"tên {i}" for i in range(500)],
        ["Kinh"] * 500,
        [None] * 500,
        [["Kinh", "Hoa"][i // 100 % 2] for i in range(500)],
        [None if i % 3 else f"số {i % 20}" for i in range(500)],
        [],
    ],
    ids=["all differ", "all equal", "blank", "runs", "few and blanks", "no rows"],
)
def test_every_shape_of_column_comes_back(texts: list[str | None]) -> None:
    column = pl.Series("c", texts, dtype=pl.String)
    distinct = Distinct.of(column)
    spread = distinct.spread(distinct.values)
    assert spread.to_list() == texts
    assert spread.dtype == pl.String


def test_columns_are_taken_apart_together_as_one_by_one() -> None:
    frame = pl.DataFrame({
        "differ": [f"tên {i}" for i in range(500)],
        "same": ["Kinh"] * 500,
        "blank": pl.Series([None] * 500, dtype=pl.String),
        "runs": [[None, "Hoa"][i // 100 % 2] for i in range(500)],
        "few": [None if i % 3 else f"số {i * 7 % 20}" for i in range(500)],
    })  # fmt: skip
    found = Distinct.of_columns(frame)
    assert list(found) == frame.columns
    assert [distinct.values.len() for distinct in found.values()] == [500, 1, 1, 2, 21]
    for name, distinct in found.items():
        assert distinct.spread(distinct.values).to_list() == frame[name].to_list(), name


def test_repeating_columns_are_held_as_few_values() -> None:
    column = pl.Series(["Kinh", None, "Hoa", "Kinh"] * 1_000)
    assert sorted(Distinct.of(column).values.to_list(), key=str) == ["Hoa", "Kinh", None]


def test_each_distinct_text_is_read_once() -> None:
    seen: list[str] = []

    def read(text: str) -> str:
        seen.append(text)
        return text.upper()

    column = pl.Series(["a", "b", None, "a"] * 100)
    assert map_values(column, read).to_list() == ["A", "B", None, "A"] * 100
    assert sorted(seen) == ["a", "b"]


def test_only_chosen_rows_are_mapped() -> None:
    column = pl.Series(["a", "b", None])
    mapped = map_where(column, pl.Series([False, True, False]), lambda text: None if text == "b" else "?")
    assert mapped.to_list() == ["a", None, None]


def test_reading_an_empty_column_keeps_the_types() -> None:
    schema = {"no": pl.Int32, "state": pl.String}
    frame = read_values(
        pl.Series([], dtype=pl.String), lambda text: (len(text), "ok"), (None, "blank"), schema
    )
    assert frame.schema == pl.Schema(schema)
    assert frame.height == 0
