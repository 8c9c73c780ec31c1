"""What was done year by year, what lateness moves, whose part of an authority's money is seen."""

from datetime import date

import pytest

from hotich.budget.at_pace import Forecast, at_pace
from hotich.budget.balance import balances
from hotich.budget.costing import load_costing
from hotich.budget.estimate import estimate
from hotich.budget.lines import total
from hotich.budget.totals import by_year, total_of
from hotich.plan import load_plan
from hotich.storage import ledger
from hotich.storage.ledger import NewEntry
from hotich.storage.states import EntryKind

pytestmark = pytest.mark.postgres
PLAN = load_plan("ben_tre_2019")
COSTING = load_costing(PLAN)
PRICES = {one.activity: one.dong for one in COSTING.text.prices}
END_2020, MAY_2021, END_2021, MID_2022 = (
    date(2020, 12, 31), date(2021, 5, 31), date(2021, 12, 31), date(2022, 6, 30),
)  # fmt: skip
HERE, THERE = (PLAN.units.lives(code)[0].unit_id for code in ("28855", "28804"))
CHAU_THANH = PLAN.units.lives("831")[0].unit_id


@pytest.fixture(scope="module")
def counted(database, snapshot):
    """Two communes of Châu Thành: 1,000 births due by the end of 2021, of which 20 are lost; 600 deaths due 2023–2025."""
    from hotich.storage.database import open_url

    births = {
        "planned": 1000,
        "lost": 20,
        "books_planned": 10,
        "pages_by_inventory": 1470,
        "cases_by_inventory": 980,
    }
    with open_url(database) as conn:
        snapshot(conn, END_2020, "huyen_xa_2", "28855", "KS", **births, delivered=100, loaded=100, accepted=80, second_keyed=50,
                 books_delivered=1, books_loaded=1)  # fmt: skip
        snapshot(conn, END_2020, "huyen_xa_4", "28804", "KT", planned=600, books_planned=6)
        snapshot(conn, MAY_2021, "huyen_xa_2", "28855", "KS", **births, delivered=700, loaded=650, accepted=500, second_keyed=120,
                 books_delivered=7, books_loaded=6)  # fmt: skip
        snapshot(conn, MID_2022, "huyen_xa_2", "28855", "KS", **births, delivered=900, loaded=900, accepted=900, second_keyed=120,
                 books_delivered=9, books_loaded=9)  # fmt: skip
        yield conn


def done(found):
    return {(one.year, one.activity_id): one.done.quantity for one in found if one.done is not None}


def test_what_was_done_is_told_year_by_year(counted):
    found = balances(counted, PLAN, COSTING, MID_2022)
    assert done(found) == {
        (2020, "thu_thap"): 1, (2020, "nhap_lieu"): 100, (2020, "nhap_lan_hai"): 50, (2020, "kiem_tra"): 80,
        (2021, "thu_thap"): 6, (2021, "nhap_lieu"): 600, (2021, "nhap_lan_hai"): 70, (2021, "kiem_tra"): 420,
        (2022, "thu_thap"): 2, (2022, "nhap_lieu"): 200, (2022, "kiem_tra"): 400,
    }  # fmt: skip
    of_2021 = total_of([one for one in found if one.year == 2021])
    assert of_2021.done == sum(
        count * PRICES[activity] for (year, activity), count in done(found).items() if year == 2021
    )


def test_who_keeps_the_books_now_did_not_do_what_was_done_before(counted):
    heir = PLAN.units.successor(PLAN.units.lives("28855")[0], date(2026, 3, 1))
    own = balances(counted, PLAN, COSTING, date(2026, 3, 1), years=[2025], payer=heir.unit_id)
    assert done(own) == {}
    all_of_them = balances(counted, PLAN, COSTING, MID_2022, years=[2022], payer=CHAU_THANH)
    assert done(all_of_them) == {
        key: quantity for key, quantity in done(balances(counted, PLAN, COSTING, MID_2022)).items() if key[0] == 2022
    }  # fmt: skip


def test_done_and_to_do_make_the_whole_plan_whatever_the_day(counted):
    whole = (
        16 * PRICES["thu_thap"] + (1470 + 600) * PRICES["quet"]
        + (980 + 600) * (PRICES["nhap_lieu"] + PRICES["nhap_lan_hai"] + PRICES["kiem_tra"])
    )  # fmt: skip
    for as_of in (END_2020, MAY_2021, END_2021, MID_2022, date(2026, 3, 1)):
        found = balances(counted, PLAN, COSTING, as_of)
        all_years = total_of(found)
        assert all_years.done + all_years.to_do == whole, as_of
        sums = [total_of(lines) for _, lines in by_year(found)]
        assert sum(one.done for one in sums) == all_years.done
        assert sum(one.to_do for one in sums) == all_years.to_do
        # What a year left undone is estimated again for the next: such a sum would say nothing.
        assert all_years.estimated is None


