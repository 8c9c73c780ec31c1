"""The months of a district's own plan as wide tables, one a year: groups of books and units down, months across."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final

from hotich.budget.local_plan import LocalPlan, Share, monthly
from hotich.budget.periods import Period
from hotich.plan import Stage
from hotich.reports.words import tied
from hotich.text.shown import NOTHING, show_number

MONTHS: Final = range(1, 13)
TOTAL: Final = "Tổng cộng"


def ends(shares: Sequence[Share]) -> tuple[str, str]:
    """First and last month with work, "07/2020"; "–" where there is none."""
    months = list(monthly(shares))
    return (months[0].term, months[-1].term) if months else (NOTHING, NOTHING)


def by_groups(found: LocalPlan) -> list[dict[str, Any]]:
    """One table a year: each stage in bold, then its groups in the order of work."""
    return _years(found, _group_lines)


def by_units(found: LocalPlan) -> list[dict[str, Any]]:
    """One table a year: the units that have work in it."""
    return _years(found, _unit_lines)


def _years(
    found: LocalPlan, lines: Callable[[LocalPlan, int], Iterator[dict[str, str]]]
) -> list[dict[str, Any]]:
    years = dict.fromkeys(month.year for month in found.months)
    return [
        {"nam": str(year), "dong": list(lines(found, year)), "tong": _line(TOTAL, found.shares, year)}
        for year in years
    ]


def _group_lines(found: LocalPlan, year: int) -> Iterator[dict[str, str]]:
    for stage in found.stages:
        own = [share for share in found.shares if share.stage == stage and _works(share, year)]
        if own:
            yield _line(tied(stage.name), own, year, dam="1")
        for group in stage.groups:
            if of_group := [share for share in own if share.group == group]:
                yield _line(group.term, of_group, year)


def _unit_lines(found: LocalPlan, year: int) -> Iterator[dict[str, str]]:
    for unit in found.units:
        if own := [share for share in found.shares if share.unit == unit and _works(share, year)]:
            yield _line(found.named(unit), own, year)


def by_units_and_groups(found: LocalPlan) -> list[dict[str, Any]]:
    """One table a stage with work left: units down, its groups of books across, cases still to be accepted."""
    return [_stage(found, stage) for stage in found.stages if _left(found, stage)]


def _left(found: LocalPlan, stage: Stage) -> list[Share]:
    return [share for share in found.shares if share.stage == stage and share.left]


def _stage(found: LocalPlan, stage: Stage) -> dict[str, Any]:
    left = _left(found, stage)
    groups = [group for group in stage.groups if any(share.group == group for share in left)]

    def line(name: str, shares: Sequence[Share]) -> dict[str, Any]:
        counts = [sum(share.left for share in shares if share.group == group) for group in groups]
        return {
            "ten": name,
            "so": [show_number(count) if count else "" for count in counts],
            "cong": show_number(sum(counts)),
        }

    return {
        "ten": tied(stage.name),
        "nhom": [group.term for group in groups],
        "dong": [
            line(found.named(unit), own)
            for unit in found.units
            if (own := [share for share in left if share.unit == unit])
        ],
        "tong": line(TOTAL, left),
    }


def _works(share: Share, year: int) -> bool:
    return any(month.year == year for month, _ in share.by_month)


def _line(name: str, shares: Sequence[Share], year: int, dam: str = "") -> dict[str, str]:
    """Twelve months and their sum; a month without work is left blank."""
    sums = monthly(shares)
    counts = [sums.get(Period(year, month), 0) for month in MONTHS]
    shown = {f"t{no}": show_number(count) if count else "" for no, count in zip(MONTHS, counts, strict=True)}
    return {"ten": name, **shown, "cong": show_number(sum(counts)), "dam": dam}
