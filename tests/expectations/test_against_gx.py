"""The fast path means what Great Expectations means: core types as plain GX has them on pandas."""

from typing import Any

import polars as pl
import pytest

from hotich.quality import vectors
from hotich.quality.catalogue import Rule
from hotich.quality.expectation import gx  # imported there with its logger and its telemetry silenced
from hotich.registers import REGISTERS

ROWS_TYPE = "unexpected_rows_expectation"


def examples(rules: list[Rule]) -> list[tuple[Any, ...]]:
    return [rows for rule in rules for rows in (rule.examples.broken, rule.examples.sound)]


@pytest.mark.parametrize("code", REGISTERS)
def test_core_types_fail_the_same_rows_as_plain_gx(code: str, make_facts, rules_by_register) -> None:
    rules = rules_by_register(code)
    core = [rule for rule in rules if rule.type != ROWS_TYPE]
    frame = make_facts(REGISTERS[code], examples(rules))
    fast = vectors.evaluate(frame, [rule.expectation for rule in core])
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False, "metric_calculations": False}
    asset = context.data_sources.add_pandas("plain").add_dataframe_asset("rows")
    batch = asset.add_batch_definition_whole_dataframe("all").get_batch({"dataframe": frame.to_pandas()})
    suite = gx.ExpectationSuite(name=code, expectations=[rule.expectation for rule in core])
    result = batch.validate(suite, result_format="COMPLETE")

    seen = {}
    for outcome in result.results:
        config = outcome.expectation_config
        assert not outcome.exception_info["raised_exception"], (config.meta["key"], outcome.exception_info)
        rows = outcome.result.get("unexpected_index_list") or []
        seen[config.meta["rule_id"]] = sorted(row for row in rows)
    assert seen == {rule.id: fast[rule.id].arg_true().to_list() for rule in core}
    assert any(seen.values())


def test_nulls_keep_every_core_rule_as_in_plain_gx() -> None:
    frame = pl.DataFrame({"a": ["x", None, "z"], "n": [1, None, 5]})
    expectations = [
        _expectation("in", "expect_column_values_to_be_in_set", column="a", value_set=["x"]),
        _expectation("out", "expect_column_values_to_not_be_in_set", column="a", value_set=["z"]),
        _expectation("regex", "expect_column_values_to_match_regex", column="a", regex="^x$"),
        _expectation("between", "expect_column_values_to_be_between", column="n", max_value=1),
        _expectation("filled", "expect_column_values_to_not_be_null", column="a"),
        _expectation("empty", "expect_column_values_to_be_null", column="a"),
    ]
    flags = vectors.evaluate(frame, expectations)
    assert {name: flags[name].arg_true().to_list() for name in flags.columns} == {
        "in": [2],
        "out": [2],
        "regex": [2],
        "between": [2],
        "filled": [1],
        "empty": [0, 2],
    }


def _expectation(rule_id: str, kind: str, **kwargs: Any) -> dict[str, Any]:
    return {"type": kind, "kwargs": kwargs, "meta": {"rule_id": rule_id}}
