"""The page about money in a real browser: year and authority are chosen, unverified prices marked, the workbook says the same."""

import io
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
from playwright.sync_api import Page
from tests.web.keyboard import tab_to

from hotich.budget.costing import UNVERIFIED, load_costing
from hotich.budget.totals import UNSPENT
from hotich.text.shown import show_number

pytestmark = pytest.mark.web

Visits = Callable[..., Any]
CELLS = "rows => rows.map(row => [...row.children].map(cell => cell.textContent.trim()))"


def table(page: Page, selector: str) -> list[list[str]]:
    """The cells of a table's body, also of one that is folded up."""
    rows: list[list[str]] = page.locator(f"{selector} tbody tr").evaluate_all(CELLS)
    return rows


def told_spending(line: list[Any], lines: list[list[Any]]) -> str:
    """What the page says of a line's spending: in words where the authority entered none of the year."""
    known = [one[5] for one in lines if one[:2] == line[:2] and one[5] not in {None, ""}]
    return show_number(line[5]) if known else UNSPENT


def workbook(page: Page) -> Any:
    with page.expect_download() as started:
        page.click("text=Tải bảng tính cho cơ quan tài chính")
    assert started.value.suggested_filename == "du-toan-2025-03-14.xlsx"
    return openpyxl.load_workbook(io.BytesIO(started.value.path().read_bytes()), data_only=True)


def test_a_year_and_an_authority_are_chosen_by_keyboard(visit: Visits) -> None:
    page = visit().open("/kinh-phi")
    assert page.locator("h2#nam").inner_text() == "Năm 2025, theo cơ quan chi"
    tab_to(page, "h2#cac-nam + .table a[href*='nam=2024']")
    page.keyboard.press("Enter")
    page.wait_for_url("**nam=2024")
    assert page.locator("h2#nam").inner_text() == "Năm 2024, theo cơ quan chi"
    assert page.locator("a[aria-current=true]").inner_text() == "2024"
    (row,) = [row for row in table(page, "h2#nam + .table") if "Châu Thành" in row[0]]
    assert row[3] == "123.456"
    tab_to(page, "h2#nam + .table tbody a")
    page.keyboard.press("Enter")
    opened = page.locator("details[open] .table")
    assert opened.count() == 1
    assert opened.is_visible()
    assert opened.locator("tbody tr").count() >= 1
    assert page.evaluate("document.activeElement.id") == opened.get_attribute("id")


def test_every_unverified_price_is_marked_beside_it(visit: Visits, dashboard: Any) -> None:
    page = visit().open("/kinh-phi")
    prices = load_costing(dashboard.plan).text.prices
    doubted = {show_number(one.dong) for one in prices if not one.verified}
    assert doubted
    rows = table(page, "h2#don-gia + .table")
    assert len(rows) == len(prices)
    assert [row[4] == UNVERIFIED for row in rows] == [not one.verified for one in prices]
    cells = [row[2] for row in table(page, "details .table:has(th:text-is('Đơn giá'))") if len(row) > 1]
    known = [cell for cell in cells if cell != "–"]
    assert len(known) > len(prices)
    assert [
        cell for cell in known if cell.removesuffix(UNVERIFIED) in doubted and not cell.endswith(UNVERIFIED)
    ] == []
    assert "DỰ THẢO" in page.inner_text("main [role=status]")


def test_the_workbook_says_what_the_page_says(visit: Visits) -> None:
    page = visit().open("/kinh-phi")
    book = workbook(page)
    spent = [list(line) for line in book["Đã chi"].iter_rows(values_only=True)]
    start = next(number for number, line in enumerate(spent) if line[0] == "Năm")
    lines = [line for line in spent[start + 1 :] if line[0] is not None]
    for year in (2024, 2025):
        page = visit().open(f"/kinh-phi?nam={year}")
        shown = []
        for number in range(page.locator("details:has(.table[id^=co-quan])").count()):
            details = page.locator("details:has(.table[id^=co-quan])").nth(number)
            name = details.locator("summary").inner_text().partition(":")[0]
            rows = details.locator("tbody tr").evaluate_all(CELLS)
            # What there is to tell of a line stands in a row below it.
            for row, below in zip(rows, [*rows[1:], []], strict=True):
                if len(row) > 1:
                    shown.append(
                        [name, row[0], *row[3:], below[0].removesuffix(".") if len(below) == 1 else ""]
                    )
        written = [
            [
                str(line[1]).partition(" (")[0],
                line[2],
                *(show_number(value if value != "" else None) for value in line[3:5]),
                told_spending(line, lines),
                *(show_number(value if value != "" else None) for value in line[6:9]),
                ("+" if isinstance(line[9], int) and line[9] > 0 else "")
                + show_number(None if line[9] in {"", None} else line[9]),
                line[10] or "",
            ]
            for line in lines
            if line[0] == year
        ]
        assert shown == written
        assert shown
    assert book["Tổng hợp"]["A3"].value in page.inner_text("main [role=status]")
