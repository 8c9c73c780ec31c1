"""A report has the board's figures, its template is a clerk's to change, and mistakes are told in Vietnamese."""

import re

import pytest
from docx import Document

from hotich.errors import HotichError
from hotich.reports.blanks import fill
from hotich.reports.document import write_document
from hotich.reports.papers import REPORT


def texts(path):
    document = Document(str(path))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return [*cells, *(one.text for one in document.paragraphs)]


def test_a_report_is_the_same_bytes_again(content, tmp_path):
    first, second = (
        write_document(REPORT.packaged, fill(content), {}, tmp_path / name).read_bytes()
        for name in ("a.docx", "b.docx")
    )
    assert first == second


def test_figures_of_the_board_stand_in_the_document(content, report_file):
    from hotich.text.shown import show_number, show_percent

    told = "\n".join(texts(report_file))
    whole = content.whole.now
    for text in (
        f"đã nghiệm thu {show_number(whole.accepted)} trường hợp, trong đó {show_number(whole.earned)} thuộc thống kê sổ, đạt {show_percent(whole.accepted_percent)}",
        f"phải số hóa {show_number(whole.planned)} trường hợp trong {show_number(whole.books_planned)} quyển",
        "quý II năm 2021",
        "Số liệu đến ngày 30/06/2021",
        "như hệ thống biết lúc 08:15 02/07/2021",
    ):
        assert text in told
    table = Document(str(report_file)).tables[2]
    rows = [[cell.text for cell in row.cells] for row in table.rows][2:]
    assert [(row[1], row[6]) for row in rows] == [
        (line.title, show_number(line.now.earned)) for line in content.parts
    ]


def test_no_blank_is_left_and_nothing_is_dated_or_numbered(report_file):
    told = "\n".join(texts(report_file))
    assert "{{" not in told
    assert "{%" not in told
    assert re.search(r"Số: +/BC-STP", told)
    assert re.search(r"ngày +tháng +năm 2021", told)
    assert "DỰ THẢO" in told


@pytest.mark.parametrize(
    ("written", "says"),
    [
        ("{{ ky.tenn }}", "chỗ trống mà báo cáo không có"),
        ("{{ khong_co }}", "khong_co"),
        ("{{ ky.__class__.__mro__ }}", "chỗ trống mà báo cáo không có"),
        ("{% for x in kho_khan %}", "phải có {% endfor %}"),
        ("{{ ky.ten", "chỗ trống viết sai"),
    ],
)
def test_a_clerks_mistake_is_told_and_leaves_no_file(content, tmp_path, written, says):
    document = Document(str(REPORT.packaged))
    document.add_paragraph(written)
    document.save(str(tmp_path / "mau.docx"))
    with pytest.raises(HotichError) as caught:
        write_document(tmp_path / "mau.docx", fill(content), {}, tmp_path / "ra.docx")
    assert says in str(caught.value)
    assert not list(tmp_path.glob("ra*"))


def test_a_clerks_words_are_taken(content, tmp_path):
    document = Document(str(REPORT.packaged))
    document.add_paragraph("Huyện nhà xin cảm ơn: {{ co_quan.dia_ban }} & <các xã>")
    document.save(str(tmp_path / "mau.docx"))
    out = write_document(tmp_path / "mau.docx", fill(content), {}, tmp_path / "ra.docx")
    assert "Huyện nhà xin cảm ơn: tỉnh Bến Tre & <các xã>" in texts(out)


def test_words_with_signs_of_xml_and_of_the_template_stay_words(content, tmp_path):
    filled = fill(content) | {"kho_khan": ["Sổ rách < 10 % & mờ; {{ ngay_ky }} «A»"]}
    out = write_document(REPORT.packaged, filled, {}, tmp_path / "ra.docx")
    assert "- Sổ rách < 10 % & mờ; {{ ngay_ky }} «A»" in texts(out)


def test_a_template_that_is_no_document_is_refused(content, tmp_path):
    broken = tmp_path / "mau.docx"
    broken.write_bytes(b"PK")
    with pytest.raises(HotichError, match="phải là tệp Word .docx"):
        write_document(broken, fill(content), {}, tmp_path / "ra.docx")
