"""What a rule is: an expectation of Great Expectations with an id, a message for people, a source and examples."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from hotich.registers import Register

ROWS_TYPE = "unexpected_rows_expectation"
"""GX type of every composite rule: the rows that a WHERE predicate selects are the failing ones."""


class Severity(StrEnum):
    """What a broken rule means for the row (delivery contract §5)."""

    ERROR = "error"
    """Structural: the row is returned."""
    WARNING = "warning"
    """Content: the row loads and is listed for a look."""
    NOTICE = "notice"
    """About a book or a file, never about a row."""

    @property
    def in_gx(self) -> str:
        """Great Expectations' word for it."""
        return {"error": "critical", "warning": "warning", "notice": "info"}[self.value]

    @property
    def term(self) -> str:
        """The Vietnamese word for it."""
        return {"error": "trả lại", "warning": "cảnh báo", "notice": "lưu ý"}[self.value]


Row = Mapping[str, Any]
"""Cells by field name, laid over the register's sound row: `{"entry_number": "05"}`; None empties a cell. A key that
is no field is a column of the CLEAN (or book) frame and stands for what no cell shows: `{"stage_id": None}`."""


@dataclass(frozen=True, slots=True)
class Examples:
    """Rows of one file; the last one is meant, those before it are its company (a twin with the same key)."""

    broken: tuple[Row, ...]
    """The last row breaks the rule."""
    sound: tuple[Row, ...]
    """The last row, a near neighbour, does not."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule on rows of a register, or on books."""

    key: str
    """Stable semantic name, `KS.mother_birth_date.after_child`; the ledger gives each key its id once and for all."""
    register: str
    """Code of the register; `SO` for rules on books."""
    severity: Severity
    type: str
    """GX expectation type."""
    kwargs: Mapping[str, Any]
    """GX kwargs; columns are those of the CLEAN frame (or the book frame)."""
    fields: tuple[str, ...]
    """The columns to mark in the returned row; empty when the row as a whole is meant."""
    message: str
    """Vietnamese; says what is wrong and what to do. Holds no value of the row."""
    source: str
    """Law, template, vendor practice or this project's delivery contract, in Vietnamese."""
    examples: Examples
    regimes: tuple[str, ...] = ()
    """Legal regimes (ids of the plan) for which it holds; empty: all."""
    at_load: bool = False
    """True: only the database can tell (a key held by another book); not in the suites."""
    id: str = ""
    """`KS-012`, from the ledger."""

    @property
    def expectation(self) -> dict[str, Any]:
        """This rule as Great Expectations writes it in a suite."""
        return {
            "type": self.type,
            "kwargs": dict(self.kwargs),
            "severity": self.severity.in_gx,
            "description": self.message,
            "notes": self.source,
            "meta": {
                "rule_id": self.id,
                "key": self.key,
                "source": self.source,
                "fields": list(self.fields),
                "regimes": list(self.regimes),
            },
        }


@dataclass(frozen=True, slots=True)
class Check:
    """The testable part of a rule: GX type and kwargs."""

    type: str
    kwargs: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))


def rows_where(predicate: str) -> Check:
    """A check that fails the rows for which the SQL `predicate` is true (unknown is not true)."""
    query = f"SELECT * FROM {{batch}} WHERE {predicate}"  # noqa: S608 - the catalogue's own words
    return Check(ROWS_TYPE, MappingProxyType({"unexpected_rows_query": query}))


def not_null(column: str) -> Check:
    """The column is filled."""
    return Check("expect_column_values_to_not_be_null", MappingProxyType({"column": column}))


def in_set(column: str, *values: object) -> Check:
    """A filled cell holds one of `values`."""
    return Check(
        "expect_column_values_to_be_in_set", MappingProxyType({"column": column, "value_set": list(values)})
    )


def not_in_set(column: str, *values: object) -> Check:
    """A filled cell holds none of `values`."""
    return Check(
        "expect_column_values_to_not_be_in_set",
        MappingProxyType({"column": column, "value_set": list(values)}),
    )


def matches(column: str, regex: str) -> Check:
    """A filled cell begins with a match of `regex` (anchor the end with `$`)."""
    return Check("expect_column_values_to_match_regex", MappingProxyType({"column": column, "regex": regex}))


def at_most(column: str, limit: int) -> Check:
    """A filled cell holds a number ≤ `limit`."""
    return Check(
        "expect_column_values_to_be_between", MappingProxyType({"column": column, "max_value": limit})
    )


def not_before(later: str, earlier: str) -> Check:
    """Where both are filled, the date in `later` is the date in `earlier` or after it."""
    return Check(
        "expect_column_pair_values_a_to_be_greater_than_b",
        MappingProxyType(
            {
                "column_A": later,
                "column_B": earlier,
                "or_equal": True,
                "ignore_row_if": "either_value_is_missing",
            }
        ),
    )


def make_rule(
    register: Register,
    name: str,
    severity: Severity,
    check: Check,
    fields: tuple[str, ...],
    message: str,
    source: str,
    broken: tuple[Row, ...],
    sound: tuple[Row, ...] = ({},),
    *,
    regimes: tuple[str, ...] = (),
    at_load: bool = False,
) -> Rule:
    """The rule `name` of `register`; without `sound`, the register's sound row is the neighbour to spare."""
    return Rule(
        key=f"{register.code}.{name}",
        register=register.code,
        severity=severity,
        type=check.type,
        kwargs=check.kwargs,
        fields=fields,
        message=message,
        source=source,
        examples=Examples(broken, sound),
        regimes=regimes,
        at_load=at_load,
    )
