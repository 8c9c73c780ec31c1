"""The S-curve: what was planned, what was done, what there is to do, and where it leads."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, Final

import altair as alt

from hotich.charts import theme
from hotich.charts.chart import Chart, Column, fill, moment, outlined, template
from hotich.charts.wording import cases_denominator, sentence
from hotich.progress import Course, Standing

_MOST_POINTS: Final = 200
"""A curve of six years by days would be 2,400 points that no screen tells apart."""

_SERIES: Final = {
    "Kế hoạch": (theme.PLANNED, [6, 4]),
    "Đã nghiệm thu": (theme.ACCEPTED, [1, 0]),
    "Đã nạp": (theme.LOADED, [1, 0]),
    "Tổng phải làm": (theme.SCOPE, [2, 2]),
    "Dự báo": (theme.FORECAST, [8, 3, 2, 3]),
}
"""Line → colour, dashes: told apart by dashes as much as by colour."""
_FIELDS: Final = dict(zip(_SERIES, ("planned", "accepted", "loaded", "total", "middle"), strict=True))

_COLUMNS: Final = (
    Column("Ngày", "day"),
    Column("Kế hoạch", "count"),
    Column("Đã nghiệm thu", "count"),
    Column("Đã nạp", "count"),
    Column("Tổng phải làm", "count"),
    Column("Dự báo, thấp (5 %)", "count"),
    Column("Dự báo, giữa (50 %)", "count"),
    Column("Dự báo, cao (95 %)", "count"),
)


def s_curve(course: Course, standing: Standing, *, flags: Sequence[tuple[date, str]] = ()) -> Chart:
    """Cases over time: plan dashed, accepted solid, scope stepped, forecast fan, data date, deadline.

    `flags`: further deadlines, (day, name); those outside the course are left out.
    """
    known = [(standing.end, f"Hạn {standing.end:%d/%m/%Y}"), *flags]
    marks: list[dict[str, Any]] = [
        {"day": moment(course.as_of), "text": f"{course.as_of:%d/%m/%Y}", "kind": "today"}
    ] + [
        {"day": moment(day), "text": text, "kind": "flag", "row": number}
        for number, (day, text) in enumerate(known)
        if course.days and course.days[0] <= day <= course.days[-1]
    ]
    points = [_point(course, at) for at in _chosen(course)]
    rows = tuple(_row(course, at) for at in _month_ends(course))
    return Chart(
        id="duong-tien-do",
        title=f"Tiến độ theo thời gian: {standing.title}",
        as_of=course.as_of,
        denominator=cases_denominator(standing),
        spec=fill(_template, {"days": points, "marks": marks}),
        columns=_COLUMNS,
        rows=rows,
        summary=sentence(standing),
    )


def _fan(course: Course, at: int) -> tuple[float | None, float | None, float | None]:
    """The fan starts where the curve of what is accepted ends."""
    found = course.fan[at]
    if found is None and course.days[at] == course.as_of and any(course.fan[at:]):
        done = course.accepted[at]
        return done, done, done
    return found or (None, None, None)


def _point(course: Course, at: int) -> dict[str, Any]:
    low, middle, high = _fan(course, at)
    values = {
        "planned": course.planned[at], "accepted": course.accepted[at], "loaded": course.loaded[at],
        "total": course.scope_total[at], "low": low, "middle": middle, "high": high,
    }  # fmt: skip
    return {"day": moment(course.days[at])} | {
        name: None if value is None else round(value) for name, value in values.items()
    }


def _row(course: Course, at: int) -> tuple[Any, ...]:
    point = _point(course, at)
    return (
        course.days[at],
        *(point[name] for name in ("planned", "accepted", "loaded", "total", "low", "middle", "high")),
    )


def _chosen(course: Course) -> list[int]:
    """Days to draw: evenly spread, with the data date and the days on which the scope changed."""
    step = max(1, len(course.days) // _MOST_POINTS)
    steps = {at for at in range(1, len(course.days)) if course.scope_total[at] != course.scope_total[at - 1]}
    wanted = {*range(0, len(course.days), step), len(course.days) - 1, *_today(course)}
    # Every inventory of a large scope would be a step of its own: the days drawn anyway show most of them.
    return sorted(wanted | steps if len(steps) <= _MOST_POINTS else wanted) if course.days else []


def _month_ends(course: Course) -> list[int]:
    """Rows of the table: the last day of each month, and the data date."""
    last = len(course.days) - 1
    ends = {
        at for at, day in enumerate(course.days) if at == last or (day + timedelta(days=1)).month != day.month
    }
    return sorted(ends | set(_today(course)))


def _today(course: Course) -> list[int]:
    return [course.days.index(course.as_of)] if course.as_of in course.days else []


@template
def _template() -> Any:
    days, marks = alt.NamedData("days"), alt.NamedData("marks")
    x = alt.X("day:T", title=None).axis(
        format="%m/%Y", grid=False, labelOverlap="greedy", tickCount=alt.expr("max(3, width / 90)")
    )
    y = (
        alt.Y("value:Q", title="trường hợp")
        .scale(zero=True, nice=True)
        .axis(format=",.0f", tickCount=6, **theme.TITLE_ABOVE)
    )
    names = list(_SERIES)
    colours, dashes = (list(part) for part in zip(*_SERIES.values(), strict=True))
    legend = alt.Legend(
        orient="top",
        offset=24,
        columns=alt.expr("width < 520 ? 2 : 5"),
        symbolType="stroke",
        symbolSize=500,
        title=None,
    )
    base = alt.Chart(days)
    fan = base.mark_area(color=theme.FORECAST, opacity=0.18).encode(
        x=x, y=alt.Y("low:Q"), y2=alt.Y2("high:Q")
    )
    lines = (
        base.transform_fold([_FIELDS[name] for name in names], as_=["field", "value"])
        .transform_calculate(series=f"{_lookup()}[datum.field]")
        .transform_filter("isValid(datum.value)")
        .mark_line(interpolate="linear")
        .encode(
            x=x,
            y=y,
            color=alt.Color("series:N").scale(domain=names, range=colours).legend(legend),
            strokeDash=alt.StrokeDash("series:N").scale(domain=names, range=dashes),
            strokeWidth=alt.condition("datum.field == 'accepted'", alt.value(3.5), alt.value(1.8)),
        )
        .transform_filter("datum.field != 'total'")
    )
    steps = (
        base.transform_filter("isValid(datum.total)")
        .mark_line(interpolate="step-after", color=theme.SCOPE, strokeDash=[2, 2], strokeWidth=2)
        .encode(x=x, y=alt.Y("total:Q"))
    )
    today = alt.Chart(marks).transform_filter("datum.kind == 'today'")
    flags = alt.Chart(marks).transform_filter("datum.kind == 'flag'")
    top = alt.value(0)
    layers = [
        fan,
        steps,
        lines,
        today.mark_rule(color=theme.INK, strokeWidth=1.5).encode(x="day:T"),
        *outlined(today.mark_text(baseline="bottom", dy=-5, fontWeight="bold").encode(x="day:T", y=top, text="text:N")),
        flags.mark_rule(color=theme.FLAG, strokeWidth=1, strokeDash=[3, 3]).encode(x="day:T"),
        flags.mark_point(shape=theme.FLAG_SHAPE, size=90, filled=True, opacity=1, color=theme.FLAG, yOffset=9).encode(x="day:T", y=top),
        *outlined(flags.mark_text(
            align="right", dx=-5, dy=-5, baseline="bottom", color=theme.FLAG, yOffset=alt.expr("-16 * datum.row")
        ).encode(x="day:T", y=alt.value("height"), text="text:N")),
        base.mark_rule(opacity=0, strokeWidth=12).encode(
            x=x,
            tooltip=[
                alt.Tooltip("day:T", title="Ngày", format="%d/%m/%Y"),
                *(alt.Tooltip(f"{field}:Q", title=name, format=",.0f") for name, field in _FIELDS.items()),
            ],
        ),
    ]  # fmt: skip
    return alt.layer(*layers).properties(height=340)


def _lookup() -> str:
    """Vega's expression of field → name of the line."""
    pairs = ", ".join(f"{field}: '{name}'" for name, field in _FIELDS.items())
    return "{" + pairs + "}"
