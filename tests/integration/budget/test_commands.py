"""`hotich budget …` over a real office: the estimate, the ledger, the workbooks; errors say where and what to do."""

import io
import json
from datetime import UTC, date, datetime

import openpyxl
import pytest
from typer.testing import CliRunner

from hotich.budget.entering import COLUMNS
from hotich.budget.money_sheet import SHEET
from hotich.cli.app import app

pytestmark = pytest.mark.postgres
AS_OF = "2020-03-31"
COUNTED = datetime(2019, 8, 1, tzinfo=UTC).timestamp()


def listed(no, year, cases, pages):
    return {
        "register_code": "KS", "year": str(year), "book_number": str(no), "opened_on": f"02.01.{year}",
        "page_count": str(pages), "case_count": str(cases), "condition": "tot",
    }  # fmt: skip


@pytest.fixture(scope="module")
def office(make_office):
    office = make_office()
    books = [listed(1, 2017, 120, 120), listed(2, 2010, 60, 90), listed(3, 1990, 200, 100)]
    office.put_inventory("28855", *books, at=COUNTED)
    return office


@pytest.fixture
def hotich(office):
    def run(*arguments):
        environment = {
            "HOTICH_HOME": str(office.settings.home), "HOTICH_DATABASE_URL": office.settings.database_url,
            "HOTICH_INBOX": office.settings.inbox, "HOTICH_OUTBOX": str(office.settings.outbox), "COLUMNS": "220",
        }  # fmt: skip
        return CliRunner().invoke(app, ["budget", *map(str, arguments)], env=environment)

    return run


def read(ran):
    assert ran.exit_code == 0, ran.output
    return json.loads(ran.stdout)


def refused(ran):
    assert ran.exit_code == 1, ran.output
    return " ".join(ran.stderr.split())


@pytest.fixture(scope="module")
def counted(office):
    """The first stage was counted; those after it are not open yet."""
    from hotich.jobs.counting import count
    from hotich.jobs.discovery import discover
    from hotich.jobs.installation import prepare

    prepare(office.settings)
    discover(office.settings, "huyen_xa_1", date.fromisoformat(AS_OF))
    count(office.settings, "huyen_xa_1", date.fromisoformat(AS_OF))


@pytest.mark.usefixtures("counted")
def test_the_estimate_reaches_into_stages_that_are_not_open_yet(hotich):
    found = read(hotich("estimate", "--as-of", AS_OF, "--json"))
    keyed = {line["year"]: line["quantity"] for line in found["lines"] if line["activity"] == "nhap_lieu"}
    assert sum(keyed.values()) == 380
    assert sorted(keyed) == [2020, 2021, 2023, 2024, 2025]
    scanned = sum(line["quantity"] for line in found["lines"] if line["activity"] == "quet")
    assert scanned == 120 + 90 + 100
    assert found["total"] == sum(line["quantity"] * line["price"] for line in found["lines"])
    assert found["verified"] is False
    assert all("chưa kiểm chứng" in line["remarks"] for line in found["lines"])
    assert "Xã An Hiệp (28855)" not in found["without_denominator"]
    assert len(found["without_denominator"]) > 150


@pytest.mark.usefixtures("counted")
def test_what_is_unverified_is_marked_for_people_too(hotich):
    shown = hotich("estimate", "--as-of", AS_OF, "--year", 2021).output
    assert "đơn giá chưa kiểm chứng" in " ".join(shown.split())
    assert "không dùng làm căn cứ chi" in shown
    assert "2.021" not in shown
    assert "CHƯA" in hotich("prices").output
    assert {row["verified"] for row in read(hotich("prices", "--json"))} == {False}


@pytest.mark.usefixtures("counted")
def test_money_is_entered_listed_and_taken_back(hotich):
    own = ("--authority", "831", "--year", "2020", "--activity", "Quét trang sổ", "--document", "05/GRDT", "--dated",
           "15/02/2020", "--content", "quét đợt 1", "--by", "kế toán")  # fmt: skip
    (number,) = read(hotich("spend", *own, "--amount", "1.320.000", "--quantity", "600", "--json"))["entries"]
    assert f"đã ghi ở bút toán số {number}" in refused(
        hotich("spend", *own, "--amount", "1320000", "--quantity", "600")
    )
    (line,) = [
        row
        for row in read(hotich("balance", "--as-of", AS_OF, "--year", 2020, "--json"))
        if row["activity"] == "quet"
    ]
    assert (line["authority"], line["spent"]) == ("UBND huyện Châu Thành", 1_320_000)
    assert line["surplus"] == line["estimated"] - 1_320_000 - line["to_do"]
    shown = " ".join(hotich("balance", "--as-of", AS_OF).output.split())
    assert "Cộng" in shown
    assert "chưa ghi số chi" in shown
    (mirror,) = read(hotich("cancel", number, "--reason", "ghi nhầm", "--by", "kế toán", "--json"))["entries"]
    states = {row["entry"]: row["state"] for row in read(hotich("list", "--json"))}
    assert (states[number], states[mirror]) == (f"đã đảo bằng số {mirror}", f"đảo số {number}")
    assert "đã được đảo" in refused(hotich("cancel", number, "--reason", "lại", "--by", "kế toán"))
    assert "kế toán" not in hotich("list", "--json").output


