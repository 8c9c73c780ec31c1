"""The table in docs/explanation/page-speed.md, written from the figures: nobody writes a number there by hand."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.web_visit import is_figure

BEGIN, END = "<!-- pages: begin -->", "<!-- pages: end -->"
_WHO = {
    "province": "an account of the province",
    "district": "an account of a district",
    "unit": "an account of a commune",
}


def write_page(page: Path, figures: dict[str, Any]) -> None:
    """Put the tables of `figures` between the page's markers; ValueError if it has none."""
    text = page.read_text(encoding="utf-8")
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"{page} has no markers {BEGIN} … {END}")
    page.write_text(f"{before}{BEGIN}\n\n{tables(figures)}\n\n{END}{after}", encoding="utf-8")


def tables(figures: dict[str, Any]) -> str:
    """All tables, as markdown: pages, then figures, the slowest route first."""
    parts = [_caption(figures)]
    for role, routes in figures["accounts"].items():
        head = (
            f"Route, for {_WHO[role]}",
            "Pages",
            "Median, ms",
            "95 %, ms",
            "Most, ms",
            "CPU, ms",
            "First request, ms",
            "",
        )
        parts.append(_table(head, _lines(routes, figures["aim_ms"])))
    return "\n\n".join(parts)


def is_reached(route: dict[str, Any], aim_ms: float) -> bool:
    """Whether nineteen answers of twenty came in less than the aim."""
    return float(route["p95_ms"]) < aim_ms


def _caption(figures: dict[str, Any]) -> str:
    machine, sizes = figures["machine"], figures["sizes"]
    return (
        f"{sizes['cases']:,} cases in {sizes['books']:,} books of {sizes['units']} units, {sizes['files']:,} files,"
        f" {sizes['snapshot_rows']:,} rows of snapshots up to {sizes['as_of']}; {sizes['rounds']} requests a route, one after"
        f" the other. {machine['processors']} processors ({machine['processor']}), Python {machine['python']},"
        f" PostgreSQL {machine['postgresql']}; load before the run {machine['load_before']:.1f}. Aim: less than"
        f" {figures['aim_ms']} ms. Taken {figures['taken_at'][:10]}."
    )


def _lines(routes: dict[str, Any], aim_ms: float) -> Iterator[tuple[str, ...]]:
    for name, route in sorted(routes.items(), key=lambda item: (is_figure(item[0]), -item[1]["p95_ms"])):
        numbers = (route[key] for key in ("median_ms", "p95_ms", "most_ms", "cpu_ms", "first_ms"))
        # The aim is for pages: a picture or a workbook is asked for now and then.
        mark = "" if is_figure(name) else "reached" if is_reached(route, aim_ms) else "not reached"
        yield f"`{name}`", str(route["pages"]), *(f"{number:,.0f}" for number in numbers), mark


def _table(head: tuple[str, ...], lines: Iterator[tuple[str, ...]]) -> str:
    rows = [head, tuple("---" for _ in head), *lines]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)
