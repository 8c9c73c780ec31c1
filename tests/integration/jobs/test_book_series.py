"""Numbers of a year go on from book to book, also where a book is used up beyond the turn of the year."""

import pytest

from hotich.quality.catalogue import rule_with_key

pytestmark = pytest.mark.postgres

FIRST = rule_with_key("SO.first_number").id
CONTINUES = rule_with_key("SO.continues").id


@pytest.fixture
def office(make_office):
    return make_office()


@pytest.fixture
def old_book(make_entries):
    """A book of 2016 whose last entries are 01–03 of 2017."""
    return [
        *make_entries("KT", 2, year=2016),
        *make_entries("KT", 3, year=2017, book_number="01/2016"),
    ]


def notices(office, path):
    return {notice["id"] for notice in office.file(path)["notices"]} & {FIRST, CONTINUES}


@pytest.mark.parametrize("at_once", [True, False], ids=["in one batch", "in a later run"])
def test_the_first_book_of_a_year_goes_on_from_the_book_of_the_year_before(
    office, old_book, make_entries, at_once
):
    old, new = "28855/a.KT.2016.1.xlsx", "28855/a.KT.2017.1.xlsx"
    office.put(old, old_book)
    if not at_once:
        office.run()
    office.put(new, make_entries("KT", 3, start=4))
    office.run()
    assert office.state(new) == "loaded"
    assert notices(office, old) == notices(office, new) == set()


def test_a_number_left_out_after_the_turn_of_the_year_is_noticed(office, old_book, make_entries):
    new = "28855/a.KT.2017.1.xlsx"
    office.put("28855/a.KT.2016.1.xlsx", old_book)
    office.put(new, make_entries("KT", 3, start=5))
    office.run()
    assert notices(office, new) == {FIRST}


@pytest.mark.parametrize("at_once", [True, False], ids=["in one batch", "in a later run"])
def test_a_number_with_the_year_mistyped_carries_nothing_over(office, old_book, make_entries, at_once):
    new = "28855/a.KT.2017.1.xlsx"
    office.put("28855/a.KT.2016.1.xlsx", [*old_book[:2], old_book[2] | {"registered_on": "05.05.2016"}])
    if not at_once:
        office.run("huyen_xa_1")
    office.put(new, make_entries("KT", 3, start=2))
    office.run()
    assert notices(office, new) == {FIRST}


def test_books_of_another_unit_or_register_carry_no_numbers_over(office, old_book, make_entries):
    new = "28858/a.KT.2017.1.xlsx"
    office.put("28855/a.KT.2016.1.xlsx", old_book)
    office.put(new, make_entries("KT", 3, start=4))
    office.put("28855/a.HN.2017.1.xlsx", make_entries("HN", 3, start=4))
    office.run()
    assert notices(office, new) == notices(office, "28855/a.HN.2017.1.xlsx") == {FIRST}


def test_a_later_book_that_runs_into_the_next_year_goes_on_from_the_one_before(office, make_entries):
    office.put("28855/a.KT.2016.1.xlsx", make_entries("KT", 3, year=2016))
    path = "28855/a.KT.2016.2.xlsx"
    office.put(
        path,
        [
            *make_entries("KT", 2, start=4, year=2016, book=2),
            *make_entries("KT", 2, year=2017, book_number="02/2016"),
        ],
    )
    office.run()
    assert notices(office, path) == set()


@pytest.mark.parametrize(
    ("locked_on", "expected"), [("15.03.2017", set()), ("31.12.2016", {FIRST})], ids=["used beyond", "closed"]
)
def test_a_book_that_the_inventory_knows_and_nobody_sent_yet_may_hold_the_numbers(
    office, make_entries, locked_on, expected
):
    book = {"register_code": "KT", "book_number": "01", "condition": "tot", "struck_out_count": 0}
    old = {"year": 2016, "opened_on": "04.01.2016", "locked_on": locked_on, "page_count": 9, "case_count": 5}
    new = {
        "year": 2017,
        "opened_on": "16.03.2017",
        "locked_on": "31.12.2017",
        "page_count": 9,
        "case_count": 3,
    }
    office.put_inventory("28855", book | old, book | new)
    path = "28855/a.KT.2017.1.xlsx"
    office.put(path, make_entries("KT", 3, start=4))
    office.run()
    assert notices(office, path) == expected
