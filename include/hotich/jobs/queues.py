"""What is open: returned rows, batches, incidents. Counts and places only, no values of rows."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from hotich.plan import load_plan
from hotich.settings import Settings
from hotich.storage import batches, incidents, quarantine
from hotich.storage.database import connect


def returned_books(settings: Settings, unit_code: str | None = None) -> list[dict[str, Any]]:
    """Books with rows that wait for their unit: unit, register, book, rows, oldest, next_step; oldest first."""
    units = load_plan(settings.plan).units
    with connect(settings) as conn:
        found = quarantine.open_books(conn)
    rows = []
    for book in found:
        unit = units.by_id(book.unit_id)
        if unit_code in {None, unit.code}:
            rows.append(
                {
                    "unit": f"{unit.name} ({unit.code})",
                    "register": book.register,
                    "book": f"{book.book_no:02d}/{book.year}",
                    "rows": book.rows,
                    "oldest": book.oldest_at.date(),
                    "next_step": book.next_step,
                }
            )
    return rows


def batch_list(settings: Settings, stage_ids: Sequence[str] = ()) -> list[dict[str, Any]]:
    """The batches of these stages (none named: all)."""
    wanted = stage_ids or [stage.id for stage in load_plan(settings.plan).stages]
    with connect(settings) as conn:
        found = [batch for stage_id in wanted for batch in batches.list_batches(conn, stage_id)]
    return [asdict(batch) | {"state": batch.state.term} for batch in found]


def incident_list(settings: Settings) -> list[dict[str, Any]]:
    """Failed steps and late stages that are still open, newest first."""
    with connect(settings) as conn:
        return [asdict(incident) for incident in incidents.open_incidents(conn)]
