"""What is open: returned rows, batches, incidents. Counts and places only, no values of rows."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from hotich.errors import HotichError
from hotich.plan import load_plan
from hotich.progress import queue_by_book, queue_by_owner
from hotich.settings import Settings
from hotich.storage import batches, incidents, quarantine
from hotich.storage.database import connect
from hotich.storage.states import QueueKind


def open_work(
    settings: Settings, as_of: date, unit_code: str | None = None, kinds: Sequence[str] = ()
) -> list[dict[str, Any]]:
    """What is open: by who must act × kind, or, of one unit, by book; oldest first. Kinds: values of `QueueKind`."""
    wanted = [_kind(kind) for kind in kinds]
    if unit_code is not None and not load_plan(settings.plan).units.lives(unit_code):
        raise HotichError(f"Không có đơn vị mang mã “{unit_code}”: xem `hotich units`.")
    with connect(settings) as conn:
        if unit_code is None:
            rows = queue_by_owner(conn, as_of, wanted)
            return [row | {"owner": _with_makers(row["owner"], row["makers"])} for row in rows]
        rows = queue_by_book(conn, as_of, unit_code, wanted)
    return [row | {"owner": _with_makers(row["owner"], _maker(row)), "book": _book(row)} for row in rows]


def open_counts(settings: Settings, as_of: date) -> dict[str, int]:
    """Kind of the queue → how many items are open, most first."""
    counts: Counter[str] = Counter()
    for row in open_work(settings, as_of):
        counts[row["kind"]] += row["items"]
    return dict(counts.most_common())


def _kind(text: str) -> QueueKind:
    try:
        return QueueKind(text)
    except ValueError:
        raise HotichError(f"Không có loại việc “{text}”. Các loại: {', '.join(QueueKind)}.") from None


def _maker(row: dict[str, Any]) -> list[str]:
    """The unit that made the book, where another one answers for it today."""
    return [row["unit"]] if row["owner_unit_id"] not in {None, row["unit_id"]} else []


def _with_makers(owner: str, makers: Sequence[str] | None) -> str:
    return f"{owner} (sổ của {', '.join(makers)})" if makers else owner


def _book(row: dict[str, Any]) -> str:
    return f"{row['register']} {row['book_no']:02d}/{row['year']}" if row["book_id"] is not None else ""


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
