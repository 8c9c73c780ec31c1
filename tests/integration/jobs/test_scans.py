"""Packages of scans from the inbox to their cases, through everything that comes in between."""

import io
import zipfile
from datetime import date

import polars as pl
import pytest

from hotich.jobs import take_scans
from hotich.plan import load_plan
from hotich.simulate import FaultRates, Shares, UnitCounts, simulate
from hotich.simulate.scans import pdf_page
from hotich.storage.database import open_url
from hotich.storage.schema import CASE_TABLES

pytestmark = pytest.mark.postgres

AS_OF = date(2026, 6, 30)
STAGE = "huyen_xa_1"


@pytest.fixture(scope="module")
def office(make_office):
    return make_office()


def pdf(number, *, year=2017, book=1, day=None, part=""):
    """Name and content of the scan of an entry that `make_entries` makes."""
    on = day or f"{year}-05-{number % 28 + 1:02}"
    return f"{part}KS.{year}.{book:02}.{on}.{number:03}.pdf", pdf_page(f"KS {number}/{year}")


def package(*entries, method=zipfile.ZIP_STORED):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as archive:
        for name, content in entries:
            archive.writestr(name, content)
    return stream.getvalue()


def take(office, stage=STAGE):
    return take_scans(office.settings, stage, AS_OF)


def work(office):
    office.run()
    return take(office)


def found(office, unit):
    """State → number of files of the unit's books, and how many cases have no scan."""
    states = office.all(
        "SELECT s.state, count(*)::int FROM scan s JOIN book USING (book_id) JOIN unit u USING (unit_id)"
        " WHERE u.code = %s GROUP BY 1",
        unit,
    )
    missing = office.one(
        "SELECT coalesce(sum(k.missing_count), 0)::int FROM book_scan k JOIN book USING (book_id) JOIN unit u USING (unit_id)"
        " WHERE u.code = %s",
        unit,
    )
    assert missing == office.one(
        "SELECT count(*)::int FROM missing_scan m JOIN unit u USING (unit_id) WHERE u.code = %s", unit
    ), "the stored number of missing scans is not that of the view"
    return dict(states), missing


def test_each_scan_is_matched_listed_or_missed(office, make_entries):
    office.put("28855/a.KS.2017.1.xlsx", make_entries("KS", 6))
    broken = pdf(3)[0], pdf(3)[1][:-20]
    entries = [pdf(1), pdf(2, day="2017-06-01"), broken, pdf(4), pdf(4, part="b/"), pdf(40), ("anh.pdf", b"")]
    office.put_bytes("28855/a.KS.2017.1.zip", package(*entries))
    counts = work(office)
    assert (counts["packages"], counts["files"], counts["matched"], counts["misnamed"]) == (1, 7, 2, 1)
    assert found(office, "28855") == (
        {"matched": 2, "unreadable": 1, "doubled": 2, "surplus": 1, "misnamed": 1}, 2,
    )  # fmt: skip
    file = office.file("28855/a.KS.2017.1.zip")
    assert (file["state"], file["read"], file["loaded"], file["returned"]) == ("partly_loaded", 7, 3, 4)
    for words in ("2 khớp", "1 thừa", "1 không mở được", "2 trùng số", "1 tên sai", "2 chưa có bản quét"):
        assert words in file["reason"]
    places = office.all(
        "SELECT path, name, page_count FROM case_scan JOIN book USING (book_id) ORDER BY name"
    )
    assert places[0] == ("28855/a.KS.2017.1.zip", pdf(1)[0], 1)
    assert office.one("SELECT remark FROM scan WHERE name = %s", pdf(2, day="2017-06-01")[0])


def test_a_second_run_changes_nothing(office):
    before = (
        office.all("SELECT s::text, s.xmin::text FROM scan s ORDER BY 1"),
        office.all("SELECT * FROM book_scan"),
    )
    counts = take(office)
    assert {name: counts[name] for name in ("packages", "files", "rematched")} == {
        "packages": 0, "files": 0, "rematched": 0,
    }  # fmt: skip
    assert (
        office.all("SELECT s::text, s.xmin::text FROM scan s ORDER BY 1"),
        office.all("SELECT * FROM book_scan"),
    ) == before


