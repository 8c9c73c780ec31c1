"""The linter finds nothing in a sound report, and each planted departure from the decree's form."""

import re
import zipfile
from copy import deepcopy
from datetime import date

import pytest
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from hotich.errors import HotichError
from hotich.reports.lint import lint


@pytest.fixture
def plant(report_file, tmp_path):
    """Change the sound report; gives the short names of what is then found."""

    def planted(change):
        document = Document(str(report_file))
        change(document)
        out = tmp_path / "hong.docx"
        document.save(str(out))
        return {one.rule for one in lint(out)}

    return planted


def test_a_generated_report_is_in_form(report_file):
    assert [str(one) for one in lint(report_file)] == []


def test_the_template_of_a_district_is_in_form_too(content_of, tmp_path):
    from hotich.reports.blanks import fill
    from hotich.reports.document import write_document
    from hotich.reports.papers import REPORT
    from hotich.units import Level

    content = content_of(Level.DISTRICT, "836")
    out = write_document(REPORT.packaged, fill(content), {}, tmp_path / "huyen.docx")
    assert [str(one) for one in lint(out)] == []
    assert "TM. ỦY BAN NHÂN DÂN" in _text(out)


def paragraph(document, starts):
    """The first paragraph, in tables too, that begins so."""
    tables = [
        one
        for table in document.tables
        for row in table.rows
        for cell in row.cells
        for one in cell.paragraphs
    ]
    found = [one for one in (*tables, *document.paragraphs) if one.text.startswith(starts)]
    assert found, starts
    return found[0]


def formatted(starts, **look):
    def change(document):
        for run in paragraph(document, starts).runs:
            for name, value in look.items():
                setattr(run.font, name, value)

    return change


def laid_out(starts, **look):
    def change(document):
        for name, value in look.items():
            setattr(paragraph(document, starts).paragraph_format, name, value)

    return change


def reworded(starts, text):
    def change(document):
        found = paragraph(document, starts)
        for run in found.runs[1:]:
            run.text = ""
        found.runs[0].text = text

    return change


def removed(starts):
    def change(document):
        found = paragraph(document, starts)
        found._p.getparent().remove(found._p)

    return change


def section(**values):
    def change(document):
        for name, value in values.items():
            setattr(document.sections[0], name, value)

    return change


def no_page_number(document):
    for part in document.sections[0].header._element.iter(qn("w:instrText")):
        part.text = "DATE"


def number_below(document):
    document.sections[0].footer.paragraphs[0]._p.append(
        deepcopy(next(document.sections[0].header._element.iter(qn("w:instrText"))).getparent())
    )


def number_small(document):
    for run in document.sections[0].header.paragraphs[0].runs:
        run.font.size = Pt(10)


def number_aside(document):
    document.sections[0].header.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT


def rule_gone(style):
    def change(document):
        for one in document.element.body.iter(qn("w:p")):
            named = one.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
            if named is not None and document.styles[style].style_id == named.get(qn("w:val")):
                border = one.find(f"{qn('w:pPr')}/{qn('w:pBdr')}")
                border.getparent().remove(border)

    return change


def rule_long(style):
    def change(document):
        for one in document.element.body.iter(qn("w:p")):
            named = one.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
            if named is not None and document.styles[style].style_id == named.get(qn("w:val")):
                indent = one.find(f"{qn('w:pPr')}/{qn('w:ind')}")
                indent.getparent().remove(indent)

    return change


def reddened(starts):
    def change(document):
        for run in paragraph(document, starts).runs:
            run.font.color.rgb = RGBColor(200, 0, 0)

    return change


def small_table(document):
    for row in document.tables[1].rows:
        for cell in row.cells:
            for one in cell.paragraphs:
                for run in one.runs:
                    run.font.size = Pt(8)


def unbroken_appendix(document):
    document.styles["Phụ lục"].paragraph_format.page_break_before = False


