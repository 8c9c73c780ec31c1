"""The measurement of `make quality-bench` on a small province: the rules hold its aims."""

import re

import pytest
from benchmarks.markdown import markers
from benchmarks.quality import PAGE, make_province, run
from benchmarks.quality_figures import AIMS, quality
from benchmarks.quality_page import write_page

pytestmark = pytest.mark.postgres


@pytest.fixture(scope="module")
def figures(make_office):
    """The figures of a run on a small province with planted faults."""
    office = make_office()
    office.inbox.rmdir()
    make_province(office.settings.home, 2_500, 5)
    run(office.settings)
    return quality(office.settings, office.settings.home / "truth")


def test_every_structural_fault_is_returned_and_no_sound_row(figures):
    assert figures["sizes"]["structural_faults"] > 80
    assert figures["sizes"]["sound_rows"] > 1_200
    assert figures["structural_recall"] == AIMS["structural_recall"] == 1
    assert figures["sound_rows_returned"] == AIMS["sound_rows_returned"] == 0
    assert figures["files_not_as_expected"] == 0


def test_content_faults_are_warned_of_and_sound_rows_hardly_ever(figures):
    assert figures["sizes"]["content_faults"] > 300
    assert figures["content_recall"] >= AIMS["content_recall"]
    assert figures["false_warnings_per_1000"] <= AIMS["false_warnings_per_1000"]
    assert figures["notice_recall"] >= AIMS["content_recall"]


def test_rules_at_load_are_measured_too(figures):
    """Planted in two files each, found by the load alone."""
    at_load = [
        one for one in figures["rules"].values() if one["key"].endswith((".two_books", ".other_unit_same"))
    ]
    assert sum(one["planted"] for one in at_load) > 10
    assert [one["key"] for one in at_load if one["found"] < one["planted"] or one["false_alarms"]] == []


def test_no_sound_book_is_noticed(figures):
    assert figures["sizes"]["sound_books"] > 30
    books = [one for one in figures["rules"].values() if one["severity"] == "notice"]
    assert [one["key"] for one in books if one["false_alarms"]] == []


def test_oddities_are_there_in_plenty(figures):
    assert min(figures["oddities"].values()) >= 10, figures["oddities"]


def test_the_kept_page_says_that_every_rule_had_something_to_find():
    kept = PAGE.read_text(encoding="utf-8")
    found = re.search(r"([\d,]+) of ([\d,]+) rules had something to find", kept)
    assert found is not None
    assert found[1] == found[2]
    assert "Never planted" not in kept


def test_the_page_takes_the_tables_and_keeps_its_words(figures, tmp_path):
    page = tmp_path / "quality.md"
    begin, end = markers("quality")
    page.write_text(f"before\n{begin}\nold\n{end}\nafter\n", encoding="utf-8")
    write_page(page, figures)
    text = page.read_text(encoding="utf-8")
    assert text.startswith("before\n")
    assert text.endswith("after\n")
    assert "\nold\n" not in text
    assert "`cccd_form`" in text
