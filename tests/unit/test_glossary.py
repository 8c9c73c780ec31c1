"""The glossary names every legal term of the registers, each with one English word."""

import csv
import unicodedata
from collections import Counter

from hotich.registers import INVENTORY, REGISTERS
from hotich.settings import PROJECT_ROOT

FILE = PROJECT_ROOT / "docs" / "glossary.csv"
COLUMNS = ["vietnamese", "english", "identifier", "note"]


def lines() -> list[dict[str, str]]:
    with FILE.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        found = list(reader)
    assert reader.fieldnames == COLUMNS
    return found


def missing(names: set[str]) -> list[str]:
    return sorted(names - {line["identifier"] for line in lines()})


def test_every_register_has_an_entry() -> None:
    assert len(REGISTERS) == 9
    assert not missing({register.name for register in REGISTERS.values()})


def test_every_role_block_has_an_entry() -> None:
    blocks = {block for register in REGISTERS.values() for block in register.blocks()}
    assert {"mother", "ward"} <= blocks
    assert not missing(blocks)


def test_every_part_has_an_entry() -> None:
    parts = {field.part for register in REGISTERS.values() for field in register.all_fields}
    assert {"full_name", "entry_number", "personal_number"} <= parts
    assert not missing(parts)


def test_every_count_of_the_inventory_has_an_entry() -> None:
    own = {field.name for field in INVENTORY.fields} - {"register_code", "year"}
    assert not missing(own)


def test_one_english_word_per_term() -> None:
    for column in ("vietnamese", "identifier"):
        twice = [text for text, count in Counter(line[column] for line in lines()).items() if count > 1]
        assert not twice, column


def test_no_cell_but_the_note_is_blank_and_all_text_is_nfc() -> None:
    for line in lines():
        assert all(line[column].strip() for column in COLUMNS[:3]), line
        assert all(unicodedata.is_normalized("NFC", text) for text in line.values()), line
