"""The budget file of a plan, read and checked: prices by day, who pays, pages a case."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

from hotich.budget.checks import check_budget
from hotich.budget.schema import Activity, BudgetText, Pages, Payer, Price
from hotich.errors import HotichError, PlanError
from hotich.plan import Plan
from hotich.plan.reading import Faults, decoded, read_text
from hotich.text.shown import show_day

T = TypeVar("T", Price, Pages)

UNVERIFIED = "chưa kiểm chứng"
"""Stands beside every figure that rests on a price, payer or page count without a document."""
NO_PRICE = "chưa có đơn giá"
"""Stands in place of an amount where the table has no price for the day."""


@dataclass(frozen=True, eq=False)
class Costing:
    """What work costs by one budget file."""

    text: BudgetText
    path: Path
    sha256: str

    @property
    def activities(self) -> tuple[Activity, ...]:
        """What is paid for, in the file's order."""
        return self.text.activities

    @property
    def all_verified(self) -> bool:
        """Whether everything in the file rests on a document."""
        text = self.text
        marks = [[one.verified for one in text.prices], [one.verified for one in text.pages]]
        return all(map(all, (*marks, [one.verified for one in text.payers])))

    def activity(self, activity_id: str) -> Activity:
        """Raises HotichError on an unknown id."""
        for one in self.activities:
            if one.id == activity_id:
                return one
        raise HotichError(
            f"Không có việc “{activity_id}” trong {self.path.name}. Các việc: "
            f"{', '.join(f'{one.id} ({one.term})' for one in self.activities)}."
        )

    def price(self, activity_id: str, on: date) -> Price | None:
        """The price in force on a day; None: the file has none (a gap, not zero)."""
        return _in_force(
            [one for one in self.text.prices if one.activity == activity_id and _until(one) >= on], on
        )

    def pages_per_case(self, register: str, on: date) -> Pages:
        """The assumption for a register on a day: its own before the one for all.

        Raises HotichError when the file has none for that day: pages can't be left out in silence.
        """
        found = self._pages(register, on)
        if found is None:
            raise HotichError(
                f"{self.path.name}: không có số trang giả định cho sổ {register} vào ngày {show_day(on)}. Thêm một mục vào"
                " “pages” với “from” sớm hơn."
            )
        return found

    def pages_counted(self, register: str, on: date) -> bool:
        """Whether the assumption for a register on a day was counted, not guessed."""
        found = self._pages(register, on)
        return found is not None and found.verified

    def _pages(self, register: str, on: date) -> Pages | None:
        own = [one for one in self.text.pages if one.registers is not None and register in one.registers]
        rest = [one for one in self.text.pages if one.registers is None]
        return _in_force(own, on) or _in_force(rest, on)

    def payer(self, tier_id: str) -> Payer:
        """Who pays for the books of a tier; the checks made sure that each tier has one."""
        return next(one for one in self.text.payers if one.tier == tier_id)


def load_costing(plan: Plan) -> Costing:
    """The budget file that the plan names; an unchanged file is read once per process.

    Raises:
        HotichError: the plan names none.
        PlanError: not found, or faulty; one line per fault: file, line, what is wrong, what to do.
    """
    if plan.text.budget is None:
        raise HotichError(
            f"Kế hoạch {plan.id} chưa có tệp kinh phí nên chưa lập dự toán được. Viết một tệp theo"
            " docs/how-to/du-toan.md rồi ghi vào kế hoạch “budget: <tệp>”."
        )
    path = plan.path.parent / plan.text.budget
    if not path.is_file():
        raise PlanError(
            f"{plan.path}: không có tệp kinh phí “{plan.text.budget}”. Sửa đường dẫn ở khoá “budget”, tính từ thư mục"
            " của kế hoạch."
        )
    facts = path.stat()
    return _load(
        path.resolve(), facts.st_mtime_ns, facts.st_size, plan.id, tuple(one.id for one in plan.tiers)
    )


@lru_cache(maxsize=16)
def _load(path: Path, _mtime_ns: int, _size: int, plan_id: str, tiers: tuple[str, ...]) -> Costing:
    content = path.read_bytes()
    faults = Faults(str(path), "tệp kinh phí")
    text = read_text(decoded(content, faults), BudgetText, faults)
    check_budget(text, plan_id, tiers, faults)
    return Costing(text, path, hashlib.sha256(content).hexdigest())


def _until(price: Price) -> date:
    return price.until or date.max


def _in_force(rows: Sequence[T], on: date) -> T | None:
    known = [one for one in rows if one.from_ <= on]
    return max(known, key=lambda one: one.from_, default=None)
