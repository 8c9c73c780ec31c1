"""The stages on a time line: window, what is done of it, today, and where a late one will end."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, Final

import altair as alt

from hotich.charts import theme
from hotich.charts.chart import Chart, Column, fill, moment, outlined, template
from hotich.charts.wording import chance, headline
from hotich.progress import Adherence, Standing
from hotich.text.shown import show_number, show_share

_COLUMNS: Final = (
    Column("Giai đoạn"),
    Column("Bắt đầu", "day"),
    Column("Kết thúc", "day"),
    Column("Số trường hợp", "count"),
    Column("Đã nghiệm thu", "count"),
    Column("Tỷ lệ (%)", "percent"),
    Column("Ngoài thống kê", "count"),
    Column("So với kế hoạch"),
    Column("Tình trạng"),
    Column("Dự kiến xong", "day"),
    Column("Khả năng kịp hạn"),
)


_NARROW: Final = "width < 420"
_SIZE: Final = alt.expr(f"{_NARROW} ? 11 : 12")


def gantt(standings: Sequence[Standing], *, deadlines: Sequence[tuple[date, str]] = ()) -> Chart:
    """One line a stage, in the order given. `standings`: not empty, of one data date; `deadlines`: (day, name)."""
    as_of = standings[0].as_of
    rows = [_row(one, number) for number, one in enumerate(standings)]
    marks: list[dict[str, Any]] = [{"day": moment(as_of), "text": f"{as_of:%d/%m/%Y}", "kind": "today"}]
    marks += [
        {"day": moment(day), "text": text, "kind": "flag", "row": at}
        for at, (day, text) in enumerate(deadlines)
    ]
    planned = sum(one.planned or 0 for one in standings)
    return Chart(
        id="so-do-giai-doan",
        title="Các giai đoạn của kế hoạch",
        as_of=as_of,
        denominator=f"Mẫu số: số trường hợp theo thống kê sổ của từng giai đoạn, cộng {show_number(planned)}",
        spec=fill(_template, {"stages": rows, "marks": marks}),
        columns=_COLUMNS,
        linked="stages",
        rows=tuple(
            (
                one.title, one.start, one.end, one.planned, one.earned, one.accepted_percent, one.uncounted, headline(one),
                one.adherence.term, one.likely_end, chance(one),
            )
            for one in standings
        ),
        summary="; ".join(f"{one.title}: {headline(one).lower()}" for one in standings) + ".",
    )  # fmt: skip


def _row(standing: Standing, number: int) -> dict[str, Any]:
    whole = (standing.end - standing.start).days + 1
    share = min(1.0, standing.earned / standing.planned) if standing.planned else 0.0
    end = standing.likely_end
    late = end if end and end > standing.end else None
    going_on = None if standing.adherence is Adherence.DONE else late
    return {
        "no": number,
        "title": standing.title,
        "href": None,
        "status": standing.adherence.value,
        "short": headline(standing),
        "long": f"{show_share(standing.earned, standing.planned)} · {headline(standing)}"
        if standing.planned and standing.adherence is not Adherence.DONE
        else headline(standing),
        "start": moment(standing.start),
        "end": moment(standing.end + timedelta(days=1)),
        "done": moment(standing.start + timedelta(days=round(whole * share))),
        "forecast": going_on and moment(going_on),
        "planned": standing.planned,
        "accepted": standing.earned,
    }


@template
def _template() -> Any:
    stages, marks = alt.NamedData("stages"), alt.NamedData("marks")
    y = alt.Y("no:O", title=None).axis(None).scale(paddingInner=0, paddingOuter=0)
    x = alt.X("start:T", title=None).axis(format="%Y", grid=False, tickCount="year", labelOverlap="greedy")
    base = alt.Chart(stages).encode(y=y)
    tooltip = [
        alt.Tooltip("title:N", title="Giai đoạn"),
        alt.Tooltip("start:T", title="Bắt đầu", format="%d/%m/%Y"),
        alt.Tooltip("end:T", title="Kết thúc", format="%d/%m/%Y"),
        alt.Tooltip("planned:Q", title="Số trường hợp", format=",.0f"),
        alt.Tooltip("accepted:Q", title="Đã nghiệm thu", format=",.0f"),
        alt.Tooltip("forecast:T", title="Dự kiến xong", format="%d/%m/%Y"),
    ]
    bar: dict[str, Any] = {"height": 14, "yOffset": 10}
    today = alt.Chart(marks).transform_filter("datum.kind == 'today'")
    flags = alt.Chart(marks).transform_filter("datum.kind == 'flag'")
    late = base.transform_filter("isValid(datum.forecast)")
    status = list(theme.STATUS)
    shape = (
        alt.Shape("status:N").scale(domain=status, range=[theme.SHAPES[one] for one in status]).legend(None)
    )
    colour = (
        alt.Color("status:N").scale(domain=status, range=[theme.STATUS[one] for one in status]).legend(None)
    )
    layers = [
        base.mark_bar(color=theme.TRACK, stroke=theme.MUTED, strokeWidth=0.5, **bar).encode(x=x, x2="end:T", tooltip=tooltip, href="href:N"),
        base.mark_bar(color=theme.ACCEPTED, **bar).encode(x=x, x2="done:T", tooltip=tooltip, href="href:N"),
        late.mark_rule(strokeWidth=2, strokeDash=[3, 2], yOffset=10).encode(x="end:T", x2="forecast:T", color=colour),
        late.mark_tick(thickness=2, height=14, yOffset=10).encode(x="forecast:T", color=colour),
        today.mark_rule(color=theme.INK, strokeWidth=1.5).encode(x="day:T"),
        today.mark_text(baseline="bottom", dy=-4, fontWeight="bold").encode(x="day:T", y=alt.value(0), text="text:N"),
        flags.mark_rule(color=theme.FLAG, strokeDash=[3, 3]).encode(x="day:T"),
        flags.mark_point(shape=theme.FLAG_SHAPE, size=90, filled=True, opacity=1, color=theme.FLAG, yOffset=4).encode(
            x="day:T", y=alt.value(0), tooltip=alt.Tooltip("text:N", title="Thời hạn")
        ),
        *outlined(base.mark_text(align="left", yOffset=-8, fontWeight=alt.expr(f"{_NARROW} ? 'normal' : 'bold'"), fontSize=_SIZE).encode(
            x=alt.value(16), text="title:N", href="href:N"
        )),
        base.mark_point(filled=True, size=70, opacity=1, yOffset=-8).encode(x=alt.value(6), shape=shape, color=colour),
        *outlined(base.transform_calculate(told=f"{_NARROW} ? datum.short : datum.long").mark_text(
            align="right", yOffset=-8, fontSize=_SIZE
        ).encode(x=alt.value("width"), text="told:N", color=colour)),
    ]  # fmt: skip
    return alt.layer(*layers).properties(height=alt.Step(46))
