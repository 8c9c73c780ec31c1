"""Which rules speak in a history: a few of each register's suite, drawn once, some often and most seldom."""

import json
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Final

_KEPT: Final = {"critical": 4, "warning": 7}
"""How many rules of a suite a history knows, by Great Expectations' severity."""


@dataclass(frozen=True, slots=True)
class SpeakingRule:
    """A rule of the catalogue."""

    rule_id: str
    field: str
    """The field it names; empty: the whole row."""


@dataclass(frozen=True, slots=True)
class RegisterRules:
    """Rules of one register, the most frequent first."""

    errors: tuple[SpeakingRule, ...]
    warnings: tuple[SpeakingRule, ...]

    def error(self, draw: Random) -> SpeakingRule:
        """One that returns a row."""
        return _one(self.errors, draw)

    def warning(self, draw: Random) -> SpeakingRule:
        """One that warns of a case."""
        return _one(self.warnings, draw)


def read_rules(expectations: Path, register: str, seed: int) -> RegisterRules:
    """From the committed suite `<register>.json`, which the catalogue writes."""
    suite = json.loads((expectations / f"{register}.json").read_text("utf-8"))["expectations"]
    draw = Random(f"{seed}/history/rules/{register}")
    kept = {}
    for severity, count in _KEPT.items():
        found = [one["meta"] for one in suite if one["severity"] == severity]
        chosen = draw.sample(found, min(count, len(found)))
        kept[severity] = tuple(
            SpeakingRule(meta["rule_id"], meta["fields"][0] if meta["fields"] else "") for meta in chosen
        )
    return RegisterRules(kept["critical"], kept["warning"])


def _one(rules: tuple[SpeakingRule, ...], draw: Random) -> SpeakingRule:
    return rules[min(int(draw.expovariate(0.8)), len(rules) - 1)]
