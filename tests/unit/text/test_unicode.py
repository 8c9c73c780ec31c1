import unicodedata

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotich.text.unicode import (
    DIRECTION_MARKS,
    MAX_CELL,
    ZERO_WIDTH,
    clean,
    clean_values,
    fault,
    is_suspicious,
    trim,
    trim_values,
)

TEXTS = st.text(max_size=40)


@pytest.mark.parametrize(
    ("written", "cleaned"),
    [
        (unicodedata.normalize("NFD", "Nguyễn Thị Hòa"), "Nguyễn Thị Hòa"),
        ("\u00d0ỗ Văn Đức", "Đỗ Văn Đức"),
        ("Nguyễn\u200bVăn", "NguyễnVăn"),
        ("Ng\u200duye\u0302\u0303n", "Nguyễn"),
        ("\ufeffTrần", "Trần"),
        ("  Lê\u00a0 Văn\tAn \n", "Lê Văn An"),
        ("\u00a0\u200b ", None),
        ("", None),
        ("O'Brien-Smith", "O'Brien-Smith"),
    ],
)
def test_clean_gives_one_way_of_writing(written: str, cleaned: str | None) -> None:
    assert clean(written) == cleaned


@given(TEXTS)
def test_clean_twice_changes_nothing_more(text: str) -> None:
    once = clean(text)
    assert once is None or clean(once) == once


@given(TEXTS)
def test_a_text_that_is_not_suspicious_is_clean(text: str) -> None:
    if not pl.select(is_suspicious(pl.lit(text))).item():
        assert clean(text) == text
        assert trim(text) == text


@given(st.lists(st.one_of(st.none(), TEXTS), max_size=30))
def test_columns_are_cleaned_as_texts_are(texts: list[str | None]) -> None:
    column = pl.Series(texts, dtype=pl.String)
    assert clean_values(column).to_list() == [None if t is None else clean(t) for t in texts]
    assert trim_values(column).to_list() == [None if t is None else trim(t) for t in texts]


def test_cleaning_a_column_leaves_the_column_as_it_was() -> None:
    column = pl.Series(["  An ", "Bình"])
    clean_values(column)
    assert column.to_list() == ["  An ", "Bình"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Nguyễn\x00", "control_character"),
        ("a\x1bb", "control_character"),
        ("a\x9fb", "control_character"),
        *[(f"a{mark}b", "direction_mark") for mark in DIRECTION_MARKS],
        ("a" * (MAX_CELL + 1), "too_long"),
        ("a" * MAX_CELL, None),
        ("dòng một\ndòng hai\tcột\r", None),
        (f"An{ZERO_WIDTH}", None),
    ],
)
def test_fault_names_what_returns_the_row(text: str, found: str | None) -> None:
    assert fault(text) == found


def test_monstrous_texts_come_back_untouched() -> None:
    too_long = " a" * MAX_CELL
    pile = "a" + "\u0301\u0323" * 16 + " "
    assert clean(too_long) == too_long
    assert clean(pile) == pile
    assert trim(pile) == pile
