"""From the frames of a batch to rows the database takes: key, lineage, fingerprint, content."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from typing import Any

import polars as pl
import psycopg
from psycopg import sql

from hotich.errors import RuleError
from hotich.registers import Register
from hotich.storage.cases import KEY, case_columns
from hotich.storage.pairs import PairRules
from hotich.storage.states import FileKind

_FACTS = (
    "case_id", "unit_id", "book_id", "file_id", "row_no", "entry_no", "entry_year", "key_book", "entry_suffix",
    "stage_id",
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
    out_of_phase: str | None = None
    """Why none of its rows is in a phase of the plan, if none is: the reason for which the file is rejected."""
    encoding: str | None = None
    slip: FileKind | None = None
    """Which kind of slip it is, whose rows correct rows of former files; None: a book."""
    unusable_rows: int = 0
    """Rows of a slip that are in no frame, because none of their answers can be used."""
    decided_rows: int = 0
    """Rows that a slip only says to be in the book or not: nothing of them changes."""
    blank: bool = False
    """Whether a slip has no answer at all."""


@dataclass(frozen=True, slots=True)
class Corrections:
    """What the slips of a batch say; each frame has `n`, the row's index in the clean frame."""

    targets: pl.DataFrame
    """n, target_file_id, target_row_no, target_case_id, waits: what the row was delivered as."""
    answers: pl.DataFrame
    """Every filled-in line: n (null: in no row), file_id, book_id, sheet, line_no, target_file_id, target_row_no, field,
    rule_ids, before, after, confirms, person, state, reason."""
    confirmed: pl.DataFrame
    """n, field ("": the row), person, by_file_id (null: confirmed before, and marked so)."""
    persons: Mapping[int, str]
    """file_id → who filled in the slip, where told."""

    def of_files(self, file_ids: Sequence[int]) -> "Corrections":
        """What these slips say."""
        answers = self.answers.filter(pl.col("file_id").is_in(list(file_ids)))
        return Corrections(self.targets, answers, self.confirmed, self.persons)


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
    held_rule_id: str = "KEY-OTHER-BOOK"
    """Id of the rule that only the database can judge: the row's key is held by another book."""
    pair_rules: PairRules = PairRules()
    """The rules that only pairs of loaded cases break."""
    repeated_rule_id: str = "KEY-DUPLICATE"
    """Id of the rule that a corrected row breaks whose key another entry of the book has."""
    faults: pl.DataFrame | None = None
    """file_no, row_no, field, fault of damaged cells."""
    corrections: Corrections | None = None
    """None: the batch has no slips."""


def persons(batch: PublishBatch) -> Mapping[int, str]:
    """file_id → who filled in the slip; books tell nobody."""
    return batch.corrections.persons if batch.corrections else {}


def judged_rows(batch: PublishBatch) -> pl.DataFrame:
    """Every row of the batch's files: n (index in clean), file, book, wave, key, `returned`, `occurrence`.

    `occurrence` counts a key's former rows in the same wave: rows of one wave and occurrence have no key twice.
    Raises RuleError when a row without a key or registration date passed the rules.
    """
    clean, files = batch.clean, batch.files
    errors = batch.verdict.filter(pl.col("severity") == "error")["row"].unique()
    facts = pl.DataFrame(
        [(f.file_no, f.file_id, f.book_id, f.wave) for f in files],
        schema={
            "file_no": clean.schema["file_no"],
            "file_id": pl.Int32,
            "book_id": pl.Int32,
            "wave": pl.Int16,
        },
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
    _refuse_incomplete(rows.filter(~pl.col("returned")))
    return rows.with_columns(occurrence.alias("occurrence"))


def warnings_of(batch: PublishBatch, rows: pl.DataFrame) -> pl.DataFrame:
    """The warnings of these rows: n, rule_id, field ("" for the whole row)."""
    warnings = batch.verdict.filter(pl.col("severity") == "warning").select(
        pl.col("row").cast(pl.UInt32).alias("n"), "rule_id", pl.col("field").fill_null("")
    )
    return warnings.join(rows.select("n"), on="n", how="semi").unique(maintain_order=True)


def copy_cases(
    conn: psycopg.Connection[Any], batch: PublishBatch, rows: pl.DataFrame, load_id: int, table: sql.Identifier,
    extra: tuple[str, ...] = (),
) -> pl.Series:  # fmt: skip
    """COPY rows (of `judged_rows`, with `case_id`) into a table shaped like the case table; returns their fingerprints.

    `extra`: columns of `rows` that the table has besides.
    """
    content = content_columns(batch.register)
    clean = batch.clean if len(rows) == len(batch.clean) else batch.clean[rows["n"]]
    absent = [pl.lit(None, pl.String).alias(name) for name in content if name not in clean.columns]
    own = {"registered_on", "registered_until"}
    values = clean.with_columns(absent).select(name for name in content if name not in own)
    contents = pl.concat([rows.select(*own), values], how="horizontal")
    facts = rows.select(*extra, *_FACTS, pl.lit(load_id).alias("load_id"))
    columns = sql.SQL(", ").join(map(sql.Identifier, [*facts.columns, "row_hash", *content]))
    statement = sql.SQL("COPY {} ({}) FROM STDIN (FORMAT csv, FORCE_NOT_NULL (entry_suffix))").format(
        table, columns
    )
    fingerprints: list[bytes] = []
    with conn.cursor().copy(statement) as copy:
        # In slices: the server takes one in while the next is made.
        for start in range(0, len(rows), _SLICE):
            lines = content_lines(contents[start : start + _SLICE], batch.register)
            marks = [fingerprint(line) for line in lines]
            starts = csv_bytes(facts[start : start + _SLICE]).split(b"\n")
            records = zip(starts, marks, lines, strict=False)
            copy.write(b"".join([b"%b,%b,%b\n" % record for record in records]))
            fingerprints += marks
    return pl.Series("row_hash", [mark.decode() for mark in fingerprints], dtype=pl.String)


def csv_bytes(frame: pl.DataFrame) -> bytes:
    """The frame as COPY reads it (FORMAT csv): no header, null as nothing."""
    text = BytesIO()
    frame.write_csv(text, include_header=False)
    return text.getvalue()


def content_columns(register: Register) -> list[str]:
    """The columns of a case table that are the case's content, in their order: what the fingerprint is made of."""
    return ["registered_until", *(field.name for field in case_columns(register)), "written"]


def content_lines(frame: pl.DataFrame, register: Register) -> list[bytes]:
    """Each row's content as one CSV record (without line end); columns of `frame` may be text or their own types."""
    content = frame.select(content_columns(register))
    lines = csv_bytes(content).split(b"\n")[:-1]
    if len(lines) != len(frame):  # a value holds a line end: no longer one line a record
        lines = [csv_bytes(content[n])[:-1] for n in range(len(content))]
    return lines


def fingerprint(line: bytes) -> bytes:
    """Fingerprint (16 bytes as 32 hexadecimal digits) of a row's content."""
    return sha256(line).hexdigest()[:32].encode()


def _refuse_incomplete(loadable: pl.DataFrame) -> None:
    needed = (*KEY, "registered_on", "stage_id")
    for name in needed:
        if blank := loadable[name].null_count():
            raise RuleError(
                f"{blank} dòng qua được các quy tắc mà không có {name}: bộ quy tắc thiếu một lỗi cấu trúc."
                " Hãy bổ sung quy tắc rồi chạy lại; chưa có gì được nạp."
            )
