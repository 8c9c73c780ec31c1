"""Books, inventories and files of a history as the tables hold them on its data date."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

from hotich.simulate.history.archive import Office, PaperBook, conditions
from hotich.simulate.history.files import HistoryFile, evening
from hotich.simulate.history.ledger import Ledger
from hotich.simulate.history.work import Story
from hotich.storage.states import BookState, FileKind, FileState

_TAKEN: Final = (FileState.LOADED, FileState.PARTLY_LOADED)


def book_state(story: Story, today: int) -> BookState:
    """Where a book stands at the end of a day."""
    first_file = story.refused_on or story.seen_on
    if first_file is None or first_file > today:
        return BookState.LISTED
    if story.decided_on is None or story.decided_on > today:
        return BookState.DELIVERED
    if story.failed_on is not None and story.failed_on <= today and (story.keyed_again_on or 0) > today:
        return BookState.REKEYING
    if story.open_rows(today):
        return BookState.RETURNED if story.returned == story.book.cases else BookState.PARTLY_LOADED
    return BookState.LOADED


def loaded_cases(story: Story, today: int) -> int:
    """Cases of the book that are loaded at the end of a day."""
    if story.decided_on is None or story.decided_on > today:
        return 0
    return story.book.cases - story.open_rows(today)


def write_books(
    ledger: Ledger,
    offices: Sequence[Office],
    stories: Mapping[int, Story],
    files: Sequence[HistoryFile],
    as_of: date,
) -> int:
    """Every book that the system knows by the data date, then its files and the inventories; returns how many books.

    `stories`: by book_id; a book without one lies untouched.
    """
    today, number = as_of.toordinal(), 0
    newest = {
        file.book.book_id: file
        for file in files
        if file.book and file.state in _TAKEN and file.kind is FileKind.BOOK
    }
    touched = {file.book.book_id: file for file in files if file.book}
    for office in offices:
        for book in office.books:
            story = stories.get(book.book_id) or Story(book)
            if book_state(story, today) is BookState.LISTED and not _listed(office, book, as_of):
                continue
            number += 1
            _write_book(ledger, story, newest.get(book.book_id), touched.get(book.book_id), office, today)
    _write_files(ledger, files)
    _write_inventories(ledger, offices, files)
    return number


def _listed(office: Office, book: PaperBook, as_of: date) -> bool:
    return book.first_listed is not None and office.inventories[book.first_listed] <= as_of


def _write_book(
    ledger: Ledger,
    story: Story,
    newest: HistoryFile | None,
    touched: HistoryFile | None,
    office: Office,
    today: int,
) -> None:
    book = story.book
    accepted = story.accepted_at(today)
    updated = touched.decided_at or touched.seen_at if touched else evening(office.inventories[0].toordinal())
    ledger.add(
        "book", book_id=book.book_id, unit_id=book.unit.unit_id, register=book.register, year=book.year,
        book_no=book.number, state=book_state(story, today), stage_id=book.stage.id, opened_on=book.opened_on,
        fence=newest.load_id if newest else 0, attempt_load_id=newest.load_id if newest else None,
        current_file_id=newest.file_id if newest else None, case_count=loaded_cases(story, today),
        accepted_at=None if accepted is None else evening(accepted), updated_at=updated,
    )  # fmt: skip


def _write_files(ledger: Ledger, files: Sequence[HistoryFile]) -> None:
    for file in files:
        book = file.book
        ledger.add(
            "delivery_file", file_id=file.file_id, path=file.path, size=file.size, modified_at=file.seen_at,
            sha256=file.sha256, kind=file.kind, unit_id=file.unit.unit_id, register=book.register if book else None,
            year=book.year if book else None, book_no=book.number if book else None,
            book_id=book.book_id if book else None, batch_id=file.batch_id, load_id=file.load_id, state=file.state,
            reason=file.reason, rows_read=file.rows_read, rows_loaded=file.rows_loaded, rows_returned=file.rows_returned,
            seen_at=file.seen_at, decided_at=file.decided_at,
        )  # fmt: skip


def _write_inventories(ledger: Ledger, offices: Sequence[Office], files: Sequence[HistoryFile]) -> None:
    """One for each inventory file; its lines are what it tells of the books."""
    notes = conditions()
    of_unit = {office.unit.unit_id: office for office in offices}
    came: dict[int, int] = {}
    inventory_id = 0
    for file in files:
        if file.kind is not FileKind.INVENTORY:
            continue
        inventory_id += 1
        office = of_unit[file.unit.unit_id]
        number = came.get(file.unit.unit_id, 0)
        came[file.unit.unit_id] = number + 1
        ledger.add(
            "inventory", inventory_id=inventory_id, unit_id=file.unit.unit_id, file_id=file.file_id,
            dated_on=office.inventories[number], taken_at=file.decided_at,
        )  # fmt: skip
        for book in office.books:
            told = book.told_by(number)
            if told is not None:
                ledger.add(
                    "inventory_book", inventory_id=inventory_id, book_id=book.book_id, stage_id=book.stage.id,
                    opened_on=book.opened_on, locked_on=book.locked_on, page_count=book.page_count,
                    case_count=told + book.struck_out, struck_out_count=book.struck_out, condition=book.condition,
                    note=notes.get(book.condition),
                )  # fmt: skip
