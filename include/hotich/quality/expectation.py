"""The one expectation that Great Expectations runs at the gate, and the metric that all rules share.

`import great_expectations` costs seconds: import this module only where a gate runs. Measured on 20,000 rows × 100 rules:
GX's own map expectations cost 17 ms a rule (each builds five metrics over its column); this one below 1 ms (one metric for
the whole frame, results in the same format).
"""

import logging
import os
from functools import cache
from typing import Any, ClassVar

# GX reports its use over the network and logs at INFO unless told before its import.
os.environ.setdefault("GX_ANALYTICS_ENABLED", "False")
logging.getLogger("great_expectations").setLevel(logging.ERROR)

import great_expectations as gx  # noqa: E402
import numpy as np  # noqa: E402
import pandas as pd  # noqa: E402
import polars as pl  # noqa: E402
from great_expectations.core.metric_domain_types import MetricDomainTypes  # noqa: E402
from great_expectations.data_context.types.base import ProgressBarsConfig  # noqa: E402
from great_expectations.execution_engine.execution_engine import ExecutionEngine  # noqa: E402
from great_expectations.execution_engine.pandas_execution_engine import PandasExecutionEngine  # noqa: E402
from great_expectations.expectations.expectation import BatchExpectation  # noqa: E402
from great_expectations.expectations.metrics.metric_provider import metric_value  # noqa: E402
from great_expectations.expectations.metrics.table_metric_provider import TableMetricProvider  # noqa: E402
from great_expectations.validator.metric_configuration import MetricConfiguration  # noqa: E402
from great_expectations.validator.validator import ValidationDependencies  # noqa: E402

METRIC = "table.rule_breaks"
RUN_TYPE = "expect_rows_to_keep_rule"
RULES_PER_MASK = 64


def pack(flags: pl.DataFrame) -> pd.DataFrame:
    """Flags (a Boolean column per rule) as a frame of 64-bit masks, bit b of column m telling rule 64·m + b; unnamed index.

    GX fingerprints every frame that it is given, at a cost per byte: masks hold an eighth of the bytes. Most rules are
    broken by few rows or none, so bits are set row by row.
    """
    masks = np.zeros((flags.height, -(-flags.width // RULES_PER_MASK)), dtype=np.uint64)
    for rule, column in enumerate(flags.iter_columns()):
        if column.any():
            mask, bit = divmod(rule, RULES_PER_MASK)
            masks[column.arg_true().to_numpy(), mask] |= np.uint64(1 << bit)
    return pd.DataFrame(masks, columns=[f"mask_{mask}" for mask in range(masks.shape[1])])


def unpack(masks: pd.DataFrame) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """(row positions, rule numbers) of all set bits, ordered by rule and then by row."""
    values = np.ascontiguousarray(masks.to_numpy(dtype="<u8"))
    marked = np.flatnonzero(values.any(axis=1))
    bits = np.unpackbits(values[marked].view(np.uint8), axis=1, bitorder="little")
    rules, positions = np.nonzero(bits.T)
    return marked[positions], rules


class RuleBreaks(TableMetricProvider):
    """(rows of the batch, rule number → failing row indices, ascending): one metric for every rule of the suite."""

    metric_name = METRIC

    @metric_value(engine=PandasExecutionEngine)
    def _pandas(
        cls,  # noqa: N805 - GX binds the class
        execution_engine: PandasExecutionEngine,
        metric_domain_kwargs: dict[str, Any],
        **_: Any,
    ) -> tuple[int, dict[int, list[int]]]:
        frame, _domain, _accessor = execution_engine.get_compute_domain(
            domain_kwargs=metric_domain_kwargs, domain_type=MetricDomainTypes.TABLE
        )
        rows, rules = unpack(frame)
        cuts = np.flatnonzero(np.diff(rules)) + 1
        broken = {int(rules[start]): part.tolist() for start, part in _parts(rows, cuts)}
        return len(frame), broken


def _parts(rows: np.ndarray[Any, Any], cuts: np.ndarray[Any, Any]) -> list[tuple[int, np.ndarray[Any, Any]]]:
    if not len(rows):
        return []
    return list(zip([0, *cuts.tolist()], np.split(rows, cuts), strict=True))


class ExpectRowsToKeepRule(BatchExpectation):
    """No row breaks rule number `position` of the frame of masks."""

    rule_id: str
    position: int

    domain_keys: ClassVar[tuple[str, ...]] = ("batch_id",)
    success_keys: ClassVar[tuple[str, ...]] = ("rule_id", "position")
    metric_dependencies: ClassVar[tuple[str, ...]] = (METRIC,)

    def get_validation_dependencies(
        self,
        execution_engine: ExecutionEngine[Any] | None = None,  # noqa: ARG002 - GX's signature
        runtime_configuration: dict[str, Any] | None = None,
    ) -> ValidationDependencies:
        """The shared metric. GX's own version builds the configuration a dozen times over, at 2 ms a rule."""
        dependencies = ValidationDependencies(
            metric_configurations={}, result_format=(runtime_configuration or {}).get("result_format", {})
        )
        dependencies.set_metric_configuration(
            METRIC, MetricConfiguration(METRIC, metric_domain_kwargs={"batch_id": self.batch_id})
        )
        return dependencies

    def _validate(
        self,
        metrics: dict[str, Any],
        runtime_configuration: dict[str, Any] | None = None,  # noqa: ARG002 - GX's signature
        execution_engine: ExecutionEngine[Any] | None = None,  # noqa: ARG002
    ) -> dict[str, Any]:
        rows, broken = metrics[METRIC]
        failing = broken.get(self.position, [])
        return {
            "success": not failing,
            "result": {
                "element_count": rows,
                "unexpected_count": len(failing),
                "unexpected_percent": 100 * len(failing) / rows if rows else 0.0,
                "unexpected_index_list": failing,
            },
        }


def validate(masks: pd.DataFrame, expectations: list[dict[str, Any]], name: str) -> Any:
    """GX's ExpectationSuiteValidationResult of `expectations` (dicts of a suite file, in the order of the mask bits)."""
    suite = gx.ExpectationSuite(
        name=name,
        expectations=[
            {
                **expectation,
                "type": RUN_TYPE,
                "kwargs": {"rule_id": expectation["meta"]["rule_id"], "position": position},
                "meta": {**expectation["meta"], "type": expectation["type"]},
            }
            for position, expectation in enumerate(expectations)
        ],
    )
    return _batch_definition().get_batch({"dataframe": masks}).validate(suite, result_format="COMPLETE")


@cache
def _batch_definition() -> Any:
    """Where frames are handed to GX: one context in memory for the process (making one costs as much as 60 rules)."""
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False, metric_calculations=False)
    asset = context.data_sources.add_pandas("hotich").add_dataframe_asset("rows")
    return asset.add_batch_definition_whole_dataframe("all")
