"""Who has a difficulty in hand: as the levels of government stood on the day."""

from datetime import date
from pathlib import Path

import pytest

from hotich.difficulties.ladder import ladder, rung_above, rung_at
from hotich.plan import load_plan
from hotich.storage.states import DifficultyLevel

COMMUNE, DISTRICT, PROVINCE, COMMITTEE = DifficultyLevel


@pytest.fixture(scope="module")
def plan():
    return load_plan("ben_tre_2019")


def shown(plan, code, made_on, as_of):
    unit = plan.units.at(code, made_on)
    return [(rung.level, rung.unit and rung.unit.code) for rung in ladder(plan, unit, as_of)]


def test_a_communes_difficulty_goes_through_its_district(plan):
    assert shown(plan, "28855", date(2019, 7, 1), date(2020, 1, 1)) == [
        (COMMUNE, "28855"), (DISTRICT, "831"), (PROVINCE, "83"), (COMMITTEE, None),
    ]  # fmt: skip


def test_after_the_districts_it_goes_from_the_successor_to_the_province_of_that_day(plan):
    heir = plan.units.successor(plan.units.at("28855", date(2019, 7, 1)), date(2026, 1, 1))
    assert shown(plan, "28855", date(2019, 7, 1), date(2026, 1, 1)) == [
        (COMMUNE, heir.code), (PROVINCE, "86"), (COMMITTEE, None),
    ]  # fmt: skip
    assert shown(plan, "831", date(2019, 7, 1), date(2026, 1, 1))[1:] == [(PROVINCE, "86"), (COMMITTEE, None)]


def test_the_department_asks_the_committee(plan):
    assert shown(plan, "83", date(2019, 7, 1), date(2020, 1, 1)) == [(PROVINCE, "83"), (COMMITTEE, None)]


def test_every_unit_reaches_the_top_on_every_day(plan):
    for day in (date(2019, 7, 1), date(2021, 1, 1), date(2025, 1, 1), date(2026, 1, 1)):
        for unit in plan.units:
            rungs = ladder(plan, unit, day)
            ranks = [rung.level.rank for rung in rungs]
            assert ranks == sorted(set(ranks))
            assert [rung.level for rung in rungs][-2:] == [PROVINCE, COMMITTEE]


def test_a_level_that_is_no_more_is_stood_for_by_the_next(plan):
    rungs = ladder(plan, plan.units.at("28855", date(2019, 7, 1)), date(2026, 1, 1))
    assert rung_at(rungs, DISTRICT).level is PROVINCE
    assert rung_above(rungs, COMMUNE).level is PROVINCE
    assert rung_above(rungs, COMMITTEE) is None


def test_another_provinces_plan_has_its_own_ladder():
    other = load_plan(Path(__file__).parents[2] / "golden" / "plans" / "nghe_an_hu_cau.yaml")
    for unit in other.units:
        assert ladder(other, unit, date(2021, 1, 1))[-1].level is COMMITTEE
