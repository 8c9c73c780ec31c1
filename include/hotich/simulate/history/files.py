"""The files of a history: what came, when, how it ended, in which batch and load."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from hashlib import blake2b
from typing import Final

from hotich.registers.inventory import FILE_NAME
from hotich.simulate.history.archive import Office, PaperBook
from hotich.simulate.history.work import Story
from hotich.storage.outcomes import FileOutcome
from hotich.storage.states import FileKind, FileState
from hotich.units import Unit

_MORNING, _NIGHT = time(1, tzinfo=UTC), time(13, tzinfo=UTC)
"""Files come from 8 in the morning on, runs end at 8 in the evening (Vietnam)."""
_UNREADABLE: Final = "Tệp có mật khẩu nên không mở được. Bỏ mật khẩu rồi gửi lại."
_ROW_SIZE: Final = 190


@dataclass(slots=True, eq=False)
class HistoryFile:
    """A delivered file. Identifiers are given in the order of arrival."""

    kind: FileKind
    unit: Unit
    path: str
    seen_at: datetime
    decided_at: datetime | None
    state: FileState
    reason: str | None
    book: PaperBook | None = None
    rows_read: int = 0
    rows_loaded: int = 0
    rows_returned: int = 0
    version: int = 0
    file_id: int = 0
    batch_id: str | None = None
    load_id: int | None = None

    @property
    def loads(self) -> bool:
        """Whether a load ended it."""
        return (
            self.kind in {FileKind.BOOK, FileKind.FIX} and self.decided_at is not None and self.rows_read > 0
        )

    @property
    def size(self) -> int:
        """In bytes; not the same for any two."""
        return 9_000 + max(1, self.rows_read) * _ROW_SIZE

    @property
    def sha256(self) -> str:
        """A digest of its own."""
        return blake2b(f"{self.path}{self.seen_at}".encode(), digest_size=32).hexdigest()


def arrival(day: int, minute: int) -> datetime:
    """A moment of the working day."""
    return datetime.combine(date.fromordinal(day), _MORNING) + timedelta(minutes=minute % 480)


def evening(day: int) -> datetime:
    """When the day's run has ended."""
    return datetime.combine(date.fromordinal(day), _NIGHT)


def history_files(offices: Iterable[Office], stories: Sequence[Story], as_of: date) -> list[HistoryFile]:
    """Every inventory and book file, slip and second keying that came by the data date; not numbered yet."""
    found = [file for office in offices for file in _inventories(office, as_of)]
    today = as_of.toordinal()
    for story in stories:
        found += [file for file in _of_book(story, today) if file.seen_at <= evening(today)]
    return found


def in_order(files: Iterable[HistoryFile]) -> list[HistoryFile]:
    """The files by arrival, numbered so."""
    found = sorted(files, key=lambda file: (file.seen_at, file.path))
    for number, file in enumerate(found, start=1):
        file.file_id = number
    return found


def _inventories(office: Office, as_of: date) -> Iterator[HistoryFile]:
    for number, day in enumerate(office.inventories):
        if day <= as_of:
            books = sum(1 for book in office.books if book.told_by(number) is not None)
            yield HistoryFile(
                FileKind.INVENTORY, office.unit, f"{office.unit.code}/{FILE_NAME}", arrival(day.toordinal(), 0),
                evening(day.toordinal()), FileState.LOADED, f"Đã nhận {books} quyển sổ.", rows_read=books, rows_loaded=books,
            )  # fmt: skip


def _of_book(story: Story, today: int) -> Iterator[HistoryFile]:
    book = story.book
    stem = f"{book.unit.code}/{book.unit.code}.{book.register}.{book.year}.{book.number:02d}"

    def file(kind: FileKind, day: int, suffix: str = "") -> HistoryFile:
        return HistoryFile(
            kind,
            book.unit,
            f"{stem}{suffix}.xlsx",
            arrival(day, book.book_id),
            evening(day),
            FileState.LOADED,
            None,
            book,
        )

    if story.refused_on is not None:
        refused = file(FileKind.BOOK, story.refused_on)
        refused.state, refused.reason = FileState.REJECTED, _UNREADABLE
        yield refused
    if story.seen_on is None or story.decided_on is None:
        return
    first = file(FileKind.BOOK, story.seen_on)
    first.rows_read = book.cases
    first.decided_at = evening(story.decided_on)
    if story.decided_on > today:
        first.decided_at, first.state = None, FileState.VALIDATED if story.gated else FileState.EXTRACTED
        yield first
        return
    _conclude(first, story.returned)
    yield first
    if story.mended_on is not None and story.mended_on <= today:
        fix = file(FileKind.FIX, story.mended_on, ".fix")
        fix.rows_read = fix.rows_loaded = story.returned
        fix.reason = f"Đã nhận {story.returned} dòng sổ."
        yield fix
    if story.keyed_twice_on is not None:
        short = file(FileKind.SHORT, story.keyed_twice_on, ".short")
        short.rows_read = short.rows_loaded = book.cases
        short.reason = f"Đã nạp {book.cases} dòng."
        yield short
    if story.keyed_again_on is not None and story.keyed_again_on <= today:
        again = file(FileKind.BOOK, story.keyed_again_on)
        again.rows_read = book.cases
        _conclude(again, 0)
        yield again


def _conclude(file: HistoryFile, returned: int) -> None:
    outcome = FileOutcome(
        0,
        0,
        0,
        FileState.LOADED,
        "",
        rows_read=file.rows_read,
        rows_loaded=file.rows_read - returned,
        rows_returned=returned,
    )
    outcome.conclude()
    file.state, file.reason = outcome.state, outcome.reason
    file.rows_loaded, file.rows_returned = outcome.rows_loaded, returned
