"""The descriptions against the templates, column for column."""

import csv
import re
from pathlib import Path

import pytest

from hotich.errors import HotichError
from hotich.registers import INVENTORY, REGISTERS, Kind, Register, register
from hotich.registers.codes import CODE_LISTS
from hotich.registers.hints import code_words

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


def test_code_lists_are_named_once_and_clear() -> None:
    assert len({codes.name for codes in CODE_LISTS}) == len(CODE_LISTS)
    for codes in CODE_LISTS:
        wordings = [w.casefold() for w in (*codes.values.values(), *codes.variants)]
        assert len(set(wordings)) == len(wordings), codes.name
        assert set(codes.variants.values()) <= set(codes.values)
    used = {f.codes for r in REGISTERS.values() for f in r.fields if f.codes} | {
        f.codes for f in INVENTORY.fields if f.codes
    }
    assert {codes.name for codes in used} == {codes.name for codes in CODE_LISTS}


def test_only_lists_without_published_numbers_are_not_numeric() -> None:
    assert {codes.name for codes in CODE_LISTS if not codes.numeric} == {
        "marriage_status",
        "original_register",
        "register_type",
        "book_condition",
    }


def test_unchecked_columns_are_text_as_written() -> None:
    assert register("KT").field("registration_kind").kind is Kind.TEXT
    assert register("CMC").field("registration_kind").kind is Kind.TEXT


@pytest.mark.parametrize("code", CODES)
def test_special_columns_tell_a_type_from_all_others(code: str) -> None:
    described = REGISTERS[code]
    assert set(described.principals) <= set(described.special)
    columns = {described.field(name).column for name in described.special}
    for other in REGISTERS.values():
        if other.code != code:
            assert not columns <= {f.column for f in other.all_fields}, other.code
    assert columns <= {f.column for f in described.critical_fields()}


def test_the_newer_birth_template() -> None:
    birth = register("KS")
    edition = birth.edition("dinh_danh")
    columns = [f.column for f in birth.template_fields(edition)]
    assert {"nksSoDinhDanh", "meSoDinhDanhCaNhan", "chaSoDinhDanhCaNhan"} <= set(columns)
    assert {"nksQuocTichStr", "meQuocTichStr", "chaQuocTichStr"} <= set(columns)
    assert [c for c in columns if c in {f.column for f in birth.fields}] == [f.column for f in birth.fields]
    assert len(columns) == 60 + 6
    assert (edition.sheet, edition.note_sheet, edition.ordinal) == ("DL Import", "Ghi chu", True)
    with pytest.raises(HotichError, match="dinh_danh"):
        birth.edition("khong_co")


def test_inventory_columns() -> None:
    assert [f.column for f in INVENTORY.fields] == [
        "loaiSo",
        "nam",
        "quyenSo",
        "ngayMoSo",
        "ngayKhoaSo",
        "tongSoTrang",
        "tongSoTruongHop",
        "soTruongHopDaGachBo",
        "tinhTrang",
        "ghiChu",
    ]
    types = INVENTORY.field("register_code").codes
    assert types is not None
    assert list(types.values) == CODES


@pytest.mark.parametrize("code", CODES)
def test_a_book_of_another_type_lacks_columns(code: str) -> None:
    described = REGISTERS[code]
    assert described.missing_columns({f.name for f in described.fields}) == ()
    assert described.missing_columns({f.name for f in described.critical_fields()}) == ()
    for other in REGISTERS.values():
        if other.code != code:
            known = {f.name for f in map(described.by_column, (f.column for f in other.all_fields)) if f}
            assert described.missing_columns(known), other.code


def test_missing_columns_are_named_as_in_the_template() -> None:
    assert register("KH").missing_columns({"entry_number", "husband_full_name", "registration_kind"}) == (
        "ngayDangKy",
        "voHoTen",
    )


def test_words_lead_to_codes() -> None:
    by_name = {codes.name: codes for codes in CODE_LISTS}
    assert by_name["sex"].words()["Nữ"] == "2"
    assert by_name["original_register"].words().items() >= {"KS": "KS", "khai sinh": "KS"}.items()
    assert by_name["book_condition"].words().items() >= {"tot": "tot", "tốt": "tot", "mất": "mat"}.items()
    assert by_name["marriage_status"].words()["đã hủy việc kết hôn"] == "đã hủy"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (
            "birth_registration_kind",
            "1 đúng hạn · 2 đăng ký lại · 3 ghi vào sổ việc khai sinh đã đăng ký ở nước ngoài · 4 quá hạn"
            " · 5 cấp bản chính GKS · 6 không xác định",
        ),
        ("marriage_registration_kind", "1 lần đầu · 2 đăng ký lại"),
        ("sex", "1 Nam · 2 Nữ · 3 không xác định"),
        (
            "identity_document_kind",
            "1 CMND · 2 hộ chiếu · 3 thẻ thường trú · 4 CCCD · 5 GCM quân đội nhân dân · 6 GCM sĩ quan"
            " · 7 GCM công an · 8 khác",
        ),
        ("residence_kind", "1 thường trú · 2 tạm trú · 0 không có thông tin"),
        (
            "birth_kind",
            "1 đủ cha mẹ · 2 chưa xác định mẹ · 3 chưa xác định cha · 4 chưa xác định cả hai · 5 trẻ bị bỏ rơi",
        ),
        ("recognition_kind", "1 cha nhận con · 2 mẹ nhận con · 3 con nhận cha · 4 con nhận mẹ"),
        (
            "death_notice_kind",
            "1 giấy báo tử · 2 GXN thi hành án tử hình · 3 bản án tuyên bố chết · 4 VB công an/giám định pháp y"
            " · 5 VB y tế cấp huyện · 6 biên bản xác nhận việc chết · 7 VB người làm chứng",
        ),
        (
            "usage_kind",
            "1 kết hôn trong nước với người VN · 2 trong nước với người NN · 3 ở nước ngoài với người VN"
            " · 4 ở nước ngoài với người NN · 5 khác",
        ),
        ("declaration_status", "1 tuyên bố · 2 hủy tuyên bố"),
        ("marriage_status", "đã ly hôn · đã hủy · đã được công nhận · không có thông tin"),
        ("guardianship_kind", "1 cử · 2 đương nhiên · 3 ghi vào sổ"),
        ("marriage_ending_kind", "1 ly hôn · 2 hủy kết hôn"),
        ("change_kind", "1 thay đổi · 2 cải chính · 3 bổ sung · 4 xác định lại dân tộc · 5 ghi vào sổ"),
    ],
)
def test_code_lists_are_those_of_the_templates(name: str, expected: str) -> None:
    assert {codes.name: code_words(codes) for codes in CODE_LISTS}[name] == expected
