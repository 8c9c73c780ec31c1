"""A look at the XML of one sheet, in pieces, before the parser builds its table from it.

The parser's table is dense: one cell named XFD1048576 would take all memory. It also drops formulas and error
marks. So each piece is looked at first: quickly where it has the shape all usual programs write and nothing odd
in it, else carefully with an XML parser.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO, NamedTuple
from xml.parsers import expat

from hotich.errors import DeliveryError
from hotich.intake.limits import LAST_ROW, MAX_COLUMNS, MAX_ROWS, thousands
from hotich.intake.package import RESAVE
from hotich.intake.plain_sheet import PlainSheet

_PIECE_BYTES = 8 << 20
_ROOT = re.compile(rb"<(?:([A-Za-z_][\w.-]*):)?worksheet\b[^>]*>")
_ADDRESS = re.compile(r"([A-Za-z]{1,3})([0-9]{1,7})\Z")
_MERGE = re.compile(
    rb"""<(?:[\w.-]+:)?mergeCell\b[^>]*?\bref\s*=\s*["']([A-Z]{1,3})([0-9]{1,7})(?::([A-Z]{1,3})([0-9]{1,7}))?["']"""
)
_HIDDEN_COLUMN = re.compile(rb"""<(?:[\w.-]+:)?col\b[^>]*?\bhidden\s*=\s*["'](?:1|true)["']""")
_CONTROL_TO_MARK = bytes(byte if byte > 31 or byte in b"\t\n\r" else 63 for byte in range(256))


@dataclass(slots=True)
class SheetLook:
    """What stands in a sheet beside its values; filled piece by piece. Cells are (row, column), from 1."""

    name: str
    formulas: set[tuple[int, int]] = field(default_factory=set)
    errors: set[tuple[int, int]] = field(default_factory=set)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    """(first row, first column, last row, last column)."""
    hidden_rows: bool = False
    hidden_columns: bool = False

    def refuse(self, what: str) -> DeliveryError:
        """The reason to reject the file for what this sheet is."""
        return DeliveryError(f"Trang tính “{self.name}” {what}")


class Piece(NamedTuple):
    """A small complete sheet document with a run of whole rows."""

    document: bytes
    plain: PlainSheet | None
    """The same, where it is written plainly; None: it needed the careful look."""


def sheet_pieces(stream: IO[bytes], look: SheetLook) -> Iterator[Piece]:
    """Yield the sheet piece by piece; fills `look` on the way.

    Memory stays within a few pieces (8 MB each) however long the sheet is.

    Raises:
        DeliveryError: beyond 100,000 rows or 200 columns, or not the XML of a sheet.
    """
    buffer = stream.read(_PIECE_BYTES)
    refuse_entities(buffer)
    root = _ROOT.search(buffer, 0, 4096)
    if root is None:
        raise look.refuse(f"bị hỏng, không đọc được. {RESAVE}")
    prefix = root.group(1) + b":" if root.group(1) else b""
    opening = re.compile(rb"<" + prefix + rb"sheetData\s*(/?)>").search(buffer)
    if opening is None:
        raise look.refuse(f"không có vùng dữ liệu. {RESAVE}")
    look.hidden_columns = _HIDDEN_COLUMN.search(buffer, root.end(), opening.start()) is not None
    if opening.group(1):
        return
    yield from _row_pieces(stream, buffer[opening.end() :], root.group(), prefix, look)


def refuse_entities(xml: bytes) -> None:
    """Refuse a document type declaration: its entities can grow without bound. Raises DeliveryError."""
    # The rare mark first: asked of every part, and the answer is nearly always no.
    if b"!" in xml and (b"<!DOCTYPE" in xml or b"<!ENTITY" in xml):
        raise DeliveryError(f"Tệp có khai báo thực thể XML (DOCTYPE), không an toàn. {RESAVE}")


