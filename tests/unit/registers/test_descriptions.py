"""The descriptions against the templates, column for column."""

import csv
import re
from pathlib import Path

import pytest

from hotich.errors import HotichError
from hotich.registers import REGISTERS, Kind, Register, register

GOLDEN = Path(__file__).resolve().parents[2] / "golden"
CODES = ["KH", "KS", "CMC", "HN", "KT", "GH", "CDGH", "LH", "TDCC"]
SPELT_OUT = {"(Ngày/)căn cứ hủy tuyên bố [sic: name in the template]": "Căn cứ hủy tuyên bố"}


def rows(name: str) -> list[dict[str, str]]:
    with (GOLDEN / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def bare(meaning: str) -> str:
    """A template's meaning without the list of values or forms that follows it."""
    meaning = SPELT_OUT.get(meaning, meaning)
    return re.sub(r"\s*(\(.*\)|\[.*\]|1 Nam 2 Nữ.*)$", "", meaning)


def described(official: bool) -> list[tuple[str, int, str, str]]:
    return [
        (code, position, field.column, field.term)
        for code in CODES
        if REGISTERS[code].official is official
        for position, field in enumerate(REGISTERS[code].fields, start=1)
    ]


@pytest.mark.parametrize(
    ("name", "official", "count"),
    [("moj_excel_fields.csv", True, 237), ("local_excel_fields.csv", False, 180)],
)
def test_columns_and_terms_are_the_templates(name: str, official: bool, count: int) -> None:
    expected = {(r["register"], int(r["position"]), r["column"], bare(r["meaning_vi"])) for r in rows(name)}
    found = described(official)
    assert len(found) == count
    assert set(found) - expected == set()
    assert expected - set(found) == set()


def test_critical_columns_are_the_short_template() -> None:
    expected = {(r["register"], r["column"]) for r in rows("short_columns.csv")}
    found = {(code, f.column) for code, r in REGISTERS.items() for f in r.critical_fields()}
    assert found == expected


def test_the_misspelt_header_is_kept() -> None:
    field = register("KS").by_column("nksHanCheNangLucHanhViNgayCanCuHuyTuyenBo")
    assert field is not None
    assert field.name == "child_capacity_revocation_basis"


def test_nine_registers_in_the_order_of_the_plan() -> None:
    assert list(REGISTERS) == CODES


@pytest.mark.parametrize("described", REGISTERS.values(), ids=CODES)
def test_names_and_columns_are_unique_and_consistent(described: Register) -> None:
    fields = described.all_fields
    assert len({f.name for f in fields}) == len(fields)
    assert len({f.column.lower() for f in fields}) == len(fields)
    for field in fields:
        assert re.fullmatch(r"[a-z]+(_[a-z]+)*", field.name)
        assert len(field.name) <= 63
        assert field.name == (field.part if field.block is None else f"{field.block}_{field.part}")
        assert (field.kind is Kind.DATE) == field.name.endswith(("_on", "_date")), field.name
        assert (field.kind is Kind.CODE) == (field.codes is not None), field.name
        assert described.field(field.name) is field
        assert described.by_column(field.column) is field


def test_unknown_register_names_the_known_ones() -> None:
    with pytest.raises(HotichError, match="KH, KS, CMC"):
        register("XX")
    assert register(" ks ").code == "KS"
