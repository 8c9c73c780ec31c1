import polars as pl
import pytest

from hotich.registers import REGISTERS, Kind, codes
from hotich.registers.nations import countries, ethnicities
from hotich.text.listed import (
    read_code,
    read_codes,
    read_ethnicities,
    read_ethnicity,
    read_nationalities,
    read_nationality,
)


@pytest.mark.parametrize(
    ("text", "value", "unknown"),
    [
        ("1", "1", False), ("01", "1", False), ("1.0", "1", False), (" 1 ", "1", False), ("0 1", "1", False),
        ("Nam", "1", False), ("NỮ", "2", False), ("chưa xác định", "3", False),
        ("4", None, True), ("x", None, True), ("Nam Nữ", None, True), ("1" * 40_000, None, True),
        (None, None, False), ("", None, False),
    ],
)  # fmt: skip
def test_codes_of_the_sexes(text: str | None, value: str | None, unknown: bool) -> None:
    assert read_code(text, codes.SEX) == (value, unknown)


def test_zero_is_a_code_where_the_list_has_it() -> None:
    assert read_code("0", codes.RESIDENCE_KIND).value == "0"
    assert read_code("00", codes.RESIDENCE_KIND).value == "0"
    assert read_code("0", codes.SEX).unknown


def test_every_code_and_wording_of_every_list_is_read() -> None:
    lists = {field.codes for register in REGISTERS.values() for field in register.of_kind(Kind.CODE)}
    assert len(lists) > 10
    for listed in lists:
        assert listed is not None
        for code in listed.values:
            assert read_code(code, listed).value == code
        for word, code in listed.words().items():
            assert read_code(word.upper(), listed).value == code


@pytest.mark.parametrize(
    ("text", "value", "unknown"),
    [
        ("Kinh", "Kinh", False), ("KINH", "Kinh", False), ("01", "Kinh", False), ("1", "Kinh", False),
        ("Việt", "Kinh", False), ("Khmer", "Khơ-me", False), ("khơ me", "Khơ-me", False), ("Hán", "Hoa", False),
        ("54", "Rơ-măm", False), ("người Hoa", "Hoa", False), ("Người nước ngoài", "Người nước ngoài", False),
        ("Khác", "Khác", False), ("55", "55", True), ("Klingon", "Klingon", True), (None, None, False),
    ],
)  # fmt: skip
def test_ethnic_groups(text: str | None, value: str | None, unknown: bool) -> None:
    assert read_ethnicity(text) == (value, unknown)


def test_every_listed_name_is_its_own_official_name() -> None:
    for group in ethnicities():
        assert read_ethnicity(group.name) == (group.name, False)
    for country in countries():
        assert read_nationality(country.name) == (country.name, False)


@pytest.mark.parametrize(
    ("text", "value", "unknown"),
    [
        ("Việt Nam", "Việt Nam", False), ("VIỆT NAM", "Việt Nam", False), ("VN", "Việt Nam", False),
        ("Mỹ", "Hoa Kỳ", False), ("Hoa Kỳ (American)", "Hoa Kỳ", False), ("Atlantis", "Atlantis", True),
    ],
)  # fmt: skip
def test_nationalities(text: str, value: str, unknown: bool) -> None:
    assert read_nationality(text) == (value, unknown)


def test_columns_are_read_as_texts_are() -> None:
    column = pl.Series(["1", None, "x"])
    assert read_codes(column, codes.SEX).rows() == [("1", False), (None, False), (None, True)]
    assert read_ethnicities(column).rows() == [("Kinh", False), (None, False), ("x", True)]
    assert read_nationalities(column).rows() == [("1", True), (None, False), ("x", True)]
