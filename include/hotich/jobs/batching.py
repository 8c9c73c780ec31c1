"""Puts the open books of a stage's group into batches: bounded in rows, one register each, a book in one batch only."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from hashlib import blake2b

from hotich.jobs.batch_folder import BatchFolder
from hotich.plan import load_plan
from hotich.settings import Settings
from hotich.storage import batches, deliveries
from hotich.storage.batches import BatchState
from hotich.storage.database import connect
from hotich.storage.deliveries import FileRow
from hotich.storage.states import FileKind

BYTES_PER_ROW = {"xlsx": 180, "csv": 300}
"""Size of a row in a delivered file, low rather than high so that a batch holds no more rows than it may."""

BATCHED = (FileKind.BOOK, FileKind.FIX, FileKind.ARBITRATION)
"""Kinds of files that become rows."""

UNFINISHED = tuple(state for state in BatchState if state is not BatchState.LOADED)


def plan_batches(settings: Settings, stage_id: str, group_no: int, as_of: date) -> list[str]:
    """Ids of all batches of the stage's group that have work left: those of former runs, then new ones.

    A book with a delivery in an unfinished batch waits for it, so that deliveries of one book are loaded in their order.
    What can't be taken together with the deliveries before it comes with the next call after they are loaded.
    """
    plan = load_plan(settings.plan).at(as_of)
    group = next(group for group in plan.stage(stage_id).groups if group.no == group_no)
    with connect(settings) as conn, deliveries.intake_lock(conn):
        unfinished = batches.list_batches(conn, stage_id, group_no, UNFINISHED)
        free = deliveries.open_files(conn, *BATCHED, unbatched=True)
        unbatched = {file.file_id for file in free}
        held = {
            file.book_id for file in deliveries.open_files(conn, *BATCHED) if file.file_id not in unbatched
        }
        wanted = _first_of_books(
            [file for file in free if file.stage_id == stage_id and file.book_id not in held]
        )
        made = []
        for code in group.registers:
            of_register = [file for file in wanted if file.register == code]
            for files in _bounded(of_register, settings.batch_rows):
                batch_id = _batch_id(stage_id, code, files)
                estimated = sum(map(_estimated_rows, files))
                BatchFolder(settings, batch_id).write_json("as_of.json", as_of.isoformat())
                batches.create_batch(
                    conn,
                    batch_id,
                    code,
                    stage_id,
                    group_no,
                    plan.sha256,
                    [file.file_id for file in files],
                    estimated,
                )
                made.append(batch_id)
    return [batch.batch_id for batch in unfinished] + made


def open_groups(settings: Settings, stage_id: str, as_of: date) -> list[int]:
    """Numbers of the stage's groups that have work left: books of no batch yet, or batches of former runs."""
    stage = load_plan(settings.plan).at(as_of).stage(stage_id)
    with connect(settings) as conn:
        unfinished = {batch.group_no for batch in batches.list_batches(conn, stage_id, states=UNFINISHED)}
        free = deliveries.open_files(conn, *BATCHED, unbatched=True)
    waiting = {file.register for file in free if file.stage_id == stage_id}
    return [
        group.no
        for group in stage.groups
        if group.no in unfinished or not waiting.isdisjoint(group.registers)
    ]


def _first_of_books(files: Sequence[FileRow]) -> list[FileRow]:
    """Of each book the deliveries that can be taken together: its books up to the first slip, or that one slip.

    A slip is laid over what the deliveries before it have left in the database.
    """
    closed: set[int | None] = set()
    begun: set[int | None] = set()
    first = []
    for file in files:
        if file.book_id in closed:
            continue
        if file.kind is not FileKind.BOOK:
            closed.add(file.book_id)
            if file.book_id in begun:
                continue
        begun.add(file.book_id)
        first.append(file)
    return first


def _bounded(files: Sequence[FileRow], limit: int) -> Iterator[list[FileRow]]:
    """The files in runs of at most about `limit` rows, all deliveries of one book together and in their order."""
    books: dict[int | None, list[FileRow]] = defaultdict(list)
    for file in files:
        books[file.book_id].append(file)
    batch: list[FileRow] = []
    rows = 0
    for deliveries_of_book in books.values():
        more = sum(map(_estimated_rows, deliveries_of_book))
        if batch and rows + more > limit:
            yield batch
            batch, rows = [], 0
        batch += deliveries_of_book
        rows += more
    if batch:
        yield batch


def _estimated_rows(file: FileRow) -> int:
    extension = file.path.rpartition(".")[2].lower()
    return max(1, file.size // BYTES_PER_ROW.get(extension, BYTES_PER_ROW["csv"]))


def _batch_id(stage_id: str, register: str, files: Sequence[FileRow]) -> str:
    """The same files make the same batch."""
    digest = blake2b(",".join(str(file.file_id) for file in files).encode(), digest_size=4).hexdigest()
    return f"{stage_id}.{register}.{files[0].file_id}-{digest}"