@pytest.mark.usefixtures("counted")
def test_every_fault_of_an_entry_is_told_at_once(hotich):
    told = refused(
        hotich(
            "spend",
            "--authority",
            "28855",
            "--year",
            "20",
            "--activity",
            "photo",
            "--amount",
            "1,5",
            "--document",
            "1",
            "--dated",
            "30/02/2020",
            "--content",
            "x",
            "--by",
            "kế toán",
        )  # fmt: skip
    )
    for column in ("Năm ngân sách", "Việc", "Số tiền (đồng)", "Ngày chứng từ"):
        assert f"cột “{column}”" in told
    told = refused(
        hotich("spend", "--authority", "28855", "--year", "2020", "--activity", "quet", "--amount", "5", "--document", "1",
               "--dated", "03/02/2020", "--content", "x", "--by", "kế toán")
    )  # fmt: skip
    assert "UBND huyện Châu Thành chi cho sổ của đơn vị này. Dùng mã 831" in told


def filled(hotich, tmp_path, *lines):
    """The template with these lines (heading → cell), saved."""
    path = tmp_path / "kinh_phi.xlsx"
    assert hotich("template", path).exit_code == 0
    book = openpyxl.load_workbook(path)
    sheet = book[SHEET]
    columns = {cell.value: cell.column for cell in sheet[1]}
    assert list(columns) == list(COLUMNS.values())
    for row, line in enumerate(lines, start=2):
        for title, value in line.items():
            sheet.cell(row, columns[title], value)
    book.save(path)
    return path


SOUND = {
    "Loại": "đã chi", "Mã cơ quan": "831", "Năm ngân sách": "2021", "Việc": "Quét trang sổ", "Khối lượng": 100,
    "Số tiền (đồng)": 220000, "Số chứng từ": "07/GRDT", "Ngày chứng từ": "20/02/2020", "Nội dung": "quét đợt 2",
}  # fmt: skip


@pytest.mark.usefixtures("counted")
def test_a_filled_in_workbook_is_entered_once(hotich, tmp_path):
    allotted = SOUND | {"Loại": "dự toán được giao", "Số tiền (đồng)": "900.000", "Khối lượng": None, "Năm ngân sách": 2021,
                        "Ngày chứng từ": date(2020, 1, 10)}  # fmt: skip
    path = filled(hotich, tmp_path, SOUND, {}, allotted)
    assert len(read(hotich("import", path, "--by", "kế toán", "--json"))["entries"]) == 2
    (line,) = [
        row
        for row in read(hotich("balance", "--as-of", AS_OF, "--year", 2021, "--json"))
        if row["activity"] == "quet"
    ]
    assert (line["allotted"], line["spent"], line["left"]) == (900_000, 220_000, 680_000)
    told = refused(hotich("import", path, "--by", "kế toán"))
    assert "Dòng 2 đã ghi ở bút toán số" in told
    assert "Dòng 4 đã ghi ở bút toán số" in told


@pytest.mark.usefixtures("counted")
def test_one_wrong_line_keeps_all_out(hotich, tmp_path):
    before = len(read(hotich("list", "--json")))
    wrong = [
        SOUND | {"Nội dung": "đợt 3"},
        SOUND | {"Số tiền (đồng)": -5},
        SOUND | {"Số tiền (đồng)": 10.5},
        SOUND | {"Loại": "chi", "Việc": "Photo"},
        SOUND | {"Số chứng từ": None},
        SOUND | {"Ngày chứng từ": "31/12/2999"},
        SOUND | {"Mã cơ quan": "99999"},
        SOUND | {"Nội dung": "đợt 3"},
        SOUND | {"Nội dung": "công thức", "Số tiền (đồng)": "=1+1"},
    ]
    told = refused(hotich("import", filled(hotich, tmp_path, *wrong), "--by", "kế toán"))
    for part in (
        "Dòng 3, cột “Số tiền (đồng)”: “-5” là số âm", "Dòng 4, cột “Số tiền (đồng)”: “10.5” có phần lẻ",
        "Dòng 5, cột “Loại”: “chi” không dùng được. Ghi dự toán được giao hoặc đã chi", "Dòng 5, cột “Việc”: không có việc",
        "Dòng 6, cột “Số chứng từ” trống", "Dòng 7, cột “Ngày chứng từ”: 31/12/2999 sau hôm nay",
        "Dòng 8, cột “Mã cơ quan”: Mã đơn vị “99999” không có trong danh mục", "Dòng 9 giống hệt dòng 2", "Dòng 10",
    ):  # fmt: skip
        assert part in told
    assert len(read(hotich("list", "--json"))) == before


@pytest.mark.usefixtures("counted")
def test_other_files_are_refused_with_a_reason(hotich, tmp_path):
    (tmp_path / "a.xlsx").write_bytes(b"khong phai xlsx")
    assert "không phải sổ Excel .xlsx" in refused(hotich("import", tmp_path / "a.xlsx", "--by", "x"))
    assert "Không đọc được tệp" in refused(hotich("import", tmp_path / "b.xlsx", "--by", "x"))
    book, stream = openpyxl.Workbook(), io.BytesIO()
    book.save(stream)
    (tmp_path / "c.xlsx").write_bytes(stream.getvalue())
    assert f"không có trang tính «{SHEET}»" in refused(hotich("import", tmp_path / "c.xlsx", "--by", "x"))
    assert "không có dòng nào" in refused(hotich("import", filled(hotich, tmp_path), "--by", "x"))
    renamed = openpyxl.load_workbook(filled(hotich, tmp_path, SOUND))
    renamed[SHEET].cell(1, 6, "Tiền")
    renamed.save(tmp_path / "d.xlsx")
    assert "thiếu cột: Số tiền (đồng)" in refused(hotich("import", tmp_path / "d.xlsx", "--by", "x"))
