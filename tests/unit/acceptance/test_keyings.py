"""Rows of two keyings find each other by the case's key; nothing is guessed."""

import polars as pl
import pytest

from hotich.acceptance.keyings import KEY, NUMBER, compare
from hotich.registers import register

KS = register("KS")
NAMES = [field.name for field in KS.all_fields]
TYPES = {
    "book_id": pl.Int32, "entry_year": pl.Int16, "key_book": pl.Int16, "entry_no": pl.Int32, "entry_suffix": pl.String,
}  # fmt: skip
PRESENT = frozenset({"entry_number", "registered_on", "child_full_name", "transcriber_name"})


def rows(own, *keyed):
    """Rows of book 1: (number, year, key_book, {field: value})."""
    lines = [
        {own: at, "book_id": 1, "entry_year": year, "key_book": book, "entry_no": number, "entry_suffix": ""} | values
        for at, (number, year, book, values) in enumerate(keyed, start=2)
    ]  # fmt: skip
    texts = dict.fromkeys((*NAMES, *(f"{name}__written" for name in NAMES)), pl.String)
    return pl.DataFrame(lines, schema={own: pl.Int64, **TYPES, **texts}, orient="row")


def found(first, second, waiting=(), present=PRESENT):
    frame = pl.DataFrame(list(waiting), schema={name: TYPES[name] for name in NUMBER}, orient="row")
    compared = compare(KS, rows("case_id", *first), rows("row_no", *second), {1: present}, frame)
    columns = ("entry_no", "entry_year", "key_book", "field", "finding")
    return compared.differences.select(columns).rows(), compared


def name(text):
    return {"child_full_name": text}


def test_one_number_in_both_regimes_of_a_book_is_two_cases():
    first = [(5, 2006, 1, name("A")), (5, 2006, 0, name("B"))]
    assert found(first, [(5, 2006, 0, name("B")), (5, 2006, 1, name("A"))])[0] == []
    assert found(first, [(5, 2006, 0, name("A")), (5, 2006, 1, name("A"))])[0] == [
        (5, 2006, 0, "child_full_name", "cell")
    ]


def test_where_a_number_is_one_case_a_mistyped_day_is_a_difference_of_that_case():
    day = {"registered_on": "2006-03-05"}, {"registered_on": "2006-05-03"}
    assert found([(5, 2006, 1, day[0])], [(5, 2006, 0, day[1])])[0] == [(5, 2006, 1, "registered_on", "cell")]


def test_a_number_that_could_be_two_cases_stays_apart():
    first = [(5, 2006, 1, name("A")), (5, 2006, 0, name("B"))]
    lines, compared = found(first, [(5, 2006, None, name("A"))])
    assert {line[4] for line in lines} == {"only_first"}
    assert compared.books.row(0, named=True)["unnumbered_count"] == 1


@pytest.mark.parametrize(("years", "expected"), [((2017,), []), ((2016, 2017), ["only_first", "only_first"])])
def test_a_number_without_a_year_is_the_only_case_of_that_number_or_none(years, expected):
    first = [(5, year, 0, name("A")) for year in years]
    assert [line[4] for line in found(first, [(5, None, None, name("A"))])[0]] == expected


def test_a_row_that_waits_to_be_mended_is_not_missed():
    second = [(5, 2017, 0, name("A")), (6, 2017, 0, name("B"))]
    waiting = [(1, 2017, 5, "")]
    assert found([], second, waiting)[0] == [(6, 2017, 0, "", "only_second")]


def test_unreadable_cells_are_compared_as_written():
    first = {"registered_on__written": "31.02.2017"}
    assert found([(5, 2017, 0, first)], [(5, 2017, 0, first)])[0] == []
    lines, compared = found([(5, 2017, 0, first)], [(5, 2017, 0, {"registered_on": "2017-03-01"})])
    assert [line[3] for line in lines] == ["registered_on"]
    assert compared.differences.select("first_value", "second_value").rows() == [("31.02.2017", "01.03.2017")]


def test_cells_are_counted_that_both_keyings_can_say_something_about():
    first = [(number, 2017, 0, name("A")) for number in (1, 2, 3)]
    second = [(1, 2017, 0, name("A")), (2, 2017, 0, name("A")), (2, 2017, 0, name("A"))]
    lines, compared = found(first, second)
    assert [(line[0], line[4]) for line in lines] == [(2, "doubled"), (3, "only_first")]
    assert compared.cells.select("field", "critical", "cell_count").rows() == [
        ("registered_on", True, 1), ("child_full_name", True, 1),
    ]  # fmt: skip
    assert compared.differences.columns[:1] == KEY[:1]
