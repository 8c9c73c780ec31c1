"""The generated reference pages."""

from hotich.registers import INVENTORY, REGISTERS
from hotich.registers.codes import CODE_LISTS
from hotich.registers.nations import countries, ethnicities
from hotich.registers.reference import markdown


def test_every_column_list_and_name_is_in_the_reference() -> None:
    pages = markdown()
    assert set(pages) == {"index.md", "thong_ke_so.md", "danh_muc.md", *(f"{code}.md" for code in REGISTERS)}
    for code, described in REGISTERS.items():
        for field in described.all_fields:
            assert f"| `{field.column}` | `{field.name}` | {field.term} |" in pages[f"{code}.md"]
        assert f"({code}.md)" in pages["index.md"]
    for field in INVENTORY.fields:
        assert f"`{field.column}`" in pages["thong_ke_so.md"]
    for codes in CODE_LISTS:
        assert f"`{codes.name}`" in pages["danh_muc.md"]
    for entry in (*ethnicities(), *countries()):
        assert f"| {entry.code} | {entry.name} |" in pages["danh_muc.md"]


def test_tables_are_rectangular() -> None:
    for name, page in markdown().items():
        width = 0
        for line in page.splitlines():
            cells = line.replace("\\|", "").count("|") if line.startswith("|") else 0
            assert not width or not cells or cells == width, (name, line)
            width = cells
