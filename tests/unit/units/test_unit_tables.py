"""Faults in tables of units are told with file, line and remedy; dates partition each code's lives."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotich.errors import PlanError
from hotich.units import UnitRegistry

HEAD = "code,name,kind,level,parent_code,valid_from,valid_to,other_names\n"
SOUND = "40,Tỉnh A,Tỉnh,province,,,,\n"


def refusal(folder: Path, rows: str, changes: str | None = None) -> str:
    units = folder / "units.csv"
    units.write_text(HEAD + rows, encoding="utf-8")
    table = None
    if changes is not None:
        table = folder / "changes.csv"
        table.write_text("effective_on,document,kind,old_codes,new_code\n" + changes, encoding="utf-8")
    with pytest.raises(PlanError) as caught:
        UnitRegistry.from_csv(units, table)
    return str(caught.value)


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("401,Huyện B,Huyện,quận,40,,,\n", ["units.csv, dòng 3", "“quận”", "district"]),
        ("4,Tỉnh B,Tỉnh,province,,,,\n", ["dòng 3", "mã “4”", "2 chữ số"]),
        ("4x1,Huyện B,Huyện,district,40,,,\n", ["dòng 3", "mã “4x1”", "3 chữ số"]),
        ("401,,Huyện,district,40,,,\n", ["dòng 3", "cột name trống"]),
        ("401,Huyện B,Huyện,district,40,1/2/2020,,\n", ["dòng 3", "valid_from", "2020-02-01"]),
        ("401,Huyện B,Huyện,district,40,,,Huyện C|2009\n", ["dòng 3", "other_names", "“2009”"]),
        ("401,Huyện B,Huyện,district,41,,,\n", ["401", "cấp trên 41", "parent_code"]),
        ("40,Tỉnh B,Tỉnh,province,,2020-01-01,,\n", ["mã 40 cùng lúc", "valid_from"]),
    ],
)
def test_faulty_row(row: str, words: list[str], tmp_path: Path) -> None:
    message = refusal(tmp_path, SOUND + row)
    assert [word for word in words if word not in message] == [], message


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ("2020-02-01,QĐ 1,merge,41,40\n", ["01/02/2020", "QĐ 1", "mã 41"]),
        (",QĐ 1,merge,40,\n", ["dòng 2", "effective_on"]),
        ("2020-02-01,QĐ 1,merge,,40\n", ["dòng 2", "old_codes"]),
    ],
)
def test_faulty_change(change: str, words: list[str], tmp_path: Path) -> None:
    message = refusal(tmp_path, SOUND, change)
    assert [word for word in words if word not in message] == [], message


def test_missing_file(tmp_path: Path) -> None:
    with pytest.raises(PlanError, match=r"Không đọc được danh mục đơn vị.*khong_co\.csv"):
        UnitRegistry.from_csv(tmp_path / "khong_co.csv")


@given(
    starts=st.lists(st.dates(date(1950, 1, 1), date(2030, 1, 1)), min_size=1, max_size=5, unique=True),
    day=st.dates(date(1940, 1, 1), date(2040, 1, 1)),
    order=st.randoms(use_true_random=False),
)
def test_each_day_finds_the_life_that_covers_it(starts: list[date], day: date, order: object) -> None:
    """Lives that follow each other leave no day to two units, in whatever order the rows stand."""
    starts = sorted(starts)
    ends = [start - timedelta(days=1) for start in starts[1:]]
    rows = [
        {
            "code": "10001",
            "name": f"Xã {no}",
            "kind": "Xã",
            "level": "commune",
            "valid_from": start.isoformat(),
            "valid_to": ends[no].isoformat() if no < len(ends) else "",
        }
        for no, start in enumerate(starts)
    ]
    order.shuffle(rows)  # type: ignore[attr-defined]
    units = UnitRegistry.from_rows([("", row) for row in rows])
    expected = [no for no, start in enumerate(starts) if start <= day]
    found = units.at("10001", day)
    assert (found.name if found else None) == (f"Xã {expected[-1]}" if expected else None)
