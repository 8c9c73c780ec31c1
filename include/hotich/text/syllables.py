"""What a Vietnamese syllable is: an onset, a rhyme and at most one tone, as today's spelling writes them.

It tells a word read in the right encoding from the same letters read in a wrong one, and says where the tone mark of
a syllable stands.
"""

import re
import unicodedata
from functools import lru_cache
from typing import Final, NamedTuple

TONES: Final = "\u0300\u0301\u0303\u0309\u0323"
"""The five combining tone marks: huyền, sắc, ngã, hỏi, nặng."""

_ONSETS: Final = tuple(
    re.findall(r"\S+", "b c ch d đ g gh gi h k kh l m n ng ngh nh p ph qu r s t th tr v x")
)
_RHYMES: Final = re.findall(
    r"\S+",
    "a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây "
    "e ec em en eng eo ep et ê êch êm ên ênh êp êt êu êng êc "
    "i ia ich im in inh ip it iu y iêc iêm iên iêng iêp iêt iêu "
    "o oc oi om on ong ooc oong op ot oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăp oăt "
    "oe oem oen oeo oet oeng ô ôc ôi ôm ôn ông ôp ôt ôông ôôc ơ ơc ơi ơm ơn ơng ơp ơt "
    "u ua uc ui um un ung up ut uân uâng uât uây uê uêch uên uênh uêt uơ uơn uy uya uych uyn uynh uyp uyt uyu "
    "uyên uyêt uôc uôi uôm uôn uông uôp uôt ư ưa ưc ưi ưm ưn ưng ưp ưt ưu ươc ươi ươm ươn ương ươp ươt ươu",
)
_Y_RHYMES: Final = ("ya", "ych", "yn", "ynh", "yp", "yt", "yêm", "yên", "yêng", "yêt", "yêu")
"""Written with y after qu; those of yê also without any onset."""
_ALL: Final = frozenset(
    [onset + rhyme for onset in [*_ONSETS, ""] for rhyme in _RHYMES]
    + ["qu" + rhyme for rhyme in _Y_RHYMES]
    + [rhyme for rhyme in _Y_RHYMES if rhyme.startswith("yê")]
    + ["gi", "gin", "gim", "ging", "git", "gip", "giêng", "giêt", "giêm"]
)
_VOWEL: Final = re.compile("[aeiouy][\u0302\u0306\u031b]?$")
_LONGEST: Final = 16
"""Letters of the longest syllable, "nghiêng", with room for marks that stand alone."""


class Toned(NamedTuple):
    """A word in lower case without its tone mark, and the mark ("" for the level tone)."""

    plain: str
    tone: str


@lru_cache(maxsize=20_000)
def split_tone(word: str) -> Toned | None:
    """`word` as its toneless letters (hats and horns stay, NFC) and its tone; None if it is no single syllable.

    That is: it has two tone marks or one on a consonant, or more letters than any syllable.
    """
    if len(word) > _LONGEST:
        return None
    letters = unicodedata.normalize("NFD", word.lower())
    places = [i for i, c in enumerate(letters) if c in TONES]
    # ñ is n with a tilde: a mark on a consonant is no tone.
    if len(places) > 1 or any(not _VOWEL.search(letters[:place]) for place in places):
        return None
    plain = "".join(c for c in letters if c not in TONES)
    return Toned(unicodedata.normalize("NFC", plain), letters[places[0]] if places else "")


@lru_cache(maxsize=20_000)
def is_syllable(word: str) -> bool:
    """Can `word` (any letter case, any tone placement) be one Vietnamese syllable?"""
    toned = split_tone(word)
    return toned is not None and toned.plain in _ALL


def place_tone(toned: Toned) -> str:
    """The word of `toned` with its mark where the older spelling puts it (hòa, thúy, quý), as one fixed way."""
    plain, tone = toned
    if not tone:
        return plain
    spot = _tone_spot(plain)
    return unicodedata.normalize("NFC", plain[: spot + 1] + tone + plain[spot + 1 :])


def _tone_spot(plain: str) -> int:
    """Index of the letter of `plain` that carries the tone."""
    start = 0
    if plain.startswith("qu") or (plain.startswith("gi") and len(plain) > 2 and plain[2] in "aăâeêioôơuưy"):
        start = 2
    vowels = [i for i, c in enumerate(plain) if i >= start and c in "aăâeêioôơuưy"]
    if not vowels:
        return max(start - 1, 0)
    hatted = [i for i in vowels if plain[i] in "ăâêôơư"]
    if hatted:
        return hatted[-1]
    if vowels[-1] + 1 < len(plain):
        return vowels[-1]
    return vowels[0] if len(vowels) <= 2 else vowels[1]
