"""A report as LibreOffice prints it; needs `soffice` and `pdftotext`."""

import shutil
import subprocess

import pytest

pytestmark = pytest.mark.skipif(
    not (shutil.which("soffice") and shutil.which("pdftotext")),
    reason="LibreOffice (soffice) or poppler (pdftotext) is not installed",
)


@pytest.fixture(scope="module")
def pages(report_file, tmp_path_factory):
    """The text of each printed page, as laid out."""
    folder = tmp_path_factory.mktemp("pdf")
    profile = f"-env:UserInstallation=file://{folder}/profile"
    words = [
        "soffice",
        profile,
        "--headless",
        "--convert-to",
        "pdf",
        "--outdir",
        str(folder),
        str(report_file),
    ]
    subprocess.run(words, check=True, capture_output=True, timeout=300)
    told = subprocess.run(
        ["pdftotext", "-layout", str(folder / "bao_cao.pdf"), "-"], check=True, capture_output=True, text=True
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
