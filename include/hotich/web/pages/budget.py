"""Money: what each year was to cost, what was spent, what is still to be done; every unverified figure marked."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from hotich.budget.at_pace import Forecast, at_pace, forecast_of, shown_years
from hotich.budget.balance import Balance
from hotich.budget.lines import Line, merged, total
from hotich.budget.payers import Authority
from hotich.budget.totals import SUMS, UNSPENT, Totals, by_year, total_of
from hotich.budget.workbook import DRAFT, estimate_workbook
from hotich.charts import Money, money, show_millions
from hotich.errors import HotichError
from hotich.progress import Scope
from hotich.web.context import Context, Signed
from hotich.web.figures import DOWNLOADS, Figure, Figures, download, figures

router = APIRouter()

BUDGET = "/kinh-phi"
WORKBOOK = "du-toan.xlsx"
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class ActivityYear:
    """One activity in the year that is shown."""

    term: str
    totals: Totals
    to_do: Line | None
    """Of all authorities together."""
    remarks: Sequence[str]


@dataclass(frozen=True, slots=True)
class AuthorityYear:
    """One authority in the year that is shown."""

    authority: Authority
    totals: Totals
    activities: Sequence[ActivityYear]


@router.get(BUDGET)
def budget(context: Signed, nam: Annotated[int | None, Query()] = None) -> Response:
    """The years beside each other and what lateness moves; of one year (`?nam=`, default: the current one) who pays for what."""
    try:
        found = context.budget
    except HotichError as error:
        return context.page("budget.html", missing=str(error), found=None)
    year = _year(context, nam)
    of_year = [one for one in found.balances if one.year == year]
    forecast = _forecast(context)
    return context.page(
        "budget.html",
        missing="",
        found=found,
        columns=SUMS,
        unspent=UNSPENT,
        year=year,
        years=[(at, total_of(lines)) for at, lines in by_year(found.balances)],
        all_years=total_of(found.balances),
        forecast=forecast,
        paces=(paces := at_pace(found.estimate, forecast)),
        pace_years=[
            (at, total(found.estimate.select(year=at)).amount, [pace.of_year(at) for pace in paces])
            for at in shown_years(found.estimate, paces)
        ],
        totals=total_of(of_year),
        authorities=[
            AuthorityYear(authority, total_of(lines), _activities(lines))
            for authority, lines in _by_authority(of_year).items()
        ],
        activities=sorted(_activities(of_year), key=lambda one: -(one.totals.to_do or 0)),
        draft="" if all(one.verified for one in found.balances) else DRAFT,
        sums=total(found.estimate.lines),
        text=found.estimate.costing.text,
        terms={one.id: one for one in found.estimate.costing.activities},
        workbook=BUDGET + DOWNLOADS + WORKBOOK,
        figures=_figures(context, year),
    )


@router.get(BUDGET + DOWNLOADS + WORKBOOK)
def budget_workbook(context: Signed) -> Response:
    """The estimate for the finance side, with live formulas."""
    found = context.budget
    name = f"du-toan-{context.as_of:%Y-%m-%d}.xlsx"
    return Response(
        estimate_workbook(found.estimate, found.balances, _forecast(context)),
        media_type=_XLSX,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@router.get(BUDGET + DOWNLOADS + "{name}")
def budget_figure(context: Signed, name: str, nam: Annotated[int | None, Query()] = None) -> Response:
    """A figure of this page as a file."""
    return download(_figures(context, _year(context, nam)), name)


def _forecast(context: Context) -> Forecast:
    of = "cả kế hoạch" if context.sees_all else "các đơn vị mà tài khoản này được xem"
    return forecast_of(context.board.standing(Scope()), of)


def _year(context: Context, asked: int | None) -> int:
    """The year to show: the one asked for, else the current one if it has money, else the nearest that has."""
    known = sorted({one.year for one in context.budget.balances})
    current = (context.as_of + timedelta(days=1)).year
    if asked in known:
        return int(asked or current)
    return min(known, key=lambda year: (abs(year - current), year), default=current)


def _by_authority(found: Iterable[Balance]) -> dict[Authority, list[Balance]]:
    by_authority: dict[Authority, list[Balance]] = defaultdict(list)
    for one in found:
        by_authority[one.authority].append(one)
    return by_authority


def _activities(found: Sequence[Balance]) -> list[ActivityYear]:
    """The balances of one year by activity, in the budget file's order."""
    by_activity: dict[str, list[Balance]] = {}
    for one in found:
        by_activity.setdefault(one.activity_id, []).append(one)
    shown = []
    for lines in by_activity.values():
        to_do = [one.to_do for one in lines if one.to_do is not None]
        whole = merged(to_do) if to_do else None
        marks = [mark for one in lines for line in one.lines for mark in line.marks]
        remarks = [*dict.fromkeys(marks), *(whole.counts if whole else ())]
        shown.append(ActivityYear(lines[0].term, total_of(lines), whole, remarks))
    return shown


def _figures(context: Context, year: int) -> Figures:
    found = context.budget.balances
    if not found:
        return {}
    years = [_money(f"Năm {at}", total_of(lines)) for at, lines in by_year(found)]
    own = _by_authority(one for one in found if one.year == year)
    payers = [_money(authority.name, total_of(lines)) for authority, lines in own.items()]
    whole = total_of(found)
    told = f"Cộng các năm: đã làm {show_millions(whole.done or 0)}, còn phải làm {show_millions(whole.to_do or 0)}"
    unspent = "" if whole.part else UNSPENT
    title = f"Năm {year}: kinh phí, việc đã làm và còn phải làm theo cơ quan"
    return figures(
        Figure(
            money(years, title="Kinh phí, việc đã làm và còn phải làm theo năm", what="năm ngân sách", as_of=context.as_of,
                  id="theo-nam", all_told=told, unspent=unspent),
            wide=False,
        ),
        Figure(
            money(payers, title=title, what="cơ quan", as_of=context.as_of, id="theo-co-quan", unspent=unspent), wide=False
        ) if payers else None,
    )  # fmt: skip


def _money(title: str, totals: Totals) -> Money:
    return Money(
        title, totals.budget, totals.spent, totals.done, totals.to_do, unverified=not totals.verified
    )
