"""The validation report opens offline, says what was found, and holds no value of a row."""

import re
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path

import polars as pl

from hotich.quality.gate import judge
from hotich.quality.report import BookLine, write_report
from hotich.quality.suites import read_suite
from hotich.settings import PROJECT_ROOT

BOOKS = [
    BookLine("xã An Hiệp", "KS", 2017, 1, "nhận một phần", 1200, 2, 3, ("Thiếu số: 3, 7–9",)),
    BookLine("<script>alert(1)</script>", "KS", 2017, 2, "đã nhận", 10, 0, 0),
]


def summary(code: str, failed: dict[int, int], rows: int) -> dict[str, object]:
    """A summary in the gate's own form: rule at position n of the suite broken by so many rows."""
    rules = read_suite(PROJECT_ROOT / "expectations", code).expectations
    return {
        "suite": code,
        "rules_version": "c" * 64,
        "gx_version": "1.24.1",
        "rows": rows,
        "success": not failed,
        "rules": [
            {
                "rule_id": entry["meta"]["rule_id"],
                "severity": {"critical": "error", "warning": "warning", "info": "notice"}[entry["severity"]],
                "failed": failed.get(position, 0),
                "message": entry["description"],
                "source": entry["meta"]["source"],
                "fields": entry["meta"]["fields"],
            }
            for position, entry in enumerate(rules)
        ],
    }


class Text(HTMLParser):
    """Collects the text that a reader sees, and every address that the page would load."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.loads: list[str] = []
        self.tags: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.loads += [value or "" for name, value in attrs if name in {"src", "href", "action"}]

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def written(tmp_path: Path, *summaries: dict[str, object]) -> str:
    at = datetime(2026, 11, 22, 20, 30, tzinfo=UTC)
    return write_report(tmp_path / "bao_cao.html", "Báo cáo kiểm tra", summaries, BOOKS, at).read_text(
        "utf-8"
    )


def test_counts_of_all_batches_are_added_up(tmp_path: Path) -> None:
    page = written(
        tmp_path, summary("KS", {0: 2, 5: 1}, 1000), summary("KS", {0: 3}, 500), summary("KH", {}, 20)
    )
    text = " ".join(" ".join(Text(page).texts).split())
    first = read_suite(PROJECT_ROOT / "expectations", "KS").expectations[0]
    assert f"{first['meta']['rule_id']} Trả lại 5 {first['description']}" in text
    assert "1.520 dòng đã kiểm tra" in text
    assert "Mọi quy tắc đều đạt." in text
    assert "c" * 64 in text
    assert "03:30 ngày 23/11/2026" in text
    assert "Thiếu số: 3, 7–9" in text


def test_the_page_loads_nothing_and_escapes_names(tmp_path: Path) -> None:
    parsed = Text(written(tmp_path, summary("KS", {0: 1}, 10)))
    assert parsed.loads == []
    assert "script" not in parsed.tags
    assert any("<script>alert(1)</script>" in text for text in parsed.texts)


def test_a_summary_of_the_gate_holds_no_value_of_a_row(tmp_path: Path) -> None:
    frame = pl.DataFrame({"name": ["NGUYỄN THỊ BÍ MẬT"]})
    suite = read_suite(PROJECT_ROOT / "expectations", "KS")
    entry = {
        **suite.expectations[0],
        "type": "unexpected_rows_expectation",
        "kwargs": {"unexpected_rows_query": "SELECT * FROM {batch} WHERE name IS NOT NULL"},
    }
    found = judge(frame, type(suite)("KS", [entry], "d" * 64)).summary
    assert found["rules"][0]["failed"] == 1
    assert "BÍ MẬT" not in str(found)
    assert "BÍ MẬT" not in written(tmp_path, found)


def test_a_run_without_rows_says_so(tmp_path: Path) -> None:
    page = write_report(tmp_path / "a.html", "Không có gì", []).read_text("utf-8")
    assert "Không có dòng nào được kiểm tra" in page
    assert re.search(r'<html lang="vi">', page)