def test_a_mended_package_replaces_the_former_and_the_same_again_is_unchanged(office):
    whole = [pdf(number) for number in range(1, 7)]
    office.put_bytes("28855/a.KS.2017.1.zip", package(*whole))
    work(office)
    assert office.file("28855/a.KS.2017.1.zip")["state"] == "loaded"
    assert found(office, "28855") == ({"matched": 6}, 0)
    office.put_bytes("28855/chuyen/a.KS.2017.1.zip", package(*reversed(whole), method=zipfile.ZIP_DEFLATED))
    counts = work(office)
    assert counts["unchanged"] == 1
    assert office.state("28855/chuyen/a.KS.2017.1.zip") == "unchanged"
    assert found(office, "28855") == ({"matched": 6}, 0)
    paths = office.all("SELECT DISTINCT path FROM case_scan JOIN book USING (book_id) WHERE year = 2017")
    assert paths == [("28855/chuyen/a.KS.2017.1.zip",)], "a moved package is found where it was seen last"


def test_old_content_comes_back_only_under_a_higher_version(office):
    old, new = package(pdf(1, year=2016)), package(pdf(2, year=2016))
    office.put_bytes("28855/v.KS.2016.1.xlsx", b"")
    for content, path, state in (
        (old, "28855/v.KS.2016.1.zip", "loaded"),
        (new, "28855/v.KS.2016.1.zip", "loaded"),
        (old, "28855/v.KS.2016.1.zip", "superseded"),
        (old, "28855/v.KS.2016.1.v2.zip", "loaded"),
        (package(pdf(3, year=2016)), "28855/v.KS.2016.1.v1.zip", "superseded"),
    ):
        office.put_bytes(path, content)
        office.run("huyen_xa_1")
        take(office)
        assert office.state(path) == state, (path, office.file(path))
    names = office.all("SELECT name FROM scan JOIN book USING (book_id) WHERE year = 2016")
    assert names == [(pdf(1, year=2016)[0],)]


def test_a_package_waits_for_its_book_and_is_matched_when_cases_come(office, make_entries):
    office.put_bytes("28858/a.KS.2017.1.zip", package(*[pdf(n) for n in range(1, 5)]))
    assert work(office)["packages"] == 0
    assert office.state("28858/a.KS.2017.1.zip") == "received"
    rows = make_entries("KS", 4)
    rows[3]["child_sex"] = "8"
    office.put("28858/a.KS.2017.1.xlsx", rows)
    assert work(office)["matched"] == 3
    assert found(office, "28858") == ({"matched": 3, "surplus": 1}, 0)
    rows[3]["child_sex"] = "1"
    office.put("28858/a.KS.2017.1.xlsx", [*rows, *make_entries("KS", 1, start=5)])
    office.run()
    assert office.one("SELECT count(*)::int FROM book_scan WHERE due") == 1
    counts = take(office)
    assert (counts["packages"], counts["rematched"]) == (0, 1)
    assert found(office, "28858") == ({"matched": 4}, 1)


def test_a_package_of_a_listed_book_is_taken_before_the_book(office, make_entries):
    office.put_inventory(
        "28861",
        {"register_code": "KS", "year": 2017, "book_number": 1, "case_count": 2, "struck_out_count": 0},
    )
    office.put_bytes("28861/a.KS.2017.1.zip", package(pdf(1), pdf(2)))
    work(office)
    assert "khi sổ được nạp" in office.file("28861/a.KS.2017.1.zip")["reason"]
    assert found(office, "28861") == ({"surplus": 2}, 0)
    office.put("28861/a.KS.2017.1.xlsx", make_entries("KS", 2))
    work(office)
    assert found(office, "28861") == ({"matched": 2}, 0)


def test_a_second_package_brings_what_the_first_lacked(office, make_entries):
    office.put("28864/a.KS.2017.1.xlsx", make_entries("KS", 3))
    office.put_bytes("28864/a.KS.2017.1.zip", package(pdf(1), (pdf(2)[0], b"%PDF-1.4 cut")))
    work(office)
    assert found(office, "28864") == ({"matched": 1, "unreadable": 1}, 1)
    office.put_bytes("28864/bo_sung.KS.2017.1.zip", package(pdf(2), pdf(3)))
    work(office)
    assert found(office, "28864") == ({"matched": 3, "replaced": 1}, 0)


def test_packages_that_cannot_be_taken_say_why(office, make_entries):
    office.put("28867/a.KS.2017.1.xlsx", make_entries("KS", 1))
    office.put_bytes("28867/ngoai.KS.2017.1.zip", package(("../a.pdf", b"x")))
    office.put_bytes("28867/hong.KS.2017.1.zip", package(pdf(1))[:-9])
    office.put_bytes("28867/vo_dung.KS.2017.1.zip", package(("a.pdf", b""), (pdf(1)[0], b"x")))
    office.put_bytes("28867/lac.KS.2017.9.zip", package(pdf(1)))
    assert work(office)["rejected"] == 3
    for path, words in (
        ("ngoai", "“..”"), ("hong", "không mở được gói nén"), ("vo_dung", "Không tệp nào trong gói dùng được"),
    ):  # fmt: skip
        file = office.file(f"28867/{path}.KS.2017.1.zip")
        assert file["state"] == "rejected"
        assert words in file["reason"]
    assert found(office, "28867") == ({}, 0)
    with open_url(office.settings.database_url) as conn:
        conn.execute("UPDATE delivery_file SET seen_at = seen_at - interval '31 days' WHERE book_no = 9")
    take(office, "tinh_1")
    assert office.file("28867/lac.KS.2017.9.zip")["reason"].startswith("Sau 30 ngày")


