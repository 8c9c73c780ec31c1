"""A rule that can't be evaluated names itself and the column; unknown breaks nothing."""

from typing import Any

import polars as pl
import pytest

from hotich.errors import RuleError
from hotich.quality.vectors import evaluate

FRAME = pl.DataFrame({"a": [1, 2, None], "b": ["x", None, "z"], "c": ["1", "zwei", "3"]})


def rule(kind: str = "unexpected_rows_expectation", /, **kwargs: Any) -> dict[str, Any]:
    return {"type": kind, "kwargs": kwargs, "meta": {"rule_id": "X-007"}}


def where(predicate: str) -> dict[str, Any]:
    return rule(unexpected_rows_query=f"SELECT * FROM {{batch}} WHERE {predicate}")


@pytest.mark.parametrize(
    ("predicate", "broken"),
    [
        ("a > 1", [False, True, False]),
        ("NOT a > 1", [True, False, False]),
        ("a > 1 OR b IS NULL", [False, True, False]),
        ("a > 1 AND b = 'x'", [False, False, False]),
        ("b NOT IN ('x', 'y')", [False, False, True]),
    ],
)
def test_unknown_is_not_broken(predicate: str, broken: list[bool]) -> None:
    assert evaluate(FRAME, [where(predicate)])["X-007"].to_list() == broken


@pytest.mark.parametrize(
    "expectation",
    [
        rule("expect_column_values_to_be_funny", column="a"),
        rule("expect_column_values_to_be_in_set", column="a", value_set=[1], mostly=0.9),
        rule(
            "expect_column_pair_values_a_to_be_greater_than_b",
            column_A="a",
            column_B="a",
            ignore_row_if="never",
        ),
        rule(unexpected_rows_query="SELECT a FROM {batch}"),
        where("a >"),
        where("a + 1"),
        where("CAST(c AS INT) > 1"),
    ],
    ids=[
        "unknown type",
        "unknown argument",
        "other null rule",
        "other query",
        "syntax",
        "not Boolean",
        "bad cast",
    ],
)
def test_what_cannot_be_evaluated_names_the_rule(expectation: dict[str, Any]) -> None:
    with pytest.raises(RuleError, match="X-007"):
        evaluate(FRAME, [expectation])


def test_a_missing_column_is_named() -> None:
    with pytest.raises(RuleError, match="X-007 cần cột «mother_birth_date»"):
        evaluate(FRAME, [where("mother_birth_date IS NULL")])


def test_errors_quote_no_cell() -> None:
    with pytest.raises(RuleError) as caught:
        evaluate(FRAME, [where("CAST(c AS INT) > 1")])
    assert "zwei" not in str(caught.value)
    assert "«c»" in str(caught.value)


def test_compound_uniqueness_leaves_incomplete_keys_alone() -> None:
    frame = pl.DataFrame({"a": [1, 1, None, None, 2], "b": ["x", "x", "x", "x", "x"]})
    unique = rule(
        "expect_compound_columns_to_be_unique", column_list=["a", "b"], ignore_row_if="any_value_is_missing"
    )
    assert evaluate(frame, [unique])["X-007"].to_list() == [True, True, False, False, False]
