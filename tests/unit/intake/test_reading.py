"""Reading books: real workbooks and csv files, sound and unsound (delivery contract §2)."""

import datetime as dt
import io
from collections.abc import Sequence
from typing import Any

import openpyxl
import polars as pl
import pytest
from openpyxl.styles import Font

from hotich.intake.reading import BookFile, RawBatch, read_batch, read_second_keying
from hotich.registers import BIRTH, DEATH, MARRIAGE, REGISTERS, Register

COLUMNS = ("so", "quyenSo", "ngayDangKy", "nksHoTen", "nksNgaySinh", "nksGioiTinh", "ghiChu", "nguoiThucHien")
ROW = ("01/2011", "01/2011", "02.03.2011", "NGUYỄN VĂN AN", "01.03.2011", "1", "ghi", "người nhập")


def workbook(*rows: Sequence[Any], title: str = "DL Import") -> openpyxl.Workbook:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = title
    for row in rows:
        sheet.append(list(row))
    return book


def saved(book: openpyxl.Workbook) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def read(
    data: bytes, register: Register = BIRTH, extension: str = "xlsx", cases: int | None = None
) -> RawBatch:
    return read_batch([BookFile(0, extension, lambda: data, cases)], register)


def read_rows(*rows: Sequence[Any]) -> RawBatch:
    return read(saved(workbook(*rows)))


def reason(batch: RawBatch) -> str:
    assert batch.rows.is_empty()
    return batch.files["reason"][0] or ""


def notices(batch: RawBatch) -> dict[str, str]:
    assert batch.files["reason"][0] is None
    return {notice["id"]: notice["text"] for notice in batch.files["notices"][0]}


def cell_faults(batch: RawBatch) -> list[tuple[int, str, str]]:
    return [(row, field, fault) for _, row, field, fault in batch.faults.iter_rows()]


def test_rows_come_as_text_under_english_names_with_excels_row_numbers() -> None:
    batch = read_rows(("SỔ ĐĂNG KÝ KHAI SINH",), (), COLUMNS, ROW, ("", ""), ("02/2011", *ROW[1:]))
    assert reason_free(batch)
    assert batch.rows.columns == ["file_no", "row_no", *(field.name for field in BIRTH.all_fields)]
    assert batch.rows.select("row_no", "entry_number", "child_full_name", "note").rows() == [
        (4, "01/2011", "NGUYỄN VĂN AN", "ghi"),
        (6, "02/2011", "NGUYỄN VĂN AN", "ghi"),
    ]
    assert batch.rows.schema["mother_full_name"] == pl.String
    assert batch.rows["mother_full_name"].null_count() == 2
    fact = batch.files.row(0, named=True)
    assert (fact["sheet"], fact["header_row"], fact["rows_read"]) == ("DL Import", 3, 2)
    assert "child_full_name" in fact["present_columns"]
    assert "mother_full_name" not in fact["present_columns"]


def reason_free(batch: RawBatch) -> bool:
    assert batch.files["reason"].to_list() == [None] * batch.files.height
    return True


def test_written_text_is_kept_as_it_is() -> None:
    odd = " Nguye\u0302\u0303n \u200b  Ð "
    batch = read_rows(COLUMNS, ("01/2011", "1", "02.03.2011", odd, "?", "", "dòng\nhai", ""))
    assert batch.rows["child_full_name"].to_list() == [odd]
    assert batch.rows["note"].to_list() == ["dòng\nhai"]
    assert batch.faults.is_empty()


def test_noise_in_headers_is_cut_and_unknown_columns_are_noted() -> None:
    header = (
        "STT",
        "so ",
        "ngayDangKy\n(dd.mm.yyyy)",
        "loaiDangKy \ni=[1,2,3,4,5,6]",
        "\ufeffnksHoTen",
        "la",
        None,
        "x y",
    )
    batch = read_rows(header, (1, "01/2011", "02.03.2011", "1", "A", "?", "", ""))
    assert batch.rows.select(
        "entry_number", "registered_on", "registration_kind", "child_full_name"
    ).rows() == [("01/2011", "02.03.2011", "1", "A")]
    assert batch.files["unknown_columns"].to_list() == [["la", "x"]]
    assert "la, x" in notices(batch)["unknown_columns"]
    assert "quyenSo" in notices(batch)["absent_columns"]
    assert "nksSoDinhDanh" not in notices(batch)["absent_columns"]


