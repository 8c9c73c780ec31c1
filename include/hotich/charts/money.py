"""Money beside its budget: spent and still to be spent, with a mark where the budget ends."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import altair as alt

from hotich.charts import theme
from hotich.charts.chart import Chart, Column, fill, outlined, template
from hotich.text.shown import show_number

MILLION: Final = 1_000_000
"""Charts show triệu đồng; tables and downloads show đồng."""


@dataclass(frozen=True, slots=True)
class Money:
    """One bar. Đồng; None: not known."""

    title: str
    budget: int | None
    spent: int | None
    to_do: int | None
    """What the work still to be done costs."""
    unverified: bool
    """Whether a figure rests on no document."""


def money(rows: Sequence[Money], *, title: str, what: str, as_of: date, id: str = "kinh-phi") -> Chart:
    """One bar for each, in the order given. `rows`: not empty; `what`: what one of them is ("năm ngân sách")."""
    told = "Đơn vị: triệu đồng; vạch đen: kinh phí của năm (được giao, chưa giao thì dự toán đầu năm)"
    if any(one.unverified for one in rows):
        told += "; * có số chưa kiểm chứng"
    return Chart(
        id=id,
        title=title,
        as_of=as_of,
        denominator=told,
        spec=fill(_template, {"money": [_row(one, at) for at, one in enumerate(rows)]}),
        columns=(
            Column(what.capitalize()), Column("Kinh phí của năm (đồng)", "count"), Column("Đã chi (đồng)", "count"),
            Column("Còn phải làm (đồng)", "count"), Column("Kiểm chứng"),
        ),
        linked="money",
        rows=tuple(
            (one.title, one.budget, one.spent, one.to_do, "chưa kiểm chứng" if one.unverified else "đã kiểm chứng")
            for one in rows
        ),
        summary="; ".join(f"{one.title}: {_told(one)}" for one in rows[:5]) + ".",
    )  # fmt: skip


def _told(one: Money) -> str:
    parts = [(one.spent, "đã chi"), (one.to_do, "còn phải làm"), (one.budget, "kinh phí")]
    said = [f"{word} {show_number(amount / MILLION, 1)}" for amount, word in parts if amount is not None]
    return (", ".join(said) or "chưa có số") + (" (chưa kiểm chứng)" if one.unverified else "")


def _short(one: Money) -> str:
    """What stands at the bar's end: spent of what there is, else what is still to be done."""
    mark = "*" if one.unverified else ""
    if one.budget is not None:
        return f"đã chi {show_number((one.spent or 0) / MILLION, 1)} / {show_number(one.budget / MILLION, 1)}{mark}"
    amount, word = (one.spent, "đã chi") if one.spent is not None else (one.to_do, "còn phải làm")
    return f"{word} {show_number((amount or 0) / MILLION, 1)}{mark}"


def _row(one: Money, number: int) -> dict[str, Any]:
    spent, to_do = (one.spent or 0) / MILLION, (one.to_do or 0) / MILLION
    return {
        "no": number,
        "title": one.title,
        "href": None,
        "budget": None if one.budget is None else one.budget / MILLION,
        "spent": spent,
        "to_do": to_do,
        "both": spent + to_do,
        "told": _short(one),
    }


@template
def _template() -> Any:
    y = alt.Y("no:O", title=None).axis(None).scale(paddingInner=0, paddingOuter=0)
    x = (
        alt.X("spent:Q", title="Triệu đồng: đã chi (đậm), còn phải làm (nhạt)")
        .scale(zero=True)
        .axis(grid=False)
    )
    base = alt.Chart(alt.NamedData("money")).encode(y=y)
    tooltip = [
        alt.Tooltip("title:N", title="Tên"),
        alt.Tooltip("budget:Q", title="Kinh phí (triệu)", format=",.1f"),
        alt.Tooltip("spent:Q", title="Đã chi (triệu)", format=",.1f"),
        alt.Tooltip("to_do:Q", title="Còn phải làm (triệu)", format=",.1f"),
    ]
    bar: dict[str, Any] = {"height": 12, "yOffset": 9}
    layers = [
        base.mark_bar(color=theme.LOADED, **bar).encode(x=x, x2="both:Q", tooltip=tooltip, href="href:N"),
        base.mark_bar(color=theme.ACCEPTED, **bar).encode(
            x=alt.X("spent:Q"), x2=alt.X2Datum(0), tooltip=tooltip, href="href:N"
        ),
        base.transform_filter("isValid(datum.budget)")
        .mark_tick(color=theme.INK, thickness=3, height=18, yOffset=9, opacity=1)
        .encode(x="budget:Q", tooltip=tooltip),
        *outlined(
            base.mark_text(
                align="left", yOffset=-8, fontWeight="bold", limit=alt.expr("width * 0.45")
            ).encode(x=alt.value(0), text="title:N", href="href:N")
        ),
        *outlined(
            base.mark_text(align="right", yOffset=-8, limit=alt.expr("width * 0.55")).encode(
                x=alt.value("width"), text="told:N"
            )
        ),
    ]
    return alt.layer(*layers).properties(height=alt.Step(42))
