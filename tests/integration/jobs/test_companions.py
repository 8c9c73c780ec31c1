"""What comes beside the books: inventories, second keyings, manifests; files not yet whole; odd but welcome books."""

import hashlib
import time
from datetime import date

import pytest

from hotich.jobs import discover
from hotich.storage.database import open_url
from hotich.text.legacy import encode

pytestmark = pytest.mark.postgres

YEARS = 13 * 365 * 86_400
"""Seconds since 2013: a file of then is older than any other of these tests."""


@pytest.fixture(scope="module")
def office(make_office):
    return make_office()


def notices(office, path):
    return {notice["id"] for notice in office.file(path)["notices"]}


def planned(office, unit):
    return office.one(
        "SELECT sum(p.planned)::int FROM unit_progress p JOIN unit u USING (unit_id) WHERE u.code = %s", unit
    )


def line(book, cases, register="KS", year=2017, **same):
    facts = {
        "register_code": register,
        "year": year,
        "book_number": book,
        "case_count": cases,
        "struck_out_count": 0,
    }
    return facts | same


def test_a_newer_inventory_replaces_the_former(office, make_entries):
    office.put("28858/a.KS.2017.1.xlsx", make_entries("KS", 3))
    office.put("28858/a.KS.2017.9.xlsx", make_entries("KS", 1, start=90, book=9))
    office.put_inventory("28858", line(1, 5, struck_out_count=1), line(2, 7), line(3, 8, condition="mat"))
    office.run()
    assert office.file("28858/thong_ke_so.xlsx")["state"] == "loaded"
    assert planned(office, "28858") == 4 + 7 + 8
    assert "SO-005" in notices(office, "28858/a.KS.2017.1.xlsx")
    assert "SO-007" in notices(office, "28858/a.KS.2017.9.xlsx")
    assert office.state("28858/a.KS.2017.9.xlsx") == "loaded"
    office.put_inventory("28858", line(1, 3), line(9, 1))
    office.run()
    assert planned(office, "28858") == 4
    assert office.one("SELECT count(*) FROM inventory JOIN unit USING (unit_id) WHERE code = '28858'") == 2


def test_an_inventory_with_unusable_lines_is_partly_loaded_and_the_same_again_unchanged(office):
    path = office.put_inventory("28861", line(1, 5), line(2, 5, register="XX"))
    office.run()
    file = office.file("28861/thong_ke_so.xlsx")
    assert (file["state"], file["read"], file["loaded"], file["returned"]) == ("partly_loaded", 2, 1, 1)
    office.put_bytes("28861/thong_ke_so.xlsx", path.read_bytes())
    office.run()
    assert office.state("28861/thong_ke_so.xlsx") == "unchanged"
    assert planned(office, "28861") == 5


def test_a_book_without_cases_is_taken_where_the_inventory_says_so(office):
    office.put_inventory("28864", line(1, 0), line(2, 4))
    for book in (1, 2):
        office.put(f"28864/trong.KS.2017.{book}.xlsx", [])
    office.run()
    empty = office.file("28864/trong.KS.2017.1.xlsx")
    assert (empty["state"], empty["read"]) == ("loaded", 0)
    assert office.state("28864/trong.KS.2017.2.xlsx") == "rejected"


def test_the_opening_day_of_the_inventory_decides_the_stage_of_a_book(office, make_entries):
    opened = line(1, 2, year=2016, opened_on="20.12.2015")
    office.put_inventory("28867", opened)
    office.put("28867/a.KS.2016.1.xlsx", make_entries("KS", 2, year=2016, book=1))
    office.run("huyen_xa_1")
    assert office.state("28867/a.KS.2016.1.xlsx") == "received"
    office.run("huyen_xa_2")
    assert office.state("28867/a.KS.2016.1.xlsx") == "loaded"
    assert office.all("SELECT DISTINCT stage_id FROM birth WHERE entry_year = 2016") == [("huyen_xa_1",)]
    assert "SO-010" not in notices(office, "28867/a.KS.2016.1.xlsx")


def test_a_second_keying_is_kept_beside_the_first(office, make_entries):
    rows = make_entries("KS", 3)
    office.put("28870/a.KS.2017.1.xlsx", rows)
    rows[0]["child_full_name"] = "TRẦN THỊ BÍ MÂT"
    rows[2]["entry_number"] = ""
    short = ["entry_number", "registered_on", "child_full_name", "child_birth_date"]
    path = office.put("28870/a.KS.2017.1.short.xlsx", rows, columns=short)
    office.run()
    file = office.file("28870/a.KS.2017.1.short.xlsx")
    assert (file["state"], file["read"], file["loaded"], file["returned"]) == ("partly_loaded", 3, 2, 1)
    kept = "SELECT s.\"values\" ->> 'child_full_name' FROM short_row s JOIN delivery_file USING (file_id)"
    assert (
        office.one(f"{kept} WHERE path = '28870/a.KS.2017.1.short.xlsx' ORDER BY row_no") == "TRẦN THỊ BÍ MÂT"
    )
    names = "SELECT DISTINCT child_full_name FROM birth JOIN delivery_file USING (file_id) WHERE path = %s"
    assert office.all(names, "28870/a.KS.2017.1.xlsx") == [("TRẦN THỊ BÍ MẬT",)]
    office.put_bytes("28870/lan_hai.KS.2017.1.short.xlsx", path.read_bytes())
    office.run()
    assert office.state("28870/lan_hai.KS.2017.1.short.xlsx") == "unchanged"


