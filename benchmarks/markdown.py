"""Tables in the documentation that a run writes between two markers: nobody writes a number there by hand."""

from collections.abc import Iterator
from pathlib import Path


def write_between(page: Path, name: str, tables: str) -> None:
    """Put `tables` between the page's markers `<!-- name: begin -->` and `<!-- name: end -->`; ValueError without them."""
    begin, end = markers(name)
    text = page.read_text(encoding="utf-8")
    before, begun, rest = text.partition(begin)
    _, ended, after = rest.partition(end)
    if not begun or not ended:
        raise ValueError(f"{page} has no markers {begin} … {end}")
    page.write_text(f"{before}{begin}\n\n{tables}\n\n{end}{after}", encoding="utf-8")


def markers(name: str) -> tuple[str, str]:
    """The two markers of that name."""
    return f"<!-- {name}: begin -->", f"<!-- {name}: end -->"


def table(head: tuple[str, ...], lines: Iterator[tuple[str, ...]]) -> str:
    """A table of markdown."""
    rows = [head, tuple("---" for _ in head), *lines]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)