def test_the_newer_birth_template_is_read() -> None:
    edition = BIRTH.editions[0]
    header = ["STT", *(field.column for field in BIRTH.template_fields(edition))]
    values = ["1", *(f"v{number}" for number in range(1, len(header)))]
    book = workbook(header, values)
    book.create_sheet("Ghi chu").append(["so", "1"])
    batch = read(saved(book))
    assert batch.files["unknown_columns"].to_list() == [[]]
    assert notices(batch) == {}
    assert batch.rows.height == 1
    assert batch.rows.null_count().sum_horizontal().item() == 0


@pytest.mark.parametrize("code", sorted(REGISTERS))
def test_every_registers_template_is_read(code: str) -> None:
    register = REGISTERS[code]
    batch = read(
        saved(workbook([f.column for f in register.fields], [f.name for f in register.fields])), register
    )
    assert reason_free(batch)
    assert [batch.rows[field.name][0] for field in register.fields] == [
        field.name for field in register.fields
    ]


def test_a_caption_row_is_skipped_and_a_badly_keyed_row_is_not() -> None:
    caption = tuple(BIRTH.by_column(column).term for column in COLUMNS)  # type: ignore[union-attr]
    batch = read_rows(COLUMNS, caption, ROW)
    assert batch.rows["row_no"].to_list() == [3]
    bad = ("không số", "không", "không rõ", "TRẦN THỊ BA", "không rõ", "nữ", "", "")
    assert read_rows(COLUMNS, bad, ROW).rows["row_no"].to_list() == [2, 3]
    assert read_rows(COLUMNS, ROW, caption).rows["row_no"].to_list() == [2, 3]


def test_typed_cells_become_text() -> None:
    row = (
        5.0,
        1,
        dt.date(2011, 3, 2),
        True,
        dt.date(1985, 3, 2),
        3.25,
        dt.time(7, 5),
        83090001234,
    )
    batch = read_rows(COLUMNS, ("1/2011", *row[1:]))
    values = batch.rows.select(
        "book_number",
        "registered_on",
        "child_full_name",
        "child_birth_date",
        "child_sex",
        "note",
        "transcriber_name",
    )
    assert values.row(0) == ("1", "02.03.2011", "TRUE", "02.03.1985", "3.25", "07:05", "83090001234")
    assert batch.faults.is_empty()


def test_a_time_of_death_is_read_as_hours_and_minutes() -> None:
    header = ("so", "ngayDangKy", "nktHoTen", "nktGioPhutChet")
    rows = [
        ("1/2011", "02.03.2011", "A", dt.time(23, 5)),
        ("2/2011", "02.03.2011", "B", dt.datetime.combine(dt.date(2011, 3, 1), dt.time(4, 30))),
    ]
    batch = read(saved(workbook(header, *rows)), DEATH)
    assert batch.rows["deceased_death_time"].to_list() == ["23:05", "04:30"]


@pytest.mark.parametrize("epoch", [openpyxl.utils.datetime.WINDOWS_EPOCH, openpyxl.utils.datetime.MAC_EPOCH])
def test_serial_dates_are_read_in_both_date_systems(epoch: dt.datetime) -> None:
    days = [dt.date(1904, 1, 2), dt.date(1985, 2, 28), dt.date(2012, 2, 29)]
    book = workbook(COLUMNS)
    book.epoch = epoch
    for day in days:
        book["DL Import"].append(["1/2011", "1", day, "A"])
    batch = read(saved(book))
    assert batch.rows["registered_on"].to_list() == ["02.01.1904", "28.02.1985", "29.02.2012"]


def test_an_impossible_date_stays_text() -> None:
    batch = read_rows(COLUMNS, ("1/2011", "1", "30/02/2011", "A", "30.02.1985"))
    assert batch.rows.select("registered_on", "child_birth_date").row(0) == ("30/02/2011", "30.02.1985")


