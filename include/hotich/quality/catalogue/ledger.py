"""The committed ledger `expectations/ids.json`: rule key → id, appended to and never used twice.

An id that stood once in a report or a returned workbook means the same rule for ever; a dropped rule keeps its line.
"""

import json
from collections.abc import Iterable, Mapping
from functools import cache

from hotich.errors import RuleError
from hotich.settings import PROJECT_ROOT

LEDGER = PROJECT_ROOT / "expectations" / "ids.json"


@cache
def committed_ids() -> Mapping[str, str]:
    """Key → id as committed; empty before the first generation."""
    if not LEDGER.exists():
        return {}
    ids: dict[str, str] = json.loads(LEDGER.read_text(encoding="utf-8"))
    if len(set(ids.values())) != len(ids):
        raise RuleError(f"{LEDGER}: một mã quy tắc được dùng hai lần. Khôi phục tệp từ kho mã.")
    return ids


def with_new_ids(ids: Mapping[str, str], keys: Iterable[str]) -> dict[str, str]:
    """`ids` and, for each of `keys` that has none, the next free number of its register."""
    extended = dict(ids)
    last: dict[str, int] = {}
    for given in ids.values():
        register, _, number = given.rpartition("-")
        last[register] = max(last.get(register, 0), int(number))
    for key in keys:
        if key not in extended:
            register = key.partition(".")[0]
            last[register] = last.get(register, 0) + 1
            extended[key] = f"{register}-{last[register]:03d}"
    return extended


def ledger_text(ids: Mapping[str, str]) -> str:
    """The ledger as committed, one key a line."""
    return json.dumps(ids, ensure_ascii=False, indent=0) + "\n"
