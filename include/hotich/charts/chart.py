"""A chart: its specification, what it says of itself, the rows behind it, and its two downloads."""

import io
import textwrap
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, Final

import altair as alt
import vl_convert as vlc
import xlsxwriter

from hotich.charts.theme import CONFIG, FONTS, PAPER
from hotich.text.shown import show_data_date, show_day, show_number, show_percent

VEGA_LITE: Final = alt.SCHEMA_VERSION.removeprefix("v").rpartition(".")[0]
"""Version of Vega-Lite that specifications are written for: "6.4"."""

PNG_WIDTH: Final = 640
"""Pixels of a chart's plotting width in a document (about 16 cm at twice the density)."""

Template = Callable[[], Any]
"""Makes an Altair chart over named data."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a chart's table. `kind`: "text", "count", "decimal", "percent" (0…100) or "day"."""

    heading: str
    kind: str = "text"

    def show(self, value: Any) -> str:
        """A value of the column as people read it; "–" for None."""
        if self.kind == "text":
            return "–" if value is None else str(value)
        return _SHOW[self.kind](value)


_SHOW: Final[Mapping[str, Callable[[Any], str]]] = {
    "count": show_number,
    "decimal": lambda value: show_number(value, 1),
    "percent": show_percent,
    "day": show_day,
}
_FORMATS: Final = {"count": "#,##0", "decimal": "#,##0.0", "percent": "0.0", "day": "dd/mm/yyyy", "text": "@"}


