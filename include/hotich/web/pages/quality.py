"""Quality: what is returned and warned of, by rule, and how it goes month by month."""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from fastapi import APIRouter
from starlette.responses import Response

from hotich.charts import Aged, ages, trend
from hotich.progress import queue_by_owner
from hotich.progress.returned import DeliveredMonth, OpenRule, RuleMonth, open_rules
from hotich.quality.catalogue import RULES, Severity
from hotich.registers import REGISTERS
from hotich.text.shown import show_number
from hotich.web.context import Context, Signed
from hotich.web.figures import DOWNLOADS, Figure, Figures, download, figures

router = APIRouter()

QUALITY = "/chat-luong"
_MONTHS: Final = 24
_RULES: Final = 5
_LISTED: Final = 10
_THOUSAND: Final = 1000


@dataclass(frozen=True, slots=True)
class RuleLine:
    """A rule with what it holds back today."""

    rule_id: str
    term: str
    """returned or warned, in Vietnamese."""
    register: str
    message: str
    source: str
    items: int
    units: int
    oldest_on: date | None


@router.get(QUALITY)
def quality(context: Signed) -> Response:
    """Returned rows and warnings that are open now; how many rows came back month by month."""
    found = open_rules(context.conn)
    return context.page(
        "quality.html",
        returned=[_line(one) for one in found if one.severity == Severity.ERROR],
        warned=[_line(one) for one in found if one.severity == Severity.WARNING],
        figures=_figures(context),
        most=_LISTED,
    )


@router.get(QUALITY + DOWNLOADS + "{name}")
def quality_figure(context: Signed, name: str) -> Response:
    """A figure of this page as a file."""
    return download(_figures(context), name)


_BY_ID: Final = {rule.id: rule for rule in RULES}


def _line(one: OpenRule) -> RuleLine:
    rule = _BY_ID.get(one.rule_id)
    if rule is None:  # of a former version of the rules
        return RuleLine(
            one.rule_id,
            Severity(one.severity).term,
            "",
            "Quy tắc cũ, nay không còn.",
            "",
            one.items,
            one.units,
            one.oldest_on,
        )
    register = REGISTERS[rule.register].term if rule.register in REGISTERS else "Quyển sổ"
    return RuleLine(
        rule.id, Severity(one.severity).term, register, rule.message, rule.source, one.items, one.units, one.oldest_on
    )  # fmt: skip


def _figures(context: Context) -> Figures:
    delivered, by_rule = context.trend.delivered[-_MONTHS:], context.trend.by_rule
    aged = [
        Aged(what[:1].upper() + what[1:], sums["within_7"], sums["within_30"], sums["over_30"])
        for what, sums in _by_kind(context).items()
    ]
    return figures(
        _share(delivered, context.as_of) if delivered else None,
        Figure(ages(aged, title="Việc đang mở theo tuổi", as_of=context.today), wide=False) if aged else None,
        _rules(by_rule, delivered, context.as_of, Severity.ERROR),
        _rules(by_rule, delivered, context.as_of, Severity.WARNING),
    )


def _by_kind(context: Context) -> dict[str, dict[str, int]]:
    kinds: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for line in queue_by_owner(context.conn, context.today):
        for age in ("within_7", "within_30", "over_30"):
            kinds[line["what"]][age] += line[age]
    return dict(sorted(kinds.items(), key=lambda item: -item[1]["over_30"]))


def _share(delivered: Sequence[DeliveredMonth], as_of: date) -> Figure:
    read = sum(one.rows_read for one in delivered)
    chart = trend(
        {"Trả lại": [round(_THOUSAND * one.rows_returned / one.rows_read, 1) if one.rows_read else None for one in delivered]},
        [one.month for one in delivered],
        title="Dòng trả lại theo tháng",
        as_of=as_of,
        denominator=f"Trên 1.000 dòng đã kiểm tra lần đầu trong tháng; {len(delivered)} tháng, {show_number(read)} dòng",
        measure="dòng trên 1.000",
        id="tra-lai",
        decimals=1,
    )  # fmt: skip
    return Figure(chart, "Đường đi xuống là các đơn vị nhập đúng hơn.", wide=False)


def _rules(
    found: Sequence[RuleMonth], delivered: Sequence[DeliveredMonth], as_of: date, severity: Severity
) -> Figure | None:
    """The rules that were broken most in these months, one line each."""
    first = min((one.month for one in delivered), default=date.min)
    found = [one for one in found if one.month >= first]
    months = sorted({*(one.month for one in delivered), *(one.month for one in found)})
    counts: dict[str, dict[date, int]] = defaultdict(dict)
    for one in found:
        if one.severity == severity:
            counts[one.rule_id][one.month] = one.failed
    if not counts:
        return None
    worst = sorted(counts, key=lambda rule_id: -sum(counts[rule_id].values()))
    series = {
        _short(rule_id): [counts[rule_id].get(month, 0) for month in months] for rule_id in worst[:_RULES]
    }
    if rest := worst[_RULES:]:
        series[f"{len(rest)} quy tắc khác"] = [
            sum(counts[one].get(month, 0) for one in rest) for month in months
        ]
    what = "trả lại" if severity is Severity.ERROR else "cảnh báo"
    total = sum(sum(one.values()) for one in counts.values())
    chart = trend(
        series,
        months,
        title=f"Dòng {what} theo quy tắc",
        as_of=as_of,
        denominator=f"{show_number(total)} lần vi phạm trong {len(months)} tháng; một dòng vi phạm hai quy tắc được kể hai lần",
        measure="dòng trong tháng",
        id=f"quy-tac-{'tra-lai' if severity is Severity.ERROR else 'canh-bao'}",
    )  # fmt: skip
    return Figure(chart, "Kể ở tháng bị trả hoặc bị cảnh báo; dòng đã sửa vẫn còn trong biểu đồ.", wide=False)


_WHAT_TO_DO: Final = re.compile(r":(?![^«]*»)")
"""The colon after which a message says what to do; names of columns have one too."""


def _short(rule_id: str) -> str:
    """The rule's message up to what to do about it."""
    rule = _BY_ID.get(rule_id)
    if rule is None:
        return rule_id
    said = _WHAT_TO_DO.split(rule.message)[0]
    return f"{rule_id} {said}"
