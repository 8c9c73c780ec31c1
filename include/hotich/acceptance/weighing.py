"""How much two readings of one cell differ: not at all, in the manner of writing only, or in what they say."""

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Final

from hotich.registers import Kind
from hotich.storage.states import Weight
from hotich.text.folding import fold
from hotich.text.numbers import read_book_number, read_entry_number


@lru_cache(maxsize=50_000)
def weigh(kind: Kind, first: str | None, second: str | None) -> Weight | None:
    """What the difference of two normalised values (None: blank) means; None where they say the same.

    Light: only letter case, blanks, the place of a tone mark, i/y or Đ/Ð differ. Everything else is content.
    """
    if first is None or second is None:
        return None if first == second else Weight.CONTENT
    meaning = _MEANINGS.get(kind)
    if first == second or (meaning is not None and meaning(first) == meaning(second)):
        return None
    one, other = fold(first), fold(second)
    return Weight.LIGHT if one == other or _blank_left_out(one, other) else Weight.CONTENT


def _blank_left_out(first: str, second: str) -> bool:
    """Whether one text has blanks where the other runs on. A blank that moved makes other words ("Lan Anh", "Lana Nh")."""
    if first.replace(" ", "") != second.replace(" ", ""):
        return False
    one, other = _gaps(first), _gaps(second)
    return one <= other or other <= one


def _gaps(text: str) -> set[int]:
    """How many letters stand before each blank."""
    gaps, letters = set(), 0
    for character in text:
        if character == " ":
            gaps.add(letters)
        else:
            letters += 1
    return gaps


def _entry_number(text: str) -> object:
    read = read_entry_number(text)
    return text if read.number is None else read


def _book_number(text: str) -> object:
    read = read_book_number(text)
    return text if read.number is None else read


def _page(text: str) -> object:
    return text.lstrip("0") if text.isdigit() else text


_MEANINGS: Final[Mapping[Kind, Callable[[str], object]]] = {
    Kind.ENTRY_NUMBER: _entry_number,
    Kind.BOOK_NUMBER: _book_number,
    Kind.PAGE: _page,
}
"""Kinds of numbers whose leading zeros mean nothing (delivery contract §2)."""
