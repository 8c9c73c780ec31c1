"""The page about money: what it shows to whom, its downloads, and that every unverified figure is marked."""

import io
import re
from datetime import date

import openpyxl
import pytest
from starlette.testclient import TestClient

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
