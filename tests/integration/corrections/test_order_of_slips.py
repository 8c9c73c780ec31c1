"""Slips and books in any order: the later one counts, and each says what it takes back."""

from datetime import UTC, datetime, timedelta

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

from hotich.jobs.slips import write_open_slips
from hotich.storage.database import open_url

pytestmark = pytest.mark.postgres


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


def test_a_slip_waits_for_its_book_and_is_refused_after_thirty_days(office, births, book, another_book):
    rows = births(2)
    rows[0]["child_sex"] = "9"
    office.put(book_path(book), rows)
    office.run()
    other = another_book()
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
