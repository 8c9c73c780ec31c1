"""Every rule catches its row and spares its neighbour, through the real normalisation and the real gate."""

import pytest

from hotich.quality.catalogue import RULES, Rule
from hotich.registers import REGISTERS

ROW_RULES = [rule for rule in RULES if rule.register in REGISTERS and not rule.at_load]


@pytest.mark.parametrize("rule", ROW_RULES, ids=lambda rule: rule.key)
def test_rule_catches_its_row(rule: Rule, judge_examples) -> None:
    judged = judge_examples(rule.register)
    assert rule.id in judged.found(judged.broken_at[rule.id])


@pytest.mark.parametrize("rule", ROW_RULES, ids=lambda rule: rule.key)
def test_rule_spares_its_neighbour(rule: Rule, judge_examples) -> None:
    judged = judge_examples(rule.register)
    assert rule.id not in judged.found(judged.sound_at[rule.id])
