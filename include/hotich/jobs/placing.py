"""Gives each delivered book its opening date and stage (delivery contract §3)."""

from datetime import date
from typing import Any

import polars as pl
import psycopg

from hotich.intake.inbox import Inbox
from hotich.intake.opening import earliest_registration, opening_date
from hotich.plan import Plan, maker_refusal
from hotich.registers import register as register_of
from hotich.storage import deliveries, inventories
from hotich.storage.deliveries import FileRow


def place_new_books(conn: psycopg.Connection[Any], inbox: Inbox, plan: Plan) -> int:
    """Place every book with a delivery that no batch holds yet; returns how many.

    The inventory says when a book was opened; only a book that no inventory lists has to be looked into.
    """
    files = [file for file in deliveries.open_files(conn, unbatched=True) if file.book_id is not None]
    listed = inventories.listed_books(conn, {file.book_id for file in files if file.book_id}, date.max)
    places: dict[int, tuple[date | None, str | None]] = {}
    for file in files:
        assert file.book_id is not None
        assert file.year is not None
        book = listed.get(file.book_id)
        inventoried = book.line.opened_on if book else None
        if inventoried is None and file.book_id in places:
            continue
        earliest = None if inventoried else _earliest(inbox, file)
        opened_on = opening_date(inventoried, earliest, file.year)
        places[file.book_id] = opened_on, stage_of_opening(plan, file.unit_id, opened_on)
    deliveries.place_books(conn, places)
    return len(places)


def stage_of_opening(plan: Plan, unit_id: int | None, opened_on: date) -> str | None:
    """Id of the stage that a book opened on that day belongs to.

    A book opened out of every phase still has to be read and refused with its reason: the stage nearest in time does it.
    """
    if unit_id is None:
        return None
    tier = plan.tier_of(plan.units.by_id(unit_id)).id
    stage = plan.stage_for(tier, opened_on)
    if stage is not None:
        return stage.id
    bounds = plan.phase_bounds(tier)
    later = [stage_id for first, _, stage_id in bounds if first is not None and opened_on < first]
    return later[0] if later else bounds[-1][2]


def phase_refusal(plan: Plan, unit_id: int, rows: pl.DataFrame) -> str | None:
    """Why a file is out of every phase: the plan's reason for its latest day; None if a row with a readable day is in one.

    `rows`: the file's rows of the clean frame, with `registered_on__until` and `stage_id` at least.
    """
    dated = rows.filter(pl.col("registered_on__until").is_not_null())
    if dated.is_empty() or dated["stage_id"].is_not_null().any():
        return None
    latest: date = dated.select(pl.col("registered_on__until").max()).item()
    return maker_refusal(plan, plan.units.by_id(unit_id), latest)


def _earliest(inbox: Inbox, file: FileRow) -> date | None:
    """The earliest readable registration date in the file; None when there is none or the file can't be read."""
    assert file.register is not None
    extension = file.path.rpartition(".")[2].lower()
    return earliest_registration(
        lambda: inbox.read(file.path, file.sha256), extension, register_of(file.register)
    )
