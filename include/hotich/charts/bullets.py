"""Scopes beside each other as bullet bars: done of what there is, and where the plan has it by now."""

from collections.abc import Sequence
from typing import Any, Final

import altair as alt

from hotich.charts import theme
from hotich.charts.chart import Chart, Column, fill, outlined, template
from hotich.charts.wording import chance, headline
from hotich.progress import NO_DENOMINATOR, Standing
from hotich.text.shown import show_number, show_share

_MOST_BARS: Final = 20

_COLUMNS: Final = (
    Column("Đơn vị"),
    Column("Số trường hợp", "count"),
    Column("Theo kế hoạch đến nay", "count"),
    Column("Đã giao", "count"),
    Column("Đang trả lại", "count"),
    Column("Đã nạp", "count"),
    Column("Đã nghiệm thu", "count"),
    Column("Tỷ lệ (%)", "percent"),
    Column("Ngoài thống kê", "count"),
    Column("So với kế hoạch"),
    Column("Tình trạng"),
    Column("Khả năng kịp hạn"),
)


def bars(
    standings: Sequence[Standing],
    *,
    title: str,
    what: str = "đơn vị",
    id: str = "so-sanh",
    most: int = _MOST_BARS,
) -> Chart:
    """One bar for each, in the order given (`worst_first`); at most `most` are drawn, all stand in the table.

    `standings`: not empty; `what`: what one of them is ("đơn vị", "nhóm sổ").
    """
    shown = standings[:most]
    told = f"Mẫu số: số trường hợp theo thống kê sổ của từng {what}"
    if len(shown) < len(standings):
        told += f"; vẽ {len(shown)} trên {show_number(len(standings))} {what}"
    return Chart(
        id=id,
        title=title,
        as_of=standings[0].as_of,
        denominator=told,
        spec=fill(_template, {"scopes": [_row(one, at) for at, one in enumerate(shown)]}),
        columns=(Column(what.capitalize()), *_COLUMNS[1:]),
        linked="scopes",
        rows=tuple(
            (
                one.title, one.planned, round(one.planned_by_now), one.delivered, one.returned, one.loaded, one.earned,
                one.accepted_percent, one.uncounted, headline(one), one.adherence.term, chance(one),
            )
            for one in standings
        ),
        summary="; ".join(f"{one.title}: {headline(one).lower()}" for one in shown[:5]) + ".",
    )  # fmt: skip


_NARROW: Final = "width < 420"


def _row(standing: Standing, number: int) -> dict[str, Any]:
    planned = standing.planned
    return {
        "no": number,
        "title": standing.title,
        "href": None,
        "status": standing.adherence.value,
        "short": headline(standing),
        "long": f"{headline(standing)} · {show_number(standing.earned)} / {show_number(planned)}"
        if planned
        else f"{NO_DENOMINATOR.capitalize()} · đã nghiệm thu {show_number(standing.accepted)}",
        "share": 100 * min(1.0, standing.earned / planned) if planned else None,
        "due": 100 * min(1.0, standing.planned_by_now / planned) if planned else None,
        "text": show_share(standing.earned, planned, 0) if planned else "",
        "accepted": standing.earned,
        "planned": planned,
    }


@template
def _template() -> Any:
    y = alt.Y("no:O", title=None).axis(None).scale(paddingInner=0, paddingOuter=0)
    x = (
        alt.X("share:Q", title="% đã nghiệm thu; vạch đen: theo kế hoạch đến nay")
        .scale(domain=[0, 100])
        .axis(values=[0, 25, 50, 75, 100], grid=False)
    )
    base = alt.Chart(alt.NamedData("scopes")).encode(y=y)
    known = base.transform_filter("isValid(datum.share)")
    tooltip = [
        alt.Tooltip("title:N", title="Tên"),
        alt.Tooltip("planned:Q", title="Số trường hợp", format=",.0f"),
        alt.Tooltip("accepted:Q", title="Đã nghiệm thu", format=",.0f"),
        alt.Tooltip("share:Q", title="Tỷ lệ (%)", format=",.1f"),
        alt.Tooltip("due:Q", title="Theo kế hoạch (%)", format=",.1f"),
    ]
    bar: dict[str, Any] = {"height": 12, "yOffset": 9}
    status = list(theme.STATUS)
    shape = (
        alt.Shape("status:N").scale(domain=status, range=[theme.SHAPES[one] for one in status]).legend(None)
    )
    colour = (
        alt.Color("status:N").scale(domain=status, range=[theme.STATUS[one] for one in status]).legend(None)
    )
    layers = [
        known.mark_bar(color=theme.TRACK, **bar).encode(x=alt.XDatum(0), x2=alt.X2Datum(100), tooltip=tooltip, href="href:N"),
        known.mark_bar(color=theme.ACCEPTED, **bar).encode(x=x, tooltip=tooltip, href="href:N"),
        known.mark_tick(color=theme.INK, thickness=3, height=18, yOffset=9, opacity=1).encode(x="due:Q", tooltip=tooltip),
        base.mark_point(filled=True, size=70, opacity=1, yOffset=-8).encode(x=alt.value(6), shape=shape, color=colour),
        *outlined(
            base.mark_text(align="left", yOffset=-8, fontWeight="bold", limit=alt.expr(f"width - ({_NARROW} ? 140 : 260)")).encode(
                x=alt.value(16), text="title:N", href="href:N"
            )
        ),
        *outlined(
            base.transform_calculate(told=f"{_NARROW} ? datum.short : datum.long")
            .mark_text(align="right", yOffset=-8)
            .encode(x=alt.value("width"), text="told:N", color=colour)
        ),
    ]  # fmt: skip
    return alt.layer(*layers).properties(height=alt.Step(42))
