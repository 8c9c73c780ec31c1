"""Who pays: by tier and level, through mergers, and when there are no districts any more."""

from datetime import date

import pytest

from hotich.budget.costing import load_costing
from hotich.budget.payers import Payers
from hotich.errors import HotichError
from hotich.plan import load_plan
from hotich.units import Level

PLAN = load_plan("ben_tre_2019")
COSTING = load_costing(PLAN)
BEFORE, AFTER = date(2025, 6, 30), date(2025, 7, 1)


def payers(on: date) -> Payers:
    return Payers(PLAN, COSTING, on)


def commune(name: str, on: date = date(2019, 7, 1)):
    return next(unit for unit in PLAN.units.active(on, Level.COMMUNE) if unit.name == name)


def test_the_district_pays_for_its_communes_and_itself():
    an_hiep = PLAN.units.resolve("28855", BEFORE)
    district = PLAN.units.parent(an_hiep, BEFORE)
    assert payers(BEFORE).of(an_hiep).name == "UBND huyện Châu Thành"
    assert payers(BEFORE).of(an_hiep) == payers(BEFORE).of(district)
    assert not payers(BEFORE).of(an_hiep).verified


def test_the_province_pays_for_its_own_books_before_and_after_the_merger():
    province = PLAN.units.resolve(PLAN.province.code, BEFORE)
    assert payers(BEFORE).of(province).name == "Sở Tư pháp"
    after = payers(AFTER).of(province)
    assert after.name == "Sở Tư pháp"
    assert after.known


def test_without_districts_the_commune_that_keeps_the_books_pays():
    an_hiep = PLAN.units.resolve("28855", BEFORE)
    heir = PLAN.units.successor(an_hiep, AFTER)
    found = payers(AFTER).of(an_hiep)
    assert found.unit_id == heir.unit_id
    assert found.name == f"UBND {heir.name[0].lower()}{heir.name[1:]}"
    assert found.known


def test_a_district_that_ended_without_heir_is_still_named_and_marked():
    district = PLAN.units.parent(PLAN.units.resolve("28855", BEFORE), BEFORE)
    found = payers(AFTER).of(district)
    assert found.unit_id == district.unit_id
    assert not found.known


def test_every_maker_of_every_day_has_a_payer():
    for on in (date(2019, 7, 1), date(2020, 2, 1), date(2024, 12, 31), BEFORE, AFTER, date(2030, 1, 1)):
        found = payers(on)
        levels = {level for tier in PLAN.tiers for level in tier.levels}
        makers = [unit for unit in PLAN.units if unit.level in levels and (unit.valid_from or date.min) <= on]
        assert makers
        assert all(found.of(maker).name for maker in makers)


def test_a_code_is_found_or_the_payer_is_named():
    assert payers(BEFORE).find(" 831 ").name.startswith("UBND ")
    with pytest.raises(
        HotichError, match=r"không lập dự toán riêng: UBND huyện Châu Thành chi .* Dùng mã 831"
    ):
        payers(BEFORE).find("28855")
    with pytest.raises(HotichError, match="không còn từ ngày 01/07/2025"):
        payers(AFTER).find("831")
