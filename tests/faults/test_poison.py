"""Rows, cells and names that were made to hurt: they are returned or stay text, the rest is loaded (F40–F44, F55–F58)."""

import io

import openpyxl
import pytest

pytestmark = pytest.mark.postgres

BOOK = "28855/a.KS.2017.1.{}"


def returned_rows(office):
    """Row number → ids of the errors of the open returned rows."""
    return {
        row_no: {reason["rule_id"] for reason in reasons if reason["severity"] == "error"}
        for row_no, reasons in office.all(
            "SELECT row_no, reasons FROM returned_row WHERE state = 'open' ORDER BY 1"
        )
    }


def test_poison_rows_are_returned_and_two_thousand_others_loaded(office, make_entries):
    rows = make_entries("KS", 2_004)
    poison = {
        10: "a" * 1_000_000,
        500: "NUL\0ở giữa",
        1_000: "trái\u202eđảo",
        1_500: "chuông\x07",
    }
    for number, text in poison.items():
        rows[number]["note"] = text
    rows[700]["child_full_name"] = "(" * 3_000 + "a+" * 3_000 + "!"
    rows[701]["child_birth_date_in_words"] = "ngày " * 5_000
    rows[702]["registration_place"] = "xã, huyện, " * 2_500
    office.put(BOOK.format("csv"), rows)
    assert office.run()["failed"] == {}
    file = office.file(BOOK.format("csv"))
    assert (file["read"], file["loaded"], file["returned"]) == (2_004, 2_000, 4)
    assert list(returned_rows(office)) == [number + 2 for number in poison]
    assert office.one("SELECT max(length(row ->> 'note')) FROM returned_row") == 1_000_000


def test_formula_cells_are_returned_and_text_like_a_formula_stays_text(office, make_entries):
    rows = make_entries("KS", 4)
    texts = ["=1+1", "+84 75", "-", "@lệnh"]
    for row, text in zip(rows, texts, strict=True):
        row["note"] = text
    office.put(BOOK.format("xlsx"), rows)
    path = office.inbox / BOOK.format("xlsx")
    book = openpyxl.load_workbook(path)
    sheet = book.active
    note = next(cell.column for cell in sheet[1] if cell.value == "ghiChu")
    sex = next(cell.column for cell in sheet[1] if cell.value == "nksGioiTinh")
    for row in range(2, 6):
        sheet.cell(row, note).data_type = "s"
    sheet.cell(5, sex).value = "=1+1"
    stream = io.BytesIO()
    book.save(stream)
    office.put_bytes(BOOK.format("xlsx"), stream.getvalue())
    office.run()
    assert office.all("SELECT note FROM birth ORDER BY entry_no") == [(text,) for text in texts[:3]]
    assert list(returned_rows(office)) == [5]
    (workbook,) = office.settings.outbox.rglob("*.fix.xlsx")
    cells = [cell for line in openpyxl.load_workbook(workbook)["Tra lai"].iter_rows() for cell in line]
    assert "@lệnh" in [cell.value for cell in cells]
    assert {cell.data_type for cell in cells} <= {"s", "n"}


def test_a_book_of_which_every_row_fails_is_in_quarantine_once(office, make_entries):
    rows = make_entries("KS", 400, child_sex="x", registered_on="40.40.2017", child_full_name="")
    for name in ("mot", "hai"):
        office.put(f"28855/{name}.KS.2017.1.xlsx", rows)
        office.run()
    assert office.state("28855/mot.KS.2017.1.xlsx") == "rejected"
    assert office.one("SELECT count(*) FROM returned_row WHERE state = 'open'") == 400
    assert {len(rules) for rules in returned_rows(office).values()} == {3}
    assert office.one("SELECT count(*) FROM birth") == 0
    assert office.one("SELECT sum(returned)::int FROM stage_progress") == 400


def test_gaps_and_doubles_are_reported_and_nothing_is_repaired(office, make_entries):
    rows = [
        *make_entries("KS", 3),
        *make_entries("KS", 2, start=7),
        *make_entries("KS", 1, start=8, note="khác"),
    ]
    office.put(BOOK.format("xlsx"), rows)
    office.run()
    notices = {notice["id"]: notice["text"] for notice in office.file(BOOK.format("xlsx"))["notices"]}
    assert "4" in notices["SO-001"]
    assert "8" in notices["SO-002"]
    assert [number for (number,) in office.all("SELECT entry_no FROM birth ORDER BY 1")] == [1, 2, 3, 7]


HOSTILE_NAMES = (
    "<script>alert(1)<∕script>", "'; DROP TABLE birth; --", "$(touch ra_ngoai)", "%s%n {0} ${x}", "..%2f..%2fngoai",
    "CON", "rất " * 30 + "dài", "emoji 😀 é ệ", "[bold]", "a,b;c",
)  # fmt: skip


def test_a_hostile_file_name_is_only_a_name(office, make_entries):
    paths = [f"28855/{name}.KS.2017.{number}.xlsx" for number, name in enumerate(HOSTILE_NAMES, 1)]
    for number, path in enumerate(paths, 1):
        rows = make_entries("KS", 2, start=10 * number, book=number)
        office.put(path, [rows[0] | {"child_sex": "x"}, rows[1]])
    assert office.run()["failed"] == {}
    assert {office.state(path) for path in paths} == {"partly_loaded"}
    (report,) = office.settings.outbox.rglob("*.html")
    assert "<script" not in report.read_text("utf-8")
    assert sorted(file.name for file in office.settings.outbox.rglob("*.xlsx")) == [
        f"phieu_tra_lai.28855.KS.2017.{number:02}.fix.xlsx" for number in range(1, len(paths) + 1)
    ]


def test_a_script_in_a_units_or_column_name_is_shown_as_text(office, make_entries):
    office.put(BOOK.format("xlsx"), make_entries("KS", 1), extra={"<img/src=x/onerror=alert(1)>": "x"})
    office.run()
    (report,) = office.settings.outbox.rglob("*.html")
    page = report.read_text("utf-8")
    assert "<img" not in page
    assert "&lt;img/src=x/onerror=alert(1)&gt;" in page
