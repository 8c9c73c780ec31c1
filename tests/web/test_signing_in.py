"""The dashboard's door in a real browser: on a phone and on a desk, by keyboard alone, without script, by role."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from hotich.jobs.accounts import add_account
from hotich.storage.database import connect

pytestmark = pytest.mark.web

PASSWORD, NEW = "bốn con ngựa chạy qua cầu", "năm con vịt bơi dưới ao"
Open = Callable[..., Page]


@pytest.fixture
def fresh(dashboard: Any, browser: Browser) -> Iterator[Open]:
    """A browser that nobody has signed in with; options are the browser context's."""
    with connect(dashboard.settings) as conn:
        conn.execute("DELETE FROM login_attempt")
    opened = []

    def make(path: str = "/", **options: Any) -> Page:
        context = browser.new_context(locale="vi-VN", **options)
        opened.append(context)
        page = context.new_page()
        page.goto(dashboard.url + path)
        return page

    yield make
    for context in opened:
        context.close()


def sign_in(page: Page, name: str, password: str = PASSWORD) -> None:
    page.fill("#ten", name)
    page.fill("#mat-khau", password)
    page.click("main button[type=submit]")


@pytest.mark.parametrize("width", [360, 1440])
def test_the_door_fits_names_its_fields_and_asks_for_nothing_elsewhere(
    fresh: Open, dashboard: Any, width: int
) -> None:
    page = fresh("/dang-nhap", viewport={"width": width, "height": 780})
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.reload()
    assert asked
    assert {url.startswith((dashboard.url, "data:")) for url in asked} == {True}
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate("document.documentElement.lang") == "vi"
    assert page.get_by_label("Tên đăng nhập").count() == page.get_by_label("Mật khẩu").count() == 1
    assert page.locator("h1").inner_text() == "Đăng nhập"
    assert page.evaluate("document.activeElement.id") == "ten"
    button = page.locator("main button").bounding_box()
    assert button is not None
    assert button["height"] >= 36, "a finger hits it"


def test_one_signs_in_by_keyboard_alone_and_goes_where_one_wanted_to(fresh: Open) -> None:
    page = fresh("/chat-luong?den-ngay=2024-06-30")
    assert "/dang-nhap?tiep=" in page.url
    page.keyboard.type("so-tu-phap")
    page.keyboard.press("Tab")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/chat-luong?den-ngay=2024-06-30")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Đến nội dung chính"
    box = page.locator(".skip").bounding_box()
    assert box is not None
    assert box["y"] >= 0, "the skip link is seen when it is reached"


def test_a_refusal_is_told_to_eyes_and_to_screen_readers(fresh: Open) -> None:
    page = fresh("/dang-nhap")
    sign_in(page, "so-tu-phap", "sai mật khẩu rồi")
    alert = page.get_by_role("alert")
    assert "không đúng" in alert.inner_text()
    assert page.input_value("#ten") == "so-tu-phap"
    assert page.input_value("#mat-khau") == ""
    assert page.evaluate("document.activeElement.id") == "mat-khau"
    assert page.get_attribute("#mat-khau", "aria-describedby") == alert.get_attribute("id")


def test_who_tries_too_often_reads_how_long_to_wait(fresh: Open) -> None:
    page = fresh("/dang-nhap")
    for _ in range(6):
        sign_in(page, "xa-an-hiep", "sai mật khẩu rồi")
    assert re.search(r"Hãy đợi \d+ phút", page.get_by_role("alert").inner_text())


def test_it_all_works_without_script(fresh: Open) -> None:
    page = fresh("/", java_script_enabled=False)
    sign_in(page, "xa-an-hiep")
    page.wait_for_url(re.compile(r"^(?!.*dang-nhap)"))
    assert "Xã An Hiệp" in page.inner_text("main")
    page.click("text=Đăng xuất")
    page.wait_for_url("**/dang-nhap")


def test_signing_out_closes_the_page_for_the_back_button_too(fresh: Open) -> None:
    page = fresh("/mat-khau")
    sign_in(page, "so-tu-phap")
    page.wait_for_url("**/mat-khau")
    page.click("text=Đăng xuất")
    page.wait_for_url("**/dang-nhap")
    page.go_back()
    assert page.locator("h1").inner_text() == "Đăng nhập", "no page is kept by the browser"


