"""The loop of corrections: the workbook that a load wrote, filled in as an officer would, delivered again."""

import io
from datetime import UTC, datetime, timedelta
from itertools import count

import openpyxl
import pytest

from hotich.jobs.slips import write_open_slips
from hotich.storage.database import open_url
from hotich.text.legacy import encode

pytestmark = pytest.mark.postgres

PERSON = "Lê Thị Cán Bộ"
UNIT = "28855"

_books = count(1)


@pytest.fixture(scope="module")
def office(make_office):
    return make_office()


@pytest.fixture
def book():
    """Number of a book that no other test delivers."""
    return next(_books)


@pytest.fixture
def births(make_entries, book):
    def make(number, *, start=1, **same):
        return make_entries("KS", number, start=1000 * book + start, book=book, **same)

    return make


def book_path(book, name="an_hiep"):
    return f"{UNIT}/{name}.KS.2017.{book}.xlsx"


def slip_name(book):
    return f"phieu_tra_lai.{UNIT}.KS.2017.{book:02}.fix.xlsx"


def slip_of(office, book):
    return office.settings.outbox / UNIT / slip_name(book)


def lines(path, sheet="Tra lai"):
    """(row number, column, rules, written) of each line of a data sheet; [] where there is no such sheet."""
    workbook = openpyxl.load_workbook(path)
    if sheet not in workbook.sheetnames:
        return []
    head, *rows = workbook[sheet].iter_rows(values_only=True)
    assert head[:7] == ("sha256", "dong", "cot", "ruleId", "lyDo", "giaTriCu", "giaTriDung")
    return [(int(row[1]), row[2] or "", row[3], row[5] or "") for row in rows]


def filled(path, answers, person=PERSON):
    """The workbook with answers: (row number, column) → value, in whatever sheet has that cell."""
    workbook = openpyxl.load_workbook(path)
    if person:
        workbook["Huong dan"]["B2"] = person
    left = dict(answers)
    for sheet in (workbook[name] for name in ("Tra lai", "Canh bao") if name in workbook.sheetnames):
        for row in sheet.iter_rows(min_row=2):
            cell = (int(row[1].value), row[2].value or "")
            if cell in left:
                row[6].value = left.pop(cell)
    assert left == {}
    stream = io.BytesIO()
    workbook.save(stream)
    return stream.getvalue()


def send(office, book, answers, *, person=PERSON, name=None, at=None):
    """Fill in the book's slip and deliver it under its own name; how that file ended."""
    path = f"{UNIT}/{name or ''}{'/' if name else ''}{slip_name(book)}"
    office.put_bytes(path, filled(slip_of(office, book), answers, person), at)
    assert office.run()["failed"] == {}
    return office.file(path)


def cases(office, book, fields):
    return office.all(
        f"SELECT {fields} FROM birth JOIN book USING (book_id) WHERE book_no = %s AND year = 2017 ORDER BY entry_no",
        book,
    )


def returned(office, book):
    """(row number, state) of the book's returned rows, in order of their making."""
    return office.all(
        "SELECT r.row_no, r.state FROM returned_row r JOIN book USING (book_id) WHERE book_no = %s AND year = 2017"
        " ORDER BY returned_row_id",
        book,
    )


def corrections(office, book):
    return office.all(
        "SELECT k.target_row_no, k.field, k.before, k.after, k.confirms, k.person, k.state FROM correction k"
        " JOIN book USING (book_id) WHERE book_no = %s AND year = 2017 ORDER BY k.at, k.file_id, k.line_no",
        book,
    )


def warnings(office, book):
    return office.all(
        "SELECT c.entry_no %% 1000, w.rule_id, w.field, w.confirmed, w.confirmed_by FROM case_warning w"
        " JOIN birth c USING (case_id) JOIN book b ON b.book_id = c.book_id WHERE b.book_no = %s AND b.year = 2017"
        " ORDER BY 1, 2, 3",
        book,
    )


