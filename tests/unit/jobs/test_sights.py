"""Which units an account may see."""

import pytest

from hotich.jobs.sights import unit_of, visible_units
from hotich.plan import load_plan
from hotich.storage.states import AccountRole

PLAN = load_plan("ben_tre_2019")
UNITS = PLAN.units


def seen(role: AccountRole, unit_id: int) -> set[str]:
    """Names with codes of what is seen."""
    found = visible_units(PLAN, role, unit_id)
    assert found is not None
    return {f"{UNITS.by_id(one).name} {UNITS.by_id(one).code}" for one in found}


def life(code: str, place: int = -1) -> int:
    return UNITS.lives(code)[place].unit_id


def test_a_province_sees_everything():
    assert visible_units(PLAN, AccountRole.PROVINCE, life("83")) is None


def test_a_commune_sees_itself():
    assert seen(AccountRole.UNIT, life("28855", 0)) == {"Xã An Hiệp 28855"}


def test_an_heir_sees_the_books_of_those_it_answers_for():
    """An Hiệp went into Tường Đa on 1/12/2024, which bears its code."""
    assert "Xã An Hiệp 28855" in seen(AccountRole.UNIT, life("28855"))
    heir = UNITS.successor(UNITS.by_id(life("28855", 0)), UNITS.by_id(life("28855")).valid_from)
    assert heir is not None
    assert heir.unit_id == life("28855")


def test_every_unit_of_the_plan_is_seen_by_who_answers_for_it_today():
    from datetime import date

    today = date(2026, 6, 30)
    checked = 0
    for unit in UNITS:
        heir = UNITS.successor(unit, today)
        if heir is not None and heir.level is unit.level:
            assert unit.unit_id in (visible_units(PLAN, AccountRole.UNIT, heir.unit_id) or ())
            checked += 1
    assert checked > 150


def test_a_district_sees_its_communes_and_no_others():
    own, other = (seen(AccountRole.DISTRICT, life(code)) for code in ("831", "836"))
    assert "Huyện Châu Thành 831" in own
    assert "Xã An Hiệp 28855" in own
    assert not own & other
    assert len(own) > 15


def test_a_district_sees_every_book_that_the_figures_count_under_it():
    counted = 0
    for unit in UNITS:
        district = PLAN.district_of(unit) if PLAN.includes(unit) else None
        if district is not None:
            assert unit.unit_id in (visible_units(PLAN, AccountRole.DISTRICT, district.unit_id) or ()), unit
            counted += 1
    assert counted > 150


def test_of_two_districts_that_came_out_of_one_each_sees_its_own():
    south, north = (seen(AccountRole.DISTRICT, life(code)) for code in ("833", "838"))
    assert not south & north


@pytest.mark.parametrize(
    ("role", "code", "name"),
    [
        ("province", None, "Tỉnh Bến Tre"),
        ("unit", "83", "Tỉnh Bến Tre"),
        ("district", "831", "Huyện Châu Thành"),
    ],
)
def test_accounts_are_made_for_a_unit_of_their_level(role, code, name):
    assert unit_of(PLAN, AccountRole(role), code).name == name
