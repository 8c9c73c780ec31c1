"""Answers in words mean the same however they are typed."""

import pytest

from hotich.slips.answers import row_answer, says_empty


@pytest.mark.parametrize("text", ["sổ để trống", "SỔ ĐỂ TRỐNG", " Sổ để trống. ", "so de trong"])
def test_the_book_says_nothing(text):
    assert says_empty(text)


@pytest.mark.parametrize("text", ["", "trống", "đúng như sổ"])
def test_other_words_are_values(text):
    assert not says_empty(text)


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("Có trong sổ", "có trong sổ"),
        ("khong co trong so", "không có trong sổ"),
        ("đúng như sổ", None),
        ("5", None),
    ],
)
def test_answers_about_a_row(text, meaning):
    assert row_answer(text) == meaning