LEFT = WD_ALIGN_PARAGRAPH.LEFT
NATION, MOTTO = "CỘNG HÒA", "Độc lập"
FAULTS = {
    "paper": (section(page_width=Mm(216), page_height=Mm(279)), "page.size"),
    "landscape": (section(page_width=Mm(297), page_height=Mm(210)), "page.size"),
    "left margin": (section(left_margin=Mm(20)), "page.margin"),
    "right margin": (section(right_margin=Mm(25)), "page.margin"),
    "top margin": (section(top_margin=Mm(12)), "page.margin"),
    "bottom margin": (section(bottom_margin=Mm(30)), "page.margin"),
    "no page number": (no_page_number, "page_number.missing"),
    "page number at the foot": (number_below, "page_number.place"),
    "page number small": (number_small, "page_number.size"),
    "page number aside": (number_aside, "page_number.align"),
    "page number on page 1": (section(different_first_page_header_footer=False), "page_number.first"),
    "another font": (formatted("Theo thống kê sổ", name="Arial"), "letters.font"),
    "a font in a style": (lambda d: setattr(d.styles["Lời văn"].font, "name", "Calibri"), "letters.font"),
    "coloured letters": (reddened("Theo thống kê sổ"), "letters.colour"),
    "underlined": (formatted(MOTTO, underline=True), "letters.underline"),
    "no national name": (removed(NATION), "national_name.missing"),
    "national name small": (formatted(NATION, size=Pt(11)), "national_name.size"),
    "national name light": (formatted(NATION, bold=False), "national_name.bold"),
    "no motto": (removed(MOTTO), "motto.missing"),
    "motto in capitals": (reworded(MOTTO, "ĐỘC LẬP - TỰ DO - HẠNH PHÚC"), "motto.words"),
    "motto without blanks": (reworded(MOTTO, "Độc lập-Tự do-Hạnh phúc"), "motto.missing"),
    "motto slanted": (formatted(MOTTO, italic=True), "motto.italic"),
    "no rule under the motto": (rule_gone("Kẻ dưới Tiêu ngữ"), "motto_rule.missing"),
    "rule under the motto too long": (rule_long("Kẻ dưới Tiêu ngữ"), "motto_rule.length"),
    "superior in small letters": (reworded("ỦY BAN NHÂN DÂN", "Ủy ban nhân dân tỉnh Bến Tre"), "superior.caps"),
    "issuer large": (formatted("SỞ TƯ PHÁP", size=Pt(14)), "issuer.size"),
    "issuer light": (formatted("SỞ TƯ PHÁP", bold=False), "issuer.bold"),
    "no rule under the issuer": (rule_gone("Kẻ dưới tên cơ quan"), "issuer_rule.missing"),
    "rule under the issuer too long": (rule_long("Kẻ dưới tên cơ quan"), "issuer_rule.length"),
    "no number": (removed("Số:"), "number.missing"),
    "number without a nought": (reworded("Số:", "Số: 5/BC-STP"), "number.padded"),
    "number without its sign": (reworded("Số:", "Số: 15"), "number.form"),
    "no place and date": (removed("Bến Tre, ngày"), "place_date.missing"),
    "date upright": (formatted("Bến Tre, ngày", italic=False), "place_date.italic"),
    "day without a nought": (reworded("Bến Tre, ngày", "Bến Tre, ngày 5 tháng 10 năm 2021"), "place_date.padded"),
    "month 2 without a nought": (reworded("Bến Tre, ngày", "Bến Tre, ngày 15 tháng 2 năm 2021"), "place_date.padded"),
    "month 6 with a nought": (reworded("Bến Tre, ngày", "Bến Tre, ngày 15 tháng 06 năm 2021"), "place_date.padded"),
    "year in two digits": (reworded("Bến Tre, ngày", "Bến Tre, ngày 15 tháng 6 năm 21"), "place_date.year"),
    "date in figures": (reworded("Bến Tre, ngày", "Bến Tre, ngày 15/6/2021"), "place_date.form"),
    "no title": (removed("BÁO CÁO"), "title.missing"),
    "title small": (formatted("BÁO CÁO", size=Pt(12)), "title.size"),
    "title at the left": (laid_out("BÁO CÁO", alignment=LEFT), "title.align"),
    "subject light": (formatted("Kết quả số hóa sổ", bold=False), "subject.bold"),
    "no rule under the subject": (rule_gone("Kẻ dưới trích yếu"), "subject_rule.missing"),
    "rule under the subject too long": (rule_long("Kẻ dưới trích yếu"), "subject_rule.length"),
    "addressee small": (formatted("Kính gửi", size=Pt(11)), "addressee.size"),
    "ground upright": (formatted("Căn cứ Quyết định", italic=False), "basis.italic"),
    "ground ends wrongly": (reworded("Căn cứ Quyết định", "Căn cứ Quyết định số 2173/QĐ-BTP."), "basis.end"),
    "heading light": (formatted("1. Kết quả chung", bold=False), "heading.bold"),
    "heading slanted": (formatted("1. Kết quả chung", italic=True), "heading.italic"),
    "roman number left out": (reworded("II. ", "III. GIAI ĐOẠN QUÁ HẠN"), "numbering.order"),
    "number left out": (reworded("2. Kết quả theo giai", "3. Kết quả theo giai đoạn"), "numbering.order"),
    "text small": (formatted("Theo thống kê sổ", size=Pt(12)), "body.size"),
    "text bold": (formatted("Theo thống kê sổ", bold=True), "body.bold"),
    "text not justified": (laid_out("Theo thống kê sổ", alignment=LEFT), "body.align"),
    "first line not set in": (laid_out("Theo thống kê sổ", first_line_indent=Mm(0)), "body.first_line"),
    "paragraphs too close": (laid_out("Theo thống kê sổ", space_before=Pt(2)), "body.between"),
    "lines too far apart": (laid_out("Theo thống kê sổ", line_spacing=2.0), "body.line"),
    "no full stop of the document": (reworded("Trên đây", "Trên đây là báo cáo."), "body.closing"),
    "table in tiny letters": (small_table, "table.size"),
    "caption bold": (formatted("Bảng 1.", bold=True), "caption.bold"),
    "signer in small letters": (reworded("GIÁM ĐỐC", "Giám đốc"), "signer.missing"),
    "signer light": (formatted("GIÁM ĐỐC", bold=False), "signer.bold"),
    "no office after TM.": (reworded("GIÁM ĐỐC", "TM. ỦY BAN NHÂN DÂN"), "signer.office"),
    "no recipients": (removed("Nơi nhận"), "closing.missing"),
    "recipients' word upright": (formatted("Nơi nhận", italic=False), "recipients_word.italic"),
    "recipients large": (formatted("- Như trên", size=Pt(13)), "recipients.size"),
    "recipient without dash": (reworded("- Như trên", "Như trên;"), "recipients.dash"),
    "recipient without end": (reworded("- Như trên", "- Như trên"), "recipients.end"),
    "no archive": (removed("- Lưu"), "recipients.last"),
    "appendix small": (formatted("Phụ lục I", size=Pt(13)), "appendix.size"),
    "appendix number": (reworded("Phụ lục II", "Phụ lục III"), "appendix.number"),
    "appendix on the same page": (unbroken_appendix, "appendix.page"),
    "appendix title light": (formatted("CÁCH TÍNH", bold=False), "appendix_title.bold"),
    "appendix without note": (removed("(Kèm theo"), "appendix.note"),
}  # fmt: skip


