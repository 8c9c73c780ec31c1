"""What the cells of a slip are about: rows that wait for a correction, and loaded cases, found by file digest and row number."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import psycopg
from psycopg.rows import dict_row
from psycopg.sql import SQL, Identifier

from hotich.registers import Register
from hotich.storage.database import transient_errors
from hotich.storage.states import RowState
from hotich.storage.wording import as_written


class Place(NamedTuple):
    """A row of a delivered file, as a slip names it."""

    sha256: str
    row_no: int


class Finding(NamedTuple):
    """A rule that a row broke, at one field ("": the row as a whole)."""

    rule_id: str
    field: str


@dataclass(slots=True)
class Target:
    """A row that a slip may correct."""

    file_id: int
    row_no: int
    case_id: int | None
    """The loaded case that the row is, or whose newer version it is."""
    waits: bool
    """Whether the row was returned and is not loaded."""
    row: dict[str, str]
    """As written: field → text."""
    findings: list[Finding] = field(default_factory=list)
    faults: list[tuple[str, str]] = field(default_factory=list)
    """(field, fault) of damaged cells whose text does not show it."""
    encoding: str = "unicode"
    confirmed: dict[str, "Confirmation"] = field(default_factory=dict)
    """Fields that were confirmed before ("": the row as a whole)."""


class Confirmation(NamedTuple):
    """Who has confirmed a cell, by which slip; both None where the case's warning tells."""

    person: str | None
    file_id: int | None


KNOWN = Confirmation(None, None)


@dataclass(frozen=True, slots=True)
class _File:
    file_id: int
    sha256: str
    present: frozenset[str] | None
    encoding: str


Case = Mapping[str, Any]


def find_targets(
    conn: psycopg.Connection[Any], register: Register, book_id: int, places: Collection[Place]
) -> dict[Place, Target | str]:
    """For each place of the book what it is about, or, in Vietnamese, why nothing can be corrected there."""
    with transient_errors():
        files = _files(conn, book_id, {place.sha256 for place in places})
        wanted = [(file, place) for place in places for file in files.get(place.sha256, ())]
        rows = _returned_rows(conn, book_id, wanted)
        cases = _cases(
            conn, register, book_id, wanted, [row["case_id"] for row in rows.values() if row["case_id"]]
        )
        by_place = {(case["file_id"], case["row_no"]): case for case in cases.values()}
        found: dict[Place, Target | str] = {}
        for place in places:
            found[place] = _target(register, files.get(place.sha256, []), place, rows, cases, by_place)
        targets = [target for target in found.values() if isinstance(target, Target)]
        _add_warnings(conn, targets)
        _add_confirmed(conn, book_id, targets)
    return found


def second_keyings(conn: psycopg.Connection[Any], book_id: int) -> dict[str, int]:
    """sha256 → file_id of the book's second keyings."""
    with transient_errors():
        rows = conn.execute(
            "SELECT sha256, max(file_id) FROM delivery_file WHERE book_id = %s AND kind = 'short'"
            " AND sha256 IS NOT NULL GROUP BY 1",
            [book_id],
        ).fetchall()
    return dict(rows)


def _files(conn: psycopg.Connection[Any], book_id: int, digests: set[str]) -> dict[str, list[_File]]:
    """sha256 → the book's files with that content, the newest first."""
    found: dict[str, list[_File]] = {}
    for file_id, sha256, present, encoding in conn.execute(
        "SELECT file_id, sha256, present_columns, coalesce(encoding, 'unicode') FROM delivery_file"
        " WHERE book_id = %s AND kind = 'book' AND sha256 = ANY(%s) ORDER BY file_id DESC",
        [book_id, sorted(digests)],
    ).fetchall():
        columns = None if present is None else frozenset(present)
        found.setdefault(sha256, []).append(_File(file_id, sha256, columns, encoding))
    return found


def _returned_rows(
    conn: psycopg.Connection[Any], book_id: int, wanted: Collection[tuple[_File, Place]]
) -> dict[tuple[int, int], dict[str, Any]]:
    """(file_id, row_no) → the newest returned row there, an open one before all others."""
    rows = conn.cursor(row_factory=dict_row).execute(
        "SELECT DISTINCT ON (r.file_id, r.row_no) r.file_id, r.row_no, r.case_id, r.row, r.reasons, r.faults, r.state"
        " FROM returned_row r JOIN unnest(%s::int[], %s::int[]) AS w (file_id, row_no)"
        " ON (r.file_id, r.row_no) = (w.file_id, w.row_no) WHERE r.book_id = %s"
        " ORDER BY r.file_id, r.row_no, r.state <> 'open', r.returned_row_id DESC",
        [*_columns(wanted), book_id],
    )
    return {(row["file_id"], row["row_no"]): row for row in rows}


