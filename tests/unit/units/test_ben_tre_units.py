"""The units of Bến Tre at their dates."""

import csv
import hashlib
import unicodedata
from datetime import date
from pathlib import Path

import pytest

from hotich.errors import DeliveryError
from hotich.units import Level, UnitRegistry

DATA = Path(__file__).parents[3] / "include" / "hotich" / "units" / "data"
SAME_NAMES = ["Xã An Hiệp", "Xã An Thạnh", "Xã Mỹ Thạnh", "Xã Vĩnh Hòa"]


@pytest.fixture(scope="module")
def units() -> UnitRegistry:
    return UnitRegistry.from_csv(DATA / "ben_tre_units.csv", DATA / "ben_tre_unit_changes.csv")


@pytest.mark.parametrize(
    ("on", "districts", "communes"),
    [
        (date(1995, 1, 1), 8, 164),
        (date(2019, 7, 1), 9, 164),
        (date(2020, 1, 31), 9, 164),
        (date(2020, 2, 1), 9, 157),
        (date(2024, 11, 30), 9, 157),
        (date(2024, 12, 31), 9, 148),
        (date(2025, 6, 30), 9, 148),
        (date(2025, 7, 1), 0, 48),
    ],
)
def test_how_many_there_were(units: UnitRegistry, on: date, districts: int, communes: int) -> None:
    counts = [len(units.active(on, level)) for level in (Level.PROVINCE, Level.DISTRICT, Level.COMMUNE)]
    assert counts == [1, districts, communes]
    assert len(units.active(on)) == sum(counts)


@pytest.mark.parametrize(
    ("on", "counts"),
    [
        (date(2019, 7, 1), [17, 22, 11, 17, 22, 20, 24, 18, 13]),
        (date(2020, 2, 1), [14, 21, 11, 16, 21, 20, 23, 18, 13]),
        (date(2025, 1, 1), [12, 16, 11, 16, 21, 19, 22, 18, 13]),
    ],
)
def test_how_many_communes_each_district_had(units: UnitRegistry, on: date, counts: list[int]) -> None:
    codes = ["829", "831", "832", "833", "834", "835", "836", "837", "838"]
    communes = [unit.parent_code for unit in units.active(on, Level.COMMUNE)]
    assert [communes.count(code) for code in codes] == counts


@pytest.mark.parametrize(
    ("code", "on", "name"),
    [
        ("28777", date(2015, 1, 1), "Phường 2"),
        ("28777", date(2020, 2, 1), "Phường An Hội"),
        ("28777", date(2025, 7, 1), "Phường An Hội"),
        ("28810", date(2018, 1, 1), "Xã An Khánh"),
        ("28810", date(2024, 12, 1), "Thị trấn Châu Thành"),
        ("28810", date(2025, 7, 1), "Xã Phú Túc"),
        ("29179", date(2023, 4, 9), "Xã An Thủy"),
        ("29179", date(2023, 4, 10), "Thị trấn Tiệm Tôm"),
    ],
)
def test_a_code_means_another_unit_at_another_time(
    units: UnitRegistry, code: str, on: date, name: str
) -> None:
    assert units.resolve(code, on).name == name


def test_lives_of_one_code_have_different_ids(units: UnitRegistry) -> None:
    assert [unit.unit_id for unit in units.lives("28777")] == [32877701, 32877702, 32877703]
    assert units.resolve("83", date(2019, 1, 1)).unit_id == 10008301
    assert units.resolve("833", date(2019, 1, 1)).unit_id == 20083301
    assert len({unit.unit_id for unit in units}) == len(units) == 231


def test_ids_never_change(units: UnitRegistry) -> None:
    """Identifiers are in databases: this digest changes only when rows are appended (then renew it)."""
    text = "\n".join(f"{unit.unit_id} {unit.code} {unit.name}" for unit in list(units)[:231])
    assert hashlib.sha256(text.encode()).hexdigest()[:16] == "15828632f3f7cd62"


