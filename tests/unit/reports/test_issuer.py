"""Who reports, under the names of the data date, in two provinces."""

from datetime import date
from pathlib import Path

import pytest

from hotich.errors import HotichError
from hotich.plan import load_plan
from hotich.reports.issuer import issuer_of
from hotich.units import Level

GOLDEN = Path(__file__).parents[2] / "golden" / "plans" / "nghe_an_hu_cau.yaml"


@pytest.mark.parametrize(
    ("day", "superior", "place"),
    [
        (date(2025, 6, 30), "Ủy ban nhân dân tỉnh Bến Tre", "Bến Tre"),
        (date(2025, 7, 1), "Ủy ban nhân dân tỉnh Vĩnh Long", "Vĩnh Long"),
    ],
)
def test_the_province_bears_the_name_of_the_data_date(plan, day, superior, place):
    issuer = issuer_of(plan, Level.PROVINCE, None, day)
    assert (issuer.superior, issuer.place, issuer.to[0]) == (superior, place, superior)
    assert (issuer.name, issuer.symbol) == ("Sở Tư pháp", "STP")


def test_a_districts_committee_names_no_superior(plan):
    issuer = issuer_of(plan, Level.DISTRICT, "836", date(2024, 9, 30))
    assert (issuer.superior, issuer.name, issuer.place) == ("", "Ủy ban nhân dân huyện Ba Tri", "Ba Tri")
    assert issuer.to == ("Sở Tư pháp tỉnh Bến Tre",)


def test_unknown_and_missing_districts_are_told_with_those_that_are(plan):
    with pytest.raises(HotichError, match=r"cần mã huyện.*836 Huyện Ba Tri"):
        issuer_of(plan, Level.DISTRICT, None, date(2024, 9, 30))
    with pytest.raises(HotichError, match="không có huyện mang mã “999”"):
        issuer_of(plan, Level.DISTRICT, "999", date(2024, 9, 30))
    with pytest.raises(HotichError, match="chỉ ghi đến ngày 30/06/2025"):
        issuer_of(plan, Level.DISTRICT, "836", date(2025, 9, 30))


def test_another_province_needs_its_plan_only():
    issuer = issuer_of(load_plan(GOLDEN), Level.PROVINCE, None, date(2022, 1, 1))
    assert (issuer.superior, issuer.place) == ("Ủy ban nhân dân tỉnh Nghệ An", "Vinh")
    assert issuer.signer == ("KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC")
