"""What becomes of a delivered book, from file to case (delivery contract §3 and §4)."""

import io
import unicodedata
import zipfile
from itertools import count

import openpyxl
import pytest

from hotich.registers import BIRTH

pytestmark = pytest.mark.postgres

_books = count(1)


@pytest.fixture(scope="module")
def office(make_office):
    return make_office()


@pytest.fixture
def book():
    """Number of a book that no other test delivers."""
    return next(_books)


@pytest.fixture
def columns():
    """Field names in the template's order."""
    return [field.name for field in BIRTH.fields]


def path_of(book, name="an_hiep", extension="xlsx", unit="28855"):
    return f"{unit}/{name}.KS.2017.{book}.{extension}"


@pytest.fixture
def births(make_entries, book):
    """Rows of this test's book: its numbers lie apart from those of other books of the year."""

    def make(number, *, start=1, **same):
        return make_entries("KS", number, start=1000 * book + start, book=book, **same)

    return make


def rezipped(content: bytes) -> bytes:
    """The same parts, packed in another order and stored without compression."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as new:
        for name in reversed(old.namelist()):
            new.writestr(name, old.read(name))
    return stream.getvalue()


def workbook_of(office, book, unit="28855"):
    return office.settings.outbox / unit / f"phieu_tra_lai.{unit}.KS.2017.{book:02}.fix.xlsx"


def returned_lines(path):
    """(row number, column, rule) of each line of a workbook of returned rows."""
    sheet = openpyxl.load_workbook(path)["Tra lai"]
    rows = list(sheet.iter_rows(values_only=True))
    head = next(n for n, row in enumerate(rows) if row[0] == "sha256")
    return [(int(row[1]), row[2], row[3]) for row in rows[head + 1 :]]


def changes(office, book):
    return office.all(
        "SELECT field, before, after FROM audit_log JOIN book USING (book_id) WHERE action = 'case_changed'"
        " AND book_no = %s AND year = 2017 AND audit_log.register = 'KS' ORDER BY audit_id",
        book,
    )


def cases(office, book, fields="entry_no"):
    return office.all(
        f"SELECT {fields} FROM birth JOIN book USING (book_id) WHERE book_no = %s AND year = 2017 AND book.unit_id ="
        " (SELECT unit_id FROM unit WHERE code = '28855' AND valid_from IS NULL) ORDER BY entry_no",
        book,
    )


def test_a_sound_book_is_loaded(office, births, book):
    office.put(path_of(book), births(4))
    office.run()
    file = office.file(path_of(book))
    assert (file["state"], file["read"], file["loaded"], file["returned"]) == ("loaded", 4, 4, 0)
    assert file["reason"] == "Đã nạp 4 dòng."
    assert len(cases(office, book)) == 4
    assert not workbook_of(office, book).exists()


def test_some_faulty_rows_leave_the_book_partly_loaded_with_a_workbook(office, births, book):
    rows = births(4)
    rows[1]["registered_on"] = "30.02.2017"
    office.put(path_of(book), rows)
    office.run()
    file = office.file(path_of(book))
    assert (file["state"], file["read"], file["loaded"], file["returned"]) == ("partly_loaded", 4, 3, 1)
    assert {(row, column) for row, column, _ in returned_lines(workbook_of(office, book))} == {
        (3, "ngayDangKy")
    }


def test_every_row_returned_rejects_the_file_and_writes_the_workbook_all_the_same(office, births, book):
    office.put(path_of(book), births(3, child_full_name=""))
    office.run()
    file = office.file(path_of(book))
    assert (file["state"], file["read"], file["loaded"], file["returned"]) == ("rejected", 3, 0, 3)
    assert {row for row, *_ in returned_lines(workbook_of(office, book))} == {2, 3, 4}


def test_the_same_content_in_any_dress_is_unchanged(office, births, book, columns):
    rows = births(5)
    first = office.put(path_of(book), rows)
    office.run()
    before = office.recount()
    dresses = [
        office.put_bytes(path_of(book, "dong_goi_lai"), rezipped(first.read_bytes())),
        office.put(path_of(book, "cot_nguoc"), rows, columns=columns[::-1]),
        office.put(path_of(book, "trang_khac"), rows, sheet="Sheet1"),
        office.put(path_of(book, "csv", "csv"), rows),
        office.put(path_of(book, "NFD"), [_decomposed(row) for row in rows]),
    ]
    office.run()
    for dress in dresses:
        file = office.file(f"28855/{dress.name}")
        assert (file["state"], file["read"], file["unchanged"]) == ("unchanged", 5, 5), dress.name
    assert office.recount().differences(before) == 0


def _decomposed(row):
    return {name: unicodedata.normalize("NFD", f" {text} ") for name, text in row.items()}


def test_a_partly_loaded_file_sent_again_is_unchanged_and_gets_no_second_workbook(office, births, book):
    rows = births(4)
    rows[2]["child_full_name"] = ""
    office.put(path_of(book), rows)
    office.run()
    workbook_of(office, book).unlink()
    before = office.recount()
    office.put(path_of(book, "lan_hai"), rows)
    office.run()
    file = office.file(path_of(book, "lan_hai"))
    assert (file["state"], file["read"], file["unchanged"], file["returned"]) == ("unchanged", 4, 3, 1)
    assert not workbook_of(office, book).exists()
    assert office.recount().differences(before) == 0


def test_three_changed_cells_are_three_rows_of_history_and_nothing_else(office, births, book):
    rows = births(50)
    office.put(path_of(book), rows)
    office.run()
    before = cases(office, book, "entry_no, row_hash, file_id, load_id")
    former = office.recount()
    rows[4]["mother_birth_date"] = "1991"
    rows[4]["note"] = "sửa theo sổ"
    rows[9]["child_sex"] = "1"
    office.put(path_of(book), rows)
    office.run()
    file = office.file(path_of(book))
    assert (file["state"], file["read"], file["loaded"], file["unchanged"]) == ("loaded", 50, 2, 48)
    assert changes(office, book) == [
        ("note", None, "sửa theo sổ"),
        ("mother_birth_date", "1992", "1991"),
        ("child_sex", "2", "1"),
    ]
    after = cases(office, book, "entry_no, row_hash, file_id, load_id")
    assert [n for n, (old, new) in enumerate(zip(before, after, strict=True)) if old != new] == [4, 9]
    now = office.recount().tables
    assert now["audit_log"][0] == former.tables["audit_log"][0] + 3
    assert {name for name in now if now[name] != former.tables[name]} == {"birth", "audit_log"}


def test_a_missing_row_is_reported_and_not_deleted(office, births, book):
    rows = births(5)
    office.put(path_of(book), rows)
    office.run()
    office.put(path_of(book), rows[:3])
    office.run()
    file = office.file(path_of(book))
    assert (file["state"], file["unchanged"]) == ("loaded", 3)
    assert "2 trường hợp đã nạp không còn trong tệp này" in file["reason"]
    assert len(cases(office, book)) == 5
    missing = "SELECT count(*) FROM missing_row JOIN book USING (book_id) WHERE book_no = %s"
    assert office.one(missing, book) == 2


def test_a_faulty_new_version_of_a_row_is_returned_and_the_loaded_one_stays(office, births, book):
    rows = births(3)
    office.put(path_of(book), rows)
    office.run()
    rows[1] = rows[1] | {"child_sex": "9", "note": "bản mới"}
    office.put(path_of(book), rows)
    office.run()
    file = office.file(path_of(book))
    assert (file["state"], file["unchanged"], file["returned"]) == ("partly_loaded", 2, 1)
    assert cases(office, book, "child_sex, note") == [(2, None)] * 3
    assert changes(office, book) == []


def test_a_mended_row_of_a_redelivery_is_loaded_and_its_return_closed(office, births, book):
    rows = births(2)
    rows[0]["child_sex"] = "7"
    office.put(path_of(book), rows)
    office.run()
    rows[0]["child_sex"] = "1"
    office.put(path_of(book), rows)
    office.run()
    assert office.state(path_of(book)) == "loaded"
    states = office.all(
        "SELECT r.state FROM returned_row r JOIN book USING (book_id) WHERE book_no = %s", book
    )
    assert states == [("mended",)]


def test_an_absent_column_blanks_nothing_and_an_empty_cell_does(office, births, book, columns):
    rows = births(2, note="chú thích", signer_title="Chủ tịch")
    office.put(path_of(book), rows)
    office.run()
    for row in rows:
        row["signer_title"] = ""
    office.put(path_of(book), rows, columns=[name for name in columns if name != "note"])
    office.run()
    assert "absent_columns" in {notice["id"] for notice in office.file(path_of(book))["notices"]}
    assert cases(office, book, "note, signer_title") == [("chú thích", None)] * 2


def test_a_former_version_again_is_superseded(office, births, book):
    former, newer = births(2), births(2, note="mới")
    for name, rows in (("mot", former), ("hai", newer)):
        office.put(path_of(book, name), rows)
        office.run()
    before = office.recount()
    office.put(path_of(book, "ba"), former)
    office.run()
    file = office.file(path_of(book, "ba"))
    assert (file["state"], file["read"]) == ("superseded", 0)
    assert office.recount().differences(before) == 0


def test_versions_in_names_decide(office, births, book):
    old, new = births(2), births(2, note="mới")
    office.put(path_of(book, extension="v2.xlsx"), new)
    office.run()
    office.put(path_of(book, extension="v1.xlsx"), births(2, note="muộn"))
    office.run()
    assert office.state(path_of(book, extension="v1.xlsx")) == "superseded"
    office.put(path_of(book, extension="v3.xlsx"), old)
    office.run()
    assert cases(office, book, "note") == [(None,)] * 2
    office.put(path_of(book, extension="v4.xlsx"), new)
    office.run()
    assert office.state(path_of(book, extension="v4.xlsx")) == "loaded"
    assert cases(office, book, "note") == [("mới",)] * 2


def test_a_key_that_another_book_holds_is_returned_naming_that_book(office, births, book):
    other = next(_books)
    office.put(path_of(book), births(3))
    office.run()
    office.put(path_of(other), births(2, start=3, book_number=f"{other}/2017"))
    office.run()
    file = office.file(path_of(other))
    assert (file["state"], file["loaded"], file["returned"]) == ("partly_loaded", 1, 1)
    reasons = office.one(
        "SELECT r.reasons FROM returned_row r JOIN book USING (book_id) WHERE book_no = %s", other
    )
    assert [(reason["rule_id"], reason["detail"]) for reason in reasons] == [
        ("KS-030", f"sổ KS quyển {book} năm 2017")
    ]
    assert returned_lines(workbook_of(office, other)) == [(2, "so", "KS-030")]


def test_equal_keys_in_one_file_are_all_returned_unless_the_rows_are_identical(office, births, book):
    rows = [*births(2), *births(1), *births(1, start=9), *births(1, start=9, note="khác")]
    office.put(path_of(book), rows)
    office.run()
    file = office.file(path_of(book))
    assert (file["state"], file["read"], file["loaded"], file["returned"]) == ("partly_loaded", 5, 2, 3)
    assert [number % 1000 for (number,) in cases(office, book)] == [1, 2]
    assert {row for row, *_ in returned_lines(workbook_of(office, book))} == {4, 5, 6}


def test_two_files_of_one_book_in_one_run_come_by_time_then_path(office, births, book):
    office.put(path_of(book, "b_muon"), births(1, note="cuối"), at=1_767_700_060.0)
    office.put(path_of(book, "z_som"), births(1, note="đầu"), at=1_767_700_000.0)
    office.put(path_of(book, "a_muon"), births(1, note="giữa"), at=1_767_700_060.0)
    office.run()
    assert [(before, after) for _, before, after in changes(office, book)] == [
        ("đầu", "giữa"),
        ("giữa", "cuối"),
    ]
    assert cases(office, book, "note") == [("cuối",)]
    notices = {notice["id"] for notice in office.file(path_of(book, "b_muon"))["notices"]}
    assert "SO-012" in notices


def test_a_rejected_book_can_be_sent_again(office, births, book):
    office.put_bytes(path_of(book), b"khong phai xlsx")
    office.run()
    assert office.state(path_of(book)) == "rejected"
    office.put(path_of(book), births(2))
    office.run()
    assert office.state(path_of(book)) == "loaded"


def test_numbers_that_look_different_are_one_key(office, births, book):
    first = births(2)
    office.put(path_of(book), first)
    office.run()
    number = 1000 * book + 1
    again = [first[0] | {"entry_number": f" 000{number} / 2017 "}, first[1]]
    office.put(path_of(book), again)
    office.run()
    assert len(cases(office, book)) == 2
    assert office.file(path_of(book))["unchanged"] == 1


def test_before_april_2006_each_book_has_its_own_numbers(office, make_entries):
    for book in (1, 2):
        office.put(f"28855/a.KS.2006.{book}.xlsx", [
            *make_entries("KS", 2, year=2006, book=book, registered_on="31.03.2006"),
            *make_entries("KS", 1, start=10 + book, year=2006, book=book, registered_on="01.04.2006"),
        ])  # fmt: skip
    office.run("huyen_xa_3")
    keys = office.all("SELECT entry_no, key_book FROM birth WHERE entry_year = 2006 ORDER BY 2, 1")
    assert keys == [(11, 0), (12, 0), (1, 1), (2, 1), (1, 2), (2, 2)]


def test_all_of_it_keeps_what_must_always_hold(office, check_invariants):
    check_invariants(office)
