"""The file of thresholds: sound as it comes, and every fault in a copy is told with its line."""

import re

import pytest

from hotich.difficulties import load_thresholds
from hotich.difficulties.thresholds import PACKAGED
from hotich.errors import HotichError, PlanError
from hotich.registers import codes


def test_every_threshold_has_a_source_and_says_whether_it_is_verified():
    read = load_thresholds()
    for item in (*read.difficulties, *read.reminders, read.repeating):
        assert item.source
        assert item.verified is False, "no legal text sets a threshold: one that does needs its clause"


def test_conditions_are_those_of_the_inventory():
    used = {condition for kind in load_thresholds().difficulties for condition in kind.conditions}
    assert used <= set(codes.BOOK_CONDITION.values)


def test_what_the_order_asks_for_is_there():
    read = load_thresholds()
    assert {kind.measure for kind in read.difficulties} - {None} == {
        "book_condition", "inventory", "queue", "overdue", "idle_group",
    }  # fmt: skip
    reminded = {kind for subject in read.reminders for kind in subject.queue}
    assert {"returned_row", "difference", "sample", "scan_missing", "file_rejected", "difficulty"} <= reminded


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        ("measure: inventory\n    days: 90", "measure: inventory", "thiếu “days”"),
        ("measure: overdue", "measure: overdu", "Không có phép đo “overdu”"),
        ("{oldest_on}", "{oldest}", "Không có số liệu “oldest”"),
        (
            "queue: [returned_row, missing_row]",
            "queue: [returned_rows]",
            "Không có loại việc “returned_rows”",
        ),
        ("steps: [7, 15, 30, 60, 90]", "steps: [7, 15, 15]", "nặng dần"),
        ("steps: [90, 75, 50, 25, 0]", "steps: [0, 25, 50]", "giảm dần"),
        ("asks: above", "asks: below", "below"),
        ("id: lost_books", "id: torn_books", "ghi hai lần"),
        ("factor: 2", "factro: 2", "factor"),
    ],
)
def test_a_fault_is_told_with_its_line(tmp_path, before, after, says):
    text = PACKAGED.read_text(encoding="utf-8")
    assert before in text
    copy = tmp_path / "nguong.yaml"
    copy.write_text(text.replace(before, after, 1), encoding="utf-8")
    with pytest.raises(PlanError, match=re.escape(says)) as caught:
        load_thresholds(copy)
    assert re.search(r"nguong\.yaml, dòng \d+", str(caught.value))


def test_a_copy_with_other_thresholds_is_read_again_when_it_changes(tmp_path):
    text = PACKAGED.read_text(encoding="utf-8")
    copy = tmp_path / "nguong.yaml"
    copy.write_text(text, encoding="utf-8")
    assert load_thresholds(copy).kind("no_inventory").days == 90
    copy.write_text(text.replace("days: 90", "days: 10"), encoding="utf-8")
    assert load_thresholds(copy).kind("no_inventory").days == 10


def test_what_is_not_there_is_told():
    with pytest.raises(PlanError, match="HOTICH_THRESHOLDS"):
        load_thresholds("/khong/co.yaml")
    with pytest.raises(HotichError, match=r"staff \(Thiếu người\)"):
        load_thresholds().kind("nothing")
