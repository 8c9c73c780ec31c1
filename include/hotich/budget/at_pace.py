"""What remains to be paid for, spread over the days until the work ends if it goes on as now, not as planned."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate

from hotich.budget.estimate import Estimate
from hotich.budget.lines import Line, line_of, total
from hotich.budget.payers import Authority
from hotich.budget.spread import parts, scaled
from hotich.progress import Standing
from hotich.schedule import work_calendar


@dataclass(frozen=True, slots=True)
class Forecast:
    """When the work ends if the pace stays; what the board says of the same work."""

    of: str
    """Whose pace it is, inside a Vietnamese sentence."""
    deadline: date
    """Last day of the plan's window."""
    ends: Sequence[tuple[int, date]]
    """(chance in percent, day by which the work ends with that chance), the earliest first; empty: it can't be said."""
    gap: str
    """Why it can't be said, in Vietnamese; empty where it can."""


def forecast_of(standing: Standing, of: str) -> Forecast:
    """What the board says of the work that an estimate counts, and whose pace that is."""
    found = standing.forecast
    ends = () if found is None else ((50, found.p50), (80, found.p80))
    return Forecast(of, standing.end, ends, standing.forecast_gap)


@dataclass(frozen=True, slots=True)
class Slice:
    """The work of one budget year, before the deadline or after it."""

    year: int
    late: bool
    """Whether it is done after the deadline."""
    lines: tuple[Line, ...]
    """By authority and activity, at the year's price."""

    @property
    def amount(self) -> int:
        """Đồng, of the lines with a price."""
        return total(self.lines).amount


@dataclass(frozen=True, slots=True)
class AtPace:
    """All that remains, evenly over the working days until `until`."""

    chance: int
    """Percent: how sure it is that the work has ended by then."""
    until: date
    slices: tuple[Slice, ...]
    """In order; those without working days are left out."""

    @property
    def amount(self) -> int:
        """Đồng."""
        return sum(one.amount for one in self.slices)

    @property
    def late(self) -> int:
        """Đồng that fall due after the deadline."""
        return sum(one.amount for one in self.slices if one.late)

    def of_year(self, year: int) -> int:
        """Đồng that fall into a budget year."""
        return sum(one.amount for one in self.slices if one.year == year)


def at_pace(estimate: Estimate, forecast: Forecast) -> tuple[AtPace, ...]:
    """The remaining work of an estimate for each end that is forecast.

    Quantities are whole, and the slices sum to exactly what remains; only the price may differ from year to year.
    """
    return tuple(
        AtPace(chance, until, _slices(estimate, until, forecast.deadline)) for chance, until in forecast.ends
    )


def shown_years(estimate: Estimate, paces: Sequence[AtPace]) -> list[int]:
    """Budget years with remaining work, as planned or at the pace."""
    return sorted({*estimate.years, *(one.year for pace in paces for one in pace.slices)})


def _slices(estimate: Estimate, until: date, deadline: date) -> tuple[Slice, ...]:
    cuts = _cuts(estimate.as_of, until, deadline)
    calendar = work_calendar(estimate.plan.tracking.country)
    starts = [one + timedelta(days=1) for one in (estimate.as_of, *cuts[:-1])]
    by_end = list(accumulate(calendar.count(start, end) for start, end in zip(starts, cuts, strict=True)))
    lines: list[list[Line]] = [[] for _ in cuts]
    for (authority, activity), (quantity, assumed, sure) in _wholes(estimate).items():
        spread = zip(parts(scaled(by_end, quantity)), parts(scaled(by_end, assumed)), strict=True)
        for own, end, (part, guessed) in zip(lines, cuts, spread, strict=True):
            if part:
                own.append(
                    line_of(
                        estimate.costing, estimate.as_of, authority, end.year, activity, part, guessed, sure
                    )
                )
    return tuple(
        Slice(end.year, end > deadline, tuple(own)) for end, own in zip(cuts, lines, strict=True) if own
    )


def _cuts(as_of: date, until: date, deadline: date) -> list[date]:
    """Last days of the slices: of each budget year, of the plan's window, and of the work."""
    last = max(until, as_of + timedelta(days=1))
    first = (as_of + timedelta(days=1)).year
    cuts = {date(year, 12, 31) for year in range(first, last.year)} | {last}
    return sorted(cuts | ({deadline} if as_of < deadline < last else set()))


def _wholes(estimate: Estimate) -> dict[tuple[Authority, str], tuple[int, int, bool]]:
    """(quantity, assumed pages, whether these were counted) of all years together."""
    found: dict[tuple[Authority, str], tuple[int, int, bool]] = defaultdict(lambda: (0, 0, True))
    for line in estimate.lines:
        key = (line.authority, line.activity.id)
        quantity, assumed, sure = found[key]
        found[key] = (quantity + line.quantity, assumed + line.assumed, sure and line.pages_verified)
    return found
