"""Texts typed with the fonts of before Unicode: TCVN3 (ABC, ".VnTime") and VNI-Windows ("VNI-Times").

In a workbook such a text stands as Latin-1 characters ("NguyÔn V¨n", "Nguyeãn Vaên"). Since Unicode texts hold ô, ó
and ñ as well, no cell is converted by reflex: the words of a whole file are read under each encoding, and the
encoding that makes Vietnamese syllables of them is the file's (delivery contract §2; domain handbook §4).

The capital fonts of TCVN3 (".VnTimeH") draw the bytes of small letters as capitals, so the letter case is lost in
the text itself: "nguyÔn" may have stood as "NGUYỄN". Where a word's plain letters are capitals, the toned ones are
made capitals as well, since TCVN3 has no others; everywhere else the case stays as it is stored.
"""

import csv
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Final, Literal

from hotich.text.syllables import is_syllable

Encoding = Literal["unicode", "tcvn3", "vni", "unclear"]
LegacyEncoding = Literal["tcvn3", "vni"]

TERMS: Final[Mapping[Encoding, str]] = {
    "unicode": "Unicode", "tcvn3": "TCVN3 (ABC)", "vni": "VNI-Windows", "unclear": "không rõ bảng mã",
}  # fmt: skip

_TABLE_NAMES: Final[Mapping[str, LegacyEncoding]] = {"TCVN3": "tcvn3", "VNI-Windows": "vni"}
_WORD: Final = re.compile(r"[^\s\d!-/:-@\[-`{-~–—“”‘’…]+")
_BEYOND_LATIN_1: Final = re.compile("[\u0100-\u1fff]")
_LONGEST_WORD: Final = 16
_NEEDED: Final = 2
"""Distinct words that an encoding must explain before a file is converted: one may be a foreign name."""
_MARGIN: Final = 10
"""How many times more words the chosen encoding must explain than each other one."""


@lru_cache(maxsize=1)
def tables() -> Mapping[LegacyEncoding, Mapping[str, str]]:
    """For each legacy encoding, its letters as Latin-1 text → Unicode NFC (packaged `legacy_encodings.csv`)."""
    found: dict[LegacyEncoding, dict[str, str]] = {"tcvn3": {}, "vni": {}}
    with files("hotich.text").joinpath("legacy_encodings.csv").open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            if row["encoding"] in _TABLE_NAMES:
                table = found[_TABLE_NAMES[row["encoding"]]]
                table[row["legacy_text_cp1252_latin1"]] = row["unicode_nfc"]
    return found


@lru_cache(maxsize=2)
def _pattern(encoding: LegacyEncoding) -> re.Pattern[str]:
    """Regex of the encoding's letters, the longest first."""
    return re.compile("|".join(sorted(map(re.escape, tables()[encoding]), key=len, reverse=True)))


def convert(text: str, encoding: LegacyEncoding) -> str:
    """`text` of a file in `encoding` as Unicode; a text that can't be of it comes back as it is.

    Unicode letters beyond Latin-1 never occur in a legacy text, so a cell that has one was typed in Unicode.
    """
    if _BEYOND_LATIN_1.search(text):
        return text
    table = tables()[encoding]
    converted = _pattern(encoding).sub(lambda found: table[found.group()], text)
    if encoding == "vni":
        return converted
    return _WORD.sub(lambda found: _with_capitals(found.group(), text, found.start()), converted)


def encode(text: str, encoding: LegacyEncoding) -> str:
    """NFC `text` as the fonts of `encoding` store it: the reverse of `convert`, for samples and tests.

    TCVN3 has no toned capitals: they are stored as small letters, as its capital fonts do.
    """
    letters = {letter: stored for stored, letter in tables()[encoding].items()}
    return "".join(letters.get(c) or letters.get(c.lower(), c) for c in text)


def _with_capitals(word: str, text: str, start: int) -> str:
    """`word` in capitals if its plain letters in the stored `text` (same positions) are at least two capitals."""
    plain = [c for c in text[start : start + len(word)] if c.isascii() and c.isalpha()]
    return word.upper() if len(plain) > 1 and all(c.isupper() for c in plain) else word


@dataclass(frozen=True, slots=True)
class Evidence:
    """How many distinct words of a text are Vietnamese only when read as Unicode, as TCVN3, as VNI, as either."""

    unicode: int = 0
    tcvn3: int = 0
    vni: int = 0
    either: int = 0

    def verdict(self) -> Encoding:
        """The encoding that this evidence shows; `unclear` where it contradicts itself or is too thin."""
        legacy = self.tcvn3 + self.vni + self.either
        if legacy == 0 or self.unicode >= _MARGIN * legacy:
            return "unicode"
        for encoding, words, other in (("tcvn3", self.tcvn3, self.vni), ("vni", self.vni, self.tcvn3)):
            if words >= _NEEDED and words >= _MARGIN * max(other, self.unicode):
                return "tcvn3" if encoding == "tcvn3" else "vni"
        return "unclear"


def weigh(texts: Iterable[str]) -> Evidence:
    """The evidence in `texts`, normally the texts of one file that hold characters beyond plain ASCII."""
    words = {word for text in texts for word in _WORD.findall(text) if not word.isascii()}
    counts = dict.fromkeys(("unicode", "tcvn3", "vni", "either"), 0)
    for word in words:
        reading = reading_of(word)
        if reading is not None:
            counts[reading] += 1
    return Evidence(**counts)


def detect(texts: Iterable[str]) -> Encoding:
    """The encoding of a file, on the evidence of all its `texts`."""
    return weigh(texts).verdict()


@lru_cache(maxsize=50_000)
def reading_of(word: str) -> Literal["unicode", "tcvn3", "vni", "either"] | None:
    """The one encoding under which `word` is a Vietnamese syllable; None if none, or if Unicode is one of several."""
    if len(word) > _LONGEST_WORD:
        return None
    as_unicode = is_syllable(word)
    legacy = [
        encoding
        for encoding in _TABLE_NAMES.values()
        if not _BEYOND_LATIN_1.search(word) and is_syllable(convert(word, encoding))
    ]
    if as_unicode:
        return None if legacy else "unicode"
    if len(legacy) == 2:
        return "either"
    return legacy[0] if legacy else None


def looks_legacy(text: str) -> bool:
    """Has `text` a word that is Vietnamese only under a legacy encoding?"""
    return any(
        reading_of(word) in {"tcvn3", "vni", "either"} for word in _WORD.findall(text) if not word.isascii()
    )
