"""Money beside its budget: what was done and is still to be done at its prices, what was spent, and where the budget ends."""

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
    """None: no spending was entered."""
    done: int | None
    """What the work that was done costs by the prices, whether or not it was paid."""
    to_do: int | None
    """What the work still to be done costs."""
    unverified: bool
    """Whether a figure rests on no document."""


def money(
    rows: Sequence[Money],
    *,
    title: str,
    what: str,
    as_of: date,
    id: str = "kinh-phi",
    all_told: str = "",
    unspent: str = "",
) -> Chart:
    """One bar for each, in the order given.

    Args:
        rows: not empty.
        what: what one of them is ("năm ngân sách").
        unspent: what is said where no spending was entered; "": nothing.
        all_told: a sentence of all of them together, without its full stop; "": none.
    """
    told = "Đơn vị: triệu đồng; vạch đen: kinh phí của năm (được giao, chưa giao thì dự toán đầu năm)"
    if any(one.spent is not None for one in rows):
        told += "; ◆ đã chi"
    elif unspent:
        told += f"; {unspent}"
    if any(one.unverified for one in rows):
        told += "; * có số chưa kiểm chứng"
    if all_told:
        told += f". {all_told}"
    return Chart(
        id=id,
        title=title,
        as_of=as_of,
        denominator=told,
        spec=fill(_template, {"money": [_row(one, at) for at, one in enumerate(rows)]}),
        columns=(
            Column(what.capitalize()), Column("Kinh phí của năm (đồng)", "count"), Column("Đã chi (đồng)", "count"),
            Column("Đã làm, theo đơn giá (đồng)", "count"), Column("Còn phải làm (đồng)", "count"), Column("Kiểm chứng"),
        ),
        linked="money",
        rows=tuple(
            (
                one.title, one.budget, one.spent, one.done, one.to_do,
                "chưa kiểm chứng" if one.unverified else "đã kiểm chứng",
            )
            for one in rows
        ),
        summary="; ".join(f"{one.title}: {_told(one)}" for one in rows[:5]) + ".",
    )  # fmt: skip


def _told(one: Money) -> str:
    parts = [
        (one.spent, "đã chi"),
        (one.done, "đã làm"),
        (one.to_do, "còn phải làm"),
        (one.budget, "kinh phí"),
    ]
    said = [f"{word} {show_millions(amount)}" for amount, word in parts if amount is not None]
    return (", ".join(said) or "chưa có số") + (" (chưa kiểm chứng)" if one.unverified else "")


def show_millions(amount: int) -> str:
    """Đồng as triệu đồng: 54449300 → "54,4"; what is less than a million keeps two decimals."""
    return show_number(amount / MILLION, 1 if abs(amount) >= MILLION else 2)


def _short(one: Money) -> str:
    """What stands at the bar's end: spent of what there is, the budget, or what is still to be done."""
    mark = "*" if one.unverified else ""
    if one.spent is not None:
        whole = "" if one.budget is None else f" / {show_millions(one.budget)}"
        return f"đã chi {show_millions(one.spent)}{whole}{mark}"
    if one.budget is not None:
        return f"kinh phí {show_millions(one.budget)}{mark}"
    return f"còn phải làm {show_millions(one.to_do or 0)}{mark}"


def _row(one: Money, number: int) -> dict[str, Any]:
    done, to_do = (one.done or 0) / MILLION, (one.to_do or 0) / MILLION
    return {
        "no": number,
        "title": one.title,
        "href": None,
        "budget": None if one.budget is None else one.budget / MILLION,
        "spent": None if one.spent is None else one.spent / MILLION,
        "done": done,
        "to_do": to_do,
        "both": done + to_do,
        "told": _short(one),
    }


@template
def _template() -> Any:
    y = alt.Y("no:O", title=None).axis(None).scale(paddingInner=0, paddingOuter=0)
    # So few ticks that no two of their labels touch, however small the amounts and the screen.
    ticks = alt.expr("max(2, floor(width / 110))")
    x = (
        alt.X("done:Q", title="Triệu đồng: đã làm (đậm), còn phải làm (nhạt)")
        .scale(zero=True)
        .axis(grid=False, tickCount=ticks, labelOverlap="greedy", labelSeparation=8)
    )
    base = alt.Chart(alt.NamedData("money")).encode(y=y)
    tooltip = [
        alt.Tooltip("title:N", title="Tên"),
        alt.Tooltip("budget:Q", title="Kinh phí (triệu)", format=",.2f"),
        alt.Tooltip("spent:Q", title="Đã chi (triệu)", format=",.2f"),
        alt.Tooltip("done:Q", title="Đã làm (triệu)", format=",.2f"),
        alt.Tooltip("to_do:Q", title="Còn phải làm (triệu)", format=",.2f"),
    ]
    bar: dict[str, Any] = {"height": 12, "yOffset": 9}
    # A letter is about 6.4 pixels wide: the name has the room that the amount at the other end leaves.
    rest = "width - 6.4 * length(datum.told) - 16"
    layers = [
        base.mark_bar(color=theme.LOADED, **bar).encode(x=x, x2="both:Q", tooltip=tooltip, href="href:N"),
        base.mark_bar(color=theme.ACCEPTED, **bar).encode(
            x=alt.X("done:Q"), x2=alt.X2Datum(0), tooltip=tooltip, href="href:N"
        ),
        base.transform_filter("isValid(datum.budget)")
        .mark_tick(color=theme.INK, thickness=3, height=18, yOffset=9, opacity=1)
        .encode(x="budget:Q", tooltip=tooltip),
        base.transform_filter("isValid(datum.spent)")
        .mark_point(
            shape="diamond", filled=True, size=90, color=theme.SCOPE, stroke=theme.PAPER, strokeWidth=1.5, yOffset=9,
            opacity=1,
        )
        .encode(x="spent:Q", tooltip=tooltip),
        *outlined(
            base.mark_text(
                align="left", yOffset=-8, fontWeight="bold", limit=alt.expr(f"max(width * 0.45, {rest})")
            ).encode(x=alt.value(0), text="title:N", href="href:N")
        ),
        *outlined(
            base.mark_text(align="right", yOffset=-8, limit=alt.expr("width * 0.55")).encode(
                x=alt.value("width"), text="told:N"
            )
        ),
    ]  # fmt: skip
    return alt.layer(*layers).properties(height=alt.Step(42))
