"""What a field's cleaned values say, by the kind of the field: normalised value, features, canonical text.

Everything here works on the distinct values of a column. The features are the columns `<field>__<feature>` of the
clean frame; rules and loading read them, so that no text is parsed twice.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

import polars as pl

from hotich.registers import Field, Kind
from hotich.text.dates import read_dates, written_forms
from hotich.text.folding import fold_values
from hotich.text.listed import read_codes, read_ethnicities, read_nationalities
from hotich.text.numbers import read_book_numbers, read_entry_numbers
from hotich.text.words import read_words_column


@dataclass(frozen=True, slots=True)
class FieldReading:
    """Columns of equal length, one row for each distinct value."""

    value: pl.Series
    """The normalised value (String)."""
    canonical: pl.Series
    """How the template would write the normalised value: what is written otherwise is kept beside it."""
    features: Mapping[str, pl.Series] = field(default_factory=dict)
    """Name of the feature → column."""


def read_field(described: Field, cleaned: pl.Series) -> FieldReading:
    """Read the cleaned distinct values of the field `described`."""
    if cleaned.len() == 1 and cleaned.has_nulls():
        return _read_blank(described)
    return _READERS.get(described.kind, _read_text)(described, cleaned)


@lru_cache(maxsize=1_000)
def _read_blank(described: Field) -> FieldReading:
    """A column without a value: a third of all columns of an old book."""
    return _READERS.get(described.kind, _read_text)(described, pl.Series([None], dtype=pl.String))


def _read_text(_described: Field, cleaned: pl.Series) -> FieldReading:
    return FieldReading(cleaned, cleaned)


def _read_name(described: Field, cleaned: pl.Series) -> FieldReading:
    if described.block is None:
        return FieldReading(cleaned, cleaned)
    return FieldReading(cleaned, cleaned, {"fold": fold_values(cleaned)})


def _read_date(_described: Field, cleaned: pl.Series) -> FieldReading:
    dates = read_dates(cleaned)
    features = {name: dates[name] for name in ("from", "until", "state")}
    return FieldReading(dates["edtf"], written_forms(dates["edtf"]), features)


def _read_date_in_words(_described: Field, cleaned: pl.Series) -> FieldReading:
    words = read_words_column(cleaned)
    return FieldReading(cleaned, cleaned, {"from": words["edtf"], "state": words["state"]})


def _read_code(described: Field, cleaned: pl.Series) -> FieldReading:
    assert described.codes is not None, f"{described.name}: a CODE field has a list"
    return _listed(read_codes(cleaned, described.codes))


def _read_ethnicity(_described: Field, cleaned: pl.Series) -> FieldReading:
    return _listed(read_ethnicities(cleaned))


def _read_nationality(_described: Field, cleaned: pl.Series) -> FieldReading:
    return _listed(read_nationalities(cleaned))


def _listed(found: pl.DataFrame) -> FieldReading:
    return FieldReading(found["value"], found["value"], {"unknown": found["unknown"]})


def _read_identity_number(_described: Field, cleaned: pl.Series) -> FieldReading:
    frame = cleaned.alias("number").to_frame()
    number = pl.col("number").str.replace_all(r"[ .]", "")
    length = pl.col("number").str.len_bytes()
    digits = pl.col("number").str.contains(r"^[0-9]+$")
    form = (
        pl.when(pl.col("number").is_null()).then(pl.lit("blank"))
        .when(digits & (length == 9)).then(pl.lit("cmnd9"))
        .when(digits & (length == 12)).then(pl.lit("digits12"))
        .otherwise(pl.lit("other"))
    )  # fmt: skip
    read = frame.select(number).with_columns(pl.col("number").replace("", None)).with_columns(form=form)
    return FieldReading(read["number"], read["number"], {"form": read["form"]})


def _read_entry_number(_described: Field, cleaned: pl.Series) -> FieldReading:
    read = read_entry_numbers(cleaned)
    features = {name: read[name] for name in ("no", "suffix", "year", "state")}
    return FieldReading(cleaned, cleaned, features | {"year_written": read["year"].is_not_null()})


def _read_book_number(_described: Field, cleaned: pl.Series) -> FieldReading:
    read = read_book_numbers(cleaned)
    return FieldReading(cleaned, cleaned, {name: read[name] for name in ("no", "year", "state")})


_READERS: Mapping[Kind, Callable[[Field, pl.Series], FieldReading]] = {
    Kind.NAME: _read_name,
    Kind.DATE: _read_date,
    Kind.DATE_IN_WORDS: _read_date_in_words,
    Kind.CODE: _read_code,
    Kind.ETHNICITY: _read_ethnicity,
    Kind.NATIONALITY: _read_nationality,
    Kind.IDENTITY_NUMBER: _read_identity_number,
    Kind.ENTRY_NUMBER: _read_entry_number,
    Kind.BOOK_NUMBER: _read_book_number,
}
"""Kinds that no reader is named for are texts: cleaned, without features."""
