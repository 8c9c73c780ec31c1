"""The generated pages tell of every rule."""

from hotich.quality.catalogue import RULES
from hotich.quality.reference import markdown
from hotich.registers import REGISTERS


def test_every_rule_stands_on_its_page_once() -> None:
    pages = markdown()
    assert set(pages) == {"index.md", "so.md", *(f"{code}.md" for code in REGISTERS)}
    for rule in RULES:
        page = pages.get(f"{rule.register}.md", pages["so.md"])
        assert page.count(f"| {rule.id} |") == 1, rule.key


def test_tables_keep_their_columns_whatever_the_cells_hold() -> None:
    for name, page in markdown().items():
        widths = {line.replace("\\|", "").count("|") for line in page.splitlines() if line.startswith("|")}
        assert len(widths) == 1, name
