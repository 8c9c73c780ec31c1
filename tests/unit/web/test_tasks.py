"""What a unit has to do next: what it owes the plan stands beside the open work, the most urgent first."""

from dataclasses import replace
from datetime import date
from typing import Any

from tests.unit.web.test_attention import STANDING

from hotich.plan import load_plan
from hotich.progress.books import BookLine
from hotich.storage.states import BookState
from hotich.web.tasks import tasks

PLAN = load_plan("ben_tre_2019")
TODAY = date(2024, 1, 31)


def book(register: str, year: int, state: BookState = BookState.LISTED, *, lost: int = 0) -> BookLine:
    return BookLine(
        register=register, year=year, book_no=1, stage_id="huyen_xa_3", state=state, planned=50, lost=lost, delivered=0,
        returned=0, loaded=0, accepted=0,
    )  # fmt: skip


def line(**facts: Any) -> dict[str, Any]:
    common = {
        "what": "dòng trả lại",
        "next_step": "Sửa.",
        "owner": "Xã A",
        "items": 2,
        "oldest_days": 10,
        "book_id": 1,
    }
    return common | {"register": "KS", "year": 2010, "book_no": 1} | facts


def test_books_not_delivered_are_the_first_thing_to_do_when_the_stage_is_over() -> None:
    end = PLAN.stage("huyen_xa_3").window_end
    books = [
        book("KS", 1990),
        book("KH", 1991),
        book("KS", 1992, BookState.LOADED),
        book("KT", 1980, lost=50),
    ]
    first, second = tasks(PLAN, STANDING, books, [line()], "Xã A", TODAY)
    assert first.what == "2 quyển chưa giao (100 trường hợp)"
    assert f"{(TODAY - end).days} ngày" in first.since
    assert first.books == ("KH.1991.01", "KS.1990.01"), "marriages come first in the plan's order"
    assert (second.what, second.since) == ("2 dòng trả lại", "lâu nhất 10 ngày")


def test_a_stage_that_is_still_open_waits_behind_open_work_and_one_to_come_is_not_told() -> None:
    books = [book("KS", 1990)]
    start, end = PLAN.stage("huyen_xa_3").window_start, PLAN.stage("huyen_xa_3").window_end
    found = tasks(PLAN, STANDING, books, [line()], "Xã A", end)
    assert [one.what.split()[1] for one in found] == ["dòng", "quyển"]
    assert tasks(PLAN, STANDING, books, [], "Xã A", start.replace(year=start.year - 1)) == []


def test_a_missing_inventory_is_something_to_do() -> None:
    (only,) = tasks(PLAN, replace(STANDING, units_without_denominator=1), [], [], "Xã A", TODAY)
    assert only.what == "Thống kê sổ chưa gửi"


def test_open_work_of_one_kind_and_step_is_one_task() -> None:
    found = tasks(
        PLAN, STANDING, [], [line(), line(year=2011, oldest_days=30), line(next_step="Xem.")], "Xã A", TODAY
    )
    assert [(one.what, one.since) for one in found] == [
        ("4 dòng trả lại", "lâu nhất 30 ngày"),
        ("2 dòng trả lại", "lâu nhất 10 ngày"),
    ]
    assert found[0].books == ("KS.2010.01", "KS.2011.01")
