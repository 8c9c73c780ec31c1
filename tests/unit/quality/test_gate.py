"""The gate reads its verdict from Great Expectations' result; what can't be evaluated is an error, never a pass."""

from typing import Any

import polars as pl
import pytest

from hotich.errors import RuleError
from hotich.quality import expectation
from hotich.quality.gate import judge, mark_faults, run_gate
from hotich.quality.suites import Suite, read_suite
from hotich.registers import BIRTH
from hotich.settings import PROJECT_ROOT


def written(
    rule_id: str,
    predicate: str,
    severity: str = "warning",
    fields: tuple[str, ...] = ("a",),
    key: str = "X.y",
) -> dict[str, Any]:
    return {
        "type": "unexpected_rows_expectation",
        "kwargs": {"unexpected_rows_query": f"SELECT * FROM {{batch}} WHERE {predicate}"},
        "severity": severity,
        "description": f"Thông báo {rule_id}: sửa.",
        "notes": "",
        "meta": {"rule_id": rule_id, "key": key, "source": "nguồn", "fields": list(fields), "regimes": []},
    }


def suite(*expectations: dict[str, Any]) -> Suite:
    return Suite("X", list(expectations), "0" * 64)


FRAME = pl.DataFrame({"a": [1, 2, None, 4], "b": ["x", "y", "x", None]})


def test_all_failing_rows_of_every_rule_are_known_with_severity_and_cells() -> None:
    verdict = judge(
        FRAME,
        suite(
            written("X-001", "a > 1", "critical"),
            written("X-002", "b = 'x'", "warning", ("a", "b")),
            written("X-003", "a > 100"),
            written("X-004", "a = 4", "info", ()),
        ),
    )
    assert verdict.frame.rows() == [
        (0, "X-002", "warning", "a"),
        (0, "X-002", "warning", "b"),
        (1, "X-001", "error", "a"),
        (2, "X-002", "warning", "a"),
        (2, "X-002", "warning", "b"),
        (3, "X-001", "error", "a"),
        (3, "X-004", "notice", None),
    ]
    assert verdict.rows_with("error").to_list() == [1, 3]
    assert verdict.rows_with("warning").to_list() == [0, 2]
    assert [(line["rule_id"], line["failed"]) for line in verdict.summary["rules"]] == [
        ("X-001", 2),
        ("X-002", 2),
        ("X-003", 0),
        ("X-004", 1),
    ]
    assert verdict.summary["success"] is False
    assert verdict.summary["rows"] == 4
    assert verdict.summary["rules_version"] == "0" * 64


def test_rules_beyond_one_mask_keep_their_rows_apart() -> None:
    frame = pl.DataFrame({"a": list(range(200))})
    rules = [written(f"X-{number:03d}", f"a = {number}") for number in range(150)]
    verdict = judge(frame, suite(*rules))
    assert verdict.frame.select("row", "rule_id").rows() == [
        (number, f"X-{number:03d}") for number in range(150)
    ]


def test_a_sound_or_empty_batch_breaks_nothing() -> None:
    rules = suite(written("X-001", "a > 10"), written("X-002", "b = 'z'"))
    for frame in (FRAME, FRAME.clear()):
        verdict = judge(frame, rules)
        assert verdict.frame.is_empty()
        assert verdict.summary["success"] is True


def test_what_gx_says_decides(monkeypatch) -> None:
    """If GX's own evaluation finds nothing, nothing is found, whatever the vectors say."""
    monkeypatch.setattr(
        expectation, "unpack", lambda masks: (masks.index.to_numpy()[:0], masks.index.to_numpy()[:0])
    )
    assert judge(FRAME, suite(written("X-001", "a > 1"))).frame.is_empty()


def test_an_exception_inside_gx_is_an_error_of_the_run(monkeypatch) -> None:
    def fail(masks: object) -> None:
        raise ArithmeticError("đổ vỡ")

    monkeypatch.setattr(expectation, "unpack", fail)
    with pytest.raises(RuleError, match="X-001"):
        judge(FRAME, suite(written("X-001", "a > 1")))


def test_a_rule_missing_from_the_result_is_an_error_of_the_run(monkeypatch) -> None:
    validate = expectation.validate

    def lose_one(*args: Any) -> Any:
        result = validate(*args)
        del result.results[0]
        return result

    monkeypatch.setattr(expectation, "validate", lose_one)
    with pytest.raises(RuleError, match="thiếu quy tắc X-001"):
        judge(FRAME, suite(written("X-001", "a > 1"), written("X-002", "a > 2")))


def test_a_result_that_contradicts_itself_is_an_error_of_the_run(monkeypatch) -> None:
    validate = expectation.validate

    def pass_all(*args: Any) -> Any:
        result = validate(*args)
        result.results[0].success = True
        return result

    monkeypatch.setattr(expectation, "validate", pass_all)
    with pytest.raises(RuleError, match="X-001 tự mâu thuẫn"):
        judge(FRAME, suite(written("X-001", "a > 1")))


def test_a_suite_of_another_register_is_refused() -> None:
    with pytest.raises(RuleError, match="KH không dành cho sổ KS"):
        run_gate(FRAME, BIRTH, read_suite(PROJECT_ROOT / "expectations", "KH"))


def test_cell_faults_mark_the_cells_that_the_reader_named() -> None:
    frame = pl.DataFrame({"file_no": [0, 0], "row_no": [2, 3], "cell_fault": [None, "formula"]}).cast(
        {"file_no": pl.UInt32, "row_no": pl.UInt32}
    )
    faults = pl.DataFrame(
        {
            "file_no": [0, 0, 0],
            "row_no": [3, 3, 3],
            "field": ["note", "page_number", "book_number"],
            "fault": ["formula", "formula", "date_cell"],
        }
    ).cast({"file_no": pl.UInt32, "row_no": pl.UInt32})
    rules = suite(written("X-001", "cell_fault = 'formula'", "critical", (), key="X.cell_fault.formula"))
    marked = mark_faults(judge(frame, rules).frame, frame, rules, faults)
    assert sorted(marked.rows()) == [(1, "X-001", "error", "note"), (1, "X-001", "error", "page_number")]
