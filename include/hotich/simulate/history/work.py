"""When the books of an office are keyed, delivered, loaded, mended and accepted: at whose pace, and in which order."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from random import Random
from typing import Final

import numpy as np

from hotich.plan import Plan
from hotich.simulate.history.archive import LOST, SOUND, Office, PaperBook
from hotich.simulate.history.days import WorkingDays

_SPEEDS: Final = ((0.15, (1.2, 1.6)), (0.60, (0.92, 1.15)), (0.19, (0.7, 0.9)), (0.06, (0.35, 0.6)))
"""Share of a tier's units → their pace, as a multiple of what the window asks for."""
_RETURNED, _FORGOTTEN, _UNANSWERED = 0.16, 0.07, 0.006
"""Share of the books with returned rows; of these, those that come back very late, and never."""
_UNREADABLE: Final = 0.03
"""Share of the damaged books that nobody can read."""
_REFUSED, _KEYED_TWICE, _FAILING, _REOPENED = 0.015, 0.08, 0.025, 0.004
"""Shares of the books: first file refused, keyed twice, sample failed, accepted book opened again."""


@dataclass(slots=True, eq=False)
class Story:
    """What happens to a book; days as ordinals (date.toordinal), None: never. Draws do not depend on the data date."""

    book: PaperBook
    refused_on: int | None = None
    """Its first file could not be taken."""
    seen_on: int | None = None
    """Its file came."""
    decided_on: int | None = None
    """It was loaded."""
    returned: int = 0
    """Rows that went back."""
    mended_on: int | None = None
    keyed_twice_on: int | None = None
    differences: int = 0
    settled_on: int | None = None
    """The differences between the keyings were decided."""
    sampled_on: int | None = None
    failed_on: int | None = None
    """Its sample failed: it was to be keyed again."""
    keyed_again_on: int | None = None
    accepted_on: int | None = None
    reopened_on: int | None = None
    accepted_again_on: int | None = None
    gated: bool = False
    """Whether a file that still waits has passed the rules."""

    def open_rows(self, day: int) -> int:
        """Returned rows that still wait at the end of a day."""
        return self.returned if _by(self.decided_on, day) and not _by(self.mended_on, day) else 0

    def accepted_at(self, day: int) -> int | None:
        """The day it was accepted, if it stands accepted on that day."""
        if _by(self.accepted_again_on, day):
            return self.accepted_again_on
        return self.accepted_on if _by(self.accepted_on, day) and not _by(self.reopened_on, day) else None


def _by(happened: int | None, day: int) -> bool:
    return happened is not None and happened <= day


def tell_stories(plan: Plan, offices: Sequence[Office], seed: int, days: WorkingDays) -> Iterator[Story]:
    """The story of every book that anybody works on, office by office; what lies beyond `days` is left open."""
    paces = _paces(plan, offices, seed)
    late = _late_district(plan, offices, seed)
    for office in offices:
        draw = Random(f"{seed}/history/work/{office.unit.unit_id}")
        delay = draw.randrange(150, 260) if _district(plan, office) == late else draw.randrange(0, 25)
        habits = _Habits(draw)
        for book, finished in _finishes(office, paces[office.unit.unit_id], delay, draw, seed, days):
            yield _story(plan, book, finished, habits, draw, days)


def _paces(plan: Plan, offices: Sequence[Office], seed: int) -> Mapping[int, float]:
    """Unit → pace, as a multiple of the pace that its windows ask for; a unit alone in its tier keeps to its plan."""
    paces = {}
    for tier in plan.tiers:
        units = [office.unit.unit_id for office in offices if office.tier == tier.id]
        draw = Random(f"{seed}/history/paces/{tier.id}")
        order, done = draw.sample(units, len(units)), 0.0
        for share, span in _SPEEDS:
            first, done = round(done * len(units)), done + share
            for unit_id in order[first : round(done * len(units))]:
                paces[unit_id] = draw.uniform(*span)
        if len(units) == 1:
            paces[units[0]] = draw.uniform(1.02, 1.15)
    return paces


def _district(plan: Plan, office: Office) -> str | None:
    """Code of the unit above a commune; of a district its own; of others None."""
    unit = office.unit
    if unit.parent_code is None:
        return None
    return unit.code if unit.parent_code == plan.province.code else unit.parent_code


def _late_district(plan: Plan, offices: Sequence[Office], seed: int) -> str | None:
    districts = sorted({code for office in offices if (code := _district(plan, office))})
    return Random(f"{seed}/history/late").choice(districts) if len(districts) > 1 else None


