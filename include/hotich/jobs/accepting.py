"""Acceptance: check sheets are taken, books sampled, accepted or sent back, and people asked where a sample failed.

A book is accepted when it is loaded, none of its rows is returned, two keyings of it do not differ in a critical column,
none of its files waits, and its sample passed for what it holds now. Totals that differ from the inventory hold nothing
back: delivery contract §3 makes them notices. They stand on the check sheet, and a stage is done only when all its planned
cases are accepted.
"""

import secrets
from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any

import psycopg

from hotich.acceptance.sampling import book_sample, draw
from hotich.intake.inbox import Inbox
from hotich.jobs.approvals import ask_for_decisions
from hotich.jobs.check_sheets import ACTOR, take_sheets, write_sheets
from hotich.plan import Sampling, load_plan
from hotich.registers import REGISTERS
from hotich.settings import Settings
from hotich.storage import sample_sheets, samples
from hotich.storage.database import connect, transient_errors
from hotich.storage.samples import Candidate, NewSample
from hotich.storage.states import SampleState

BOOKS_AT_ONCE = 200
"""Books decided in one transaction: bounds the memory, and how long their rows are locked."""

SEED_BITS = 63


def accept_books(settings: Settings, stage_id: str, as_of: date) -> dict[str, Any]:
    """Take a stage's filled-in check sheets; void, draw, accept and reopen where something is new; ask people.

    Only books with news are looked into; a second run changes nothing. Returns counts: sheets taken, samples passed,
    failed, voided, drawn, books accepted, reopened, check sheets written, approvals asked for.
    """
    plan = load_plan(settings.plan).at(as_of)
    unsampled = [code for code in REGISTERS if plan.sampling_of(code, as_of) is None]
    counts = Counter(
        dict.fromkeys(("sheets", "passed", "failed", "voided", "drawn", "accepted", "reopened"), 0)
    )
    with connect(settings) as conn:
        counts.update(take_sheets(conn, Inbox(settings.inbox), stage_id))
        counts["reopened"] += samples.reopen_held(conn, stage_id, ACTOR)
        samples.keep_rekeying(conn, stage_id, ACTOR)
        counts["voided"] += _void_changed(conn, stage_id)
        for register, book_ids in samples.undecided_books(conn, stage_id, unsampled).items():
            sampling = plan.sampling_of(register, as_of)
            for start in range(0, len(book_ids), BOOKS_AT_ONCE):
                some = book_ids[start : start + BOOKS_AT_ONCE]
                counts.update(_decide(conn, register, sampling, some, unsampled))
        counts["written"] = write_sheets(settings, conn, plan, stage_id, as_of)
        counts["approvals"] = ask_for_decisions(conn, plan, stage_id, as_of)
    return {"stage_id": stage_id, **counts}


def _void_changed(conn: psycopg.Connection[Any], stage_id: str) -> int:
    """Void the open samples of books whose cases changed since; how many."""
    with transient_errors(), conn.transaction():
        books = samples.lock_changed(conn, stage_id)
        stale: list[int] = []
        for register in {book.register for book in books}:
            own = [book for book in books if book.register == register]
            digests = samples.content_digests(conn, register, {book.book_id: None for book in own})
            changed = [book for book in own if digests[book.book_id] != book.sample_digest]
            stale += [book.sample_id for book in changed if book.sample_id is not None]
            samples.note_file_counts(conn, [book for book in own if book not in changed])
        samples.void_samples(conn, stale)
    return len(stale)


def _decide(
    conn: psycopg.Connection[Any], register: str, sampling: Sampling | None, book_ids: Sequence[int],
    unsampled: Sequence[str],
) -> Counter[str]:  # fmt: skip
    """Accept those of these books whose sample holds, or that need none; draw for the others. One transaction."""
    with transient_errors(), conn.transaction():
        books = samples.lock_undecided(conn, book_ids, unsampled)
        vouched = {book.book_id: _passed_sample(book) for book in books}
        digests = samples.content_digests(conn, register, vouched)
        holding = {
            book.book_id for book in books
            if vouched[book.book_id] is not None and digests[book.book_id] == book.sample_digest
        }  # fmt: skip
        stale = [
            book for book in books
            if book.sample_state in {SampleState.PASSED, SampleState.OPEN} and book.book_id not in holding
        ]  # fmt: skip
        changed = {book.book_id: {"reason": "changed"} for book in stale if vouched[book.book_id] is not None}
        samples.void_samples(conn, [book.sample_id for book in stale if book.sample_id is not None])
        samples.audit_books(conn, ACTOR, "book_reopened", changed)
        needless = {book.book_id for book in books if sampling is None or not book.case_count}
        accepted = {
            book.book_id: _grounds(book, digests[book.book_id], sampled=book.book_id in holding)
            for book in books
            if book.book_id in holding | needless
        }
        samples.accept(conn, accepted, ACTOR)
        to_draw = [book for book in books if book.book_id not in accepted]
        if sampling is not None:
            _draw(conn, register, sampling, to_draw)
    return Counter(voided=len(stale), reopened=len(changed), accepted=len(accepted), drawn=len(to_draw))


def _passed_sample(book: Candidate) -> int | None:
    return book.sample_id if book.sample_state is SampleState.PASSED else None


def _grounds(book: Candidate, digest: str, *, sampled: bool) -> dict[str, object]:
    """Why the book is accepted, for the audit log."""
    return {"accepted": book.case_count, "digest": digest, "sample_id": book.sample_id if sampled else None}


def _draw(
    conn: psycopg.Connection[Any], register: str, sampling: Sampling, books: Sequence[Candidate]
) -> None:
    """Draw a sample of each of these locked books, with a seed that nobody could foresee."""
    book_ids = [book.book_id for book in books]
    keys = samples.case_keys(conn, register, book_ids)
    digests = samples.content_digests(conn, register, dict.fromkeys(book_ids))
    drawn = []
    for book in books:
        cases = keys[book.book_id]
        plan, seed = book_sample(sampling, len(cases)), secrets.randbits(SEED_BITS)
        chosen = draw(seed, [key for _, key in cases], plan.size)
        drawn.append(
            NewSample(
                book, digests[book.book_id], seed, sampling.name, plan.allowed,
                float(sampling.limit_quality_percent / 100), float(plan.risk),
                tuple(cases[n][0] for n in chosen), len(cases),
            )
        )  # fmt: skip
    samples.keep_samples(conn, drawn, ACTOR)


def sample_list(settings: Settings, stage_ids: Sequence[str | None] = ()) -> list[dict[str, Any]]:
    """Open and failed samples of these stages (none named: all): unit, book, state, size, figures, next step."""
    units = load_plan(settings.plan).units
    with connect(settings) as conn:
        found = [
            one
            for stage_id in stage_ids or (None,)
            for one in sample_sheets.samples_of(conn, stage_id, (SampleState.OPEN, SampleState.FAILED))
        ]
    rows = []
    for one in found:
        unit = units.by_id(one.unit_id)
        rows.append({
            "sample_id": one.sample_id, "unit": f"{unit.name} ({unit.code})", "register": one.register,
            "book": f"{one.book_no:02d}/{one.year}", "state": one.state.term, "cases": one.case_count, "size": one.size,
            "answered": one.answered, "wrong": one.wrong_count, "allowed": one.allowed, "risk_percent": round(100 * one.risk, 1),
            "opened": one.opened_at.date(), "next_step": one.next_step,
        })  # fmt: skip
    return rows
