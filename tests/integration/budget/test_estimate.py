"""The estimate from snapshots: quantities, years, payers, prices; spent against estimated."""

from dataclasses import replace
from datetime import date

import pytest

from hotich.budget.balance import balances, basis_date
from hotich.budget.costing import Costing, load_costing
from hotich.budget.estimate import estimate
from hotich.budget.lines import total
from hotich.plan import load_plan
from hotich.storage import ledger
from hotich.storage.ledger import NewEntry
from hotich.storage.states import EntryKind

pytestmark = pytest.mark.postgres
PLAN = load_plan("ben_tre_2019")
COSTING = load_costing(PLAN)
END_2020, END_2021, MAY_2021 = date(2020, 12, 31), date(2021, 12, 31), date(2021, 5, 31)
CHAU_THANH = PLAN.units.lives("831")[0].unit_id


@pytest.fixture(scope="module")
def counted(database, snapshot):
    """An Hiệp (Châu Thành): 1,000 births of 2006–2015, window 7/2020–12/2021; an old book of which a part is lost."""
    from hotich.storage.database import open_url

    with open_url(database) as conn:
        own = {"planned": 1000, "books_planned": 10, "pages_by_inventory": 1500, "cases_by_inventory": 1000}
        snapshot(conn, END_2020, "huyen_xa_2", "28855", "KS", **own)
        snapshot(
            conn, MAY_2021, "huyen_xa_2", "28855", "KS", **own | {"pages_by_inventory": 900, "cases_by_inventory": 600},
            delivered=700, loaded=650, accepted=300, books_delivered=6, books_loaded=6, scanned=400, pages_scanned=480,
            pages_by_scans=480, cases_by_scans=400, second_keyed=500,
        )  # fmt: skip
        snapshot(conn, END_2020, "huyen_xa_4", "28855", "KT", planned=90, lost=30, books_planned=3)
        snapshot(conn, END_2020, "huyen_xa_2", "28804", "KS", planned=None, delivered=50)
        yield conn


def by_activity(lines):
    return {line.activity.id: line.quantity for line in lines}


def test_before_anything_is_done_all_is_needed(counted):
    found = estimate(counted, PLAN, COSTING, END_2020)
    births = [line for line in found.lines if line.year == 2021]
    assert by_activity(births) == {
        "thu_thap": 10, "quet": 1500, "nhap_lieu": 1000, "nhap_lan_hai": 1000, "kiem_tra": 1000,
    }  # fmt: skip
    assert {line.authority.name for line in found.lines} == {"UBND huyện Châu Thành"}
    assert total(births).amount == 10 * 20_000 + 1500 * 2200 + 1000 * (4500 + 2500 + 2000)


def test_each_activity_ends_with_its_own_state(counted):
    found = estimate(counted, PLAN, COSTING, MAY_2021)
    assert by_activity(found.select(year=2021)) == {
        "thu_thap": 4, "quet": 900, "nhap_lieu": 300, "nhap_lan_hai": 500, "kiem_tra": 700,
    }  # fmt: skip


def test_lost_books_cost_nothing_and_later_stages_fall_into_their_years(counted):
    found = estimate(counted, PLAN, COSTING, END_2020)
    deaths = [line for line in found.lines if line.year >= 2023]
    # 7/2023–12/2025: half a year, and two whole ones.
    keyed = {line.year: line.quantity for line in deaths if line.activity.id == "nhap_lieu"}
    assert sum(keyed.values()) == 60
    assert sorted(keyed) == [2023, 2024, 2025]
    assert keyed[2023] < keyed[2024]
    assumed = [line for line in deaths if line.activity.id == "quet"]
    assert sum(line.assumed for line in assumed) == sum(line.quantity for line in assumed) == 60
    assert "trang theo số giả định chưa kiểm chứng" in "; ".join(assumed[0].remarks)


def test_the_years_sum_to_the_whole_on_every_day(counted):
    for as_of in (END_2020, date(2021, 1, 1), MAY_2021, END_2021, date(2023, 8, 17), date(2026, 3, 1)):
        found = estimate(counted, PLAN, COSTING, as_of)
        sums = dict.fromkeys((one.id for one in COSTING.activities), 0)
        for line in found.lines:
            sums[line.activity.id] += line.quantity
        later = as_of >= MAY_2021
        assert sums == {
            "thu_thap": 3 + (4 if later else 10), "quet": 60 + (900 if later else 1500),
            "nhap_lieu": 60 + (300 if later else 1000), "nhap_lan_hai": 60 + (500 if later else 1000),
            "kiem_tra": 60 + (700 if later else 1000),
        }  # fmt: skip
        units = dict.fromkeys(sums, 0)
        for one in found.quantities:
            units[one.activity] += one.quantity
        assert units == sums


