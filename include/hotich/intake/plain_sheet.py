"""Cells of a sheet taken from its XML by looking at all tags at once (numpy), where it is written plainly.

Excel, LibreOffice and the usual libraries write every row and cell with its address and in one shape; such a document
is read here four times as fast as by a parser. What has another shape gives None and goes to the parser: a document is
never half read, and both ways give the same cells (tests hold them together).
"""

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

from hotich.intake.cells import CellBlock
from hotich.intake.limits import MAX_COLUMNS, MAX_ROWS

Words = NDArray[np.uint64]
Places = NDArray[np.intp]

_DIGIT = np.isin(np.arange(256), list(b"0123456789"))
# Tags of plain rows: c row v is t, and of the frame around them: worksheet mergeCells sheetData. Others (f, prefixed
# names, comments) need the careful look.
_PLAIN_TAG = np.isin(np.arange(256), list(b"crvit/wms"))
_FRAME_TAGS = 6
"""worksheet and sheetData opened and closed, an empty mergeCells: what `sheet_pieces` puts around rows."""
_FIRST_STRING = re.compile(rb"<sst\b[^>]*>\s*")
_STRING_BEGINS, _STRING_ENDS = b"<si><t>", b"</t></si>"
_KEPT_BLANKS = b'<t xml:space="preserve">'
_CELL_FORMATS = re.compile(rb"<cellXfs\b[^>]*>(.*?)</cellXfs>", re.DOTALL)
_NUMBER_FORMAT = re.compile(rb'<xf\b[^>]*?\bnumFmtId="([0-9]+)"')
_OWN_FORMAT = re.compile(rb'<numFmt numFmtId="([0-9]+)" formatCode="[-@0#?.,; +()%]*"')
"""A workbook's own number format without a letter: it can show no day."""
_PLAIN_FORMATS = frozenset({*range(14), *range(37, 41), 48, 49})
"""Built-in number formats that show no date or time; numbers in any other are left to the parser."""
_CELL_KIND = re.compile(rb'(?: s="(?P<style>[0-9]{1,5})")?(?: t="(?P<type>n|inlineStr)")?')
_OTHER_QUOTES = re.compile(rb"=\s*'")
_SHARED = np.uint64(int.from_bytes(b' t="s"', "little"))
_LONGEST_NUMBER = 7
_LONGEST_STYLE = 4
_POWERS = 10 ** np.arange(_LONGEST_NUMBER)
_MASKS = np.array([(1 << 8 * length) - 1 for length in range(9)], np.uint64)
"""By length: the first bytes of a word."""
_ZEROS, _SIXES, _HIGH = (np.uint64(0x0101010101010101 * mark) for mark in (0x30, 0x06, 0xF0))
_JOINTS = [
    (np.uint64(mask), np.uint64(factor), np.uint64(bits))
    for mask, factor, bits in (
        (0x0F0F0F0F0F0F0F0F, (10 << 8) + 1, 8),
        (0x00FF00FF00FF00FF, (100 << 16) + 1, 16),
        (0x0000FFFF0000FFFF, (10_000 << 32) + 1, 32),
    )
]
"""Neighbouring digits are joined to pairs, pairs to fours, fours to eights: all at once within a word."""
_REFERENCE = re.compile(r"&(?:#([0-9]{1,7})|#x([0-9A-Fa-f]{1,6})|(amp|lt|gt|quot|apos));|&")
_NAMED = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}


def _spelled(text: str) -> str:
    """The text with its references to characters spelled out. Raises ValueError on one that only the parser judges."""
    return _REFERENCE.sub(_character, text) if "&" in text else text


def _character(reference: re.Match[str]) -> str:
    decimal, hexadecimal, name = reference.groups()
    if name:
        return _NAMED[name]
    code = int(decimal) if decimal else int(hexadecimal or "0", 16)
    if code < 32 or 0xD800 <= code < 0xE000 or code > 0x10FFFF:
        raise ValueError(reference.group())
    return chr(code)


