"""Scan packages of a history: sent with some books; of the newest, what somebody still has to look at."""

from collections.abc import Sequence
from datetime import date, timedelta
from random import Random
from typing import Final

from hotich.simulate.history.files import HistoryFile
from hotich.simulate.history.ledger import Ledger
from hotich.storage.states import FileKind, FileState, ScanState

_SCANNED: Final = 0.01
"""Share of the books whose package still has something to look at."""
_OPEN: Final = (ScanState.UNREADABLE, ScanState.MISNAMED, ScanState.SURPLUS, ScanState.DOUBLED)
_RECENT: Final = timedelta(days=500)
_PDF_SIZE: Final = 98_000


def packages(files: Sequence[HistoryFile], as_of: date, seed: int) -> list[HistoryFile]:
    """A package beside some of the books that were loaded lately."""
    found: list[HistoryFile] = []
    books: set[int] = set()
    for file in files:
        if file.kind is FileKind.BOOK and file.rows_loaded and file.seen_at.date() > as_of - _RECENT:
            assert file.book is not None
            if file.book.book_id in books:
                continue
            books.add(file.book.book_id)
            if Random(f"{seed}/history/scans/{file.book.book_id}").random() < _SCANNED:
                path = file.path.removesuffix(".xlsx") + ".zip"
                package = HistoryFile(
                    FileKind.SCAN, file.unit, path, file.seen_at, file.decided_at, FileState.PARTLY_LOADED,
                    "Một số bản quét cần xem lại; xem việc đang mở.", file.book,
                )  # fmt: skip
                found.append(package)
    return found


def write_scans(ledger: Ledger, files: Sequence[HistoryFile], seed: int) -> None:
    """The faulty scans of the packages."""
    for file in files:
        if file.kind is not FileKind.SCAN or file.book is None:
            continue
        book = file.book
        draw = Random(f"{seed}/history/scans/faults/{book.book_id}")
        ledger.add(
            "book_scan",
            book_id=book.book_id,
            due=False,
            missing_count=0,
            since=file.seen_at,
            matched_at=file.decided_at,
        )
        for entry in draw.sample(range(1, book.cases + 1), min(draw.randrange(1, 4), book.cases)):
            state = draw.choice(_OPEN)
            ledger.add(
                "scan", file_id=file.file_id, name=f"{book.register}.{book.year}.{book.number:02d}.null.{entry:03d}.pdf",
                book_id=book.book_id, entry_no=entry, size=_PDF_SIZE, page_count=None if state is ScanState.UNREADABLE else 1,
                fault="Tệp PDF hỏng" if state is ScanState.UNREADABLE else None, state=state,
            )  # fmt: skip
