from datetime import date, timedelta

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotich.text.dates import (
    SCHEMA,
    from_edtf,
    partial_date,
    read_date,
    read_dates,
    written_form,
    written_forms,
)

READINGS = [
    ("02.03.1985", "1985-03-02", "full"),
    ("2.3.1985", "1985-03-02", "full"),
    ("02/03/1985", "1985-03-02", "full"),
    ("02-03-1985", "1985-03-02", "full"),
    ("02 . 03 . 1985", "1985-03-02", "full"),
    ("29.02.2000", "2000-02-29", "full"),
    ("03.1985", "1985-03", "month"),
    ("00.03.1985", "1985-03", "month"),
    ("3/1985", "1985-03", "month"),
    ("1985", "1985", "year"),
    ("00.00.1985", "1985", "year"),
    ("00/00/1985", "1985", "year"),
    ("01.01.2999", "2999-01-01", "full"),
    (None, None, "blank"),
    ("", None, "blank"),
    ("30.02.2001", None, "unreadable"),
    ("29.02.1900", None, "unreadable"),
    ("31/04/1985", None, "unreadable"),
    ("12.13.1985", None, "unreadable"),
    ("32.12.1985", None, "unreadable"),
    ("12.00.1985", None, "unreadable"),
    ("00.1985", None, "unreadable"),
    ("13.1985", None, "unreadable"),
    ("02.03.85", None, "unreadable"),
    ("85", None, "unreadable"),
    ("0000", None, "unreadable"),
    ("0985", None, "unreadable"),
    ("1985.03.02", None, "unreadable"),
    ("1985-03-02", None, "unreadable"),
    ("45000", None, "unreadable"),
    ("31108.5", None, "unreadable"),
    ("không rõ", None, "unreadable"),
    ("15.8 âm lịch", None, "unreadable"),
    ("ngày hai tháng ba", None, "unreadable"),
    ("02.03.1985 00:00:00", None, "unreadable"),
    ("٠٢.٠٣.١٩٨٥", None, "unreadable"),
    ("1" * 40_000, None, "unreadable"),
]
"""Delivery contract §2 "Dates", and fault F37: each has a typed outcome, none is guessed."""


@pytest.mark.parametrize(("text", "edtf", "state"), READINGS)
def test_each_form_has_one_outcome(text: str | None, edtf: str | None, state: str) -> None:
    read = read_date(text)
    assert (read.edtf, read.state) == (edtf, state)


def test_columns_are_read_as_texts_are() -> None:
    texts = [text for text, _, _ in READINGS]
    for column in (pl.Series(texts, dtype=pl.String), pl.Series(texts * 3, dtype=pl.String)):
        expected = [read_date(text) for text in column]
        frame = read_dates(column)
        assert frame.schema == pl.Schema(SCHEMA)
        assert frame.rows() == [tuple(one) for one in expected]


@given(st.dates(date(1000, 1, 1), date(9999, 12, 31)), st.sampled_from("./-"))
def test_every_day_is_read_back(day: date, separator: str) -> None:
    text = f"{day.day:02}{separator}{day.month:02}{separator}{day.year}"
    assert read_date(text) == (day.isoformat(), day, day, "full")
    assert written_form(day.isoformat()) == text.replace(separator, ".")


@given(st.integers(0, 40), st.integers(0, 20), st.integers(0, 9999))
def test_an_impossible_day_is_never_moved_to_another(day: int, month: int, year: int) -> None:
    read = read_date(f"{day:02}.{month:02}.{year:04}")
    if read.edtf is not None:
        assert [int(part) for part in read.edtf.split("-")] == [n for n in (year, month, day) if n]


@given(st.integers(1000, 9999), st.integers(1, 12))
def test_the_span_of_a_month_is_all_its_days(year: int, month: int) -> None:
    read = partial_date(year, month)
    assert read.first == date(year, month, 1)
    assert read.last is not None
    assert read.last.month == month
    assert read.last == date.max or (read.last + timedelta(1)).day == 1


def test_partial_dates_are_written_as_the_template_has_them() -> None:
    edtf = pl.Series(["1985", "1985-03", "1985-03-02", None])
    assert written_forms(edtf).to_list() == ["1985", "03.1985", "02.03.1985", None]
    assert [read_date(written_form(text)).edtf for text in edtf.drop_nulls()] == edtf.drop_nulls().to_list()


def test_only_our_edtf_is_taken_back() -> None:
    assert from_edtf("1985-03").last == date(1985, 3, 31)
    for wrong in ("1985-13", "1985-02-30", "85", "1985/1986", "198X", "02.03.1985"):
        with pytest.raises(ValueError, match="EDTF"):
            from_edtf(wrong)
