"""Publishes a checked batch, sends back the rows that were not taken, and closes the batch."""

from collections import Counter
from typing import Any

import polars as pl
import psycopg

from hotich.jobs.batch_folder import BatchFolder
from hotich.jobs.slips import write_slips
from hotich.quality.catalogue import BOOK, rule_with_key
from hotich.registers import Register
from hotich.registers import register as register_of
from hotich.settings import Settings
from hotich.storage import batches, deliveries, incidents
from hotich.storage.attempts import open_attempt
from hotich.storage.batches import BatchState
from hotich.storage.database import connect, transient_errors
from hotich.storage.pairs import PairRules
from hotich.storage.publish import FileOutcome, publish
from hotich.storage.staging import Corrections, PublishBatch, PublishFile
from hotich.storage.states import FileKind, FileState

ACTOR = "hotich"
"""Who loads, in the audit log, when no person does."""


def load(settings: Settings, batch_id: str) -> dict[str, Any]:
    """Publish the batch in one fenced transaction; then write the slips of returned rows and drop the frames.

    Safe to run again at any point: what was committed stays committed and is counted once. Returns counts: files by
    state, rows read, loaded, changed, unchanged, returned. Raises FencedOutError, DatabaseUnavailableError.
    """
    folder = BatchFolder(settings, batch_id)
    batch = folder.read_json("batch.json")
    described = register_of(batch["register"])
    with connect(settings) as conn:
        if batches.get_batch(conn, batch_id).state is not BatchState.LOADED and _unpublished(folder):
            outcomes = _publish(conn, folder, batch, described)
            write_slips(settings, conn, described, _books_to_tell(batch, outcomes))
            folder.write_json("loaded.json", _counts(batch, outcomes))
        # The state last: as long as it is not set, the next run comes back and clears what a kill left here.
        folder.discard_frames()
        with transient_errors(), conn.transaction():
            batches.set_batch_state(conn, batch_id, BatchState.LOADED)
            incidents.close_batch_incidents(conn, batch_id)
    counts: dict[str, Any] = folder.read_json("loaded.json")
    return counts


def _unpublished(folder: BatchFolder) -> bool:
    """Whether there is something to publish: a killed attempt may have ended with nothing left but to say so."""
    whole = all(folder.has(frame) for frame in ("clean.arrow", "raw.arrow", "verdict.arrow"))
    return whole or not folder.has("loaded.json")


def _publish(
    conn: psycopg.Connection[Any], folder: BatchFolder, batch: dict[str, Any], described: Register
) -> list[FileOutcome]:
    """One transaction for all files that could be read; those that could not end with their reason."""
    validation = folder.read_json("validation.json")
    readable = [file for file in batch["files"] if file["reason"] is None]
    attempt = open_attempt(
        conn, batch["batch_id"], described.code, {file["book_id"] for file in readable},
        actor=ACTOR, rule_set=validation["rows"]["rules_version"],
    )  # fmt: skip
    for file in batch["files"]:
        if file["reason"] is not None:
            deliveries.finish_file(
                conn, file["file_id"], FileState.REJECTED, file["reason"], notices=file["notices"]
            )
    prepared = PublishBatch(
        batch_id=batch["batch_id"],
        register=described,
        clean=folder.read_frame("clean.arrow"),
        raw=folder.read_frame("raw.arrow"),
        verdict=folder.read_frame("verdict.arrow"),
        files=tuple(_publish_file(file, described, validation["notices"]) for file in readable),
        held_rule_id=rule_with_key(f"{described.code}.key.other_book").id,
        pair_rules=_pair_rules(described),
        repeated_rule_id=rule_with_key(f"{described.code}.key.duplicate").id,
        faults=folder.read_frame("faults.arrow"),
        corrections=_corrections(folder, readable),
    )
    return publish(conn, prepared, attempt)


