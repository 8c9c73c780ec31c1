"""The ledger of money is only added to; a mistake is countered by its mirror, once."""

from dataclasses import replace
from datetime import date

import psycopg
import pytest

from hotich.errors import HotichError
from hotich.plan import load_plan
from hotich.storage import audit, ledger
from hotich.storage.ledger import NewEntry
from hotich.storage.plans import sync_plan
from hotich.storage.states import EntryKind

pytestmark = pytest.mark.postgres
PLAN = load_plan("ben_tre_2019")
CHAU_THANH = PLAN.units.lives("831")[0].unit_id
SPENT = NewEntry(
    kind=EntryKind.SPENT, unit_id=CHAU_THANH, year=2024, activity="quet", amount=2_200_000, quantity=1000,
    document_number="12/GRDT", document_on=date(2024, 3, 5), content="quét đợt 1",
)  # fmt: skip
TODAY = date(2024, 12, 31)


@pytest.fixture
def book(conn):
    sync_plan(conn, PLAN)
    return conn


def test_entries_are_never_changed(book):
    (number,) = ledger.enter(book, [SPENT], "kế toán")
    for words in ("UPDATE budget_entry SET amount = 1", "DELETE FROM budget_entry", "TRUNCATE budget_entry"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match="chỉ được ghi thêm"):
            book.execute(words.encode())
    assert ledger.entries(book, TODAY)[-1].entry_id == number


def test_a_mirror_takes_an_entry_back_once(book):
    lone = replace(SPENT, year=2031, content="ghi nhầm")
    (number,) = ledger.enter(book, [lone], "kế toán")
    before = ledger.totals(book, TODAY)[CHAU_THANH, 2031, "quet"]
    assert (before.spent, before.spent_quantity) == (2_200_000, 1000)
    mirror = ledger.counter(book, number, "nhầm năm", "kế toán", TODAY)
    assert ledger.totals(book, TODAY)[CHAU_THANH, 2031, "quet"].spent == 0
    assert ledger.totals(book, date(2024, 6, 30))[CHAU_THANH, 2031, "quet"].spent == 2_200_000
    found = {one.entry_id: one for one in ledger.entries(book, TODAY, year=2031)}
    assert (found[mirror].amount, found[mirror].quantity, found[mirror].counters) == (
        -2_200_000,
        -1000,
        number,
    )
    assert found[number].countered_by == mirror
    with pytest.raises(HotichError, match=f"đã được đảo bằng bút toán số {mirror}"):
        ledger.counter(book, number, "lại", "kế toán", TODAY)
    with pytest.raises(HotichError, match="là bút toán đảo của số"):
        ledger.counter(book, mirror, "lại", "kế toán", TODAY)
    with pytest.raises(HotichError, match="Không có bút toán số 99999"):
        ledger.counter(book, 99999, "lại", "kế toán", TODAY)


def test_the_database_refuses_what_is_no_mirror(book):
    (number,) = ledger.enter(book, [replace(SPENT, content="khoản khác")], "kế toán")
    insert = (
        "INSERT INTO budget_entry (kind, unit_id, year, activity, amount, document_number, document_on, content,"
        " counters, entered_by) VALUES ('spent', %s, 2024, %s, %s, '1', '2024-03-05', 'x', %s, 'x')"
    )
    for activity, amount, counters in (("quet", -1, number), ("kiem_tra", -2_200_000, number)):
        with pytest.raises(psycopg.errors.CheckViolation, match="Bút toán đảo"):
            book.execute(insert, [CHAU_THANH, activity, amount, counters])
    for amount, counters in ((-5, None), (0, None), (5, number)):
        with pytest.raises(psycopg.errors.CheckViolation):
            book.execute(insert, [CHAU_THANH, "quet", amount, counters])


def test_all_or_nothing(book):
    count = len(ledger.entries(book, TODAY))
    with pytest.raises(psycopg.errors.CheckViolation):
        ledger.enter(book, [SPENT, replace(SPENT, amount=0)], "kế toán")
    assert len(ledger.entries(book, TODAY)) == count


def test_a_document_is_known_until_it_is_countered(book):
    own = replace(SPENT, document_number="77", content="hai lần")
    assert ledger.same_document(book, own) is None
    (number,) = ledger.enter(book, [own], "kế toán")
    assert ledger.same_document(book, own) == number
    ledger.counter(book, number, "ghi lại", "kế toán", TODAY)
    assert ledger.same_document(book, own) is None


def test_quantities_are_summed_only_where_every_document_tells(book):
    own = replace(SPENT, year=2032)
    ledger.enter(book, [own, replace(own, quantity=None, content="khoán")], "kế toán")
    found = ledger.totals(book, TODAY)[CHAU_THANH, 2032, "quet"]
    assert (found.spent, found.spent_quantity, found.allotted) == (4_400_000, None, None)


def test_every_entry_stands_in_the_audit(book):
    (number,) = ledger.enter(book, [replace(SPENT, document_number="88")], "kế toán")
    row = book.execute("SELECT action, detail FROM audit_log ORDER BY audit_id DESC LIMIT 1").fetchone()
    assert (row[0], row[1]["entry"], row[1]["amount"]) == ("budget_entered", number, 2_200_000)
    assert audit.first_break(book) is None
