"""One sheet of an xlsx workbook as blocks of cells, bounded in memory.

What is written plainly is read from the XML directly (`plain_sheet`), everything else by python-calamine.
"""

import io
import posixpath
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple
from xml.etree import ElementTree

from python_calamine import CalamineError, CalamineWorkbook

from hotich.errors import DeliveryError
from hotich.intake.cells import CellBlock
from hotich.intake.package import BAD_ZIP, RESAVE, damaged, external_link, open_workbook_package
from hotich.intake.plain_sheet import SharedStrings, plain_formats
from hotich.intake.sheet_xml import Piece, SheetLook, refuse_entities, sheet_pieces
from hotich.registers import SHEET_NAME

MAX_TEXT_BYTES = 400 << 20
"""Bound on the text of one sheet once shared strings are written out at every place that names them."""

_PIECE_TEXT_BYTES = 32 << 20
_CELL_BYTES = len(b'<c r="A1" t="s"><v>0</v></c>')
_STRING_CELL = re.compile(rb't="s"[^>]*><v>([0-9]+)')
_RELATIONS_XML = '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
_RELATION_XML = (
    '<Relationship Id="r{0}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{1}" '
    'Target="{2}"/>'
)
_WORKBOOK_XML = (
    '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
    '<workbookPr date1904="{}"/><sheets><sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>'
)
_ROOT_RELATIONS = _RELATIONS_XML.format(_RELATION_XML.format(1, "officeDocument", "xl/workbook.xml"))


@dataclass(frozen=True, slots=True)
class _Relation:
    kind: str
    """Last word of the relation's type: worksheet, sharedStrings, styles, …"""
    part: str


class _Sheet(NamedTuple):
    name: str
    relation: str
    state: str


class Workbook:
    """An xlsx file, examined before parsing; `sheet`: the one to read, by name (default: the data sheet).

    Raises DeliveryError when it can't be read safely.
    """

    def __init__(self, data: bytes, sheet: str | None = None) -> None:
        self._package = open_workbook_package(data)
        roots = _relations(self._package.read("_rels/.rels"), "").values()
        main = next((relation.part for relation in roots if relation.kind == "officeDocument"), None)
        if main is None:
            raise DeliveryError(f"Tệp Excel bị hỏng: thiếu phần “workbook”. {RESAVE}")
        folder, name = posixpath.split(main)
        self._relations = _relations(self._package.read(f"{folder}/_rels/{name}.rels"), folder)
        self._parts = {relation.kind: relation.part for relation in self._relations.values()}
        if "externalLink" in self._parts:
            raise external_link()
        self._date1904, sheets = _contents(self._package.read(main))
        self.sheets = tuple(sheet.name for sheet in sheets)
        """Names of all sheets, in their order."""
        sheet_name, self._sheet_part = self._choose_sheet(sheets, sheet)
        self.look = SheetLook(sheet_name)

    def blocks(self) -> Iterator[CellBlock]:
        """Rows of the chosen sheet ("DL Import", else the first visible one), top to bottom; fills `look`.

        Raises:
            DeliveryError: damaged, or beyond the limits of delivery contract §2.
        """
        strings, styles = self._optional("sharedStrings"), self._optional("styles")
        refuse_entities(strings)
        refuse_entities(styles)
        texts, plain = SharedStrings.of(strings), plain_formats(styles)
        budget = _TextBudget(strings, texts, self.look)
        with self._package.stream(self._sheet_part) as stream:
            pieces = sheet_pieces(stream, self.look)
            while (piece := _next(pieces)) is not None:
                budget.spend(piece.document)
                block = piece.plain.cells(texts, plain) if piece.plain else None
                if block is None:
                    block = self._parsed(piece.document, strings, styles)
                yield block

    def _parsed(self, document: bytes, strings: bytes, styles: bytes) -> CellBlock:
        try:
            return parsed_block(document, strings, styles, date1904=self._date1904)
        except CalamineError as error:
            raise self.look.refuse(f"bị hỏng, không đọc được. {RESAVE}") from error

    def _choose_sheet(self, listed: Sequence[_Sheet], wanted: str | None) -> tuple[str, str]:
        """Name and part of the sheet called `wanted`, or of the data sheet."""
        sheets = []
        for sheet in listed:
            relation = self._relations.get(sheet.relation)
            if relation is not None and relation.kind == "worksheet":
                sheets.append((sheet.name, relation.part, sheet.state))
        named = [sheet for sheet in sheets if sheet[0].strip().casefold() == SHEET_NAME.casefold()]
        visible = [sheet for sheet in sheets if sheet[2] == "visible"]
        if wanted is not None:
            named, visible = [sheet for sheet in sheets if sheet[0] == wanted], []
        for name, part, _ in (*named, *visible):
            return name, part
        raise DeliveryError(f"Tệp Excel không có trang tính nào hiện ra. {RESAVE}")

    def _optional(self, kind: str) -> bytes:
        part = self._parts.get(kind)
        return self._package.read(part) if part and self._package.has(part) else b""


