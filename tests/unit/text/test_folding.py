import re
import unicodedata

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotich.text.folding import fold, fold_plain, fold_values
from hotich.text.syllables import is_syllable, place_tone, split_tone

SAME = [
    ("Hòa", "Hoà"), ("Thủy", "Thuỷ"), ("HÒA", "hoà"), ("Mỹ", "Mĩ"), ("Quý", "Quí"), ("Quỳnh", "Quình"), ("Lý", "Lí"),
    ("Ðỗ", "Đỗ"), ("hoèn", "hòen"), ("Ngòai", "Ngoài"), ("gía", "giá"), ("Qúa", "Quá"), ("Tuý", "Túy"), ("Sỹ", "Sĩ"),
    ("Nguyễn  Văn\u200b An", unicodedata.normalize("NFD", "nguyễn văn an")), ("Khoẻ", "Khỏe"), ("uỷ ban", "ủy ban"),
    ("xã Hoà, huyện", "xã Hòa, huyện"),
]  # fmt: skip
DIFFERENT = [
    ("Thúy", "Thúi"), ("Tay", "Tai"), ("Hòa", "Hóa"), ("Hoa", "Hòa"), ("Đào", "Dào"), ("Thơ", "Tho"), ("Ân", "An"),
    ("Mây", "Mâi"), ("Y", "I"), ("Huy", "Hui"), ("Duy", "Dui"),
]  # fmt: skip


@pytest.mark.parametrize(("one", "other"), SAME)
def test_spellings_of_one_text_have_one_key(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_different_texts_keep_different_keys(one: str, other: str) -> None:
    assert fold(one) != fold(other)


def test_the_coarse_key_has_no_marks() -> None:
    assert fold_plain("Nguyễn Thị ĐÀO") == "nguyen thi dao"
    assert fold_plain("Hoà") == fold_plain("hóa") == "hoa"


@given(st.text(max_size=30))
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(
    st.lists(st.sampled_from([word for pair in SAME + DIFFERENT for word in pair]), min_size=1, max_size=4)
)
def test_columns_are_folded_as_texts_are(words: list[str]) -> None:
    text = unicodedata.normalize(
        "NFC", " ".join(" ".join(words).replace("\u200b", "").replace("Ð", "Đ").split())
    )
    assert fold_values(pl.Series([text, None])).to_list() == [fold(text), None]


def test_a_tone_stands_where_it_is_put_in_every_syllable() -> None:
    for word in re.findall(
        r"\w+", "hòa thúy quý giá giếng quả hoàn thuở mía khuỷu ngoài gì nghĩa ủy huỳnh yến ước"
    ):
        toned = split_tone(word)
        assert toned is not None
        assert place_tone(toned) == word


@pytest.mark.parametrize("word", ["nguyễn", "Quỳnh", "nghiêng", "gì", "yên", "khuya", "ĐẶNG", "oanh", "Ưng"])
def test_syllables(word: str) -> None:
    assert is_syllable(word)


@pytest.mark.parametrize(
    "word", ["NguyÔn", "Traàn", "Müller", "José", "w", "str", "àá", "ngyễn", "a" * 100_000]
)
def test_what_is_no_syllable(word: str) -> None:
    assert not is_syllable(word)
