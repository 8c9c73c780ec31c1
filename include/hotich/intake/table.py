"""The one table of a sheet: its header found, its columns told apart, its rows read (delivery contract §2)."""

import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from hotich.errors import DeliveryError
from hotich.intake.cells import CellBlock, Chunk, Codes
from hotich.intake.limits import HEADER_ROWS, MAX_COLUMNS, MAX_ROWS, thousands
from hotich.intake.sheet_xml import SheetLook
from hotich.registers import INVENTORY, ORDINAL_COLUMN, REGISTERS, Field, Kind

_ZERO_WIDTH = "\ufeff\u200b\u200c\u200d\u2060"
# A value under such a column begins with a digit; a caption there does not.
_NUMERIC_KINDS = frozenset(
    {Kind.DATE, Kind.CODE, Kind.ENTRY_NUMBER, Kind.BOOK_NUMBER, Kind.PAGE, Kind.IDENTITY_NUMBER, Kind.TIME}
    | {Kind.YEAR, Kind.COUNT}
)
_CAPTION_CELLS = 3
_HEADLESS_NAMES = 5


class Sheet(Protocol):
    """What a workbook and a csv file have in common."""

    look: SheetLook

    def blocks(self) -> Iterator[CellBlock]:
        """Runs of rows, top to bottom."""


@dataclass(frozen=True, eq=False)  # one object a kind of table: told apart as such
class Template:
    """Which columns a table may have and which it must have."""

    term: str
    """What the table is, in Vietnamese, for reasons."""
    fields: Mapping[str, Field]
    """Header → field."""
    key_column: str
    """The header by which a header row is known."""
    required: tuple[str, ...]
    """Headers without which the file is rejected."""
    known_needed: int
    """A header row holds the key column and so many known names in all."""
    expected: tuple[str, ...] = ()
    """Headers whose absence deserves a notice."""
    uncounted: frozenset[str] = frozenset({ORDINAL_COLUMN})
    """Headers that alone do not make a row count."""

    def known(self, cells: Sequence[Any]) -> list[str]:
        """The known names among the cells of a row, by their first word."""
        names = [header_word(cell) for cell in cells]
        return [name for name in names if name in self.fields or name == ORDINAL_COLUMN]

    def is_header(self, cells: Sequence[Any]) -> bool:
        """Whether a row is a header of this template."""
        known = self.known(cells)
        return self.key_column in known and len(set(known)) >= self.known_needed


@dataclass(frozen=True, slots=True)
class Header:
    """What the names in a header row are; places count from 0."""

    fields: Mapping[int, Field]
    unknown: tuple[str, ...]
    ordinal: int | None
    seen: frozenset[str]
    """Known names."""
    doubled: str | None
    """A known name that stands there twice."""


@lru_cache(maxsize=512)  # the books of a province have a handful of headers
def _header(template: Template, cells: tuple[Any, ...]) -> Header | None:
    """The row as a header of the template; None when it is none."""
    if not template.is_header(cells):
        return None
    fields: dict[int, Field] = {}
    seen: set[str] = set()
    unknown, ordinal, doubled = [], None, None
    for place, cell in enumerate(cells):
        name = header_word(cell)
        field = template.fields.get(name)
        if field is None and name != ORDINAL_COLUMN:
            unknown += [name] if name else []
            continue
        doubled = doubled or (name if name in seen else None)
        seen.add(name)
        if field is not None:
            fields[place] = field
        else:
            ordinal = place
    return Header(fields, tuple(unknown), ordinal, frozenset(seen), doubled)


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the columns of one table stand. Columns count from 1 over the whole sheet."""

    header_row: int
    columns: Mapping[int, Field]
    unknown: tuple[str, ...]
    ordinal_column: int | None


@lru_cache
def book_template(code: str) -> Template:
    """The template of a first keying of that TYPE."""
    register = REGISTERS[code]
    return Template(
        term=f"sổ {register.code} ({register.term})",
        fields={field.column: field for field in register.all_fields},
        key_column=register.field("entry_number").column,
        required=register.missing_columns(()),
        known_needed=3,
        expected=tuple(field.column for field in register.fields),
        uncounted=frozenset({ORDINAL_COLUMN, register.field("transcriber_name").column}),
    )


@lru_cache
def short_template(code: str) -> Template:
    """The template of a second keying: any subset of columns, the entry's number among them."""
    register = REGISTERS[code]
    return Template(
        term=f"bản nhập lần hai sổ {register.code} ({register.term})",
        fields={field.column: field for field in register.all_fields},
        key_column=register.field("entry_number").column,
        required=(register.field("entry_number").column,),
        known_needed=2,
        uncounted=frozenset({ORDINAL_COLUMN, register.field("transcriber_name").column}),
    )


