"""Reads a batch of books and normalises their text, keeping what was written."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any

import polars as pl
import psycopg

from hotich.intake.inbox import Inbox
from hotich.intake.normalise import normalise
from hotich.intake.reading import BookFile, read_batch
from hotich.intake.written import content_digests
from hotich.jobs.batch_folder import BatchFolder
from hotich.jobs.corrections import SlipRows, read_slips
from hotich.jobs.numbering import carried_over_numbers, previous_last_numbers
from hotich.jobs.placing import phase_refusal
from hotich.plan import Plan, load_plan
from hotich.quality.suites import read_suite
from hotich.registers import Register
from hotich.registers import register as register_of
from hotich.settings import Settings
from hotich.storage import batches, deliveries, inventories
from hotich.storage.batches import BatchState
from hotich.storage.database import connect
from hotich.storage.deliveries import ExtractedFile, FileRow
from hotich.storage.inventories import ListedBook
from hotich.storage.states import FileKind

Frames = tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]
"""Raw rows, cells at fault, clean rows."""


def extract(settings: Settings, batch_id: str) -> dict[str, Any]:
    """Leave the batch's rows as written (`raw`), normalised (`clean`), the cells at fault and what was read of each file.

    Returns counts: files, rows, rejected. Raises OSError when the store does not answer (worth retrying).
    """
    folder = BatchFolder(settings, batch_id)
    as_of = date.fromisoformat(folder.read_json("as_of.json"))
    plan = load_plan(settings.plan).at(as_of)
    inbox = Inbox(settings.inbox)
    with connect(settings) as conn:
        batch = batches.get_batch(conn, batch_id)
        files = deliveries.files_of(conn, batches.batch_files(conn, batch_id))
        described = register_of(batch.register)
        documents, (raw, faults, clean) = _read_books(conn, inbox, plan, described, files)
        if slips := {no: file for no, file in enumerate(files) if file.kind is not FileKind.BOOK}:
            read = read_slips(
                conn, inbox, described, read_suite(settings.expectations, batch.register), slips
            )
            wave = 1 + max((document["wave"] for document in documents), default=-1)
            documents += [_slip_document(no, file, read.facts[no], wave) for no, file in slips.items()]
            raw, faults, clean = _with_slips(
                folder, read, described, _constants(slips), plan, (raw, faults, clean)
            )
        folder.write_frame("raw.arrow", raw)
        folder.write_frame("clean.arrow", clean)
        folder.write_frame("faults.arrow", faults)
        folder.write_json(
            "batch.json",
            {
                "batch_id": batch_id,
                "register": batch.register,
                "stage_id": batch.stage_id,
                "files": documents,
            },
        )
        readable = [document for document in documents if document["reason"] is None]
        deliveries.record_extracted(conn, [_extracted(document) for document in readable])
        batches.set_batch_state(conn, batch_id, BatchState.EXTRACTED)
    return {
        "batch_id": batch_id,
        "files": len(files),
        "rows": raw.height,
        "rejected": len(files) - len(readable),
    }


def _book_file(file_no: int, file: FileRow, inbox: Inbox, listed: dict[int, ListedBook]) -> BookFile:
    book = listed.get(file.book_id or 0)
    return BookFile(
        file_no,
        file.path.rpartition(".")[2].lower(),
        partial(inbox.read, file.path, file.sha256),
        book.line.expected if book else None,
    )


def _read_books(
    conn: psycopg.Connection[Any], inbox: Inbox, plan: Plan, described: Register, files: Sequence[FileRow]
) -> tuple[list[dict[str, Any]], Frames]:
    """The books among the files: what later steps need to know of each, and the frames of their rows."""
    books = {no: file for no, file in enumerate(files) if file.kind is FileKind.BOOK}
    listed = inventories.listed_books(conn, {file.book_id for file in files if file.book_id}, date.max)
    raw, faults, facts = read_batch(
        [_book_file(no, file, inbox, listed) for no, file in books.items()], described
    )
    clean = normalise(raw, faults, described, _constants(dict(enumerate(files))), plan)
    documents = _documents(books.values(), facts, clean, listed)
    _add_surroundings(conn, plan, described, documents, clean)
    return documents, (raw, faults, clean)


def _constants(files: Mapping[int, FileRow]) -> list[dict[str, Any]]:
    """What every row of a file has in common, by file_no."""
    return [
        {"file_no": no, "unit_id": file.unit_id, "file_year": file.year, "file_book_no": file.book_no}
        for no, file in files.items()
    ]


def _add_surroundings(
    conn: psycopg.Connection[Any], plan: Plan, described: Register, documents: list[dict[str, Any]], clean: pl.DataFrame
) -> None:  # fmt: skip
    """What the rules on books ask of each file beyond its own rows."""
    counted = inventories.units_with_inventory(conn, date.max)
    last = previous_last_numbers(conn, described, documents, clean)
    carried = carried_over_numbers(conn, described, documents, clean)
    placed = clean.select("file_no", "registered_on__until", "stage_id").partition_by("file_no", as_dict=True)
    deliveries_of = Counter(document["book_id"] for document in documents)
    for document in documents:
        rows = placed.get((document["file_no"],))
        refusal = None if rows is None else phase_refusal(plan, document["unit_id"], rows)
        document["out_of_phase"] = refusal
        document["has_inventory"] = document["unit_id"] in counted
        document["previous_last_number"] = last.get(document["file_no"])
        document["carried_over_number"] = carried.get(document["file_no"])
        document["files_with_number"] = deliveries_of[document["book_id"]]


def _with_slips(
    folder: BatchFolder, read: SlipRows, described: Register, constants: Sequence[dict[str, Any]], plan: Plan, frames: Frames
) -> Frames:  # fmt: skip
    """The batch's frames with the rows that slips correct, whose own frames are left for the later steps."""
    raw, faults, clean = frames
    made = read.frames(described)
    for name in ("targets", "answers", "confirmed"):
        folder.write_frame(f"{name}.arrow", made[name])
    encodings = sorted(set(read.encodings.values()))
    for encoding in encodings:
        chosen = [places for places, found in read.encodings.items() if found == encoding]
        rows = made["raw"].join(
            pl.DataFrame(chosen, schema={"file_no": pl.UInt32, "row_no": pl.UInt32}, orient="row"),
            on=["file_no", "row_no"], how="semi", maintain_order="left",
        )  # fmt: skip
        typed = [{**file, "encoding": encoding} for file in constants]
        clean = pl.concat(
            [clean, normalise(rows, made["faults"], described, typed, plan)],
        )
        raw = pl.concat([raw, rows])
    return raw, pl.concat([faults, made["faults"]]), clean


