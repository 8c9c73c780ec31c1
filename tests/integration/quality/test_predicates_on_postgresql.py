"""The suites' SQL means on PostgreSQL, run by plain Great Expectations, what it means on the fast path."""

from importlib import util
from io import StringIO
from pathlib import Path
from typing import Any

import polars as pl
import psycopg
import pytest

from hotich.quality import vectors
from hotich.quality.catalogue import RULES, Rule
from hotich.quality.expectation import gx  # imported there with its logger and its telemetry silenced
from hotich.registers import REGISTERS

pytestmark = pytest.mark.postgres

ROWS_TYPE = "unexpected_rows_expectation"
KINDS = {pl.String: "text", pl.Boolean: "boolean", pl.Date: "date"}


def example_frame(code: str) -> pl.DataFrame:
    """The catalogue's examples of a register, made as the tests of the rules make them."""
    path = Path(__file__).parents[2] / "expectations" / "conftest.py"
    spec = util.spec_from_file_location("rule_examples", path)
    assert spec is not None
    assert spec.loader is not None
    examples = util.module_from_spec(spec)
    spec.loader.exec_module(examples)
    files = [rows for rule in rules_of(code) for rows in (rule.examples.broken, rule.examples.sound)]
    frame: pl.DataFrame = examples.frame_of_facts(REGISTERS[code], files)
    return frame


def rules_of(code: str) -> list[Rule]:
    return [rule for rule in RULES if rule.register == code and not rule.at_load and rule.type == ROWS_TYPE]


def copy_into(connection: psycopg.Connection[Any], table: str, frame: pl.DataFrame) -> None:
    columns = ", ".join(
        f'"{name}" {KINDS.get(kind, "integer")}'
        for name, kind in zip(frame.columns, frame.dtypes, strict=True)
    )
    connection.execute(f"CREATE TABLE {table} ({columns})")
    text = StringIO()
    frame.write_csv(text, include_header=False, quote_style="non_numeric", null_value="")
    with connection.cursor().copy(f"COPY {table} FROM STDIN (FORMAT csv)") as copy:
        copy.write(text.getvalue())
    connection.commit()


@pytest.mark.parametrize("code", REGISTERS)
def test_gx_on_postgresql_fails_the_rows_of_the_fast_path(code: str, empty_database: str) -> None:
    rules = rules_of(code)
    frame = example_frame(code).with_row_index("row")
    fast = vectors.evaluate(frame, [rule.expectation for rule in rules])
    table = f"rows_{code.lower()}"
    with psycopg.connect(empty_database) as connection:
        copy_into(connection, table, frame)
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False, "metric_calculations": False}
    url = empty_database.replace("postgresql://", "postgresql+psycopg://", 1)
    asset = context.data_sources.add_postgres("pg", connection_string=url).add_table_asset(
        "rows", table_name=table
    )
    batch = asset.add_batch_definition_whole_table("all").get_batch()
    suite = gx.ExpectationSuite(name=code, expectations=[rule.expectation for rule in rules])
    result = batch.validate(suite, result_format="COMPLETE")
    counts, shown = {}, {}
    for outcome in result.results:
        meta = outcome.expectation_config.meta
        assert "observed_value" in outcome.result, (meta["key"], outcome.exception_info)
        counts[meta["rule_id"]] = outcome.result["observed_value"]
        shown[meta["rule_id"]] = {row["row"] for row in outcome.result["details"]["unexpected_rows"]}
    assert counts == {rule.id: fast[rule.id].sum() for rule in rules}
    for rule in rules:
        broken = set(fast[rule.id].arg_true().to_list())
        # GX shows the first 200 rows at most.
        assert shown[rule.id] <= broken
        assert shown[rule.id] == broken or len(broken) > 200
    assert any(counts.values())
