"""The hand-laid workbook is a real one: texts, special cells and formats come back."""

from datetime import date

import openpyxl
import pytest
import python_calamine

from hotich.simulate.sheets import BOLD, Look, SheetData, Special, serial

LOOK = Look("DL Import", 4, 1)
TEXTS = ["Nguyễn Văn An", " <b>&\"' ", "dòng 1\ndòng 2", "=1+1"]


def test_texts_come_back_as_written(tmp_path):
    data = SheetData(LOOK)
    data.add(1, list(enumerate(["so", "quyenSo", "trangSo", "ghiChu"])), BOLD)
    data.add(2, list(enumerate(TEXTS)))
    data.save(tmp_path / "book.xlsx")
    sheet = python_calamine.CalamineWorkbook.from_path(tmp_path / "book.xlsx").get_sheet_by_name("DL Import")
    assert sheet.to_python()[1] == TEXTS
    page = openpyxl.load_workbook(tmp_path / "book.xlsx").active
    assert [cell.value for cell in page[2]][:3] == TEXTS[:3]
    assert page["A1"].font.bold
    assert page["A2"].number_format == "@"
    assert page.freeze_panes == "B2"


def test_special_cells_are_what_they_say(tmp_path):
    data = SheetData(LOOK)
    cells = [Special("formula", "=A2"), Special("date", "2018-05-01"), Special("number", "083185000001")]
    data.add(2, [*enumerate(cells), (3, "a\x0bb")])
    data.save(tmp_path / "book.xlsx")
    page = openpyxl.load_workbook(tmp_path / "book.xlsx").active
    assert page["A2"].value == "=A2"
    assert page["B2"].value.date() == date(2018, 5, 1)
    assert page["C2"].value == 83185000001
    read = (
        python_calamine.CalamineWorkbook.from_path(tmp_path / "book.xlsx").get_sheet_by_index(0).to_python()
    )
    assert read[-1][3] == "a\x0bb"


def test_a_second_sheet_keeps_its_texts(tmp_path):
    data = SheetData(Look("DL Import", 2, 1, "Ghi chu", (("so", "Số đăng ký"), ("quyenSo", "Quyển số"))))
    data.add(1, [(0, "so"), (1, "mới")])
    data.save(tmp_path / "book.xlsx")
    workbook = python_calamine.CalamineWorkbook.from_path(tmp_path / "book.xlsx")
    assert workbook.sheet_names == ["DL Import", "Ghi chu"]
    assert workbook.get_sheet_by_index(1).to_python() == [["so", "Số đăng ký"], ["quyenSo", "Quyển số"]]
    assert workbook.get_sheet_by_index(0).to_python() == [["so", "mới"]]


@pytest.mark.parametrize(("day", "number"), [(date(1900, 3, 1), 61), (date(2000, 1, 1), 36526)])
def test_days_have_excels_numbers(day, number):
    assert serial(day) == number
