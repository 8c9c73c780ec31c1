"""A load does what the delivery contract says, and leaves its trace."""

from datetime import date

import psycopg
import pytest

from hotich.errors import RuleError
from hotich.storage import audit
from hotich.storage.publish import publish
from hotich.storage.quarantine import open_rows

pytestmark = pytest.mark.postgres


def test_first_load_keeps_every_row_with_its_lineage_and_one_audit_row(world, delivery, make_births):
    unit = world.unit()
    book = delivery(make_births(3, written='{"child_full_name": "trần  thị"}'), unit)
    (outcome,) = world.publish(book)
    assert (outcome.state, outcome.rows_read, outcome.rows_loaded) == ("loaded", 3, 3)
    rows = world.all(
        "SELECT c.entry_no, c.child_full_name, c.child_sex, c.written ->> 'child_full_name', c.row_no, f.sheet, l.rule_set"
        " FROM birth c JOIN delivery_file f USING (file_id) JOIN load l ON l.load_id = c.load_id"
        " WHERE c.unit_id = %s ORDER BY 1", unit,
    )  # fmt: skip
    assert rows[0] == (1, "TRẦN THỊ 1", 2, "trần  thị", 2, "Sheet1", "r1")
    assert len(rows) == 3
    assert world.all("SELECT action, detail ->> 'cases' FROM audit_log WHERE unit_id = %s", unit) == [
        ("book_loaded", "3")
    ]
    assert world.one("SELECT state FROM book WHERE unit_id = %s", unit) == "loaded"


def test_audit_digest_is_that_of_the_stored_cases(world, delivery, make_births):
    unit = world.unit()
    world.publish(delivery(make_births(5), unit))
    recount = world.one(
        "SELECT encode(sha256(string_agg(uuid_send(row_hash), ''::bytea"
        " ORDER BY row_hash)), 'hex') FROM birth WHERE unit_id = %s", unit,
    )  # fmt: skip
    assert world.one("SELECT detail ->> 'digest' FROM audit_log WHERE unit_id = %s", unit) == recount


def test_same_batch_published_again_reports_the_same_and_changes_nothing(world, delivery, make_births):
    batch = world.deliver(delivery(make_births(4) + make_births(1, start=5, errors=["KS-001"]), world.unit()))
    first = publish(world.conn, batch, world.attempt(batch))
    before = world.digest()
    again = publish(world.conn, batch, world.attempt(batch))
    assert [(o.state, o.rows_read, o.rows_loaded, o.rows_returned) for o in again] == [
        (o.state, o.rows_read, o.rows_loaded, o.rows_returned) for o in first
    ]
    assert world.digest() == before


def test_retry_after_a_lost_answer_still_counts_the_rows_held_elsewhere(world, delivery, make_births):
    unit = world.unit()
    world.publish(delivery(make_births(2), unit, book_no=1))
    changed = make_births(3, child_sex="1")
    world.publish(delivery(make_births(3, start=3), unit, book_no=2))
    batch = world.deliver(
        delivery(changed, unit, book_no=1), delivery(make_births(3, start=2), unit, book_no=2)
    )
    first = publish(world.conn, batch, world.attempt(batch))
    again = publish(world.conn, batch, world.attempt(batch))
    assert first[0].rows_changed == 2
    assert [outcome.rows_returned for outcome in first] == [1, 1]
    assert again == first


def test_same_content_in_another_file_is_unchanged(world, delivery, make_births):
    unit = world.unit()
    rows = make_births(4) + make_births(1, start=5, errors=["KS-001"])
    world.publish(delivery(rows, unit, digest="a"))
    before = world.digest()
    (outcome,) = world.publish(delivery(rows, unit, digest="a"))
    assert outcome.state == "unchanged"
    assert (outcome.rows_read, outcome.rows_loaded, outcome.rows_unchanged, outcome.rows_returned) == (
        5,
        0,
        4,
        1,
    )
    assert world.digest() == before