class Marks:
    """The bytes of a document, each also as the beginning of an eight-byte word: eight are compared at a time."""

    def __init__(self, document: bytes) -> None:
        self.document = document
        self.bytes = np.frombuffer(document, np.uint8)
        # The frame around the rows is longer than a word, so none reaches beyond the end.
        self.words: Words = np.ndarray((max(len(document) - 7, 0),), "<u8", document, strides=(1,))

    def stand(self, places: Places, text: bytes) -> bool:
        """Whether `text`, of at most eight bytes, stands at all of the places."""
        wanted = np.uint64(int.from_bytes(text, "little"))
        return bool(((self.words[places] & _MASKS[len(text)]) == wanted).all())

    def numbers(self, begins: Places, lengths: Places) -> Places | None:
        """The numbers of so many digits (1 to 7) that begin at the places; None where another character stands there."""
        if not len(begins):
            return np.zeros(0, np.intp)
        if lengths.min() < 1 or lengths.max() > _LONGEST_NUMBER:
            return None
        shift = (64 - 8 * lengths).astype(np.uint64)
        # The digits as the last bytes of a word, zeros before them.
        word = (self.words[begins] << shift) ^ (_ZEROS << shift)
        if ((word & _HIGH) | ((word + _SIXES) & _HIGH)).any():
            return None
        for mask, factor, bits in _JOINTS:
            word = ((word & mask) * factor) >> bits
        return word.astype(np.intp)


@dataclass(frozen=True, slots=True)
class SharedStrings:
    """The texts that cells of a workbook name by number."""

    texts: tuple[str, ...]

    @classmethod
    def of(cls, xml: bytes) -> "SharedStrings | None":
        """The texts of `sharedStrings.xml` (empty: none); None where one is formatted in parts or oddly written."""
        if not xml:
            return cls(())
        start = _FIRST_STRING.search(xml)
        # Line ends and escapes are other writings of a character.
        if start is None or any(mark in xml for mark in (b"\r", b"\x00", b"_x")):
            return None
        body = xml[start.end() :].replace(_KEPT_BLANKS, b"<t>").rstrip()
        if body == b"</sst>":
            return cls(())
        if not body.startswith(_STRING_BEGINS) or not body.endswith(_STRING_ENDS + b"</sst>"):
            return None
        body = body[len(_STRING_BEGINS) : -len(_STRING_ENDS + b"</sst>")]
        body = body.replace(_STRING_ENDS + _STRING_BEGINS, b"\x00")
        if b"<" in body:
            return None
        try:
            whole = body.decode()
        except UnicodeDecodeError:
            return None
        texts = whole.split("\x00")
        try:
            return cls(tuple(map(_spelled, texts)) if "&" in whole else tuple(texts))
        except ValueError:
            return None


@lru_cache(maxsize=64)
def plain_formats(styles: bytes) -> NDArray[np.bool_] | None:
    """For each cell format of `styles.xml` whether a number in it is just a number; None where that can't be told."""
    if not styles:
        return np.ones(1, bool)
    formats = _CELL_FORMATS.search(styles)
    if formats is None:
        return None
    numbers = _NUMBER_FORMAT.findall(formats.group(1))
    if len(numbers) != formats.group(1).count(b"<xf "):
        return None
    known = _PLAIN_FORMATS.union(map(int, _OWN_FORMAT.findall(styles)))
    return np.array([int(number) in known for number in numbers], bool)


