"""Two keyings of a book: what differs is found, handed to a third person, decided, and not asked again."""

import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from hotich.errors import DeliveryError
from hotich.jobs.keying_rates import keying_rates
from hotich.jobs.keyings import compare_keyings
from hotich.jobs.roles import refuse_conflict, take_role
from hotich.registers import register
from hotich.storage.database import open_url
from hotich.storage.states import RateBy, Role

pytestmark = pytest.mark.postgres

STAGE, DAY = "huyen_xa_1", date(2026, 6, 30)
SECOND = "Lê Văn Hai"
SHORT = [*(field.name for field in register("KS").critical_fields()), "transcriber_name"]
NOTHING = {"compared": 0, "refused": 0, "opened": 0, "agreed": 0, "decided": 0, "slips": 0}


@pytest.fixture(scope="module")
def office(make_office):
    return make_office()


@pytest.fixture
def keyed(office, make_entries):
    """Delivers a book and its second keying: changes are (row, field, cell); loads and compares."""

    def deliver(unit, *changes, count=4, columns=SHORT, drop=(), add=(), typist=SECOND):
        office.put(f"{unit}/a.KS.2017.1.xlsx", make_entries("KS", count))
        return again(unit, *changes, count=count, columns=columns, drop=drop, add=add, typist=typist)

    def again(unit, *changes, count=4, columns=SHORT, drop=(), add=(), typist=SECOND):
        rows = [row | {"transcriber_name": typist} for row in make_entries("KS", count)]
        for at, name, cell in changes:
            rows[at][name] = cell
        rows = [row for at, row in enumerate(rows) if at not in drop] + list(add)
        office.put(f"{unit}/a.KS.2017.1.short.xlsx", rows, columns=columns)
        office.run()
        return compare(office)

    deliver.again = again
    return deliver


def compare(office):
    return compare_keyings(office.settings, STAGE, DAY)


def differences(office, unit, columns="entry_no, field, weight, critical, first_value, second_value"):
    names = ", ".join(f"d.{name.strip()}" for name in columns.split(","))
    return office.all(
        f"SELECT {names} FROM keying_difference d JOIN book USING (book_id) JOIN unit USING (unit_id)"
        " WHERE code = %s ORDER BY entry_no, field",
        unit,
    )


def states(office, unit):
    return {
        (number, field): state for number, field, state in differences(office, unit, "entry_no, field, state")
    }


def book_of(office, unit):
    return office.one("SELECT book_id FROM book JOIN unit USING (unit_id) WHERE code = %s", unit)


def slip_of(office, unit) -> Path:
    return office.settings.outbox / unit / f"phieu_doi_chieu.{unit}.KS.2017.01.fix.xlsx"


def slip_lines(office, unit):
    table = CalamineWorkbook.from_path(slip_of(office, unit)).get_sheet_by_name("Doi chieu").to_python()
    return [dict(zip(table[0], line, strict=True)) for line in table[1:]]


def answer(
    office, unit, entry_no, field, value, *, confirms=False, state="applied", load=True, person="Phạm Thị Ba"
):
    """What the reader of slips leaves of an answered cell: a correction, and the value in the case."""
    with open_url(office.settings.database_url) as conn, conn.transaction():
        book_id = book_of(office, unit)
        file_id = conn.execute(
            "INSERT INTO delivery_file (path, size, modified_at, kind, book_id, state, reason)"
            " VALUES (%s || '/phieu_doi_chieu' || random(), 1, now(), 'arbitration', %s, 'loaded', 'x') RETURNING file_id",
            [unit, book_id],
        ).fetchone()[0]
        case = conn.execute(
            "SELECT c.file_id, c.row_no FROM birth c WHERE book_id = %s AND entry_no = %s",
            [book_id, entry_no],
        ).fetchone()
        second = conn.execute(
            "SELECT second_file_id, second_row_no FROM keying_difference WHERE book_id = %s AND entry_no = %s AND field = %s",
            [book_id, entry_no, field],
        ).fetchone()
        conn.execute(
            "INSERT INTO correction (file_id, line_no, sheet, book_id, target_file_id, target_row_no, field, before, after,"
            " confirms, person, state) VALUES (%s, 2, 'Doi chieu', %s, %s, %s, %s, NULL, %s, %s, %s, %s)",
            [file_id, book_id, *(case or second), field, None if confirms else value, confirms, person, state],
        )  # fmt: skip
        if load and field and not confirms:
            conn.execute(
                f"UPDATE birth SET {field} = %s, written = NULL WHERE book_id = %s AND entry_no = %s",
                [value, book_id, entry_no],
            )


