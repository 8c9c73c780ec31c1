"""Pages on paper (A4, upright): nothing is cut, charts are drawn as wide as the paper, what is for pressing is gone."""

from collections.abc import Callable
from typing import Any

import pytest

pytestmark = pytest.mark.web

PAPER = 718
"""Pixels of A4's 210 mm without margins of 10 mm."""
WIDE = "figures => figures.map(figure => Number(figure.getAttribute('width')))"

PRINTED = "addEventListener('beforeprint', () => { window.printed = [...document.querySelectorAll('[data-drawing] svg')].map((one) => Number(one.getAttribute('width'))); })"
"""Keeps how wide the charts are at the moment of printing."""


@pytest.mark.parametrize(
    "path", ["/", "/giai-doan/huyen_xa_4", "/chat-luong", "/kinh-phi", "/kho-khan", "/don-doc", "/don-vi"]
)
def test_nothing_is_cut(visit: Callable[..., Any], path: str) -> None:
    page = visit().open(path, 1440)
    drawn = page.locator("[data-drawing] svg")
    before = drawn.evaluate_all(WIDE)
    page.evaluate(PRINTED)
    assert page.pdf(format="A4")[:5] == b"%PDF-"
    assert all(600 < width <= PAPER for width in page.evaluate("printed"))
    assert drawn.evaluate_all(WIDE) == before, "and on the screen as they were"
    page.emulate_media(media="print")
    page.set_viewport_size({"width": PAPER, "height": 1000})
    assert page.evaluate("document.documentElement.scrollWidth") <= PAPER
    tables = page.locator(".table table:visible")
    boxes = [tables.nth(number).bounding_box() for number in range(tables.count())]
    assert all(box is not None and box["x"] + box["width"] <= PAPER for box in boxes)
    for what in ("nav", ".who", ".skip", "form", ".downloads", "details.act"):
        assert page.locator(f"{what}:visible").count() == 0, what
    assert page.locator("h1").is_visible()