def test_equal_rows_under_another_digest_change_nothing_but_the_file(world, delivery, make_births):
    unit = world.unit()
    world.publish(delivery(make_births(4), unit))
    hashes = world.all("SELECT case_id, row_hash, load_id FROM birth WHERE unit_id = %s ORDER BY 1", unit)
    (outcome,) = world.publish(delivery(make_births(4), unit))
    assert (outcome.state, outcome.rows_unchanged) == ("unchanged", 4)
    assert (
        world.all("SELECT case_id, row_hash, load_id FROM birth WHERE unit_id = %s ORDER BY 1", unit)
        == hashes
    )


def test_three_changed_cells_make_exactly_three_history_rows(world, delivery, make_births):
    unit = world.unit()
    world.publish(delivery(make_births(4), unit))
    rows = make_births(4)
    rows[1]["child_full_name"] = "TRẦN THỊ HAI"
    rows[1]["child_sex"] = "1"
    rows[3]["mother_birth_date"] = None
    (outcome,) = world.publish(delivery(rows, unit))
    assert (outcome.rows_loaded, outcome.rows_changed, outcome.rows_unchanged) == (2, 2, 2)
    changes = world.all(
        "SELECT field, before, after FROM audit_log WHERE unit_id = %s AND action = 'case_changed' ORDER BY audit_id",
        unit,
    )
    assert changes == [
        ("child_full_name", "TRẦN THỊ 2", "TRẦN THỊ HAI"),
        ("child_sex", "2", "1"),
        ("mother_birth_date", "1985", None),
    ]
    case_id = world.one("SELECT case_id FROM birth WHERE unit_id = %s AND entry_no = 2", unit)
    assert [c.before for c in audit.case_history(world.conn, case_id)] == ["TRẦN THỊ 2", "2"]
    assert world.one("SELECT child_sex FROM birth WHERE case_id = %s", case_id) == 1


def test_another_wording_of_the_same_value_is_a_change(world, delivery, make_births):
    unit = world.unit()
    world.publish(delivery(make_births(1), unit))
    (outcome,) = world.publish(delivery(make_births(1, written='{"child_full_name": "trần thị 1"}'), unit))
    assert outcome.rows_changed == 1
    assert world.all(
        "SELECT field, before_written, after_written FROM audit_log WHERE unit_id = %s AND action = 'case_changed'",
        unit,
    ) == [("child_full_name", None, "trần thị 1")]


def test_absent_column_blanks_nothing_an_empty_cell_does(world, delivery, make_births):
    unit = world.unit()
    world.publish(delivery(make_births(1, note="ghi", declarant_full_name="LÊ A"), unit))
    changed = make_births(1, child_full_name="TRẦN B")
    (outcome,) = world.publish(delivery(changed, unit, absent=frozenset({"note"})))
    row = world.all("SELECT child_full_name, note, declarant_full_name FROM birth WHERE unit_id = %s", unit)
    assert row == [("TRẦN B", "ghi", None)]
    (again,) = world.publish(delivery(changed, unit, absent=frozenset({"note"})))
    assert (outcome.rows_changed, again.rows_changed, again.rows_unchanged) == (1, 0, 1)
    (blanked,) = world.publish(delivery(changed, unit))
    assert blanked.rows_changed == 1
    assert world.one("SELECT note FROM birth WHERE unit_id = %s", unit) is None


def test_fingerprint_of_a_merged_case_is_that_of_its_whole_content(world, delivery, make_births):
    unit, other = world.unit(), world.unit()
    world.publish(delivery(make_births(1, note="ghi"), unit))
    world.publish(delivery(make_births(1, child_sex="1"), unit, absent=frozenset({"note"})))
    world.publish(delivery(make_births(1, note="ghi", child_sex="1"), other))
    assert world.one("SELECT count(DISTINCT row_hash) FROM birth WHERE unit_id = ANY(%s)", [unit, other]) == 1