def book_row(office, book, fields="state, case_count"):
    return office.all(
        f"SELECT {fields} FROM book WHERE book_no = %s AND year = 2017 AND register = 'KS'", book
    )[0]


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


@pytest.mark.parametrize("words", ["đúng như sổ", " ĐÚNG  NHƯ SỔ. ", "9", "Đúng như sô\u0309"])
def test_a_confirmed_error_loads_as_a_confirmed_warning(office, births, book, words):
    rows = births(2)
    rows[0]["child_sex"] = "9"
    office.put(book_path(book), rows)
    office.run()
    file = send(office, book, {(2, "nksGioiTinh"): words})
    assert (file["state"], file["loaded"]) == ("loaded", 1)
    assert cases(office, book, "child_sex, written ->> 'child_sex'")[0] == (None, "9")
    assert returned(office, book) == [(2, "confirmed")]
    assert warnings(office, book) == [(1, "KS-037", "child_sex", True, PERSON)]
    assert corrections(office, book) == [(2, "child_sex", "9", None, True, PERSON, "applied")]
    # Neither the rest of the book nor a changed row brings it up again.
    rows[0]["note"] = "ghi chú mới"
    rows[1]["note"] = "ghi chú mới"
    office.put(book_path(book, "giao_lai"), rows)
    office.run()
    assert office.state(book_path(book, "giao_lai")) == "loaded"
    assert cases(office, book, "note, written ->> 'child_sex'")[0] == ("ghi chú mới", "9")
    assert warnings(office, book) == [(1, "KS-037", "child_sex", True, PERSON)]
    # Another value is not what was confirmed.
    rows[0]["child_sex"] = "7"
    office.put(book_path(book, "lan_ba"), rows)
    office.run()
    assert office.state(book_path(book, "lan_ba")) == "partly_loaded"


def test_number_date_and_phase_are_never_confirmed(office, births, book):
    rows = births(4)
    rows[0]["entry_number"] = "không rõ"
    rows[1]["registered_on"] = "30.02.2017"
    rows[2]["registered_on"] = "04.12.2018"
    office.put(book_path(book), rows)
    office.run()
    cells = [(2, "so"), (3, "ngayDangKy"), (4, "ngayDangKy")]
    assert {line[:2] for line in lines(slip_of(office, book))} >= set(cells)
    file = send(office, book, dict.fromkeys(cells, "đúng như sổ"))
    assert (file["state"], file["read"], file["returned"]) == ("rejected", 3, 3)
    assert [state for _, state in returned(office, book)] == ["replaced"] * 3 + ["open"] * 3
    assert {state for *_, state in corrections(office, book)} == {"returned"}
    assert len(cases(office, book, "1")) == 1
    mended = {
        (2, "so"): f"{1000 * book + 1}/2017",
        (3, "ngayDangKy"): "28.02.2017",
        (4, "ngayDangKy"): "3/12/2018",
    }
    assert send(office, book, mended)["loaded"] == 3


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