def test_appending_and_correcting_rows_keeps_the_ids(units: UnitRegistry) -> None:
    with (DATA / "ben_tre_units.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        if row["valid_from"] == "2024-12-01":
            row["valid_from"] = "2025-01-01"
    rows.append(
        rows[-1] | {"code": "28771", "name": "Phường Mới", "valid_from": "2030-01-01", "valid_to": ""}
    )
    longer = UnitRegistry.from_rows([("", row) for row in rows])
    assert [unit.unit_id for unit in longer][: len(units)] == [unit.unit_id for unit in units]
    assert longer.lives("28771")[-1].unit_id == 32877102


@pytest.mark.parametrize(
    ("code", "on", "words"),
    [
        ("99999", date(2010, 1, 1), ["99999", "không có trong danh mục"]),
        ("838", date(1995, 1, 1), ["chưa có vào ngày 01/01/1995", "833 (Huyện Mỏ Cày)"]),
        ("28771", date(2021, 1, 1), ["không còn từ ngày 01/02/2020", "28777 (Phường An Hội)"]),
        ("28771", date(2026, 1, 1), ["không còn", "28777 (Phường An Hội)"]),
        ("28867", date(2022, 1, 1), ["28789 (Xã Bình Phú)"]),
        ("83", date(2026, 1, 1), ["86 (Tỉnh Vĩnh Long)"]),
        ("86", date(2010, 1, 1), ["chưa có", "83 (Tỉnh Bến Tre)"]),
        ("831", date(2026, 1, 1), ["không còn từ ngày 01/07/2025", "Hỏi Sở Tư pháp"]),
        ("28825", date(2025, 1, 1), ["Xã Phú An Hòa", "chưa ghi đơn vị kế thừa"]),
    ],
)
def test_wrong_code_says_whom_to_use_instead(
    units: UnitRegistry, code: str, on: date, words: list[str]
) -> None:
    with pytest.raises(DeliveryError) as caught:
        units.resolve(code, on)
    assert [word for word in words if word not in str(caught.value)] == []
    assert units.at(code, on) is None


def test_old_names_of_districts(units: UnitRegistry) -> None:
    south, town = units.resolve("833", date(2000, 1, 1)), units.resolve("829", date(2000, 1, 1))
    assert (south.name_on(date(2000, 1, 1)), south.name_on(date(2010, 1, 1))) == (
        "Huyện Mỏ Cày",
        "Huyện Mỏ Cày Nam",
    )
    assert (town.name_on(date(2009, 8, 10)), town.name_on(date(2009, 8, 11))) == (
        "Thị xã Bến Tre",
        "Thành phố Bến Tre",
    )
    thanh_tan = units.resolve("28906", date(1995, 1, 1))
    assert units.full_name(thanh_tan, date(1995, 1, 1)) == "xã Thanh Tân, huyện Mỏ Cày, tỉnh Bến Tre"
    assert units.full_name(thanh_tan, date(2015, 1, 1)) == "xã Thanh Tân, huyện Mỏ Cày Bắc, tỉnh Bến Tre"


def test_successors_after_the_merger(units: UnitRegistry) -> None:
    on = date(2026, 1, 1)

    def heir(code: str, then: date = date(2018, 1, 1)) -> str | None:
        found = units.successor(units.resolve(code, then), on)
        return found and f"{found.code} {found.name}"

    assert heir("29161") == "29158 Xã An Hiệp"
    assert heir("29164") == "29110 Xã Ba Tri"
    assert heir("28897") == "28901 Xã Hưng Khánh Trung"
    assert heir("28807") == "28807 Xã Giao Long"
    assert heir("28771") == heir("28777") == heir("28774") == "28777 Phường An Hội"
    assert heir("29179") == "29167 Xã Tân Thủy"
    assert heir("83") == "86 Tỉnh Vĩnh Long"
    assert heir("831") is None
    assert heir("29074") is None


def test_each_of_the_148_has_one_successor_and_each_of_the_48_a_predecessor(units: UnitRegistry) -> None:
    before = units.active(date(2025, 6, 30), Level.COMMUNE)
    after = units.active(date(2025, 7, 1), Level.COMMUNE)
    assert [unit.name for unit in before if len(unit.successor_ids) != 1] == []
    assert {unit.successor_ids[0] for unit in before} == {unit.unit_id for unit in after}
    assert sorted(old.unit_id for unit in after for old in units.predecessors(unit)) == sorted(
        unit.unit_id for unit in before
    )


def test_four_names_stand_in_two_districts_each(units: UnitRegistry) -> None:
    names = units.names(date(2018, 1, 1), str.casefold)
    assert sorted(key for key, found in names.items() if len(found) > 1) == [
        name.casefold() for name in SAME_NAMES
    ]
    assert [unit.code for unit in names["xã an hiệp, huyện ba tri"]] == ["29161"]
    assert [unit.code for unit in names["xã an hiệp, huyện châu thành, tỉnh bến tre"]] == ["28855"]


@pytest.mark.parametrize(
    ("written", "on", "code"),
    [
        ("xã Thanh Tân, huyện Mỏ Cày", date(1995, 1, 1), "28906"),
        ("xã Thanh Tân, huyện Mỏ Cày, tỉnh Bến Tre", None, "28906"),
        ("phường 2, thị xã Bến Tre", date(2001, 1, 1), "28777"),
        ("xã Quới Sơn, huyện Châu Thành", date(2018, 1, 1), "28807"),
        ("huyện Mỏ Cày", date(1995, 1, 1), "833"),
        ("thị xã Bến Tre, tỉnh Bến Tre", None, "829"),
        ("tỉnh Bến Tre", date(2000, 1, 1), "83"),
    ],
)
def test_places_are_found_under_former_names_too(
    units: UnitRegistry, written: str, on: date | None, code: str
) -> None:
    assert {unit.code for unit in units.names(on, str.casefold)[written.casefold()]} == {code}


def test_names_of_a_day_hold_no_unit_of_another(units: UnitRegistry) -> None:
    names = units.names(date(2018, 1, 1), str.casefold)
    assert {unit.unit_id for found in names.values() for unit in found} == {
        unit.unit_id for unit in units.active(date(2018, 1, 1))
    }
    assert "phường an hội" not in names


def test_data_files_are_nfc_and_parents_exist_at_the_time(units: UnitRegistry) -> None:
    for path in DATA.iterdir():
        text = path.read_text(encoding="utf-8")
        assert text == unicodedata.normalize("NFC", text)
    for unit in units:
        day = unit.valid_to or unit.valid_from or date(2026, 1, 1)
        assert (units.parent(unit, day) is None) == (unit.level is Level.PROVINCE), unit
