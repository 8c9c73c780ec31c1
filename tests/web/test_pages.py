"""The pages of progress in a real browser: their charts are drawn, and their numbers are the board's."""

import io
import re
from collections.abc import Callable
from datetime import date
from typing import Any

import openpyxl
import pytest
from playwright.sync_api import Page

from hotich.charts import headline
from hotich.progress import Scope, Standing, worst_first
from hotich.text.shown import show_number, show_percent

pytestmark = pytest.mark.web

AN_HIEP, BA_TRI = 32885501, 20083601
STAGE = "huyen_xa_4"
PAGES = {
    "/": 3, f"/giai-doan/{STAGE}": 4, "/dia-ban": 1, f"/dia-ban/{BA_TRI}": 4, "/don-vi": 1, f"/don-vi/{AN_HIEP}": 3,
    "/chat-luong": 4, "/kinh-phi": 2,
}  # fmt: skip
"""Path → the least number of figures."""

Visits = Callable[..., Any]


@pytest.fixture(scope="module", params=PAGES)
def path(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_every_figure_is_drawn_and_tells_its_day_and_denominator(visit: Visits, path: str) -> None:
    for width in (360, 1440):
        page = visit().open(path, width)
        figures = page.locator("figure.chart")
        assert figures.count() >= PAGES[path]
        for number in range(figures.count()):
            figure = figures.nth(number)
            assert figure.get_attribute("data-chart") == "drawn"
            assert figure.locator("[data-drawing] svg path, [data-drawing] svg line").count() > 3
            assert "Số liệu đến ngày 14/03/2025" in figure.inner_text()
            assert re.search(
                r"Mẫu số|Trên 1\.000|Tổng cộng|lần vi phạm|Đơn vị: triệu đồng", figure.inner_text()
            )
            assert figure.locator("table tbody tr").count() >= 1


@pytest.mark.parametrize("path", [f"/don-vi/{AN_HIEP}", "/chat-luong", "/van-hanh", "/don-doc"])
def test_what_is_shown_as_it_is_now_bears_todays_date_whatever_day_is_chosen(
    visit: Visits, path: str
) -> None:
    """The queue, the books and the runs are kept as they are now: under another day's date they would be false."""
    visitor = visit()
    page = visitor.open(path)
    today = [(one.get_attribute("id"), one.inner_text()) for one in page.locator("figure.chart").all()]
    tables = page.locator("main section table").all_inner_texts()
    page = visitor.open(path + "?den-ngay=2024-01-31")
    assert "ngày 14/03/2025, không theo ngày số liệu 31/01/2024 đã chọn" in page.locator("main").inner_text()
    for number, figure in enumerate(page.locator("figure.chart").all()):
        if figure.get_attribute("id") == "viec-theo-tuoi":
            assert (figure.get_attribute("id"), figure.inner_text()) in today
        else:
            assert "Số liệu đến ngày 31/01/2024" in figure.inner_text(), number
    if path != f"/don-vi/{AN_HIEP}":  # its returned files are those of the chosen day
        assert page.locator("main section table").all_inner_texts() == tables


def assert_shows(page: Page, standing: Standing) -> None:
    hero = page.locator(".hero").inner_text()
    assert headline(standing) in hero
    assert standing.adherence.term in hero
    assert standing.planned is not None
    assert f"{show_number(standing.earned)} / {show_number(standing.planned)}" in hero
    assert show_percent(standing.accepted_percent) in hero
    assert show_number(standing.delivered) in hero
    assert f"{show_number(standing.returned)} dòng" in hero


@pytest.mark.parametrize(
    ("path", "scope"),
    [
        ("/", Scope()),
        (f"/giai-doan/{STAGE}", Scope(stage_id=STAGE)),
        (f"/dia-ban/{BA_TRI}", Scope(district_id=BA_TRI)),
        (f"/don-vi/{AN_HIEP}", Scope(unit_id=AN_HIEP)),
    ],
)
def test_the_numbers_are_the_boards(visit: Visits, dashboard: Any, path: str, scope: Scope) -> None:
    assert_shows(visit().open(path), dashboard.board.standing(scope))


def test_the_stages_stand_in_the_table_with_their_numbers_and_pages(visit: Visits, dashboard: Any) -> None:
    page = visit().open("/")
    board = dashboard.board
    stages = board.standings(board.scopes(by="stage"))
    figure = page.locator("#so-do-giai-doan")
    figure.locator("summary").click()
    rows = figure.locator("tbody tr")
    assert rows.count() == len(stages)
    for number, one in enumerate(stages):
        cells = rows.nth(number).locator("th, td").all_inner_texts()
        assert cells[0] == one.title
        assert cells[3:5] == [show_number(one.planned), show_number(one.earned)]
        assert cells[7] == headline(one)
    rows.last.locator("a").click()
    page.wait_for_url(f"**/giai-doan/{stages[-1].scope.stage_id}")


def test_units_stand_worst_first_and_can_be_found(visit: Visits, dashboard: Any) -> None:
    board = dashboard.board
    expected = [
        one.title for one in worst_first(board.standings(board.scopes(by="unit"))) if "Mỹ" in one.title
    ]
    page = visit().open("/don-vi?tim=my")
    shown = page.locator("main .table tbody tr th").first
    assert shown.inner_text() in expected or "My" in shown.inner_text()
    page.fill("#tim", "An Hiep")
    page.click("form.filters button")
    names = page.locator("main > .table tbody tr th").all_inner_texts()
    assert names
    assert all("An Hiệp" in name for name in names)
    page.select_option("#loc", "thieu-thong-ke")
    page.fill("#tim", "")
    page.click("form.filters button")
    missing = [one for one in board.standings(board.scopes(by="unit")) if one.planned is None]
    assert page.locator("main > .table tbody tr").count() == len(missing)


def test_downloads_open_and_hold_the_same_numbers(visit: Visits, dashboard: Any) -> None:
    visitor = visit()
    page = visitor.open("/")
    with page.expect_download() as started:
        page.locator("#so-do-giai-doan .downloads a").nth(1).click()
    sheet = openpyxl.load_workbook(io.BytesIO(started.value.path().read_bytes())).active
    assert sheet is not None
    lines = [list(row) for row in sheet.iter_rows(values_only=True)]
    assert lines[1][0] == "Số liệu đến ngày 14/03/2025"
    board = dashboard.board
    stages = board.standings(board.scopes(by="stage"))
    assert [line[3:5] for line in lines[5:]] == [[one.planned, one.earned] for one in stages]
    with page.expect_download() as started:
        page.locator("#duong-tien-do .downloads a").first.click()
    assert started.value.suggested_filename == "duong-tien-do-2025-03-14.png"
    assert started.value.path().read_bytes()[:4] == b"\x89PNG"


@pytest.mark.parametrize("path", PAGES)
def test_every_download_of_every_page_answers(visit: Visits, path: str) -> None:
    visitor = visit()
    page = visitor.open(path)
    links = page.evaluate("[...document.querySelectorAll('figure .downloads a')].map(e => e.href)")
    assert len(links) == 2 * page.locator("figure.chart").count()
    for link in links:
        answer = visitor.context.request.get(link)
        assert answer.status == 200, link
        assert answer.body()[:4] == (b"\x89PNG" if ".png" in link else b"PK\x03\x04")


def test_without_script_the_numbers_and_tables_are_there(visit: Visits, dashboard: Any, browser: Any) -> None:
    state = visit().context.storage_state()
    context = browser.new_context(java_script_enabled=False, storage_state=state)
    page = context.new_page()
    page.goto(dashboard.url + "/")
    assert_shows(page, dashboard.board.standing(Scope()))
    page.locator("#so-do-giai-doan summary").click()
    assert page.locator("#so-do-giai-doan tbody tr").first.is_visible()
    context.close()


def test_another_data_date_gives_that_days_numbers_and_goes_along(visit: Visits, dashboard: Any) -> None:
    day = date(2022, 6, 30)
    page = visit().open(f"/?den-ngay={day}")
    assert_shows(page, dashboard.board_of(day).standing(Scope()))
    assert "Số liệu đến ngày 30/06/2022" in page.locator("#duong-tien-do").inner_text()
    page.click("nav a:has-text('Địa bàn')")
    assert page.url.endswith(f"?den-ngay={day}")
    assert "Số liệu đến ngày 30/06/2022" in page.locator("main").inner_text()


def test_everything_is_reached_by_keyboard(visit: Visits) -> None:
    page = visit().open("/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Đến nội dung chính"
    page.keyboard.press("Enter")
    page.locator("#so-do-giai-doan summary").focus()
    page.keyboard.press("Enter")
    assert page.locator("#so-do-giai-doan details").get_attribute("open") is not None
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('role')") == "region"
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline != "none"


def test_a_district_begins_with_its_own_page_and_sees_no_other(visit: Visits, dashboard: Any) -> None:
    visitor = visit("huyen-ba-tri")
    page = visitor.open("/")
    assert page.url.endswith(f"/dia-ban/{BA_TRI}")
    assert_shows(page, dashboard.board.standing(Scope(district_id=BA_TRI)))
    assert page.locator("nav a:has-text('Vận hành')").count() == 0
    other = next(
        one.district_id for one in dashboard.board.scopes(by="district") if one.district_id != BA_TRI
    )
    for path in (f"/dia-ban/{other}", f"/don-vi/{AN_HIEP}", f"/dia-ban/{other}/tai/don-vi.xlsx"):
        assert visitor.context.request.get(visitor.base + path).status == 404
    assert visitor.context.request.get(visitor.base + "/van-hanh").status == 403


def test_a_unit_sees_its_books_and_what_to_do_next(visit: Visits, dashboard: Any) -> None:
    page = visit("xa-an-hiep").open(f"/don-vi/{AN_HIEP}")
    standing = dashboard.board.standing(Scope(unit_id=AN_HIEP))
    assert_shows(page, standing)
    books = page.locator("section[aria-labelledby=cac-quyen] tbody tr")
    assert books.count() >= standing.books_planned
    assert page.locator("h2:has-text('Việc cần làm tiếp')").count() == 1


def test_a_unit_that_made_no_books_begins_with_those_it_answers_for(visit: Visits, dashboard: Any) -> None:
    page = visit("xa-an-hiep").open("/")
    former = page.locator("section[aria-labelledby=don-vi-cu] li")
    names = former.all_inner_texts()
    standing = dashboard.board.standing(Scope(unit_id=AN_HIEP))
    assert any("Xã An Hiệp" in name and headline(standing) in name for name in names), names
    assert page.locator(".hero").count() == 0
    former.locator(f"a[href$='/don-vi/{AN_HIEP}']").click()
    page.wait_for_url(f"**/don-vi/{AN_HIEP}")


def test_a_bar_leads_to_its_page(visit: Visits) -> None:
    page = visit().open("/dia-ban")
    page.locator("[data-drawing] svg .layer_1_marks path").first.click()
    page.wait_for_url("**/dia-ban/*")


def test_a_district_sees_the_trend_of_what_came_back_and_why_there_is_none_of_warnings(visit: Visits) -> None:
    page = visit("huyen-ba-tri").open("/chat-luong")
    ids = [one.get_attribute("id") for one in page.locator("figure.chart").all()]
    assert "quy-tac-tra-lai" in ids
    assert "quy-tac-canh-bao" not in ids
    assert "không được giữ lại" in page.locator("main").inner_text()
    whole = visit().open("/chat-luong")
    assert "không được giữ lại" not in whole.locator("main").inner_text()

    def told(page: Page) -> int:
        said = page.locator("#quy-tac-tra-lai figcaption").inner_text()
        found = re.search(r"([\d.]+) lần vi phạm", said)
        assert found, said
        return int(found[1].replace(".", ""))

    assert 0 < told(page) < told(whole)


def test_quality_names_each_rule_with_its_message(visit: Visits, dashboard: Any) -> None:
    from hotich.progress.returned import open_rules
    from hotich.quality.catalogue import RULES
    from hotich.storage.database import connect

    with connect(dashboard.settings) as conn:
        found = [one for one in open_rules(conn) if one.severity == "error"]
    messages = {rule.id: rule.message for rule in RULES}
    text = visit().open("/chat-luong").locator("main").inner_text()
    for one in found[:10]:
        assert messages[one.rule_id] in text
        assert one.rule_id in text


def test_runs_tell_the_next_step_of_each_incident(visit: Visits, dashboard: Any) -> None:
    from hotich.storage.database import connect
    from hotich.storage.incidents import open_incidents

    with connect(dashboard.settings) as conn:
        incidents = open_incidents(conn)
    assert incidents, "the history has overdue stages"
    page = visit().open("/van-hanh")
    tasks = page.locator("section[aria-labelledby=su-viec] li")
    assert tasks.count() == len(incidents)
    assert incidents[0].next_step in tasks.first.inner_text()
    assert page.locator(".table[aria-labelledby=tung-giai-doan] tbody tr").count() == len(
        dashboard.plan.stages
    )
