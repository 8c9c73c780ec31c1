"""The kept template of each paper is what is built, and names no blank that the reference page does not describe."""

import re
import zipfile

import pytest
from docx import Document

from hotich.reports import reference
from hotich.reports.papers import PAPERS

PART = re.compile(r"word/(document|styles|header\d*)\.xml")


def parts(path):
    with zipfile.ZipFile(path) as file:
        return {name: file.read(name) for name in file.namelist() if PART.fullmatch(name)}


def words(path):
    document = Document(str(path))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*cells, *(one.text for one in document.paragraphs)])


@pytest.mark.parametrize("kind", PAPERS, ids=lambda kind: kind.file_name)
def test_the_kept_template_is_what_is_built(kind, tmp_path):
    assert parts(kind.packaged) == parts(kind.build(tmp_path / "mau.docx"))


@pytest.mark.parametrize("kind", PAPERS, ids=lambda kind: kind.file_name)
def test_a_template_names_only_described_blanks_and_every_table(kind):
    told = words(kind.packaged)
    page = reference.markdown()
    section = page[page.index(f"`{kind.file_name}`") :].split("\n## ")[0]
    named = set(re.findall(r"\{\{\s*([\w.]+)", told)) | set(
        re.findall(r"(?:\bin|if(?: not)?) ([\w.]+)", told)
    )
    named -= {"dong", "ten", "so", "loop.last", "true"}
    described = re.sub(r"\bt1` … `d.t12\b", " ".join(f"d.t{no}" for no in range(1, 13)), section)
    known = set(re.findall(r"[\w.]+", described))
    columns = {one.rpartition(".")[2] for one in known}
    assert {one for one in named if one not in known and one.rpartition(".")[2] not in columns} == set()
    tables = set(re.findall(r"for d in (\w+)", section))
    assert tables
    assert tables <= named


def test_papers_have_files_of_their_own():
    assert len({kind.file_name for kind in PAPERS}) == len(PAPERS) == 3
