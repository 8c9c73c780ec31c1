"""The written text kept beside the value, and the fingerprints of what is written.

`written` is a JSON object {field: text as it stands in the cell} of the cells whose text is not the canonical form of
their normalised value; nothing else of the paper's words is stored twice.

The fingerprint of a row (`row_hash`) is made of each filled field's canonical text and, where the trimmed NFC text of
the cell is another, of that text as well. Equal fingerprints mean equal values written in the same way, whatever the
file's format, column order, blanks at the ends or composition of letters. A field that is blank, or that a later
description adds, changes none. The layout must never change, or every row of a re-delivery would look changed:

    text of a field = field name, U+001F, canonical text [, U+001D, trimmed NFC text]
    digest = first 16 bytes of sha256(text), as two unsigned 64-bit numbers, big-endian
    row_hash = sum, modulo 2^64 each, of the digests of all fields but persons' names and identity numbers,
               and of the digest of the texts of those, in alphabetical order of the fields, joined by U+001E

Names and numbers of persons hardly ever repeat, so one digest of them a row is faster than one a cell. All other
values repeat, and a value that repeats is digested once. A fingerprint tells contents apart; it is no signature.
"""

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256

import numpy as np
import numpy.typing as npt
import polars as pl

from hotich.intake.columns import WrittenColumn
from hotich.registers import Field, Kind
from hotich.text.distinct import map_values

Digests = tuple[npt.NDArray[np.uint64], npt.NDArray[np.uint64]]
"""First and second half of each row's digest; arrays of one element where all rows have the same."""

_TEXTS = {"written": pl.String, "trimmed": pl.String, "canonical": pl.String}
_ONE_OF_A_KIND = frozenset({Kind.NAME, Kind.IDENTITY_NUMBER})


@dataclass(frozen=True, slots=True)
class Trace:
    """What one field of every row leaves in `written` and in the row's fingerprint."""

    fragment: pl.Series | None
    """`"field": "text"` where the written text is kept, else null; None: in no row."""
    digests: Digests | None = None
    """Digest of the field's text for each row, zero for blank; None: the field is blank in all, or in `text`."""
    text: pl.Series | None = None
    """The field's text for each row, null for blank, of a field that is digested together with others."""


def trace(field: Field, column: WrittenColumn, canonical: pl.Series) -> Trace:
    """The trace of a field, whose distinct values have these canonical texts."""
    texts, fragment = canonical, None
    if not _same(column.values, canonical):
        texts, kept = _differences(column, canonical)
        fragment = column.spread(map_values(kept, lambda text: f'"{field.name}": {_quoted(text)}'))
    if texts.null_count() == texts.len():
        return Trace(fragment)
    if field.kind in _ONE_OF_A_KIND and field.block is not None:
        return Trace(fragment, text=column.spread(texts))
    digests = _digests(texts, field.name)
    if column.distinct.index is None or texts.len() == 1:
        return Trace(fragment, digests)
    index = column.distinct.index.to_numpy()
    return Trace(fragment, (digests[0].take(index), digests[1].take(index)))


def _same(written: pl.Series, canonical: pl.Series) -> bool:
    """Is every written text the canonical one? Asked of every column, and the answer is nearly always yes."""
    return written is canonical or (
        written.null_count() == canonical.null_count() and not (written != canonical).any()
    )


def _differences(column: WrittenColumn, canonical: pl.Series) -> tuple[pl.Series, pl.Series]:
    """For each distinct value its text in the fingerprint, and the written text where `written` keeps it."""
    frame = pl.DataFrame(
        {"written": column.values, "trimmed": column.trimmed(), "canonical": canonical},
        schema_overrides=_TEXTS,
    )
    both = pl.concat_str(pl.col("canonical").fill_null(""), pl.lit("\x1d"), pl.col("trimmed").fill_null(""))
    same = pl.col("trimmed").eq_missing(pl.col("canonical"))
    found = frame.select(
        texts=pl.when(same).then("canonical").otherwise(both),
        kept=pl.when(pl.col("written").ne_missing(pl.col("canonical"))).then("written"),
    )
    return found["texts"], found["kept"]


def _quoted(text: str) -> str:
    # PostgreSQL's jsonb refuses U+0000. Such a row is returned anyway, with the cell as it was.
    return json.dumps(text.replace("\x00", "\ufffd"), ensure_ascii=False)


def _digests(texts: pl.Series, name: str = "") -> Digests:
    """Digests of a column of texts, of the field `name` if given; zero for null."""
    nothing, opener = bytes(32), f"{name}\x1f".encode() if name else b""
    written = texts.cast(pl.Binary).to_list()
    whole = [nothing if text is None else sha256(opener + text).digest() for text in written]
    quarters = np.frombuffer(b"".join(whole), dtype=">u8").reshape(-1, 4)
    return quarters[:, 0].astype(np.uint64), quarters[:, 1].astype(np.uint64)


def written_column(traces: Mapping[str, Trace], height: int) -> pl.Series:
    """The JSON column `written`, keys in alphabetical order; null where nothing differs."""
    fragments = [traces[name].fragment for name in sorted(traces)]
    kept = [fragment.alias(str(i)) for i, fragment in enumerate(fragments) if fragment is not None]
    if not kept:
        return pl.Series("written", [None], dtype=pl.String).new_from_index(0, height)
    joined = pl.concat_str(pl.all(), separator=", ", ignore_nulls=True)
    filled = pl.any_horizontal(pl.all().is_not_null())
    return pl.DataFrame(kept).select(written=pl.when(filled).then("{" + joined + "}")).to_series()


def row_hashes(traces: Mapping[str, Trace], height: int) -> pl.Series:
    """The column `row_hash`: 32 hex digits, in the layout above."""
    parts = [one.digests for one in traces.values() if one.digests is not None]
    texts = [(name, traces[name].text) for name in sorted(traces)]
    together = [text.alias(name) for name, text in texts if text is not None]
    if together:
        filled = pl.any_horizontal(pl.all().is_not_null())
        named = [pl.lit(f"{text.name}\x1f") + pl.col(text.name) for text in together]
        joined = pl.concat_str(named, separator="\x1e", ignore_nulls=True)
        parts.append(_digests(pl.DataFrame(together).select(pl.when(filled).then(joined)).to_series()))
    total = np.zeros((height, 2), np.uint64)
    for half in (0, 1):
        for part in parts:
            total[:, half] += part[half]
    digits = total.astype(">u8").tobytes().hex()
    return pl.Series("row_hash", [digits[i : i + 32] for i in range(0, len(digits), 32)], dtype=pl.String)


def content_digests(clean: pl.DataFrame, present_columns: Mapping[int, Collection[str]]) -> dict[int, str]:
    """file_no → digest of the file's content, 64 hex digits: which known columns it has, and its rows.

    Two files with the same rows have the same digest (delivery contract §4, `unchanged`), also if the rows stand in
    another order. `present_columns` holds the known columns of each file: an absent column changes nothing in the
    database while an empty one does, so they are different contents.
    """
    rows = clean.group_by("file_no").agg(pl.col("row_hash").sort())
    found = dict(rows.select("file_no", pl.col("row_hash").list.join("\n")).iter_rows())
    return {
        file_no: _digest([*sorted(columns), "", found.get(file_no, "")])
        for file_no, columns in present_columns.items()
    }


def _digest(lines: Iterable[str]) -> str:
    return sha256("\n".join(lines).encode()).hexdigest()
