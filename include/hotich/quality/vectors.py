"""Expectations as polars vectors: each compiles to one Boolean expression "this row breaks the rule".

Great Expectations evaluates one expectation at a time; here all are evaluated in one pass that shares what they have in
common. The meaning is GX's own: on pandas for the core types, on PostgreSQL for the predicates of
`unexpected_rows_expectation` (tests hold the two together). As in SQL, what is unknown (null) does not break a rule.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import polars as pl

from hotich.errors import RuleError

_QUERY = re.compile(
    r"\s*SELECT\s+\*\s+FROM\s+\{batch\}\s+WHERE\s+(?P<predicate>.+)", re.IGNORECASE | re.DOTALL
)


def _rows(unexpected_rows_query: str) -> pl.Expr:
    matched = _QUERY.fullmatch(unexpected_rows_query)
    if matched is None:
        raise ValueError("câu truy vấn phải có dạng SELECT * FROM {batch} WHERE …")
    # GX fills the query by str.format, where doubled braces stand for single ones.
    return pl.sql_expr(matched["predicate"].replace("{{", "{").replace("}}", "}"))


def _not_null(column: str) -> pl.Expr:
    return pl.col(column).is_null()


def _null(column: str) -> pl.Expr:
    return pl.col(column).is_not_null()


def _in_set(column: str, value_set: list[Any]) -> pl.Expr:
    return ~pl.col(column).is_in(value_set)


def _not_in_set(column: str, value_set: list[Any]) -> pl.Expr:
    return pl.col(column).is_in(value_set)


def _matches(column: str, regex: str) -> pl.Expr:
    return ~pl.col(column).str.contains(regex)


def _not_matches(column: str, regex: str) -> pl.Expr:
    return pl.col(column).str.contains(regex)


def _between(
    column: str,
    min_value: float | None = None,
    max_value: float | None = None,
    strict_min: bool = False,
    strict_max: bool = False,
) -> pl.Expr:
    value = pl.col(column)
    outside = [pl.lit(value=False)]
    if min_value is not None:
        outside.append(value <= min_value if strict_min else value < min_value)
    if max_value is not None:
        outside.append(value >= max_value if strict_max else value > max_value)
    return pl.any_horizontal(outside)


def _greater(column_A: str, column_B: str, or_equal: bool = False, ignore_row_if: str = "") -> pl.Expr:  # noqa: N803 - GX's names
    if ignore_row_if != "either_value_is_missing":
        raise ValueError("ignore_row_if phải là either_value_is_missing")
    left, right = pl.col(column_A), pl.col(column_B)
    return left < right if or_equal else left <= right


def _unique_together(column_list: list[str], ignore_row_if: str = "") -> pl.Expr:
    if ignore_row_if != "any_value_is_missing":
        raise ValueError("ignore_row_if phải là any_value_is_missing")
    complete = pl.all_horizontal(pl.col(column).is_not_null() for column in column_list)
    return complete & pl.struct(column_list).is_duplicated()


_COMPILERS: Mapping[str, Callable[..., pl.Expr]] = {
    "unexpected_rows_expectation": _rows,
    "expect_column_values_to_not_be_null": _not_null,
    "expect_column_values_to_be_null": _null,
    "expect_column_values_to_be_in_set": _in_set,
    "expect_column_values_to_not_be_in_set": _not_in_set,
    "expect_column_values_to_match_regex": _matches,
    "expect_column_values_to_not_match_regex": _not_matches,
    "expect_column_values_to_be_between": _between,
    "expect_column_pair_values_a_to_be_greater_than_b": _greater,
    "expect_compound_columns_to_be_unique": _unique_together,
}


def breaks(expectation: Mapping[str, Any]) -> pl.Expr:
    """The Boolean expression that is true where a row breaks `expectation` (a dict as in a suite file), never null.

    Raises RuleError for a type, argument or predicate that can't be compiled: a rule is never passed over.
    """
    rule_id = expectation["meta"]["rule_id"]
    try:
        expression = _COMPILERS[expectation["type"]](**expectation["kwargs"])
    except KeyError:
        raise RuleError(
            f"Quy tắc {rule_id}: loại «{expectation['type']}» chưa được hỗ trợ. Sửa bộ quy tắc trong expectations/."
        ) from None
    except (TypeError, ValueError, pl.exceptions.PolarsError) as error:
        raise RuleError(
            f"Quy tắc {rule_id} viết sai: {_first_line(error)}. Sửa bộ quy tắc trong expectations/."
        ) from error
    return expression.fill_null(value=False).alias(rule_id)


def evaluate(frame: pl.DataFrame, expectations: Iterable[Mapping[str, Any]]) -> pl.DataFrame:
    """One Boolean column per rule (named by its id), one row per row of `frame`: true where the rule is broken.

    Raises RuleError naming the rule, and the column where one is missing, when a rule can't be evaluated.
    """
    compiled = {expectation["meta"]["rule_id"]: breaks(expectation) for expectation in expectations}
    present = set(frame.columns)
    for rule_id, expression in compiled.items():
        missing = sorted(set(expression.meta.root_names()) - present)
        if missing:
            raise RuleError(
                f"Quy tắc {rule_id} cần cột «{missing[0]}» mà dữ liệu không có. "
                "Kiểm tra bước chuẩn hóa và bộ quy tắc trong expectations/."
            )
    try:
        flags = frame.lazy().select(list(compiled.values())).collect()
    except pl.exceptions.PolarsError:
        raise _broken_rule(frame, compiled) from None
    wrong = [rule_id for rule_id, kind in flags.schema.items() if kind != pl.Boolean]
    if wrong:
        raise RuleError(
            f"Quy tắc {wrong[0]}: vị từ không cho kết quả đúng/sai. Sửa bộ quy tắc trong expectations/."
        )
    return flags


def _broken_rule(frame: pl.DataFrame, compiled: Mapping[str, pl.Expr]) -> RuleError:
    """The error naming the first rule that fails when evaluated alone."""
    for rule_id, expression in compiled.items():
        try:
            frame.select(expression)
        except pl.exceptions.PolarsError as error:
            # Only the error's class: its text may quote cells.
            columns = ", ".join(f"«{name}»" for name in sorted(set(expression.meta.root_names())))
            return RuleError(
                f"Quy tắc {rule_id} không tính được trên các cột {columns} ({type(error).__name__}). "
                "Kiểm tra kiểu của cột và bộ quy tắc trong expectations/."
            )
    return RuleError("Bộ quy tắc không tính được, dù từng quy tắc tính được: báo cho người phát triển.")


def _first_line(error: Exception) -> str:
    return str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