def test_a_package_is_taken_by_the_run_of_its_books_stage_only(office, make_entries):
    office.put("28870/a.KS.2017.1.xlsx", make_entries("KS", 1))
    office.put_bytes("28870/a.KS.2017.1.zip", package(pdf(1)))
    office.run()
    assert take(office, "huyen_xa_2")["packages"] == 0
    assert take(office)["packages"] == 1


def test_a_twin_finds_the_package_taken(office, make_entries, monkeypatch):
    from hotich.jobs import scanning

    office.put("28873/a.KS.2017.1.xlsx", make_entries("KS", 1))
    office.put_bytes("28873/a.KS.2017.1.zip", package(pdf(1)))
    office.run()
    twin = {}
    sound = scanning.scans.lock_undecided

    def overtaken(conn, file):
        monkeypatch.setattr(scanning.scans, "lock_undecided", sound)
        twin.update(take(office))
        return sound(conn, file)

    monkeypatch.setattr(scanning.scans, "lock_undecided", overtaken)
    counts = take(office)
    assert twin["packages"] == 1
    assert counts["packages"] == 0
    assert found(office, "28873") == ({"matched": 1}, 0)


def test_a_changed_package_is_left_to_the_next_look(office, make_entries):
    office.put("28876/a.KS.2017.1.xlsx", make_entries("KS", 1))
    path = office.put_bytes("28876/a.KS.2017.1.zip", package(pdf(1)))
    office.run()
    path.write_bytes(package(pdf(1), pdf(2)))
    take(office)
    assert "đã bị thay đổi" in office.file("28876/a.KS.2017.1.zip")["reason"]
    office.put_bytes("28876/a.KS.2017.1.zip", path.read_bytes())
    work(office)
    assert office.state("28876/a.KS.2017.1.zip") == "loaded"


def test_what_must_always_hold_holds(office, check_invariants):
    check_invariants(office)


def test_a_sample_province_ends_as_its_truth_tells(make_office):
    plan, office = load_plan("ben_tre_2019"), make_office(settle_seconds=0.0)
    home, rates = office.settings.home, FaultRates(scans=0.15)
    units, shares = UnitCounts(communes=2, districts=1), Shares(scans=0.7)
    simulate(home, plan=plan, units=units, cases=1500, seed=11, faults=rates, shares=shares)
    stages = [stage.id for stage in plan.stages]
    assert not office.run(*stages)["failed"]
    for stage in stages:
        take(office, stage)
    truth = pl.read_parquet(home / "truth" / "scans.parquet")
    files = pl.read_parquet(home / "truth" / "files.parquet").filter(pl.col("kind") == "scan")
    expected = {
        path: state.replace(" ", "_") for path, state in files.select("path", "expected_state").iter_rows()
    }
    ended = dict(office.all("SELECT path, state FROM delivery_file WHERE kind = 'scan'"))
    assert ended == expected
    place = dict(
        office.all("SELECT f.path || '|' || s.name, s.state FROM scan s JOIN delivery_file f USING (file_id)")
    )
    loaded = {
        row
        for table in CASE_TABLES.values()
        for row in office.all(
            f"SELECT f.path, c.row_no FROM {table.name} c JOIN delivery_file f USING (file_id)"
        )
    }
    cases = pl.read_parquet(home / "truth" / "cases.parquet")
    in_store = {row["case_id"] for row in cases.to_dicts() if (row["file"], row["row"]) in loaded}
    kept = {path for path, state in ended.items() if state != "rejected"}
    wrong, missing = [], 0
    for scan in truth.filter(pl.col("package").is_in(kept)).to_dicts():
        if scan["name"] is None:
            missing += scan["case_id"] in in_store
            continue
        told = scan["state"]
        if told == "matched" and scan["case_id"] not in in_store:
            told = "surplus"
        state = place[f"{scan['package']}|{scan['name']}"]
        if state != told:
            wrong.append((scan, state))
    assert wrong == []
    assert missing > 5
    assert office.one("SELECT count(*)::int FROM missing_scan") == office.one(
        "SELECT sum(missing_count)::int FROM book_scan"
    )
    assert len(truth) > 500
