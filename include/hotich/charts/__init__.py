"""Charts for people who would rather look than read: Vega specifications, each with its data date, denominator and table.

`chart = s_curve(course, standing)`; then `chart.spec` for a page, `png(chart)` for a document, `table(chart)` and `xlsx(chart)`
for those who want the figures. All words are Vietnamese; status is told by word and shape.
"""

from hotich.charts.bullets import bars
from hotich.charts.chart import Chart, Column, png, prepare, table, xlsx
from hotich.charts.course import s_curve
from hotich.charts.grid import matrix
from hotich.charts.money import Money, money, show_millions
from hotich.charts.months import trend
from hotich.charts.open_work import Aged, ages
from hotich.charts.timeline import gantt
from hotich.charts.wording import (
    cases_denominator,
    headline,
    meaning,
    outlook,
    pace,
    scope_change,
    sentence,
    warnings,
)

__all__ = [
    "Aged",
    "Chart",
    "Column",
    "Money",
    "ages",
    "bars",
    "cases_denominator",
    "gantt",
    "headline",
    "matrix",
    "meaning",
    "money",
    "outlook",
    "pace",
    "png",
    "prepare",
    "s_curve",
    "scope_change",
    "sentence",
    "show_millions",
    "table",
    "trend",
    "warnings",
    "xlsx",
]
