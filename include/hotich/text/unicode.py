"""One way of writing each Vietnamese character: NFC, no invisible characters, single blanks, Đ as U+0110.

Delivery contract §2, "Text": decomposed letters (NFD), zero-width characters, Đ/Ð and double blanks always load,
normalised beside the written value; NUL, control and direction marks return the row.
"""

import re
import unicodedata
from typing import Final, Literal

import polars as pl

from hotich.text.distinct import map_where

MAX_CELL: Final = 32_767
"""Longest text an Excel cell can hold, in characters; a longer one is returned, never normalised."""

ZERO_WIDTH: Final = "\u00ad\u180e\u200b\u200c\u200d\u2060\ufeff"
"""Characters without any width or meaning in Vietnamese: soft hyphen, joiners, word joiner, byte order mark."""

DIRECTION_MARKS: Final = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
"""Marks that turn the direction of writing: they can make a text look like another one."""

CONTROL_CLASS: Final = r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\u0084\u0086-\u009f]"
"""Regex class, for Python and polars, of control characters but line breaks and tabs, which are blanks."""

PLAIN_CLASS: Final = " -~À-ÃÈ-ÊÌÍÒ-ÕÙÚÝà-ãè-êìíò-õùúýĂăĐđĨĩŨũƠơƯưẠ-ỹ"
"""Inside of a regex class: printable ASCII and the composed letters of Vietnamese, nothing else."""

LEGACY_HINT: Final = (
    "[\u00a1-¿ÄÅÆÇËÎÏÑÖ×ØÛÜÞßäåæçëîïñö÷øûüþÿ]"
    "|[aA][àáâãèéêõùúÀÁÂÃÈÉÊÕÙÚ]|[eE][àáâãõùÀÁÂÃÕÙ]|[oO][âõùÂÕÙ]|[uUyY][õùÕÙ]"
)
"""Regex of a text that may have been typed with a legacy font: letters and pairs of letters of no Vietnamese word."""

SUSPICIOUS: Final = f"[^{PLAIN_CLASS}]|^ | $|  |^$|{LEGACY_HINT}"
"""Regex of a text that may need work. A text that it does not find is NFC, trimmed, not blank and of no legacy font."""

_STAND_INS: Final = str.maketrans(
    {"\u00d0": "Đ", "\u0189": "Đ", "\u00f0": "đ", "\u0256": "đ"} | dict.fromkeys(ZERO_WIDTH, "")
)
_CONTROL: Final = re.compile(CONTROL_CLASS)
_DIRECTION: Final = re.compile(f"[{DIRECTION_MARKS}]")
_MARK_PILE: Final = re.compile(
    "[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]{31}"
)

Fault = Literal["control_character", "direction_mark", "too_long"]


def clean(text: str) -> str | None:
    """`text` in NFC, without zero-width characters, blanks single and trimmed, Ð as Đ; None for nothing left.

    A text that `is_monstrous` comes back untouched.
    """
    if is_monstrous(text):
        return text
    composed = unicodedata.normalize("NFC", text.translate(_STAND_INS))
    return " ".join(composed.split()) or None


def trim(text: str) -> str | None:
    """`text` in NFC without blanks at its ends, None for nothing left: what "same content" compares (§4)."""
    if is_monstrous(text):
        return text
    return unicodedata.normalize("NFC", text).strip() or None


def is_monstrous(text: str) -> bool:
    """Is `text` over `MAX_CELL` characters, or has it a pile of over 30 combining marks?

    Thirty is the bound of Unicode's stream-safe format (UAX 15 §13). Beyond it composing takes time that grows
    with the square of the pile, and no Vietnamese text needs more than two.
    """
    return len(text) > MAX_CELL or _MARK_PILE.search(text) is not None


def fault(text: str) -> Fault | None:
    """What makes `text` unfit to load (its row is returned), or None."""
    if len(text) > MAX_CELL:
        return "too_long"
    if _CONTROL.search(text):
        return "control_character"
    if _DIRECTION.search(text):
        return "direction_mark"
    return None


def is_suspicious(texts: pl.Expr) -> pl.Expr:
    """For each text of a String column: may it need work? False for null."""
    return texts.str.contains(SUSPICIOUS).fill_null(value=False)


def clean_values(values: pl.Series) -> pl.Series:
    """`clean` of a String column; only suspicious texts are looked at one by one."""
    return map_where(values, _suspicious(values), clean)


def trim_values(values: pl.Series) -> pl.Series:
    """`trim` of a String column; only suspicious texts are looked at one by one."""
    return map_where(values, _suspicious(values), trim)


def _suspicious(values: pl.Series) -> pl.Series:
    return values.to_frame().select(is_suspicious(pl.nth(0))).to_series()
