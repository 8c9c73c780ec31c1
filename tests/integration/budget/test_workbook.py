"""The workbook for the finance side: what LibreOffice recomputes is what was written beside the formulas."""

import shutil
import subprocess
from dataclasses import replace
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from hotich.budget.at_pace import Forecast, at_pace
from hotich.budget.balance import balances
from hotich.budget.costing import Costing, load_costing
from hotich.budget.estimate import estimate
from hotich.budget.lines import total
from hotich.budget.pace_sheet import PACE
from hotich.budget.spending_sheets import BALANCE, YEARS
from hotich.budget.totals import by_year, total_of
from hotich.budget.workbook import METHOD, PRICES, SUMMARY, UNITS, write_estimate, year_sheet
from hotich.plan import load_plan
from hotich.storage import ledger
from hotich.storage.ledger import NewEntry
from hotich.storage.states import EntryKind

pytestmark = pytest.mark.postgres
PLAN = load_plan("ben_tre_2019")
SHIPPED = load_costing(PLAN)
AS_OF = date(2020, 12, 31)
LATE = Forecast("cả kế hoạch", date(2025, 12, 31), ((50, date(2026, 4, 1)), (80, date(2027, 2, 28))), "")
SOFFICE = shutil.which("soffice")
needs_office = pytest.mark.skipif(SOFFICE is None, reason="needs LibreOffice")


@pytest.fixture(scope="module")
def made(database, snapshot, tmp_path_factory):
    """Two districts and the Sở; one activity without a price; a price whose source begins like a formula."""
    from hotich.storage.database import open_url

    text = SHIPPED.text
    prices = tuple(
        replace(price, source="=HYPERLINK(1)") if price.activity == "kiem_tra" else price
        for price in text.prices
        if price.activity != "nhap_lan_hai"
    )
    costing = Costing(replace(text, prices=prices), SHIPPED.path, SHIPPED.sha256)
    with open_url(database) as conn:
        snapshot(conn, AS_OF, "huyen_xa_2", "28855", "KS", planned=1003, books_planned=10)
        snapshot(conn, AS_OF, "huyen_xa_4", "28858", "KH", planned=501, books_planned=7)
        snapshot(conn, AS_OF, "tinh_3", "83", "KH", planned=77, books_planned=2)
        spent = NewEntry(
            kind=EntryKind.SPENT, unit_id=PLAN.units.lives("831")[0].unit_id, year=2021, activity="quet", amount=123_456,
            quantity=None, document_number="1", document_on=AS_OF, content="x",
        )  # fmt: skip
        allotted = replace(spent, kind=EntryKind.ALLOTTED, amount=10_000_000)
        ledger.enter(conn, [spent, allotted, replace(spent, year=2023, amount=7)], "kế toán")
        found = estimate(conn, PLAN, costing, AS_OF)
        money = balances(conn, PLAN, costing, AS_OF)
    path = tmp_path_factory.mktemp("so") / "du_toan.xlsx"
    write_estimate(path, found, money, LATE)
    return path, found, money


def cells(path: Path) -> dict[tuple[str, str], object]:
    """Place → value, also of formulas as last computed."""
    book = openpyxl.load_workbook(path, data_only=True)
    return {
        (sheet.title, cell.coordinate): cell.value
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    }


def formulas_of(path: Path) -> dict[tuple[str, str], str]:
    """Place → formula. A text that begins like one is none."""
    book = openpyxl.load_workbook(path)
    return {
        (sheet.title, cell.coordinate): cell.value
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    }


def recomputed(path: Path, folder: Path) -> Path:
    """The same workbook as LibreOffice computes and saves it."""
    subprocess.run(
        [str(SOFFICE), "--headless", f"-env:UserInstallation=file://{folder}/profile", "--convert-to",
         "xlsx:Calc MS Excel 2007 XML", "--outdir", str(folder), str(path)],
        check=True, capture_output=True, timeout=180,
    )  # fmt: skip
    return folder / path.name


def test_sheets_and_totals(made):
    path, found, _ = made
    assert openpyxl.load_workbook(path).sheetnames == [
        SUMMARY, YEARS, PACE, *(year_sheet(year) for year in found.years), BALANCE, PRICES, UNITS, METHOD,
    ]  # fmt: skip
    known = cells(path)
    assert total(found.lines).amount in {value for (sheet, _), value in known.items() if sheet == SUMMARY}
    assert total(found.lines).unpriced
    assert any("không có trong tổng" in str(value) for (sheet, _), value in known.items() if sheet == SUMMARY)


