"""Which errors an office may confirm as standing in the book: they load as warnings then (delivery contract §4)."""

from functools import cache

from hotich.quality.catalogue import CELL_FAULT, RULES, Severity

PLACING = frozenset({"entry_number", "registered_on"})
"""Fields that say which entry a row is and which phase it belongs to: an error in them can't be confirmed."""


@cache
def confirmable_errors() -> frozenset[str]:
    """Ids of the error rules that can be confirmed: those about cells that place no entry.

    A text that no cell can hold can't be confirmed either: it would be cut in silence.
    """
    return frozenset(
        rule.id
        for rule in RULES
        if rule.severity is Severity.ERROR
        and not PLACING & set(rule.fields)
        and (rule.fields or f".{CELL_FAULT}." in rule.key)
        and not rule.key.endswith(f".{CELL_FAULT}.too_long")
    )


def can_confirm(rule_id: str, field: str | None, severity: str) -> bool:
    """Whether what `rule_id` found at `field` may be confirmed. Warnings always may."""
    return severity != Severity.ERROR or (
        field is not None and field not in PLACING and rule_id in confirmable_errors()
    )
