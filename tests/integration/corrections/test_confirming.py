"""“Đúng như sổ”, and the decision of a third person: what the book says stands, and nobody is asked again."""

import pytest
from tests.integration.corrections.slips import (
    PERSON,
    UNIT,
    book_path,
    cases,
    corrections,
    lines,
    returned,
    send,
    slip_of,
    warnings,
    workbook_of,
)

from hotich.jobs.slips import write_open_slips

pytestmark = pytest.mark.postgres


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


def arbitration_name(book):
    return f"phieu_doi_chieu.{UNIT}.KS.2017.{book:02}.fix.xlsx"


def test_a_third_person_decides_and_the_decision_is_loaded(office, births, book, another_book):
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
    other = another_book()
    office.put(book_path(other), [row | {"transcriber_name": PERSON.upper()} for row in births(2, start=700)])
    office.run()
    sha256 = office.one("SELECT sha256 FROM delivery_file WHERE path = %s", book_path(other))
    path = f"{UNIT}/{arbitration_name(other)}"
    office.put_bytes(path, workbook_of([[sha256, "2", "nksHoTen", "", "", "", "Ai Đó"]]))
    office.run()
    assert office.state(path) == "rejected"
    assert "người nhập lần một" in office.file(path)["reason"]
