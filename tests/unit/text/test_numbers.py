import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotich.text.numbers import (
    BOOK_SCHEMA,
    ENTRY_SCHEMA,
    read_book_number,
    read_book_numbers,
    read_entry_number,
    read_entry_numbers,
)

ENTRIES = [
    ("01/2018", (1, "", 2018, "ok")),
    ("1/2018", (1, "", 2018, "ok")),
    (" 001 / 2018 ", (1, "", 2018, "ok")),
    ("15A/2016", (15, "a", 2016, "ok")),
    ("15a/2016", (15, "a", 2016, "ok")),
    ("15 A/2016", (15, "a", 2016, "ok")),
    ("15-A/2016", (15, "a", 2016, "ok")),
    ("15bis", (15, "bis", None, "ok")),
    ("15 BIS/1998", (15, "bis", 1998, "ok")),
    ("15Đ/1998", (15, "đ", 1998, "ok")),
    ("001", (1, "", None, "ok")),
    ("Số 12/2016", (12, "", 2016, "ok")),
    ("KS-15/2016", (15, "", 2016, "ok")),
    ("15/2016-KS", (15, "", 2016, "ok")),
    ("1024/2016", (1024, "", 2016, "ok")),
    ("15/98", (15, "", None, "ok")),
    ("1.234/2016", (None, "", None, "no_digit")),
    ("12.2016", (12, "", 2016, "ok")),
    (None, (None, "", None, "blank")),
    ("", (None, "", None, "blank")),
    ("không số", (None, "", None, "no_digit")),
    ("/", (None, "", None, "no_digit")),
    ("12345678901", (None, "", None, "no_digit")),
    ("1" * 40_000, (None, "", None, "no_digit")),
    ("01/01/2018", (None, "", None, "date_cell")),
    ("Jan-18", (None, "", None, "date_cell")),
    ("1-Jan-2018", (None, "", None, "date_cell")),
    ("thg1-18", (None, "", None, "date_cell")),
]


@pytest.mark.parametrize(("text", "read"), ENTRIES)
def test_entry_numbers(text: str | None, read: tuple[int | None, str, int | None, str]) -> None:
    assert read_entry_number(text) == read


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("01/2011", (1, 2011, "ok")),
        ("1", (1, None, "ok")),
        ("01-TP/HT-2020-GH", (1, 2020, "ok")),
        ("Quyển số 02/2005", (2, 2005, "ok")),
        ("không", (None, None, "no_digit")),
        ("12345", (None, None, "no_digit")),
        ("01/01/2011", (None, None, "date_cell")),
        (None, (None, None, "blank")),
    ],
)
def test_book_numbers(text: str | None, read: tuple[int | None, int | None, str]) -> None:
    assert read_book_number(text) == read


def test_columns_are_read_as_texts_are() -> None:
    texts = pl.Series([text for text, _ in ENTRIES], dtype=pl.String)
    entries, books = read_entry_numbers(texts), read_book_numbers(texts)
    assert entries.schema == pl.Schema(ENTRY_SCHEMA)
    assert books.schema == pl.Schema(BOOK_SCHEMA)
    assert entries.rows() == [read for _, read in ENTRIES]
    assert books.rows() == [tuple(read_book_number(text)) for text in texts]


@given(
    st.integers(1, 999_999),
    st.integers(0, 4),
    st.sampled_from(["", "a", "b", "bis"]),
    st.integers(1900, 2025),
)
def test_zeros_case_and_blanks_do_not_make_another_number(
    number: int, zeros: int, suffix: str, year: int
) -> None:
    plain = read_entry_number(f"{number}{suffix}/{year}")
    assert plain == (number, suffix, year, "ok")
    assert (
        read_entry_number(f" {'0' * zeros}{number} {suffix.upper()} / {year}") == plain
        or zeros + len(str(number)) > 9
    )


@given(st.text(max_size=60))
def test_any_text_has_an_outcome(text: str) -> None:
    read = read_entry_number(text)
    assert (read.number is None) == (read.state != "ok")