def test_older_version_after_newer_is_superseded(world, delivery, make_births):
    unit = world.unit()
    world.publish(delivery(make_births(2, child_sex="1"), unit, version=1, digest="one"))
    world.publish(delivery(make_births(2, child_sex="2"), unit, version=2, digest="two"))
    (lower,) = world.publish(delivery(make_births(2, child_sex="3"), unit, version=1, digest="three"))
    (former,) = world.publish(delivery(make_births(2, child_sex="1"), unit, digest="one"))
    assert (lower.state, former.state) == ("superseded", "superseded")
    assert (former.rows_read, former.rows_loaded) == (0, 0)
    assert world.all("SELECT DISTINCT child_sex FROM birth WHERE unit_id = %s", unit) == [(2,)]
    (higher,) = world.publish(delivery(make_births(2, child_sex="1"), unit, version=3, digest="one"))
    assert (higher.state, higher.rows_changed) == ("loaded", 2)


def test_row_missing_from_a_redelivery_is_reported_not_deleted(world, delivery, make_births):
    unit = world.unit()
    world.publish(delivery(make_births(3), unit))
    (outcome,) = world.publish(delivery(make_births(2), unit))
    assert outcome.rows_missing == 1
    assert "1 trường hợp" in outcome.reason
    assert world.one("SELECT count(*) FROM birth WHERE unit_id = %s", unit) == 3
    query = "SELECT c.entry_no FROM missing_row m JOIN birth c USING (case_id) WHERE c.unit_id = %s"
    assert world.all(query, unit) == [(3,)]
    world.publish(delivery(make_births(3), unit))
    assert world.all(query, unit) == []


def test_row_added_by_a_redelivery_has_its_own_audit_row(world, delivery, make_births):
    unit = world.unit()
    world.publish(delivery(make_births(2), unit))
    (outcome,) = world.publish(delivery(make_births(3), unit))
    assert (outcome.rows_loaded, outcome.rows_changed, outcome.rows_unchanged) == (1, 0, 2)
    added = world.all(
        "SELECT c.entry_no FROM audit_log a JOIN birth c USING (case_id) WHERE a.unit_id = %s AND action = 'case_added'",
        unit,
    )
    assert added == [(3,)]
    assert world.one("SELECT case_count FROM book WHERE unit_id = %s", unit) == 3


def test_key_of_another_book_is_returned_naming_it(world, delivery, make_births):
    unit = world.unit()
    world.publish(delivery(make_births(2), unit, book_no=1))
    (outcome,) = world.publish(delivery(make_births(2, start=2), unit, book_no=2))
    assert (outcome.state, outcome.rows_loaded, outcome.rows_returned) == ("partly_loaded", 1, 1)
    (row,) = open_rows(world.conn, unit_id=unit)
    assert row.reasons == [
        {
            "rule_id": "KEY-OTHER-BOOK",
            "severity": "error",
            "field": "entry_number",
            "detail": "sổ KS quyển 1 năm 2011",
        }
    ]
    assert (
        world.one("SELECT child_full_name FROM birth WHERE unit_id = %s AND entry_no = 2", unit)
        == "TRẦN THỊ 2"
    )


def test_two_new_books_with_one_key_in_one_batch_the_first_holds_it(world, delivery, make_births):
    unit = world.unit()
    first, second = world.publish(
        delivery(make_births(2), unit, book_no=1), delivery(make_births(2, start=2), unit, book_no=2)
    )
    assert (first.rows_loaded, second.rows_loaded, second.rows_returned) == (2, 1, 1)
    assert world.one("SELECT count(*) FROM birth WHERE unit_id = %s", unit) == 3


def test_equal_numbers_in_two_books_before_2006_both_load(world, delivery, make_births):
    unit = world.unit()
    outcomes = world.publish(
        delivery(make_births(2, key_book=1), unit, year=1999, book_no=1),
        delivery(make_births(2, key_book=2), unit, year=1999, book_no=2),
    )
    assert [o.rows_loaded for o in outcomes] == [2, 2]


