"""A chart on a page, with its table and its two downloads below the page's own address."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from fastapi import HTTPException
from starlette.responses import Response

from hotich.charts import Chart, png, table, xlsx

DOWNLOADS = "/tai/"
"""Below a page's path: "/chat-luong/tai/dien-bien.png"."""
_KINDS = {
    "png": ("image/png", png),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", xlsx),
}


@dataclass(frozen=True, slots=True)
class Figure:
    """What the macro `figure` shows."""

    chart: Chart
    lead: str = ""
    """One sentence below the heading: how to read it, or what is left out."""
    links: Sequence[str | None] = ()
    """Page that each row of the table leads to."""
    wide: bool = True
    """Over the whole page; else two beside each other where there is room."""

    def spec(self, link: Callable[[str], str]) -> dict[str, Any]:
        """The chart's specification; what it draws leads where the table's rows lead."""
        return self.chart.with_links([path and link(path) for path in self.links])

    @property
    def lines(self) -> list[tuple[list[str], str | None]]:
        """The rows of the table, each with its link."""
        rows = table(self.chart)[1:]
        return list(zip(rows, [*self.links, *[None] * (len(rows) - len(self.links))], strict=True))


Figures = Mapping[str, Figure]
"""The figures of a page by the id of their chart, in the page's order."""


def figures(*made: Figure | None) -> Figures:
    """By id; those that there is nothing to show for are left out."""
    return {one.chart.id: one for one in made if one is not None}


def download(known: Figures, name: str) -> Response:
    """A figure of the page as a file: its id with ".png" or ".xlsx". Answers 404 to any other name."""
    chart_id, _, kind = name.rpartition(".")
    if chart_id not in known or kind not in _KINDS:
        raise HTTPException(404)
    chart = known[chart_id].chart
    media_type, make = _KINDS[kind]
    file = quote(f"{chart.id}-{chart.as_of:%Y-%m-%d}.{kind}")
    return Response(
        make(chart), media_type=media_type, headers={"Content-Disposition": f'attachment; filename="{file}"'}
    )
