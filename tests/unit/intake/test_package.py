"""Packages that lie: damaged, encrypted, macros, bombs, hostile names, sheets beyond every limit."""

import io
import stat
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator

import openpyxl
import pytest

from hotich.errors import DeliveryError
from hotich.intake.cells import CellBlock
from hotich.intake.package import SCAN_LIMITS, WORKBOOK_LIMITS, Limits, open_package, open_workbook_package
from hotich.intake.reading import BookFile, open_table, read_batch
from hotich.intake.table import book_template
from hotich.intake.workbook import Workbook
from hotich.registers import BIRTH

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
HEADER = ("so", "ngayDangKy", "nksHoTen")
SHEET_PART = "xl/worksheets/sheet1.xml"


def sound() -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (HEADER, ("1/2011", "02.03.2011", "A")):
        sheet.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def with_part(name: str, content: bytes, compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """The sound workbook with one part put in, or put in another's place."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(sound())) as old, zipfile.ZipFile(stream, "w", compression) as new:
        for part in old.namelist():
            if part != name:
                new.writestr(part, old.read(part))
        new.writestr(name, content)
    return stream.getvalue()


def with_sheet(rows: str, root: str = f'<worksheet xmlns="{MAIN}">', tail: str = "") -> bytes:
    xml = f'<?xml version="1.0"?>{root}<sheetData>{rows}</sheetData>{tail}</worksheet>'
    return with_part(SHEET_PART, xml.encode())


def text_cell(address: str, text: str) -> str:
    return f'<c r="{address}" t="inlineStr"><is><t>{text}</t></is></c>'


def header_row() -> str:
    cells = (text_cell(f"{letter}1", name) for letter, name in zip("ABC", HEADER, strict=True))
    return f'<row r="1">{"".join(cells)}</row>'


def reason(data: bytes) -> str:
    batch = read_batch([BookFile(0, "xlsx", lambda: data)], BIRTH)
    assert batch.rows.is_empty()
    return batch.files["reason"][0] or ""


def ole(stream_name: str) -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504 + stream_name.encode("utf-16-le") + b"\0" * 512


def encrypted_entry() -> bytes:
    data = bytearray(sound())
    place = data.rfind(b"PK\x01\x02")
    data[place + 8] |= 1
    return bytes(data)


def link_entry() -> bytes:
    stream = io.BytesIO(sound())
    with zipfile.ZipFile(stream, "a") as archive:
        entry = zipfile.ZipInfo("xl/link")
        entry.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(entry, "/etc/passwd")
    return stream.getvalue()


def doubled_entry() -> bytes:
    stream = io.BytesIO(sound())
    with zipfile.ZipFile(stream, "a") as archive:
        archive.writestr(SHEET_PART.upper(), b"<worksheet/>")
    return stream.getvalue()


def many_entries() -> bytes:
    stream = io.BytesIO(sound())
    with zipfile.ZipFile(stream, "a") as archive:
        for number in range(2_000):
            archive.writestr(f"xl/media/{number}", b"")
    return stream.getvalue()


def external_relation() -> bytes:
    part = "xl/_rels/workbook.xml.rels"
    with zipfile.ZipFile(io.BytesIO(sound())) as archive:
        relations = archive.read(part)
    kind = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships/externalLink"
    added = b'<Relationship Id="x1" Type="%s" Target="odd/link.xml"/></Relationships>' % kind
    return with_part(part, relations.replace(b"</Relationships>", added))


def flipped() -> bytes:
    """A byte of the sheet's compressed content changed: its check sum no longer holds."""
    data = bytearray(sound())
    with zipfile.ZipFile(io.BytesIO(bytes(data))) as archive:
        place = archive.getinfo(SHEET_PART).header_offset + 30 + len(SHEET_PART) + 40
    data[place] ^= 0xFF
    return bytes(data)


def test_the_sound_workbook_is_read() -> None:
    batch = read_batch([BookFile(0, "xlsx", sound)], BIRTH)
    assert batch.files["reason"].to_list() == [None]
    assert batch.rows.height == 1


@pytest.mark.parametrize(
    ("make", "expected"),
    [
        (lambda: b"", "Tệp rỗng"),
        (lambda: sound()[:-100], "chưa tải lên đủ"),
        (lambda: sound()[: len(sound()) // 2], "chưa tải lên đủ"),
        (flipped, "bị hỏng"),
        (lambda: b"PK\x05\x06" + b"\0" * 18, "Gói nén rỗng"),
        (lambda: b"<html><table><tr><td>so</td></tr></table></html>", "HTML"),
        (lambda: b"so,ngayDangKy\n", "đổi đuôi"),
        (lambda: ole("EncryptedPackage"), "mật khẩu mở"),
        (lambda: ole("Workbook"), ".xls"),
        (encrypted_entry, "có mật khẩu"),
        (lambda: with_part("xl/vbaProject.bin", b"x"), "macro"),
        (lambda: with_part("xl/macrosheets/sheet1.xml", b"x"), "macro"),
        (lambda: with_part("xl/externalLinks/externalLink1.xml", b"x"), "liên kết sang tệp Excel khác"),
        (external_relation, "liên kết sang tệp Excel khác"),
        (lambda: with_part("xl/embeddings/oleObject1.bin", b"x"), "nhúng"),
        (lambda: with_part("xl/activeX/activeX1.xml", b"x"), "nhúng"),
        (lambda: with_part("xl/workbook.bin", b"x"), ".xlsb"),
        (lambda: with_part("mimetype", b"x"), ".ods"),
        (lambda: with_part("/etc/passwd", b"x"), "tuyệt đối"),
        (lambda: with_part("xl/../../../etc/passwd", b"x"), "tuyệt đối"),
        (lambda: with_part("C:\\x", b"x"), "tuyệt đối"),
        (lambda: with_part("xl\\x", b"x"), "tuyệt đối"),
        (link_entry, "liên kết (link)"),
        (doubled_entry, "trùng tên"),
        (many_entries, "quá giới hạn 2000"),
        (lambda: with_part("xl/media/a", bytes(900_000)), "quá mức an toàn"),
        (lambda: with_part("xl/media/a", bytes(50 << 20)), "nén"),
        (lambda: with_part("_rels/.rels", b"<x"), "XML sai"),
        (lambda: with_part("_rels/.rels", b"<x/>"), "thiếu phần “workbook”"),
        (lambda: with_part("xl/workbook.xml", b"<workbook/>"), "không có trang tính"),
        (lambda: with_part(SHEET_PART, b"<html/>"), "bị hỏng"),
        (lambda: with_part(SHEET_PART, b"<worksheet><sheetData><row"), "cắt cụt"),
        (lambda: with_part(SHEET_PART, b"<worksheet><sheetData/></worksheet>"), "không có dữ liệu"),
        (lambda: with_part(SHEET_PART, b"<worksheet></worksheet>"), "không có vùng dữ liệu"),
        (lambda: with_part(SHEET_PART, "<worksheet><sheetData/></worksheet>".encode("utf-16")), "bị hỏng"),
        (lambda: with_part(SHEET_PART, b"<!DOCTYPE x [<!ENTITY a 'b'>]><worksheet><sheetData/></worksheet>"), "DOCTYPE"),
        (lambda: with_part("xl/workbook.xml", b"<!DOCTYPE x [<!ENTITY a 'b'>]><workbook>&a;</workbook>"), "DOCTYPE"),
        (lambda: with_sheet('<row r="1"><c r="A1"><v>1</c></row>'), "bị hỏng"),
        (lambda: with_sheet('<row r="1"><c r="A1" t="s"><v>9</v></c></row>'), "bị hỏng"),
        (lambda: with_sheet(header_row() + '<row r="2"><c r="XFD1048576"><v>1</v></c></row>'), "quá giới hạn"),
        (lambda: with_sheet(header_row() + '<row r="2"><c r="GS2"><v>1</v></c></row>'), "200 cột"),
        (lambda: with_sheet(header_row() + '<row r="1048576"><c r="A1048576"><v>1</v></c></row>'), "1.048.576"),
        (lambda: with_sheet(header_row() + '<row r="2"><c r="AB1048576"><v>1</v></c></row>'), "1.048.576"),
        (lambda: with_sheet(header_row() + '<row r="2"><c r="A100012"><v>1</v></c></row>'), "100.012"),
        (lambda: with_sheet(header_row() + "<row r='1048576'><c r='A1048576'><v>1</v></c></row>"), "1.048.576"),
        (lambda: with_sheet(header_row() + '<row r="2"><c r="A-1"><v>1</v></c></row>'), "địa chỉ sai"),
    ],
)  # fmt: skip
def test_a_file_that_can_not_be_read_safely_is_refused(make: Callable[[], bytes], expected: str) -> None:
    assert expected in reason(make())


def test_a_file_over_25_megabytes_is_refused() -> None:
    with pytest.raises(DeliveryError, match="quá giới hạn 25 MB"):
        open_workbook_package(b"PK\x03\x04" + bytes(26 << 20))


def test_a_package_may_not_unpack_to_more_than_its_limit() -> None:
    tight = Limits(WORKBOOK_LIMITS.file_bytes, 10, 1_000, None, 100)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("a", bytes(1_001))
    with pytest.raises(DeliveryError, match="quá mức an toàn"):
        open_package(stream, len(stream.getvalue()), tight)


def test_a_scan_of_more_than_20_megabytes_is_refused() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("KS.2011.01.2011-02-15.005.pdf", bytes(20 << 20))
        archive.writestr("KS.2011.01.2011-02-15.006.pdf", bytes((20 << 20) + 1))
    with pytest.raises(DeliveryError, match="quá 20 MB"):
        open_package(stream, len(stream.getvalue()), SCAN_LIMITS)


def blocks(data: bytes) -> list[CellBlock]:
    return list(Workbook(data).blocks())


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="2"><c r="A2"><v>7</v></c><c r="B2" s="0" t="str"><v>x</v></c></row>',
        "<row r='2'><c r='A2'><v>7</v></c><c r='B2' t='str'><v>x</v></c></row>",
        '<row r="2" hidden="1"><c r="A2"><v>7</v></c><c t="str" r="B2"><v>x</v></c></row>',
        '<row  spans="1:2" r="2" ><c  r="A2" ><v>7</v></c><!-- x --><c r="B2" t="str" ><f>1</f><v>x</v></c></row>',
        '<row r="2"><c r="A2"><v>7</v></c><c r="B2" t="inlineStr"><is><r><rPr><family val="1"/></rPr><t>x</t></r></is></c></row>',
    ],
)
def test_unusual_but_valid_xml_is_read_alike(rows: str) -> None:
    (block,) = blocks(with_sheet(f'<row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>1</v></c></row>{rows}'))
    assert (block.first_row, block.first_column, block.rows[1]) == (1, 1, [7.0, "x"])


def test_a_sheet_with_prefixed_names_is_read() -> None:
    rows = '<x:row r="2"><x:c r="A2"><x:v>7</x:v></x:c><x:c r="B2"><x:f>1</x:f><x:v>2</x:v></x:c></x:row>'
    xml = f'<x:worksheet xmlns:x="{MAIN}"><x:sheetData>{rows}</x:sheetData></x:worksheet>'
    workbook = Workbook(with_part(SHEET_PART, xml.encode()))
    assert [block.rows for block in workbook.blocks()] == [[[7.0, 2.0]]]
    assert workbook.look.formulas == {(2, 2)}


def test_rows_and_cells_without_addresses_are_counted() -> None:
    workbook = Workbook(
        with_sheet("<row><c><v>1</v></c></row><row><c><v>2</v></c><c><f>1</f><v>3</v></c></row>")
    )
    assert [block.rows for block in workbook.blocks()] == [[[1.0, ""], [2.0, 3.0]]]
    assert workbook.look.formulas == {(2, 2)}


def test_empty_styled_cells_far_away_are_no_data() -> None:
    far = '<row r="1048576"><c r="A1048576" s="0"/></row>'
    data = with_sheet(f'{header_row()}<row r="2"><c r="A2"><v>1</v></c><c r="XFD2" s="0"/></row>{far}')
    batch = read_batch([BookFile(0, "xlsx", lambda: data)], BIRTH)
    assert batch.files["reason"].to_list() == [None]
    assert batch.rows["entry_number"].to_list() == ["1"]


def long_sheet(rows: int, filling: str = "") -> bytes:
    def lines() -> Iterator[str]:
        for number in range(2, rows + 2):
            yield f'<row r="{number}"><c r="A{number}"><v>{number}</v></c>{filling.format(number)}</row>'

    return with_sheet(header_row() + "".join(lines()))


def test_a_long_sheet_is_read_in_pieces_without_losing_a_row() -> None:
    found = blocks(long_sheet(60_000, '<c r="D{0}" t="str"><v>' + "x" * 250 + "</v></c>"))
    assert len(found) > 2
    values = [row[0] for block in found for row in block.rows]
    assert values[1:] == [float(number) for number in range(2, 60_002)]
    numbers = [block.first_row + index for block in found for index in range(len(block.rows))]
    assert numbers == list(range(1, 60_002))


def test_100_000_rows_are_taken_and_one_more_is_not() -> None:
    _, table = open_table("xlsx", long_sheet(100_000), book_template("KS"))
    assert sum(len(chunk.row_nos) for chunk in table.chunks()) == 100_000
    _, longer = open_table("xlsx", long_sheet(100_001), book_template("KS"))
    with pytest.raises(DeliveryError, match=r"100\.000 dòng"):
        list(longer.chunks())


def peak_megabytes(data: bytes, tmp_path_factory: pytest.TempPathFactory) -> tuple[int, str]:
    """Peak memory of a process of its own that reads the file, above one that reads a small book; and the reason."""
    path = tmp_path_factory.mktemp("book") / "book.xlsx"
    path.write_bytes(data)
    small = path.with_name("small.xlsx")
    small.write_bytes(sound())
    program = (
        "import resource, sys, pathlib\n"
        "from hotich.intake.reading import BookFile, read_batch\n"
        "from hotich.registers import BIRTH\n"
        "peaks = []\n"
        "for name in sys.argv[1:]:\n"
        "    batch = read_batch([BookFile(0, 'xlsx', pathlib.Path(name).read_bytes)], BIRTH)\n"
        "    peaks.append(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)\n"
        "print(peaks[1] - peaks[0])\n"
        "print(batch.files['reason'][0])\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", program, str(small), str(path)], capture_output=True, text=True, check=True
    )
    growth, _, text = run.stdout.partition("\n")
    return int(growth), text


def test_1_048_576_rows_are_refused_in_bounded_memory(tmp_path_factory: pytest.TempPathFactory) -> None:
    growth, text = peak_megabytes(long_sheet(1_048_575), tmp_path_factory)
    assert "100.000 dòng" in text
    assert growth < 200


def test_one_long_text_named_by_very_many_cells_is_refused_in_bounded_memory(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    strings = f'<sst xmlns="{MAIN}"><si><t>{"x" * 30_000}</t></si></sst>'
    rows = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(2, 50_000))
    book = openpyxl.Workbook()
    book.active.append(["x"])  # type: ignore[union-attr]
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(with_sheet(header_row() + rows))) as old,
        zipfile.ZipFile(stream, "w", 8) as new,
    ):
        for part in old.namelist():
            content = old.read(part)
            if part.endswith("workbook.xml.rels"):
                kind = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"
                added = b'<Relationship Id="s1" Type="%s" Target="strings.xml"/></Relationships>' % kind
                content = content.replace(b"</Relationships>", added)
            new.writestr(part, content)
        new.writestr("xl/strings.xml", strings)
    growth, text = peak_megabytes(stream.getvalue(), tmp_path_factory)
    assert "MB chữ" in text
    assert growth < 200
