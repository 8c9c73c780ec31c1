"""A district's plan as Word and Excel: in the decree's form, the same numbers, a clerk's own template taken."""

from dataclasses import replace
from datetime import date

import openpyxl
import pytest
from docx import Document

from hotich.budget.local_plan_workbook import GROUPS, MONEY, UNITS, group_sheet, year_sheet
from hotich.jobs.local_planning import local_plan_table, write_local_plan_word, write_local_plan_workbook
from hotich.reports.papers import LOCAL_PLAN
from hotich.text.shown import show_number

pytestmark = pytest.mark.postgres
START, AFTER = date(2019, 6, 30), date(2025, 7, 1)


@pytest.fixture(scope="module")
def settings(database_settings, snapshot):
    from hotich.storage.database import connect

    with connect(database_settings) as conn:
        snapshot(conn, START, "huyen_xa_1", "28855", "KS", planned=12_345)
        snapshot(conn, START, "huyen_xa_2", "28855", "KH", planned=678)
        snapshot(conn, START, "huyen_xa_4", "831", "KT", planned=50, lost=8)
    return database_settings


def texts(path):
    document = Document(str(path))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return [*(paragraph.text for paragraph in document.paragraphs), *cells]


def test_the_document_has_the_decrees_form_and_the_plans_numbers(settings):
    path, findings = write_local_plan_word(settings, "831", START)
    assert findings == []
    found, told = local_plan_table(settings, "831", START), texts(path)
    assert any(f"phải số hóa {show_number(found['planned'])} trường hợp" in text for text in told)
    assert any(
        "có 13.073 trường hợp" in text and "trừ sổ đã mất: 8; phải số hóa 13.065" in text for text in told
    )
    for share in found["shares"]:
        assert show_number(share["left"]) in told
    assert "trên địa bàn huyện Châu Thành" in told
    assert any("Chưa gửi thống kê sổ" in text for text in told)
    assert not [text for text in told if "{{" in text or "{%" in text]


def test_a_commune_has_its_plan_where_there_are_no_districts(settings):
    from hotich.plan import load_plan

    plan = load_plan(settings.plan)
    heir = plan.units.successor(plan.units.lives("28855")[0], AFTER)
    path, findings = write_local_plan_word(settings, heir.code, AFTER)
    assert findings == []
    assert any(text.startswith(f"trên địa bàn {heir.name[0].lower()}{heir.name[1:]}") for text in texts(path))


def test_the_same_plan_makes_the_same_file(settings, tmp_path):
    first, _ = write_local_plan_word(settings, "831", START, tmp_path / "a.docx")
    second, _ = write_local_plan_word(settings, "831", START, tmp_path / "b.docx")
    assert first.read_bytes() == second.read_bytes()


def test_a_clerks_template_is_taken(settings, tmp_path):
    own = replace(settings, report_templates=tmp_path)
    document = Document(str(LOCAL_PLAN.packaged))
    document.paragraphs[-1].insert_paragraph_before("Lời của văn thư {{ dia_ban }}")
    document.save(str(tmp_path / LOCAL_PLAN.file_name))
    path, _ = write_local_plan_word(own, "831", START, tmp_path / "c.docx")
    assert "Lời của văn thư huyện Châu Thành" in texts(path)


def test_the_workbook_adds_up(settings):
    path = write_local_plan_workbook(settings, "831", START)
    found, book = local_plan_table(settings, "831", START), openpyxl.load_workbook(path, data_only=True)
    years = sorted({int(month[:4]) for share in found["shares"] for month in share["months"]})
    monthly = [(year_sheet(year), group_sheet(year)) for year in years]
    assert book.sheetnames == [UNITS, GROUPS, *(name for pair in monthly for name in pair), MONEY]
    for names in zip(*monthly, strict=True):
        lasts = [list(book[name].iter_rows(values_only=True))[-1][-1] for name in names]
        assert sum(lasts) == found["left"] == 12_345 + 678 + 42
    money = list(book[MONEY].iter_rows(min_row=6, values_only=True))
    assert [(row[1], row[4], row[6]) for row in money[:-1]] == [
        (one["year"], one["quantity"], one["amount"]) for one in found["money"]
    ]
    assert money[-1][6] == sum(one["amount"] for one in found["money"])
    assert all("chưa kiểm chứng" in row[7] for row in money[:-1])
    formulas = openpyxl.load_workbook(path)
    firsts = [row[0].value for row in formulas[UNITS].iter_rows()]
    total = firsts.index("TỔNG CỘNG") + 1
    assert str(formulas[UNITS].cell(total, 2).value).startswith("=SUM(")
    assert "Theo thống kê sổ: 13.073 trường hợp; trừ sổ đã mất: 8." in firsts
