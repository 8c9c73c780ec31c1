"""The workbook of returned rows, opened again as an officer's spreadsheet program would."""

import zipfile
from pathlib import Path

import polars as pl
from python_calamine import CalamineWorkbook

from hotich.quality.catalogue import rule_with_key
from hotich.quality.returned import ReturnedBook, frame_lines, returned_name, write_returned
from hotich.registers import BIRTH, MARRIAGE
from hotich.slips.drawing import visible
from hotich.slips.layout import COLUMNS, GUIDE_SHEET
from hotich.slips.layout import RETURNED_SHEET as DATA_SHEET

BOOK = ReturnedBook(
    unit_code="28855",
    unit_name="xã An Hiệp, huyện Châu Thành",
    year=2017,
    book_no=1,
    file_name="AnHiep_CT_BT.KS.2017.01.xlsx",
)


SHA256 = "ab" * 32


def write(path, register, raw, found) -> int:
    """Write the workbook of file 3's returned rows."""
    return write_returned(path, register, BOOK, frame_lines(register, 3, SHA256, raw, found))


def raw_frame(*rows: dict[str, str], register=BIRTH, file_no: int = 3) -> pl.DataFrame:
    names = [field.name for field in register.all_fields]
    cells = pl.DataFrame(
        [{name: row.get(name) for name in names} for row in rows], schema=dict.fromkeys(names, pl.String)
    )
    placed = pl.DataFrame(
        {"file_no": [file_no] * len(rows), "row_no": list(range(2, len(rows) + 2))},
        schema={"file_no": pl.UInt32, "row_no": pl.UInt32},
    )
    return placed.hstack(cells)


def verdict(*lines: tuple[int, str, str, str | None]) -> pl.DataFrame:
    return pl.DataFrame(
        [(row, rule_with_key(key).id, severity, field) for row, key, severity, field in lines],
        schema={"row": pl.UInt32, "rule_id": pl.String, "severity": pl.String, "field": pl.String},
        orient="row",
    )


def sheet(path: Path, name: str = DATA_SHEET) -> list[list[str]]:
    return [
        [str(cell) for cell in row]
        for row in CalamineWorkbook.from_path(path).get_sheet_by_name(name).to_python()
    ]


def test_each_line_is_one_cell_beside_the_row_as_written(tmp_path: Path) -> None:
    raw = raw_frame(
        {"entry_number": "01/2017", "child_full_name": "A"},
        {"entry_number": "không rõ", "child_sex": "9", "child_full_name": " Lê  B "},
    )
    found = verdict(
        (1, "KS.child_sex.unknown", "error", "child_sex"),
        (1, "KS.entry_number.no_digit", "error", "entry_number"),
        (1, "KS.mother_birth_date.unreadable", "warning", "mother_birth_date"),
        (0, "KS.mother_birth_date.unreadable", "warning", "mother_birth_date"),
    )
    path = tmp_path / returned_name(BIRTH, BOOK)
    assert path.name == "phieu_tra_lai.28855.KS.2017.01.fix.xlsx"
    assert write(path, BIRTH, raw, found) == 1
    head, *lines = sheet(path)
    assert tuple(head[:7]) == COLUMNS
    assert head[7:] == [field.column for field in BIRTH.fields]
    cells = [dict(zip(head, line, strict=True)) for line in lines]
    assert [(cell["dong"], cell["cot"], cell["giaTriCu"], cell["giaTriDung"]) for cell in cells] == [
        ("3", "so", "không rõ", ""),
        ("3", "nksGioiTinh", "9", ""),
        ("3", "meNgaySinh", "", ""),
    ]
    assert {cell["sha256"] for cell in cells} == {SHA256}
    assert {cell["nksHoTen"] for cell in cells} == {" Lê  B "}
    assert cells[0]["lyDo"] == rule_with_key("KS.entry_number.no_digit").message
    guide = " ".join(row[0] for row in sheet(path, GUIDE_SHEET))
    assert "1 dòng chưa nhận được" in guide
    assert BOOK.file_name in guide
    assert not list(tmp_path.glob("*.part"))


def test_all_that_is_wrong_with_a_cell_stands_in_one_line(tmp_path: Path) -> None:
    found = verdict(
        (0, "KS.registered_on.no_stage", "error", "registered_on"),
        (0, "KS.entry_number.year_differs", "warning", "registered_on"),
        (0, "KS.key.repeated", "error", None),
    )
    path = tmp_path / "a.xlsx"
    write(path, BIRTH, raw_frame({"registered_on": "04.12.2018"}), found)
    head, *lines = sheet(path)
    cells = {line[2]: dict(zip(head, line, strict=True)) for line in lines}
    assert set(cells) == {"", "ngayDangKy"}
    ids = {rule_with_key(key).id for key in ("KS.registered_on.no_stage", "KS.entry_number.year_differs")}
    assert set(cells["ngayDangKy"]["ruleId"].split("; ")) == ids


