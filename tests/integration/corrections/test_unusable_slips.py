"""Slips that nobody can use, in part or as a whole."""

import io

import openpyxl
import pytest
from tests.integration.corrections.slips import (
    UNIT,
    book_path,
    cases,
    corrections,
    filled,
    lines,
    returned,
    send,
    slip_name,
    slip_of,
)

pytestmark = pytest.mark.postgres


def test_lines_that_nobody_can_use_are_told_one_by_one(office, births, book):
    rows = births(3)
    rows[0]["child_sex"] = rows[1]["child_sex"] = rows[2]["child_sex"] = "9"
    office.put(book_path(book), rows)
    office.run()
    workbook = openpyxl.load_workbook(slip_of(office, book))
    sheet = workbook["Tra lai"]
    sheet["G2"] = "=1+1"
    sheet["G3"] = "2"
    sheet["A3"] = "f" * 64
    sheet["G4"] = "1"
    sheet.append(["0" * 63, "2", "nksGioiTinh", "", "", "", "1"])
    sheet.append([sheet["A2"].value, "2", "khongCo", "", "", "", "1"])
    sheet.append([sheet["A2"].value, "77", "nksGioiTinh", "", "", "", "1"])
    stream = io.BytesIO()
    workbook.save(stream)
    office.put_bytes(f"{UNIT}/{slip_name(book)}", stream.getvalue())
    office.run()
    file = office.file(f"{UNIT}/{slip_name(book)}")
    assert file["state"] == "partly_loaded"
    assert (file["read"], file["loaded"], file["returned"]) == (5, 1, 4)
    told = {notice["text"].split(": ", 1)[0]: notice["text"] for notice in file["notices"]}
    assert "công thức" in told["Trang «Tra lai», dòng 2"]
    assert "không phải của tệp nào đã giao" in told["Trang «Tra lai», dòng 3"]
    assert "không còn như phiếu" in told["Trang «Tra lai», dòng 5"]
    assert "không có cột" in told["Trang «Tra lai», dòng 6"]
    assert "không chờ sửa" in told["Trang «Tra lai», dòng 7"]
    assert "no_person" in {notice["id"] for notice in file["notices"]}
    assert sorted(row for row, state in returned(office, book) if state == "open") == [2, 3]
    assert {state for *_, state in corrections(office, book)} == {"applied", "unusable"}


def test_two_values_for_one_cell_are_none(office, births, book):
    rows = births(2)
    rows[0]["child_sex"] = "9"
    office.put(book_path(book), rows)
    office.run()
    workbook = openpyxl.load_workbook(slip_of(office, book))
    sheet = workbook["Tra lai"]
    sheet["G2"] = "1"
    sheet.append([cell.value for cell in sheet[2]][:6] + ["2"])
    stream = io.BytesIO()
    workbook.save(stream)
    office.put_bytes(f"{UNIT}/{slip_name(book)}", stream.getvalue())
    office.run()
    file = office.file(f"{UNIT}/{slip_name(book)}")
    assert (file["state"], file["read"], file["returned"]) == ("rejected", 1, 1)
    assert returned(office, book) == [(2, "open")]


def test_hostile_answers_are_text(office, births, book):
    rows = births(4)
    for row in rows[:3]:
        row["child_full_name"] = ""
    office.put(book_path(book), rows)
    office.run()
    name = '=HYPERLINK("http://x.example","y")'
    workbook = openpyxl.load_workbook(io.BytesIO(filled(slip_of(office, book), {
        (2, "nksHoTen"): "x", (3, "nksHoTen"): "'; DROP TABLE birth; --", (4, "nksHoTen"): "a\u202eb",
    })))  # fmt: skip
    cell = workbook["Tra lai"]["G2"]
    cell.value, cell.data_type = name, "s"
    stream = io.BytesIO()
    workbook.save(stream)
    office.put_bytes(f"{UNIT}/{slip_name(book)}", stream.getvalue())
    office.run()
    file = office.file(f"{UNIT}/{slip_name(book)}")
    assert (file["state"], file["loaded"], file["returned"]) == ("partly_loaded", 2, 1)
    assert [text for (text,) in cases(office, book, "child_full_name")][:2] == [
        name,
        "'; DROP TABLE birth; --",
    ]
    assert lines(slip_of(office, book)) == [(4, "nksHoTen", "KS-023", "a⟨U+202E⟩b")]


def test_an_unfilled_slip_changes_nothing_and_a_broken_one_is_refused(office, births, book, another_book):
    rows = births(2)
    rows[0]["child_sex"] = "9"
    office.put(book_path(book), rows)
    office.run()
    before = office.recount()
    file = send(office, book, {})
    assert (file["state"], file["read"]) == ("unchanged", 0)
    assert "chưa ghi ô giaTriDung nào" in file["reason"]
    office.put_bytes(f"{UNIT}/hong/{slip_name(book)}", b"khong phai xlsx")
    office.put(f"{UNIT}/khac/sach.KS.2017.{another_book()}.xlsx", births(1, start=500))
    office.run()
    assert office.state(f"{UNIT}/hong/{slip_name(book)}") == "rejected"
    assert office.recount().tables["returned_row"] == before.tables["returned_row"]
