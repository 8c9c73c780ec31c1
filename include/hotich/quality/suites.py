"""The suites in `expectations/`: one file for each register and one for books, generated from the catalogue.

They are Great Expectations' own documents: `gx.ExpectationSuite(**json.load(file))` opens each.
"""

import hashlib
import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from hotich.errors import RuleError
from hotich.quality.catalogue import BOOK, CELL_FAULT, RULES, Rule, ledger
from hotich.quality.catalogue.ledger import LEDGER
from hotich.registers import REGISTERS

BOOK_SUITE = "book"
"""Name of the suite on books."""


@dataclass(frozen=True)
class Suite:
    """The rules of one register (or of books) as they stand in their file."""

    name: str
    expectations: list[dict[str, Any]]
    sha256: str
    """Digest of the file: the version of the rule set."""

    @cached_property
    def rule_ids(self) -> list[str]:
        """The ids of its rules, in the file's order."""
        return [written["meta"]["rule_id"] for written in self.expectations]

    @cached_property
    def cell_faults(self) -> dict[str, str | None]:
        """Id of each rule on a cell fault → the fault."""
        return {
            written["meta"]["rule_id"]: written["meta"]["key"].rpartition(".")[2]
            for written in self.expectations
            if f".{CELL_FAULT}." in written["meta"]["key"]
        }


def read_suite(folder: Path, name: str) -> Suite:
    """The suite `name` (a register's code, or `book`) of `folder`; RuleError when it is missing or no suite."""
    path = folder / f"{name}.json"
    try:
        text = path.read_bytes()
        document = json.loads(text)
        suite = Suite(document["name"], document["expectations"], hashlib.sha256(text).hexdigest())
        repeated = len(suite.rule_ids) - len(set(suite.rule_ids))
    except OSError:
        raise RuleError(f"Không đọc được bộ quy tắc {path}. Chạy `hotich generate` để tạo lại.") from None
    except (ValueError, KeyError, TypeError) as error:
        raise RuleError(f"Bộ quy tắc {path} hỏng ({error!r}). Chạy `hotich generate` để tạo lại.") from None
    if repeated or not suite.expectations:
        raise RuleError(
            f"Bộ quy tắc {path} rỗng hoặc có mã quy tắc lặp lại. Chạy `hotich generate` để tạo lại."
        )
    return suite


def suites() -> dict[str, str]:
    """File name → text of every file in `expectations/`, as the catalogue has them now: the suites and the ledger."""
    texts = {f"{code}.json": _text(code, rules_in_suite(code)) for code in REGISTERS}
    texts[f"{BOOK_SUITE}.json"] = _text(BOOK_SUITE, rules_in_suite(BOOK))
    texts[LEDGER.name] = ledger()
    return texts


def rules_in_suite(register: str) -> list[Rule]:
    """The rules that the gate evaluates for `register` (or BOOK), in the order of their ids."""
    return sorted(
        (rule for rule in RULES if rule.register == register and not rule.at_load), key=lambda rule: rule.id
    )


def _text(name: str, rules: list[Rule]) -> str:
    document = {
        "name": name,
        "expectations": [rule.expectation for rule in rules],
        "notes": "Tạo từ hotich.quality.catalogue bằng `hotich generate`; không sửa tay.",
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"
