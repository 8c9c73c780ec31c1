"""What two readings of a cell differ in: nothing, the manner of writing, or what they say."""

import pytest

from hotich.acceptance.weighing import weigh
from hotich.registers import Kind
from hotich.storage.states import Weight


@pytest.mark.parametrize(
    ("kind", "first", "second"),
    [
        (Kind.NAME, "Trần Thị Hòa", "Trần Thị Hòa"),
        (Kind.NAME, None, None),
        (Kind.BOOK_NUMBER, "01/2011", "1/2011"),
        (Kind.BOOK_NUMBER, "01/2011", "quyển 1 / 2011"),
        (Kind.ENTRY_NUMBER, "015A/2011", "15a/2011"),
        (Kind.PAGE, "007", "7"),
    ],
)
def test_the_same_is_no_difference(kind, first, second):
    assert weigh(kind, first, second) is None


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Trần Thị Hòa", "TRẦN THỊ HOÀ"),
        ("Nguyễn Thúy", "Nguyễn Thuý"),
        ("Lý Mỹ Quý", "Lí Mĩ Quí"),
        ("Đặng Thị Đào", "Ðặng Thị Ðào"),
        ("Nguyễn Thị Ánh", "Nguyễn ThịÁnh"),
        ("Xã Mỹ Thạnh , huyện Giồng Trôm", "Xã Mỹ Thạnh, huyện Giồng Trôm"),
    ],
)
def test_case_blanks_tone_places_i_y_and_d_weigh_little(first, second):
    assert weigh(Kind.NAME, first, second) is Weight.LIGHT
    assert weigh(Kind.NAME, second, first) is Weight.LIGHT


@pytest.mark.parametrize(
    ("kind", "first", "second"),
    [
        (Kind.NAME, "Trần Thị Hòa", "Trần Thị Hoa"),
        (Kind.NAME, "Lê Thúy", "Lê Thúi"),
        (Kind.NAME, "Lê Thị Lan Anh", "Lê Thị Lana Nh"),
        (Kind.NAME, "Đào", "Dào"),
        (Kind.NAME, "Trần Thị Hòa", None),
        (Kind.NAME, None, "Trần Thị Hòa"),
        (Kind.BOOK_NUMBER, "01/2011", "01/2012"),
        (Kind.BOOK_NUMBER, "không rõ", "01/2012"),
        (Kind.ENTRY_NUMBER, "15A/2011", "15/2011"),
        (Kind.IDENTITY_NUMBER, "320123456", "320123465"),
        (Kind.PAGE, "07a", "7"),
        (Kind.TEXT, "12", "012"),
    ],
)
def test_everything_else_is_content(kind, first, second):
    assert weigh(kind, first, second) is Weight.CONTENT