def _finishes(
    office: Office, pace: float, delay: int, draw: Random, seed: int, days: WorkingDays
) -> Iterator[tuple[PaperBook, int]]:
    """Books in the order in which the office is done with them, with the day; stage after stage, at its own pace."""
    capacity = days.capacity(np.random.default_rng([seed, 2, office.unit.unit_id]))
    ready = 0
    disordered = draw.random() < 0.15
    for stage in office.stages:
        start = max(ready, stage.window_start.toordinal() + delay)
        delay = draw.randrange(0, 12)
        books = [one for one in office.books if one.stage is stage and _workable(one, draw)]
        if not books:
            continue
        groups = {code: place for place, group in enumerate(stage.groups) for code in group.registers}
        if disordered:
            first, second = draw.sample(sorted(set(groups.values())), 2) if len(stage.groups) > 1 else (0, 0)
            swapped = {first: second, second: first}
            groups = {code: swapped.get(place, place) for code, place in groups.items()}
        books.sort(
            key=lambda one: (
                groups[one.register] - (draw.random() < 0.02),
                -one.year,
                one.register,
                one.number,
            )
        )
        efforts = np.cumsum([one.cases * (1.0 if one.condition == SOUND else 1.6) for one in books])
        asked = efforts[-1] / days.between(stage.window_start, stage.window_end)
        hurry = 1.25 if start > stage.window_start.toordinal() + 45 else 1.0
        finished = days.reached(capacity, start, efforts / (asked * pace * hurry), new=ready == 0)
        yield from zip(books, finished, strict=True)
        ready = finished[-1]


def _workable(book: PaperBook, draw: Random) -> bool:
    return book.condition != LOST and (book.condition == SOUND or draw.random() >= _UNREADABLE)


class _Habits:
    """How an office answers."""

    def __init__(self, draw: Random) -> None:
        self.answer = draw.lognormvariate(3.1, 0.5)
        """Days until returned rows come back, in the middle."""
        self.check = draw.lognormvariate(2.3, 0.4)
        """Days until a sample is compared with the paper."""
        self.weekday = draw.randrange(5)
        """On which it delivers."""


def _story(
    plan: Plan, book: PaperBook, finished: int, habits: _Habits, draw: Random, days: WorkingDays
) -> Story:
    """The fate of one book, drawn in the same order whatever becomes of it."""
    later = days.later
    story = Story(book, gated=draw.random() < 0.5)
    story.seen_on = days.on_weekday(finished, habits.weekday)
    if draw.random() < _REFUSED:
        story.refused_on, story.seen_on = (
            story.seen_on,
            later(story.seen_on, habits.answer * draw.uniform(0.3, 1.5)),
        )
    story.decided_on = later(story.seen_on, draw.choice((0, 0, 0, 1, 1, 2)))
    whole: int | None = story.decided_on
    if draw.random() < _RETURNED:
        story.returned = max(1, min(book.cases // 3, round(draw.expovariate(0.4)) + 1))
        lag = habits.answer * draw.lognormvariate(0, 0.6)
        chance = draw.random()
        lag *= 8 if chance < _FORGOTTEN else 1
        whole = story.mended_on = None if chance < _UNANSWERED else later(story.decided_on, lag)
    if draw.random() < _KEYED_TWICE:
        story.keyed_twice_on = story.decided_on
        story.differences = draw.randrange(1, 9)
        story.settled_on = later(story.decided_on, habits.answer * draw.lognormvariate(0.4, 0.5))
        whole = None if whole is None else max(whole, story.settled_on)
    fails, reopened = draw.random() < _FAILING, draw.random() < _REOPENED
    lags = [habits.check * draw.lognormvariate(0, 0.5) for _ in range(4)]
    if whole is None:
        return story
    if plan.sampling_of(book.register, date.fromordinal(whole)) is None:
        story.accepted_on = later(whole, 0)
    else:
        story.sampled_on = later(whole, 0)
        story.accepted_on = later(story.sampled_on, lags[0])
        if fails:
            story.failed_on = story.accepted_on
            story.keyed_again_on = later(story.failed_on, 2 * lags[1] + 10)
            story.accepted_on = later(story.keyed_again_on, lags[2])
    if reopened:
        story.reopened_on = later(story.accepted_on, 40 + 3 * lags[3])
        story.accepted_again_on = later(story.reopened_on, 10 + lags[3])
    return story
