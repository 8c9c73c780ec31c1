"""The annex: live totals with the board's figures as their values, numbers as numbers, ready to print."""

import re
from datetime import datetime

import openpyxl
import pytest

from hotich.reports.annex import write_annex
from hotich.reports.annex_columns import FIGURES, SHARE, SHORT

TOP = 5
SHEETS = {"Giai đoạn": "stages", "Đơn vị": "parts", "Nhóm sổ": "groups"}


@pytest.fixture(scope="module")
def annex(content, tmp_path_factory):
    return write_annex(content, tmp_path_factory.mktemp("annex") / "phu_luc.xlsx")


def columns(sheet):
    return {cell.value: cell.column for cell in sheet[TOP] if cell.value}


@pytest.mark.parametrize("name", SHEETS)
def test_rows_and_totals_are_the_boards(annex, content, name):
    shown = openpyxl.load_workbook(annex, data_only=True)[name]
    at = columns(shown)
    lines = [*getattr(content, SHEETS[name]), content.whole]
    for row, line in enumerate(lines, TOP + 1):
        for column in FIGURES:
            value = shown.cell(row, at[column.heading]).value
            expected = column.value(line)
            if isinstance(value, datetime):
                value = value.date()
            if isinstance(expected, int | float):
                assert value == pytest.approx(expected), (line.title, column.heading)
            else:
                assert (value or None) == expected, (line.title, column.heading)


@pytest.mark.parametrize("name", [*SHEETS, "Chi tiết"])
def test_totals_are_live_formulas_over_all_rows_and_give_what_is_shown(annex, content, name):
    live, shown = (openpyxl.load_workbook(annex, data_only=values)[name] for values in (False, True))
    at, last = columns(live), live.max_row
    for column in SHORT if name == "Chi tiết" else FIGURES:
        cell = live.cell(last, at[column.heading])
        if not column.summed:
            continue
        found = re.fullmatch(r"=SUBTOTAL\(109,([A-Z]+)(\d+):\1(\d+)\)", cell.value)
        assert found, column.heading
        assert (int(found[2]), int(found[3])) == (TOP + 1, last - 1)
        rows = [shown.cell(row, at[column.heading]).value or 0 for row in range(TOP + 1, last)]
        assert sum(rows) == shown.cell(last, at[column.heading]).value == (column.value(content.whole) or 0)


def test_shares_are_live_too(annex, content):
    live = openpyxl.load_workbook(annex)["Giai đoạn"]
    share = columns(live)[SHARE.heading]
    assert all(
        str(live.cell(row, share).value).startswith("=IF(N(") for row in range(TOP + 1, live.max_row + 1)
    )


def test_details_name_every_unit_and_group_by_code(annex, content):
    sheet = openpyxl.load_workbook(annex)["Chi tiết"]
    rows = [
        tuple(cell.value for cell in row[1:4])
        for row in sheet.iter_rows(min_row=TOP + 1, max_row=sheet.max_row - 1)
    ]
    assert len(rows) == len(set(rows)) == sum(len(one.groups) for one in content.units)
    assert ("28984", "Xã An Hòa Tây", "Sổ đăng ký kết hôn") in rows or any(
        code == "28984" for code, *_ in rows
    )


def test_it_prints_landscape_on_one_page_width_with_its_headings(annex):
    for sheet in openpyxl.load_workbook(annex):
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.page_setup.paperSize == 9
        assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.print_title_rows == f"${TOP}:${TOP}"
        assert sheet.cell(3, 1).value.startswith(
            "Số liệu đến ngày 30/06/2021, như hệ thống biết lúc 08:15 02/07/2021"
        )


def test_it_is_the_same_bytes_again(content, annex, tmp_path):
    assert write_annex(content, tmp_path / "phu_luc.xlsx").read_bytes() == annex.read_bytes()
