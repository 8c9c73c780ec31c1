"""Checks a batch: Great Expectations decides row by row and book by book; nothing is published here."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

import polars as pl

from hotich.jobs.batch_folder import BatchFolder
from hotich.jobs.confirmations import confirmed_verdict
from hotich.plan import load_plan
from hotich.quality.books import book_frame, run_book_gate
from hotich.quality.catalogue import rule
from hotich.quality.gate import Verdict, run_gate
from hotich.quality.suites import BOOK_SUITE, read_suite
from hotich.registers import register as register_of
from hotich.settings import Settings
from hotich.storage import batches, deliveries
from hotich.storage.batches import BatchState
from hotich.storage.database import connect
from hotich.storage.states import FileKind


def validate(settings: Settings, batch_id: str) -> dict[str, Any]:
    """Judge the rows and books of an extracted batch; leaves `verdict.arrow` and `validation.json`.

    Returns counts: rows, returned, warned, rules broken. Raises RuleError if a rule can't be evaluated.
    """
    folder = BatchFolder(settings, batch_id)
    batch = folder.read_json("batch.json")
    clean = folder.read_frame("clean.arrow")
    of_books = [file for file in batch["files"] if file["kind"] == FileKind.BOOK]
    rows, books, notices = judge(
        settings, batch["register"], of_books, clean, folder.read_frame("faults.arrow")
    )
    with connect(settings) as conn:
        folder.write_frame("verdict.arrow", confirmed_verdict(conn, folder, batch, clean, rows.frame))
        folder.write_json(
            "validation.json", {"rows": rows.summary, "books": books.summary, "notices": notices}
        )
        read = [file["file_id"] for file in batch["files"] if file["reason"] is None]
        deliveries.record_validated(conn, read)
        batches.record_results(conn, batch_id, [*_results(rows), *_results(books)])
        batches.set_batch_state(conn, batch_id, BatchState.VALIDATED)
    return {
        "batch_id": batch_id,
        "rows": rows.summary["rows"],
        "returned": rows.rows_with("error").len(),
        "warned": rows.rows_with("warning").len(),
        "rules_broken": sum(found["failed"] > 0 for found in rows.summary["rules"]),
    }


def judge(
    settings: Settings,
    code: str,
    files: Sequence[dict[str, Any]],
    clean: pl.DataFrame,
    faults: pl.DataFrame,
) -> tuple[Verdict, Verdict, dict[int, list[dict[str, str]]]]:
    """The verdicts on rows and on books, and the notices of each file (file_no → [{id, text}]).

    `files`: the books; rows of other files (slips) are judged row by row only.
    """
    suite, units = read_suite(settings.expectations, code), load_plan(settings.plan).units
    rows = run_gate(clean, register_of(code), suite, faults, units)
    numbers = [file["file_no"] for file in files]
    whole = (
        clean.filter(pl.col("file_no").is_in(numbers))
        if len(numbers) < clean["file_no"].n_unique()
        else clean
    )
    listed = pl.DataFrame([_inventory(file) for file in files], infer_schema_length=None) if files else None
    frame = book_frame(whole, listed)
    books = run_book_gate(frame, read_suite(settings.expectations, BOOK_SUITE))
    notices: dict[int, list[dict[str, str]]] = {}
    for row, rule_id in books.frame.select("row", "rule_id").unique(maintain_order=True).iter_rows():
        book = frame.row(row, named=True)
        notices.setdefault(book["file_no"], []).append({"id": rule_id, "text": _notice(rule_id, book)})
    return rows, books, notices


def _inventory(file: dict[str, Any]) -> dict[str, Any]:
    """What the inventory says of a file's book, as the book rules want it."""
    line = file.get("inventory") or {}
    return {
        "file_no": file["file_no"],
        "in_inventory": bool(line) if file.get("has_inventory", True) else None,
        "case_count": line.get("case_count"),
        "struck_out_count": line.get("struck_out_count"),
        "opened_on": _day(line.get("opened_on")),
        "locked_on": _day(line.get("locked_on")),
        "condition": line.get("condition"),
        "page_count": line.get("page_count"),
        "previous_last_number": file.get("previous_last_number"),
        "carried_over_number": file.get("carried_over_number"),
        "files_with_number": file.get("files_with_number"),
    }


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _notice(rule_id: str, book: dict[str, Any]) -> str:
    """A book rule's message with the numbers that it is about."""
    described = rule(rule_id)
    detail = {"SO.gaps": book["gaps"], "SO.duplicates": book["duplicates"]}.get(described.key)
    return f"{described.message} ({detail})" if detail else described.message


def _results(verdict: Verdict) -> Iterator[tuple[str, str, int, int]]:
    for found in verdict.summary["rules"]:
        yield found["rule_id"], found["severity"], verdict.summary["rows"], found["failed"]
