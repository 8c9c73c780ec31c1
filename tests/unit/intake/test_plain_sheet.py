"""The fast way of reading a sheet gives the same cells as the parser, and leaves to it what it does not know."""

import io
from collections.abc import Callable
from random import Random
from typing import Any

import numpy as np
import openpyxl
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from hotich.intake.cells import CellBlock
from hotich.intake.package import open_workbook_package
from hotich.intake.plain_sheet import PlainSheet, SharedStrings, plain_formats
from hotich.intake.sheet_xml import SheetLook, sheet_pieces
from hotich.intake.workbook import parsed_block

Rows = list[list[Any]]
Writer = Callable[[Rows], bytes]


def by_xlsxwriter(rows: Rows, **options: Any) -> bytes:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, options or {"in_memory": True}) as book:
        sheet = book.add_worksheet("DL Import")
        text = book.add_format({"num_format": "@", "bold": True})
        for r, row in enumerate(rows):
            for c, value in enumerate(row):
                if isinstance(value, str):
                    sheet.write_string(r, c, value, text if c % 2 else None)
                elif value is not None:
                    sheet.write_number(r, c, value, text if c % 2 else None)
                elif c % 3 == 0:
                    sheet.write_blank(r, c, None, text)
    return stream.getvalue()


def in_line(rows: Rows) -> bytes:
    return by_xlsxwriter(rows, constant_memory=True)


def by_openpyxl(rows: Rows) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for r, row in enumerate(rows, 1):
        for c, value in enumerate(row, 1):
            if value is not None:
                cell = sheet.cell(r, c, value)
                if isinstance(value, str):
                    cell.data_type = "s"
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def both_ways(data: bytes) -> tuple[CellBlock | None, CellBlock]:
    """What the fast way and the parser make of the first sheet."""
    package = open_workbook_package(data)
    strings = package.read("xl/sharedStrings.xml") if package.has("xl/sharedStrings.xml") else b""
    styles = package.read("xl/styles.xml")
    (piece,) = sheet_pieces(package.open("xl/worksheets/sheet1.xml"), SheetLook("x"))
    fast = piece.plain.cells(SharedStrings.of(strings), plain_formats(styles)) if piece.plain else None
    return fast, parsed_block(piece.document, strings, styles, date1904=False)


def cells(block: CellBlock) -> dict[tuple[int, int], Any]:
    """Place → value, but blanks: the parser drops some of them."""
    found = {}
    for r, row in enumerate(block.rows, block.first_row):
        for c, value in enumerate(row, block.first_column):
            if not isinstance(value, str) or value.strip():
                found[r, c] = value
    return found


ROWS: Rows = [
    ["so", "quyenSo", None, "ngayDangKy\ni=[1,2]", "<&>\"'"],
    ["01/2011", " hai  khoảng ", "NGUYỄN THỊ Ơ", "", "  "],
    [None, None, None, None, None],
    [1, 2.5, 123456789012, 1e21, -7],
    ["x" * 30_000, "a\tb", "Lê Văn ẤT", "ﾊﾝ", "🙂"],
]


@pytest.mark.parametrize("write", [by_xlsxwriter, in_line, by_openpyxl])
def test_the_fast_way_gives_the_parsers_cells(write: Writer) -> None:
    fast, parsed = both_ways(write(ROWS))
    assert fast is not None
    assert cells(fast) == cells(parsed)
    assert (4, 1) in cells(fast)


@pytest.mark.parametrize("write", [by_xlsxwriter, in_line, by_openpyxl])
def test_a_wide_and_long_sheet_is_read_alike(write: Writer) -> None:
    draw = Random(2019)
    values = ["", None, 5, "thường trú", "x&y", 10.25, "Đ"]
    rows = [[draw.choice(values) for _ in range(120)] for _ in range(1_100)]
    fast, parsed = both_ways(write(rows))
    assert fast is not None
    assert cells(fast) == cells(parsed)
    assert max(row for row, _ in cells(fast)) > 1_000


CELL = (
    st.none()
    | st.integers(-(10**12), 10**12)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=12)
)


@settings(max_examples=150)
@given(st.lists(st.lists(CELL, max_size=6), max_size=6), st.sampled_from([by_xlsxwriter, in_line]))
def test_whatever_is_written_both_ways_agree(rows: Rows, write: Writer) -> None:
    try:
        data = write(rows)
    except (ValueError, UnicodeEncodeError):
        return
    if any(any(cell is not None for cell in row) for row in rows):
        fast, parsed = both_ways(data)
        assert fast is None or cells(fast) == cells(parsed)


