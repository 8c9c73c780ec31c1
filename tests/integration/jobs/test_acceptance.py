"""Books are sampled, checked against the paper, accepted or sent back; what changes afterwards is looked at anew."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from hotich.acceptance.sampling import book_sample, draw
from hotich.errors import HotichError
from hotich.jobs.accepting import accept_books, sample_list
from hotich.jobs.approvals import answer_approval, approval_list
from hotich.plan import load_plan
from hotich.slips.layout import GUIDE_SHEET, SAMPLE_SHEET
from hotich.storage.database import open_url

pytestmark = pytest.mark.postgres

AS_OF = date(2026, 6, 30)
STAGE = "huyen_xa_1"
CHECKER, OTHER = "Lê Văn Kiểm", "Phạm Thị Duyệt"
CASES = 20
SAMPLING = load_plan("ben_tre_2019").text.sampling[0]


@pytest.fixture(scope="module")
def office(make_office):
    return make_office()


@pytest.fixture
def book(office, make_entries):
    """A loaded book of twenty births of a unit of its own, and its sheets."""
    unit = next(UNITS)
    office.put(
        f"{unit}/a.KS.2017.1.xlsx", make_entries("KS", CASES, transcriber_name="Nguyễn Thị Nhập", note=unit)
    )
    office.run()
    return Book(office, unit)


UNITS = iter(str(code) for code in range(28858, 28990, 3))


class Book:
    """A book under test: what stands in the outbox and the database of it."""

    def __init__(self, office, unit: str) -> None:
        self.office, self.unit = office, unit
        self.name = f"phieu_kiem_mau.{unit}.KS.2017.01.fix.xlsx"

    @property
    def sheet(self) -> Path:
        return self.office.settings.outbox / self.unit / self.name

    def row(self, columns: str = "state, accepted_at IS NOT NULL"):
        (found,) = self.office.all(
            f"SELECT {columns} FROM book JOIN unit USING (unit_id) WHERE code = %s", self.unit
        )
        return found

    def samples(self, columns: str = "s.state, s.size, s.allowed_count, s.wrong_count"):
        return self.office.all(
            f"SELECT {columns} FROM sample s JOIN book USING (book_id) JOIN unit USING (unit_id) WHERE code = %s"
            " ORDER BY sample_id", self.unit,
        )  # fmt: skip

    def audit(self) -> list[str]:
        found = self.office.all(
            "SELECT action FROM audit_log JOIN book USING (book_id) JOIN unit u ON u.unit_id = book.unit_id"
            " WHERE u.code = %s AND action NOT IN ('book_loaded', 'case_changed', 'case_added') ORDER BY audit_id",
            self.unit,
        )
        return [action for (action,) in found]

    def send(
        self, *, wrong: int = 0, person: str | None = CHECKER, blank: int = 0, lines=None, name=None
    ) -> dict:
        """Fill in the sheet as a checker does and deliver it: the first `wrong` lines wrong, the last `blank` left blank."""
        filled = openpyxl.load_workbook(self.sheet)
        if person is not None:
            filled[GUIDE_SHEET]["B2"] = person
        page = filled[SAMPLE_SHEET]
        columns = {str(cell.value).split()[0]: cell.column for cell in page[1]}
        for at, row in enumerate(range(2, page.max_row + 1 - blank)):
            answer = (lines or {}).get(at) or (
                ("sai", "meNgaySinh; chaHoTen") if at < wrong else ("đúng", None)
            )
            page.cell(row, columns["ketQua"], answer[0])
            page.cell(row, columns["cotSai"], answer[1])
        path = self.office.inbox / self.unit / (name or self.name)
        path.parent.mkdir(exist_ok=True)
        filled.save(path)
        self.office.put_bytes(f"{self.unit}/{path.name}", path.read_bytes())
        self.office.run()
        self.accept()
        return self.office.file(f"{self.unit}/{path.name}")

    def accept(self) -> dict:
        return accept_books(self.office.settings, STAGE, AS_OF)

    def approval(self) -> dict:
        (one,) = [row for row in approval_list(self.office.settings) if self.unit in (row["unit"] or "")]
        return one


def test_a_loaded_book_is_sampled_and_accepted_when_its_sample_is_right(book):
    assert book.accept()["drawn"] == 1
    expected = book_sample(SAMPLING, CASES)
    assert book.samples() == [("open", expected.size, 1, None)]
    assert book.row() == ("loaded", False)
    assert book.office.one("SELECT risk FROM sample ORDER BY sample_id DESC LIMIT 1") == float(expected.risk)
    sheet = book.sheet.read_bytes()
    again = book.accept()
    assert not any(value for name, value in again.items() if name != "stage_id")
    assert book.sheet.read_bytes() == sheet
    file = book.send(wrong=1)
    assert (file["state"], file["read"], file["loaded"], file["returned"]) == (
        "loaded", expected.size, expected.size, 0,
    )  # fmt: skip
    assert "Sai 1 trường hợp (2 ô), được sai tối đa 1: mẫu đạt" in file["reason"]
    assert book.row() == ("loaded", True)
    assert book.audit() == ["sample_drawn", "sample_passed", "book_accepted"]
    assert book.office.one(
        "SELECT sum(accepted)::int FROM unit_progress JOIN unit USING (unit_id) WHERE code = %s", book.unit
    ) == CASES  # fmt: skip
    roles = book.office.all(
        "SELECT role, person FROM book_role JOIN book USING (book_id) JOIN unit USING (unit_id) WHERE code = %s",
        book.unit,
    )
    assert ("checker", CHECKER) in roles


def test_the_kept_seed_draws_the_same_cases_again(book):
    book.accept()
    ((seed, size),) = book.samples("s.seed, s.size")
    cases = book.office.all(
        "SELECT case_id, entry_year, key_book, entry_no, entry_suffix FROM birth JOIN unit USING (unit_id)"
        " WHERE code = %s ORDER BY entry_no DESC", book.unit,
    )  # fmt: skip
    drawn = [cases[n][0] for n in draw(seed, [tuple(case[1:]) for case in cases], size)]
    kept = book.office.all(
        "SELECT case_id FROM sample_case JOIN sample USING (sample_id) JOIN book USING (book_id) JOIN unit USING (unit_id)"
        " WHERE code = %s ORDER BY position", book.unit,
    )  # fmt: skip
    assert [case_id for (case_id,) in kept] == drawn


def test_a_failed_book_is_keyed_anew_or_released_by_a_person(book):
    book.accept()
    file = book.send(wrong=2)
    assert file["state"] == "loaded"
    assert "mẫu không đạt. Nhập lại cả quyển" in file["reason"]
    assert book.row() == ("rekeying", False)
    request = book.approval()
    assert {name: request["figures"][name] for name in ("cases", "wrong", "wrong_fields", "allowed", "failures")} == {
        "cases": CASES, "wrong": 2, "wrong_fields": 4, "allowed": 1, "failures": 1,
    }  # fmt: skip
    assert book.accept()["approvals"] == 0
    for person in (CHECKER.upper(), "nguyễn  thị nhập"):
        with pytest.raises(HotichError, match="phải do người khác làm"):
            answer_approval(book.office.settings, request["approval_id"], approved=True, by=person)
    assert book.row() == ("rekeying", False)
    answered = answer_approval(
        book.office.settings, request["approval_id"], approved=True, by=OTHER, remark="đã xem sổ giấy"
    )
    assert answered["state"] == "approved"
    assert book.row() == ("loaded", True)
    detail = book.office.one(
        "SELECT detail FROM audit_log WHERE actor = %s ORDER BY audit_id DESC LIMIT 1", OTHER
    )
    assert (detail["remark"], detail["changed_since_sample"]) == ("đã xem sổ giấy", False)
    with pytest.raises(HotichError, match="đã xong"):
        answer_approval(book.office.settings, request["approval_id"], approved=False, by=OTHER)
    assert not any(value for name, value in book.accept().items() if name != "stage_id")


def test_a_refused_release_stands_until_the_book_is_keyed_anew(book, make_entries):
    book.accept()
    book.send(wrong=3)
    answer_approval(book.office.settings, book.approval()["approval_id"], approved=False, by=OTHER)
    assert book.accept()["approvals"] == 0
    assert book.row() == ("rekeying", False)
    anew = make_entries("KS", CASES, transcriber_name="Người Mới", note=f"{book.unit} lần hai")
    book.office.put(f"{book.unit}/b.KS.2017.1.xlsx", anew)
    book.office.run()
    assert book.accept()["drawn"] == 1
    assert [state for state, *_ in book.samples()] == ["failed", "open"]
    # Who keyed it now may not check it, who checked it before may.
    assert book.send(person="người  MỚI")["state"] == "rejected"
    assert book.send()["state"] == "loaded"
    assert book.row() == ("loaded", True)


def test_a_part_of_a_failed_book_keyed_anew_is_not_enough(book, make_entries):
    book.accept()
    book.send(wrong=2)
    book.office.put(f"{book.unit}/b.KS.2017.1.xlsx", make_entries("KS", 4, note=f"{book.unit} một phần"))
    book.office.run()
    book.accept()
    assert book.row() == ("rekeying", False)
    assert [state for state, *_ in book.samples()] == ["failed"]


def test_mending_single_rows_does_not_undo_a_failed_sample(book, make_entries):
    book.accept()
    book.send(wrong=2)
    with open_url(book.office.settings.database_url) as conn:
        # As a workbook of corrections does: cases change, the book's current file stays.
        conn.execute("UPDATE book SET state = 'loaded' WHERE state = 'rekeying'")
    book.accept()
    assert book.row() == ("rekeying", False)
    assert [state for state, *_ in book.samples()] == ["failed"]


def test_a_change_after_acceptance_voids_the_sample_and_draws_anew(book, make_entries):
    book.accept()
    book.send()
    assert book.row() == ("loaded", True)
    changed = make_entries("KS", CASES, transcriber_name="Nguyễn Thị Nhập", note=book.unit)
    changed[3]["child_birth_date"] = "05.01.2017"
    book.office.put(f"{book.unit}/a.KS.2017.1.xlsx", changed)
    book.office.run()
    assert book.row() == ("loaded", False)
    counts = book.accept()
    assert (counts["voided"], counts["reopened"], counts["drawn"], counts["written"]) == (1, 1, 1, 1)
    assert [state for state, *_ in book.samples()] == ["void", "open"]
    assert book.audit()[-2:] == ["book_reopened", "sample_drawn"]
    assert book.send()["state"] == "loaded"
    assert book.row() == ("loaded", True)


def test_mending_what_the_sample_found_wrong_needs_no_new_sample(book, make_entries):
    book.accept()
    book.send(wrong=1)
    (number,) = book.office.all(
        "SELECT c.entry_no FROM sample_case k JOIN birth c USING (case_id) JOIN unit USING (unit_id)"
        " WHERE code = %s AND NOT k.is_right", book.unit,
    )[0]  # fmt: skip
    mended = make_entries("KS", CASES, transcriber_name="Nguyễn Thị Nhập", note=book.unit)
    mended[number - 1]["mother_birth_date"] = "1984"
    book.office.put(f"{book.unit}/a.KS.2017.1.xlsx", mended)
    book.office.run()
    assert book.row() == ("loaded", False)
    counts = book.accept()
    assert (counts["voided"], counts["drawn"], counts["accepted"]) == (0, 0, 1)
    assert book.row() == ("loaded", True)


def test_a_sheet_of_a_sample_that_no_longer_holds_is_refused(book, make_entries):
    book.accept()
    old = book.sheet.read_bytes()
    changed = make_entries("KS", CASES, transcriber_name="Nguyễn Thị Nhập", note=f"{book.unit} khác")
    book.office.put(f"{book.unit}/a.KS.2017.1.xlsx", changed)
    book.office.run()
    file = book.send()
    assert file["state"] == "rejected"
    assert "hết hiệu lực vì nội dung sổ đã đổi" in file["reason"]
    assert [state for state, *_ in book.samples()] == ["void", "open"]
    assert book.sheet.read_bytes() != old
    assert book.send()["state"] == "loaded"
    assert "đã có kết quả" in book.send(person="Ai Khác Nữa")["reason"]


def test_an_unfinished_sheet_keeps_its_answers_and_the_sample_stays_open(book):
    book.accept()
    size = book.samples("s.size")[0][0]
    file = book.send(blank=4)
    assert (file["state"], file["read"], file["loaded"], file["returned"]) == (
        "partly_loaded",
        size,
        size - 4,
        4,
    )
    assert "Còn 4 trường hợp chưa có kết quả" in file["reason"]
    assert [state for state, *_ in book.samples()] == ["open"]
    lines = {0: ("sai", None), 1: ("có", None), 2: ("sai", "khongCo"), 3: ("đúng", "meNgaySinh")}
    file = book.send(lines=lines)
    assert (file["state"], file["loaded"], file["returned"]) == ("partly_loaded", size - 4, 4)
    texts = " ".join(notice["text"] for notice in file["notices"])
    for said in ("không nêu cột sai", "phải là đúng hoặc sai", "không có cột “khongCo”", "bỏ một trong hai"):
        assert said in texts
    # Those four lines were answered by the sheet before.
    assert book.row() == ("loaded", True)


@pytest.mark.parametrize(
    ("person", "said"), [("", "không ghi họ tên người kiểm mẫu"), ("nguyễn thị  NHẬP", "người nhập lần một")]
)
def test_who_keyed_the_book_or_nobody_may_not_check_it(book, person, said):
    book.accept()
    file = book.send(person=person)
    assert file["state"] == "rejected"
    assert said in file["reason"]
    assert "Nhập" not in file["reason"]
    assert [state for state, *_ in book.samples()] == ["open"]
    assert book.office.one("SELECT count(*) FROM sample_case WHERE is_right IS NOT NULL AND sample_id ="
                           " (SELECT max(sample_id) FROM sample)") == 0  # fmt: skip


def test_a_sheet_of_another_book_or_no_sheet_is_refused(office, book, make_entries):
    office.put(
        f"{book.unit}/c.KS.2017.2.xlsx", make_entries("KS", 5, start=70, book=2, note=f"{book.unit} q2")
    )
    office.run()
    book.accept()
    other = f"phieu_kiem_mau.{book.unit}.KS.2017.02.fix.xlsx"
    assert "không phải của quyển sổ" in book.send(name=other)["reason"]
    office.put_bytes(
        f"{book.unit}/{book.name}", office.put(f"{book.unit}/khac.KS.2017.9.xlsx", []).read_bytes()
    )
    office.run()
    book.accept()
    assert f"thiếu trang «{GUIDE_SHEET}»" in office.file(f"{book.unit}/{book.name}")["reason"]


def test_an_open_critical_difference_takes_an_acceptance_back(book):
    book.accept()
    book.send()
    (book_id,) = book.row("book_id")
    difference = {
        "difference_id": book_id, "book_id": book_id, "register": "KS", "entry_year": 2017, "key_book": 0, "entry_no": 1,
        "entry_suffix": "", "field": "child_full_name", "finding": "cell", "weight": "content", "critical": True, "second_file_id": 1,
        "state": "open", "owner_unit_id": 1, "next_step": "x", "opened_at": "2026-06-30",
    }  # fmt: skip
    with open_url(book.office.settings.database_url) as conn:
        conn.execute(
            "INSERT INTO keying_difference OVERRIDING SYSTEM VALUE"
            " SELECT (jsonb_populate_record(NULL::hotich.keying_difference, %s::jsonb)).*",
            [json.dumps(difference)],
        )
    assert book.accept()["reopened"] == 1
    assert (book.row(), book.accept()["accepted"]) == (("loaded", False), 0)
    with open_url(book.office.settings.database_url) as conn:
        conn.execute("UPDATE keying_difference SET critical = false")
    assert book.accept()["accepted"] == 1


def test_what_is_open_holds_a_book_back_and_takes_an_acceptance_back(book):
    book.accept()
    book.send()
    (book_id,) = book.row("book_id")
    with open_url(book.office.settings.database_url) as conn:
        conn.execute(
            "INSERT INTO returned_row (load_id, book_id, file_id, row_no, row, reasons, state, owner_unit_id, next_step)"
            " SELECT 1, book_id, current_file_id, 99, '{}', '[]', 'open', unit_id, 'x' FROM book WHERE book_id = %s",
            [book_id],
        )
    assert book.accept()["reopened"] == 1
    assert book.row() == ("loaded", False)
    assert book.accept()["accepted"] == 0
    with open_url(book.office.settings.database_url) as conn:
        conn.execute(
            "UPDATE returned_row SET state = 'mended', closed_at = now() WHERE book_id = %s", [book_id]
        )
    counts = book.accept()
    assert (counts["accepted"], counts["drawn"]) == (1, 0)


def test_a_book_with_returned_rows_is_not_sampled(office, make_entries):
    book = Book(office, next(UNITS))
    rows = make_entries("KS", 6, note="có dòng trả lại")
    rows[2]["registered_on"] = "không rõ"
    office.put(f"{book.unit}/a.KS.2017.1.xlsx", rows)
    office.run()
    book.accept()
    assert (book.row("state"), book.samples()) == (("partly_loaded",), [])
    rows[2]["registered_on"] = "03.05.2017"
    office.put(f"{book.unit}/a.KS.2017.1.xlsx", rows)
    office.run()
    book.accept()
    assert book.samples("s.state, s.size") == [("open", 6)]


def test_the_list_shows_what_waits_and_no_person(office):
    rows = sample_list(office.settings)
    assert rows
    assert {row["state"] for row in rows} <= {"chờ kiểm", "không đạt"}
    text = str(rows) + str(approval_list(office.settings))
    assert not [name for name in (CHECKER, OTHER, "Nhập Nguyễn", "BÍ MẬT") if name in text]


def test_where_sampling_is_off_a_book_is_accepted_as_loaded(make_office, make_entries, tmp_path):
    packaged = Path(load_plan("ben_tre_2019").path)
    off = (
        "  - from: 2026-01-01\n    name: Thôi\n    scheme: fixed_share\n    limit_quality_percent: 5\n"
        "    share_percent: 5\n    allowed: 0\n    registers: [KH]\n    verified: true\n    source: thử\n\n"
    )
    head, rest = packaged.read_text("utf-8").split("\nsampling:\n")
    entries, after = rest.split("\n\n", 1)
    text = f"{head}\nsampling:\n{entries}\n{off}{after}"
    text = text.replace("../units", str(packaged.parents[1] / "units"))
    plan = tmp_path / "ke_hoach.yaml"
    plan.write_text(text.replace("budget: ", f"budget: {packaged.parent}/"), "utf-8")
    office = make_office()
    office.put("28855/a.KS.2017.1.xlsx", make_entries("KS", 3))
    office.run()
    accept_books(office.settings, STAGE, AS_OF)
    assert office.all("SELECT state FROM sample") == [("open",)]
    settings = replace(office.settings, plan=str(plan))
    assert accept_books(settings, STAGE, date(2025, 12, 31))["accepted"] == 0
    assert accept_books(settings, STAGE, AS_OF)["accepted"] == 1
    assert office.all("SELECT state FROM sample") == [("void",)]


def test_a_stage_whose_work_is_accepted_asks_to_be_closed(make_office, make_entries):
    office = make_office()
    office.put_inventory(
        "28855",
        {"register_code": "KS", "year": 2017, "book_number": 1, "case_count": 4, "struck_out_count": 1},
        {"register_code": "KS", "year": 2017, "book_number": 2, "case_count": 9, "condition": "mat"},
        {"register_code": "KS", "year": 2017, "book_number": 3, "case_count": 0},
    )
    office.put("28855/a.KS.2017.1.xlsx", make_entries("KS", 3))
    office.run()
    book = Book(office, "28855")
    book.row = lambda columns="": None
    assert book.accept()["approvals"] == 0
    book.send()
    (request,) = approval_list(office.settings)
    assert (request["kind"], request["figures"]["accepted"], request["figures"]["planned"]) == (
        "close_stage",
        3,
        12,
    )
    assert book.accept()["approvals"] == 0
    office.put("28855/a.KS.2017.1.xlsx", make_entries("KS", 3, note="khác"))
    office.run()
    book.accept()
    assert approval_list(office.settings) == []
    book.send()
    (request,) = approval_list(office.settings)
    answer_approval(office.settings, request["approval_id"], approved=True, by=OTHER)
    assert (
        office.one("SELECT count(*) FROM audit_log WHERE action = 'stage_closed' AND actor = %s", OTHER) == 1
    )
    assert book.accept()["approvals"] == 0
    assert office.one("SELECT count(*) FROM approval WHERE state = 'withdrawn'") == 1


def test_what_must_always_hold_holds(office, check_invariants):
    check_invariants(office)
    before = office.recount()
    accept_books(office.settings, STAGE, AS_OF)
    assert office.recount().differences(before) == 0
