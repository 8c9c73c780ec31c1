"""A difficulty's way in a real browser: a unit reports it, the district answers, the unit closes it; by keyboard, and with faults."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page
from tests.web.keyboard import choose, tab_to

pytestmark = pytest.mark.web

Visits = Callable[..., Any]
FORM = "details.act form"


def history(page: Page) -> list[list[str]]:
    """The rows of a difficulty's history."""
    rows = page.locator("h2:has-text('Quá trình') + .table tbody tr")
    return [rows.nth(number).locator("th, td").all_inner_texts() for number in range(rows.count())]


def facts(page: Page) -> dict[str, str]:
    """What stands at its head."""
    names, values = (page.locator(f".facts {tag}").all_inner_texts() for tag in ("dt", "dd"))
    return dict(zip(names, values, strict=True))


def report(page: Page, words: str, kind: str = "equipment") -> None:
    page.click("details.act summary")
    page.select_option("#loai", kind)
    page.fill("#noi-dung-kk", words)
    page.click(f"{FORM} button")


def test_a_unit_reports_the_district_answers_and_the_unit_closes(visit: Visits) -> None:
    words = "Không có máy quét khổ A3, 12 quyển khổ lớn chưa quét được."
    unit = visit("xa-an-hiep").open("/kho-khan")
    report(unit, words)
    unit.wait_for_url(re.compile(r"/kho-khan/\d+$"))
    path = "/kho-khan/" + unit.url.rsplit("/", 1)[1]
    assert words in unit.inner_text("main .lead")
    assert facts(unit)["Trạng thái"] == "chờ trả lời"
    assert facts(unit)["Cấp đang giải quyết"] == "UBND huyện Châu Thành"
    assert unit.locator("main form").count() == 0, "it waits for the level above"

    district = visit("huyen-chau-thanh").open("/kho-khan?loai=equipment")
    district.click(f"main tbody tr:has-text('{words}') th a")
    district.wait_for_url(f"**{path}")
    district.fill("#tra-loi", "Huyện cho mượn máy từ tuần sau.")
    district.click("form:has(#tra-loi) button")
    district.wait_for_url(f"**{path}")
    assert facts(district)["Trạng thái"] == "đã trả lời, chờ giải quyết xong"

    unit.reload()
    assert "Huyện cho mượn máy từ tuần sau." in unit.inner_text("main")
    unit.fill("#dong", "Đã quét xong 12 quyển.")
    unit.click("form:has(#dong) button")
    unit.wait_for_url(f"**{path}")
    assert [(row[0], row[2], row[4]) for row in history(unit)] == [
        ("14/03/2025", "–", "UBND huyện Châu Thành"),
        ("14/03/2025", "Huyện cho mượn máy từ tuần sau.", "UBND huyện Châu Thành"),
        ("14/03/2025", "Đã quét xong 12 quyển.", "UBND huyện Châu Thành"),
    ]
    assert unit.locator("main form").count() == 0, "it is over"
    assert words not in visit("huyen-chau-thanh").open("/kho-khan").inner_text("main")


def test_all_of_it_by_keyboard_alone(visit: Visits) -> None:
    page = visit("xa-an-hiep").open("/kho-khan")
    tab_to(page, "details.act summary")
    page.keyboard.press("Enter")
    tab_to(page, "#loai")
    choose(page, "staff")
    tab_to(page, f"{FORM} button")
    page.keyboard.press("Space")
    page.wait_for_selector("#loi")
    assert page.evaluate("document.activeElement.id") == "loi", "the focus is on what is wrong"
    assert page.inner_text("#loi") == "Nội dung còn trống: ghi một hai câu."
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "noi-dung-kk", "and beside the field"
    page.keyboard.type("Chỉ một công chức, 40 quyển chưa nhập.")
    tab_to(page, f"{FORM} button")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/kho-khan/\d+$"))

    district = visit("huyen-chau-thanh").open("/kho-khan/" + page.url.rsplit("/", 1)[1])
    tab_to(district, "#chuyen-len")
    district.keyboard.type("Huyện không có người.")
    district.keyboard.press("Tab")
    district.keyboard.press("Space")
    district.wait_for_selector("tbody tr:nth-child(2)")
    assert "Sở Tư pháp" in history(district)[1][4]
    assert district.locator("main form").count() == 0, "it is no longer the district's"


