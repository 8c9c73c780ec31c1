"""The rules, each once: most derived from the descriptions of the registers, by families.

`RULES` holds all rules with their ids; the suites, the gate's messages, the reference and the tests come from it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType

from hotich.errors import RuleError
from hotich.quality.catalogue.books import BOOK, book_rules
from hotich.quality.catalogue.columns import column_rules
from hotich.quality.catalogue.entry import entry_rules
from hotich.quality.catalogue.events import event_rules
from hotich.quality.catalogue.identity import identity_rules
from hotich.quality.catalogue.ledger import committed_ids, ledger_text, with_new_ids
from hotich.quality.catalogue.model import Examples, Rule, Severity
from hotich.quality.catalogue.people import people_rules
from hotich.quality.catalogue.rows import CELL_FAULT, row_rules
from hotich.registers import REGISTERS


def _described() -> Iterator[Rule]:
    for register in REGISTERS.values():
        yield from entry_rules(register)
        yield from row_rules(register)
        yield from column_rules(register)
        yield from identity_rules(register)
        yield from people_rules(register)
        yield from event_rules(register)
    yield from book_rules()


def _numbered() -> tuple[dict[str, str], tuple[Rule, ...]]:
    described = list(_described())
    keys = [rule.key for rule in described]
    if len(set(keys)) != len(keys):
        twice = sorted({key for key in keys if keys.count(key) > 1})
        raise RuleError(f"Quy tắc được mô tả hai lần: {', '.join(twice)}.")
    ids = with_new_ids(committed_ids(), keys)
    return ids, tuple(replace(rule, id=ids[rule.key]) for rule in described)


_IDS, RULES = _numbered()

_BY_ID: Mapping[str, Rule] = MappingProxyType({rule.id: rule for rule in RULES})


def rule(rule_id: str) -> Rule:
    """The rule with that id; RuleError when there is none."""
    try:
        return _BY_ID[rule_id]
    except KeyError:
        raise RuleError(f"Không có quy tắc mang mã “{rule_id}”.") from None


def rule_with_key(key: str) -> Rule:
    """The rule with that semantic name (`KS.key.other_book`); RuleError when there is none."""
    if key not in _IDS:
        raise RuleError(f"Không có quy tắc tên “{key}”.")
    return rule(_IDS[key])


def ledger() -> str:
    """Text of `expectations/ids.json` with every rule of today in it."""
    return ledger_text(_IDS)


__all__ = ["BOOK", "CELL_FAULT", "RULES", "Examples", "Rule", "Severity", "ledger", "rule", "rule_with_key"]