def test_identical_rows_in_one_file_load_once(world, delivery, make_births):
    unit = world.unit()
    (outcome,) = world.publish(delivery(make_births(2) + make_births(1), unit))
    assert (outcome.rows_read, outcome.rows_loaded, outcome.rows_unchanged) == (3, 2, 1)
    assert world.one("SELECT detail ->> 'cases' FROM audit_log WHERE unit_id = %s", unit) == "2"


def test_differing_rows_with_one_key_in_one_file_stop_the_load(world, delivery, make_births):
    unit = world.unit()
    batch = world.deliver(delivery(make_births(2) + make_births(1, child_sex="1"), unit))
    with pytest.raises(RuleError, match="trùng khóa"):
        publish(world.conn, batch, world.attempt(batch))
    assert world.one("SELECT count(*) FROM birth WHERE unit_id = %s", unit) == 0


def test_row_without_a_number_that_passed_the_rules_stops_the_load(world, delivery, make_births):
    unit = world.unit()
    batch = world.deliver(delivery([*make_births(1), {"no": None}], unit))
    with pytest.raises(RuleError, match="entry_no"):
        publish(world.conn, batch, world.attempt(batch))


def test_two_versions_in_one_batch_follow_their_waves(world, delivery, make_births):
    unit = world.unit()
    changed = make_births(3)
    changed[0]["child_sex"] = "1"
    later, earlier = world.publish(delivery(changed, unit, wave=1), delivery(make_births(2), unit, wave=0))
    assert (earlier.rows_loaded, later.rows_loaded, later.rows_changed, later.rows_unchanged) == (2, 2, 1, 1)
    actions = world.all("SELECT action FROM audit_log WHERE unit_id = %s ORDER BY audit_id", unit)
    assert actions == [("book_loaded",), ("case_changed",), ("case_added",)]


def test_faulty_new_version_of_a_row_is_returned_the_loaded_one_stays(world, delivery, make_births):
    unit = world.unit()
    world.publish(delivery(make_births(2), unit))
    rows = make_births(1) + make_births(
        1, start=2, child_full_name=None, errors=["KS-002"], warnings=["KS-050"]
    )
    (outcome,) = world.publish(delivery(rows, unit))
    assert (outcome.state, outcome.rows_unchanged, outcome.rows_returned, outcome.rows_missing) == (
        "partly_loaded",
        1,
        1,
        0,
    )
    assert (
        world.one("SELECT child_full_name FROM birth WHERE unit_id = %s AND entry_no = 2", unit)
        == "TRẦN THỊ 2"
    )
    (row,) = open_rows(world.conn, unit_id=unit)
    assert [(r["rule_id"], r["severity"]) for r in row.reasons] == [
        ("KS-002", "error"),
        ("KS-050", "warning"),
    ]
    assert world.one("SELECT count(case_id) FROM returned_row WHERE book_id = %s", row.book_id) == 1


def test_mended_row_closes_its_return(world, delivery, make_births):
    unit = world.unit()
    world.publish(delivery(make_births(1) + make_births(2, start=2, errors=["KS-002"]), unit))
    world.publish(delivery(make_births(2) + make_births(1, start=3, errors=["KS-002"]), unit))
    assert world.all("SELECT entry_no, state FROM returned_row WHERE owner_unit_id = %s ORDER BY 1, 2", unit) == [
        (2, "mended"), (3, "open"), (3, "replaced")
    ]  # fmt: skip


def test_file_of_which_every_row_is_returned_is_rejected(world, delivery, make_births):
    unit = world.unit()
    (outcome,) = world.publish(delivery(make_births(2, errors=["KS-002"]), unit))
    assert (outcome.state, outcome.rows_read, outcome.rows_returned) == ("rejected", 2, 2)
    assert world.one("SELECT state FROM book WHERE unit_id = %s", unit) == "returned"
    assert world.one("SELECT count(*) FROM audit_log WHERE unit_id = %s", unit) == 0


