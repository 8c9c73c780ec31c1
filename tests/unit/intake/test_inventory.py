"""A unit's inventory of books, line by line, and the opening date of a book."""

import datetime as dt
import io
from collections.abc import Sequence
from typing import Any

import openpyxl
import pytest

from hotich.errors import DeliveryError
from hotich.intake.inventory import InventoryBook, InventoryReading, read_inventory
from hotich.intake.opening import earliest_registration, opening_date
from hotich.registers import BIRTH, INVENTORY

HEADER = tuple(field.column for field in INVENTORY.fields)
LINE = ("KS", 2011, "01", "02.01.2011", dt.date(2011, 12, 31), 100, 198, 2, "tot", "ghi chú")


def saved(*rows: Sequence[Any]) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(list(row))
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def read(*lines: Sequence[Any]) -> InventoryReading:
    return read_inventory(saved(HEADER, *lines))


def changed(**cells: object) -> tuple[object, ...]:
    return tuple(cells.get(name, value) for name, value in zip(HEADER, LINE, strict=True))


def test_a_line_gives_a_book() -> None:
    reading = read(LINE)
    assert reading.books == (
        InventoryBook(
            row_no=2, register="KS", year=2011, book_no=1, opened_on=dt.date(2011, 1, 2),
            locked_on=dt.date(2011, 12, 31), page_count=100, case_count=198, struck_out_count=2, condition="tot",
            note="ghi chú",
        ),
    )  # fmt: skip
    assert (reading.refused, reading.remarks) == ((), ())


def test_words_and_blanks_are_read() -> None:
    reading = read(
        changed(
            loaiSo="ks", quyenSo="02/2011", tinhTrang="Mất", soTruongHopDaGachBo=None, tongSoTrang="1.250"
        )
    )
    (book,) = reading.books
    assert (book.register, book.book_no, book.condition, book.struck_out_count) == ("KS", 2, "mat", 0)
    assert book.page_count == 1250


def test_a_lost_book_without_a_count_is_kept_without_a_denominator() -> None:
    reading = read(changed(tongSoTruongHop="", soTruongHopDaGachBo="", tinhTrang="mat"))
    assert reading.books[0].case_count is None
    assert "mẫu số" in reading.remarks[0].text


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"loaiSo": "XX"}, "loaiSo"),
        ({"loaiSo": "Tổng cộng"}, "loaiSo"),
        ({"nam": "11"}, "nam"),
        ({"nam": ""}, "nam"),
        ({"quyenSo": "không"}, "quyenSo"),
        ({"quyenSo": 0}, "quyenSo"),
        ({"tongSoTruongHop": -1}, "tongSoTruongHop"),
        ({"tongSoTruongHop": 3.5}, "tongSoTruongHop"),
        ({"tongSoTruongHop": "nhiều"}, "tongSoTruongHop"),
        ({"tongSoTruongHop": 10**9}, "tongSoTruongHop"),
        ({"soTruongHopDaGachBo": 199}, "gạch bỏ lớn hơn"),
        ({"tongSoTruongHop": "=1+1"}, "công thức"),
        ({"ghiChu": "a\u202eb"}, "ký tự điều khiển"),
    ],
)
def test_an_unusable_line_is_refused_and_the_others_stay(cells: dict[str, object], expected: str) -> None:
    reading = read(LINE, changed(quyenSo="9", **cells) if "quyenSo" not in cells else changed(**cells))
    assert [book.book_no for book in reading.books] == [1]
    ((row_no, text),) = reading.refused
    assert row_no == 3
    assert expected in text


def test_a_book_named_twice_counts_once() -> None:
    reading = read(LINE, changed(quyenSo="1", tongSoTruongHop=500))
    assert [book.case_count for book in reading.books] == [198]
    assert "dòng 2" in reading.refused[0].text


def test_unreadable_dates_and_conditions_are_left_out_with_a_remark() -> None:
    reading = read(changed(ngayMoSo="30.02.2011", ngayKhoaSo="2011", tinhTrang="cháy"))
    (book,) = reading.books
    assert (book.opened_on, book.locked_on, book.condition) == (None, None, None)
    assert len(reading.remarks) == 3


def test_a_workbook_that_is_no_inventory_is_refused() -> None:
    with pytest.raises(DeliveryError, match="KS"):
        read_inventory(saved([field.column for field in BIRTH.fields], ["1"] * 60))
    with pytest.raises(DeliveryError, match="tongSoTruongHop"):
        read_inventory(saved(HEADER[:6], LINE[:6]))
    with pytest.raises(DeliveryError, match="rỗng"):
        read_inventory(b"")


def test_the_opening_date_is_the_inventorys_else_the_earliest_else_new_year() -> None:
    rows = [
        ("so", "ngayDangKy", "nksHoTen"),
        ("1/2011", "05.03.2011", "A"),
        ("2/2011", "30.02.2010", "B"),
        ("3/2011", "2009", "C"),
        ("4/2011", dt.date(2011, 2, 7), "D"),
    ]
    earliest = earliest_registration(lambda: saved(*rows), "xlsx", BIRTH)
    assert earliest == dt.date(2011, 2, 7)
    assert opening_date(dt.date(2011, 1, 3), earliest, 2011) == dt.date(2011, 1, 3)
    assert opening_date(None, earliest, 2011) == earliest
    assert opening_date(None, None, 2011) == dt.date(2011, 1, 1)


@pytest.mark.parametrize("data", [b"", saved(("so", "ngayDangKy", "nksHoTen"), ("1/2011", "không rõ", "A"))])
def test_a_book_without_a_readable_date_has_no_earliest(data: bytes) -> None:
    assert earliest_registration(lambda: data, "xlsx", BIRTH) is None
