"""The validation report in a real browser: offline, readable on a phone and on a desk, naming nobody."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page
from tests.web.accessibility import violations

from hotich.jobs.checking import check_file
from hotich.registers import BIRTH
from hotich.registers.examples import example_rows
from hotich.settings import Settings

pytestmark = pytest.mark.web

CANARY = "Người Không Được Nêu Tên"


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report on a small book with a returned row, a warned row and a sound one."""
    folder = tmp_path_factory.mktemp("report") / "28801"
    folder.mkdir()
    book = folder / "x.KS.2016.1.csv"
    example = example_rows(BIRTH)[0]
    sound = {field.column: example.get(field.name, "") for field in BIRTH.fields}
    rows = [sound | {"so": f"0{n}/2016", "ngayDangKy": "05.02.2016", "noiDangKy": ""} for n in (1, 2, 3)]
    rows[0] |= {"nksGioiTinh": "9", "nksHoTen": CANARY}
    rows[1] |= {"nksNgaySinh": "30.02.2016"}
    lines = [",".join(sound), *(",".join(f'"{row[column]}"' for column in sound) for row in rows)]
    book.write_text("\n".join(lines), encoding="utf-8")
    result = check_file(Settings.read(), book, None, folder)
    assert (result["rows"], result["returned"]) == (3, 1), result
    return Path(result["report"])


def open_at(browser: Browser, report: Path, width: int) -> tuple[Page, list[str]]:
    """The page at that width, and the addresses it asked for beside its own."""
    page = browser.new_page(viewport={"width": width, "height": 800})
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(report.as_uri())
    return page, [url for url in asked if url != report.as_uri()]


@pytest.mark.parametrize("width", [360, 1440])
def test_it_fits_the_screen_and_asks_for_nothing(browser: Browser, report: Path, width: int) -> None:
    page, asked = open_at(browser, report, width)
    assert asked == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate("document.documentElement.lang") == "vi"
    assert page.locator("h1").count() == 1
    page.close()


def test_it_says_which_rules_were_broken_and_names_nobody(browser: Browser, report: Path) -> None:
    page, _ = open_at(browser, report, 1440)
    text = page.inner_text("body")
    assert "Trả lại" in text
    assert "KS-" in text
    assert CANARY not in page.content()
    assert page.locator("table").count() >= 1
    assert page.locator("table:not(:has(th))").count() == 0
    page.close()


@pytest.mark.parametrize("width", [360, 1440])
def test_it_can_be_read_by_everyone(browser: Browser, report: Path, width: int) -> None:
    page, _ = open_at(browser, report, width)
    assert violations(page) == []
    page.close()