@pytest.mark.parametrize(
    ("account", "sees", "units"),
    [
        ("so-tu-phap", "mọi đơn vị", 0),
        ("huyen-ba-tri", "sổ của huyện và các xã thuộc huyện", 24),
        ("xa-an-hiep", "sổ của đơn vị", 1),
    ],
)
def test_each_role_reads_what_it_may_see(fresh: Open, account: str, sees: str, units: int) -> None:
    page = fresh("/mat-khau")
    sign_in(page, account)
    page.wait_for_url("**/mat-khau")
    assert sees in page.inner_text(".facts")
    assert page.locator("details li").count() >= units
    assert (page.locator("details li").count() == 0) == (units == 0)


def test_a_unit_finds_no_page_of_another_unit_or_of_the_machine_room(fresh: Open, dashboard: Any) -> None:
    page = fresh("/mat-khau")
    sign_in(page, "xa-an-hiep")
    page.wait_for_url("**/mat-khau")
    other = next(unit for unit in dashboard.plan.units if unit.code == "28909")
    for path in (f"/don-vi/{other.unit_id}", "/dia-ban/20083601", "/khong-co"):
        answer = page.goto(dashboard.url + path)
        assert answer is not None
        assert answer.status in {403, 404}, path
        assert other.name not in page.inner_text("main")
        assert page.locator("main a.button").inner_text() == "Về trang đầu"
    assert page.locator("nav", has_text="Vận hành").count() == 0


def test_a_password_that_somebody_else_set_is_changed_before_anything_else(
    fresh: Open, dashboard: Any
) -> None:
    add_account(dashboard.settings, "xa-moi-lap", "unit", "28855", PASSWORD)
    page = fresh("/")
    sign_in(page, "xa-moi-lap")
    page.wait_for_url("**/mat-khau")
    assert "do người khác đặt" in page.inner_text("main")
    assert page.locator("nav").count() == 0
    page.fill("#hien-nay", PASSWORD)
    page.fill("#moi", NEW)
    page.fill("#nhac-lai", NEW)
    page.click("main button[type=submit]")
    page.wait_for_url("**/mat-khau?da-doi=1")
    assert "Đã đổi mật khẩu" in page.get_by_role("status").inner_text()
    assert page.locator("nav").count() >= 1


@pytest.mark.parametrize(
    ("now", "new", "again", "field", "says"),
    [
        ("sai mật khẩu rồi", NEW, NEW, "hien-nay", "Mật khẩu hiện nay không đúng"),
        (PASSWORD, "ngắn", "ngắn", "moi", "ít nhất 12 ký tự"),
        (PASSWORD, NEW, NEW + "!", "nhac-lai", "không giống nhau"),
        ("", "", "", "hien-nay", "Mật khẩu hiện nay không đúng"),
    ],
)
def test_a_password_that_is_refused_is_told_beside_its_field(
    fresh: Open, now: str, new: str, again: str, field: str, says: str
) -> None:
    page = fresh("/mat-khau")
    sign_in(page, "huyen-ba-tri")
    page.wait_for_url("**/mat-khau")
    page.fill("#hien-nay", now)
    page.fill("#moi", new)
    page.fill("#nhac-lai", again)
    page.keyboard.press("Enter")
    assert says in page.get_by_role("alert").inner_text()
    assert page.evaluate("document.activeElement.id") == "loi"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == field
    assert page.locator("[aria-invalid]").get_attribute("id") == field


def test_a_name_or_password_left_out_is_asked_for_and_counts_as_no_attempt(
    fresh: Open, dashboard: Any
) -> None:
    page = fresh("/dang-nhap")
    sign_in(page, "so-tu-phap", "")
    assert page.get_by_role("alert").inner_text() == "Nhập cả tên đăng nhập và mật khẩu."
    assert page.input_value("#ten") == "so-tu-phap"
    with connect(dashboard.settings) as conn:
        assert conn.execute("SELECT count(*) FROM login_attempt").fetchone() == (0,)