def test_numbers_damaged_into_dates_are_faults() -> None:
    batch = read_rows(COLUMNS, (dt.date(2018, 1, 1), dt.date(2011, 1, 1), "02.03.2011", "A"))
    assert cell_faults(batch) == [(2, "book_number", "date_cell"), (2, "entry_number", "date_cell")]
    assert batch.rows["entry_number"].to_list() == ["01.01.2018"]


def test_an_identity_number_of_eleven_digits_as_number_has_lost_its_zero() -> None:
    header = ("so", "ngayDangKy", "nksHoTen", "meSoGiayToTuyThan", "chaSoGiayToTuyThan", "nycSoGiayToTuyThan")
    batch = read_rows(header, ("1/2011", "02.03.2011", "A", 83090001234, 183090001234, "83090001234"))
    assert cell_faults(batch) == [(2, "mother_identity_number", "number_identity")]
    assert batch.rows.select("mother_identity_number", "father_identity_number").row(0) == (
        "83090001234",
        "183090001234",
    )


def test_a_formula_cell_is_a_fault_of_its_row_only() -> None:
    book = workbook(COLUMNS, ROW, ROW, ROW)
    book["DL Import"]["D3"] = '=UPPER("a")'
    batch = read(saved(book))
    assert cell_faults(batch) == [(3, "child_full_name", "formula")]
    assert batch.rows.height == 3


def test_an_error_cell_is_a_fault_of_its_row_only() -> None:
    book = workbook(COLUMNS, ROW, ROW)
    book["DL Import"]["G3"] = "#N/A"
    book["DL Import"]["G3"].data_type = "e"
    batch = read(saved(book))
    assert cell_faults(batch) == [(3, "note", "error_value")]
    assert batch.rows["note"].to_list() == ["ghi", None]


def test_text_that_begins_like_a_formula_is_text() -> None:
    book = workbook(COLUMNS, ROW)
    for cell, text in zip(("D2", "E2", "G2", "H2"), ("=1+1", "+84", "-", "@x"), strict=True):
        book["DL Import"][cell] = text
        book["DL Import"][cell].data_type = "s"
    batch = read(saved(book))
    assert batch.faults.is_empty()
    assert batch.rows.select("child_full_name", "note").row(0) == ("=1+1", "-")


def test_control_characters_direction_marks_and_long_cells_cost_one_row() -> None:
    rows = [[f"{number}/2011", "1", "02.03.2011", "A", "", "", "tốt", ""] for number in range(1, 60)]
    text = ",".join(COLUMNS) + "\r\n"
    rows[10][6] = "a\x00b"
    rows[11][3] = "a\u202eb"
    rows[12][6] = "x" * 1_000_000
    rows[13][6] = "x" * 32_767
    rows[14][6] = '"dòng\r\nhai\tba"'
    text += "\r\n".join(",".join(row) for row in rows)
    batch = read(text.encode(), extension="csv")
    assert cell_faults(batch) == [
        (12, "note", "control_character"),
        (13, "child_full_name", "direction_mark"),
        (14, "note", "too_long"),
    ]
    assert batch.rows.height == 59


def test_hidden_rows_and_columns_are_read_with_a_notice() -> None:
    book = workbook(COLUMNS, ROW, ROW)
    book["DL Import"].row_dimensions[3].hidden = True
    book["DL Import"].column_dimensions["D"].hidden = True
    batch = read(saved(book))
    assert batch.rows.height == 2
    assert {"hidden_rows", "hidden_columns"} <= set(notices(batch))
    assert not {"hidden_rows", "hidden_columns"} & set(notices(read_rows(COLUMNS, ROW)))


def test_merged_titles_and_cells_are_read_but_a_merged_header_is_refused() -> None:
    book = workbook(("SỔ KHAI SINH",), COLUMNS, ROW, ROW)
    book["DL Import"].merge_cells("A1:H1")
    assert "merged_cells" not in notices(read(saved(book)))
    book["DL Import"].merge_cells("G3:G4")
    assert "merged_cells" in notices(read(saved(book)))
    book["DL Import"].merge_cells("E2:F2")
    assert "ô gộp" in reason(read(saved(book)))


