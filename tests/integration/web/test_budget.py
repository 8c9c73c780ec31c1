"""The page about money: what it shows to whom, its downloads, and that every unverified figure is marked."""

import html
import io
import re
from datetime import date, timedelta

import openpyxl
import pytest
from starlette.testclient import TestClient

from hotich.budget.spending_sheets import BALANCE
from hotich.budget.workbook import DRAFT, SUMMARY
from hotich.jobs.budgeting import balance_table, enter_money
from hotich.plan import load_plan
from hotich.text.shown import show_number

pytestmark = pytest.mark.postgres
PLAN = load_plan("ben_tre_2019")
AS_OF = date(2026, 6, 30)
TODAY = date(2026, 6, 30)


@pytest.fixture(scope="module")
def spent(province):
    """Châu Thành (which keeps its books until 30/6/2025) has spent 123,456 đồng in 2025."""
    cells = {
        "kind": "spent", "authority": "831", "year": "2025", "activity": "quet", "amount": "123456",
        "document_number": "1/CT", "document_on": "05/01/2025", "content": "quét thử",
    }  # fmt: skip
    return enter_money(province.settings, cells, "KẾ TOÁN KHÔNG NÊU TÊN", TODAY)


@pytest.mark.usefixtures("spent")
def test_the_province_sees_what_the_command_line_says(signed_in, province):
    page = signed_in("so-tu-phap").get("/kinh-phi?den-ngay=2026-06-30").text
    rows = balance_table(province.settings, AS_OF, year=2026)
    assert rows
    for row in rows:
        assert row["authority"] in page
        assert show_number(row["to_do"]) in page
    assert DRAFT in page
    assert page.count("chưa kiểm chứng") > len(rows)
    assert "KẾ TOÁN KHÔNG NÊU TÊN" not in page
    assert "giả định của phần mềm" in page


@pytest.mark.usefixtures("spent")
def test_a_year_that_is_asked_for(signed_in):
    page = signed_in("so-tu-phap").get("/kinh-phi?den-ngay=2026-06-30&nam=2025").text
    assert "Năm 2025, theo cơ quan chi" in page
    assert "123.456" in page
    other = signed_in("so-tu-phap").get("/kinh-phi?den-ngay=2026-06-30&nam=1999").text
    assert "Năm 2026, theo cơ quan chi" in other
    assert signed_in("so-tu-phap").get("/kinh-phi?nam=abc").status_code in {400, 422}


@pytest.mark.usefixtures("spent")
def test_a_unit_sees_its_own_part_only(signed_in):
    here, there = (
        f"UBND {heir.name[0].lower()}{heir.name[1:]}"
        for heir in (PLAN.units.successor(PLAN.units.lives(code)[0], AS_OF) for code in ("28855", "28909"))
    )
    whole = signed_in("so-tu-phap").get(f"/kinh-phi?den-ngay={AS_OF}").text
    assert here in whole
    assert there in whole
    page = signed_in("xa-o-day").get(f"/kinh-phi?den-ngay={AS_OF}").text
    assert "Chỉ gồm sổ của các đơn vị mà tài khoản này được xem" in page
    assert here in page
    assert there not in page
    assert "(28909)" not in page
    assert "123.456" not in signed_in("xa-o-day").get(f"/kinh-phi?den-ngay={AS_OF}&nam=2025").text
    assert "123.456" in signed_in("huyen-chau-thanh").get(f"/kinh-phi?den-ngay={AS_OF}&nam=2025").text


def rows_of(page: str, heading: str) -> list[list[str]]:
    """The cells of the table below a heading, a list a row, as a reader sees them."""
    table = page.partition(f'id="{heading}"')[2].partition("</table>")[0]
    rows = re.findall(r"<tr[^>]*>(.*?)</tr>", table, re.DOTALL)
    clean = lambda cell: html.unescape(re.sub(r"<[^>]+>", " ", cell)).strip()  # noqa: E731
    return [
        [clean(cell) for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL)] for row in rows
    ]


def test_nothing_is_left_over_before_any_spending_was_entered(signed_in):
    page = signed_in("so-tu-phap").get(f"/kinh-phi?den-ngay={AS_OF}").text
    heads, *rows = rows_of(page, "nam")
    spent, left, surplus = (heads.index(name) for name in ("Đã chi", "Chưa chi", "Thừa (+), thiếu (−)"))
    assert rows
    for row in rows:
        assert (row[spent], row[left], row[surplus]) == ("chưa ghi số chi", "–", "–")


@pytest.mark.usefixtures("spent")
def test_what_is_left_over_bears_its_sign(signed_in, province):
    day = AS_OF + timedelta(days=1)
    heir = PLAN.units.successor(PLAN.units.lives("28855")[0], day)
    for kind, activity, amount in (("spent", "quet", "1000"), ("allotted", "nhap_lieu", "9000000")):
        cells = {
            "kind": kind, "authority": heir.code, "year": "2026", "activity": activity, "amount": amount,
            "document_number": "2/CT", "document_on": f"{day:%d/%m/%Y}", "content": "dấu của số còn lại",
        }  # fmt: skip
        enter_money(province.settings, cells, "kế toán", day)
    page = signed_in("xa-o-kia").get(f"/kinh-phi?den-ngay={day}&nam=2026").text
    assert "9.000.000" not in page
    page = signed_in("so-tu-phap").get(f"/kinh-phi?den-ngay={day}&nam=2026").text
    heads, *rows = rows_of(page, f"co-quan-{heir.unit_id}")
    shown = {row[0]: row[heads.index("Thừa (+), thiếu (−)")] for row in rows if len(row) == len(heads)}
    known = {
        row["term"]: row["surplus"]
        for row in balance_table(province.settings, day, year=2026, authority=heir.code)
    }
    told = [surplus for surplus in known.values() if surplus is not None]
    assert min(told) < 0 < max(told)
    assert shown == {
        term: ("+" if (surplus or 0) > 0 else "") + show_number(surplus) for term, surplus in known.items()
    }
    # Another commune with a budget entered nothing: of both together it cannot be said.
    assert rows_of(page, "nam")[-1][heads.index("Thừa (+), thiếu (−)") - 2] == "–"


