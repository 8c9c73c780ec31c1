"""One line of an estimate: a quantity of an activity with its price, and what a reader must know of it; sums of lines."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from hotich.budget.costing import NO_PRICE, UNVERIFIED, Costing
from hotich.budget.payers import Authority
from hotich.budget.schema import Activity, Price
from hotich.text.shown import show_number


@dataclass(frozen=True, slots=True)
class Line:
    """What one authority needs for one activity in one budget year."""

    authority: Authority
    year: int
    activity: Activity
    quantity: int
    """In the activity's unit."""
    assumed: int
    """Of these, pages that rest on the assumed pages a case."""
    price: Price | None
    """In force on the first day of the year, or on the data date if later; None: the table has none."""
    pages_verified: bool
    """Whether what `assumed` rests on was counted."""
    accepted: int = 0
    """Cases in it that were accepted already: acceptance does not end the activity."""

    @property
    def amount(self) -> int | None:
        """Đồng: quantity × price, exact; None without a price."""
        return None if self.price is None else self.quantity * self.price.dong

    @property
    def verified(self) -> bool:
        """Whether price, payer and pages rest on documents; False also without a price."""
        pages = self.pages_verified or not self.assumed
        return self.price is not None and self.price.verified and self.authority.verified and pages

    @property
    def marks(self) -> tuple[str, ...]:
        """What rests on no document, in Vietnamese; empty when everything does."""
        found = []
        if self.price is None:
            found.append(NO_PRICE)
        elif not self.price.verified:
            found.append(f"đơn giá {UNVERIFIED}")
        if not self.authority.verified:
            found.append(f"cơ quan chi {UNVERIFIED}")
        if not self.authority.known:
            found.append("đơn vị không còn, danh mục chưa ghi đơn vị kế thừa")
        return tuple(found)

    @property
    def counts(self) -> tuple[str, ...]:
        """What its quantity is made of, where that is not plain, in Vietnamese."""
        found = []
        if self.assumed:
            mark = "" if self.pages_verified else f" {UNVERIFIED}"
            found.append(f"{show_number(self.assumed)} trang theo số giả định{mark}")
        if self.accepted:
            found.append(
                f"gồm {show_number(self.accepted)} trường hợp đã nghiệm thu nhưng {self.activity.done.lacking}: việc này tính"
                f" cho mọi trường hợp, nghiệm thu rồi vẫn còn phải làm ({self.activity.source})"
            )
        return tuple(found)

    @property
    def remarks(self) -> tuple[str, ...]:
        """What a reader must know of this line, in Vietnamese; empty when there is nothing to tell."""
        return (*self.marks, *self.counts)


def line_of(
    costing: Costing, as_of: date, authority: Authority, year: int, activity: str, quantity: int, assumed: int = 0,
    pages_verified: bool = True, accepted: int = 0,
) -> Line:  # fmt: skip
    """A quantity of a budget year with its price: that of the year's first day, or of the data date if later."""
    price = costing.price(activity, max(as_of, date(year, 1, 1)))
    return Line(
        authority, year, costing.activity(activity), quantity, assumed, price, pages_verified, accepted
    )


@dataclass(frozen=True, slots=True)
class Sum:
    """A total in đồng that says what it leaves out."""

    amount: int
    unpriced: int
    """Lines without a price, not in the amount."""
    unverified: int
    """Lines in the amount that don't rest on documents."""


def total(lines: Iterable[Line]) -> Sum:
    """The sum of lines."""
    known = list(lines)
    return Sum(
        amount=sum(line.amount or 0 for line in known),
        unpriced=sum(1 for line in known if line.price is None),
        unverified=sum(1 for line in known if line.price is not None and not line.verified),
    )


def merged(lines: Sequence[Line]) -> Line:
    """Lines of several authorities for one activity and year as one, under the first's name. `lines`: not empty."""
    return replace(
        lines[0],
        quantity=sum(line.quantity for line in lines),
        assumed=sum(line.assumed for line in lines),
        pages_verified=all(line.pages_verified for line in lines),
        accepted=sum(line.accepted for line in lines),
    )
