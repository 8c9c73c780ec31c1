"""A report's figures are the board's, and parts add up to the whole."""

from dataclasses import replace
from datetime import date
from types import SimpleNamespace

import pytest

from hotich.plan import ReportKind
from hotich.progress import Scope, worst_first
from hotich.reports import words
from hotich.reports.blanks import BLANKS, COLUMNS, ROWS, fill
from hotich.reports.content import Outlook
from hotich.reports.period import period_around
from hotich.units import Level

ADDED = ("books_planned", "books_delivered", "books_loaded", "planned", "lost", "delivered", "checked", "returned",
         "loaded", "accepted", "earned")  # fmt: skip


@pytest.mark.parametrize(("level", "code"), [(Level.PROVINCE, None), (Level.DISTRICT, "836")])
@pytest.mark.parametrize("figure", ADDED)
@pytest.mark.parametrize("division", ["stages", "parts", "groups", "sections", "units"])
def test_parts_add_up_to_the_whole(content_of, level, code, figure, division):
    content = content_of(level, code)
    lines = [getattr(one, "line", one) for one in getattr(content, division)]
    total = sum(getattr(line.now, figure) or 0 for line in lines)
    assert total == getattr(content.whole.now, figure) > (-1 if figure in {"returned", "lost"} else 0)


def test_a_period_gains_what_the_boards_differ_by(content, board_of):
    now, before = board_of(date(2021, 6, 30)), board_of(date(2021, 3, 31))
    gained = now.standing(Scope()).accepted - before.standing(Scope()).accepted
    assert content.whole.gained("accepted") == gained > 0
    assert fill(content)["chung"]["nghiem_thu_trong_ky"] == words.show_number(gained)


def test_the_worst_part_stands_first(content):
    assert [one.now for one in content.parts] == worst_first([one.now for one in content.parts])


def test_the_next_period_asks_for_the_plans_part_and_what_is_behind(content, board_of):
    whole = content.outlook[0]
    course = board_of(date(2021, 6, 30)).course(Scope())
    at_end = course.planned[(date(2021, 9, 30) - course.days[0]).days]
    assert whole.planned == pytest.approx(at_end - content.whole.now.planned_by_now)
    # 66 weekdays less the two of Quốc khánh, which falls on a Thursday.
    assert whole.working_days == 64
    assert whole.pace == pytest.approx(content.whole.now.pace_needed), "the pace that the report names above"
    assert whole.needed == pytest.approx(64 * content.whole.now.pace_needed)


def test_what_is_shown_of_the_next_period_adds_up_and_what_is_overdue_is_to_be_done_now():
    first = Outlook(
        period_around(ReportKind.MONTHLY, date(2021, 7, 1)),
        "Toàn huyện",
        planned=10.4,
        to_catch_up=5.4,
        working_days=20,
    )
    (said,) = words.outlook_lines(SimpleNamespace(outlook=(first,)))
    assert "giao 10 trường hợp, bù phần chậm (chia đều đến hạn) 5 trường hợp" in said
    assert "phải nghiệm thu 15 trường hợp trong 20 ngày làm việc, mỗi ngày 0,8" in said
    (said,) = words.outlook_lines(SimpleNamespace(outlook=(replace(first, overdue=True),)))
    assert said == "Toàn huyện: đã quá hạn, còn 16 trường hợp phải làm dứt điểm."


def test_scope_that_grew_within_the_period_is_told(content):
    assert content.rescoped
    assert all(line.scope_change > 0 for line in content.rescoped)
    assert any("(+" in line for line in words.scope_lines(content))


def test_only_work_past_its_window_is_overdue(content):
    assert {line.scope.stage_id for line in content.overdue} == {"tinh_1", "huyen_xa_1"}
    assert "quá hạn 365 ngày" in " ".join(words.overdue_lines(content))


def test_titles_tell_the_archive_from_its_area(content_of):
    titles = [line.title for line in content_of(Level.DISTRICT, "836").parts]
    assert "UBND huyện Ba Tri" in titles
    assert all(title.startswith(("UBND huyện", "Xã", "Thị trấn", "Phường")) for title in titles)
    assert "Sở Tư pháp tỉnh Bến Tre" in [line.title for line in content_of().parts]


def test_every_blank_is_filled_and_every_row_has_its_columns(content):
    filled = fill(content)
    for blank in (*BLANKS, *ROWS):
        group, _, name = blank.name.rpartition(".")
        assert name in (filled[group] if group else filled)
        assert blank.meaning
    assert set(filled["bang_giai_doan"][0]) == set(COLUMNS)
    assert [row["cap"] for row in filled["bang_chi_tiet"][:2]] == ["1", "2"]


@pytest.mark.parametrize(("value", "text"), [(1234, "+1.234"), (-56, "−56"), (0, "0"), (None, "–")])
def test_changes_bear_their_sign(value, text):
    assert words.signed(value) == text