def test_all_years_are_added_up(signed_in, province):
    page = signed_in("so-tu-phap").get(f"/kinh-phi?den-ngay={AS_OF}").text
    heads, *years, total = rows_of(page, "cac-nam")
    assert (len(years), total[0]) == (2, "Cộng")
    for name, key in (("Đã chi", "spent"), ("Đã làm, theo đơn giá", "done"), ("Còn phải làm", "to_do")):
        amount = sum(row[key] or 0 for row in balance_table(province.settings, AS_OF))
        assert amount
        assert total[heads.index(name)].split()[0] == show_number(amount)
    assert total[heads.index("Dự toán đầu năm")] == "–"


def test_without_weeks_of_work_it_is_said_why_nothing_is_forecast(signed_in):
    page = signed_in("so-tu-phap").get(f"/kinh-phi?den-ngay={AS_OF}").text
    assert "Nếu giữ tốc độ như hiện nay" in page
    assert "Chưa nói được việc còn kéo đến bao giờ: " in page


def test_a_commune_reads_whose_part_it_sees(signed_in):
    small = lambda name: name[0].lower() + name[1:]  # noqa: E731
    heir = PLAN.units.successor(PLAN.units.lives("28855")[0], AS_OF)
    # The account of a commune also sees the books of the one that it was merged with.
    own = [small(one.name_on(AS_OF)) for one in PLAN.units.lives("28855")]
    ways = [
        f"Phần việc của {' và '.join(names)}, do UBND {small(heir.name)} chi" for names in (own, own[::-1])
    ]
    someone = signed_in("xa-o-day")
    page = someone.get(f"/kinh-phi?den-ngay={AS_OF}").text
    part, last = [row[0] for row in rows_of(page, "nam")[1:]]
    assert (part in ways, last) == (True, "Tổng cộng")
    assert "chưa ghi số chi" not in page
    assert f'"title":"{part}"' in page
    made = openpyxl.load_workbook(
        io.BytesIO(someone.get(f"/kinh-phi/tai/du-toan.xlsx?den-ngay={AS_OF}").content)
    )
    for sheet in (SUMMARY, BALANCE, "Năm 2026"):
        texts = [cell.value for row in made[sheet].iter_rows() for cell in row]
        assert f"{part} ({heir.code})" in texts, sheet
    assert "Phần việc" not in signed_in("so-tu-phap").get(f"/kinh-phi?den-ngay={AS_OF}").text


def test_the_page_leads_to_its_own_tables_and_guide(signed_in):
    page = signed_in("so-tu-phap").get("/kinh-phi?den-ngay=2026-06-30").text
    main = page.partition("<main")[2].partition("</main>")[0]
    assert "trang «" not in main
    for target in re.findall(r'href="#([^"]+)"', main):
        assert f'id="{target}"' in main
    assert 'href="#don-gia"' in main
    assert "/huong-dan/kinh-phi" in main
    prices = rows_of(page, "don-gia")[1:]
    assert prices
    assert all(
        row[3].startswith("từ 01/01/2019") and row[4] == "chưa kiểm chứng" and row[5] for row in prices
    )


def test_downloads(signed_in):
    someone = signed_in("so-tu-phap")
    made = someone.get("/kinh-phi/tai/du-toan.xlsx?den-ngay=2026-06-30")
    assert made.headers["content-disposition"] == 'attachment; filename="du-toan-2026-06-30.xlsx"'
    book = openpyxl.load_workbook(io.BytesIO(made.content))
    assert book.sheetnames[0] == SUMMARY
    assert book[SUMMARY]["A3"].value == DRAFT
    page = someone.get("/kinh-phi?den-ngay=2026-06-30").text
    files = re.findall(r'href="(/kinh-phi/tai/[^"]+)"', page)
    assert len(files) == 5
    for path in files:
        assert someone.get(path.replace("&amp;", "&")).status_code == 200
    assert someone.get("/kinh-phi/tai/khong-co.png").status_code == 404


def test_strangers_see_nothing(app):
    for path in ("/kinh-phi", "/kinh-phi/tai/du-toan.xlsx", "/kinh-phi/tai/theo-nam.png"):
        found = TestClient(app).get(path, follow_redirects=False)
        assert found.status_code in {303, 401}
        assert "đồng" not in found.text


def test_a_page_without_a_budget_file_says_what_to_do(web_settings, signed_in, app, monkeypatch, tmp_path):
    from dataclasses import replace

    from hotich.web import context

    def without(name):
        plan = context_plan(name)
        return replace(plan, issued=replace(plan.issued, budget=None), text=replace(plan.text, budget=None))

    context_plan = context.load_plan
    monkeypatch.setattr(context, "load_plan", without)
    assert "chưa có tệp kinh phí" in signed_in("so-tu-phap").get("/kinh-phi").text
