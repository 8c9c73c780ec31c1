from datetime import date

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotich.text.words import in_words, read_words, read_words_column


@pytest.mark.parametrize(
    ("text", "edtf"),
    [
        ("Ngày mười lăm, tháng hai, năm một nghìn chín trăm tám mươi lăm", "1985-02-15"),
        ("NGÀY MƯỜI LĂM THÁNG HAI NĂM MỘT NGÀN CHÍN TRĂM TÁM MƯƠI LĂM", "1985-02-15"),
        ("mười lăm tháng hai năm một nghìn chín trăm tám lăm", "1985-02-15"),
        ("Ngày năm, tháng năm, năm một nghìn chín trăm năm mươi lăm", "1955-05-05"),
        ("ngày mồng năm tháng năm năm một ngàn chín trăm năm mươi nhăm", "1955-05-05"),
        ("Ngày mùng một tháng giêng năm hai nghìn", "2000-01-01"),
        ("Ngày hai mươi tư tháng tư năm hai nghìn không trăm linh tư", "2004-04-24"),
        ("Ngày hai mươi bốn tháng bốn năm hai nghìn lẻ bốn", "2004-04-24"),
        ("Ngày ba mốt tháng bẩy năm một nghìn chín trăm bảy mươi bẩy", "1977-07-31"),
        ("Ngày mười tháng mười năm hai nghìn không trăm mười", "2010-10-10"),
        ("Ngày ba mươi tháng mười hai năm hai nghìn mười sáu", "2016-12-30"),
        ("Ngày năm tháng năm năm một chín năm năm", "1955-05-05"),
        ("Ngày 15 tháng 02 năm 1985", "1985-02-15"),
        ("15/02/1985", "1985-02-15"),
        ("tháng mười một, năm một nghìn chín trăm linh năm", "1905-11"),
        ("Ngày    tháng    năm một nghìn chín trăm tám mươi", "1980"),
        ("Năm một nghìn chín trăm tám mươi", "1980"),
        ("một nghìn chín trăm tám mươi", "1980"),
    ],
)
def test_dates_in_words_are_read(text: str, edtf: str) -> None:
    read = read_words(text)
    assert read is not None
    assert read.edtf == edtf


@pytest.mark.parametrize(
    "text",
    [
        "Ngày rằm tháng bảy năm một nghìn chín trăm tám mươi",
        "Ngày mười lăm tháng tám năm Ất Sửu",
        "Ngày mười lăm tháng hai năm một nghìn chín trăm tám mươi lăm âm lịch",
        "Ngày ba mươi tháng hai năm hai nghìn",
        "Ngày mồng mười lăm tháng hai năm hai nghìn",
        "Ngày mười lăm tháng mười ba năm hai nghìn",
        "Ngày mười lăm năm hai nghìn",
        "Ngày mười lăm tháng hai",
        # The month is missing or it is May, and the word for "year" is missing: both can be meant.
        "Ngày mười lăm tháng năm một nghìn chín trăm tám mươi",
        "tám mươi lăm",
        "Ngay muoi lam thang hai nam mot nghin chin tram tam muoi lam",
        "không rõ",
        "nghìn chín trăm",
        "một nghìn nghìn",
        "một nghìn chín trăm mươi năm",
        "",
        None,
        "năm " * 20_000,
    ],
)
def test_what_is_not_clear_stays_unread(text: str | None) -> None:
    assert read_words(text) is None


@given(st.dates(date(1000, 1, 1), date(9999, 12, 31)), st.sampled_from([4, 7, 10]))
def test_every_date_in_words_is_read_back(day: date, length: int) -> None:
    edtf = day.isoformat()[:length]
    read = read_words(in_words(edtf))
    assert read is not None
    assert read.edtf == edtf


def test_words_are_those_of_the_forms() -> None:
    assert in_words("1985-02-15") == "Ngày mười lăm, tháng hai, năm một nghìn chín trăm tám mươi lăm"
    assert in_words("2001-04-24") == "Ngày hai mươi tư, tháng tư, năm hai nghìn không trăm linh một"
    assert in_words("2000") == "Năm hai nghìn"


def test_a_column_says_what_could_not_be_read() -> None:
    frame = read_words_column(pl.Series([None, "Năm hai nghìn", "không rõ"]))
    assert frame.rows() == [(None, "blank"), ("2000", "read"), (None, "unread")]
