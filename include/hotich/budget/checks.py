"""What must hold in a budget file beyond its form; every fault is noted with its line."""

import re
from collections.abc import Sequence
from datetime import date, timedelta

from hotich.budget.schema import BOOK_STATES, BudgetText, Done, Measure, Pages, Price
from hotich.plan.reading import Faults, Where
from hotich.plan.schema import ID_PATTERN
from hotich.registers import REGISTERS
from hotich.text.shown import show_day

_MOST_DONG = 1_000_000_000
"""A price above is a slip of the keyboard."""
_MOST_PAGES = 1_000


def check_budget(text: BudgetText, plan_id: str, tiers: Sequence[str], faults: Faults) -> None:
    """Raise PlanError with every fault of meaning in `text`, the budget file of that plan with those tiers."""
    if text.plan != plan_id:
        faults.add(
            ("plan",),
            f"Tệp này của kế hoạch “{text.plan}”, không phải “{plan_id}”.",
            f"ghi “plan: {plan_id}”",
        )
    _check_payers(text, tiers, faults)
    _check_activities(text, faults)
    _check_prices(text, faults)
    _check_pages(text, faults)
    faults.refuse()


def _check_payers(text: BudgetText, tiers: Sequence[str], faults: Faults) -> None:
    seen: dict[str, int] = {}
    for no, payer in enumerate(text.payers):
        where: Where = ("payers", no, "tier")
        if payer.tier not in tiers:
            faults.add(where, f"Kế hoạch không có cấp “{payer.tier}”.", f"dùng một trong: {', '.join(tiers)}")
        if payer.tier in seen:
            faults.add(where, f"Cấp “{payer.tier}” đã ghi ở dòng {seen[payer.tier]}.", "giữ một, bỏ một")
        seen.setdefault(payer.tier, faults.line(where))
        _check_source(payer.source, ("payers", no), faults)
    for tier in tiers:
        if tier not in seen:
            faults.add(("payers",), f"Chưa ghi ai chi cho sổ của cấp “{tier}”.", "thêm một mục vào “payers”")


def _check_activities(text: BudgetText, faults: Faults) -> None:
    seen: dict[str, int] = {}
    for no, activity in enumerate(text.activities):
        where: Where = ("activities", no)
        if not re.fullmatch(ID_PATTERN, activity.id):
            faults.add(
                (*where, "id"),
                f"Tên ngắn “{activity.id}” không dùng được.",
                "dùng chữ thường không dấu, số và dấu _",
            )
        if activity.id in seen:
            faults.add((*where, "id"), f"“{activity.id}” đã dùng ở dòng {seen[activity.id]}.", "đặt tên khác")
        seen.setdefault(activity.id, faults.line((*where, "id")))
        if activity.unit is Measure.BOOK and activity.done not in BOOK_STATES:
            faults.add(
                (*where, "done"),
                f"Việc tính theo quyển không kết thúc được bằng “{activity.done.value}”: trạng thái ấy chỉ đếm trường hợp.",
                f"ghi một trong: {', '.join(sorted(BOOK_STATES))}",
            )
        _check_registers(activity.registers, where, faults)
        _check_source(activity.source, where, faults)
    if not text.activities:
        faults.add(("activities",), "Chưa có việc nào được tính tiền.", "thêm ít nhất một việc")


def _check_prices(text: BudgetText, faults: Faults) -> None:
    known = [one.id for one in text.activities]
    for no, price in enumerate(text.prices):
        where: Where = ("prices", no)
        if price.activity not in known:
            faults.add(
                (*where, "activity"),
                f"Không có việc “{price.activity}”.",
                f"dùng một trong: {', '.join(known)}",
            )
        if not 0 < price.dong <= _MOST_DONG:
            faults.add(
                (*where, "dong"),
                f"Đơn giá {price.dong} đồng không dùng được.",
                f"ghi số đồng từ 1 đến {_MOST_DONG}; chưa có giá thì bỏ cả mục",
            )
        if price.until is not None and price.until < price.from_:
            faults.add((*where, "until"), "Ngày cuối trước ngày đầu.", "sửa “from” hoặc “until”")
        for before, other in enumerate(text.prices[:no]):
            if other.activity == price.activity and _overlap(other, price):
                line = faults.line(("prices", before))
                faults.add(
                    (*where, "from"),
                    f"Giá của “{price.activity}” trùng thời gian với giá ở dòng {line}: mỗi ngày chỉ một giá.",
                    f"ghi “until: {_day_before(price)}” cho giá cũ, hoặc sửa ngày",
                )
        _check_source(price.source, where, faults)


def _overlap(one: Price, other: Price) -> bool:
    return one.from_ <= (other.until or date.max) and other.from_ <= (one.until or date.max)


def _day_before(price: Price) -> date:
    return price.from_ - timedelta(days=1)


def _check_pages(text: BudgetText, faults: Faults) -> None:
    seen: dict[tuple[str, date], int] = {}
    for no, pages in enumerate(text.pages):
        where: Where = ("pages", no)
        if not 0 < pages.per_case <= _MOST_PAGES:
            faults.add(
                (*where, "per_case"),
                f"Số trang {pages.per_case} không dùng được.",
                "ghi số lớn hơn 0, ví dụ 1.5",
            )
        _check_registers(pages.registers, where, faults)
        _check_source(pages.source, where, faults)
        for name in _named(pages):
            if (name, pages.from_) in seen:
                faults.add(
                    (*where, "from"),
                    f"Đã có số trang từ ngày {show_day(pages.from_)} ở dòng {seen[name, pages.from_]}.",
                    "giữ một, bỏ một",
                )
            seen.setdefault((name, pages.from_), faults.line(where))
    paged = [one for one in text.activities if one.unit is Measure.PAGE or one.done is Done.SCANNED]
    if paged and not any(one.registers is None for one in text.pages):
        faults.add(
            ("pages",),
            "Có việc tính theo trang nhưng không có số trang giả định cho mọi loại sổ.",
            "thêm một mục không ghi “registers”",
        )


def _named(pages: Pages) -> tuple[str, ...]:
    return pages.registers if pages.registers is not None else ("",)


def _check_registers(registers: Sequence[str] | None, where: Where, faults: Faults) -> None:
    for code in registers or ():
        if code not in REGISTERS:
            faults.add(
                (*where, "registers"),
                f"Không có loại sổ “{code}”.",
                f"dùng một trong: {', '.join(REGISTERS)}",
            )


def _check_source(source: str, where: Where, faults: Faults) -> None:
    if not source.strip():
        faults.add(
            (*where, "source"), "Căn cứ để trống.", "ghi số, ngày văn bản; chưa có thì ghi rõ là giả định"
        )
