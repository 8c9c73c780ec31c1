from datetime import date

import pytest

from hotich.plan import load_plan
from hotich.text.places import Answer, PlaceIndex, place_index
from hotich.units import Level, Unit

ON = date(2015, 1, 1)
PLAN = load_plan("ben_tre_2019")


def unit(code: str) -> Unit:
    return PLAN.units.resolve(code, ON)


@pytest.fixture(scope="module")
def index() -> PlaceIndex:
    return place_index(PLAN.units)


AN_HIEP_CHAU_THANH = next(
    u.code for u in PLAN.units.active(ON, Level.COMMUNE) if u.name == "Xã An Hiệp" and u.parent_code == "831"
)
AN_HIEP_BA_TRI = next(
    u.code for u in PLAN.units.active(ON, Level.COMMUNE) if u.name == "Xã An Hiệp" and u.parent_code == "836"
)
WARD_2, CHAU_THANH, DEPARTMENT = "28777", "831", "83"


@pytest.mark.parametrize(
    ("text", "own", "answer"),
    [
        (None, AN_HIEP_BA_TRI, "blank"),
        ("UBND xã An Hiệp, huyện Ba Tri, tỉnh Bến Tre", AN_HIEP_BA_TRI, "own"),
        ("Ủy ban nhân dân xã An Hiệp - H. Ba Tri", AN_HIEP_BA_TRI, "own"),
        ("X. AN HIỆP", AN_HIEP_BA_TRI, "own"),
        ("An Hiệp, Ba Tri, Bến Tre", AN_HIEP_BA_TRI, "own"),
        # Two communes of one name: only the district tells them apart.
        ("xã An Hiệp, huyện Châu Thành", AN_HIEP_BA_TRI, "other"),
        ("xã An Hiệp, huyện Ba Tri", AN_HIEP_CHAU_THANH, "other"),
        ("xã An Hiệp", AN_HIEP_CHAU_THANH, "own"),
        ("UBND phường 7, thành phố Bến Tre", AN_HIEP_BA_TRI, "other"),
        ("UBND huyện Châu Thành", AN_HIEP_CHAU_THANH, "other"),
        ("Sở Tư pháp tỉnh Bến Tre", AN_HIEP_CHAU_THANH, "other"),
        # The district alone may say where the commune lies.
        ("huyện Châu Thành, tỉnh Bến Tre", AN_HIEP_CHAU_THANH, "none"),
        ("Bến Tre", AN_HIEP_CHAU_THANH, "none"),
        ("An Hội", AN_HIEP_CHAU_THANH, "none"),
        ("xã Không Có Thật", AN_HIEP_CHAU_THANH, "none"),
        ("UBND xã An Hiệp, huyện Cái Bè, tỉnh Tiền Giang", AN_HIEP_CHAU_THANH, "none"),
        ("Đại sứ quán Việt Nam tại Pháp", AN_HIEP_CHAU_THANH, "none"),
        # Its names of before 2009 and after 2020 are its own.
        ("P.2, TX. Bến Tre", WARD_2, "own"),
        ("phường An Hội, thành phố Bến Tre", WARD_2, "own"),
        ("phường 1, thành phố Bến Tre", WARD_2, "other"),
        # Giao Long took Giao Hòa in 2020, but had books of its own before.
        ("UBND xã Giao Long, huyện Châu Thành", "28816", "other"),
        ("UBND huyện Châu Thành, tỉnh Bến Tre", CHAU_THANH, "own"),
        ("Phòng Tư pháp huyện Châu Thành", CHAU_THANH, "own"),
        ("UBND huyện Châu Thành, thị trấn Châu Thành", CHAU_THANH, "own"),
        ("UBND huyện Ba Tri", CHAU_THANH, "other"),
        ("xã An Hiệp, huyện Châu Thành", CHAU_THANH, "other"),
        ("Sở Tư pháp", DEPARTMENT, "own"),
        ("tỉnh Bến Tre", DEPARTMENT, "own"),
        ("UBND xã An Hiệp, huyện Ba Tri", DEPARTMENT, "other"),
        ("xã " * 20_000, DEPARTMENT, "none"),
    ],
)
def test_a_place_names_a_unit(index: PlaceIndex, text: str | None, own: str, answer: Answer) -> None:
    assert index.names_unit(text, unit(own).unit_id) == answer


def test_every_unit_knows_its_own_full_name_and_no_other_does(index: PlaceIndex) -> None:
    units = PLAN.units.active(ON, Level.COMMUNE) + PLAN.units.active(ON, Level.DISTRICT)
    assert len(units) > 160
    for one, other in zip(units, units[1:], strict=False):
        name = PLAN.units.full_name(one, ON)
        assert index.names_unit(f"UBND {name}", one.unit_id) == "own", name
        assert index.names_unit(f"UBND {name}", other.unit_id) == "other", name