def test_a_book_without_returned_rows_gets_no_workbook(tmp_path: Path) -> None:
    found = verdict((0, "KS.mother_birth_date.unreadable", "warning", "mother_birth_date"))
    path = tmp_path / "a.xlsx"
    assert write(path, BIRTH, raw_frame({"entry_number": "1/2017"}), found) == 0
    assert not path.exists()


def test_rows_of_other_books_of_the_batch_stay_out(tmp_path: Path) -> None:
    raw = pl.concat([raw_frame({"note": "khác"}, file_no=1), raw_frame({"note": "đây"})])
    found = verdict(
        (0, "KS.entry_number.blank", "error", "entry_number"),
        (1, "KS.entry_number.blank", "error", "entry_number"),
    )
    path = tmp_path / "a.xlsx"
    assert write(path, BIRTH, raw, found) == 1
    assert "khác" not in str(sheet(path))


def test_written_formulas_and_control_characters_stay_text(tmp_path: Path) -> None:
    hostile = '=HYPERLINK("http://x.example","y")'
    raw = raw_frame(
        {
            "note": hostile,
            "child_full_name": "-1+1",
            "page_number": "1\x00\u202e2",
            "signer_title": "x" * 40_000,
        }
    )
    path = tmp_path / "a.xlsx"
    write(path, BIRTH, raw, verdict((0, "KS.cell_fault.formula", "error", "note")))
    with zipfile.ZipFile(path) as package:
        texts = {name: package.read(name).decode() for name in package.namelist() if name.endswith(".xml")}
    assert not any("<f>" in text for name, text in texts.items() if name.startswith("xl/worksheets/"))
    assert 'quotePrefix="1"' in texts["xl/styles.xml"]
    head, line = sheet(path)
    cells = dict(zip(head, line, strict=True))
    assert cells["giaTriCu"] == hostile
    assert cells["nksHoTen"] == "-1+1"
    assert cells["trangSo"] == "1⟨U+0000⟩⟨U+202E⟩2"
    assert cells["chucVuNguoiKy"].endswith("ký tự)")


def test_only_the_right_value_can_be_typed_and_lists_are_offered(tmp_path: Path) -> None:
    raw = raw_frame({"child_sex": "9", "entry_number": None})
    found = verdict(
        (0, "KS.child_sex.unknown", "error", "child_sex"),
        (0, "KS.entry_number.blank", "error", "entry_number"),
        (0, "KS.key.repeated", "error", None),
    )
    path = tmp_path / "a.xlsx"
    write(path, BIRTH, raw, found)
    with zipfile.ZipFile(path) as package:
        data = package.read("xl/worksheets/sheet2.xml").decode()
    assert "<sheetProtection" in data
    assert data.count('type="list"') == 1
    assert "'Danh muc'!$A$1:$A$4" in data
    assert [row[0] for row in sheet(path, "Danh muc")] == ["1", "2", "3", "đúng như sổ"]


def test_columns_of_a_newer_template_are_shown_where_they_hold_something(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    found = verdict((0, "KS.entry_number.blank", "error", "entry_number"))
    write(path, BIRTH, raw_frame({"child_personal_number": "083317000001"}), found)
    assert "nksSoDinhDanh" in sheet(path)[0]
    write(path, BIRTH, raw_frame({"note": "x"}), found)
    assert "nksSoDinhDanh" not in sheet(path)[0]


def test_other_registers_have_their_own_columns(tmp_path: Path) -> None:
    found = pl.DataFrame(
        [(0, rule_with_key("KH.wife_full_name.blank").id, "error", "wife_full_name")],
        schema={"row": pl.UInt32, "rule_id": pl.String, "severity": pl.String, "field": pl.String},
        orient="row",
    )
    path = tmp_path / "a.xlsx"
    write(path, MARRIAGE, raw_frame({"note": "x"}, register=MARRIAGE), found)
    assert sheet(path)[1][2] == "voHoTen"


def test_visible_leaves_vietnamese_text_alone() -> None:
    assert visible("Nguyễn Thị Hoà\n2") == "Nguyễn Thị Hoà\n2"
