"""The catalogue's own examples, normalised as delivered rows are and judged by the real gate, once per register."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

import polars as pl
import pytest

from hotich.intake.normalise import normalise
from hotich.plan import load_plan
from hotich.quality.catalogue import RULES, Rule
from hotich.quality.facts import add_facts, add_unit_facts
from hotich.quality.gate import Verdict, run_gate
from hotich.quality.suites import read_suite
from hotich.registers import REGISTERS, Register
from hotich.registers.examples import example_rows
from hotich.settings import PROJECT_ROOT

AT = {"entry_number": "05/2017", "book_number": "01/2017", "registered_on": "05.05.2017"}
"""Where the catalogue's examples take the sound row to be: entry 5, registered on 5/5/2017, in book 1 of 2017."""

UNITS = load_plan("ben_tre_2019").units

AN_HIEP = "28855"
"""Xã An Hiệp, huyện Châu Thành: the registering unit of the sound rows."""


def sound_row(register: Register) -> dict[str, Any]:
    """A row that breaks no rule; the child of January is registered in May, so late."""
    late = {"registration_kind": "4"} if register.code == "KS" else {}
    return {**example_rows(register)[0], **late, **AT}


def clean_frame(register: Register, files: list[tuple[dict[str, Any], ...]]) -> pl.DataFrame:
    """The CLEAN frame of `files`, each a tuple of rows laid over the sound row; row_no is the position in the whole."""
    names = [field.name for field in register.all_fields]
    cells, placed, facts = [], [], []
    for file_no, rows in enumerate(files):
        for row in rows:
            placed.append((file_no, len(placed) + 2))
            full = {**sound_row(register), **row}
            cells.append({name: full.get(name) or None for name in names})
            facts.append({name: value for name, value in row.items() if name not in names})
    raw = pl.DataFrame(placed, schema={"file_no": pl.UInt32, "row_no": pl.UInt32}, orient="row").hstack(
        pl.DataFrame(cells, schema=dict.fromkeys(names, pl.String))
    )
    faults = pl.DataFrame(
        schema={"file_no": pl.UInt32, "row_no": pl.UInt32, "field": pl.String, "fault": pl.String}
    )
    plan = load_plan("ben_tre_2019")
    unit = commune()
    constants = [
        {"file_no": file_no, "unit_id": unit, "file_year": 2017, "file_book_no": 1, "encoding": "unicode"}
        for file_no in range(len(files))
    ]
    clean = normalise(raw, faults, register, constants, plan)
    for at, row in enumerate(facts):
        for name, value in row.items():
            column = clean[name].to_list()
            column[at] = value
            clean = clean.with_columns(pl.Series(name, column, dtype=clean.schema[name]))
    return clean


@cache
def commune() -> int:
    """unit_id of AN_HIEP."""
    unit = load_plan("ben_tre_2019").units.at(AN_HIEP, date(2017, 5, 5))
    assert unit is not None
    return unit.unit_id


@dataclass(frozen=True)
class Judged:
    """The examples of one register under the gate: where each rule's examples stand, and what was found there."""

    broken_at: dict[str, int]
    sound_at: dict[str, int]
    verdict: Verdict

    def found(self, row: int) -> set[str]:
        """Ids of the rules that the row breaks."""
        return set(self.verdict.frame.filter(pl.col("row") == row)["rule_id"])


def rules_of(code: str) -> list[Rule]:
    """The rules that the gate evaluates on rows of the register."""
    return [rule for rule in RULES if rule.register == code and not rule.at_load]


@cache
def judged(code: str) -> Judged:
    """All examples of the register's rules in one batch, each example a file of its own."""
    register = REGISTERS[code]
    files: list[tuple[Any, ...]] = []
    broken_at, sound_at, row_count = {}, {}, 0
    for rule in rules_of(code):
        for where, rows in ((broken_at, rule.examples.broken), (sound_at, rule.examples.sound)):
            files.append(rows)
            row_count += len(rows)
            where[rule.id] = row_count - 1
    suite = read_suite(PROJECT_ROOT / "expectations", code)
    clean = clean_frame(register, files)
    return Judged(broken_at, sound_at, run_gate(clean, register, suite, units=UNITS))


def frame_of_facts(register: Register, files: list[tuple[Any, ...]]) -> pl.DataFrame:
    """The CLEAN frame of `files` with all that the rules need to know beside it."""
    return add_unit_facts(add_facts(clean_frame(register, files)), register, UNITS)


@pytest.fixture(scope="session")
def make_facts() -> Any:
    """(register, files) → frame; see `frame_of_facts`."""
    return frame_of_facts


@pytest.fixture(scope="session")
def judge_examples() -> Any:
    """code → Judged."""
    return judged


@pytest.fixture(scope="session")
def make_clean() -> Any:
    """(register, files) → CLEAN frame; see `clean_frame`."""
    return clean_frame


@pytest.fixture(scope="session")
def rules_by_register() -> Any:
    """code → the rules that the gate evaluates on its rows."""
    return rules_of
