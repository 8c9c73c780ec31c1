"""What officers write in their own words: no identity number and no named person gets in, and nothing goes to a log."""

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

from hotich.errors import InputError
from hotich.text.unicode import clean

LONGEST: Final = 2_000
"""Letters of one text."""
IDENTITY_LENGTHS: Final = frozenset({9, 12})
"""Digits of an identity card (CMND) and of a personal number (số định danh, CCCD)."""

_DATE: Final = re.compile(r"(?<!\d)\d{1,2}([./-])\d{1,2}\1\d{4}(?!\d)")
_MONEY: Final = re.compile(
    r"(?<!\d)\d{1,3}(?:[. ]\d{3})+(?=\s*(?:đ|đồng|vnđ|vnd|triệu|tỷ)(?!\w))", re.IGNORECASE
)
"""An amount in groups of three: it may have nine digits and is no number of a person."""
_YEAR: Final = re.compile(r"(?:19|20)\d\d")
_RUN: Final = re.compile(r"\d+(?:[ ._\-/]\d+)*")
_NAMED: Final = re.compile(
    r"(?<!\w)(?:ông|bà|anh|chị|cô|chú|cháu|em)(?:\s+(?-i:[A-ZĐÀ-ÝĂĨŨƠƯẠ-Ỹ][\wà-ỹ]*)){2,}", re.IGNORECASE
)


def checked(text: str | None, what: str, *, field: str = "words", required: bool = False) -> str | None:
    """`text` trimmed and in NFC, None for nothing; `what` names the text in an error ("Nội dung"), `field` the
    parameter that it came in by.

    Raises InputError on a text that is too long, missing though required, or seems to hold an identity number or name a
    person. The error never quotes the text.
    """
    written = clean(text or "")
    if written is None:
        if required:
            raise InputError(field, f"{what} còn trống: ghi một hai câu.")
        return None
    if len(written) > LONGEST:
        raise InputError(
            field, f"{what} dài quá {LONGEST} chữ: ghi ngắn lại, chi tiết để trong văn bản kèm theo."
        )
    if _has_identity_number(written):
        raise InputError(
            field,
            f"{what} có dãy 9 hoặc 12 chữ số, giống số CMND, CCCD hoặc số định danh: chỗ này không được ghi dữ liệu cá nhân."
            " Bỏ dãy số ấy đi, chỉ nêu loại sổ, năm, số quyển, số trường hợp. Nếu là số tiền, viết thêm chữ “đồng”.",
        )
    if _NAMED.search(written):
        raise InputError(
            field,
            f"{what} có vẻ nêu tên một người: chỗ này không được ghi dữ liệu cá nhân."
            " Bỏ tên đi, chỉ nêu cơ quan, loại sổ, năm, số quyển, số trường hợp.",
        )
    return written


def _has_identity_number(text: str) -> bool:
    """Whether some digits, together or parted by one sign each, are as many as an identity number has."""
    # Digits of other scripts and of full width count as digits.
    plain = "".join(
        str(unicodedata.digit(sign)) if sign.isdigit() else sign
        for sign in unicodedata.normalize("NFKC", text)
    )
    plain = _MONEY.sub(" tiền ", _DATE.sub(" ngày ", plain))
    return any(total in IDENTITY_LENGTHS for run in _RUN.finditer(plain) for total in _lengths(run.group()))


def _lengths(run: str) -> Iterator[int]:
    """Digits of each part of a run, and of each stretch of parts that one and the same sign parts; years are no such stretch."""
    parts, signs = re.split(r"\D", run), re.sub(r"\d", "", run)
    for first in range(len(parts)):
        total = 0
        for last in range(first, len(parts)):
            if last > first + 1 and signs[last - 1] != signs[first]:
                break
            total += len(parts[last])
            if not all(map(_YEAR.fullmatch, parts[first : last + 1])):
                yield total
