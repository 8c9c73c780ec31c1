"""Compares second keyings with the loaded books, and hands what differs to a third person (delivery contract §4)."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

import psycopg

from hotich.acceptance.arbitration import ArbitratedBook, DifferenceLine, digest, write_arbitration
from hotich.acceptance.keyings import compare
from hotich.jobs.roles import conflict
from hotich.plan import Plan, load_plan
from hotich.registers import register as register_of
from hotich.settings import Settings
from hotich.slips.layout import IN_BOOK, NOT_IN_BOOK
from hotich.storage import audit, keying_slips, keyings
from hotich.storage.attempts import lock_books
from hotich.storage.database import connect, transient_errors
from hotich.storage.differences import apply_answers, write_differences
from hotich.storage.keying_slips import OpenDifference, SlipBook
from hotich.storage.keyings import KeyedBook
from hotich.storage.roles import BookRole, first_keyers, note_roles, second_keyers
from hotich.storage.states import Role, Weight

ACTOR = "hotich"
BOOKS_AT_ONCE = 200
"""Books compared in one transaction: bounds the memory and how long their rows are locked."""


def compare_keyings(settings: Settings, stage_id: str, as_of: date) -> dict[str, int]:
    """Compare the keyings of the stage's books that have news, close what is decided, write the slips of arbitration.

    Each group of books in a transaction of its own; running it again changes nothing. Returns counts: books compared,
    refused (second keyings of a first keyer), opened, agreed, decided (differences), slips written.
    Raises DatabaseUnavailableError.
    """
    plan = load_plan(settings.plan).at(as_of)
    counts = Counter(dict.fromkeys(("compared", "refused", "opened", "agreed", "decided", "slips"), 0))
    with connect(settings) as conn:
        again = True
        while again:
            # A refused second keying may have hidden an older one of somebody else.
            refused = counts["refused"]
            for group in _groups(keyings.books_with_news(conn, stage_id)):
                counts.update(_compare_group(conn, stage_id, group))
            again = counts["refused"] > refused
        for book_id in keying_slips.books_with_slip_due(conn, stage_id):
            counts["slips"] += _renew_slip(conn, settings, plan, book_id)
    return dict(counts)


def _groups(books: Sequence[KeyedBook]) -> Iterator[list[int]]:
    """The books' ids, of one register at a time."""
    by_register: dict[str, list[int]] = defaultdict(list)
    for book in books:
        by_register[book.register].append(book.book_id)
    for ids in by_register.values():
        for start in range(0, len(ids), BOOKS_AT_ONCE):
            yield ids[start : start + BOOKS_AT_ONCE]


def _compare_group(conn: psycopg.Connection[Any], stage_id: str, book_ids: list[int]) -> dict[str, int]:
    """Compare books of one register in one transaction; what another run did meanwhile is not done again."""
    with transient_errors(), conn.transaction():
        lock_books(conn, sorted(book_ids))
        books = keyings.books_with_news(conn, stage_id, book_ids)
        refused = _refuse_first_keyers(conn, books)
        books = [book for book in books if book.second_file_id not in refused]
        return {"refused": len(refused), **(_compare(conn, books) if books else {})}


def _refuse_first_keyers(conn: psycopg.Connection[Any], books: Sequence[KeyedBook]) -> set[int]:
    """End the second keyings by somebody who keyed the book first; returns their files. The others' keyers are noted."""
    if not books:
        return set()
    first = first_keyers(conn, books[0].register, [book.book_id for book in books])
    second = second_keyers(conn, [book.second_file_id for book in books])
    note_roles(conn, first)
    keyed = {(one.book_id, one.key) for one in first}
    reason = conflict(Role.SECOND_KEYER, Role.FIRST_KEYER)
    refused: dict[int, BookRole] = {
        one.file_id: one for one in second if one.file_id and (one.book_id, one.key) in keyed
    }
    for file_id, role in refused.items():
        keyings.refuse_second_keying(conn, file_id, reason)
        audit.write(
            conn,
            ACTOR,
            "second_keying_refused",
            register=books[0].register,
            book_id=role.book_id,
            file_id=file_id,
        )
    note_roles(conn, [one for one in second if one.file_id not in refused])
    return set(refused)


def _compare(conn: psycopg.Connection[Any], books: Sequence[KeyedBook]) -> dict[str, int]:
    described = register_of(books[0].register)
    ids = [book.book_id for book in books]
    arbiters = apply_answers(conn, described, ids, IN_BOOK, NOT_IN_BOOK)
    note_roles(conn, arbiters)
    second, present = keyings.second_keying(conn, described, [book.second_file_id for book in books])
    found = compare(
        described,
        keyings.first_keying(conn, described, ids),
        second,
        present,
        keyings.waiting_numbers(conn, ids),
    )
    keyings.note_comparison(conn, books, found.books, found.cells)
    written = write_differences(conn, described, books, found.differences)
    return {"compared": len(books), "decided": len(arbiters), **written}


def _renew_slip(conn: psycopg.Connection[Any], settings: Settings, plan: Plan, book_id: int) -> bool:
    """Write the book's slip if what it says has changed; drop it when nothing waits for a third person any more.

    The book stays locked until the file is in its place, so that the last slip written is the last one true.
    """
    with transient_errors(), conn.transaction():
        book = keying_slips.lock_slip(conn, book_id)
        if book is None:
            return False
        slip = _arbitrated(plan, book)
        path = settings.outbox / slip.unit_code / slip.name
        lines = [_line(one) for one in _in_order(slip, keying_slips.open_differences(conn, book))]
        if all(line.weight is Weight.LIGHT for line in lines):
            path.unlink(missing_ok=True)
            keying_slips.note_slip(conn, book_id, None)
            return False
        now = digest(slip, lines)
        renewed = now != book.slip_digest or not path.exists()
        if renewed:
            write_arbitration(path, slip, lines)
        keying_slips.note_slip(conn, book_id, now)
        return renewed


def _arbitrated(plan: Plan, book: SlipBook) -> ArbitratedBook:
    unit = plan.units.by_id(book.unit_id)
    return ArbitratedBook(unit.code, unit.name, register_of(book.register), book.year, book.book_no)


def _in_order(slip: ArbitratedBook, differences: Sequence[OpenDifference]) -> list[OpenDifference]:
    """By case; within it content before manner, then as the template has the columns."""
    places = {field.name: place for place, field in enumerate(slip.register.all_fields)}
    return sorted(
        differences,
        key=lambda one: (
            one.entry_year, one.entry_no, one.entry_suffix, one.weight is Weight.LIGHT, places.get(one.field, -1),
        ),
    )  # fmt: skip


def _line(one: OpenDifference) -> DifferenceLine:
    return DifferenceLine(
        f"{one.entry_no}{one.entry_suffix}/{one.entry_year}", one.sha256, one.row_no, one.field, one.finding, one.weight,
        one.first_value, one.second_value, one.scan,
    )  # fmt: skip
