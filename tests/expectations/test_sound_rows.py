"""Rows as the templates show them break nothing, in the newest books and in old ones."""

import polars as pl
import pytest

from hotich.quality.catalogue import rule
from hotich.quality.gate import run_gate
from hotich.quality.suites import read_suite
from hotich.registers import REGISTERS
from hotich.registers.examples import example_rows
from hotich.settings import PROJECT_ROOT


@pytest.mark.parametrize("code", REGISTERS)
def test_template_examples_break_no_rule(code: str, make_clean) -> None:
    register = REGISTERS[code]
    new, old = example_rows(register)
    empty = dict.fromkeys((field.name for field in register.all_fields), None)
    clean = make_clean(register, [({**empty, **new},), ({**empty, **old, "book_number": "01/2017"},), ({},)])
    verdict = run_gate(clean, register, read_suite(PROJECT_ROOT / "expectations", code))
    assert [rule(rule_id).key for rule_id in verdict.frame["rule_id"]] == []
    assert clean["regime"].to_list() == ["luat_ho_tich", "nd_83_1998", "luat_ho_tich"]


@pytest.mark.parametrize("code", REGISTERS)
def test_an_empty_row_is_returned_for_what_every_book_needs(code: str, make_clean) -> None:
    register = REGISTERS[code]
    clean = make_clean(register, [(dict.fromkeys((field.name for field in register.all_fields), None),)])
    verdict = run_gate(clean, register, read_suite(PROJECT_ROOT / "expectations", code))
    returned_for = set(verdict.frame.filter(pl.col("severity") == "error")["field"])
    names = set() if code == "KT" else set(register.principals)
    assert returned_for == {"entry_number", "registered_on"} | names