@pytest.mark.parametrize("name", FAULTS)
def test_a_planted_fault_is_found(name, plant):
    change, rule = FAULTS[name]
    assert rule in plant(change)


def test_filled_in_numbers_and_dates_are_in_form(plant):
    def signed(document):
        reworded("Số:", "Số: 05/BC-STP")(document)
        reworded("Bến Tre, ngày", "Bến Tre, ngày 05 tháng 7 năm 2021")(document)

    assert plant(signed) == set()


def test_letters_follow_the_vietnamese_alphabet(plant):
    def lettered(letters):
        def change(document):
            after = paragraph(document, "Theo thống kê sổ")
            for letter in reversed(letters):
                copy = deepcopy(after._p)
                after._p.addnext(copy)
                for text in list(copy.iter(qn("w:t")))[1:]:
                    text.text = ""
                next(copy.iter(qn("w:t"))).text = f"{letter}) một việc đã làm trong kỳ;"

        return change

    assert plant(lettered(["a", "b", "c", "d", "đ", "e", "g", "h"])) == set()
    assert "numbering.order" in plant(lettered(["a", "b", "c", "d", "e"]))
    assert "numbering.order" in plant(lettered(["a", "b", "c", "d", "đ", "e", "f"]))


@pytest.fixture
def plant_letter(plan, tmp_path):
    """Change a sound letter (công văn); gives the short names of what is then found."""
    from hotich.reports.issuer import issuer_of
    from hotich.reports.papers import URGING
    from hotich.reports.urging import Urging, write_letter
    from hotich.units import Level

    day = date(2021, 3, 15)
    found = Urging(plan, issuer_of(plan, Level.PROVINCE, None, day), (), {}, day)

    def planted(*changes):
        document = Document(str(write_letter(URGING.packaged, found, tmp_path / "cong_van.docx")))
        for change in changes:
            change(document)
        out = tmp_path / "hong.docx"
        document.save(str(out))
        return {one.rule for one in lint(out)}

    return planted


