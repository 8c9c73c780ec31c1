"""Whole books: every book rule catches its book and spares its neighbour; the frame counts what the rows say."""

from datetime import date

import polars as pl
import pytest

from hotich.quality.books import book_frame, run_book_gate
from hotich.quality.catalogue import BOOK, RULES, Rule
from hotich.quality.suites import read_suite
from hotich.settings import PROJECT_ROOT

BOOK_RULES = [rule for rule in RULES if rule.register == BOOK and not rule.at_load]


def entries(*rows: tuple[int | None, str, str | None], file_no: int = 0, book_no: int = 1) -> pl.DataFrame:
    """(number, suffix, registered on as ISO text) of one book of 2017 as the columns that `book_frame` reads."""
    days = [None if row[2] is None else date.fromisoformat(row[2]) for row in rows]
    return pl.DataFrame(
        {
            "file_no": [file_no] * len(rows),
            "unit_id": [1] * len(rows),
            "file_year": [2017] * len(rows),
            "file_book_no": [book_no] * len(rows),
            "key_book": [0] * len(rows),
            "entry_number__year": [2017] * len(rows),
            "entry_number__no": [row[0] for row in rows],
            "entry_number__suffix": [row[1] for row in rows],
            "registered_on__from": days,
            "registered_on__until": days,
            "registered_on__state": ["blank" if day is None else "full" for day in days],
            "page_number": [str(row[0]) if row[0] else "bìa" for row in rows],
            "stage_id": ["huyen_xa_1"] * len(rows),
            "encoding_unclear": [False] * len(rows),
        },
        schema_overrides={
            "file_no": pl.UInt32,
            "entry_number__no": pl.Int32,
            "registered_on__from": pl.Date,
            "registered_on__until": pl.Date,
        },
    )


SOUND = entries((1, "", "2017-01-03"), (2, "", "2017-01-03"), (3, "", "2017-02-01"))


def found(books: pl.DataFrame) -> set[str]:
    return set(run_book_gate(books, read_suite(PROJECT_ROOT / "expectations", "book")).frame["rule_id"])


def laid_over_sound_book(cells: dict[str, object]) -> pl.DataFrame:
    books = book_frame(SOUND)
    return books.with_columns(
        pl.lit(value, dtype=books.schema[name]).alias(name) for name, value in cells.items()
    )


@pytest.mark.parametrize("rule", BOOK_RULES, ids=lambda rule: rule.key)
def test_rule_catches_its_book_and_spares_its_neighbour(rule: Rule) -> None:
    assert found(laid_over_sound_book(dict(rule.examples.broken[-1]))) == {rule.id}
    assert found(laid_over_sound_book(dict(rule.examples.sound[-1]))) == set()


def test_a_book_without_inventory_breaks_nothing() -> None:
    assert found(book_frame(SOUND)) == set()


def test_gaps_duplicates_and_falling_dates_are_counted_and_named() -> None:
    rows = entries(
        (1, "", "2017-01-03"),
        (2, "", "2017-03-01"),
        (2, "a", "2017-02-01"),
        (5, "", "2017-03-05"),
        (5, "", "2017-03-05"),
        (7, "", None),
        (None, "", "2017-04-01"),
    )
    book = book_frame(rows).row(0, named=True)
    assert (book["row_count"], book["entry_count"]) == (7, 5)
    assert (book["first_number"], book["last_number"]) == (1, 7)
    assert (book["gap_count"], book["gaps"]) == (3, "3–4, 6")
    assert (book["duplicate_count"], book["duplicates"]) == (1, "5")
    assert book["order_break_count"] == 1
    assert book["earliest_on"] == date(2017, 1, 3)
    assert book["last_page"] == 7


def test_the_inventory_gives_totals_and_days() -> None:
    inventory = pl.DataFrame(
        {
            "file_no": [0],
            "in_inventory": [True],
            "case_count": [4],
            "struck_out_count": [1],
            "opened_on": [date(2017, 1, 4)],
            "locked_on": [date(2017, 12, 31)],
        },
        schema_overrides={"file_no": pl.UInt32},
    )
    book = book_frame(SOUND, inventory).row(0, named=True)
    assert (book["entry_count"], book["case_count"], book["struck_out_count"]) == (3, 4, 1)
    assert book["outside_period_count"] == 2


def test_each_file_is_a_book_of_its_own() -> None:
    other = entries((4, "", "2017-03-01"), (6, "", "2017-03-01"), file_no=1, book_no=2)
    books = book_frame(pl.concat([other, SOUND]))
    assert books["file_no"].to_list() == [0, 1]
    assert books["gap_count"].to_list() == [0, 1]
    assert books["book_no"].to_list() == [1, 2]
