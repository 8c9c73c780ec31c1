"""Where work stands against its plan on a day: what the dashboard, the reports, the reminders and the alerts all read."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from hotich.text.shown import percent_of


@dataclass(frozen=True, slots=True)
class Scope:
    """What a figure speaks of: the books that fit every part that is named; none named: the whole plan."""

    stage_id: str | None = None
    district_id: int | None = None
    """The unit of level district: its own books and those of the communes that belonged to it."""
    unit_id: int | None = None
    """The unit that made the books."""
    group_id: str | None = None
    """Group of books (nhóm sổ) of the plan."""


class Adherence(StrEnum):
    """How work keeps to its plan. Shown by word and shape, never by colour alone."""

    NO_DENOMINATOR = "no_denominator"
    NOT_OPEN = "not_open"
    ON_TIME = "on_time"
    LATE = "late"
    VERY_LATE = "very_late"
    DONE = "done"

    @property
    def term(self) -> str:
        """Vietnamese words for it."""
        return {
            "no_denominator": "chưa có mẫu số",
            "not_open": "chưa đến hạn bắt đầu",
            "on_time": "đúng tiến độ",
            "late": "chậm",
            "very_late": "chậm nghiêm trọng",
            "done": "hoàn thành",
        }[self.value]

    @property
    def shape(self) -> str:
        """A sign that tells it apart in black and white."""
        return {
            "no_denominator": "◌", "not_open": "○", "on_time": "●", "late": "▲", "very_late": "■", "done": "✔",
        }[self.value]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Forecast:
    """When the work will end if it goes on as in the last weeks."""

    p50: date
    p80: date
    p95: date
    """Days by which half, 80 % and 95 % of the runs had ended."""
    in_time: float
    """Share of the runs that ended within the deadline, 0…1."""
    weeks: int
    """Weeks of work that it was drawn from."""


@dataclass(frozen=True, slots=True)
class Counts:
    """What is counted of one scope by the close of a day; as the figures of `Standing` of the same names."""

    planned: int | None
    lost: int
    delivered: int
    checked: int
    returned: int
    loaded: int
    accepted: int
    earned: int
    books_planned: int
    books_delivered: int
    books_loaded: int


@dataclass(frozen=True, slots=True)
class Standing:
    """One scope's figures as of one day. Counts are registered cases (trường hợp) unless named otherwise."""

    scope: Scope
    title: str
    as_of: date
    """Data date (số liệu đến ngày)."""
    start: date
    end: date
    """Planned window of the work: of the stage, or from the first to the last of the scope's stages.

    That of a group of books begins on the day on which its turn comes.
    """
    planned: int | None
    """Denominator: of the inventories in force; None: nobody has sent one (chưa có mẫu số)."""
    lost: int
    """Of these, in books that are lost (sổ đã mất)."""
    target: int | None
    """BAC: to be accepted by `end`: all that is planned, unless the plan sets a stage a smaller share."""
    planned_by_now: float
    """PV: planned to be accepted by the data date."""
    planned_at_start: int | None
    """The first planned count known: `planned` less this is the change of scope."""
    delivered: int
    checked: int
    returned: int
    """Rows that wait for a correction."""
    loaded: int
    accepted: int
    """All cases of accepted books, also those that no inventory counts."""
    earned: int
    """EV: accepted cases within the denominator: of units with an inventory, per register never more than it counts."""
    left: int
    """Still to be accepted: of the target what is neither earned nor in a lost book."""
    books_planned: int
    books_delivered: int
    books_loaded: int
    units_without_denominator: int
    """Units that have to digitise here and have sent no inventory, whether or not they delivered books."""
    adherence: Adherence
    overdue: bool
    """The window is over and the work is not done."""
    months_ahead: float | None
    """Earned time less actual time, in months (of 365.25 / 12 days); negative: behind. None: cannot be said."""
    spi_t: float | None
    """Earned time / actual time, both at the close of the day; None before the first day or without a denominator."""
    spi: float | None
    """EV / PV, for comparison only: it drifts back to 1 on late work."""
    forecast_end: date | None
    """Start + planned duration / SPI(t); the day it was done when it is done."""
    forecast: Forecast | None
    """None: `forecast_gap` says why."""
    forecast_gap: str
    """"chưa đủ dữ liệu" or another reason in Vietnamese; empty when there is a forecast."""
    pace: float
    """Cases earned per working day over the last 4 weeks."""
    pace_needed: float | None
    """Cases per working day to be done by `end`; None: without a denominator, or the window is over."""
    out_of_order: tuple[str, ...]
    """Ids of groups ahead of their plan while a group before them in the plan's order is behind its own."""
    units_out_of_order: int
    """Units that hold such groups."""
    unlikely: bool
    """The window is not over, and the chance to meet its end is below what the plan calls likely."""
    overdue_stages: tuple[str, ...]
    """Ids of stages within the scope whose window is over and whose work is not done."""

    @property
    def scope_change(self) -> int:
        """Cases added (or taken away) by inventories since the first."""
        return (self.planned or 0) - (self.planned_at_start or 0)

    @property
    def accepted_percent(self) -> float | None:
        """Earned in percent of planned; None without a denominator. Less than all is never shown as 100."""
        return percent_of(self.earned, self.planned)

    @property
    def likely_end(self) -> date | None:
        """When it was or will be done as far as can be told: the middle of the forecast; without one, by SPI(t).

        Of a small rest that nobody works on after the window SPI(t) says "tomorrow", however long it lies: None.
        """
        if self.forecast is not None:
            return self.forecast.p50
        return None if self.overdue else self.forecast_end

    @property
    def uncounted(self) -> int:
        """Accepted beside the denominator: of units without an inventory, or more than it counts."""
        return self.accepted - self.earned


@dataclass(frozen=True, slots=True)
class Course:
    """The same scope over time, for an S-curve: one value a day of `days`."""

    scope: Scope
    as_of: date
    days: tuple[date, ...]
    """From the window's start (or the first work before it) to its end, or to the forecast's end if later."""
    planned: tuple[float, ...]
    """PV of each day."""
    accepted: tuple[float | None, ...]
    """EV of each day, as `Standing.earned`; None after the data date."""
    loaded: tuple[float | None, ...]
    scope_total: tuple[float | None, ...]
    """BAC as known on each day (stepped); None before the first inventory and after the data date."""
    fan: tuple[tuple[float, float, float] | None, ...]
    """After the data date: accepted cases at the 5th, 50th and 95th percentile of the forecast; else None."""


_WORST = (
    Adherence.VERY_LATE, Adherence.LATE, Adherence.NO_DENOMINATOR, Adherence.ON_TIME, Adherence.NOT_OPEN, Adherence.DONE,
)  # fmt: skip


def worst_first(standings: Sequence[Standing]) -> list[Standing]:
    """Those that need somebody's attention first: by adherence, then the furthest behind, then the most left to do."""

    def rank(one: Standing) -> tuple[int, float, int, str]:
        return _WORST.index(one.adherence), one.months_ahead or 0.0, -one.left, one.title

    return sorted(standings, key=rank)
