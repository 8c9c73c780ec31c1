"""The check sheet, opened again as a spreadsheet program would, and read back."""

from datetime import date
from pathlib import Path

import openpyxl
import pytest

from hotich.acceptance.check_sheet import CheckSheet, read_check_sheet, write_check_sheet
from hotich.errors import DeliveryError
from hotich.intake.slip_cells import slip_rows
from hotich.registers import BIRTH
from hotich.slips.layout import GUIDE_SHEET, SAMPLE_SHEET
from hotich.storage.sample_sheets import SampledCase

VALUES = {
    "entry_number": "07/2017", "child_full_name": "=HYPERLINK(1)", "child_birth_date": "2017-05", "child_sex": "2",
    "mother_birth_date": None, "transcriber_name": "NGƯỜI NHẬP",
}  # fmt: skip


def case(position: int, **same) -> SampledCase:
    facts = {"scan_name": None, "values": VALUES, "written": {"mother_birth_date": "khoảng 1990"}}
    return SampledCase(position, 6 + position, "a", date(2017, 5, 3), **(facts | same))


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    path = tmp_path / "28855" / "phieu_kiem_mau.28855.KS.2017.01.fix.xlsx"
    cases = [case(1), case(2, scan_name="quet/KS.2017.1.2017-05-04.008a.pdf"), case(3), case(4)]
    write_check_sheet(
        path, BIRTH, CheckSheet(12, "28855", "Xã An Hiệp", 2017, 1, 60, 1, 0.125, 0.08971, 62, cases)
    )
    assert [file.name for file in path.parent.iterdir()] == [path.name]
    return path


def columns(page) -> dict[str, int]:
    return {str(cell.value).split()[0]: cell.column for cell in reversed(page[1])}


def test_a_line_shows_the_case_as_it_was_keyed(sheet: Path) -> None:
    page = openpyxl.load_workbook(sheet)[SAMPLE_SHEET]
    at = columns(page)
    shown = {name: page.cell(2, column).value for name, column in at.items()}
    assert (shown["mau"], shown["dong"], shown["so"]) == ("12", "1", "07a")
    assert shown["banQuet"] == "KS.2017.01.2017-05-03.007a.pdf"
    assert page.cell(3, at["banQuet"]).value == "quet/KS.2017.1.2017-05-04.008a.pdf"
    assert shown["nksNgaySinh"] == "05.2017"
    assert shown["nksGioiTinh"] == "2 Nữ"
    assert shown["meNgaySinh"] == "khoảng 1990"
    assert "nguoiThucHien" not in at
    name = page.cell(2, at["nksHoTen"])
    assert (name.value, name.data_type, name.quotePrefix) == ("=HYPERLINK(1)", "s", True)


def test_only_the_answers_can_be_written_to(sheet: Path) -> None:
    filled = openpyxl.load_workbook(sheet)
    page = filled[SAMPLE_SHEET]
    at = columns(page)
    free = {cell.column for row in page for cell in row if not cell.protection.locked}
    assert page.protection.sheet
    assert free == {at["ketQua"], at["cotSai"], at["ghiChu"]}
    (choice,) = page.data_validations.dataValidation
    assert (choice.type, choice.errorStyle or "stop") == ("list", "stop")
    assert not filled[GUIDE_SHEET]["B2"].protection.locked


def test_the_guide_says_what_the_sample_proves(sheet: Path) -> None:
    text = " ".join(str(row[0].value) for row in openpyxl.load_workbook(sheet)[GUIDE_SHEET].iter_rows())
    assert "4 trên 60 trường hợp" in text
    assert "Có từ 2 trường hợp sai trở lên thì quyển sổ không đạt" in text
    assert "từ 8 trường hợp sai trở lên (12,5 % hoặc hơn)" in text
    # Rounded up, or the sentence would promise too much.
    assert "xác suất không quá 9 %" in text
    assert "Thống kê sổ ghi 62 trường hợp" in text


def fill(path: Path, *answers: tuple[str | None, str | None, str | None]) -> bytes:
    filled = openpyxl.load_workbook(path)
    filled[GUIDE_SHEET]["B2"] = " Lê Văn Kiểm "
    page = filled[SAMPLE_SHEET]
    at = columns(page)
    for row, answer in enumerate(answers, start=2):
        for name, value in zip(("ketQua", "cotSai", "ghiChu"), answer, strict=True):
            page.cell(row, at[name], value)
    filled.save(path)
    return path.read_bytes()


def test_a_filled_in_sheet_is_read(sheet: Path) -> None:
    data = fill(
        sheet, (" Đúng ", None, None), ("sai", "MENGAYSINH, meDanToc;\n Cha: họ, chữ đệm, tên; meNgaySinh", "mờ"),
        (None, None, None), ("sai", None, "không có trong sổ"),
    )  # fmt: skip
    reading = read_check_sheet(BIRTH, slip_rows(data, GUIDE_SHEET), slip_rows(data, SAMPLE_SHEET))
    assert (reading.sample_id, reading.person, reading.blank, reading.unusable) == (12, "Lê Văn Kiểm", 1, ())
    assert [(one.position, one.is_right) for one in reading.answers] == [(1, True), (2, False), (4, False)]
    assert reading.answers[1].wrong_fields == ("mother_birth_date", "mother_ethnicity", "father_full_name")
    assert reading.line_count == 4


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (("dung", None, None), "phải là đúng hoặc sai"),
        ((None, "meNgaySinh", None), "phải là đúng hoặc sai"),
        (("sai", None, None), "không nêu cột sai"),
        (("sai", "meNgaySin", None), "không có cột “meNgaySin”"),
        (("đúng", "meNgaySinh", None), "bỏ một trong hai"),
    ],
)
def test_a_line_that_says_two_things_or_nothing_is_told(sheet: Path, answer, said: str) -> None:
    data = fill(sheet, answer)
    reading = read_check_sheet(BIRTH, [], slip_rows(data, SAMPLE_SHEET))
    (text,) = reading.unusable
    assert text.startswith("Dòng 2: ")
    assert said in text
    assert (reading.person, len(reading.answers)) == ("", 0)


def test_lines_of_two_samples_or_without_their_columns_are_no_sheet(sheet: Path) -> None:
    lines = slip_rows(fill(sheet, ("đúng", None, None)), SAMPLE_SHEET)
    other = [*lines[:-1], (lines[-1][0], ["13", *lines[-1][1][1:]])]
    with pytest.raises(DeliveryError, match="không chép dòng từ phiếu khác"):
        read_check_sheet(BIRTH, [], other)
    with pytest.raises(DeliveryError, match="thiếu cột ketQua"):
        read_check_sheet(BIRTH, [], [(no, cells[:3]) for no, cells in lines])
    twice = [*lines, lines[1]]
    assert "cột dong không còn nguyên" in read_check_sheet(BIRTH, [], twice).unusable[0]
