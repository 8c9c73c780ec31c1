"""The tables follow the descriptions of the registers."""

import pytest
from sqlalchemy import Date, SmallInteger, Text

from hotich.registers import REGISTERS, Kind
from hotich.storage import reference
from hotich.storage.cases import KEY
from hotich.storage.schema import CASE_TABLES, METADATA


def test_every_register_has_its_table_and_no_other():
    assert {code: table.name for code, table in CASE_TABLES.items()} == {
        r.code: r.table for r in REGISTERS.values()
    }


@pytest.mark.parametrize("code", REGISTERS)
def test_every_field_is_a_column_with_its_term(code):
    table = CASE_TABLES[code]
    for field in REGISTERS[code].all_fields:
        column = table.columns[field.name]
        assert field.term in column.comment
        assert field.column in column.comment
        if field.name == "registered_on":
            assert isinstance(column.type, Date)
        elif field.kind is Kind.CODE and field.codes and field.codes.numeric:
            assert isinstance(column.type, SmallInteger)
        else:
            assert isinstance(column.type, Text)


@pytest.mark.parametrize("code", REGISTERS)
def test_case_tables_have_only_narrow_indexes_and_no_foreign_keys(code):
    table = CASE_TABLES[code]
    assert {index.name: [c.name for c in index.columns] for index in table.indexes} == {
        f"{table.name}_key": list(KEY),
        f"{table.name}_book": ["book_id"],
    }
    assert not table.foreign_keys


def test_every_table_and_column_says_what_it_is():
    for table in METADATA.tables.values():
        assert table.comment
        assert [c.name for c in table.columns if not c.comment] == []


def test_reference_page_names_every_table_and_view():
    page = reference.markdown()
    for table in METADATA.tables.values():
        assert f"### `{table.name}`" in page
    for view in reference.view_comments():
        assert f"* `{view}`" in page
