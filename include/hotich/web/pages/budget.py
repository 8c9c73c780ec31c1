"""Money: what each year was to cost, what was spent, what is still to be done; every unverified figure marked."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from hotich.budget.balance import Balance
from hotich.budget.payers import Authority
from hotich.budget.workbook import DRAFT, estimate_workbook, summary_notes
from hotich.charts import Money, money
from hotich.errors import HotichError
from hotich.web.context import Context, Signed
from hotich.web.figures import DOWNLOADS, Figure, Figures, download, figures

router = APIRouter()

BUDGET = "/kinh-phi"
WORKBOOK = "du-toan.xlsx"
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums of balances, đồng; None: nothing is known of any."""

    estimated: int | None
    allotted: int | None
    spent: int | None
    left: int | None
    to_do: int | None
    surplus: int | None
    budget: int | None
    verified: bool


@dataclass(frozen=True, slots=True)
class AuthorityYear:
    """One authority in the year that is shown."""

    authority: Authority
    totals: Totals
    lines: Sequence[Balance]


@router.get(BUDGET)
def budget(context: Signed, nam: Annotated[int | None, Query()] = None) -> Response:
    """The years beside each other; of one of them (`?nam=`, default: the current one) the authorities and activities."""
    try:
        found = context.budget
    except HotichError as error:
        return context.page("budget.html", missing=str(error), found=None)
    year = _year(context, nam)
    of_year = [one for one in found.balances if one.year == year]
    return context.page(
        "budget.html",
        missing="",
        found=found,
        year=year,
        years=_years(found.balances),
        totals=_totals(of_year),
        authorities=[
            AuthorityYear(authority, _totals(lines), lines)
            for authority, lines in _by_authority(of_year).items()
        ],
        draft="" if all(one.verified for one in found.balances) else DRAFT,
        notes=summary_notes(found.estimate),
        prices=found.estimate.costing.text.prices,
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
        estimate_workbook(found.estimate, found.balances),
        media_type=_XLSX,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@router.get(BUDGET + DOWNLOADS + "{name}")
def budget_figure(context: Signed, name: str, nam: Annotated[int | None, Query()] = None) -> Response:
    """A figure of this page as a file."""
    return download(_figures(context, _year(context, nam)), name)


def _year(context: Context, asked: int | None) -> int:
    """The year to show: the one asked for, else the current one if it has money, else the nearest that has."""
    known = sorted({one.year for one in context.budget.balances})
    current = (context.as_of + timedelta(days=1)).year
    if asked in known:
        return int(asked or current)
    return min(known, key=lambda year: (abs(year - current), year), default=current)


def _years(found: Iterable[Balance]) -> list[tuple[int, Totals]]:
    by_year: dict[int, list[Balance]] = defaultdict(list)
    for one in found:
        by_year[one.year].append(one)
    return [(year, _totals(lines)) for year, lines in sorted(by_year.items())]


def _by_authority(found: Iterable[Balance]) -> dict[Authority, list[Balance]]:
    by_authority: dict[Authority, list[Balance]] = defaultdict(list)
    for one in found:
        by_authority[one.authority].append(one)
    return by_authority


def _totals(found: Sequence[Balance]) -> Totals:
    return Totals(
        estimated=_sum(one.estimated_amount for one in found),
        allotted=_sum(one.allotted for one in found),
        spent=_sum(one.spent for one in found),
        left=_sum(one.left for one in found),
        to_do=_sum(one.to_do_amount for one in found),
        surplus=_sum(one.surplus for one in found),
        budget=_sum(one.budget for one in found),
        verified=all(one.verified for one in found),
    )


def _sum(amounts: Iterable[int | None]) -> int | None:
    """The sum of what is known; None where nothing is."""
    known = [amount for amount in amounts if amount is not None]
    return sum(known) if known else None


def _figures(context: Context, year: int) -> Figures:
    found = context.budget.balances
    if not found:
        return {}
    years = [_money(f"Năm {year}", totals) for year, totals in _years(found)]
    own = _by_authority(one for one in found if one.year == year)
    payers = [_money(authority.name, _totals(lines)) for authority, lines in own.items()]
    title = f"Năm {year}: kinh phí, đã chi và còn phải làm theo cơ quan"
    return figures(
        Figure(
            money(years, title="Kinh phí, đã chi và còn phải làm theo năm", what="năm ngân sách", as_of=context.as_of,
                  id="theo-nam"),
            wide=False,
        ),
        Figure(
            money(payers, title=title, what="cơ quan", as_of=context.as_of, id="theo-co-quan"), wide=False
        ) if payers else None,
    )  # fmt: skip


def _money(title: str, totals: Totals) -> Money:
    return Money(title, totals.budget, totals.spent, totals.to_do, unverified=not totals.verified)
