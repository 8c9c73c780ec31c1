"""Keys for comparing Vietnamese texts that may be spelt in several ways.

`fold` keeps all meaning: letters, hats, horns and tones stay, while letter case, the place of the tone mark
(hòa/hoà, thủy/thuỷ), Đ/Ð and blanks no longer matter, and i/y is one letter where both spell the same syllable: alone
after h, k, l, m, s, t, v (Mỹ/Mĩ, Lý/Lí), and after qu (Quý/Quí, Quyên). Where i and y differ (thúy and thúi, tay and
tai) they stay apart. `fold_plain` drops all diacritics as well: a coarse key for searching, not for deciding.
"""

import re
import unicodedata
from functools import lru_cache
from typing import Final

import polars as pl

from hotich.text.distinct import map_where
from hotich.text.syllables import Toned, place_tone, split_tone
from hotich.text.unicode import clean, is_monstrous

_WORD: Final = re.compile(r"[^\W\d_]+")
_SAME_I_AND_Y: Final = re.compile(r"(?:[hklmstv])y|quy.*")
_WORK: Final = (
    "[^ a-zà-ãè-êìíò-õùúýăđĩũơưạ-ỹ]"
    "|o[àáãảạèéẽẻẹ]( |$)|u[ỳýỵỷỹ]( |$)|([òóõỏọ][ae]|[ùúũủụ][yaeơ])[^ ]"
    "|(^| )(g[ìíĩỉị][aăâeêoôơuư]|q([ùúũủụ]|u[yỳýỵỷỹ])|[hklmstv][yỳýỵỷỹ]( |$))"
)
"""Regex of texts in lower case whose key may be another text: odd characters, or a syllable with two spellings."""


@lru_cache(maxsize=50_000)
def _fold_word(word: str) -> str:
    toned = split_tone(word)
    if toned is None:
        return word
    plain = toned.plain
    if _SAME_I_AND_Y.fullmatch(plain):
        plain = plain.replace("y", "i")
    return place_tone(Toned(plain, toned.tone))


def fold(text: str) -> str:
    """The key of `text` that keeps hats, horns and tones; "" for a blank text."""
    return _fold_lower((clean(text) or "").lower())


def _fold_lower(text: str) -> str:
    """The key of a cleaned text in lower case."""
    if text.replace(" ", "").isalpha():
        return " ".join(map(_fold_word, text.split(" ")))
    return _WORD.sub(lambda word: _fold_word(word.group()), text)


def fold_plain(text: str) -> str:
    """The coarse key of `text`: `fold` without any diacritics, đ as d."""
    if is_monstrous(text):
        return text.lower()
    letters = unicodedata.normalize("NFD", fold(text))
    return "".join(c for c in letters if not unicodedata.combining(c)).replace("đ", "d")


def fold_values(values: pl.Series) -> pl.Series:
    """`fold` of cleaned texts, null where null."""
    lower = values.str.to_lowercase()
    return map_where(lower, lower.str.contains(_WORK).fill_null(value=False), _fold_lower)
