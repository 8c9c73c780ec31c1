"""A report as LibreOffice prints it, its annex as LibreOffice calculates it; needs `soffice` and `pdftotext`."""

import re
import shutil
import subprocess
import zipfile

import openpyxl
import pytest

from hotich.reports.annex import write_annex

pytestmark = pytest.mark.skipif(
    not (shutil.which("soffice") and shutil.which("pdftotext")),
    reason="LibreOffice (soffice) or poppler (pdftotext) is not installed",
)


def converted(path, to, folder):
    """A file as LibreOffice saves it in another format."""
    words = ["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", to]
    subprocess.run([*words, "--outdir", str(folder), str(path)], check=True, capture_output=True, timeout=300)
    return folder / f"{path.stem}.{to.partition(':')[0]}"


@pytest.fixture(scope="module")
def pages(report_file, tmp_path_factory):
    """The text of each printed page, as laid out."""
    made = converted(report_file, "pdf", tmp_path_factory.mktemp("pdf"))
    told = subprocess.run(
        ["pdftotext", "-layout", str(made), "-"], check=True, capture_output=True, text=True
    )
    return told.stdout.split("\f")[:-1]


def test_page_1_has_its_head_and_no_number(pages):
    lines = [line.strip() for line in pages[0].splitlines() if line.strip()]
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in lines[0]
    assert "ỦY BAN NHÂN DÂN TỈNH BẾN TRE" in lines[0], "both fit on one line"
    assert "Độc lập - Tự do - Hạnh phúc" in lines[1]
    assert "1" not in lines


def test_later_pages_begin_with_their_number(pages):
    assert len(pages) > 3
    for number, page in enumerate(pages[1:], 2):
        assert next(line.strip() for line in page.splitlines() if line.strip()) == str(number)


def test_no_page_holds_the_signature_alone(pages):
    (signed,) = [page for page in pages if "Nơi nhận:" in page]
    assert "Trên đây là báo cáo" in signed


def test_appendices_begin_pages(pages):
    for name in ("Phụ lục I", "Phụ lục II"):
        (page,) = [one for one in pages if name in [line.strip() for line in one.splitlines()]]
        assert [line.strip() for line in page.splitlines() if line.strip()][1] == name


def test_a_spreadsheet_calculates_what_the_annex_shows(content, tmp_path):
    """The values are taken out, so that LibreOffice has to work them out."""
    annex, bare = write_annex(content, tmp_path / "phu_luc.xlsx"), tmp_path / "bare.xlsx"
    with zipfile.ZipFile(annex) as old, zipfile.ZipFile(bare, "w") as new:
        for name in old.namelist():
            new.writestr(name, re.sub(rb"(</f>)<v>[^<]*</v>", rb"\1", old.read(name)))
    (tmp_path / "made").mkdir()
    made = converted(bare, "xlsx:Calc MS Excel 2007 XML", tmp_path / "made")
    live, shown = openpyxl.load_workbook(annex), openpyxl.load_workbook(annex, data_only=True)
    worked_out = openpyxl.load_workbook(made, data_only=True)
    cells = [
        (sheet.title, cell.coordinate)
        for sheet in live
        for row in sheet.iter_rows()
        for cell in row
        if isinstance(cell.value, str) and cell.value.startswith("=")
    ]
    assert len(cells) > 50
    for name, place in cells:
        assert (worked_out[name][place].value or None) == pytest.approx(shown[name][place].value or None), (
            name,
            place,
        )
