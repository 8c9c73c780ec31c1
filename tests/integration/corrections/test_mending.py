"""Rows that came back with a value in each cell to mend: they load, or come back once more."""

import io

import openpyxl
import pytest
from tests.integration.corrections.slips import (
    PERSON,
    UNIT,
    book_path,
    book_row,
    cases,
    corrections,
    filled,
    lines,
    returned,
    send,
    slip_name,
    slip_of,
    workbook_of,
)

from hotich.jobs.slips import write_open_slips
from hotich.storage.database import open_url
from hotich.text.legacy import encode

pytestmark = pytest.mark.postgres


def test_a_mended_row_loads_and_is_closed_with_its_history(office, births, book):
    rows = births(4)
    rows[1]["child_sex"] = "9"
    office.put(book_path(book), rows)
    office.run()
    before = office.file(book_path(book))
    assert lines(slip_of(office, book)) == [(3, "nksGioiTinh", "KS-037", "9")]
    file = send(office, book, {(3, "nksGioiTinh"): "1"})
    assert (file["state"], file["read"], file["loaded"], file["unchanged"], file["returned"]) == (
        "loaded",
        1,
        1,
        0,
        0,
    )
    assert [sex for (sex,) in cases(office, book, "child_sex")] == [2, 1, 2, 2]
    assert returned(office, book) == [(3, "mended")]
    assert corrections(office, book) == [(3, "child_sex", "9", "1", False, PERSON, "applied")]
    assert book_row(office, book) == ("loaded", 4)
    assert office.file(book_path(book)) == before
    # The case is the row of the book file that was delivered.
    assert cases(office, book, "row_no, (SELECT path FROM delivery_file f WHERE f.file_id = birth.file_id)")[1] == (
        3, book_path(book),
    )  # fmt: skip
    added = office.all(
        "SELECT action, detail ->> 'person' FROM audit_log JOIN book USING (book_id) WHERE book_no = %s ORDER BY audit_id", book
    )  # fmt: skip
    assert added == [("book_loaded", None), ("case_added", PERSON)]
    assert not slip_of(office, book).exists()


def test_what_is_still_wrong_comes_back_with_what_was_mended(office, births, book):
    rows = births(3)
    rows[0] |= {"child_sex": "9", "child_full_name": ""}
    rows[2]["child_sex"] = "8"
    office.put(book_path(book), rows)
    office.run()
    file = send(office, book, {(2, "nksHoTen"): "Nguyễn Thị Mới", (4, "nksGioiTinh"): "2"})
    assert (file["state"], file["read"], file["loaded"], file["returned"]) == ("partly_loaded", 2, 1, 1)
    assert returned(office, book) == [(2, "replaced"), (4, "mended"), (2, "open")]
    assert lines(slip_of(office, book)) == [(2, "nksGioiTinh", "KS-037", "9")]
    assert book_row(office, book) == ("partly_loaded", 2)
    states = {row: state for row, *_, state in corrections(office, book)}
    assert states == {2: "returned", 4: "applied"}
    file = send(office, book, {(2, "nksGioiTinh"): "Nam"})
    assert file["state"] == "loaded"
    assert cases(office, book, "child_full_name, child_sex")[0] == ("Nguyễn Thị Mới", 1)
    assert returned(office, book)[-1] == (2, "mended")
    assert book_row(office, book) == ("loaded", 3)


def test_equal_numbers_stay_back_until_one_of_them_is_another(office, births, book):
    rows = [*births(1), *births(1, note="khác"), *births(1, start=2)]
    office.put(book_path(book), rows)
    office.run()
    assert [line[:3] for line in lines(slip_of(office, book))] == [(2, "so", "KS-028"), (3, "so", "KS-028")]
    # One alone can't take the number while the other waits for it.
    file = send(office, book, {(2, "so"): "đúng như sổ"})
    assert (file["state"], file["returned"]) == ("rejected", 1)
    file = send(office, book, {(3, "so"): f"{1000 * book + 9}/2017"})
    assert file["state"] == "loaded"
    file = send(office, book, {(2, "so"): "đúng như sổ"})
    assert file["state"] == "loaded"
    assert cases(office, book, "entry_no %% 1000, note") == [(1, None), (2, None), (9, "khác")]


def test_a_number_of_another_entry_is_not_overwritten(office, births, book):
    rows = births(3)
    rows[0] |= {"entry_number": "không rõ", "note": "dòng hỏng"}
    office.put(book_path(book), rows)
    office.run()
    file = send(office, book, {(2, "so"): f"{1000 * book + 3}/2017"})
    assert file["returned"] == 1
    assert lines(slip_of(office, book)) == [(2, "so", "KS-028", f"{1000 * book + 3}/2017")]
    assert cases(office, book, "note") == [(None,)] * 2


