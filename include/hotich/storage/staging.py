"""From the frames of a batch to its staging table: every loadable row with its key, lineage and fingerprint."""

from dataclasses import dataclass, field
from hashlib import sha256
from io import BytesIO
from typing import Any

import polars as pl
import psycopg
from psycopg import sql

from hotich.errors import RuleError
from hotich.registers import Register
from hotich.storage.cases import KEY, case_columns

_STAGED_FACTS = (
    "unit_id", "book_id", "file_id", "row_no", "entry_no", "entry_year", "key_book", "entry_suffix", "stage_id",
)  # fmt: skip


_SLICE = 4000
"""Rows that are written to the server at once."""


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
    _copy_cases(conn, batch, loadable, load_id)
    _stage_flags(conn, batch, loadable)
    _stage_files(conn, batch)
    return staged


def content_columns(register: Register) -> list[str]:
    """The columns of a case table that are the case's content, in their order: what the fingerprint is made of."""
    return ["registered_until", *(field.name for field in case_columns(register)), "written"]


def content_lines(frame: pl.DataFrame, register: Register) -> list[bytes]:
    """Each row's content as one CSV record (without line end); columns of `frame` may be text or their own types."""
    content = frame.select(content_columns(register))
    lines = _csv(content).split(b"\n")[:-1]
    if len(lines) != len(frame):  # a value holds a line end: no longer one line a record
        lines = [_csv(content[n])[:-1] for n in range(len(content))]
    return lines


def fingerprint(line: bytes) -> bytes:
    """Fingerprint (16 bytes as 32 hexadecimal digits) of a row's content."""
    return sha256(line).hexdigest()[:32].encode()


def _csv(frame: pl.DataFrame) -> bytes:
    text = BytesIO()
    frame.write_csv(text, include_header=False)
    return text.getvalue()


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


def _copy_cases(conn: psycopg.Connection[Any], batch: PublishBatch, loadable: pl.DataFrame, load_id: int) -> None:
    """COPY the loadable rows: lineage and key, fingerprint, then the content that the fingerprint is made of."""
    content = content_columns(batch.register)
    clean = batch.clean if len(loadable) == len(batch.clean) else batch.clean[loadable["n"]]
    absent = [pl.lit(None, pl.String).alias(name) for name in content if name not in clean.columns]
    own = {"registered_on", "registered_until"}
    values = clean.with_columns(absent).select(name for name in content if name not in own)
    rows = pl.concat([loadable.select(*own), values], how="horizontal")
    facts = loadable.select("n", "wave", "occurrence", pl.lit(load_id).alias("load_id"), *_STAGED_FACTS)
    columns = sql.SQL(", ").join(map(sql.Identifier, [*facts.columns, "row_hash", *content]))
    statement = sql.SQL("COPY staged ({}) FROM STDIN (FORMAT csv, FORCE_NOT_NULL (entry_suffix))").format(columns)
    with conn.cursor().copy(statement) as copy:
        # In slices: the server takes one in while the next is made.
        for start in range(0, len(rows), _SLICE):
            lines = content_lines(rows[start : start + _SLICE], batch.register)
            starts = _csv(facts[start : start + _SLICE]).split(b"\n")
            records = zip(starts, lines, strict=False)
            copy.write(b"".join([b"%b,%b,%b\n" % (fact, fingerprint(line), line) for fact, line in records]))


def _stage_flags(conn: psycopg.Connection[Any], batch: PublishBatch, loadable: pl.DataFrame) -> None:
    conn.execute("CREATE TEMP TABLE flagged (n integer, rule_id text, field text)")
    flags = batch.verdict.filter(pl.col("severity") == "warning").select(
        pl.col("row").cast(pl.UInt32).alias("n"), "rule_id", pl.col("field").fill_null("")
    )
    flags = flags.join(loadable.select("n"), on="n", how="semi").unique(maintain_order=True)
    if len(flags):
        with conn.cursor().copy("COPY flagged FROM STDIN (FORMAT csv, FORCE_NOT_NULL (field))") as copy:
            copy.write(_csv(flags))


def _stage_files(conn: psycopg.Connection[Any], batch: PublishBatch) -> None:
    conn.execute("CREATE TEMP TABLE published (file_id integer PRIMARY KEY, present text[])")
    by_present: dict[frozenset[str], list[int]] = {}
    for file in batch.files:
        by_present.setdefault(file.present, []).append(file.file_id)
    for present, file_ids in by_present.items():
        conn.execute(
            "INSERT INTO published SELECT unnest(%s::int[]), %s::text[]",
            [file_ids, [*sorted(present), "registered_until"]],
        )
