"""What officers write: no identity number, no named person; what is no such thing passes."""

import pytest

from hotich.difficulties.free_text import LONGEST, checked
from hotich.errors import HotichError

REFUSED = [
    "CMND 321456789",
    "số 083199001234 của dân",
    "321 456 789",
    "321.456.789",
    "083 199 001 234",
    "083-199-001-234",
    "0831 9900 1234",
    "0831 1990 1234",
    "083 1 99 001234",
    "3 2 1 4 5 6 7 8 9",
    "３２１４５６７８９",
    "32145\u200b6789",
    "khoảng 083199001234 2019",
    "số321456789x",
]
PASSED = [
    "Sổ kết hôn năm 1985, quyển 2, mất 12 trang đầu.",
    "Từ 01/07/2019 đến 30/06/2020 chỉ có 1 công chức, 1.234 trường hợp.",
    "Cần 150.000.000 đồng mua máy quét A3, đã có 120 000 000 đ.",
    "Công văn 1437/BTP-CNTT ngày 25/4/2019",
    "12345678 và 1234567890 và 12345678901",
    "Năm 2006 2007 2008",
    "Ông bà trong sổ cũ ghi nhiều bản ghi chồng nhau.",
]


@pytest.mark.parametrize("text", REFUSED)
def test_an_identity_number_is_refused_and_never_quoted(text):
    with pytest.raises(HotichError, match="9 hoặc 12 chữ số") as caught:
        checked(text, "Nội dung")
    assert not any(part in str(caught.value) for part in ("321", "083", "456"))


@pytest.mark.parametrize("text", PASSED)
def test_what_is_no_person_passes(text):
    assert checked(text, "Nội dung") == text


@pytest.mark.parametrize("text", ["Vướng hồ sơ của ông Trần Văn Mẫu", "bà NGUYỄN THỊ Mẫu chưa xác nhận"])
def test_a_named_person_is_refused(text):
    with pytest.raises(HotichError, match="nêu tên một người") as caught:
        checked(text, "Nội dung")
    assert "Mẫu" not in str(caught.value)


def test_texts_are_trimmed_and_bounded():
    assert checked("  thiếu   người ", "Nội dung") == "thiếu người"
    assert checked("  ", "Đề nghị") is None
    with pytest.raises(HotichError, match="còn trống"):
        checked(" ", "Nội dung", required=True)
    with pytest.raises(HotichError, match="dài quá"):
        checked("a" * (LONGEST + 1), "Nội dung")
