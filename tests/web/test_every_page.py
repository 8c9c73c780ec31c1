"""Every page in every state it can be in: it fits, asks nobody else, says nothing on the console, and axe finds nothing."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Page
from tests.web.accessibility import violations

from hotich.web.guides import guides
from hotich.web.paths import GUIDES

pytestmark = pytest.mark.web

AN_HIEP, BA_TRI = 32885501, 20083601
OUTSIDE = "[...document.querySelectorAll('main *')].filter(e => e.getBoundingClientRect().right > innerWidth + 1 && !e.closest('.table')).map(e => e.tagName + '.' + e.className)"
LEVELS = "[...document.querySelectorAll('h1,h2,h3,h4')].map(e => Number(e.tagName[1]))"
DOUBLE = "[...document.querySelectorAll('[id]')].map(e => e.id).filter((id, at, all) => all.indexOf(id) < at)"


def press(*selectors: str) -> Callable[[Page], None]:
    """Clicks one after the other."""

    def act(page: Page) -> None:
        for selector in selectors:
            page.locator(selector).first.click()
            page.locator("main").wait_for()

    return act


@dataclass(frozen=True)
class State:
    """A page, who sees it and what they have done there."""

    path: str
    account: str | None = "so-tu-phap"
    act: Callable[[Page], None] | None = None
    shows: str = "h1"
    """What stands there in this state."""
    status: int = 200
    """Of the last answer."""


ONE = "main tbody th a"
STATES = {
    "overview": State("/"),
    "stage": State("/giai-doan/huyen_xa_4"),
    "districts": State("/dia-ban"),
    "district": State(f"/dia-ban/{BA_TRI}"),
    "units": State("/don-vi"),
    "no unit": State("/don-vi?tim=khong-co"),
    "unit": State(f"/don-vi/{AN_HIEP}"),
    "unit with former ones": State("/", "xa-an-hiep", shows="#don-vi-cu"),
    "quality": State("/chat-luong"),
    "runs": State("/van-hanh"),
    "a table of a figure": State("/dia-ban", act=press("figure summary"), shows="figure tbody tr"),
    "another day": State("/?den-ngay=2022-06-30"),
    "day that cannot be read": State("/?den-ngay=31/02/2022", status=400),
    "difficulties": State("/kho-khan", "huyen-ba-tri", shows=ONE),
    "difficulties of one kind": State("/kho-khan?loai=lost_books&cap=province", shows=ONE),
    "no difficulties": State(
        "/kho-khan?loai=lost_books&cap=committee", shows="main > p:has-text('Không có')"
    ),
    "report a difficulty": State("/kho-khan", "xa-an-hiep", press(".act summary"), ".act form"),
    "report refused": State(
        "/kho-khan", "xa-an-hiep", press(".act summary", ".act button"), "#loi", status=400
    ),
    "a difficulty": State("/kho-khan", "huyen-ba-tri", press(ONE), "form[action$='/tra-loi']"),
    "a difficulty, only read": State(
        "/kho-khan?den-ngay=2025-03-14", "xa-an-hiep", press(ONE), "h2:has-text('Quá trình')"
    ),
    "answer refused": State(
        "/kho-khan", "huyen-ba-tri", press(ONE, "form[action$='/tra-loi'] button"), "#loi", status=400
    ),
    "reminders": State("/don-doc", shows=ONE),
    "reminders of one subject": State("/don-doc?viec=pace&tim=an", shows=ONE),
    "no reminders": State("/don-doc?tim=khong-co", shows="main > p:has-text('Không có')"),
    "budget": State("/kinh-phi"),
    "budget of a year": State("/kinh-phi?nam=2024", shows="h2:has-text('Năm 2024')"),
    "budget of an authority": State("/kinh-phi", act=press("h2#nam + .table a"), shows="details[open]"),
    "budget of a unit": State("/kinh-phi", "xa-an-hiep"),
    "guides": State(GUIDES),
    "account": State("/mat-khau", "huyen-ba-tri", press("summary"), "details li"),
    "password refused": State("/mat-khau", act=press("form.sheet button"), shows="#loi", status=400),
    "sign in": State("/dang-nhap", None),
    "sign-in refused": State("/dang-nhap", None, press("main button"), "#loi", status=400),
    "no such page": State("/khong-co", status=404),
    "not allowed": State("/van-hanh", "xa-an-hiep", status=403),
}
STATES |= {f"guide {one.name}": State(f"{GUIDES}/{one.name}", "xa-an-hiep") for one in guides("")}


@pytest.mark.parametrize("state", STATES.values(), ids=STATES)
def test_it_fits_asks_nobody_else_and_can_be_read_by_everyone(
    visit: Callable[..., Any], state: State
) -> None:
    visitor = visit(state.account)
    page = visitor.open(state.path, 360, None if state.act else state.status)
    if state.act:
        state.act(page)
        visitor.wait_for_figures()
    for width in (360, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.locator(state.shows).first.is_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= width, page.evaluate(OUTSIDE)
        assert violations(page) == []
    levels = page.evaluate(LEVELS)
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert page.evaluate(DOUBLE) == []
    assert page.evaluate("document.documentElement.lang") == "vi"
    told = f"the server responded with a status of {state.status} "
    assert [error for error in visitor.errors if state.status == 200 or told not in error] == []
    assert [url for url in visitor.asked if not url.startswith((visitor.base, "data:"))] == []


@pytest.mark.parametrize(
    ("fault", "rule"),
    [
        ("document.querySelector('label[for=tim]').remove(); document.querySelector('#tim').placeholder = ''", "label"),
        ("document.querySelector('label[for=viec]').remove()", "select-name"),
        ("document.querySelector('form.filters button').textContent = ''", "button-name"),
        ("document.querySelector('main tbody a').textContent = ''", "link-name"),
        ("document.querySelector('h1').style.color = '#bbbbbb'", "color-contrast"),
        ("document.querySelector('main tbody td').style.color = '#888888'", "color-contrast"),
        ("document.querySelector('h1').outerHTML = '<h1>A</h1><h3>B</h3>'", "heading-order"),
        ("document.querySelector('[role=region]').setAttribute('role', 'img'); document.querySelector('[role=img]').removeAttribute('aria-label')", "role-img-alt"),
    ],
)  # fmt: skip
def test_a_fault_that_is_planted_is_found(visit: Callable[..., Any], fault: str, rule: str) -> None:
    page = visit().open("/don-doc?viec=inventory")
    assert violations(page) == []
    page.evaluate(fault)
    assert {line.split(":")[0] for line in violations(page)} & {rule} == {rule}
