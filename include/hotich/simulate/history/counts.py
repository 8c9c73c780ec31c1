"""Snapshots of a history: how each unit × register × stage stood on each data date, only where it changed."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Final

import numpy as np

from hotich.simulate.history.archive import LOST, Office
from hotich.simulate.history.work import Story

COLUMNS: Final = (
    "planned", "lost", "delivered", "checked", "returned", "loaded", "accepted", "books_planned", "books_delivered",
    "books_loaded",
)  # fmt: skip
_PLACE: Final = {name: place for place, name in enumerate(COLUMNS)}
_WEEK: Final = 7
_FRIDAY: Final = 5

Key = tuple[str, int, str]
"""Stage, unit, register."""
Change = tuple[Key, int, dict[str, int]]
"""What changed of it on an ordinal day."""
Row = tuple[Key, int, list[int]]
"""(key, place of the data date, value of each of COLUMNS)."""


def data_dates(first: date, as_of: date) -> list[int]:
    """The Fridays from the first one on, then the data date itself, as ordinals."""
    start = first.toordinal() + (_FRIDAY - first.isoweekday()) % _WEEK
    end = as_of.toordinal()
    return [*range(start, end, _WEEK), end]


def changes(offices: Sequence[Office], stories: Iterable[Story], as_of: date) -> Iterator[Change]:
    """Everything that changes a count, up to the data date."""
    today = as_of.toordinal()
    for office in offices:
        for number, day in enumerate(office.inventories):
            if day <= as_of:
                yield from _inventoried(office, number, day.toordinal())
    for story in stories:
        key = (story.book.stage.id, story.book.unit.unit_id, story.book.register)
        yield from ((key, day, change) for day, change in _of_story(story, today) if day <= today)


def _inventoried(office: Office, number: int, day: int) -> Iterator[Change]:
    for book in office.books:
        told = book.told_by(number)
        if told is None:
            continue
        before = book.told_by(number - 1) if number else None
        gone = book.condition == LOST
        more = told - (before or 0)
        yield (
            (book.stage.id, book.unit.unit_id, book.register), day,
            {"planned": more, "lost": more if gone else 0, "books_planned": 0 if before is not None else 1},
        )  # fmt: skip


def _of_story(story: Story, today: int) -> Iterator[tuple[int, dict[str, int]]]:
    cases, returned = story.book.cases, story.returned
    if story.seen_on is None or story.decided_on is None:
        return
    yield story.refused_on or story.seen_on, {"books_delivered": 1}
    yield story.seen_on, {"delivered": cases}
    if story.decided_on > today:
        if story.gated:
            yield story.seen_on, {"checked": cases}
        return
    loaded = cases - returned
    yield (
        story.decided_on,
        {"checked": cases, "loaded": loaded, "returned": returned, "books_loaded": int(loaded > 0)},
    )
    if story.mended_on is not None:
        yield story.mended_on, {"loaded": returned, "returned": -returned, "books_loaded": int(loaded == 0)}
    if story.accepted_on is not None:
        yield story.accepted_on, {"accepted": cases}
    if story.reopened_on is not None and story.accepted_again_on is not None:
        yield story.reopened_on, {"accepted": -cases}
        yield story.accepted_again_on, {"accepted": cases}


def snapshots(found: Iterable[Change], dates: Sequence[int]) -> Iterator[Row]:
    """By key and date; a date on which nothing changed is left out."""
    keys: dict[Key, int] = {}
    rows: list[tuple[int, int, int, int]] = []
    for key, day, change in found:
        number = keys.setdefault(key, len(keys))
        rows += [(number, day, _PLACE[name], value) for name, value in change.items() if value]
    if not rows:
        return
    table = np.array(rows)
    weeks = np.searchsorted(dates, table[:, 1])
    cells, place = np.unique(table[:, 0] * len(dates) + weeks, return_inverse=True)
    deltas = np.zeros((len(cells), len(COLUMNS)), dtype=np.int64)
    np.add.at(deltas, (place, table[:, 2]), table[:, 3])
    totals = np.cumsum(deltas, axis=0)
    owners = cells // len(dates)
    firsts = np.flatnonzero(np.diff(owners, prepend=-1))
    before = np.repeat(totals[firsts] - deltas[firsts], np.diff([*firsts, len(cells)]), axis=0)
    names = list(keys)
    changed = deltas.any(axis=1)
    for cell, owner, values in zip(
        cells[changed], owners[changed], (totals - before)[changed].tolist(), strict=True
    ):
        yield names[owner], int(cell % len(dates)), values
