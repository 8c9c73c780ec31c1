"""An office for each file of tests, and a book of its own for each test."""

from itertools import count

import pytest

_books = count(1)


@pytest.fixture(scope="module")
def office(make_office, check_invariants):
    """What must always hold is checked when the tests of the file are done."""
    office = make_office()
    yield office
    check_invariants(office)


@pytest.fixture
def book():
    """Number of a book that no other test delivers."""
    return next(_books)


@pytest.fixture
def another_book():
    """Numbers of further books that no other test delivers."""
    return lambda: next(_books)


@pytest.fixture
def births(make_entries, book):
    def make(number, *, start=1, **same):
        return make_entries("KS", number, start=1000 * book + start, book=book, **same)

    return make
