"""The charts of a report as pictures: the same that the pages draw."""

from typing import Final

from hotich.charts import bars, gantt, png, s_curve
from hotich.reports.content import Content
from hotich.text.shown import show_day
from hotich.units import Level

_MOST_BARS: Final = 12
"""More would take a page for themselves; all stand in the tables."""


def draw(content: Content) -> dict[str, bytes]:
    """Name of a blank (`hotich.reports.blanks.PICTURES`) → PNG; a chart of nothing is left out."""
    as_of = content.as_of
    deadlines = [(one.on, one.title) for one in content.plan.deadlines_on(as_of)]
    flags = [(on, f"{title}: {show_day(on)}") for on, title in deadlines if on != content.whole.now.end]
    what = "huyện" if content.issuer.level is Level.PROVINCE else "đơn vị"
    drawn = {"hinh_tien_do": png(s_curve(content.course, content.whole.now, flags=flags))}
    if content.stages:
        drawn["hinh_giai_doan"] = png(gantt([line.now for line in content.stages]))
    if content.parts:
        title = f"Các {what}, chậm nhất trước"
        drawn["hinh_don_vi"] = png(
            bars([line.now for line in content.parts], title=title, what=what, most=_MOST_BARS)
        )
    return drawn
