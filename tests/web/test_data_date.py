"""The box with the data date: Vietnamese form in whatever browser, typed or taken from the browser's own calendar."""

from collections.abc import Callable
from typing import Any

import pytest
from tests.web.keyboard import tab_to

pytestmark = pytest.mark.web

Visits = Callable[..., Any]


def test_an_english_browser_shows_and_takes_the_vietnamese_form(visit: Visits) -> None:
    page = visit(locale="en-US").open("/don-vi?tim=my")
    assert page.input_value("#den-ngay") == "14/03/2025"
    tab_to(page, "#den-ngay")
    page.keyboard.press("Control+A")
    page.keyboard.type("30/06/2022")
    page.keyboard.press("Enter")
    page.wait_for_url("**den-ngay=**")
    assert page.input_value("#den-ngay") == "30/06/2022"
    assert "Số liệu đến ngày 30/06/2022" in page.inner_text("footer")
    page.click("nav a:has-text('Đôn đốc')")
    assert page.url.endswith("/don-doc?den-ngay=2022-06-30")


def test_the_calendar_is_the_browsers_and_reached_by_keyboard(visit: Visits) -> None:
    page = visit(locale="en-US").open("/don-doc")
    tab_to(page, "button[data-calendar]")
    assert page.get_by_role("button", name="Chọn ngày trên lịch").count() == 1
    asked = "document.querySelector('.calendar').showPicker = function () { document.title = this.value; }"
    page.evaluate(asked)
    page.keyboard.press("Space")
    assert page.title() == "2025-03-14", "it opens on the day of the box"
    page.locator(".calendar").fill("2024-12-05")
    assert page.input_value("#den-ngay") == "05/12/2024"
    assert page.evaluate("document.activeElement.id") == "den-ngay"
    page.keyboard.press("Enter")
    page.wait_for_url("**den-ngay=**")
    assert "Số liệu đến ngày 05/12/2024" in page.inner_text("footer")


def test_a_filter_keeps_the_day_and_the_day_alone_is_asked_for(visit: Visits) -> None:
    page = visit().open("/don-vi?den-ngay=30/06/2022")
    page.fill("#tim", "my")
    page.click("form.filters button")
    page.wait_for_url("**tim=my**")
    assert "den-ngay=2022-06-30" in page.url
    assert page.input_value("#den-ngay") == "30/06/2022"


@pytest.mark.parametrize("written", ["31/02/2022", "hôm qua", "2022"])
def test_a_day_that_there_is_not_is_told_in_vietnamese_and_the_way_home_works(
    visit: Visits, written: str
) -> None:
    page = visit().open("/")
    page.fill("#den-ngay", written)
    page.click("form.date button[type=submit]")
    assert f"Ngày “{written}” không đọc được" in page.inner_text("main")
    page.click("main a.button")
    assert page.locator(".hero").count() == 1


def test_without_script_the_day_is_typed(visit: Visits, dashboard: Any, browser: Any) -> None:
    context = browser.new_context(java_script_enabled=False, storage_state=visit().context.storage_state())
    page = context.new_page()
    page.goto(dashboard.url + "/don-vi")
    assert page.locator("button[data-calendar]").is_hidden()
    page.fill("#den-ngay", "30/06/2022")
    page.click("form.date button[type=submit]")
    assert "Số liệu đến ngày 30/06/2022" in page.inner_text("footer")
    context.close()
