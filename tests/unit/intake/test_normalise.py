"""Faults F36, F37 and F40 of the fault matrix, and what rules and loading read from the clean frame."""

import json
import unicodedata
from collections.abc import Mapping
from datetime import date
from typing import Any

import polars as pl
import pytest

from hotich.intake.normalise import FAULTS, normalise
from hotich.plan import load_plan
from hotich.registers import BIRTH, REGISTERS, Register
from hotich.text.legacy import LegacyEncoding, encode

PLAN = load_plan("ben_tre_2019")
COMMUNE = PLAN.units.resolve("28807", date(2015, 1, 1))
DEPARTMENT = PLAN.units.resolve("83", date(2015, 1, 1))
NO_FAULTS = pl.DataFrame(
    schema={"file_no": pl.UInt32, "row_no": pl.UInt32, "field": pl.String, "fault": pl.String}
)

SOUND = {
    "entry_number": "01/2010",
    "book_number": "01/2010",
    "registered_on": "15.03.2010",
    "registration_place": "UBND xã Qưới Sơn, huyện Châu Thành, tỉnh Bến Tre",
    "child_full_name": "Nguyễn Văn Hòa",
    "child_sex": "1",
    "child_birth_date": "02.03.2010",
    "child_birth_date_in_words": "Ngày hai, tháng ba, năm hai nghìn không trăm mười",
    "child_ethnicity": "Kinh",
    "child_nationality": "Việt Nam",
    "mother_full_name": "Trần Thị Thúy",
    "mother_birth_date": "1985",
    "mother_identity_number": "320123456",
}


def raw_frame(
    rows: list[Mapping[str, str | None]], register: Register = BIRTH, files: list[int] | None = None
) -> pl.DataFrame:
    """A raw frame of the rows, all in file 0 unless `files` says otherwise; row numbers from 2."""
    numbers = files or [0] * len(rows)
    columns: dict[str, Any] = {
        "file_no": pl.Series(numbers, dtype=pl.UInt32),
        "row_no": pl.Series(range(2, len(rows) + 2), dtype=pl.UInt32),
    }
    for field in register.all_fields:
        columns[field.name] = pl.Series([row.get(field.name) for row in rows], dtype=pl.String)
    return pl.DataFrame(columns)


def file_rows(
    count: int = 1, unit_id: int = COMMUNE.unit_id, year: int = 2010, book_no: int = 3
) -> list[dict[str, int]]:
    return [
        {"file_no": n, "unit_id": unit_id, "file_year": year, "file_book_no": book_no} for n in range(count)
    ]


def clean(*rows: Mapping[str, str | None], **changes: Any) -> pl.DataFrame:
    return normalise(
        raw_frame(list(rows)),
        changes.get("faults", NO_FAULTS),
        BIRTH,
        changes.get("files", file_rows()),
        PLAN,
    )


def clean_row(**changes: str | None) -> dict[str, Any]:
    return clean(SOUND | changes).row(0, named=True)


def written(row: Mapping[str, Any]) -> dict[str, str]:
    return {} if row["written"] is None else json.loads(row["written"])


def test_a_sound_row_is_read_whole() -> None:
    row = clean_row()
    expected = {
        "entry_number__no": 1, "entry_number__suffix": "", "entry_number__year": 2010, "entry_number__year_written": True,
        "entry_number__state": "ok", "book_number__no": 1, "book_number__year": 2010, "book_number__state": "ok",
        "registered_on": "2010-03-15", "registered_on__from": date(2010, 3, 15), "registered_on__state": "full",
        "child_sex": "1", "child_sex__unknown": False, "child_full_name": "Nguyễn Văn Hòa",
        "child_full_name__fold": "nguyễn văn hòa", "child_birth_date": "2010-03-02",
        "child_birth_date_in_words__from": "2010-03-02", "child_birth_date_in_words__state": "read",
        "child_ethnicity__unknown": False, "mother_birth_date": "1985", "mother_birth_date__from": date(1985, 1, 1),
        "mother_birth_date__until": date(1985, 12, 31), "mother_birth_date__state": "year",
        "mother_identity_number__form": "cmnd9", "father_birth_date": None, "father_birth_date__state": "blank",
        "father_full_name__fold": None, "father_identity_number__form": "blank", "registration_place__unit": "own",
        "unit_id": COMMUNE.unit_id, "file_year": 2010, "file_book_no": 3, "regime": "nd_158_2005", "key_book": 0,
        "stage_id": "huyen_xa_2", "encoding": "unicode", "encoding_unclear": False, "cell_fault": None, "written": None,
    }  # fmt: skip
    assert {name: row[name] for name in expected} == expected