def test_a_merged_header_is_named_even_where_it_hides_columns() -> None:
    book = workbook(("so", "", "", *COLUMNS[2:]), ROW)
    book["DL Import"].merge_cells("A1:C1")
    book["DL Import"]["E1"] = None
    assert "ô gộp" in reason(read(saved(book)))


def test_a_header_merged_with_the_caption_below_is_refused() -> None:
    book = workbook(COLUMNS, ROW)
    book["DL Import"].merge_cells("A1:A2")
    assert "ô gộp" in reason(read(saved(book)))


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([("a", "b", "c"), (1, 2, 3)], "Không thấy dòng tiêu đề"),
        ([()], "không có dữ liệu"),
        ([("tên",)] * 10 + [COLUMNS, ROW], "Không thấy dòng tiêu đề"),
        (
            [("so", "ngayDangKy", "ghiChu", "nguoiKy"), ("1/2011", "02.03.2011", "", "")],
            "thiếu cột bắt buộc.*nksHoTen",
        ),
        ([("so", "nksHoTen", "ghiChu"), ("1/2011", "A", "")], "thiếu cột bắt buộc.*ngayDangKy"),
        ([(*COLUMNS, "nksHoTen"), ROW], "“nksHoTen” hai lần"),
        ([(*COLUMNS, "STT", "STT"), ROW], "“STT” hai lần"),
        ([COLUMNS, ROW, (), COLUMNS, ROW], "hai bảng"),
        ([COLUMNS, ROW, ("so ", "quyenSo", "ngayDangKy"), ROW], "hai bảng"),
        ([COLUMNS, ROW, ("", "", "so", "quyenSo", "ngayDangKy")], "hai bảng"),
        ([COLUMNS[1:], ROW[1:]], "thiếu cột bắt buộc: so"),
        ([COLUMNS], "chỉ có dòng tiêu đề"),
        ([COLUMNS, ("", " ", "", "", "", "", "", "người nhập")], "chỉ có dòng tiêu đề"),
        ([[field.column for field in MARRIAGE.fields], ["1"] * 44], "KH"),
    ],
)
def test_a_sheet_that_is_no_book_is_refused_with_its_reason(rows: list[Sequence[Any]], expected: str) -> None:
    refused = read_rows(*rows)
    assert refused.files["rows_read"].to_list() == [0]
    with pytest.raises(AssertionError, match=expected):
        raise AssertionError(reason(refused))


def test_an_empty_book_is_accepted_where_the_inventory_says_so() -> None:
    data = saved(workbook(COLUMNS))
    assert reason(read(data, cases=3))
    batch = read(data, cases=0)
    assert reason_free(batch)
    assert batch.files["rows_read"].to_list() == [0]


def test_the_data_sheet_is_dl_import_else_the_first_visible_one() -> None:
    book = workbook(("nothing",), title="Bìa")
    data = book.create_sheet("DL Import")
    data.append(COLUMNS)
    data.append(ROW)
    assert read(saved(book)).files["sheet"].to_list() == ["DL Import"]
    other = workbook(("nothing",), title="Ẩn")
    other["Ẩn"].sheet_state = "hidden"
    second = other.create_sheet("Sổ")
    second.append(COLUMNS)
    second.append(ROW)
    other.active = 1
    assert read(saved(other)).files["sheet"].to_list() == ["Sổ"]


def test_a_table_away_from_the_corner_keeps_its_columns_and_rows() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for column, (name, value) in enumerate(zip(COLUMNS, ROW, strict=True), 30):
        sheet.cell(5, column, name).font = Font(bold=True)
        sheet.cell(9, column, value)
    batch = read(saved(book))
    assert batch.rows.select("row_no", "child_full_name").rows() == [(9, "NGUYỄN VĂN AN")]


