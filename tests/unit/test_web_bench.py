"""The measurement of `make web-bench`: its table is written from its figures, and its aim can be missed."""

import pytest
from benchmarks.web import PAGE
from benchmarks.web_page import BEGIN, END, is_reached, tables, write_page

ROUTE = {
    "pages": 3,
    "requests": 60,
    "median_ms": 41.0,
    "p95_ms": 88.5,
    "most_ms": 120.0,
    "cpu_ms": 39.0,
    "first_ms": 900.0,
}
SLOW = ROUTE | {"p95_ms": 200.0}


@pytest.fixture
def figures():
    return {
        "taken_at": "2026-11-27T10:00:00+00:00",
        "aim_ms": 200,
        "machine": {"processors": 2, "processor": "x", "python": "3.11", "postgresql": "18", "load_before": 0.1},
        "sizes": {"cases": 2_000_000, "rounds": 60, "units": 174, "books": 25_843, "files": 30_000,
                  "snapshot_rows": 50_000, "as_of": "2025-03-14"},
        "accounts": {"province": {"/": ROUTE, "/don-vi": SLOW, "/tai/{name} (png)": SLOW}},
    }  # fmt: skip


def test_a_page_that_is_not_faster_than_the_aim_is_told(figures):
    table = [line for line in tables(figures).splitlines() if line.startswith("|")]
    assert len({line.count("|") for line in table}) == 1
    assert is_reached(ROUTE, 200)
    assert not is_reached(SLOW, 200)
    lines = {
        line.split("|")[1].strip(): line for line in tables(figures).splitlines() if line.startswith("| `")
    }
    assert lines["`/`"].rstrip("| ").endswith(" reached")
    assert lines["`/don-vi`"].rstrip("| ").endswith("not reached")
    assert "reached" not in lines["`/tai/{name} (png)`"]


def test_the_page_keeps_what_stands_around_the_table(figures, tmp_path):
    copy = tmp_path / "page.md"
    copy.write_text(PAGE.read_text("utf-8"), "utf-8")
    write_page(copy, figures)
    write_page(copy, figures)
    text = copy.read_text("utf-8")
    assert text.count("`/don-vi`") == 1
    before, _, rest = PAGE.read_text("utf-8").partition(BEGIN)
    assert text.startswith(before)
    assert text.endswith(rest.partition(END)[2])


def test_a_page_without_markers_is_refused(figures, tmp_path):
    page = tmp_path / "page.md"
    page.write_text("nothing", "utf-8")
    with pytest.raises(ValueError, match="markers"):
        write_page(page, figures)
