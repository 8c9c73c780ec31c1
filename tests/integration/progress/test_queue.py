"""Nothing ends silently: every state that is no end stands in the queue, with who must act and what comes next."""

import inspect
import itertools
from datetime import UTC, date, datetime, timedelta

import pytest

from hotich import progress
from hotich.plan import load_plan
from hotich.storage import states
from hotich.storage.plans import sync_plan
from hotich.storage.states import (
    AccountRole,
    ApprovalKind,
    ApprovalState,
    BatchState,
    BookState,
    Channel,
    CorrectionState,
    Described,
    DifferenceState,
    DifficultyAction,
    DifficultyLevel,
    DifficultyState,
    EntryKind,
    FileKind,
    FileState,
    Finding,
    LoadState,
    QueueKind,
    Role,
    RowState,
    SampleState,
    ScanState,
    Weight,
)  # fmt: skip

pytestmark = pytest.mark.postgres

TODAY = date(2026, 3, 1)
STAGE = "huyen_xa_1"
_serial = itertools.count(1)

NO_STATES = {
    FileKind, Role, Weight, Finding, ApprovalKind, QueueKind, AccountRole, EntryKind, DifficultyAction, DifficultyLevel,
    Channel,
}  # fmt: skip
"""What something is, not how it stands."""

ENDS = [
    *(state for state in FileState if state.final and state is not FileState.REJECTED),
    BookState.LOADED, BatchState.LOADED, LoadState.PUBLISHED, LoadState.REPLACED,
    RowState.MENDED, RowState.CONFIRMED, RowState.REPLACED,
    CorrectionState.APPLIED, DifferenceState.DECIDED, DifferenceState.AGREED, DifferenceState.VOID,
    SampleState.PASSED, SampleState.VOID, ApprovalState.APPROVED, ApprovalState.REFUSED, ApprovalState.WITHDRAWN,
    ScanState.MATCHED, ScanState.REPLACED, DifficultyState.CLOSED,
]  # fmt: skip
"""Nobody has anything to do."""

ELSEWHERE = [
    (BookState.LISTED, "the work of the plan itself: progress counts it"),
    (BookState.DELIVERED, "its file is open, or rejected"),
    (BookState.PARTLY_LOADED, "its returned rows are open"),
    (BookState.RETURNED, "its returned rows are open"),
    (BatchState.PLANNED, "its files are open"),
    (BatchState.EXTRACTED, "its files are open"),
    (BatchState.VALIDATED, "its files are open"),
    (BatchState.FAILED, "its files are open, and its failure is an incident"),
    (LoadState.OPEN, "its files are open"),
    (LoadState.FAILED, "its files are open"),
    (CorrectionState.RETURNED, "the row is returned again"),
    (CorrectionState.UNUSABLE, "the row or warning it was to answer is still open"),
    (SampleState.FAILED, "its book is to be keyed again, or a decision is asked for"),
]
"""What waits because of it stands in the queue under another name."""

OPEN = [
    (FileState.RECEIVED, QueueKind.FILE_OPEN), (FileState.EXTRACTED, QueueKind.FILE_OPEN),
    (FileState.VALIDATED, QueueKind.FILE_OPEN), (FileState.REJECTED, QueueKind.FILE_REJECTED),
    (BookState.REKEYING, QueueKind.REKEYING), (RowState.OPEN, QueueKind.RETURNED_ROW),
    (CorrectionState.WAITING, QueueKind.CORRECTION), (DifferenceState.OPEN, QueueKind.DIFFERENCE),
    (SampleState.OPEN, QueueKind.SAMPLE), (ApprovalState.OPEN, QueueKind.APPROVAL),
    (ScanState.SURPLUS, QueueKind.SCAN_SURPLUS), (ScanState.UNREADABLE, QueueKind.SCAN_UNREADABLE),
    (ScanState.DOUBLED, QueueKind.SCAN_DOUBLED), (ScanState.MISNAMED, QueueKind.SCAN_MISNAMED),
    (DifficultyState.OPEN, QueueKind.DIFFICULTY), (DifficultyState.ANSWERED, QueueKind.DIFFICULTY),
]  # fmt: skip
"""(state, its kind in the queue). In lists, because states of two classes may be equal as texts."""


