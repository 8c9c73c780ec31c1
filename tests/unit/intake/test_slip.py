"""Filled-in slips as offices send them: names, sheets, typed cells, words."""

import io
from datetime import date

import openpyxl
import pytest

from hotich.errors import DeliveryError
from hotich.intake.slip import confirms, read_slip
from hotich.registers import BIRTH

HEAD = ["sha256", "dong", "cot", "ruleId", "lyDo", "giaTriCu", "giaTriDung"]
SHA256 = "ab" * 32


def slip(*rows, head=HEAD, guide=(), sheet="Tra lai", more=0):
    workbook = openpyxl.Workbook()
    workbook.active.title = "Huong dan"
    for row in guide:
        workbook.active.append(row)
    data = workbook.create_sheet(sheet)
    data.append(head)
    for row in rows:
        data.append(row)
    for number in range(more):
        workbook.create_sheet(f"Trang {number}")
    stream = io.BytesIO()
    workbook.save(stream)
    return stream.getvalue()


def line(answer, column="nksGioiTinh", row=3):
    return [SHA256, row, column, "KS-037; KS-038", "", "9", answer]


def test_only_lines_with_an_answer_count():
    reading = read_slip(slip(line(None), line("  "), line("1"), line("2", row="4")), BIRTH)
    assert [(answer.line_no, answer.row_no, answer.text) for answer in reading.answers] == [
        (4, 3, "1"),
        (5, 4, "2"),
    ]
    assert reading.answers[0].rule_ids == ("KS-037", "KS-038")
    assert reading.unusable == ()


def test_answers_may_stand_on_several_sheets_and_columns_in_any_order():
    workbook = openpyxl.load_workbook(io.BytesIO(slip(line("1"))))
    second = workbook.create_sheet("Canh bao")
    second.append(["ghi chú của tôi", *HEAD[::-1]])
    second.append(["", *line("2")[::-1]])
    stream = io.BytesIO()
    workbook.save(stream)
    reading = read_slip(stream.getvalue(), BIRTH)
    assert {(answer.sheet, answer.text) for answer in reading.answers} == {
        ("Tra lai", "1"),
        ("Canh bao", "2"),
    }


@pytest.mark.parametrize(
    ("value", "column", "text", "faults"),
    [
        (date(1990, 3, 2), "meNgaySinh", "02.03.1990", ()),
        (1990, "meNgaySinh", "1990", ()),
        (date(2017, 1, 5), "so", "05.01.2017", ("date_cell",)),
        (12345678901, "meSoGiayToTuyThan", "12345678901", ("number_identity",)),
        ("a\u202eb", "nksHoTen", "a\u202eb", ("direction_mark",)),
    ],
)
def test_typed_cells_are_read_as_those_of_books(value, column, text, faults):
    (answer,) = read_slip(slip(line(value, column)), BIRTH).answers
    assert (answer.text, answer.faults) == (text, faults)


@pytest.mark.parametrize(
    ("guide", "person"),
    [
        ([["Phiếu"], ["Người thực hiện", "Lê  Thị Ba "]], "Lê Thị Ba"),
        ([["NGƯỜI THỰC HIỆN:", "Lê Thị Ba"]], "Lê Thị Ba"),
        ([["Người thực hiện", None]], None),
        ([["Người thực hiện", "=A1"]], None),
        ([], None),
    ],
)
def test_who_filled_it_in_stands_on_the_guide(guide, person):
    assert read_slip(slip(line("1"), guide=guide), BIRTH).person == person


def test_lines_that_are_no_longer_as_they_were_sent_say_so():
    changed = [
        ["xyz", 3, "nksGioiTinh", "", "", "", "1"],
        [SHA256, "ba", "nksGioiTinh", "", "", "", "1"],
        line("1", "khongCo"),
        line("=1+1"),
    ]
    reading = read_slip(slip(*changed, line("1")), BIRTH)
    assert [unusable.line_no for unusable in reading.unusable] == [2, 3, 4, 5]
    assert len(reading.answers) == 1


def test_a_workbook_that_is_no_slip_is_refused():
    with pytest.raises(DeliveryError, match="thiếu cột|tiêu đề"):
        read_slip(slip(head=["so", "ngayDangKy"]), BIRTH)
    with pytest.raises(DeliveryError, match="trang tính"):
        read_slip(slip(line("1"), more=20), BIRTH)


@pytest.mark.parametrize(
    ("text", "written", "same"),
    [
        ("đúng như sổ", "9", True),
        ("Đúng Như Sổ!", None, True),
        ("dung nhu so", "9", True),
        ("9 ", "9", True),
        ("=1+1", "=1+1", True),
        ("1⟨U+202E⟩2", "1\u202e2", True),
        ("đúng", "9", False),
        ("9", None, False),
        ("Nguyễn Thị Hoà", "Nguyễn Thị Hòa", False),
    ],
)
def test_confirming_is_saying_so_or_writing_the_same_again(text, written, same):
    assert confirms(text, written) is same