def test_overdue_work_is_due_in_the_current_year(counted):
    found = estimate(counted, PLAN, COSTING, date(2026, 3, 1))
    assert found.years == (2026,)
    # The last day of a year is over: what is left is for the next.
    assert min(estimate(counted, PLAN, COSTING, END_2021).years) == 2022


def test_a_unit_without_inventory_is_named_not_counted(counted):
    found = estimate(counted, PLAN, COSTING, END_2020)
    codes = {unit.code for unit in found.without_denominator}
    assert "28804" in codes
    assert "28855" not in codes


def test_a_missing_price_is_a_gap_not_zero(counted):
    prices = tuple(one for one in COSTING.text.prices if one.activity != "quet")
    partly = Costing(replace(COSTING.text, prices=prices), COSTING.path, "")
    found = estimate(counted, PLAN, partly, END_2020)
    scans = [line for line in found.lines if line.activity.id == "quet"]
    assert {line.amount for line in scans} == {None}
    assert not scans[0].verified
    assert scans[0].remarks[0] == "chưa có đơn giá"
    assert total(found.lines).unpriced == len(scans)


def test_the_price_of_a_year_is_that_of_its_first_day(counted):
    old = next(one for one in COSTING.text.prices if one.activity == "quet")
    new = replace(old, dong=3000, from_=date(2024, 1, 1), until=None)
    prices = (replace(old, until=date(2023, 12, 31)), new)
    found = estimate(counted, PLAN, Costing(replace(COSTING.text, prices=prices), COSTING.path, ""), END_2020)
    paid = {line.year: line.price.dong for line in found.lines if line.activity.id == "quet"}
    assert paid == {2021: 2200, 2023: 2200, 2024: 3000, 2025: 3000}


def test_spent_against_estimated(counted):
    def entry(kind, amount, **other):
        return NewEntry(
            kind=kind, unit_id=CHAU_THANH, year=2021, activity="quet", amount=amount, quantity=None,
            document_number="1", document_on=MAY_2021, content=f"{kind}", **other,
        )  # fmt: skip

    def lines():
        found = balances(counted, PLAN, COSTING, MAY_2021, years=[2021])
        return {one.activity_id: one for one in found}

    # Work was done, but nobody entered what it cost: whether money is left cannot be said.
    before = lines()["quet"]
    assert (before.estimated.amount, before.spent, before.to_do.amount) == (3_300_000, None, 1_980_000)
    assert (before.left, before.surplus) == (None, None)
    ledger.enter(counted, [entry(EntryKind.SPENT, 1_000_000)], "kế toán")
    # From now on the authority keeps its book: what it did not enter of other activities, it did not spend.
    assert lines()["nhap_lieu"].left == lines()["nhap_lieu"].estimated.amount
    (line,) = [
        one for one in balances(counted, PLAN, COSTING, MAY_2021, years=[2021]) if one.activity_id == "quet"
    ]
    # The year was estimated on the last day before it: 1,500 pages; 900 are still to be scanned.
    assert (line.estimated.amount, line.allotted, line.spent) == (3_300_000, None, 1_000_000)
    assert (line.left, line.to_do.amount, line.surplus) == (2_300_000, 1_980_000, 320_000)
    ledger.enter(counted, [entry(EntryKind.ALLOTTED, 2_500_000)], "kế toán")
    (line,) = [
        one for one in balances(counted, PLAN, COSTING, MAY_2021, years=[2021]) if one.activity_id == "quet"
    ]
    assert (line.budget, line.left, line.surplus) == (2_500_000, 1_500_000, -480_000)


def test_money_of_an_activity_that_is_no_more_stays_visible(counted):
    old = NewEntry(
        kind=EntryKind.SPENT, unit_id=CHAU_THANH, year=2021, activity="photo", amount=5, quantity=None,
        document_number="2", document_on=MAY_2021, content="việc cũ",
    )  # fmt: skip
    ledger.enter(counted, [old], "kế toán")
    found = [one for one in balances(counted, PLAN, COSTING, MAY_2021) if one.activity_id == "photo"]
    assert [(one.term, one.spent, one.budget) for one in found] == [("photo", 5, None)]


def test_the_basis_of_a_year():
    assert basis_date(date(2019, 7, 1), 2021, MAY_2021) == END_2020
    assert basis_date(date(2021, 3, 1), 2021, MAY_2021) == date(2021, 3, 1)
    assert basis_date(date(2019, 7, 1), 2022, MAY_2021) == MAY_2021
    assert basis_date(None, 2021, MAY_2021) == END_2020