def _slip_document(file_no: int, file: FileRow, facts: dict[str, Any], wave: int) -> dict[str, Any]:
    """What the later steps need to know of a slip; all columns are there, for its rows are whole."""
    return {
        **_named(file_no, file),
        "wave": wave,
        "reason": facts["reason"],
        "sheet": facts.get("sheet"),
        "rows_read": facts["rows_read"],
        "rows_unusable": facts.get("rows_unusable", 0),
        "rows_decided": facts.get("rows_decided", 0),
        "blank": facts.get("blank", False),
        "present": None,
        "encoding": None,
        "content_digest": facts["content_digest"],
        "notices": facts["notices"],
        "out_of_phase": None,
    }


def _named(file_no: int, file: FileRow) -> dict[str, Any]:
    return {
        "file_no": file_no,
        "file_id": file.file_id,
        "kind": file.kind.value,
        "book_id": file.book_id,
        "path": file.path,
        "sha256": file.sha256,
        "unit_id": file.unit_id,
        "year": file.year,
        "book_no": file.book_no,
        "version": file.version,
    }


def _documents(
    files: Collection[FileRow], facts: pl.DataFrame, clean: pl.DataFrame, listed: dict[int, ListedBook]
) -> list[dict[str, Any]]:
    """What the later steps need to know of each file; `wave` counts the deliveries of one book in order."""
    present = {row["file_no"]: row["present_columns"] or [] for row in facts.iter_rows(named=True)}
    digests = content_digests(clean, present)
    encodings = dict(clean.group_by("file_no").agg(pl.col("encoding").first()).iter_rows())
    waves: Counter[int | None] = Counter()
    documents = []
    for file, fact in zip(files, facts.iter_rows(named=True), strict=True):
        book = listed.get(file.book_id or 0)
        documents.append(
            {
                **_named(fact["file_no"], file),
                "wave": waves[file.book_id],
                "reason": fact["reason"],
                "sheet": fact["sheet"],
                "rows_read": fact["rows_read"],
                "present": present[fact["file_no"]],
                "encoding": encodings.get(fact["file_no"]),
                "content_digest": digests.get(fact["file_no"], ""),
                "notices": [*(fact["notices"] or []), *_encoding_notice(encodings.get(fact["file_no"]))],
                "inventory": _inventory(book),
            }
        )
        waves[file.book_id] += fact["reason"] is None
    return documents


def _encoding_notice(encoding: str | None) -> list[dict[str, str]]:
    """A converted file says so; the written text stays beside the converted one."""
    if encoding not in {"tcvn3", "vni"}:
        return []
    return [
        {
            "id": "converted",
            "text": f"Chữ trong tệp theo bảng mã {encoding.upper()}, đã chuyển sang Unicode; nguyên văn được giữ.",
        }
    ]


def _inventory(book: ListedBook | None) -> dict[str, Any] | None:
    if book is None:
        return None
    line = book.line
    return {
        "case_count": line.case_count,
        "struck_out_count": line.struck_out_count,
        "opened_on": line.opened_on.isoformat() if line.opened_on else None,
        "locked_on": line.locked_on.isoformat() if line.locked_on else None,
        "condition": line.condition,
        "page_count": line.page_count,
    }


def _extracted(document: dict[str, Any]) -> ExtractedFile:
    return ExtractedFile(
        document["file_id"],
        document["rows_read"],
        document["content_digest"],
        document["sheet"],
        tuple(document["notices"]),
    )