def test_all_years_from_the_first_count_on_stand_there(counted):
    found = balances(counted, PLAN, COSTING, MID_2022)
    assert [year for year, _ in by_year(found)] == [2020, 2021, 2022, 2023, 2024, 2025]


def test_work_at_the_pace_of_now_falls_into_years_after_the_deadline(counted):
    found = estimate(counted, PLAN, COSTING, MID_2022)
    ends = ((50, date(2026, 6, 30)), (80, date(2028, 3, 31)))
    early, late = at_pace(found, Forecast("cả kế hoạch", date(2025, 12, 31), ends, ""))
    assert [one.year for one in early.slices] == [2022, 2023, 2024, 2025, 2026]
    assert [one.late for one in early.slices] == [False] * 4 + [True]
    assert early.amount == late.amount == total(found.lines).amount
    assert early.late == early.of_year(2026) > 0
    assert late.late == late.of_year(2026) + late.of_year(2027) + late.of_year(2028) > early.late
    # Evenly: two years have the same number of working days, but for their holidays.
    assert abs(late.of_year(2023) - late.of_year(2024)) < late.amount // 100
    for activity in COSTING.activities:
        whole = sum(line.quantity for line in found.lines if line.activity.id == activity.id)
        moved = [line for one in late.slices for line in one.lines if line.activity.id == activity.id]
        assert sum(line.quantity for line in moved) == whole


def test_a_deadline_within_a_year_cuts_it(counted):
    found = estimate(counted, PLAN, COSTING, MID_2022)
    (pace,) = at_pace(found, Forecast("", date(2023, 6, 30), ((50, date(2023, 12, 31)),), ""))
    assert [(one.year, one.late) for one in pace.slices] == [(2022, False), (2023, False), (2023, True)]
    (over,) = at_pace(found, Forecast("", date(2021, 12, 31), ((50, date(2022, 12, 31)),), ""))
    assert over.late == over.amount
    (early,) = at_pace(found, Forecast("", date(2025, 12, 31), ((50, date(2023, 1, 31)),), ""))
    assert early.late == 0
    assert at_pace(found, Forecast("", date(2025, 12, 31), (), "chưa đủ dữ liệu")) == ()


def test_a_line_says_how_much_of_it_was_accepted_already(counted):
    found = estimate(counted, PLAN, COSTING, MID_2022)
    lines = {line.activity.id: line for line in found.select(year=2022)}
    again = lines["nhap_lan_hai"]
    assert (again.quantity, again.accepted) == (860, 780)
    (told,) = again.counts
    assert "gồm 780 trường hợp đã nghiệm thu nhưng chưa có tệp nhập lần hai" in told
    assert again.activity.source in told
    assert lines["kiem_tra"].accepted == lines["nhap_lieu"].accepted == 0
    # A stage that is not open has no accepted cases.
    assert all(line.accepted == 0 for line in found.lines if line.year > 2022)


def test_lost_books_are_told(counted):
    assert estimate(counted, PLAN, COSTING, MID_2022).lost == 20


def test_who_sees_one_commune_sees_its_part_under_its_own_name(counted):
    (part,) = estimate(counted, PLAN, COSTING, END_2020, visible=frozenset({HERE})).authorities[:1]
    name = PLAN.units.by_id(HERE).name_on(END_2020)
    assert part.name == f"Phần việc của {name[0].lower()}{name[1:]}, do UBND huyện Châu Thành chi"
    assert part.part
    (whole,) = estimate(counted, PLAN, COSTING, END_2020).authorities
    assert (whole.name, whole.part) == ("UBND huyện Châu Thành", False)
    three = frozenset({HERE, THERE, PLAN.units.lives("28858")[0].unit_id})
    more = estimate(counted, PLAN, COSTING, END_2020, visible=three).authorities[0]
    assert more.name == "Phần việc của 3 đơn vị, do UBND huyện Châu Thành chi"


def test_nothing_is_left_over_while_one_of_them_entered_nothing(counted):
    def spent(year):
        return NewEntry(
            kind=EntryKind.SPENT, unit_id=CHAU_THANH, year=year, activity="quet", amount=5, quantity=None,
            document_number="1", document_on=MAY_2021, content="x",
        )  # fmt: skip

    found = [one for one in balances(counted, PLAN, COSTING, MID_2022) if one.year in {2021, 2022}]
    assert (total_of(found).spent, total_of(found).entered) == (None, False)
    ledger.enter(counted, [spent(2021)], "kế toán")
    years = dict(by_year(balances(counted, PLAN, COSTING, MID_2022)))
    of_2021, of_2022 = total_of(years[2021]), total_of(years[2022])
    assert of_2021.left == of_2021.estimated - 5
    assert of_2021.surplus == of_2021.left
    assert (of_2022.left, of_2022.surplus, of_2022.entered) == (None, None, False)
    all_years = total_of(found := balances(counted, PLAN, COSTING, MID_2022))
    assert (all_years.spent, all_years.surplus) == (5, None)
    assert all_years.booked == 0
    assert {one.booked for one in found if one.year == 2021} == {True}