def titled(text):
    def change(document):
        document.paragraphs[0].insert_paragraph_before(text, document.styles["Tên loại văn bản"])

    return change


LETTER_FAULTS = {
    "subject bold": (formatted("V/v", bold=True), "letter_subject.bold"),
    "subject small": (formatted("V/v", size=Pt(11)), "letter_subject.size"),
    "subject slanted": (formatted("V/v", italic=True), "letter_subject.italic"),
    "subject aside": (laid_out("V/v", alignment=LEFT), "letter_subject.align"),
    "subject begins otherwise": (reworded("V/v", "v/v đôn đốc tiến độ"), "letter_subject.words"),
    "a title as other papers have": (titled("THÔNG BÁO"), "letter.title"),
    "a title CÔNG VĂN": (titled("CÔNG VĂN"), "letter.title"),
    "no subject": (removed("V/v"), "title.missing"),
    "no addressee": (removed("Kính gửi"), "addressee.missing"),
    "number of another kind": (reworded("Số:", "Số: 15"), "number.form"),
    "number without a nought": (reworded("Số:", "Số: 5/STP-HCTP"), "number.padded"),
    "no stop": (reworded("Sở Tư pháp đề nghị các đơn vị quan", "Đề nghị thực hiện."), "body.closing"),
}  # fmt: skip


@pytest.mark.parametrize("name", LETTER_FAULTS)
def test_a_fault_planted_in_a_letter_is_found(name, plant_letter):
    change, rule = LETTER_FAULTS[name]
    assert rule in plant_letter(change)


def test_a_letter_is_in_form_as_a_draft_and_signed(plant_letter):
    assert plant_letter() == set()
    signed = (
        reworded("Số:", "Số: 05/STP-HCTP"),
        reworded("Bến Tre, ngày", "Bến Tre, ngày 15 tháng 3 năm 2021"),
    )
    assert plant_letter(*signed) == set()


def test_wide_tables_may_lie_on_pages_after_the_first_part(plant):
    def lying(width, height):
        def change(document):
            section = document.add_section()
            section.different_first_page_header_footer = False
            section.page_width, section.page_height = Mm(width), Mm(height)

        return change

    assert plant(lying(297, 210)) == set()
    assert plant(lying(279, 216)) == {"page.size"}


def test_a_finding_says_where_what_and_why(report_file, tmp_path):
    document = Document(str(report_file))
    formatted("Theo thống kê sổ", size=Pt(12))(document)
    out = tmp_path / "hong.docx"
    document.save(str(out))
    (found,) = lint(out)
    assert re.match(r"đoạn \d+ \(«Theo thống kê sổ", found.where)
    assert found.what == "cỡ chữ lời văn 12, phải 13 – 14"
    assert "mục II.6" in found.clause


def test_what_is_no_document_is_refused(tmp_path):
    text = tmp_path / "van_ban.docx"
    text.write_text("không phải Word", encoding="utf-8")
    with pytest.raises(HotichError, match="lưu lại dạng .docx"):
        lint(text)
    empty = tmp_path / "rong.docx"
    with zipfile.ZipFile(empty, "w") as file:
        file.writestr("x.txt", date(2021, 1, 1).isoformat())
    with pytest.raises(HotichError, match="lưu lại dạng .docx"):
        lint(empty)


def test_an_empty_document_lacks_every_part(tmp_path):
    out = tmp_path / "trang.docx"
    Document().save(str(out))
    missing = {one.rule for one in lint(out)}
    assert {"national_name.missing", "motto.missing", "issuer.missing", "number.missing", "place_date.missing",
            "title.missing", "closing.missing", "page_number.missing"} <= missing  # fmt: skip


def _text(path):
    document = Document(str(path))
    tables = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*tables, *(one.text for one in document.paragraphs)])
