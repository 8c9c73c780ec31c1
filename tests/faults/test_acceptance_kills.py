"""Acceptance that is killed anywhere, or runs twice at once, ends where an undisturbed run would."""

from datetime import date

import openpyxl
import pytest

from hotich.jobs.accepting import accept_books
from hotich.slips.layout import GUIDE_SHEET, SAMPLE_SHEET

pytestmark = pytest.mark.postgres

VERB = "hotich.jobs.accepting:accept_books"
NAME = "phieu_kiem_mau.28855.KS.2017.01.fix.xlsx"
DRAWING = {
    "drawn, not committed": ("hotich.storage.samples:keep_samples", "after"),
    "drawn, no sheet": ("hotich.jobs.check_sheets:_write_some", "before"),
    "a sheet half-way to its name": ("hotich.acceptance.check_sheet:_guide", "after"),
    "sheets written, not noted": ("hotich.storage.sample_sheets:note_written", "before"),
}
JUDGING = {
    "answers kept, not committed": ("hotich.storage.sample_sheets:keep_answers", "after"),
    "result known, its file open": ("hotich.storage.sample_sheets:close_sample", "after"),
    "file ended, not committed": ("hotich.storage.deliveries:finish_file", "after"),
    "passed, book not accepted": ("hotich.storage.samples:undecided_books", "before"),
    "accepted, not committed": ("hotich.storage.samples:accept", "after"),
}


@pytest.fixture
def loaded(office, make_entries):
    office.put("28855/a.KS.2017.1.xlsx", make_entries("KS", 12))
    office.run()
    return office


def accept(office):
    return accept_books(office.settings, "huyen_xa_1", date(2026, 6, 30))


def send_filled(office):
    sheet = openpyxl.load_workbook(office.settings.outbox / "28855" / NAME)
    sheet[GUIDE_SHEET]["B2"] = "Lê Văn Kiểm"
    page = sheet[SAMPLE_SHEET]
    at = next(cell.column for cell in page[1] if str(cell.value).startswith("ketQua"))
    for row in range(2, page.max_row + 1):
        page.cell(row, at, "đúng")
    path = office.inbox / "28855" / NAME
    sheet.save(path)
    office.put_bytes(f"28855/{NAME}", path.read_bytes())
    office.run()


def actions(office):
    found = office.all("SELECT action FROM audit_log WHERE action <> 'book_loaded' ORDER BY audit_id")
    return [action for (action,) in found]


@pytest.mark.parametrize("point", DRAWING)
def test_a_killed_draw_leaves_one_sample_with_its_sheet(loaded, victims, point):
    at, when = DRAWING[point]
    assert victims.run(loaded, at, when, verb=VERB)["end"] == "killed"
    accept(loaded)
    assert loaded.all("SELECT state, sheet_at IS NOT NULL FROM sample") == [("open", True)]
    assert actions(loaded) == ["sample_drawn"]
    ((number,),) = loaded.all("SELECT sample_id FROM sample")
    page = openpyxl.load_workbook(loaded.settings.outbox / "28855" / NAME)[SAMPLE_SHEET]
    assert {page.cell(row, 1).value for row in range(2, page.max_row + 1)} == {str(number)}
    assert page.max_row - 1 == loaded.one("SELECT count(*) FROM sample_case")


@pytest.mark.parametrize("point", JUDGING)
def test_a_killed_judgement_is_made_once(loaded, victims, point):
    accept(loaded)
    send_filled(loaded)
    at, when = JUDGING[point]
    assert victims.run(loaded, at, when, verb=VERB)["end"] == "killed"
    accept(loaded)
    assert loaded.state(f"28855/{NAME}") == "loaded"
    assert loaded.all("SELECT state, wrong_count FROM sample") == [("passed", 0)]
    assert actions(loaded) == ["sample_drawn", "sample_passed", "book_accepted"]


def test_a_late_twin_draws_no_second_sample(loaded, victims):
    twin = victims.run(loaded, "hotich.storage.samples:lock_undecided", "before", signal="STOP", verb=VERB)
    assert twin["end"] == "stopped"
    assert accept(loaded)["drawn"] == 1
    sheet = (loaded.settings.outbox / "28855" / NAME).read_bytes()
    ended = victims.resume(twin)
    assert (ended["end"], ended["failed"]) == ("exited", {})
    assert loaded.all("SELECT state FROM sample") == [("open",)]
    assert actions(loaded) == ["sample_drawn"]
    assert (loaded.settings.outbox / "28855" / NAME).read_bytes() == sheet
