"""Values that belong to a list: codes, ethnic groups, countries.

Delivery contract §2, "Codes": blanks, `.0` and leading zeros are dropped, the list's own word is accepted ("Nam" for
1); any other value is outside the list. Of ethnic groups the codes `01`–`54` and the variants of the books are read as
well. Comparison folds letter case, tone placement, hyphens and blanks (Khơ-me, Khơ me, khơme).
"""

import re
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, Final, NamedTuple

import polars as pl

from hotich.registers import CodeList
from hotich.registers.nations import country_names, ethnicity_names
from hotich.text.distinct import read_values
from hotich.text.folding import fold

SCHEMA: Final[dict[str, Any]] = {"value": pl.String, "unknown": pl.Boolean}
"""Columns of the vectorised readings."""

_LONGEST: Final = 200
_NUMBER: Final = re.compile(r"0*([0-9]+)(?:\.0+)?", re.ASCII)
_BRACKET: Final = re.compile(r"\s*\([^()]*\)\s*$")
_OPENER: Final = re.compile(r"(?:người|dân tộc)\s+", re.IGNORECASE)


class Listed(NamedTuple):
    """The value in its list, and whether the list lacks what is written."""

    value: str | None
    """The code or official name; what is written where an ethnic group or country is not listed; None: blank."""
    unknown: bool


def list_key(text: str) -> str:
    """Comparison key of a listed word: folded, without hyphens, blanks, full stops."""
    return re.sub(r"[\s.\-–]+", "", fold(text.replace("-", " ").replace("–", " ")))


@cache
def _code_keys(codes: CodeList) -> Mapping[str, str]:
    return {list_key(word): code for word, code in codes.words().items()}


@cache
def _name_keys(names: Callable[[], Mapping[str, str]]) -> Mapping[str, str]:
    return {list_key(written): name for written, name in names().items()}


def read_code(text: str | None, codes: CodeList) -> Listed:
    """The code that a cleaned `text` gives; `value` is None where the list has none (`unknown`) or the cell is blank."""
    if not text:
        return Listed(None, unknown=False)
    if len(text) > _LONGEST:
        return Listed(None, unknown=True)
    number = _NUMBER.fullmatch("".join(text.split()))
    if number is not None and number[1] in codes.values:
        return Listed(number[1], unknown=False)
    code = _code_keys(codes).get(list_key(text))
    return Listed(code, unknown=code is None)


def read_ethnicity(text: str | None) -> Listed:
    """The official name of an ethnic group (dân tộc), or the text itself, `unknown`."""
    if not text:
        return Listed(None, unknown=False)
    number = _NUMBER.fullmatch(text)
    return _read_name(
        f"{int(number[1]):02}" if number and len(number[1]) <= 2 else text, text, ethnicity_names
    )


def read_nationality(text: str | None) -> Listed:
    """The official name of a country (quốc tịch), or the text itself, `unknown`."""
    return _read_name(text, text, country_names) if text else Listed(None, unknown=False)


def _read_name(looked_up: str, text: str, names: Callable[[], Mapping[str, str]]) -> Listed:
    if len(text) <= _LONGEST:
        keys = _name_keys(names)
        bare = _BRACKET.sub("", looked_up)
        for form in (looked_up, bare, _OPENER.sub("", bare, count=1)):
            name = keys.get(list_key(form))
            if name is not None:
                return Listed(name, unknown=False)
    return Listed(text, unknown=True)


def read_codes(values: pl.Series, codes: CodeList) -> pl.DataFrame:
    """`read_code` of cleaned distinct texts, columns as in `SCHEMA`."""
    return _read(values, lambda text: read_code(text, codes))


def read_ethnicities(values: pl.Series) -> pl.DataFrame:
    """`read_ethnicity` of cleaned distinct texts, columns as in `SCHEMA`."""
    return _read(values, read_ethnicity)


def read_nationalities(values: pl.Series) -> pl.DataFrame:
    """`read_nationality` of cleaned distinct texts, columns as in `SCHEMA`."""
    return _read(values, read_nationality)


def _read(values: pl.Series, function: Callable[[str], Listed]) -> pl.DataFrame:
    return read_values(values, function, Listed(None, unknown=False), SCHEMA)
