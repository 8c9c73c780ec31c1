import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotich.text.legacy import (
    LegacyEncoding,
    convert,
    detect,
    encode,
    looks_legacy,
    reading_of,
    tables,
    weigh,
)
from hotich.text.unicode import LEGACY_HINT

NAMES = [
    "Nguyễn Văn Hòa",
    "Trần Thị Thúy",
    "Lê Hoàng Phương",
    "Đặng Quỳnh Như",
    "xã An Hiệp, huyện Châu Thành",
]
ENCODINGS: tuple[LegacyEncoding, ...] = ("tcvn3", "vni")
SYLLABLES = st.sampled_from(
    [
        "nguyễn",
        "trần",
        "lê",
        "phạm",
        "đặng",
        "võ",
        "đỗ",
        "bùi",
        "thị",
        "hữu",
        "đức",
        "mỹ",
        "xã",
        "chợ",
        "ướt",
        "kỹ",
    ]
)


@pytest.mark.parametrize(
    ("encoding", "stored", "text"),
    [
        ("tcvn3", "NguyÔn V¨n Hßa", "Nguyễn Văn Hòa"),
        ("tcvn3", "§Æng Quúnh Nh\u00ad", "Đặng Quỳnh Như"),
        ("vni", "Nguyeãn Vaên Hoøa", "Nguyễn Văn Hòa"),
        ("vni", "Ñaëng Quyønh Nhö", "Đặng Quỳnh Như"),
        ("vni", "Thò traán Moû Caøy", "Thị trấn Mỏ Cày"),
        ("vni", "TRAÀN THÒ AÚNG", "TRẦN THỊ ẲNG"),
    ],
)
def test_stored_texts_are_converted(encoding: LegacyEncoding, stored: str, text: str) -> None:
    assert convert(stored, encoding) == text


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_every_letter_of_the_table_comes_back(encoding: LegacyEncoding) -> None:
    table = tables()[encoding]
    assert len(table) == {"tcvn3": 74, "vni": 134}[encoding]
    for stored, letter in table.items():
        assert convert(stored, encoding) == letter
        assert encode(letter, encoding) == stored


@given(st.lists(SYLLABLES, min_size=1, max_size=6), st.sampled_from(ENCODINGS))
def test_texts_come_back_from_either_encoding(words: list[str], encoding: LegacyEncoding) -> None:
    text = " ".join(words)
    assert convert(encode(text, encoding), encoding) == text


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_a_file_is_known_by_its_words(encoding: LegacyEncoding) -> None:
    assert detect([encode(name, encoding) for name in NAMES]) == encoding
    assert detect(NAMES) == "unicode"


@pytest.mark.parametrize(
    "texts",
    [
        ["Nguyen Van A", "01/2018"],
        [],
        ["Hồ Núñez", "Peña", "François Müller", "José", "Ångström", "Nguyễn Văn An"],
        # Unicode texts of ô, ó, ñ and ò alone: letters that VNI and TCVN3 use for others.
        ["Cô Tô", "Bó", "Muñoz", "Hòa Tô", "Thò"],
        [*NAMES, "x²", "5 m²", "§ 12", "Nhà số 7¼"],
        # One cell pasted from elsewhere does not turn a file.
        [f"{a} {b}" for a in NAMES for b in NAMES] + ["NguyÔn"],
    ],
    ids=["ascii", "nothing", "foreign names", "shared letters", "signs", "one pasted cell"],
)
def test_unicode_files_stay_unicode(texts: list[str]) -> None:
    assert detect(texts) == "unicode"


@pytest.mark.parametrize(
    "texts",
    [
        [*NAMES, *(encode(name, "vni") for name in NAMES)],
        [encode(name, "tcvn3") for name in NAMES] + [encode(name, "vni") for name in NAMES],
        ["L\u00aa"],
    ],
    ids=["half converted", "two encodings", "a single word"],
)
def test_contradicting_or_thin_evidence_is_unclear(texts: list[str]) -> None:
    assert detect(texts) == "unclear"


def test_a_unicode_cell_in_a_legacy_file_is_left_as_it_is() -> None:
    assert convert("Thị trấn Mỏ Cày", "tcvn3") == "Thị trấn Mỏ Cày"
    typed_before = [*NAMES, "Phạm Hữu Đức", "Bùi Mỹ Hạnh", "Võ Ngọc Ẩn", "chợ Lách", "người cha", "đã ký"]
    assert detect([encode(name, "tcvn3") for name in typed_before] + ["tỉnh Bến Tre"]) == "tcvn3"


def test_letter_case_that_a_capital_font_lost_is_given_back_only_where_it_is_certain() -> None:
    assert convert("NGUYÔN V¡N A", "tcvn3") == "NGUYỄN VĂN A"
    assert convert("nguyÔn v¨n", "tcvn3") == "nguyễn văn"
    assert convert("¸n", "tcvn3") == "án"


def test_words_tell_which_encoding_makes_sense_of_them() -> None:
    assert reading_of("Nguyễn") == "unicode"
    assert reading_of("NguyÔn") == "tcvn3"
    assert reading_of("Traàn") == "vni"
    assert reading_of("ñi") == "either"
    assert reading_of("Thò") is None
    assert reading_of("Müller") is None
    assert looks_legacy("ông NguyÔn A")
    assert not looks_legacy("ông Müller")


def test_a_hostile_word_costs_nothing() -> None:
    assert reading_of("aà" * 500_000) is None
    assert weigh(["ñ" * 1_000_000]).unicode == 0


@given(st.lists(SYLLABLES, min_size=3, max_size=8, unique=True), st.sampled_from(ENCODINGS))
def test_no_legacy_file_is_missed_by_the_quick_look(words: list[str], encoding: LegacyEncoding) -> None:
    texts = [encode(word, encoding) for word in words]
    if detect(texts) != "unicode":
        assert any(re.search(LEGACY_HINT, text) for text in texts)
