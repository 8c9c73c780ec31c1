"""Equal rows under two units, and one number in two books of a year: warned on both sides, as long as it is so."""

from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

import pytest

from hotich.storage import migration, pairs
from hotich.storage.pairs import PairRules
from hotich.storage.publish import publish

pytestmark = pytest.mark.postgres

RULES = PairRules("ROW", "NUMBER", "BOOK", "Một đơn vị khác cũng gửi.")


@pytest.fixture
def rows_of(make_births: Any, request: pytest.FixtureRequest) -> Any:
    """`make_births`, of a mother whom no other test has: the tests of this module share a database."""
    return partial(make_births, mother_full_name=request.node.name)


def load(world: Any, *deliveries: Any) -> list[Any]:
    batch = replace(world.deliver(*deliveries), pair_rules=RULES)
    return publish(world.conn, batch, world.attempt(batch))


def warned(world: Any, *units: int) -> list[tuple[Any, ...]]:
    """(unit as its place in `units`, number, rule, field) of every warning by these rules, pairs agreeing with them."""
    found = world.all(
        "SELECT c.unit_id, c.key_book, c.entry_no, w.rule_id, w.field FROM case_warning w JOIN birth c USING (case_id)"
        " WHERE c.unit_id = ANY(%s) AND w.rule_id IN ('ROW', 'NUMBER') ORDER BY 1, 2, 3, 4", list(units),
    )  # fmt: skip
    paired = world.all(
        "SELECT c.unit_id, c.key_book, c.entry_no, p.rule_id FROM case_pair p JOIN birth c USING (case_id)"
        " WHERE c.unit_id = ANY(%s) GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4", list(units),
    )  # fmt: skip
    assert [line[:4] for line in found] == paired
    return [(units.index(unit), book, number, rule, field) for unit, book, number, rule, field in found]


def both(*numbers: int) -> list[tuple[Any, ...]]:
    return [(unit, 0, number, "ROW", "") for unit in (0, 1) for number in numbers]


def test_equal_rows_of_two_units_are_loaded_and_warned_of_on_both_sides(world, delivery, rows_of):
    one, other = world.unit(), world.unit()
    load(world, delivery(rows_of(4), one))
    rows = rows_of(2) + rows_of(1, start=3, child_sex="1") + rows_of(1, start=9)
    (outcome,) = load(world, delivery(rows, other))
    assert (outcome.state, outcome.rows_loaded) == ("loaded", 4)
    assert warned(world, one, other) == both(1, 2)


def test_equal_rows_within_one_batch_are_warned_of(world, delivery, rows_of):
    one, other = world.unit(), world.unit()
    load(world, delivery(rows_of(2), one), delivery(rows_of(2), other))
    assert warned(world, one, other) == both(1, 2)


def test_equal_rows_of_one_unit_are_no_copy(world, delivery, rows_of):
    unit = world.unit()
    load(world, delivery(rows_of(2), unit, book_no=1), delivery(rows_of(2, start=3), unit, book_no=2))
    assert warned(world, unit) == []


def test_the_warning_ends_on_both_sides_when_one_case_changes_and_comes_back_with_it(
    world, delivery, rows_of
):
    one, other = world.unit(), world.unit()
    load(world, delivery(rows_of(2), one))
    load(world, delivery(rows_of(2), other))
    load(world, delivery(rows_of(1) + rows_of(1, start=2, child_sex="1"), other))
    assert warned(world, one, other) == both(1)
    load(world, delivery(rows_of(1) + rows_of(1, start=2, child_sex="1"), one))
    assert warned(world, one, other) == both(1, 2)


def test_a_row_that_its_unit_took_out_is_no_copy_any_more(world, delivery, rows_of):
    one, other = world.unit(), world.unit()
    load(world, delivery(rows_of(2), one))
    load(world, delivery(rows_of(2), other))
    load(world, delivery(rows_of(1), other))
    assert warned(world, one, other) == both(1)
    load(world, delivery(rows_of(2) + rows_of(1, start=7), other))
    assert warned(world, one, other) == both(1, 2)