def described():
    """Every class of states."""
    found = [kind for _, kind in inspect.getmembers(states, inspect.isclass) if issubclass(kind, Described)]
    return [kind for kind in found if kind is not Described and kind not in NO_STATES]


@pytest.fixture
def unit(conn):
    """A commune of today's list that no book is of yet."""
    sync_plan(conn, load_plan("ben_tre_2019"))
    found = conn.execute(
        "SELECT unit_id FROM unit u WHERE level = 'commune' AND valid_to IS NULL AND successor_ids = '{}' AND NOT EXISTS"
        " (SELECT FROM book b WHERE b.unit_id = u.unit_id) AND NOT EXISTS"
        " (SELECT FROM delivery_file f WHERE f.unit_id = u.unit_id) AND NOT EXISTS"
        " (SELECT FROM difficulty d WHERE d.unit_id = u.unit_id) ORDER BY 1 LIMIT 1"
    ).fetchone()
    return found[0]


def book(conn, unit_id, state="loaded", cases=1):
    return conn.execute(
        "INSERT INTO book (unit_id, register, year, book_no, state, stage_id, case_count)"
        " VALUES (%s, 'KS', 2017, %s, %s, %s, %s) RETURNING book_id",
        [unit_id, next(_serial), state, STAGE, cases],
    ).fetchone()[0]


def file(
    conn, unit_id, state="loaded", *, kind="book", book_id=None, at=None, path=None, sha=None, **columns
):
    at = at or datetime(2026, 2, 27, tzinfo=UTC)
    names = [
        "path",
        "size",
        "modified_at",
        "sha256",
        "kind",
        "unit_id",
        "book_id",
        "state",
        "reason",
        "seen_at",
        "decided_at",
    ]
    sha, final = sha or f"{next(_serial):064}", FileState(state).final
    values = [
        path or f"{unit_id}/{next(_serial)}",
        next(_serial),
        at,
        sha,
        kind,
        unit_id,
        book_id,
        state,
        "lý do",
        at,
    ]
    values.append(at if final else None)
    names += columns
    values += columns.values()
    marks = ", ".join(["%s"] * len(values))
    return conn.execute(
        f"INSERT INTO delivery_file ({', '.join(names)}) VALUES ({marks}) RETURNING file_id", values
    ).fetchone()[0]