def parsed_block(document: bytes, strings: bytes, styles: bytes, *, date1904: bool) -> CellBlock:
    """The cells of one sheet document by python-calamine. Raises CalamineError."""
    mini = _one_sheet_workbook(document, strings, styles, date1904)
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(mini)).get_sheet_by_index(0)
    row, column = sheet.start or (0, 0)
    return CellBlock.of_rows(row + 1, column + 1, sheet.to_python(skip_empty_area=True))


class _TextBudget:
    """Bounds the text that shared strings make once written out at every place that names them."""

    def __init__(self, strings: bytes, texts: SharedStrings | None, look: SheetLook) -> None:
        self._look = look
        self._strings = strings
        # A character takes at most four bytes.
        longest = (
            4 * max(map(len, texts.texts), default=0) if texts else max(map(len, strings.split(b"</si>")))
        )
        self._longest = longest
        self._lengths: list[int] = []
        self._left = MAX_TEXT_BYTES

    def spend(self, piece: bytes) -> None:
        # Counting exactly is dear, and needed only where the longest string at every cell would be too much.
        if self._longest * (len(piece) // _CELL_BYTES) > _PIECE_TEXT_BYTES:
            self._lengths = self._lengths or [len(item) for item in self._strings.split(b"</si>")]
            known = len(self._lengths)
            named = map(int, _STRING_CELL.findall(piece))
            self._left -= sum(self._lengths[number] for number in named if number < known)
        if self._left < 0:
            raise self._look.refuse(
                f"chứa hơn {MAX_TEXT_BYTES >> 20} MB chữ, quá giới hạn. "
                f"Kiểm tra các ô dài bị chép lặp, chia nhỏ sổ rồi gửi lại."
            )


def _next(pieces: Iterator[Piece]) -> Piece | None:
    """The next piece, None at the end; a package that does not unpack is a DeliveryError."""
    try:
        return next(pieces, None)
    except BAD_ZIP as error:
        raise damaged() from error


def _parse(xml: bytes) -> ElementTree.Element:
    refuse_entities(xml)
    try:
        return ElementTree.fromstring(xml)
    except (ElementTree.ParseError, ValueError, LookupError) as error:
        raise DeliveryError(f"Tệp Excel bị hỏng (XML sai). {RESAVE}") from error


@lru_cache(maxsize=256)
def _contents(xml: bytes) -> tuple[bool, Sequence[_Sheet]]:
    """Whether its days count from 1904, and the sheets, as `workbook.xml` lists them."""
    root = _parse(xml)
    properties = root.find("{*}workbookPr")
    sheets = [
        _Sheet(
            sheet.get("name", ""),
            next((value for key, value in sheet.items() if key.endswith("}id")), ""),
            sheet.get("state", "visible"),
        )
        for sheet in root.iterfind("{*}sheets/{*}sheet")
    ]
    return properties is not None and properties.get("date1904") in {"1", "true"}, sheets


@lru_cache(maxsize=256)  # the books of one office are made by one program, to the letter
def _relations(xml: bytes, folder: str) -> Mapping[str, _Relation]:
    """Identifier → relation, of the parts inside the package."""
    relations = {}
    for relation in _parse(xml):
        if relation.get("TargetMode", "Internal") == "External":
            continue
        kind = relation.get("Type", "").rpartition("/")[2]
        target = posixpath.normpath(posixpath.join("/", folder, relation.get("Target", ""))).lstrip("/")
        relations[relation.get("Id", "")] = _Relation(kind, target)
    return relations


def _one_sheet_workbook(sheet: bytes, strings: bytes, styles: bytes, date1904: bool) -> bytes:
    """A stored (not compressed) package of just these parts: the parser sees exactly what was examined."""
    parts = [("worksheet", "sheet.xml", sheet), ("styles", "styles.xml", styles)]
    parts.append(("sharedStrings", "sharedStrings.xml", strings))
    present = [(kind, name, content) for kind, name, content in parts if content]
    links = [_RELATION_XML.format(number, kind, name) for number, (kind, name, _) in enumerate(present, 1)]
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("_rels/.rels", _ROOT_RELATIONS)
        archive.writestr("xl/workbook.xml", _WORKBOOK_XML.format(int(date1904)))
        archive.writestr("xl/_rels/workbook.xml.rels", _RELATIONS_XML.format("".join(links)))
        for _, name, content in present:
            archive.writestr(f"xl/{name}", content)
    return stream.getvalue()