def test_amounts_are_live_formulas_over_one_price(made):
    path, found, _ = made
    formulas, known = formulas_of(path), cells(path)
    for year in found.years:
        sheet = year_sheet(year)
        lines = [cell[1:] for name, cell in formulas if name == sheet and cell[0] == "F"]
        products = [row for row in lines if f"D{row}*E{row}" in formulas[sheet, f"F{row}"]]
        assert len(products) == len(found.select(year=year))
        for row in products:
            assert PRICES in formulas[sheet, f"E{row}"]
            amount = known[sheet, f"F{row}"]
            if isinstance(amount, int):
                assert amount == known[sheet, f"D{row}"] * known[sheet, f"E{row}"]


def test_nothing_but_our_formulas_is_a_formula(made):
    path, *_ = made
    assert "=HYPERLINK(1)" in cells(path).values()
    assert not [value for value in formulas_of(path).values() if "HYPERLINK" in value]


def test_unverified_is_marked_on_every_sheet_with_figures(made):
    path, found, _ = made
    known = cells(path)
    for sheet in (SUMMARY, YEARS, PACE, BALANCE, PRICES, UNITS, *(year_sheet(year) for year in found.years)):
        assert "chưa kiểm chứng" in str(known[sheet, "A3"])
    assert any("chưa kiểm chứng" in str(value) for (sheet, _), value in known.items() if sheet == METHOD)


def row_of(path: Path, sheet: str, words: object, column: int = 0) -> list[object]:
    (row,) = [
        row
        for row in openpyxl.load_workbook(path, data_only=True)[sheet].iter_rows(values_only=True)
        if row[column] == words
    ]
    return list(row)


def test_all_years_stand_below_each_other_with_their_sum(made):
    path, _, money = made
    for year, lines in by_year(money):
        found = total_of(lines)
        _, estimated, allotted, spent, done, left, to_do, surplus = row_of(path, YEARS, year)
        assert (estimated, done, to_do) == (found.estimated, found.done, found.to_do)
        entered = {2021: (10_000_000, 123_456), 2023: (None, 7)}
        assert (allotted, spent) == entered.get(year, (None, "chưa ghi số chi"))
        # In 2021 only the district that entered spending has a budget; in 2023 the Sở, which entered none, has one too.
        assert (left, surplus) == ((found.left, found.surplus) if year == 2021 else (None, None))
        assert (found.left is None) == (year != 2021)
    whole = total_of(money)
    assert [cell or None for cell in row_of(path, YEARS, "CỘNG")] == [
        "CỘNG", None, 10_000_000, 123_463, whole.done or None, None, whole.to_do, None,
    ]  # fmt: skip
    formulas = formulas_of(path)
    assert sum(sheet == YEARS for sheet, _ in formulas) > 7 * len(by_year(money))


def test_what_lateness_moves_has_a_sheet_of_its_own(made):
    path, found, _ = made
    for pace in at_pace(found, LATE):
        rows = list(openpyxl.load_workbook(path, data_only=True)[PACE].iter_rows(min_col=3, values_only=True))
        at = [row[0] for row in rows].index(f"Khả năng {pace.chance} %: xong {pace.until:%d/%m/%Y}")
        block = {row[0]: row[-1] for row in reversed(rows[at + 1 :]) if row[0] and not row[1]}
        assert block["CỘNG"] == total(found.lines).amount == pace.amount
        assert block["Trong đó sau hạn 31/12/2025"] == pace.late > 0
        assert block["Năm 2026"] == pace.of_year(2026)
    assert any(
        "Nếu giữ tốc độ như hiện nay" in str(value)
        for (sheet, _), value in cells(path).items()
        if sheet == METHOD
    )


@needs_office
def test_libreoffice_computes_what_was_written(made, tmp_path):
    path, *_ = made
    formulas, written = formulas_of(path), cells(path)
    computed = cells(recomputed(path, tmp_path))
    assert len(formulas) > 40
    for place in formulas:
        assert (computed.get(place) or 0) == (written.get(place) or 0), place
    assert not [value for value in computed.values() if str(value).startswith(("#", "Err:"))]


@needs_office
def test_a_price_entered_later_fills_every_total(made, tmp_path):
    path, found, _ = made
    book = openpyxl.load_workbook(path)
    (blank,) = [row[2] for row in book[PRICES].iter_rows(min_row=6) if row[0].value and row[2].value is None]
    blank.value = 2500
    book.save(tmp_path / "gia_moi.xlsx")
    computed = cells(recomputed(tmp_path / "gia_moi.xlsx", (tmp_path / "moi")))
    missing = sum(line.quantity for line in found.lines if line.price is None)
    assert missing
    assert total(found.lines).amount + 2500 * missing in computed.values()