@pytest.mark.parametrize(
    ("cell", "known"),
    [
        ('<c r="A1" t="s"><v>0</v></c>', True),
        ('<c r="A1" s="1" t="s"><v>1</v></c>', True),
        ('<c r="A1"><v>5</v></c>', True),
        ('<c r="A1" t="n"><v>5</v></c>', True),
        ('<c r="A1" s="0"/>', True),
        ('<c r="A1" t="s"><v>2</v></c>', False),  # no such text
        ('<c r="A1" t="s"><v>1a</v></c>', False),
        ('<c r="A1" t="s"><v></v></c>', False),
        ('<c r="A1" t="b"><v>1</v></c>', False),
        ('<c r="A1" t="str"><v>x</v></c>', False),
        ('<c r="A1" s="2"><v>40000</v></c>', False),  # a date
        ('<c r="A1" s="7"><v>40000</v></c>', False),  # no such format
        ('<c r="A1" x="1" t="s"><v>1</v></c>', False),
        ('<c r="A1" t="s" s="1"><v>1</v></c>', False),
        ('<c r="A2" t="s"><v>1</v></c>', False),  # in another row than it says
        ('<c r="B1" t="s"><v>1</v></c><c r="A1" t="s"><v>1</v></c>', False),  # the wrong way round
        ('<c r="A1" t="s"><v>1</v></c><c r="A1" t="s"><v>0</v></c>', False),  # twice
        ('<c r="A1" t="inlineStr"><is><r><t>x</t></r></is></c>', False),
        ('<c r="A1"><v>5</v><v>6</v></c>', False),
        ('<c r="A1" t="s"><v>1</v></c><v>5</v>', False),
        ('<c r="A1"><v>1 > 0</v></c>', False),
        ('<c r="GS1"><v>5</v></c>', False),  # the 201st column
    ],
)
def test_what_is_not_plain_is_left_to_the_parser(cell: str, known: bool) -> None:
    head = '<worksheet><mergeCells></mergeCells><sheetData><row r="1">'
    sheet = PlainSheet.of(f"{head}{cell}</row></sheetData></worksheet>".encode())
    texts = SharedStrings.of(b"<sst><si><t>a</t></si><si><t>b</t></si></sst>")
    found = sheet.cells(texts, np.array([True, True, False])) if sheet else None
    assert (found is not None) is known


@pytest.mark.parametrize(
    ("xml", "texts"),
    [
        ("", ()),
        ("<sst></sst>", ()),
        ('<?xml version="1.0"?>\n<sst xmlns="x" count="1"><si><t>a</t></si></sst>', ("a",)),
        ('<sst><si><t xml:space="preserve"> a </t></si><si><t></t></si></sst>', (" a ", "")),
        ("<sst><si><t>&lt;&amp;&quot;</t></si></sst>", ('<&"',)),
        ("<sst><si><r><t>a</t></r></si></sst>", None),
        ("<sst><si><t>a</t><phoneticPr/></si></sst>", None),
        ("<sst><si><t/></si></sst>", None),
        ("<sst><si><t>NGUY&#7876;N &#x1A0; &amp;#65;</t></si></sst>", ("NGUYỄN Ơ &#65;",)),
        ("<sst><si><t>&#10;</t></si></sst>", None),
        ("<sst><si><t>&#xD800;</t></si></sst>", None),
        ("<sst><si><t>a & b</t></si></sst>", None),
        ("<sst><si><t>_x000D_</t></si></sst>", None),
        ("<sst><si><t>a</t></si>", None),
    ],
)
def test_shared_texts_are_read_or_left(xml: str, texts: tuple[str, ...] | None) -> None:
    found = SharedStrings.of(xml.encode())
    assert (found.texts if found else None) == texts


def test_a_format_that_shows_a_day_is_no_plain_number() -> None:
    own = '<numFmt numFmtId="164" formatCode="000"/><numFmt numFmtId="165" formatCode="dd.mm"/>'
    formats = "".join(f'<xf fontId="1" numFmtId="{number}"/>' for number in (0, 14, 49, 164, 165, 166))
    found = plain_formats(f"<styleSheet>{own}<cellXfs>{formats}</cellXfs></styleSheet>".encode())
    assert found is not None
    assert found.tolist() == [True, False, True, True, False, False]
    assert plain_formats(b"<styleSheet/>") is None
