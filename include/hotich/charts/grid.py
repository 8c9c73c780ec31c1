"""Two ways of cutting the same work, as a table of shades with the figure in each cell: unit × group of books."""

import textwrap
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

import altair as alt

from hotich.charts import theme
from hotich.charts.chart import Chart, Column, fill, template
from hotich.charts.wording import headline
from hotich.progress import Standing
from hotich.text.shown import show_share

_BOUNDS: Final = (25, 50, 75, 100)
_UNKNOWN: Final = "chưa rõ"
_LETTERS: Final = 14
"""Of a heading's line."""


def matrix(
    cells: Mapping[str, Sequence[Standing | None]], headings: Sequence[str], *, title: str, as_of: date, what: str = "đơn vị"
) -> Chart:  # fmt: skip
    """`cells`: a row's name → its standings, one a heading (None: no such books), in the order given."""
    wrapped = ["|".join(textwrap.wrap(heading, _LETTERS)) for heading in headings]
    values = [
        _cell(name, heading, one)
        for name, row in cells.items()
        for heading, one in zip(wrapped, row, strict=True)
    ]
    return Chart(
        id="bang-nhom-so",
        title=title,
        as_of=as_of,
        broad=True,
        denominator=f"Mẫu số: số trường hợp theo thống kê sổ của từng {what}, từng nhóm sổ; “{_UNKNOWN}”: chưa gửi thống kê",
        spec={
            **fill(_template, {"cells": values}),
            "params": [{"name": "lines", "value": max(one["column"].count("|") for one in values) + 1}],
        },
        columns=(
            Column(what.capitalize()),
            *(Column(f"{heading}{part}", kind) for heading in headings for part, kind in _PARTS),
        ),
        rows=tuple((name, *(value for one in row for value in _values(one))) for name, row in cells.items()),
    )


_PARTS: Final = ((" (%)", "percent"), (": so với kế hoạch", "text"))


def _values(standing: Standing | None) -> tuple[Any, Any]:
    if standing is None:
        return None, None
    return standing.accepted_percent, headline(standing)


def shade(standing: Standing | None) -> int:
    """The step of `theme.STEPS` for a cell, 0…4; 0 where there is no percentage."""
    percent = standing.accepted_percent if standing else None
    return 0 if percent is None else sum(percent >= bound for bound in _BOUNDS)


def _cell(name: str, heading: str, standing: Standing | None) -> dict[str, Any]:
    text = "–"
    if standing is not None:
        text = show_share(standing.earned, standing.planned, 0) if standing.planned else _UNKNOWN
    return {
        "row": name,
        "column": heading,
        "shade": shade(standing),
        "text": text,
        "told": headline(standing) if standing else "không có sổ",
        "mark": standing.adherence.value if standing else None,
    }


@template
def _template() -> Any:
    y = alt.Y("row:N", title=None, sort=None).axis(ticks=False, domain=False, labelLimit=240)
    x = alt.X("column:N", title=None, sort=None).axis(
        orient="top",
        ticks=False,
        domain=False,
        labelAngle=0,
        labelExpr="split(datum.value, '|')",
        labelOverlap=False,
        labelBaseline="top",
        labelPadding=alt.expr("14 * lines + 4"),
    )
    base = alt.Chart(alt.NamedData("cells")).encode(x=x, y=y)
    scale = alt.Scale(domain=list(range(len(theme.STEPS))), range=list(theme.STEPS))
    tooltip = [
        alt.Tooltip("row:N", title="Đơn vị"), alt.Tooltip("column:N", title="Nhóm sổ"),
        alt.Tooltip("text:N", title="Đã nghiệm thu"), alt.Tooltip("told:N", title="So với kế hoạch"),
    ]  # fmt: skip
    status = list(theme.STATUS)
    shape = alt.Shape("mark:N").scale(domain=status, range=[theme.SHAPES[one] for one in status]).legend(None)
    ink = alt.condition("datum.shade >= 4", alt.value(theme.PAPER), alt.value(theme.INK))
    layers = [
        base.mark_rect(stroke=theme.PAPER, strokeWidth=2).encode(
            color=alt.Color("shade:O").scale(scale).legend(None), tooltip=tooltip
        ),
        base.transform_filter("isValid(datum.mark)")
        .mark_point(filled=True, size=45, opacity=1, xOffset=-26)
        .encode(shape=shape, color=ink),
        base.mark_text(xOffset=6).encode(text="text:N", color=ink),
    ]
    return alt.layer(*layers).resolve_scale(color="independent").properties(height=alt.Step(26))