def test_damaged_cells_are_known_after_other_cells_were_mended(office, births, book):
    rows = births(2)
    rows[0] |= {"child_sex": "9", "note": "tam"}
    path = office.put(book_path(book), rows)
    workbook = openpyxl.load_workbook(path)
    sheet = workbook.active
    columns = {cell.value: cell.column for cell in sheet[1]}
    sheet.cell(2, columns["ghiChu"]).value = "=1+1"
    damaged = sheet.cell(2, columns["chucVuNguoiKy"])
    damaged.value, damaged.data_type = "#N/A", "e"
    stream = io.BytesIO()
    workbook.save(stream)
    office.put_bytes(book_path(book), stream.getvalue())
    office.run()
    # Of a row's damage the rules tell the worst.
    assert {line[1] for line in lines(slip_of(office, book))} == {"nksGioiTinh", "ghiChu"}
    file = send(office, book, {(2, "nksGioiTinh"): "1"})
    assert file["state"] == "rejected"
    assert [line[1:3] for line in lines(slip_of(office, book))] == [("ghiChu", "KS-021")]
    assert send(office, book, {(2, "ghiChu"): "hai"})["state"] == "rejected"
    assert [line[1:3] for line in lines(slip_of(office, book))] == [("chucVuNguoiKy", "KS-025")]
    assert send(office, book, {(2, "chucVuNguoiKy"): "Chủ tịch"})["state"] == "loaded"
    assert cases(office, book, "note, child_sex, signer_title")[0] == ("hai", 1, "Chủ tịch")


def test_the_number_of_a_loaded_case_is_corrected_and_it_stays_the_same_case(office, births, book):
    rows = births(3)
    rows[0]["mother_birth_date"] = rows[1]["mother_birth_date"] = "31.02.1985"
    office.put(book_path(book), rows)
    office.run()
    write_open_slips(office.settings, UNIT)
    before = cases(office, book, "case_id, entry_no")
    workbook = openpyxl.load_workbook(slip_of(office, book))
    sheet = workbook["Canh bao"]
    sheet["C2"] = sheet["C3"] = "so"
    # They change places; a third number is taken.
    sheet["G2"], sheet["G3"] = f"{1000 * book + 2}/2017", f"{1000 * book + 1}/2017"
    sheet.append([sheet["A2"].value, "4", "so", "", "", "", f"{1000 * book + 7}/2017"])
    stream = io.BytesIO()
    workbook.save(stream)
    office.put_bytes(f"{UNIT}/{slip_name(book)}", stream.getvalue())
    assert office.run()["failed"] == {}
    assert office.file(f"{UNIT}/{slip_name(book)}")["loaded"] == 3
    ids = [case_id for case_id, _ in before]
    assert cases(office, book, "entry_no %% 1000, case_id") == [(1, ids[1]), (2, ids[0]), (7, ids[2])]
    assert book_row(office, book) == ("loaded", 3)


def test_a_changed_book_is_accepted_no_longer(office, births, book):
    rows = births(3)
    rows[0]["mother_birth_date"] = "31.02.1985"
    office.put(book_path(book), rows)
    office.run()
    write_open_slips(office.settings, UNIT)
    accept = "UPDATE book SET accepted_at = now() WHERE book_no = %s AND year = 2017"
    with open_url(office.settings.database_url) as conn:
        conn.execute(accept, [book])
        slip = slip_of(office, book)
        first = filled(slip, {(2, "meNgaySinh"): "đúng như sổ"})
        second = filled(slip, {(2, "meNgaySinh"): "1985"})
        office.put_bytes(f"{UNIT}/{slip_name(book)}", first)
        office.run()
        assert book_row(office, book, "accepted_at IS NULL") == (False,)
        office.put_bytes(f"{UNIT}/{slip_name(book)}", second)
        office.run()
        assert book_row(office, book, "accepted_at IS NULL") == (True,)
        conn.execute(accept, [book])
        rows[1]["note"] = "sửa"
        rows[0]["mother_birth_date"] = "1985"
        office.put(book_path(book, "giao_lai"), rows)
        office.run()
        assert book_row(office, book, "accepted_at IS NULL") == (True,)


def test_an_absent_column_blanks_nothing_when_a_newer_row_is_mended(office, births, book):
    rows = births(2, note="chú thích")
    office.put(book_path(book), rows)
    office.run()
    for row in rows:
        row["child_sex"] = "9"
    columns = [name for name in rows[0] if name != "note"]
    office.put(book_path(book, "giao_lai"), rows, columns=columns)
    office.run()
    assert send(office, book, {(2, "nksGioiTinh"): "1"})["loaded"] == 1
    assert cases(office, book, "child_sex, note") == [(1, "chú thích"), (2, "chú thích")]


@pytest.mark.parametrize("encoding", ["tcvn3", "vni"])
def test_answers_in_unicode_stand_beside_words_in_an_old_font(office, births, book, encoding):
    name, place = "Nguyễn Thị Hường", "Xã Mỹ Thạnh, huyện Giồng Trôm"
    rows = births(6, child_full_name=name, mother_residence_place=place)
    rows[2] |= {"child_sex": "9", "mother_full_name": ""}
    stored = [{field: encode(text, encoding) for field, text in row.items()} for row in rows]
    office.put(book_path(book), stored)
    office.run()
    write_open_slips(office.settings, UNIT)
    file = send(office, book, {(4, "nksGioiTinh"): "2"})
    assert file["state"] == "loaded"
    found = "child_full_name, written ->> 'child_full_name', mother_residence_place"
    assert cases(office, book, found) == [(name, encode(name, encoding), place)] * 6
    # A loaded case too: by hand, for nothing is wrong with it.
    sha256 = office.one("SELECT sha256 FROM delivery_file WHERE path = %s", book_path(book))
    path = f"{UNIT}/tay/{slip_name(book)}"
    office.put_bytes(
        path,
        workbook_of(
            [[sha256, "3", "nksHoTen", "", "", "", "Lê Hà"], [sha256, "3", "ghiChu", "", "", "", "đã sửa"]]
        ),
    )
    office.run()
    assert office.state(path) == "loaded"
    assert cases(office, book, "child_full_name, mother_residence_place, note")[1] == (
        "Lê Hà",
        place,
        "đã sửa",
    )