def test_cells_that_differ_are_found_with_their_weight(office, keyed):
    counts = keyed(
        "28855",
        (0, "child_full_name", "TRẦN THỊ BÍ MÂT"),
        (1, "child_full_name", "Trần Thị  Bí Mật"),
        (1, "mother_birth_date", ""),
        (2, "child_birth_date", "2/1/2017"),
        (3, "book_number", "1/2017"),
    )
    mother = office.one("SELECT mother_birth_date FROM birth LIMIT 1")
    assert mother
    assert differences(office, "28855") == [
        (1, "child_full_name", "content", True, "TRẦN THỊ BÍ MẬT", "TRẦN THỊ BÍ MÂT"),
        (2, "child_full_name", "light", True, "TRẦN THỊ BÍ MẬT", "Trần Thị  Bí Mật"),
        (2, "mother_birth_date", "content", True, ".".join(reversed(mother.split("-"))), None),
    ]
    assert counts == NOTHING | {"compared": 1, "opened": 3, "slips": 1}
    assert compare(office) == NOTHING


def test_a_column_that_the_second_keying_lacks_is_not_compared_and_one_that_it_has_is(office, keyed):
    columns = ["entry_number", "child_full_name", "child_birth_place"]
    keyed("28858", (0, "child_birth_place", "nơi khác"), (0, "child_sex", "3"), columns=columns)
    (line,) = differences(office, "28858", "entry_no, field, critical, second_value")
    assert line == (1, "child_birth_place", False, "nơi khác")
    book = "SELECT open_critical, open_content FROM book_keying WHERE book_id = %s"
    assert office.all(book, book_of(office, "28858")) == [(0, 1)]


def test_rows_that_only_one_keying_has_and_numbers_keyed_twice_are_differences_of_the_row(
    office, keyed, make_entries
):
    more = [make_entries("KS", 1, start=number, transcriber_name=SECOND)[0] for number in (9, 3)]
    more.append(more[0] | {"entry_number": ""})
    keyed("28861", drop=(1,), add=more)
    assert differences(office, "28861", "entry_no, field, finding, first_value, second_value, critical") == [
        (2, "", "only_first", "2/2017", None, True),
        (3, "", "doubled", "3/2017", "dòng 3, 6", True),
        (9, "", "only_second", None, "9/2017", True),
    ]
    file = office.file("28861/a.KS.2017.1.short.xlsx")
    assert (file["state"], file["read"], file["loaded"], file["returned"]) == ("partly_loaded", 6, 3, 3)
    assert "1 dòng không có số đăng ký (dòng 7)" in file["reason"]
    assert "2 dòng trùng số đăng ký với dòng khác (dòng 3, 6)" in file["reason"]
    counted = "SELECT case_count, row_count, both_count, doubled_count, unnumbered_count FROM keying WHERE book_id = %s"
    assert office.all(counted, book_of(office, "28861")) == [(4, 6, 2, 2, 1)]


def test_a_row_of_the_first_keying_that_was_returned_is_not_missed(office, make_entries):
    rows = make_entries("KS", 3)
    rows[1] = rows[1] | {"child_sex": "9"}
    office.put("28864/a.KS.2017.1.xlsx", rows)
    again = [row | {"transcriber_name": SECOND} for row in make_entries("KS", 3)]
    office.put("28864/a.KS.2017.1.short.xlsx", again, columns=SHORT)
    office.run()
    compare(office)
    assert differences(office, "28864") == []
    rows[1] = rows[1] | {"child_sex": "1"}
    office.put("28864/b.KS.2017.1.xlsx", rows)
    office.run()
    assert compare(office)["compared"] == 1
    assert differences(office, "28864", "entry_no, field") == [(2, "child_sex")]


def test_the_slip_asks_a_third_person_case_by_case(office, keyed, make_entries):
    more = make_entries("KS", 1, start=9, transcriber_name=SECOND)
    keyed(
        "28867",
        (1, "child_full_name", "NGUYỄN VĂN =1"),
        (1, "signer_name", ""),
        (2, "child_sex", "1"),
        add=more,
    )
    first = office.one("SELECT sha256 FROM delivery_file WHERE path = '28867/a.KS.2017.1.xlsx'")
    second = office.one("SELECT sha256 FROM delivery_file WHERE path = '28867/a.KS.2017.1.short.xlsx'")
    lines = slip_lines(office, "28867")
    assert [(line["sha256"], line["dong"], line["cot"], line["soDangKy"]) for line in lines] == [
        (first, "3", "nguoiKy", "2/2017"),
        (first, "3", "nksHoTen", "2/2017"),
        (first, "4", "nksGioiTinh", "3/2017"),
        (second, "6", "", "9/2017"),
    ]
    name = lines[1]
    assert (name["giaTriCu"], name["lanNhapHai"]) == ("TRẦN THỊ BÍ MẬT", "NGUYỄN VĂN =1")
    assert {line["giaTriDung"] for line in lines} == {""}
    assert list(name)[:7] == ["sha256", "dong", "cot", "ruleId", "lyDo", "giaTriCu", "giaTriDung"]