@lru_cache
def inventory_template() -> Template:
    """The template of `thong_ke_so.xlsx`."""
    columns = tuple(INVENTORY.field(name).column for name in (*INVENTORY.key, "case_count"))
    return Template(
        term=INVENTORY.term,
        fields={field.column: field for field in INVENTORY.fields},
        key_column=columns[0],
        required=columns,
        known_needed=3,
        expected=tuple(field.column for field in INVENTORY.fields),
    )


def header_word(cell: object) -> str:
    """The first word of a header cell: `"loaiDangKy \\ni=[1,2]"` → `loaiDangKy`; "" when it holds no text."""
    return _first_word(cell) if isinstance(cell, str) else ""


@lru_cache(maxsize=4096)
def _first_word(text: str) -> str:
    words = text.strip(_ZERO_WIDTH).split(maxsplit=1)
    return words[0].strip(_ZERO_WIDTH) if words else ""


class Table:
    """The table of one sheet. Raises DeliveryError, with what to do, when there is none that can be read."""

    def __init__(self, sheet: Sheet, template: Template) -> None:
        self._sheet = sheet
        self._template = template
        self._blocks = sheet.blocks()
        first = next(self._blocks, None)
        self.layout = self._find_header(first)
        assert first is not None
        self._first = first
        columns = self.layout.columns.items()
        self._key = next(column for column, field in columns if field.column == template.key_column)
        self.row_count = 0

    def chunks(self) -> Iterator[Chunk]:
        """The rows that count, chunk by chunk; `row_count` grows with them.

        Raises:
            DeliveryError: a second table, a merged header, or more than 100,000 rows.
        """
        for block in chain((self._first,), self._blocks):
            yield from self._chunk(block)
        self._refuse_merged_header(self.layout)

    def _chunk(self, block: CellBlock) -> Iterator[Chunk]:
        start = max(self.layout.header_row + 1 - block.first_row, 0)
        if start == self.layout.header_row + 1 - block.first_row and self._is_caption(block, start):
            start += 1
        if start >= block.height:
            return
        self._refuse_second_header(block, start)
        columns = {column: block.column(column)[start:] for column in self.layout.columns}
        row_nos = np.arange(block.first_row + start, block.first_row + block.height, dtype=np.int32)
        kept = self._counting(block.values, columns)
        if not kept.all():
            row_nos = row_nos[kept]
            columns = {column: codes[kept] for column, codes in columns.items()}
        self.row_count += len(row_nos)
        if self.row_count > MAX_ROWS:
            raise self._sheet.look.refuse(
                f"có hơn {thousands(MAX_ROWS)} dòng dữ liệu, quá giới hạn. Chia thành nhiều tệp."
            )
        if len(row_nos):
            fields = self.layout.columns
            yield Chunk(row_nos, block.values, {fields[n].name: codes for n, codes in columns.items()})

    def _counting(self, values: Sequence[Any], columns: Mapping[int, Codes]) -> NDArray[np.bool_]:
        """In which rows a column that counts is filled."""
        keys = columns[self._key]
        named = [values[code] for code in np.unique(keys).tolist()]
        if set(map(type, named)) == {str} and all(map(str.strip, named)):
            return np.ones(len(keys), bool)
        filled = np.fromiter(map(_filled, values), bool, len(values))
        counted = [
            filled[codes]
            for column, codes in columns.items()
            if self.layout.columns[column].column not in self._template.uncounted
        ]
        kept: NDArray[np.bool_] = np.logical_or.reduce(counted)
        return kept

    def _find_header(self, block: CellBlock | None) -> Layout:
        rows = _head(block) if block else []
        for place, cells in enumerate(rows):
            assert block is not None
            if (header := _header(self._template, tuple(cells))) is not None:
                return self._layout(block.first_row + place, block.first_column, header, cells)
        raise DeliveryError(self._no_header(rows))

    def _layout(self, header_row: int, first_column: int, header: Header, cells: Sequence[Any]) -> Layout:
        if header.doubled is not None:
            raise self._sheet.look.refuse(
                f"có cột “{header.doubled}” hai lần ở dòng {header_row}. Mỗi cột chỉ được có một lần; bỏ cột thừa rồi gửi lại."
            )
        if len(cells) > MAX_COLUMNS and (filled := sum(map(_filled, cells))) > MAX_COLUMNS:
            raise self._sheet.look.refuse(f"có {filled} cột, quá giới hạn {MAX_COLUMNS} cột. Dùng đúng mẫu.")
        columns = {first_column + place: field for place, field in header.fields.items()}
        ordinal = None if header.ordinal is None else first_column + header.ordinal
        layout = Layout(header_row, columns, header.unknown, ordinal)
        self._refuse_missing(header.seen, cells, layout)
        return layout

    def _refuse_missing(self, present: Collection[str], cells: Sequence[Any], layout: Layout) -> None:
        missing = [column for column in self._template.required if column not in present]
        if not missing:
            return
        # Merged ranges are known only once the sheet is read to its end; they are the likelier reason.
        for _ in self._blocks:
            pass
        self._refuse_merged_header(layout)
        named = ", ".join(missing)
        likely = _likely_type(set(map(header_word, cells)), self._template)
        hint = (
            f" Các cột có trong tệp giống mẫu sổ {likely}: kiểm tra loại sổ trong tên tệp." if likely else ""
        )
        raise self._sheet.look.refuse(
            f"thiếu cột bắt buộc của {self._template.term}: {named}.{hint} Dùng đúng mẫu, không đổi tên cột, rồi gửi lại."
        )

    def _no_header(self, rows: Sequence[Sequence[Any]]) -> str:
        words = {header_word(cell) for cells in rows for cell in cells}
        name, key = self._sheet.look.name, self._template.key_column
        if not rows:
            return f"Trang tính “{name}” không có dữ liệu trong {HEADER_ROWS} dòng đầu. Để dữ liệu ở trang “DL Import”."
        likely = _likely_type(words, self._template)
        if likely:
            return (
                f"Trang tính “{name}” là mẫu sổ {likely}, không phải {self._template.term}. "
                f"Sửa loại sổ trong tên tệp hoặc dùng đúng mẫu rồi gửi lại."
            )
        headless = next(
            (cells for cells in rows if len(set(self._template.known(cells))) >= _HEADLESS_NAMES), None
        )
        if headless is not None:
            return f"Trang tính “{name}” có dòng tên cột của {self._template.term} nhưng thiếu cột bắt buộc: {key}. Dùng đúng mẫu."
        return (
            f"Không thấy dòng tiêu đề (cột “{key}” và các cột của {self._template.term}) trong {HEADER_ROWS} dòng đầu "
            f"của trang tính “{name}”. Để dữ liệu ở trang “DL Import” hoặc trang đầu tiên, giữ nguyên dòng tên cột của mẫu."
        )

    def _is_caption(self, block: CellBlock, place: int) -> bool:
        """Whether the row under the header holds the columns' meanings: words where values begin with digits."""
        if place >= block.height:
            return False
        cells = dict(enumerate(block.row(place), block.first_column))
        filled = {column: cells[column] for column in self.layout.columns if _filled(cells.get(column, ""))}
        if self._key not in filled:
            return False
        fields = self.layout.columns
        numeric = [column for column, field in fields.items() if field.kind in _NUMERIC_KINDS]
        captions = [filled[column] for column in numeric if column in filled]
        names = [str(cell).lower() for column, cell in filled.items() if fields[column].part == "full_name"]
        # "Họ, chữ đệm, tên": no person is called so, thus a badly keyed first row is not taken for a caption.
        return (
            len(captions) >= min(_CAPTION_CELLS, len(numeric))
            and all(map(_is_wording, captions))
            and all("tên" in unicodedata.normalize("NFC", name) for name in names)
        )

    def _refuse_second_header(self, block: CellBlock, start: int) -> None:
        key, values = self._template.key_column, block.values
        own = block.column(self._key)[start:]
        within = [
            code for code in np.unique(own).tolist() if isinstance(values[code], str) and key in values[code]
        ]
        named = [code for code, value in enumerate(values) if value == key] if values.count(key) > 1 else []
        if not named and not within:
            return
        suspect = np.isin(block.codes[start:], named).any(axis=1) | np.isin(own, within)
        if any(
            self._template.is_header(block.row(start + place)) for place in np.flatnonzero(suspect).tolist()
        ):
            raise self._second_table()

    def _second_table(self) -> DeliveryError:
        return self._sheet.look.refuse(
            "có hai bảng (dòng tiêu đề lặp lại). Mỗi tệp chỉ được có một bảng của một sổ; tách ra rồi gửi lại."
        )

    def _refuse_merged_header(self, layout: Layout) -> None:
        row = layout.header_row
        columns = {*layout.columns, *filter(None, [layout.ordinal_column])}
        for top, left, bottom, right in self._sheet.look.merges:
            if top <= row <= bottom and any(left <= column <= right for column in columns):
                raise self._sheet.look.refuse(
                    f"có ô gộp (merge) ở dòng tiêu đề {row}. Bỏ gộp ô, mỗi cột một tên, rồi gửi lại."
                )


def _head(block: CellBlock) -> list[list[Any]]:
    """The rows of a block in which the header may stand."""
    return [block.row(place) for place in range(min(block.height, max(HEADER_ROWS + 1 - block.first_row, 0)))]


def _likely_type(present: set[str], template: Template) -> str | None:
    """The TYPE whose own columns all are there, when it is not the template's."""
    for register in REGISTERS.values():
        other = book_template(register.code)
        if other.term != template.term and set(other.required) <= present:
            return f"{register.code} ({register.term})"
    return None


def _filled(cell: object) -> bool:
    return cell != "" and not (isinstance(cell, str) and cell.isspace())


def _is_wording(cell: object) -> bool:
    return isinstance(cell, str) and not cell.lstrip()[:1].isdigit() and any(map(str.isalpha, cell))