class PlainSheet:
    """A document of rows in which every row and cell bears its address and nothing needs a careful look."""

    def __init__(self, marks: Marks, opens: Places, closes: Places) -> None:
        self._marks = marks
        self._opens = opens
        self._closes = closes
        self._kinds = marks.bytes[opens + 1]
        self._rows = np.flatnonzero(self._kinds == ord("r"))
        self._cells = np.flatnonzero(self._kinds == ord("c"))

    @classmethod
    def of(cls, document: bytes) -> "PlainSheet | None":
        """The document, if it is one: no formula, error, hidden row, nothing beyond column 200 or row 100,000."""
        if b't="e"' in document or b"hidden=" in document:
            return None
        if b"'" in document and _OTHER_QUOTES.search(document):
            return None
        marks = Marks(document)
        # "<" and ">" differ in one bit; in a text they may stand alone, then the tags do not alternate.
        both = np.flatnonzero((marks.bytes | 2) == ord(">"))
        opens, closes = both[0::2], both[1::2]
        if (
            len(both) % 2
            or not (marks.bytes[opens] == ord("<")).all()
            or not (marks.bytes[closes] == ord(">")).all()
        ):
            return None
        sheet = cls(marks, opens, closes)
        return sheet if sheet._is_addressed() else None

    def _is_addressed(self) -> bool:
        if not len(self._rows) or not _PLAIN_TAG[self._kinds].all():
            return False
        rows, cells = self._opens[self._rows], self._opens[self._cells]
        if not self._marks.stand(rows, b'<row r="') or not self._marks.stand(cells, b'<c r="'):
            return False
        return (
            not (self._column > MAX_COLUMNS).any()
            and self._row_numbers is not None
            and self._cells_are_in_rows()
        )

    @cached_property
    def _column(self) -> Places:
        """The column that each cell's address names."""
        letter, second = (
            self._marks.bytes[self._opens[self._cells] + at].astype(np.intp) - 64 for at in (6, 7)
        )
        return np.where(second > 0, 26 * letter + second, letter)

    @cached_property
    def _row_numbers(self) -> Places | None:
        """The number of each row; None where they do not rise or go beyond the last row that is taken."""
        begins = self._opens[self._rows] + len('<row r="')
        lengths = np.zeros(len(begins), np.intp)
        for _ in range(_LONGEST_NUMBER):
            lengths += _DIGIT[self._marks.bytes[begins + lengths]]
        numbers = self._marks.numbers(begins, lengths)
        if numbers is None or not (self._marks.bytes[begins + lengths] == ord('"')).all():
            return None
        return numbers if (np.diff(numbers) > 0).all() and numbers[-1] <= MAX_ROWS else None

    @cached_property
    def _of_row(self) -> Places:
        """For each cell the index of its row."""
        starts = np.append(np.searchsorted(self._cells, self._rows), len(self._cells))
        return np.repeat(np.arange(len(self._rows)), np.diff(starts))

    @cached_property
    def _address_ends(self) -> Places:
        """Behind each cell's address and its quotation mark."""
        assert self._row_numbers is not None
        digits = np.searchsorted(_POWERS, self._row_numbers, side="right")
        return self._opens[self._cells] + 8 + (self._column > 26) + digits[self._of_row]

    def _cells_are_in_rows(self) -> bool:
        """Whether each cell's address names the row that it stands in."""
        if not len(self._cells):
            return True
        if self._cells[0] < self._rows[0]:
            return False
        begins = self._opens[self._rows] + len('<row r="')
        assert self._row_numbers is not None
        digits = np.searchsorted(_POWERS, self._row_numbers, side="right")
        masks = _MASKS[digits + 1]
        row_words = self._marks.words[begins] & masks
        cell_words = self._marks.words[self._opens[self._cells] + 7 + (self._column > 26)]
        return bool(((cell_words & masks[self._of_row]) == row_words[self._of_row]).all())

    def cells(self, strings: SharedStrings | None, plain: NDArray[np.bool_] | None) -> CellBlock | None:
        """All cells as a block; None where a value is of a kind that only the parser reads (dates, truth values …)."""
        if strings is None or plain is None or (found := self._filled()) is None:
            return None
        filled, values = found
        column, of_row = self._column, self._of_row
        if ((np.diff(column) <= 0) & (np.diff(of_row) == 0)).any():
            return None
        codes = self._codes(filled, values, len(strings.texts), plain)
        if codes is None:
            return None
        assert self._row_numbers is not None
        return _block(self._row_numbers[of_row[filled]], column[filled], strings.texts, *codes)

    def _filled(self) -> tuple[NDArray[np.bool_], Places] | None:
        """Which cells have a value, and for each of these the tag before its text; None where the tags nest otherwise."""
        opens, closes, cells, rows = self._opens, self._closes, self._cells, self._rows
        kinds = np.append(self._kinds, np.zeros(6, np.uint8))
        follow = kinds[cells + 1]
        by_number, in_line, empty = (follow == ord(kind) for kind in "vi/")
        closed = self._marks.bytes[closes[cells] - 1] == ord("/")
        if closed.any():
            by_number, in_line, empty = (mask & ~closed for mask in (by_number, in_line, empty))
        values, lines = cells[by_number] + 1, cells[in_line] + 2
        tags = 4 * len(values) + 6 * len(lines) + 2 * np.count_nonzero(empty) + np.count_nonzero(closed)
        tags += (
            2 * len(rows) - np.count_nonzero(self._marks.bytes[closes[rows] - 1] == ord("/")) + _FRAME_TAGS
        )
        shaped = (
            tags == len(self._kinds)
            and (closes[values] - opens[values] == 2).all()
            and all((kinds[values + at] == ord("/")).all() for at in (1, 2))
            and self._marks.stand(opens[lines - 1], b"<is><t")
            and all((kinds[lines + at] == ord("/")).all() for at in (1, 2, 3))
            and not (self._marks.bytes[closes[lines] - 1] == ord("/")).any()
        )
        if not shaped:
            return None
        filled = by_number | in_line
        return filled, (cells + 1 + in_line)[filled]

    def _codes(
        self, filled: NDArray[np.bool_], values: Places, known: int, plain: NDArray[np.bool_]
    ) -> tuple[Places, list[str | float]] | None:
        """For each filled cell the number of its text: shared ones from 1 on, then the further values, which come second."""
        cells = self._cells[filled]
        begins, ends = self._closes[values] + 1, self._opens[values + 1]
        at, until = self._address_ends[filled], self._closes[cells]
        shared = (self._marks.words[until - 6] & _MASKS[6]) == _SHARED
        styled = until - at - 6 * shared
        if not self._are_styles(at[shared], styled[shared]):
            return None
        further = np.flatnonzero(~shared)
        codes = np.zeros(len(cells), np.intp)
        named = self._marks.numbers(begins[shared], (ends - begins)[shared])
        if named is None or (len(named) and named.max() >= known):
            return None
        codes[shared] = named + 1
        codes[further] = known + 1 + np.arange(len(further))
        found = self._further(cells[further], at[further], begins[further], ends[further], plain)
        return None if found is None else (codes, found)

    def _are_styles(self, at: Places, length: Places) -> bool:
        """Whether at each place stands ` s="…"` of that length, or nothing where the length is 0."""
        marked = length > 0
        if not marked.all():
            at, length = at[marked], length[marked]
        if not len(at):
            return True
        return bool(
            (length > 5).all()
            and (length <= 5 + _LONGEST_STYLE).all()
            and self._marks.stand(at, b' s="')
            and (self._marks.bytes[at + length - 1] == ord('"')).all()
        )

    def _further(
        self, cells: Places, at: Places, begins: Places, ends: Places, plain: NDArray[np.bool_]
    ) -> list[str | float] | None:
        """Numbers and texts that stand in their cells themselves."""
        document, closes, values = self._marks.document, self._closes, list[str | float]()
        try:
            for cell, place, begin, end in zip(
                cells.tolist(), at.tolist(), begins.tolist(), ends.tolist(), strict=True
            ):
                kind = _CELL_KIND.fullmatch(document, place, int(closes[cell]))
                text = str(document[begin:end], "utf-8")
                in_line = self._kinds[cell + 1] == ord("i")
                if kind is None or (kind["type"] == b"inlineStr") is not bool(in_line):
                    return None
                if in_line:
                    if any(mark in text for mark in ("_x", "\r", "\x00")):
                        return None
                    values.append(_spelled(text))
                elif plain[int(kind["style"] or 0)]:
                    values.append(float(text))
                else:
                    return None
        except (ValueError, IndexError):
            return None
        return values


def _block(
    row: Places,
    column: Places,
    texts: tuple[str, ...],
    codes: Places,
    further: list[str | float],
) -> CellBlock:
    """The cells as a dense block that begins at the first row and column with a value."""
    if not len(row):
        return CellBlock.of_rows(1, 1, [])
    top, left = int(row[0]), int(column.min())
    dense = np.zeros((int(row[-1]) - top + 1, int(column.max()) - left + 1), np.int32)
    dense[row - top, column - left] = codes
    return CellBlock(top, left, ["", *texts, *further], dense)