def test_a_slip_is_left_alone_until_what_it_asks_changes_and_goes_when_nothing_is_left(office, keyed):
    keyed("28870", (0, "child_full_name", "NGUYỄN VĂN X"), (1, "child_full_name", "NGUYỄN VĂN Y"))
    path = slip_of(office, "28870")
    path.write_bytes(b"an officer works in it")
    keyed.again(
        "28870",
        (0, "child_full_name", "NGUYỄN VĂN X"),
        (1, "child_full_name", "NGUYỄN VĂN Y"),
        (2, "child_full_name", "trần thị bí mật"),
        columns=[*SHORT, "note"],
    )
    assert path.read_bytes() != b"an officer works in it"
    path.write_bytes(b"an officer works in it")
    rows = [
        (0, "child_full_name", "NGUYỄN VĂN X"),
        (1, "child_full_name", "NGUYỄN VĂN Y"),
        (2, "child_full_name", "trần thị bí mật"),
    ]
    assert keyed.again("28870", *rows, columns=SHORT)["compared"] == 1
    assert path.read_bytes() == b"an officer works in it"
    keyed.again("28870", rows[2])
    assert not path.exists()
    assert states(office, "28870") == {
        (1, "child_full_name"): "agreed", (2, "child_full_name"): "agreed", (3, "child_full_name"): "open",
    }  # fmt: skip


def test_answers_close_differences_for_either_value_or_a_third(office, keyed):
    changes = [(row, "child_full_name", f"NGUYỄN VĂN {row}") for row in range(4)]
    keyed("28873", *changes)
    answer(office, "28873", 1, "child_full_name", "NGUYỄN VĂN 0")
    answer(office, "28873", 2, "child_full_name", None, confirms=True)
    answer(office, "28873", 3, "child_full_name", "LÊ THỊ BA")
    answer(office, "28873", 4, "child_full_name", "sai quy tắc", state="returned", load=False)
    assert compare(office) == NOTHING | {"compared": 1, "decided": 3, "slips": 1}
    assert differences(office, "28873", "entry_no, state, decided_value, decided_by") == [
        (1, "decided", "NGUYỄN VĂN 0", "Phạm Thị Ba"),
        (2, "decided", "TRẦN THỊ BÍ MẬT", "Phạm Thị Ba"),
        (3, "decided", "LÊ THỊ BA", "Phạm Thị Ba"),
        (4, "open", None, None),
    ]
    (step,) = {step for number, step in differences(office, "28873", "entry_no, next_step") if number == 4}
    assert "chưa nhận được" in step
    assert [line["soDangKy"] for line in slip_lines(office, "28873")] == ["4/2017"]
    assert compare(office) == NOTHING
    roles = "SELECT role, person FROM book_role WHERE book_id = %s ORDER BY role"
    assert office.all(roles, book_of(office, "28873")) == [
        ("arbiter", "Phạm Thị Ba"), ("first_keyer", "Phạm Thị E"), ("second_keyer", SECOND),
    ]  # fmt: skip


def test_a_decided_difference_is_asked_again_only_when_a_keying_says_something_else(office, keyed):
    changes = [(row, "child_full_name", f"NGUYỄN VĂN {row}") for row in range(3)]
    keyed("28876", *changes)
    for number in (1, 2):
        answer(office, "28876", number, "child_full_name", "LÊ THỊ BA")
    compare(office)
    opened = differences(office, "28876", "opened_at")
    # A new file of the second keying that says the same in these cells.
    keyed.again("28876", *changes, (3, "child_full_name", "TRẦN THỊ BỐN"))
    assert differences(office, "28876", "opened_at")[:3] == opened
    assert list(states(office, "28876").values()) == ["decided", "decided", "open", "open"]
    # The second keying now says something else of the first case, the first keying goes back on the decision of the second.
    with open_url(office.settings.database_url) as conn:
        conn.execute(
            "UPDATE birth SET child_full_name = 'TRẦN THỊ BÍ MẬT' WHERE book_id = %s AND entry_no = 2",
            [book_of(office, "28876")],
        )
    keyed.again("28876", (0, "child_full_name", "NGUYỄN VĂN KHÁC"), *changes[1:])
    assert states(office, "28876") == {
        (1, "child_full_name"): "open", (2, "child_full_name"): "open", (3, "child_full_name"): "open",
        (4, "child_full_name"): "agreed",
    }  # fmt: skip
    assert compare(office) == NOTHING