@dataclass(frozen=True, slots=True)
class Chart:
    """One picture of one set of figures. The page, the picture and the workbook are made from it."""

    id: str
    """Short, without diacritics: names files and elements."""
    title: str
    as_of: date
    denominator: str
    """What 100 % is, or what is counted, in one sentence."""
    spec: Mapping[str, Any]
    """Vega-Lite, as wide as its container, without title: a page says title, data date and denominator in its own letters."""
    columns: tuple[Column, ...]
    rows: tuple[tuple[Any, ...], ...]
    """One value a column; None: there is none."""
    summary: str = ""
    """The chart in one sentence, for those who don't see it."""
    broad: bool = False
    """Cannot be read on a telephone's width: it keeps its own there, and is moved sideways."""
    linked: str = ""
    """Name of the data set whose rows, in the table's order, may be given a `href`; "": none."""

    @property
    def notes(self) -> tuple[str, str]:
        """What stands on every chart: the data date and the denominator."""
        return show_data_date(self.as_of), self.denominator

    def with_links(self, links: Sequence[str | None]) -> dict[str, Any]:
        """The specification with an address for each row of the table, as far as it is drawn."""
        data = self.spec["datasets"]
        if not self.linked or not links:
            return dict(self.spec)
        rows = [row | {"href": link} for row, link in zip(data[self.linked], links, strict=False)]
        return {**self.spec, "datasets": {**data, self.linked: rows}}

    def titled(self, width: int = PNG_WIDTH) -> dict[str, Any]:
        """The specification of given width (pixels) with its title, data date and denominator: whole by itself."""
        letters = max(20, width // 6)
        lines = [line for note in self.notes for line in textwrap.wrap(note, letters)]
        title = {"text": textwrap.wrap(self.title, letters * 3 // 4), "subtitle": lines}
        return {**self.spec, "width": width, "title": title, "padding": 12, "autosize": "pad"}


def png(chart: Chart, *, width: int = PNG_WIDTH, scale: float = 2) -> bytes:
    """The chart as a PNG picture, title, data date and denominator on it. `width`: of the plot, in pixels before `scale`."""
    _register_fonts()
    spec = _seen(chart.titled(width))
    return vlc.vegalite_to_png(spec, vl_version=VEGA_LITE, scale=scale, allowed_base_urls=[])


def _seen(spec: dict[str, Any]) -> dict[str, Any]:
    """Without the layers that only a pointer finds: on paper each of their hundreds of marks costs a picture of its own."""
    layers = spec.get("layer", [])
    marks = [one.get("mark") for one in layers]
    hidden = [isinstance(mark, dict) and mark.get("opacity") == 0 for mark in marks]
    if not any(hidden):
        return spec
    return {**spec, "layer": [one for one, out in zip(layers, hidden, strict=True) if not out]}


@cache
def _register_fonts() -> None:
    vlc.register_font_directory(str(FONTS))


def table(chart: Chart) -> list[list[str]]:
    """Headings, then the rows as people read them."""
    shown = [[one.show(value) for one, value in zip(chart.columns, row, strict=True)] for row in chart.rows]
    return [[one.heading for one in chart.columns], *shown]


def xlsx(chart: Chart) -> bytes:
    """The rows as an Excel workbook: numbers as numbers, days as days, data date and denominator above."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(
        stream, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    sheet = book.add_worksheet("So lieu")
    font = {"font_name": "Times New Roman", "font_size": 12}
    sheet.write(0, 0, chart.title, book.add_format({**font, "bold": True, "font_size": 14}))
    for number, note in enumerate(chart.notes, start=1):
        sheet.write(number, 0, note, book.add_format({**font, "italic": True}))
    top = len(chart.notes) + 2
    heading = book.add_format({**font, "bold": True, "border": 1, "text_wrap": True, "valign": "vcenter"})
    for at, column in enumerate(chart.columns):
        sheet.write(top, at, column.heading, heading)
        cell = book.add_format({**font, "border": 1, "num_format": _FORMATS[column.kind], "valign": "top"})
        values = [row[at] for row in chart.rows]
        for number, value in enumerate(values, start=top + 1):
            if value is None:
                sheet.write_blank(number, at, None, cell)
            elif column.kind == "day":
                sheet.write_datetime(number, at, value, cell)
            else:
                sheet.write(number, at, value, cell)
        longest = max((len(column.show(value)) for value in values), default=0)
        sheet.set_column(at, at, min(max(longest, len(column.heading) // 2, 10) + 2, 60))
    sheet.freeze_panes(top + 1, 1)
    book.close()
    return stream.getvalue()


_TEMPLATES: Final[list[Template]] = []


def template(make: Template) -> Template:
    """Say that a function makes a template, so that it can be made ready (`prepare`)."""
    _TEMPLATES.append(make)
    return make


def prepare() -> None:
    """Build every template now, half a second in all: then nobody's first chart waits for it."""
    for make in _TEMPLATES:
        _built(make)


def fill(make: Template, data: Mapping[str, Sequence[Mapping[str, Any]]]) -> dict[str, Any]:
    """The template's specification with its named data. A template is built once a process: that takes a tenth of a
    second, filling it nothing."""
    made = _built(make)
    return {**made, "datasets": made.get("datasets", {}) | {name: list(rows) for name, rows in data.items()}}


@cache
def _built(make: Template) -> dict[str, Any]:
    # That it keeps to Vega-Lite's schema, tests say (tests/unit/charts): asking costs more than building.
    made: dict[str, Any] = make().to_dict(validate=False)
    for added in ("name", "params"):
        if not made.get(added):
            made.pop(added, None)
    return {
        **made,
        "width": "container",
        "autosize": {"type": "fit-x", "contains": "padding"},
        "config": CONFIG,
    }


def outlined(text: Any) -> tuple[Any, Any]:
    """Words that stay readable over lines: the same text twice, first as an outline of paper."""
    behind = text.copy(deep=True)
    behind.mark.stroke, behind.mark.strokeWidth, behind.mark.strokeJoin = PAPER, 7, "round"
    behind.mark.aria = False
    return behind, text


def moment(day: date) -> str:
    """A day as Vega reads it: midnight by the reader's own clock, so that no time zone moves it."""
    return f"{day.isoformat()}T00:00:00"
