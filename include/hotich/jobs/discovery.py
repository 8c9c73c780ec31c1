"""Takes in what the units have delivered: every file is seen once, named, and given its book and stage."""

import logging
from datetime import UTC, date, datetime
from typing import Any

import psycopg

from hotich.errors import DeliveryError
from hotich.intake.inbox import Candidate, Inbox, Scan, Sighting
from hotich.intake.naming import DeliveryKind, printable
from hotich.jobs.companions import refuse_orphans, take_inventories, take_second_keyings
from hotich.jobs.placing import place_new_books
from hotich.plan import Plan, load_plan
from hotich.settings import Settings
from hotich.storage import deliveries
from hotich.storage.database import connect
from hotich.storage.deliveries import SeenFile
from hotich.storage.plans import sync_plan
from hotich.storage.states import FileKind, FileState

log = logging.getLogger(__name__)

KINDS = {
    DeliveryKind.BOOK: FileKind.BOOK,
    DeliveryKind.SHORT: FileKind.SHORT,
    DeliveryKind.FIX: FileKind.FIX,
    DeliveryKind.ARBITRATION: FileKind.ARBITRATION,
    DeliveryKind.SAMPLE: FileKind.SAMPLE,
    DeliveryKind.SCANS: FileKind.SCAN,
    DeliveryKind.INVENTORY: FileKind.INVENTORY,
}


def discover(settings: Settings, stage_id: str, as_of: date) -> dict[str, Any]:
    """Register all files that arrived whole since the last look, whatever stage they belong to.

    One look at a time: several stages' DAGs may ask at once, the second finds nothing new. Inventories are taken
    first, because they say when a book was opened. Returns counts: seen, new, rejected, waiting, problems …
    """
    plan = load_plan(settings.plan).at(as_of)
    inbox = Inbox(settings.inbox)
    with connect(settings) as conn, deliveries.intake_lock(conn):
        sync_plan(conn, plan)
        scan = inbox.scan({unit.code for unit in plan.units}, settings.settle_seconds, _sightings(conn))
        for text in (*scan.problems, *(f"{printable(file.path)}: {file.reason}" for file in scan.waiting)):
            log.warning("%s", text)
        new = _register(conn, plan, scan)
        if not scan.problems:  # A folder that could not be looked at is not an empty one.
            paths = {file.path for file in scan.candidates} | {file.path for file in scan.waiting}
            deliveries.note_removed(conn, set(map(printable, paths)))
        inventories = take_inventories(conn, inbox, plan)
        placed = place_new_books(conn, inbox, plan)
        short = take_second_keyings(conn, inbox, plan)
        refuse_orphans(conn)
    return {
        "stage_id": stage_id,
        "seen": len(scan.candidates),
        "new": len(new),
        "rejected": sum(file.state is FileState.REJECTED for file in new),
        "waiting": len(scan.waiting),
        "problems": len(scan.problems),
        "inventories": inventories,
        "second_keyings": short,
        "books_placed": placed,
    }


def _sightings(conn: psycopg.Connection[Any]) -> dict[str, Sighting]:
    """What former looks saw of each path, so that an unchanged file is not read again."""
    return {
        path: Sighting(size, modified_at.timestamp(), sha256 or "", seen_at.timestamp())
        for path, size, modified_at, sha256, seen_at in deliveries.last_sightings(conn)
    }


def _register(conn: psycopg.Connection[Any], plan: Plan, scan: Scan) -> list[SeenFile]:
    """Write down the files nobody has seen before; returns them."""
    known = deliveries.known_files(conn)
    seen = [_seen(candidate, plan) for candidate in scan.candidates]
    new = [file for file in seen if (file.path, file.size, file.modified_at) not in known]
    if new:
        deliveries.register_files(conn, new)
    return new


def _seen(candidate: Candidate, plan: Plan) -> SeenFile:
    """A candidate as the database keeps it; a name or unit that can't be is its end."""
    name = candidate.name
    modified_at = datetime.fromtimestamp(candidate.modified_at, UTC)
    path = printable(candidate.path)
    if name is None:
        return SeenFile(
            path, candidate.size, modified_at, candidate.sha256, FileKind.UNKNOWN, _unit_of_folder(candidate.path, plan),
            None, None, None,
            state=FileState.REJECTED, reason=candidate.refusal,
        )  # fmt: skip
    kind, year, version = KINDS[name.kind], name.year, name.version or 0
    try:
        # A code can pass from one unit to another: the year of the book, or the end of paper registration, tells whose it was.
        on = date(year, 12, 31) if year else plan.electronic_from.on
        unit_id, reason = plan.units.resolve(name.unit_code, on).unit_id, None
    except (DeliveryError, ValueError) as error:
        unit_id = None
        reason = (
            str(error)
            if isinstance(error, DeliveryError)
            else f"Năm {year} trong tên tệp không có thật: sửa tên tệp."
        )
    state = FileState.REJECTED if reason else FileState.RECEIVED
    return SeenFile(
        path, candidate.size, modified_at, candidate.sha256, kind, unit_id, name.register, year, name.book_no, version,
        state, reason,
    )  # fmt: skip


def _unit_of_folder(path: str, plan: Plan) -> int | None:
    """Who has to mend a file whose name tells nothing: the unit whose folder it lies in."""
    try:
        return plan.units.resolve(path.partition("/")[0], plan.electronic_from.on).unit_id
    except DeliveryError:
        return None
