"""What a check sheet shows of a sample, and what a filled-in one says of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import psycopg
from psycopg.rows import dict_row
from psycopg.sql import SQL, Identifier

from hotich.registers import register as register_of
from hotich.storage.cases import case_columns
from hotich.storage.database import transient_errors
from hotich.storage.states import SampleState


@dataclass(frozen=True, slots=True)
class Sample:
    """A sample of a book."""

    sample_id: int
    book_id: int
    register: str
    year: int
    book_no: int
    unit_id: int
    stage_id: str
    scheme: str
    case_count: int
    size: int
    allowed: int
    limit_quality: float
    risk: float
    state: SampleState
    wrong_count: int | None
    content_digest: str
    current_file_id: int | None
    answered: int
    """Cases with an answer."""
    opened_at: datetime
    next_step: str


@dataclass(frozen=True, slots=True)
class SampledCase:
    """A case of a sample as the check sheet shows it."""

    position: int
    entry_no: int
    entry_suffix: str
    registered_on: date
    scan_name: str | None
    """Of the matched scan; None: there is none."""
    values: Mapping[str, str | None]
    """Field name → loaded value as text (dates as EDTF)."""
    written: Mapping[str, str]
    """Field name → as written, where it differs."""


@dataclass(frozen=True, slots=True)
class CaseAnswer:
    """What the checker says of one case."""

    position: int
    is_right: bool
    wrong_fields: tuple[str, ...] = ()
    remark: str | None = None


_SAMPLE = (
    "SELECT s.sample_id, s.book_id, b.register, b.year, b.book_no, b.unit_id, coalesce(b.stage_id, ''), s.scheme,"
    " s.case_count, s.size, s.allowed_count, s.limit_quality, s.risk, s.state, s.wrong_count, s.content_digest,"
    " b.current_file_id, (SELECT count(*)::int FROM sample_case c WHERE c.sample_id = s.sample_id AND c.is_right IS NOT NULL),"
    " s.opened_at, s.next_step FROM sample s JOIN book b USING (book_id) "
)


def find_sample(conn: psycopg.Connection[Any], sample_id: int) -> Sample | None:
    """The sample of that number."""
    return next(iter(_samples(conn, "WHERE s.sample_id = %s", [sample_id])), None)


def samples_of(
    conn: psycopg.Connection[Any], stage_id: str | None = None, states: Sequence[SampleState] = (SampleState.OPEN,)
) -> list[Sample]:  # fmt: skip
    """Samples in these states (of a stage, if given), the oldest first."""
    return _samples(
        conn,
        "WHERE s.state = ANY(%s) AND (%s::text IS NULL OR b.stage_id = %s) ORDER BY s.opened_at, s.sample_id",
        [[state.value for state in states], stage_id, stage_id],
    )


def unwritten(conn: psycopg.Connection[Any], stage_id: str) -> list[Sample]:
    """Open samples of a stage whose check sheet has not been written, by register."""
    return _samples(
        conn,
        "WHERE s.state = 'open' AND s.sheet_at IS NULL AND b.stage_id = %s ORDER BY b.register, s.sample_id",
        [stage_id],
    )


def _samples(conn: psycopg.Connection[Any], where: str, words: list[Any]) -> list[Sample]:
    with transient_errors():
        rows = conn.execute((_SAMPLE + where).encode(), words).fetchall()
    return [_sample(row) for row in rows]


def _sample(row: tuple[Any, ...]) -> Sample:
    values = list(row)
    values[13] = SampleState(row[13])
    return Sample(*values)


def sampled_cases(
    conn: psycopg.Connection[Any], register: str, sample_ids: Sequence[int]
) -> dict[int, list[SampledCase]]:
    """sample_id → its cases in the order of the sheet; the samples are of books of one register."""
    described = register_of(register)
    names = [field.name for field in case_columns(described)]
    columns = SQL(", ").join(SQL("c.{0}::text AS {0}").format(Identifier(name)) for name in names)
    query = SQL(
        "SELECT k.sample_id, k.position, c.entry_no, c.entry_suffix, c.registered_on AS registered, c.written,"
        " (SELECT v.name FROM scan v WHERE v.case_id = c.case_id AND v.state = 'matched'"
        " ORDER BY v.file_id DESC, v.name LIMIT 1) AS scan_name, {} FROM sample_case k JOIN {} c USING (case_id)"
        " WHERE k.sample_id = ANY(%s) ORDER BY 1, 2"
    ).format(columns, Identifier("hotich", described.table))
    with transient_errors(), conn.cursor(row_factory=dict_row) as cursor:
        rows = cursor.execute(query, [list(sample_ids)]).fetchall()
    found: dict[int, list[SampledCase]] = {}
    for row in rows:
        values = {name: row[name] for name in names}
        case = SampledCase(
            row["position"], row["entry_no"], row["entry_suffix"], row["registered"], row["scan_name"], values,
            row["written"] or {},
        )  # fmt: skip
        found.setdefault(row["sample_id"], []).append(case)
    return found


def note_written(conn: psycopg.Connection[Any], sample_ids: Sequence[int]) -> None:
    """Their check sheets are in the outbox."""
    with transient_errors():
        conn.execute("UPDATE sample SET sheet_at = now() WHERE sample_id = ANY(%s)", [list(sample_ids)])


def keep_answers(conn: psycopg.Connection[Any], sample_id: int, answers: Sequence[CaseAnswer]) -> None:
    """Write down what the checker found, over what was answered before."""
    with conn.cursor() as cursor:
        cursor.executemany(
            "UPDATE sample_case SET is_right = %s, wrong_fields = %s, remark = %s"
            " WHERE sample_id = %s AND position = %s",
            [(one.is_right, list(one.wrong_fields), one.remark, sample_id, one.position) for one in answers],
        )


@dataclass(frozen=True, slots=True)
class Tally:
    """What the answers of a sample come to."""

    unanswered: int
    wrong_cases: int
    wrong_fields: int


def tally(conn: psycopg.Connection[Any], sample_id: int) -> Tally:
    """Count the answers of a sample."""
    row = conn.execute(
        "SELECT count(*) FILTER (WHERE is_right IS NULL)::int, count(*) FILTER (WHERE NOT is_right)::int,"
        " coalesce(sum(cardinality(wrong_fields)), 0)::int FROM sample_case WHERE sample_id = %s",
        [sample_id],
    ).fetchone()
    assert row is not None
    return Tally(*row)


def close_sample(
    conn: psycopg.Connection[Any], sample_id: int, state: SampleState, found: Tally, *, checked_by: str, file_id: int,
    next_step: str, content_digest: str | None = None,
) -> None:  # fmt: skip
    """Give an open sample its result. `content_digest`: of the cases that it now vouches for."""
    conn.execute(
        "UPDATE sample SET state = %s, wrong_count = %s, wrong_field_count = %s, checked_by = %s, result_file_id = %s,"
        " next_step = %s, content_digest = coalesce(%s, content_digest), closed_at = now() WHERE sample_id = %s",
        [
            state.value, found.wrong_cases, found.wrong_fields, checked_by, file_id, next_step, content_digest, sample_id,
        ],
    )  # fmt: skip
