"""Open work by age: what has just come, and what nobody took up for a month."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import altair as alt

from hotich.charts import theme
from hotich.charts.chart import Chart, Column, fill, outlined, template
from hotich.text.shown import show_number

_MOST_BARS: Final = 8
_NAMES: Final = ("đến 7 ngày", "8–30 ngày", "trên 30 ngày")


@dataclass(frozen=True, slots=True)
class Aged:
    """A kind of open work (or who must act) with its items by age, as the view `work_queue_by_unit` counts them."""

    what: str
    within_7: int
    within_30: int
    over_30: int

    @property
    def items(self) -> int:
        return self.within_7 + self.within_30 + self.over_30


def ages(lines: Sequence[Aged], *, title: str, as_of: date) -> Chart:
    """One bar a line, cut by age, in the order given; the few of many kinds are drawn as one."""
    drawn = _drawn(lines)
    parts = [
        {"no": number, "age": age, "name": name, "value": value}
        for number, line in enumerate(drawn)
        for age, (name, value) in enumerate(
            zip(_NAMES, (line.within_7, line.within_30, line.over_30), strict=True)
        )
        if value
    ]
    rows = [
        {"no": number, "what": line.what, "told": show_number(line.items)}
        for number, line in enumerate(drawn)
    ]
    whole = sum(line.items for line in lines)
    return Chart(
        id="viec-theo-tuoi",
        title=title,
        as_of=as_of,
        denominator=f"Tổng cộng {show_number(whole)} việc đang mở",
        spec=fill(_template, {"parts": parts, "lines": rows}),
        columns=(
            Column("Việc"),
            *(Column(name.capitalize(), "count") for name in _NAMES),
            Column("Cộng", "count"),
        ),
        rows=tuple((line.what, line.within_7, line.within_30, line.over_30, line.items) for line in lines),
    )


def _drawn(lines: Sequence[Aged]) -> list[Aged]:
    if len(lines) <= _MOST_BARS:
        return list(lines)
    most = sorted(lines, key=lambda line: -line.items)[: _MOST_BARS - 1]
    rest = [line for line in lines if line not in most]
    sums = (sum(getattr(line, age) for line in rest) for age in ("within_7", "within_30", "over_30"))
    return [*(line for line in lines if line in most), Aged(f"{len(rest)} loại việc khác", *sums)]


@template
def _template() -> Any:
    y = alt.Y("no:O", title=None).axis(None).scale(paddingInner=0, paddingOuter=0)
    x = (
        alt.X("value:Q", title="việc")
        .stack("zero")
        .axis(format=",.0f", grid=False, tickCount=alt.expr("max(2, width / 100)"), tickMinStep=1)
    )
    base = alt.Chart(alt.NamedData("lines")).encode(y=y)
    parts = alt.Chart(alt.NamedData("parts")).encode(y=y)
    bars = parts.mark_bar(height=14, yOffset=9, stroke=theme.MUTED, strokeWidth=0.5).encode(
        x=x,
        order="age:O",
        color=alt.Color("name:N", sort=None)
        .scale(domain=list(_NAMES), range=list(theme.AGES))
        .legend(alt.Legend(orient="top", symbolType="square", symbolSize=140, symbolStrokeWidth=0.5)),
        tooltip=[alt.Tooltip("name:N", title="Tuổi"), alt.Tooltip("value:Q", title="Số việc", format=",.0f")],
    )
    words = base.mark_text(align="left", yOffset=-8, fontWeight="bold", limit=alt.expr("width - 60")).encode(
        x=alt.value(0), text="what:N"
    )
    totals = base.mark_text(align="right", yOffset=-8).encode(x=alt.value("width"), text="told:N")
    return alt.layer(bars, *outlined(words), *outlined(totals)).properties(height=alt.Step(42))
