"""A slip of arbitration goes out, is filled in by a third person, comes back, and the book's differences are settled."""

from datetime import date
from io import BytesIO

import openpyxl
import pytest

from hotich.jobs.keyings import compare_keyings
from hotich.registers import register

pytestmark = pytest.mark.postgres

SHORT = [*(field.name for field in register("KS").critical_fields()), "transcriber_name"]
SECOND, THIRD = "Lê Văn Hai", "Phạm Thị Ba"
NAME = "phieu_doi_chieu.28855.KS.2017.01.fix.xlsx"


@pytest.fixture
def office(make_office, check_invariants):
    office = make_office()
    yield office
    check_invariants(office)


def compare(office):
    return compare_keyings(office.settings, "huyen_xa_1", date(2026, 6, 30))


def key_twice(office, make_entries, changes, drop=(), add=()):
    office.put("28855/a.KS.2017.1.xlsx", make_entries("KS", 6))
    rows = [row | {"transcriber_name": SECOND} for row in make_entries("KS", 6)]
    for at, name, cell in changes:
        rows[at][name] = cell
    office.put(
        "28855/a.KS.2017.1.short.xlsx",
        [row for at, row in enumerate(rows) if at not in drop] + list(add),
        columns=SHORT,
    )
    office.run()
    compare(office)


def fill_in(office, answers, person=THIRD):
    """Answers: (soDangKy, cot) → giaTriDung."""
    book = openpyxl.load_workbook(office.settings.outbox / "28855" / NAME)
    book["Huong dan"]["B2"] = person
    sheet = book["Doi chieu"]
    head = {cell.value: cell.column for cell in sheet[1]}
    left = dict(answers)
    for row in range(2, sheet.max_row + 1):
        key = (sheet.cell(row, head["soDangKy"]).value, sheet.cell(row, head["cot"]).value or "")
        if key in left:
            sheet.cell(row, head["giaTriDung"]).value = left.pop(key)
    assert left == {}
    stream = BytesIO()
    book.save(stream)
    office.put_bytes(f"28855/{NAME}", stream.getvalue())
    office.run()


def states(office):
    return {
        (number, name): (state, value)
        for number, name, state, value in office.all(
            "SELECT entry_no, field, state, decided_value FROM keying_difference ORDER BY entry_no, field"
        )
    }


def test_answers_settle_cells_and_rows(office, make_entries):
    extra = make_entries("KS", 2, start=8, transcriber_name=SECOND)
    changes = [(row, "child_full_name", f"NGUYỄN VĂN {row}") for row in range(3)]
    key_twice(office, make_entries, [*changes, (3, "mother_birth_date", "")], drop=(4, 5), add=extra)
    answers = {
        ("1/2017", "nksHoTen"): "NGUYỄN VĂN 0",
        ("2/2017", "nksHoTen"): "đúng như sổ",
        ("3/2017", "nksHoTen"): "LÊ THỊ BA",
        ("4/2017", "meNgaySinh"): "sổ để trống",
        ("5/2017", ""): "có trong sổ",
        ("8/2017", ""): "không có trong sổ",
        ("9/2017", ""): "có trong sổ",
    }
    fill_in(office, answers)
    file = office.file(f"28855/{NAME}")
    assert (file["state"], file["read"], file["loaded"], file["unchanged"]) == ("loaded", 7, 3, 4)
    assert compare(office)["decided"] == 6
    assert states(office) == {
        (1, "child_full_name"): ("decided", "NGUYỄN VĂN 0"),
        (2, "child_full_name"): ("decided", "TRẦN THỊ BÍ MẬT"),
        (3, "child_full_name"): ("decided", "LÊ THỊ BA"),
        (4, "mother_birth_date"): ("decided", ""),
        (5, ""): ("decided", "có trong sổ"),
        (6, ""): ("open", None),
        (8, ""): ("decided", "không có trong sổ"),
        (9, ""): ("open", None),
    }
    loaded = office.all(
        "SELECT child_full_name, mother_birth_date IS NULL FROM birth ORDER BY entry_no LIMIT 4"
    )
    assert loaded == [
        ("NGUYỄN VĂN 0", False), ("TRẦN THỊ BÍ MẬT", False), ("LÊ THỊ BA", False), ("TRẦN THỊ BÍ MẬT", True),
    ]  # fmt: skip
    assert office.one("SELECT next_step FROM keying_difference WHERE entry_no = 9").startswith("Sổ gốc có")
    assert set(compare(office).values()) == {0}


@pytest.mark.parametrize(
    ("person", "why"),
    [(SECOND.upper(), "người nhập lần hai"), ("Phạm Thị E", "người nhập lần một"), (None, "họ tên")],
)
def test_a_keyer_is_no_third_person(office, make_entries, person, why):
    key_twice(office, make_entries, [(0, "child_full_name", "NGUYỄN VĂN X")])
    fill_in(office, {("1/2017", "nksHoTen"): "NGUYỄN VĂN X"}, person)
    file = office.file(f"28855/{NAME}")
    assert file["state"] == "rejected"
    assert why in file["reason"]
    assert compare(office)["decided"] == 0
    assert office.one("SELECT child_full_name FROM birth ORDER BY entry_no LIMIT 1") == "TRẦN THỊ BÍ MẬT"


def test_a_decided_value_is_not_asked_again_by_what_loads_later(office, make_entries):
    key_twice(
        office, make_entries, [(0, "child_full_name", "NGUYỄN VĂN X"), (1, "child_full_name", "NGUYỄN VĂN Y")]
    )
    fill_in(office, {("1/2017", "nksHoTen"): "LÊ THỊ BA"})
    compare(office)
    fill_in(office, {("2/2017", "nksHoTen"): "NGUYỄN VĂN Y"})
    compare(office)
    assert [state for state, _ in states(office).values()] == ["decided", "decided"]
    assert not (office.settings.outbox / "28855" / NAME).exists()
