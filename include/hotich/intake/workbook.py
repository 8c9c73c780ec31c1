"""One sheet of an xlsx workbook as rows of values (python-calamine), bounded in memory."""

import io
import posixpath
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree

from python_calamine import CalamineError, CalamineWorkbook

from hotich.errors import DeliveryError
from hotich.intake.package import BAD_ZIP, RESAVE, Package, damaged, external_link, open_workbook_package
from hotich.intake.sheet_xml import SheetLook, refuse_entities, sheet_pieces
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
class RowBlock:
    """A run of rows of one sheet, as the parser gives them; every row has the same length."""

    first_row: int
    """Number of the first row as Excel shows it."""
    first_column: int
    """Number of the first column, from 1."""
    rows: list[list[Any]]
    """str, float, bool, date, datetime, time, timedelta; "" where nothing is written."""


@dataclass(frozen=True, slots=True)
class _Relation:
    kind: str
    """Last word of the relation's type: worksheet, sharedStrings, styles, …"""
    part: str


class Workbook:
    """An xlsx file, examined before parsing. Raises DeliveryError when it can't be read safely."""

    def __init__(self, data: bytes) -> None:
        self._package = open_workbook_package(data)
        roots = _relations(self._package, "_rels/.rels", "").values()
        main = next((relation.part for relation in roots if relation.kind == "officeDocument"), None)
        if main is None:
            raise DeliveryError(f"Tệp Excel bị hỏng: thiếu phần “workbook”. {RESAVE}")
        folder, name = posixpath.split(main)
        self._relations = _relations(self._package, f"{folder}/_rels/{name}.rels", folder)
        self._parts = {relation.kind: relation.part for relation in self._relations.values()}
        if "externalLink" in self._parts:
            raise external_link()
        root = _parse(self._package.read(main))
        properties = root.find("{*}workbookPr")
        self._date1904 = properties is not None and properties.get("date1904") in {"1", "true"}
        sheet_name, self._sheet_part = self._choose_sheet(root)
        self.look = SheetLook(sheet_name)

    def blocks(self) -> Iterator[RowBlock]:
        """Rows of the data sheet ("DL Import", else the first visible one), top to bottom; fills `look`.

        Raises:
            DeliveryError: damaged, or beyond the limits of delivery contract §2.
        """
        strings, styles = self._optional("sharedStrings"), self._optional("styles")
        refuse_entities(strings)
        refuse_entities(styles)
        budget = _TextBudget(strings, self.look)
        with self._package.open(self._sheet_part) as stream:
            pieces = sheet_pieces(stream, self.look)
            while (piece := _next(pieces)) is not None:
                budget.spend(piece)
                yield from self._parsed(piece, strings, styles)

    def _parsed(self, piece: bytes, strings: bytes, styles: bytes) -> Iterator[RowBlock]:
        mini = _one_sheet_workbook(piece, strings, styles, self._date1904)
        try:
            sheet = CalamineWorkbook.from_filelike(io.BytesIO(mini)).get_sheet_by_index(0)
        except CalamineError as error:
            raise self.look.refuse(f"bị hỏng, không đọc được. {RESAVE}") from error
        if sheet.start is not None:
            row, column = sheet.start
            yield RowBlock(row + 1, column + 1, sheet.to_python(skip_empty_area=True))

    def _choose_sheet(self, root: ElementTree.Element) -> tuple[str, str]:
        """Name and part of the data sheet."""
        sheets = []
        for sheet in root.iterfind("{*}sheets/{*}sheet"):
            identifier = next((value for key, value in sheet.items() if key.endswith("}id")), "")
            relation = self._relations.get(identifier)
            if relation is not None and relation.kind == "worksheet":
                sheets.append((sheet.get("name", ""), relation.part, sheet.get("state", "visible")))
        named = [sheet for sheet in sheets if sheet[0].strip().casefold() == SHEET_NAME.casefold()]
        visible = [sheet for sheet in sheets if sheet[2] == "visible"]
        for name, part, _ in (*named, *visible):
            return name, part
        raise DeliveryError(f"Tệp Excel không có trang tính nào hiện ra. {RESAVE}")

    def _optional(self, kind: str) -> bytes:
        part = self._parts.get(kind)
        return self._package.read(part) if part and self._package.has(part) else b""


class _TextBudget:
    """Bounds the text that shared strings make once written out at every place that names them."""

    def __init__(self, strings: bytes, look: SheetLook) -> None:
        self._look = look
        self._strings = strings
        self._longest = max(map(len, strings.split(b"</si>"))) if strings else 0
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


def _next(pieces: Iterator[bytes]) -> bytes | None:
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


def _relations(package: Package, part: str, folder: str) -> Mapping[str, _Relation]:
    """Identifier → relation, of the parts inside the package."""
    relations = {}
    for relation in _parse(package.read(part)):
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