def test_a_column_dropped_by_a_newer_second_keying_settles_nothing(office, keyed):
    keyed("28879", (0, "child_full_name", "NGUYỄN VĂN X"), (1, "child_sex", "1"))
    keyed.again("28879", columns=[name for name in SHORT if name != "child_full_name"])
    assert states(office, "28879") == {(1, "child_full_name"): "open", (2, "child_sex"): "agreed"}


def test_answers_about_whole_rows(office, keyed, make_entries):
    extra = make_entries("KS", 2, start=8, transcriber_name=SECOND)
    keyed("28882", drop=(0, 1), add=extra)
    answer(office, "28882", 1, "", "có trong sổ", state="unusable")
    answer(office, "28882", 2, "", "không có trong sổ", state="unusable")
    answer(office, "28882", 8, "", "Không có trong sổ ", state="unusable")
    answer(office, "28882", 9, "", "có trong sổ", state="unusable")
    with open_url(office.settings.database_url) as conn:  # the reader names the row by the file that has it
        conn.execute(
            "UPDATE correction x SET target_file_id = d.second_file_id, target_row_no = d.second_row_no"
            " FROM keying_difference d WHERE d.book_id = x.book_id AND d.case_id IS NULL AND x.target_row_no IS NULL"
        )
    assert compare(office)["decided"] == 2
    assert states(office, "28882") == {
        (1, ""): "decided",
        (2, ""): "open",
        (8, ""): "decided",
        (9, ""): "open",
    }
    steps = dict(differences(office, "28882", "entry_no, next_step"))
    assert "bỏ dòng hoặc sửa số" in steps[2]
    assert "bổ sung vào tệp nhập lần một" in steps[9]
    assert compare(office) == NOTHING
    # The first keying is mended: the row that is not in the book goes, the one that is comes.
    rows = make_entries("KS", 4)
    office.put("28882/b.KS.2017.1.xlsx", [rows[0], *rows[2:], make_entries("KS", 1, start=9)[0]])
    office.run()
    assert compare(office)["agreed"] == 2
    assert states(office, "28882") == {
        (1, ""): "decided",
        (2, ""): "agreed",
        (8, ""): "decided",
        (9, ""): "agreed",
    }


def test_a_second_keying_by_the_first_keyer_is_refused(office, keyed, make_entries):
    first = "  phạm thị  E "
    counts = keyed("28885", (0, "child_full_name", "NGUYỄN VĂN X"), typist=first)
    assert counts["refused"] == 1  # when it came nobody knew yet who had keyed the book
    file = office.file("28885/a.KS.2017.1.short.xlsx")
    assert (file["state"], file["read"], file["loaded"]) == ("rejected", 0, 0)
    assert "người nhập lần một" in file["reason"]
    assert "Phạm" not in file["reason"]
    assert differences(office, "28885") == []
    assert office.all(
        "SELECT double_keyed FROM book_keying WHERE book_id = %s", book_of(office, "28885")
    ) == [(False,)]
    keyed.again("28885", (1, "child_full_name", "NGUYỄN VĂN X"), typist=first)
    assert office.state("28885/a.KS.2017.1.short.xlsx") == "rejected"
    keyed.again("28885", (2, "child_full_name", "NGUYỄN VĂN X"))
    assert states(office, "28885") == {(3, "child_full_name"): "open"}
    assert compare(office) == NOTHING


def test_nobody_has_two_roles_in_a_book(office, keyed):
    keyed("28888", (0, "child_full_name", "NGUYỄN VĂN X"))
    book = book_of(office, "28888")
    with open_url(office.settings.database_url) as conn:
        for person in ("Phạm Thị E", "LÊ VĂN HAI", "lê  văn hai"):
            with pytest.raises(DeliveryError, match="người khác") as refused:
                refuse_conflict(conn, book, Role.ARBITER, person)
            assert person not in str(refused.value)
        with pytest.raises(DeliveryError, match="họ tên"):
            refuse_conflict(conn, book, Role.CHECKER, " ")
        take_role(conn, book, Role.ARBITER, "Phạm Thị Ba", None)
        take_role(conn, book, Role.ARBITER, "Phạm Thị Ba", None)
        take_role(conn, book, Role.ARBITER, "Ngô Thị Tư", None)
        with pytest.raises(DeliveryError, match="người quyết định khác biệt"):
            take_role(conn, book, Role.CHECKER, "ngô thị tư", None)
    roles = "SELECT count(*)::int FROM book_role WHERE book_id = %s AND role = 'arbiter'"
    assert office.one(roles, book) == 2