def test_files_that_hold_copies_say_so_once(world, delivery, rows_of):
    one, other = world.unit(), world.unit()
    original, copy = delivery(rows_of(2), one), delivery(rows_of(2), other)
    load(world, original)
    load(world, copy)
    load(world, delivery(rows_of(1), world.unit()))
    for file in (original, copy):
        notices = world.one("SELECT notices FROM delivery_file WHERE file_id = %s", file.file.file_id)
        assert notices == [{"id": "BOOK", "text": RULES.copied_book_text}]


def test_publishing_again_changes_nothing_and_a_confirmed_warning_stays_confirmed(world, delivery, rows_of):
    one, other = world.unit(), world.unit()
    load(world, delivery(rows_of(2), one))
    batch = replace(world.deliver(delivery(rows_of(2), other)), pair_rules=RULES)
    publish(world.conn, batch, world.attempt(batch))
    world.conn.execute("UPDATE case_warning SET confirmed = true WHERE rule_id = 'ROW'")
    everything = "SELECT (SELECT array_agg(w) FROM case_warning w), (SELECT array_agg(p) FROM case_pair p)"
    before = world.all(everything)
    publish(world.conn, batch, world.attempt(batch))
    assert world.all(everything) == before
    confirmed = (
        "SELECT count(*) FILTER (WHERE confirmed), count(*) FROM case_warning w JOIN birth c USING (case_id)"
        " WHERE c.unit_id = ANY(%s)"
    )
    load(world, delivery(rows_of(2) + rows_of(1, start=3), other))
    assert world.all(confirmed, [one, other]) == [(4, 4)]
    load(world, delivery(rows_of(2, child_sex="1"), other))
    assert world.all(confirmed, [one, other]) == [(4, 4)]


def test_one_number_in_two_books_that_number_for_themselves_is_warned_of_on_both(world, delivery, rows_of):
    unit, day = world.unit(), date(2004, 3, 2)
    old = {"year": 2004, "on": day}
    load(world, delivery(rows_of(3, key_book=1, **old), unit, year=2004, book_no=1))
    load(world, delivery(rows_of(2, start=3, key_book=2, **old), unit, year=2004, book_no=2))
    pair = [(0, book, 3, "NUMBER", "entry_number") for book in (1, 2)]
    assert warned(world, unit) == pair
    # The second book's number was a slip: its corrected delivery no longer holds it.
    rows = rows_of(1, start=4, key_book=2, **old) + rows_of(1, start=13, key_book=2, **old)
    load(world, delivery(rows, unit, year=2004, book_no=2))
    assert warned(world, unit) == []


def test_numbers_of_other_years_units_and_suffixes_are_no_pair(world, delivery, rows_of):
    one, other = world.unit(), world.unit()
    old = {"year": 2004, "on": date(2004, 3, 2), "key_book": 1}
    load(world, delivery(rows_of(2, child_sex="1", **old), one, year=2004, book_no=1))
    load(world, delivery(rows_of(2, **old), other, year=2004, book_no=1))
    suffixed = [{**row, "suffix": "a", "key_book": 2} for row in rows_of(1, child_sex="3", **old)]
    later = [{**row, "year": 2005, "key_book": 2} for row in rows_of(1, start=2, child_sex="3", **old)]
    load(world, delivery(suffixed + later, one, year=2004, book_no=2))
    assert warned(world, one, other) == []


def test_marks_are_found_whatever_their_first_bits(world, delivery, rows_of, monkeypatch):
    """With a filter of two bits nearly everything passes it: what is found must be the same."""
    monkeypatch.setattr(pairs, "_FILTER_BITS", 2)
    one, other = world.unit(), world.unit()
    load(world, delivery(rows_of(40), one))
    load(world, delivery(rows_of(3, start=39), other))
    assert warned(world, one, other) == both(39, 40)


def test_copies_of_what_was_loaded_before_there_were_marks_are_found(world, delivery, rows_of):
    one, other = world.unit(), world.unit()
    load(world, delivery(rows_of(2), one))
    assert migration.downgrade(world.url, "0001") == "0001"
    migration.upgrade(world.url)
    load(world, delivery(rows_of(1), other))
    assert warned(world, one, other) == both(1)