def put(conn, unit_id, state):
    """One thing that stands in that state."""
    closed = None if state == "open" else datetime(2026, 2, 28, tzinfo=UTC)
    match state:
        case FileState():
            file(conn, unit_id, state, book_id=book(conn, unit_id))
        case BookState():
            book(conn, unit_id, state)
        case RowState():
            conn.execute(
                "INSERT INTO returned_row (load_id, book_id, file_id, row_no, row, reasons, state, owner_unit_id, next_step)"
                " VALUES (1, %s, 1, 2, '{}', '[]', %s, %s, 'sửa')",
                [book(conn, unit_id), state, unit_id],
            )
        case CorrectionState():
            book_id = book(conn, unit_id)
            conn.execute(
                "INSERT INTO correction (file_id, line_no, sheet, book_id, field, confirms, state)"
                " VALUES (%s, 2, 'Tra lai', %s, 'note', false, %s)",
                [file(conn, unit_id, kind="fix", book_id=book_id), book_id, state],
            )
        case DifferenceState():
            conn.execute(
                "INSERT INTO keying_difference (book_id, register, entry_year, key_book, entry_no, field, finding, weight,"
                " critical, second_file_id, state, owner_unit_id, next_step, closed_at)"
                " VALUES (%s, 'KS', 2017, 0, 1, 'note', 'cell', 'content', true, 1, %s, %s, 'quyết định', %s)",
                [book(conn, unit_id), state, unit_id, closed],
            )
        case SampleState():
            conn.execute(
                "INSERT INTO sample (book_id, content_digest, seed, scheme, limit_quality, risk, state, owner_unit_id,"
                " next_step, closed_at) VALUES (%s, '', 1, '', 0.1, 0.1, %s, %s, 'kiểm', %s)",
                [book(conn, unit_id), state, unit_id, closed],
            )
        case ApprovalState():
            conn.execute(
                "INSERT INTO approval (kind, stage_id, book_id, figures, state, owner_unit_id, next_step, answered_at)"
                " VALUES ('release_book', %s, %s, '{}', %s, %s, 'trả lời', %s)",
                [STAGE, book(conn, unit_id), state, unit_id, closed],
            )
        case ScanState():
            book_id = book(conn, unit_id)
            conn.execute("INSERT INTO book_scan (book_id, due) VALUES (%s, false)", [book_id])
            conn.execute(
                "INSERT INTO scan (file_id, name, book_id, size, state) VALUES (%s, 'a.pdf', %s, 1, %s)",
                [file(conn, unit_id, kind="scan", book_id=book_id), book_id, state],
            )
        case DifficultyState():
            (number,) = conn.execute(
                "INSERT INTO difficulty (kind, raised, unit_id, stage_id) VALUES ('other', false, %s, %s)"
                " RETURNING difficulty_id",
                [unit_id, STAGE],
            ).fetchone()
            for action, after in (("recorded", "open"), ("changed", state)):
                conn.execute(
                    "INSERT INTO difficulty_event (difficulty_id, dated_on, action, state, level, owner_unit_id, actor)"
                    " VALUES (%s, '2026-02-27', %s, %s, 'commune', %s, 'h')",
                    [number, action, after, unit_id],
                )
        case BatchState():
            batch = f"b{next(_serial)}"
            conn.execute(
                "INSERT INTO batch (batch_id, register, stage_id, group_no, plan_sha256, state) VALUES (%s, 'KS', %s, 1, '', %s)",
                [batch, STAGE, state],
            )
            waiting = "loaded" if state is BatchState.LOADED else "received"
            file(conn, unit_id, waiting, book_id=book(conn, unit_id), batch_id=batch)
        case LoadState():
            conn.execute(
                "INSERT INTO load (batch_id, register, state, actor, rule_set) VALUES ('x', 'KS', %s, 'h', 'r')",
                [state],
            )


def queue(conn, unit_id, as_of=TODAY):
    """The open items of a unit."""
    code = conn.execute("SELECT code FROM unit WHERE unit_id = %s", [unit_id]).fetchone()[0]
    return progress.queue_by_book(conn, as_of, code)


def test_every_state_is_an_end_or_in_the_queue():
    every = [repr(state) for kind in described() for state in kind]
    assert len(every) > 40
    told = [*ENDS, *(state for state, _ in ELSEWHERE), *(state for state, _ in OPEN)]
    assert sorted(map(repr, told)) == sorted(every)


@pytest.mark.parametrize(("state", "kind"), OPEN, ids=repr)
def test_what_is_open_has_an_owner_and_a_next_step(conn, unit, state, kind):
    put(conn, unit, state)
    (item,) = queue(conn, unit)
    assert item["kind"] == kind
    assert item["items"] == 1
    assert item["owner"]
    assert item["next_step"]
    assert item["oldest_at"]
    assert item["stage_id"] == STAGE
    assert item["what"] == kind.term


@pytest.mark.parametrize("state", ENDS, ids=repr)
def test_what_has_ended_is_not_in_the_queue(conn, unit, state):
    put(conn, unit, state)
    assert queue(conn, unit) == []


@pytest.mark.parametrize("state", [state for state in BatchState if state is not BatchState.LOADED])
def test_a_batch_that_is_not_loaded_is_seen_through_its_files(conn, unit, state):
    put(conn, unit, state)
    (item,) = queue(conn, unit)
    assert (item["kind"], item["owner"]) == ("file_open", "hệ thống")


def test_a_file_without_its_book_waits_for_the_unit(conn, unit):
    for kind in ("short", "scan", "fix", "arbitration", "sample"):
        file(conn, unit, "received", kind=kind, register="KS", year=2017, book_no=1)
    (item,) = queue(conn, unit)
    assert (item["kind"], item["items"], item["owner_unit_id"]) == ("file_waiting", 5, unit)
    assert "nhập lần một" in item["next_step"]


