"""From the frames of a batch to its staging table: every loadable row with its key, lineage and fingerprint."""

from dataclasses import dataclass, field
from hashlib import md5
from typing import Any

import polars as pl
import psycopg
from psycopg import sql

from hotich.errors import RuleError
from hotich.registers import Register
from hotich.storage.cases import KEY, case_columns

STAGED_FACTS = (
    "load_id", "row_hash", "unit_id", "book_id", "file_id", "row_no", "entry_no", "registered_on", "registered_until",
    "entry_year", "key_book", "entry_suffix", "stage_id",
)  # fmt: skip
"""Columns of a case table, beside the register's fields, that are staged; `case_id` is drawn from the sequence."""


@dataclass(frozen=True, slots=True)
class PublishFile:
    """One book file of a batch that is to be published."""

    file_no: int
    """Its number in the frames."""
    file_id: int
    book_id: int
    unit_id: int
    version: int
    """N of `.vN`; 0: none."""
    wave: int
    """Files of one book stand in different waves; a later wave is a re-delivery."""
    content_digest: str
    present: frozenset[str]
    """Names of the fields whose columns the file has; the others are left as they are."""
    notices: tuple[dict[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class PublishBatch:
    """What is published at once: the files of one register and the frames that hold their rows."""

    batch_id: str
    register: Register
    clean: pl.DataFrame
    """Normalised rows with features; rows of files not in `files` are ignored."""
    raw: pl.DataFrame
    """The same rows as written, in the same order."""
    verdict: pl.DataFrame
    """`row` (index in clean), `rule_id`, `severity`, `field`."""
    files: tuple[PublishFile, ...]


@dataclass(slots=True)
class StagedBatch:
    """A batch in the database's staging table, and what the publishing still needs of the frames."""

    rows: pl.DataFrame
    """All rows of the files: n, file_no, file_id, book_id, row_no, key columns, returned, turn, stage_id."""
    turns: list[tuple[int, int]] = field(default_factory=list)
    """(wave, occurrence of a key within the wave), in order; within a turn no key occurs twice."""


def stage(conn: psycopg.Connection[Any], batch: PublishBatch, load_id: int) -> StagedBatch:
    """Write the loadable rows into the session's table `staged`, and their warnings into `flagged`.

    A staged row's `fate` is `new` until its key is found in the case table: then `known`, or `elsewhere` when another
    book holds it.

    Temporary tables belong to this session alone and end with it, so a killed attempt leaves nothing behind.
    Raises RuleError when a row without a key or registration date passed the rules.
    """
    rows = _rows(batch)
    staged = StagedBatch(rows, sorted(set(rows.filter(~pl.col("returned")).select("wave", "occurrence").rows())))
    loadable = rows.filter(~pl.col("returned"))
    _refuse_incomplete(loadable)
    table = sql.Identifier("hotich", batch.register.table)
    conn.execute("DROP TABLE IF EXISTS pg_temp.staged, pg_temp.flagged, pg_temp.published")
    conn.execute(sql.SQL(
        "CREATE TEMP TABLE staged (n integer, wave smallint, occurrence smallint, fate text DEFAULT 'new',"
        " LIKE {} INCLUDING DEFAULTS)"
    ).format(table))  # fmt: skip
    frame = _case_frame(batch, loadable, load_id)
    _copy(conn, "staged", frame, force_not_null=("entry_suffix",))
    _stage_flags(conn, batch, loadable)
    _stage_files(conn, batch)
    return staged


def row_hashes(frame: pl.DataFrame, register: Register) -> pl.Series:
    """Fingerprint (32 hexadecimal digits) of each row's content: its values by name, those left blank omitted.

    `frame` holds the register's fields, `registered_until` and `written`, as text or as their own types.
    """
    names = ["registered_until", *(field.name for field in case_columns(register)), "written"]
    content = frame.select(
        pl.concat_str(
            [pl.lit(f"{name}=") + pl.col(name).cast(pl.String) for name in names], separator="\x1f", ignore_nulls=True
        ).alias("content")
    )["content"]
    digests = [md5(text.encode(), usedforsecurity=False).hexdigest() for text in content.to_list()]
    return pl.Series("row_hash", digests, dtype=pl.String)


def _rows(batch: PublishBatch) -> pl.DataFrame:
    """Every row of the batch's files with its key, and whether the rules return it."""
    clean, files = batch.clean, batch.files
    errors = batch.verdict.filter(pl.col("severity") == "error")["row"].unique()
    facts = pl.DataFrame(
        [(f.file_no, f.file_id, f.book_id, f.wave) for f in files],
        schema={"file_no": clean.schema["file_no"], "file_id": pl.Int32, "book_id": pl.Int32, "wave": pl.Int16},
        orient="row",
    )
    rows = clean.select(
        pl.int_range(pl.len(), dtype=pl.UInt32).alias("n"),
        "file_no",
        "row_no",
        "unit_id",
        "stage_id",
        "key_book",
        pl.col("entry_number__year").alias("entry_year"),
        pl.col("entry_number__no").alias("entry_no"),
        pl.col("entry_number__suffix").fill_null("").alias("entry_suffix"),
        pl.col("registered_on__from").alias("registered_on"),
        pl.when(pl.col("registered_on__until") != pl.col("registered_on__from"))
        .then(pl.col("registered_on__until"))
        .alias("registered_until"),
    )
    rows = rows.join(facts, on="file_no", how="inner", maintain_order="left")
    rows = rows.with_columns(pl.col("n").is_in(errors.cast(pl.UInt32).implode()).alias("returned"))
    key = pl.struct("wave", "returned", *KEY)
    if rows.select(key.is_duplicated().any()).item():
        occurrence = pl.int_range(pl.len()).over("wave", "returned", *KEY).cast(pl.Int16)
    else:
        occurrence = pl.lit(0, pl.Int16)
    return rows.with_columns(occurrence.alias("occurrence"))


def _refuse_incomplete(loadable: pl.DataFrame) -> None:
    needed = (*KEY, "registered_on", "stage_id")
    for name in needed:
        if blank := loadable[name].null_count():
            raise RuleError(
                f"{blank} dòng qua được các quy tắc mà không có {name}: bộ quy tắc thiếu một lỗi cấu trúc."
                " Hãy bổ sung quy tắc rồi chạy lại; chưa có gì được nạp."
            )


def _case_frame(batch: PublishBatch, loadable: pl.DataFrame, load_id: int) -> pl.DataFrame:
    """The staged rows in the order of `_staged_columns`."""
    register = batch.register
    whole = len(loadable) == len(batch.clean)
    clean = batch.clean if whole else batch.clean[loadable["n"]]
    fields = [field.name for field in case_columns(register) if field.name != "registered_on"]
    missing = [pl.lit(None, pl.String).alias(name) for name in (*fields, "written") if name not in clean.columns]
    values = clean.with_columns(missing).select(*fields, "written") if missing else clean.select(*fields, "written")
    frame = pl.concat([loadable, values], how="horizontal")
    return frame.select(
        "n", "wave", "occurrence",
        pl.lit(load_id).alias("load_id"),
        row_hashes(frame, register),
        *STAGED_FACTS[2:],
        *fields,
        "written",
    )  # fmt: skip


def _stage_flags(conn: psycopg.Connection[Any], batch: PublishBatch, loadable: pl.DataFrame) -> None:
    conn.execute("CREATE TEMP TABLE flagged (n integer, rule_id text, field text)")
    flags = batch.verdict.filter(pl.col("severity") == "warning").select(
        pl.col("row").cast(pl.UInt32).alias("n"), "rule_id", pl.col("field").fill_null("")
    )
    flags = flags.join(loadable.select("n"), on="n", how="semi").unique(maintain_order=True)
    if len(flags):
        _copy(conn, "flagged", flags, force_not_null=("field",))


def _stage_files(conn: psycopg.Connection[Any], batch: PublishBatch) -> None:
    conn.execute("CREATE TEMP TABLE published (file_id integer PRIMARY KEY, present text[])")
    with conn.cursor().copy("COPY published FROM STDIN") as copy:
        for file in batch.files:
            copy.write_row((file.file_id, [*sorted(file.present), "registered_until"]))


def _copy(
    conn: psycopg.Connection[Any], table: str, frame: pl.DataFrame, force_not_null: tuple[str, ...] = ()
) -> None:
    columns = sql.SQL(", ").join(map(sql.Identifier, frame.columns))
    forced = sql.SQL(", ").join(map(sql.Identifier, force_not_null))
    statement = sql.SQL("COPY {} ({}) FROM STDIN (FORMAT csv, FORCE_NOT_NULL ({}))")
    with conn.cursor().copy(statement.format(sql.Identifier(table), columns, forced)) as copy:
        copy.write(frame.write_csv(include_header=False).encode())
