"""`hotich validate`: a clerk's check before sending says what the load will say, without any database."""

import json

import pytest
from typer.testing import CliRunner

from hotich.cli.app import app

pytestmark = pytest.mark.postgres

NOWHERE = "postgresql://nobody@127.0.0.1:1/none?connect_timeout=1"


@pytest.fixture(scope="module")
def book(make_office, make_entries, tmp_path_factory):
    """A book with a fault of many kinds, loaded, and its file for the check."""
    office = make_office()
    faults = [
        {"entry_number": ""}, {"entry_number": "không số"}, {"registered_on": "31.02.2017"}, {"registered_on": "2018"},
        {"registered_on": "05.12.2018", "entry_number": "90/2018"}, {"child_sex": "5"}, {"child_full_name": ""},
        {"note": "a\u202eb"}, {"registration_place": "UBND xã Tân Thạch, huyện Châu Thành, tỉnh Bến Tre"},
        {"entry_number": "40/2017"}, {"entry_number": "40/2017", "note": "khác"}, {"book_number": "7/2017"},
        {"mother_birth_date": "30.02.1990"}, {"child_ethnicity": "Kinhh"}, {"mother_identity_number": "12345"},
        {"page_number": "đầu"}, {"father_birth_date": "2016"}, {"registered_on": "05.2017"}, {}, {},
    ]  # fmt: skip
    rows = [make_entries("KS", 1, start=n)[0] | fault for n, fault in enumerate(faults, 1)]
    path = office.put("28855/a.KS.2017.1.xlsx", rows)
    office.run()
    return office, path


def check(tmp_path, *arguments):
    """Run the command as a clerk does: nothing of the installation's database is within reach."""
    environment = {"HOTICH_DATABASE_URL": NOWHERE, "HOTICH_HOME": str(tmp_path / "home"), "COLUMNS": "200"}
    return CliRunner().invoke(app, ["validate", *map(str, arguments), "-o", str(tmp_path)], env=environment)


def test_the_check_gives_the_verdict_of_the_load(book, tmp_path):
    office, path = book
    ran = check(tmp_path, path, "--json")
    assert ran.exit_code == 2
    (result,) = json.loads(ran.stdout)
    file = office.file("28855/a.KS.2017.1.xlsx")
    assert (result["rows"], result["returned"]) == (file["read"], file["returned"])
    checked = {
        (rule["rule_id"], row)
        for rule in result["rules"]
        if rule["severity"] == "error"
        for row in rule["row_numbers"]
    }
    loaded = {
        (reason["rule_id"], row_no)
        for row_no, reasons in office.all("SELECT row_no, reasons FROM returned_row")
        for reason in reasons
        if reason["severity"] == "error"
    }
    assert checked == loaded
    assert len({rule_id for rule_id, _ in loaded}) >= 9


def test_warnings_and_notices_are_the_same_too(book, tmp_path):
    office, path = book
    (result,) = json.loads(check(tmp_path, path, "--json").stdout)
    returned = {row_no for (row_no,) in office.all("SELECT row_no FROM returned_row")}
    checked = {
        (rule["rule_id"], row)
        for rule in result["rules"]
        if rule["severity"] == "warning"
        for row in rule["row_numbers"]
        if row not in returned
    }
    loaded = set(office.all("SELECT DISTINCT rule_id, row_no FROM case_warning JOIN birth USING (case_id)"))
    assert checked == loaded
    assert len(loaded) >= 5
    told = {notice["text"] for notice in office.file("28855/a.KS.2017.1.xlsx")["notices"]}
    assert set(result["notices"]) == told


def test_the_workbook_of_returned_rows_is_the_one_that_the_load_writes(book, tmp_path):
    import openpyxl

    office, path = book
    check(tmp_path, path)
    name = "phieu_tra_lai.28855.KS.2017.01.fix.xlsx"
    cells = [
        list(openpyxl.load_workbook(folder / name)["Tra lai"].iter_rows(values_only=True))
        for folder in (tmp_path, office.settings.outbox / "28855")
    ]
    assert cells[0] == cells[1]


def test_a_sound_book_passes(book, tmp_path, make_entries):
    path = book[0].put("28855/b.KS.2017.2.csv", make_entries("KS", 3, start=200, book=2))
    ran = check(tmp_path, path)
    assert ran.exit_code == 0
    assert "3 dòng: 3 nhận được, 0 sẽ bị trả lại" in ran.stdout


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("28855/Book1.xlsx", "không đúng mẫu"),
        ("28855/a.KS.2017.3.xlsb", "Lưu thành"),
        ("11111/a.KS.2017.3.xlsx", "Không có đơn vị mang mã"),
        ("28855/a.KS.2017.3.short.xlsx", "nhập lần một"),
        ("28855/a.KS.2017.4.xlsx", "không phải|hỏng|không mở được"),
        ("28855/không có.KS.2017.5.xlsx", "Không đọc được tệp"),
        ("838/a.KS.2005.1.xlsx", "838"),
        ("28855/[red]a[b].KS.2017.x.xlsx", "Tên tệp “[red]a[b].KS.2017.x.xlsx”"),
    ],
)
def test_a_file_that_can_not_be_taken_is_told_why_in_one_sentence(tmp_path, name, reason):
    path = tmp_path / name
    if "không có" not in name:
        path.parent.mkdir(exist_ok=True, parents=True)
        path.write_bytes(b"khong phai xlsx")
    ran = check(tmp_path, path)
    assert ran.exit_code == 2, ran.output
    said = " ".join(ran.stdout.split())
    assert "Không nhận được:" in said
    assert any(word in said for word in reason.split("|")), said
    assert "Traceback" not in ran.output


def test_a_book_out_of_every_phase_is_told_the_plans_reason(book, tmp_path, make_entries):
    rows = make_entries("KS", 2, year=2019)
    path = book[0].put("28855/c.KS.2019.1.xlsx", rows)
    assert "sau 03/12/2018" in " ".join(check(tmp_path, path).stdout.split())


def test_no_value_of_a_row_is_shown(book, tmp_path):
    ran = check(tmp_path, book[1])
    assert "BÍ MẬT" not in ran.output
    assert "BÍ MẬT" not in (tmp_path / "kiem_tra.a.KS.2017.1.html").read_text("utf-8")
