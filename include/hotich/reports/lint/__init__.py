"""The linter of administrative documents: a .docx against the form of the decree, findings in Vietnamese with their place."""

from pathlib import Path

from hotich.reports.form import Form, load_form
from hotich.reports.lint.finding import Finding
from hotich.reports.lint.head import check_head
from hotich.reports.lint.page import check_page
from hotich.reports.lint.parts import find_parts
from hotich.reports.lint.reading import read_document
from hotich.reports.lint.tail import check_tail
from hotich.reports.lint.text import check_text

__all__ = ["Finding", "lint"]


def lint(path: Path, form: Form | None = None) -> list[Finding]:
    """Every departure of a document from the form, in reading order by part; empty: none.

    Raises HotichError when the file is no .docx.
    """
    form = form or load_form()
    read = read_document(path)
    parts = find_parts(read, form)
    return [
        *check_page(read, form),
        *check_head(parts, form),
        *check_text(parts, form),
        *check_tail(parts, form),
    ]