def _cases(
    conn: psycopg.Connection[Any], register: Register, book_id: int, wanted: Collection[tuple[_File, Place]],
    case_ids: Collection[int],
) -> dict[int, Case]:  # fmt: skip
    """case_id → the loaded cases at these places, and those with these ids."""
    rows = conn.cursor(row_factory=dict_row).execute(
        SQL(
            "SELECT c.* FROM {} c WHERE c.book_id = %s AND (c.case_id = ANY(%s)"
            " OR (c.file_id, c.row_no) IN (SELECT * FROM unnest(%s::int[], %s::int[])))"
        ).format(Identifier("hotich", register.table)),
        [book_id, list(case_ids), *_columns(wanted)],
    )
    return {row["case_id"]: row for row in rows}


def _columns(wanted: Collection[tuple[_File, Place]]) -> tuple[list[int], list[int]]:
    return [file.file_id for file, _ in wanted], [place.row_no for _, place in wanted]


def _target(
    register: Register, files: Collection[_File], place: Place, rows: Mapping[tuple[int, int], dict[str, Any]],
    cases: Mapping[int, Case], by_place: Mapping[tuple[int, int], Case],
) -> Target | str:  # fmt: skip
    if not files:
        return "mã sha256 không phải của tệp nào đã giao của quyển này: ghi vào phiếu của đúng quyển."
    for file in files:
        row = rows.get((file.file_id, place.row_no))
        if row is not None and row["state"] == RowState.OPEN:
            return _waiting(register, file, row, cases.get(row["case_id"] or 0))
    for file in files:
        case = by_place.get((file.file_id, place.row_no))
        if case is not None:
            return Target(
                file.file_id, place.row_no, case["case_id"], waits=False, row=as_written(register, case),
                encoding=file.encoding,
            )  # fmt: skip
    states = {row["state"] for file in files if (row := rows.get((file.file_id, place.row_no)))}
    if RowState.REPLACED in states:
        return f"dòng {place.row_no} đã có tệp giao lại thay thế: xem phiếu mới nhất của quyển."
    if states:
        return f"dòng {place.row_no} đã nạp và sau đó đã có bản mới hơn: xem phiếu mới nhất của quyển."
    return f"dòng {place.row_no} của tệp này không chờ sửa: tệp không có dòng ấy hoặc đã có bản mới hơn."


def _waiting(register: Register, file: _File, row: dict[str, Any], case: Case | None) -> Target:
    """A returned row; what its file has no column for is taken from the loaded case, so that nothing is blanked by it."""
    written = dict(row["row"])
    if case is not None and file.present is not None:
        kept = as_written(register, case)
        written |= {
            name: text for name, text in kept.items() if name not in file.present and name not in written
        }
    return Target(
        file.file_id, row["row_no"], row["case_id"], waits=True, row=written,
        findings=[Finding(reason["rule_id"], reason["field"]) for reason in row["reasons"]],
        faults=[(fault["field"], fault["fault"]) for fault in row["faults"]], encoding=file.encoding,
    )  # fmt: skip


def _add_warnings(conn: psycopg.Connection[Any], targets: Collection[Target]) -> None:
    """The warnings of loaded cases, and which of them are confirmed."""
    loaded = {target.case_id: target for target in targets if not target.waits and target.case_id}
    for case_id, rule_id, name, confirmed in conn.execute(
        "SELECT case_id, rule_id, field, confirmed FROM case_warning WHERE case_id = ANY(%s) ORDER BY 1, 2, 3",
        [list(loaded)],
    ).fetchall():
        loaded[case_id].findings.append(Finding(rule_id, name))
        if confirmed:
            loaded[case_id].confirmed[name] = KNOWN


def _add_confirmed(conn: psycopg.Connection[Any], book_id: int, targets: Collection[Target]) -> None:
    """What former slips confirmed of rows that still wait."""
    waiting = {(target.file_id, target.row_no): target for target in targets if target.waits}
    for (file_id, row_no, name), confirmation in confirmed_cells(conn, [book_id]).items():
        if (file_id, row_no) in waiting:
            waiting[file_id, row_no].confirmed[name] = confirmation


def confirmed_cells(
    conn: psycopg.Connection[Any], book_ids: Collection[int]
) -> dict[tuple[int, int, str], Confirmation]:
    """(file_id, row_no, field) of the cells whose last answer confirmed them."""
    rows = conn.execute(
        "SELECT * FROM (SELECT DISTINCT ON (target_file_id, target_row_no, field) target_file_id, target_row_no, field,"
        " confirms, person, file_id FROM correction WHERE book_id = ANY(%s) AND state IN ('applied', 'returned')"
        " ORDER BY target_file_id, target_row_no, field, at DESC, file_id DESC) last WHERE confirms",
        [list(book_ids)],
    ).fetchall()
    return {
        (file_id, row_no, name): Confirmation(person, slip) for file_id, row_no, name, _, person, slip in rows
    }
