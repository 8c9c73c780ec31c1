"""A unit's inventory of original books (`thong_ke_so.xlsx`): the control totals, line by line."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from hotich.intake.reading import open_table
from hotich.intake.table import Table, inventory_template
from hotich.registers import INVENTORY
from hotich.text.dates import read_date
from hotich.text.numbers import read_book_number
from hotich.text.unicode import clean, fault

_FIRST_YEAR, _LAST_YEAR = 1800, 2100
_MAX_COUNT = 1_000_000


@dataclass(frozen=True, slots=True)
class InventoryBook:
    """One line of an inventory: a book as the unit counts it."""

    row_no: int
    """Row of the sheet as Excel shows it."""
    register: str
    year: int
    book_no: int
    opened_on: date | None
    locked_on: date | None
    page_count: int | None
    case_count: int | None
    """None: the unit does not know, e.g. of a lost book."""
    struck_out_count: int
    condition: str | None
    """Code of the list: tot, rach, mo, mat."""
    note: str | None


class LineRemark(NamedTuple):
    """What is wrong in a line of an inventory, in Vietnamese."""

    row_no: int
    text: str


@dataclass(frozen=True, slots=True)
class InventoryReading:
    """An inventory as read. Lines read = books + refused."""

    books: tuple[InventoryBook, ...]
    refused: tuple[LineRemark, ...]
    """Lines that name no book, a book named before, or numbers that can't be counted."""
    remarks: tuple[LineRemark, ...]
    """Cells of good lines that were left out: dates and conditions that can't be read."""


class _UnusableLineError(Exception):
    """The line can't be counted; says why."""


def read_inventory(data: bytes) -> InventoryReading:
    """Read a `thong_ke_so.xlsx`.

    Raises:
        DeliveryError: not a readable inventory; says what to do.
    """
    sheet, table = open_table("xlsx", data, inventory_template())
    lines = list(_lines(table))
    formulas = {
        row for row, column in sheet.look.formulas | sheet.look.errors if column in table.layout.columns
    }
    books: dict[tuple[str, int, int], InventoryBook] = {}
    refused, remarks = [], []
    for row_no, cells in lines:
        try:
            if row_no in formulas:
                raise _UnusableLineError("có ô công thức hoặc ô báo lỗi. Chép giá trị đè lên công thức")
            book, left_out = _book(row_no, cells)
            key = (book.register, book.year, book.book_no)
            if key in books:
                raise _UnusableLineError(f"trùng sổ với dòng {books[key].row_no}. Mỗi sổ ghi một dòng")
            books[key] = book
            remarks += [LineRemark(row_no, text) for text in left_out]
        except _UnusableLineError as error:
            refused.append(LineRemark(row_no, f"Dòng {row_no}: {error}."))
    return InventoryReading(tuple(books.values()), tuple(refused), tuple(remarks))


def _lines(table: Table) -> Iterator[tuple[int, Mapping[str, str]]]:
    """Row number and cells, by field name, of each line."""
    for chunk in table.chunks():
        texts, _ = chunk.texts(table.layout.columns.values())
        for index, row_no in enumerate(chunk.row_nos.tolist()):
            yield row_no, {name: texts[codes[index]] for name, codes in chunk.codes.items()}


def _book(row_no: int, texts: Mapping[str, str]) -> tuple[InventoryBook, list[str]]:
    """The book of a line, and what was left out of it. Raises _UnusableLineError."""
    if any(map(fault, texts.values())):
        raise _UnusableLineError("có ký tự điều khiển hoặc ô quá dài. Gõ lại ô đó")
    cells = {name: clean(text) for name, text in texts.items()}
    left_out: list[str] = []
    year = _number(cells, "year")
    if year is None or not _FIRST_YEAR <= year <= _LAST_YEAR:
        raise _UnusableLineError("cột nam không phải năm 4 chữ số")
    book_number = read_book_number(cells.get("book_number"))
    if book_number.state != "ok" or not book_number.number:
        raise _UnusableLineError("cột quyenSo không phải số quyển (từ 1)")
    register = _code(cells, "register_code")
    if register is None:
        raise _UnusableLineError("cột loaiSo không phải loại sổ (KH, KS, CMC, HN, KT, GH, CDGH, LH, TDCC)")
    case_count = _number(cells, "case_count")
    struck_out = _number(cells, "struck_out_count") or 0
    if case_count is not None and struck_out > case_count:
        raise _UnusableLineError("số trường hợp đã gạch bỏ lớn hơn tổng số trường hợp")
    condition = _code(cells, "condition")
    if condition is None and cells.get("condition"):
        left_out.append(
            f"Dòng {row_no}: tình trạng sổ không có trong danh mục (tot, rach, mo, mat); để trống."
        )
    if case_count is None:
        left_out.append(f"Dòng {row_no}: chưa có tổng số trường hợp; sổ chưa có mẫu số để tính tiến độ.")
    book = InventoryBook(
        row_no=row_no,
        register=register,
        year=year,
        book_no=book_number.number,
        opened_on=_day(row_no, cells, "opened_on", left_out),
        locked_on=_day(row_no, cells, "locked_on", left_out),
        page_count=_number(cells, "page_count"),
        case_count=case_count,
        struck_out_count=struck_out,
        condition=condition,
        note=cells.get("note"),
    )
    return book, left_out


def _number(cells: Mapping[str, str | None], name: str) -> int | None:
    """A whole number from 0, None for a blank cell; anything else makes the line unusable."""
    text = cells.get(name)
    if text is None:
        return None
    # "1.250" is how Vietnamese offices write a thousand.
    digits = text.replace(".", "") if text.count(".") and len(text.rpartition(".")[2]) == 3 else text
    if not digits.isascii() or not digits.isdigit() or int(digits) > _MAX_COUNT:
        raise _UnusableLineError(
            f"cột {INVENTORY.field(name).column} không phải số nguyên từ 0 đến {_MAX_COUNT}"
        )
    return int(digits)


def _code(cells: Mapping[str, str | None], name: str) -> str | None:
    """The code that a cell says, letter case ignored; None for a blank or unknown one."""
    codes = INVENTORY.field(name).codes
    assert codes is not None
    wordings = {code.casefold(): code for code in codes.values}
    wordings |= {word.casefold(): code for word, code in codes.words().items()}
    return wordings.get((cells.get(name) or "").casefold())


def _day(row_no: int, cells: Mapping[str, str | None], name: str, left_out: list[str]) -> date | None:
    """A full date; another one is left out with a remark."""
    found = read_date(cells.get(name))
    if found.state not in {"full", "blank"}:
        column = INVENTORY.field(name).column
        left_out.append(f"Dòng {row_no}: cột {column} không phải ngày đầy đủ dd.mm.yyyy; để trống.")
    return found.first if found.state == "full" else None
