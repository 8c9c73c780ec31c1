"""Fills an empty database with the years of a whole province: what came in, what stands, what waits; no case rows."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import Any, Final

import psycopg
from psycopg.sql import SQL, Identifier

from hotich.errors import HotichError
from hotich.plan import Plan
from hotich.schedule import work_calendar
from hotich.settings import Settings
from hotich.simulate.history.archive import Office, make_archive
from hotich.simulate.history.books import write_books
from hotich.simulate.history.counts import COLUMNS, Row, changes, data_dates, snapshots
from hotich.simulate.history.days import WorkingDays
from hotich.simulate.history.files import evening, history_files, in_order
from hotich.simulate.history.ledger import Ledger
from hotich.simulate.history.loads import write_loads
from hotich.simulate.history.rules import read_rules
from hotich.simulate.history.scanned import packages, write_scans
from hotich.simulate.history.waiting import Waiting
from hotich.simulate.history.work import tell_stories
from hotich.storage.database import transient_errors
from hotich.storage.incidents import lateness
from hotich.storage.plans import sync_plan
from hotich.storage.work import WORK

_COUNTED_AT: Final = time(23, tzinfo=UTC)
"""6 in the morning of the next day, Vietnam: a data date is counted when it is over."""
_AFTER: Final = timedelta(days=500)
"""How far stories go on after the data date; nothing later is written."""


@dataclass(frozen=True, slots=True)
class HistorySummary:
    """What was written."""

    units: int
    books: int
    files: int
    snapshot_rows: int
    data_dates: int
    as_of: date


def write_history(
    conn: psycopg.Connection[Any], plan: Plan, *, seed: int, cases: int, as_of: date
) -> HistorySummary:
    """Write a province's history up to a data date into an empty, migrated database, in one transaction.

    Books, inventories (some late, some never, some amended), files, batches, loads, snapshots once a week where a count
    changed, returned rows, warnings, samples, differences, failures: they agree with each other and with the views on
    `as_of`. Case rows are not written: identifiers of cases in warnings name none.

    Args:
        plan: as issued; its amendments count from their days.
        cases: entries to transcribe in all books.
        seed: equal arguments give equal content; a later `as_of` tells the same story further.

    Raises:
        HotichError: the database has books already, or nothing of the plan has begun by `as_of`.
    """
    _refuse_filled(conn)
    offices = make_archive(plan, cases, seed)
    first = min(stage.window_start for office in offices for stage in office.stages)
    first = min([first, *(day for office in offices for day in office.inventories)])
    if first > as_of:
        raise HotichError(
            f"Ngày {as_of:%d/%m/%Y} trước ngày đầu tiên của kế hoạch, {first:%d/%m/%Y}. Chọn ngày sau."
        )
    days = WorkingDays(work_calendar(plan.tracking.country), first, as_of + _AFTER)
    stories = list(tell_stories(plan, offices, seed, days))
    files = history_files(offices, stories, as_of)
    files = in_order(files + packages(files, as_of, seed))
    ledger = Ledger()
    batches = write_loads(ledger, plan, files, seed)
    books = write_books(ledger, offices, {one.book.book_id: one for one in stories}, files, as_of)
    registers = {code for group in plan.groups for code in group.registers}
    rules = {code: read_rules(Settings.read().expectations, code, seed) for code in sorted(registers)}
    waiting = Waiting(ledger, plan, files, rules, as_of, seed)
    waiting.write(stories, batches)
    write_scans(ledger, files, seed)
    dates = data_dates(first, as_of)
    rows = list(snapshots(changes(offices, stories, as_of), dates))
    _write_snapshots(ledger, plan, offices, rows, dates)
    _write_lateness(ledger, plan.at(as_of), offices, rows, as_of)
    with transient_errors(), conn.transaction():
        _write_plan(conn, plan, as_of, first)
        ledger.copy(conn)
        conn.execute("SELECT setval('case_id_seq', %s)", [waiting.last_case_id])
        conn.execute("ANALYZE")
        # What a comparison would see now is what it saw: nothing has come since.
        conn.execute("UPDATE keying k SET seen = s.seen FROM second_keying s WHERE s.book_id = k.book_id")
        _write_work(conn, dates)
    return HistorySummary(
        len(offices), books, len(files), ledger.count("progress_snapshot"), len(dates), as_of
    )


def _refuse_filled(conn: psycopg.Connection[Any]) -> None:
    with transient_errors():
        filled = conn.execute(
            "SELECT EXISTS (SELECT FROM book) OR EXISTS (SELECT FROM delivery_file) OR EXISTS (SELECT FROM progress_snapshot)"
        ).fetchone()
    if filled is not None and filled[0]:
        raise HotichError(
            "Cơ sở dữ liệu đã có sổ hoặc số liệu: lịch sử mẫu chỉ ghi vào cơ sở dữ liệu trống, để không lẫn với số liệu thật."
            " Đặt HOTICH_DATABASE_URL (hoặc HOTICH_HOME) của một cơ sở dữ liệu khác rồi chạy lại."
        )


def _write_plan(conn: psycopg.Connection[Any], plan: Plan, as_of: date, first: date) -> None:
    """Each version of the plan in force by the data date, seen when it began."""
    since = [date.min, *(one.effective_from for one in plan.amendments if one.effective_from <= as_of)]
    for day in sorted(set(since)):
        version = sync_plan(conn, plan.at(day))
        seen = datetime.combine(max(day, first), time.min, UTC)
        conn.execute("UPDATE plan_version SET seen_at = %s WHERE plan_version_id = %s", [seen, version])


def _write_work(conn: psycopg.Connection[Any], dates: Sequence[int]) -> None:
    """What estimates rest on, at the end of each year and now. Inventories count from their days, scans as they are now."""
    days = [date.fromordinal(day) for day in dates]
    names = SQL(", ").join(map(Identifier, WORK))
    words = SQL(
        "INSERT INTO work_snapshot (snapshot_id, stage_id, unit_id, register, as_of, taken_at, {names})"
        " SELECT %(run)s, stage_id, unit_id, register, %(as_of)s, %(taken)s, {names} FROM"
        " (SELECT stage_id, unit_id, register, {names} FROM unit_work EXCEPT SELECT stage_id, unit_id, register, {names}"
        " FROM (SELECT DISTINCT ON (stage_id, unit_id, register) * FROM work_snapshot"
        " ORDER BY stage_id, unit_id, register, as_of DESC) newest) changed"
    ).format(names=names)
    for day in [one for one, after in pairwise(days) if one.year < after.year] + days[-1:]:
        conn.execute("SELECT set_config('hotich.as_of', %s, true)", [day.isoformat()])
        taken = min(datetime.combine(day, _COUNTED_AT), datetime.now(UTC))
        conn.execute(words, {"run": f"du_toan:{day}", "as_of": day, "taken": taken})


def _write_lateness(
    ledger: Ledger, plan: Plan, offices: Sequence[Office], rows: Sequence[Row], as_of: date
) -> None:
    """An open incident for each stage whose window is over and whose work is not done."""
    known = {
        office.unit.unit_id for office in offices if office.inventories and office.inventories[0] <= as_of
    }
    undone: set[str] = set()
    for (stage_id, unit_id, _), values in {key: values for key, _, values in rows}.items():
        counts = dict(zip(COLUMNS, values, strict=True))
        if unit_id not in known or counts["returned"] or counts["loaded"] < counts["planned"]:
            undone.add(stage_id)
    for stage in plan.stages:
        if stage.id in undone and stage.window_end < as_of:
            ledger.add(
                "incident", kind="late", stage_id=stage.id, step="", run_id="", **asdict(lateness(stage)),
                opened_at=evening(stage.window_end.toordinal() + 1),
            )  # fmt: skip


def _write_snapshots(
    ledger: Ledger, plan: Plan, offices: Sequence[Office], rows: Sequence[Row], dates: Sequence[int]
) -> None:
    """The counts of each data date, and that each stage was counted then. A unit without an inventory has no denominator."""
    counted_from: Mapping[int, int] = {
        office.unit.unit_id: office.inventories[0].toordinal() for office in offices if office.inventories
    }
    now = datetime.now(UTC)
    days = [date.fromordinal(day) for day in dates]
    taken = [min(datetime.combine(day, _COUNTED_AT), now) for day in days]
    for day, at in zip(days, taken, strict=True):
        for stage in plan.at(day).stages:
            ledger.add(
                "progress_count", snapshot_id=f"{stage.id}:{day}", stage_id=stage.id, as_of=day, taken_at=at
            )
    for (stage_id, unit_id, register), place, values in rows:
        counts: dict[str, int | None] = dict(zip(COLUMNS, values, strict=True))
        if dates[place] < counted_from.get(unit_id, dates[place] + 1):
            counts["planned"] = None
        ledger.add(
            "progress_snapshot", snapshot_id=f"{stage_id}:{days[place]}", stage_id=stage_id, unit_id=unit_id,
            register=register, as_of=days[place], taken_at=taken[place], **counts,
        )  # fmt: skip