def test_warnings_follow_the_case_and_confirmed_ones_stay(world, delivery, make_births):
    unit = world.unit()
    world.publish(delivery(make_births(1, warnings=["KS-050", "KS-051"]), unit))
    world.conn.execute("UPDATE case_warning SET confirmed = true WHERE rule_id = 'KS-050'")
    query = "SELECT w.rule_id, w.confirmed FROM case_warning w JOIN birth c USING (case_id) WHERE c.unit_id = %s ORDER BY 1"
    assert world.all(query, unit) == [("KS-050", True), ("KS-051", False)]
    world.publish(delivery(make_births(1, note="mới", warnings=["KS-052"]), unit))
    assert world.all(query, unit) == [("KS-050", True), ("KS-052", False)]


def test_book_whose_cases_lie_in_two_stages_is_straddling(world, delivery, make_births):
    unit = world.unit()
    world.publish(delivery(make_births(1) + make_births(1, start=2, stage="huyen_xa_3"), unit))
    assert world.one("SELECT straddling FROM book WHERE unit_id = %s", unit) is True


def test_partial_registration_date_keeps_its_span(world, delivery, make_births):
    unit = world.unit()
    world.publish(delivery(make_births(1, on=date(2011, 5, 1), until=date(2011, 5, 31)), unit))
    assert world.all("SELECT registered_on, registered_until FROM birth WHERE unit_id = %s", unit) == [
        (date(2011, 5, 1), date(2011, 5, 31))
    ]


def test_value_with_line_ends_quotes_and_commas_arrives_as_it_is(world, delivery, make_births):
    unit = world.unit()
    hostile = 'a"b,c\nd\\.\n;=1+1'
    world.publish(delivery(make_births(2, note=hostile), unit))
    assert world.all("SELECT DISTINCT note FROM birth WHERE unit_id = %s", unit) == [(hostile,)]


def test_returned_row_with_a_nul_is_kept(world, delivery, make_births):
    unit = world.unit()
    world.publish(
        delivery(make_births(1) + make_births(1, start=2, note="a\0b\\u0000", errors=["KS-900"]), unit)
    )
    (row,) = open_rows(world.conn, unit_id=unit)
    assert row.row["note"] == "a␀b\\u0000"


def test_load_stops_when_the_audit_row_cannot_be_written(world, delivery, make_births):
    unit = world.unit()
    batch = world.deliver(delivery(make_births(2), unit))
    world.conn.execute(
        "ALTER TABLE audit_log ADD CONSTRAINT broken CHECK (action <> 'book_loaded') NOT VALID"
    )
    try:
        with pytest.raises(psycopg.errors.CheckViolation):
            publish(world.conn, batch, world.attempt(batch))
    finally:
        world.conn.execute("ALTER TABLE audit_log DROP CONSTRAINT broken")
    assert world.one("SELECT count(*) FROM birth WHERE unit_id = %s", unit) == 0
    assert world.one("SELECT state FROM delivery_file WHERE unit_id = %s", unit) == "validated"
    assert world.one("SELECT state FROM load ORDER BY load_id DESC LIMIT 1") == "failed"
    (outcome,) = publish(world.conn, batch, world.attempt(batch))
    assert outcome.rows_loaded == 2


def test_conservation_lineage_and_counts_hold_after_all_of_it(world):
    lost = "rows_read <> rows_loaded + rows_unchanged + rows_returned"
    assert world.all(f"SELECT file_id FROM delivery_file WHERE decided_at IS NOT NULL AND {lost}") == []
    orphans = (
        "SELECT count(*) FROM birth c WHERE NOT EXISTS (SELECT FROM delivery_file f JOIN load l ON l.load_id = c.load_id"
        " WHERE f.file_id = c.file_id AND f.book_id = c.book_id)"
    )
    assert world.one(orphans) == 0
    assert world.one("SELECT count(*) FROM birth") > 20
    wrong = "SELECT count(*) FROM book b WHERE case_count <> (SELECT count(*) FROM birth c WHERE c.book_id = b.book_id)"
    assert world.one(wrong) == 0
    assert audit.first_break(world.conn) is None
