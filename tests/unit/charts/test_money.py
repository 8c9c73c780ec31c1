"""The chart of money: labels that can be read at every size, and no word of spending that nobody entered."""

import re
from datetime import date
from xml.etree import ElementTree

import pytest
import vl_convert as vlc

from hotich.charts import Money, money
from hotich.charts.chart import VEGA_LITE, table

AS_OF = date(2025, 3, 14)
_LETTER = 5.5
"""Pixels of the narrowest digits at 12 pixels: what touches by this measure touches in every font."""


def chart(*rows, **more):
    return money(rows, title="Kinh phí", what="cơ quan", as_of=AS_OF, **more)


def one(budget, to_do, *, spent=None, done=0, title="UBND huyện Châu Thành"):
    return Money(title, budget, spent, done, to_do, unverified=True)


def drawn(made, width):
    """(x, anchor, text) of every label of the axis."""
    svg = ElementTree.fromstring(vlc.vegalite_to_svg(made.titled(width), vl_version=VEGA_LITE))
    space = "{http://www.w3.org/2000/svg}"
    labels = [
        text
        for group in svg.iter(f"{space}g")
        if "role-axis-label" in group.get("class", "")
        for text in group.iter(f"{space}text")
        if text.get("opacity") != "0"
    ]
    return [
        (
            float(re.search(r"translate\(([-\d.]+)", text.get("transform"))[1]),
            text.get("text-anchor"),
            text.text,
        )
        for text in labels
    ]


def spans(labels):
    for x, anchor, text in labels:
        width = _LETTER * len(text)
        left = x - {"start": 0, "middle": width / 2, "end": width}[anchor]
        yield left, left + width


@pytest.mark.parametrize("width", [230, 290, 460, 640])
@pytest.mark.parametrize("amount", [900, 210_000, 970_000, 4_700_000, 5_100_000, 15_660_700, 1_436_679_300])
def test_labels_of_the_axis_stay_apart(width, amount):
    labels = drawn(chart(one(amount, amount * 9 // 10)), width)
    assert len(labels) >= 2
    assert len({text for *_, text in labels}) == len(labels)
    ends = sorted(spans(labels))
    assert all(right + 6 <= left for (_, right), (left, _) in zip(ends, ends[1:], strict=False)), labels


def test_nothing_is_said_of_spending_before_any_was_entered():
    made = chart(one(54_449_300, 50_227_800), unspent="chưa ghi số chi")
    assert "chưa ghi số chi" in made.denominator
    assert "đã chi" not in made.summary
    assert made.spec["datasets"]["money"][0]["told"] == "kinh phí 54,4*"
    assert table(made)[1][2] == "–"
    paid = chart(one(54_449_300, 50_227_800, spent=123_456))
    assert "◆ đã chi" in paid.denominator
    assert paid.spec["datasets"]["money"][0]["told"] == "đã chi 0,12 / 54,4*"


def test_a_long_name_has_the_room_that_the_amount_leaves():
    name = "Phần việc của xã Tường Đa, do UBND huyện Châu Thành chi"
    svg = vlc.vegalite_to_svg(chart(one(4_722_300, 4_600_000, title=name)).titled(), vl_version=VEGA_LITE)
    assert name in svg