def _publish_file(
    file: dict[str, Any], described: Register, notices: dict[str, list[dict[str, str]]]
) -> PublishFile:
    kind = FileKind(file["kind"])
    present = file["present"] if kind is FileKind.BOOK else [field.name for field in described.all_fields]
    return PublishFile(
        file_no=file["file_no"],
        file_id=file["file_id"],
        book_id=file["book_id"],
        unit_id=file["unit_id"],
        version=file["version"],
        wave=file["wave"],
        content_digest=file["content_digest"],
        present=frozenset(present),
        notices=tuple(file["notices"] + notices.get(str(file["file_no"]), [])),
        out_of_phase=file["out_of_phase"],
        encoding=file["encoding"],
        slip=None if kind is FileKind.BOOK else kind,
        unusable_rows=file.get("rows_unusable", 0),
        decided_rows=file.get("rows_decided", 0),
        blank=file.get("blank", False),
    )


def _corrections(folder: BatchFolder, readable: list[dict[str, Any]]) -> Corrections | None:
    """What the batch's slips say, by the rows of the clean frame; None when it has no slips."""
    slips = [file for file in readable if file["kind"] != FileKind.BOOK]
    if not slips:
        return None
    rows = folder.read_frame("clean.arrow").select("file_no", "row_no").with_row_index("n")
    files = pl.DataFrame(
        [(file["file_no"], file["file_id"], file["book_id"]) for file in slips],
        schema={"file_no": pl.UInt32, "file_id": pl.Int32, "book_id": pl.Int32},
        orient="row",
    )
    place = ["file_no", "row_no"]
    answers = folder.read_frame("answers.arrow").join(files, on="file_no").join(rows, on=place, how="left")
    told = answers.filter(pl.col("person").is_not_null()).select("file_id", "person").unique()
    return Corrections(
        targets=folder.read_frame("targets.arrow").join(rows, on=place).drop(place),
        answers=answers,
        confirmed=folder.read_frame("confirmed.arrow").join(rows, on=place).drop(place),
        persons=dict(told.iter_rows()),
    )


def _books_to_tell(batch: dict[str, Any], outcomes: list[FileOutcome]) -> dict[int, bool]:
    """book_id → whether a slip has to be written where there is none yet: rows of it came back.

    A file sent again unchanged tells nothing new. Where there is a slip, anything else may have changed what is in it.
    """
    told = {FileState.LOADED, FileState.PARTLY_LOADED, FileState.REJECTED}
    slips = {file["file_id"] for file in batch["files"] if file["kind"] != FileKind.BOOK}
    books: dict[int, bool] = {}
    for outcome in outcomes:
        if outcome.state in told:
            new = outcome.rows_returned > 0 or outcome.file_id in slips
            books[outcome.book_id] = books.get(outcome.book_id, False) or new
    return books


def _pair_rules(described: Register) -> PairRules:
    copied = rule_with_key(f"{BOOK}.copy_of_another_unit")
    return PairRules(
        same_row=rule_with_key(f"{described.code}.row.other_unit_same").id,
        same_number=rule_with_key(f"{described.code}.key.two_books").id,
        copied_book=copied.id,
        copied_book_text=copied.message,
    )


def _counts(batch: dict[str, Any], outcomes: list[FileOutcome]) -> dict[str, Any]:
    states = Counter(outcome.state.value for outcome in outcomes)
    refused = sum(file["reason"] is not None for file in batch["files"])
    states[FileState.REJECTED.value] += refused
    return {
        "batch_id": batch["batch_id"],
        "register": batch["register"],
        "files": len(batch["files"]),
        "states": dict(states),
        "rows": sum(outcome.rows_read for outcome in outcomes),
        "loaded": sum(outcome.rows_loaded for outcome in outcomes),
        "changed": sum(outcome.rows_changed for outcome in outcomes),
        "unchanged": sum(outcome.rows_unchanged for outcome in outcomes),
        "returned": sum(outcome.rows_returned for outcome in outcomes),
    }
