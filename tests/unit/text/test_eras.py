"""Names of units that are younger than a day."""

from datetime import date

import polars as pl
import pytest

from hotich.plan import load_plan
from hotich.text.eras import formed_on, have_younger_names

UNITS = load_plan("ben_tre_2019").units


@pytest.mark.parametrize(
    ("place", "day", "younger"),
    [
        ("Thành phố Bến Tre", date(2009, 8, 10), True),
        ("Thành phố Bến Tre", date(2009, 8, 11), False),
        ("Phường 5, TP. Bến Tre, tỉnh Bến Tre", date(2005, 1, 1), True),
        ("Thị xã Bến Tre", date(2015, 1, 1), False),
        ("UBND HUYỆN MỎ CÀY NAM", date(2009, 2, 8), True),
        ("Huyện Mỏ Cày", date(1990, 1, 1), False),
        ("Phường An Hội, thành phố Bến Tre", date(2017, 1, 1), True),
        ("Phường An Hội, quận Ninh Kiều, thành phố Cần Thơ", date(2017, 1, 1), False),
        ("Phường Bến Tre, tỉnh Vĩnh Long", date(2018, 1, 1), True),
        ("Xã Hòa Ninh, huyện Long Hồ, tỉnh Vĩnh Long", date(1999, 1, 1), False),
        ("Xã An Hiệp, huyện Châu Thành, tỉnh Bến Tre", date(1980, 1, 1), False),
        # Its code ended in 2024 and the name went to the code of a neighbour: it was borne all along.
        ("Xã Tường Đa, huyện Châu Thành, tỉnh Bến Tre", date(2007, 1, 8), False),
        ("Thị trấn Châu Thành, huyện Châu Thành, tỉnh Bến Tre", date(2007, 1, 8), False),
        # A namesake of the end of 2024 makes the old one no younger.
        ("Thị trấn Châu Thành, huyện Châu Thành, tỉnh Bến Tre", date(1990, 1, 1), False),
        ("Xã Thanh Tân, huyện Mỏ Cày Bắc", date(2008, 1, 1), True),
        (None, date(1980, 1, 1), False),
        ("Thành phố Bến Tre", None, False),
    ],
)
def test_a_name_that_came_up_later_is_found(place: str | None, day: date | None, younger: bool) -> None:
    # A hit elsewhere in the column must not spill over.
    places = pl.Series(["Thành phố Bến Tre", place, "ấp 3"], dtype=pl.String)
    days = pl.Series([date(2000, 1, 1), day, date(2000, 1, 1)], dtype=pl.Date)
    assert have_younger_names(places, days, UNITS).to_list() == [True, younger, False]


def test_units_that_the_list_has_from_the_beginning_have_no_first_day() -> None:
    bac, nam = (UNITS.lives(code)[0] for code in ("838", "833"))
    assert formed_on(UNITS, [bac.unit_id, nam.unit_id]) == {bac.unit_id: date(2009, 1, 1)}