def test_types_of_the_clean_frame_do_not_depend_on_its_rows() -> None:
    full, blank, none = clean(SOUND), clean({}), clean(SOUND).clear()
    assert full.schema == blank.schema == none.schema
    assert normalise(raw_frame([]), NO_FAULTS, BIRTH, file_rows(), PLAN).schema == full.schema
    assert full.schema["entry_number__no"] == pl.Int32
    assert full.schema["entry_number__year"] == pl.Int16
    assert full.schema["key_book"] == pl.Int16
    assert full.schema["registered_on__until"] == pl.Date
    assert full.schema["encoding_unclear"] == pl.Boolean


@pytest.mark.parametrize("register", REGISTERS.values(), ids=REGISTERS.keys())
def test_every_register_becomes_a_clean_frame(register: Register) -> None:
    raw = raw_frame([{field.name: "1" for field in register.all_fields}, {}], register)
    frame = normalise(raw, NO_FAULTS, register, file_rows(), PLAN)
    assert {field.name for field in register.all_fields} <= set(frame.columns)
    assert frame["registration_place__unit"].to_list() == ["none", "blank"]
    assert frame["row_hash"].n_unique() == 2


def test_rows_keep_their_order_and_do_not_depend_on_each_other() -> None:
    rows = [
        SOUND | {"entry_number": f"{n}/2010", "child_full_name": f"{'Ðỗ' if n % 7 == 0 else 'Võ'} Thị Hoà {n}",
                 "child_birth_date": None if n % 5 == 0 else f"{n % 28 + 1}/{n % 12 + 1}/2009"}
        for n in range(300)
    ]  # fmt: skip
    frame = clean(*rows)
    assert frame["row_no"].to_list() == list(range(2, 302))
    for n in (0, 5, 7, 140, 299):
        alone = clean(rows[n]).row(0, named=True) | {"row_no": n + 2}
        assert frame.row(n, named=True) == alone


# F36: TCVN3, VNI, NFD, zero-width, Đ/Ð: normalised with a trace, the raw text is kept.


@pytest.mark.parametrize(
    "name",
    [
        unicodedata.normalize("NFD", "Đỗ Thị Hoà"),
        "\u00d0ỗ Thị Hoà",
        "Đỗ\u00a0 Thị  Hoà ",
        "Đỗ \u200bThị Hoà\ufeff",
    ],
    ids=["NFD", "eth", "blanks", "zero width"],
)
def test_odd_writing_is_normalised_and_kept(name: str) -> None:
    row = clean_row(child_full_name=name)
    assert row["child_full_name"] == "Đỗ Thị Hoà"
    assert row["child_full_name__fold"] == "đỗ thị hòa"
    assert written(row) == {"child_full_name": name}


@pytest.mark.parametrize("encoding", ["tcvn3", "vni"])
def test_files_of_old_fonts_are_converted_and_their_neighbours_left_alone(encoding: LegacyEncoding) -> None:
    names = [
        "Nguyễn Văn Hòa",
        "Trần Thị Thúy",
        "Lê Hoàng Phương",
        "Đặng Quỳnh Như",
        "Phạm Hữu Đức",
        "Võ Thị Mười",
    ]
    old = [SOUND | {"entry_number": f"{n}/2010", "child_full_name": encode(name, encoding),
                    "mother_full_name": encode("Bùi Thị Tám", encoding), "child_ethnicity": "Kinh",
                    "registration_place": None, "child_birth_date_in_words": None, "child_nationality": None}
           for n, name in enumerate(names)]  # fmt: skip
    new = [SOUND | {"child_full_name": name} for name in names]
    rows = [row for pair in zip(old, new, strict=True) for row in pair]
    frame = normalise(raw_frame(rows, files=[0, 1] * 6), NO_FAULTS, BIRTH, file_rows(2), PLAN)
    assert frame["row_no"].to_list() == list(range(2, 14))
    assert frame["child_full_name"].to_list() == [name for name in names for _ in (0, 1)]
    assert frame["encoding"].to_list() == [encoding, "unicode"] * 6
    assert not frame["encoding_unclear"].any()
    for n, row in enumerate(frame.iter_rows(named=True)):
        kept = {} if n % 2 else {name: rows[n][name] for name in ("child_full_name", "mother_full_name")}
        assert written(row) == kept


