"""Errors that an office has confirmed as standing in the book load as warnings, by a slip now or by one long before."""

from typing import Any

import polars as pl
import psycopg

from hotich.jobs.batch_folder import BatchFolder
from hotich.quality.catalogue import Severity
from hotich.quality.confirmation import PLACING, confirmable_errors
from hotich.registers import register as register_of
from hotich.storage.confirmations import confirmed_values
from hotich.storage.states import FileKind
from hotich.text.unicode import trim

_KEY = ("unit_id", "entry_number__year", "key_book", "entry_number__no", "entry_number__suffix")
_CELL = ("row", "field")


def confirmed_verdict(
    conn: psycopg.Connection[Any],
    folder: BatchFolder,
    batch: dict[str, Any],
    clean: pl.DataFrame,
    verdict: pl.DataFrame,
) -> pl.DataFrame:
    """The verdict's frame with the confirmed errors as warnings.

    Confirmed are cells of corrected rows by their slips, and cells of re-delivered rows that say what the loaded case
    says in a cell confirmed before.
    """
    doubtful = verdict.filter(
        (pl.col("severity") == Severity.ERROR.value)
        & pl.col("rule_id").is_in(list(confirmable_errors()))
        & pl.col("field").is_not_null()
        & ~pl.col("field").is_in(list(PLACING))
    )
    if doubtful.is_empty():
        return verdict
    cells = pl.concat([_by_slips(folder, clean), _before(conn, folder, batch, clean, doubtful)])
    confirmed = doubtful.join(cells, on=_CELL, how="semi").select(*_CELL, "rule_id").unique()
    if confirmed.is_empty():
        return verdict
    marked = verdict.join(
        confirmed.with_columns(confirmed=True), on=[*_CELL, "rule_id"], how="left", maintain_order="left"
    )
    severity = pl.when(pl.col("confirmed")).then(pl.lit(Severity.WARNING.value)).otherwise("severity")
    return marked.with_columns(severity.alias("severity")).drop("confirmed")


def _by_slips(folder: BatchFolder, clean: pl.DataFrame) -> pl.DataFrame:
    """row (in `clean`), field of the cells that slips confirm."""
    if not folder.has("confirmed.arrow"):
        return pl.DataFrame(schema={"row": pl.UInt32, "field": pl.String})
    rows = clean.select("file_no", "row_no").with_row_index("row").with_columns(pl.col("row").cast(pl.UInt32))
    return folder.read_frame("confirmed.arrow").join(rows, on=["file_no", "row_no"]).select(_CELL)


def _before(
    conn: psycopg.Connection[Any],
    folder: BatchFolder,
    batch: dict[str, Any],
    clean: pl.DataFrame,
    doubtful: pl.DataFrame,
) -> pl.DataFrame:
    """row (in `clean`), field of the cells of re-delivered books that were confirmed before and say the same again."""
    books = {
        file["file_no"]: file["book_id"]
        for file in batch["files"]
        if file["kind"] == FileKind.BOOK and file["reason"] is None
    }
    schema = {"row": pl.UInt32, "field": pl.String}
    known = confirmed_values(
        conn, register_of(batch["register"]), sorted(set(books.values())), sorted(confirmable_errors())
    )
    if known.is_empty():
        return pl.DataFrame(schema=schema)
    raw = folder.read_frame("raw.arrow")
    rows = doubtful["row"].unique()
    keyed = clean[rows].select("file_no", *_KEY).with_columns(rows.alias("row"))
    keyed = keyed.filter(pl.col("file_no").is_in(list(books))).with_columns(
        pl.col("entry_number__suffix").fill_null(""),
        pl.col("file_no").replace_strict(books, return_dtype=pl.Int32).alias("book_id"),
    )
    # Numbers in the tables and in the frames are of different widths.
    numbers = [pl.col(name).cast(pl.Int64) for name in ("book_id", *_KEY[:4])]
    found = keyed.with_columns(numbers).join(known.with_columns(numbers), on=["book_id", *_KEY])
    cells = [
        (row, name)
        for row, name, text in found.select("row", "field", "text").iter_rows()
        if _same(raw[name][row], text)
    ]
    return pl.DataFrame(cells, schema=schema, orient="row")


def _same(one: str | None, other: str | None) -> bool:
    return trim(one or "") == trim(other or "")
