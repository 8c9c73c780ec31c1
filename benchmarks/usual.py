"""The usual way: pandas with openpyxl file by file, Great Expectations with id columns, `to_sql` through psycopg2.

Written as a careful engineer would write it from the manuals, and given what it can use: one validation for all files
rather than one a file, typed key columns, the same indexes. It does less than the pipeline: no normalising, no written
text beside the value, a fifth of the rules, no book rules, no history, no second delivery. Run as a process of its own.
"""

import os
import time
from pathlib import Path
from typing import Any

os.environ.setdefault("GX_ANALYTICS_ENABLED", "False")

import great_expectations as gx
import pandas as pd
from great_expectations.data_context.types.base import ProgressBarsConfig
from sqlalchemy import Engine, create_engine, text

from benchmarks.child import answer, question
from hotich.registers import BIRTH, SHEET_NAME, Kind
from hotich.settings import Settings
from hotich.storage.database import database_url

TABLE = "birth_usual"
PLACE = ["tep", "dong"]
"""Columns that tell where a row stands: file and row of its sheet."""
_DATE = r"^(?:(?:\d{2}\.)?\d{2}\.)?\d{4}$"
_NUMBER = r"^\d+[A-Za-z]*/\d{4}$"
_KEY = ("unit_id", "entry_year", "key_book", "entry_no", "entry_suffix")


def measure(settings: Settings, files: list[str]) -> dict[str, Any]:
    """Read, check and load these books; seconds of each part."""
    engine = create_engine(database_url(settings).replace("postgresql://", "postgresql+psycopg2://", 1))
    began = time.perf_counter()
    rows = _read([Path(file) for file in files])
    read = time.perf_counter()
    rules = _check(rows)
    checked = time.perf_counter()
    keyed = _with_key(rows)
    _make_table(engine, keyed)
    prepared = time.perf_counter()
    keyed.to_sql(TABLE, engine, schema="hotich", if_exists="append", index=False)
    loaded = time.perf_counter()
    with engine.begin() as conn:
        conn.execute(text(f"DROP TABLE hotich.{TABLE}"))
    engine.dispose()
    parts = {"read": read - began, "gate": checked - read, "load": loaded - prepared}
    return {
        "seconds": sum(parts.values()),
        "rows": len(rows),
        "files": len(files),
        "rules": rules,
        "parts": parts,
    }


def _read(files: list[Path]) -> pd.DataFrame:
    frames = []
    for number, file in enumerate(files, start=1):
        frame = pd.read_excel(file, sheet_name=SHEET_NAME, dtype=str, engine="openpyxl")
        frame["tep"], frame["dong"] = str(file), range(2, len(frame) + 2)
        frame["unit_id"], frame["book_id"] = int(file.parent.name), number
        frames.append(frame)
    return pd.concat(frames, ignore_index=True)


def _check(rows: pd.DataFrame) -> int:
    """Run the suite; returns how many rules it has. All rows are sound: a failed rule would be a wrong rule."""
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False, metric_calculations=False)
    suite = context.suites.add(gx.ExpectationSuite(name="usual", expectations=_expectations()))
    asset = context.data_sources.add_pandas("usual").add_dataframe_asset("rows")
    batch = asset.add_batch_definition_whole_dataframe("all").get_batch({"dataframe": rows})
    result = batch.validate(
        suite, result_format={"result_format": "COMPLETE", "unexpected_index_column_names": PLACE}
    )
    if not result.success:
        failed = [str(one.expectation_config) for one in result.results if not one.success]
        raise RuntimeError(f"rules failed on sound rows: {failed}")
    return len(suite.expectations)


def _expectations() -> list[dict[str, Any]]:
    """What plain GX can say of the columns as they are written, taken from the register's description."""
    rules: list[dict[str, Any]] = [
        _rule(
            "expect_compound_columns_to_be_unique",
            column_list=["unit_id", BIRTH.field("entry_number").column],
        )
    ]
    needed = ("entry_number", "registered_on", *BIRTH.principals)
    rules += [
        _rule("expect_column_values_to_not_be_null", column=BIRTH.field(name).column) for name in needed
    ]
    patterns = {Kind.DATE: _DATE, Kind.ENTRY_NUMBER: _NUMBER, Kind.IDENTITY_NUMBER: r"^[0-9A-Z]{6,12}$"}
    for field in BIRTH.fields:
        if field.codes is not None and field.codes.numeric:
            rules.append(
                _rule(
                    "expect_column_values_to_be_in_set",
                    column=field.column,
                    value_set=list(field.codes.values),
                )
            )
        elif field.kind in patterns:
            rules.append(
                _rule("expect_column_values_to_match_regex", column=field.column, regex=patterns[field.kind])
            )
    return rules


def _rule(kind: str, **kwargs: Any) -> dict[str, Any]:
    return {"type": kind, "kwargs": kwargs}


def _with_key(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows with typed columns for the key and a number for each case."""
    number = rows[BIRTH.field("entry_number").column].str.extract(r"^(\d+)([A-Za-z]*)/(\d{4})$")
    return rows.assign(
        case_id=range(1, len(rows) + 1),
        entry_no=number[0].astype("int64"),
        entry_suffix=number[1],
        entry_year=number[2].astype("int64"),
        key_book=0,
    )


def _make_table(engine: Engine, rows: pd.DataFrame) -> None:
    """An empty table for the rows, with the indexes that the case tables have."""
    with engine.begin() as conn:
        rows.head(0).to_sql(TABLE, conn, schema="hotich", index=False)
        conn.execute(text(f"ALTER TABLE hotich.{TABLE} ADD PRIMARY KEY (case_id)"))
        conn.execute(text(f"CREATE UNIQUE INDEX ON hotich.{TABLE} ({', '.join(_KEY)})"))
        conn.execute(text(f"CREATE INDEX ON hotich.{TABLE} (book_id)"))


def main() -> None:
    """Answer the question of `benchmarks.child.ask`."""
    asked = question()
    answer(measure(Settings.read({"HOTICH_HOME": asked["home"]}), asked["files"]))


if __name__ == "__main__":
    main()