def test_rates_are_told_by_register_column_and_book_and_are_the_recount(office):
    compared = office.one(
        "SELECT sum(k.both_count * (SELECT count(*) FROM keying_field f WHERE f.book_id = k.book_id))::int FROM keying k"
        " WHERE k.seen <> ''"
    )
    differing = office.one(
        "SELECT count(*)::int FROM keying_difference WHERE finding = 'cell' AND weight = 'content' AND state <> 'void'"
        " AND EXISTS (SELECT FROM keying_field f WHERE f.book_id = keying_difference.book_id"
        " AND f.field = keying_difference.field)"
    )
    assert differing > 10
    (whole,) = keying_rates(office.settings, RateBy.REGISTER)
    assert (whole["cells"], whole["content"]) == (compared, differing)
    assert whole["per_10000"] == round(10_000 * differing / compared, 1)
    for by in (RateBy.FIELD, RateBy.BOOK):
        rows = keying_rates(office.settings, by)
        assert sum(row["cells"] for row in rows) == compared
        assert sum(row["content"] for row in rows) == differing
        assert SECOND not in str(rows)
        assert "BÍ MẬT" not in str(rows)


KILL = """
import os, signal, sys
from datetime import date
from importlib import import_module
from hotich.jobs.keying_rates import keying_rates
from hotich.jobs.keyings import compare_keyings
from hotich.settings import Settings
module, name, when = sys.argv[1:]
owner = import_module(module)
original = getattr(owner, name)
def strike(*arguments, **words):
    if when == "before":
        os.kill(os.getpid(), signal.SIGKILL)
    original(*arguments, **words)
    os.kill(os.getpid(), signal.SIGKILL)
setattr(owner, name, strike)
compare_keyings(Settings.read(), "huyen_xa_1", date(2026, 6, 30))
"""


@pytest.mark.parametrize(
    ("module", "name", "when"),
    [
        ("hotich.storage.keyings", "note_comparison", "after"),
        ("hotich.jobs.keyings", "write_differences", "after"),
        ("hotich.storage.keying_slips", "books_with_slip_due", "before"),
        ("hotich.jobs.keyings", "write_arbitration", "before"),
        ("hotich.jobs.keyings", "write_arbitration", "after"),
    ],
)
def test_killed_anywhere_the_next_comparison_ends_as_if_undisturbed(
    make_office, make_entries, module, name, when
):
    office = make_office()
    office.put("28855/a.KS.2017.1.xlsx", make_entries("KS", 3))
    rows = [row | {"transcriber_name": SECOND, "child_sex": "3"} for row in make_entries("KS", 3)]
    office.put("28855/a.KS.2017.1.short.xlsx", rows, columns=SHORT)
    office.run()
    environ = {"HOTICH_HOME": str(office.settings.home), "HOTICH_DATABASE_URL": office.settings.database_url}
    command = [sys.executable, "-c", KILL, module, name, when]
    assert subprocess.run(command, env=os.environ | environ, check=False).returncode == -signal.SIGKILL
    compare(office)
    assert states(office, "28855") == {(number, "child_sex"): "open" for number in (1, 2, 3)}
    assert [line["cot"] for line in slip_lines(office, "28855")] == ["nksGioiTinh"] * 3
    assert compare(office) == NOTHING
    assert [path.name for path in office.settings.outbox.rglob("*.part")] == []


def test_two_comparisons_at_once_do_the_work_once(make_office, make_entries):
    office = make_office()
    books = range(1, 5)
    for book in books:
        rows = make_entries("KS", 3, start=3 * book, book=book)
        again = [row | {"transcriber_name": SECOND, "child_sex": "3"} for row in rows]
        office.put(f"28855/a.KS.2017.{book}.xlsx", rows)
        office.put(f"28855/a.KS.2017.{book}.short.xlsx", again, columns=SHORT)
    office.run()
    with ThreadPoolExecutor(2) as twins:
        both = list(twins.map(lambda _: compare(office), range(2)))
    assert sum(counts["compared"] for counts in both) == len(books)
    assert sum(counts["opened"] for counts in both) == 3 * len(books)
    assert sum(counts["slips"] for counts in both) == len(books)
    assert compare(office) == NOTHING


def test_what_must_always_hold_holds(office, check_invariants):
    check_invariants(office)
    assert compare(office) == NOTHING
