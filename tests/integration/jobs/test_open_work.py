"""The queue of an office at work: what comes in opens items, what is mended closes them; no person is named."""

import io
import json
import zipfile
from datetime import date

import pytest
import python_calamine
from typer.testing import CliRunner

from hotich.acceptance.scan_list import FILES_SHEET, MISSING_SHEET
from hotich.cli.app import app
from hotich.intake.naming import parse_name
from hotich.jobs import take_scans
from hotich.simulate.scans import pdf_page

pytestmark = pytest.mark.postgres

DAY = "2026-06-30"


@pytest.fixture(scope="module")
def office(make_office, make_entries):
    office = make_office()
    rows = make_entries("KS", 4)
    rows[3]["child_sex"] = "8"
    office.put("28855/a.KS.2017.1.xlsx", rows)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("KS.2017.01.2017-05-02.001.pdf", pdf_page("1"))
        archive.writestr("KS.2017.01.2017-05-03.002.pdf", b"%PDF-1.4 cut off")
        archive.writestr("=HYPERLINK(1).pdf", pdf_page("2"))
    office.put_bytes("28855/a.KS.2017.1.zip", stream.getvalue())
    office.put_bytes("28855/b.KS.2017.2.zip", stream.getvalue())
    office.put_bytes("28855/Book1.xlsx", b"")
    office.run()
    take_scans(office.settings, "huyen_xa_1", date(2026, 6, 30))
    return office


@pytest.fixture
def hotich(office):
    def run(*arguments):
        environment = {
            "HOTICH_HOME": str(office.settings.home), "HOTICH_DATABASE_URL": office.settings.database_url,
            "HOTICH_INBOX": office.settings.inbox, "COLUMNS": "250",
        }  # fmt: skip
        ran = CliRunner().invoke(app, arguments, env=environment)
        assert "BÍ MẬT" not in ran.output
        return ran

    return run


def read(ran):
    assert ran.exit_code == 0, ran.output
    return json.loads(ran.stdout)


def kinds(rows):
    return {row["kind"]: row["items"] for row in rows}


def test_what_came_in_wrong_waits_for_its_unit(hotich):
    rows = read(hotich("queue", "--unit", "28855", "--as-of", DAY, "--json"))
    assert kinds(rows) == {
        "returned_row": 1, "scan_unreadable": 1, "scan_misnamed": 1, "scan_missing": 1, "file_waiting": 1,
        "file_rejected": 1,
    }  # fmt: skip
    assert {row["book"] for row in rows} == {"KS 01/2017", ""}
    assert all(row["next_step"] and "sổ của Xã An Hiệp" in row["owner"] for row in rows)
    everybody = read(hotich("queue", "--as-of", DAY, "--json"))
    assert kinds(everybody) == kinds(rows)
    heir = everybody[0]["owner_code"]
    assert kinds(read(hotich("queue", "--unit", heir, "--as-of", DAY, "--json"))) == kinds(rows)
    assert kinds(read(hotich("queue", "--kind", "returned_row", "--as-of", DAY, "--json"))) == {
        "returned_row": 1
    }


def test_tables_for_people(hotich):
    for arguments in (["queue"], ["queue", "--unit", "28855"], ["scans"]):
        ran = hotich(*arguments)
        assert ran.exit_code == 0, ran.output
    said = hotich("queue", "--as-of", DAY).output
    assert "dòng trả lại chờ sửa" in said
    assert "≤ 7 ngày" in said


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [(["--unit", "99999"], "99999"), (["--kind", "gi_do"], "Không có loại việc “gi_do”")],
)
def test_a_wrong_question_is_answered_with_what_to_do(hotich, arguments, sentence):
    ran = hotich("queue", *arguments)
    assert ran.exit_code == 1
    assert sentence in " ".join(ran.output.split())


def test_scans_by_book_and_the_list_for_the_unit(hotich, office):
    (book,) = read(hotich("scans", "--unit", "28855", "--json"))
    assert [book[name] for name in ("cases", "matched", "missing", "surplus", "unreadable", "doubled", "misnamed")] == [
        3, 1, 1, 0, 1, 0, 1,
    ]  # fmt: skip
    assert read(hotich("scans", "--unit", "29110", "--json")) == []
    (path,) = read(hotich("scans", "--list", "--json"))["lists"]
    assert path == str(office.settings.outbox / "28855" / "ban_quet.28855.xlsx")
    workbook = python_calamine.CalamineWorkbook.from_path(path)
    files = workbook.get_sheet_by_name(FILES_SHEET).to_python()
    assert [row[3:7] for row in files[1:]] == [
        ["2", "không mở được", "KS.2017.01.2017-05-03.002.pdf", "28855/a.KS.2017.1.zip"],
        ["", "tên sai quy ước", "=HYPERLINK(1).pdf", "28855/a.KS.2017.1.zip"],
    ]
    assert workbook.get_sheet_by_name(MISSING_SHEET).to_python()[1:] == [["KS", "2017", "01", "3/2017"]]
    with zipfile.ZipFile(path) as archive:
        assert not any(b"<f>" in archive.read(name) for name in archive.namelist())
        assert not any("BÍ MẬT".encode() in archive.read(name) for name in archive.namelist())


def test_the_list_is_no_delivery():
    with pytest.raises(Exception, match="không đúng mẫu"):
        parse_name("28855/ban_quet.28855.xlsx", {"28855"})


def test_what_is_mended_or_taken_away_leaves_the_queue(hotich, office, make_entries):
    office.put("28855/a.KS.2017.1.xlsx", make_entries("KS", 4))
    (office.inbox / "28855" / "Book1.xlsx").unlink()
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for number in range(1, 5):
            archive.writestr(f"KS.2017.01.2017-05-{number + 1:02}.{number:03}.pdf", pdf_page("x"))
    office.put_bytes("28855/a.KS.2017.1.zip", stream.getvalue())
    office.put("28855/b.KS.2017.2.xlsx", make_entries("KS", 1, start=900, book=2))
    office.run()
    take_scans(office.settings, "huyen_xa_1", date(2026, 6, 30))
    left = kinds(read(hotich("queue", "--unit", "28855", "--as-of", DAY, "--json")))
    assert set(left) <= {"scan_misnamed", "scan_missing", "scan_surplus", "file_rejected"}
    rejected = office.all("SELECT path FROM delivery_file WHERE state = 'rejected' AND removed_at IS NULL")
    assert ("28855/Book1.xlsx",) not in rejected


def test_a_file_that_comes_back_is_open_again(office):
    office.put_bytes("28858/Book1.xlsx", b"", at=1.7e9)
    office.run()
    count = "SELECT sum(items)::int FROM work_queue WHERE kind = 'file_rejected' AND unit_code = '28858'"
    before = office.one(count)
    (office.inbox / "28858" / "Book1.xlsx").rename(office.inbox / "28858" / "Book1.xlsx.part")
    office.run()
    assert (office.one(count) or 0) == before - 1
    (office.inbox / "28858" / "Book1.xlsx.part").rename(office.inbox / "28858" / "Book1.xlsx")
    office.run()
    assert office.one(count) == before
