"""What a district's own plan costs, as its paper tells it: by budget year and activity, unverified figures marked."""

from collections import defaultdict
from typing import Final

from hotich.budget.costing import NO_PRICE, UNVERIFIED
from hotich.budget.lines import Line, total
from hotich.budget.local_plan import LocalPlan
from hotich.text.shown import show_number

MARK: Final = "(*)"
"""Stands beside every figure that rests on something without a document."""


def money_rows(found: LocalPlan) -> list[dict[str, str]]:
    """Each year in bold with its sum, then its activities. Empty: nothing is estimated."""
    years: dict[int, dict[str, list[Line]]] = defaultdict(lambda: defaultdict(list))
    for line in found.money:
        years[line.year][line.activity.id].append(line)
    rows = []
    for year, activities in sorted(years.items()):
        rows.append(_sum(f"Năm {year}", [line for lines in activities.values() for line in lines]))
        rows += [_activity(str(no), lines) for no, lines in enumerate(activities.values(), start=1)]
    return rows


def money_sum(found: LocalPlan) -> dict[str, str]:
    """The line of sums below them."""
    return _sum("Tổng cộng", list(found.money))


def money_total(found: LocalPlan) -> str:
    """The sum in đồng, without what has no price."""
    return show_number(total(found.money).amount)


def money_note(found: LocalPlan) -> str:
    """What the mark stands for, and what the sum leaves out; empty: everything rests on documents."""
    doubts = {
        "đơn giá": any(line.price is not None and not line.price.verified for line in found.money),
        "số trang của một trường hợp": any(line.assumed and not line.pages_verified for line in found.money),
        "cơ quan chi": any(not line.authority.verified for line in found.money),
    }
    named = [name for name, doubt in doubts.items() if doubt]
    parts = [f"{MARK} {UNVERIFIED}: {', '.join(named)}; không dùng làm căn cứ chi"] if named else []
    unpriced = total(found.money).unpriced
    if unpriced:
        parts.append(f"{show_number(unpriced)} dòng {NO_PRICE}, không có trong tổng")
    return "; ".join(parts)


def _activity(tt: str, lines: list[Line]) -> dict[str, str]:
    """One activity of a year, whoever pays."""
    first = lines[0]
    return {
        "tt": tt,
        "ten": first.activity.term,
        "khoi_luong": show_number(sum(line.quantity for line in lines)),
        "don_vi_tinh": first.activity.unit.term,
        "don_gia": NO_PRICE if first.price is None else show_number(first.price.dong),
        "thanh_tien": show_number(None if first.price is None else total(lines).amount),
        "ghi_chu": _mark(lines),
        "dam": "",
    }


def _sum(name: str, lines: list[Line]) -> dict[str, str]:
    return {
        "tt": "", "ten": name, "khoi_luong": "", "don_vi_tinh": "", "don_gia": "",
        "thanh_tien": show_number(total(lines).amount), "ghi_chu": _mark(lines), "dam": "1",
    }  # fmt: skip


def _mark(lines: list[Line]) -> str:
    return "" if all(line.verified for line in lines) else MARK