def test_unclear_texts_are_loaded_as_written_and_their_rows_marked() -> None:
    odd = SOUND | {"child_full_name": "NguyÔn Van A", "mother_full_name": "Traàn Thi B"}
    frame = clean(odd, {"child_full_name": "Nguyen Van C"}, {"child_full_name": "Müller"})
    assert frame["child_full_name"].to_list() == ["NguyÔn Van A", "Nguyen Van C", "Müller"]
    assert frame["encoding_unclear"].to_list() == [True, False, False]
    assert frame["written"].null_count() == 3


def test_a_decided_encoding_is_taken() -> None:
    files = [file | {"encoding": "tcvn3"} for file in file_rows()]
    assert clean({"child_full_name": "L\u00aa"}, files=files)["child_full_name"].to_list() == ["Lê"]
    assert clean({"child_full_name": "L\u00aa"})["child_full_name"].to_list() == ["L\u00aa"]


# F37: every date has a typed outcome and keeps what is written.


@pytest.mark.parametrize(
    ("text", "edtf", "state", "kept"),
    [
        ("30/02/2010", None, "unreadable", True),
        ("00/00/1985", "1985", "year", True),
        ("không rõ", None, "unreadable", True),
        ("15.8 âm lịch", None, "unreadable", True),
        ("1985", "1985", "year", False),
        ("02/03/2010", "2010-03-02", "full", True),
        ("2.3.2010", "2010-03-02", "full", True),
        ("02.03.2999", "2999-03-02", "full", False),
        ("40240", None, "unreadable", True),
        ("   ", None, "blank", True),
    ],
)
def test_dates_have_an_outcome_and_keep_what_is_written(
    text: str, edtf: str | None, state: str, kept: bool
) -> None:
    row = clean_row(child_birth_date=text)
    assert (row["child_birth_date"], row["child_birth_date__state"]) == (edtf, state)
    assert written(row) == ({"child_birth_date": text} if kept else {})


# F40: one poison row among many.


POISONS = {
    "VNI pairs": "aà" * 500_000,
    "marks": "e\u0301\u0323" * 300_000,
    "years": "năm " * 300_000,
    "communes": "xã " * 300_000,
    "zeros": "0" * 1_000_000,
    "NUL": "A\x00B",
    "RTL": "\u202eHoà",
}


@pytest.mark.parametrize("poison", POISONS)
def test_a_poison_row_leaves_the_others_alone(poison: str) -> None:
    rows: list[Mapping[str, str | None]] = [SOUND | {"entry_number": f"{n}/2010"} for n in range(400)]
    expected = clean(*rows)
    rows[200] = {field.name: POISONS[poison] for field in BIRTH.all_fields}
    frame = clean(*rows)
    others = pl.col("row_no") != 202
    assert frame.filter(others).equals(expected.filter(others))
    row = frame.row(200, named=True)
    assert row["cell_fault"] == (None if poison in {"NUL", "RTL"} else "too_long")
    assert row["registered_on__state"] == "unreadable"
    assert row["entry_number__no"] is None
    assert max(map(len, written(row).values())) <= 32_767
    assert "\\u0000" not in row["written"]


def test_the_worst_fault_of_a_row_is_named() -> None:
    cells = [(0, 2, "note", fault) for fault in reversed(FAULTS)] + [
        (0, 3, "mother_identity_number", "number_identity")
    ]
    faults = pl.DataFrame(cells, schema=NO_FAULTS.schema, orient="row")
    assert clean(SOUND, SOUND, SOUND, faults=faults)["cell_fault"].to_list() == [
        FAULTS[0],
        "number_identity",
        None,
    ]


