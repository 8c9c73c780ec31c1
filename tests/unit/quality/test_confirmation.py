"""Which errors an office may confirm: none about number, registration date or phase."""

import pytest

from hotich.quality.catalogue import RULES, Severity, rule_with_key
from hotich.quality.confirmation import can_confirm, confirmable_errors

ERRORS = [rule for rule in RULES if rule.severity is Severity.ERROR]


@pytest.mark.parametrize(
    "name",
    [
        "entry_number.blank", "entry_number.no_digit", "entry_number.date_cell", "registered_on.blank",
        "registered_on.unreadable", "registered_on.no_stage", "key.duplicate", "key.repeated", "key.other_book",
        "cell_fault.too_long",
    ],
)  # fmt: skip
def test_number_date_phase_and_key_are_not(name):
    for register in ("KS", "KH", "HN", "LH"):
        assert rule_with_key(f"{register}.{name}").id not in confirmable_errors()


@pytest.mark.parametrize(
    "key", ["KS.child_sex.unknown", "KS.child_full_name.blank", "KS.registration_place.other_unit", "KS.cell_fault.formula"]
)  # fmt: skip
def test_what_the_book_may_really_say_is(key):
    assert rule_with_key(key).id in confirmable_errors()


def test_a_damaged_cell_of_number_or_date_is_not():
    formula = rule_with_key("KS.cell_fault.formula").id
    assert can_confirm(formula, "note", "error")
    assert not can_confirm(formula, "registered_on", "error")
    assert not can_confirm(formula, None, "error")


def test_warnings_always_are():
    assert can_confirm(rule_with_key("KS.entry_number.zero").id, "entry_number", "warning")


def test_every_error_is_of_one_kind_or_the_other():
    kept = {rule.key.split(".", 1)[1] for rule in ERRORS if rule.id not in confirmable_errors()}
    fields = {key.split(".")[0] for key in kept}
    assert fields == {"entry_number", "registered_on", "key", "cell_fault"}
