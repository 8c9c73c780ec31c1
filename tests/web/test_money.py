"""The page about money in a browser: all years and what lateness moves; on a telephone every figure in sight beside its name."""

import re

import pytest

from hotich.progress import Scope
from hotich.text.shown import show_day, show_number

pytestmark = pytest.mark.web


def numbers(texts):
    return [int(text.replace(".", "")) if re.fullmatch(r"[\d.]+", text) else text for text in texts]


def rows(page, heading):
    """The rows of the table below a heading, each as its cells."""
    table = page.locator(f"[aria-labelledby={heading}] table")
    return [numbers(row.locator("th, td").all_inner_texts()) for row in table.locator("tbody tr").all()]


def test_all_years_stand_there_with_their_sum(visit):
    page = visit().open("/kinh-phi")
    *years, total = rows(page, "cac-nam")
    assert [row[0] for row in years] == list(range(2019, 2026))
    done, to_do = 4, 6
    for column in (done, to_do):
        assert total[column] == sum(row[column] for row in years) > 0
    # The dashboard of these tests knows of one document, of 2024.
    assert {row[0]: row[3] for row in years if row[3] != "chưa ghi số chi"} == {
        2024: "123.456\n9/10 cơ quan chưa ghi"
    }
    assert total[3] == "123.456\nchưa ghi đủ mọi năm"


def test_what_falls_due_after_the_deadline_is_told_by_the_boards_forecast(visit, dashboard):
    page = visit().open("/kinh-phi")
    standing = dashboard.board.standing(Scope())
    *years, total, late = rows(page, "toc-do")
    heads = page.locator("[aria-labelledby=toc-do] thead").inner_text()
    assert show_day(standing.forecast.p50) in heads
    assert show_day(standing.forecast.p80) in heads
    assert total[1] == total[2] == total[3]
    assert late[0] == f"Trong đó sau hạn {show_day(standing.end)}"
    for column in (2, 3):
        assert sum(row[column] for row in years) == total[column]
        assert late[column] == sum(row[column] for row in years if row[0] > standing.end.year)
    assert 0 < late[2] < late[3]
    assert f"{show_number(late[2])} – {show_number(late[3])}" in page.locator("dl.facts").inner_text()


@pytest.mark.parametrize("account", ["so-tu-phap", "xa-an-hiep"])
def test_on_a_telephone_every_figure_is_in_sight(visit, account):
    page = visit(account).open("/kinh-phi", width=360)
    page.evaluate("document.querySelectorAll('main details').forEach(one => one.open = true)")
    hidden = page.evaluate("""() => [...document.querySelectorAll('table.stacked')].flatMap(table => {
        const box = table.closest('.table'), wide = box.clientWidth;
        const cells = [...table.querySelectorAll('tbody th, tbody td')].filter(one => one.offsetWidth);
        const out = cells.filter(one => one.getBoundingClientRect().right > box.getBoundingClientRect().right + 1);
        const narrow = [...table.querySelectorAll('tbody th')].filter(one => one.offsetWidth < wide * .7);
        return [...(box.scrollWidth > wide ? [table.className] : []), ...out, ...narrow].map(one => one.innerText ?? one);
    })""")
    assert hidden == []
    first = page.locator("[aria-labelledby=cac-nam] tbody tr").first
    label = first.locator("td").first.evaluate("one => getComputedStyle(one, '::before').content")
    assert label == '"Dự toán đầu năm"'


def test_a_table_stays_a_table_where_there_is_room(visit):
    page = visit().open("/kinh-phi")
    assert page.locator("[aria-labelledby=cac-nam] thead").is_visible()
    tops = (
        page.locator("[aria-labelledby=cac-nam] tbody tr")
        .first.locator("th, td")
        .evaluate_all("cells => [...new Set(cells.map(one => Math.round(one.getBoundingClientRect().top)))]")
    )
    assert len(tops) == 1