def test_four_hundred_columns_are_refused() -> None:
    wide = [*COLUMNS, *(f"c{number}" for number in range(400))]
    assert "quá giới hạn 200 cột" in reason(read_rows(wide, [*ROW, *["x"] * 400]))


def test_one_bad_file_stops_no_other() -> None:
    good = saved(workbook(COLUMNS, ROW))
    late = saved(workbook(COLUMNS, ROW, COLUMNS))
    files = [good, b"", late, good[: len(good) // 2], good]
    batch = read_batch(
        [BookFile(number, "xlsx", lambda data=data: data) for number, data in enumerate(files)], BIRTH
    )
    assert [bool(text) for text in batch.files["reason"]] == [False, True, True, True, False]
    assert batch.rows["file_no"].to_list() == [0, 4]


def test_many_rows_keep_their_order_over_several_flushes() -> None:
    rows = [(f"{number}/2011", "1", "02.03.2011", f"N{number}") for number in range(1, 12_001)]
    text = "so;quyenSo;ngayDangKy;nksHoTen\n" + "\n".join(";".join(row) for row in rows)
    batch = read(text.encode("utf-8-sig"), extension="csv")
    assert batch.rows["child_full_name"].to_list() == [row[3] for row in rows]
    assert batch.rows["row_no"].to_list() == list(range(2, 12_002))


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv_is_read_with_each_delimiter(delimiter: str) -> None:
    text = f"Sổ khai sinh\r\nso{delimiter}ngayDangKy{delimiter}nksHoTen{delimiter}ghiChu\r\n"
    text += f'1/2011{delimiter}02.03.2011{delimiter}"A ""B"" {delimiter}"{delimiter}"x\ny"\r\n\r\n'
    batch = read(text.encode("utf-8-sig"), extension="csv")
    assert batch.rows.select("row_no", "child_full_name", "note").rows() == [
        (3, f'A "B" {delimiter}', "x\ny")
    ]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", "rỗng"),
        ("so,ngayDangKy,nksHoTen\n1,2,Nguyễn".encode("utf-16"), "UTF-16"),
        ("so,ngayDangKy,nksHoTen\n1,2,Nguyên".encode("cp1252"), "không theo bảng mã UTF-8"),
        (b'so,ngayDangKy,nksHoTen\n1,2,"A', "không đóng"),
        (b'so,ngayDangKy,nksHoTen\n1,2,A "B" C', "dòng 2"),
        (b'so,ngayDangKy,nksHoTen\n1,2,"A" C\n', "dòng 2"),
        (b"so,ngayDangKy,nksHoTen\n1,2,A,B", "Dòng 2"),
        (b"so,ngayDangKy,nksHoTen\n1,2,A\n1,2", "Dòng 3"),
        (b"so|ngayDangKy|nksHoTen\n1|2|A", "Không thấy dòng tiêu đề"),
        (b"PK\x03\x04abc", "đổi đuôi"),
        (b"\x00\x01\x02", "Không thấy dòng tiêu đề"),
    ],
)
def test_csv_against_the_rules_is_refused(content: bytes, expected: str) -> None:
    assert expected in reason(read(content, extension="csv"))


def test_csv_beyond_the_rows_is_refused() -> None:
    text = "so,ngayDangKy,nksHoTen\n" + "1/2011,02.03.2011,A\n" * 100_001
    assert "100.000 dòng" in reason(read(text.encode(), extension="csv"))


def test_a_second_keying_has_any_subset_of_columns() -> None:
    data = saved(workbook(("so", "nksHoTen"), ("1/2011", "A"), ("2/2011", "B")))
    batch = read_second_keying([BookFile(0, "xlsx", lambda: data)], BIRTH)
    assert batch.rows.select("entry_number", "child_full_name").rows() == [("1/2011", "A"), ("2/2011", "B")]
    assert batch.files["notices"].to_list() == [[]]
    assert batch.files["present_columns"].to_list() == [["child_full_name", "entry_number"]]
    nameless = saved(workbook(("nksHoTen", "ngayDangKy"), ("A", "02.03.2011")))
    assert read_second_keying([BookFile(0, "xlsx", lambda: nameless)], BIRTH).files["reason"][0]
