"""The Excel templates, re-read from the file."""

import re
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from python_calamine import load_workbook

from hotich.registers import INVENTORY, REGISTERS, Kind, Register, register
from hotich.registers.examples import example_rows
from hotich.registers.template import write_inventory_template, write_template

EVERY = pytest.mark.parametrize("described", REGISTERS.values(), ids=list(REGISTERS))


@EVERY
def test_data_sheet_holds_the_official_header_and_nothing_else(described: Register, tmp_path: Path) -> None:
    book = load_workbook(write_template(described, tmp_path / "mau.xlsx"))
    assert book.sheet_names == ["DL Import", "Ghi chu", "Danh muc", "Vi du"]
    assert book.get_sheet_by_name("DL Import").to_python() == [[f.column for f in described.fields]]


@EVERY
def test_each_column_is_text_with_message_and_its_list(described: Register, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(write_template(described, tmp_path / "mau.xlsx"))
    sheet = book["DL Import"]
    rules = {str(rule.sqref).split("2:", 1)[0]: rule for rule in sheet.data_validations.dataValidation}
    assert len(rules) == len(described.fields)
    text_columns = {
        number
        for span in sheet.column_dimensions.values()
        if span.number_format == "@"
        for number in range(span.min, span.max + 1)
    }
    for cell in sheet[1]:
        field = described.by_column(cell.value)
        assert field is not None
        rule = rules[cell.column_letter]
        assert rule.prompt.startswith(field.term)
        assert field.term in cell.comment.text
        assert cell.column in text_columns
        if field.codes is not None:
            assert (rule.type, rule.errorStyle or "stop", rule.showErrorMessage) == ("list", "stop", True)
            assert listed(book, rule.formula1) == list(field.codes.values)
        elif field.kind in {Kind.ETHNICITY, Kind.NATIONALITY}:
            assert listed(book, rule.formula1)[0] in {"Kinh", "Việt Nam"}
            assert not rule.showErrorMessage
        else:
            assert rule.errorStyle == "warning" or rule.type is None
    assert sheet.freeze_panes == "B2"
    assert sheet.print_title_rows == "$1:$1"


def listed(book: openpyxl.Workbook, formula: str) -> list[str]:
    match = re.fullmatch(r"'Danh muc'!(\$\w+\$\d+):(\$\w+\$\d+)", formula)
    assert match is not None
    cells = book["Danh muc"][f"{match[1]}:{match[2]}".replace("$", "")]
    return [row[0].value for row in cells]


@EVERY
def test_examples_keep_the_rules_they_illustrate(described: Register) -> None:
    for row in example_rows(described):
        assert {"entry_number", "registered_on", *described.principals} <= set(row)
        for name, value in row.items():
            field = described.field(name)
            if field.codes is not None:
                assert value in field.codes.values, name
            if field.kind is Kind.DATE:
                assert re.fullmatch(r"((\d\d\.)?\d\d\.)?\d{4}", value), name
        day, month, year = map(int, row["registered_on"].split("."))
        assert date(year, month, day) <= date(2018, 12, 3)
        assert row["entry_number"].endswith(f"/{year}")


def test_examples_are_on_their_own_sheet(tmp_path: Path) -> None:
    book = load_workbook(write_template(register("KS"), tmp_path / "mau.xlsx"))
    rows = book.get_sheet_by_name("Vi du").to_python()
    assert rows[0] == [f.column for f in register("KS").fields]
    assert rows[1][0] == "01/2017"
    assert rows[1][3] == "05.01.2017"


def test_newer_birth_template(tmp_path: Path) -> None:
    birth = register("KS")
    edition = birth.edition("dinh_danh")
    book = openpyxl.load_workbook(write_template(birth, tmp_path / "moi.xlsx", edition))
    header = [cell.value for cell in book["DL Import"][1]]
    assert header == ["STT", *(f.column for f in birth.template_fields(edition))]
    by_range = {str(rule.sqref): rule for rule in book["DL Import"].data_validations.dataValidation}
    assert by_range["B2:B5000"].formula1 == 'ISNUMBER(SEARCH("/",B2))'


def test_inventory_template(tmp_path: Path) -> None:
    book = load_workbook(write_inventory_template(tmp_path / "thong_ke_so.xlsx"))
    assert book.sheet_names[0] == "Thong ke so"
    assert book.get_sheet_by_index(0).to_python() == [[f.column for f in INVENTORY.fields]]
    assert book.get_sheet_by_name("Vi du").to_python()[1][:3] == ["KS", "2017", "1"]


def test_nothing_in_a_template_is_a_formula_or_a_link(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(write_template(register("TDCC"), tmp_path / "mau.xlsx"))
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type in {"s", "n"}
                assert cell.data_type == "s" or cell.value is None
                assert cell.hyperlink is None
