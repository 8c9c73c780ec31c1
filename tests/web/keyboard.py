"""A walk over a page by keyboard alone."""

from playwright.sync_api import Page

_FOCUSED = """(wanted) => {
  const e = document.activeElement, style = getComputedStyle(e), box = e.getBoundingClientRect();
  return {
    there: e.matches(wanted), what: e.outerHTML.slice(0, 80),
    seen: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2 && box.bottom > 0 && box.top < innerHeight,
  };
}"""


def tab_to(page: Page, wanted: str, most: int = 60) -> None:
    """Press Tab until what the selector names has the focus; each stop on the way must be seen."""
    for _ in range(most):
        page.keyboard.press("Tab")
        focused = page.evaluate(_FOCUSED, wanted)
        assert focused["seen"], focused["what"]
        if focused["there"]:
            return
    raise AssertionError(f"Tab does not reach {wanted}")


def choose(page: Page, value: str) -> None:
    """Go down the list that has the focus until a value is chosen."""
    for _ in range(40):
        if page.evaluate("document.activeElement.value") == value:
            return
        page.keyboard.press("ArrowDown")
    raise AssertionError(f"the list has no {value}")