def _row_pieces(
    stream: IO[bytes], body: bytes, root: bytes, prefix: bytes, look: SheetLook
) -> Iterator[Piece]:
    # An empty list of merged ranges ahead of the rows spares the parser a second walk through the sheet for them.
    head = root + b"<%bmergeCells></%bmergeCells><%bsheetData>" % (prefix, prefix, prefix)
    tail = b"</%bsheetData></%bworksheet>" % (prefix, prefix)
    data_end, row_end = b"</%bsheetData" % prefix, b"</%brow>" % prefix
    first = True
    while (end := body.rfind(data_end)) < 0:
        cut = body.rfind(row_end) + len(row_end)
        if cut >= len(row_end):
            yield _examined(head, body[:cut], tail, look, first)
            body, first = body[cut:], False
        more = stream.read(_PIECE_BYTES)
        if not more:
            raise look.refuse(f"bị cắt cụt, không có phần cuối. {RESAVE}")
        body += more
    yield _examined(head, body[:end], tail, look, first)
    _note_merges(look, body[end:] + stream.read())


def _examined(head: bytes, rows: bytes, tail: bytes, look: SheetLook, first: bool) -> Piece:
    document = head + rows + tail
    plain = PlainSheet.of(document)
    if plain is None:
        _Reader(look, first).read(document)
    return Piece(document, plain)


class _Reader:
    """The careful look at one piece: an XML parser over its rows, keeping only addresses."""

    def __init__(self, look: SheetLook, first: bool) -> None:
        self._look = look
        self._first = first
        self._row = self._column = 0
        self._in_cell = False

    def read(self, document: bytes) -> None:
        """Note formulas, error cells and hidden rows. Raises DeliveryError beyond the limits."""
        parser = expat.ParserCreate()
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        try:
            # Control characters are no XML; the rule returns their row, they must not cost the file.
            parser.Parse(document.translate(_CONTROL_TO_MARK), True)
        except expat.ExpatError as error:
            raise self._look.refuse(f"bị hỏng, không đọc được. {RESAVE}") from error

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        local = tag.rpartition(":")[2]
        if local == "row":
            self._start_row(attributes)
        elif local == "c":
            self._start_cell(attributes)
        elif self._in_cell and local == "f":
            self._look.formulas.add((self._row, self._column))
        elif self._in_cell and local in {"v", "is"}:
            self._refuse_far()

    def _end(self, tag: str) -> None:
        if tag.rpartition(":")[2] == "c":
            self._in_cell = False

    def _start_row(self, attributes: dict[str, str]) -> None:
        number = attributes.get("r")
        if number is None and not self._first:
            raise self._look.refuse(f"có dòng không mang số thứ tự. {RESAVE}")
        self._row = self._row + 1 if number is None else int(number) if number.isdecimal() else LAST_ROW + 1
        self._column = 0
        if attributes.get("hidden") in {"1", "true"}:
            self._look.hidden_rows = True

    def _start_cell(self, attributes: dict[str, str]) -> None:
        self._in_cell = True
        self._column += 1
        if (address := attributes.get("r")) is not None:
            match = _ADDRESS.match(address)
            if match is None:
                raise self._look.refuse(f"có ô mang địa chỉ sai “{address[:20]}”. {RESAVE}")
            self._column, self._row = _column_number(match.group(1)), int(match.group(2))
        if attributes.get("t") == "e":
            self._look.errors.add((self._row, self._column))

    def _refuse_far(self) -> None:
        if self._row > LAST_ROW:
            raise self._look.refuse(
                f"có dữ liệu ở dòng {thousands(self._row)}, quá giới hạn {thousands(MAX_ROWS)} dòng. "
                f"Xóa dòng thừa hoặc chia sổ thành nhiều tệp rồi gửi lại."
            )
        if self._column > MAX_COLUMNS:
            raise self._look.refuse(
                f"có dữ liệu ở cột thứ {self._column}, quá giới hạn {MAX_COLUMNS} cột. "
                f"Xóa cột thừa, dùng đúng mẫu rồi gửi lại."
            )


def _note_merges(look: SheetLook, xml: bytes) -> None:
    for first_column, first_row, last_column, last_row in _MERGE.findall(xml):
        top, left = int(first_row), _column_number(first_column.decode())
        bottom = int(last_row) if last_row else top
        right = _column_number(last_column.decode()) if last_column else left
        look.merges.append((top, left, bottom, right))


def _column_number(letters: str) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number