def test_warnings_of_loaded_cases_are_answered_on_their_own_sheet(office, births, book):
    rows = births(3)
    rows[0]["mother_birth_date"] = "31.02.1985"
    rows[1]["mother_birth_date"] = "31.02.1986"
    rows[2]["mother_birth_date"] = "31.02.1987"
    office.put(book_path(book), rows)
    office.run()
    assert not slip_of(office, book).exists()
    write_open_slips(office.settings, UNIT)
    slip = slip_of(office, book)
    assert lines(slip) == []
    assert [line[:2] for line in lines(slip, "Canh bao")] == [(n, "meNgaySinh") for n in (2, 3, 4)]
    written = slip.stat().st_mtime_ns
    assert write_open_slips(office.settings, UNIT)["written"] == 0
    assert slip.stat().st_mtime_ns == written
    file = send(office, book, {(2, "meNgaySinh"): "đúng như sổ", (3, "meNgaySinh"): "28.02.1986"})
    assert (file["state"], file["read"], file["loaded"], file["unchanged"]) == ("loaded", 2, 1, 1)
    found = warnings(office, book)
    assert [(number, confirmed, by) for number, _, field, confirmed, by in found if field == "mother_birth_date"] == [
        (1, True, PERSON), (3, False, None),
    ]  # fmt: skip
    assert [line[0] for line in lines(slip, "Canh bao")] == [4]
    history = office.all(
        "SELECT field, before, after, before_written, detail ->> 'person' FROM audit_log JOIN book USING (book_id)"
        " WHERE book_no = %s AND action = 'case_changed'", book,
    )  # fmt: skip
    assert history == [("mother_birth_date", None, "1986-02-28", "31.02.1986", PERSON)]
    confirmed = office.all(
        "SELECT field, detail ->> 'person' FROM audit_log JOIN book USING (book_id)"
        " WHERE book_no = %s AND action = 'warning_confirmed'", book,
    )  # fmt: skip
    assert confirmed == [("mother_birth_date", PERSON)]
    # Delivered again with another note: what was confirmed is not raised.
    rows[0]["note"] = "giao lại"
    rows[1]["mother_birth_date"] = "28.02.1986"
    office.put(book_path(book, "giao_lai"), rows)
    office.run()
    write_open_slips(office.settings, UNIT)
    assert [line[0] for line in lines(slip, "Canh bao")] == [4]


def test_the_same_slip_again_is_unchanged_and_an_older_one_changes_nothing(office, births, book):
    rows = births(3)
    rows[0]["child_sex"] = rows[1]["child_sex"] = "9"
    rows[1]["child_full_name"] = ""
    office.put(book_path(book), rows)
    office.run()
    first = filled(slip_of(office, book), {(2, "nksGioiTinh"): "1", (3, "nksGioiTinh"): "2"})
    office.put_bytes(f"{UNIT}/{slip_name(book)}", first)
    office.run()
    assert office.state(f"{UNIT}/{slip_name(book)}") == "partly_loaded"
    before = office.recount()
    slip_of(office, book).unlink()
    office.put_bytes(f"{UNIT}/lai/{slip_name(book)}", first)
    office.run()
    file = office.file(f"{UNIT}/lai/{slip_name(book)}")
    assert (file["state"], file["read"], file["unchanged"], file["returned"]) == ("unchanged", 2, 1, 1)
    assert office.recount().differences(before) == 0
    assert not slip_of(office, book).exists()
    write_open_slips(office.settings, UNIT)
    send(office, book, {(3, "nksHoTen"): "Trần Văn Hai"}, name="hai")
    before = office.recount()
    office.put_bytes(f"{UNIT}/ba/{slip_name(book)}", first)
    office.run()
    assert office.state(f"{UNIT}/ba/{slip_name(book)}") == "superseded"
    assert office.recount().differences(before) == 0


def test_of_two_slips_in_one_run_the_later_wins(office, births, book):
    rows = births(2)
    rows[0]["child_sex"] = "9"
    office.put(book_path(book), rows)
    office.run()
    slip = slip_of(office, book)
    office.put_bytes(
        f"{UNIT}/b/{slip_name(book)}", filled(slip, {(2, "nksGioiTinh"): "1"}), at=1_767_800_060.0
    )
    office.put_bytes(
        f"{UNIT}/a/{slip_name(book)}", filled(slip, {(2, "nksGioiTinh"): "2"}), at=1_767_800_120.0
    )
    assert office.run()["failed"] == {}
    assert office.state(f"{UNIT}/b/{slip_name(book)}") == "loaded"
    assert office.state(f"{UNIT}/a/{slip_name(book)}") == "loaded"
    assert cases(office, book, "child_sex") == [(2,), (2,)]
    history = office.all(
        "SELECT before, after FROM audit_log JOIN book USING (book_id) WHERE book_no = %s AND action = 'case_changed'", book
    )  # fmt: skip
    assert history == [("1", "2")]


