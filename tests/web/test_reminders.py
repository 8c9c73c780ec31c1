"""The reminders in a real browser: found by name and subject, and the workbook has the lines of the page."""

import io
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
from playwright.sync_api import Page
from tests.web.keyboard import choose, tab_to

pytestmark = pytest.mark.web

Visits = Callable[..., Any]
ROWS = """() => { let unit = ""; return [...document.querySelectorAll("main tbody tr")].map((row) => {
  unit = row.querySelector("th")?.innerText ?? unit;
  return [unit, ...[...row.querySelectorAll("td")].map((cell) => cell.innerText)]; }); }"""


def downloaded(page: Page) -> list[list[Any]]:
    """The lines of the workbook in the page's columns: unit, subject, figures, what to do, step, news."""
    with page.expect_download() as started:
        page.click("main [role=status] a")
    assert started.value.suggested_filename == "danh_sach_don_doc.xlsx"
    sheet = openpyxl.load_workbook(io.BytesIO(started.value.path().read_bytes())).active
    assert sheet is not None
    heads, *lines = list(sheet.iter_rows(min_row=4, values_only=True))
    at = {str(name): number for number, name in enumerate(heads)}
    wanted = ("Đơn vị", "Việc", "Nội dung", "Việc cần làm", "Bậc", "Lần này")
    return [[line[at[name]] for name in wanted] for line in lines]


def test_the_workbook_has_the_lines_of_the_page(visit: Visits) -> None:
    page = visit().open("/don-doc")
    rows = page.evaluate(ROWS)
    assert len(rows) > 100
    assert downloaded(page) == rows


def test_found_by_name_and_subject_by_keyboard_and_downloaded_so(visit: Visits) -> None:
    page = visit().open("/don-doc?den-ngay=2025-01-31")
    whole = page.evaluate(ROWS)
    tab_to(page, "#tim")
    page.keyboard.type("my")
    tab_to(page, "#viec")
    choose(page, "pace")
    tab_to(page, "form.filters button")
    page.keyboard.press("Enter")
    page.wait_for_url("**tim=my**")
    rows = page.evaluate(ROWS)
    assert rows == [row for row in whole if "Mỹ" in row[0] and row[1] == "Chậm so với tốc độ cần có"]
    assert rows
    assert len({row[0] for row in rows}) > 1
    assert f"{len(rows)} việc." in page.inner_text("main [role=status]")
    assert page.input_value("#den-ngay") == "31/01/2025"
    assert [page.input_value("#tim"), page.input_value("#viec")] == ["my", "pace"]
    assert downloaded(page) == rows


def test_a_unit_is_reminded_of_its_own_things(visit: Visits) -> None:
    whole = visit().open("/don-doc").evaluate(ROWS)
    page = visit("huyen-chau-thanh").open("/don-doc")
    rows = page.evaluate(ROWS)
    assert 0 < len(rows) < len(whole)
    assert all("Châu Thành" in row[0] for row in rows)
    assert downloaded(page) == rows
    page.locator("main tbody th a").first.click()
    page.wait_for_url("**/don-vi/**")
