"""A few quantities month by month: rows returned and warned by rule."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

import altair as alt

from hotich.charts import theme
from hotich.charts.chart import Chart, Column, fill, moment, template

MOST_LINES: Final = 6
_COLOURS: Final = (theme.ACCEPTED, theme.FLAG, theme.SCOPE, theme.FORECAST, "#00696b", theme.MUTED)
_DASHES: Final = ([1, 0], [6, 3], [2, 2], [8, 3, 2, 3], [12, 4], [1, 3])
_SHAPES: Final = ("circle", "square", "triangle-up", "diamond", "triangle-down", "cross")


def trend(
    series: Mapping[str, Sequence[float | None]], months: Sequence[date], *, title: str, as_of: date, denominator: str,
    measure: str, id: str = "dien-bien", decimals: int = 0,
) -> Chart:  # fmt: skip
    """One line each of at most `MOST_LINES` series: one value a month of `months` (first days), None where there is none.

    `measure`: what the vertical axis counts, "dòng trên 1.000 dòng đã kiểm tra".
    """
    points = [
        {"month": moment(month), "no": number, "series": name, "value": value}
        for number, (name, values) in enumerate(series.items())
        for month, value in zip(months, values, strict=True)
        if value is not None
    ]
    kind = "decimal" if decimals else "count"
    filled = fill(_template, {"points": points})
    return Chart(
        id=id,
        title=title,
        as_of=as_of,
        denominator=denominator,
        spec=_with_names(filled, list(series), measure),
        columns=(Column("Tháng"), *(Column(name, kind) for name in series)),
        rows=tuple(
            (f"{month:%m/%Y}", *(values[at] for values in series.values())) for at, month in enumerate(months)
        ),
    )


def _with_names(spec: dict[str, object], names: list[str], measure: str) -> dict[str, object]:
    """The names of lines and axis are the only words of the specification that data bring."""
    return {**spec, "params": [{"name": "names", "value": names}, {"name": "measure", "value": measure}]}


@template
def _template() -> Any:
    x = alt.X("month:T", title=None).axis(
        format="%m/%Y", grid=False, labelOverlap="greedy", tickCount=alt.expr("max(2, width / 90)")
    )
    y = alt.Y("value:Q", title=None).scale(zero=True, nice=True).axis(tickCount=5, format=",~f")
    numbers = list(range(MOST_LINES))
    legend = alt.Legend(
        orient="top", direction="vertical", columns=1, symbolSize=90, symbolStrokeWidth=0, symbolDash=[1, 0], offset=24,
        labelExpr="names[datum.value]", labelLimit=alt.expr("width - 10"),
        values=alt.expr("sequence(length(names))"),
    )  # fmt: skip
    base = alt.Chart(alt.NamedData("points")).encode(
        x=x,
        y=y,
        color=alt.Color("no:N").scale(domain=numbers, range=list(_COLOURS)).legend(legend),
        shape=alt.Shape("no:N").scale(domain=numbers, range=list(_SHAPES)).legend(legend),
        tooltip=[
            alt.Tooltip("month:T", title="Tháng", format="%m/%Y"),
            alt.Tooltip("series:N", title="Tên"),
            alt.Tooltip("value:Q", title="Số", format=",~r"),
        ],
    )
    lines = base.mark_line(strokeWidth=2).encode(
        strokeDash=alt.StrokeDash("no:N")
        .scale(domain=numbers, range=[list(one) for one in _DASHES])
        .legend(None),
        shape=alt.Undefined,
    )
    # A title of an axis takes no expression.
    measure = (
        alt.Chart(alt.InlineData(values=[{}]))
        .mark_text(text=alt.expr("measure"), align="left", baseline="bottom", dy=-8, color=theme.MUTED)
        .encode(x=alt.value(0), y=alt.value(0))
    )
    return alt.layer(lines, base.mark_point(filled=True, size=45, opacity=1), measure).properties(height=280)
