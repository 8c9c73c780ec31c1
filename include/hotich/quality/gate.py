"""The gate: Great Expectations decides which rows of a batch break which rules."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from hotich.errors import RuleError
from hotich.quality import expectation, vectors
from hotich.quality.facts import add_facts, add_unit_facts
from hotich.quality.suites import Suite
from hotich.registers import Register
from hotich.units import UnitRegistry

SEVERITIES: Mapping[str, str] = {"critical": "error", "warning": "warning", "info": "notice"}
"""GX's word → ours."""

VERDICT_SCHEMA = {"row": pl.UInt32, "rule_id": pl.String, "severity": pl.String, "field": pl.String}


@dataclass(frozen=True, slots=True)
class Verdict:
    """What GX found in one batch."""

    frame: pl.DataFrame
    """One line for each row, broken rule and cell to mark: row (position in the CLEAN frame), rule_id, severity
    (error · warning · notice), field (null: the row as a whole). Sorted by row and rule."""
    summary: dict[str, Any]
    """JSON-able, without values of rows: suite, rules_version, gx_version, rows, success, rules (id, severity, failed …)."""

    def rows_with(self, severity: str) -> pl.Series:
        """Positions of the rows that break at least one rule of that severity, ascending, each once."""
        return self.frame.filter(pl.col("severity") == severity)["row"].unique().sort()


def run_gate(
    clean: pl.DataFrame,
    register: Register,
    suite: Suite,
    faults: pl.DataFrame | None = None,
    units: UnitRegistry | None = None,
) -> Verdict:
    """The verdict of `suite` on every row of the CLEAN frame of a batch.

    `faults` (file_no, row_no, field, fault), if given, tells which cells the rules on cell faults mark; `units`, the
    plan's, which places and units were not there on the day of a row.
    Raises RuleError when a rule can't be evaluated: never a pass.
    """
    if suite.name != register.code:
        raise RuleError(f"Bộ quy tắc {suite.name} không dành cho sổ {register.code}.")
    verdict = judge(add_unit_facts(add_facts(clean), register, units), suite)
    if faults is None or faults.is_empty():
        return verdict
    return Verdict(mark_faults(verdict.frame, clean, suite, faults), verdict.summary)


def judge(frame: pl.DataFrame, suite: Suite) -> Verdict:
    """The verdict of `suite` on a frame that has all columns that its rules name."""
    flags = vectors.evaluate(frame, suite.expectations)
    result = expectation.validate(expectation.pack(flags), suite.expectations, suite.name)
    findings = _findings(result, suite)
    return Verdict(_frame(findings, suite), _summary(findings, suite, result, frame.height))


def _findings(result: Any, suite: Suite) -> dict[str, list[int]]:
    """Rule id → failing rows as GX's result has them; RuleError for a rule that failed to run or is missing."""
    findings: dict[str, list[int]] = {}
    for outcome in result.results:
        rule_id = outcome.expectation_config.kwargs.get("rule_id", "?")
        if _raised(outcome.exception_info) or "unexpected_index_list" not in outcome.result:
            raise RuleError(
                f"Great Expectations không tính được quy tắc {rule_id}. Lần kiểm tra này không có giá trị."
            )
        rows = outcome.result["unexpected_index_list"]
        if outcome.success is not (not rows) or outcome.result["unexpected_count"] != len(rows):
            raise RuleError(f"Kết quả của Great Expectations cho quy tắc {rule_id} tự mâu thuẫn.")
        findings[rule_id] = rows
    missing = [rule_id for rule_id in suite.rule_ids if rule_id not in findings]
    if missing:
        raise RuleError(
            f"Kết quả của Great Expectations thiếu quy tắc {missing[0]} (và {len(missing) - 1} quy tắc khác)."
        )
    return findings


def _raised(exception_info: Mapping[str, Any]) -> bool:
    """Whether GX caught an exception: it says so at the top, or under the id of each metric that failed."""
    if exception_info.get("raised_exception"):
        return True
    nested = (value for value in exception_info.values() if not isinstance(value, bool | str | None))
    return any(_raised(value) if isinstance(value, Mapping) else True for value in nested)


def _frame(findings: Mapping[str, list[int]], suite: Suite) -> pl.DataFrame:
    parts = []
    for written in suite.expectations:
        rows = findings[written["meta"]["rule_id"]]
        for field in (written["meta"]["fields"] or [None]) if rows else []:
            parts.append(
                pl.DataFrame({"row": rows}, schema={"row": pl.UInt32}).with_columns(
                    pl.lit(written["meta"]["rule_id"]).alias("rule_id"),
                    pl.lit(SEVERITIES[written["severity"]]).alias("severity"),
                    pl.lit(field, dtype=pl.String).alias("field"),
                )
            )
    if not parts:
        return pl.DataFrame(schema=VERDICT_SCHEMA)
    return pl.concat(parts).sort("row", "rule_id", maintain_order=True)


def _summary(findings: Mapping[str, list[int]], suite: Suite, result: Any, row_count: int) -> dict[str, Any]:
    return {
        "suite": suite.name,
        "rules_version": suite.sha256,
        "gx_version": result.meta["great_expectations_version"],
        "rows": row_count,
        "success": bool(result.success),
        "rules": [
            {
                "rule_id": written["meta"]["rule_id"],
                "severity": SEVERITIES[written["severity"]],
                "failed": len(findings[written["meta"]["rule_id"]]),
                "message": written["description"],
                "source": written["meta"]["source"],
                "fields": written["meta"]["fields"],
            }
            for written in suite.expectations
        ],
    }


def mark_faults(frame: pl.DataFrame, clean: pl.DataFrame, suite: Suite, faults: pl.DataFrame) -> pl.DataFrame:
    """`frame` with the faulty cells as the fields of the rules on cell faults."""
    kinds = {rule_id: kind for rule_id, kind in suite.cell_faults.items() if kind is not None}
    if frame.filter(pl.col("rule_id").is_in(list(kinds))).is_empty():
        return frame
    rows = clean.select("file_no", "row_no").with_row_index("row").with_columns(pl.col("row").cast(pl.UInt32))
    cells = faults.join(rows, on=["file_no", "row_no"]).select("row", "fault", faulty="field")
    marked = frame.with_columns(pl.col("rule_id").replace_strict(kinds, default=None).alias("fault")).join(
        cells, on=["row", "fault"], how="left"
    )
    return (
        marked.with_columns(pl.coalesce("faulty", "field").alias("field"))
        .select(list(VERDICT_SCHEMA))
        .sort("row", "rule_id", maintain_order=True)
    )