def test_warnings_missing_rows_missing_and_odd_scans_are_open(conn, unit):
    book_id = book(conn, unit)
    for case, confirmed in ((1, False), (2, False), (3, True)):
        conn.execute(
            "INSERT INTO case_warning (case_id, book_id, rule_id, field, load_id, confirmed) VALUES (%s, %s, 'KS-050', '', 1, %s)",
            [unit * 10 + case, book_id, confirmed],
        )
    conn.execute(
        "INSERT INTO missing_row (case_id, register, book_id, file_id, load_id) VALUES (%s, 'KS', %s, 1, 1)",
        [unit * 10, book_id],
    )
    conn.execute("INSERT INTO book_scan (book_id, due, missing_count) VALUES (%s, false, 4)", [book_id])
    conn.execute(
        "INSERT INTO scan (file_id, name, book_id, size, state, remark) VALUES (%s, 'a.pdf', %s, 1, 'matched', 'ngày khác')",
        [file(conn, unit, kind="scan", book_id=book_id), book_id],
    )
    found = {item["kind"]: item["items"] for item in queue(conn, unit)}
    assert found == {"warning": 2, "missing_row": 1, "scan_missing": 4, "scan_odd": 1}


def test_an_incident_is_open_until_it_is_closed(conn):
    conn.execute(
        "INSERT INTO incident (kind, stage_id, step, run_id, reason, owner, next_step)"
        " VALUES ('failure', 'tinh_3', 'load', 'r', 'lý do', 'kỹ sư dữ liệu', 'xem nhật ký')"
    )
    (item,) = progress.queue_by_book(conn, TODAY, kinds=[QueueKind.INCIDENT])
    assert (item["owner"], item["stage_id"], item["next_step"]) == ("kỹ sư dữ liệu", "tinh_3", "xem nhật ký")
    conn.execute("UPDATE incident SET closed_at = now()")
    assert progress.queue_by_book(conn, TODAY, kinds=[QueueKind.INCIDENT]) == []


def test_a_rejected_file_is_open_until_something_better_came_or_it_is_gone(conn, unit):
    book_id = book(conn, unit)
    of_book = {"register": "KS", "year": 2017}
    number = conn.execute("SELECT book_no FROM book WHERE book_id = %s", [book_id]).fetchone()[0]
    same_book = file(conn, unit, "rejected", book_id=book_id, book_no=number, **of_book)
    file(conn, unit, "rejected", path=f"{unit}/a", kind="unknown")
    file(conn, unit, "rejected", sha="ab", kind="unknown")
    file(conn, unit, "rejected", kind="inventory")
    judged = file(conn, unit, "rejected", book_id=book_id, rows_returned=3)
    gone = file(conn, unit, "rejected", kind="unknown")

    def rejected():
        return sum(item["items"] for item in queue(conn, unit) if item["kind"] == "file_rejected")

    assert rejected() == 5, "rows that were judged wait as returned rows"
    conn.execute("UPDATE delivery_file SET removed_at = now() WHERE file_id = %s", [gone])
    assert rejected() == 4
    file(conn, unit, "loaded", path=f"{unit}/a")
    assert rejected() == 3
    file(conn, unit, "loaded", sha="ab")
    assert rejected() == 2
    inventory = file(conn, unit, "loaded", kind="inventory")
    conn.execute(
        "INSERT INTO inventory (unit_id, file_id, dated_on) VALUES (%s, %s, '2026-01-01')", [unit, inventory]
    )
    assert rejected() == 1
    file(conn, unit, "loaded", book_id=book_id, book_no=number, **of_book)
    assert rejected() == 0
    assert same_book < judged


def test_age_is_as_of_the_data_date_in_vietnam(conn, unit):
    moments = [datetime(2026, 3, 1, tzinfo=UTC) - timedelta(days=days) for days in (0, 7, 8, 30, 31)]
    for moment in moments:
        file(conn, unit, "received", kind="scan", at=moment)
    # 17:00 UTC is midnight in Vietnam: that file came on 2 March.
    file(conn, unit, "received", kind="scan", at=datetime(2026, 3, 1, 17, tzinfo=UTC))
    (item,) = queue(conn, unit)
    assert [item[band] for band in ("within_7", "within_30", "over_30", "oldest_days")] == [3, 2, 1, 31]
    (later,) = queue(conn, unit, date(2026, 3, 9))
    assert [later[band] for band in ("within_7", "within_30", "over_30", "oldest_days")] == [1, 3, 2, 39]


