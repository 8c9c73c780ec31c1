"""The written text kept beside the value, and the fingerprints of what is written.

`written` is a JSON object {field: text as it stands in the cell} of the cells whose text is not the canonical form of
their normalised value; nothing else of the paper's words is stored twice.

The fingerprint of a row (`row_hash`) is made of each field's canonical text and, where the trimmed NFC text of the
cell is another, of that text as well. Equal hashes thus mean equal values written in the same way, whatever the file's
format, column order, blanks at the ends or composition of letters. Its layout must never change, or every row of a
re-delivery would look changed:

    sha256( text of each field of the template, in its order, joined by U+001F (blank: nothing)
            + for each filled field that only an edition adds, by name: U+001E name U+001F text ), first 16 bytes, hex
    text of a field = canonical [+ U+001D + trimmed NFC text]
"""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

import polars as pl

from hotich.intake.columns import WrittenColumn
from hotich.registers import Register
from hotich.text.distinct import map_values


@dataclass(frozen=True, slots=True)
class Trace:
    """What one field of every row leaves in `written` and in the row's fingerprint."""

    fragment: pl.Series | None
    """`"field": "text"` where the written text is kept, else null; None: in no row."""
    hashed: pl.Series
    """The field's text in the fingerprint; null for blank."""


def trace(name: str, column: WrittenColumn, canonical: pl.Series) -> Trace:
    """The trace of field `name`, whose distinct values have these canonical texts."""
    written = column.values
    differs = written.is_not_null() & written.ne_missing(canonical)
    if not differs.any():
        return Trace(None, column.spread(canonical))
    trimmed = column.trimmed()
    hashed = pl.select(
        pl.when(trimmed.eq_missing(canonical))
        .then(canonical)
        .otherwise(pl.concat_str(canonical.fill_null(""), pl.lit("\x1d"), trimmed.fill_null("")))
    ).to_series()
    kept = pl.select(pl.when(differs).then(written)).to_series()
    fragment = map_values(kept, lambda text: f'"{name}": {_quoted(text)}')
    return Trace(column.spread(fragment), column.spread(hashed))


def _quoted(text: str) -> str:
    # PostgreSQL's jsonb refuses U+0000. Such a row is returned anyway, with the cell as it was.
    return json.dumps(text.replace("\x00", "\ufffd"), ensure_ascii=False)


def written_column(traces: Mapping[str, Trace], height: int) -> pl.Series:
    """The JSON column `written`, keys in alphabetical order; null where nothing differs."""
    fragments = [traces[name].fragment for name in sorted(traces)]
    kept = [fragment.alias(str(i)) for i, fragment in enumerate(fragments) if fragment is not None]
    if not kept:
        return pl.Series("written", [None], dtype=pl.String).new_from_index(0, height)
    joined = pl.concat_str(pl.all(), separator=", ", ignore_nulls=True)
    filled = pl.any_horizontal(pl.all().is_not_null())
    return pl.DataFrame(kept).select(written=pl.when(filled).then("{" + joined + "}")).to_series()


def row_hashes(traces: Mapping[str, Trace], register: Register) -> pl.Series:
    """The column `row_hash`: 32 hex digits, in the layout above."""
    base = [traces[field.name].hashed.fill_null("").alias(field.name) for field in register.fields]
    extra = sorted(field.name for edition in register.editions for field in edition.fields)
    tail = [
        ("\x1e" + name + "\x1f" + traces[name].hashed.alias(name))
        for name in extra
        if traces[name].hashed.null_count() < traces[name].hashed.len()
    ]
    content = pl.DataFrame(base).select(content=pl.concat_str(pl.all(), separator="\x1f")).to_series()
    if tail:
        parts = pl.DataFrame([content, *tail])
        content = parts.select(content=pl.concat_str(pl.all(), ignore_nulls=True)).to_series()
    digests = [sha256(row).hexdigest()[:32] for row in content.cast(pl.Binary).to_list()]
    return pl.Series("row_hash", digests, dtype=pl.String)


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


def _digest(lines: Sequence[str]) -> str:
    return sha256("\n".join(lines).encode()).hexdigest()