def test_a_slip_for_rows_that_were_delivered_again_says_so(office, births, book):
    rows = births(2)
    rows[0]["child_sex"] = "9"
    office.put(book_path(book), rows)
    office.run()
    old = filled(slip_of(office, book), {(2, "nksGioiTinh"): "1"})
    rows[0]["child_sex"] = "8"
    office.put(book_path(book, "giao_lai"), rows)
    office.run()
    office.put_bytes(f"{UNIT}/{slip_name(book)}", old)
    office.run()
    file = office.file(f"{UNIT}/{slip_name(book)}")
    assert (file["state"], file["read"], file["returned"]) == ("rejected", 1, 1)
    assert "đã có tệp giao lại thay thế" in file["notices"][0]["text"]
    assert corrections(office, book)[0][-1] == "unusable"
    assert returned(office, book) == [(2, "replaced"), (2, "open")]


def test_deliveries_of_a_book_and_its_slip_are_taken_in_their_order(office, births, book):
    rows = births(2)
    rows[0]["child_sex"] = "9"
    office.put(book_path(book), rows, at=1_767_810_000.0)
    office.run()
    slip = filled(slip_of(office, book), {(2, "nksGioiTinh"): "1"})
    rows[0] |= {"child_sex": "1", "note": "giao lại"}
    office.put(book_path(book, "giao_lai"), rows, at=1_767_810_120.0)
    office.put_bytes(f"{UNIT}/{slip_name(book)}", slip, at=1_767_810_060.0)
    assert office.run()["failed"] == {}
    assert office.state(f"{UNIT}/{slip_name(book)}") == "loaded"
    assert office.state(book_path(book, "giao_lai")) == "loaded"
    assert returned(office, book) == [(2, "mended")]
    assert cases(office, book, "child_sex, note")[0] == (1, "giao lại")


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


def test_a_book_sent_again_without_its_corrections_says_what_it_takes_back(office, births, book):
    rows = births(3)
    rows[0]["mother_birth_date"] = "31.02.1985"
    office.put(book_path(book), rows)
    office.run()
    write_open_slips(office.settings, UNIT)
    send(office, book, {(2, "meNgaySinh"): "28.02.1985"})
    rows[2]["note"] = "mới"
    office.put(book_path(book, "giao_lai"), rows)
    office.run()
    assert (
        "1 ô đã sửa bằng phiếu nay lại mang giá trị cũ" in office.file(book_path(book, "giao_lai"))["reason"]
    )
    assert cases(office, book, "mother_birth_date")[0] == (None,)
    write_open_slips(office.settings, UNIT)
    assert [line[:2] for line in lines(slip_of(office, book), "Canh bao")] == [(2, "meNgaySinh")]
    # The slip that mended it mends it again.
    file = send(office, book, {(2, "meNgaySinh"): "28.02.1985"})
    assert (file["state"], file["loaded"]) == ("loaded", 1)


def test_an_unfilled_slip_changes_nothing_and_a_broken_one_is_refused(office, births, book):
    rows = births(2)
    rows[0]["child_sex"] = "9"
    office.put(book_path(book), rows)
    office.run()
    before = office.recount()
    file = send(office, book, {})
    assert (file["state"], file["read"]) == ("unchanged", 0)
    assert "chưa ghi ô giaTriDung nào" in file["reason"]
    office.put_bytes(f"{UNIT}/hong/{slip_name(book)}", b"khong phai xlsx")
    office.put(f"{UNIT}/khac/sach.KS.2017.{next(_books)}.xlsx", births(1, start=500))
    office.run()
    assert office.state(f"{UNIT}/hong/{slip_name(book)}") == "rejected"
    assert office.recount().tables["returned_row"] == before.tables["returned_row"]


def test_a_slip_waits_for_its_book_and_is_refused_after_thirty_days(office, births, book):
    rows = births(2)
    rows[0]["child_sex"] = "9"
    office.put(book_path(book), rows)
    office.run()
    other = next(_books)
    path = f"{UNIT}/{slip_name(other)}"
    office.put_bytes(path, filled(slip_of(office, book), {(2, "nksGioiTinh"): "1"}))
    office.run()
    assert office.state(path) == "received"
    with open_url(office.settings.database_url) as conn:
        conn.execute(
            "UPDATE delivery_file SET seen_at = %s WHERE path = %s", [datetime.now(UTC) - timedelta(days=31), path]
        )  # fmt: skip
    office.run()
    file = office.file(path)
    assert (file["state"], file["read"]) == ("rejected", 0)
    assert "30 ngày" in file["reason"]


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