def test_who_answers_today_is_the_successor_and_both_names_are_told(conn):
    plan = load_plan("ben_tre_2019")
    sync_plan(conn, plan)
    maker = plan.units.at("28855", date(2017, 1, 1))
    heir = plan.units.successor(maker, TODAY)
    assert heir.unit_id != maker.unit_id
    put_open = book(conn, maker.unit_id, "rekeying")
    (item,) = [i for i in progress.queue_by_book(conn, TODAY, heir.code) if i["book_id"] == put_open]
    assert (item["owner_unit_id"], item["owner"], item["unit"]) == (heir.unit_id, heir.name, maker.name)
    (then,) = [
        i for i in progress.queue_by_book(conn, date(2019, 12, 1), "28855") if i["book_id"] == put_open
    ]
    assert (then["owner_unit_id"], then["owner"]) == (maker.unit_id, maker.name)
    (row,) = [
        r
        for r in progress.queue_by_owner(conn, TODAY, [QueueKind.REKEYING])
        if r["owner_unit_id"] == heir.unit_id
    ]
    assert maker.name in row["makers"]


def test_successors_are_those_of_the_registry(conn):
    plan = load_plan("ben_tre_2019")
    sync_plan(conn, plan)
    for day in (date(2019, 7, 1), date(2020, 6, 1), TODAY):
        conn.execute("SELECT set_config('hotich.as_of', %s, false)", [day.isoformat()])
        found = {
            row[0]: row[1] if row[2] else None
            for row in conn.execute("SELECT unit_id, today_id, known FROM unit_today")
        }
        for unit in plan.units:
            if unit.valid_from is None or unit.valid_from <= day:
                heir = plan.units.successor(unit, day)
                assert found[unit.unit_id] == (heir.unit_id if heir else None), (unit.code, day)
    conn.execute("SELECT set_config('hotich.as_of', '', false)")


def test_a_unit_that_nobody_follows_is_told_as_such(conn):
    sync_plan(conn, load_plan("ben_tre_2019"))
    (unit_id,) = conn.execute("SELECT unit_id FROM unit_today WHERE NOT known ORDER BY 1 LIMIT 1").fetchone()
    made = book(conn, unit_id, "rekeying")
    (item,) = [i for i in progress.queue_by_book(conn, TODAY) if i["book_id"] == made]
    assert item["owner_unit_id"] == unit_id
    assert "chưa ghi đơn vị kế thừa" in item["owner"]


def test_the_sums_are_those_of_the_items(conn, unit):
    for state, _ in OPEN:
        put(conn, unit, state)
    by_book, by_owner = progress.queue_by_book(conn, TODAY), progress.queue_by_owner(conn, TODAY)
    for column in ("items", "within_7", "within_30", "over_30"):
        assert sum(row[column] for row in by_book) == sum(row[column] for row in by_owner)
    for row in by_book:
        assert row["items"] == row["within_7"] + row["within_30"] + row["over_30"]
        assert row["kind"] in set(QueueKind)
    assert {row["kind"] for row in progress.queue_by_owner(conn, TODAY, [QueueKind.SAMPLE])} == {"sample"}


def test_metrics_are_the_numbers_of_the_queue_and_zero_where_nothing_is_open(conn, unit):
    put(conn, unit, RowState.OPEN)
    code = conn.execute("SELECT code FROM unit WHERE unit_id = %s", [unit]).fetchone()[0]
    readings = {
        (reading.name, reading.tags["kind"]): reading.value
        for reading in progress.queue_metrics(conn, TODAY, STAGE)
        if reading.tags["unit"] == code
    }
    assert readings["hotich.queue.items", "returned_row"] == 1
    assert readings["hotich.queue.items", "sample"] == 0
    assert len(readings) == len(QueueKind) * len(progress.QUEUE_METRICS)
    assert progress.queue_metrics(conn, TODAY, "tinh_4") == []
