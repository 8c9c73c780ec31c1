"""Every table and view is decided upon: open to readers by unit, or closed, with a reason."""

from hotich.storage import reference, sharing
from hotich.storage.readers import DASHBOARD, REPORT, readable
from hotich.storage.schema import CASE_TABLES, METADATA

CASES = {table.name for table in CASE_TABLES.values()}


def undecided(tables: set[str]) -> set[str]:
    return tables - set(sharing.TABLES) - set(sharing.PERSONS) - CASES


def test_every_table_is_open_or_closed_and_never_both():
    assert undecided({table.name for table in METADATA.tables.values()}) == set()
    assert not set(sharing.TABLES) & (set(sharing.PERSONS) | CASES)
    assert set(sharing.PERSONS) <= {table.name for table in METADATA.tables.values()}


def test_a_new_table_is_noticed():
    assert undecided({"book", "birth", "audit_log", "letter_of_a_person"}) == {"letter_of_a_person"}


def test_every_view_is_decided_upon():
    kinds = [set(sharing.VIEWS), set(sharing.OWNER_RUN), set(sharing.CLOSED_VIEWS)]
    assert set.union(*kinds) == set(reference.view_comments())
    assert sum(map(len, kinds)) == len(set.union(*kinds))


def test_exceptions_name_columns_that_there_are():
    for name, shared in sharing.TABLES.items():
        columns = {column.name for column in METADATA.tables[f"hotich.{name}"].columns}
        assert shared.own | shared.hidden <= columns, name
        assert set(readable(name, REPORT)) <= set(readable(name, DASHBOARD)) <= columns


def test_tables_of_units_have_the_column_that_says_whose_a_row_is():
    for name, shared in sharing.TABLES.items():
        wanted = {sharing.Rows.UNIT: "unit_id", sharing.Rows.BOOK: "book_id"}.get(shared.rows)
        assert wanted is None or wanted in METADATA.tables[f"hotich.{name}"].columns, name