def test_a_second_keying_waits_for_its_book(office, make_entries):
    office.put(
        "28873/a.KS.2017.1.short.csv", make_entries("KS", 2), columns=["entry_number", "child_full_name"]
    )
    office.run()
    assert office.state("28873/a.KS.2017.1.short.csv") == "received"
    office.put("28873/a.KS.2017.1.xlsx", make_entries("KS", 2))
    office.run()
    assert office.state("28873/a.KS.2017.1.short.csv") == "loaded"


def test_a_second_keying_whose_book_never_comes_is_rejected_after_thirty_days(office, make_entries):
    office.put(
        "28873/a.KS.2017.7.short.csv", make_entries("KS", 1), columns=["entry_number", "child_full_name"]
    )
    office.run()
    with open_url(office.settings.database_url) as conn:
        conn.execute("UPDATE delivery_file SET seen_at = seen_at - interval '31 days' WHERE book_no = 7")
    office.run()
    file = office.file("28873/a.KS.2017.7.short.csv")
    assert (file["state"], file["read"]) == ("rejected", 0)
    assert file["reason"].startswith("Sau 30 ngày vẫn chưa có tệp nhập lần một")


def test_files_that_may_still_grow_are_left_alone(office, make_entries):
    rows = make_entries("KS", 2)
    office.put("28876/a.KS.2017.1.xlsx.part", rows)
    office.put("28876/~$a.KS.2017.1.xlsx", rows)
    office.put("28876/a.KS.2017.1.xlsx", rows, at=time.time())
    assert office.run()["waiting"] == 1
    assert office.all("SELECT path FROM delivery_file WHERE path LIKE '28876/%%'") == []
    office.put("28876/a.KS.2017.1.xlsx", rows)
    office.run()
    assert office.all("SELECT path, state FROM delivery_file WHERE path LIKE '28876/%%'") == [
        ("28876/a.KS.2017.1.xlsx", "loaded")
    ]


def test_a_listed_file_waits_for_its_sum_and_is_then_taken_at_once(office, make_entries):
    now = time.time()
    path = office.put("28879/nam 2017/a.KS.2017.1.xlsx", make_entries("KS", 2), at=now)
    whole = path.read_bytes()
    manifest = f"{hashlib.sha256(whole).hexdigest()}  a.KS.2017.1.xlsx\n".encode()
    office.put_bytes("28879/nam 2017/manifest.sha256", manifest, at=now)
    office.put_bytes("28879/nam 2017/a.KS.2017.1.xlsx", whole[:-100], at=now - YEARS)
    assert office.run()["waiting"] == 1
    office.put_bytes("28879/nam 2017/a.KS.2017.1.xlsx", whole, at=now)
    office.run()
    assert office.state("28879/nam 2017/a.KS.2017.1.xlsx") == "loaded"


def test_unknown_and_hidden_columns_are_noted(office, make_entries):
    rows = make_entries("KS", 2, note="của đơn vị này")  # no other unit's: equal rows would be noted as well
    office.put("28882/a.KS.2017.1.xlsx", rows, extra={"ghi chu rieng": "việc nhà", "cotLa": "1"})
    office.run()
    (notice,) = office.file("28882/a.KS.2017.1.xlsx")["notices"]
    assert notice["id"] == "unknown_columns"
    assert "cotLa" in notice["text"]


@pytest.mark.parametrize(("encoding", "unit"), [("tcvn3", "28885"), ("vni", "28888")])
def test_an_old_font_is_converted_and_the_raw_text_kept(office, make_entries, encoding, unit):
    name, place = "Nguyễn Thị Hường", "Xã Mỹ Thạnh, huyện Giồng Trôm"
    rows = make_entries("KS", 6, child_full_name=name, mother_residence_place=place)
    stored = [{field: encode(text, encoding) for field, text in row.items()} for row in rows]
    office.put(f"{unit}/a.KS.2017.1.xlsx", stored)
    office.run()
    assert office.state(f"{unit}/a.KS.2017.1.xlsx") == "loaded"
    assert "converted" in notices(office, f"{unit}/a.KS.2017.1.xlsx")
    found = office.all(
        "SELECT child_full_name, written ->> 'child_full_name', mother_residence_place FROM birth"
        " JOIN delivery_file USING (file_id) WHERE path = %s",
        f"{unit}/a.KS.2017.1.xlsx",
    )
    assert found == [(name, encode(name, encoding), place)] * 6


def test_a_file_that_vanished_after_it_was_seen_is_rejected_and_stops_no_other(office, make_entries):
    gone = office.put("28891/a.KS.2017.1.xlsx", make_entries("KS", 2))
    office.put("28891/b.KS.2017.2.xlsx", make_entries("KS", 2, start=20, book=2))
    discover(office.settings, "huyen_xa_1", date(2026, 6, 30))
    gone.unlink()
    office.run(look=False)
    assert office.state("28891/a.KS.2017.1.xlsx") == "rejected"
    assert office.state("28891/b.KS.2017.2.xlsx") == "loaded"


def test_what_must_always_hold_holds(office, check_invariants):
    check_invariants(office)
