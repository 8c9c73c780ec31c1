"""A district's own plan: its units, groups and months, and what becomes of it without districts."""

from datetime import date

import pytest

from hotich.budget.local_plan import local_plan, monthly
from hotich.budget.periods import Period
from hotich.budget.schema import Done
from hotich.errors import HotichError
from hotich.plan import load_plan
from hotich.progress import Scope, read_board

pytestmark = pytest.mark.postgres
PLAN = load_plan("ben_tre_2019")
START, MID, LAST, AFTER = date(2019, 6, 30), date(2020, 12, 31), date(2025, 6, 30), date(2025, 7, 1)


@pytest.fixture(scope="module")
def counted(database, snapshot):
    from hotich.storage.database import open_url

    with open_url(database) as conn:
        snapshot(conn, START, "huyen_xa_1", "28855", "KS", planned=1200)
        snapshot(conn, START, "huyen_xa_1", "28855", "KH", planned=600)
        snapshot(conn, START, "huyen_xa_1", "28855", "GH", planned=10)
        snapshot(conn, START, "huyen_xa_1", "28855", "LH", planned=20)
        snapshot(conn, START, "huyen_xa_4", "831", "KT", planned=50, lost=20)
        snapshot(conn, START, "huyen_xa_1", "28804", "KS", planned=300)
        snapshot(conn, START, "huyen_xa_1", "28756", "KS", planned=9999)
        snapshot(conn, MID, "huyen_xa_1", "28855", "KH", planned=600, accepted=450)
        yield conn


def test_the_district_has_its_own_books_and_those_of_its_communes(counted):
    found = local_plan(counted, PLAN, "831", START)
    assert [unit.code for unit in found.units] == ["831", "28804", "28855"]
    assert (found.planned, found.left) == (1200 + 600 + 30 + 30 + 300, 2160)
    groups = [
        (share.unit.code, share.group.id, share.planned)
        for share in found.shares
        if share.stage.id == "huyen_xa_1"
    ]
    assert groups == [
        ("28855", "ket_hon", 600),
        ("28804", "khai_sinh", 300),
        ("28855", "khai_sinh", 1200),
        ("28855", "con_lai", 30),
    ]
    assert "28858" in {unit.code for unit in found.without_denominator}
    assert "28756" not in {unit.code for unit in found.without_denominator}


def test_board_budget_and_local_plan_leave_the_same_to_do(counted):
    for on in (START, MID, LAST):
        found = local_plan(counted, PLAN, "831", on)
        standing = read_board(counted, PLAN, on).standing(Scope(district_id=found.area.unit_id))
        checked = sum(line.quantity for line in found.money if line.activity.done is Done.ACCEPTED)
        assert standing.left == found.left == checked
        assert (standing.planned, standing.lost) == (found.planned + found.lost, found.lost)
        assert found.lost == 20


def test_months_follow_the_groups_and_make_the_whole(counted):
    found = local_plan(counted, PLAN, "831", START)
    shares = {(share.unit.code, share.group.id): share for share in found.shares}
    weddings, births = shares["28855", "ket_hon"], shares["28855", "khai_sinh"]
    assert weddings.by_month[0][0] == Period(2019, 7)
    # 600 of 1,830 cases: a third of the year's working days, then the births begin.
    assert weddings.by_month[-1][0] == births.by_month[0][0] == Period(2019, 10)
    assert births.by_month[-1][0] in {Period(2020, 5), Period(2020, 6)}
    assert sum(monthly(found.shares).values()) == found.left
    assert all(cases > 0 for _, cases in weddings.by_month)
    # Tết: fewer working days, fewer cases.
    months = dict(births.by_month)
    assert months[Period(2020, 1)] < months[Period(2019, 12)]


def test_what_is_overdue_is_due_in_the_coming_month(counted):
    found = local_plan(counted, PLAN, "831", MID)
    shares = {(share.unit.code, share.group.id): share for share in found.shares}
    assert shares["28855", "ket_hon"].by_month == ((Period(2021, 1), 150),)
    assert shares["28855", "ket_hon"].accepted == 450
    assert shares["831", "khai_tu"].by_month[0][0] == Period(2023, 7)


def test_without_districts_the_keeper_of_the_books_has_the_plan(counted):
    with pytest.raises(
        HotichError, match=r"Huyện Châu Thành \(831\) không còn vào ngày 01/07/2025.*--as-of 2025-06-30"
    ) as told:
        local_plan(counted, PLAN, "831", AFTER)
    heir = PLAN.units.successor(PLAN.units.lives("28855")[0], AFTER)
    assert f"{heir.name} ({heir.code})" in str(told.value)
    found = local_plan(counted, PLAN, heir.code, AFTER)
    assert found.area == heir
    assert "28855" in {unit.code for unit in found.units}
    assert found.left > 0
    assert local_plan(counted, PLAN, "831", LAST).area.name == "Huyện Châu Thành"


def test_every_book_is_in_one_local_plan_or_at_the_province(counted):
    for on in (START, LAST, AFTER):
        level = "district" if on < AFTER else "commune"
        areas = [unit for unit in PLAN.units.active(on) if unit.level == level]
        makers = [unit.unit_id for area in areas for unit in local_plan(counted, PLAN, area.code, on).units]
        assert len(makers) == len(set(makers))
        expected = {"28855", "28804", "28756"} | ({"831"} if level == "district" else set())
        assert {PLAN.units.by_id(unit_id).code for unit_id in makers} == expected


def test_other_codes_say_which_to_use(counted):
    with pytest.raises(HotichError, match=r"nằm trong kế hoạch của Huyện Châu Thành.*Dùng mã 831"):
        local_plan(counted, PLAN, "28855", START)
    with pytest.raises(HotichError, match="có kế hoạch của tỉnh rồi"):
        local_plan(counted, PLAN, "83", START)
    with pytest.raises(HotichError, match="“99999” không có trong danh mục"):
        local_plan(counted, PLAN, "99999", START)