@pytest.mark.parametrize(
    ("kind", "words", "request_", "field", "says"),
    [
        ("", "Thiếu máy.", "Cho mượn máy.", "loai", "Chọn loại khó khăn"),
        ("funds", "", "Cho mượn máy.", "noi-dung-kk", "còn trống"),
        ("funds", "Sổ của CCCD 083199001234 rách.", "Cho mượn máy.", "noi-dung-kk", "9 hoặc 12 chữ số"),
        ("funds", "Sổ 2016 rách, " * 200, "Cho mượn máy.", "noi-dung-kk", "dài quá 2000 chữ"),
        ("funds", "Thiếu máy.", "Hỏi ông Trần Văn Bí Mật.", "de-nghi", "Đề nghị có vẻ nêu tên một người"),
    ],
)
def test_what_is_wrong_stands_beside_its_field_and_nothing_typed_is_lost(
    visit: Visits, kind: str, words: str, request_: str, field: str, says: str
) -> None:
    page = visit("xa-an-hiep").open("/kho-khan")
    page.click("details.act summary")
    page.select_option("#loai", kind)
    page.select_option("#giai-doan", "huyen_xa_4")
    page.fill("#noi-dung-kk", words)
    page.fill("#de-nghi", request_)
    page.click(f"{FORM} button")
    alert = page.get_by_role("alert")
    assert says in alert.inner_text()
    assert page.evaluate("document.activeElement.id") == alert.get_attribute("id")
    message, beside = alert.bounding_box(), page.locator(f"#{field}").bounding_box()
    assert message is not None
    assert beside is not None
    assert 0 <= beside["y"] - (message["y"] + message["height"]) < 40
    invalid = page.locator("[aria-invalid]")
    assert [invalid.get_attribute("id"), invalid.count()] == [field, 1]
    assert "loi" in str(invalid.get_attribute("aria-describedby")).split()
    kept = [page.input_value(f"#{one}") for one in ("loai", "giai-doan", "noi-dung-kk", "de-nghi")]
    assert kept == [kind, "huyen_xa_4", words, request_]


def test_an_answer_that_is_refused_stays_in_its_own_form(visit: Visits) -> None:
    page = visit("huyen-ba-tri").open("/kho-khan")
    page.locator("main tbody th a").first.click()
    page.fill("#dong", "Bà Lê Thị Bí Mật đã nhận máy.")
    page.fill("#tra-loi", "còn dở")
    page.click("form:has(#dong) button")
    assert "Kết quả có vẻ nêu tên" in page.inner_text("form:has(#dong) [role=alert]")
    assert page.input_value("#dong") == "Bà Lê Thị Bí Mật đã nhận máy."
    assert page.locator("[role=alert]").count() == 1
    page.fill("#den-ngay", "01/03/2025")
    page.click("form.date button[type=submit]")
    assert page.locator("h1").inner_text() == "Không có trang này", "that day it was not yet there"


def test_filters_leave_what_was_asked_for(visit: Visits) -> None:
    page = visit().open("/kho-khan")
    every = page.locator("main tbody tr").count()
    page.select_option("#loai-loc", "lost_books")
    page.select_option("#cap", "province")
    page.click("form.filters button")
    kinds = page.locator("main tbody td:nth-of-type(1)").all_inner_texts()
    assert 0 < len(kinds) < every
    assert all(kind.startswith("Sổ đã mất") for kind in kinds)
    assert all("Sở Tư pháp" in one for one in page.locator("main tbody td:nth-of-type(4)").all_inner_texts())
    assert page.inner_text("main [role=status]").startswith(f"{len(kinds)} khó khăn")
