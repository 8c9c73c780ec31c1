"""The lists of ethnic groups and countries."""

import unicodedata

import pytest

from hotich.registers.nations import countries, country_names, ethnicities, ethnicity_names


def test_54_groups_in_the_order_of_their_codes_and_two_more() -> None:
    groups = ethnicities()
    assert [g.code for g in groups] == [f"{n:02}" for n in range(1, 55)] + ["", ""]
    assert [g.name for g in groups[-2:]] == ["Khác", "Người nước ngoài"]
    assert (groups[0].name, groups[4].name, groups[53].name) == ("Kinh", "Khơ-me", "Rơ-măm")


@pytest.mark.parametrize(
    ("written", "official"),
    [("Việt", "Kinh"), ("Hán", "Hoa"), ("Khmer", "Khơ-me"), ("05", "Khơ-me"), ("Kinh", "Kinh")],
)
def test_written_forms_lead_to_the_official_group(written: str, official: str) -> None:
    assert ethnicity_names()[written] == official


@pytest.mark.parametrize(
    ("written", "official"),
    [
        ("Việt Nam", "Việt Nam"),
        ("Mỹ", "Hoa Kỳ"),
        ("Úc", "Ô-xtrây-li-a"),
        ("Đài Loan", "Trung Quốc (Đài Loan)"),
        ("Singapore", "Xinh-ga-po"),
        ("Campuchia", "Căm-pu-chia"),
    ],
)
def test_written_forms_lead_to_the_official_country(written: str, official: str) -> None:
    assert country_names()[written] == official


def test_no_written_form_means_two_things() -> None:
    for entries in (ethnicities(), countries()):
        owner: dict[str, str] = {}
        for entry in entries:
            for form in (entry.name, *entry.variants):
                assert form == unicodedata.normalize("NFC", form.strip())
                assert owner.setdefault(form.casefold(), entry.name) == entry.name, form
    assert len({c.code for c in countries()}) == len(countries()) > 200