def test_a_number_out_of_a_date_cell_is_no_number() -> None:
    cells = [(0, 2, "entry_number", "date_cell"), (0, 3, "book_number", "date_cell")]
    faults = pl.DataFrame(cells, schema=NO_FAULTS.schema, orient="row")
    frame = clean(SOUND, SOUND, faults=faults)
    assert frame["entry_number__state"].to_list() == ["date_cell", "ok"]
    assert frame["entry_number__no"].to_list() == [None, 1]
    assert frame["entry_number__year"].to_list() == [None, 2010]
    assert frame["book_number__state"].to_list() == ["ok", "date_cell"]
    assert frame["cell_fault"].to_list() == ["date_cell", "date_cell"]


# Placement: regimes, stages, keys (delivery contract §3).


@pytest.mark.parametrize(
    ("registered_on", "regime", "stage_id", "key_book"),
    [
        ("31.12.1998", "truoc_1999", "huyen_xa_4", 3),
        ("01.01.1999", "nd_83_1998", "huyen_xa_3", 3),
        ("31.03.2006", "nd_83_1998", "huyen_xa_3", 3),
        ("01.04.2006", "nd_158_2005", "huyen_xa_2", 0),
        ("03.12.2018", "luat_ho_tich", "huyen_xa_1", 0),
        ("04.12.2018", "luat_ho_tich", None, 0),
        ("03.2006", "nd_83_1998", "huyen_xa_3", 3),
        ("2006", None, None, None),
        ("12.2018", "luat_ho_tich", None, 0),
        ("không rõ", None, None, None),
        (None, None, None, None),
    ],
)
def test_registration_dates_decide_regime_stage_and_key(
    registered_on: str | None, regime: str | None, stage_id: str | None, key_book: int | None
) -> None:
    row = clean_row(registered_on=registered_on)
    assert (row["regime"], row["stage_id"], row["key_book"]) == (regime, stage_id, key_book)


def test_each_tier_has_its_own_stages() -> None:
    files = file_rows() + [file_rows(2, DEPARTMENT.unit_id)[1]]
    row = SOUND | {"registered_on": "05.05.2014"}
    frame = normalise(raw_frame([row, row], files=[0, 1]), NO_FAULTS, BIRTH, files, PLAN)
    assert frame["stage_id"].to_list() == [
        PLAN.stage_for(PLAN.tier_of(unit).id, date(2014, 5, 5)).id
        for unit in (COMMUNE, DEPARTMENT)  # type: ignore[union-attr]
    ]
    assert frame["registration_place__unit"].to_list() == ["own", "other"]


@pytest.mark.parametrize(
    ("so", "registered_on", "year"),
    [
        ("01/2009", "15.03.2010", 2009),
        ("01", "15.03.2010", 2010),
        ("01/10", "15.03.2010", 2010),
        ("01", "2010", 2010),
        ("01", "không rõ", None),
        ("không số", "15.03.2010", None),
    ],
)
def test_the_year_of_an_entry(so: str, registered_on: str, year: int | None) -> None:
    assert clean_row(entry_number=so, registered_on=registered_on)["entry_number__year"] == year


def test_codes_are_read_and_their_wording_kept() -> None:
    row = clean_row(
        child_sex="Nam", registration_kind="01", child_ethnicity="khmer", mother_identity_number="320 123 456"
    )
    assert (row["child_sex"], row["registration_kind"], row["child_ethnicity"]) == ("1", "1", "Khơ-me")
    assert (row["mother_identity_number"], row["mother_identity_number__form"]) == ("320123456", "cmnd9")
    assert written(row) == {
        "child_ethnicity": "khmer", "child_sex": "Nam", "mother_identity_number": "320 123 456", "registration_kind": "01",
    }  # fmt: skip
    unknown = clean_row(child_sex='x "1"')
    assert (unknown["child_sex"], unknown["child_sex__unknown"]) == (None, True)
    assert written(unknown) == {"child_sex": 'x "1"'}