def workbook_of(rows, person=PERSON, sheet="Tra lai"):
    """A slip that somebody made by hand."""
    workbook = openpyxl.Workbook()
    workbook.active.title = "Huong dan"
    workbook.active.append(["Người thực hiện:", person])
    data = workbook.create_sheet(sheet)
    data.append(["sha256", "dong", "cot", "ruleId", "lyDo", "giaTriCu", "giaTriDung"])
    for row in rows:
        data.append(row)
    stream = io.BytesIO()
    workbook.save(stream)
    return stream.getvalue()


def arbitration_name(book):
    return f"phieu_doi_chieu.{UNIT}.KS.2017.{book:02}.fix.xlsx"


def test_a_third_person_decides_and_the_decision_is_loaded(office, births, book):
    office.put(book_path(book), births(3, note="ghi chú"))
    office.put(
        book_path(book).replace(".xlsx", ".short.xlsx"),
        births(4),
        columns=["entry_number", "child_full_name"],
    )
    office.run()
    first, second = (
        office.one("SELECT sha256 FROM delivery_file WHERE path = %s", path)
        for path in (book_path(book), book_path(book).replace(".xlsx", ".short.xlsx"))
    )
    path = f"{UNIT}/{arbitration_name(book)}"
    answers = [
        [first, "2", "nksHoTen", "DOI-CHIEU", "", "", "Phạm Thị Bé"],
        [first, "3", "nksHoTen", "DOI-CHIEU", "", "", "đúng như sổ"],
        [first, "4", "ghiChu", "DOI-CHIEU", "", "", "Sổ để trống"],
        [second, "5", "", "DOI-CHIEU", "", "", "Có trong sổ"],
        [first, "3", "", "DOI-CHIEU", "", "", "gì đó"],
    ]
    office.put_bytes(path, workbook_of(answers, person=""))
    office.run()
    assert office.state(path) == "rejected"
    assert "họ tên" in office.file(path)["reason"]
    office.put_bytes(path, workbook_of(answers, sheet="Doi chieu"))
    office.run()
    file = office.file(path)
    assert (file["state"], file["read"], file["loaded"], file["unchanged"]) == ("partly_loaded", 4, 2, 2)
    assert cases(office, book, "child_full_name, note")[0] == ("Phạm Thị Bé", "ghi chú")
    assert cases(office, book, "note")[2] == (None,)
    kept = "SELECT target_row_no, field, after, confirms, k.state FROM correction k JOIN book USING (book_id)" \
        " WHERE book_no = %s AND year = 2017 ORDER BY line_no"  # fmt: skip
    assert office.all(kept, book) == [
        (2, "child_full_name", "Phạm Thị Bé", False, "applied"), (3, "child_full_name", None, True, "applied"),
        (4, "note", "", False, "applied"), (5, "", "có trong sổ", False, "applied"), (3, "", "gì đó", False, "unusable"),
    ]  # fmt: skip
    # Who keyed the book can't decide about it.
    other = next(_books)
    office.put(book_path(other), [row | {"transcriber_name": PERSON.upper()} for row in births(2, start=700)])
    office.run()
    sha256 = office.one("SELECT sha256 FROM delivery_file WHERE path = %s", book_path(other))
    path = f"{UNIT}/{arbitration_name(other)}"
    office.put_bytes(path, workbook_of([[sha256, "2", "nksHoTen", "", "", "", "Ai Đó"]]))
    office.run()
    assert office.state(path) == "rejected"
    assert "người nhập lần một" in office.file(path)["reason"]


def test_all_of_it_keeps_what_must_always_hold(office, check_invariants):
    check_invariants(office)
