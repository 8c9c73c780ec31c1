"""What the budget counts besides progress: scans, pages, second keyings; kept as it was on each day."""

from datetime import date

import pytest

from hotich.plan import load_plan
from hotich.progress import take_snapshot
from hotich.storage.plans import sync_plan
from hotich.storage.work import read_work

pytestmark = pytest.mark.postgres
PLAN = load_plan("ben_tre_2019")
UNIT = PLAN.units.lives("28855")[0].unit_id
MARCH, JUNE, JULY = date(2021, 3, 1), date(2021, 6, 1), date(2021, 7, 1)


def book(conn, no, *, cases, pages=None, struck_out=0, condition="tot", loaded=0):
    """A book of the unit's inventory."""
    book_id = conn.execute(
        "INSERT INTO book (unit_id, register, year, book_no, state, stage_id, case_count)"
        " VALUES (%s, 'KS', 2010, %s, 'loaded', 'huyen_xa_2', %s) RETURNING book_id",
        [UNIT, no, loaded],
    ).fetchone()[0]
    conn.execute(
        "INSERT INTO inventory_book (inventory_id, book_id, stage_id, page_count, case_count, struck_out_count, condition)"
        " VALUES ((SELECT max(inventory_id) FROM inventory), %s, 'huyen_xa_2', %s, %s, %s, %s)",
        [book_id, pages, cases, struck_out, condition],
    )
    return book_id


def scan(conn, book_id, case_id, pages, state="matched"):
    file_id = conn.execute("SELECT max(file_id) FROM delivery_file").fetchone()[0]
    conn.execute(
        "INSERT INTO scan (file_id, name, book_id, size, page_count, case_id, state) VALUES (%s, %s, %s, 1, %s, %s, %s)",
        [file_id, f"{book_id}.{case_id}.pdf", book_id, pages, case_id, state],
    )


@pytest.fixture(scope="module")
def office(database):
    from hotich.storage.database import open_url

    with open_url(database) as conn:
        sync_plan(conn, PLAN)
        conn.execute(
            "INSERT INTO delivery_file (path, size, kind, state, unit_id) VALUES ('a', 1, 'inventory', 'loaded', %s)", [UNIT]
        )  # fmt: skip
        conn.execute(
            "INSERT INTO inventory (unit_id, file_id, dated_on) SELECT %s, max(file_id), %s FROM delivery_file",
            [UNIT, date(2021, 1, 1)],
        )
        yield conn


def counted(conn, as_of):
    (row,) = read_work(conn, as_of)
    return row


def test_pages_come_from_scans_else_from_the_inventory_else_stay_open(office):
    scanned = book(office, 1, cases=100, pages=50, loaded=100)
    scan(office, scanned, 1, 2)
    scan(office, scanned, 2, 1)
    scan(office, scanned, 3, 4, state="unreadable")
    book(office, 2, cases=200, pages=300, struck_out=20)
    book(office, 3, cases=70)
    book(office, 4, cases=90, pages=90, condition="mat")
    take_snapshot(office, "huyen_xa_2", MARCH, "march")
    found = counted(office, MARCH)
    assert (found.planned, found.lost) == (100 + 180 + 70 + 90, 90)
    # Two cases have three pages, so the other 98 are taken to have 147; the book's 50 pages of paper no longer count.
    assert (found.scanned, found.pages_scanned, found.pages_by_scans, found.cases_by_scans) == (
        2,
        3,
        150,
        100,
    )
    # 300 pages for 200 cases, 180 of which are to be digitised.
    assert (found.pages_by_inventory, found.cases_by_inventory) == (270, 180)


def test_former_days_stay_as_they_were(office):
    (book_id,) = office.execute("SELECT book_id FROM book WHERE book_no = 2").fetchone()
    office.execute(
        "INSERT INTO keying (book_id, second_file_id, seen, row_count, slip_due) VALUES (%s, 1, '', 175, false)", [book_id]
    )  # fmt: skip
    take_snapshot(office, "huyen_xa_2", JULY, "july")
    assert counted(office, JULY).second_keyed == 175
    assert counted(office, MARCH).second_keyed == counted(office, JUNE).second_keyed == 0
    rows = office.execute("SELECT count(*) FROM work_snapshot").fetchone()[0]
    take_snapshot(office, "huyen_xa_2", date(2021, 7, 2), "again")
    assert office.execute("SELECT count(*) FROM work_snapshot").fetchone()[0] == rows


def test_what_is_gone_is_nothing(office):
    office.execute("UPDATE book SET stage_id = 'huyen_xa_3'")
    office.execute("UPDATE inventory_book SET stage_id = 'huyen_xa_3'")
    take_snapshot(office, None, date(2021, 8, 1), "august")
    found = {row.stage_id: row for row in read_work(office, date(2021, 8, 1))}
    assert (found["huyen_xa_2"].planned, found["huyen_xa_2"].pages_by_scans) == (0, 0)
    assert found["huyen_xa_3"].pages_by_scans == 150
    assert counted(office, JULY).pages_by_scans == 150
