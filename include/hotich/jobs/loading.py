"""Publishes a checked batch, sends back the rows that were not taken, and closes the batch."""

from collections import Counter
from pathlib import Path
from typing import Any

import polars as pl
import psycopg

from hotich.jobs.batch_folder import BatchFolder
from hotich.plan import load_plan
from hotich.quality.catalogue import BOOK, Rule, rule_with_key
from hotich.quality.returned import ReturnedBook, returned_name, write_returned
from hotich.registers import Register
from hotich.registers import register as register_of
from hotich.settings import Settings
from hotich.storage import batches, deliveries, incidents
from hotich.storage.attempts import open_attempt
from hotich.storage.batches import BatchState
from hotich.storage.database import connect, transient_errors
from hotich.storage.pairs import PairRules
from hotich.storage.publish import FileOutcome, publish
from hotich.storage.staging import PublishBatch, PublishFile
from hotich.storage.states import FileState

ACTOR = "hotich"
"""Who loads, in the audit log, when no person does."""


def load(settings: Settings, batch_id: str) -> dict[str, Any]:
    """Publish the batch in one fenced transaction; then write the returned-rows workbooks and drop the frames.

    Safe to run again at any point: what was committed stays committed and is counted once. Returns counts: files by
    state, rows read, loaded, changed, unchanged, returned. Raises FencedOutError, DatabaseUnavailableError.
    """
    folder = BatchFolder(settings, batch_id)
    batch = folder.read_json("batch.json")
    described = register_of(batch["register"])
    with connect(settings) as conn:
        if batches.get_batch(conn, batch_id).state is not BatchState.LOADED and _unpublished(folder):
            outcomes = _publish(conn, folder, batch, described)
            _return_rows(settings, folder, batch, described, outcomes)
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
        files=tuple(_publish_file(file, validation["notices"]) for file in readable),
        held_rule_id=_held_key_rule(described).id,
        pair_rules=_pair_rules(described),
    )
    return publish(conn, prepared, attempt)


def _publish_file(file: dict[str, Any], notices: dict[str, list[dict[str, str]]]) -> PublishFile:
    return PublishFile(
        file_no=file["file_no"],
        file_id=file["file_id"],
        book_id=file["book_id"],
        unit_id=file["unit_id"],
        version=file["version"],
        wave=file["wave"],
        content_digest=file["content_digest"],
        present=frozenset(file["present"]),
        notices=tuple(file["notices"] + notices.get(str(file["file_no"]), [])),
        out_of_phase=file["out_of_phase"],
    )


def _return_rows(
    settings: Settings,
    folder: BatchFolder,
    batch: dict[str, Any],
    described: Register,
    outcomes: list[FileOutcome],
) -> None:
    """A workbook for every file of which rows were returned; a file sent again unchanged gets no second one."""
    sent_back = {
        outcome.file_no: outcome
        for outcome in outcomes
        if outcome.rows_returned and outcome.state in {FileState.PARTLY_LOADED, FileState.REJECTED}
    }
    if not sent_back:
        return
    raw = folder.read_frame("raw.arrow")
    verdict = _with_held_keys(folder.read_frame("verdict.arrow"), described, list(sent_back.values()))
    units = load_plan(settings.plan).units
    for file in batch["files"]:
        if file["file_no"] in sent_back:
            unit = units.by_id(file["unit_id"])
            book = ReturnedBook(
                file["file_no"], file["sha256"], unit.code, unit.name, file["year"], file["book_no"],
                Path(file["path"]).name,
            )  # fmt: skip
            path = settings.outbox / unit.code / returned_name(described, book)
            write_returned(path, described, book, raw, verdict)


def _with_held_keys(verdict: pl.DataFrame, described: Register, outcomes: list[FileOutcome]) -> pl.DataFrame:
    """The verdict with what only the database could tell: keys that another book holds."""
    held = _held_key_rule(described)
    lines = [
        (row, held.id, held.severity.value, field)
        for outcome in outcomes
        for row, _ in outcome.held_elsewhere
        for field in held.fields
    ]
    return pl.concat([verdict, pl.DataFrame(lines, schema=verdict.schema, orient="row")])


def _held_key_rule(described: Register) -> Rule:
    return rule_with_key(f"{described.code}.key.other_book")


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
