"""The hand-written docs: links lead somewhere, and officers read the rules' own words."""

import re
from pathlib import Path

import pytest

from hotich.quality.catalogue import rule
from hotich.settings import PROJECT_ROOT

DOCS = PROJECT_ROOT / "docs"
PAGES = sorted(page for page in DOCS.rglob("*.md") if not page.is_relative_to(DOCS / "reference"))
OFFICERS = DOCS / "how-to" / "giao-nop-so.md"
_LINK = re.compile(r"\]\(([^)#\s]*)(?:#([^)\s]+))?\)")
_RULE_LINE = re.compile(r"^\| (?P<message>.+?) \| (?P<ids>[A-Z]+-\d{3}(?:, [A-Z]+-\d{3})*) \|", re.MULTILINE)


def anchors(page: Path) -> set[str]:
    """The anchors of a page's headings, as GitHub makes them."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(DOCS)))
def test_links_lead_somewhere(page: Path) -> None:
    for target, anchor in _LINK.findall(page.read_text(encoding="utf-8")):
        if "://" in target:
            continue
        found = (page.parent / target).resolve() if target else page
        assert found.exists(), target
        if anchor:
            assert anchor in anchors(found), f"{target}#{anchor}"


def test_every_page_is_reached_from_the_index() -> None:
    index = (DOCS / "README.md").read_text(encoding="utf-8")
    linked = {(DOCS / target).resolve() for target, _ in _LINK.findall(index) if target}
    assert [page for page in PAGES if page not in linked and page.name != "README.md"] == []


def test_tests_that_the_pages_name_exist() -> None:
    known = {path.name for path in (PROJECT_ROOT / "tests").rglob("test_*.py")}
    named = {
        name for page in PAGES for name in re.findall(r"\btest_\w+\.py", page.read_text(encoding="utf-8"))
    }
    assert named
    assert named <= known


def test_officers_read_the_words_of_the_catalogue() -> None:
    lines = _RULE_LINE.findall(OFFICERS.read_text(encoding="utf-8"))
    assert len(lines) > 15
    for message, ids in lines:
        pattern = ".*".join(re.escape(part) for part in message.split("…"))
        for rule_id in ids.split(", "):
            assert re.fullmatch(pattern, rule(rule_id).message), f"{rule_id}: {message}"
